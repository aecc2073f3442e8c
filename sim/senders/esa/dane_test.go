package esa

import (
	"cmp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/explain"
	"mtalab/sim/policy"
)

func TestWhatDANEPutInTheWayIsWhatIsToBeChanged(t *testing.T) {
	t.Parallel()
	mismatch := evidence.Comparison{Kind: evidence.TLSA, Reference: "3 1 1 00…", Why: evidence.Cause{Name: "it is not the certificate of the record"}}
	for name, test := range map[string]struct {
		cause evidence.Cause
		want  string
	}{
		"a lookup fails":        {failedLookup, "let the questions that DANE asks be answered, with signatures that are valid"},
		"records are demanded":  {mandatoryDANE, "publish a usable TLSA record for its certificate, where MX records, addresses and TLSA records are all secure by DNSSEC"},
		"no record can be used": {unusableRecords, "publish a TLSA record for its certificate that is usable, such as 3 1 1"},
		"no record matches":     {noRecordMatches, "let it show a certificate that a TLSA record designates, or publish a record for the one that it shows (3 1 1 00…: it is not the certificate of the record)"},
		"it cannot be reached":  {hostDown, "let it accept connections on port 0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			try := explain.HostAttempt{HostAttempt: evidence.HostAttempt{Cause: test.cause}, Evidence: []any{mismatch}}
			changes := defaultReadings().advise(explain.Delivery{}, try)
			if assert.Len(t, changes, 1) {
				assert.Equal(t, test.want, changes[0].text)
				assert.False(t, changes[0].proven())
			}
		})
	}
}

func TestDANEIsAskedForAsTheControlsSayAndNeverWithoutTLS(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		controls policy.Policy
		want     string
	}{
		"nothing is said":        {policy.Policy{Default: Preferred}, policy.NoDANE},
		"the default entry":      {policy.Policy{Default: Preferred, DefaultDANE: policy.MandatoryDANE}, policy.MandatoryDANE},
		"an entry of its own":    {policy.Policy{Default: Preferred, DefaultDANE: policy.MandatoryDANE, Destinations: []policy.Destination{{Domain: "example.com", DANE: policy.NoDANE}}}, policy.NoDANE},
		"TLS is off":             {policy.Policy{Default: No, DefaultDANE: policy.MandatoryDANE}, policy.NoDANE},
		"TLS is off for another": {policy.Policy{Default: Required, DefaultDANE: policy.OpportunisticDANE, Destinations: []policy.Destination{{Domain: "other.not", Setting: No}}}, policy.OpportunisticDANE},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := &outbox{}
			o.env.Policy = test.controls
			assert.Equal(t, test.want, o.asksForDANE("example.com"))
		})
	}
}

func TestSecureAnswersAreAskedForWhereDANEIs(t *testing.T) {
	t.Parallel()
	for dane, want := range map[string]bool{"": false, policy.NoDANE: false, policy.OpportunisticDANE: true, policy.MandatoryDANE: true} {
		t.Run("DANE is "+cmp.Or(dane, "not spoken of"), func(t *testing.T) {
			t.Parallel()
			described, _ := hostedWorld(t, Preferred)
			described.DNS.SecureZones = []string{"example.com", "hosted.not"}
			described.Policy.DefaultDANE = dane
			world := start(t, described, Sender{})
			_, err := world.Send(t.Context(), evidence.Message{From: "alice@sender.test", To: []string{"u@example.com"}, Data: []byte("\r\nHello.\r\n")})
			require.NoError(t, err)
			asked := sim.Of[fakedns.Query](world.Trail)
			require.NotEmpty(t, asked)
			for _, query := range asked {
				assert.Equal(t, want, query.AuthenticData, "%s %s", query.Name, query.Type)
			}
		})
	}
}
