package patient

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// consent files one choice for one purpose, with the version of the text shown.
func (t Side) consent(purpose record.Purpose, given bool) {
	p := t.State.Patient
	if p.Consents == nil {
		p.Consents = map[record.Purpose]bool{}
	}
	if p.Agreed == nil {
		p.Agreed = map[record.Purpose]state.Agreement{}
	}
	p.Consents[purpose] = given
	p.Agreed[purpose] = state.Agreement{At: t.Now(), Text: t.consentText(purpose), Locale: t.State.Locale}
	t.Keep(record.Consent{
		Purpose: purpose, Given: given, Version: t.Plan.Version, Locale: t.State.Locale, Text: t.consentText(purpose),
	})
}

// consentKey is the text of a consent's question. Whoever has stopped taking part is only asked whether researchers may
// keep what they gave so far.
func (t Side) consentKey(purpose record.Purpose) string {
	if purpose == record.ForResearch && t.State.Patient.Left {
		return "stop.research"
	}
	return "consent." + string(purpose)
}

// consentText names the text of a consent in the reader's language. Another text has another name.
func (t Side) consentText(purpose record.Purpose) string {
	words := t.Plan.Wording(t.State.Locale)
	text := words[t.consentKey(purpose)]
	if about := aboutKey(purpose); about != "" {
		text = words[about] + "\n" + text
	}
	sum := sha256.Sum256([]byte(text))
	return fmt.Sprintf("%x", sum[:6])
}

// outdated reports whether the patient agreed to an earlier text than the current one.
func (t Side) outdated(purpose record.Purpose) bool {
	p := t.State.Patient
	a := p.Agreed[purpose]
	return p.Consents[purpose] && a.Text != "" && a.Locale == t.State.Locale && a.Text != t.consentText(purpose)
}

// purposes lists the consents that can be given or withdrawn now, in the order of the set-up.
func (t Side) purposes() []record.Purpose {
	p := t.State.Patient
	var all []record.Purpose
	if !p.Left {
		all = append(all, record.ForCare)
		if t.Caring() {
			all = append(all, record.ForSafety)
		}
	}
	all = append(all, record.ForResearch)
	if p.Consents[record.ForResearch] {
		all = append(all, record.ForPrivateResearch)
	}
	return all
}

// consentsAsked shows every consent with its date.
func (t Side) consentsAsked() {
	if !t.State.Patient.Active && !t.State.Patient.Left {
		t.Reply("command.set_up_first")
		return
	}
	text, buttons := t.consents()
	t.Say(state.ClassReply, text, buttons...)
}

func (t Side) consents() (string, [][]state.Button) {
	p := t.State.Patient
	lines := []string{t.Text("agreed.head")}
	var rows [][]state.Button
	for _, purpose := range t.purposes() {
		key := "agreed.no"
		if p.Consents[purpose] {
			key = "agreed.yes"
		}
		what := t.Text("agreed." + string(purpose))
		line := t.Text(key, "what", what, "date", t.Text("agreed.never"))
		if a := p.Agreed[purpose]; !a.At.IsZero() {
			line = t.Text(key, "what", what, "date", t.Date(a.At))
		}
		if t.outdated(purpose) {
			line += " " + t.Text("agreed.changed")
		}
		lines = append(lines, line)
		rows = append(rows, turn.Row(turn.Button(what, press.Chose("consent", string(purpose)))))
	}
	return strings.Join(lines, "\n"), append(rows, t.HelpRow())
}

// consentTapped shows the text of one consent, or takes the patient's choice.
func (t Side) consentTapped(e state.Tapped, value, choice string) {
	purpose := record.Purpose(value)
	if (!t.State.Patient.Active && !t.State.Patient.Left) || !slices.Contains(t.purposes(), purpose) {
		t.Toast(e, "toast.old")
		return
	}
	switch choice {
	case "":
		t.Toast(e, "")
		text, rows := t.consentScreen(purpose)
		t.Edit(e.Message, text, rows...)
	case "ask":
		t.Toast(e, "")
		t.Edit(e.Message, t.Text(t.consentKey(purpose), t.Names()...), t.consentRows(purpose)...)
	case "yes", "no":
		t.Toast(e, "")
		before := t.State.Patient.Consents[purpose]
		given := choice == "yes"
		t.consent(purpose, given)
		text, buttons := t.consents()
		t.Edit(e.Message, text, buttons...)
		if before != given {
			t.consentChanged(purpose, given)
		}
	default:
		t.Toast(e, "toast.old")
	}
}

// aboutKey is the text of the screen before a consent's question, which says what it is about; only that to check-ins
// has one.
func aboutKey(purpose record.Purpose) string {
	if purpose == record.ForCare {
		return "consent.about"
	}
	return ""
}

// consentScreen is the first screen of a consent.
func (t Side) consentScreen(purpose record.Purpose) (string, [][]state.Button) {
	about := aboutKey(purpose)
	if about == "" {
		return t.Text(t.consentKey(purpose), t.Names()...), t.consentRows(purpose)
	}
	on := press.Choice{What: "consent", Value: string(purpose), More: "ask"}
	return t.Text(about, t.Names()...),
		[][]state.Button{turn.Row(turn.Button(t.Text("setup.go_on"), on)), t.HelpRow()}
}

func (t Side) consentRows(purpose record.Purpose) [][]state.Button {
	answer := func(is string) press.Press { return press.Choice{What: "consent", Value: string(purpose), More: is} }
	return [][]state.Button{t.YesOrNo(answer("yes"), answer("no")), t.HelpRow()}
}

// consentChanged does what follows from a consent that was given or withdrawn.
func (t Side) consentChanged(purpose record.Purpose, given bool) {
	p := t.State.Patient
	switch {
	case purpose == record.ForSafety && !given:
		t.endOccasion(record.EndLeft) // its questions may be among those that are refused now
	case purpose != record.ForCare:
	case given:
		t.Tell(p.Clinician.ID, state.CareChanged{Code: p.Code, Care: true})
		if p.At == "" {
			t.RepeatSection(turn.SectionSchedule)
			return
		}
		t.ScheduleAll()
		t.Say(state.ClassReply, t.Text("agreed.care_given", "next", t.DateTime(t.NextCheckIn())), t.HelpRow())
	default:
		t.DropSection()
		t.endOccasion(record.EndLeft)
		for _, s := range t.Plan.Rotation {
			t.Forget(state.WakeCheckIn, s.ID)
		}
		t.Tell(p.Clinician.ID, state.CareChanged{Code: p.Code})
		t.Say(state.ClassReply, t.Text("agreed.care_taken", "name", p.Clinician.Name), t.HelpRow())
	}
}

// askOutdated asks once about a consent whose text has changed. Until it is answered the earlier consent stays valid.
func (t Side) askOutdated() {
	for _, purpose := range t.purposes() {
		a := t.State.Patient.Agreed[purpose]
		if !t.outdated(purpose) || a.Shown == t.consentText(purpose) {
			continue
		}
		a.Shown = t.consentText(purpose)
		t.State.Patient.Agreed[purpose] = a
		text, rows := t.consentScreen(purpose)
		t.Say(state.ClassPrompt, t.Text("agreed.read_again", "date", t.Date(a.At))+"\n\n"+text, rows...)
		return
	}
}

// withdrawFromResearch ends the consent to research of somebody who stops taking part, until they say apart from that
// that researchers may keep what they gave so far.
func (t Side) withdrawFromResearch() {
	p := t.State.Patient
	if !p.Consents[record.ForResearch] {
		return
	}
	p.Consents[record.ForResearch] = false
	if p.Agreed == nil {
		p.Agreed = map[record.Purpose]state.Agreement{}
	}
	p.Agreed[record.ForResearch] = state.Agreement{At: t.Now()}
}
