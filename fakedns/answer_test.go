package fakedns_test

import (
	"fmt"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
)

func TestAnswersLookLikeAResolvers(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{Records: zone(t, "example.com A 192.0.2.1")})
	for _, network := range []string{"udp", "tcp"} {
		response := server.exchange(t, network, question("eXample.com", "A"))
		assert.True(t, response.RecursionAvailable)
		assert.True(t, response.RecursionDesired, "RD is repeated")
		assert.False(t, response.Authoritative)
		assert.False(t, response.Truncated)
		assert.Equal(t, "eXample.com.", response.Question[0].Name, "the question is repeated letter by letter")
		assert.Nil(t, response.IsEdns0(), "no EDNS for who has none (RFC 6891 §6.1.1)")
		assert.Equal(t, []string{"192.0.2.1"}, values(response))
	}
}

func TestWhatIsNoQuestion(t *testing.T) {
	t.Parallel()
	notify := new(dns.Msg).SetNotify("example.com.")
	chaos := question("version.bind", "TXT")
	chaos.Question[0].Qclass = dns.ClassCHAOS
	future := question("example.com", "A").SetEdns0(1232, false)
	future.IsEdns0().SetVersion(1)
	two := question("example.com", "A")
	two.Question = append(two.Question, two.Question[0])
	for _, c := range []struct {
		claim   string
		request *dns.Msg
		want    int
		logged  string // empty: it is no question
	}{
		{"another operation", notify, dns.RcodeNotImplemented, ""},
		{"two questions", two, dns.RcodeFormatError, ""},
		{"no question", &dns.Msg{MsgHdr: dns.MsgHdr{Id: 1}}, dns.RcodeFormatError, ""},
		{"another class", chaos, dns.RcodeRefused, "REFUSED"},
		{"a zone transfer", question("example.com", "AXFR"), dns.RcodeRefused, "REFUSED"},
		{"a later EDNS", future, dns.RcodeBadVers, "BADVERS"},
	} {
		t.Run(c.claim, func(t *testing.T) {
			t.Parallel()
			server := serve(t, &fakedns.Server{Records: zone(t, "example.com A 192.0.2.1")})
			assert.Equal(t, c.want, server.exchange(t, "udp", c.request).Rcode)
			if c.logged == "" {
				assert.Empty(t, server.Queries())
				return
			}
			assert.Equal(t, c.logged, server.Queries()[0].Rcode)
		})
	}
}

func TestGarbageIsSurvived(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{})
	conn := server.dial(t, "udp")
	answer := question("example.com", "A")
	answer.Response = true
	wire, err := answer.Pack()
	require.NoError(t, err)
	for _, packet := range [][]byte{{}, {1, 2, 3}, wire} {
		_, err = conn.Write(packet)
		require.NoError(t, err)
	}
	request := question("example.com", "A")
	require.NoError(t, conn.WriteMsg(request))
	response, err := conn.ReadMsg()
	require.NoError(t, err)
	assert.Equal(t, request.Id, response.Id, "neither garbage nor an answer is answered")

	wire[2] &^= 0x80 // a question again, but without its end
	_, err = conn.Write(wire[:len(wire)-3])
	require.NoError(t, err)
	response, err = conn.ReadMsg()
	require.NoError(t, err)
	assert.Equal(t, dns.RcodeFormatError, response.Rcode)
	assert.Len(t, server.Queries(), 1)
}

// many makes n MX records of example.com, of 31 octets each on the wire.
func many(n int) []fakedns.Record {
	records := make([]fakedns.Record, n)
	for i := range records {
		records[i] = fakedns.Record{Name: "example.com", Type: "MX", Value: fmt.Sprintf("10 mailserver%04d.example.com", i)}
	}
	return records
}

func TestLargeAnswersComeOverTCP(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		claim     string
		records   int
		edns      uint16 // 0: none
		truncated bool
	}{
		{"15 records fit into 512 octets", 15, 0, false},
		{"16 records do not", 16, 0, true},
		{"16 records fit with EDNS", 16, 1232, false},
		{"EDNS below 512 means 512", 15, 100, false},
		{"an offer is not exceeded", 16, 513, true},
		{"60 records do not fit, whatever the offer", 60, 4096, true},
	} {
		t.Run(c.claim, func(t *testing.T) {
			t.Parallel()
			server := serve(t, &fakedns.Server{Records: many(c.records), SecureZones: []string{"."}})
			request := question("example.com", "MX")
			if c.edns > 0 {
				request.SetEdns0(c.edns, true)
			}
			response := server.exchange(t, "udp", request)
			query := server.Queries()[0]
			assert.Equal(t, c.truncated, response.Truncated)
			assert.Equal(t, c.truncated, query.Truncated)
			assert.Len(t, query.Answers, len(response.Answer))
			if c.truncated {
				assert.Empty(t, response.Answer)
				assert.False(t, response.AuthenticatedData)
				response = server.exchange(t, "tcp", request)
				assert.Equal(t, "tcp", server.Queries()[1].Network)
			}
			assert.False(t, response.Truncated)
			assert.Len(t, response.Answer, c.records)
		})
	}
}

func TestAnAnswerLargerThanAnyMessageFails(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{Records: many(3000)})
	for _, network := range []string{"udp", "tcp"} {
		assert.Equal(t, dns.RcodeServerFailure, server.exchange(t, network, question("example.com", "MX")).Rcode)
	}
	assert.Equal(t, "example.com. MX → SERVFAIL", server.Queries()[1].String())
}
