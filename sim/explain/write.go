package explain

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"mtalab/internal/printable"
	"mtalab/internal/table"
	"mtalab/report"
	"mtalab/sim/evidence"
)

// Most is how many deliveries are told of one world: the first ones and the last.
const Most = 5

// Write tells explanations to a person at a terminal.
func Write(out io.Writer, explanations []Explanation) {
	if len(explanations) == 0 {
		fmt.Fprint(out, "\nNo message was sent.\n")
	}
	for i, explained := range explanations {
		switch last := i == len(explanations)-1; {
		case i < Most-1 || last:
			writer{out}.explanation(explained)
		case i == Most-1:
			fmt.Fprintf(out, "\n… %d more deliveries …\n", len(explanations)-Most)
		}
	}
}

// writer writes an explanation part by part.
type writer struct{ out io.Writer }

func (w writer) line(format string, arguments ...any) {
	printable.Fprintf(w.out, format+"\n", arguments...)
}

func (w writer) heading(format string, arguments ...any) { w.line("\n"+format, arguments...) }

func (w writer) table(indent string, rows [][]string) { table.Write(w.out, indent, rows) }

func (w writer) explanation(e Explanation) {
	after, by := "", ""
	if e.after > 0 {
		after = ", after " + strings.TrimSuffix(evidence.TimeAdvanced{Duration: e.after}.String(), " pass")
	}
	if e.setBy != "" {
		by = ", by " + e.setBy
	}
	w.heading("A message to %s%s", strings.Join(e.recipients, ", "), after)
	w.line("  TLS setting %q%s", e.setting, by)
	w.hosts(e.hosts)
	for i, host := range e.hosts {
		for n, attempt := range host.attempts {
			again := ""
			if n > 0 {
				again = ", again"
			}
			w.heading("Host %d, %s%s", i+1, host.NextHop, again)
			w.attempt(attempt)
		}
	}
	w.heading("Fate")
	for _, outcome := range e.outcomes {
		w.line("  %s: %s", outcome.Recipient, outcome)
	}
	w.advice(e)
	w.rules(e)
}

// hosts lists every host in order.
func (w writer) hosts(hosts []host) {
	w.heading("Where it may go")
	if len(hosts) == 0 {
		w.line("  nowhere")
		return
	}
	rows := [][]string{{"", "host", "address", "found by", "what came of it"}}
	for i, host := range hosts {
		verdict := "not tried"
		if n := len(host.attempts); n > 0 {
			verdict = verdictOf(host.attempts[n-1])
		}
		var names, ways []string
		for _, way := range host.Origins {
			names, ways = append(names, cmp.Or(way.Host, "-")), append(ways, way.Source)
		}
		rows = append(rows, []string{fmt.Sprint(i + 1), strings.Join(names, ", "), host.Address.String(), strings.Join(slices.Compact(ways), ", "), verdict})
	}
	w.table("  ", rows)
}

func verdictOf(attempt attempt) string { return cmp.Or(string(attempt.fate), "given up") }

// advice says what would have to change.
func (w writer) advice(e Explanation) {
	if len(e.advice) == 0 {
		return
	}
	if e.advice[0].Proven {
		w.heading("To have it %s, any one of these is enough", evidence.DeliveredVerified)
	} else {
		w.heading("What stands in the way of a better fate")
	}
	var rows [][]string
	for _, change := range e.advice {
		where := e.domain
		if change.At.Address.IsValid() {
			where = change.At.String()
		}
		rows = append(rows, []string{where, change.Text})
	}
	w.table("  ", rows)
}

// rules quotes the rules that decided.
func (w writer) rules(e Explanation) {
	if len(e.rules) == 0 {
		return
	}
	w.heading("The rules")
	for _, rule := range e.rules {
		w.line("  %s", rule.ID)
		w.line("%s", table.Wrapped(rule.Sentence, "    ", 100))
		w.line("%s", table.Wrapped("source: "+rule.Source, "    ", 100))
	}
	w.line("%s", table.Wrapped(report.Sources, "  ", 100))
}

// WriteAlternatives tells what becomes of the same messages under other settings, and marks the settings that they had.
func WriteAlternatives(out io.Writer, alternatives []Alternative) {
	several := map[string]int{}
	for _, alternative := range alternatives {
		several[alternative.setting.Name]++
	}
	var rows [][]string
	for _, alternative := range alternatives {
		mark, fate := "", string(alternative.Fate)
		if alternative.asked {
			mark = ">"
		}
		if several[alternative.setting.Name] > 1 {
			fate = alternative.Recipient + ": " + fate
		}
		rows = append(rows, []string{mark, alternative.setting.String(), fate, alternative.Reason + evidence.Cite(alternative.Cause)})
	}
	w := writer{out}
	w.heading("The same under each setting")
	w.table("  ", rows)
}
