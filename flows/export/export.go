// Package export is the researcher's view: from the facts of all patients to files that can be given away. It is
// pure. The caller hands in the participants under their pseudonyms, one at a time, and a function that makes
// files; the same facts, options and pseudonyms give the same bytes.
//
// There are two levels, and the difference between them is never blurred. Tables are anonymous: item x week x
// level, no cell below eleven people. Records are de-identified: rows of single people without name, chat, code,
// date or word of their own, but whoever knows enough about somebody may still find them, and how easily is
// measured and written down (package disclosure). Nobody is in either without their research consent at the moment of
// writing.
//
// The files follow the way of a person's facts: story.go reads them, time.go replaces dates by weeks, entries.go
// lists what was asked and why an answer is left out, rows.go makes the rows. survey.go is the first pass over
// everybody, after which package disclosure decides how much each row may show; records.go and tables.go are what is
// then written, through sheet.go. What describes the data for the recipient (codebook, data package, manifest,
// disclosure, README) is made beside it.
package export

import (
	"fmt"
	"io"
	"iter"
	"regexp"
	"slices"
	"time"

	"footing/flows"
	"footing/flows/export/disclosure"
	"footing/flows/record"
)

// Level is how much an export shows.
type Level string

// The levels.
const (
	Tables  Level = "tables"  // anonymous aggregates
	Records Level = "records" // de-identified rows of single people
)

// Format is a form in which an export can be had.
type Format string

// The formats.
const (
	CSV     Format = "csv"
	Parquet Format = "parquet"
	JSONL   Format = "jsonl"
	FHIR    Format = "fhir"
	REDCap  Format = "redcap"
)

// Formats lists them all.
func Formats() []Format { return []Format{CSV, Parquet, FHIR, REDCap, JSONL} }

// UsualLag is how many days before the cut-off are left out, unless the options say otherwise.
const UsualLag = 14

// Person is one participant of the store: a patient or anybody else, consenting or not.
type Person struct {
	Pseudonym string
	Facts     []record.Fact
}

// Options say what is to be exported.
type Options struct {
	Plan      *flows.Protocol
	Earlier   []*flows.Protocol // plans that were used before, for the wording of older versions
	Study     string
	Level     Level
	Until     time.Time // the cut-off: nothing that was recorded from then on is counted or written
	Lag       int       // days before the cut-off that are left out
	Formats   []Format
	Coarsen   bool
	Synthetic bool   // the people are invented
	Release   string // of Footing
	Progress  func() // called after each participant of each pass; may be nil
}

// Create makes one file of the export. Its name may have one folder, with a slash.
type Create func(name string) (io.WriteCloser, error)

// Summary is what came of an export, for whoever made it.
type Summary struct {
	Stored, Exported int            // answers
	Left             map[Reason]int // answers that were left out, by reason
	People           int            // whose answers are in it
	Pseudonyms       []string       // theirs, for records
	Private          []string       // of those, whose private answers are in it
	Manifest         string         // SHA-256 of manifest.json
	Unknown          []string       // versions of questionnaires that were asked and have no wording here
}

// TooFew refuses an export that would be about too few people.
type TooFew struct {
	Level        Level
	Found, Least int
	What         string // whom it counts
}

// Error says why, and what to do instead.
func (e TooFew) Error() string {
	text := fmt.Sprintf("refused: %s: %d; an export of %s needs at least %d", e.What, e.Found, e.Level, e.Least)
	if e.Level == Records && e.Found >= disclosure.LeastForTables {
		text += ". --level tables needs fewer"
	}
	return text
}

// Moved says that what was read the second time differs from the first: somebody withdrew in between, for
// instance. Begin anew.
type Moved struct{ Pseudonym string }

// Error says what to do.
func (e Moved) Error() string {
	return "what is stored of " + e.Pseudonym + " changed while it was being exported: begin anew"
}

var studyPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// Check refuses options that mean nothing.
func (o Options) Check() error {
	switch {
	case !studyPattern.MatchString(o.Study):
		return fmt.Errorf("study %q: use 1 to 40 small letters, digits and dashes", o.Study)
	case o.Level != Tables && o.Level != Records:
		return fmt.Errorf("level %q: choose %s or %s", o.Level, Tables, Records)
	case o.Lag < 0:
		return fmt.Errorf("%d days before the cut-off cannot be left out", o.Lag)
	case len(o.Formats) == 0:
		return fmt.Errorf("choose at least one format of %v", Formats())
	}
	for _, f := range o.Formats {
		switch {
		case !slices.Contains(Formats(), f):
			return fmt.Errorf("format %q: choose among %v", f, Formats())
		case o.Level == Tables && (f == FHIR || f == REDCap):
			return fmt.Errorf("format %s holds rows of single people: choose it with level %s", f, Records)
		case o.Coarsen && (f == FHIR || f == REDCap):
			return fmt.Errorf("format %s holds answers to single questions, which a coarsened export has not", f)
		}
	}
	return nil
}

// Write makes the export. People must come in order of their pseudonyms and can be gone through several times. The
// error is TooFew where the export is refused, before anything was created.
func Write(o Options, people iter.Seq2[Person, error], create Create) (Summary, error) {
	if err := o.Check(); err != nil {
		return Summary{}, err
	}
	x := newRun(o, create)
	if err := x.survey(people); err != nil {
		return Summary{}, err
	}
	if err := x.enough(); err != nil {
		return Summary{}, err
	}
	write := x.writeTables
	if o.Level == Records {
		write = func() error { return x.writeRecords(people) }
	}
	if err := write(); err != nil {
		return Summary{}, err
	}
	return x.describe()
}
