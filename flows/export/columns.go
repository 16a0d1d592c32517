package export

import (
	"strconv"

	"footing/flows/export/disclosure"
	"footing/flows/export/internal/sheet"
)

// This file defines the columns of the rows.

func responsesSheet() sheet.Sheet[response] {
	return sheet.Sheet[response]{
		Name:  "responses",
		About: "One row for each question of each check-in of each person: answered or not. In a coarsened export one row for each domain of each two weeks that has a level.",
		Key:   []string{"pseudonym", "occasion", "questionnaire", "item"},
		// Only one reference, because some readers of data packages fail on two references that share a column. The
		// person follows from the occasion.
		Refers: []sheet.Reference{{
			Fields: []string{"pseudonym", "occasion"}, Sheet: "occasions", To: []string{"pseudonym", "occasion"},
		}},
		Columns: []sheet.Column[response]{
			sheet.Words("pseudonym", aboutPseudonym, func(r *response) string { return r.Pseudonym }),
			sheet.Whole("week", aboutWeek, func(r *response) *int32 { return &r.Week }).From(1),
			sheet.Whole("occasion", aboutOccasion, func(r *response) *int32 { return &r.Occasion }).From(1),
			sheet.Words("trigger", aboutTrigger, func(r *response) string { return r.Trigger }),
			sheet.Words("questionnaire", "The questionnaire, see codebook.", func(r *response) string { return r.Questionnaire }),
			sheet.Words("item", "The question, see codebook.", func(r *response) string { return r.Item }),
			sheet.Whole("item_version", "The version of the wording that was answered; empty where nothing was.",
				func(r *response) *int32 { return r.Version }),
			sheet.Whole("domain", aboutDomain, func(r *response) *int32 { return r.Domain }),
			sheet.Whole("theme", aboutTheme, func(r *response) *int32 { return r.Theme }),
			sheet.Words("status", aboutStatus, func(r *response) string { return r.Status }).Among(statuses()...),
			sheet.Maybe("code", "The answer that was chosen, see codebook; several are separated by spaces; of a time of day the three hours; empty where nothing was chosen.", func(r *response) *string { return r.Code }),
			sheet.Whole("value", "The number that the codebook gives to the answer (value there); the number that was given; of a date the days from the check-in to it; else empty.",
				func(r *response) *int32 { return r.Value }),
			{
				Name: "score", Kind: "number",
				About: "The answer on one scale, from 0 (worst) to 4 (best), whatever the direction of value; empty where nobody has said which values are good, and in a coarsened export.",
				Cell:  func(r *response) string { return decimal(r.Score) },
			},
			sheet.Maybe("text_length",
				"How many characters were written, where the answer is in the person's own words; the words are not here.",
				func(r *response) *string { return r.Length }).Among(lengths()...),
			sheet.Whole("window_days", "The span that the question asked about as it was shown, in days; empty where its text names none, or nothing was answered.", func(r *response) *int32 { return r.Window }),
			sheet.Maybe("locale", "The language in which the question was shown; other for rare ones; empty where it is not shown or nothing was answered.", func(r *response) *string { return r.Locale }),
			sheet.Whole("day", aboutDay, func(r *response) *int32 { return r.Day }),
			sheet.Whole("planned_min", aboutPlanned, func(r *response) *int32 { return r.Planned }),
			sheet.Whole("sent_min", aboutSent, func(r *response) *int32 { return r.Sent }),
			sheet.Whole("first_tap_min", aboutFirst, func(r *response) *int32 { return r.First }),
			sheet.Whole("answered_min", aboutAnswered, func(r *response) *int32 { return r.Answered }),
			sheet.Whole("received_min", aboutReceived, func(r *response) *int32 { return r.Received }),
		},
	}
}

func occasionsSheet() sheet.Sheet[occasionRow] {
	return sheet.Sheet[occasionRow]{
		Name:   "occasions",
		About:  "One row for each check-in of each person. In a coarsened export one row for each two weeks that have a level.",
		Key:    []string{"pseudonym", "occasion"},
		Refers: []sheet.Reference{{Fields: []string{"pseudonym"}, Sheet: "participants", To: []string{"pseudonym"}}},
		Columns: []sheet.Column[occasionRow]{
			sheet.Words("pseudonym", aboutPseudonym, func(o *occasionRow) string { return o.Pseudonym }),
			sheet.Whole("occasion", aboutOccasion, func(o *occasionRow) *int32 { return &o.Occasion }).From(1),
			sheet.Whole("week", aboutWeek, func(o *occasionRow) *int32 { return &o.Week }).From(1),
			sheet.Words("trigger", aboutTrigger, func(o *occasionRow) string { return o.Trigger }),
			sheet.Whole("day", aboutDay, func(o *occasionRow) *int32 { return o.Day }),
			sheet.Maybe("hour", "The three hours of the person's own day in which it was due; empty where it would set the person apart, and where it was not due but begun (trigger own, said).", func(o *occasionRow) *string { return o.Hour }),
			sheet.Maybe("questionnaires",
				"What was to be asked, in order, separated by spaces, without what is private where private_consent is false; empty where the status is travelled.",
				func(o *occasionRow) *string { return o.Questionnaires }),
			sheet.Words("status", "answered: gone through to its end. expired: begun, and closed before its end. stopped: ended to show help. missed: nothing was answered. not_delivered: it never reached the phone. no_session: it was not asked, because there was no session that it could be about. travelled: it never came due, because the person went to another time zone whose clocks were past it, or where it would have come too soon after the last one; what it would have asked is not here. cut: hidden questions could have followed, and the person does not show those, so nothing is here of what came after, nor of check-ins until the end of the next day. open: not over at the cut-off.",
				func(o *occasionRow) string { return o.Status }).
				Among(statusesOfOccasions()...),
			sheet.Whole("answers", "How many answers of it are in responses.",
				func(o *occasionRow) *int32 { return &o.Answers }).From(0),
			sheet.Whole("planned_min", aboutPlanned, func(o *occasionRow) *int32 { return o.Planned }),
			sheet.Whole("sent_min", aboutSent, func(o *occasionRow) *int32 { return o.Sent }),
			sheet.Whole("first_tap_min", aboutFirst, func(o *occasionRow) *int32 { return o.First }),
			sheet.Whole("ended_min", "With --fine-times only. Minutes from when it was due to its end; empty where private or hidden questions could be in between that the person does not show.", func(o *occasionRow) *int32 { return o.Ended }),
		},
	}
}

func participantsSheet() sheet.Sheet[participant] {
	return sheet.Sheet[participant]{
		Name:  "participants",
		About: "One row for each person.",
		Key:   []string{"pseudonym"},
		Columns: []sheet.Column[participant]{
			sheet.Words("pseudonym", aboutPseudonym, func(p *participant) string { return p.Pseudonym }),
			sheet.Whole("weeks", "How many weeks of this person are in the export, whether or not anything was answered in them. None to five weeks are cut at the end, drawn for each person once. In a coarsened export two weeks count as one.",
				func(p *participant) *int32 { return &p.Weeks }).From(1),
			sheet.Maybe("locale", "The languages that the person answered in; other for rare ones; empty where it would set the person apart.", func(p *participant) *string { return p.Locale }),
			sheet.Maybe("hour", "The hours of the person's own day in which their check-ins were due; empty where it would set the person apart.", func(p *participant) *string { return p.Hour }),
			{
				Name: "private_consent", Kind: "boolean", Required: true,
				About: "Whether the person agreed that answers kept from their clinician are used too. Without it those questions have no rows.",
				Cell:  func(p *participant) string { return strconv.FormatBool(p.Private) },
			},
			sheet.Maybe("status", "taking_part: at the cut-off. ended: the person stopped before it, and said that researchers may keep what they gave. Empty where it would set the person apart.", func(p *participant) *string { return p.Status }).Among(disclosure.TakingPart, disclosure.Ended),
			sheet.Whole("occasions", "How many check-ins are in occasions.",
				func(p *participant) *int32 { return &p.Occasions }).From(0),
			sheet.Whole("responses", "How many rows are in responses.", func(p *participant) *int32 { return &p.Responses }).From(0),
		},
	}
}

func tablesSheet() sheet.Sheet[cell] {
	return sheet.Sheet[cell]{
		Name:  "tables",
		About: "One row for each answer that a question offers, in each four weeks of participation: how many people gave it.",
		Key:   []string{"week", "questionnaire", "item", "item_version", "code"},
		Columns: []sheet.Column[cell]{
			sheet.Whole("week", "The first of the four weeks of participation that share a count; in a coarsened export a week is two.",
				func(c *cell) *int32 { return &c.Week }).From(1),
			sheet.Whole("to_week", "The last of them.", func(c *cell) *int32 { return &c.To }).From(1),
			sheet.Words("questionnaire", "The questionnaire, see codebook.", func(c *cell) string { return c.Questionnaire }),
			sheet.Words("item", "The question, see codebook.", func(c *cell) string { return c.Item }),
			sheet.Whole("item_version", "The version of the wording that was answered.",
				func(c *cell) *int32 { return &c.Version }).From(0),
			sheet.Whole("domain", aboutDomain, func(c *cell) *int32 { return c.Domain }),
			sheet.Whole("theme", aboutTheme, func(c *cell) *int32 { return c.Theme }),
			sheet.Words("code", "The answer (level), see codebook.", func(c *cell) string { return c.Code }),
			sheet.Whole("value", "The number that the codebook gives to the answer; empty where it gives none.", func(c *cell) *int32 { return c.Value }),
			sheet.Whole("people", "How many people answered the question in these weeks, with noise, rounded to five; empty where it would tell of a few.",
				func(c *cell) *int32 { return c.People }),
			sheet.Whole("n", "How many of them gave this answer at least once, with noise, rounded to five, and unchanged from an earlier release until eleven people differ; empty where they were fewer than eleven, or where the number would tell how few gave another.", func(c *cell) *int32 { return c.N }),
		},
	}
}

func figuresSheet() sheet.Sheet[figure] {
	return sheet.Sheet[figure]{
		Name:  "figures",
		About: "One row for each week of participation: how the check-ins went, as CREMAS asks, a checklist for reporting studies of this kind.",
		Key:   []string{"week"},
		Columns: []sheet.Column[figure]{
			sheet.Whole("week", aboutWeek, func(f *figure) *int32 { return &f.Week }).From(1),
			sheet.Whole("people", "How many people's data reach this week.", func(f *figure) *int32 { return f.People }),
			sheet.Whole("planned", "How many check-ins of the plan were due; without those that the person began (trigger own, said) and those that were not asked for want of a session (no_session).", func(f *figure) *int32 { return f.Planned }),
			sheet.Whole("delivered", "How many of them reached the phone.", func(f *figure) *int32 { return f.Delivered }),
			sheet.Whole("answered", "How many have at least one answer.", func(f *figure) *int32 { return f.Answered }),
			sheet.Whole("answered_pct", "The same in percent of those delivered.", func(f *figure) *int32 { return f.Percent }),
			sheet.Whole("latency_min", "The median of the minutes from the arrival of a check-in to its first answer; empty in tables.",
				func(f *figure) *int32 { return f.Latency }),
			sheet.Whole("silent", "Attrition: how many of the people answered no check-in in this week or any later one, whether due or begun by themselves.", func(f *figure) *int32 { return f.Silent }),
		},
	}
}

// Descriptions of columns that several sheets share.
const (
	aboutPseudonym = "The person: a keyed hash of a random number that stands for them. Another study's pseudonyms are others."
	aboutWeek      = "The week of the person's participation; 1 is their first whole week from Monday to Sunday. In a coarsened export two weeks count as one."
	aboutOccasion  = "The check-in: a number that stays the same in every release of the study, unless a question of that day has become private since. The number without its last five digits is the day of the person's participation. These count from 00001 for check-ins of the plan and from 25001 for those that the person began or brought about, and from 50001 and 75001 for those with private questions only. In a coarsened export it is the week."
	aboutTrigger   = "What made the check-in come: the slot of the plan (session: after a session; also of what was not asked because there was none). own: the person began it. said: one question about safety, because of what the person wrote. other: none of these."
	aboutDomain    = "The domain of the theme: 1 community, 2 patient, 3 therapeutic alliance, 4 foundations; empty for the safety questions."
	aboutTheme     = "The theme, 1 to 12, numbered as in the study's results; empty for the safety questions."
	aboutStatus    = "answered. skipped: rather not say. does_not_fit: does not fit me. missed: nothing of the check-in was answered. not_delivered: it never reached the phone. expired: it was begun and closed before this question was answered. stopped: not asked, because the check-in ended to show help. no_session: not asked, because there was no session that it could be about. not_applicable: not asked, because it follows only from other answers than those that stand. not_asked: not asked, though the check-in was gone through: it had as many follow-up questions as one may have, or the questions about safety were left out."
	aboutDay       = "The day of the week on which the check-in was due, in the person's own calendar: 1 Monday to 7 Sunday."
	aboutPlanned   = "With --fine-times only. When the check-in was due: minutes on the person's own clock since their first check-in of this export."
	aboutSent      = "With --fine-times only. Minutes from when the check-in was due to when it reached the phone; empty: it never did."
	aboutAnswered  = "With --fine-times only. Minutes from when the check-in was due to this answer: to when it was written, by Telegram's clock; of a button, to when the press reached the bot. Empty behind a private question that the person does not show."
	aboutReceived  = "With --fine-times only. Minutes from when the check-in was due to when this answer was filed. Where it is more than answered_min, the answer waited while the bot or its store was away; it counts if it was written before the check-in closed."
	aboutFirst     = "With --fine-times only. Minutes from when the check-in was due to the first answer."
)
