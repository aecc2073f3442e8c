package outbound

import (
	"crypto/x509"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mtalab/internal/certpath"
	"mtalab/sim/evidence"
)

func TestALargeChainEndsTheHandshake(t *testing.T) {
	t.Parallel()
	half := make([]byte, largestChain/2)
	assert.NoError(t, BoundChain([][]byte{half, half}, nil), "as much as the limit")
	assert.ErrorIs(t, BoundChain([][]byte{half, half, {0}}, nil), errLargeChain, "an octet more")
}

// TestWhatIsWrongWithAChain takes the errors for a certificate that is no good (RFC 5280 §6.1).
func TestWhatIsWrongWithAChain(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	certificate := &x509.Certificate{NotBefore: now, NotAfter: now.Add(time.Hour)}
	invalid := func(reason x509.InvalidReason) error {
		return x509.CertificateInvalidError{Cert: certificate, Reason: reason}
	}
	unsound := func(reason certpath.Reason) error {
		return &certpath.Error{Certificate: certificate, Reason: reason}
	}
	for _, test := range []struct {
		err     error
		at      time.Time
		problem evidence.Problem
		rule    string
	}{
		{x509.UnhandledCriticalExtension{}, now, evidence.NotUnderstood, "R5280-6"},
		{x509.UnknownAuthorityError{}, now, evidence.Untrusted, "R5280-3"},
		{invalid(x509.Expired), now.Add(-time.Second), evidence.NotYetValid, "R5280-1"},
		{invalid(x509.Expired), now.Add(2 * time.Hour), evidence.Expired, "R5280-1"},
		{invalid(x509.IncompatibleUsage), now, evidence.NotForServers, "R5280-4"},
		{unsound(certpath.NoPurpose), now, evidence.NotForServers, "R5280-4"},
		{unsound(certpath.MayNotSign), now, evidence.Untrusted, "R5280-2"},
		{unsound(certpath.TooLong), now, evidence.OutsideConstraints, "R5280-2"},
		{unsound(certpath.OutsideLimits), now, evidence.OutsideConstraints, "R5280-5"},
		{unsound(certpath.NotProcessed), now, evidence.NotUnderstood, "R5280-5"},
		{invalid(x509.NotAuthorizedToSign), now, evidence.Untrusted, "R5280-2"},
	} {
		found := rejection(test.err, test.at)
		assert.Equal(t, test.problem, found.Problem, "%v", test.err)
		assert.Equal(t, test.rule, found.Cause.Rule, "%v", test.err)
	}
}
