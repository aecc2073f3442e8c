package sendmail

import (
	"context"
	"fmt"
	"strings"

	"mtalab/internal/driver"
	"mtalab/sim/evidence"
)

// readQueue takes in who still waits of those of whom the log says nothing: of a run of its queue it tells no word where the
// domain cannot be looked up for now.
func (o *outbox) readQueue(ctx context.Context, heard *hearing) error {
	file, err := o.bench.ReadFile(ctx, "/var/spool/mqueue/qf"+heard.id)
	if err != nil {
		return fmt.Errorf("look into the queue of Sendmail: %w", err)
	}
	heard.waiting(file)
	return nil
}

// waiting takes in a queue file (Sendmail Operations Guide, appendix B): M is why it waits, R a recipient that does.
func (h *hearing) waiting(file string) {
	reason := "it is still in the queue"
	for _, line := range driver.Lines(file) {
		if why, found := strings.CutPrefix(line, "M"); found {
			reason = why
		}
	}
	for _, line := range driver.Lines(file) {
		flagged, found := strings.CutPrefix(line, "R")
		if !found {
			continue
		}
		_, recipient, found := strings.Cut(flagged, ":")
		if mailbox := driver.Mailbox(strings.Trim(recipient, "<>")); found && h.verdicts[mailbox].Fate == "" {
			h.verdicts[mailbox] = driver.Verdict{Fate: evidence.Deferred, Reason: reason}
		}
	}
}
