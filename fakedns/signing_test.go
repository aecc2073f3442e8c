package fakedns_test

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
)

// signedRecords lie in the zone example.com, in an unsigned one below it, and in an unsigned one elsewhere.
const signedRecords = `
	example.com                MX    10 mx1.example.com
	Mx1.example.com            A     192.0.2.1
	*.wild.example.com         A     192.0.2.2
	deep.empty.example.com     A     192.0.2.3
	alias.example.com          CNAME mx1.example.com
	away.example.com           CNAME mx.example.org
	lab.example.com            NS    ns.lab.example.com
	host.lab.example.com       A     192.0.2.4
	mx.example.org             A     192.0.2.5`

// askingFor makes a question with DO, which a validator asks with CD.
func askingFor(name, rtype string, validator bool) *dns.Msg {
	request := question(name, rtype).SetEdns0(1232, true)
	request.CheckingDisabled = validator
	return request
}

// verdictOn is what an asker learns who trusts the server.
func (s served) verdictOn(t *testing.T, name, rtype string) string {
	t.Helper()
	response := s.exchange(t, "udp", askingFor(name, rtype, false))
	switch {
	case response.Rcode == dns.RcodeServerFailure:
		return "bogus"
	case response.AuthenticatedData:
		return "secure"
	}
	return "insecure"
}

func TestSignaturesAreOfTheKeyOfTheirZone(t *testing.T) {
	t.Parallel()
	now := time.Date(2031, 5, 1, 12, 0, 0, 0, time.UTC)
	server := serve(t, &fakedns.Server{
		Records: zone(t, signedRecords), SignedZones: []fakedns.SignedZone{{Name: "Example.com"}}, Now: func() time.Time { return now },
	})
	for _, c := range []struct{ name, rtype, signer string }{
		{"example.com", "MX", "example.com."},
		{"MX1.Example.Com", "A", "example.com."},
		{"any.wild.example.com", "A", "example.com."},
		{"example.com", "DS", "com."},
		{"com", "DS", "."},
		{"example.com", "SOA", "example.com."},
		{"example.com", "DNSKEY", "example.com."},
		{".", "DNSKEY", "."},
		{"mx1.example.com", "NSEC", "example.com."},
	} {
		response := server.exchange(t, "udp", askingFor(c.name, c.rtype, true))
		last := len(response.Answer) - 1
		require.Positive(t, last, "%s %s", c.name, c.rtype)
		rrsig, ok := response.Answer[last].(*dns.RRSIG)
		require.True(t, ok, "%s %s", c.name, c.rtype)
		assert.Equal(t, c.signer, rrsig.SignerName, "%s %s", c.name, c.rtype)
		keys := server.exchange(t, "udp", askingFor(c.signer, "DNSKEY", true))
		assert.NoError(t, rrsig.Verify(keys.Answer[0].(*dns.DNSKEY), response.Answer[:last]), "%s %s", c.name, c.rtype)
		assert.True(t, rrsig.ValidityPeriod(now), "%s %s", c.name, c.rtype)
	}
	plain := server.exchange(t, "udp", question("example.com", "MX"))
	assert.Len(t, plain.Answer, 1, "who does not ask for signatures gets none")
	assert.Empty(t, plain.Extra)
	assert.Equal(t, "example.com. MX → 10 mx1.example.com.", server.ask(t, "example.com", "MX"), "the story tells of no signature")
}

func TestSignaturesAreRenewedInTime(t *testing.T) {
	t.Parallel()
	begun := time.Now()
	end := begun.Add(24 * time.Hour)
	var passed atomic.Int64
	now := func() time.Time { return begun.Add(time.Duration(passed.Load())) }
	server := serve(t, &fakedns.Server{
		Records:     zone(t, signedRecords+"\nexample.net A 192.0.2.6"),
		SignedZones: []fakedns.SignedZone{{Name: "example.com"}, {Name: "example.net", Expires: end}},
		Now:         now,
	})
	assert.Equal(t, "secure", server.verdictOn(t, "example.com", "MX"))
	assert.Equal(t, "secure", server.verdictOn(t, "example.net", "A"))
	passed.Store(int64(60 * 24 * time.Hour))
	assert.Equal(t, "secure", server.verdictOn(t, "example.com", "MX"))
	assert.Equal(t, "bogus", server.verdictOn(t, "example.net", "A"))
	response := server.exchange(t, "udp", askingFor("example.com", "MX", true))
	assert.True(t, response.Answer[1].(*dns.RRSIG).ValidityPeriod(now()))
	response = server.exchange(t, "udp", askingFor("example.net", "A", true))
	assert.Equal(t, uint32(end.Unix()), response.Answer[1].(*dns.RRSIG).Expiration)
}

// TestWhoTrustsTheServerLearnsWhatAValidatorWould has the verdicts that were measured with unbound 1.17.1.
func TestWhoTrustsTheServerLearnsWhatAValidatorWould(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		claim              string
		flaws              []fakedns.Flaw
		positive, negative string
	}{
		{"an honest zone", nil, "secure", "secure"},
		{"expired", []fakedns.Flaw{fakedns.Expired}, "bogus", "bogus"},
		{"not yet valid", []fakedns.Flaw{fakedns.NotYetValid}, "bogus", "bogus"},
		{"another key", []fakedns.Flaw{fakedns.WrongKey}, "bogus", "bogus"},
		{"no signatures", []fakedns.Flaw{fakedns.NoRRSIG}, "bogus", "bogus"},
		{"no DS, and proof of it", []fakedns.Flaw{fakedns.NoDS}, "insecure", "insecure"},
		{"no DS, and no proof", []fakedns.Flaw{fakedns.UnprovenDS}, "bogus", "bogus"},
		{"another DS", []fakedns.Flaw{fakedns.WrongDS}, "bogus", "bogus"},
		{"no denial", []fakedns.Flaw{fakedns.NoDenial}, "secure", "bogus"},
		{"tampered records", []fakedns.Flaw{fakedns.Tampered}, "bogus", "secure"},
		{"an algorithm that nobody knows", []fakedns.Flaw{fakedns.UnknownAlgorithm}, "insecure", "insecure"},
		{"unsigned below a DS", []fakedns.Flaw{fakedns.Unsigned}, "bogus", "bogus"},
		{"unsigned", []fakedns.Flaw{fakedns.Unsigned, fakedns.NoDS}, "insecure", "insecure"},
		{"no DNSKEY", []fakedns.Flaw{fakedns.NoDNSKEY}, "bogus", "bogus"},
		{"opt-out", []fakedns.Flaw{fakedns.OptOut}, "secure", "insecure"},
		{"a TTL above the signed one", []fakedns.Flaw{fakedns.LongTTL}, "secure", "secure"},
	} {
		for _, nsec3 := range []bool{false, true} {
			server := serve(t, &fakedns.Server{
				Records: zone(t, signedRecords), SignedZones: []fakedns.SignedZone{{Name: "example.com", NSEC3: nsec3, Flaws: c.flaws}},
			})
			assert.Equal(t, c.positive, server.verdictOn(t, "example.com", "MX"), "%s: positive", c.claim)
			assert.Equal(t, c.negative, server.verdictOn(t, "nowhere.example.com", "A"), "%s: no such name", c.claim)
			assert.Equal(t, "insecure", server.verdictOn(t, "mx.example.org", "A"), "%s: elsewhere", c.claim)
			validator := server.exchange(t, "udp", askingFor("example.com", "MX", true))
			assert.Equal(t, dns.RcodeSuccess, validator.Rcode, "%s: a validator sees for itself", c.claim)
		}
	}
}

func TestOneAnswerCanBeBogus(t *testing.T) {
	t.Parallel()
	const tlsa = "_25._tcp.mx1.example.com"
	records := zone(t, signedRecords+"\n"+tlsa+" TLSA 3 1 1 00\n")
	ways := map[string]func(...fakedns.Fault) served{
		"signed": func(faults ...fakedns.Fault) served {
			return serve(t, &fakedns.Server{Records: records, SignedZones: []fakedns.SignedZone{{Name: "example.com"}}, Faults: faults})
		},
		"assumed": func(faults ...fakedns.Fault) served {
			return serve(t, &fakedns.Server{Records: records, SecureZones: []string{"example.com"}, Faults: faults})
		},
	}
	for way, server := range ways {
		for _, flaw := range []fakedns.Flaw{fakedns.Expired, fakedns.NotYetValid, fakedns.WrongKey, fakedns.NoRRSIG, fakedns.Tampered} {
			s := server(fakedns.Fault{Name: tlsa, Type: "TLSA", Flaw: flaw})
			assert.Equal(t, "bogus", s.verdictOn(t, tlsa, "TLSA"), "%s, %s", way, flaw)
			assert.Equal(t, "secure", s.verdictOn(t, "mx1.example.com", "A"), "%s, %s", way, flaw)
			queries := s.Queries()
			assert.Equal(t, string(flaw), queries[0].Fault, way)
		}
		s := server(fakedns.Fault{Name: tlsa, Type: "AAAA", Flaw: fakedns.NoDenial}, fakedns.Fault{Name: tlsa, Type: "TLSA", Flaw: fakedns.NoDenial})
		assert.Equal(t, "bogus", s.verdictOn(t, tlsa, "AAAA"), way)
		assert.Equal(t, "secure", s.verdictOn(t, tlsa, "TLSA"), "%s: nothing is denied", way)
		s = server(fakedns.Fault{Name: tlsa, Type: "TLSA", Lie: []string{"3 1 1 FF"}})
		assert.NotEqual(t, "secure", s.verdictOn(t, tlsa, "TLSA"), way)
		lie := s.exchange(t, "udp", askingFor(tlsa, "TLSA", true))
		assert.Equal(t, "3 1 1 ff", values(lie)[0], way)
	}
}

func TestABogusAnswerSaysWhy(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{Records: zone(t, signedRecords), SignedZones: []fakedns.SignedZone{{Name: "example.com", Flaws: []fakedns.Flaw{fakedns.Expired}}}})
	response := server.exchange(t, "udp", question("example.com", "MX").SetEdns0(1232, false))
	require.NotNil(t, response.IsEdns0())
	require.Len(t, response.IsEdns0().Option, 1)
	said := response.IsEdns0().Option[0].(*dns.EDNS0_EDE)
	assert.Equal(t, dns.ExtendedErrorCodeSignatureExpired, said.InfoCode)
	assert.Equal(t, "example.com.: the signatures have expired", said.ExtraText)
}

func TestAProofThatIsTooLargeForUDPGoesOverTCP(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{Records: zone(t, signedRecords), SignedZones: []fakedns.SignedZone{{Name: "example.com", NSEC3: true}}})
	request := question("nowhere.example.com", "A").SetEdns0(512, true)
	assert.True(t, server.exchange(t, "udp", request).Truncated)
	whole := server.exchange(t, "tcp", request)
	assert.False(t, whole.Truncated)
	types := map[uint16]int{}
	for _, rr := range whole.Ns {
		types[rr.Header().Rrtype]++
	}
	assert.Equal(t, map[uint16]int{dns.TypeSOA: 1, dns.TypeNSEC3: types[dns.TypeNSEC3], dns.TypeRRSIG: 1 + types[dns.TypeNSEC3]}, types)
	assert.True(t, slices.Contains([]int{1, 2, 3}, types[dns.TypeNSEC3]), "the encloser, the name and the wildcard")
}

func TestSignedZonesAreChecked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		claim, want string
		zones       []fakedns.SignedZone
	}{
		{"no name", "the name is empty", []fakedns.SignedZone{{}}},
		{"a flaw that nobody knows", `unknown flaw "rotten": want one of "expired", "not yet valid"`, []fakedns.SignedZone{{Name: "example.com", Flaws: []fakedns.Flaw{"rotten"}}}},
		{"twice", "example.com. is signed twice", []fakedns.SignedZone{{Name: "example.com"}, {Name: "EXAMPLE.com."}}},
		{"at an alias", "alias.example.com. has a CNAME record", []fakedns.SignedZone{{Name: "alias.example.com"}}},
		{"a DS of the root", "the root has no DS", []fakedns.SignedZone{{Name: ".", Flaws: []fakedns.Flaw{fakedns.WrongDS}}}},
		{"two ends", "said twice", []fakedns.SignedZone{{Name: "example.com", Expires: time.Now(), Flaws: []fakedns.Flaw{fakedns.Expired}}}},
	} {
		udp, tcp := sockets(t)
		err := (&fakedns.Server{Records: zone(t, signedRecords), SignedZones: c.zones}).Start(udp, tcp)
		assert.ErrorContains(t, err, c.want, c.claim)
	}
	for want, fault := range map[string]fakedns.Fault{
		"unknown flaw":            {Flaw: fakedns.OptOut},
		"want Name, Type and":     {Name: "example.com", Lie: []string{"192.0.2.1"}},
		"want an IPv4 address":    {Name: "example.com", Type: "A", Lie: []string{"mx1.example.com"}},
		"a lie about no records:": {Name: "example.com", Type: "A", Lie: []string{}},
	} {
		assert.ErrorContains(t, fault.Check(), want)
	}
}
