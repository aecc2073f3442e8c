package main

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// table is one section of the report, in Markdown.
type table struct {
	title   string
	about   string
	columns []string
	rows    [][]string
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// write aligns the columns, so that it is as legible on a terminal as on a page.
func (t table) write(out io.Writer) {
	fmt.Fprintf(out, "\n## %s\n\n", t.title)
	if t.about != "" {
		fmt.Fprintf(out, "%s\n\n", t.about)
	}
	widths := make([]int, len(t.columns))
	for _, row := range append(t.rows, t.columns) {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	line := func(cells []string) {
		for i, width := range widths {
			cell := ""
			if i < len(cells) {
				cell = cells[i]
			}
			fmt.Fprintf(out, "| %s%s ", cell, strings.Repeat(" ", width-utf8.RuneCountInString(cell)))
		}
		fmt.Fprintln(out, "|")
	}
	line(t.columns)
	rules := make([]string, len(widths))
	for i, width := range widths {
		rules[i] = strings.Repeat("-", width)
	}
	line(rules)
	for _, row := range t.rows {
		line(row)
	}
}

// goal is what a figure should be at most, or at least.
type goal struct {
	limit   float64
	atLeast bool
}

func atMost(limit float64) goal  { return goal{limit: limit} }
func atLeast(limit float64) goal { return goal{limit: limit, atLeast: true} }

// judge is two cells: the goal, and whether it was met.
func (g goal) judge(figure float64) (want, verdict string) {
	want, met := fmt.Sprintf("at most %.4g", g.limit), figure <= g.limit
	if g.atLeast {
		want, met = fmt.Sprintf("at least %.4g", g.limit), figure >= g.limit
	}
	if met {
		return want, "met"
	}
	return want, "MISSED"
}

// cells is judge's, both empty where there is no goal.
func (g goal) cells(figure float64) []string {
	if g == (goal{}) {
		return []string{"", ""}
	}
	want, verdict := g.judge(figure)
	return []string{want, verdict}
}

// short writes a duration with three digits.
func short(d time.Duration) string {
	switch {
	case d >= 10*time.Second:
		return d.Round(100 * time.Millisecond).String()
	case d >= time.Second:
		return d.Round(10 * time.Millisecond).String()
	case d >= 10*time.Millisecond:
		return d.Round(100 * time.Microsecond).String()
	case d >= time.Millisecond:
		return d.Round(10 * time.Microsecond).String()
	}
	return d.Round(time.Microsecond).String()
}

func ratio(r float64) string { return fmt.Sprintf("%.2f", r) }
