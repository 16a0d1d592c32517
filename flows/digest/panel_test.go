package digest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"footing/flows"
	"footing/flows/record"
)

func whoComesFirst(t *testing.T, p *flows.Protocol) []*diary {
	quiet := joined(t, p, "A-01").answered(day(4, 13), "safe=v3")
	undelivered := joined(t, p, "A-02").ended(day(2, 13), record.EndNotDelivered)
	notice := joined(t, p, "A-03").
		note(day(2, 13), record.Notice{Level: "line", Rule: "usual", Codes: []string{"s1=usual"}})
	open := joined(t, p, "A-04").note(day(3, 21), record.Alert{ID: "a1", Short: "7F3K"})
	left := joined(t, p, "A-05").answered(day(5, 13), "safe=v0").note(day(4, 13), record.Withdrawal{})
	refused := joined(t, p, "A-06").answered(day(4, 13), "safe=v0").
		note(day(3, 13), record.Consent{Purpose: record.ForCare}).
		note(day(2, 13), record.Notice{Level: "care", Rule: "care", Codes: []string{"s1=rather_not"}})
	halfway := &diary{t: t, plan: p, who: Person{ID: "s01-A-07", Code: "A-07"}}
	back := joined(t, p, "A-08").answered(day(9, 13), "safe=v0").note(day(6, 13), record.Withdrawal{}).
		note(day(6, 13), record.Missed{Occasion: "open", Reason: record.EndLeft}).
		note(day(5, 13), record.Enrolment{}).note(day(5, 13), record.Consent{Purpose: record.ForCare, Given: true}).
		answered(day(2, 13), "safe=v1")
	return []*diary{back, halfway, refused, left, open, notice, undelivered, quiet}
}

// crowd is a panel of n people who answer this and that.
func crowd(n int, more func(n int, d *diary)) func(*testing.T, *flows.Protocol) []*diary {
	return func(t *testing.T, p *flows.Protocol) []*diary {
		list := make([]*diary, 0, n)
		for i := range n {
			low := fmt.Sprintf("support=v%d", i%5)
			d := joined(t, p, fmt.Sprintf("A-%03d", i+1)).answered(day(11, 13), "safe=v3", low).answered(day(4, 13), low)
			more(i, d)
			list = append(list, d)
		}
		return list
	}
}

// some are the people of a crowd of whom there is more to say than what is in the way.
func some(n int, d *diary) {
	switch n {
	case 3:
		d.answered(day(1, 13), "fit=v1").share(day(1, 14), day(1, 13))
	case 6:
		d.note(day(1, 13), record.Pause{Until: until.Add(5 * week)})
	case 9:
		d.note(day(1, 13), record.Withdrawal{})
	case 12:
		d.note(day(1, 13), record.Consent{Purpose: record.ForCare})
	}
}

// silentBesideAlerts are three alerts and more people who have not answered than a full message would name.
func silentBesideAlerts(t *testing.T, p *flows.Protocol) []*diary {
	list := make([]*diary, 0, 20)
	for n := range 20 {
		d := joined(t, p, fmt.Sprintf("A-%03d", n+1)).ended(day(2, 13), record.EndExpired)
		if n < 3 {
			d.answered(day(4, 13), "safe=v3", "support=v2").note(day(3, 21), record.Alert{ID: "a1", Short: "7F3K"})
		}
		list = append(list, d)
	}
	return list
}

func crowds() []scenario {
	called := func(_ int, d *diary) { d.note(day(3, 21), record.Alert{ID: "a1", Short: "7F3K"}) }
	quarter := func(n int, d *diary) {
		if n%4 == 0 {
			called(n, d)
		}
	}
	few := func(n int, d *diary) {
		switch n {
		case 17:
			called(n, d)
		case 33:
			d.ended(day(2, 13), record.EndNotDelivered)
		}
	}
	return []scenario{
		{"forty", crowd(40, few)},
		{"forty_in_need", crowd(40, called)},
		{"sixty", crowd(60, quarter)},
		{"three_hundred", crowd(300, quarter)},
	}
}

var someCode = regexp.MustCompile(`A-\d+`)

// Everybody of a panel too big for one message is either named or counted, once.
func TestNobodyIsLost(t *testing.T) {
	for _, s := range crowds() {
		p := plan(t)
		r := request(t, s.people(t, p)...)
		text := Compose(p, r).Text
		counted := 0
		for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '·' }) {
			_, number, _ := strings.Cut(part, ": ")
			number, _, _ = strings.Cut(number, ", each with")
			if n, err := strconv.Atoi(strings.TrimSpace(number)); err == nil {
				counted += n
			}
		}
		if named := len(someCode.FindAllString(text, -1)); named+counted != len(r.People) {
			t.Errorf("%s: %d named and %d counted of %d in\n%s", s.name, named, counted, len(r.People), text)
		}
	}
}
