package export

import (
	"slices"
	"strings"

	"footing/flows/export/disclosure"
	"footing/flows/export/internal/changes"
	"footing/flows/export/internal/items"
)

// response is a row of responses: one question of one check-in of one person.
type response struct {
	Pseudonym     string   `json:"pseudonym"      parquet:"pseudonym"`
	Week          int32    `json:"week"           parquet:"week"`
	Occasion      int32    `json:"occasion"       parquet:"occasion"`
	Trigger       string   `json:"trigger"        parquet:"trigger,dict"`
	Questionnaire string   `json:"questionnaire"  parquet:"questionnaire,dict"`
	Item          string   `json:"item"           parquet:"item,dict"`
	Version       *int32   `json:"item_version"   parquet:"item_version,optional"`
	Domain        *int32   `json:"domain"         parquet:"domain,optional"`
	Theme         *int32   `json:"theme"          parquet:"theme,optional"`
	Status        string   `json:"status"         parquet:"status,dict"`
	Code          *string  `json:"code"           parquet:"code,optional,dict"`
	Value         *int32   `json:"value"          parquet:"value,optional"`
	Score         *float64 `json:"score"         parquet:"score,optional"`
	Length        *string  `json:"text_length"    parquet:"text_length,optional,dict"`
	Window        *int32   `json:"window_days"    parquet:"window_days,optional"`
	Locale        *string  `json:"locale"         parquet:"locale,optional,dict"`
	Day           *int32   `json:"day"            parquet:"day,optional"`
	Planned       *int32   `json:"planned_min"    parquet:"planned_min,optional"`
	Sent          *int32   `json:"sent_min"       parquet:"sent_min,optional"`
	First         *int32   `json:"first_tap_min"  parquet:"first_tap_min,optional"`
	Answered      *int32   `json:"answered_min"   parquet:"answered_min,optional"`
	Received      *int32   `json:"received_min"   parquet:"received_min,optional"`
}

// occasionRow is a row of occasions: one check-in of one person.
type occasionRow struct {
	Pseudonym      string  `json:"pseudonym"      parquet:"pseudonym"`
	Occasion       int32   `json:"occasion"       parquet:"occasion"`
	Week           int32   `json:"week"           parquet:"week"`
	Trigger        string  `json:"trigger"        parquet:"trigger,dict"`
	Day            *int32  `json:"day"            parquet:"day,optional"`
	Hour           *string `json:"hour"           parquet:"hour,optional,dict"`
	Questionnaires *string `json:"questionnaires" parquet:"questionnaires,optional,dict"`
	Status         string  `json:"status"         parquet:"status,dict"`
	Answers        int32   `json:"answers"        parquet:"answers"`
	Planned        *int32  `json:"planned_min"    parquet:"planned_min,optional"`
	Sent           *int32  `json:"sent_min"       parquet:"sent_min,optional"`
	First          *int32  `json:"first_tap_min"  parquet:"first_tap_min,optional"`
	Ended          *int32  `json:"ended_min"      parquet:"ended_min,optional"`
}

// participant is a row of participants.
type participant struct {
	Pseudonym string  `json:"pseudonym"       parquet:"pseudonym"`
	Weeks     int32   `json:"weeks"           parquet:"weeks"`
	Locale    *string `json:"locale"          parquet:"locale,optional,dict"`
	Hour      *string `json:"hour"            parquet:"hour,optional,dict"`
	Private   bool    `json:"private_consent" parquet:"private_consent"`
	Status    *string `json:"status"          parquet:"status,optional,dict"`
	Occasions int32   `json:"occasions"       parquet:"occasions"`
	Responses int32   `json:"responses"       parquet:"responses"`
}

// page is everything that an export shows of one person.
type page struct {
	person    participant
	occasions []occasionRow
	responses []response
	changes   []changes.Row
	timings   []timing // of the occasions, for the figures
	kept      bool     // it includes a private answer
}

// timing is when a check-in came and was begun, in minutes.
type timing struct{ sent, first *int32 }

// page makes the rows of one person as far as the decision allows, and updates the counts.
func (x *run) page(s *story, name string, dated []datedOccasion, d disclosure.Decision, c *counts) page {
	p := page{person: participant{
		Pseudonym: name, Weeks: small(d.Weeks), Private: s.private,
		Locale: shown(d.Locale), Hour: shown(d.Hour), Status: shown(d.Status),
	}}
	bins := bins{}
	for _, one := range dated {
		switch {
		case d.Dropped || one.week > d.Limit():
			c.leave(hidden(d, one.week), answersOf(one.entries))
		case d.Coarse:
			p.kept = bins.take(one, c) || p.kept
		default:
			x.show(&p, dated[0], one, d, c)
		}
	}
	bins.show(&p, d)
	if !d.Coarse {
		p.changes = x.changes(s, name, d)
	}
	p.person.Occasions, p.person.Responses = small(len(p.occasions)), small(len(p.responses))
	return p
}

// changes are what the person changed in the weeks that are shown.
func (x *run) changes(s *story, name string, d disclosure.Decision) (list []changes.Row) {
	sp := x.span(s)
	for _, c := range s.journal.All {
		closed := func(v veiled) bool { return !c.At.Before(v.from) && c.At.Before(v.until) }
		if !s.private && (c.Private || slices.ContainsFunc(s.veiled, closed)) {
			continue
		}
		if at, _ := x.when(s, sp, &occasion{planned: c.At}); at.week >= 1 && at.week <= d.Limit() {
			list = append(list, c.Row(name, at.week, at.day))
		}
	}
	return list
}

// hidden is the reason why a decision does not show a week.
func hidden(d disclosure.Decision, week int) Reason {
	switch {
	case d.Coarse && week > disclosure.CoarseWeeks:
		return Capped
	case d.Coarse && week > d.Whole/disclosure.WeeksTogether*disclosure.WeeksTogether:
		return PartialWeek // its second half is missing
	}
	return SmallGroup
}

// show adds one check-in to a page.
func (x *run) show(p *page, base, one datedOccasion, d disclosure.Decision, c *counts) {
	o := occasionRow{
		Pseudonym: p.person.Pseudonym, Occasion: small(one.number), Week: small(one.week), Trigger: one.trigger(),
		Questionnaires: shown(strings.Join(one.questionnaires, " ")), Status: string(one.status()), Day: number(one.day),
	}
	times := timing{minutes(one.planned, one.sent), minutes(one.planned, one.first)}
	if x.FineTimes {
		o.Planned, o.Ended = minutes(base.local, one.local), minutes(one.planned, one.ended)
		o.Sent, o.First = times.sent, times.first
	}
	if d.Hour != "" && !one.unplanned() {
		o.Hour = shown(items.HourBin(one.local))
	}
	for _, e := range one.entries {
		r := x.row(o, one, e, d)
		if e.answer != nil {
			c.exported++
			o.Answers++
			p.kept = p.kept || e.closed
		}
		p.responses = append(p.responses, r)
	}
	p.occasions, p.timings = append(p.occasions, o), append(p.timings, times)
}

// row is one entry of a check-in.
func (x *run) row(o occasionRow, one datedOccasion, e entry, d disclosure.Decision) response {
	r := response{
		Pseudonym: o.Pseudonym, Week: o.Week, Occasion: o.Occasion, Trigger: o.Trigger,
		Questionnaire: e.questionnaire, Item: e.item, Theme: number(e.theme), Domain: number(items.Domain(e.theme)),
		Status: string(e.status), Day: o.Day, Planned: o.Planned, Sent: o.Sent, First: o.First,
	}
	if e.answer == nil {
		return r
	}
	version := small(e.answer.Version)
	g := e.show(one.local)
	r.Version, r.Code, r.Value, r.Length = &version, shown(joined(g.codes)), g.value, shown(g.length)
	if x.FineTimes {
		r.Answered, r.Received = minutes(one.planned, e.answer.at), minutes(one.planned, e.answer.filed)
	}
	r.Locale, r.Window = shown(d.Language(e.answer.Locale)), number(e.answer.WindowDays)
	if e.status == Answered && e.answer.Value != nil && e.asked != nil && e.asked.Rated() {
		score := e.asked.Score(*e.answer.Value)
		r.Score = &score
	}
	return r
}

// shown is an optional text: nil if it is empty.
func shown(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// number is an optional number: nil if it is 0.
func number(n int) *int32 {
	if n == 0 {
		return nil
	}
	m := small(n)
	return &m
}

func value(n *int) *int32 {
	if n == nil {
		return nil
	}
	m := small(*n)
	return &m
}

func small(n int) int32 { return int32(n) } //nolint:gosec // weeks, counts of one person, scores
