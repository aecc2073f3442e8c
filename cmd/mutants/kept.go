package main

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed survivors.txt
var keptTable string

// kept are the mutants that nothing notices, by their keys, each with the reason.
type kept map[string]string

// parseKept reads survivors.txt: the key of a mutant, and on the line below, indented, why nothing can notice it.
func parseKept(table string) (kept, error) {
	all := kept{}
	key := ""
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\n")
		switch text := strings.TrimSpace(line); {
		case text == "" || strings.HasPrefix(line, "#"):
		case !strings.HasPrefix(line, " "):
			if key != "" && all[key] == "" {
				return nil, fmt.Errorf("survivors.txt: %q has no reason", key)
			}
			if _, twice := all[text]; twice {
				return nil, fmt.Errorf("survivors.txt: %q stands there twice", text)
			}
			key, all[text] = text, ""
		case key == "":
			return nil, fmt.Errorf("survivors.txt: %q: want a mutant before the reason", text)
		default:
			all[key] = strings.TrimSpace(all[key] + " " + text)
		}
	}
	if key != "" && all[key] == "" {
		return nil, fmt.Errorf("survivors.txt: %q has no reason", key)
	}
	return all, nil
}
