package steps

import (
	"context"
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
		err = badText("the text below the step: %w", err)
	}
	if err != nil {
		return nil, err
	}
	return records, checkAliases(records)
}

// addRecords adds records to those of the world, of which there may be so many.
func (s *scenario) addRecords(records []fakedns.Record) error {
	if all := len(s.world.DNS.Records) + len(records); all > fakedns.MaxRecords {
		return badText("there are %d DNS records with these: want at most %d", all, fakedns.MaxRecords)
	}
	s.world.DNS.Records = append(s.world.DNS.Records, records...)
	return nil
}

func checkAliases(records []fakedns.Record) error {
	if err := fakedns.CheckAliases(records); err != nil {
		return badText("%w", err)
	}
	return nil
}

func (s *scenario) numberedRecords(ctx context.Context, last int, table *godog.Table) error {
	if last*len(table.Rows) > fakedns.MaxRecords {
		return badText("%d rows from 1 to %d: want at most %d records", len(table.Rows), last, fakedns.MaxRecords)
	}
	var all []fakedns.Record
	for n := range last {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		records, err := readRecords(table, strconv.Itoa(n+1))
		if err != nil {
			return err
		}
		all = append(all, records...)
	}
	if err := checkAliases(all); err != nil {
		return err
	}
	return s.addRecords(all)
}

// readRecords reads a table of records; number, if there is one, stands for every # in it.
func readRecords(table *godog.Table, number string) ([]fakedns.Record, error) {
	lines := rows(table)
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
	return badText("row %d of the table, %s: %w", n+1, show(row), err)
}

// counted puts a number in the place of every # of a text.
func counted(text, number string) string { return strings.ReplaceAll(text, "#", number) }
