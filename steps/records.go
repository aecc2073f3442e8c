package steps

import (
	"errors"
	"strconv"
	"strings"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"

	"mtalab/fakedns"
)

// recordsBelow reads the records that stand below the step, in a table or as text.
func (s *scenario) recordsBelow() ([]fakedns.Record, error) {
	var records []fakedns.Record
	var err error
	if argument := s.current.Argument; argument.DataTable != nil {
		records, err = readRecords(argument.DataTable, "")
	} else if records, err = fakedns.ParseZone(argument.DocString.Content); err != nil {
		err = wrong("the text below the step: %w", err)
	}
	if err != nil {
		return nil, err
	}
	return records, checkAliases(records)
}

func checkAliases(records []fakedns.Record) error {
	if err := fakedns.CheckAliases(records); err != nil {
		return wrong("%w", err)
	}
	return nil
}

func (s *scenario) numberedRecords(last int, table *godog.Table) error {
	switch {
	case table == nil:
		return wrong("a text stands below the step: want a table of name, type and value, as the # of a text could be anything")
	case last < 1:
		return wrong("from 1 to %d: want a number above 0", last)
	case last > fakedns.MaxRecords, last*len(table.Rows) > fakedns.MaxRecords:
		return wrong("%d rows from 1 to %d: want at most %d records", len(table.Rows), last, fakedns.MaxRecords)
	}
	var all []fakedns.Record
	for n := range last {
		records, err := readRecords(table, strconv.Itoa(n+1))
		if err != nil {
			return err
		}
		all = append(all, records...)
	}
	s.world.DNS.Records = append(s.world.DNS.Records, all...)
	return checkAliases(all)
}

// readRecords reads a table of records; number, if there is one, stands for every # in it.
func readRecords(table *godog.Table, number string) ([]fakedns.Record, error) {
	if len(table.Rows) > fakedns.MaxRecords {
		return nil, wrong("the table has %d rows: want at most %d", len(table.Rows), fakedns.MaxRecords)
	}
	lines, err := rows(table, "name", "type", "value")
	if err != nil {
		return nil, err
	}
	var records []fakedns.Record
	var passedOver error
	for n, line := range lines {
		name, value := line[0], line[2]
		if number != "" {
			name, value = counted(name, number), counted(value, number)
		}
		if name = inALabels(name); !strings.HasSuffix(strings.ToUpper(line[1]), "TXT") {
			value = inALabels(value)
		}
		record, err := fakedns.NewRecord(name, line[1], value)
		if err == nil {
			err = fakedns.CheckNames(name, record.Type, value)
		}
		if errors.Is(err, fakedns.ErrNotServed) {
			passedOver = errRow(n, table.Rows[n], err)
			continue
		}
		if err != nil {
			return nil, errRow(n, table.Rows[n], err)
		}
		records = append(records, record)
	}
	if len(records) == 0 {
		return nil, passedOver
	}
	return records, nil
}

// errRow says what is wrong with a row of a table.
func errRow(n int, row *messages.PickleTableRow, err error) error {
	return wrong("row %d of the table, %s: %w", n+1, show(row), err)
}

// counted puts a number in the place of every # of a text.
func counted(text, number string) string { return strings.ReplaceAll(text, "#", number) }
