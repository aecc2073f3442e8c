package faulty_test

import (
	"context"
	"fmt"
	"log"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim/senders/faulty"
)

// Each mistake turns the scenarios red that were written for it.
func ExampleSenders() {
	for _, sender := range faulty.Senders() {
		if sender.Name() != "faulty=keeps-extensions" {
			continue
		}
		options := suite.Options{Sender: sender, Select: []text.Selection{{Path: "starttls/new_session.feature"}}}
		record, err := suite.Run(context.Background(), options)
		if err != nil {
			log.Fatal(err)
		}
		for _, scenario := range record.Scenarios {
			if scenario.Status == result.Failed {
				fmt.Printf("%s: %s\n", scenario.Name, scenario.Problem.Text)
			}
		}
	}
	// Output:
	// Extensions from before TLS are forgotten: the extension SIZE was used: MAIL FROM:<alice@sender.test> SIZE=137
	// AUTH that is offered before TLS only is known to have been offered, and forgotten: RATK-7 is cited nowhere
}
