package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"footing/cmd/footing/internal/assembly"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

// auditCmd prints the audit: who read or changed what.
type auditCmd struct {
	Since string `help:"From this day on, in the clinic's zone." placeholder:"DATE"`
	Until string `help:"To the end of this day." placeholder:"DATE"`
	Who   string `help:"Only what this clinician did, by the name that patients are shown, or operator." placeholder:"NAME"`
	Code  string `help:"Only what is about this patient." placeholder:"CODE"`
	JSON  bool   `help:"Print as JSON, times in UTC."`
}

// Help says what is in it.
func (auditCmd) Help() string {
	return "Everything that a clinician or an operator reads or changes leaves a line: who, what, whose, when. Clinicians are named as the " +
		"office knows them, patients by their code; no answer and no word of anybody is in it. It can run beside footing serve, and " +
		"leaves a line itself."
}

// auditLine is one printed line.
type auditLine struct {
	At      time.Time   `json:"at"`
	Who     string      `json:"who"`
	Deed    record.Deed `json:"deed"`
	What    string      `json:"what"`
	Patient string      `json:"patient,omitempty"`
	Detail  string      `json:"detail,omitempty"`
	Waiting bool        `json:"waiting,omitempty"` // footing serve has not filed it yet
}

// Run prints the lines, oldest first.
func (c auditCmd) Run(s assembly.Surroundings) error {
	return assembly.Reading(s, "nobody has read or changed anything", "the audit was not read",
		func(a *assembly.Assembly) error { return c.print(s, a) })
}

func (c auditCmd) print(s assembly.Surroundings, a *assembly.Assembly) error {
	zone := a.Plan.Clinic.Location()
	since, until, err := c.span(zone)
	if err != nil {
		return err
	}
	book, err := readAudit(s, a.Store, since)
	if err != nil {
		return err
	}
	lines := book.lines(until)
	if lines, err = c.choose(lines); err != nil {
		return err
	}
	if err := assembly.FileDeed(s, a.Store, record.DeedRead, "audit", ""); err != nil {
		return err
	}
	if c.JSON {
		err = assembly.PrintJSON(s.Out, lines)
	} else {
		err = printAudit(s.Out, lines, zone)
	}
	if err != nil {
		return fmt.Errorf("print the audit: %w", err)
	}
	return nil
}

// span is the wanted time span; a zero bound is open.
func (c auditCmd) span(zone *time.Location) (since, until time.Time, err error) {
	day := func(flag, text string) (time.Time, error) {
		if text == "" {
			return time.Time{}, nil
		}
		at, err := time.ParseInLocation(time.DateOnly, text, zone)
		if err != nil {
			return at, fmt.Errorf("--%s %q: give a date such as 2026-03-02", flag, text)
		}
		return at, nil
	}
	if since, err = day("since", c.Since); err != nil {
		return since, until, err
	}
	if until, err = day("until", c.Until); err == nil && !until.IsZero() {
		until = until.AddDate(0, 0, 1)
	}
	if err == nil && !until.IsZero() && !since.Before(until) {
		err = fmt.Errorf("--since %s comes after --until %s", c.Since, c.Until)
	}
	return since, until, err
}

// choose keeps the wanted lines. A name that is in no line is an error, because an empty audit would mislead.
func (c auditCmd) choose(lines []auditLine) ([]auditLine, error) {
	kept := []auditLine{}
	known := map[string]bool{}
	for _, l := range lines {
		known[l.Who] = true
		if (c.Who == "" || strings.EqualFold(c.Who, l.Who)) && (c.Code == "" || strings.EqualFold(c.Code, l.Patient)) {
			kept = append(kept, l)
		}
	}
	if c.Who == "" || len(kept) > 0 || len(known) == 0 {
		return kept, nil
	}
	names := make([]string, 0, len(known))
	for name := range known {
		if strings.EqualFold(name, c.Who) {
			return kept, nil
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return nil, fmt.Errorf("--who %q has no line here; these have: %s", c.Who, strings.Join(names, ", "))
}

// auditBook is the audit as read, with the names of the people in it.
type auditBook struct {
	facts   []record.AuditLine
	waiting map[string]bool   // by fact id: not filed yet
	names   map[string]string // of clinicians, by participant id
	codes   map[string]string // of patients
}

// readAudit reads every participant once. People who join meanwhile may be missing.
func readAudit(s assembly.Surroundings, store *storage.Store, since time.Time) (*auditBook, error) {
	book := &auditBook{waiting: map[string]bool{}, names: map[string]string{}, codes: map[string]string{}}
	ids := []string{state.OfficeID}
	for id, err := range store.Everyone(s.Ctx) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	bar := assembly.Progress(s.ErrOut, len(ids))
	for _, id := range ids {
		kept, err := store.Load(s.Ctx, id)
		if err != nil {
			return nil, fmt.Errorf("read who %s is: %w", id, err)
		}
		book.meet(kept.State)
		facts, err := store.Facts(s.Ctx, id, since)
		if err != nil {
			return nil, err
		}
		for _, f := range facts {
			if post, ok := f.Body.(record.Post); ok {
				book.names[post.Of] = cmp.Or(book.names[post.Of], post.Name)
			}
			if line, ok := record.AuditOf(id, f); ok && line.By != state.OfficeID { // who joins files it, too
				book.facts = append(book.facts, line)
			}
		}
		_ = bar.Add(1)
	}
	_ = bar.Finish()
	return book, book.wait(s.Ctx, store, since)
}

// meet learns names: clinicians' from the office, or else from their own state.
func (b *auditBook) meet(state state.State) {
	if o := state.Office; o != nil {
		for _, c := range o.Staff {
			b.names[c.ID] = c.Name
		}
	}
	if d := state.Desk; d != nil {
		b.names[state.ID] = cmp.Or(b.names[state.ID], d.Name)
		for _, m := range d.Panel {
			b.codes[m.ID] = cmp.Or(b.codes[m.ID], m.Code)
		}
	}
	if p := state.Patient; p != nil {
		b.codes[state.ID] = p.Code
	}
}

// mostWaiting is the most waiting events of the office to look at.
const mostWaiting = 1000

// wait adds operators' acts that no running bot has filed yet.
func (b *auditBook) wait(ctx context.Context, store *storage.Store, since time.Time) error {
	shard, err := store.ShardOfID(state.OfficeID)
	if err != nil {
		return err
	}
	entries, err := store.Inbox(ctx, shard, "", mostWaiting)
	if err != nil {
		return fmt.Errorf("read what waits for the office: %w", err)
	}
	for _, e := range entries {
		if e.Err != nil || e.To != state.OfficeID {
			continue
		}
		line, ok := state.Operating(e.Event)
		head := e.Event.Head()
		if !ok || head.At.Before(since) {
			continue
		}
		fact := record.Fact{ID: head.ID, At: head.At, Body: line}
		if one, ok := record.AuditOf(state.OfficeID, fact); ok {
			b.waiting[one.ID] = true
			b.facts = append(b.facts, one)
		}
	}
	return nil
}

// lines are the printed lines before until; all of them if until is zero.
func (b *auditBook) lines(until time.Time) []auditLine {
	lines := []auditLine{}
	for _, f := range record.Ledger(b.facts) {
		if !until.IsZero() && !f.At.Before(until) {
			continue
		}
		line := auditLine{
			At: f.At.UTC(), Who: operator, Deed: f.Deed, What: f.What, Detail: f.Detail, Waiting: b.waiting[f.ID],
			Patient: cmp.Or(f.Code, b.codes[f.Of]),
		}
		if f.By != "" {
			line.Who = cmp.Or(b.names[f.By], b.codes[f.By], "somebody who has left")
		}
		if f.Of != "" {
			line.Patient = cmp.Or(line.Patient, "erased")
		}
		lines = append(lines, line)
	}
	return lines
}

// operator is the name of the person who types commands.
const operator = "operator"

// printAudit prints the audit for a reader: one line for each act, in the clinic's time.
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

// words describe an act in a clinician's words.
func (l auditLine) words() string {
	words := verb(l.Deed, l.What)
	switch l.What {
	case record.ChangeSecond, record.ChangeHandOver:
		words = l.proposalWords()
	case record.ChangeAdjustment, record.ChangeStandIn, record.ChangeAppointment:
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

// proposalWords describe acts about changes that need the patient's consent: the proposal and the answer.
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
	case record.Deed(record.Talked):
		return "talked with the patient about " + what
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
