package disclosure

// Report is the file that states what an intruder could learn.
type Report struct {
	Level     string `json:"level"`
	Statement string `json:"statement"`
	Coarsened bool   `json:"coarsened"`
	Records   *Risk  `json:"records,omitempty"`
	Dates     *Dated `json:"dates,omitempty"`
	Tables    *Cover `json:"tables,omitempty"`
}

// Risk is measured on the rows of single people.
type Risk struct {
	N          int        `json:"n"`
	K          int        `json:"k"`
	L          int        `json:"l"`
	Means      string     `json:"k_and_l_mean"`
	Suppressed Suppressed `json:"suppressed"`
	Uniqueness Uniqueness `json:"uniqueness"`
	Without    Uniqueness `json:"uniqueness_without_coarsening"`
	With       Uniqueness `json:"uniqueness_with_coarsening"`
	How        string     `json:"how_it_is_measured"`
}

// Suppressed counts what was suppressed to reach the smallest group size.
type Suppressed struct {
	Languages int `json:"languages_made_other"` // people
	Hours     int `json:"hours_blanked"`        // people
	Locales   int `json:"locales_blanked"`      // people
	Statuses  int `json:"statuses_blanked"`     // people
	Weeks     int `json:"weeks_dropped"`        // of people
	People    int `json:"people_dropped"`
	Answers   int `json:"answers_dropped"`
}

// Uniqueness is how many people can be singled out by what an intruder knows.
type Uniqueness struct {
	People  int         `json:"people"`
	Known   []Knowledge `json:"weeks"`
	Missing float64     `json:"singled_out_by_pattern_of_missed_weeks"`
}

// Knowledge is how many people can be singled out by an intruder who knows some of their weeks.
type Knowledge struct {
	Weeks   int     `json:"weeks_known"`
	Rows    int     `json:"weeks_in_the_file"` // half as many, rounded up, in a coarsened export
	People  int     `json:"people"`            // who have so many weeks
	Sets    int     `json:"sets"`              // of weeks that were tried ...
	Of      int     `json:"of_sets"`           // ... of all that there are
	Average float64 `json:"singled_out_on_average"`
	Ever    float64 `json:"singled_out_by_some_set"`
}

// Cover reports the suppression in tables.
type Cover struct {
	People    *int   `json:"people"` // nil where fewer than SmallestCell
	Least     int    `json:"least_people_in_a_cell"`
	Rounding  int    `json:"rounded_to"`
	Noise     int    `json:"noise_at_most"`
	Weeks     int    `json:"weeks_in_a_cell"`
	Published int    `json:"cells_published"`
	Blank     int    `json:"cells_blank"`
	How       string `json:"how"`
}

const (
	meansOfKL = "k: the fewest people who share weeks, locale and hour (participants). " +
		"l: the fewest different answers that the people of such a group gave to a question that at least five of them answered."
	howMeasured = "Somebody knows everything that the rows of 1, 2 or 3 of a person's weeks say: item, status, code, " +
		"value, text_length, in order, and that a journey took check-ins away; " +
		"in a week without rows, that there are none. In a coarsened export, which shows two weeks as one, 1 or 2 weeks known are one of " +
		"those, and 3 are two. A set of weeks singles a person out if no other person with so many weeks has " +
		"the same in all of them. Sets are those of the weeks from 1 to the longest, in lexical order; of more than 400, those " +
		"with the numbers i*n/400 of n. Average: the mean over people of the share of sets, within their weeks, that single them out. " +
		"Pattern of missed weeks: for each of a person's weeks, whether it has any answer (answered, skipped, does_not_fit)."
)

// suppressed compares people's original values with what is shown of them.
func suppressed(people []Person, decisions []Decision) Suppressed {
	var s Suppressed
	for n, d := range decisions {
		p := people[n]
		if d.Dropped {
			if d.Whole > 0 {
				s.People++
			}
			continue
		}
		whole := p.Weeks
		if d.Coarse {
			whole = min(whole, CoarseWeeks) / WeeksTogether
		}
		s.Weeks += whole - d.Weeks
		switch {
		case p.Locale == "":
		case d.Locale == "":
			s.Locales++
		case d.Locale == Other:
			s.Languages++
		}
		if p.Hour != "" && d.Hour == "" && !d.Coarse {
			s.Hours++
		}
		if d.Status == "" {
			s.Statuses++
		}
	}
	return s
}
