// Package sample has a place for every operator.
package sample

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"mtalab/sim/evidence"
)

type color int

const (
	red color = iota
	green
)

const patience = 3 * time.Second

var (
	byName = evidence.Cause{Name: "by name", Rule: "ESA-1"}
	byRank = evidence.Cause{Name: "by rank", Rule: "ESA-2"}
)

var byColor = map[color]bool{red: true}

func compared(a, b int) bool { return a < b }

func joined(a, b bool, err error) bool { return a && b || err != nil }

func checked(err error) (int, error) {
	if err != nil {
		return 0, fmt.Errorf("it is wrong: %w", err)
	}
	return 1, errors.New("later")
}

func waited(mu *sync.Mutex) time.Duration {
	mu.Lock()
	defer mu.Unlock()
	return patience
}

func cut(text string) string {
	text = strings.ToLower(text)
	if strings.EqualFold(text, "a") || strings.HasPrefix(text, "b") {
		return text[1 : len(text)-1]
	}
	return fmt.Sprintf("%s 1", text)
}

func sorted(list []int) []int {
	slices.SortFunc(list, func(a, b int) int { return cmp.Compare(a, b) })
	for _, n := range list {
		if n == 0 {
			continue
		}
		list[0]++
	}
	return list
}

func decided(c color) (color, evidence.Cause) {
	switch c {
	case red:
		return green, byName
	}
	return c, byRank
}

func passed(text string) (string, bool) { return strings.CutPrefix(text, "x") }

type thing struct{}

// String decides nothing.
func (thing) String() string { return strings.ToUpper("thing") }

func (t *thing) count() (n int) {
	if !compared(n, 2) {
		return
	}
	n += 2
	return n - 1
}
