package dnssec_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/internal/dnssec"
)

// records lie in example.com, in two zones below it, and in zones elsewhere.
const records = `
	example.com                  MX    10 mx1.example.com
	mx1.example.com              A     192.0.2.1
	_25._tcp.mx1.example.com     TLSA  3 1 1 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
	*.wild.example.com           A     192.0.2.2
	deep.empty.example.com       TXT   something
	alias.example.com            CNAME mx1.example.com
	away.example.com             CNAME mx.example.org
	old.example.com              DNAME example.com
	host.lab.example.com         A     192.0.2.3
	host.safe.example.com        A     192.0.2.4
	mx.example.org               A     192.0.2.5
	back.example.org             CNAME mx1.example.com
	mx.example.co.uk             A     192.0.2.6`

// question is one of those that every fault is tried with.
type question struct{ kind, name, rtype string }

const (
	positive = "positive"
	negative = "negative"
	noName   = "no such name"
	other    = "other" // compared, and stated nowhere
)

var questions = []question{
	{positive, "example.com.", "MX"},
	{positive, "mx1.example.com.", "A"},
	{positive, "_25._tcp.mx1.example.com.", "TLSA"},
	{negative, "mx1.example.com.", "AAAA"},
	{negative, "example.com.", "TXT"},
	{noName, "nowhere.example.com.", "A"},
	{noName, "_25._tcp.nowhere.example.com.", "TLSA"},
	{other, "any.wild.example.com.", "A"},
	{other, "any.wild.example.com.", "AAAA"},
	{other, "empty.example.com.", "A"},
	{other, "_tcp.mx1.example.com.", "A"},
	{other, "alias.example.com.", "A"},
	{other, "alias.example.com.", "AAAA"},
	{other, "away.example.com.", "A"},
	{other, "mx1.old.example.com.", "A"},
	{other, "host.lab.example.com.", "A"},
	{other, "nowhere.lab.example.com.", "A"},
	{other, "host.safe.example.com.", "A"},
	{other, "nowhere.safe.example.com.", "A"},
	{other, "mx.example.org.", "A"},
	{other, "nowhere.example.org.", "A"},
	{other, "back.example.org.", "A"},
	{other, "mx.example.co.uk.", "A"},
	{other, "nowhere.example.co.uk.", "A"},
	{other, "nowhere.nowhere.", "A"},
}

// zones are example.com as it is given, an unsigned one and a signed one below it, and one below a public suffix.
func zones(example fakedns.SignedZone) []fakedns.SignedZone {
	example.Name = "example.com"
	return []fakedns.SignedZone{
		example,
		{Name: "lab.example.com", Flaws: []fakedns.Flaw{fakedns.Unsigned, fakedns.NoDS}},
		{Name: "safe.example.com"},
		{Name: "example.co.uk", NSEC3: example.NSEC3},
	}
}

// world is a name server at work, on one port for UDP and TCP.
type world struct {
	*fakedns.Server
	address string
	anchor  string
}

func serve(t *testing.T, example fakedns.SignedZone) world {
	t.Helper()
	given, err := fakedns.ParseRecords(records)
	require.NoError(t, err)
	w := world{Server: &fakedns.Server{Records: given, SignedZones: zones(example)}}
	var udp net.PacketConn
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	for udp, err = net.ListenPacket("udp", tcp.Addr().String()); err != nil; udp, err = net.ListenPacket("udp", tcp.Addr().String()) {
		require.NoError(t, tcp.Close()) // another test has the port for UDP
		tcp, err = net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
	}
	require.NoError(t, w.Start(udp, tcp))
	t.Cleanup(func() { assert.NoError(t, w.Close()) })
	w.address = tcp.Addr().String()
	w.anchor, err = fakedns.TrustAnchor()
	require.NoError(t, err)
	return w
}

// ask asks over UDP, and over TCP what does not fit.
func (w world) ask(ctx context.Context, request *dns.Msg) (*dns.Msg, error) {
	return askAt(ctx, w.address, request)
}

func askAt(ctx context.Context, address string, request *dns.Msg) (*dns.Msg, error) {
	const patience = 10 * time.Second
	for _, network := range []string{"udp", "tcp"} {
		client := &dns.Client{Net: network, Timeout: patience, UDPSize: dns.MaxMsgSize}
		response, _, err := client.ExchangeContext(ctx, request, address)
		if err != nil || !response.Truncated {
			return response, err
		}
	}
	return nil, fmt.Errorf("truncated over TCP")
}

func (w world) validator() *dnssec.Validator { return &dnssec.Validator{Ask: w.ask, Anchor: w.anchor} }

// trusting is the verdict of a resolver, such as the server itself, to somebody who trusts it.
func trusting(t *testing.T, address string, q question) string {
	t.Helper()
	request := new(dns.Msg).SetQuestion(q.name, dns.StringToType[q.rtype]).SetEdns0(1232, true)
	response, err := askAt(t.Context(), address, request)
	require.NoError(t, err)
	switch {
	case response.Rcode == dns.RcodeServerFailure:
		return "bogus"
	case response.AuthenticatedData:
		return "secure"
	}
	return "insecure"
}

// measured is what unbound 1.17.1 said to each fault, with NSEC and NSEC3 alike.
var measured = []struct {
	flaws                      []fakedns.Flaw
	positive, negative, noName string
	where, reason              string // of the first verdict that is not secure
}{
	{nil, "secure", "secure", "secure", "", ""},
	{of(fakedns.Expired), "bogus", "bogus", "bogus", "example.com.", "the signatures have expired"},
	{of(fakedns.NotYetValid), "bogus", "bogus", "bogus", "example.com.", "the signatures are not yet valid"},
	{of(fakedns.WrongKey), "bogus", "bogus", "bogus", "example.com.", "a signature does not fit"},
	{of(fakedns.NoRRSIG), "bogus", "bogus", "bogus", "example.com.", "the signatures are missing"},
	{of(fakedns.NoDS), "insecure", "insecure", "insecure", "example.com.", "it has no DS"},
	{of(fakedns.UnprovenDS), "bogus", "bogus", "bogus", "example.com.", "the absence of its DS is not proven"},
	{of(fakedns.WrongDS), "bogus", "bogus", "bogus", "example.com.", "the DS is of another key"},
	{of(fakedns.NoDenial), "secure", "bogus", "bogus", "example.com.", "the absence is not proven"},
	{of(fakedns.Tampered), "bogus", "secure", "secure", "example.com.", "a signature does not fit"},
	{of(fakedns.UnknownAlgorithm), "insecure", "insecure", "insecure", "example.com.", "nobody knows its algorithm"},
	{of(fakedns.Unsigned), "bogus", "bogus", "bogus", "example.com.", "there is a DS and no DNSKEY"},
	{of(fakedns.Unsigned, fakedns.NoDS), "insecure", "insecure", "insecure", "example.com.", "it has no DS"},
	{of(fakedns.NoDNSKEY), "bogus", "bogus", "bogus", "example.com.", "there is a DS and no DNSKEY"},
	{of(fakedns.OptOut), "secure", "secure", "insecure", "example.com.", "unsigned zones are passed over there (opt-out)"},
	{of(fakedns.LongTTL), "secure", "secure", "secure", "", ""},
}

func of(flaws ...fakedns.Flaw) []fakedns.Flaw { return flaws }

// tried is a world with a fault, and the verdicts on it by the kind of a question.
type tried struct {
	zone          fakedns.SignedZone
	want          map[string]string
	where, reason string
}

// worlds are those of every fault, with NSEC and with NSEC3.
func worlds() []tried {
	var all []tried
	for _, c := range measured {
		for _, nsec3 := range []bool{false, true} {
			all = append(all, tried{
				zone:  fakedns.SignedZone{NSEC3: nsec3, Flaws: c.flaws},
				want:  map[string]string{positive: c.positive, negative: c.negative, noName: c.noName},
				where: c.where, reason: c.reason,
			})
		}
	}
	return all
}

func (c tried) String() string {
	words := []string{"NSEC"}
	if c.zone.NSEC3 {
		words[0] = "NSEC3"
	}
	for _, flaw := range c.zone.Flaws {
		words = append(words, string(flaw))
	}
	return strings.Join(words, ", ")
}
