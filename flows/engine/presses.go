package engine

import (
	"strings"

	"footing/flows/state"
)

// tapped takes a press on an inline button. What the button carries names what was asked, and is looked up in
// the person's own state; whatever is not found there gets a calm answer and changes nothing.
//
//	a:<occasion>:<item>:<code>  an answer            h[:<choice>]        help
//	b:<occasion>                back                 n:<alert>           add a note
//	e:<step>:<value>            a step of the set-up s:<alert>           "I'm safe for now"
//	o:<yes|no>                  opening a link       k:<alert>:<act>     a clinician and an alert
//	i:<code>:<digits>           the read-out digits  p:<patient>         a patient's summary
//	q:<yes|no>                  stopping             y:<canary>          a test alert's answer
//	w:<occasion>:<choice>       sharing private answers
//	u:<patient>:<theme>:<outcome> what a prompt came to
//	c:<what>:<value>:<more>     a choice about how the bot is with somebody
//	m:<patient>:<what>:<value>  a patient's card     l:<patient>         the list of patients from there
//	j:<offer>:<yes|no>          a colleague's proposal
//	v:<colleague>:<day>:<days>  a leave              f:<colleague>:<yes> somebody's post ends
//	x:<what>:<number>           what was settled or asked does not fit, or does
//	d:<held>                    what waits behind "You have a note"
//
// None carries a position in a list, which may have changed since: each names what its label showed. <alert> of a
// clinician's button is followed by "." and the number of the youngest evidence that was shown with it.
func (t sides) tapped(e state.Tapped) {
	parts := strings.SplitN(e.Data, ":", 4)
	for len(parts) < 4 {
		parts = append(parts, "")
	}
	switch parts[0] {
	case "a", "b", "d", "h", "n", "q", "s", "w", "x":
		t.patient.Tapped(e, parts)
	case "c":
		if parts[1] == "language" {
			t.languageTapped(e, parts[2])
			return
		}
		t.patient.Tapped(e, parts)
	case "e":
		value := parts[2]
		if parts[3] != "" {
			value += ":" + parts[3] // a time of day
		}
		t.done(t.SettingTapped(t.settingSteps(), e, parts[1], value))
	case "f", "i", "j", "k", "l", "m", "p", "u", "v", "y":
		t.desk.Tapped(e, parts)
	case "o":
		t.openerTapped(e, parts[1])
	default:
		t.Toast(e, "toast.old")
	}
}
