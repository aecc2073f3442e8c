// Command bench measures what a scenario costs, and what the fakes can do beside other programs. Costs are
// given in F: one bare STARTTLS delivery by go-smtp's client to a running go-smtp server over the loopback,
// with a chain of three that is verified, measured in turns with the subject. It prints its tables and
// writes them, with the command that made them, to a file.
package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"mtalab/internal/files"
	"mtalab/internal/namespace"
	"mtalab/internal/printable"
)

// section is one part of the measurement. What it cannot measure, as a program is missing, it says in its
// table.
type section struct {
	name    string
	measure func(context.Context, *bench) (table, error)
}

var sections = []section{
	{"scenarios", scenarios},
	{"suite", shipped},
	{"profile", profile},
	{"scale", scale},
	{"dns", nameServers},
	{"smtp", mailServers},
	{"hello", hello},
	{"senders", senders},
	{"soak", soak},
}

// bench is what every section has at hand.
type bench struct {
	floor   *floor
	blocks  int // how often floor and subject take turns
	soaked  int // how many scenarios the soak runs
	largest int // how many MTAs the largest world has; the one that is judged has a tenth
}

func main() {
	namespace.PrivateChild()
	b := &bench{}
	flag.IntVar(&b.blocks, "blocks", 100, "how often floor and subject take turns, in blocks of 10 operations")
	flag.IntVar(&b.soaked, "soak", 20_000, "how many scenarios the soak runs")
	flag.IntVar(&b.largest, "largest", 100_000, "how many MTAs the largest world has; the one that is judged has a tenth")
	only := flag.String("only", "", "measure only these sections, with commas between: "+strings.Join(names(), ", "))
	output := flag.String("output", "", "write the tables to this file too")
	flag.Parse()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200) // as mtalab does: floor and subject are measured as its users have them
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	out := printable.NewWriter(os.Stdout)
	err := run(ctx, out, b, *only, *output)
	stop()
	if err = errors.Join(err, out.Err()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func names() []string {
	var all []string
	for _, section := range sections {
		all = append(all, section.name)
	}
	return all
}

// most is how many of anything are measured.
const most = 1_000_000

// run measures the chosen sections, prints each table as it is ready, and writes all to a file at the end.
func run(ctx context.Context, out io.Writer, b *bench, only, output string) error {
	chosen, err := choose(only)
	if err != nil {
		return err
	}
	if b.blocks < 1 || b.blocks > most || b.soaked < 1 || b.soaked > most || b.largest < 10 || b.largest > most {
		return fmt.Errorf("--blocks and --soak: want from 1 to %d; --largest: from 10", most)
	}
	if b.floor, err = newFloor(); err != nil {
		return err
	}
	defer b.floor.close()
	var written bytes.Buffer
	out = io.MultiWriter(out, &written)
	began := time.Now()
	fmt.Fprintf(out, "# Benchmarks\n\nMade by `%s` on %s/%s with %d cores, %s, on %s.\n",
		cmp.Or(os.Getenv("MTALAB_BENCH_COMMAND"), "go run ./cmd/bench "+strings.Join(os.Args[1:], " ")),
		runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), runtime.Version(), began.Format(time.DateOnly))
	fmt.Fprint(out, about)
	for _, section := range chosen {
		result, err := section.measure(ctx, b)
		if err != nil {
			return fmt.Errorf("measure %s: %w", section.name, err)
		}
		result.write(out)
		runtime.GC() // what one section leaves is not the next one's
	}
	fmt.Fprintf(out, "\nIn %s.\n", time.Since(began).Round(time.Second))
	if output == "" {
		return nil
	}
	return files.Write(output, written.Bytes())
}

const about = `
F is one bare STARTTLS delivery: go-smtp's client to a running go-smtp server over loopback TCP, certificates
ready, a chain of three verified, Go's defaults. Floor and subject take turns in blocks of 10 operations, both with
the garbage collector as mtalab sets it (GOGC=200); a ratio is the median of the blocks' ratios, so that it survives
a machine with other work.
`

func choose(only string) ([]section, error) {
	if only == "" {
		return sections, nil
	}
	var chosen []section
	for _, name := range strings.Split(only, ",") {
		i := slices.IndexFunc(sections, func(s section) bool { return s.name == name })
		if i < 0 {
			return nil, fmt.Errorf("--only %s: want some of %s", name, strings.Join(names(), ", "))
		}
		chosen = append(chosen, sections[i])
	}
	return chosen, nil
}
