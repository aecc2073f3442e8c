package fakemta_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
)

// trusting is a client that verifies nothing.
func trusting() *tls.Config {
	return &tls.Config{ServerName: "mta.test", InsecureSkipVerify: true}
}

func TestTLSParametersLimitWhatIsAgreed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		b      fakemta.Behaviour
		client *tls.Config
		want   string // an error; "": it works
	}{
		{"1.0 only, met by a client of today", fakemta.Behaviour{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10}, &tls.Config{}, "protocol version not supported"},
		{"1.0 only, met by an old client", fakemta.Behaviour{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10}, &tls.Config{MinVersion: tls.VersionTLS10}, ""},
		{"honest, met by an old client", fakemta.Behaviour{}, &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, "protocol version not supported"},
		{"1.3 only, met by 1.2", fakemta.Behaviour{MinVersion: tls.VersionTLS13}, &tls.Config{MaxVersion: tls.VersionTLS12}, "protocol version not supported"},
		{"1.2 only, met by 1.2", fakemta.Behaviour{MaxVersion: tls.VersionTLS12}, &tls.Config{MaxVersion: tls.VersionTLS12}, ""},
		{"RC4 only", fakemta.Behaviour{MaxVersion: tls.VersionTLS12, CipherSuites: []fakemta.CipherSuite{fakemta.CipherSuite(tls.TLS_RSA_WITH_RC4_128_SHA)}}, &tls.Config{}, "handshake failure"},
		{"one suite", fakemta.Behaviour{MaxVersion: tls.VersionTLS12, CipherSuites: []fakemta.CipherSuite{fakemta.CipherSuite(tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384)}}, &tls.Config{}, ""},
		{"P-521 only, met by P-256", fakemta.Behaviour{Curves: []tls.CurveID{tls.CurveP521}}, &tls.Config{CurvePreferences: []tls.CurveID{tls.CurveP256}}, "handshake failure"},
		{"P-521 only", fakemta.Behaviour{Curves: []tls.CurveID{tls.CurveP521}}, &tls.Config{}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := able(t, &fakemta.Server{Behaviour: test.b})
			c := connect(t, start(t, s))
			config := test.client.Clone()
			config.InsecureSkipVerify = true
			err := c.startTLS(config)
			c.Close()
			wait(t, s)
			session := s.Sessions()[0]
			if test.want != "" {
				assert.ErrorContains(t, err, test.want)
				assert.Nil(t, session.TLS())
				require.NotNil(t, session.TLSFailure())
				assert.Empty(t, session.TLSFailure().Alert, "the client sent none")
				assert.NotNil(t, session.Hello())
				return
			}
			require.NoError(t, err)
			if test.b.MaxVersion != 0 {
				assert.Equal(t, test.b.MaxVersion, fakemta.TLSVersion(session.TLS().Version))
			}
			if test.b.CipherSuites != nil {
				assert.Equal(t, test.b.CipherSuites[0], fakemta.CipherSuite(session.TLS().CipherSuite))
			}
		})
	}
}

func TestClientCertificates(t *testing.T) {
	t.Parallel()
	certificate := selfSigned(t, "client.test")
	leaf, err := x509.ParseCertificate(certificate.Certificate[0])
	require.NoError(t, err)
	known := x509.NewCertPool()
	known.AddCert(leaf)
	tests := []struct {
		name string
		b    fakemta.Behaviour
		cas  *x509.CertPool
		has  bool
		want string
	}{
		{"asked for, none there", fakemta.Behaviour{ClientAuth: tls.RequestClientCert}, nil, false, ""},
		{"asked for, shown", fakemta.Behaviour{ClientAuth: tls.RequestClientCert}, nil, true, ""},
		{"demanded, none there", fakemta.Behaviour{ClientAuth: tls.RequireAnyClientCert}, nil, false, "certificate required"},
		{"demanded, none there, TLS 1.2", fakemta.Behaviour{ClientAuth: tls.RequireAnyClientCert, MaxVersion: tls.VersionTLS12}, nil, false, "handshake failure"},
		{"demanded, any will do", fakemta.Behaviour{ClientAuth: tls.RequireAnyClientCert}, nil, true, ""},
		{"verified, known", fakemta.Behaviour{ClientAuth: tls.RequireAndVerifyClientCert}, known, true, ""},
		{"verified, unknown", fakemta.Behaviour{ClientAuth: tls.RequireAndVerifyClientCert}, x509.NewCertPool(), true, "unknown certificate authority"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := able(t, &fakemta.Server{Behaviour: test.b, ClientCAs: test.cas})
			c := connect(t, start(t, s))
			config := trusting()
			if test.has {
				config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return certificate, nil }
			}
			err := c.startTLS(config)
			if err == nil { // in TLS 1.3 the refusal is the first thing read
				c.Write([]byte("EHLO a\r\n"))
				_, err = c.in.ReadString('\n')
			}
			c.raw.Close()
			wait(t, s)
			session := s.Sessions()[0]
			if test.want != "" {
				assert.ErrorContains(t, err, test.want)
				assert.NotNil(t, session.TLSFailure())
				assert.Nil(t, session.TLS())
				return
			}
			require.NoError(t, err)
			assert.Equal(t, test.has, len(session.TLS().PeerCertificates) == 1)
		})
	}
}

func TestSessionTicketsResumeAcrossConnections(t *testing.T) {
	t.Parallel()
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, tickets := range []bool{true, false} {
			s := able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{NoTickets: !tickets}})
			address := start(t, s)
			config := trusting()
			config.MaxVersion = version
			config.ClientSessionCache = tls.NewLRUClientSessionCache(1)
			for range 2 {
				c := connect(t, address)
				require.NoError(t, c.startTLS(config))
				c.ask("NOOP") // the ticket of TLS 1.3 comes with the first read
				c.ask("QUIT")
				c.Close()
			}
			wait(t, s)
			assert.False(t, s.Sessions()[0].TLS().Resumed)
			assert.Len(t, s.Sessions()[0].TLS().Certificates, 1)
			assert.Equal(t, tickets, s.Sessions()[1].TLS().Resumed)
		}
	}
}

func TestNowIsTheTimeOfTickets(t *testing.T) {
	t.Parallel()
	now := time.Now()
	s := able(t, &fakemta.Server{Now: func() time.Time { return now }})
	address := start(t, s)
	config := trusting()
	config.ClientSessionCache = tls.NewLRUClientSessionCache(1)
	for range 2 {
		c := connect(t, address)
		require.NoError(t, c.startTLS(config))
		c.ask("QUIT")
		c.Close()
		wait(t, s)
		now = now.Add(8 * 24 * time.Hour) // tickets live for seven days
	}
	assert.False(t, s.Sessions()[1].TLS().Resumed)
}

// sniffer keeps what the client receives.
type sniffer struct {
	net.Conn
	got bytes.Buffer
}

func (s *sniffer) Read(b []byte) (int, error) {
	n, err := s.Conn.Read(b)
	s.got.Write(b[:n])
	return n, err
}

func TestCloseNotify(t *testing.T) {
	t.Parallel()
	for _, omitted := range []bool{false, true} {
		s := able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{NoCloseNotify: omitted, MaxVersion: tls.VersionTLS12}})
		c := connect(t, start(t, s))
		c.ask("STARTTLS")
		sniffed := &sniffer{Conn: c.raw}
		c.raw = sniffed
		require.NoError(t, c.handshake(nil))
		c.ask("QUIT")
		_, err := io.ReadAll(c.in)
		assert.NoError(t, err)
		const applicationData, alert = 23, 21
		last := byte(alert)
		if omitted {
			last = applicationData
		}
		assert.Equal(t, last, lastRecord(sniffed.got.Bytes()))
	}
}

// lastRecord is the type of the last TLS record in b.
func lastRecord(b []byte) (kind byte) {
	for len(b) > 5 {
		kind = b[0]
		b = b[5+int(b[3])<<8+int(b[4]):]
	}
	return kind
}

func TestStapledResponseIsSentToWhoAsks(t *testing.T) {
	t.Parallel()
	certificate := selfSigned(t, "mta.test")
	certificate.OCSPStaple = []byte("a response")
	s := &fakemta.Server{Certificate: func(string) (*tls.Certificate, error) { return certificate, nil }}
	c := secure(t, start(t, s))
	assert.Equal(t, "a response", string(c.Conn.(*tls.Conn).OCSPResponse()))
	assert.True(t, s.Sessions()[0].Hello().AsksForOCSP())
}

func TestCertificateIsAskedForByServerName(t *testing.T) {
	t.Parallel()
	broken := errors.New("no key today")
	s := &fakemta.Server{Certificate: func(name string) (*tls.Certificate, error) {
		if name == "broken.test" {
			return nil, broken
		}
		return selfSigned(t, "for-"+name), nil
	}}
	address := start(t, s)
	c := connect(t, address)
	require.NoError(t, c.startTLS(&tls.Config{InsecureSkipVerify: true, ServerName: "a.test"}))
	assert.Equal(t, "for-a.test", c.Conn.(*tls.Conn).ConnectionState().PeerCertificates[0].Subject.CommonName)
	c.ask("NOOP") // the client's handshake is done before the server's
	leaf, err := s.Sessions()[0].TLS().Leaf()
	require.NoError(t, err)
	assert.Equal(t, []string{"for-a.test"}, leaf.DNSNames)
	c.ask("QUIT")

	c = connect(t, address)
	assert.ErrorContains(t, c.startTLS(&tls.Config{InsecureSkipVerify: true, ServerName: "broken.test"}), "internal error")
	c.Close()
	wait(t, s)
	assert.Contains(t, s.Sessions()[1].TLSFailure().Reason, "no key today")
}

func TestServerThatDoesNotHoldTheKey(t *testing.T) {
	t.Parallel()
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		certificate := selfSigned(t, "mta.test")
		certificate.PrivateKey = selfSigned(t, "mta.test").PrivateKey
		s := &fakemta.Server{Certificate: func(string) (*tls.Certificate, error) { return certificate, nil }}
		c := connect(t, start(t, s))
		config := trusting()
		config.MaxVersion = version
		assert.ErrorContains(t, c.startTLS(config), "invalid signature")
		c.Close()
		wait(t, s)
		assert.NotNil(t, s.Sessions()[0].TLSFailure())
		assert.Nil(t, s.Sessions()[0].TLS())
	}
}

func TestOversizeCertificatesAreSent(t *testing.T) {
	t.Parallel()
	certificate := selfSigned(t, "mta.test")
	for range 999 {
		certificate.Certificate = append(certificate.Certificate, certificate.Certificate[0])
	}
	s := &fakemta.Server{Certificate: func(string) (*tls.Certificate, error) { return certificate, nil }}
	c := connect(t, start(t, s))
	assert.ErrorContains(t, c.startTLS(nil), "exceeds maximum", "Go takes at most 256 KiB")
}
