package evidence

import "strings"

// Cause is a situation in which something was decided, and the rule that says how. Causes are declared once, beside what
// they decide, and compared with ==; the zero Cause is none.
type Cause struct {
	Name string `json:"name"` // in plain words
	Rule string `json:"rule"` // such as "ESA-14"
}

// Cite is the rules of causes in brackets, as they stand behind what they decided; nothing where none is known.
func Cite(causes ...Cause) string {
	var rules []string
	for _, cause := range causes {
		if cause.Rule != "" {
			rules = append(rules, cause.Rule)
		}
	}
	if len(rules) == 0 {
		return ""
	}
	return "  [" + strings.Join(rules, ", ") + "]"
}
