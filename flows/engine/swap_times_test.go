package engine_test

import (
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// TestSwapTimes: what a button of a swap says is what the office is asked for: days from midnight to midnight, a night
// from the end of duty to its beginning, and of the night post from noon to noon, with the clocks changing, too. What
// is over, too far or not offered asks for nothing.
func TestSwapTimes(t *testing.T) {
	plan := shipped(t)
	zone := plan.Clinic.Location()
	const form = "2006-01-02 15:04"
	at := func(text string) time.Time {
		when, err := time.ParseInLocation(form, text, zone)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, c := range []struct {
		post        record.Role
		now, when   string
		days        int
		from, until string
	}{
		{record.Backup, "2026-03-02 10:00", "d2026-03-02", 1, "2026-03-02 00:00", "2026-03-03 00:00"},
		{record.Lead, "2026-03-02 10:00", "d2026-03-27", 5, "2026-03-27 00:00", "2026-04-01 00:00"}, // summer time
		{record.Backup, "2026-03-02 10:00", "n2026-03-02", 1, "2026-03-02 17:00", "2026-03-03 09:00"},
		{record.Backup, "2026-03-06 10:00", "n2026-03-06", 1, "2026-03-06 17:00", "2026-03-07 08:00"}, // before a Saturday
		{record.Backup, "2026-03-07 10:00", "n2026-03-07", 1, "2026-03-07 18:00", "2026-03-08 08:00"},
		{record.Night, "2026-03-02 10:00", "d2026-03-28", 1, "2026-03-28 12:00", "2026-03-29 12:00"},
		{record.Night, "2026-03-02 10:00", "d2026-03-03", 3, "2026-03-03 12:00", "2026-03-06 12:00"},
		{record.Night, "2026-03-03 02:00", "n2026-03-02", 1, "2026-03-02 12:00", "2026-03-03 12:00"},
		{record.Backup, "2026-03-02 10:00", "d2026-03-01", 1, "", ""},
		{record.Backup, "2026-03-02 09:00", "n2026-03-01", 1, "", ""},
		{record.Backup, "2026-03-02 10:00", "d2026-03-31", 1, "", ""},
		{record.Backup, "2026-03-02 10:00", "n2026-03-02", 2, "", ""},
		{record.Backup, "2026-03-02 10:00", "d2026-03-02", 8, "", ""},
		{record.Backup, "2026-03-02 10:00", "d2026-02-30", 1, "", ""},
		{record.Backup, "2026-03-02 10:00", "x2026-03-02", 1, "", ""},
	} {
		self := state.Contact{ID: "s01-H", Name: "Dr Vale", Role: c.post}
		moss := state.Contact{ID: "s01-M", Name: "Dr Moss", Role: record.Clinician}
		s := state.State{
			ID: self.ID, Chat: 5, Locale: "en", Zone: "Europe/London",
			Desk: &state.Desk{Name: self.Name, Role: c.post, Active: true, Staff: []state.Contact{self, moss}},
		}
		p := press.Swap{Of: turn.ColleagueKey(self.ID), When: c.when, Days: c.days, Who: turn.ColleagueKey(moss.ID)}
		_, effects := engine.Step(plan, s, state.Tapped{
			Header: state.Header{ID: "u1.c1", At: at(c.now)}, Sender: state.Sender{Chat: 5}, Message: 1, Callback: "c",
			Data: press.Encode(p),
		})
		from, until := "", ""
		for _, e := range effects {
			if tell, ok := e.(state.Tell); ok {
				l := tell.Letter.(state.Propose)
				from, until = l.From.In(zone).Format(form), l.Until.In(zone).Format(form)
			}
		}
		if from != c.from || until != c.until {
			t.Errorf("%s at %s, %s for %d: from %q to %q, want %q to %q", c.post, c.now, c.when, c.days, from, until, c.from,
				c.until)
		}
	}
}
