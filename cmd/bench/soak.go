package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"

	"mtalab/features/suite"
	"mtalab/sim/senders/esa"
)

// soak runs scenarios without end in one process, to see whether anything is left behind.
func soak(ctx context.Context, b *bench) (table, error) {
	t := table{
		title: "Soak",
		about: fmt.Sprintf("%d scenarios with Gherkin in one process, in memory; the figures are taken between two runs of %d,\n"+
			"after the garbage was collected.", b.soaked, many),
		columns: []string{"after", "goroutines", "descriptors", "live heap", "stacks"},
	}
	copied, remove, err := copies(tenSteps, "ten_steps.feature", min(many, b.soaked))
	if err != nil {
		return t, err
	}
	defer remove()
	options := suite.Options{Files: copied, Sender: esa.Sender{}, Network: inMemory, Jobs: runtime.GOMAXPROCS(0)}
	t.add(residue(0)...)
	var first, last memory
	for ran := 0; ran < b.soaked; {
		if err := allPass(ctx, options, min(many, b.soaked)); err != nil {
			return t, fmt.Errorf("after %d scenarios: %w", ran, err)
		}
		ran += min(many, b.soaked)
		if last = settled(); first.heap == 0 {
			first = last
			t.add(residue(ran)...)
		}
		if ran >= b.soaked {
			t.add(residue(ran)...)
		}
	}
	t.add("growth", strconv.Itoa(last.goroutines-first.goroutines), "", mebibytes(last.heap-first.heap), mebibytes(last.stacks-first.stacks))
	return t, nil
}

func residue(after int) []string {
	m := settled()
	return []string{strconv.Itoa(after), strconv.Itoa(m.goroutines), descriptors(), mebibytes(m.heap), mebibytes(m.stacks)}
}

// memory is what a process holds.
type memory struct {
	goroutines   int
	heap, stacks int64 // bytes
}

// settled takes the figures once the garbage was collected, twice for what has finalizers.
func settled() memory {
	var stats runtime.MemStats
	for range 2 {
		runtime.GC()
		time.Sleep(10 * time.Millisecond)
	}
	runtime.ReadMemStats(&stats)
	return memory{runtime.NumGoroutine(), int64(stats.HeapAlloc), int64(stats.StackInuse)}
}

func mebibytes(bytes int64) string { return fmt.Sprintf("%.2f MiB", float64(bytes)/(1<<20)) }

// descriptors is how many file descriptors the process has open, where /proc tells.
func descriptors() string {
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return "?"
	}
	return strconv.Itoa(len(open) - 1) // but for the one that reads
}
