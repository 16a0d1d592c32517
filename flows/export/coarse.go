package export

import (
	"fmt"
	"slices"

	"footing/flows/export/disclosure"
	"footing/flows/export/internal/items"
)

// A coarsened export shows, for each person, one of three levels for each of the study's domains in each two-week
// period, up to CoarseWeeks. It shows no single questions, missing answers, check-ins or times. Levels of single
// questions would not protect people: even two rough weeks of them are as unique as a fingerprint.

// The levels of a coarsened export.
const (
	low    = "low"
	middle = "middle"
	high   = "high"
)

// domains is the questionnaire that a coarsened export pretends to ask, and coarsened its trigger.
const (
	domains   = "domains"
	coarsened = "coarsened"
)

// coarseVersion is the version of the method that computes levels.
const coarseVersion = 1

const mostDomains = 4

func domainItem(n int) string { return fmt.Sprintf("domain_%d", n) }

// bins are one person's scores by two-week period and domain.
type bins map[bin]*score

type bin struct{ week, domain int }

// score accumulates several answers, each on the common scale from 0 to 4.
type score struct {
	sum    float64
	n      int
	locale string // of the last one
}

// take adds the scores of a check-in, and tells whether a private one is among them.
func (b bins) take(one datedOccasion, c *counts) bool {
	kept := false
	for _, e := range one.entries {
		switch {
		case e.answer == nil:
		case e.status != Answered || e.answer.Value == nil || e.asked == nil || !e.asked.Rated() || e.theme < 1:
			c.leave(Coarsened, 1)
		default:
			c.exported++
			kept = kept || e.closed
			at := bin{(one.week + 1) / disclosure.WeeksTogether, items.Domain(e.theme)}
			if b[at] == nil {
				b[at] = &score{}
			}
			b[at].sum += e.asked.Score(*e.answer.Value)
			b[at].n++
			b[at].locale = e.answer.Locale
		}
	}
	return kept
}

// show makes the rows, one occasion for each two-week period.
func (b bins) show(p *page, d disclosure.Decision) {
	for week := 1; week <= d.Weeks && len(b) > 0; week++ {
		o := occasionRow{
			Pseudonym: p.person.Pseudonym, Occasion: small(week), Week: small(week), Trigger: coarsened,
			Questionnaires: shown(domains), Status: string(completed),
		}
		for n := 1; n <= mostDomains; n++ {
			s := b[bin{week, n}]
			if s == nil {
				continue
			}
			o.Answers++
			code, level := coarseLevel(s.sum / float64(s.n))
			version := small(coarseVersion)
			p.responses = append(p.responses, response{
				Pseudonym: p.person.Pseudonym, Week: o.Week, Occasion: o.Occasion, Trigger: coarsened,
				Questionnaire: domains, Item: domainItem(n), Version: &version, Domain: number(n), Status: string(Answered),
				Code: &code, Value: &level, Locale: shown(d.Language(s.locale)),
			})
		}
		if o.Answers > 0 {
			p.occasions = append(p.occasions, o)
		}
	}
}

// coarseLevel is the third of the scale from 0 to 4 that contains a mean.
func coarseLevel(mean float64) (string, int32) {
	switch {
	case 3*mean < 4:
		return low, 0
	case 3*mean <= 8:
		return middle, 1
	}
	return high, 2
}

// coarseLevels lists the levels.
func coarseLevels() []level {
	return []level{{low, 0, true}, {middle, 1, true}, {high, 2, true}}
}

// describeDomains are the codebook's rows of a coarsened export.
func (x *run) describeDomains() []codebookRow {
	var rows []codebookRow
	for n := 1; n <= mostDomains; n++ {
		var asked []string
		private := "no"
		for _, id := range sortedKeys(x.Plan.Questionnaires) {
			q := x.Plan.Questionnaires[id]
			for i := range q.Items {
				if q.Theme < 1 || items.Domain(q.Theme) != n || !q.Items[i].Rated() {
					continue
				}
				asked = append(asked, q.Items[i].ID)
				if q.Private {
					private = "private"
				}
			}
		}
		if len(asked) == 0 {
			continue
		}
		slices.Sort(asked)
		about := fmt.Sprintf("Level of domain %d: the mean of all answers of two weeks to %v, each brought to 0 (worst) to 4 (best).", n, asked)
		for _, l := range coarseLevels() {
			label := map[string]string{low: "mean below 1 1/3", middle: "mean up to 2 2/3", high: "mean above 2 2/3"}[l.code]
			rows = append(rows, codebookRow{
				Questionnaire: domains, Version: coarseVersion, Item: domainItem(n), Kind: shown("scale"), Domain: number(n),
				Private: &private, Locale: shown("en"), Text: &about, Code: &l.code, Value: &l.value, Label: &label,
				Direction: shown("higher is better"), Licence: shown("own"), Source: shown("worked out by the export"), Note: nil,
			})
		}
	}
	return rows
}
