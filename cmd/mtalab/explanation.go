package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"mtalab/fakedns"
	"mtalab/report"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
)

// explanation is what is told of one delivery.
type explanation struct {
	io.Writer
	policy   policy.Policy
	delivery sim.Delivery
}

func (e explanation) write() {
	after := ""
	if e.delivery.After > 0 {
		after = ", after " + strings.TrimSuffix(evidence.TimeAdvanced{Duration: e.delivery.After}.String(), " pass")
	}
	e.heading("A message to %s%s", strings.Join(e.delivery.Recipients, ", "), after)
	fmt.Fprintf(e, "  TLS setting %q, by %s\n", e.delivery.Setting, e.entry())
	e.hosts()
	for i, try := range e.delivery.Tries {
		e.host(i+1, try)
	}
	e.fates()
	e.advice()
	e.rules()
}

func (e explanation) heading(format string, arguments ...any) {
	fmt.Fprintf(e, "\n"+format+"\n", arguments...)
}

// entry is where the setting came from (ESA-2).
func (e explanation) entry() string {
	if entry, err := e.policy.EntryFor(e.delivery.Domain); err == nil && entry.Domain != "" {
		return "the entry of " + entry.Domain + " in the destination controls"
	}
	return "the default entry of the destination controls"
}

// hosts lists every candidate in order.
func (e explanation) hosts() {
	e.heading("Where it may go")
	if len(e.delivery.Candidates) == 0 {
		fmt.Fprintln(e, "  nowhere")
		return
	}
	rows := [][]string{{"", "host", "address", "found by", "what came of it"}}
	for i, candidate := range e.delivery.Candidates {
		verdict := "not tried"
		if i < len(e.delivery.Tries) {
			verdict = "given up"
			if fate := e.delivery.Tries[i].Fate; fate != "" {
				verdict = string(fate)
			}
		}
		var hosts, ways []string
		for _, way := range candidate.Ways {
			host := way.Host
			if host == "" {
				host = "-"
			}
			hosts, ways = append(hosts, host), append(ways, way.Source)
		}
		rows = append(rows, []string{fmt.Sprint(i + 1), strings.Join(hosts, ", "), candidate.Address.String(), strings.Join(slices.Compact(ways), ", "), verdict})
	}
	writeTable(e, "  ", rows)
}

// host tells what happened at one candidate.
func (e explanation) host(number int, try sim.Try) {
	e.heading("Host %d, %s", number, try.Candidate)
	rows := conversation(try)
	if state := try.TLS; state != nil {
		rows = append(rows, []string{"TLS", tlsSession(state)}, []string{"certificate", certificate(state.PeerCertificates)})
	}
	stageI, stageII := stages(try)
	for i, what := range stageI {
		label := "chain"
		if i > 0 {
			label = ""
		}
		rows = append(rows, []string{label, strings.TrimPrefix(fmt.Sprint(what), "the certificate is ")})
	}
	writeTable(e, "  ", rows)
	if names := e.comparisons(stageII); len(names) > 0 {
		fmt.Fprintln(e, "  names")
		writeTable(e, "    ", names)
	}
	rows = nil
	if mail := transaction(try); mail != "" {
		rows = append(rows, []string{"mail", mail})
	}
	result := "given up"
	if try.Fate != "" {
		result = string(try.Fate)
	}
	if try.Reason != "" {
		result += ": " + try.Reason + cited(try.Cause.Rule)
	}
	writeTable(e, "  ", append(rows, []string{padded("result", len("certificate")), result}))
}

// stages parts what the sender found at the end of stage I, the validation of the certificate (ESA-20);
// without that stage all goes to the other part.
func stages(try sim.Try) (validation, identity []any) {
	for i, what := range try.Evidence {
		if _, ends := what.(evidence.Validation); ends {
			return try.Evidence[:i+1], try.Evidence[i+1:]
		}
	}
	return nil, try.Evidence
}

// comparisons are the names in the order in which they were compared, with what was asked and left out
// in between. A line of one cell goes across the table.
func (e explanation) comparisons(found []any) [][]string {
	rows := [][]string{{"", "presented", "reference", "where from", "match", ""}}
	step, routes := 0, e.delivery.Setting == esa.RequiredVerifyHosted.Name
	for _, what := range found {
		switch what := what.(type) {
		case evidence.Comparison:
			if routes && what.Source == esa.FromMX {
				rows = append(rows, []string{"-  no SMTP route names a host" + cited("ESA-52")})
			}
			routes = routes && what.Source == esa.FromRecipient
			step++
			match := "no"
			if what.Match {
				match = "yes"
			} else if what.Why.Name != "" {
				match += ": " + what.Why.Name
			}
			rows = append(rows, []string{fmt.Sprint(step), what.Kind + " " + what.Presented, what.Reference, what.Source, match, strings.TrimSpace(cited(what.Cause.Rule))})
		case evidence.Note:
			rows = append(rows, []string{"-  " + what.Text + cited(what.Cause.Rule)})
		case fakedns.Query:
			rows = append(rows, []string{"?  " + what.String()})
		}
	}
	if step == 0 && len(rows) > 1 {
		rows = rows[1:]
	}
	if len(rows) == 1 {
		return nil
	}
	return rows
}

func (e explanation) fates() {
	e.heading("Fate")
	for _, outcome := range e.delivery.Outcomes {
		fmt.Fprintf(e, "  %s: %s\n", outcome.Recipient, outcome)
	}
}

// advice says what would have to change.
func (e explanation) advice() {
	changes, err := esa.Advise(e.policy, e.delivery)
	if err != nil || len(changes) == 0 {
		return // without options that can be read nothing was sent
	}
	if changes[0].Proven() {
		e.heading("To have it %s, any one of these is enough", evidence.DeliveredVerified)
	} else {
		e.heading("What stands in the way of a better fate")
	}
	var rows [][]string
	for _, change := range changes {
		where := e.delivery.Domain
		if change.At.Address.IsValid() {
			where = change.At.String()
		}
		rows = append(rows, []string{where, change.Text})
	}
	writeTable(e, "  ", rows)
}

// rules quotes the rules that decided.
func (e explanation) rules() {
	var ids []string
	cite := func(id string) {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, try := range e.delivery.Tries {
		if validation, looked := try.Validation(); looked && !validation.Accepted() {
			cite(validation.Cause.Rule)
		}
		_, stageII := stages(try)
		for _, what := range stageII {
			switch what := what.(type) {
			case evidence.Comparison:
				cite(what.Cause.Rule)
			case evidence.Note:
				cite(what.Cause.Rule)
			}
		}
		cite(try.Cause.Rule)
	}
	for _, outcome := range e.delivery.Outcomes {
		cite(outcome.Cause.Rule)
	}
	for i, id := range ids {
		if i == 0 {
			e.heading("The rules")
		}
		rule, known := report.RuleOf(id)
		if !known {
			continue
		}
		fmt.Fprintf(e, "  %s\n%s\n%s\n", id, wrapped(rule.Sentence, "    ", 100), wrapped("source: "+rule.Source, "    ", 100))
	}
	if len(ids) > 0 {
		fmt.Fprintf(e, "%s\n", wrapped(sources, "  ", 100))
	}
}

// sources says how to read the sources of the rules.
const sources = "In the sources, S is Cisco document 213197 (EN, NL, PT, JA: its versions and their lines) or a book chapter on " +
	"Exchange (EX), C another Cisco document, R an RFC, M a measurement, and I an inference of this project."
