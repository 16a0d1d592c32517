package export

import "footing/flows/export/disclosure"

// What an export says about itself. Nothing is called anonymous.
const (
	aboutTables = "Protected against disclosure as described in disclosure.json and tested: counts of people, none " +
		"below eleven, with noise and " +
		"rounded to five. No row is about one person."
	aboutRecord = "De-identified, not anonymous: each row is about one person, without name, patient code, date or words of their own. " +
		"Somebody who knows enough about one of them may find their rows; disclosure.json says how often that would work. " +
		"It must not be passed on, and nobody may try to find out who anybody is."
)

func (x *run) statement() string {
	if x.Level == Tables {
		return aboutTables
	}
	return aboutRecord
}

func (x *run) title() string {
	if x.Level == Tables {
		return "tables"
	}
	return "de-identified records"
}

// disclosure is the file that states the remaining disclosure risk.
func (x *run) disclosure() disclosure.Report {
	d := disclosure.Report{Level: string(x.Level), Statement: x.statement(), Coarsened: x.Coarsen}
	if x.Level == Tables {
		d.Tables = x.cells.releases.Cover(x.safe(x.people.exported))
		return d
	}
	d.Dates = x.dates.Measure()
	d.Records = x.measure.Risk(x.known, x.decisions, x.counts.left[SmallGroup])
	return d
}

// safe is a number of people that this export may publish; nil if it would be about too few.
func (x *run) safe(people int) *int {
	if x.Level == Tables && people < disclosure.SmallestCell {
		return nil
	}
	if x.Level == Tables {
		people = disclosure.Rounded(people)
	}
	return &people
}

// read is a page as an intruder would read it.
func (p page) read() disclosure.Page {
	seen := disclosure.Page{
		Weeks: int(p.person.Weeks), Locale: text(p.person.Locale), Hour: text(p.person.Hour), Status: text(p.person.Status),
		Rows: make([]disclosure.Row, len(p.responses), len(p.responses)+len(p.occasions)),
	}
	for n, r := range p.responses {
		seen.Rows[n] = disclosure.Row{
			Week: int(r.Week), Item: r.Item, Status: r.Status, Code: text(r.Code), Length: text(r.Length), Value: r.Value,
			Answered: r.Version != nil, Day: r.Day, Minutes: []*int32{r.Planned, r.Sent, r.First, r.Answered, r.Received},
		}
	}
	for _, o := range p.occasions { // these have no questions
		if o.Status == string(travelled) {
			seen.Rows = append(seen.Rows, disclosure.Row{
				Week: int(o.Week), Status: o.Status, Day: o.Day, Minutes: []*int32{o.Planned, nil, nil, nil, nil},
			})
		}
	}
	for _, c := range p.changes {
		seen.Rows = append(seen.Rows, disclosure.Row{
			Week: int(c.Week), Item: c.What, Status: c.To, Value: c.Number(), Day: &c.Day, Minutes: make([]*int32, 5),
		})
	}
	return seen
}

// clues are what the rows of a person show that has a date for everybody. A coarsened export shows none of it.
func (x *run) clues(dated []datedOccasion, d disclosure.Decision) []disclosure.Clue {
	var list []disclosure.Clue
	for _, one := range dated {
		if d.Coarse || one.week > d.Limit() {
			continue
		}
		for _, e := range one.entries {
			t := disclosure.Clue{Week: one.week, Day: one.day, Safety: e.asked != nil && e.theme == 0 && e.status != NotAsked}
			if e.answer != nil {
				t.Questionnaire, t.Version = e.questionnaire, e.answer.Version
			}
			list = append(list, t)
		}
	}
	return list
}
