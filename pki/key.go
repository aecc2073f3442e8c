package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"slices"
	"strings"
)

// KeyKind is the algorithm and size of a key pair.
type KeyKind int

// The kinds of key; the zero value is P-256.
const (
	P256 KeyKind = iota
	Ed25519
	RSA2048
	P384
	P521
)

var keyKindNames = []string{P256: "P-256", Ed25519: "Ed25519", RSA2048: "RSA-2048", P384: "P-384", P521: "P-521"}

// String is the name that ParseKeyKind reads: P-256, Ed25519, RSA-2048, P-384 or P-521.
func (k KeyKind) String() string {
	if k < 0 || int(k) >= len(keyKindNames) {
		return fmt.Sprintf("KeyKind(%d)", int(k))
	}
	return keyKindNames[k]
}

// ParseKeyKind reads the name of a kind, exactly as String writes it; the error for any other text names the known ones.
func ParseKeyKind(name string) (KeyKind, error) {
	kind := slices.Index(keyKindNames, name)
	if kind < 0 {
		return 0, fmt.Errorf("unknown kind of key %q: known are %s", name, strings.Join(keyKindNames, ", "))
	}
	return KeyKind(kind), nil
}

// generate makes a fresh key pair.
func (k KeyKind) generate() (crypto.Signer, error) {
	switch k {
	case P256:
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case P384:
		return ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	case P521:
		return ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	case RSA2048:
		return rsa.GenerateKey(rand.Reader, 2048)
	case Ed25519:
		_, key, err := ed25519.GenerateKey(rand.Reader)
		return key, err
	default:
		return nil, fmt.Errorf("unknown kind of key: %s", k)
	}
}

// rsaKeys are the keys that all RSA leaves of the process share, by kind and purpose: making one takes some 70 ms.
// Authorities are not given them, for two authorities with one name and one key would be the same trust anchor.
var rsaKeys cache[crypto.Signer]

// forLeaf gives a key for a leaf. The purpose tells apart the keys that must differ.
func (k KeyKind) forLeaf(purpose string) (crypto.Signer, error) {
	if k == RSA2048 {
		return rsaKeys.get(fmt.Sprintf("%s %s", k, purpose), k.generate)
	}
	return k.generate()
}
