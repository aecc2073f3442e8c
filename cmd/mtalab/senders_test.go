package main

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/internal/debian"
	"mtalab/internal/namespace"
)

func TestSendersSaysWhatIsHere(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := mtalab(t, "senders")
	assert.Equal(t, exitExpected, status, stderr)
	assert.Contains(t, stdout, "esa ")
	assert.Contains(t, stdout, "part of mtalab\n")
	assert.Contains(t, stdout, "postfix ")
}

func TestWhatIsMissingIsOneLine(t *testing.T) {
	t.Parallel()
	missing := fmt.Errorf("%w: no /usr/sbin/x", debian.ErrMissing)
	all := []foundSender{{name: "esa"}, {name: "exim", lacks: missing}, {name: "postfix", version: "3.7"}, {name: "sendmail", lacks: missing}}
	assert.Equal(t, "not tried here, as they are missing: exim, sendmail (make senders)\n", missingLine(all))
	assert.Empty(t, missingLine([]foundSender{all[0], all[2]}))
	all[1].lacks = fmt.Errorf("%w: namespaces are forbidden here", namespace.ErrNoPrivate)
	assert.Equal(t, "not tried here: any real MTA: no private network: namespaces are forbidden here\n", missingLine(all))
}

func TestSendersWithoutAHome(t *testing.T) {
	t.Setenv("HOME", "")
	t.Setenv("XDG_CACHE_HOME", "")
	status, stdout, stderr := mtalab(t, "senders")
	assert.Equal(t, exitExpected, status, stderr)
	assert.Contains(t, stdout, "part of mtalab\n")
	status, _, stderr = mtalab(t, "matrix", "--tags", "@ESA-70")
	assert.Equal(t, exitExpected, status, stderr)
}
