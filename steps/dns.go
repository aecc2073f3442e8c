package steps

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mtalab/fakedns"
)

func (s *scenario) dnsPhrases() []phrase {
	return []phrase{
		{given, "these DNS records:", recordsBelow,
			"The name server answers with these records, in a table (name, type, value) or as text between lines of \"\"\": a zone file or what dig prints; at most 10,000. " +
				"Types that nobody asks for to send mail are passed over. Names are whole, or relative to an $ORIGIN of the text.",
			"Given these DNS records:\n  | example.com     | MX | 10 mx1.example.com |\n  | mx1.example.com | A  | 192.0.2.1          |",
			s.dnsRecords},
		{given, "these DNS records instead:", recordsBelow,
			"Records in place of all that were given before with the same name and type; a table or a text.",
			"Given these DNS records instead:\n  \"\"\"\n  $ORIGIN example.com.\n  @    3600  IN  MX  10 mx2\n  mx2  3600  IN  A   192.0.2.2\n  \"\"\"",
			s.dnsRecordsInstead},
		{given, "these DNS records, for # from 1 to {number}:", recordTable,
			"Many records alike: the rows as often as the number says, each time with the next number for every # in them; at most 10,000 records.",
			"Given these DNS records, for # from 1 to 60:\n  | example.com     | MX | 10 mx#.example.com |\n  | mx#.example.com | A  | 192.0.2.1          |",
			s.numberedRecords},
		{given, "there is no {type} record of {domain}", nothing,
			"Takes away what was given before; the PTR record of an address goes by the address.",
			"Given there is no PTR record of 192.0.2.1",
			s.noRecord},
		{given, "{number} aliases lead from {domain} to {domain}", nothing,
			"A chain of CNAME records, each the alias of the next.",
			"Given 20 aliases lead from example.com to brand.not",
			s.aliases},
		{given, "questions for {type} of {domain} are answered {text}", nothing,
			"A response code in place of records: SERVFAIL, REFUSED, NXDOMAIN, …",
			`Given questions for MX of example.com are answered "SERVFAIL"`,
			func(rtype, name, rcode string) error {
				return s.fault(fakedns.Fault{Type: rtype, Name: name, Rcode: rcode})
			}},
		{given, "questions for {type} of {domain} are answered {text} {times}", nothing,
			"A response code in place of records for so many questions; later ones are answered honestly.",
			`Given questions for MX of example.com are answered "SERVFAIL" once`,
			func(rtype, name, rcode, times string) error {
				return s.fault(fakedns.Fault{Type: rtype, Name: name, Rcode: rcode, Times: count(times)})
			}},
		{given, "questions for {type} of {domain} stay unanswered", nothing,
			"The name server hears them and stays silent.",
			"Given questions for PTR of 192.0.2.1 stay unanswered",
			func(rtype, name string) error {
				return s.fault(fakedns.Fault{Type: rtype, Name: name, Silent: true})
			}},
		{given, "questions for {type} of {domain} stay unanswered {times}", nothing,
			"The name server stays silent for so many questions; later ones are answered honestly.",
			"Given questions for MX of example.com stay unanswered once",
			func(rtype, name, times string) error {
				return s.fault(fakedns.Fault{Type: rtype, Name: name, Silent: true, Times: count(times)})
			}},
		{given, "questions for {type} of {domain} are answered over TCP only", nothing,
			"Over UDP the answer is empty and says that it was truncated.",
			"Given questions for MX of example.com are answered over TCP only",
			func(rtype, name string) error {
				return s.fault(fakedns.Fault{Type: rtype, Name: name, Truncate: true})
			}},
		{given, "questions for {type} of {domain} are answered in mixed letter case", nothing,
			"The names in the answer are written LiKe tHiS.",
			"Given questions for MX of example.com are answered in mixed letter case",
			func(rtype, name string) error {
				return s.fault(fakedns.Fault{Type: rtype, Name: name, MixedCase: true})
			}},
		{when, "the DNS records change to:", recordsBelow,
			"From now on the name server answers with these in place of all records of the same name and type; a table or a text.",
			"When the DNS records change to:\n  | example.com | MX | 10 mx2.example.com |",
			s.recordsChange},
		{when, "the name server recovers", nothing,
			"From now on it answers every question honestly.",
			"When the name server recovers",
			s.nameServerRecovers},
	}
}

func (s *scenario) dnsRecords() error {
	records, err := s.recordsBelow()
	if err != nil {
		return err
	}
	return s.addRecords(records)
}

func (s *scenario) dnsRecordsInstead() error { return s.replaceRecords() }

func (s *scenario) replaceRecords() error {
	records, err := s.recordsBelow()
	if err != nil {
		return err
	}
	type key struct{ rtype, owner string }
	replaced := map[key]bool{}
	for _, record := range records {
		replaced[key{record.Type, strings.ToLower(record.Name)}] = true
		if record.Type == "TLSA" {
			s.takeTLSAAway(record.Name)
		}
	}
	s.world.DNS.Records = slices.DeleteFunc(s.world.DNS.Records, func(record fakedns.Record) bool {
		return replaced[key{record.Type, strings.ToLower(record.Name)}]
	})
	return s.addRecords(records)
}

func (s *scenario) noRecord(rtype, name string) error {
	owner, err := ownerName(name, rtype)
	if err != nil {
		return err
	}
	computed := rtype == "TLSA" && s.takeTLSAAway(owner)
	if given := s.takeAway(rtype, owner); !given && !computed {
		return badText("no %s record of %s was given, so there is none to take away", rtype, name)
	}
	return nil
}

// takeAway removes all records of a name and type, and says whether there were any.
func (s *scenario) takeAway(rtype, owner string) bool {
	before := len(s.world.DNS.Records)
	s.world.DNS.Records = slices.DeleteFunc(s.world.DNS.Records, func(record fakedns.Record) bool {
		return record.Type == rtype && strings.EqualFold(record.Name, owner)
	})
	return len(s.world.DNS.Records) < before
}

func (s *scenario) aliases(count int, from, to string) error {
	var chain []fakedns.Record
	for n := 1; n <= count; n++ {
		target := to
		if n < count {
			target = fmt.Sprintf("alias-%d.%s", n, to)
		}
		record, err := fakedns.NewRecord(inALabels(from), "CNAME", inALabels(target))
		if err != nil {
			return badText("%w", err)
		}
		chain = append(chain, record)
		from = target
	}
	return s.addRecords(chain)
}

func (s *scenario) fault(fault fakedns.Fault) error {
	fault.Name = atPort(inALabels(fault.Name), fault.Type)
	if err := fault.Check(); err != nil {
		return badText("%w", err)
	}
	s.world.DNS.Faults = append(s.world.DNS.Faults, fault)
	s.deviations = append(s.deviations, deviation{step: s.current, play: questioned(fault)})
	return nil
}

// count reads {times}.
func count(times string) int {
	switch times {
	case "once":
		return 1
	case "twice":
		return 2
	}
	number, _, _ := strings.Cut(times, " ")
	n, _ := strconv.Atoi(number) // the placeholder takes nothing but digits, and few
	return n
}

func (s *scenario) recordsChange() error {
	if !s.sends {
		return badText("nothing has been sent yet: say Given these DNS records instead:")
	}
	if err := s.replaceRecords(); err != nil {
		return err
	}
	if s.checking {
		return nil
	}
	return s.running.SetRecords(s.world.DNS.Records)
}

func (s *scenario) nameServerRecovers() error {
	if !s.sends {
		return badText("nothing has been sent yet: there is nothing to recover from")
	}
	if s.checking {
		return nil
	}
	return s.running.SetFaults(nil)
}
