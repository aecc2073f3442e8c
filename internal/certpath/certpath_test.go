package certpath_test

import (
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/certpath"
)

const any, server, client = x509.ExtKeyUsageAny, x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth

// Each case has one deviation from an honest path of root, intermediate and leaf.
func TestAPathIsJudged(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sentence                 string
		root, intermediate, leaf change
		refused                  string // what the error says; empty: the path holds
	}{
		{"an honest one", nil, nil, nil, ""},
		{"a leaf that has expired", nil, nil, expired, "expired"},
		{"a leaf from tomorrow", nil, nil, notYetValid, "not yet valid"},
		{"an intermediate that has expired", nil, expired, nil, "expired"},
		{"an intermediate from tomorrow", nil, notYetValid, nil, "not yet valid"},
		{"a root that has expired (CE-09)", expired, nil, nil, "expired"},

		{"an intermediate that is no CA", nil, noCA, nil, "unknown authority"},
		{"an intermediate without basic constraints", nil, unmarked, nil, "unknown authority"},
		{"an intermediate without keyCertSign", nil, signsNothing, nil, "unknown authority"},
		{"an intermediate with a key usage of no bit", nil, noUsage, nil, "key usage"},
		{"an intermediate without a key usage", nil, everyUsage, nil, ""},
		{"a root with a key usage of no bit", noUsage, nil, nil, "key usage"},
		{"a root that allows no intermediate", pathLength(0), nil, nil, "more intermediates"},
		{"a root that allows one", pathLength(1), nil, nil, ""},
		{"an intermediate that allows none below it", nil, pathLength(0), nil, ""},

		{"a leaf for clients", nil, nil, purposes(client), "incompatible key usage"},
		{"a leaf for both", nil, nil, purposes(client, server), ""},
		{"a leaf for any purpose", nil, nil, purposes(any), ""},
		{"a leaf without a list of purposes", nil, nil, purposes(), ""},
		{"a leaf for another purpose", nil, nil, otherPurpose, "incompatible key usage"},
		{"a leaf for no purpose", nil, nil, noPurpose, "allows nothing"},
		{"an intermediate for clients", nil, purposes(client), nil, "incompatible key usage"},
		{"an intermediate for servers", nil, purposes(server), nil, ""},
		{"an intermediate for any purpose", nil, purposes(any), nil, ""},
		{"an intermediate for no purpose", nil, noPurpose, nil, "allows nothing"},

		{"a leaf with an unknown extension", nil, nil, with(false, "\x05\x00", 2, 999, 1), ""},
		{"a leaf with an unknown critical one", nil, nil, with(true, "\x05\x00", 2, 999, 1), "unhandled critical extension"},
		{"an intermediate with an unknown critical one", nil, with(true, "\x05\x00", 2, 999, 1), nil, "unhandled critical extension"},
		{"a root with an unknown critical one", with(true, "\x05\x00", 2, 999, 1), nil, nil, "unhandled critical extension"},

		{"a leaf that is marked as a CA", nil, nil, func(c *x509.Certificate) { c.BasicConstraintsValid, c.IsCA = true, true }, ""},
		{"a serial number of zero", nil, nil, zeroSerial, ""},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			changes := func(one change) []change {
				if one == nil {
					return nil
				}
				return []change{one}
			}
			top := root(t, changes(test.root)...)
			between := below(t, top, "intermediate", changes(test.intermediate)...)
			err := judge("", top, leaf(t, between, changes(test.leaf)...), between)
			if test.refused == "" {
				assert.NoError(t, err)
				return
			}
			assert.ErrorContains(t, err, test.refused)
		})
	}
}

// Self-issued certificates, such as those for a new key, do not count (RFC 5280 §4.2.1.9).
func TestTheLengthOfAPathIsThatOfOtherAuthorities(t *testing.T) {
	t.Parallel()
	top := root(t)
	first := below(t, top, "first", pathLength(0))
	renewed := below(t, first, "first")
	assert.NoError(t, judge("", top, leaf(t, renewed), first, renewed), "a self-issued one below a path length of 0")

	second := below(t, first, "second")
	err := judge("", top, leaf(t, second), first, second)
	var unsound *certpath.Error
	require.ErrorAs(t, err, &unsound)
	assert.Equal(t, certpath.TooLong, unsound.Reason)

	wide := below(t, top, "wide", pathLength(1))
	under := below(t, wide, "under")
	again := below(t, under, "under")
	assert.NoError(t, judge("", top, leaf(t, again), wide, under, again))
	deeper := below(t, again, "deeper")
	assert.Error(t, judge("", top, leaf(t, deeper), wide, under, again, deeper))
}

func TestWhatIsSentAlongIsNoTrustAnchor(t *testing.T) {
	t.Parallel()
	trusted, stranger := root(t), root(t)
	shown := leaf(t, stranger)
	assert.ErrorContains(t, judge("", trusted, shown, stranger), "unknown authority")
	itself := leaf(t, nil)
	assert.ErrorContains(t, judge("", trusted, itself, itself), "unknown authority")
	assert.NoError(t, judge("", itself, itself), "a leaf on the list of trusted roots")
}

func TestOneSoundPathIsEnough(t *testing.T) {
	t.Parallel()
	top, other := root(t), issue(t, nil, authority("other root"))
	good := below(t, top, "intermediate")
	shown := leaf(t, good)
	// cross is the same authority, by another root or with a flaw.
	cross := func(issuer *signer, change change) *signer {
		template := authority("intermediate")
		template.NotBefore, template.NotAfter = now.Add(-1e12), now.Add(1e12)
		if change != nil {
			change(template)
		}
		return again(t, template, issuer, good)
	}
	for sentence, bad := range map[string]*signer{
		"an issuer that is not trusted":            cross(other, nil),
		"an authority that has expired":            cross(top, expired),
		"an authority that is no CA":               cross(top, noCA),
		"an authority for no purpose":              cross(top, noPurpose),
		"an authority for clients":                 cross(top, purposes(client)),
		"an authority that may not name this name": cross(top, func(c *x509.Certificate) { c.ExcludedDNSDomains = []string{"example.com"} }),
		"an authority with a critical extension":   cross(top, with(true, "\x05\x00", 2, 999, 1)),
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			assert.Error(t, judge("", top, shown, bad))
			assert.NoError(t, judge("", top, shown, bad, good))
			assert.NoError(t, judge("", top, shown, good, bad))
		})
	}
}

func TestSignaturesAreHeldToTheirStrength(t *testing.T) {
	t.Parallel()
	top := root(t)
	weak := func(c *x509.Certificate) { c.SignatureAlgorithm = x509.ECDSAWithSHA1 }
	assert.ErrorContains(t, judge("", top, leaf(t, top, weak)), "unknown authority", "SHA-1 (CE-27)")
	strong := func(c *x509.Certificate) { c.SignatureAlgorithm = x509.ECDSAWithSHA512 }
	assert.NoError(t, judge("", top, leaf(t, top, strong)))

	impostor := root(t) // with the name of the root, and another key
	assert.ErrorContains(t, judge("", top, leaf(t, impostor)), "unknown authority")
	between := below(t, impostor, "intermediate")
	assert.ErrorContains(t, judge("", top, leaf(t, between), between), "unknown authority")
}
