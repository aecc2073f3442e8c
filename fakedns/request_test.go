package fakedns_test

import (
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
)

func TestEDNS(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{Records: zone(t, "example.com A 192.0.2.1")})
	for _, c := range []struct {
		claim  string
		change func(*dns.Msg)
		want   int
	}{
		{"one OPT record", func(*dns.Msg) {}, dns.RcodeSuccess},
		{"two OPT records", func(m *dns.Msg) { m.Extra = append(m.Extra, m.Extra[0]) }, dns.RcodeFormatError},
		{"an OPT record that is not the root's", func(m *dns.Msg) { m.Extra[0].Header().Name = "example.com." }, dns.RcodeFormatError},
		{"an OPT record among the answers", func(m *dns.Msg) { m.Answer = m.Extra }, dns.RcodeFormatError},
		{"an OPT record in the authority section alone", func(m *dns.Msg) { m.Ns, m.Extra = m.Extra, nil }, dns.RcodeFormatError},
		{"a later version", func(m *dns.Msg) { m.IsEdns0().SetVersion(1) }, dns.RcodeBadVers},
		{"a later version, twice", func(m *dns.Msg) { m.IsEdns0().SetVersion(1); m.Extra = append(m.Extra, m.Extra[0]) }, dns.RcodeFormatError},
		{"an option that nobody knows", func(m *dns.Msg) {
			m.IsEdns0().Option = []dns.EDNS0{&dns.EDNS0_LOCAL{Code: 65001, Data: []byte{1, 2, 3}}}
		}, dns.RcodeSuccess},
		{"an unknown name", func(m *dns.Msg) { m.Question[0].Name = "nowhere." }, dns.RcodeNameError},
		{"another operation", func(m *dns.Msg) { m.Opcode = dns.OpcodeUpdate }, dns.RcodeNotImplemented},
		{"two questions", func(m *dns.Msg) { m.Question = append(m.Question, m.Question[0]) }, dns.RcodeFormatError},
		{"another class", func(m *dns.Msg) { m.Question[0].Qclass = dns.ClassCHAOS }, dns.RcodeRefused},
	} {
		for _, network := range []string{"udp", "tcp"} {
			request := question("example.com", "A").SetEdns0(1232, true)
			c.change(request)
			response := server.exchange(t, network, request)
			assert.Equal(t, dns.RcodeToString[c.want], dns.RcodeToString[response.Rcode], c.claim)
			options := response.IsEdns0()
			if c.claim == "an OPT record in the authority section alone" && options == nil {
				continue // it is not where EDNS looks for it
			}
			require.NotNil(t, options, "EDNS is answered with EDNS: %s", c.claim)
			assert.Equal(t, ".", options.Hdr.Name)
			assert.Zero(t, options.Version(), c.claim)
			assert.False(t, options.Do(), "nothing is signed here: %s", c.claim)
			assert.Empty(t, options.Option, c.claim)
			assert.Len(t, response.Extra, 1, c.claim)
		}
	}
}

// A packet that ends within what follows the OPT record, or in it.
func TestAMalformedRequestWithEDNS(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{})
	request := question("example.com", "A").SetEdns0(1232, false)
	request.IsEdns0().Option = []dns.EDNS0{&dns.EDNS0_COOKIE{Code: dns.EDNS0COOKIE, Cookie: "0102030405060708"}}
	whole, err := request.Pack()
	require.NoError(t, err)
	address, err := dns.NewRR("example.com. A 192.0.2.1")
	require.NoError(t, err)
	request.Extra = append([]dns.RR{address}, request.Extra...)
	behind, err := request.Pack()
	require.NoError(t, err)
	for _, c := range []struct {
		claim string
		wire  []byte
		edns  bool
	}{
		{"its data ends too early", whole[:len(whole)-1], true},
		{"its data is not there", whole[:len(whole)-12], true},
		{"it stands behind another record", behind[:len(behind)-1], true},
		{"its head ends too early", whole[:len(whole)-15], false},
	} {
		conn := server.dial(t, "tcp")
		_, err := conn.Write(c.wire)
		require.NoError(t, err)
		response, err := conn.ReadMsg()
		require.NoError(t, err, c.claim)
		assert.Equal(t, dns.RcodeFormatError, response.Rcode, c.claim)
		assert.Equal(t, c.edns, response.IsEdns0() != nil, c.claim)
	}
}

func TestTypesThatAreNoneOfRecords(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{Records: zone(t, "example.com A 192.0.2.1")})
	for rtype, want := range map[uint16]int{
		dns.TypeNone: dns.RcodeFormatError, dns.TypeOPT: dns.RcodeFormatError, dns.TypeTKEY: dns.RcodeFormatError, dns.TypeTSIG: dns.RcodeFormatError,
		128: dns.RcodeFormatError, dns.TypeMAILA: dns.RcodeNotImplemented, dns.TypeMAILB: dns.RcodeNotImplemented,
		dns.TypeAXFR: dns.RcodeRefused, dns.TypeIXFR: dns.RcodeRefused, dns.TypeANY: dns.RcodeSuccess,
		dns.TypeHTTPS: dns.RcodeSuccess, dns.TypeRRSIG: dns.RcodeSuccess, 127: dns.RcodeSuccess, 256: dns.RcodeSuccess, 65280: dns.RcodeSuccess,
	} {
		request := question("example.com", "A")
		request.Question[0].Qtype = rtype
		response := server.exchange(t, "udp", request)
		assert.Equal(t, dns.RcodeToString[want], dns.RcodeToString[response.Rcode], dns.Type(rtype).String())
		assert.Equal(t, request.Question, response.Question)
		assert.Equal(t, want == dns.RcodeSuccess && rtype != dns.TypeANY, len(response.Ns) == 1, "an SOA with NODATA alone: %s", dns.Type(rtype))
	}
	assert.Len(t, server.Queries(), 15, "each is a question all the same")
}

func TestTheBitsOfDNSSECWithoutIt(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{Records: zone(t, "example.com A 192.0.2.1")})
	for _, name := range []string{"example.com", "nowhere"} {
		for _, disabled := range []bool{false, true} {
			request := question(name, "A").SetEdns0(1232, true)
			request.AuthenticatedData, request.CheckingDisabled = true, disabled
			response := server.exchange(t, "udp", request)
			assert.False(t, response.AuthenticatedData, "nothing was validated")
			assert.Equal(t, disabled, response.CheckingDisabled, "CD is copied (RFC 4035 §3.2.2)")
			assert.False(t, response.Zero, "Z")
		}
	}
}
