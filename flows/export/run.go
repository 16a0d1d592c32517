package export

import (
	"time"

	"footing/flows/export/disclosure"
)

// run is one export in progress.
type run struct {
	Options
	ledger ledger
	clinic *time.Location
	counts counts
	people audience
	infos  []info
	known  []disclosure.Person // of the same people, in the same order
	seen   map[asked]bool      // what was asked, in which version
	weeks  int                 // the last one of the export

	resources []resource
	rows      map[string]int // by sheet
	unknown   []string       // versions without wording
	written   []figure

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
	return &run{
		Options: o, ledger: ledger{create: create}, clinic: o.Plan.Clinic.Location(),
		counts: newCounts(), people: audience{versions: map[int]int{}}, seen: map[asked]bool{}, rows: map[string]int{},
		cells: newCells(), figures: &figures{},
		dates:   disclosure.NewDates(closedDays(o.Plan.Clinic, o.Until)),
		measure: disclosure.NewMeasure(o.Coarsen),
	}
}

func (x *run) tick() {
	if x.Progress != nil {
		x.Progress()
	}
}
