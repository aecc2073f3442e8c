package shim

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// deferredOnce is deferred for bob and bounced for ann, and delivers to bob when it is asked to try again.
const deferredOnce = `
	case $question in
	*'"ask":"send"'*'"attempt":1'*)
		touch given
		echo '{"version": 2, "recipients": [{"address": "bob@example.com", "fate": "deferred"}, {"address": "ann@example.com", "fate": "bounced"}]}'
		exit ;;
	*'"ask":"retry"'*'"attempt":2'*'"address":"ann@'*) exit 4 ;;
	*'"ask":"retry"'*'"attempt":2'*) test -e given || exit 5 ;;
	*) exit 6 ;;
	esac` + delivers

func TestAProgramIsAskedToTryAgain(t *testing.T) {
	t.Parallel()
	w := world(t, program2(t, `{"version": 2, "can": ["retry"]}`, deferredOnce+fate("delivered"), Options{}), policy.Encrypted)
	_, err := w.Send(t.Context(), evidence.Message{From: "alice@sender.test", To: []string{"bob@example.com", "ann@example.com"}, Data: []byte("\r\nHello.\r\n")})
	require.NoError(t, err)
	require.NoError(t, w.Pass(t.Context(), time.Hour))
	said, err := w.Fate("bob@example.com")
	require.NoError(t, err, w.Trail.String())
	assert.Equal(t, evidence.DeliveredPlaintext, said.Fate, "how is told by the MTA")
	said, err = w.Fate("ann@example.com")
	require.NoError(t, err)
	assert.Equal(t, evidence.Bounced, said.Fate)
	assert.Contains(t, w.Trail.String(), "my-mta is asked to try again what is for bob@example.com")
}

func TestAProgramThatDoesNotSayThatItCanIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	w := world(t, program2(t, plainAbout, fate("deferred"), Options{}), policy.Encrypted)
	_, err := w.Send(t.Context(), message)
	require.NoError(t, err)
	assert.ErrorIs(t, w.Pass(t.Context(), time.Hour), sim.ErrNotSupported)
}

// TestASecondAttemptMayGoOnToo: what is not known then is not judged.
func TestASecondAttemptMayGoOnToo(t *testing.T) {
	t.Parallel()
	w := world(t, program2(t, `{"version": 2, "can": ["retry"]}`, `case $question in *'"ask":"retry"'*) `+fate("trying")+` ;; *) `+fate("deferred")+` ;; esac`, Options{}), policy.Encrypted)
	_, err := w.Send(t.Context(), message)
	require.NoError(t, err)
	err = w.Pass(t.Context(), time.Hour)
	require.ErrorIs(t, err, sim.ErrNotSupported)
	assert.ErrorContains(t, err, "still trying")
}
