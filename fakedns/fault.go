package fakedns

import (
	"errors"
	"fmt"
	"strings"

	"github.com/miekg/dns"
)

// Fault is what is wrong with the answers to some questions. It goes by the name and type that are
// asked, not by the names that an alias leads to. The first fault of the list that fits a question and
// is not used up is met, and no other: a sequence of failures is a list of faults with Times.
type Fault struct {
	Name string `json:"name,omitzero"` // the name asked; an IP address for Type PTR; empty: any name
	Type string `json:"type,omitzero"` // the type asked; empty: any type

	Rcode     string `json:"rcode,omitzero"`     // the answer has this code ("SERVFAIL", "REFUSED", "NXDOMAIN", …) and no records
	Silent    bool   `json:"silent,omitzero"`    // no answer at all; a TCP connection stays open
	Truncate  bool   `json:"truncate,omitzero"`  // over UDP the answer says TC and holds nothing; TCP does not meet the fault
	MixedCase bool   `json:"mixedCase,omitzero"` // the names in the answer are in MiXeD letter case (RFC 4343: it means nothing)

	// Flaw is what is wrong with the signatures, of those that single answers can have: see Flaws. To an asker who trusts
	// the server it is SERVFAIL, where the answer would have been secure.
	Flaw Flaw `json:"flaw,omitzero"`
	// Lie are the values of other records in place of those asked for; Name and Type are needed.
	Lie []string `json:"lie,omitzero"`

	// Times is how many questions meet the fault; 0: all of them.
	Times int `json:"times,omitzero"`
}

// String says what is wrong, as Query.Fault has it.
func (f Fault) String() string {
	var wrong []string
	if f.Rcode != "" {
		wrong = append(wrong, f.Rcode)
	}
	if f.Silent {
		wrong = append(wrong, "silent")
	}
	if f.Truncate {
		wrong = append(wrong, "truncated")
	}
	if f.MixedCase {
		wrong = append(wrong, "mixed case")
	}
	if f.Flaw != "" {
		wrong = append(wrong, string(f.Flaw))
	}
	if f.Lie != nil {
		wrong = append(wrong, "a lie")
	}
	return strings.Join(wrong, ", ")
}

// Check finds mistakes in the fault itself that Start would find.
func (f Fault) Check() error {
	_, err := newTraps([]Fault{f})
	return err
}

// trap is a fault that waits for its questions.
type trap struct {
	Fault
	name  string // lower case and absolute; empty: any
	qtype uint16 // 0: any
	rcode int
	flaws flaws
	lie   []dns.RR
	left  int // how many more questions will meet it, if Times is set
}

func newTraps(faults []Fault) ([]*trap, error) {
	traps := make([]*trap, 0, len(faults))
	for _, fault := range faults {
		t, err := newTrap(fault)
		if err != nil {
			return nil, fmt.Errorf("fault for %q %q: %w", fault.Name, fault.Type, err)
		}
		traps = append(traps, t)
	}
	return traps, nil
}

func newTrap(fault Fault) (*trap, error) {
	fault.Type, fault.Rcode = strings.ToUpper(fault.Type), strings.ToUpper(fault.Rcode)
	t := &trap{Fault: fault, left: fault.Times}
	if fault.String() == "" {
		return nil, errors.New("nothing is wrong: want Rcode, Silent, Truncate, MixedCase, Flaw or Lie")
	}
	if fault.Times < 0 {
		return nil, fmt.Errorf("met %d times: want the number of questions, or 0 for all", fault.Times)
	}
	if fault.Name != "" {
		name, err := ownerName(fault.Name, fault.Type)
		if err != nil {
			return nil, err
		}
		t.name = strings.ToLower(name)
	}
	var known bool
	if t.qtype, known = dns.StringToType[fault.Type]; fault.Type != "" && !known {
		return nil, fmt.Errorf("unknown type %q", fault.Type)
	}
	if t.rcode, known = dns.StringToRcode[fault.Rcode]; fault.Rcode != "" && !known {
		return nil, fmt.Errorf("unknown response code %q", fault.Rcode)
	}
	return t, t.readSecurity()
}

// readSecurity reads what is wrong with signatures, and what is a lie.
func (t *trap) readSecurity() (err error) {
	if t.Flaw != "" {
		if t.flaws, err = flawsOf(ofAnswers, []Flaw{t.Flaw}); err != nil {
			return err
		}
	}
	if t.Lie != nil && (len(t.Lie) == 0 || t.name == "" || t.qtype == 0) {
		return errors.New("a lie about no records: want Name, Type and at least one value")
	}
	for _, value := range t.Lie {
		rr, err := Record{t.Name, t.Type, value, defaultTTL}.parse()
		if err != nil {
			return err
		}
		t.lie = append(t.lie, rr)
	}
	return nil
}

// Meets says whether a question, answered or not, is one that the fault is for.
func (f Fault) Meets(q Query) bool {
	t, err := newTrap(f)
	return err == nil && t.fits(dns.Question{Name: q.Name, Qtype: dns.StringToType[q.Type]}, q.Network)
}

func (t *trap) fits(question dns.Question, network string) bool {
	return (t.Times == 0 || t.left > 0) &&
		(t.name == "" || strings.EqualFold(t.name, question.Name)) &&
		(t.qtype == 0 || t.qtype == question.Qtype) &&
		!(t.Truncate && network == "tcp")
}

// meet finds the fault that a question meets and counts it; the zero trap is none.
func (s *Server) meet(question dns.Question, network string) trap {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.traps {
		if t.fits(question, network) {
			t.left--
			return *t
		}
	}
	return trap{}
}

// lieWith replaces an answer by records that are not those of the zone.
func (r *result) lieWith(lie []dns.RR) {
	*r = result{}
	for _, rr := range lie {
		r.add(&recordSet{rrs: []dns.RR{rr}, records: []Record{shown(rr)}}, "")
	}
}

// inMixedCase replaces the records of an answer by copies with their names in mixed letter case.
func (r *result) inMixedCase() {
	rrs, records := r.rrs, r.records
	r.rrs, r.records = make([]dns.RR, len(rrs)), make([]Record, len(records))
	for i := range rrs {
		rr := dns.Copy(rrs[i])
		for _, name := range namesIn(rr) {
			*name = mixedCase(*name)
		}
		r.rrs[i], r.records[i] = rr, shown(rr)
	}
}

// namesIn points to every name of a record.
func namesIn(rr dns.RR) []*string {
	names := []*string{&rr.Header().Name}
	switch rr := rr.(type) {
	case *dns.CNAME:
		names = append(names, &rr.Target)
	case *dns.DNAME:
		names = append(names, &rr.Target)
	case *dns.MX:
		names = append(names, &rr.Mx)
	case *dns.NS:
		names = append(names, &rr.Ns)
	case *dns.PTR:
		names = append(names, &rr.Ptr)
	case *dns.SOA:
		names = append(names, &rr.Ns, &rr.Mbox)
	case *dns.SRV:
		names = append(names, &rr.Target)
	}
	return names
}

// mixedCase writes every other letter, from the first on, as a capital.
func mixedCase(name string) string {
	letters := 0
	return strings.Map(func(c rune) rune {
		lower := c | 0x20
		if lower < 'a' || lower > 'z' {
			return c
		}
		letters++
		if letters%2 == 1 {
			return lower &^ 0x20
		}
		return lower
	}, name)
}
