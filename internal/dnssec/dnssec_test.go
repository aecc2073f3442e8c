package dnssec_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/internal/dnssec"
)

func TestTheVerdictsAreThoseThatWereMeasured(t *testing.T) {
	t.Parallel()
	for _, c := range worlds() {
		t.Run(c.String(), func(t *testing.T) {
			t.Parallel()
			w := serve(t, c.zone)
			validator := w.validator()
			for _, q := range questions {
				got := validator.Lookup(t.Context(), q.name, dns.StringToType[q.rtype])
				if q.kind != other {
					assert.Equal(t, c.want[q.kind], got.Verdict.String(), "%s %s: %s", q.name, q.rtype, got)
				}
				if q.kind != other && got.Verdict != dnssec.Secure {
					assert.Equal(t, c.where, got.Zone, "%s %s", q.name, q.rtype)
					assert.Equal(t, c.reason, got.Reason, "%s %s", q.name, q.rtype)
				}
				assert.Equal(t, trusting(t, w.address, q), got.Verdict.String(), "%s %s: what the server says to who trusts it; %s", q.name, q.rtype, got)
			}
		})
	}
}

func TestALookupTellsWhatItFound(t *testing.T) {
	t.Parallel()
	validator := serve(t, fakedns.SignedZone{}).validator()
	got := validator.Lookup(t.Context(), "Alias.example.com.", dns.TypeA)
	assert.Equal(t, "secure", got.String())
	assert.Equal(t, "mx1.example.com.", got.Name)
	require.Len(t, got.Records, 1)
	assert.Equal(t, "192.0.2.1", got.Records[0].(*dns.A).A.String())
	got = validator.Lookup(t.Context(), "away.example.com.", dns.TypeA)
	assert.Equal(t, "insecure: example.org.: it has no DS", got.String())
	assert.Equal(t, "mx.example.org.", got.Name)
	got = validator.Lookup(t.Context(), "nowhere.example.com.", dns.TypeA)
	assert.Equal(t, dns.RcodeNameError, got.Answer.Rcode)
	assert.Empty(t, got.Records)
}

func TestWhatNobodyAnswersIsIndeterminate(t *testing.T) {
	t.Parallel()
	w := serve(t, fakedns.SignedZone{})
	silent := &dnssec.Validator{Anchor: w.anchor, Ask: func(context.Context, *dns.Msg) (*dns.Msg, error) { return nil, errors.New("no answer") }}
	assert.Equal(t, "indeterminate: example.com.: no answer", silent.Lookup(t.Context(), "example.com.", dns.TypeMX).String())
	assert.NoError(t, w.SetFaults([]fakedns.Fault{{Type: "DNSKEY", Rcode: "REFUSED"}}))
	got := w.validator().Lookup(t.Context(), "example.com.", dns.TypeMX)
	assert.Equal(t, "indeterminate: .: the name server answers REFUSED", got.String())
	strange := &dnssec.Validator{Anchor: "example.com. A 192.0.2.1", Ask: w.ask}
	assert.Equal(t, dnssec.Indeterminate, strange.Lookup(t.Context(), "example.com.", dns.TypeMX).Verdict)
}

func TestSignaturesAreValidByTheClock(t *testing.T) {
	t.Parallel()
	w := serve(t, fakedns.SignedZone{})
	now := time.Now()
	validator := w.validator()
	validator.Now = func() time.Time { return now }
	assert.Equal(t, "secure", validator.Lookup(t.Context(), "example.com.", dns.TypeMX).String())
	now = now.Add(60 * 24 * time.Hour) // and the server's clock stays
	assert.Equal(t, "bogus: .: the signatures have expired", validator.Lookup(t.Context(), "example.com.", dns.TypeMX).String())
}

// TestForgeriesAreBogus changes what an honest server says on its way.
func TestForgeriesAreBogus(t *testing.T) {
	t.Parallel()
	w := serve(t, fakedns.SignedZone{})
	drop := func(rtype uint16) func(*dns.Msg) {
		return func(answer *dns.Msg) {
			answer.Ns = slices.DeleteFunc(answer.Ns, func(rr dns.RR) bool { return rr.Header().Rrtype == rtype })
		}
	}
	proof := func(name string, qtype uint16) *dns.Msg {
		other, err := w.ask(t.Context(), new(dns.Msg).SetQuestion(name, qtype).SetEdns0(1232, true))
		require.NoError(t, err)
		return other
	}
	for sentence, c := range map[string]struct {
		name, rtype string
		change      func(*dns.Msg)
	}{
		"a name is said not to exist by the proof of another": {"mx1.example.com.", "A", func(answer *dns.Msg) {
			other := proof("nowhere.example.com.", dns.TypeA)
			answer.Answer, answer.Ns, answer.Rcode = nil, other.Ns, dns.RcodeNameError
		}},
		"a record is said not to be there by the proof of another type": {"mx1.example.com.", "A", func(answer *dns.Msg) {
			other := proof("mx1.example.com.", dns.TypeAAAA)
			answer.Answer, answer.Ns = nil, other.Ns
		}},
		"the wildcard is said to be that of a name that exists": {"mx1.example.com.", "A", func(answer *dns.Msg) {
			other := proof("any.wild.example.com.", dns.TypeA)
			answer.Answer, answer.Ns = other.Answer, other.Ns
			for _, rr := range answer.Answer {
				rr.Header().Name = "mx1.example.com."
			}
		}},
		"the proof that a wildcard is needed is taken away": {"any.wild.example.com.", "A", drop(dns.TypeNSEC)},
		"the signatures are taken away": {"mx1.example.com.", "A", func(answer *dns.Msg) {
			answer.Answer = answer.Answer[:1]
		}},
		"another zone signs": {"mx1.example.com.", "A", func(answer *dns.Msg) {
			answer.Answer[1].(*dns.RRSIG).SignerName = "safe.example.com."
		}},
	} {
		validator := w.validator()
		validator.Ask = func(ctx context.Context, request *dns.Msg) (*dns.Msg, error) {
			answer, err := w.ask(ctx, request)
			if asked := request.Question[0]; err == nil && asked.Name == c.name && asked.Qtype == dns.StringToType[c.rtype] {
				c.change(answer)
			}
			return answer, err
		}
		got := validator.Lookup(t.Context(), c.name, dns.StringToType[c.rtype])
		assert.Equal(t, dnssec.Bogus, got.Verdict, "%s: %s", sentence, got)
	}
}
