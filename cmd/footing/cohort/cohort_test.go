package cohort

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows"
	"footing/flows/load/loadtest"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

func options(t *testing.T, patients, weeks int) Options {
	t.Helper()
	plan := loadtest.Shipped(t)
	return Options{
		Plan: plan, Shard: func(chat int64) int { return int(chat % 16) },
		Patients: patients, Weeks: weeks, FirstChat: 1_000_000, Seed: 1,
		End: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), Now: time.Date(2026, 11, 25, 13, 0, 0, 0, time.UTC),
	}
}

// cast lets the people live, and gives them by their chat.
func cast(t *testing.T, o Options) (map[int64]storage.Planted, Counts) {
	t.Helper()
	people := map[int64]storage.Planted{}
	counts, err := Rehearse(t.Context(), o, func(panel []storage.Planted) error {
		for _, p := range panel {
			if _, twice := people[p.State.Chat]; twice {
				t.Errorf("chat %d was planted twice", p.State.Chat)
			}
			people[p.State.Chat] = p
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return people, counts
}

// TestEverybodyWaits: without weeks everybody has been through the conversation, and nothing has been asked yet.
func TestEverybodyWaits(t *testing.T) {
	o := options(t, 90, 0)
	people, counts := cast(t, o)
	if counts.Patients != 90 || counts.Clinicians != 3 || len(people) != 90+3+1 {
		t.Fatalf("%d people, counted as %+v", len(people), counts)
	}
	zones := map[string]bool{}
	for n := range o.Patients {
		p := people[o.FirstChat+int64(n)]
		s := p.State.Patient
		if s == nil || !s.Active || p.State.Setting != nil || p.State.Opener != nil || s.Open != nil || s.Count != 0 {
			t.Fatalf("patient %d is not ready for a first check-in: %+v", n, p.State)
		}
		if len(p.Wakes) != len(o.Plan.Rotation) {
			t.Errorf("patient %d waits for %d moments, want one for each check-in of the week: %v", n, len(p.Wakes), p.Wakes)
		}
		zones[p.State.Zone] = true
		for _, f := range p.Facts {
			if _, ok := f.Body.(record.Occasion); ok {
				t.Errorf("patient %d has a check-in behind them: %+v", n, f)
			}
		}
	}
	if len(zones) < 2 {
		t.Errorf("everybody lives in %v", zones)
	}
	for n, size := range []int{40, 40, 10} {
		desk := people[o.Clinician(n)].State.Desk
		if desk == nil || !desk.Active || len(desk.Panel) != size || len(desk.Staff) != 3 || len(desk.Invitations) != 0 {
			t.Errorf("clinician %d is not at work: %+v", n, desk)
		}
	}
	office := people[0].State.Office
	if office == nil || len(office.Codes) != 90 || len(office.Staff) != 3 || len(office.Invitations) != 0 {
		t.Errorf("the office does not know everybody: %+v", office)
	}
	allLater(t, o, people)
}

// allLater: nothing is due that lies behind, and everything can be planted.
func allLater(t *testing.T, o Options, people map[int64]storage.Planted) {
	t.Helper()
	ids := map[string]bool{}
	for chat, p := range people {
		for _, w := range p.Wakes {
			if !w.At.After(o.Now) {
				t.Errorf("chat %d: %+v is due already", chat, w)
			}
		}
		for _, f := range p.Facts {
			if ids[f.ID] {
				t.Errorf("two facts have the id %s", f.ID)
			}
			ids[f.ID] = true
			if f.At.After(o.End) || f.At.Before(o.Begin().AddDate(0, 0, -8)) {
				t.Errorf("a fact of %s, outside the weeks: %+v", f.At, f)
			}
		}
	}
}

// how finds in a check-in's id how it came about; planned are those of the rotation.
var (
	how     = regexp.MustCompile(`^(session@|own-|said-|no_session|[a-z]+@)`)
	planned = regexp.MustCompile(`^(mon|wed|fri)@`)
)

// TestWeeks: whoever has lived through weeks has lived through all that people do, and nothing is left open.
func TestWeeks(t *testing.T) {
	o := options(t, 60, 8)
	people, counts := cast(t, o)
	allLater(t, o, people)
	kinds, endings, answered, came := map[string]int{}, map[record.Ending]int{}, map[int]int{}, map[string]int{}
	for chat, p := range people {
		if s := p.State.Patient; s != nil {
			if s.Open != nil {
				t.Errorf("chat %d has an open check-in", chat)
			}
			for _, a := range s.Alerts {
				if a.Seen.IsZero() || a.Closed.IsZero() {
					t.Errorf("chat %d has an open alert: %+v", chat, a)
				}
			}
			whole(t, p.Facts, endings)
		}
		for _, f := range p.Facts {
			kinds[strings.TrimPrefix(fmt.Sprintf("%T", f.Body), "record.")]++
			switch b := f.Body.(type) {
			case record.Occasion:
				came[how.FindString(b.ID)]++
			case record.Notice:
				came[b.Rule]++
			}
			if b, ok := f.Body.(record.Completed); ok && planned.MatchString(b.Occasion) && !f.At.Before(o.Begin()) {
				answered[int(f.At.Sub(o.Begin())/(7*24*time.Hour))]++
			}
		}
	}
	for _, kind := range []string{
		"Occasion", "Delivered", "Response", "Completed", "Missed", "Alert", "Notice",
		"Acknowledgement", "Opened", "Withdrawal", "Digest", "Reach", "Sharing", "Appointment", "Pause",
	} {
		if kinds[kind] == 0 {
			t.Errorf("eight weeks of sixty people without a single %s: %v", kind, kinds)
		}
	}
	for _, way := range []string{
		flows.SessionSlot + "@", flows.OwnSlot + "-", flows.SaidSlot + "-", "no_session",
		"earlier_slot",
	} {
		if came[way] == 0 {
			t.Errorf("eight weeks of sixty people without a single %s: %v", way, came)
		}
	}
	sent := len(o.Plan.Rotation) * o.Patients
	for week := range o.Weeks { // some are missed, and some people have left
		if n := answered[week]; n < sent/3 || n > sent {
			t.Errorf("%d check-ins were answered in week %d", n, week)
		}
	}
	for _, ending := range []record.Ending{record.EndAnswered, record.EndRed, record.EndExpired, record.EndNotDelivered} {
		if endings[ending] == 0 {
			t.Errorf("no check-in ended as %s: %v", ending, endings)
		}
	}
	if share := float64(counts.Answered) / float64(counts.Answered+counts.Missed); share < 0.5 || share > 0.9 {
		t.Errorf("%.0f%% of the check-ins were answered", 100*share)
	}
	if counts.CheckIns != kinds["Delivered"] || counts.Alerts != kinds["Alert"] || counts.Leaves != kinds["Withdrawal"] {
		t.Errorf("counted %+v, there are %v", counts, kinds)
	}
}

// whole: every check-in has one end, and none begins after somebody left.
func whole(t *testing.T, facts []record.Fact, endings map[record.Ending]int) {
	t.Helper()
	open, left := map[string]bool{}, false
	for _, f := range facts {
		switch b := f.Body.(type) {
		case record.Occasion:
			if left || open[b.ID] {
				t.Errorf("%s begins again, or after its person has left", b.ID)
			}
			open[b.ID] = true
		case record.Completed:
			endings[b.Reason]++
			if !open[b.Occasion] {
				t.Errorf("%s ends twice", b.Occasion)
			}
			delete(open, b.Occasion)
		case record.Missed:
			endings[b.Reason]++
			if !open[b.Occasion] {
				t.Errorf("%s ends twice", b.Occasion)
			}
			delete(open, b.Occasion)
		case record.Withdrawal:
			left = true
		}
	}
	if len(open) > 0 {
		t.Errorf("without an end: %v", open)
	}
}

// life is what somebody's facts say, without ids, which depend on where a store puts people.
func life(p storage.Planted) []string {
	lines := []string{p.State.Zone}
	for _, w := range p.Wakes {
		key := w.Key
		if p.State.Desk != nil && w.Kind == state.WakeSession {
			key = "of a patient"
		}
		lines = append(lines, fmt.Sprintf("%s %s %s", w.At.UTC(), w.Kind, key))
	}
	for _, f := range p.Facts {
		switch f.Body.(type) {
		// name others by their id
		case record.Enrolment, record.Acknowledgement, record.Opened, record.Audit, record.Prompted, record.PromptOutcome,
			record.Appointment:
		default:
			lines = append(lines, fmt.Sprintf("%s %T %+v", f.At, f.Body, f.Body))
		}
	}
	return lines
}

func TestTheSameSeedGivesTheSamePeople(t *testing.T) {
	o := options(t, 42, 2)
	first, _ := cast(t, o)
	again, _ := cast(t, o)
	if diff := cmp.Diff(first, again); diff != "" {
		t.Errorf("two runs differ (-first +again):\n%s", diff)
	}
	o.Shard = func(chat int64) int { return 15 - int(chat%16) }
	elsewhere, _ := cast(t, o)
	o.Seed = 2
	others, _ := cast(t, o)
	alike := 0
	for chat := range first {
		if diff := cmp.Diff(life(first[chat]), life(elsewhere[chat])); diff != "" {
			t.Errorf("chat %d lives otherwise in a store with other keys (-want +got):\n%s", chat, diff)
		}
		if slices.Equal(life(first[chat]), life(others[chat])) {
			alike++
		}
	}
	if alike > len(first)/10 {
		t.Errorf("%d of %d people are the same with another seed", alike, len(first))
	}
}

func TestRehearseStops(t *testing.T) {
	o := options(t, 100, 0)
	full := errors.New("the disk is full")
	calls := 0
	_, err := Rehearse(t.Context(), o, func([]storage.Planted) error { calls++; return full })
	if !errors.Is(err, full) || calls != 1 {
		t.Errorf("after %d panels: %v", calls, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	calls = 0
	_, err = Rehearse(ctx, o, func(panel []storage.Planted) error {
		calls++
		stop()
		if slices.ContainsFunc(panel, func(p storage.Planted) bool { return p.State.ID == state.OfficeID }) {
			t.Error("the office was planted though patients are missing")
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || calls != 1 {
		t.Errorf("after %d panels: %v", calls, err)
	}
	o.Plan.Clinic.Helplines = nil
	if _, err := Rehearse(t.Context(), o, func([]storage.Planted) error { return nil }); err == nil ||
		!strings.Contains(err.Error(), "enrolment of S-001") {
		t.Errorf("without helplines nobody can be invited: %v", err)
	}
}
