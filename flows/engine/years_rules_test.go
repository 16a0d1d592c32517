package engine_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/state"
)

// yearRules are what must hold in a year, whatever happens.
type yearRules struct {
	*year
	words     flows.Wording
	forms     map[string]yearWords
	oaths     []oath
	before    map[string]state.State // of everybody, before this turn
	dismissed map[string]time.Time
	leftOut   map[string]time.Time // since when somebody is
	discreet  time.Time            // since when the patient is; zero: they are not
	marks     []yearMark
	filed     map[string]map[string]string // the answers, by occasion and item
	rang      map[string]time.Time         // when an alert was called out last
	alone     time.Time                    // when nobody could be called last
	held      map[string]int
	failed    bool
}

// yearMark is the youngest message of the patient's phone at a time.
type yearMark struct {
	at      time.Time
	message int
}

func newYearRules(y *year) *yearRules {
	r := &yearRules{
		year: y, words: y.script.Plan.Wordings["en"], before: map[string]state.State{},
		dismissed: map[string]time.Time{}, leftOut: map[string]time.Time{}, held: map[string]int{},
		forms: map[string]yearWords{}, filed: map[string]map[string]string{}, rang: map[string]time.Time{},
	}
	r.words = maps.Clone(r.words)
	for _, one := range y.script.Plan.Clinic.Replies {
		r.words["replies."+one.ID] = one.Texts["en"]
	}
	for _, id := range y.script.Rehearsal.Cast() {
		r.before[id] = y.script.Rehearsal.Role(id).State
	}
	return r
}

// fail reports the first thing that is wrong in this year: what follows may follow from it.
func (r *yearRules) fail(format string, args ...any) {
	r.t.Helper()
	if !r.failed {
		r.failed = true
		now := r.script.Rehearsal.Now.UTC().Format("Mon 2006-01-02 15:04")
		r.t.Errorf("pair %d, %s UTC: %s", r.n, now, fmt.Sprintf(format, args...))
	}
}

// yearText is what a person gets to see or to hear of.
type yearText struct {
	text  string
	class state.Class
	kind  string // of the effect
	data  string // of its buttons
	quiet bool
	say   state.Say
}

func yearTexts(effects []state.Effect) (all []yearText) {
	data := func(rows [][]state.Button) string {
		var all []string
		for _, b := range slices.Concat(rows...) {
			all = append(all, b.Data)
		}
		return strings.Join(all, " ")
	}
	for _, effect := range effects {
		switch e := effect.(type) {
		case state.Say:
			all = append(all, yearText{e.Text, e.Class, "say", data(e.Buttons), e.Quiet, e})
		case state.Edit:
			all = append(all, yearText{text: e.Text, class: e.Class, kind: "edit", data: data(e.Buttons)})
		case state.Card:
			all = append(all, yearText{text: e.Name, class: e.Class, kind: "card"})
		case state.Document:
			all = append(all, yearText{text: e.Name, class: e.Class, kind: "file"})
		case state.Picture:
			all = append(all, yearText{text: e.Caption, class: e.Class, kind: "picture"})
		}
	}
	return all
}

// turn holds one turn against the rules.
func (r *yearRules) turn(to string, e state.Event, effects []state.Effect) {
	before, after := r.before[to], r.script.Rehearsal.Role(to).State
	texts := yearTexts(effects)
	r.promises(to, e, after, texts)
	for _, one := range texts {
		if r.actor != to {
			r.atNight(to, e, after, one)
		}
		if after.Desk != nil || before.Desk != nil {
			r.kept(to, e, one)
		}
		if before.Patient != nil && after.Patient != nil && after.Desk == nil {
			r.covered(before, e, after, one)
		}
	}
	r.atItsHour(e, after, effects)
	r.answered(to, before, e, effects)
	r.alarms(e, texts)
	r.leavesOut(after)
	r.before[to] = after
}

// kept: nobody whom the patient has left out hears of an alert, and nobody who was dismissed hears anything of the
// patient. Whoever is left out still reads, settles and proposes: see the table of rights in package state. An alarm
// that had reached them before may end: it is edited, which notifies nobody, and says no more than that.
func (r *yearRules) kept(to string, e state.Event, one yearText) {
	patient := r.id(yearPatient)
	if !strings.Contains(one.text, "A-17") && !strings.Contains(one.data, patient) {
		return
	}
	now := e.Head().At
	if since := r.dismissed[to]; !since.IsZero() && now.After(since) {
		r.fail("%s was dismissed at %s, and is shown after %T: %q %s", to, since, e, one.text, one.data)
	}
	since := r.leftOut[to]
	if since.IsZero() || !now.After(since) || r.actor == to || one.kind == "edit" && r.says(one.text, "alarm.not_yours") {
		return
	}
	alarm := one.class == state.ClassSafety || one.class == state.ClassRepeat || one.class == state.ClassAct
	wish := slices.ContainsFunc([]string{"desk.note.leaving", "desk.note.earlier_slot", "desk.note.made_worse"},
		func(key string) bool { return r.says(one.text, key) }) // the patient chose to tell them, by name
	if strings.Contains(one.text, "afety alert") || alarm && !wish {
		r.fail("%s was left out at %s, and is sent after %T: %q", to, since, e, one.text)
	}
}

// leavesOut notes whom the patient leaves out.
func (r *yearRules) leavesOut(after state.State) {
	p := after.Patient
	if after.ID != r.id(yearPatient) {
		return
	}
	if p == nil {
		r.discreet = time.Time{}
		clear(r.leftOut)
		return
	}
	now := r.script.Rehearsal.Now
	for _, id := range p.Excluded {
		if r.leftOut[id].IsZero() {
			r.leftOut[id] = now
		}
	}
	for id := range r.leftOut {
		if !p.LeavesOut(id) {
			delete(r.leftOut, id)
		}
	}
	for _, a := range p.Alerts {
		if len(r.leftOut) > 0 && a.At.Equal(now) {
			r.held["excluded alert"]++
		}
	}
	switch {
	case !p.Discreet:
		r.discreet = time.Time{}
	case r.discreet.IsZero():
		r.discreet = now
	}
}
