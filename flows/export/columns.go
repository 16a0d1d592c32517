package export

import (
	"strconv"

	"footing/flows/export/disclosure"
	"footing/flows/export/internal/sheet"
)

// This file defines the columns of the rows.

func responsesSheet() sheet.Sheet[response] {
	return sheet.Sheet[response]{
		Name: "responses",
		Key:  []string{"pseudonym", "occasion", "questionnaire", "item"},
		// Only one reference, because some readers of data packages fail on two references that share a column. The
		// person follows from the occasion.
		Refers: []sheet.Reference{{
			Fields: []string{"pseudonym", "occasion"}, Sheet: "occasions", To: []string{"pseudonym", "occasion"},
		}},
		Columns: []sheet.Column[response]{
			sheet.Words("pseudonym", func(r *response) string { return r.Pseudonym }),
			sheet.Whole("week", func(r *response) *int32 { return &r.Week }).From(1),
			sheet.Whole("occasion", func(r *response) *int32 { return &r.Occasion }).From(1),
			sheet.Words("trigger", func(r *response) string { return r.Trigger }),
			sheet.Words("questionnaire", func(r *response) string { return r.Questionnaire }),
			sheet.Words("item", func(r *response) string { return r.Item }),
			sheet.Whole("item_version", func(r *response) *int32 { return r.Version }),
			sheet.Whole("domain", func(r *response) *int32 { return r.Domain }),
			sheet.Whole("theme", func(r *response) *int32 { return r.Theme }),
			sheet.Words("status", func(r *response) string { return r.Status }).Among(statuses()...),
			sheet.Maybe("code", func(r *response) *string { return r.Code }),
			sheet.Whole("value", func(r *response) *int32 { return r.Value }),
			{
				Name: "score", Kind: "number",
				Cell: func(r *response) string { return decimal(r.Score) },
			},
			sheet.Maybe("text_length", func(r *response) *string { return r.Length }).Among(lengths()...),
			sheet.Whole("window_days", func(r *response) *int32 { return r.Window }),
			sheet.Maybe("locale", func(r *response) *string { return r.Locale }),
			sheet.Whole("day", func(r *response) *int32 { return r.Day }),
			sheet.Whole("planned_min", func(r *response) *int32 { return r.Planned }),
			sheet.Whole("sent_min", func(r *response) *int32 { return r.Sent }),
			sheet.Whole("first_tap_min", func(r *response) *int32 { return r.First }),
			sheet.Whole("answered_min", func(r *response) *int32 { return r.Answered }),
			sheet.Whole("received_min", func(r *response) *int32 { return r.Received }),
		},
	}
}

func occasionsSheet() sheet.Sheet[occasionRow] {
	return sheet.Sheet[occasionRow]{
		Name:   "occasions",
		Key:    []string{"pseudonym", "occasion"},
		Refers: []sheet.Reference{{Fields: []string{"pseudonym"}, Sheet: "participants", To: []string{"pseudonym"}}},
		Columns: []sheet.Column[occasionRow]{
			sheet.Words("pseudonym", func(o *occasionRow) string { return o.Pseudonym }),
			sheet.Whole("occasion", func(o *occasionRow) *int32 { return &o.Occasion }).From(1),
			sheet.Whole("week", func(o *occasionRow) *int32 { return &o.Week }).From(1),
			sheet.Words("trigger", func(o *occasionRow) string { return o.Trigger }),
			sheet.Whole("day", func(o *occasionRow) *int32 { return o.Day }),
			sheet.Maybe("hour", func(o *occasionRow) *string { return o.Hour }),
			sheet.Maybe("questionnaires", func(o *occasionRow) *string { return o.Questionnaires }),
			sheet.Words("status", func(o *occasionRow) string { return o.Status }).
				Among(statusesOfOccasions()...),
			sheet.Whole("answers", func(o *occasionRow) *int32 { return &o.Answers }).From(0),
			sheet.Whole("planned_min", func(o *occasionRow) *int32 { return o.Planned }),
			sheet.Whole("sent_min", func(o *occasionRow) *int32 { return o.Sent }),
			sheet.Whole("first_tap_min", func(o *occasionRow) *int32 { return o.First }),
			sheet.Whole("ended_min", func(o *occasionRow) *int32 { return o.Ended }),
		},
	}
}

func participantsSheet() sheet.Sheet[participant] {
	return sheet.Sheet[participant]{
		Name: "participants",
		Key:  []string{"pseudonym"},
		Columns: []sheet.Column[participant]{
			sheet.Words("pseudonym", func(p *participant) string { return p.Pseudonym }),
			sheet.Whole("weeks", func(p *participant) *int32 { return &p.Weeks }).From(1),
			sheet.Maybe("locale", func(p *participant) *string { return p.Locale }),
			sheet.Maybe("hour", func(p *participant) *string { return p.Hour }),
			{
				Name: "private_consent", Kind: "boolean", Required: true,
				Cell: func(p *participant) string { return strconv.FormatBool(p.Private) },
			},
			sheet.Maybe("status", func(p *participant) *string { return p.Status }).
				Among(disclosure.TakingPart, disclosure.Ended),
			sheet.Whole("occasions", func(p *participant) *int32 { return &p.Occasions }).From(0),
			sheet.Whole("responses", func(p *participant) *int32 { return &p.Responses }).From(0),
		},
	}
}

func tablesSheet() sheet.Sheet[cell] {
	return sheet.Sheet[cell]{
		Name: "tables",
		Key:  []string{"week", "questionnaire", "item", "item_version", "code"},
		Columns: []sheet.Column[cell]{
			sheet.Whole("week", func(c *cell) *int32 { return &c.Week }).From(1),
			sheet.Whole("to_week", func(c *cell) *int32 { return &c.To }).From(1),
			sheet.Words("questionnaire", func(c *cell) string { return c.Questionnaire }),
			sheet.Words("item", func(c *cell) string { return c.Item }),
			sheet.Whole("item_version", func(c *cell) *int32 { return &c.Version }).From(0),
			sheet.Whole("domain", func(c *cell) *int32 { return c.Domain }),
			sheet.Whole("theme", func(c *cell) *int32 { return c.Theme }),
			sheet.Words("code", func(c *cell) string { return c.Code }),
			sheet.Whole("value", func(c *cell) *int32 { return c.Value }),
			sheet.Whole("people", func(c *cell) *int32 { return c.People }),
			sheet.Whole("n", func(c *cell) *int32 { return c.N }),
		},
	}
}

func figuresSheet() sheet.Sheet[figure] {
	return sheet.Sheet[figure]{
		Name: "figures",
		Key:  []string{"week"},
		Columns: []sheet.Column[figure]{
			sheet.Whole("week", func(f *figure) *int32 { return &f.Week }).From(1),
			sheet.Whole("people", func(f *figure) *int32 { return f.People }),
			sheet.Whole("planned", func(f *figure) *int32 { return f.Planned }),
			sheet.Whole("delivered", func(f *figure) *int32 { return f.Delivered }),
			sheet.Whole("answered", func(f *figure) *int32 { return f.Answered }),
			sheet.Whole("answered_pct", func(f *figure) *int32 { return f.Percent }),
			sheet.Whole("latency_min", func(f *figure) *int32 { return f.Latency }),
			sheet.Whole("silent", func(f *figure) *int32 { return f.Silent }),
		},
	}
}
