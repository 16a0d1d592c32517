package export

// What an export says about itself. Only tables are ever called anonymous.
const (
	aboutTables = "Anonymous: counts of people, none below eleven, rounded to five. No row is about one person."
	aboutRecord = "De-identified, not anonymous: each row is about one person, without name, code, date or words of their own. " +
		"Somebody who knows enough about one of them may find their rows; disclosure.json says how often that would work. " +
		"It must not be passed on, and nobody may try to find out who anybody is."
)

func (x *run) statement() string {
	if x.Level == Tables {
		return aboutTables
	}
	return aboutRecord
}

func (x *run) title() string {
	if x.Level == Tables {
		return "anonymous tables"
	}
	return "de-identified records"
}

// disclosure is the file that says what an intruder could learn.
type disclosure struct {
	Level     Level  `json:"level"`
	Statement string `json:"statement"`
	Coarsened bool   `json:"coarsened"`
	Records   *risk  `json:"records,omitempty"`
	Tables    *cover `json:"tables,omitempty"`
}

// risk is measured on the rows of single people.
type risk struct {
	N          int        `json:"n"`
	K          int        `json:"k"`
	L          int        `json:"l"`
	Means      string     `json:"k_and_l_mean"`
	Suppressed suppressed `json:"suppressed"`
	Uniqueness uniqueness `json:"uniqueness"`
	Without    uniqueness `json:"uniqueness_without_coarsening"`
	With       uniqueness `json:"uniqueness_with_coarsening"`
	How        string     `json:"how_it_is_measured"`
}

// suppressed is what was done to keep people from standing alone.
type suppressed struct {
	Languages int `json:"languages_made_other"` // people
	Hours     int `json:"hours_blanked"`        // people
	Locales   int `json:"locales_blanked"`      // people
	Weeks     int `json:"weeks_dropped"`        // of people
	People    int `json:"people_dropped"`
	Answers   int `json:"answers_dropped"`
}

// uniqueness is how many people somebody singles out by what they know.
type uniqueness struct {
	People  int         `json:"people"`
	Known   []knowledge `json:"weeks"`
	Missing float64     `json:"singled_out_by_pattern_of_missed_weeks"`
}

const (
	meansOfKL = "k: the fewest people who share weeks, locale and hour (participants). " +
		"l: the fewest different answers that the people of such a group gave to a question that at least five of them answered."
	howMeasured = "Somebody knows everything that the rows of 1, 2 or 3 of a person's weeks say: item, status, code, value, text_length, in order; " +
		"in a week without rows, that there are none. In a coarsened export, which shows two weeks as one, 1 or 2 weeks known are one of " +
		"those, and 3 are two. A set of weeks singles a person out if no other person with so many weeks has " +
		"the same in all of them. Sets are those of the weeks from 1 to the longest, in lexical order; of more than 400, those " +
		"with the numbers i*n/400 of n. Average: the mean over people of the share of sets, within their weeks, that single them out. " +
		"Pattern of missed weeks: for each of a person's weeks, whether it has any answer (answered, skipped, does_not_fit)."
)

// cover is what was done to tables.
type cover struct {
	People        *int `json:"people"` // nothing where fewer than eleven
	Least         int  `json:"least_people_in_a_cell"`
	Rounding      int  `json:"rounded_to"`
	Published     int  `json:"cells_published"`
	Small         int  `json:"cells_blank_because_small_or_empty"`
	Complementary int  `json:"cells_blank_to_protect_others"`
}

func (x *run) disclosure() disclosure {
	d := disclosure{Level: x.Level, Statement: x.statement(), Coarsened: x.Coarsen}
	if x.Level == Tables {
		d.Tables = &cover{
			x.safe(x.people.exported), SmallestCell, Rounding,
			x.cells.published, x.cells.empty + x.cells.small, x.cells.complementary,
		}
		return d
	}
	r := risk{N: x.people.exported, Means: meansOfKL, How: howMeasured, Suppressed: x.suppressed()}
	r.K, r.L = x.diversity.smallest()
	r.Uniqueness = x.memory.uniqueness()
	r.Without, r.With = r.Uniqueness, x.comparison.uniqueness()
	if x.Coarsen {
		r.Without, r.With = r.With, r.Without
	}
	d.Records = &r
	return d
}

func (m *memory) uniqueness() uniqueness {
	return uniqueness{len(m.people), []knowledge{m.knowing(1), m.knowing(2), m.knowing(3)}, m.missing()}
}

func (x *run) suppressed() suppressed {
	s := suppressed{People: x.people.dropped, Answers: x.counts.left[SmallGroup]}
	for n, d := range x.decisions {
		i := x.infos[n]
		if d.dropped {
			continue
		}
		whole := i.weeks
		if x.Coarsen {
			whole = min(whole, CoarseWeeks) / 2
		}
		s.Weeks += whole - d.weeks
		switch {
		case i.locale == "":
		case d.locale == "":
			s.Locales++
		case d.locale == other:
			s.Languages++
		}
		if i.hour != "" && d.hour == "" && !x.Coarsen {
			s.Hours++
		}
	}
	return s
}

// safe is a number of people as this export may say it: nothing where it would be about too few.
func (x *run) safe(people int) *int {
	if x.Level == Tables && people < SmallestCell {
		return nil
	}
	if x.Level == Tables {
		people = int(rounded(people))
	}
	return &people
}
