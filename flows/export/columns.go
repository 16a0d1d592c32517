package export

import "strconv"

// This file defines the columns of the rows.

func responsesSheet() sheet[response] {
	return sheet[response]{
		name:  "responses",
		about: "One row for each question of each check-in of each person: answered or not.",
		key:   []string{"pseudonym", "occasion", "questionnaire", "item"},
		// Only one reference, because some readers of data packages fail on two references that share a column. The
		// person follows from the occasion.
		refers: []reference{{[]string{"pseudonym", "occasion"}, "occasions", []string{"pseudonym", "occasion"}}},
		columns: []column[response]{
			words("pseudonym", aboutPseudonym, func(r *response) string { return r.Pseudonym }),
			whole("week", aboutWeek, func(r *response) *int32 { return &r.Week }).from(1),
			whole("occasion", aboutOccasion, func(r *response) *int32 { return &r.Occasion }).from(1),
			words("trigger", aboutTrigger, func(r *response) string { return r.Trigger }),
			words("questionnaire", "The questionnaire, see codebook.", func(r *response) string { return r.Questionnaire }),
			words("item", "The question, see codebook.", func(r *response) string { return r.Item }),
			whole("item_version", "The version of the wording that was answered; empty where nothing was.",
				func(r *response) *int32 { return r.Version }),
			whole("domain", aboutDomain, func(r *response) *int32 { return r.Domain }),
			whole("theme", aboutTheme, func(r *response) *int32 { return r.Theme }),
			words("status", aboutStatus, func(r *response) string { return r.Status }).among(statuses()...),
			maybe("code", "The answer that was chosen, see codebook; several are separated by spaces; of a time of day the three hours; empty where nothing was chosen.", func(r *response) *string { return r.Code }),
			whole("value", "Its score; the number that was given; of a date the days from the check-in to it; else empty.",
				func(r *response) *int32 { return r.Value }),
			{
				name: "score", kind: "number",
				about: "The same on one scale, from 0 (worst) to 4 (best), whatever the direction of value; empty where nobody has said which values are good, and in a coarsened export.",
				cell: func(r *response) string {
					if r.Score == nil {
						return ""
					}
					return strconv.FormatFloat(*r.Score, 'f', -1, 64)
				},
			},
			maybe("text_length",
				"How many characters were written, where the answer is in the person's own words; the words are not here.",
				func(r *response) *string { return r.Length }).among(lengths()...),
			whole("window_days", "The span that the question asked about as it was shown, in days; empty where its text names none, or nothing was answered.", func(r *response) *int32 { return r.Window }),
			maybe("locale", "The language in which the question was shown; other for rare ones; empty where it is not shown or nothing was answered.", func(r *response) *string { return r.Locale }),
			whole("day", aboutDay, func(r *response) *int32 { return r.Day }),
			whole("planned_min", aboutPlanned, func(r *response) *int32 { return r.Planned }),
			whole("sent_min", aboutSent, func(r *response) *int32 { return r.Sent }),
			whole("first_tap_min", aboutFirst, func(r *response) *int32 { return r.First }),
			whole("answered_min", aboutAnswered, func(r *response) *int32 { return r.Answered }),
			whole("received_min", aboutReceived, func(r *response) *int32 { return r.Received }),
		},
	}
}

func occasionsSheet() sheet[occasionRow] {
	return sheet[occasionRow]{
		name:   "occasions",
		about:  "One row for each check-in of each person.",
		key:    []string{"pseudonym", "occasion"},
		refers: []reference{{[]string{"pseudonym"}, "participants", []string{"pseudonym"}}},
		columns: []column[occasionRow]{
			words("pseudonym", aboutPseudonym, func(o *occasionRow) string { return o.Pseudonym }),
			whole("occasion", aboutOccasion, func(o *occasionRow) *int32 { return &o.Occasion }).from(1),
			whole("week", aboutWeek, func(o *occasionRow) *int32 { return &o.Week }).from(1),
			words("trigger", aboutTrigger, func(o *occasionRow) string { return o.Trigger }),
			whole("day", aboutDay, func(o *occasionRow) *int32 { return o.Day }),
			maybe("hour", "The three hours of the person's own day in which it was due; empty where it would set the person apart, and where it was not due but begun (trigger own, said).", func(o *occasionRow) *string { return o.Hour }),
			words("questionnaires", "What was to be asked, in order, separated by spaces.",
				func(o *occasionRow) string { return o.Questionnaires }),
			words("status", "answered: gone through to its end. expired: begun, and closed before its end. stopped: ended to show help. missed: nothing was answered. not_delivered: it never reached the phone. no_session: it was not asked, because there was no session that it could be about. cut: hidden questions could have followed, and the person does not show those, so nothing is here of what came after, nor of check-ins in the 24 hours after. open: not over at the cut-off.",
				func(o *occasionRow) string { return o.Status }).
				among(statusesOfOccasions()...),
			whole("answers", "How many answers of it are in responses.",
				func(o *occasionRow) *int32 { return &o.Answers }).from(0),
			whole("planned_min", aboutPlanned, func(o *occasionRow) *int32 { return o.Planned }),
			whole("sent_min", aboutSent, func(o *occasionRow) *int32 { return o.Sent }),
			whole("first_tap_min", aboutFirst, func(o *occasionRow) *int32 { return o.First }),
			whole("ended_min", "With --fine-times only. Minutes from when it was due to its end; empty where private or hidden questions could be in between that the person does not show.", func(o *occasionRow) *int32 { return o.Ended }),
		},
	}
}

func participantsSheet() sheet[participant] {
	return sheet[participant]{
		name:  "participants",
		about: "One row for each person.",
		key:   []string{"pseudonym"},
		columns: []column[participant]{
			words("pseudonym", aboutPseudonym, func(p *participant) string { return p.Pseudonym }),
			whole("weeks", "How many weeks of this person are in the export, whether or not anything was answered in them. None to five weeks are cut at the end, drawn for each person once.",
				func(p *participant) *int32 { return &p.Weeks }).from(1),
			maybe("locale", "The languages that the person answered in; other for rare ones; empty where it would set the person apart.", func(p *participant) *string { return p.Locale }),
			maybe("hour", "The hours of the person's own day in which their check-ins were due; empty where it would set the person apart.", func(p *participant) *string { return p.Hour }),
			{
				name: "private_consent", kind: "boolean", required: true,
				about: "Whether the person agreed that answers kept from their clinician are used too. Without it those questions have no rows.",
				cell:  func(p *participant) string { return strconv.FormatBool(p.Private) },
			},
			whole("occasions", "How many check-ins are in occasions.",
				func(p *participant) *int32 { return &p.Occasions }).from(0),
			whole("responses", "How many rows are in responses.", func(p *participant) *int32 { return &p.Responses }).from(0),
		},
	}
}

func tablesSheet() sheet[cell] {
	return sheet[cell]{
		name:  "tables",
		about: "One row for each answer that a question offers, in each four weeks of participation: how many people gave it.",
		key:   []string{"week", "questionnaire", "item", "item_version", "code"},
		columns: []column[cell]{
			whole("week", "The first of the four weeks of participation that share a count; in a coarsened export a week is two.",
				func(c *cell) *int32 { return &c.Week }).from(1),
			whole("to_week", "The last of them.", func(c *cell) *int32 { return &c.To }).from(1),
			words("questionnaire", "The questionnaire, see codebook.", func(c *cell) string { return c.Questionnaire }),
			words("item", "The question, see codebook.", func(c *cell) string { return c.Item }),
			whole("item_version", "The version of the wording that was answered.",
				func(c *cell) *int32 { return &c.Version }).from(0),
			whole("domain", aboutDomain, func(c *cell) *int32 { return c.Domain }),
			whole("theme", aboutTheme, func(c *cell) *int32 { return c.Theme }),
			words("code", "The answer (level), see codebook.", func(c *cell) string { return c.Code }),
			whole("value", "Its score; empty where the answer has none.", func(c *cell) *int32 { return c.Value }),
			whole("people", "How many people answered the question in these weeks, with noise, rounded to five; empty where it would tell of a few.",
				func(c *cell) *int32 { return c.People }),
			whole("n", "How many of them gave this answer at least once, with noise, rounded to five, and unchanged from an earlier release until eleven people differ; empty where they were fewer than eleven, or where the number would tell how few gave another.", func(c *cell) *int32 { return c.N }),
		},
	}
}

func figuresSheet() sheet[figure] {
	return sheet[figure]{
		name:  "figures",
		about: "One row for each week of participation: how the check-ins went, as CREMAS asks to report.",
		key:   []string{"week"},
		columns: []column[figure]{
			whole("week", aboutWeek, func(f *figure) *int32 { return &f.Week }).from(1),
			whole("people", "How many people's data reach this week.", func(f *figure) *int32 { return f.People }),
			whole("planned", "How many check-ins of the plan were due; without those that the person began (trigger own, said) and those that were not asked for want of a session (no_session).", func(f *figure) *int32 { return f.Planned }),
			whole("delivered", "How many of them reached the phone.", func(f *figure) *int32 { return f.Delivered }),
			whole("answered", "How many have at least one answer.", func(f *figure) *int32 { return f.Answered }),
			whole("answered_pct", "The same in percent of those delivered.", func(f *figure) *int32 { return f.Percent }),
			whole("latency_min", "The median of the minutes from the arrival of a check-in to its first answer; empty in tables.",
				func(f *figure) *int32 { return f.Latency }),
			whole("silent", "Attrition: how many of the people answered no check-in in this week or any later one, whether due or begun by themselves.", func(f *figure) *int32 { return f.Silent }),
		},
	}
}

// Descriptions of columns that several sheets share.
const (
	aboutPseudonym = "The person: a keyed hash of a random number that stands for them. Another study's pseudonyms are others."
	aboutWeek      = "The week of the person's participation; 1 is their first whole week from Monday to Sunday. In a coarsened export two weeks count as one."
	aboutOccasion  = "The check-in: a number that counts the person's check-ins in this export from 1."
	aboutTrigger   = "What made the check-in come: the slot of the plan (session: after a session; also of what was not asked because there was none). own: the person began it. said: one question about safety, because of what the person wrote. other: none of these."
	aboutDomain    = "The domain of the theme: 1 community, 2 patient, 3 therapeutic alliance, 4 foundations; empty for the safety questions."
	aboutTheme     = "The theme, 1 to 12, numbered as in the study's results; empty for the safety questions."
	aboutStatus    = "answered. skipped: rather not say. does_not_fit: does not fit me. missed: nothing of the check-in was answered. not_delivered: it never reached the phone. expired: it was begun and closed before this question was answered. stopped: not asked, because the check-in ended to show help. no_session: not asked, because there was no session that it could be about. not_applicable: not asked, because it follows only from other answers than those that stand. not_asked: not asked, though the check-in was gone through: it had its follow-ups, or the questions about safety were left out."
	aboutDay       = "The day of the week on which the check-in was due, in the person's own calendar: 1 Monday to 7 Sunday."
	aboutPlanned   = "With --fine-times only. When the check-in was due: minutes on the person's own clock since their first check-in of this export."
	aboutSent      = "With --fine-times only. Minutes from when the check-in was due to when it reached the phone; empty: it never did."
	aboutAnswered  = "With --fine-times only. Minutes from when the check-in was due to this answer: to when it was written, by Telegram's clock; of a button, to when the press reached the bot. Empty behind a private question that the person does not show."
	aboutReceived  = "With --fine-times only. Minutes from when the check-in was due to when this answer was filed. Where it is more than answered_min, the answer waited while the bot or its store was away; it counts if it was written before the check-in closed."
	aboutFirst     = "With --fine-times only. Minutes from when the check-in was due to the first answer."
)
