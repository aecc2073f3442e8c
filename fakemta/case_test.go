package fakemta_test

import (
	"crypto/tls"
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
)

// answersBoth is a behaviour that answers a verb before and inside TLS with a text.
func answersBoth(verb, text string) fakemta.Behaviour {
	replies := map[string]fakemta.Reply{verb: {Text: text}}
	return fakemta.Behaviour{Plain: fakemta.Dialogue{Replies: replies}, Encrypted: fakemta.Dialogue{Replies: replies}}
}

func TestClientsAreToldApartByTheNameInEHLO(t *testing.T) {
	t.Parallel()
	bare := answersBoth("RCPT", "550 5.7.1 Not you")
	bare.Plain.Capabilities = []string{"SMTPUTF8"}
	s := able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{Cases: []fakemta.Case{
		{Hello: "relay.test", Behaviour: bare},
		{Hello: "late.test", Behaviour: answersBoth("EHLO", "421 4.3.2 Not now")},
	}}})
	address := start(t, s)
	for _, test := range []struct{ sentence, hello, offers, rcpt string }{
		{"the name", "relay.test", "250 SMTPUTF8\r\n", "550 5.7.1 Not you\r\n"},
		{"in another letter case and with a final dot", "Relay.TEST.", "250 SMTPUTF8\r\n", "550 5.7.1 Not you\r\n"},
		{"another name", "client.test", "250 STARTTLS\r\n", "250 2.0.0 I'll make sure <b@mta.test> gets this\r\n"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			c := connect(t, address)
			offered := c.ask("EHLO " + test.hello)
			assert.Equal(t, test.offers, offered[len(offered)-len(test.offers):])
			c.ask("MAIL FROM:<a@client.test>")
			assert.Equal(t, test.rcpt, c.ask("RCPT TO:<b@mta.test>"))
		})
	}
	t.Run("EHLO itself, and again under another name", func(t *testing.T) {
		t.Parallel()
		c := connect(t, address)
		assert.Equal(t, "421 4.3.2 Not now\r\n", c.ask("EHLO late.test"))
		c.ask("EHLO client.test")
		assert.Equal(t, "250", c.ask("MAIL FROM:<a@client.test>")[:3])
	})
	t.Run("before TLS, which makes nothing of it inside", func(t *testing.T) {
		t.Parallel()
		server := able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{Cases: []fakemta.Case{{Hello: "relay.test", Behaviour: answersBoth("MAIL", "550 No")}}}})
		c := connect(t, start(t, server))
		c.ask("EHLO relay.test")
		require.NoError(t, c.startTLS(nil))
		c.ask("EHLO client.test")
		assert.Equal(t, "250", c.ask("MAIL FROM:<a@client.test>")[:3])
		c.ask("EHLO relay.test")
		assert.Equal(t, "550 No\r\n", c.ask("MAIL FROM:<a@client.test>"))
	})
}

func TestClientsAreToldApartByTheirCertificate(t *testing.T) {
	t.Parallel()
	good, stranger := selfSigned(t, "relay.test"), selfSigned(t, "relay.test")
	leaf, err := x509.ParseCertificate(good.Certificate[0])
	require.NoError(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	inside := func(certificate fakemta.ClientCertificate, name, text string) fakemta.Case {
		behaviour := fakemta.Behaviour{Encrypted: fakemta.Dialogue{Replies: map[string]fakemta.Reply{"EHLO": {Text: text}}}}
		return fakemta.Case{Certificate: certificate, Named: name, Behaviour: behaviour}
	}
	cases := []fakemta.Case{
		inside(fakemta.NoCertificate, "", "250 none"), inside(fakemta.Untrusted, "", "554 untrusted"),
		inside(fakemta.Trusted, "", "250 trusted"), inside(fakemta.Trusted, "other.test", "250 other"),
	}
	named := append(cases[:3:3], inside(fakemta.Trusted, "relay.test", "250 named"))
	for _, test := range []struct {
		sentence string
		shows    *tls.Certificate
		cases    []fakemta.Case
		want     string
		treated  bool
	}{
		{"none", nil, cases, "250 none\r\n", true},
		{"one that nobody trusts", stranger, cases, "554 untrusted\r\n", true},
		{"a trusted one of another name", good, cases, "250 trusted\r\n", true},
		{"a trusted one of the name", good, named, "250 named\r\n", true},
		{"one of which nothing is said", good, cases[:2], "250-mta.test\r\n", false},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			behaviour := fakemta.Behaviour{ClientAuth: tls.RequestClientCert, Cases: test.cases}
			require.NoError(t, behaviour.CheckCases())
			s := able(t, &fakemta.Server{Behaviour: behaviour, ClientCAs: roots})
			c := connect(t, start(t, s))
			assert.Equal(t, "250-mta.test\r\n", c.ask("EHLO client.test")[:14])
			config := &tls.Config{InsecureSkipVerify: true}
			if test.shows != nil {
				config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return test.shows, nil }
			}
			require.NoError(t, c.startTLS(config))
			assert.Equal(t, test.want, c.ask("EHLO client.test")[:len(test.want)])
			treated := 0
			for _, event := range s.Sessions()[0].Events() {
				if event.Kind == fakemta.Recognized {
					treated++
				}
			}
			assert.Equal(t, test.treated, treated > 0)
		})
	}
}

func TestACaseSaysNothingThatComesBeforeItsClientIsKnown(t *testing.T) {
	t.Parallel()
	for sentence, test := range map[string]struct {
		behaviour fakemta.Behaviour
		want      string
	}{
		"of nobody":                                        {fakemta.Behaviour{Cases: []fakemta.Case{{}}}, "one of the two"},
		"of a name and a certificate":                      {fakemta.Behaviour{Cases: []fakemta.Case{{Hello: "a.test", Certificate: fakemta.Trusted}}}, "one of the two"},
		"of an unknown word":                               {fakemta.Behaviour{Cases: []fakemta.Case{{Certificate: "good"}}}, `unknown word "good"`},
		"a name of an untrusted one":                       {fakemta.Behaviour{Cases: []fakemta.Case{{Certificate: fakemta.Untrusted, Named: "a.test"}}}, "counts for a name"},
		"a certificate nobody asks for":                    {fakemta.Behaviour{Cases: []fakemta.Case{{Certificate: fakemta.Trusted}}}, "asks no client"},
		"the greeting, by the name in EHLO":                {of("a.test", fakemta.Behaviour{Plain: fakemta.Dialogue{Greeting: fakemta.Reply{Text: "554 No"}}}), "before the server knows"},
		"the reply to EHLO before TLS, by the certificate": {of("", answersBoth("EHLO", "554 No")), "before the server knows"},
		"the version of TLS, by the certificate":           {of("", fakemta.Behaviour{MaxVersion: tls.VersionTLS12}), "before the server knows"},
		"a case within":                                    {of("a.test", of("b.test", fakemta.Behaviour{})), "within a case"},
	} {
		assert.ErrorContains(t, test.behaviour.CheckCases(), test.want, sentence)
	}
	sound := of("a.test", fakemta.Behaviour{MaxVersion: tls.VersionTLS12, Plain: fakemta.Dialogue{Capabilities: []string{}}})
	assert.NoError(t, sound.CheckCases())
}

// of is a behaviour with one case: of a name in EHLO, or without one of trusted certificates.
func of(hello string, behaviour fakemta.Behaviour) fakemta.Behaviour {
	one := fakemta.Case{Hello: hello, Behaviour: behaviour}
	if hello == "" {
		one.Certificate = fakemta.Trusted
	}
	return fakemta.Behaviour{ClientAuth: tls.RequestClientCert, Cases: []fakemta.Case{one}}
}
