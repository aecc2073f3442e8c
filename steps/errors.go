package steps

import (
	"errors"
	"fmt"

	"mtalab/internal/result"
	"mtalab/sim"
)

// Errors of the text of a scenario, which is then broken and not failed.
var (
	errText   = errors.New("the scenario's text")
	errUnsaid = errors.New("the scenario never says what became of the message")
)

// badText says what is wrong with the text of a step, and what was expected.
func badText(format string, arguments ...any) error {
	return fmt.Errorf("%w: %w", errText, fmt.Errorf(format, arguments...))
}

// mismatchError is what the sender did wrong; every other error of a step is the laboratory's or the text's.
type mismatchError struct{ text string }

func (f mismatchError) Error() string { return f.text }

// mismatch says that the sender did not do what a Then states.
func mismatch(format string, arguments ...any) error {
	return mismatchError{fmt.Sprintf(format, arguments...)}
}

func statusOf(err error) result.Status {
	var wrongdoing mismatchError
	switch {
	case err == nil:
		return result.Passed
	case errors.Is(err, sim.ErrNotSupported):
		return result.NotSupported
	case errors.As(err, &wrongdoing), errors.Is(err, sim.ErrMisbehaved), errors.Is(err, sim.ErrUnreachable):
		return result.Failed
	}
	return result.Broken
}
