package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
)

// matrix is what is compared of mtalab matrix --format json.
type matrix struct {
	Senders []struct {
		Name string `json:"name"`
	} `json:"senders"`
	Scenarios []struct {
		ID    string `json:"id"`
		Cells []struct {
			Status string   `json:"status"`
			Fates  []string `json:"fates"`
		} `json:"cells"`
	} `json:"scenarios"`
}

// matrixBound is how long the scenarios may take with all senders.
const matrixBound = time.Hour

// compareMatrices runs the scenarios against the real MTAs that are here, if there are any.
func compareMatrices(ctx context.Context, out io.Writer, before, now build) ([]difference, error) {
	old, err := before.runMatrix(ctx)
	if err != nil {
		return nil, fmt.Errorf("matrix: %w", err)
	}
	if len(old.Senders) < 2 {
		fmt.Fprintln(out, "the matrix is left out: no MTA is unpacked; make senders does that")
		return nil, nil
	}
	new, err := now.runMatrix(ctx)
	if err != nil {
		return nil, fmt.Errorf("matrix: %w", err)
	}
	var found []difference
	olds, news := old.runs(), new.runs()
	for _, sender := range old.Senders {
		where := "matrix of " + sender.Name
		if _, there := news[sender.Name]; !there {
			return nil, fmt.Errorf("%s: %s leaves it out, %s does not", where, now.name, before.name)
		}
		differences := compareRuns(where, olds[sender.Name], news[sender.Name])
		fmt.Fprintf(out, "%-30s %s, now %s: %s\n", where, counted(olds[sender.Name]), counted(news[sender.Name]), verdict(differences))
		found = append(found, differences...)
	}
	return found, nil
}

func (b build) runMatrix(ctx context.Context) (matrix, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, matrixBound, fmt.Errorf("not done after %v", matrixBound))
	defer cancel()
	printed, failure := output(ctx, b.folder, b.program, "matrix", "--format", "json")
	var exit *exec.ExitError
	if failure != nil && (!errors.As(failure, &exit) || strings.TrimSpace(printed) == "") {
		return matrix{}, fmt.Errorf("%s: %w", b.name, failure)
	}
	return readMatrix(b.name, printed)
}

func readMatrix(name, printed string) (matrix, error) {
	var read matrix
	if err := json.Unmarshal([]byte(printed), &read); err != nil {
		return matrix{}, fmt.Errorf("%s: read the matrix: %w", name, err)
	}
	for _, row := range read.Scenarios {
		if len(row.Cells) != len(read.Senders) {
			return matrix{}, fmt.Errorf("%s: read the matrix: %s: want a cell for each of %d senders, found %d", name, row.ID, len(read.Senders), len(row.Cells))
		}
	}
	return read, nil
}

// runs takes the matrix apart into one run for each sender.
func (m matrix) runs() map[string]record {
	all := map[string]record{}
	for column, sender := range m.Senders {
		var r record
		for _, row := range m.Scenarios {
			r.Scenarios = append(r.Scenarios, scenario{ID: row.ID, Status: row.Cells[column].Status, Fates: row.Cells[column].Fates})
		}
		all[sender.Name] = r
	}
	return all
}
