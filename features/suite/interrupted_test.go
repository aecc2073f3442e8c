//go:build unix

package suite_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/sim/senders/esa"
)

// promptly is how soon a run ends that is interrupted or whose time is over, on a machine that does nothing else. It is held as
// time of the processor, which is the same on a busy one; what waits for something else is held to ten times as much.
const promptly = 2 * time.Second

// processor is the time that this process has had of it.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// lengthy are scenarios of which each takes much longer, by what takes the time.
var lengthy = map[string]string{
	"steps":             strings.Repeat("    And these DNS records, for # from 1 to 2000:\n      | a#.b#.not | A | 192.0.2.9 |\n", 400) + "    When a message is sent to u@example.com\n    Then the message is delivered encrypted\n",
	"one Given":         "    And these DNS records, for # from 1 to 10000:\n" + strings.Repeat("      | c#.d#.not | A | 192.0.2.9 |\n", 500) + "    When a message is sent to u@example.com\n    Then the message is delivered encrypted\n",
	"settings":          repeated("    And the TLS setting for d%d.example.com is \"Required\"\n", 9000) + "    When a message is sent to u@example.com\n    Then the message is delivered encrypted\n",
	"messages":          "    When 10000 messages are sent to u@example.com\n    Then all 10000 messages are delivered encrypted\n",
	"an endless reply":  "    And the MTA at 192.0.2.1 answers EHLO with endless lines\n    When 10000 messages are sent to u@example.com\n    Then all 10000 messages are deferred\n",
	"a silent server":   "    And the MTA at 192.0.2.1 stays silent in place of answering EHLO\n    When 10000 messages are sent to u@example.com\n    Then all 10000 messages are deferred\n",
	"time that passes":  "    And connections to 192.0.2.1 are reset\n    When a message is sent to u@example.com\n" + strings.Repeat("    And 10000 days pass\n", 9000) + "    Then the message is bounced\n",
	"claims":            "    When 3000 messages are sent to u@example.com\n" + strings.Repeat("    Then all 3000 messages are delivered encrypted\n", 5000),
	"many certificates": repeated("    And the MTA at 192.0.2.1 shows to clients that ask for d%d.not a certificate that has\n      | DNS | d.not |\n", 9000) + "    When 10000 messages are sent to u@example.com\n    Then all 10000 messages are delivered encrypted\n",
}

func repeated(text string, count int) string {
	var all strings.Builder
	for n := range count {
		fmt.Fprintf(&all, text, n)
	}
	return all.String()
}

// TestARunEndsPromptly, by Ctrl-C and by --timeout. It is alone in its process, as what others do would count.
func TestARunEndsPromptly(t *testing.T) {
	const begun = 100 * time.Millisecond
	for sentence, steps := range lengthy {
		text := "Feature: f\n  Scenario: s\n    Given these DNS records:\n      | example.com | MX | 10 mx1.example.com |\n      | mx1.example.com | A | 192.0.2.1 |\n" +
			"    And an MTA at 192.0.2.1 whose certificate has\n      | DNS | mx1.example.com |\n    And the TLS setting for example.com is \"Required\"\n" + steps
		options := suite.Options{Sender: esa.Sender{}, Network: inMemory, Files: fstest.MapFS{"f.feature": {Data: []byte(text)}}}
		for by, run := range map[string]func() error{
			"Ctrl-C": func() error {
				ctx, cancel := context.WithTimeoutCause(t.Context(), begun, errors.New("enough"))
				defer cancel()
				_, err := suite.Run(ctx, options)
				return err
			},
			"--timeout": func() error {
				limited := options
				limited.Bound = begun
				_, err := suite.Run(t.Context(), limited)
				return err
			},
		} {
			t.Run(sentence+", by "+by, func(t *testing.T) {
				began, used := time.Now(), processor(t)
				err := run()
				took, used := time.Since(began)-begun, processor(t)-used
				if by == "--timeout" {
					require.NoError(t, err)
				}
				assert.LessOrEqual(t, used, promptly)
				assert.LessOrEqual(t, took, 10*promptly)
			})
		}
	}
}
