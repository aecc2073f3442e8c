package main

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// verdict says in a few words what was found.
func verdict(found []difference) string {
	if len(found) == 0 {
		return "the same"
	}
	var parts []string
	for _, kind := range kinds {
		n := 0
		for _, d := range found {
			if d.kind == kind {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d × %s", n, kind))
		}
	}
	if slices.ContainsFunc(found, difference.matters) {
		return "DIFFERENT: " + strings.Join(parts, ", ")
	}
	return "the same but for " + strings.Join(parts, ", ")
}

// group is differences that are alike but for names and numbers.
type group struct {
	first difference
	count int
}

// printDifferences prints the differences kind by kind: alike ones once with one place, or each.
func printDifferences(out io.Writer, found []difference, verbose bool) {
	for _, kind := range kinds {
		var ofKind []difference
		for _, d := range found {
			if d.kind == kind {
				ofKind = append(ofKind, d)
			}
		}
		if len(ofKind) == 0 {
			continue
		}
		groups := grouped(ofKind, verbose)
		fmt.Fprintf(out, "\n%s: %d\n", kind, len(ofKind))
		for i, g := range groups {
			if i == mostGroups && !verbose {
				fmt.Fprintf(out, "  and %d more such groups, all with --verbose\n", len(groups)-i)
				break
			}
			fmt.Fprintf(out, "  %5d ×", g.count)
			printOne(out, g.first, verbose)
		}
	}
	fmt.Fprintf(out, "\n%s\n", verdict(found))
}

// Unless all is asked for, so many groups of a kind are printed, and so much of a line.
const (
	mostGroups = 30
	longest    = 300
)

func printOne(out io.Writer, d difference, verbose bool) {
	if d.kind == ruleDiffers {
		fmt.Fprintf(out, "  %s → %s\n", d.before, d.now)
	} else {
		fmt.Fprintln(out)
		for _, side := range []struct{ sign, text string }{{"-", d.before}, {"+", d.now}} {
			if side.text == "" {
				continue
			}
			for line := range strings.SplitSeq(strings.TrimRight(side.text, "\n"), "\n") {
				if !verbose && len(line) > longest {
					line = line[:longest] + " …"
				}
				fmt.Fprintf(out, "          %s %s\n", side.sign, line)
			}
		}
	}
	fmt.Fprintf(out, "          in %s\n", strings.ReplaceAll(d.place, "\n", "\n             "))
}

// grouped puts alike differences together, the most frequent first; each is alone if all are asked for.
func grouped(found []difference, each bool) []group {
	var groups []group
	index := map[[2]string]int{}
	for _, d := range found {
		key := [2]string{alike(d.before), alike(d.now)}
		if d.kind == ruleDiffers {
			key = [2]string{d.before, d.now}
		}
		i, known := index[key]
		if known && !each {
			groups[i].count++
			continue
		}
		index[key] = len(groups)
		groups = append(groups, group{d, 1})
	}
	slices.SortStableFunc(groups, func(a, b group) int { return b.count - a.count })
	return groups
}

var (
	nameText   = regexp.MustCompile(`[\w*-]+(\.[\w-]+)+\.?`)
	numberText = regexp.MustCompile(`\d+`)
)

// alike is a text with its names and numbers replaced, so that it is the same for alike differences.
func alike(text string) string {
	return numberText.ReplaceAllString(nameText.ReplaceAllString(text, "NAME"), "#")
}
