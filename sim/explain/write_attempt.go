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
func (w writer) attempt(a Attempt) {
	var rows [][]string
	for _, said := range a.Conversation {
		rows = append(rows, []string{said.To, cmp.Or(said.Unasked, oneLine(said.Reply))})
	}
	if a.TLS != nil {
		rows = append(rows, []string{"TLS", a.TLS.String()}, []string{"certificate", a.Certificate.String()})
	}
	for i, found := range a.Chain {
		label := "chain"
		if i > 0 {
			label = ""
		}
		rows = append(rows, []string{label, found.Text + evidence.Cite(found.Cause)})
	}
	w.table("  ", rows)
	if names := comparisons(a.Names); len(names) > 0 && a.looksAtNames() {
		w.line("  names")
		w.table("    ", names)
	}
	rows = nil
	if mail := transactionInWords(a.Mail); mail != "" {
		rows = append(rows, []string{"mail", mail})
	}
	result := verdictOf(a)
	if a.Reason != "" {
		result += ": " + a.Reason + evidence.Cite(a.Cause)
	}
	w.table("  ", append(rows, []string{table.Padded("result", len("certificate")), result}))
}

// looksAtNames says whether the sender came to look at names: what it notes otherwise is in the result.
func (a Attempt) looksAtNames() bool {
	return len(a.Chain) > 0 || slices.ContainsFunc(a.Names, func(found Found) bool { return found.Comparison != nil })
}

// comparisons are rows with the names in order; what stands in between is one cell and goes across the table.
func comparisons(names []Found) [][]string {
	var rows [][]string
	step := 0
	for _, found := range names {
		compared := found.Comparison
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
				strings.TrimSpace(evidence.Cite(found.Cause, compared.Why))})
		case found.Asked:
			rows = append(rows, []string{"?  " + found.Text})
		default:
			rows = append(rows, []string{"-  " + found.Text + evidence.Cite(found.Cause)})
		}
	}
	if step > 0 {
		rows = append([][]string{{"", "presented", "reference", "where from", "match", ""}}, rows...)
	}
	return rows
}

// transactionInWords is the code of each reply.
func transactionInWords(all []CommandReply) string {
	var codes []string
	for _, said := range all {
		code, _, _ := strings.Cut(oneLine(said.Reply), " ")
		codes = append(codes, said.To+" "+code)
	}
	return strings.Join(codes, ", ")
}

func oneLine(reply string) string {
	return strings.ReplaceAll(cmp.Or(reply, "no answer"), "\n", " / ")
}

func (s Session) String() string {
	if s.ServerName == "" {
		return s.Version + ", no server name sent"
	}
	return s.Version + ", server name " + s.ServerName
}

func (c Certificate) String() string {
	return fmt.Sprintf("CN %s; DNS names %s; issued by %s; valid from %s to %s",
		cmp.Or(c.CommonName, "none"), cmp.Or(strings.Join(c.DNSNames, ", "), "none"), c.Issuer,
		c.NotBefore.Format(time.DateOnly), c.NotAfter.Format(time.DateOnly))
}
