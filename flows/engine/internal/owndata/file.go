package owndata

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"footing/flows/record"
)

// answersTable writes every answer, changed ones included, as a table for spreadsheets, one line each.
func (t Side) answersTable(facts []record.Fact) []byte {
	var out bytes.Buffer
	out.WriteString("\ufeff") // spreadsheets take it for UTF-8 by this
	table := csv.NewWriter(&out)
	lines := [][]string{{
		"time", "time_utc", "check_in", "question", "answer", "item", "code", "value", "revision",
		"language", "window_days",
	}}
	for _, a := range Answers(facts, false) {
		value := ""
		if a.Value != nil {
			value = strconv.Itoa(*a.Value)
		}
		days := ""
		if a.WindowDays > 0 {
			days = strconv.Itoa(a.WindowDays)
		}
		lines = append(lines, []string{
			a.At.In(t.Zone()).Format("2006-01-02 15:04"), a.At.UTC().Format(time.RFC3339), a.Occasion,
			t.questionOf(a.Response), t.wordsOf(a.Response), a.Item, cmp.Or(a.Code, strings.Join(a.Codes, ",")), value,
			strconv.Itoa(a.Revision), a.Locale, days,
		})
	}
	for _, line := range lines {
		for n := range line {
			line[n] = plainCell(line[n])
		}
	}
	if err := table.WriteAll(lines); err != nil {
		return nil // a buffer takes everything
	}
	return out.Bytes()
}

// plainCell keeps a spreadsheet from reading a text as a formula.
func plainCell(text string) string {
	if text != "" && strings.ContainsRune("=+@\t\r", rune(text[0])) || strings.HasPrefix(text, "-") && len(text) > 1 {
		return "'" + text
	}
	return text
}

// written is a note on an alert. It is kept in the state, not in the facts.
type written struct {
	At   time.Time
	Text record.FreeText
}

// reach is how a participant wants to be reached about an alert. Like a note, it is kept in the state.
type reach struct {
	Alert string
	At    time.Time
	How   string
	Ring  record.FreeText `json:",omitempty"`
}

// careful is since when careful contact holds, and what set it: an answer, or the participant's wish.
type careful struct {
	Since time.Time
	By    string
}

// everything exports all of a participant's data, without other people's ids and the clinicians' own notes.
func (t Side) everything(facts []record.Fact) []byte {
	p := t.State.Patient
	file := struct {
		Made     time.Time
		Code     string
		Name     string
		Language string
		Zone     string
		Careful  *careful `json:",omitempty"`
		Reach    []reach  `json:",omitempty"`
		Notes    []written
		Facts    []record.Fact
	}{
		Made: t.Now().UTC(), Code: p.Code, Name: t.State.Name, Language: t.State.Locale, Zone: t.State.Zone,
		Notes: []written{}, Facts: []record.Fact{},
	}
	if p.Careful.Holds() {
		file.Careful = &careful{p.Careful.Since.UTC(), p.Careful.By}
	}
	for _, a := range p.Alerts {
		if a.Note != "" {
			file.Notes = append(file.Notes, written{a.At.UTC(), a.Note})
		}
		for _, r := range a.Added {
			file.Notes = append(file.Notes, written{r.At.UTC(), r.Text})
		}
		if a.Reach.How != "" {
			file.Reach = append(file.Reach, reach{a.Short, a.Reach.At.UTC(), a.Reach.How, a.Reach.Ring})
		}
	}
	for _, f := range facts {
		file.Facts = append(file.Facts, record.Fact{ID: f.ID, At: f.At, Said: f.Said, Body: t.local(ownPart(f.Body))})
	}
	data, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return nil
	}
	return append(data, '\n')
}

// ownPart removes from a fact what belongs to other people.
func ownPart(b record.Body) record.Body {
	switch b := b.(type) {
	case record.Enrolment:
		b.Clinician = ""
		return b
	case record.Acknowledgement:
		b.By, b.Note = "", ""
		return b
	case record.Opened:
		b.By, b.Of = "", ""
		return b
	case record.Audit:
		b.By, b.Of = "", ""
		return b
	case record.Adjustment:
		b.By = ""
		return b
	case record.Link:
		b.With, b.By = "", ""
		return b
	default:
		return b
	}
}

// local shows the moments that belong to the participant's day by the clock on their wall. Facts are kept in UTC.
func (t Side) local(b record.Body) record.Body {
	here := func(at time.Time) time.Time {
		if at.IsZero() {
			return at
		}
		return at.In(t.Zone())
	}
	switch b := b.(type) {
	case record.Occasion:
		b.Planned = here(b.Planned)
		return b
	case record.PutOff:
		b.Until = here(b.Until)
		return b
	case record.Pause:
		b.Until = here(b.Until)
		return b
	case record.Appointment:
		b.Next, b.Off = here(b.Next), here(b.Off)
		return b
	default:
		return b
	}
}
