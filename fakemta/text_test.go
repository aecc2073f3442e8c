package fakemta_test

import (
	"crypto/tls"
	"encoding"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
	"mtalab/internal/exchange2010"
)

func TestVersionsSuitesAndActionsAreWrittenAsTextAndReadBack(t *testing.T) {
	t.Parallel()
	version := func(v fakemta.TLSVersion) (encoding.TextMarshaler, encoding.TextUnmarshaler) {
		return v, new(fakemta.TLSVersion)
	}
	suite := func(c fakemta.CipherSuite) (encoding.TextMarshaler, encoding.TextUnmarshaler) {
		return c, new(fakemta.CipherSuite)
	}
	action := func(a fakemta.Action) (encoding.TextMarshaler, encoding.TextUnmarshaler) {
		return a, new(fakemta.Action)
	}
	type pair struct {
		written encoding.TextMarshaler
		read    encoding.TextUnmarshaler
	}
	of := func(written encoding.TextMarshaler, read encoding.TextUnmarshaler) pair { return pair{written, read} }
	for text, value := range map[string]pair{
		"1.0":                      of(version(tls.VersionTLS10)),
		"1.1":                      of(version(tls.VersionTLS11)),
		"1.2":                      of(version(tls.VersionTLS12)),
		"1.3":                      of(version(tls.VersionTLS13)),
		"TLS_RSA_WITH_RC4_128_SHA": of(suite(fakemta.CipherSuite(tls.TLS_RSA_WITH_RC4_128_SHA))),
		"TLS_AES_128_GCM_SHA256":   of(suite(fakemta.CipherSuite(tls.TLS_AES_128_GCM_SHA256))),
		"TLS_RSA_WITH_NULL_SHA":    of(suite(0x0002)), // which crypto/tls does not speak
		"continue":                 of(action(fakemta.Continue)),
		"silence":                  of(action(fakemta.Silence)),
		"close":                    of(action(fakemta.Close)),
		"reset":                    of(action(fakemta.Reset)),
	} {
		written, err := value.written.MarshalText()
		require.NoError(t, err, text)
		assert.Equal(t, text, string(written))
		require.NoError(t, value.read.UnmarshalText(written))
		again, err := value.read.(encoding.TextMarshaler).MarshalText()
		require.NoError(t, err, text)
		assert.Equal(t, text, string(again))
	}
}

func TestEverySuiteOfAServerIsReadBack(t *testing.T) {
	t.Parallel()
	for _, suite := range exchange2010.WindowsServer2003() {
		if suite.ID == 0 {
			continue // of SSL 2.0, which has no number in TLS
		}
		written, err := fakemta.CipherSuite(suite.ID).MarshalText()
		require.NoError(t, err, suite.Name)
		var read fakemta.CipherSuite
		require.NoError(t, read.UnmarshalText(written))
		assert.Equal(t, fakemta.CipherSuite(suite.ID), read, suite.Name)
	}
}

func TestTextThatNamesNothingIsRefused(t *testing.T) {
	t.Parallel()
	const suite, version, action = fakemta.CipherSuite(tls.TLS_RSA_WITH_RC4_128_SHA), fakemta.TLSVersion(tls.VersionTLS13), fakemta.Reset
	for _, test := range []struct{ sentence, kind, text, says string }{
		{"a version of SSL", "version", "3.0", `unknown version of TLS "3.0": want one of 1.0, 1.1, 1.2, 1.3`},
		{"a version with its protocol", "version", "TLS 1.2", `unknown version of TLS "TLS 1.2": want one of`},
		{"no version", "version", "", `unknown version of TLS ""`},
		{"an unknown suite", "suite", "TLS_RSA_WITH_ROT13_MD5", `unknown cipher suite "TLS_RSA_WITH_ROT13_MD5": want its IANA name`},
		{"the number of a suite", "suite", "0x0005", `unknown cipher suite "0x0005"`},
		{"a suite of SSL 2.0", "suite", "SSL_CK_RC4_128_WITH_MD5", `unknown cipher suite "SSL_CK_RC4_128_WITH_MD5"`},
		{"a suite with a curve, as Windows writes it", "suite", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA_P256", `unknown cipher suite "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA_P256"`},
		{"no suite", "suite", "", `unknown cipher suite ""`},
		{"an unknown action", "action", "Close", `unknown action "Close": want one of close, continue, reset, silence`},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			v, s, a := version, suite, action
			into := map[string]encoding.TextUnmarshaler{"version": &v, "suite": &s, "action": &a}[test.kind]
			require.ErrorContains(t, into.UnmarshalText([]byte(test.text)), test.says)
			assert.Equal(t, []any{version, suite, action}, []any{v, s, a}, "it changes nothing")
		})
	}
}

func TestAValueWithoutANameIsNotWritten(t *testing.T) {
	t.Parallel()
	for says, value := range map[string]encoding.TextMarshaler{
		"unknown version of TLS 768":  fakemta.TLSVersion(0x0300),
		"unknown cipher suite 0xFFFF": fakemta.CipherSuite(0xffff),
		"unknown action 99":           fakemta.Action(99),
	} {
		_, err := value.MarshalText()
		assert.EqualError(t, err, says)
	}
}

func TestABehaviourIsWrittenAndReadBack(t *testing.T) {
	t.Parallel()
	behaviour := fakemta.Behaviour{
		Plain: fakemta.Dialogue{
			Greeting:     fakemta.Reply{Text: "220 a", After: fakemta.Silence},
			Capabilities: []string{},
			Replies:      map[string]fakemta.Reply{"STARTTLS": {Instead: fakemta.Reset, SameSegment: "250 evil\r\n"}},
		},
		MinVersion:   tls.VersionTLS11,
		MaxVersion:   tls.VersionTLS12,
		CipherSuites: []fakemta.CipherSuite{fakemta.CipherSuite(tls.TLS_RSA_WITH_RC4_128_SHA)},
		ForcedSuite:  0x0002,
		ClientAuth:   tls.RequireAnyClientCert,
		NoTickets:    true,
	}
	written, err := json.Marshal(behaviour)
	require.NoError(t, err)
	assert.Contains(t, string(written), `"minVersion":"1.1","maxVersion":"1.2","cipherSuites":["TLS_RSA_WITH_RC4_128_SHA"]`)
	var read fakemta.Behaviour
	require.NoError(t, json.Unmarshal(written, &read))
	assert.Equal(t, behaviour, read)

	written, err = json.Marshal(fakemta.Behaviour{})
	require.NoError(t, err)
	assert.Equal(t, "{}", string(written), "an honest server has nothing to say")
}
