package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"
	"time"
)

// places are where the time of a scenario goes: a sample belongs to the place of the innermost of its
// functions that is listed.
var places = []struct {
	name      string
	functions []string // how the names of its functions begin
}{
	{"certificates: issuing and verifying", []string{"crypto/x509.", "mtalab/pki.", "mtalab/sim.(*issued).issue"}},
	{"handshake", []string{"crypto/tls.(*Conn).handshakeContext"}},
	{"DNS", []string{"mtalab/fakedns.", "github.com/miekg/dns.", "mtalab/internal/outbound.(*Resolver)"}},
	{"SMTP: fakemta", []string{"mtalab/fakemta.", "github.com/emersion/go-smtp."}},
	{"SMTP: the sender", []string{"mtalab/internal/outbound.", "mtalab/sim/senders/esa."}},
	{"tear-down", []string{"mtalab/sim.(*Running).Close", "mtalab/steps.(*scenario).end"}},
	{"the world: set-up, network, trail", []string{"mtalab/sim."}},
	{"steps", []string{"mtalab/steps."}},
	{"Gherkin", []string{"github.com/cucumber/gherkin", "mtalab/features."}},
	{"godog", []string{"github.com/cucumber/godog", "github.com/hashicorp/"}},
	{"garbage collector", []string{"runtime.gcBgMarkWorker", "runtime.bgsweep", "runtime.gcAssistAlloc"}},
}

// profile tells where the processor's time goes in scenarios with Gherkin.
func profile(ctx context.Context, _ *bench) (table, error) {
	t := table{
		title:   "Where it goes",
		about:   fmt.Sprintf("The processor's time in %d scenarios with Gherkin, 10 steps, in memory, by go tool pprof.", many),
		columns: []string{"where", "share", "a scenario"},
	}
	folder, err := os.MkdirTemp("", "mtalab-bench-")
	if err != nil {
		return t, err
	}
	defer os.RemoveAll(folder)
	samples, err := os.Create(filepath.Join(folder, "profile"))
	if err != nil {
		return t, err
	}
	if err := pprof.StartCPUProfile(samples); err != nil {
		return t, err
	}
	for range many {
		if err = runTenSteps(ctx, inMemory); err != nil {
			break
		}
	}
	pprof.StopCPUProfile()
	if err := cmp.Or(err, samples.Close()); err != nil {
		return t, err
	}
	traces, err := exec.CommandContext(ctx, "go", "tool", "pprof", "-traces", samples.Name()).Output()
	if err != nil {
		return t, fmt.Errorf("go tool pprof: %w", err)
	}
	spent, total, err := attribute(traces)
	if err != nil {
		return t, err
	}
	var names []string
	for name := range spent {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(spent[b], spent[a]) })
	for _, name := range append(names, "in all") {
		took := spent[name]
		if name == "in all" {
			took = total
		}
		t.add(name, fmt.Sprintf("%.0f %%", 100*float64(took)/float64(total)), short(took/many))
	}
	return t, nil
}

// attribute sums samples up by place. A trace is a line of dashes, then the time and the innermost function
// on one line, then a line for each caller.
func attribute(traces []byte) (spent map[string]time.Duration, total time.Duration, err error) {
	spent = map[string]time.Duration{}
	var took time.Duration
	where := ""
	flush := func() {
		spent[cmp.Or(where, "the scheduler and the rest")] += took
		total += took
		took, where = 0, ""
	}
	lines := bufio.NewScanner(bytes.NewReader(traces))
	inside := false
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		switch {
		case strings.HasPrefix(lines.Text(), "-----"):
			if inside {
				flush()
			}
			inside = true
			continue
		case !inside || len(fields) == 0:
			continue
		}
		if d, err := time.ParseDuration(fields[0]); err == nil {
			took, fields = d, fields[1:]
		}
		if where == "" && len(fields) > 0 {
			where = placeOf(fields[0])
		}
	}
	if inside && took > 0 {
		flush()
	}
	if total == 0 {
		return nil, 0, fmt.Errorf("no sample in %q", traces[:min(len(traces), 200)])
	}
	return spent, total, lines.Err()
}

func placeOf(function string) string {
	for _, place := range places {
		for _, beginning := range place.functions {
			if strings.HasPrefix(function, beginning) {
				return place.name
			}
		}
	}
	return ""
}
