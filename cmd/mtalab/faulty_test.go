package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestABadSenderShowsWhatAFailureLooksLike(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := mtalab(t, "run", "--sender", "faulty=plaintext-after-220", "--tags", "@ST-25")
	assert.Equal(t, exitFailed, status)
	assert.Empty(t, stderr)
	assert.Contains(t, stdout, "FAILED")
	assert.Contains(t, stdout, "\n  the message is delivered in plaintext via mx1.example.com")
	assert.Contains(t, stdout, "is tried again in plaintext: no TLS session after the 220: tls: handshake failure")

	status, _, _ = mtalab(t, "run", "--sender", "esa", "--tags", "@ST-25")
	assert.Equal(t, exitExpected, status)
}

func TestAnUnknownSenderNamesTheKnownOnes(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"faulty", "faulty=x", "ESA"} {
		status, stdout, stderr := mtalab(t, "run", "--sender", name)
		assert.Equal(t, exitFault, status)
		assert.Empty(t, stdout)
		assert.Contains(t, stderr, "mtalab: --sender "+name+": want one of esa, ")
		assert.Contains(t, stderr, ", faulty=believes-injected-reply, ")
	}
}
