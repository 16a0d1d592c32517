// Package export turns the facts of all patients into files for researchers.
//
// Write makes the export. The caller supplies the participants under their pseudonyms, in order, and a function that
// creates files:
//
//	options := export.Options{Plan: plan, Study: "pilot", Level: export.Tables, Until: cutOff, Lag: 14}
//	options.Formats = []export.Format{export.CSV}
//	summary, err := export.Write(options, people, create)
//
// The two levels must never be confused. Tables are counts by item, weeks and level, with no cell below
// eleven people. Records are de-identified rows of single people, without name, chat, code, date or free text. Somebody
// who knows enough about a person may still find them; package disclosure measures that risk. Only people who consent
// to research when the export is written are in either.
//
// There are two passes over the participants. The first decides how much each row may show, the second writes the rows.
// Tables need only the first.
//
// The package opens no store and reads no clock: the same facts, options and pseudonyms give the same bytes.
package export

import (
	"errors"
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
	Tables  Level = "tables"  // protected aggregates
	Records Level = "records" // de-identified rows of single people
)

// Format is a file format of the export.
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

// Person is one participant of the store: anybody, patient or not, consenting or not.
type Person struct {
	Pseudonym string
	Tail      int    // weeks to cut from the end of what is shown, see Tail
	Key       uint64 // in the cells of tables, see CellKey
	Facts     []record.Fact
}

// Options say what is to be exported.
type Options struct {
	Plan      *flows.Protocol
	Earlier   []*flows.Protocol // earlier plans, for the wording of older versions
	Study     string
	Level     Level
	Until     time.Time // the cut-off: nothing recorded at or after it is counted or written
	Lag       int       // days before the cut-off that are left out
	Formats   []Format
	Coarsen   bool
	FineTimes bool   // show minutes
	Synthetic bool   // the people are invented
	Release   string // of Footing
	// What was published in tables before, in any study, oldest first.
	Before   []disclosure.Published
	Progress func() // called after each participant of each pass; may be nil
}

// Create makes one file of the export. Its name may have one folder, with a slash.
type Create func(name string) (io.WriteCloser, error)

// Summary is the result of an export, for whoever made it.
type Summary struct {
	Stored, Exported int                    // answers
	Left             map[Reason]int         // answers that were left out, by reason
	People           int                    // whose answers are in it
	Pseudonyms       []string               // whose pseudonyms are in it, for records
	Private          []string               // those whose private answers are in it
	Manifest         string                 // SHA-256 of manifest.json
	Published        []disclosure.Published // counts that no earlier release has
	Unknown          []string               // versions of questionnaires that were asked but have no wording here
}

// TooFew refuses an export about too few people.
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

// ErrBlank refuses tables without a single count.
var ErrBlank = errors.New("refused: every count of the tables would be blank, because it would be about too few people, or tell " +
	"of a few. Wait until there are more people or weeks")

// Moved says that the second pass read something else than the first, for instance because somebody withdrew in
// between. Start again.
type Moved struct{ Pseudonym string }

// Error says what to do.
func (e Moved) Error() string {
	return "what is stored of " + e.Pseudonym + " changed while it was being exported: begin anew"
}

var studyPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// Check refuses inconsistent options.
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

// Write makes the export. People must be sorted by pseudonym, and the sequence must be repeatable. The error is TooFew
// if the export is refused, before any file is created.
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
