package shim

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"mtalab/sim"
	"mtalab/sim/evidence"
)

// FuzzOutcomes: whatever a program prints, it is a fate of each recipient or misbehaviour, and what is taken is what any
// reader of JSON finds there.
func FuzzOutcomes(f *testing.F) {
	for _, said := range []string{
		`{"fate": "delivered", "reason": "250 \u00fc", "verified": true}`, `{"fate": "deferred"}` + "\n", `{"verified": null, "fate": "bounced"}`,
		`{"fate": "discarded", "fate": "delivered"}`, `{"FATE": "deferred"}`, `{"fate": "deferred"} {}`, `{"fate": ["deferred"]}`, `[{}]`, `{`, ``, "\xff{}",
		`{"fate": "deferred", "reason": "\ud800"}`, `{"fa\u0074e": "deferred"}`,
	} {
		f.Add(said)
	}
	recipients := []string{"ann@example.com", "bob@example.com"}
	f.Fuzz(func(t *testing.T, said string) {
		got, err := outcomes(said, recipients)
		if err != nil {
			require.ErrorIs(t, err, sim.ErrMisbehaved)
			require.Empty(t, got)
			return
		}
		var fields map[string]json.RawMessage
		require.NoError(t, json.Unmarshal([]byte(said), &fields))
		var fate, reason string
		var verified *bool
		for name, into := range map[string]any{"fate": &fate, "reason": &reason, "verified": &verified} {
			if value, ok := fields[name]; ok {
				require.NoError(t, json.Unmarshal(value, into))
				delete(fields, name)
			}
		}
		require.Empty(t, fields, "of these the contract says nothing")
		want := evidence.Outcome{Fate: evidence.Fate(fate), Reason: reason}
		if fate == "delivered" {
			want.VerificationUnknown = verified == nil
			want.Fate = map[bool]evidence.Fate{false: evidence.Delivered, true: evidence.DeliveredVerified}[verified != nil && *verified]
		}
		require.Len(t, got, len(recipients))
		for i, recipient := range recipients {
			want.Recipient = recipient
			require.Equal(t, want, got[i])
		}
	})
}
