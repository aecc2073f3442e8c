package fakedns

import (
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// benched is a server that answers and does not listen.
func benched(t testing.TB, signed ...SignedZone) *Server {
	t.Helper()
	records, err := ParseRecords("example.com MX 10 mx1.example.com\nmx1.example.com A 192.0.2.1")
	require.NoError(t, err)
	s := &Server{}
	zone, err := newSignedZone(records, nil, signed, nil)
	require.NoError(t, err)
	s.zone.Store(zone)
	return s
}

func packed(t testing.TB, name string, do bool) []byte {
	t.Helper()
	wire, err := new(dns.Msg).SetQuestion(name, dns.TypeMX).SetEdns0(1232, do).Pack()
	require.NoError(t, err)
	return wire
}

// BenchmarkAnswers compares a plain answer with those of a signed zone, once they are signed.
func BenchmarkAnswers(b *testing.B) {
	for _, c := range []struct {
		name, asked string
		do          bool
		signed      []SignedZone
	}{
		{"plain", "example.com.", false, nil},
		{"plain with DO", "example.com.", true, nil},
		{"signed without DO", "example.com.", false, []SignedZone{{Name: "example.com"}}},
		{"signed", "example.com.", true, []SignedZone{{Name: "example.com"}}},
		{"signed denial", "nowhere.example.com.", true, []SignedZone{{Name: "example.com"}}},
		{"signed denial by NSEC3", "nowhere.example.com.", true, []SignedZone{{Name: "example.com", NSEC3: true}}},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := benched(b, c.signed...)
			question := packed(b, c.asked, c.do)
			require.NotEmpty(b, s.answer(question, "udp"))
			b.ReportAllocs()
			for b.Loop() {
				s.answer(question, "udp")
			}
		})
	}
}

// TestAnAnswerAllocatesLittle bounds what questions cost by what no other load changes.
func TestAnAnswerAllocatesLittle(t *testing.T) {
	allocations := func(s *Server, question []byte) float64 {
		require.NotEmpty(t, s.answer(question, "udp"))
		return testing.AllocsPerRun(500, func() { s.answer(question, "udp") })
	}
	plain := allocations(benched(t), packed(t, "example.com.", false))
	assert.LessOrEqual(t, plain, 14.0, "a plain question")
	signed := allocations(benched(t, SignedZone{Name: "example.com"}), packed(t, "example.com.", true))
	assert.LessOrEqual(t, signed, 1.5*plain, "one that is answered with a signature, which is made once")
}
