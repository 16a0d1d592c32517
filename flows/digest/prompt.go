package digest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/flows"
)

// suggestion is the one prompt of a summary.
type suggestion struct {
	prompt // without a theme: none
	fresh  bool
	line   string // the prompt, or why there is no new one; empty: no theme is low
}

// suggest chooses the prompt: the one being shown, as long as its theme is low and the session it is for has not been;
// otherwise, once a week, one of the first low theme that has one left.
func (v *view) suggest(of string, b barriers, planned plans) suggestion {
	if b.main == nil {
		return suggestion{}
	}
	p := v.past(of)
	if t := b.low(p.latest.theme); t != nil && p.latest.number <= v.prompts(t.number) && !p.over &&
		v.until.Before(v.stays(p.at, planned.session(p.at))) {
		return suggestion{prompt: p.latest, line: v.promptLine(b, *t, p.latest.number)}
	}
	if next := p.at.Add(promptLasts); v.until.Before(next) {
		return suggestion{line: v.say("prompt.next", "date", v.date(p.at), "next", v.date(next))}
	}
	for _, t := range b.lows {
		if n := v.choose(p, b, t); n > 0 {
			return suggestion{prompt: prompt{t.number, n}, fresh: true, line: v.promptLine(b, t, n)}
		}
	}
	return suggestion{line: v.say("prompt.rests", "theme", v.theme(b.main.number),
		"date", v.date(p.last(b.main.number)), "n", fmt.Sprint(int(v.plan.Digest.Rest/(24*time.Hour))))}
}

// stays is until when a prompt is shown: a week, or longer if the session it is for comes later.
func (v *view) stays(shown, session time.Time) time.Time {
	end := shown.Add(promptLasts)
	if session.After(end) {
		end = session
	}
	if most := shown.Add(v.plan.Digest.Rest); end.After(most) {
		end = most
	}
	return end
}

// low is the low theme with a number; nil: it is not low.
func (b barriers) low(number int) *theme {
	n := slices.IndexFunc(b.lows, func(t theme) bool { return t.number == number })
	if n < 0 {
		return nil
	}
	return &b.lows[n]
}

// choose gives the number of a theme's next prompt; 0: all of them rest. What fits the patient's reason goes first,
// then what fits the low question. The others come in turn, so that each comes before one comes again: first those that
// fit any, then those for reasons that were not named.
func (v *view) choose(p past, b barriers, t theme) int {
	var left []int
	for n := 1; n <= v.prompts(t.number); n++ {
		if !p.rests(prompt{t.number, n}, v.until, v.plan.Digest.Rest) {
			left = append(left, n)
		}
	}
	if len(left) == 0 {
		return 0
	}
	return slices.MinFunc(left, func(m, n int) int {
		one, other := v.fits(b, t, m), v.fits(b, t, n)
		return cmp.Or(
			cmp.Compare(max(other, fitsAny), max(one, fitsAny)),
			p.shown[prompt{t.number, m}].Compare(p.shown[prompt{t.number, n}]),
			cmp.Compare(other, one),
		)
	})
}

// How well a prompt fits what a patient said.
const (
	fitsAnother  = iota // it is for a reason that they did not name
	fitsAny             // it is for no reason in particular
	fitsQuestion        // it is for the question, or the answer, that made the theme low
	fitsReason          // it is for the reason they named
)

func (v *view) fits(b barriers, t theme, number int) int {
	list := v.plan.PromptFits(t.number, number)
	if len(list) == 0 {
		return fitsAny
	}
	if r := reason(t.number, b.recent); r != nil {
		named := append(slices.Clone(r.Codes), r.Code)
		if slices.ContainsFunc(named, func(code string) bool { return slices.Contains(list, code) }) {
			return fitsReason
		}
	}
	for _, a := range slices.Backward(t.behind) {
		if a.score() > v.plan.Digest.Low {
			continue
		}
		if slices.Contains(list, a.Item) || slices.Contains(list, a.Code) {
			return fitsQuestion
		}
		break
	}
	return fitsAnother
}

// prompts is how many a theme has. A missing first text is shown as its key, so that somebody notices.
func (v *view) prompts(theme int) int {
	n := 1
	for n < flows.MostPrompts && v.has(fmt.Sprintf("prompt.%d.%d", theme, n+1)) {
		n++
	}
	return n
}

// promptLine is a prompt with what the clinic itself has for its theme.
func (v *view) promptLine(b barriers, t theme, number int) string {
	text := v.prompt(b, t, number)
	if offers := v.plan.Clinic.Offers[t.number]; len(offers) > 0 {
		text = v.say("prompt.offers", "prompt", text, "offers", strings.Join(offers, "; "))
	}
	return v.say("try", "theme", v.theme(t.number), "prompt", text)
}

// prompt is one thing to bring up, with the barrier that the patient chose if the text has a place for it. For the
// theme of access it includes the days until the next session.
func (v *view) prompt(b barriers, t theme, number int) string {
	key := fmt.Sprintf("prompt.%d.%d", t.number, number)
	args := []string{}
	if r := reason(t.number, b.recent); r != nil && v.has(key+".reason") {
		if words, ok := v.words(*r); ok {
			key += ".reason"
			args = append(args, "reason", words)
		}
	}
	if b.next > 1 && v.has(key+".days") { // the appointment's line already says "tomorrow"
		key += ".days"
		args = append(args, "n", fmt.Sprint(b.next))
	}
	return v.say(key, args...)
}
