package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"footing/flows/record"
)

// printAudit is the ledger for a reader: one line for each deed, in the clinic's time.
func printAudit(w io.Writer, lines []auditLine, zone *time.Location) error {
	if len(lines) == 0 {
		_, err := fmt.Fprintln(w, "There is no such line.")
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(table, "WHEN (%s)\tWHO\tWHAT\tPATIENT\n", zone)
	for _, l := range lines {
		patient := l.Patient
		if patient == "" {
			patient = "-"
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", l.At.In(zone).Format("Mon 2006-01-02 15:04"), l.Who, l.words(), patient)
	}
	return table.Flush()
}

// words say what was done, as a clinician would.
func (l auditLine) words() string {
	words := verb(l.Deed, l.What)
	switch l.What {
	case record.ChangeSecond, record.ChangeHandOver:
		words = l.proposalWords()
	case record.ChangeDosing, record.ChangeStandIn, record.ChangeAppointment:
		if l.Deed == record.DeedRefused {
			words = "refused " + l.What
		}
	}
	if l.Detail != "" {
		words += " (" + l.Detail + ")"
	}
	if l.Waiting {
		words += " (waits for footing serve)"
	}
	return words
}

// proposalWords are of what needs the patient's consent: one asks for it, the other gives it or does not.
func (l auditLine) proposalWords() string {
	switch {
	case l.Deed == record.DeedRefused:
		return "refused " + l.What
	case l.Who == l.Patient:
		return "agreed to " + l.What
	default:
		return "proposed " + l.What
	}
}

func verb(d record.Deed, what string) string {
	switch d {
	case record.DeedRead:
		return "read " + what
	case record.DeedSent:
		return "was sent " + what
	case record.Deed(record.Seen):
		return "pressed seen on " + what
	case record.Deed(record.Contact):
		return "made contact about " + what
	case record.Deed(record.Elsewhere):
		return "handled elsewhere " + what
	case record.DeedNoted:
		return "wrote a note on " + what
	case record.DeedLinked:
		return "confirmed " + what
	case record.DeedRefused:
		return "did not confirm " + what
	case record.Deed(record.Tried):
		return "tried " + what
	case record.Deed(record.NotUseful):
		return "found not useful " + what
	case record.DeedMissed:
		return "did not answer " + what
	case record.DeedJoined:
		return "joined as " + what
	default:
		return string(d) + " " + what
	}
}
