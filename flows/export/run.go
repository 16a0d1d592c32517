package export

import (
	"time"

	"footing/flows/export/disclosure"
	"footing/flows/export/internal/ledger"
	"footing/flows/export/internal/sheet"
)

// run is one export in progress.
type run struct {
	Options
	ledger *ledger.Ledger
	clinic *time.Location
	counts counts
	people audience
	infos  []info
	known  []disclosure.Person // of the same people, in the same order
	seen   map[asked]bool      // what was asked, in which version
	weeks  int                 // the last one of the export

	sheets    *sheet.Set
	unknown   []string // versions without wording
	written   []figure
	published int // the sum of the counts in tables

	cells   *cells
	figures *figures

	dates  *disclosure.Dates
	struck *disclosure.Struck // once all are counted

	decisions  []disclosure.Decision
	measure    *disclosure.Measure
	pseudonyms []string
	private    []string // of whom private answers are written
}

// asked is one version of a questionnaire.
type asked struct {
	questionnaire string
	version       int
}

// info is what the first pass records about one exportable person, to check that the second pass reads the same.
type info struct {
	pseudonym string
	answers   int
}

func newRun(o Options, create Create) *run {
	closed := func(day time.Time) bool {
		_, closed := o.Plan.Clinic.Closed.On(day)
		return closed
	}
	files := ledger.New(create)
	return &run{
		Options: o, ledger: files, sheets: sheet.NewSet(files, o.Release), clinic: o.Plan.Clinic.Location(),
		counts: newCounts(), people: audience{versions: map[int]int{}}, seen: map[asked]bool{},
		cells: newCells(o.Before), figures: &figures{},
		dates:   disclosure.NewDates(o.Until, closed),
		measure: disclosure.NewMeasure(o.Coarsen),
	}
}

func (x *run) tick() {
	if x.Progress != nil {
		x.Progress()
	}
}
