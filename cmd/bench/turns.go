package main

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// operations is how many operations make a block.
const operations = 10

// comparison is what came of measuring a floor and a subject in turns.
type comparison struct {
	floor, subject time.Duration // medians of one operation
	ratio          float64       // median of the blocks' ratios
}

// inTurns measures a floor and a subject in blocks, one after the other, so that whatever else the machine
// does meets both. Every second time the subject begins.
func inTurns(ctx context.Context, blocks int, floor, subject func() error) (comparison, error) {
	var floors, subjects []time.Duration
	var ratios []float64
	for n := -1; n < blocks; n++ { // the first block only warms up
		if err := ctx.Err(); err != nil {
			return comparison{}, err
		}
		first, second := floor, subject
		if n%2 != 0 {
			first, second = subject, floor
		}
		a, err := block(first)
		if err != nil {
			return comparison{}, err
		}
		b, err := block(second)
		if err != nil {
			return comparison{}, err
		}
		if n%2 != 0 {
			a, b = b, a
		}
		if n >= 0 {
			floors, subjects, ratios = append(floors, a), append(subjects, b), append(ratios, float64(b)/float64(a))
		}
	}
	return comparison{median(floors), median(subjects), median(ratios)}, nil
}

// block is the time of one operation, measured over a block of them.
func block(operation func() error) (time.Duration, error) {
	began := time.Now()
	for range operations {
		if err := operation(); err != nil {
			return 0, fmt.Errorf("one operation: %w", err)
		}
	}
	return time.Since(began) / operations, nil
}

func median[T int64 | float64 | time.Duration](values []T) T {
	slices.Sort(values)
	return values[len(values)/2]
}
