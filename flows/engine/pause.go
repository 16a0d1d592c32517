package engine

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// Pause is a time without check-ins. Whether it holds is looked at when something is about to be sent, never when
// it is planned: so a pause that begins a minute before a check-in holds, and one that ends early does too.
type Pause struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

// longestPause is how far ahead a pause may end, in days: a longer one is better talked about.
const longestPause = 91

// pausedAt tells whether no check-in may come, or was to come, at this time.
func (p *Patient) pausedAt(at time.Time) bool {
	return !at.Before(p.Pause.From) && at.Before(p.Pause.Until)
}

// pauseLengths are what the buttons of /pause offer, in days.
func pauseLengths() []int { return []int{3, 7, 14, 28} }

// pauseAsked offers the ends of a pause, or the end of the one that holds.
func (t *turn) pauseAsked() {
	p := t.state.Patient
	if p.pausedAt(t.now()) {
		t.say(ClassReply, t.text("pause.holds", "until", t.date(p.Pause.Until)),
			row(button(t.text("pause.resume"), "c:pause:0")), t.helpRow())
		return
	}
	t.await("pause")
	t.say(ClassReply, t.text("pause.ask"), t.pauseRows()...)
}

func (t *turn) pauseRows() [][]Button {
	var buttons []Button
	for _, days := range pauseLengths() {
		buttons = append(buttons, button(t.text("pause.days_"+strconv.Itoa(days)), "c:pause:"+strconv.Itoa(days)))
	}
	return append(slices.Collect(slices.Chunk(buttons, 2)),
		row(append(row(button(t.text("pause.not"), "c:pause:no")), t.helpRow()...)...))
}

// pauseTapped takes a press on one of the lengths; 0 ends the pause.
func (t *turn) pauseTapped(e Tapped, value string) {
	days, err := strconv.Atoi(value)
	p := t.state.Patient
	switch {
	case !p.setUp():
		t.toast(e, "toast.old")
	case value == "no":
		t.toast(e, "")
		t.edit(e.Message, t.text("choices.unchanged"))
	case err == nil && days == 0:
		t.toast(e, "")
		t.edit(e.Message, t.resumed())
	case err == nil && slices.Contains(pauseLengths(), days):
		t.toast(e, "")
		t.edit(e.Message, t.paused(t.startOfDay(days)), t.helpRow())
	default:
		t.toast(e, "toast.old")
	}
}

// pauseTyped takes a date as the first day after the pause. What is no date is answered like
// any text, and a date may still follow.
func (t *turn) pauseTyped(text record.FreeText) bool {
	day, ok := readDay(strings.TrimSpace(text.Reveal()), t.now().In(t.zone()))
	if !ok {
		t.await("pause")
		return false
	}
	until := flows.Resolve(flows.Clock(0).On(day), t.zone())
	if !until.After(t.now()) || until.After(t.startOfDay(longestPause)) {
		t.await("pause")
		t.say(ClassReply, t.text("pause.too_far", "last", t.date(t.startOfDay(longestPause))), t.pauseRows()...)
		return true
	}
	t.say(ClassReply, t.paused(until), t.helpRow())
	return true
}

var typedDay = regexp.MustCompile(`^(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[./](\d{1,2})(?:[./](\d{4})?)?)$`)

// readDay reads 2026-03-12 and, with the day first, 12.3.2026 or 12.3. where the year is the next in which that
// day comes.
func readDay(text string, today time.Time) (time.Time, bool) {
	m := typedDay.FindStringSubmatch(text)
	if m == nil {
		return time.Time{}, false
	}
	year, month, day := m[1]+m[6], m[2]+m[5], m[3]+m[4]
	open := year == ""
	if open {
		year = strconv.Itoa(today.Year())
	}
	read, err := time.Parse("2006-1-2", year+"-"+strings.TrimPrefix(month, "0")+"-"+strings.TrimPrefix(day, "0"))
	if err == nil && open && read.Format(time.DateOnly) < today.Format(time.DateOnly) {
		read = read.AddDate(1, 0, 0)
	}
	return read, err == nil
}

// paused begins a pause, closes what is open, and says until when.
func (t *turn) paused(until time.Time) string {
	t.endOccasion(record.EndPaused)
	t.state.Patient.Pause = Pause{From: t.now(), Until: until}
	t.keep(record.Pause{Until: until})
	return t.text("pause.done", "until", t.date(until), "next", t.dateTime(t.nextCheckIn()))
}

// resumeAsked ends a pause early.
func (t *turn) resumeAsked() {
	if !t.state.Patient.pausedAt(t.now()) {
		t.say(ClassReply, t.text("pause.none", "next", t.dateTime(t.nextCheckIn())), t.helpRow())
		return
	}
	t.say(ClassReply, t.resumed(), t.helpRow())
}

func (t *turn) resumed() string {
	p := t.state.Patient
	if p.pausedAt(t.now()) {
		p.Pause.Until = t.now()
		t.keep(record.Pause{Until: t.now()})
	}
	return t.text("pause.over", "next", t.dateTime(t.nextCheckIn()))
}

// nextCheckIn is when the next check-in is planned that no pause holds back.
func (t *turn) nextCheckIn() time.Time {
	p := t.state.Patient
	after := t.now()
	if p.pausedAt(after) {
		after = p.Pause.Until.Add(-time.Nanosecond)
	}
	return t.checkInAfter(after)
}

// checkInAfter is when the first check-in after a time comes, pause or not.
func (t *turn) checkInAfter(after time.Time) time.Time {
	_, at := t.nextSlot(after)
	for _, r := range t.plan.Random {
		if m := t.nextMoment(r, after); !m.at.IsZero() && (at.IsZero() || m.at.Before(at)) {
			at = m.at
		}
	}
	return at
}

// nextSlot is the slot whose check-in comes first after a time, and when.
func (t *turn) nextSlot(after time.Time) (slot int, first time.Time) {
	for n := range t.plan.Rotation {
		at := t.slotAfter(n, after)
		if !at.IsZero() && (first.IsZero() || at.Before(first)) {
			slot, first = n, at
		}
	}
	return slot, first
}
