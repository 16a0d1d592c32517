package export

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"testing"

	"footing/flows/export/disclosure"
	"footing/flows/record"
)

// release is what an intruder reads in the tables of one release: counts by question and code.
type release map[string]map[string]int

func readRelease(t *testing.T, f folder) release {
	t.Helper()
	r := release{}
	for _, row := range f.rows(t, "tables.csv") {
		question := row["item"] + " " + row["item_version"] + " " + row["week"]
		if r[question] == nil {
			r[question] = map[string]int{}
		}
		if n, err := strconv.Atoi(row["n"]); err == nil {
			r[question][row["code"]] = n
		}
	}
	return r
}

// modal is the most frequent answer to a question.
func (r release) modal(question string) string {
	best := ""
	for code, n := range r[question] {
		if best == "" || n > r[question][best] || (n == r[question][best] && code < best) {
			best = code
		}
	}
	return best
}

// fell is the answer whose count fell most from one release to later ones, else the most frequent one.
func (r release) fell(question string, later ...release) string {
	best, most := r.modal(question), 0
	for code, n := range r[question] {
		fall := 0
		for _, l := range later {
			if after, shown := l[question][code]; shown {
				fall += n - after
			}
		}
		if fall > most || (fall == most && fall > 0 && code < best) {
			best, most = code, fall
		}
	}
	return best
}

// duel compares reading off with guessing, over the answers of many people.
type duel struct{ answers, read, guessed, onlyRead, onlyGuessed int }

func (d *duel) take(truth map[string]string, before release, later ...release) {
	for question, code := range truth {
		if len(before[question]) < 2 {
			continue
		}
		read, guessed := before.fell(question, later...) == code, before.modal(question) == code
		d.answers++
		switch {
		case read && guessed:
			d.read++
			d.guessed++
		case read:
			d.read++
			d.onlyRead++
		case guessed:
			d.guessed++
			d.onlyGuessed++
		}
	}
}

// better tells whether reading off was better than guessing by more than chance (McNemar's test, 95 %).
func (d *duel) better() bool {
	return float64(d.onlyRead-d.onlyGuessed) > 1.96*math.Sqrt(float64(d.onlyRead+d.onlyGuessed))
}

func (d *duel) String() string {
	wide := 1.96 * math.Sqrt(float64(d.onlyRead+d.onlyGuessed)) / float64(d.answers)
	gain := float64(d.onlyRead-d.onlyGuessed) / float64(d.answers)
	of := float64(d.answers) / 100
	return fmt.Sprintf("%d answers: %.1f %% read off, %.1f %% guessed; %+.1f points (95 %%: %+.1f to %+.1f)", d.answers,
		float64(d.read)/of, float64(d.guessed)/of, 100*gain, 100*(gain-wide), 100*(gain+wide))
}

// answersOfOne are a person's answers by question, where all of some weeks were the same.
func (s *store) answersOfOne(t *testing.T, o Options, id string) map[string]string {
	t.Helper()
	o.Level = Records
	x := newRun(o, nil)
	one, c := read(s.held[id], o.Until), newCounts()
	sp := x.span(one)
	p := x.page(one, id, x.datedOccasions(one, sp, &c), disclosure.Everything(sp.weeks, false), &c)
	codes, several := map[string]string{}, map[string]bool{}
	for _, r := range p.responses {
		if r.Version == nil || r.Code == nil {
			continue
		}
		question := fmt.Sprintf("%s %d %d", r.Item, *r.Version, (r.Week-1)/4*4+1)
		several[question] = several[question] || (codes[question] != "" && codes[question] != *r.Code)
		codes[question] = *r.Code
	}
	for question := range several {
		if several[question] {
			delete(codes, question)
		}
	}
	return codes
}

// without is the release after somebody has left.
func (s *store) without(t *testing.T, id string, o Options) (release, []disclosure.Published) {
	t.Helper()
	held := s.held[id]
	left := record.Fact{ID: "left", At: until().AddDate(0, 1, 0), Body: record.Withdrawal{}}
	s.held[id] = append(slices.Clone(held), left)
	defer func() { s.held[id] = held }()
	f, summary := s.export(t, o)
	return readRelease(t, f), summary.Published
}

// TestNobodyIsReadOffTwoReleases: sixty people leave, each between two releases. What the counts of their answers did
// tells no more than guessing the most frequent answer.
func TestNobodyIsReadOffTwoReleases(t *testing.T) {
	s := newStore(t).cohort(100, 9)
	o := s.options(Tables)
	f, summary := s.export(t, o)
	before := readRelease(t, f)
	kept, forgot := duel{}, duel{}
	for _, id := range s.agreeing(60) {
		truth := s.answersOfOne(t, o, id)
		again := o
		again.Before = summary.Published
		after, _ := s.without(t, id, again)
		kept.take(truth, before, after)
		after, _ = s.without(t, id, o)
		forgot.take(truth, before, after)
	}
	t.Log("with the register:   ", &kept)
	t.Log("without the register:", &forgot)
	if kept.better() || kept.answers < 500 {
		t.Errorf("answers can be read off two releases: %v", &kept)
	}
	if !forgot.better() {
		t.Errorf("nobody would be read off without the register either, so this test shows little: %v", &forgot)
	}
}

// TestNobodyIsReadOffFiveReleases: the same over five weekly releases, while others go on answering. Each person leaves
// after the third.
func TestNobodyIsReadOffFiveReleases(t *testing.T) {
	s := newStore(t).cohort(100, 9)
	at := func(n int, before []disclosure.Published) Options {
		o := s.options(Tables)
		o.Until, o.Before = until().AddDate(0, 0, 7*(n-5)), before
		return o
	}
	var published []disclosure.Published
	var third release
	for n := 1; n <= 3; n++ {
		f, summary := s.export(t, at(n, published))
		published, third = append(published, summary.Published...), readRelease(t, f)
	}
	d, changed := duel{}, 0
	for _, id := range s.agreeing(60) {
		fourth, fresh := s.without(t, id, at(4, published))
		fifth, more := s.without(t, id, at(5, slices.Concat(published, fresh)))
		changed += len(fresh) + len(more)
		d.take(s.answersOfOne(t, at(3, nil), id), third, fourth, fifth)
	}
	t.Log(&d)
	if d.better() || d.answers < 500 || changed == 0 {
		t.Errorf("answers can be read off five releases (%d new counts): %v", changed, &d)
	}
}

// agreeing are people whose answers are in the export.
func (s *store) agreeing(n int) []string {
	var list []string
	for _, id := range s.ids {
		if research, _ := Agrees(s.held[id]); research && len(list) < n {
			list = append(list, id)
		}
	}
	return list
}
