package turn

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
)

// Discreet reports whether the patient wants discreet mode, in which nothing unprompted can be read in the chat.
func (t *Turn) Discreet() bool { return t.State.Patient != nil && t.State.Patient.Discreet }

// Careful reports whether careful contact holds: then nothing unprompted can be read in the chat, and no contact card
// is sent.
func (t *Turn) Careful() bool { return t.State.Patient != nil && t.State.Patient.Careful.Holds() }

// Keyboard is the help button under the text field. In discreet mode its label is neutral.
func (t *Turn) Keyboard() [][]string {
	if t.Discreet() {
		return [][]string{{t.Text("discreet.keyboard")}}
	}
	return [][]string{{t.Text("keyboard.help")}}
}

// SayKeyboard sends a text with the button under the text field. That message must stay for the button to stay, so in
// discreet mode its text is neutral.
func (t *Turn) SayKeyboard(text string) {
	if t.Discreet() {
		text = t.Text("discreet.ready")
	}
	t.Add(state.Say{Chat: t.State.Chat, Class: state.ClassReply, Text: text, Keyboard: t.Keyboard()})
}

// Menu sets the commands beside the text field.
func (t *Turn) Menu() {
	m := state.Menu{Chat: t.State.Chat, Locale: t.State.Locale, Discreet: t.Discreet()}
	if d := t.State.Desk; d != nil && d.Active {
		m.Staff, m.Role = true, d.Role
	}
	t.Add(m)
}

// FirstLine is a text up to its first line break.
func FirstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimSpace(line)
}

// labelRoom is how many letters of a label a phone 360 points wide shows, depending on the number of buttons in the
// row. Longer labels are cut.
func labelRoom(buttons int) int {
	rooms := []int{0, 40, 18, 12, 8, 6, 5}
	return rooms[min(buttons, len(rooms)-1)]
}

// fitted puts fewer buttons in a row if a label would be cut, because a clinician must be able to read what a press
// will say.
func fitted(rows [][]state.Button) [][]state.Button {
	all := make([][]state.Button, 0, len(rows))
	for _, r := range rows {
		n := len(r)
		for n > 1 && slices.ContainsFunc(r, func(b state.Button) bool { return lettersOf(b.Text) > labelRoom(n) }) {
			n--
		}
		if n == 3 && len(r) == 4 { // two and two rather than three and one
			n = 2
		}
		all = append(all, slices.Collect(slices.Chunk(r, max(1, n)))...)
	}
	return all
}

// lettersOf counts the letters that take up room, without combining marks and direction marks.
func lettersOf(label string) int {
	n := utf8.RuneCountInString(label)
	for _, r := range label {
		if unicode.Is(unicode.Bidi_Control, r) || unicode.Is(unicode.Mn, r) {
			n--
		}
	}
	return n
}

// Numbers are the clinic's helplines as text, but for those about abuse.
func (t *Turn) Numbers() string {
	text := numbers(t.Plan.Clinic.Urgent())
	if text == "" {
		return t.Text("help.no_numbers")
	}
	return text
}

func numbers(all []flows.Helpline) string {
	lines := make([]string, 0, len(all))
	for _, h := range all {
		line := h.Name + ": " + h.Number
		if h.Hours != "" {
			line += " (" + h.Hours + ")"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// Cards are the helplines as contact cards, which a phone can dial. Under careful contact there are none.
func (t *Turn) Cards() {
	if t.Careful() {
		return
	}
	for _, h := range t.Plan.Clinic.Urgent() {
		t.Add(state.Card{Chat: t.State.Chat, Class: state.ClassSafety, Phone: h.Number, Name: h.Name})
	}
}

// GaveUp reports whether somebody blocked the bot. Then nothing unprompted is sent.
func (t *Turn) GaveUp() bool { return t.State.Blocked && !t.State.Doubtful }

// Longest is Telegram's limit for a text, in UTF-16 units.
const Longest = 4096

// Cut shortens a text with a person's own words to what one message holds.
func Cut(text string) string { return flows.Clip(text, Longest) }

// OverAfter is how long after the patient's last action finished messages change to "Done" in discreet mode.
const OverAfter = 10 * time.Minute

// PatientsChat reports whether this is the chat of a patient, or will be once they accept an invitation.
func (t *Turn) PatientsChat() bool {
	o := t.State.Opener
	return t.State.Patient != nil || o != nil && o.Offer != nil && o.Offer.Role == record.Patient
}
