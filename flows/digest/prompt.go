package digest

import (
	"fmt"
	"time"

	"footing/flows/record"
)

// promptLasts is how long a prompt stays the same: a reader who looks again within this time sees it again. It is one
// day less than a week, so that the next weekly summary never repeats it.
const promptLasts = 6 * 24 * time.Hour

// past is which prompts a reader was shown about one patient, by theme.
type past struct {
	shown   map[int]time.Time
	current int // the theme of the prompt that is still being shown; 0: none
}

// past reads the reader's own facts. Once a prompt has an outcome, it is no longer shown.
func (v *view) past(of string) past {
	p := past{shown: make(map[int]time.Time)}
	var latest, over time.Time
	for _, f := range v.reader {
		switch body := f.Body.(type) {
		case record.Prompted:
			if body.Of != of || v.until.Sub(f.At) >= v.plan.Digest.Rest {
				continue
			}
			if f.At.After(p.shown[body.Theme]) {
				p.shown[body.Theme] = f.At
			}
			if !f.At.Before(latest) {
				latest, p.current = f.At, body.Theme
			}
		case record.PromptOutcome:
			if body.Of == of && f.At.After(over) {
				over = f.At
			}
		}
	}
	if v.until.Sub(latest) >= promptLasts || !latest.After(over) {
		p.current = 0
	}
	return p
}

// suggestion is the one prompt of a summary.
type suggestion struct {
	theme int // 0: none
	fresh bool
	line  string // the prompt, or that there is no new one; empty: no theme is low
}

// suggest chooses the prompt: the one being shown as long as its theme is low, otherwise that of the first low theme
// whose prompt has not been shown recently.
func (v *view) suggest(of string, b barriers) suggestion {
	p := v.past(of)
	for _, t := range b.lows {
		if t.number == p.current {
			return suggestion{theme: t.number, line: v.promptLine(b, t)}
		}
	}
	for _, t := range b.lows {
		if _, shown := p.shown[t.number]; !shown {
			return suggestion{theme: t.number, fresh: true, line: v.promptLine(b, t)}
		}
	}
	if b.main == nil {
		return suggestion{}
	}
	return suggestion{line: v.say("prompt.rests", "theme", v.theme(b.main.number),
		"date", v.date(p.shown[b.main.number]), "n", fmt.Sprint(int(v.plan.Digest.Rest/(24*time.Hour))))}
}

func (v *view) promptLine(b barriers, t theme) string {
	return v.say("try", "theme", v.theme(t.number), "prompt", v.prompt(b, t))
}

// prompt is one thing to bring up, with the barrier that the patient chose if it is known. For the theme of access it
// includes the days until the next session.
func (v *view) prompt(b barriers, t theme) string {
	key := fmt.Sprintf("prompt.%d", t.number)
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
