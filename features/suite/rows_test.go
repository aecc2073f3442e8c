package suite

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	messages "github.com/cucumber/messages/go/v21"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features"
	"mtalab/features/lint"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/explain"
	"mtalab/sim/senders/esa"
	"mtalab/sim/senders/rfc"
)

// row is a line of rows.txt.
type row struct {
	id     string
	cells  []string // by setting, from 1
	whole  string   // in place of cells: all fates together, whatever the setting
	file   string   // the only feature that this line is about; empty: any
	cannot string   // the reason why it is not done
}

func readRows(t *testing.T) []row {
	content, err := os.ReadFile("rows.txt")
	require.NoError(t, err)
	var rows []row
	for line := range strings.Lines(string(content)) {
		text, cannot, _ := strings.Cut(strings.TrimSpace(line), "cannot:")
		words := strings.Fields(text)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		if len(words) == 2 {
			rows = append(rows, row{id: words[0], whole: words[1], cannot: strings.TrimSpace(cannot)})
			continue
		}
		require.True(t, len(words) == 7 || len(words) == 8, "rows.txt: %q", line)
		read := row{id: words[0], cells: words[1:7], cannot: strings.TrimSpace(cannot)}
		if len(words) == 8 {
			read.file = words[7]
		}
		rows = append(rows, read)
	}
	return rows
}

// rowID is what a row of the catalogue is called.
var rowID = regexp.MustCompile(`^(?:(?:ES|EV|EH|RO|CE|NA|DN|SM|ST|RE|EX|DA)-|T)\d+$`)

// rowLocation is where a row of the catalogue stands: a scenario, and a line of it that is run.
type rowLocation struct {
	id, file       string
	scenario, line int
}

// rowsOf finds the rows of the catalogue in a feature: as tags, in the column "row" of examples, and those of DANE as the first
// word of a name.
func rowsOf(t *testing.T, file string) []rowLocation {
	content, err := fs.ReadFile(features.Shipped(), file)
	require.NoError(t, err)
	tree, err := text.Parse(file, content, (&messages.Incrementing{}).NewId)
	require.NoError(t, err)
	var found []rowLocation
	for _, scenario := range text.Scenarios(tree, func(*messages.Rule) {}) {
		at := rowLocation{file: file, scenario: int(scenario.Location.Line), line: int(scenario.Location.Line)}
		tagged := rowsAmong(scenario.Tags)
		if id, _, _ := strings.Cut(scenario.Name, " "); strings.HasPrefix(id, "DA-") {
			tagged = append(tagged, id)
		}
		add := func(ids ...string) {
			for _, at.id = range ids {
				found = append(found, at)
			}
		}
		if len(scenario.Examples) == 0 {
			add(tagged...)
		}
		for _, examples := range scenario.Examples {
			column := slices.IndexFunc(examples.TableHeader.Cells, func(c *messages.TableCell) bool { return c.Value == "row" })
			for _, body := range examples.TableBody {
				at.line = int(body.Location.Line)
				add(append(rowsAmong(examples.Tags), tagged...)...)
				if column >= 0 {
					add(body.Cells[column].Value)
				}
			}
		}
	}
	return found
}

func rowsAmong(tags []*messages.Tag) []string {
	var rows []string
	for _, tag := range tags {
		if id := strings.TrimPrefix(tag.Name, "@"); rowID.MatchString(id) {
			rows = append(rows, id)
		}
	}
	return rows
}

var letters = map[evidence.Fate]string{
	evidence.DeliveredVerified: "V", evidence.DeliveredEncrypted: "E", evidence.DeliveredPlaintext: "P",
	evidence.Deferred: "D", evidence.Bounced: "B", evidence.Discarded: "X",
}

// fates are what became of the messages of a scenario under each setting: one letter after the other, without
// repetitions.
func fates(world *sim.Running) map[string]string {
	became := map[string]string{}
	for _, delivery := range explain.Deliveries(world.Trail.Entries()) {
		for _, outcome := range delivery.Outcomes {
			if letter := letters[outcome.Fate]; !strings.HasSuffix(became[delivery.Setting], letter) {
				became[delivery.Setting] += letter
			}
		}
	}
	return became
}

// TestRowsOfTheCatalogue holds the features to the catalogue: every row is there, under every setting that it
// speaks of, with the fate that it states, and no row is there twice.
func TestRowsOfTheCatalogue(t *testing.T) {
	t.Parallel()
	became := map[string]map[string]string{} // by place
	for _, options := range []Options{
		{Sender: esa.Sender{}},
		{Sender: rfc.Sender{}, Select: []text.Selection{{Path: "dane"}}}, // which the ESA does not support
	} {
		options.Jobs, options.Bound = 4, 5*time.Minute // on a busy machine
		options.OnWorld = func(scenario result.Scenario, world *sim.Running) {
			if scenario.Status != result.NotSupported {
				became[scenario.Place()] = fates(world)
			}
		}
		record, err := Run(context.Background(), options)
		require.NoError(t, err)
		require.NotEmpty(t, record.Scenarios)
	}
	files, err := lint.Find(features.Shipped(), ".")
	require.NoError(t, err)
	var all []rowLocation
	for _, file := range files {
		all = append(all, rowsOf(t, file)...)
	}
	rows := readRows(t)
	known := map[string]bool{}
	for _, row := range rows {
		require.False(t, known[row.id+row.file], "rows.txt has %s twice", row.id)
		known[row.id], known[row.id+row.file] = true, true
		checkRow(t, row, all, became)
	}
	for _, at := range all {
		assert.True(t, known[at.id], "%s:%d: %s is no row of the catalogue", at.file, at.line, at.id)
	}
}

func checkRow(t *testing.T, row row, all []rowLocation, became map[string]map[string]string) {
	stated := map[string]map[string]bool{} // what became of the message, in any line
	homes := map[string]map[string]bool{}  // the scenarios that run the row
	found, together := false, map[string]bool{}
	for _, at := range all {
		if at.id != row.id || row.file != "" && at.file != row.file {
			continue
		}
		found = true
		for setting, fates := range became[fmt.Sprintf("%s:%d", at.file, at.line)] {
			if stated[setting] == nil {
				stated[setting], homes[setting] = map[string]bool{}, map[string]bool{}
			}
			stated[setting][fates] = true
			together[fates] = true
			homes[setting][fmt.Sprintf("%s:%d", at.file, at.scenario)] = true
		}
	}
	assert.Equal(t, row.cannot == "", found, "%s %s: it is in the features, or cannot be done", row.id, row.file)
	if row.whole != "" && found {
		assert.Equal(t, strings.Trim(row.whole, "-"), strings.Join(slices.Sorted(maps.Keys(together)), ""), "%s: what became of its messages", row.id)
	}
	for i, cell := range row.cells {
		setting := esa.Settings()[i].Name
		got := slices.Sorted(maps.Keys(stated[setting]))
		stands := slices.ContainsFunc(got, func(fates string) bool { return cell == "*" || strings.HasSuffix(fates, cell) })
		if cell != "-" && found {
			assert.True(t, stands, "%s %s under %q: want %s, and it is %v", row.id, row.file, setting, cell, got)
		}
		assert.LessOrEqual(t, len(homes[setting]), 1, "%s %s under %q stands in several scenarios: %v", row.id, row.file, setting, slices.Sorted(maps.Keys(homes[setting])))
	}
}
