package fakemta

import (
	"bytes"
	"crypto/tls"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
)

// fed is a connection that has these reads to give.
type fed struct {
	net.Conn
	reads []string
}

func (f *fed) Read(b []byte) (int, error) {
	n := copy(b, f.reads[0])
	f.reads = f.reads[1:]
	return n, nil
}

func TestWireKeepsItsLastBytes(t *testing.T) {
	t.Parallel()
	long := string(bytes.Repeat([]byte("0123456789"), 110))
	tests := []struct {
		name  string
		reads []string
		want  string
	}{
		{"few", []string{"ab", "cd"}, "abcd"},
		{"many in one read", []string{"ab", long}, long[76:]},
		{"many in several", []string{long[:1020], "abcdef"}, long[2:1020] + "abcdef"},
		{"exactly as many", []string{"ab", long[:1024]}, long[:1024]},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWire(&fed{reads: test.reads})
			for range test.reads {
				w.Read(make([]byte, 2000))
			}
			assert.Equal(t, test.want, string(w.last()))
		})
	}
}

func TestReplyIsWholeAtItsLastLine(t *testing.T) {
	t.Parallel()
	for reply, want := range map[string]bool{
		"250 a\r\n": true, "250\r\n": true, "250-a\r\n": false, "250-a\r\n250 b\r\n": true, "250-a\r\n250-b\r\n": false,
		"250 a": false, "": false, "250-a\r\n250 b\r": false,
	} {
		assert.Equal(t, want, whole([]byte(reply)), "%q", reply)
	}
}

func TestCodeIsThatOfTheLastLine(t *testing.T) {
	t.Parallel()
	for reply, want := range map[string]string{
		"250 a": "250", "220-a\n454 b": "454", "220": "220", "22": "", "": "", "220 a\r\n": "220",
	} {
		assert.Equal(t, want, code(reply), "%q", reply)
	}
}

func TestChunkIsWhatGoSMTPTakesItFor(t *testing.T) {
	t.Parallel()
	for argument, want := range map[string]int64{
		"10": 10, "10 LAST": 10, "10 last": 10, "0 LAST": 0, "": 0, "10 FIRST": 0, "10 LAST x": 0, "-1": 0, "x": 0, "99999999999": 0,
	} {
		assert.Equal(t, want, chunkSize(argument), "BDAT %s", argument)
	}
}

func TestClientHelloReadsAsAClause(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "server name a.test, TLS 1.3, TLS 1.2, 2 cipher suites, ALPN smtp h2", (&ClientHello{
		ServerName: "a.test", Versions: []uint16{0x1a1a, tls.VersionTLS13, tls.VersionTLS12}, CipherSuites: []uint16{1, 2}, ALPN: []string{"smtp", "h2"},
	}).String())
	assert.Equal(t, "no server name, 0 cipher suites", (&ClientHello{}).String())
}

func TestTLSStateReadsAsAClause(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "TLS 1.3, no server name, resumed", (&TLSState{Version: tls.VersionTLS13, Resumed: true}).String())
	odd := &TLSState{Version: tls.VersionTLS12, Certificates: [][]byte{[]byte("no DER")}}
	assert.Equal(t, "TLS 1.2, no server name, a certificate that cannot be parsed", odd.String())
	_, err := odd.Leaf()
	assert.ErrorContains(t, err, "parsing the certificate that was sent")
	_, err = (&TLSState{}).Leaf()
	assert.ErrorContains(t, err, "no certificate was sent")
}

func TestEventReadsAsALine(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "S 250 ok", Event{Kind: ServerLine, Text: "250 ok"}.String())
	assert.Equal(t, "…", Event{Kind: Truncated}.String())
	assert.Equal(t, "closed", Closed.String())
	assert.Equal(t, "Kind(99)", Kind(99).String())
}

func TestPanicInsideGoSMTPIsNotSwallowed(t *testing.T) {
	t.Parallel()
	assert.Panics(t, func() { engineLog{}.Printf("panic serving %v: %v\n%s", "a", "b", "c") })
	assert.NotPanics(t, func() { engineLog{}.Printf("error handling %v: %s", "a", "b"); engineLog{}.Println("x") })
}
