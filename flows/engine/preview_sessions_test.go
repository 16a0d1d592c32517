package engine_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows"
	"footing/flows/rehearsal"
)

// TestPreviewSessions: what comes after sessions is shown as Step has it: of each session once, behind the check-in
// that comes first, and the question about a long gap where the next is far away, also where it waits for a morning.
func TestPreviewSessions(t *testing.T) {
	at := func(text string) time.Time { return must(time.Parse("2006-01-02 15:04", text)) }
	for name, c := range map[string]struct {
		met  rehearsal.Sessions
		day  time.Weekday // of the check-in of the rotation
		at   string
		want []string
	}{
		"nobody has said": {rehearsal.Sessions{}, time.Wednesday, "14:00", nil},
		"each week": {rehearsal.Sessions{Weekly: true, Day: time.Tuesday, At: 10 * 60}, time.Tuesday, "14:00", []string{
			"session@2026-03-03 open Tue 18:00", "session@2026-03-10 open Tue 18:00",
		}},
		"on dates": {rehearsal.Sessions{Dates: []time.Time{
			at("2026-03-03 15:00"), at("2026-03-05 09:00"),
			at("2026-03-19 09:00"),
		}}, time.Sunday, "14:00", []string{
			"session@2026-03-03 open Tue 17:50", "session@2026-03-05 open Thu 11:50", "session@2026-03-05 gap Fri 14:00",
		}},
		"a gap of 13 days": {
			rehearsal.Sessions{Dates: []time.Time{at("2026-03-03 15:00"), at("2026-03-16 15:00")}},
			time.Wednesday, "14:00",
			[]string{
				"session@2026-03-03 open Tue 17:50",
			},
		},
		"a check-in on the day after, which is never answered": {
			rehearsal.Sessions{Dates: []time.Time{
				at("2026-03-03 15:00"),
				at("2026-03-17 15:00"),
			}}, time.Wednesday, "20:00", []string{
				"session@2026-03-03 open Tue 17:50", "session@2026-03-03 gap Thu 09:00",
			},
		},
	} {
		v := rehearsal.Preview{
			Zone: "Europe/London", At: must(flows.ParseClock(c.at)), From: date("2026-03-02"),
			To: date("2026-03-12"), Sessions: c.met,
		}
		v.Days = []time.Weekday{c.day}
		var got []string
		for m := range v.Messages(shipped(t)) {
			if m.Occasion[:7] == "session" && (m.Kind == rehearsal.MessageOpen || m.Kind == rehearsal.MessageGap) {
				got = append(got, m.Occasion+" "+string(m.Kind)+" "+m.Wall.Format("Mon 15:04"))
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
