package sim

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
)

// What of the standard library a world holds is saved in words, and a text that is not UTF-8 as its bytes in base64.
var (
	worldMarshalers = json.JoinMarshalers(
		json.MarshalFunc(func(c tls.ClientAuthType) ([]byte, error) { return wordOf(clientAuthWords, c) }),
		json.MarshalFunc(func(c tls.CurveID) ([]byte, error) { return wordOf(curveWords, c) }),
		json.MarshalFunc(func(u x509.ExtKeyUsage) ([]byte, error) { return wordOf(extKeyUsageWords, u) }),
		json.MarshalFunc(marshalKeyUsage),
		json.MarshalFunc(func(id asn1.ObjectIdentifier) ([]byte, error) { return json.Marshal(id.String()) }),
		json.MarshalFunc(marshalText),
	)
	worldUnmarshalers = json.JoinUnmarshalers(
		json.UnmarshalFunc(func(text []byte, c *tls.ClientAuthType) error { return fromWord(clientAuthWords, text, c) }),
		json.UnmarshalFunc(func(text []byte, c *tls.CurveID) error { return fromWord(curveWords, text, c) }),
		json.UnmarshalFunc(func(text []byte, u *x509.ExtKeyUsage) error { return fromWord(extKeyUsageWords, text, u) }),
		json.UnmarshalFunc(unmarshalKeyUsage),
		json.UnmarshalFunc(unmarshalObjectIdentifier),
		json.UnmarshalFunc(unmarshalText),
	)
)

var clientAuthWords = map[string]tls.ClientAuthType{
	"none": tls.NoClientCert, "asked for": tls.RequestClientCert, "demanded": tls.RequireAnyClientCert,
	"verified if shown": tls.VerifyClientCertIfGiven, "demanded and verified": tls.RequireAndVerifyClientCert,
}

var curveWords = map[string]tls.CurveID{
	"P-256": tls.CurveP256, "P-384": tls.CurveP384, "P-521": tls.CurveP521, "X25519": tls.X25519, "X25519MLKEM768": tls.X25519MLKEM768,
}

// extKeyUsageWords has every purpose that crypto/x509 names: that of a certificate which was pasted may be any.
var extKeyUsageWords = map[string]x509.ExtKeyUsage{
	"any": x509.ExtKeyUsageAny, "serverAuth": x509.ExtKeyUsageServerAuth, "clientAuth": x509.ExtKeyUsageClientAuth,
	"codeSigning": x509.ExtKeyUsageCodeSigning, "emailProtection": x509.ExtKeyUsageEmailProtection,
	"timeStamping": x509.ExtKeyUsageTimeStamping, "OCSPSigning": x509.ExtKeyUsageOCSPSigning,
	"ipsecEndSystem": x509.ExtKeyUsageIPSECEndSystem, "ipsecTunnel": x509.ExtKeyUsageIPSECTunnel, "ipsecUser": x509.ExtKeyUsageIPSECUser,
	"msServerGatedCrypto": x509.ExtKeyUsageMicrosoftServerGatedCrypto, "nsServerGatedCrypto": x509.ExtKeyUsageNetscapeServerGatedCrypto,
	"msCommercialCodeSigning": x509.ExtKeyUsageMicrosoftCommercialCodeSigning, "msKernelCodeSigning": x509.ExtKeyUsageMicrosoftKernelCodeSigning,
}

// keyUsageWords are the bits of a key usage, by their names in RFC 5280 §4.2.1.3, in its order.
var keyUsageWords = []string{
	"digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly",
}

func marshalKeyUsage(usage x509.KeyUsage) ([]byte, error) {
	words := []string{}
	for i, word := range keyUsageWords {
		if usage&(1<<i) != 0 {
			words = append(words, word)
		}
	}
	return json.Marshal(words)
}

func unmarshalKeyUsage(text []byte, usage *x509.KeyUsage) error {
	var words []string
	if err := json.Unmarshal(text, &words); err != nil {
		return fmt.Errorf("want a list of some of %s", strings.Join(keyUsageWords, ", "))
	}
	*usage = 0
	for _, word := range words {
		i := slices.Index(keyUsageWords, word)
		if i < 0 {
			return fmt.Errorf("unknown word %q: want some of %s", word, strings.Join(keyUsageWords, ", "))
		}
		*usage |= 1 << i
	}
	return nil
}

// unmarshalObjectIdentifier reads one in dots, such as 1.3.6.1.5.5.7.3.1.
func unmarshalObjectIdentifier(text []byte, id *asn1.ObjectIdentifier) error {
	var dotted string
	if err := json.Unmarshal(text, &dotted); err != nil {
		return errors.New("want the numbers of an object identifier with dots between them, such as \"1.3.6.1.5.5.7.3.1\"")
	}
	if _, err := x509.ParseOID(dotted); err != nil {
		return fmt.Errorf("%q: want the numbers of an object identifier with dots between them, such as 1.3.6.1.5.5.7.3.1", dotted)
	}
	*id = nil
	for part := range strings.SplitSeq(dotted, ".") {
		number, err := strconv.Atoi(part)
		if err != nil {
			return fmt.Errorf("%q: a number is too large", dotted)
		}
		*id = append(*id, number)
	}
	return nil
}

func wordOf[T comparable](words map[string]T, value T) ([]byte, error) {
	for word, named := range words {
		if named == value {
			return json.Marshal(word)
		}
	}
	return nil, fmt.Errorf("no word for %v", value)
}

func fromWord[T any](words map[string]T, text []byte, into *T) error {
	var word string
	if err := json.Unmarshal(text, &word); err != nil {
		return fmt.Errorf("want one of %s", strings.Join(slices.Sorted(maps.Keys(words)), ", "))
	}
	value, known := words[word]
	if !known {
		return fmt.Errorf("unknown word %q: want one of %s", word, strings.Join(slices.Sorted(maps.Keys(words)), ", "))
	}
	*into = value
	return nil
}

// rawText is a text that is not UTF-8.
type rawText struct {
	Base64 string `json:"base64"`
}

func marshalText(text string) ([]byte, error) {
	if utf8.ValidString(text) {
		return json.Marshal(text)
	}
	return json.Marshal(rawText{base64.StdEncoding.EncodeToString([]byte(text))})
}

func unmarshalText(text []byte, into *string) error {
	if !bytes.HasPrefix(text, []byte("{")) {
		return json.Unmarshal(text, into)
	}
	var raw rawText
	if err := json.Unmarshal(text, &raw, json.RejectUnknownMembers(true)); err != nil {
		return fmt.Errorf("want a text, or its bytes as {\"base64\": …}: %w", err)
	}
	content, err := base64.StdEncoding.DecodeString(raw.Base64)
	*into = string(content)
	return err
}
