package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// aShould is a feature of which one scenario fails, and that is a SHOULD.
const aShould = `Feature: f
  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 without STARTTLS
    And the TLS setting for example.com is "No"

  @should
  Scenario: it bounces
    When a message is sent to u@example.com
    Then the message is bounced

  @choice
  Scenario: it may bounce
    When a message is sent to u@example.com
    Then the message is bounced or delivered in plaintext

  @esa
  Scenario: the ESA's
    When a message is sent to u@example.com
    Then the message is delivered in plaintext
`

func TestAShouldIsPrintedApartAndMayPass(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "f.feature")
	require.NoError(t, os.WriteFile(path, []byte(aShould), 0o600))
	status, stdout, _ := mtalab(t, "run", "--quiet", path)
	assert.Equal(t, exitFailed, status)
	assert.Contains(t, stdout, "3 scenarios: 2 passed, 1 failed (1 of them a SHOULD), in ")
	assert.Contains(t, stdout, "\n  failed a SHOULD: "+path+":10  it bounces\n")

	status, stdout, _ = mtalab(t, "run", "--quiet", "--strict=false", path)
	assert.Equal(t, exitExpected, status, "it is let pass")
	assert.Contains(t, stdout, "\n  failed a SHOULD: "+path+":10  it bounces\n", "and said")

	status, _, _ = mtalab(t, "matrix", "--senders", "esa", "--strict=false", path)
	assert.Equal(t, exitExpected, status)
	_, stdout, _ = mtalab(t, "matrix", "--senders", "esa", path)
	assert.Regexp(t, `\nBreaches of a SHOULD +esa\n`, stdout)
	assert.Regexp(t, `\nChoices: what each sender does +esa\n.*f\.feature\n  it may bounce +delivered in plaintext\n`, stdout)
}

// TestWhatIsTheESAsIsNotAskedOfAShim has a program that is never started.
func TestWhatIsTheESAsIsNotAskedOfAShim(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path, program := filepath.Join(folder, "f.feature"), filepath.Join(folder, "mine")
	require.NoError(t, os.WriteFile(path, []byte(aShould), 0o600))
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/false\n"), 0o700))
	status, stdout, stderr := mtalab(t, "run", "--sender", program, "--network", "loopback", "--tags", "@esa", path)
	if status == exitFault {
		t.Skip("a shim cannot run here: " + stderr)
	}
	assert.Equal(t, exitUntried, status)
	assert.Contains(t, stdout, "0 scenarios: 0 passed, 0 failed, in ")
	assert.Contains(t, stdout, "\n  left out: 1 that state what the ESA or Exchange does, and mine is neither\n")
	assert.Contains(t, stdout, "nothing was tried: all of it is left out or withheld")
}
