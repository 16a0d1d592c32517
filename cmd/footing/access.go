package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"footing/cmd/footing/internal/assembly"
	"footing/flows/export"
	"footing/flows/export/disclosure"
	"footing/flows/record"
	"footing/storage"
)

// accessCmd reports what kept patients from support; small counts are suppressed.
type accessCmd struct {
	Months int  `default:"12" help:"How many months, up to the last one that is over."`
	JSON   bool `help:"Print as JSON." xor:"form"`
	CSV    bool `help:"Print as CSV." xor:"form"`
}

// Help describes the counts and the suppression.
func (accessCmd) Help() string {
	return fmt.Sprintf("How many patients said, when support was hard to get, what was in the way: the cost, waiting, "+
		"cancelled sessions, a different "+
		"person each time ... Of the whole clinic, by month; nothing about a single patient or clinician. A number below %d people is "+
		"not shown, nor what it could be worked out from; the rest is rounded to %d. It can run beside footing serve.",
		disclosure.SmallestCell, disclosure.Rounding)
}

// mostMonths is how far back months are counted.
const mostMonths = 120

// Run prints the months, oldest first.
func (c accessCmd) Run(s assembly.Surroundings) error {
	if c.Months < 1 || c.Months > mostMonths {
		return fmt.Errorf("--months %d: give a number from 1 to %d", c.Months, mostMonths)
	}
	return assembly.Reading(s, "there is nothing to count", "nothing was counted",
		func(a *assembly.Assembly) error { return c.print(s, a) })
}

func (c accessCmd) print(s assembly.Surroundings, a *assembly.Assembly) error {
	until := s.Now()
	local := until.In(a.Plan.Clinic.Location())
	from := time.Date(local.Year(), local.Month()-time.Month(c.Months), 1, 0, 0, 0, 0, local.Location())
	months, err := export.Access(a.Plan, from, until, everybody(s, a.Store))
	if err != nil {
		return err
	}
	if err := assembly.FileDeed(s, a.Store, record.DeedRead, "access ledger", ""); err != nil {
		return err
	}
	switch {
	case c.JSON:
		err = assembly.PrintJSON(s.Out, months)
	case c.CSV:
		err = accessCSV(s.Out, months)
	default:
		err = accessText(s.Out, months)
	}
	if err != nil {
		return fmt.Errorf("print the months: %w", err)
	}
	return nil
}

// everybody reads each participant once.
func everybody(s assembly.Surroundings, store *storage.Store) iter.Seq2[export.Person, error] {
	return func(yield func(export.Person, error) bool) {
		read := map[string]bool{}
		for id, err := range store.Everyone(s.Ctx) {
			if err != nil {
				yield(export.Person{}, err)
				return
			}
			if read[id] {
				continue
			}
			read[id] = true
			facts, err := store.Facts(s.Ctx, id, time.Time{})
			if !yield(export.Person{Facts: facts}, err) || err != nil {
				return
			}
		}
	}
}

// accessCSV writes one row for each month and reason; an empty number is a suppressed one.
func accessCSV(w io.Writer, months []export.AccessMonth) error {
	rows := csv.NewWriter(w)
	rows.UseCRLF = true
	_ = rows.Write([]string{"month", "answered", "reason", "people"})
	for _, m := range months {
		if len(m.Cells) == 0 {
			_ = rows.Write([]string{m.Month, "", "", ""})
		}
		for _, c := range m.Cells {
			_ = rows.Write([]string{m.Month, shownCount(m.People, ""), c.Reason, shownCount(c.People, "")})
		}
	}
	rows.Flush()
	return rows.Error()
}

// accessText is the table for a reader, one line for each month.
func accessText(w io.Writer, months []export.AccessMonth) error {
	var head []string
	for _, m := range months {
		for _, c := range m.Cells {
			head = append(head, strings.ToUpper(strings.ReplaceAll(c.Reason, "_", " ")))
		}
		if len(head) > 0 {
			break
		}
	}
	if len(head) == 0 {
		_, err := fmt.Fprintf(w, "In none of these months did %d patients or more answer: nothing can be shown.\n",
			disclosure.SmallestCell)
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintf(table, "MONTH\tANSWERED\t%s\t\n", strings.Join(head, "\t"))
	for _, m := range months {
		line := []string{m.Month, shownCount(m.People, ".")}
		for n := range head {
			count := "."
			if n < len(m.Cells) {
				count = shownCount(m.Cells[n].People, ".")
			}
			line = append(line, count)
		}
		_, _ = fmt.Fprintf(table, "%s\t\n", strings.Join(line, "\t"))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w,
		"\nPatients who named it at least once in the month; one may have named several. Rounded to %d.\n"+
			"A dot: fewer than %d people, or hidden so that such a number cannot be worked out.\n", disclosure.Rounding, disclosure.SmallestCell)
	return err
}

// shownCount is a number, or a mark in place of a suppressed one.
func shownCount(n *int32, hidden string) string {
	if n == nil {
		return hidden
	}
	return strconv.Itoa(int(*n))
}
