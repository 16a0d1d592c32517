package digest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// safetyAsk is one check-in with safety questions, as the safety line tells of it.
type safetyAsk struct {
	occasion *occasion
	day      time.Time
	byWords  bool // asked because of words that they wrote, and nothing else
	answers  map[string]answer
}

// safetySaid is the safety line: what was asked and said this week, never a sum. It is always there. Whoever is
// kept from alerts reads the same as where the questions were not agreed to, so nobody learns that they were left out.
func (v *view) safetySaid(h history, unshown bool) string {
	asks := v.safetyAsks(h)
	var parts []string
	switch {
	case unshown, len(asks) == 0 && h.safety != given:
		parts = append(parts, v.say("safety.unshown"))
	default:
		parts = v.saidParts(h, asks)
	}
	return v.say("safety", "what", strings.Join(parts, " "))
}

func (v *view) saidParts(h history, asks []safetyAsk) []string {
	var planned []safetyAsk
	var parts, words []string
	for _, one := range asks {
		if !one.byWords {
			planned = append(planned, one)
			continue
		}
		for _, at := range v.onPhrase() {
			words = append(words, v.say("safety.words", "day", v.weekday(one.day), "answer", v.saidWord(one, at)))
		}
	}
	if len(planned) > 0 {
		days := make([]string, 0, len(planned))
		for _, one := range planned {
			days = append(days, v.weekday(one.day))
		}
		parts = append(parts, v.say("safety.asked", "n", fmt.Sprint(len(planned)), "days", strings.Join(days, ", ")))
		parts = append(parts, v.saidOfItems(planned)...)
	}
	parts = slices.Concat(parts, words, v.notAsked(h, len(asks) > 0))
	if len(asks) > 0 {
		parts = append(parts, v.say("safety.no_rules_nothing_out"))
	}
	return parts
}

// notAsked says why safety questions of the week did not reach the patient.
func (v *view) notAsked(h history, asked bool) []string {
	var parts, undelivered, offDuty []string
	for _, o := range h.occasions {
		switch {
		case !v.thisWeek(o.opened):
		case v.asksSafety(o) && o.reason == record.EndNotDelivered:
			undelivered = append(undelivered, v.weekday(o.opened))
		case !v.asksSafety(o) && o.agreed && v.meantSafety(o.id):
			offDuty = append(offDuty, v.weekday(o.opened))
		}
	}
	if len(undelivered) > 0 {
		parts = append(parts, v.say("safety.undelivered", "days", strings.Join(undelivered, ", ")))
	}
	if len(offDuty) > 0 {
		parts = append(parts, v.say("safety.off_duty", "days", strings.Join(offDuty, ", ")))
	}
	switch {
	case h.safety != given:
		parts = append(parts, v.say("safety.not_agreed"))
	case !asked && len(parts) == 0:
		parts = append(parts, v.say("safety.none"))
	}
	return parts
}

// safetyAsks are the week's check-ins in which a safety question was put, and apart the questions that were put because
// of words, with the day of the words, oldest first.
func (v *view) safetyAsks(h history) []safetyAsk {
	var asks []safetyAsk
	for _, o := range h.occasions {
		one := safetyAsk{occasion: o, day: o.opened, answers: maps.Clone(h.said[o.id])}
		for _, a := range one.answers {
			one.day = flows.Later(one.day, a.at)
		}
		if !v.thisWeek(one.day) {
			continue
		}
		asked := v.asksSafety(o) && o.reason != record.EndNotDelivered
		for _, a := range one.answers {
			asked = asked || !a.place.item.OnPhrase
		}
		left := slices.ContainsFunc(h.open, func(n *notice) bool { return n.Occasion == o.id })
		switch {
		case strings.HasPrefix(o.id, flows.SaidSlot+"-"), !asked && (left || len(one.answers) > 0):
			one.byWords, one.day = true, h.words(one)
			asks = append(asks, one)
		case asked:
			asks = append(append(asks, one), v.besides(one)...)
		}
	}
	for _, n := range h.open { // of a check-in that asks about safety anyway: the question after words was asked beside it
		i := slices.IndexFunc(asks, func(one safetyAsk) bool { return one.occasion.id == n.Occasion })
		if (i < 0 || !asks[i].byWords) && v.thisWeek(n.at) {
			asks = append(asks, safetyAsk{occasion: &occasion{id: n.Occasion, ended: true}, day: n.said, byWords: true})
		}
	}
	slices.SortStableFunc(asks, func(a, b safetyAsk) int {
		return cmp.Or(a.day.Compare(b.day), cmp.Compare(a.occasion.id, b.occasion.id))
	})
	return asks
}

// words is when the words were written because of which a check-in asked. An older release kept only when the answer
// came.
func (h *history) words(one safetyAsk) time.Time {
	for _, a := range one.answers {
		if !a.Words.IsZero() {
			return a.Words
		}
	}
	for _, n := range h.open {
		if n.Occasion == one.occasion.id && !n.Words.IsZero() {
			return n.Words
		}
	}
	if len(one.answers) == 0 {
		return one.occasion.said
	}
	return one.day
}

// besides takes out of a check-in that asks about safety anyway what it asked because of words alone.
func (v *view) besides(one safetyAsk) []safetyAsk {
	var apart []safetyAsk
	for id, a := range one.answers {
		if a.Words.IsZero() {
			continue
		}
		apart = append(apart, safetyAsk{
			occasion: one.occasion, day: a.Words, byWords: true, answers: map[string]answer{id: a},
		})
		if !v.applied(one, a.place) {
			delete(one.answers, id)
		}
	}
	return apart
}

// saidOfItems says for each safety item what was answered on which day. A follow-up is named where it applied.
func (v *view) saidOfItems(asks []safetyAsk) []string {
	var parts []string
	for _, at := range v.safetyItems() {
		var days []string
		for _, one := range asks {
			if _, said := one.answers[at.item.ID]; said || v.applied(one, at) {
				days = append(days, v.wording.Isolate(v.saidWord(one, at))+" ("+v.weekday(one.day)+")")
			}
		}
		if len(days) > 0 {
			parts = append(parts, v.saidLabel(at)+": "+strings.Join(days, ", ")+".")
		}
	}
	return parts
}

// applied tells whether an item was put in this check-in. One that cannot be judged counts as put.
func (v *view) applied(one safetyAsk, at planItem) bool {
	if at.item.When == nil {
		return true
	}
	given := make(map[string]flows.Answer, len(one.answers))
	for id, a := range one.answers {
		given[id] = flows.Answer{Code: a.Code, Codes: a.Codes, Value: a.Value}
	}
	holds, err := at.item.When.Holds(given, nil)
	return holds || err != nil && len(given) > 0
}

// saidWord is an answer in the clinician's words: what was said, that nothing was, or that it is still open.
func (v *view) saidWord(one safetyAsk, at planItem) string {
	a, ok := one.answers[at.item.ID]
	switch {
	case !ok && !one.occasion.ended:
		return v.say("safety.open")
	case !ok:
		return v.say("safety.no_answer")
	case !flows.Declined(a.Code) && v.has("said."+a.Code):
		return v.say("said." + a.Code)
	}
	if words, found := v.words(a); found {
		return words
	}
	return v.say("safety.own_words")
}

func (v *view) saidLabel(at planItem) string {
	if key := "safety.item." + at.item.ID; v.has(key) {
		return v.say(key)
	}
	return strings.TrimSuffix(strings.TrimSpace(v.label(at)), ":")
}

// safetyItems are the safety questions of the plan that are shown to a clinician, in their order.
func (v *view) safetyItems() []planItem {
	var list []planItem
	for _, at := range v.items {
		if at.of.Theme == 0 && !at.of.Private && !at.item.Hidden && at.item.Kind != flows.Information {
			list = append(list, at)
		}
	}
	slices.SortFunc(list, func(a, b planItem) int { return a.nth - b.nth })
	return list
}

func (v *view) onPhrase() []planItem {
	return slices.DeleteFunc(v.safetyItems(), func(at planItem) bool { return !at.item.OnPhrase })
}

// asksSafety tells whether safety questions were among those of a check-in.
func (v *view) asksSafety(o *occasion) bool { return slices.ContainsFunc(o.asked, v.aboutSafety) }

func (v *view) aboutSafety(id string) bool {
	q, ok := v.plan.Questionnaires[id]
	return ok && q.Theme == 0 && !q.Private
}

// meantSafety tells whether the plan has safety questions in every week of the check-in with this id.
func (v *view) meantSafety(id string) bool {
	slot, _, _ := strings.Cut(id, "@")
	i := slices.IndexFunc(v.plan.Rotation, func(s flows.Slot) bool { return s.ID == slot })
	return i >= 0 && len(v.plan.Rotation[i].Weeks) > 0 && !slices.ContainsFunc(v.plan.Rotation[i].Weeks,
		func(week []string) bool { return !slices.ContainsFunc(week, v.aboutSafety) })
}

func (v *view) weekday(t time.Time) string {
	return v.say(fmt.Sprintf("weekday.%d", t.In(v.zone).Weekday()))
}
