package flows

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// essentialsForm is how essentials are stored. Its names outlive those in the code.
type essentialsForm struct {
	Checked   time.Time             `json:"checked,omitzero"`
	Version   int                   `json:"version,omitempty"`
	Name      string                `json:"name"`
	Zone      string                `json:"zone"`
	Languages []string              `json:"languages"`
	Hours     map[string][]spanForm `json:"hours,omitempty"` // by weekday, "0" is Sunday
	Steps     []stepForm            `json:"steps,omitempty"`
	Every     time.Duration         `json:"every,omitempty"` // nanoseconds
	Reopen    time.Duration         `json:"reopen,omitempty"`
	Unseen    time.Duration         `json:"unseen,omitempty"`
	Helplines []helplineForm        `json:"helplines,omitempty"`
	Abuse     []helplineForm        `json:"abuse,omitempty"`  // apart, for earlier releases show the others to all
	Closed    map[string]string     `json:"closed,omitempty"` // names of closed days, by date
	Yearly    map[string]string     `json:"yearly,omitempty"` // the same, by day of every year
	Words     map[string]Wording    `json:"words"`
	Red       []Pair                `json:"red,omitempty"`
}

type spanForm struct {
	From int `json:"from"` // minutes since midnight
	To   int `json:"to"`
}

type stepForm struct {
	Call   Rank                  `json:"call"`
	After  time.Duration         `json:"after"`
	Always bool                  `json:"always,omitempty"`
	Duty   bool                  `json:"duty,omitempty"`
	Spans  map[string][]spanForm `json:"spans,omitempty"`
	Tell   bool                  `json:"tell,omitempty"`
}

type helplineForm struct {
	Name    string `json:"name"`
	Number  string `json:"number"`
	Hours   string `json:"hours,omitempty"`
	Source  string `json:"source,omitempty"`
	Checked string `json:"checked,omitempty"`
}

// MarshalJSON writes the stored form.
func (e Essentials) MarshalJSON() ([]byte, error) {
	c := e.Clinic
	f := essentialsForm{
		Checked: e.Checked, Version: c.Version, Name: c.Name, Zone: c.Zone, Languages: c.Languages,
		Hours: spansForm(c.Hours), Every: c.Ladder.Every, Reopen: c.Ladder.Reopen, Unseen: c.Ladder.UnseenAfter,
		Words: e.Words, Red: e.Red,
		Closed: c.Closed.Dates, Yearly: c.Closed.Yearly,
	}
	for _, s := range c.Ladder.Steps {
		f.Steps = append(f.Steps, stepForm{
			Call: s.Call, After: s.After, Tell: s.Tell,
			Always: s.Hours.Always, Duty: s.Hours.Duty, Spans: spansForm(s.Hours.Spans),
		})
	}
	f.Helplines, f.Abuse = helplinesForm(c.Urgent()), helplinesForm(c.AgainstAbuse())
	data, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("write essentials: %w", err)
	}
	return data, nil
}

// UnmarshalJSON reads the stored form.
func (e *Essentials) UnmarshalJSON(data []byte) error {
	var f essentialsForm
	if err := json.Unmarshal(data, &f); err != nil {
		return fmt.Errorf("read essentials: %w", err)
	}
	c := Clinic{
		Version: f.Version, Name: f.Name, Zone: f.Zone, Languages: f.Languages, Hours: spansOf(f.Hours),
		Ladder: Ladder{Every: f.Every, Reopen: f.Reopen, UnseenAfter: f.Unseen},
		Closed: ClosedDays{Dates: f.Closed, Yearly: f.Yearly},
	}
	for _, s := range f.Steps {
		c.Ladder.Steps = append(c.Ladder.Steps, LadderStep{
			Call: s.Call, After: s.After, Tell: s.Tell,
			Hours: Hours{Always: s.Always, Duty: s.Duty, Spans: spansOf(s.Spans)},
		})
	}
	c.Helplines = append(helplinesOf(f.Helplines, ForCrisis), helplinesOf(f.Abuse, ForAbuse)...)
	*e = Essentials{Checked: f.Checked, Clinic: c, Words: f.Words, Red: f.Red}
	return nil
}

func helplinesForm(all []Helpline) (forms []helplineForm) {
	for _, h := range all {
		forms = append(forms, helplineForm{
			Name: h.Name, Number: h.Number, Hours: h.Hours, Source: h.Source, Checked: h.Checked,
		})
	}
	return forms
}

func helplinesOf(forms []helplineForm, about string) (all []Helpline) {
	for _, h := range forms {
		all = append(all, Helpline{
			Name: h.Name, Number: h.Number, For: about, Hours: h.Hours, Source: h.Source, Checked: h.Checked,
		})
	}
	return all
}

func spansForm(spans map[time.Weekday][]Span) map[string][]spanForm {
	if spans == nil {
		return nil
	}
	forms := make(map[string][]spanForm, len(spans))
	for day, all := range spans {
		for _, s := range all {
			name := fmt.Sprint(int(day))
			forms[name] = append(forms[name], spanForm{int(s.From), int(s.To)})
		}
	}
	return forms
}

func spansOf(forms map[string][]spanForm) map[time.Weekday][]Span {
	if forms == nil {
		return nil
	}
	spans := make(map[time.Weekday][]Span, len(forms))
	for day := range time.Weekday(7) {
		for _, s := range forms[fmt.Sprint(int(day))] {
			spans[day] = append(spans[day], Span{Clock(s.From), Clock(s.To)})
		}
	}
	return spans
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
