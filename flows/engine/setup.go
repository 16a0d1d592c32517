package engine

import (
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// begin begins the set-up of a clinician, or of a patient.
func (t sides) begin(desk bool) {
	t.State.Setting = &state.Setting{Desk: desk, Since: t.Now()}
	t.done(t.Advance(t.settingSteps(), -1))
}

// beginSection starts the requested section of the set-up. If the set-up itself is unfinished, its question is shown
// again instead.
func (t sides) beginSection() {
	name := t.Section
	switch set := t.State.Setting; {
	case name == "":
		return
	case set != nil && set.Section == "":
		t.repeatSetting()
		return
	}
	t.DropNotes()
	t.State.Setting = &state.Setting{
		Section: name, Desk: name == turn.SectionDeskZone || name == turn.SectionWeekly,
		Since: t.Now(),
	}
	t.done(t.Advance(t.settingSteps(), -1))
}

// settingSteps lists the steps of the set-up in progress.
func (t sides) settingSteps() []turn.Step {
	switch set := t.State.Setting; {
	case set == nil:
		return nil
	case set.Desk:
		return t.desk.Steps(set.Section)
	default:
		return t.patient.Steps(set.Section)
	}
}

// repeatSetting shows the set-up question again below the last message.
func (t sides) repeatSetting() {
	t.State.Setting.Message = 0
	t.Ask(t.settingSteps())
}

// partTyped takes a typed answer to the set-up question. It reports whether the text was one.
func (t sides) partTyped(text string) bool {
	taken, ended := t.SettingTyped(t.settingSteps(), text)
	t.done(ended)
	return taken
}

// done finishes a completed setting; nil if it is not complete.
func (t sides) done(set *state.Setting) {
	switch {
	case set == nil:
	case set.Section == turn.SectionZone || set.Section == turn.SectionDeskZone:
		t.moved(set.Message)
	case set.Desk:
		t.desk.Done(*set)
	default:
		t.patient.Done(*set)
	}
}

// zoneAsked asks for the zone by its clock, of a patient as of a clinician.
func (t sides) zoneAsked() {
	switch {
	case t.State.Patient != nil:
		t.RepeatSection(turn.SectionZone)
	case t.State.Desk != nil:
		t.RepeatSection(turn.SectionDeskZone)
	default:
		t.Reply("start.stranger")
	}
}

// moved reschedules everything after a change of zone, so that local hours stay the same. Earlier zones are in the
// facts.
func (t sides) moved(message int) {
	place := []string{"place", turn.PlaceName(t.Zone().String()), "clock", t.Now().In(t.Zone()).Format("15:04")}
	if d := t.State.Desk; d != nil && d.Active {
		t.desk.ScheduleDigest()
	}
	if !t.State.Patient.SetUp() {
		t.Finish(message, t.Text("zone.done", place...))
		return
	}
	t.patient.ScheduleAll()
	t.patient.PlanSession()
	t.Finish(message, t.Text("zone.done", place...)+" "+t.Text("zone.next", "next", t.DateTime(t.patient.NextCheckIn())))
}

// languageAsked offers the clinic's languages, each under its own name.
func (t sides) languageAsked() {
	all := t.Languages()
	if len(all) < 2 {
		t.Reply("language.only")
		return
	}
	var rows [][]state.Button
	for _, locale := range all {
		label := "language.name"
		if name, ok := t.Plan.Wordings[locale].Text(label, nil); ok {
			label = name
		}
		rows = append(rows, turn.Row(turn.Button(label, press.Language{Locale: locale})))
	}
	t.Say(state.ClassReply, t.Text("language.ask"), append(rows, t.HelpRow())...)
}

// languageTapped changes the language of everything from now on, including the help button under the text field and the
// command menu. Earlier answers keep their language.
func (t sides) languageTapped(e state.Tapped, locale string) {
	if t.State.Empty() {
		t.Toast(e, "toast.old")
		return
	}
	for _, known := range t.Languages() {
		if known != locale {
			continue
		}
		t.State.Locale = locale
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("language.name"))
		if t.State.Patient != nil {
			t.SayKeyboard(t.Text("language.done"))
		} else {
			t.Say(state.ClassReply, t.Text("language.done"))
		}
		t.Menu()
		return
	}
	t.Toast(e, "toast.old")
}
