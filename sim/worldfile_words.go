package sim

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
)

// What of the standard library a world holds is saved in words, and a text that is not UTF-8 as its bytes in base64.
var (
	worldMarshalers = json.JoinMarshalers(
		json.MarshalFunc(func(c tls.ClientAuthType) ([]byte, error) { return wordOf(clientAuthWords, c) }),
		json.MarshalFunc(func(c tls.CurveID) ([]byte, error) { return wordOf(curveWords, c) }),
		json.MarshalFunc(func(u x509.ExtKeyUsage) ([]byte, error) { return wordOf(keyUsageWords, u) }),
		json.MarshalFunc(marshalText),
	)
	worldUnmarshalers = json.JoinUnmarshalers(
		json.UnmarshalFunc(func(text []byte, c *tls.ClientAuthType) error { return fromWord(clientAuthWords, text, c) }),
		json.UnmarshalFunc(func(text []byte, c *tls.CurveID) error { return fromWord(curveWords, text, c) }),
		json.UnmarshalFunc(func(text []byte, u *x509.ExtKeyUsage) error { return fromWord(keyUsageWords, text, u) }),
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

var keyUsageWords = map[string]x509.ExtKeyUsage{
	"any": x509.ExtKeyUsageAny, "serverAuth": x509.ExtKeyUsageServerAuth, "clientAuth": x509.ExtKeyUsageClientAuth,
	"codeSigning": x509.ExtKeyUsageCodeSigning, "emailProtection": x509.ExtKeyUsageEmailProtection,
	"timeStamping": x509.ExtKeyUsageTimeStamping, "OCSPSigning": x509.ExtKeyUsageOCSPSigning,
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
