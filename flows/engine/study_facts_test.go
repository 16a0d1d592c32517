package engine_test

import (
	"slices"

	"footing/flows/record"
)

// note holds a fact against those before it.
func (p *subject) note(f record.Fact) {
	end := func(id string, why record.Ending) {
		if _, there := p.asked[id]; !there || p.ended[id] != "" {
			p.t.Errorf("patient %d: %s ends as %s after %q", p.n, id, why, p.ended[id])
		}
		p.ended[id] = why
	}
	switch b := f.Body.(type) {
	case record.Occasion:
		if _, twice := p.asked[b.ID]; twice {
			p.t.Errorf("patient %d: %s is there twice", p.n, b.ID)
		}
		p.asked[b.ID], p.at[b.ID] = b, f.At
		fortnight := int(b.Planned.Sub(p.state.Patient.Start).Hours()) / (14 * 24)
		for _, id := range b.Questionnaires {
			if p.themes[fortnight] == nil {
				p.themes[fortnight] = map[int]bool{}
			}
			p.themes[fortnight][p.plan.Questionnaires[id].Theme] = true
		}
	case record.Completed:
		end(b.Occasion, b.Reason)
	case record.Missed:
		end(b.Occasion, b.Reason)
	}
}

// check looks at the twelve weeks as a whole.
func (p *subject) check(ends map[string]int) {
	for id := range p.asked {
		open := p.state.Patient.Open
		if p.ended[id] == "" && (open == nil || open.ID != id) {
			p.t.Errorf("patient %d: %s has no end", p.n, id)
		}
		ends[string(p.ended[id])]++
	}
	if p.less {
		return
	}
	for day := studyBegin; day.Before(studyBegin.AddDate(0, 0, 7*studyWeeks-1)); day = day.AddDate(0, 0, 1) {
		n := slices.Index(p.state.Patient.Days, day.Weekday())
		if n < 0 {
			continue
		}
		if id := p.plan.Rotation[n].OccasionID(day); p.asked[id].ID == "" {
			p.t.Errorf("patient %d in %s: nothing became of %s", p.n, p.zone, id)
		}
	}
	for fortnight := range studyWeeks/2 - 1 {
		for theme := 1; theme <= 12; theme++ {
			if !p.themes[fortnight][theme] {
				p.t.Errorf("patient %d in %s: theme %d is not planned in the two weeks from week %d on", p.n, p.zone, theme,
					2*fortnight+1)
			}
		}
	}
}
