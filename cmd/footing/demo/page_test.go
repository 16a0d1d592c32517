package demo_test

import (
	"context"
	"testing"

	"footing/cmd/footing/demo"
	"footing/flows/load/loadtest"
)

// TestPage looks at the page in one real browser.
func TestPage(t *testing.T) {
	started := start(t)
	t.Run("corridor", func(t *testing.T) { corridor(t, started) })
	t.Run("arabic", func(t *testing.T) { inArabic(t, started) })
	t.Run("chapter", func(t *testing.T) { chapterAtItsAddress(t, started) })
	t.Run("player", func(t *testing.T) { playsItself(t, started) })
	t.Run("narrow", func(t *testing.T) { onePhoneAtATime(t, started) })
	t.Run("looks", func(t *testing.T) { looks(t, started) })
	t.Run("pictures", func(t *testing.T) { pictures(t, started) })
	t.Run("keyboard", func(t *testing.T) { byKeyboard(t, started) })
}

// corridor goes through the whole corridor in a real browser: invitation, set-up, a red answer, the alert, its
// acknowledgement and a weekly summary of three patients, two of whom answer by themselves.
func corridor(t *testing.T, started context.Context) {
	b := open(t, started, look{1280, 860, false}, "start")
	clinician, patient := demo.Clinician, demo.Patient

	b.enrol()

	b.clock("next")
	for _, code := range []string{"A-18", "A-19"} {
		b.shows(clinician, code+" has finished setting up")
	}
	b.press(patient, "More than usual, or new")
	b.press(patient, "Yes")
	b.shows(clinician, "Safety alert")
	b.press(clinician, "I have seen this")
	b.shows(patient, "opened it at")

	b.press(clinician, "Contact made")
	b.clock("next")
	b.press(patient, "Four or five")

	b.clock("week")
	b.shows(clinician, "Weekly summary")
	b.turns(demo.Second, "A-18")
	b.shows(demo.Second, "That's all for today.")
	b.press(clinician, "A-18")
	b.shows(demo.Second, "Dr Lind opened your summary on")
	b.turns(patient, "A-17")
	b.press(clinician, "A-17")
	b.shows(clinician, "Where a talk could start")
	b.until("see the picture", `() => {
		const picture = document.querySelector(".picture img");
		return picture && picture.complete && picture.naturalWidth ? picture.alt : "";
	}`)
}

// inArabic: the demonstration shows the language, a pause, a goal, a plan and a private choice, and Arabic
// reads from right to left.
func inArabic(t *testing.T, started context.Context) {
	b := open(t, started, look{1280, 860, false}, "start")
	b.enrol()
	patient := demo.Patient
	b.say(patient, "/language")
	b.press(patient, "العربية")
	words := func(key string) string {
		plan := loadtest.Shipped(t)
		return plan.Wordings["ar"][key]
	}
	b.say(patient, "هدف")
	b.say(patient, "أن أخرج إلى الحديقة كل يوم")
	b.press(patient, words("goal.add_step"))
	b.press(patient, words("goal.no_step"))
	b.say(patient, "خطتي")
	b.press(patient, words("plan.begin"))
	b.say(patient, "لا أنام، وأبتعد عن الناس")
	b.press(patient, words("button.done"))
	b.say(patient, "استراحة")
	b.press(patient, words("pause.not"))
	b.clock("next")
	b.press(patient, words("safety.s1.no"))
	b.press(patient, words("safety.s1b.no"))
	b.press(patient, words("safe.safe.most"))
	b.press(patient, words("support.support.fairly_easy"))
	b.clock("next")
	b.press(patient, words("effort.effort.four_or_five"))
	b.shows(patient, words("button.rather_not"))
	b.until("read from right to left", `(phone) => {
		const bubbles = [...document.querySelectorAll('[data-phone="' + phone + '"] .bot .bubble')];
		return getComputedStyle(bubbles.at(-1)).direction === "rtl" ? "rtl" : "";
	}`, patient)
	b.picture("demo-arabic")
}

// enrol goes from the invitation to the end of the set-up.
func (b browser) enrol() {
	b.t.Helper()
	clinician, patient := demo.Clinician, demo.Patient
	b.press(clinician, "START")
	b.press(clinician, "Yes")
	b.press(clinician, "Yes")
	b.press(clinician, "09:00")
	b.say(clinician, "/invite A-17")
	b.press(clinician, "?start=")
	b.press(patient, "START")
	b.press(patient, "Yes")
	b.press(clinician, b.digits(patient))
	for _, label := range []string{"Yes", "No", "Go on", "Yes", "Yes", "OK", demo.ClinicianName, "No", "Yes", "Done", "14:00"} {
		b.press(patient, label)
	}
	b.shows(clinician, "A-17 has finished setting up")
}
