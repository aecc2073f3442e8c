// Package report shows the record of a run to people and machines: as a page, as JUnit and Cucumber's JSON, and as a
// matrix of several senders.
//
//	err := report.Prepare("out", false)
//	err = report.Write("out", run)
//	runs, err := report.Load("out")
//	matrix, err := report.NewMatrix(runs)
package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"mtalab/internal/files"
	"mtalab/internal/result"
)

// The files of a report.
const (
	PageName     = "index.html"    // for people, see WritePage
	RecordName   = "record.json"   // for Load
	JUnitName    = "junit.xml"     // for a CI server
	CucumberName = "cucumber.json" // for the tools of Cucumber
)

// names are all of them.
var names = []string{RecordName, JUnitName, CucumberName, PageName}

// Write writes the report of one run, or of the runs of several senders, into a folder, which it makes if
// it is not there. Its own four files are put in place of earlier ones, each as a whole; others are left
// alone, and no link is followed: see Prepare. Errors name the path.
func Write(dir string, runs ...result.Run) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("write a report: %w", err)
	}
	for _, file := range []struct {
		name  string
		write func([]result.Run) ([]byte, error)
	}{{RecordName, record}, {JUnitName, junit}, {CucumberName, cucumber}, {PageName, page}} {
		path := filepath.Join(dir, file.name)
		content, err := file.write(runs)
		if err == nil {
			err = files.Replace(dir, file.name, content)
		}
		if err != nil {
			return fmt.Errorf("write the report %s: %w", path, err)
		}
	}
	return nil
}

// recordFormat is raised when a record is written that an older Load would misread.
const recordFormat = 2

type recordFile struct {
	Format int          `json:"mtalab"`
	Runs   []result.Run `json:"runs"`
}

// record leaves out the stories of scenarios that went well: their trails tell the same.
func record(runs []result.Run) ([]byte, error) {
	return json.Marshal(recordFile{recordFormat, withoutStories(runs)})
}

func withoutStories(runs []result.Run) []result.Run {
	slim := make([]result.Run, len(runs))
	for i, run := range runs {
		slim[i] = run
		slim[i].Scenarios = make([]result.Scenario, len(run.Scenarios))
		for j, scenario := range run.Scenarios {
			if scenario.Detail != nil && scenario.Status != result.Failed && scenario.Status != result.Broken {
				scenario.Story = ""
			}
			slim[i].Scenarios[j] = scenario
		}
	}
	return slim
}

// Load reads the runs of a report: of a folder that Write wrote into, or of a record.json itself.
// Errors name the path, and that within the record.
func Load(path string) ([]result.Run, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, RecordName)
	}
	content, err := files.Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no report %s: want a folder that mtalab run --report has written, or its %s", path, RecordName)
	}
	if err != nil {
		return nil, fmt.Errorf("read a report: %w", err)
	}
	runs, err := Parse(content)
	if err != nil {
		return nil, fmt.Errorf("%s is no record of mtalab run --report: %w", path, err)
	}
	return runs, nil
}
