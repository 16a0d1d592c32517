package engine

import (
	"strings"

	"footing/flows/engine/internal/turn"
	"footing/flows/state"
)

// said handles a message: a command, a plain word for one, an expected text, or free text, which gets a kind answer and
// is not stored.
func (t sides) said(e state.Said) {
	text := strings.TrimSpace(e.Text.Reveal())
	switch e.Media {
	case state.Text:
	case state.Edited:
		t.edited(e, text)
		return
	case state.Photo, state.Sticker, state.Other:
		if t.AsksForHelp(text) { // in the caption
			t.safety.HelpAsked()
		} else {
			t.Reply("media." + string(e.Media))
		}
		t.patient.Mentioned(text)
		return
	}
	if name, rest, ok := splitCommand(text); ok {
		t.command(e, name, rest)
	} else if t.patient.Exit(e) {
		return
	} else {
		t.plainly(e, text)
	}
	t.patient.Mentioned(text)
}

// edited handles what an edit made of an earlier message. A call for help and words of danger count as if said
// now; anything else changes nothing.
func (t sides) edited(e state.Said, text string) {
	name, _, _ := splitCommand(text)
	switch {
	case name == "help", t.AsksForHelp(text):
		t.safety.HelpAsked()
	case t.patient.HeardInEdit(e.Message, text):
		t.patient.Mentioned(text)
	default:
		t.Reply("media.edited")
	}
}

// plainly handles a text that is not a command.
func (t sides) plainly(e state.Said, text string) {
	switch {
	case t.AsksForHelp(text):
		t.safety.HelpAsked()
	case t.MeansInAny(text, "words.stop"):
		t.patient.StopAsked()
	case t.safety.NoteTyped(e.Text), t.desk.AlarmNoteTyped(e.Text):
	case t.Rest(text):
		t.Ignore("the rest of a text that was too long")
	case t.Parts().GoesOn() != "" && t.plainCommand(text) != "": // each part is looked at alone
		t.command(e, t.plainCommand(text), "")
	case t.partTyped(text), t.patient.Typed(e.Text):
	default:
		if name := t.plainCommand(text); name != "" {
			t.command(e, name, "")
			return
		}
		if !t.patient.Mentions(text) { // which is answered apart
			t.freeText()
		}
	}
}

// plainCommand is the command that a plain word stands for in the reader's language, or empty. Help and stopping always
// work. The others work only while no typed answer is expected.
func (t sides) plainCommand(text string) string {
	for _, c := range commands() {
		if c.who != turn.Staff && t.Refusal(c.who) != "command.unknown" && t.Means(text, "words."+c.name) {
			return c.name
		}
	}
	return ""
}

// freeText answers with the truth about who reads free text and a button for help. The text is not stored.
func (t sides) freeText() {
	switch {
	case t.State.Desk != nil && t.State.Patient == nil:
		t.Reply("text.desk")
	case t.State.Patient == nil:
		t.Reply("start.stranger")
	case t.State.Patient.Open != nil || t.State.Setting != nil:
		t.Say(state.ClassReply, t.patient.NotWatched()+"\n\n"+t.Text("text.use_buttons"), t.HelpRow())
	case t.patient.JustClosed():
		t.Reply("checkin.just_closed")
	default:
		t.Say(state.ClassReply, t.patient.NotWatched(), t.HelpRow())
	}
}

// welcomeBack answers /start from a known person.
func (t sides) welcomeBack() {
	switch {
	case t.State.Setting != nil:
		t.repeatSetting()
	case t.State.Opener != nil && t.State.Opener.Offer != nil && !t.State.Opener.Said:
		t.askOpener()
	case t.State.Patient != nil && t.State.Patient.SetUp():
		t.SayKeyboard(t.Text("start.back", "name", t.State.Patient.Clinician.Name))
	default:
		t.safety.HelpMenu()
	}
}
