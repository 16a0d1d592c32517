package engine_test

import (
	"strings"
	"testing"
	"time"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// dayRead is the day that a reply that is being sent names, as its patient reads it: the weekday of the next six days,
// or a date.
func dayRead(p *flows.Protocol, s state.State) string {
	one, home, words := s.Patient.Replies.Sent, homeOf(p, s), p.Wording(s.Locale)
	day, code := one.Day.In(home), ""
	for ahead := range 7 {
		then := one.At.In(home).AddDate(0, 0, ahead)
		if ahead > 0 && then.Format(time.DateOnly) == day.Format(time.DateOnly) {
			code = strings.ToLower(day.Weekday().String()[:3])
		}
	}
	if code != "" {
		return words["weekday."+code]
	}
	short := words["day."+strings.ToLower(day.Weekday().String()[:3])]
	date, _ := words.Text("digest.date", map[string]string{
		"weekday": short, "day": day.Format("2"), "month": words["digest.month."+day.Format("1")],
	})
	return date
}

// stillThen tells whether an appointment is still to come as it was, and on the date that was named, if one was.
func stillThen(p *flows.Protocol, s state.State, day time.Time, named string, now time.Time) bool {
	if day.IsZero() {
		return true
	}
	for from := now; ; {
		next := s.Patient.Planned.After(from)
		if next.IsZero() || next.After(day) {
			return false
		}
		if next.Equal(day) {
			return named == "" || named == day.In(homeOf(p, s)).Format(time.DateOnly)
		}
		from = next
	}
}

// repliesDated: what waits, or is behind a note, names no day that does not hold; and whoever has read one that does
// not is told so, at once or when they are awake.
func (r *rules) repliesDated(e state.Event, after state.State) {
	p, at := after.Patient, e.Head().At
	for _, one := range p.Replies.Queue {
		if !stillThen(r.tr.plan, after, one.Day, one.Named, at) {
			r.tr.t.Fatalf("after %T, a reply waits that names a day on which they do not meet: %+v, %+v", e, one, p.Planned)
		}
	}
	if p.Held != nil {
		for _, part := range p.Held.Parts {
			if one, _ := p.Replies.Find(part.Reply); !stillThen(r.tr.plan, after, one.Day, one.Named, at) {
				r.tr.t.Fatalf("after %T, a note shows a reply whose day does not hold: %+v, %+v", e, one, p.Planned)
			}
		}
	}
	for _, one := range p.Replies.Dated {
		read := one.Message != 0 || one.Behind
		holds := stillThen(r.tr.plan, after, one.Day, one.Named, at)
		if read && !after.Blocked && !holds && !one.Told && !one.Owed {
			r.tr.t.Fatalf("after %T, nobody has said that the day of a reply does not hold: %+v, %+v", e, one, p.Planned)
		}
		if one.Told {
			r.tr.undone++
		}
	}
}

// meets lets the clinician settle when they meet a patient: each week, once, or not at all.
func (tr *troupe) meets(patient *actor) {
	tr.taps(lind, shownButton{1, "m:" + patient.id + oneOf(tr, []string{
		":week:wed.1400", ":week:thu.0930", ":week:none", ":next:none", ":next:2026-03-12.1500",
	}, "when they meet")})
	tr.settle()
}

// patientMeets lets a patient move the next appointment, or leave it out.
func (tr *troupe) patientMeets(patient *actor) {
	tr.walks(patient.chat, "/schedule", "c:session", "c:session:", "c:session:", "c:session:", "c:session:")
	tr.settle()
}

// meeting has a patient meet somebody each week from now on, if they meet nobody.
func (tr *troupe) meeting(a *actor) {
	p := a.current.Patient
	if a.state != nil && p != nil && !p.Left && p.Planned.After(tr.now).IsZero() {
		p.Planned = record.Appointment{
			Weekly: true, Day: tr.now.AddDate(0, 0, 1+tr.oneIn(6, "day")).Weekday(), At: "14:00", Zone: tr.plan.Clinic.Zone,
		}
		a.state = must(state.EncodeState(a.current))
	}
}

// TestNoDayArrivesTooLate: a reply that Telegram lets wait until the appointment has begun is not handed over.
func TestNoDayArrivesTooLate(t *testing.T) {
	s := newStage(t)
	s.play("everybody is set up", "the clinic has approved its replies", "patient has shared something",
		"clinician: /patient A-17", "clinician taps Set the weekly session", "clinician taps Mon", "clinician taps 14:..",
		"clinician taps 14:00", "clinician: /summary A-17", "at 2026-03-02 13:58", "clinician taps Reply",
		"clinician taps data=z:{id of patient}:text:on_day", "clinician taps Send to A-17")
	patient := s.Role("patient").State
	one := patient.Patient.Replies.Sent
	if one.Named != "2026-03-02" {
		t.Fatalf("no day is named: %+v", one)
	}
	for _, c := range []struct {
		after time.Duration
		want  bool
	}{{time.Minute, true}, {2 * time.Minute, false}} {
		if got := engine.ReplyStands(s.Plan, patient, one.Key, s.Now().Add(c.after)); got != c.want {
			t.Errorf("%s later the reply may go: %t", c.after, got)
		}
	}
}

// hasShared lets a patient have shared the private answers of a check-in by now.
func (tr *troupe) hasShared(a *actor) {
	if p := a.current.Patient; a.state != nil && p != nil && !p.Left {
		p.Kept = append(p.Kept, state.Kept{Occasion: "before", Choice: record.ShareAnswers, At: tr.now})
		a.state = must(state.EncodeState(a.current))
	}
}
