package steps_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/result"
)

// Beginnings and ends of sessions.
var (
	discards = rude{"?", "EHLO a\r\n", "?", "STARTTLS\r\n", "?", "TLS"}
	believes = rude{"?", "EHLO a\r\n", "?", "STARTTLS\r\n", "?", "STILL TLS"}
	delivers = rude{"EHLO a\r\n", "?", "MAIL FROM:<a@b.not>\r\n", "?", "RCPT TO:<u@example.com>\r\n", "?", "DATA\r\n", "?", "\r\n.\r\n", "?", "QUIT\r\n", "?"}
	inGroups = rude{"EHLO a\r\n", "?", "MAIL FROM:<a@b.not>\r\nRCPT TO:<u@example.com>\r\nDATA\r\n", "?", "?", "?", "\r\n.\r\nQUIT\r\n", "?", "?"}
	gives    = rude{"EHLO a\r\n", "?", "QUIT\r\n", "?"}
	rushes   = rude{"EHLO a\r\n", "?", "MAIL FROM:<a@b.not>\r\n", "?", "RCPT TO:<u@example.com>\r\n", "?", "DATA\r\n", "\r\n.\r\n", "?", "?"}
)

func TestWhoeverIsOneReplyAheadBelievesWhatWasInjected(t *testing.T) {
	t.Parallel()
	const (
		server   = `And the MTA at 192.0.2.1 answers STARTTLS and adds "%" in the same segment`
		attacker = `And an attacker in front of 192.0.2.1 who adds "%" to the answer to STARTTLS`
		reply    = `250 evil\n`
		begun    = `250 ev`
		several  = `250-evil\n250 AUTH`
		refusal  = `550 5.1.1 No such domain, says Eve: `
		noGroups = "\n    And the MTA at 192.0.2.1 offers \"SIZE 1000\" inside TLS"
	)
	for _, test := range []struct {
		sentence   string
		begin, end rude
		injected   string
		also       string
		problem    string // none: it passes
	}{
		{"a reply, believed", believes, delivers, reply, "", "before the reply to EHLO: MAIL FROM:<a@b.not>"},
		{"the beginning of a reply, believed", believes, delivers, begun, "", "before the reply to EHLO: MAIL FROM:<a@b.not>"},
		{"the beginning of a longer one, believed", believes, delivers, several, "", "before the reply to EHLO: MAIL FROM:<a@b.not>"},
		{"the beginning of a refusal, believed", believes, gives, refusal, "", "before the reply to EHLO: QUIT"},
		{"a message before a 354", discards, rushes, reply, "", "before the reply to DATA: "},
		{"a group where there is no PIPELINING", discards, inGroups, reply, noGroups, "before the reply to MAIL: RCPT TO:<u@example.com>"},
		{"a reply, discarded", discards, delivers, reply, "", ""},
		{"the beginning of a reply, discarded", discards, delivers, begun, "", ""},
		{"the beginning of a refusal, discarded", discards, gives, refusal, "", ""},
		{"a reply, discarded, without PIPELINING", discards, delivers, reply, noGroups, ""},
		{"a reply, discarded, and groups", discards, inGroups, reply, "", ""},
	} {
		for who, injects := range map[string]string{"server": server, "attacker": attacker} {
			t.Run(test.sentence+", of the "+who, func(t *testing.T) {
				t.Parallel()
				given := strings.Replace(injects, "%", test.injected, 1) + test.also
				ended := told(t, append(append(rude{}, test.begin...), test.end...), given, "nothing that was injected is believed")
				if test.problem == "" {
					assert.Equal(t, result.Passed, ended.Status, "%+v\n%s", ended.Problem, ended.Story)
					return
				}
				require.Equal(t, result.Failed, ended.Status, ended.Story)
				assert.Contains(t, ended.Problem.Text, test.problem)
			})
		}
	}
}
