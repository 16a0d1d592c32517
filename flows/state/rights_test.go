package state

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows/record"
)

// bound gives a patient to whom somebody has one tie and nobody else has any, but for the clinician where there must be
// one.
func bound(t relation, c Contact, at time.Time) *Patient {
	other := Contact{ID: "s01-OTHER"}
	p := &Patient{Ties: Ties{Clinician: other}}
	second := func(alerts, summary bool) { p.Seconds = []Second{{Contact: c, Alerts: alerts, Summary: summary}} }
	switch t {
	case tieOwn:
		p.Clinician = c
	case tieAway:
		p.Clinician, p.Stand = c, &Stand{Contact: other, Until: at.Add(time.Hour)}
	case tieBoth:
		second(true, true)
	case tieAlong:
		second(true, false)
	case tieReader:
		second(false, true)
	case tieStandIn:
		p.Stand = &Stand{Contact: c, Until: at.Add(time.Second)}
	case tieLate:
		p.Stand = &Stand{Contact: c, Until: at}
	case tieBackup:
		p.Backup = &c
	case tieLead:
		p.Lead = &c
	case tieFinder:
		p.Clinician, p.Lead = Contact{Name: "whoever takes over"}, &c
	case tieNight:
		p.Night = &c
	case tieLent:
		p.Night, p.Swaps = &other, []Swap{{Post: record.Night, Of: c, Who: other}}
	case tieLentFinder:
		p.Clinician, p.Lead = Contact{Name: "whoever takes over"}, &other
		p.Swaps = []Swap{{Post: record.Lead, Of: c, Who: other}}
	}
	return p
}

// held are the rights that somebody has, as words.
func held(s State, id string, at time.Time) string {
	names := [rightCount]string{
		"letters", "called", "act", "joined", "leaving", "facts", "alerts", "settle", "propose",
		"vacancy", "reply",
	}
	var all []string
	for r := range Right(rightCount) {
		if s.May(id, r, at) {
			all = append(all, names[r])
		}
	}
	return strings.Join(all, " ")
}

// TestTheTableOfRights walks every tie with every right: as it is, where the patient has left somebody out, and where
// somebody is the patient themselves.
func TestTheTableOfRights(t *testing.T) {
	at, c := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), Contact{ID: "s01-C", Name: "Dr Lind"}
	for _, want := range []struct {
		tie         relation
		is, leftOut string
	}{
		{
			tieOwn, "letters called act joined leaving facts alerts settle propose reply",
			"letters joined leaving facts settle propose",
		},
		{
			tieAway, "letters called act joined leaving facts alerts settle propose",
			"letters joined leaving facts settle propose",
		},
		{tieBoth, "letters called act joined leaving facts alerts reply", "letters facts"},
		{tieAlong, "letters called act joined leaving reply", "letters"},
		{tieReader, "letters act leaving facts reply", "letters leaving facts"},
		{tieStandIn, "letters called act joined leaving facts alerts reply", "letters facts"},
		{tieLate, "letters called act joined leaving", "letters"},
		{tieBackup, "letters called act joined leaving reply", "letters"},
		{tieLead, "letters called act joined leaving reply", "letters"},
		{tieFinder, "letters called act joined leaving propose vacancy reply", "letters propose"},
		{tieNight, "letters called act joined leaving reply", "letters"},
		{tieLent, "letters act joined leaving", "letters"},
		{tieLentFinder, "letters act joined leaving propose vacancy", "letters propose"},
	} {
		s := State{ID: "s02-P", Patient: bound(want.tie, c, at)}
		if got := held(s, c.ID, at); got != want.is {
			t.Errorf("tie %d gives %q, want %q", want.tie, got, want.is)
		}
		s.Patient.Excluded = []string{c.ID}
		if got := held(s, c.ID, at); got != want.leftOut {
			t.Errorf("tie %d gives %q to somebody who is left out, want %q", want.tie, got, want.leftOut)
		}
		for _, id := range []string{"", "s09-NOBODY"} {
			if got := held(s, id, at); got != "" {
				t.Errorf("beside tie %d %q has %q", want.tie, id, got)
			}
		}
		s.Patient.Excluded, s.ID = nil, c.ID
		if got := held(s, c.ID, at); got != "" {
			t.Errorf("tie %d gives %q about oneself", want.tie, got)
		}
	}
	if got := held(State{ID: "s02-P"}, c.ID, at); got != "" {
		t.Errorf("about nobody's patient somebody has %q", got)
	}
}

// TestTheRightsOfSeveralTies: who is bound in two ways has the rights of both, and none besides.
func TestTheRightsOfSeveralTies(t *testing.T) {
	at, c := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), Contact{ID: "s01-C"}
	for a := range relation(tieCount) {
		for b := range relation(tieCount) {
			p := bound(a, c, at)
			if more := bound(b, c, at); more.Seconds != nil {
				p.Seconds = append(p.Seconds, more.Seconds...)
			} else if b == tieLent {
				p.Swaps = append(p.Swaps, more.Swaps...)
			} else if more.Backup != nil || more.Night != nil {
				p.Backup, p.Night = more.Backup, more.Night
			} else {
				continue // the clinician, who stands in and the lead change what the first tie is
			}
			for _, out := range [][]string{nil, {c.ID}} {
				p.Excluded = out
				s := State{ID: "s02-P", Patient: p}
				for r := range Right(rightCount) {
					most := max(table()[a][r], table()[b][r])
					if got, want := s.May(c.ID, r, at), most == yes || most == in && out == nil; got != want {
						t.Errorf("ties %d and %d give right %d: %t, left out %v", a, b, r, got, out)
					}
				}
			}
		}
	}
}

// TestWhatARightImplies: nobody has a right that is of no use without another.
func TestWhatARightImplies(t *testing.T) {
	for tie, grants := range table() {
		for r, needs := range map[Right]Right{RightCalled: RightAct, RightAlerts: RightFacts, RightSettle: RightFacts} {
			if grants[r] > grants[needs] {
				t.Errorf("tie %d gives right %d and not %d", tie, r, needs)
			}
		}
		for r := range Right(rightCount) {
			if grants[r] > grants[RightLetters] {
				t.Errorf("tie %d gives right %d to somebody whose letters do not count", tie, r)
			}
		}
		for _, r := range []Right{RightCalled, RightAct, RightAlerts} {
			if grants[r] == yes {
				t.Errorf("tie %d gives right %d to somebody who is left out", tie, r)
			}
		}
	}
}

// TestWhoHasARight: a list has each person once and in the order in which they are told; those who are left out are in
// the list of those who are tied.
func TestWhoHasARight(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	named := func(id string) Contact { return Contact{ID: id} }
	backup, lead := named("BACKUP"), named("LEAD")
	s := State{ID: "s02-P", Patient: &Patient{Ties: Ties{
		Clinician: named("OWN"), Team: Team{Backup: &backup, Lead: &lead, Night: &lead}, First: "BACKUP",
		Seconds:  []Second{{Contact: named("READER"), Summary: true}, {Contact: lead, Alerts: true}},
		Stand:    &Stand{Contact: named("STAND"), Until: at},
		Excluded: []string{"STAND"},
	}}}
	ids := func(all []Contact) []string {
		return slices.Collect(func(yield func(string) bool) {
			for _, c := range all {
				if !yield(c.ID) {
					return
				}
			}
		})
	}
	for _, c := range []struct {
		got, want []string
	}{
		{ids(s.With(RightCalled, at)), []string{"BACKUP", "LEAD", "OWN"}},
		{ids(s.Tied(RightCalled, at)), []string{"BACKUP", "STAND", "LEAD", "OWN"}},
		{ids(s.With(RightLetters, at)), []string{"BACKUP", "STAND", "LEAD", "OWN", "READER"}},
		{ids(s.With(RightFacts, at)), []string{"OWN", "READER"}},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Error(diff)
		}
	}
	if got := (State{}).With(RightCalled, at); len(got) > 0 {
		t.Errorf("about no patient %v are called", got)
	}
}

// TestTieOf: the record's word is for the closest tie.
func TestTieOf(t *testing.T) {
	at, c := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), Contact{ID: "s01-C"}
	for tie, want := range map[relation]record.Tie{
		tieOwn: record.AsClinician, tieAway: record.AsClinician, tieBoth: record.AsSecond, tieAlong: record.AsSecond,
		tieReader: record.AsSecond, tieStandIn: record.AsStandIn, tieLate: record.AsStandIn, tieBackup: record.AsPost,
		tieLead: record.AsPost, tieFinder: record.AsPost, tieNight: record.AsPost, tieLent: record.AsPost,
		tieLentFinder: record.AsPost,
	} {
		p := bound(tie, c, at)
		p.Night = &c // which nobody is in the first place
		if got := p.TieOf(c.ID); got != want {
			t.Errorf("tie %d is %q in the record, want %q", tie, got, want)
		}
	}
}
