package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// The files of a report.
const (
	PageName     = "index.html"    // for people, see WritePage
	RecordName   = "record.json"   // for Load
	JUnitName    = "junit.xml"     // for a CI server
	CucumberName = "cucumber.json" // for the tools of Cucumber
)

// Write writes the report of one run, or of the runs of several senders, into a folder, which it makes if
// it is not there. Its own four files are put in place of earlier ones, each as a whole; others are left
// alone. Errors name the path.
func Write(dir string, runs ...Run) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("write a report: %w", err)
	}
	for _, file := range []struct {
		name  string
		write func([]Run) ([]byte, error)
	}{{RecordName, record}, {JUnitName, junit}, {CucumberName, cucumber}, {PageName, page}} {
		path := filepath.Join(dir, file.name)
		content, err := file.write(runs)
		if err == nil {
			err = Replace(path, content)
		}
		if err != nil {
			return fmt.Errorf("write the report %s: %w", path, err)
		}
	}
	return nil
}

// Replace puts a file in the place of an earlier one, whose permissions it takes over, or makes it: as a
// whole or not at all, so that a reader sees the old one or the new one. Errors need not name the path.
func Replace(path string, content []byte) error {
	mode := fs.FileMode(0o644)
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return errors.New("it is a folder")
	case err == nil:
		mode = info.Mode().Perm()
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".mtalab-*")
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	err = errors.Join(err, file.Chmod(mode), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// recordFormat is raised when a record is written that an older Load would misread.
const recordFormat = 2

type recordFile struct {
	Format int   `json:"mtalab"`
	Runs   []Run `json:"runs"`
}

// record leaves out the stories of scenarios that went well: their trails tell the same.
func record(runs []Run) ([]byte, error) {
	return json.Marshal(recordFile{recordFormat, withoutStories(runs)})
}

func withoutStories(runs []Run) []Run {
	slim := make([]Run, len(runs))
	for i, run := range runs {
		slim[i] = run
		slim[i].Scenarios = make([]Scenario, len(run.Scenarios))
		for j, scenario := range run.Scenarios {
			if scenario.Detail != nil && scenario.Status != Failed && scenario.Status != Broken {
				scenario.Story = ""
			}
			slim[i].Scenarios[j] = scenario
		}
	}
	return slim
}

// Load reads the runs of a report: of a folder that Write wrote into, or of a record.json itself.
// Errors name the path.
func Load(path string) ([]Run, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, RecordName)
	}
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no report %s: want a folder that mtalab run --report has written, or its %s", path, RecordName)
	}
	if err != nil {
		return nil, fmt.Errorf("read a report: %w", err)
	}
	var file recordFile
	if err := json.Unmarshal(content, &file); err != nil {
		return nil, fmt.Errorf("%s is no record of mtalab run --report: %w", path, err)
	}
	if 0 < file.Format && file.Format < recordFormat {
		return nil, fmt.Errorf("%s: an older mtalab wrote it, in format %d: want one of format %d, run it again", path, file.Format, recordFormat)
	}
	if file.Format != recordFormat {
		return nil, fmt.Errorf("%s: want a record of format %d, and not %d", path, recordFormat, file.Format)
	}
	return file.Runs, nil
}
