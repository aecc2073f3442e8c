package report

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"mtalab/internal/result"
)

// Schema is the JSON Schema of a record, for those who write or read one with other tools.
//
//go:embed record.schema.json
var Schema []byte

// Parse reads a record, which may be anybody's. The error says what is wrong, and where in it: $.runs[0].sender.
func Parse(content []byte) ([]result.Run, error) {
	var begin struct {
		Format *json.RawMessage `json:"mtalab"`
	}
	if err := json.Unmarshal(content, &begin); err == nil && begin.Format != nil {
		if err := checkFormat(string(*begin.Format)); err != nil {
			return nil, fmt.Errorf("$.mtalab: %w", err)
		}
	}
	if !utf8.Valid(content) {
		return nil, errors.New("$: want UTF-8")
	}
	if err := checkType(bytes.NewReader(content), reflect.TypeFor[recordFile]()); err != nil {
		return nil, err
	}
	var file recordFile
	if err := json.Unmarshal(content, &file); err != nil {
		return nil, fmt.Errorf("$: %w", err)
	}
	for i, run := range file.Runs {
		if err := validateRun(run); err != nil {
			return nil, fmt.Errorf("$.runs[%d]%w", i, err)
		}
	}
	return file.Runs, nil
}

// checkFormat says of another format what to do about it.
func checkFormat(format string) error {
	number, err := strconv.Atoi(format)
	switch {
	case number == recordFormat:
		return nil
	case err == nil && 0 < number && number < recordFormat:
		return fmt.Errorf("an older mtalab wrote it, in format %d, and this one reads format %d: run it again", number, recordFormat)
	}
	return fmt.Errorf("want a record of format %d, and not %.100s", recordFormat, format)
}

// What the status of a scenario, of a step and of an earlier scenario may be.
var (
	scenarioStatuses = []result.Status{result.Passed, result.Failed, result.Broken, result.NotSupported, result.Known}
	stepStatuses     = append(slices.Clone(scenarioStatuses), result.Skipped)
	earlierStatuses  = append(slices.Clone(scenarioStatuses), "")
)

var eventKinds = []result.EventKind{
	result.MessageSent, result.TimePassed, result.Asked, result.Fetched, result.Opened, result.ClientSaid, result.ServerSaid, result.TLSBegun, result.TLSFailed, result.Closed, result.Wire,
	result.Disturbed, result.Validated, result.Compared, result.Noted, result.AttemptEnded, result.Alerted, result.FateTold,
}

var (
	nodeKinds = []result.NodeKind{result.DomainNode, result.HostNode, result.AddressNode, result.ReverseNode}
	edgeKinds = []result.EdgeKind{result.MXEdge, result.RouteEdge, result.AliasEdge, result.AddressEdge, result.PTREdge}
)

// validateRun says what is wrong beyond types. Errors begin with the path, as do those of its kin.
func validateRun(r result.Run) error {
	if r.Sender == "" {
		return errors.New(".sender: want a name, and it is empty")
	}
	if err := validateShard(r.Shard); err != nil {
		return fmt.Errorf(".shard%w", err)
	}
	for i, scenario := range r.Scenarios {
		if err := validateScenario(scenario); err != nil {
			return fmt.Errorf(".scenarios[%d]%w", i, err)
		}
	}
	return nil
}

// validateShard knows that the zero value is all of a suite, which a record leaves out.
func validateShard(s result.Shard) error {
	switch {
	case s == result.Shard{}:
		return nil
	case s.Index > s.Count:
		return fmt.Errorf(".index: want from 1 to %d, and not %d", s.Count, s.Index)
	case len(s.Suite) != 64 || strings.Trim(s.Suite, "0123456789abcdef") != "":
		return fmt.Errorf(".suite: want a SHA-256, and not %.100q", s.Suite)
	}
	return nil
}

func validateScenario(s result.Scenario) error {
	switch {
	case s.ID == "":
		return errors.New(".id: want one, and it is empty")
	case s.Path == "":
		return errors.New(".path: want one, and it is empty")
	case s.Status == result.Known && s.Deviation == nil:
		return errors.New(`: want a field "deviation", as it is known, and there is none`)
	}
	if err := among(scenarioStatuses, s.Status, ".status"); err != nil {
		return err
	}
	if s.Was != nil {
		if err := among(earlierStatuses, s.Was.Status, ".was.status"); err != nil {
			return err
		}
	}
	for i, choice := range s.Choices {
		if err := validateChoice(choice); err != nil {
			return fmt.Errorf(".choices[%d]%w", i, err)
		}
	}
	if s.Detail == nil {
		return nil
	}
	for i, step := range s.Detail.Steps {
		if err := among(stepStatuses, step.Status, ".status"); err != nil {
			return fmt.Errorf(".detail.steps[%d]%w", i, err)
		}
	}
	for i, event := range s.Detail.Trail {
		if err := among(eventKinds, event.Kind, ".kind"); err != nil {
			return fmt.Errorf(".detail.trail[%d]%w", i, err)
		}
	}
	if err := validateWorld(s.Detail.World); err != nil {
		return fmt.Errorf(".detail.world%w", err)
	}
	return nil
}

// validateChoice holds what was made to what could be.
func validateChoice(c result.Choice) error {
	switch {
	case len(c.Sound) < 2:
		return fmt.Errorf(".sound: want two outcomes or more, and not %d", len(c.Sound))
	case len(c.Made) == 0:
		return errors.New(".made: want one of them, and it is empty")
	}
	for i, made := range c.Made {
		if err := among(c.Sound, made, fmt.Sprintf(".made[%d]", i)); err != nil {
			return err
		}
	}
	return nil
}

// validate holds the edges to nodes that are there.
func validateWorld(w result.World) error {
	for i, node := range w.Nodes {
		if err := among(nodeKinds, node.Kind, ".kind"); err != nil {
			return fmt.Errorf(".nodes[%d]%w", i, err)
		}
	}
	for i, edge := range w.Edges {
		if err := among(edgeKinds, edge.Kind, ".kind"); err != nil {
			return fmt.Errorf(".edges[%d]%w", i, err)
		}
		if last := max(edge.From, edge.To); last >= len(w.Nodes) {
			return fmt.Errorf(".edges[%d]: want the numbers of nodes, of which there are %d, from 0, and not %d", i, len(w.Nodes), last)
		}
	}
	return nil
}

func among[T ~string](words []T, word T, path string) error {
	if slices.Contains(words, word) {
		return nil
	}
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = fmt.Sprintf("%q", word)
	}
	return fmt.Errorf("%s: want one of %s, and not %.100q", path, strings.Join(quoted, ", "), word)
}
