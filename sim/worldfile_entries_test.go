package sim_test

import (
	"crypto/x509"
	"encoding/asn1"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/policy"
)

func TestWhatWasPastedIsSavedAndReadBack(t *testing.T) {
	t.Parallel()
	var purposes []x509.ExtKeyUsage
	for purpose := x509.ExtKeyUsageAny; purpose <= x509.ExtKeyUsageMicrosoftKernelCodeSigning; purpose++ {
		purposes = append(purposes, purpose)
	}
	world := &sim.World{
		Remarks: []string{"destination controls, line 3: the parameter \"smtp_auth\" is not known and passed over"},
		Policy: policy.Policy{
			Default: policy.Encrypted, DefaultAddresses: policy.IPv6First, DefaultDANE: policy.OpportunisticDANE,
			Destinations: []policy.Destination{{Domain: ".example.com", Addresses: policy.IPv4Only, DANE: "\xff"}},
		},
		Certificate: &sim.Certificate{Leaf: pki.Leaf{
			OtherNames: []string{"\x88\x03\x2a\x03\x04", "\xa4\x02\x30\x00"},
			KeyUsage:   x509.KeyUsageDigitalSignature | x509.KeyUsageDecipherOnly, NoKeyUsage: true,
			ExtKeyUsages: purposes, OtherExtKeyUsages: []asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 21}},
		}},
	}
	text, err := sim.Encode(world)
	require.NoError(t, err)
	assert.Contains(t, string(text), `"1.3.6.1.5.5.7.3.21"`)
	assert.Contains(t, string(text), `"decipherOnly"`)
	read, err := sim.Decode(text)
	require.NoError(t, err, string(text))
	assert.Equal(t, world, read)
}

func TestWhatAWorldFileSaysOfACertificateInOtherWordsIsRefused(t *testing.T) {
	t.Parallel()
	for leaf, want := range map[string]string{
		`{"keyUsage": ["signing"]}`:                    `unknown word "signing": want some of digitalSignature, nonRepudiation`,
		`{"keyUsage": 1}`:                              "want a list of some of digitalSignature",
		`{"otherExtKeyUsages": ["1.3.x"]}`:             `"1.3.x": want the numbers of an object identifier`,
		`{"otherExtKeyUsages": ["3.1"]}`:               `"3.1": want the numbers of an object identifier`,
		`{"otherExtKeyUsages": ["1.3.` + large + `"]}`: "a number is too large",
		`{"otherExtKeyUsages": [[1, 3]]}`:              "want the numbers of an object identifier",
	} {
		_, err := sim.Decode([]byte(`{"version": 1, "certificate": {"leaf": ` + leaf + `}}`))
		require.ErrorIs(t, err, sim.ErrWorldFile, leaf)
		assert.ErrorContains(t, err, "/certificate/leaf/", leaf)
		assert.ErrorContains(t, err, want, leaf)
	}
	_, err := sim.Decode([]byte(`{"version": 1, "policy": {"defaultAddresses": "PREFER_V6"}}`))
	require.ErrorIs(t, err, sim.ErrWorldFile)
	assert.ErrorContains(t, err, `/policy/defaultAddresses: unknown choice of addresses "PREFER_V6"`)
}

// large is more than an int holds.
const large = "99999999999999999999"
