package engine

import (
	"slices"
	"strings"
)

// said takes a message: a command, a plain word that means one, an expected text, or something to be answered
// kindly and kept nowhere.
func (t *turn) said(e Said) {
	switch e.Media {
	case Text:
	case Edited:
		t.reply("media.edited")
		return
	case Photo, Sticker, Other:
		t.reply("media." + string(e.Media))
		return
	}
	text := strings.TrimSpace(e.Text.Reveal())
	if name, rest, ok := splitCommand(text); ok {
		t.command(e, name, rest)
	} else if t.exit(e) {
		return
	} else {
		t.plainly(e, text)
	}
	t.mentioned(text)
}

// plainly takes a text that is no command.
func (t *turn) plainly(e Said, text string) {
	switch {
	case t.meansInAny(text, "keyboard.help"), t.meansInAny(text, "discreet.keyboard"), t.meansInAny(text, "words.help"):
		t.helpMenu()
	case t.meansInAny(text, "words.stop"):
		t.stopAsked()
	case t.noteTyped(e.Text), t.alarmNoteTyped(e.Text), t.partTyped(text), t.patientTyped(e.Text):
	default:
		if name := t.plainCommand(text); name != "" {
			t.command(e, name, "")
			return
		}
		t.freeText()
	}
}

// plainCommand is the command that a plain word stands for in the reader's language, or empty. Help and stopping go
// before everything; the others only where nothing typed is waited for.
func (t *turn) plainCommand(text string) string {
	for _, c := range commands() {
		if c.who != staff && t.refusal(c.who) != "command.unknown" && t.means(text, "words."+c.name) {
			return c.name
		}
	}
	return ""
}

// means tells whether a text is one of the plain words listed under a key, one a line, in the reader's language.
func (t *turn) means(text, key string) bool { return wordOf(t.text(key), text) }

// meansInAny is means for every language of the clinic. Help, stopping, and the word that clears the screen do not wait
// until somebody finds the right language: they may have changed it, or write in the one that comes first.
func (t *turn) meansInAny(text, key string) bool {
	return t.means(text, key) || slices.ContainsFunc(t.languages(), func(locale string) bool {
		words, _ := t.plan.Wordings[locale].Text(key, nil)
		return wordOf(words, text)
	})
}

func wordOf(words, text string) bool {
	return slices.ContainsFunc(strings.Split(words, "\n"), func(word string) bool {
		return word != "" && strings.EqualFold(strings.TrimSpace(word), text)
	})
}

// freeText is answered with the truth about who reads it, and one tap to help. It is kept nowhere.
func (t *turn) freeText() {
	switch {
	case t.state.Desk != nil && t.state.Patient == nil:
		t.reply("text.desk")
	case t.state.Patient == nil:
		t.reply("start.stranger")
	case t.state.Patient.Open != nil || t.state.Setting != nil:
		t.say(ClassReply, t.notWatched()+"\n\n"+t.text("text.use_buttons"), t.helpRow())
	default:
		t.say(ClassReply, t.notWatched(), t.helpRow())
	}
}

// welcomeBack answers /start of somebody who is known.
func (t *turn) welcomeBack() {
	switch {
	case t.state.Setting != nil:
		t.askAgainSetting()
	case t.state.Opener != nil && t.state.Opener.Offer != nil && !t.state.Opener.Said:
		t.askOpener()
	case t.state.Patient != nil && t.state.Patient.setUp():
		t.sayKeyboard(t.text("start.back", "name", t.state.Patient.Clinician.Name))
	default:
		t.helpMenu()
	}
}
