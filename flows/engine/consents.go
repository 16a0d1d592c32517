package engine

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/flows/record"
)

// Agreement is one choice about one purpose as it was made: when, and after which text.
type Agreement struct {
	At     time.Time `json:"at"`
	Text   string    `json:"text,omitempty"` // names the text that was shown
	Locale string    `json:"locale,omitempty"`
	Shown  string    `json:"shown,omitempty"` // names the newer text that was already asked about
}

// consent files one choice about one purpose, with the version of the text that was shown.
func (t *turn) consent(purpose record.Purpose, given bool) {
	p := t.state.Patient
	if p.Consents == nil {
		p.Consents = map[record.Purpose]bool{}
	}
	if p.Agreed == nil {
		p.Agreed = map[record.Purpose]Agreement{}
	}
	p.Consents[purpose] = given
	p.Agreed[purpose] = Agreement{At: t.now(), Text: t.consentText(purpose), Locale: t.state.Locale}
	t.keep(record.Consent{
		Purpose: purpose, Given: given, Version: t.plan.Version, Locale: t.state.Locale, Text: t.consentText(purpose),
	})
}

// consentText names the text of a consent in the reader's language: another text has another name.
func (t *turn) consentText(purpose record.Purpose) string {
	sum := sha256.Sum256([]byte(t.plan.Wording(t.state.Locale)["consent."+string(purpose)]))
	return fmt.Sprintf("%x", sum[:6])
}

// outdated tells whether somebody agreed to another text than the one that stands now.
func (t *turn) outdated(purpose record.Purpose) bool {
	p := t.state.Patient
	a := p.Agreed[purpose]
	return p.Consents[purpose] && a.Text != "" && a.Locale == t.state.Locale && a.Text != t.consentText(purpose)
}

// purposes are the consents that can be given or taken back as things stand, in the order of the set-up.
func (t *turn) purposes() []record.Purpose {
	p := t.state.Patient
	var all []record.Purpose
	if !p.Left {
		all = append(all, record.ForCare)
		if t.caring() {
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
func (t *turn) consentsAsked() {
	if !t.state.Patient.Active && !t.state.Patient.Left {
		t.reply("command.set_up_first")
		return
	}
	text, buttons := t.consents()
	t.say(ClassReply, text, buttons...)
}

func (t *turn) consents() (string, [][]Button) {
	p := t.state.Patient
	lines := []string{t.text("agreed.head")}
	var rows [][]Button
	for _, purpose := range t.purposes() {
		key := "agreed.no"
		if p.Consents[purpose] {
			key = "agreed.yes"
		}
		what := t.text("agreed." + string(purpose))
		line := t.text(key, "what", what, "date", t.text("agreed.never"))
		if a := p.Agreed[purpose]; !a.At.IsZero() {
			line = t.text(key, "what", what, "date", t.date(a.At))
		}
		if t.outdated(purpose) {
			line += " " + t.text("agreed.changed")
		}
		lines = append(lines, line)
		rows = append(rows, row(button(what, "c:consent:"+string(purpose))))
	}
	return strings.Join(lines, "\n"), append(rows, t.helpRow())
}

// consentTapped shows the text of one consent, or takes the choice that was made about it.
func (t *turn) consentTapped(e Tapped, value, choice string) {
	purpose := record.Purpose(value)
	if (!t.state.Patient.Active && !t.state.Patient.Left) || !slices.Contains(t.purposes(), purpose) {
		t.toast(e, "toast.old")
		return
	}
	switch choice {
	case "":
		t.toast(e, "")
		t.edit(e.Message, t.text("consent."+value, t.names()...), t.consentRows(purpose)...)
	case "yes", "no":
		t.toast(e, "")
		before := t.state.Patient.Consents[purpose]
		given := choice == "yes"
		t.consent(purpose, given)
		text, buttons := t.consents()
		t.edit(e.Message, text, buttons...)
		if before != given {
			t.consentChanged(purpose, given)
		}
	default:
		t.toast(e, "toast.old")
	}
}

func (t *turn) consentRows(purpose record.Purpose) [][]Button {
	code := "c:consent:" + string(purpose)
	return [][]Button{row(button(t.text("button.yes"), code+":yes"), button(t.text("button.no"), code+":no")), t.helpRow()}
}

// consentChanged does what follows from a consent that was given or taken back.
func (t *turn) consentChanged(purpose record.Purpose, given bool) {
	p := t.state.Patient
	switch {
	case purpose == record.ForSafety && !given:
		t.endOccasion(record.EndLeft) // its questions may be among those that are refused now
	case purpose != record.ForCare:
	case given:
		t.tell(p.Clinician.ID, CareChanged{Code: p.Code, Care: true})
		if p.At == "" {
			t.again(partSchedule)
			return
		}
		t.scheduleAll()
		t.say(ClassReply, t.text("agreed.care_given", "next", t.dateTime(t.nextCheckIn())), t.helpRow())
	default:
		t.dropPart()
		t.endOccasion(record.EndLeft)
		for _, s := range t.plan.Rotation {
			t.forget(WakeCheckIn, s.ID)
		}
		t.tell(p.Clinician.ID, CareChanged{Code: p.Code})
		t.say(ClassReply, t.text("agreed.care_taken", "name", p.Clinician.Name), t.helpRow())
	}
}

// askOutdated asks once about a consent whose text has changed since it was given. Until it is answered the
// consent holds as it was given.
func (t *turn) askOutdated() {
	for _, purpose := range t.purposes() {
		a := t.state.Patient.Agreed[purpose]
		if !t.outdated(purpose) || a.Shown == t.consentText(purpose) {
			continue
		}
		a.Shown = t.consentText(purpose)
		t.state.Patient.Agreed[purpose] = a
		t.say(ClassPrompt, t.text("agreed.read_again", "date", t.date(a.At))+"\n\n"+
			t.text("consent."+string(purpose), t.names()...), t.consentRows(purpose)...)
		return
	}
}

// careChanged: a patient has turned check-ins on or off.
func (t *turn) careChanged(m *Member, l CareChanged) {
	m.Care = l.Care
	key := "desk.care_off"
	if l.Care {
		key = "desk.care_on"
	}
	t.say(ClassReply, t.text(key, "code", m.Code))
}
