package outbound

import (
	"fmt"
	"regexp"

	"mtalab/sim"
)

// beyondGo is what crypto/tls says of certificates that it refuses although nobody asked it to look at them, and that
// other implementations take.
var beyondGo = regexp.MustCompile(`failed to parse certificate from server|unsupported type of public key|containing RSA key larger than|-bit keys are insecure`)

// ofName is what it says of a dNSName that is not IA5: that its handshake fails is what the rule goes by (AMB-28).
var ofName = regexp.MustCompile(`SAN dNSName is malformed`)

// Unjudged says sim.ErrNotSupported of a handshake that failed as Go cannot read the certificate of the server, or cannot
// use its key: what becomes of a message where nobody looks at the certificate cannot be said then. nil: the handshake
// failed for a reason that counts.
func Unjudged(err error) error {
	if err == nil || !beyondGo.MatchString(err.Error()) || ofName.MatchString(err.Error()) {
		return nil
	}
	return fmt.Errorf("%w: Go's TLS refuses the server's certificate, whoever looks at it, and so the model cannot judge what others do: %s", sim.ErrNotSupported, plain(err))
}
