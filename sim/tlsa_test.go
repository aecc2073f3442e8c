package sim_test

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"net/netip"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
)

func TestTLSARecordsAreOfTheCertificatesThatAreShown(t *testing.T) {
	t.Parallel()
	records, err := fakedns.ParseRecords(`
		example.com      MX    10 mx1.example.com
		mx1.example.com  A     192.0.2.1
		mx1.example.com  AAAA  2001:db8::1
		mx.example.com   CNAME mx1.example.com`)
	require.NoError(t, err)
	own := &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"mx1.example.com"}}}
	named := &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"mx.example.com"}}}
	tlsa := func(host string, usage, selector, matching uint8, of sim.TLSASubject) sim.TLSA {
		return sim.TLSA{Host: host, Usage: usage, Selector: selector, MatchingType: matching, Of: of}
	}
	world := &sim.World{
		DNS: sim.DNS{Records: records, TLSA: []sim.TLSA{
			tlsa("mx1.example.com", 3, 1, 1, sim.TLSAOfCertificate),
			tlsa("mx1.example.com", 3, 0, 2, sim.TLSAOfCertificate),
			tlsa("mx1.example.com", 2, 0, 1, sim.TLSAOfAuthority),
			tlsa("mx1.example.com", 2, 1, 0, sim.TLSAOfRoot),
			tlsa("mx.example.com", 3, 0, 1, sim.TLSAOfCertificate),
			tlsa("nobody.example.com", 3, 1, 1, sim.TLSAOfAnother),
			{Host: "elsewhere.example.com", At: netip.MustParseAddr("192.0.2.1"), Usage: 3, Selector: 0, MatchingType: 9, Of: sim.TLSAOfCertificate},
		}},
		MTAs: []*sim.MTA{{Address: netip.MustParseAddr("192.0.2.1"), Shows: own, ByServerName: map[string]*sim.Certificate{"mx.example.com": named}}},
	}
	text, err := sim.Encode(world)
	require.NoError(t, err)
	read, err := sim.Decode(text)
	require.NoError(t, err)
	assert.Equal(t, world, read)

	var answers map[string][]string
	ask := func(p *scriptedSender, m evidence.Message) ([]evidence.Outcome, error) {
		answers = map[string][]string{}
		for _, host := range []string{"mx1.example.com", "mx.example.com", "nobody.example.com", "elsewhere.example.com"} {
			conn, err := p.env.Network.DialContext(t.Context(), "tcp", p.env.DNS.String())
			if err != nil {
				return nil, err
			}
			response, err := dns.ExchangeConn(conn, new(dns.Msg).SetQuestion("_25._tcp."+host+".", dns.TypeTLSA))
			if err := conn.Close(); err != nil {
				return nil, err
			}
			if err != nil {
				return nil, err
			}
			for _, rr := range response.Answer {
				answers[host] = append(answers[host], rr.(*dns.TLSA).Certificate)
			}
		}
		return says(m, evidence.Deferred), nil
	}
	running := runningOn(t, new(network.Memory), world, &scriptedSender{send: ask})
	_, err = running.Send(bounded(t), letter("u@example.com"))
	require.NoError(t, err)
	issued, err := running.Issue(own)
	require.NoError(t, err)
	byName, err := running.Issue(named)
	require.NoError(t, err)
	sha := func(data []byte) string { digest := sha256.Sum256(data); return hex.EncodeToString(digest[:]) }
	whole := sha512.Sum512(issued.Raw[0])
	assert.Equal(t, []string{
		sha(issued.Leaf.RawSubjectPublicKeyInfo), hex.EncodeToString(whole[:]), sha(issued.Raw[1]),
		hex.EncodeToString(issued.Issuer.Root().Certificate.RawSubjectPublicKeyInfo),
	}, answers["mx1.example.com"])
	assert.Equal(t, []string{sha(byName.Raw[0])}, answers["mx.example.com"], "the alias leads to the MTA, which shows that name another certificate")
	assert.Equal(t, []string{sha(issued.Raw[0])}, answers["elsewhere.example.com"], "no name leads there")
	require.Len(t, answers["nobody.example.com"], 1)
	assert.NotEqual(t, answers["mx1.example.com"][0], answers["nobody.example.com"][0])
}

func TestTLSARecordsOfNothingAreRefused(t *testing.T) {
	t.Parallel()
	for want, tlsa := range map[string]sim.TLSA{
		"no MTA with a certificate is at port 25 of its addresses [192.0.2.1]": {Host: "mx1.example.com", Of: sim.TLSAOfCertificate},
		"of its addresses []": {Host: "nowhere.example.com", Of: sim.TLSAOfRoot},
		`unknown "soul"`:      {Host: "mx1.example.com", Of: "soul"},
	} {
		world := &sim.World{
			DNS:  sim.DNS{Records: []fakedns.Record{{Name: "mx1.example.com", Type: "A", Value: "192.0.2.1"}}, TLSA: []sim.TLSA{tlsa}},
			MTAs: []*sim.MTA{{Address: netip.MustParseAddr("192.0.2.1")}},
		}
		assert.ErrorContains(t, world.CheckTLSA(tlsa), want)
		running, err := sim.Start(bounded(t), world, &scriptedSender{}, sim.Options{Network: new(network.Memory)})
		assert.ErrorContains(t, err, want)
		assert.NotNil(t, running)
	}
}
