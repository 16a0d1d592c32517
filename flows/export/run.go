package export

import (
	"time"
)

// run is one export under way.
type run struct {
	Options
	ledger ledger
	clinic *time.Location
	counts counts
	people audience
	infos  []info
	seen   map[asked]bool // what was asked, in which version
	weeks  int            // the last one of the export

	resources []resource
	rows      map[string]int // by sheet
	unknown   []string       // versions without wording
	written   []figure

	cells   *cells
	figures *figures

	decisions  []decision
	memory     *memory // of the records as they are written
	comparison *memory // and as they would be with --coarsen, or without
	diversity  *diversity
	pseudonyms []string
	private    []string // of whom private answers are written
}

// asked names one version of a questionnaire.
type asked struct {
	questionnaire string
	version       int
}

func newRun(o Options, create Create) *run {
	weeks, others := 1, 2 // that rows show as one: here, and in the comparison
	if o.Coarsen {
		weeks, others = others, weeks
	}
	return &run{
		Options: o, ledger: ledger{create: create}, clinic: o.Plan.Clinic.Location(),
		counts: newCounts(), people: audience{versions: map[int]int{}}, seen: map[asked]bool{}, rows: map[string]int{},
		cells: newCells(), figures: &figures{},
		memory: &memory{together: weeks}, comparison: &memory{together: others}, diversity: &diversity{groups: map[string]*alike{}},
	}
}

func (x *run) tick() {
	if x.Progress != nil {
		x.Progress()
	}
}
