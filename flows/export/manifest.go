package export

import (
	"maps"
	"slices"
	"time"

	"footing/flows/export/disclosure"
	"footing/flows/export/internal/ledger"
	"footing/flows/export/internal/sheet"
)

// manifest says what an export is and lists its files, so that the recipient can check that all of them arrived.
type manifest struct {
	Statement string         `json:"statement"`
	Level     Level          `json:"level"`
	Study     string         `json:"study"`
	Synthetic bool           `json:"synthetic"` // the people are invented
	Coarsened bool           `json:"coarsened"`
	Until     time.Time      `json:"until"` // the cut-off
	Lag       int            `json:"days_left_out_before_until"`
	Versions  versions       `json:"versions"`
	Rules     rules          `json:"rules"`
	People    peopleCount    `json:"people"`
	Answers   answersCount   `json:"answers"`
	Rows      map[string]int `json:"rows"`
	Figures   []figure       `json:"figures"` // CREMAS, by week of participation
	Files     []ledger.Filed `json:"files"`   // all but this one
}

type versions struct {
	Footing        string           `json:"footing"`
	Export         int              `json:"export"` // version of the files' layout
	Protocol       string           `json:"protocol"`
	Number         int              `json:"protocol_version"`
	Questionnaires map[string]int32 `json:"questionnaires"`
}

type rules struct {
	Records int `json:"least_consenting_for_records"`
	Tables  int `json:"least_consenting_for_tables"`
	Group   int `json:"smallest_group"`
	Cell    int `json:"smallest_cell"`
	Weeks   int `json:"most_weeks_when_coarsened"`
}

// peopleCount counts patients. In tables small numbers are suppressed and others rounded.
type peopleCount struct {
	Patients   *int         `json:"patients"`
	Withdrawn  *int         `json:"withdrawn"`
	Refused    *int         `json:"without_research_consent"`
	Consenting *int         `json:"consenting"`
	Private    *int         `json:"consenting_with_private_answers"`
	Short      *int         `json:"consenting_without_a_whole_week"`
	Dropped    *int         `json:"consenting_in_too_small_a_group"`
	Exported   *int         `json:"exported"`
	Consents   map[int]*int `json:"exported_by_version_of_consent"`
}

// answersCount counts answers as a recipient may know them. The operator's screen and the register have all numbers.
type answersCount struct {
	Exported int       `json:"exported"` // in tables the sum of the counts
	Left     []leftOut `json:"left_out"`
}

type leftOut struct {
	Reason Reason `json:"reason"`
	N      *int   `json:"answers"`          // nil where it is not told
	People *int   `json:"people,omitempty"` // of private answers: how many people do not give them
	About  string `json:"about"`
}

// layout is the version of the files' layout. Raise it with any change of a column.
const layout = 3

func (x *run) manifest() manifest {
	m := manifest{
		Statement: x.statement(), Level: x.Level, Study: x.Study, Synthetic: x.Synthetic, Coarsened: x.Coarsen,
		Until: x.Until.UTC(), Lag: x.Lag,
		Versions: versions{x.Release, layout, x.Plan.ID, x.Plan.Version, map[string]int32{}},
		Rules: rules{
			disclosure.LeastForRecords, disclosure.LeastForTables, disclosure.SmallestGroup, disclosure.SmallestCell,
			disclosure.CoarseWeeks,
		},
		People: peopleCount{
			Patients: x.safe(x.people.patients), Withdrawn: x.safe(x.people.withdrawn), Refused: x.safe(x.people.refused),
			Consenting: x.safe(x.people.consenting), Private: x.safe(x.people.private), Short: x.safe(x.people.short),
			Dropped: x.safe(x.people.dropped), Exported: x.safe(x.people.exported), Consents: map[int]*int{},
		},
		Answers: answersCount{Exported: x.counts.exported},
		Rows:    x.sheets.Rows, Figures: x.written, Files: x.ledger.List(),
	}
	for id, q := range x.Plan.Questionnaires {
		m.Versions.Questionnaires[id] = small(q.Version)
	}
	for _, version := range slices.Sorted(maps.Keys(x.people.versions)) {
		m.People.Consents[version] = x.safe(x.people.versions[version])
	}
	if x.Level == Tables {
		m.Answers.Exported = x.published
	}
	for _, r := range Reasons() {
		m.Answers.Left = append(m.Answers.Left, x.tellable(r))
	}
	return m
}

// describe writes the files that describe the data, the manifest last.
func (x *run) describe() (Summary, error) {
	formats := append([]Format{CSV}, x.Formats...)
	if err := sheet.WriteAll(x.sheets, codebookSheet(), formats, x.codebook()); err != nil {
		return Summary{}, err
	}
	if err := sheet.WriteAll(x.sheets, labelsSheet(), formats, x.labels()); err != nil {
		return Summary{}, err
	}
	risk := x.disclosure()
	if err := x.putJSON("datapackage.json", x.dataPackage()); err != nil {
		return Summary{}, err
	}
	if err := x.putJSON("disclosure.json", risk); err != nil {
		return Summary{}, err
	}
	text, err := x.readme(risk)
	if err != nil {
		return Summary{}, err
	}
	if x.Level == Records {
		if err := x.ledger.Put("attack/attack.py", attackFile); err != nil {
			return Summary{}, err
		}
	}
	if err := x.ledger.Put("README.md", text); err != nil {
		return Summary{}, err
	}
	if err := x.putJSON("manifest.json", x.manifest()); err != nil {
		return Summary{}, err
	}
	sum := x.ledger.Last().SHA256
	return Summary{
		Stored: x.counts.stored, Exported: x.counts.exported, Left: x.counts.left, People: x.people.exported,
		Pseudonyms: x.pseudonyms, Private: x.private, Manifest: sum, Unknown: x.unknown,
		Published: x.cells.releases.Fresh(),
	}, nil
}

func (x *run) putJSON(name string, content any) error {
	data, err := pretty(content)
	if err != nil {
		return err
	}
	return x.ledger.Put(name, data)
}
