package desk

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// declined shows that the patient refused a change, or had made another one before it came.
func (t Side) declined(m *state.Member, l state.Declined) {
	if l.Outdated {
		t.Say(state.ClassReply, t.Text("desk.dosing_outdated", "code", m.Code), cardRow(t.Turn, m))
		return
	}
	key := "desk.dosing_refused"
	if l.What == record.ChangeStandIn {
		key = "desk.stand_in_refused"
	}
	t.Keep(record.Audit{By: m.ID, Deed: record.DeedRefused, What: l.What, Of: m.ID, Code: m.Code})
	t.Say(state.ClassReply, t.Text(key, "code", m.Code), cardRow(t.Turn, m))
}

// adjustmentShown starts from the patient's current settings.
func (t Side) adjustmentShown(m *state.Member, l state.Particulars) {
	t.State.Desk.Adjusting = &state.Adjusting{
		Patient: m.ID, Chosen: t.Days(l.Days, l.Adjustment), WasDays: l.Days, Adjustment: l.Adjustment, Was: l.Adjustment,
		At: l.At,
	}
	t.Keep(record.Opened{By: t.State.ID, What: "plan", Of: m.ID, Code: m.Code})
	text, rows := t.adjustmentMenu(m, t.State.Desk.Adjusting)
	t.showCard(l.Message, text, rows...)
}

// adjustmentTapped handles a press on the menu that changes a patient's questions.
func (t Side) adjustmentTapped(e state.Tapped, m *state.Member, what, which string) {
	if what == "" {
		t.Toast(e, "")
		t.Tell(m.ID, state.Inquire{Message: e.Message, Plan: true})
		return
	}
	d := t.State.Desk.Adjusting
	if d == nil || d.Patient != m.ID {
		t.Toast(e, "toast.old")
		return
	}
	if what == "send" && which == adjustingKey(d) {
		t.sendAdjustment(e, m, d)
		return
	}
	if what == "send" { // the message shows older choices: now it shows this one
		what, which = "menu", ""
	}
	if which != "" && !t.chooseAdjustment(d, what, which) {
		t.Toast(e, "toast.old")
		return
	}
	text, rows := t.adjustmentMenu(m, d)
	if what != "menu" {
		title, choices := t.adjustmentChoices(m, d, what)
		if choices == nil {
			t.Toast(e, "toast.old")
			return
		}
		text, rows = t.Text("dosing.title", "code", m.Code)+"\n"+title, append(choices,
			turn.Row(turn.Button(t.Text("dosing.back"), press.Member{Patient: m.ID, What: "plan", Value: "menu"})))
	}
	t.Toast(e, "")
	t.Edit(e.Message, turn.Cut(text), rows...)
}

// chooseAdjustment adds one choice to those that are not sent yet. It reports false for a choice that was not offered.
func (t Side) chooseAdjustment(d *state.Adjusting, what, which string) bool {
	switch what {
	case "slots":
		n := slices.IndexFunc(t.Plan.Rotation, func(s flows.Slot) bool { return slotKey(s.ID) == which })
		if n < 0 {
			return false
		}
		d.Adjustment.Out = toggled(d.Adjustment.Out, t.Plan.Rotation[n].ID)
		slices.Sort(d.Adjustment.Out)
		d.Chosen = t.asMany(d.Chosen, len(t.Active(d.Adjustment)))
	case "days":
		n := slices.IndexFunc(turn.Week(), func(day time.Weekday) bool { return turn.DayCode(day) == which })
		if n < 0 {
			return false
		}
		d.Chosen = toggled(d.Chosen, turn.Week()[n])
	case "themes":
		n, err := strconv.Atoi(which)
		if err != nil || !slices.Contains(t.themesAsked(), n) {
			return false
		}
		d.Adjustment.Themes = toggled(d.Adjustment.Themes, n)
		slices.Sort(d.Adjustment.Themes)
	case "low":
		n := slices.IndexFunc(t.lows(), func(low float64) bool { return lowCode(low) == which })
		if n < 0 {
			return false
		}
		d.Adjustment.Low = unlessUsual(t.lows()[n], t.Plan.Digest.Low)
	case "drops":
		n, err := strconv.Atoi(which)
		if err != nil || n < t.Plan.Digest.Drops || n > t.Plan.Digest.Drops+turn.MoreDrops {
			return false
		}
		d.Adjustment.Drops = unlessUsual(n, t.Plan.Digest.Drops)
	default:
		return false
	}
	return true
}

// slotKey names a slot of the rotation in a button's data. It is short even for a long id.
func slotKey(id string) string {
	sum := sha256.Sum256([]byte("slot\x00" + id))
	return fmt.Sprintf("%x", sum[:5])
}

// adjustingKey names in a button's data what would be sent, so that nothing is sent but what its message shows.
func adjustingKey(d *state.Adjusting) string {
	sum := sha256.Sum256(fmt.Append(nil, "draft\x00", turn.InOrder(d.Chosen), d.Adjustment, d.WasDays, d.Was))
	return fmt.Sprintf("%x", sum[:5])
}

// lowCode names a threshold in a button's data. The letter distinguishes it from the bare numbers of an earlier
// release.
func lowCode(low float64) string { return "v" + strconv.FormatFloat(low, 'f', -1, 64) }

// unlessUsual is zero for the protocol's own value, so that later changes of the protocol apply.
func unlessUsual[T int | float64](chosen, usual T) T {
	if chosen == usual {
		return 0
	}
	return chosen
}

// toggled adds a value to a list, or removes it.
func toggled[T comparable](list []T, one T) []T {
	if slices.Contains(list, one) {
		if len(list) == 1 {
			return nil
		}
		return slices.DeleteFunc(slices.Clone(list), func(other T) bool { return other == one })
	}
	return append(slices.Clone(list), one)
}

// asMany shortens the chosen days to n, or fills them up with free days, those of the rotation first.
func (t Side) asMany(days []time.Weekday, n int) []time.Weekday {
	days = slices.Clone(days)
	free := turn.Week()
	for _, s := range slices.Backward(t.Plan.Rotation) {
		free = slices.Insert(free, 0, s.Day)
	}
	for _, d := range free {
		if len(days) < n && !slices.Contains(days, d) {
			days = append(days, d)
		}
	}
	return days[:min(n, len(days))]
}

// themesAsked lists the themes of the rotation, each of which can be left out.
func (t Side) themesAsked() []int {
	var themes []int
	for _, s := range t.Plan.Rotation {
		for _, id := range slices.Concat(s.Weeks...) {
			if q := t.Plan.Questionnaires[id]; q != nil && q.Theme != 0 && !slices.Contains(themes, q.Theme) {
				themes = append(themes, q.Theme)
			}
		}
	}
	slices.Sort(themes)
	return themes
}

// lows lists the thresholds on offer: the protocol's, and the higher ones that are still not good.
func (t Side) lows() []float64 {
	var all []float64
	for low := t.Plan.Digest.Low; low < t.Plan.Digest.Good; low += turn.LowStep {
		all = append(all, low)
	}
	return all
}

// adjustmentMenu shows what is chosen, with a button for each part of it.
func (t Side) adjustmentMenu(m *state.Member, d *state.Adjusting) (string, [][]state.Button) {
	part := func(what string) press.Press { return press.Member{Patient: m.ID, What: "plan", Value: what} }
	rules := t.Rules(d.Adjustment)
	lines := []string{
		t.Text("dosing.title", "code", m.Code),
		t.Text("dosing.days", "n", strconv.Itoa(len(t.Active(d.Adjustment))), "days", t.DayList(turn.InOrder(d.Chosen)),
			"time", d.At),
		t.Text("dosing.nothing_out"),
		t.Text("dosing.thresholds", "low", turn.Decimal(rules.Low), "drops", strconv.Itoa(rules.Drops)),
	}
	if len(d.Adjustment.Themes) > 0 {
		lines[2] = t.Text("dosing.left_out", "topics", t.themeNames(d.Adjustment.Themes))
	}
	rows := [][]state.Button{
		turn.Row(turn.Button(t.Text("dosing.slots_button"), part("slots")),
			turn.Button(t.Text("dosing.days_button"), part("days"))),
		turn.Row(turn.Button(t.Text("dosing.themes_button"), part("themes"))),
		turn.Row(turn.Button(t.Text("dosing.low_button"), part("low")),
			turn.Button(t.Text("dosing.drops_button"), part("drops"))),
	}
	if !d.Adjustment.Equal(d.Was) || !slices.Equal(turn.InOrder(d.Chosen), turn.InOrder(t.Days(d.WasDays, d.Was))) {
		lines = append(lines, "", t.Text("dosing.unsent"))
		rows = append(rows, turn.Row(turn.Button(t.Text("dosing.send"),
			press.Member{Patient: m.ID, What: "plan", Value: "send", Of: adjustingKey(d)})))
	}
	return strings.Join(lines, "\n"), append(rows, cardRow(t.Turn, m))
}

// adjustmentChoices offers the values of one part; nil if there is no such part.
func (t Side) adjustmentChoices(m *state.Member, d *state.Adjusting, what string) (string, [][]state.Button) {
	choice := func(which string) press.Press {
		return press.Member{Patient: m.ID, What: "plan", Value: what, Of: which}
	}
	var rows [][]state.Button
	switch what {
	case "slots":
		lines := []string{t.Text("dosing.slots_ask")}
		var numbers []state.Button
		for n, s := range t.Plan.Rotation {
			lines = append(lines, strconv.Itoa(n+1)+": "+t.slotWords(s))
			numbers = append(numbers, turn.Button(ticked(strconv.Itoa(n+1), !d.Adjustment.Leaves(s)), choice(slotKey(s.ID))))
		}
		return strings.Join(lines, "\n"), [][]state.Button{numbers}
	case "days":
		var days []state.Button
		for _, day := range turn.Week() {
			days = append(days,
				turn.Button(ticked(t.Day(day), slices.Contains(d.Chosen, day)), choice(turn.DayCode(day))))
		}
		rows = [][]state.Button{days[:4], days[4:]}
		return t.Text("dosing.days_ask", "n", strconv.Itoa(len(t.Active(d.Adjustment)))), rows
	case "themes":
		for _, theme := range t.themesAsked() {
			rows = append(rows,
				turn.Row(turn.Button(ticked(t.Text("digest.theme."+strconv.Itoa(theme)),
					!slices.Contains(d.Adjustment.Themes, theme)), choice(strconv.Itoa(theme)))))
		}
	case "low":
		var levels []state.Button
		for _, low := range t.lows() {
			levels = append(levels,
				turn.Button(ticked(turn.Decimal(low), t.Rules(d.Adjustment).Low == low), choice(lowCode(low))))
		}
		rows = append(rows, levels)
	case "drops":
		var counts []state.Button
		for n := t.Plan.Digest.Drops; n <= t.Plan.Digest.Drops+turn.MoreDrops; n++ {
			counts = append(counts,
				turn.Button(ticked(strconv.Itoa(n), t.Rules(d.Adjustment).Drops == n), choice(strconv.Itoa(n))))
		}
		rows = append(rows, counts)
	default:
		return "", nil
	}
	return t.Text("dosing." + what + "_ask"), rows
}

func ticked(label string, on bool) string {
	if on {
		return "✓ " + label
	}
	return label
}

// slotWords names a slot by its topics, because its day is the patient's choice.
func (t Side) slotWords(s flows.Slot) string {
	var themes []int
	safety := false
	for _, id := range slices.Concat(s.Weeks...) {
		if q := t.Plan.Questionnaires[id]; q != nil && q.Theme == 0 {
			safety = true
		} else if q != nil && !slices.Contains(themes, q.Theme) {
			themes = append(themes, q.Theme)
		}
	}
	parts := []string{}
	if safety {
		parts = append(parts, t.Text("dosing.safety"))
	}
	return strings.Join(append(parts, t.themeNames(themes)), ", ")
}

func (t Side) themeNames(themes []int) string {
	names := make([]string, 0, len(themes))
	for _, theme := range themes {
		names = append(names, t.Text("digest.theme."+strconv.Itoa(theme)))
	}
	return strings.Join(names, ", ")
}

// sendAdjustment sends valid choices to the patient's side, where the patient can refuse it.
func (t Side) sendAdjustment(e state.Tapped, m *state.Member, d *state.Adjusting) {
	if len(d.Chosen) != len(t.Active(d.Adjustment)) {
		t.Toast(e, "dosing.days_first")
		return
	}
	days := t.Spread(d.Chosen, d.Adjustment)
	if problem := t.Problem(days, d.Adjustment); problem != "" {
		t.Toast(e, problem)
		return
	}
	t.Toast(e, "")
	t.Tell(m.ID, state.Adjust{
		Days: days, Adjustment: d.Adjustment, Seen: &state.Asking{Days: d.WasDays, Adjustment: d.Was},
	})
	t.Keep(record.Audit{By: t.State.ID, Deed: record.DeedSet, What: record.ChangeAdjustment, Of: m.ID, Code: m.Code})
	t.State.Desk.Adjusting = nil
	t.Edit(e.Message, t.Text("dosing.sent", "code", m.Code), cardRow(t.Turn, m))
}
