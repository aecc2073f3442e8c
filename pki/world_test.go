package pki_test

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mtalab/pki"
)

// now is the instant at which the tests stand.
var now = time.Date(2031, 5, 14, 9, 26, 53, 0, time.UTC)

// world is the base of the catalogue's certificate rows (W0); a test changes what its row names.
type world struct {
	root         pki.Root
	intermediate pki.Intermediate
	leaf         pki.Leaf
	sent         func(*testing.T, *pki.Certificate) *pki.Certificate
	trusted      func(*testing.T, *pki.Authority) *pki.Authority
}

func honest() world {
	return world{
		leaf:    pki.Leaf{CommonName: "mx1.example.com", DNSNames: []string{"example.com", "mx1.example.com"}, Now: now},
		sent:    func(_ *testing.T, c *pki.Certificate) *pki.Certificate { return c },
		trusted: func(_ *testing.T, root *pki.Authority) *pki.Authority { return root },
	}
}

// certificate is what the world's server sends, and the authority that the sender trusts.
func (w world) certificate(t *testing.T) (*pki.Certificate, *pki.Authority) {
	t.Helper()
	root, err := pki.Shared(w.root)
	require.NoError(t, err)
	intermediate, err := root.Intermediate(w.intermediate)
	require.NoError(t, err)
	certificate, err := intermediate.Issue(w.leaf)
	require.NoError(t, err)
	return w.sent(t, certificate), w.trusted(t, root)
}

// stageI is the check of a sender (ESA-21, RULES F): the chain as sent, without a name.
func stageI(t *testing.T, certificate *pki.Certificate, trusted *pki.Authority, at time.Time) error {
	t.Helper()
	var sent []*x509.Certificate
	for _, der := range certificate.Raw {
		parsed, err := x509.ParseCertificate(der)
		require.NoError(t, err)
		sent = append(sent, parsed)
	}
	intermediates := x509.NewCertPool()
	for _, certificate := range sent[1:] {
		intermediates.AddCert(certificate)
	}
	_, err := sent[0].Verify(x509.VerifyOptions{Roots: pki.Pool(trusted), Intermediates: intermediates, CurrentTime: at})
	return err
}

// handshake has a client that verifies nothing meet a server with this certificate, on loopback.
func handshake(t *testing.T, certificate *pki.Certificate, version uint16) (tls.ConnectionState, error) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	served := make(chan struct{})
	go func() {
		defer close(served)
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		defer connection.Close()
		_ = connection.SetDeadline(time.Now().Add(10 * time.Second))
		server := tls.Server(connection, &tls.Config{Certificates: []tls.Certificate{certificate.TLS()}})
		_ = server.Handshake() // the client tells how it went
	}()
	defer func() {
		listener.Close()
		<-served
	}()

	connection, err := net.Dial("tcp", listener.Addr().String())
	require.NoError(t, err)
	defer connection.Close()
	require.NoError(t, connection.SetDeadline(time.Now().Add(10*time.Second)))
	client := tls.Client(connection, &tls.Config{InsecureSkipVerify: true, MinVersion: version, MaxVersion: version})
	err = client.Handshake()
	return client.ConnectionState(), err
}
