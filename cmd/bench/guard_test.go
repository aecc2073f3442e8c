package main

import (
	"context"
	"crypto/rsa"
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/network"
	"mtalab/sim/senders/esa"
)

// The guard holds what makes a scenario fast by figures that no clock and no other load changes. Its tests
// do not run in parallel: each looks at the whole process.

// TestAScenarioAllocatesLittle bounds what a scenario costs by what it allocates, with a twelfth to spare. A
// step expression that is compiled for each scenario, a chain that is issued anew or a key that is made
// twice goes far beyond; so does every innocent addition that costs as much, and it is then for its author
// to raise the bound and to say what for.
func TestAScenarioAllocatesLittle(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates too")
	}
	// Since the first round a scenario pays for its causes, for the check of what the sender claims to have verified, for
	// the states of its MTAs, and for the choice of the sender's address: about 280 allocations.
	for _, row := range []struct {
		name             string
		allocations, KiB uint64
		scenario         func(context.Context) error
	}{
		{"without Gherkin, in memory", 2270, 262, func(ctx context.Context) error { return deliver(ctx, inMemory(), 1) }},
		{"without Gherkin, on the loopback", 2315, 258, func(ctx context.Context) error { return deliver(ctx, onLoopback(), 1) }},
		{"without Gherkin, three MTAs, in memory", 2775, 293, func(ctx context.Context) error { return deliver(ctx, inMemory(), 3) }},
		{"with Gherkin, 10 steps, in memory", 7640, 609, func(ctx context.Context) error { return runTenSteps(ctx, inMemory) }},
	} {
		t.Run(row.name, func(t *testing.T) {
			allocations, bytes := allocated(t, row.scenario)
			t.Logf("%d allocations, %d KiB", allocations, bytes>>10)
			assert.LessOrEqual(t, allocations, row.allocations, "allocations")
			assert.LessOrEqual(t, bytes>>10, row.KiB, "KiB")
			assert.GreaterOrEqual(t, 2*allocations, row.allocations, "a bound that is far away guards nothing: lower it")
		})
	}
}

// allocated is what one scenario allocates once everything that is made once is there.
func allocated(t *testing.T, scenario func(context.Context) error) (allocations, bytes uint64) {
	const times = 50
	run := func(n int) {
		for range n {
			require.NoError(t, scenario(t.Context()))
		}
	}
	run(5)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	run(times)
	runtime.ReadMemStats(&after)
	return (after.Mallocs - before.Mallocs) / times, (after.TotalAlloc - before.TotalAlloc) / times
}

func TestNothingIsLeftOfAScenario(t *testing.T) {
	for name, network := range map[string]func() network.Network{"memory": inMemory, "loopback": onLoopback} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, runTenSteps(t.Context(), network)) // the runtime opens what it keeps
			goroutines, open := runtime.NumGoroutine(), descriptors()
			for range 30 {
				require.NoError(t, runTenSteps(t.Context(), network))
			}
			for ends := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > goroutines && time.Now().Before(ends); {
				runtime.Gosched() // the last of a world's goroutines return a moment after it has closed
			}
			assert.LessOrEqual(t, runtime.NumGoroutine(), goroutines, "goroutines")
			assert.Equal(t, open, descriptors(), "descriptors")
		})
	}
}

func TestNoRSAKeyIsMadeTwice(t *testing.T) {
	var leaves, issuers []*rsa.PublicKey
	for range 2 {
		described := &sim.Issuer{Root: pki.Root{CommonName: "guard", Key: pki.RSA2048}, Intermediates: []pki.Intermediate{{Key: pki.RSA2048}}}
		issuer, err := described.Authority()
		require.NoError(t, err)
		world, err := sim.Start(t.Context(), newWorld(1), esa.Sender{}, sim.Options{Network: inMemory()})
		defer func() { assert.NoError(t, world.Close()) }()
		require.NoError(t, err)
		for _, name := range []string{"a.example.com", "b.example.com"} {
			certificate, err := world.Issue(&sim.Certificate{Leaf: pki.Leaf{CommonName: name, Key: pki.RSA2048}, Issuer: described})
			require.NoError(t, err)
			leaves = append(leaves, certificate.Key.Public().(*rsa.PublicKey))
			issuers = append(issuers, issuer.Certificate.PublicKey.(*rsa.PublicKey), issuer.Root().Certificate.PublicKey.(*rsa.PublicKey))
		}
	}
	for _, key := range leaves {
		assert.True(t, key.Equal(leaves[0]), "another leaf, another world: the same key")
	}
	for i, key := range issuers {
		assert.True(t, key.Equal(issuers[i%2]), "an authority of the same content is the same")
	}
}

func TestALargeWorldHasNoGoroutineOfEachMTA(t *testing.T) {
	before := runtime.NumGoroutine()
	world, err := provider(t.Context(), 1000)
	defer func() { assert.NoError(t, world.Close()) }()
	require.NoError(t, err)
	assert.Less(t, runtime.NumGoroutine(), before+20)
	require.NoError(t, sendTo(t.Context(), world, 999))
}

func TestAnMTAThatNobodyDialsHasNoSocket(t *testing.T) {
	opened := func(mtas int) string {
		world, err := sim.Start(t.Context(), newWorld(mtas), esa.Sender{}, sim.Options{Network: onLoopback()})
		defer func() { assert.NoError(t, world.Close()) }()
		require.NoError(t, err)
		return descriptors()
	}
	assert.Equal(t, opened(1), opened(100), "descriptors")
}

func TestEachSectionMeasures(t *testing.T) {
	for _, section := range sections {
		switch section.name {
		case "scenarios", "scale", "soak":
		default: // what takes long, or other programs
			continue
		}
		t.Run(section.name, func(t *testing.T) {
			output := t.TempDir() + "/BENCHMARKS.md"
			require.NoError(t, run(t.Context(), t.Output(), &bench{blocks: 1, soaked: 10, largest: 100}, section.name, output))
			written, err := os.ReadFile(output)
			require.NoError(t, err)
			assert.Contains(t, string(written), "# Benchmarks\n\nMade by `go run ./cmd/bench")
			assert.Regexp(t, `(?m)^\| .* \|$`, string(written))
		})
	}
}

func TestWhatCannotBeMeasuredIsSaid(t *testing.T) {
	for _, row := range []struct {
		bench bench
		only  string
		want  string
	}{
		{bench{blocks: 1, soaked: 1}, "scenarios,speed", "--only speed: want some of scenarios, suite,"},
		{bench{soaked: 1}, "scale", "--blocks and --soak: want from 1 to 1000000; --largest: from 10"},
	} {
		err := run(t.Context(), t.Output(), &row.bench, row.only, "")
		assert.ErrorContains(t, err, row.want)
	}
}

func TestAGoalIsJudged(t *testing.T) {
	for _, row := range []struct {
		goal          goal
		figure        float64
		want, verdict string
	}{
		{atMost(1.3), 1.3, "at most 1.3", "met"},
		{atMost(1.3), 1.31, "at most 1.3", "MISSED"},
		{atLeast(0.75), 0.75, "at least 0.75", "met"},
		{atLeast(0.75), 0.74, "at least 0.75", "MISSED"},
	} {
		want, verdict := row.goal.judge(row.figure)
		assert.Equal(t, []string{row.want, row.verdict}, []string{want, verdict}, fmt.Sprint(row))
	}
	assert.Equal(t, []string{"", ""}, goal{}.cells(1), "a figure without a goal")
}

func TestASampleBelongsToItsInnermostPlace(t *testing.T) {
	spent, total, err := attribute([]byte(`File: bench
Type: cpu
-----------+------------------------------------
      10ms   crypto/internal/fips140/ecdsa.Verify
             crypto/x509.(*Certificate).Verify
             mtalab/sim/senders/esa.(*delivery).validate
-----------+------------------------------------
      20ms   internal/runtime/syscall/linux.Syscall6
             crypto/tls.(*Conn).Write
             mtalab/fakemta.(*conn).write
             github.com/cucumber/godog.(*suite).runStep
-----------+------------------------------------
         1.50s   runtime.futex
`))
	require.NoError(t, err)
	assert.Equal(t, map[string]time.Duration{
		"certificates: issuing and verifying": 10 * time.Millisecond,
		"SMTP: fakemta":                       20 * time.Millisecond,
		"the scheduler and the rest":          1500 * time.Millisecond,
	}, spent)
	assert.Equal(t, 1530*time.Millisecond, total)
	_, _, err = attribute([]byte("no such profile"))
	assert.ErrorContains(t, err, "no such profile")
}
