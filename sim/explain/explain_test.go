package explain

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// somebody is a sender that no package knows, and that can advise.
type somebody struct{}

func (somebody) Advise(_ policy.Policy, delivery Delivery) []Change {
	return []Change{{At: delivery.NextHops[1], Text: "call it otherwise", Proven: true}}
}

var (
	first  = evidence.NextHop{Address: netip.MustParseAddrPort("192.0.2.1:25"), Origins: []evidence.Origin{{Host: "mx1.not", Source: "MX", Reference: "mx1.not"}}}
	second = evidence.NextHop{Address: netip.MustParseAddrPort("192.0.2.2:25"), Origins: []evidence.Origin{{Host: "mx2.not", Source: "MX", Reference: "mx2.not"}}}
	third  = evidence.NextHop{Address: netip.MustParseAddrPort("192.0.2.3:25"), Origins: []evidence.Origin{{Source: "address literal"}}}
)

// trailOf is what a sender records of one message: nobody answers at the first host, which is tried twice, and the
// second one has the name that counts.
func trailOf() []evidence.Entry {
	state := &tls.ConnectionState{Version: tls.VersionTLS13, ServerName: "mx2.not", PeerCertificates: []*x509.Certificate{{
		Subject: pkix.Name{CommonName: "mx2.not"}, NotAfter: time.Date(2030, 1, 2, 0, 0, 0, 0, time.UTC),
	}}}
	var trail []evidence.Entry
	for _, what := range []any{
		evidence.MessageSubmitted{},
		evidence.Note{Text: "of the plan, and of no host"},
		evidence.Plan{Domain: "a.not", Recipients: []string{"u@a.not"}, Setting: "strict", SetBy: "line 3 of its table", Route: ".not", NextHops: []evidence.NextHop{first, second, third}},
		evidence.HostAttempt{NextHop: first, Reason: "silence"},
		evidence.HostAttempt{NextHop: first, Reason: "silence again", Cause: evidence.Cause{Rule: "ESA-61"}},
		fakedns.Query{Name: "crl.not.", Type: "A"},
		evidence.Validation{Problem: evidence.Expired, Detail: "long ago", Cause: evidence.Cause{Rule: "R5280-1"}},
		evidence.Comparison{Kind: "CN", Presented: "mx2.not", Reference: "a.not", Source: "recipient domain", Cause: evidence.Cause{Rule: "ESA-51"}},
		fakedns.Query{Name: "a.not.", Type: "MX"},
		evidence.Comparison{Kind: "CN", Presented: "mx2.not", Reference: "mx2.not", Source: "MX", Match: true, Cause: evidence.Cause{Rule: "ESA-51"}, Lacking: evidence.Note{Text: "no table names it", Cause: evidence.Cause{Rule: "ESA-52"}}},
		evidence.HostAttempt{
			NextHop: second, TLS: state, Fate: evidence.DeliveredVerified, Reason: "the names match", Cause: evidence.Cause{Rule: "ESA-52"},
			Exchanges: []evidence.CommandReply{
				{Reply: "220 hello"}, {Command: "EHLO me", Reply: "250-mx2\n250 STARTTLS"}, {Command: "STARTTLS", Reply: "220 go"},
				{Command: "EHLO me", Reply: "250 mx2", Encrypted: true}, {Command: "MAIL FROM:<>", Reply: "250 ok", Encrypted: true}, {Command: ".", Encrypted: true},
			},
		},
		evidence.Outcome{Recipient: "u@a.not", Fate: evidence.DeliveredVerified, Cause: evidence.Cause{Rule: "ESA-52"}},
	} {
		trail = append(trail, evidence.Entry{Source: "somebody", What: what})
	}
	return trail
}

func TestAnExplanationIsData(t *testing.T) {
	t.Parallel()
	deliveries := Deliveries(trailOf())
	require.Len(t, deliveries, 1)
	explained := Of(somebody{}, policy.Policy{}, deliveries[0])
	assert.Equal(t, "line 3 of its table", explained.setBy)
	assert.Equal(t, ".not", explained.route)
	require.Len(t, explained.hosts, 3)
	require.Len(t, explained.hosts[0].attempts, 2, "it was tried again")
	assert.Equal(t, "silence again", explained.hosts[0].attempts[1].reason)
	assert.Empty(t, explained.hosts[2].attempts)

	attempt := explained.hosts[1].attempts[0]
	assert.Equal(t, []commandReply{{to: "greeting", reply: "220 hello"}, {to: "EHLO", reply: "250-mx2\n250 STARTTLS"}, {to: "STARTTLS", reply: "220 go"}}, attempt.conversation)
	assert.Equal(t, []commandReply{{to: "MAIL", reply: "250 ok"}, {to: "."}}, attempt.mail)
	assert.Equal(t, &session{version: "TLS 1.3", serverName: "mx2.not"}, attempt.tls)
	require.Len(t, attempt.chain, 2)
	assert.True(t, attempt.chain[0].asked)
	assert.Equal(t, found{text: "rejected as expired: long ago", cause: evidence.Cause{Rule: "R5280-1"}, decides: true}, attempt.chain[1])
	var order []string
	for _, found := range attempt.names {
		switch {
		case found.comparison != nil:
			order = append(order, found.comparison.Reference)
		default:
			order = append(order, found.text)
		}
		assert.Equal(t, found.comparison != nil && found.comparison.Match, found.decides, order)
	}
	assert.Equal(t, []string{"a.not", "a.not. MX → no answer", "no table names it", "mx2.not"}, order)
	var rules []string
	for _, rule := range explained.rules {
		rules = append(rules, rule.ID)
		assert.NotEmpty(t, rule.Sentence)
	}
	assert.Equal(t, []string{"ESA-61", "R5280-1", "ESA-51", "ESA-52"}, rules)
}

func TestAnExplanationOfASenderThatNobodyKnows(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	Write(&out, []Explanation{Of(somebody{}, policy.Policy{}, Deliveries(trailOf())[0])})
	rest := out.String()
	for _, piece := range []string{
		"\nA message to u@a.not\n  TLS setting \"strict\", by line 3 of its table\n",
		"  1  mx1.not  192.0.2.1:25  MX               given up\n",
		"  2  mx2.not  192.0.2.2:25  MX               delivered verified\n",
		"  3  -        192.0.2.3:25  address literal  not tried\n",
		"\nHost 1, mx1.not (192.0.2.1)\n  result       given up: silence\n",
		"\nHost 1, mx1.not (192.0.2.1), again\n  result       given up: silence again  [ESA-61]\n",
		"\nHost 2, mx2.not (192.0.2.2)\n",
		"  certificate  CN mx2.not; DNS names none; issued by ; valid from 0001-01-01 to 2030-01-02\n",
		"  chain        crl.not. A → no answer\n               rejected as expired: long ago  [R5280-1]\n",
		"    ?  a.not. MX → no answer\n    -  no table names it  [ESA-52]\n    2  CN mx2.not  mx2.not    MX                yes    [ESA-51]\n",
		"  mail         MAIL 250, . no\n",
		"To have it delivered verified, any one of these is enough\n  mx2.not (192.0.2.2)  call it otherwise\n",
		"The rules\n  ESA-61\n",
	} {
		_, after, found := strings.Cut(rest, piece)
		require.True(t, found, "%q is missing, or comes too early, in\n%s", piece, out.String())
		rest = after
	}
}

func TestWithoutAnAdviserThereIsNoAdvice(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	delivery := Deliveries(trailOf())[0]
	delivery.SetBy = ""
	Write(&out, []Explanation{Of(nil, policy.Policy{}, delivery)})
	assert.Contains(t, out.String(), "  TLS setting \"strict\"\n")
	assert.NotContains(t, out.String(), "any one of these")
	out.Reset()
	Write(&out, nil)
	assert.Equal(t, "\nNo message was sent.\n", out.String())
}

func TestAlternativesMarkWhatTheMessageHad(t *testing.T) {
	t.Parallel()
	asked := policy.Policy{Default: policy.Encrypted, Destinations: []policy.Destination{{Domain: "a.not", Setting: policy.TrustedChain}}}
	under := Under(policy.VerifiedHost, asked)
	setting, err := under.SettingFor("a.not")
	require.NoError(t, err)
	assert.Equal(t, policy.VerifiedHost, setting)
	assert.Len(t, asked.Destinations, 1, "the policy itself is left alone")

	outcomes := []evidence.Outcome{{Recipient: "u@a.not", Fate: evidence.Deferred}, {Recipient: "v@a.not", Fate: evidence.Bounced, Reason: "no", Cause: evidence.Cause{Rule: "ESA-16"}}}
	deliveries := []Delivery{{Plan: evidence.Plan{Setting: policy.Encrypted.Name, Recipients: []string{"v@a.not"}}}}
	var out strings.Builder
	WriteAlternatives(&out, Alternatives(policy.Encrypted, outcomes, deliveries))
	assert.Equal(t, "\nThe same under each setting\n     encrypted  u@a.not: deferred\n  >  encrypted  v@a.not: bounced   no  [ESA-16]\n", out.String())
}
