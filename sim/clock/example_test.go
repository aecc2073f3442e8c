package clock_test

import (
	"fmt"
	"time"

	"mtalab/sim/clock"
)

// Three days of waiting cost no time.
func ExampleClock() {
	clock := clock.NewClock(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	clock.Pass(72 * time.Hour)
	fmt.Println(clock.Now())
	// Output: 2026-01-04 00:00:00 +0000 UTC
}
