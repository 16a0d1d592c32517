package engine_test

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/state"
)

// oath is a time that somebody was promised.
type oath struct {
	kind string
	to   string
	said time.Time
	at   time.Time
	text string
}

// yearPromise is a kind of promise: the texts that give it, each with the placeholder of its time, the texts that take
// it back or say that it has come, and how late it may come.
type yearPromise struct {
	texts map[string]string
	over  []string
	late  time.Duration
}

// yearPromises are the kinds.
func yearPromises() map[string]yearPromise {
	return map[string]yearPromise{
		"next": {
			texts: map[string]string{
				"setup.done": "when", "pause.done": "next", "pause.none": "next", "pause.over": "next", "schedule.done": "next",
				"zone.next": "next", "agreed.care_given": "next", "silence.fewer_done": "next", "silence.on_done": "next",
				"dosing.next": "next", "dosing.refused": "next",
			},
			over: []string{"agreed.care_taken", "stop.done", "erase.under_way", "erase.receipt", "erase.receipt_open"},
			late: 15 * time.Minute,
		},
		"later": {
			texts: map[string]string{"later.done": "time"},
			over:  []string{"later.again", "pause.done", "agreed.care_taken", "stop.done", "zone.done"},
			late:  time.Minute,
		},
		"tried": {texts: map[string]string{"safety.tried": "next"}, late: 10 * time.Minute},
		"ahead": {
			texts: map[string]string{"leave.ahead": "when"},
			over: []string{
				"leave.told", "leave.off", "leave.is_back", "leave.ahead_alone", "leave.ahead_nobody",
				"leave.refused_ahead", "leave.refused_nobody",
				"gone.patient", "gone.patient_nobody", "team.handed_over", // who was to be away is their clinician no more
			},
			late: 36 * time.Hour, // whoever has moved since has another first day
		},
		// "from 09:00 on": a patient who has moved may sleep then
		"reply": {
			texts: map[string]string{"reply.waits": "time"},
			over: []string{
				"reply.back_off", "reply.back_alert", "reply.back_away", "reply.back_changed", "reply.back_you", "reply.back_lost",
				"reply.back_paused", "reply.back_moved", "reply.back_closed", "gone.you", // whose post has ended hears nothing of it any more
			},
			late: 24 * time.Hour,
		},
		// they meet on the day that a reply has named
		"day": {texts: map[string]string{yearDay: "day"}, over: []string{"reply.day_moved"}, late: 24 * time.Hour},
	}
}

// yearDay is the key under which the year's rules have the reply that names a day.
const yearDay = "replies.on_day"

// yearWords are the words of a text, with its placeholders as groups, and the longest of its pieces, which is quick to
// look for.
type yearWords struct {
	form  *regexp.Regexp
	piece string
}

var yearHole = regexp.MustCompile(`\{([a-z_]+)\}`)

// find finds the words of a key in a text.
func (r *yearRules) find(text, key string) (groups []string, form *regexp.Regexp) {
	w, known := r.forms[key]
	if !known {
		if r.words[key] == "" { // it would stand in every text
			r.fail("there is no text %s", key)
		}
		words := strings.TrimSpace(r.words[key])
		pieces, holes := yearHole.Split(words, -1), yearHole.FindAllStringSubmatch(words, -1)
		pattern := "(?s)"
		for n, piece := range pieces {
			if len(piece) > len(w.piece) {
				w.piece = piece
			}
			if pattern += regexp.QuoteMeta(piece); n < len(holes) {
				pattern += "(?P<" + holes[n][1] + ">.*?)"
			}
		}
		w.form = regexp.MustCompile(pattern)
		r.forms[key] = w
	}
	if !strings.Contains(text, w.piece) {
		return nil, w.form
	}
	return w.form.FindStringSubmatch(text), w.form
}

// says tells whether a text has the words of a key.
func (r *yearRules) says(text, key string) bool {
	groups, _ := r.find(text, key)
	return groups != nil
}

// moment reads a time as it is written for somebody: "14:00", "Wed 14:00", "Wed 4 Mar, 14:00", "from Wed 4 Mar to ...".
func moment(words string, now time.Time, zone *time.Location) (time.Time, bool) {
	words, _, _ = strings.Cut(strings.TrimPrefix(strings.TrimPrefix(words, "from "), "on "), " to ")
	local := now.In(zone)
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	for days := range 400 {
		day := today.AddDate(0, 0, days)
		if days >= 370 { // behind a note that is opened late
			day = today.AddDate(0, 0, 369-days)
		}
		for _, form := range []string{"15:04", "Mon 15:04", "Mon 2 Jan, 15:04", "Mon 2 Jan", "Monday"} {
			at, err := time.Parse(form, words)
			if err != nil || form == "15:04" && days > 0 {
				continue
			}
			wall := day.Add(time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute)
			if wall.Format(form) == words {
				return flows.Resolve(wall, zone), true
			}
		}
	}
	return time.Time{}, false
}

// promises: what was promised to somebody comes, or is taken back in words, or they have asked for something else.
func (r *yearRules) promises(to string, e state.Event, after state.State, texts []yearText) {
	now := e.Head().At
	r.met(now)
	r.broken(now)
	zone := homeOf(r.script.Plan, after)
	if p := after.Patient; r.actor == to && p != nil && (p.Open == nil || p.Open.Touched) {
		r.end("later", to, now, "retracted ") // they have begun by themselves
	}
	if p := after.Patient; r.actor == to && p != nil && p.Open != nil && strings.HasPrefix(p.Open.ID, "own-") {
		r.end("next", to, now, "retracted ") // they have asked for it, and are not asked twice that day
	}
	for kind, promise := range yearPromises() {
		for _, one := range slices.Concat(r.behind(after), texts) {
			if r.comes(kind, e, one) {
				r.end(kind, to, now, "kept ")
			}
			for _, key := range promise.over {
				if r.says(one.text, key) {
					r.end(kind, to, now, "retracted ")
				}
			}
			for key, hole := range promise.texts {
				if one.kind == "behind" || kind == "day" && to != r.id(yearPatient) { // it is promised to whoever reads it
					break
				}
				found, form := r.find(one.text, key)
				if found == nil {
					continue
				}
				if kind != "day" { // each reply names its own
					r.end(kind, to, now, "retracted ")
				}
				at, ok := moment(found[form.SubexpIndex(hole)], now, zone)
				if !ok {
					r.fail("%s promises no time: %q", key, one.text)
					continue
				}
				r.oaths = append(r.oaths, oath{kind, to, now, at, one.text})
			}
		}
	}
}

// met: they have met on the day that a reply had named, as it stood before this turn.
func (r *yearRules) met(now time.Time) {
	for _, o := range slices.Clone(r.oaths) {
		p := r.before[o.to].Patient
		if o.kind != "day" || p == nil {
			continue
		}
		next := p.Planned.After(o.at.Add(-time.Second))
		if !next.IsZero() && !now.Before(next) && next.Before(o.at.AddDate(0, 0, 1)) {
			r.oaths = slices.DeleteFunc(r.oaths, func(other oath) bool { return other == o })
			r.held["kept day"]++
		}
	}
}

// behind lists what has come to wait behind a note: it has come, whenever it is read.
func (r *yearRules) behind(after state.State) (all []yearText) {
	old := map[string]bool{}
	if p := r.before[after.ID].Patient; p != nil && p.Held != nil {
		for _, part := range p.Held.Parts {
			old[part.Text] = true
		}
	}
	if p := after.Patient; p != nil && p.Held != nil {
		for _, part := range p.Held.Parts {
			if !old[part.Text] {
				all = append(all, yearText{text: part.Text, class: part.Class, kind: "behind"})
			}
		}
	}
	return all
}

// comes tells whether this is what was promised.
func (r *yearRules) comes(kind string, e state.Event, one yearText) bool {
	due, _ := e.(state.Due)
	switch kind {
	case "next":
		return due.Kind == state.WakeCheckIn && due.Key != flows.SessionSlot
	case "later":
		return due.Kind == state.WakeLater
	case "tried":
		return one.class == state.ClassSafety
	case "reply":
		return r.says(one.text, "reply.sent")
	}
	return false
}

// end ends what was promised to somebody: kept, if its time has come, else taken back.
func (r *yearRules) end(kind, to string, now time.Time, how string) {
	left := r.oaths[:0]
	for _, o := range r.oaths {
		if o.kind != kind || o.to != to {
			left = append(left, o)
			continue
		}
		if how == "kept " && (o.kind == "next" || o.kind == "reply") && now.Before(o.at) {
			r.fail("it comes before the time that was promised, %s: %q", o.at, o.text)
		}
		if now.Before(o.at) {
			how = "retracted "
		} else if kind == "ahead" {
			how = "kept "
		}
		r.held[how+kind]++
	}
	r.oaths = left
}

// broken: nothing that was promised is overdue. Whoever has stopped hears only of an open alert, and whoever has
// blocked the bot when it is due gets nothing; but of a leave they hear when they are back.
func (r *yearRules) broken(now time.Time) {
	left := r.oaths[:0]
	for _, o := range r.oaths {
		s := r.before[o.to]
		if o.to == r.id(yearPatient) {
			gone := s.Patient == nil || s.Patient.Left && o.kind != "tried"
			missed := s.Blocked && !now.Before(o.at)
			if gone || missed && o.kind != "ahead" {
				continue
			}
			if missed {
				o.at = now
			}
		}
		if now.After(o.at.Add(yearPromises()[o.kind].late)) {
			r.fail("promised at %s for %s, and did not come (%s): %q", o.said, o.at, o.kind, o.text)
		}
		left = append(left, o)
	}
	r.oaths = left
}

// over holds once more at the end what was promised and filed.
func (r *yearRules) over() {
	r.broken(r.script.Rehearsal.Now)
	r.filedStill()
}
