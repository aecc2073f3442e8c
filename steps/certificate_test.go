package steps_test

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/sim/senders/esa"
)

// oneExchanger is a world with one mail exchanger, another one that has no certificate, and a CRL.
const oneExchanger = `
Feature: One mail exchanger
  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | crl.ca.not      | A   | 192.0.2.80         |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com |
    And an MTA at 192.0.2.2 without STARTTLS
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/ca.crl"
    And the TLS setting for example.com is "Required - Verify"
  Scenario: One
`

// inOneExchanger runs a scenario in that world.
func inOneExchanger(t *testing.T, steps string) result.Scenario {
	t.Helper()
	record, err := suite.Run(context.Background(), suite.Options{
		Sender: esa.Sender{},
		Files:  fstest.MapFS{"one.feature": {Data: []byte(oneExchanger + steps)}},
	})
	require.NoError(t, err)
	require.Len(t, record.Scenarios, 1)
	return record.Scenarios[0]
}

const (
	expired   = "Given the certificate at 192.0.2.1 is expired\n"
	unchecked = "Given the TLS setting for example.com is \"Required\"\n"
	noTLS     = "Given the TLS setting for example.com is \"No\"\n"
	namesCRL  = "Given the certificate at 192.0.2.1 names the CRL \"http://crl.ca.not/ca.crl\"\n"
	deferred  = "Then the message is deferred\n"
	encrypted = "Then the message is delivered encrypted\n"
	inClear   = "Then the message is delivered in plaintext\n"
)

func TestWhatIsSaidOfCertificatesCanFail(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sentence, steps string
		want            result.Status
		problem         string
	}{
		{"rejected as expired", expired + sent + deferred + "And the certificate is rejected as expired", result.Passed, ""},
		{"rejected for another reason", expired + sent + deferred + "And the certificate is rejected as revoked", result.Failed, "has expired"},
		{"not rejected", sent + verified + "And the certificate is rejected as expired", result.Failed, "is accepted"},
		{"rejected, where none was looked at", unchecked + sent + encrypted + "And the certificate is rejected as expired", result.Failed, "no certificate was looked at"},
		{"rejected for a reason that there is not", sent + verified + "And the certificate is rejected as ugly", result.Broken, "untrusted"},
		{"not checked", unchecked + sent + encrypted + "And the certificate is not checked", result.Passed, ""},
		{"not checked, where it was", sent + verified + "And the certificate is not checked", result.Failed, "the certificate is checked"},
		{"not checked, where there was none", noTLS + sent + inClear + "And the certificate is not checked", result.Failed, "no TLS session"},
		{"no session resumed, of two", sent + verified + sent + verified + "And no TLS session is resumed", result.Passed, ""},
		{"no session resumed, of one", sent + verified + "And no TLS session is resumed", result.Failed, "not two TLS sessions"},
		{"the CRL is fetched", namesCRL + sent + verified + `And the CRL "http://crl.ca.not/ca.crl" is fetched`, result.Passed, ""},
		{"the CRL is not fetched", sent + verified + `And the CRL "http://crl.ca.not/ca.crl" is fetched`, result.Failed, "is not fetched"},
		{"a CRL that there is not", sent + verified + `And the CRL "http://crl.ca.not/b.crl" is fetched`, result.Broken, "no web server has the CRL"},
		{"the CRL is asked for", namesCRL + sent + verified + `And the CRL "http://crl.ca.not/ca.crl" is asked for`, result.Passed, ""},
		{"the CRL is not asked for", sent + verified + `And the CRL "http://crl.ca.not/ca.crl" is asked for`, result.Failed, "is not asked for"},
		{"no CRL is fetched", sent + verified + "And no CRL is fetched", result.Passed, ""},
		{"no CRL is fetched, where it was", namesCRL + sent + verified + "And no CRL is fetched", result.Failed, "a web server was asked"},
		{"no CRL is fetched, where there was no TLS", noTLS + sent + inClear + "And no CRL is fetched", result.Failed, "no TLS session"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			told := inOneExchanger(t, test.steps)
			assert.Equal(t, test.want, told.Status, told.Problem)
			if test.want != result.Passed {
				require.NotNil(t, told.Problem)
				assert.Contains(t, told.Problem.Text, test.problem)
			}
		})
	}
}

func TestWrongWordsAboutCertificatesAreExplained(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ step, problem string }{
		{"Given the certificate at 192.0.2.1 is ugly", "self-signed"},
		{"Given the certificate at 192.0.2.2 is expired", "has no certificate"},
		{"Given the certificate at 192.0.2.9 is expired", "there is no MTA at 192.0.2.9"},
		{"Given the certificate at 192.0.2.1 expires in 99999 days", "want a number"},
		{"Given the certificate at 192.0.2.1 has instead\n| name | a.not |", "row 1 of the table"},
		{"Given the certificate at 192.0.2.1 has instead\n| CN | a.not |\n| IP | a.not |", "row 2 of the table"},
		{"Given the certificate at 192.0.2.1 has instead\n| CN | \"a.not |", "in double quotes"},
		{"Given the certificate at 192.0.2.1 has instead\n| key | DSA |", "Ed25519"},
		{"Given the sender trusts the root of the certificate at 192.0.2.1", "already"},
		{"Given the certificate at 192.0.2.1 is self-signed\nAnd the sender trusts the root of the certificate at 192.0.2.1", "no issuer"},
		{"Given the certificate at 192.0.2.1 names the CRL \"ca.crl\"", "want a URL"},
		{"Given the CRL \"http://crl.ca.not/b.crl\" lists the certificate at 192.0.2.1", "no web server has the CRL"},
		{"Given the CRL \"http://crl.ca.not/b.crl\" is forged", "no web server has the CRL"},
		{"Given the CRL \"http://crl.ca.not/ca.crl\" lists the client certificate of the sender", "no client certificate"},
		{"Given the CRL \"http://crl.ca.not/ca.crl\" is a part of the list, that of nobody", "that of certificates of servers"},
		{"Given the CRL \"http://crl.ca.not/ca.crl\" is answered with the HTTP status 99", "want a number from 200 to 599"},
		{"Given the CRL \"http://crl.ca.not/ca.crl\" has moved to \"elsewhere\"", "want a URL"},
		{"Given the issuer of the certificate at 192.0.2.1 names the CRL \"ca.crl\"", "want a URL"},
		{"Given the certificate at 192.0.2.1 is issued by the root itself\nAnd the issuer of the certificate at 192.0.2.1 must not name a.not", "want an intermediate"},
		{"Given the certificate at 192.0.2.1 is self-signed\nAnd the CRL \"http://crl.ca.not/ca.crl\" lists the issuer of the certificate at 192.0.2.1", "no issuer"},
		{"Given the certificate at 192.0.2.1 is self-signed\nAnd the certificate at 192.0.2.1 is sent with a cross-certificate by the usual root", "want a certificate with an issuer"},
		{namesCRL + "And the issuer of the certificate at 192.0.2.1 names the CRL \"http://crl.ca.not/ca.crl\"", "different issuers"},
		{"Given the client certificate of the sender expires in 1 hour", "no client certificate"},
		{"Given the client certificate of the sender names the CRL \"http://crl.ca.not/ca.crl\"", "no client certificate"},
		{"Given the web server at 192.0.2.81 stays silent", "there is no web server at 192.0.2.81"},
	} {
		t.Run(test.step, func(t *testing.T) {
			t.Parallel()
			told := inOneExchanger(t, test.step+"\n"+sent+verified)
			assert.Equal(t, result.Broken, told.Status)
			require.NotNil(t, told.Problem)
			assert.Contains(t, told.Problem.Text, test.problem)
		})
	}
}
