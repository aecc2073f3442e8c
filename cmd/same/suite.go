package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// suite is what mtalab run is asked for.
type suite struct {
	name  string
	flags []string
}

// Without other flags, Exchange's model stands in where a scenario is about Exchange.
var suites = []suite{
	{"sender-esa", []string{"--sender", "esa"}},
	{"sender-exchange", []string{"--sender", "exchange"}},
	{"receiver-esa", []string{"--receiver", "esa"}},
	{"receiver-exchange", []string{"--receiver", "exchange"}},
}

var networks = []string{"memory", "loopback", "private"}

func suiteNames() []string {
	names := make([]string, len(suites))
	for i, suite := range suites {
		names[i] = suite.name
	}
	return names
}

// build is a built mtalab.
type build struct {
	name    string // of the commit
	program string
	folder  string // it may write into
}

// suiteBound is how long a suite may take on one network.
const suiteBound = 20 * time.Minute

// runSuite runs the scenarios that come with a build. Scenarios that fail are no error; no record is one.
func (b build) runSuite(ctx context.Context, suite suite, network string) (record, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, suiteBound, fmt.Errorf("not done after %v", suiteBound))
	defer cancel()
	folder, err := os.MkdirTemp(b.folder, "report-")
	if err != nil {
		return record{}, fmt.Errorf("make a folder for a report: %w", err)
	}
	defer os.RemoveAll(folder)
	arguments := append([]string{"run", "--verbose", "--network", network, "--report", folder}, suite.flags...)
	told, failure := output(ctx, b.folder, b.program, arguments...)
	var exit *exec.ExitError
	if failure != nil && !errors.As(failure, &exit) {
		return record{}, fmt.Errorf("%s: %w", b.name, failure)
	}
	content, err := os.ReadFile(filepath.Join(folder, "record.json"))
	if err != nil && failure != nil {
		return record{}, fmt.Errorf("%s: %w", b.name, failure)
	}
	if err != nil {
		return record{}, fmt.Errorf("%s: read the record: %w", b.name, err)
	}
	read, err := readRecord(content, told)
	if err != nil {
		return record{}, fmt.Errorf("%s: %w", b.name, err)
	}
	return read, nil
}
