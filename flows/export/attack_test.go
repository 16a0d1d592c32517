package export

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"footing/flows/export/disclosure"
)

// attack is an intruder with the files and nothing else. It shares no code with what made disclosure.json.
type attack struct {
	weeks    map[string]int            // by pseudonym
	told     map[string]map[int]string // by pseudonym and week: everything that the rows say
	answered map[string]map[int]bool
	together int // weeks that a row shows as one
}

func newAttack(t *testing.T, f folder) attack {
	t.Helper()
	a := attack{
		weeks: map[string]int{}, told: map[string]map[int]string{}, answered: map[string]map[int]bool{},
		together: 1,
	}
	var m struct{ Coarsened bool }
	f.json(t, "manifest.json", &m)
	if m.Coarsened {
		a.together = 2
	}
	for _, p := range f.rows(t, "participants.csv") {
		n, err := strconv.Atoi(p["weeks"])
		if err != nil {
			t.Fatal(err)
		}
		a.weeks[p["pseudonym"]] = n
		a.told[p["pseudonym"]], a.answered[p["pseudonym"]] = map[int]string{}, map[int]bool{}
	}
	for _, r := range f.rows(t, "responses.csv") {
		week, _ := strconv.Atoi(r["week"])
		a.told[r["pseudonym"]][week] += strings.Join([]string{
			r["item"], r["status"], r["code"], r["value"],
			r["text_length"], r["day"], r["planned_min"], r["sent_min"], r["first_tap_min"], r["answered_min"], r["received_min"],
		}, "|") + "\n"
		if slices.Contains([]string{"answered", "skipped", "does_not_fit"}, r["status"]) {
			a.answered[r["pseudonym"]][week] = true
		}
	}
	if f["changes.csv"] != nil {
		for _, c := range f.rows(t, "changes.csv") {
			week, _ := strconv.Atoi(c["week"])
			a.told[c["pseudonym"]][week] += fmt.Sprintln(c["what"], c["to"], c["days"], c["theme"], c["day"])
		}
	}
	return a
}

// sets lists the sets of so many weeks up to the longest.
func (a attack) sets(size int) [][]int {
	longest := 0
	for _, n := range a.weeks {
		longest = max(longest, n)
	}
	sets := [][]int{{}}
	for range size {
		var longer [][]int
		for _, set := range sets {
			from := 1
			if len(set) > 0 {
				from = set[len(set)-1] + 1
			}
			for w := from; w <= longest; w++ {
				longer = append(longer, append(slices.Clone(set), w))
			}
		}
		sets = longer
	}
	if len(sets) <= 400 {
		return sets
	}
	var some [][]int
	for i := range 400 {
		some = append(some, sets[i*len(sets)/400])
	}
	return some
}

// singledOut gives, on average and by any set, the share of people whom knowing so many weeks singles out.
func (a attack) singledOut(weeks int) (people int, average, ever float64) {
	sets := a.sets((weeks + a.together - 1) / a.together)
	tried, alone := map[string]int{}, map[string]int{}
	for _, set := range sets {
		alike := map[string][]string{}
		for who, n := range a.weeks {
			if n < set[len(set)-1] {
				continue
			}
			key := ""
			for _, w := range set {
				key += fmt.Sprintf("week %d\n%s", w, a.told[who][w])
			}
			tried[who]++
			alike[key] = append(alike[key], who)
		}
		for _, who := range alike {
			if len(who) == 1 {
				alone[who[0]]++
			}
		}
	}
	for who, n := range tried {
		average += float64(alone[who]) / float64(n)
		if alone[who] > 0 {
			ever++
		}
	}
	return len(tried), average / float64(len(tried)), ever / float64(len(tried))
}

// byMissedWeeks is the share of people whose pattern of weeks without an answer nobody else has.
func (a attack) byMissedWeeks() float64 {
	patterns := map[string]int{}
	pattern := func(who string) string {
		text := ""
		for w := 1; w <= a.weeks[who]; w++ {
			text += fmt.Sprint(a.answered[who][w], " ")
		}
		return text
	}
	for who := range a.weeks {
		patterns[pattern(who)]++
	}
	alone := 0.0
	for who := range a.weeks {
		if patterns[pattern(who)] == 1 {
			alone++
		}
	}
	return alone / float64(len(a.weeks))
}

func TestAttack(t *testing.T) {
	s := newStore(t).cohort(90, 3)
	measured := map[bool]disclosure.Risk{}
	for _, coarsen := range []bool{false, true} {
		o := s.options(Records)
		o.Coarsen = coarsen
		f, _ := s.export(t, o)
		var d disclosure.Report
		f.json(t, "disclosure.json", &d)
		measured[coarsen] = *d.Records
		a := newAttack(t, f)
		near := func(what string, claimed, found float64) {
			t.Helper()
			if math.Abs(claimed-found) > 0.0001 {
				t.Errorf("coarsen=%v: %s: disclosure.json says %v, the attack finds %v", coarsen, what, claimed, found)
			}
		}
		for _, k := range d.Records.Uniqueness.Known {
			people, average, ever := a.singledOut(k.Weeks)
			near(fmt.Sprintf("%d weeks, people", k.Weeks), float64(k.People), float64(people))
			near(fmt.Sprintf("%d weeks, average", k.Weeks), k.Average, average)
			near(fmt.Sprintf("%d weeks, ever", k.Weeks), k.Ever, ever)
		}
		near("missed weeks", d.Records.Uniqueness.Missing, a.byMissedWeeks())
		near("n", float64(d.Records.N), float64(len(a.weeks)))
		k, l := groupsByFiles(t, f)
		near("k", float64(d.Records.K), float64(k))
		near("l", float64(d.Records.L), float64(l))
	}
	// Each export says what the other would be.
	if fmt.Sprint(measured[false].With) != fmt.Sprint(measured[true].Uniqueness) ||
		fmt.Sprint(measured[true].Without) != fmt.Sprint(measured[false].Uniqueness) {
		t.Errorf("the exports speak differently of each other:\n%+v\n%+v", measured[false], measured[true])
	}
	for n := range 3 {
		plain, coarse := measured[false].Uniqueness.Known[n].Average, measured[true].Uniqueness.Known[n].Average
		if coarse >= plain {
			t.Errorf("%d weeks known: coarsening changes %v to %v", n+1, plain, coarse)
		}
	}
}

// groupsByFiles finds k and l in the files.
func groupsByFiles(t *testing.T, f folder) (k, l int) {
	t.Helper()
	group, size := map[string]string{}, map[string]int{}
	for _, p := range f.rows(t, "participants.csv") {
		key := p["weeks"] + " " + p["locale"] + " " + p["hour"]
		group[p["pseudonym"]] = key
		size[key]++
	}
	codes, people := map[string]map[string]bool{}, map[string]map[string]bool{}
	for _, r := range f.rows(t, "responses.csv") {
		if r["code"] == "" {
			continue
		}
		key := group[r["pseudonym"]] + "/" + r["item"]
		if codes[key] == nil {
			codes[key], people[key] = map[string]bool{}, map[string]bool{}
		}
		codes[key][r["code"]], people[key][r["pseudonym"]] = true, true
	}
	for _, n := range size {
		if k == 0 || n < k {
			k = n
		}
	}
	for key := range codes {
		if n := len(codes[key]); len(people[key]) >= 5 && (l == 0 || n < l) {
			l = n
		}
	}
	return k, l
}
