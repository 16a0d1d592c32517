package digest

import (
	"time"

	"footing/flows"
	"footing/flows/record"
)

// promptLasts is how long a prompt stays the same: a reader who looks again within this time sees it again, and no new
// one before. It is one day less than a week, so that the next weekly summary never repeats it.
const promptLasts = 6 * 24 * time.Hour

// uselessFor is how long a prompt that was found not useful does not come again.
const uselessFor = 183 * 24 * time.Hour

// Remembers is how far back a reader's own facts are needed.
func Remembers(p *flows.Protocol) time.Duration { return max(uselessFor, p.Digest.Rest) }

// prompt is one of a theme's prompts, from 1.
type prompt struct{ theme, number int }

// past is which prompts a reader was shown about one patient.
type past struct {
	shown   map[prompt]time.Time // when last
	useless map[prompt]time.Time // when it was found so
	latest  prompt
	at      time.Time // when it was first shown; zero: none was
	over    bool      // the latest has an outcome, so it is no longer shown
}

// past reads the reader's own facts. In those of an earlier release each theme had one prompt, which is the first.
func (v *view) past(of string) past {
	p := past{shown: make(map[prompt]time.Time), useless: make(map[prompt]time.Time)}
	found := make(map[prompt]time.Time) // when the latest outcome was given
	for _, f := range v.reader {
		switch body := f.Body.(type) {
		case record.Prompted:
			if body.Of != of {
				continue
			}
			one := prompt{body.Theme, max(1, body.Number)}
			if f.At.After(p.shown[one]) {
				p.shown[one] = f.At
			}
			if !f.At.Before(p.at) {
				p.latest, p.at = one, f.At
			}
		case record.PromptOutcome:
			one := prompt{body.Theme, max(1, body.Number)}
			if body.Of != of || f.At.Before(found[one]) {
				continue
			}
			found[one] = f.At
			delete(p.useless, one)
			if body.Outcome == record.NotUseful {
				p.useless[one] = f.At
			}
		}
	}
	p.over = !p.at.IsZero() && !found[p.latest].Before(p.at)
	return p
}

// last is when one of a theme's prompts was last shown or answered.
func (p past) last(theme int) time.Time {
	var last time.Time
	for _, times := range []map[prompt]time.Time{p.shown, p.useless} {
		for one, at := range times {
			if one.theme == theme && at.After(last) {
				last = at
			}
		}
	}
	return last
}

// rests tells whether a prompt may not come now.
func (p past) rests(one prompt, now time.Time, rest time.Duration) bool {
	shown, was := p.shown[one]
	useless, said := p.useless[one]
	return was && now.Sub(shown) < rest || said && now.Sub(useless) < uselessFor
}
