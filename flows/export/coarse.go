package export

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"footing/flows"
)

// A coarsened export shows of each scale one of three levels for each two weeks, of at most CoarseWeeks, and nothing
// about what was not answered, in which check-in, or when.

// The levels of a coarsened answer.
const (
	low    = "low"
	middle = "middle"
	high   = "high"
)

// coarsened is the trigger of what was put together from several check-ins.
const coarsened = "coarsened"

// bins are the scores of one person by two weeks and question.
type bins map[bin]*score

type bin struct {
	week          int // counted in twos
	questionnaire string
	item          string
}

// score is what several answers to one question come to.
type score struct {
	entry
	sum, n int
}

// take adds the scores of a check-in, and tells whether a private one is among them.
func (b bins) take(plan *flows.Protocol, one call, c *counts) bool {
	kept := false
	for _, e := range one.entries {
		switch {
		case e.answer == nil:
		case e.status != Answered || e.answer.Value == nil || (e.asked != nil && !e.asked.Scored()):
			c.leave(Coarsened, 1)
		default:
			c.exported++
			kept = kept || e.kept(plan)
			at := bin{(one.week + 1) / 2, e.questionnaire, e.item}
			if b[at] == nil {
				b[at] = &score{}
			}
			b[at].entry = e // the last one's version and language
			b[at].sum += *e.answer.Value
			b[at].n++
		}
	}
	return kept
}

// show makes the rows, one occasion for each two weeks.
func (b bins) show(p *page, d decision) {
	order := slices.SortedFunc(maps.Keys(b), func(a, b bin) int {
		return cmp.Or(cmp.Compare(a.week, b.week), cmp.Compare(a.questionnaire, b.questionnaire), cmp.Compare(a.item, b.item))
	})
	for _, at := range order {
		week, e := small(at.week), b[at]
		if n := len(p.occasions); n == 0 || p.occasions[n-1].Week != week {
			p.occasions = append(p.occasions, occasion{
				Pseudonym: p.person.Pseudonym, Occasion: week, Week: week, Trigger: coarsened, Status: string(completed),
			})
		}
		o := &p.occasions[len(p.occasions)-1]
		o.Answers++
		if !strings.HasSuffix(" "+o.Questionnaires, " "+at.questionnaire) {
			o.Questionnaires = strings.TrimSpace(o.Questionnaires + " " + at.questionnaire)
		}
		code, level := coarseLevel(e.asked, e.sum, e.n)
		version := small(e.answer.Version)
		p.responses = append(p.responses, response{
			Pseudonym: p.person.Pseudonym, Week: week, Occasion: week, Trigger: coarsened,
			Questionnaire: at.questionnaire, Item: at.item, Version: &version,
			Theme: number(e.theme), Domain: number(domain(e.theme)), Status: string(Answered),
			Code: &code, Value: &level, Locale: shown(d.language(e.answer.Locale)),
		})
	}
}

// coarseLevel is the third of its item's range in which the mean of so many values lies, 0 to 2. An item that the plan
// does not know is taken to go from 0 to 4.
func coarseLevel(item *flows.Item, sum, n int) (string, int32) {
	least, most := 0, 4
	if item != nil {
		least, most = bounds(item)
	}
	switch part, width := 3*(sum-least*n), (most-least)*n; {
	case part < width:
		return low, 0
	case part <= 2*width:
		return middle, 1
	}
	return high, 2
}

// bounds are the least and the greatest value of an item's options.
func bounds(item *flows.Item) (least, most int) {
	found := false
	for _, o := range item.Options {
		switch {
		case o.Value == nil:
		case !found:
			least, most, found = *o.Value, *o.Value, true
		default:
			least, most = min(least, *o.Value), max(most, *o.Value)
		}
	}
	return least, most
}
