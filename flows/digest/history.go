package digest

import (
	"cmp"
	"slices"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// history is what a clinician may know about one person, read once from the facts up to the request's time.
type history struct {
	care       choice
	safety     choice                       // to the safety questions
	joined     time.Time                    // zero: not known
	lastSaid   time.Time                    // when the latest answer that is not private was given; zero: none was
	left       time.Time                    // zero: has not left
	unreached  time.Time                    // since when messages do not arrive; zero: they do
	goal       record.Goal                  // in the patient's words; zero: none
	paused     time.Time                    // until when no check-ins were asked for; zero or past: they are
	alerts     []*alert                     // oldest first
	notices    []*notice                    // of the week, one for each check-in
	open       []*notice                    // that the question after words of danger was left open
	said       map[string]map[string]answer // current answers to safety questions, by check-in and item
	occasions  []*occasion                  // in order of their first fact
	answers    []answer                     // current, neither hidden nor private, with or without value; oldest first
	wishes     []int                        // the week's themes that they want to talk about, without sharing an answer
	withheld   withheld
	plans      plans
	adjustment record.Adjustment // what the clinician has changed from the protocol
}

// choice is a person's answer when asked; unasked until then.
type choice int

const (
	unasked choice = iota
	given
	refused
)

// alert is one alert, with the latest time it was raised. A new event after it was acknowledged opens it again.
type alert struct {
	record.Alert
	at     time.Time // when it was filed, which is what weeks go by
	said   time.Time // when it was called for, which is what is told
	seen   time.Time // zero: not acknowledged
	seenBy string
	again  bool // it is escalated again, and nobody has acted since
	last   act  // what was last done about it
}

// act is what somebody did about an alert.
type act struct {
	record.Acknowledgement
	at time.Time
}

// notice combines the notices of one check-in: the most urgent level with its rule, and the answers as of the last
// notice.
type notice struct {
	record.Notice
	urgency int // of the level: smaller is more urgent
	at      time.Time
	said    time.Time
}

// occasion is one check-in from opening to end.
type occasion struct {
	id       string
	at       time.Time // when it ended, or opened if it has not ended
	opened   time.Time
	said     time.Time // when it was asked for: of words of danger, when they were written
	ended    bool
	answered bool
	reason   record.Ending
	asked    []string // questionnaires
	agreed   bool     // the safety questions were agreed to when it was opened
}

// history reads a person's facts, in the order in which they happened.
func (v *view) history(person Person) history {
	facts := slices.DeleteFunc(slices.Clone(person.Facts), func(f record.Fact) bool { return f.At.After(v.until) })
	slices.SortStableFunc(facts, record.Fact.Compare)
	facts = slices.CompactFunc(facts, func(a, b record.Fact) bool { return a.ID != "" && a.ID == b.ID })
	if person.Unalerted {
		facts = withoutAlerts(facts)
	}
	h := history{withheld: newWithheld()}
	standing, sharing := make(map[[3]string]answer), make(choices)
	for _, f := range facts {
		switch body := f.Body.(type) {
		case record.Sharing:
			sharing[topic{body.Occasion, body.Theme}] = choiceMade{body.Choice, f.At}
		case record.Response:
			key := [3]string{body.Occasion, body.Questionnaire, body.Item}
			if old, ok := standing[key]; !ok || body.Revision >= old.Revision {
				standing[key] = answer{Response: body, at: f.SaidAt(), told: f.At}
			}
			h.withheld.remember(body, f.At)
		case record.Withdrawal:
			// Leaving withdraws the answers. A person who joins again starts anew. Alerts remain.
			h = history{alerts: h.alerts, left: f.At, withheld: newWithheld()}
			clear(standing)
			clear(sharing)
		default:
			h.read(f)
		}
	}
	h.notices = slices.DeleteFunc(h.notices, func(n *notice) bool { return !v.thisWeek(n.at) })
	h.answers = v.shared(standing, sharing)
	h.said, h.lastSaid = v.openly(h, standing)
	h.wishes = v.wishes(sharing)
	v.settle(h, standing)
	return h
}

// withoutAlerts removes every trace of alerts, including that one ended a check-in.
func withoutAlerts(facts []record.Fact) []record.Fact {
	facts = slices.DeleteFunc(facts, func(f record.Fact) bool {
		switch f.Body.(type) {
		case record.Alert, record.Acknowledgement:
			return true
		default:
			return false
		}
	})
	for n := range facts {
		switch body := facts[n].Body.(type) {
		case record.Completed:
			if body.Reason == record.EndRed {
				body.Reason = record.EndAnswered
				facts[n].Body = body
			}
		case record.Missed:
			if body.Reason == record.EndRed {
				body.Reason = record.EndExpired
				facts[n].Body = body
			}
		}
	}
	return facts
}

// read processes a fact that is neither an answer nor a withdrawal.
func (h *history) read(f record.Fact) {
	switch body := f.Body.(type) {
	case record.Enrolment:
		h.left, h.joined = time.Time{}, f.At
	case record.Consent:
		h.consent(body)
	case record.Goal:
		h.goal = body
	case record.Pause:
		h.paused = body.Until
	case record.Reach:
		switch {
		case body.Reachable:
			h.unreached = time.Time{}
		case h.unreached.IsZero():
			h.unreached = f.At
		}
	case record.Alert:
		h.alerts = slices.DeleteFunc(h.alerts, func(a *alert) bool { return a.ID == body.ID })
		h.alerts = append(h.alerts, &alert{Alert: body, at: f.At, said: f.SaidAt()})
	case record.Acknowledgement:
		h.acknowledge(body, f.SaidAt())
	case record.Notice:
		h.notice(body, f)
	case record.Appointment:
		h.plans = append(h.plans, planned{f.At, body})
	case record.Adjustment:
		h.adjustment = body
	case record.Occasion:
		o := h.occasion(body.ID)
		o.at, o.opened, o.said = f.At, f.At, f.SaidAt()
		o.asked, o.agreed = body.Questionnaires, h.safety == given
	case record.Completed:
		o := h.occasion(body.Occasion)
		o.at, o.ended, o.answered, o.reason = f.At, true, true, body.Reason
	case record.Missed: // earlier answers still count
		if o := h.occasion(body.Occasion); !o.answered {
			o.at, o.ended, o.reason = f.At, true, body.Reason
		}
	}
}

// consent records what the patient agreed to.
func (h *history) consent(c record.Consent) {
	said := refused
	if c.Given {
		said = given
	}
	switch c.Purpose {
	case record.ForCare:
		h.care = said
	case record.ForSafety:
		h.safety = said
	case record.ForResearch, record.ForPrivateResearch:
	}
}

// acknowledge records who first acknowledged an alert since it was last escalated, and what was last done about it: of
// acts in one round of calls the one that says most, and an act after the alert was escalated again in any case.
func (h *history) acknowledge(a record.Acknowledgement, at time.Time) {
	acts := []record.Act{record.Seen, record.NoAnswer, record.Contact, record.Elsewhere}
	for _, one := range h.alerts {
		switch {
		case one.ID != a.Alert:
		case a.Act == record.Reopened:
			one.seen, one.seenBy, one.again = time.Time{}, "", true
		case !slices.Contains(acts, a.Act):
		default:
			if !a.Older && (one.again || slices.Index(acts, a.Act) >= slices.Index(acts, one.last.Act)) {
				one.last, one.again = act{a, at}, false
			}
			if one.seen.IsZero() {
				one.seen, one.seenBy = at, a.Name
			}
		}
	}
}

// notice processes a notice; several from one check-in are merged.
func (h *history) notice(body record.Notice, f record.Fact) {
	levels := []flows.Level{flows.Note, flows.Line, flows.Care}
	n := notice{Notice: body, urgency: slices.Index(levels, flows.Level(body.Level)), at: f.At, said: f.SaidAt()}
	if n.urgency < 0 {
		n.urgency = len(levels) // a level unknown to this release
	}
	if n.Rule == record.RuleWords {
		n.said = cmp.Or(n.Words, n.said) // of the words, not of the end of the question
		h.open = append(h.open, &n)
		return
	}
	i := slices.IndexFunc(h.notices, func(old *notice) bool {
		return old.Occasion == body.Occasion && body.Occasion != ""
	})
	if i < 0 {
		h.notices = append(h.notices, &n)
		return
	}
	if old := h.notices[i]; old.urgency < n.urgency {
		n.urgency, n.Level, n.Rule = old.urgency, old.Level, old.Rule
	}
	h.notices[i] = &n
}

// occasion finds a check-in, or starts one.
func (h *history) occasion(id string) *occasion {
	i := slices.IndexFunc(h.occasions, func(o *occasion) bool { return o.id == id })
	if i >= 0 {
		return h.occasions[i]
	}
	o := &occasion{id: id}
	h.occasions = append(h.occasions, o)
	return o
}

// shared are the answers that a clinician may see, oldest first: neither private nor hidden, both in the current plan
// and in the plan under which they were given. Answers to items that the plan no longer has are omitted, because there
// are no words for them.
func (v *view) shared(standing map[[3]string]answer, sharing choices) []answer {
	var list []answer
	for _, a := range standing {
		at, ok := v.items[a.Item]
		if !ok || at.of.ID != a.Questionnaire || a.Hidden || at.item.Hidden {
			continue
		}
		if at.of.Private || a.Private {
			made := sharing[topic{a.Occasion, a.Theme}] // the theme at the time of the question
			if made.Share != record.ShareAnswers {
				continue
			}
			a.chosen = true
			if made.at.After(a.told) {
				a.told = made.at
			}
		}
		a.place = at.as(a.Version)
		list = append(list, a)
	}
	list = applicable(list)
	slices.SortFunc(list, func(a, b answer) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.Occasion, b.Occasion), a.place.nth-b.place.nth)
	})
	return list
}

// openly are the current answers to safety questions, and when an answer that is not private was last given. Unlike
// shared, it keeps the answer to a question that words of danger brought: no condition had to hold for it.
func (v *view) openly(h history, standing map[[3]string]answer) (said map[string]map[string]answer, last time.Time) {
	said = make(map[string]map[string]answer)
	for _, a := range standing {
		at, ok := v.items[a.Item]
		if a.Private || v.private(h.withheld, a.Questionnaire, a.at) {
			continue
		}
		if a.Hidden || ok && at.item.Hidden {
			continue
		}
		last = flows.Later(last, a.told)
		if !ok || at.of.ID != a.Questionnaire || at.of.Theme != 0 {
			continue
		}
		if a.place = at.as(a.Version); said[a.Occasion] == nil {
			said[a.Occasion] = make(map[string]answer)
		}
		said[a.Occasion][a.Item] = a
	}
	return said, last
}

// applicable removes answers to questions that no longer apply, because somebody went back and changed the answer they
// depended on. It reads only what a clinician may see. A question that depends on a hidden answer is therefore removed
// too, so it cannot reveal that answer.
func applicable(list []answer) []answer {
	given := make(map[string]map[string]flows.Answer)
	for _, a := range list {
		if given[a.Occasion] == nil {
			given[a.Occasion] = make(map[string]flows.Answer)
		}
		given[a.Occasion][a.Item] = flows.Answer{Code: a.Code, Codes: a.Codes, Value: a.Value}
	}
	return slices.DeleteFunc(list, func(a answer) bool {
		if a.place.item.When == nil || len(a.place.item.When.Past()) > 0 {
			return false // what its condition needs is not visible here
		}
		holds, err := a.place.item.When.Holds(given[a.Occasion], nil)
		return err == nil && !holds
	})
}
