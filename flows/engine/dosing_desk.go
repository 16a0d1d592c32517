package engine

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// Draft is what a clinician has chosen so far for one patient, and has not sent yet.
type Draft struct {
	Patient string         `json:"patient"`
	Chosen  []time.Weekday `json:"chosen,omitempty"` // of the check-ins that are asked; perhaps not as many yet
	Dosing  Dosing         `json:"dosing,omitzero"`
	// Was and WasDays are how it stands with the patient.
	Was     Dosing         `json:"was,omitzero"`
	WasDays []time.Weekday `json:"was_days,omitempty"`
	At      string         `json:"at,omitempty"`
}

// dosingShown begins a draft with what holds for the patient, who was asked for it.
func (t *turn) dosingShown(m *Member, l Particulars) {
	t.state.Desk.Draft = &Draft{
		Patient: m.ID, Chosen: t.days(l.Days, l.Dosing), WasDays: l.Days, Dosing: l.Dosing, Was: l.Dosing, At: l.At,
	}
	t.keep(record.Opened{By: t.state.ID, What: "plan", Of: m.ID, Code: m.Code})
	text, rows := t.dosingMenu(m, t.state.Desk.Draft)
	t.showCard(l.Message, text, rows...)
}

// dosingTapped takes a press on one of the buttons that lead to a change of what is asked:
// m:<patient>:plan:<what>.<which>.
func (t *turn) dosingTapped(e Tapped, m *Member, value string) {
	if value == "" {
		t.toast(e, "")
		t.tell(m.ID, Inquire{Message: e.Message, Plan: true})
		return
	}
	d := t.state.Desk.Draft
	if d == nil || d.Patient != m.ID {
		t.toast(e, "toast.old")
		return
	}
	what, which, chosen := strings.Cut(value, ".")
	if what == "send" {
		t.sendDosing(e, m, d)
		return
	}
	if chosen && !t.chooseDosing(d, what, which) {
		t.toast(e, "toast.old")
		return
	}
	text, rows := t.dosingMenu(m, d)
	if what != "menu" {
		title, choices := t.dosingChoices(m, d, what)
		if choices == nil {
			t.toast(e, "toast.old")
			return
		}
		text, rows = t.text("dosing.title", "code", m.Code)+"\n"+title, append(choices, row(button(t.text("dosing.back"), "m:"+m.ID+":plan:menu")))
	}
	t.toast(e, "")
	t.edit(e.Message, cut(text), rows...)
}

// chooseDosing takes one choice into the draft; false for one that was not offered.
func (t *turn) chooseDosing(d *Draft, what, which string) bool {
	switch what {
	case "slots":
		n := slices.IndexFunc(t.plan.Rotation, func(s flows.Slot) bool { return slotKey(s.ID) == which })
		if n < 0 {
			return false
		}
		d.Dosing.Out = toggled(d.Dosing.Out, t.plan.Rotation[n].ID)
		slices.Sort(d.Dosing.Out)
		d.Chosen = t.asMany(d.Chosen, len(t.active(d.Dosing)))
	case "days":
		n := slices.IndexFunc(week(), func(day time.Weekday) bool { return dayCode(day) == which })
		if n < 0 {
			return false
		}
		d.Chosen = toggled(d.Chosen, week()[n])
	case "themes":
		n, err := strconv.Atoi(which)
		if err != nil || !slices.Contains(t.themesAsked(), n) {
			return false
		}
		d.Dosing.Themes = toggled(d.Dosing.Themes, n)
		slices.Sort(d.Dosing.Themes)
	case "low":
		n := slices.IndexFunc(t.lows(), func(low float64) bool { return lowCode(low) == which })
		if n < 0 {
			return false
		}
		d.Dosing.Low = unlessUsual(t.lows()[n], t.plan.Digest.Low)
	case "drops":
		n, err := strconv.Atoi(which)
		if err != nil || n < t.plan.Digest.Drops || n > t.plan.Digest.Drops+moreDrops {
			return false
		}
		d.Dosing.Drops = unlessUsual(n, t.plan.Digest.Drops)
	default:
		return false
	}
	return true
}

// slotKey names a check-in of the rotation in a button's data, however long its id is.
func slotKey(id string) string {
	sum := sha256.Sum256([]byte("slot\x00" + id))
	return fmt.Sprintf("%x", sum[:5])
}

// lowCode names a level in a button's data. The letter tells it from the bare numbers of an earlier release.
func lowCode(low float64) string { return "v" + strconv.FormatFloat(low, 'f', -1, 64) }

// unlessUsual is nothing where a choice is what the protocol has: then it follows the protocol from now on.
func unlessUsual[T int | float64](chosen, usual T) T {
	if chosen == usual {
		return 0
	}
	return chosen
}

// toggled adds something to a list, or takes it away.
func toggled[T comparable](list []T, one T) []T {
	if slices.Contains(list, one) {
		if len(list) == 1 {
			return nil
		}
		return slices.DeleteFunc(slices.Clone(list), func(other T) bool { return other == one })
	}
	return append(slices.Clone(list), one)
}

// asMany shortens chosen days to so many, or adds free ones from the rotation and then from the week.
func (t *turn) asMany(days []time.Weekday, n int) []time.Weekday {
	days = slices.Clone(days)
	free := week()
	for _, s := range slices.Backward(t.plan.Rotation) {
		free = slices.Insert(free, 0, s.Day)
	}
	for _, d := range free {
		if len(days) < n && !slices.Contains(days, d) {
			days = append(days, d)
		}
	}
	return days[:min(n, len(days))]
}

// themesAsked are the themes that the rotation asks about, which can be left out.
func (t *turn) themesAsked() []int {
	var themes []int
	for _, s := range t.plan.Rotation {
		for _, id := range slices.Concat(s.Weeks...) {
			if q := t.plan.Questionnaires[id]; q != nil && q.Theme != 0 && !slices.Contains(themes, q.Theme) {
				themes = append(themes, q.Theme)
			}
		}
	}
	slices.Sort(themes)
	return themes
}

// lows are the levels that can be called low: the protocol's, and those above it that are not good.
func (t *turn) lows() []float64 {
	var all []float64
	for low := t.plan.Digest.Low; low < t.plan.Digest.Good; low += lowStep {
		all = append(all, low)
	}
	return all
}

// dosingMenu says what is asked as the draft stands, and leads to each part of it.
func (t *turn) dosingMenu(m *Member, d *Draft) (string, [][]Button) {
	key := "m:" + m.ID + ":plan:"
	rules := t.rules(d.Dosing)
	lines := []string{
		t.text("dosing.title", "code", m.Code),
		t.text("dosing.days", "n", strconv.Itoa(len(t.active(d.Dosing))), "days", t.dayList(inOrder(d.Chosen)), "time", d.At),
		t.text("dosing.nothing_out"),
		t.text("dosing.thresholds", "low", decimal(rules.Low), "drops", strconv.Itoa(rules.Drops)),
	}
	if len(d.Dosing.Themes) > 0 {
		lines[2] = t.text("dosing.left_out", "topics", t.themeNames(d.Dosing.Themes))
	}
	rows := [][]Button{
		row(button(t.text("dosing.slots_button"), key+"slots"), button(t.text("dosing.days_button"), key+"days")),
		row(button(t.text("dosing.themes_button"), key+"themes")),
		row(button(t.text("dosing.low_button"), key+"low"), button(t.text("dosing.drops_button"), key+"drops")),
	}
	if !d.Dosing.equal(d.Was) || !slices.Equal(inOrder(d.Chosen), inOrder(t.days(d.WasDays, d.Was))) {
		lines = append(lines, "", t.text("dosing.unsent"))
		rows = append(rows, row(button(t.text("dosing.send"), key+"send")))
	}
	return strings.Join(lines, "\n"), append(rows, row(button(t.text("pick.card"), "m:"+m.ID+":card")))
}

// dosingChoices offers what can be chosen of one part; nil where there is no such part.
func (t *turn) dosingChoices(m *Member, d *Draft, what string) (string, [][]Button) {
	key := "m:" + m.ID + ":plan:" + what + "."
	var rows [][]Button
	switch what {
	case "slots":
		lines := []string{t.text("dosing.slots_ask")}
		var numbers []Button
		for n, s := range t.plan.Rotation {
			lines = append(lines, strconv.Itoa(n+1)+": "+t.slotWords(s))
			numbers = append(numbers, button(ticked(strconv.Itoa(n+1), !d.Dosing.leaves(s)), key+slotKey(s.ID)))
		}
		return strings.Join(lines, "\n"), [][]Button{numbers}
	case "days":
		var days []Button
		for _, day := range week() {
			days = append(days, button(ticked(t.day(day), slices.Contains(d.Chosen, day)), key+dayCode(day)))
		}
		rows = [][]Button{days[:4], days[4:]}
		return t.text("dosing.days_ask", "n", strconv.Itoa(len(t.active(d.Dosing)))), rows
	case "themes":
		for _, theme := range t.themesAsked() {
			rows = append(rows, row(button(ticked(t.text("digest.theme."+strconv.Itoa(theme)), !slices.Contains(d.Dosing.Themes, theme)), key+strconv.Itoa(theme))))
		}
	case "low":
		var levels []Button
		for _, low := range t.lows() {
			levels = append(levels, button(ticked(decimal(low), t.rules(d.Dosing).Low == low), key+lowCode(low)))
		}
		rows = append(rows, levels)
	case "drops":
		var counts []Button
		for n := t.plan.Digest.Drops; n <= t.plan.Digest.Drops+moreDrops; n++ {
			counts = append(counts, button(ticked(strconv.Itoa(n), t.rules(d.Dosing).Drops == n), key+strconv.Itoa(n)))
		}
		rows = append(rows, counts)
	default:
		return "", nil
	}
	return t.text("dosing." + what + "_ask"), rows
}

func ticked(label string, on bool) string {
	if on {
		return "✓ " + label
	}
	return label
}

// slotWords names a check-in of the rotation by what it asks about: its day is the patient's.
func (t *turn) slotWords(s flows.Slot) string {
	var themes []int
	safety := false
	for _, id := range slices.Concat(s.Weeks...) {
		if q := t.plan.Questionnaires[id]; q != nil && q.Theme == 0 {
			safety = true
		} else if q != nil && !slices.Contains(themes, q.Theme) {
			themes = append(themes, q.Theme)
		}
	}
	parts := []string{}
	if safety {
		parts = append(parts, t.text("dosing.safety"))
	}
	return strings.Join(append(parts, t.themeNames(themes)), ", ")
}

func (t *turn) themeNames(themes []int) string {
	names := make([]string, 0, len(themes))
	for _, theme := range themes {
		names = append(names, t.text("digest.theme."+strconv.Itoa(theme)))
	}
	return strings.Join(names, ", ")
}

// sendDosing sends the draft to the patient's side, where it holds and can be refused.
func (t *turn) sendDosing(e Tapped, m *Member, d *Draft) {
	if len(d.Chosen) != len(t.active(d.Dosing)) {
		t.toast(e, "dosing.days_first")
		return
	}
	days := t.spread(d.Chosen, d.Dosing)
	if problem := t.problem(days, d.Dosing); problem != "" {
		t.toast(e, problem)
		return
	}
	t.toast(e, "")
	t.tell(m.ID, Dose{Days: days, Dosing: d.Dosing})
	t.keep(record.Audit{By: t.state.ID, Deed: record.DeedSet, What: record.ChangeDosing, Of: m.ID, Code: m.Code})
	t.state.Desk.Draft = nil
	t.edit(e.Message, t.text("dosing.sent", "code", m.Code), row(button(t.text("pick.card"), "m:"+m.ID+":card")))
}
