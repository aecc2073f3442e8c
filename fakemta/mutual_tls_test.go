package fakemta_test

import (
	"crypto/tls"
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
)

func TestMutualTLSOfListedDomains(t *testing.T) {
	t.Parallel()
	good, stranger := selfSigned(t, "contoso.test"), selfSigned(t, "contoso.test")
	other := selfSigned(t, "other.test")
	roots := x509.NewCertPool()
	for _, certificate := range []*tls.Certificate{good, other} {
		leaf, err := x509.ParseCertificate(certificate.Certificate[0])
		require.NoError(t, err)
		roots.AddCert(leaf)
	}
	for _, test := range []struct {
		sentence string
		shows    *tls.Certificate
		from     string
		want     string
		secure   bool
	}{
		{"a listed domain with its certificate", good, "a@contoso.test", "250", true},
		{"whatever the letter case", good, "a@Contoso.TEST", "250", true},
		{"a listed domain without a certificate", nil, "a@contoso.test", "554 5.7.1 No client certificate was shown\r\n", false},
		{"a listed domain with a certificate that nobody trusts", stranger, "a@contoso.test", "554 5.7.1 The client certificate is not trusted\r\n", false},
		{"a listed domain with the certificate of another", other, "a@contoso.test", "554 5.7.1 The client certificate does not name contoso.test\r\n", false},
		{"a subdomain of a listed domain", nil, "a@sub.contoso.test", "250", false},
		{"a domain that is not listed", stranger, "a@other.test", "250", false},
		{"no sender", nil, "", "250", false},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			s := able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{MutualTLSDomains: []string{"contoso.test"}}, ClientCAs: roots})
			c := connect(t, start(t, s))
			c.ask("EHLO client.test")
			asked := false
			require.NoError(t, c.startTLS(&tls.Config{InsecureSkipVerify: true, GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
				asked = true
				if test.shows == nil {
					return &tls.Certificate{}, nil
				}
				return test.shows, nil
			}}))
			assert.True(t, asked)
			c.ask("EHLO client.test")
			reply := c.ask("MAIL FROM:<" + test.from + ">")
			assert.Equal(t, test.want, reply[:len(test.want)])
			if test.want != "250" {
				return
			}
			c.ask("RCPT TO:<b@mta.test>")
			c.ask("DATA")
			c.ask("hello\r\n.")
			c.ask("QUIT")
			wait(t, s)
			assert.Equal(t, test.secure, s.Sessions()[0].Messages()[0].MutualTLS)
		})
	}
}

func TestMutualTLSOfListedDomainsWantsTLS(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{MutualTLSDomains: []string{"contoso.test"}}})
	c := connect(t, start(t, s))
	c.ask("EHLO client.test")
	assert.Equal(t, "530 5.7.0 Must issue a STARTTLS command first\r\n", c.ask("MAIL FROM:<a@contoso.test>"))
	assert.Equal(t, "250", c.ask("MAIL FROM:<a@other.test>")[:3])
}

func TestTLSBeginsAfterA250IfTheClientBeginsIt(t *testing.T) {
	t.Parallel()
	after250 := plain("STARTTLS", fakemta.Reply{Text: "250 2.0.0 Ready to start TLS"})
	after250.TLSAfter250 = true
	s := able(t, &fakemta.Server{Behaviour: after250})
	address := start(t, s)

	c := connect(t, address)
	c.ask("EHLO client.test")
	require.Equal(t, "250 2.0.0 Ready to start TLS\r\n", c.ask("STARTTLS"))
	require.NoError(t, c.handshake(nil))
	assert.Equal(t, "250", c.ask("EHLO client.test")[:3])

	c = connect(t, address)
	c.ask("EHLO client.test")
	c.ask("STARTTLS")
	assert.Equal(t, "250", c.ask("MAIL FROM:<a@b.test>")[:3], "the session goes on in the clear")
	assert.Error(t, c.handshake(nil), "TLS may begin at once or never")
}

func TestAReplyWithoutItsLastLineIsWaitedFor(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{Behaviour: plain("EHLO", fakemta.Reply{Text: "250-mta.test\n250-XEXCH50S: 250 XRDST", After: fakemta.Silence})})
	silent := tellSilence(s)
	c := connect(t, start(t, s))
	c.say("EHLO client.test\r\n")
	await(t, silent)
}
