package explain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"mtalab/internal/table"
	"mtalab/sim/evidence"
)

// attempt tells what happened at a host.
func (w writer) attempt(a attempt) {
	var rows [][]string
	if a.treatedAs != "" {
		rows = append(rows, []string{"treated", "as " + a.treatedAs + ", and not as others"})
	}
	for _, said := range a.conversation {
		rows = append(rows, []string{said.to, cmp.Or(said.unasked, oneLine(said.reply))})
	}
	if a.tls != nil {
		rows = append(rows, []string{"TLS", a.tls.String()}, []string{"certificate", a.certificate.String()})
	}
	for i, found := range a.chain {
		label := "chain"
		if i > 0 {
			label = ""
		}
		rows = append(rows, []string{label, found.text + evidence.Cite(found.cause)})
	}
	w.table("  ", rows)
	if names := comparisons(a.names); len(names) > 0 && a.looksAtNames() {
		w.line("  names")
		w.table("    ", names)
	}
	rows = nil
	if mail := transactionInWords(a.mail); mail != "" {
		rows = append(rows, []string{"mail", mail})
	}
	result := verdictOf(a)
	if a.reason != "" {
		result += ": " + a.reason + evidence.Cite(a.cause)
	}
	w.table("  ", append(rows, []string{table.Padded("result", len("certificate")), result}))
}

// looksAtNames says whether the sender came to look at names: what it notes otherwise is in the result.
func (a attempt) looksAtNames() bool {
	return len(a.chain) > 0 || slices.ContainsFunc(a.names, func(found found) bool { return found.comparison != nil })
}

// comparisons are rows with the names in order; what stands in between is one cell and goes across the table.
func comparisons(names []found) [][]string {
	var rows [][]string
	step := 0
	for _, found := range names {
		compared := found.comparison
		switch {
		case compared != nil:
			step++
			match := "no"
			if compared.Match {
				match = "yes"
			} else if compared.Why.Name != "" {
				match += ": " + compared.Why.Name
			}
			rows = append(rows, []string{fmt.Sprint(step), compared.Kind + " " + compared.Presented, compared.Reference, compared.Source, match,
				strings.TrimSpace(evidence.Cite(found.cause, compared.Why))})
		case found.asked:
			rows = append(rows, []string{"?  " + found.text})
		default:
			rows = append(rows, []string{"-  " + found.text + evidence.Cite(found.cause)})
		}
	}
	if step > 0 {
		rows = append([][]string{{"", "presented", "reference", "where from", "match", ""}}, rows...)
	}
	return rows
}

// transactionInWords is the code of each reply.
func transactionInWords(all []commandReply) string {
	var codes []string
	for _, said := range all {
		code, _, _ := strings.Cut(oneLine(said.reply), " ")
		codes = append(codes, said.to+" "+code)
	}
	return strings.Join(codes, ", ")
}

func oneLine(reply string) string {
	return strings.ReplaceAll(cmp.Or(reply, "no answer"), "\n", " / ")
}

func (s session) String() string {
	if s.serverName == "" {
		return s.version + ", no server name sent"
	}
	return s.version + ", server name " + s.serverName
}

func (c certificate) String() string {
	return fmt.Sprintf("CN %s; DNS names %s; issued by %s; valid from %s to %s",
		cmp.Or(c.commonName, "none"), cmp.Or(strings.Join(c.dnsNames, ", "), "none"), c.issuer,
		c.notBefore.Format(time.DateOnly), c.notAfter.Format(time.DateOnly))
}
