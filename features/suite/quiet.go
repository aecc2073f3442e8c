package suite

import (
	"io"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"
)

// quiet names the formatter that prints nothing: godog wants one, and every one it has costs more
// than the scenario's own bookkeeping.
const quiet = "mtalab-quiet"

func init() {
	godog.Format(quiet, "prints nothing", func(string, io.Writer) godog.Formatter { return silence{} })
}

type silence struct{}

func (silence) TestRunStarted()                                                                {}
func (silence) Feature(*messages.GherkinDocument, string, []byte)                              {}
func (silence) Pickle(*messages.Pickle)                                                        {}
func (silence) Defined(*messages.Pickle, *messages.PickleStep, *godog.StepDefinition)          {}
func (silence) Failed(*messages.Pickle, *messages.PickleStep, *godog.StepDefinition, error)    {}
func (silence) Passed(*messages.Pickle, *messages.PickleStep, *godog.StepDefinition)           {}
func (silence) Skipped(*messages.Pickle, *messages.PickleStep, *godog.StepDefinition)          {}
func (silence) Undefined(*messages.Pickle, *messages.PickleStep, *godog.StepDefinition)        {}
func (silence) Pending(*messages.Pickle, *messages.PickleStep, *godog.StepDefinition)          {}
func (silence) Ambiguous(*messages.Pickle, *messages.PickleStep, *godog.StepDefinition, error) {}
func (silence) Summary()                                                                       {}
