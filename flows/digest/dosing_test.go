package digest

import (
	"strings"
	"testing"

	"footing/flows/record"
)

// What a clinician has settled for one patient holds in that patient's summary, and in nobody else's. No threshold goes
// below the protocol's.
func TestAdjustment(t *testing.T) {
	p := plan(t)
	settled := func(d *diary, body record.Adjustment) *diary { return d.note(day(60, 9), body) }
	summary := func(with *diary) Summary {
		other := joined(t, p, "B-02").answersTo("safe", 2, 2).answersTo("support", 4, 3, 2)
		r := request(t, with, other)
		before := summaryOf(p, request(t, other), other.who.ID)
		if after := summaryOf(p, r, other.who.ID); after != before {
			t.Errorf("what was settled for one patient changes another's summary from\n%s\nto\n%s", before.Text, after.Text)
		}
		return summaryOf(p, r, with.who.ID)
	}
	slipping := newView(p, request(t)).say("trend.slipping")
	low := func(values ...int) *diary { return joined(t, p, "A-17").answersTo("safe", values...) }
	for name, c := range map[string]struct {
		d      *diary
		prompt int
	}{
		"the protocol's": {low(2, 2), 0},
		"raised":         {settled(low(2, 2), record.Adjustment{Low: 2}), 1},
		"raised and refused": {settled(low(2, 2), record.Adjustment{Low: 2}).note(day(50, 9),
			record.Adjustment{Refused: true}), 0},
		"below the protocol's":            {settled(low(1, 1), record.Adjustment{Low: 0.5}), 1},
		"what is good cannot be low":      {settled(low(3, 3), record.Adjustment{Low: p.Digest.Good}), 0},
		"no more drops than the protocol": {settled(low(1, 1), record.Adjustment{Drops: 1}), 1},
	} {
		if got := summary(c.d); got.Prompt != c.prompt {
			t.Errorf("%s: a prompt for theme %d, want %d\n%s", name, got.Prompt, c.prompt, got.Text)
		}
	}
	for drops, want := range map[int]bool{0: true, 1: true, 2: true, 3: false} {
		got := summary(settled(low(4, 3, 2), record.Adjustment{Drops: drops}))
		if strings.Contains(got.Text, slipping) != want {
			t.Errorf("two drops in a row with %d as the number: slipping is %t, want %t\n%s", drops, !want, want, got.Text)
		}
	}
	name := newView(p, request(t)).theme(2)
	if text := summary(low(3, 3)).Text; !strings.Contains(text, name) {
		t.Fatalf("the test shows nothing: %s", text)
	}
	if text := summary(settled(low(3, 3), record.Adjustment{Themes: []int{2}})).Text; strings.Contains(text, name) {
		t.Errorf("a theme that is left out is missed in\n%s", text)
	}
}

// Whoever the patient keeps alerts from reads the same as if there had been none.
func TestUnalerted(t *testing.T) {
	p := plan(t)
	quiet := joined(t, p, "A-17").answered(day(4, 13), "safe=v3").ended(day(2, 13), record.EndExpired)
	loud := joined(t, p, "A-17").answered(day(4, 13), "safe=v3").ended(day(2, 13), record.EndRed).
		note(day(2, 13), record.Alert{ID: "a1", Short: "7F3K", Cause: record.CauseAnswer}).
		note(day(1, 13), record.Acknowledgement{Alert: "a1", Name: "Dr Berg", Act: record.Seen})
	unalerted := request(t, quiet)
	unalerted.People[0].Unalerted = true
	want := Compose(p, unalerted)
	r := request(t, loud)
	if got := Compose(p, r); got.Text == want.Text {
		t.Fatalf("the test shows nothing: %s", got.Text)
	}
	r.People[0].Unalerted = true
	if got := Compose(p, r); got.Text != want.Text || got.People[0] != want.People[0] {
		t.Errorf("somebody whom the patient keeps alerts from reads\n%s\nand not\n%s", got.Text, want.Text)
	}
}
