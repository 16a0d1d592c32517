package demo_test

import (
	"context"
	"os"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"footing/cmd/footing/demo"
)

// chapterAtItsAddress: an address shows its chapter, a caption leads to its message, and the phones can be pressed on.
func chapterAtItsAddress(t *testing.T, started context.Context) {
	b := open(t, started, look{1280, 860, false}, "bad-monday")
	b.shows(demo.Patient, "you two were in contact")
	b.until("follow a caption", `() => {
		const note = [...document.querySelectorAll(".note")].find((e) => e.textContent.includes("The numbers come at once"));
		note.click();
		const row = document.querySelector(".row.noted");
		const box = row.getBoundingClientRect(), chat = row.parentElement.getBoundingClientRect();
		return row.textContent.includes("The questions stop here") && box.bottom > chat.top && box.top < chat.bottom ? "seen" : "";
	}`)
	b.press(demo.Clinician, "Add a note")
	b.shows(demo.Clinician, "note")
	b.clock("day")
	b.until("go back to nothing", `() => {
		if (!document.body.dataset.busy) document.querySelector('#chapters [href="#start"]').click();
		return document.querySelector(".told") ? "" : "empty";
	}`)
}

// playsItself: the player tells one caption after the other, pauses, and ends when somebody presses a button.
func playsItself(t *testing.T, started context.Context) {
	b := open(t, started, look{1280, 860, false}, "first-week")
	b.until("play", `() => {
		document.getElementById("speed").value = "3";
		document.getElementById("play").click();
		return "played";
	}`)
	const told = `(n) => document.getElementById("notes").children.length === n && document.getElementById("play").textContent === "Pause" ? "told" : ""`
	b.until("see the first caption", told, 1)
	b.until("see the second caption", told, 2)
	b.until("pause", `() => { document.getElementById("play").click(); return document.getElementById("play").textContent === "Go on" ? "paused" : ""; }`)
	b.press(demo.Clinician, "?start=")
	b.until("see it end", `() => document.getElementById("play").textContent === "Play it for me" ? "ended" : ""`)
}

// onePhoneAtATime: a narrow page shows one phone, and marks where there is something new.
func onePhoneAtATime(t *testing.T, started context.Context) {
	b := open(t, started, look{390, 844, false}, "nobody-answers")
	const front = `(phone) => {
		const seen = [...document.querySelectorAll(".phone")].filter((e) => e.offsetParent);
		const alone = seen.length === 1 && seen[0].dataset.phone === String(phone);
		return alone && seen[0].getBoundingClientRect().height > 300 ? "seen" : "";
	}`
	b.until("see the patient's phone alone", front, demo.Patient)
	b.turnTo(demo.Clinician)
	b.until("see the clinician's phone alone", front, demo.Clinician)
	b.press(demo.Clinician, "Contact made")
	b.until("see a mark at the patient's", `(phone) => document.querySelector('[data-tab="' + phone + '"].new[aria-label="A-17, something new"]') ? "marked" : ""`, demo.Patient)
	b.turnTo(demo.Patient)
	b.until("see the mark go", `(phone) => document.querySelector('[data-tab="' + phone + '"].new') ? "" : "gone"`, demo.Patient)
	b.shows(demo.Patient, "you two were in contact")
	b.until("need no scrolling aside", `() => document.documentElement.scrollWidth <= innerWidth ? "fits" : ""`)
}

func (b browser) turnTo(phone int64) {
	b.t.Helper()
	b.until("turn to a phone", `(phone) => { document.querySelector('[data-tab="' + phone + '"]').click(); return "turned"; }`, phone)
}

// looks computes on the page, wide and narrow, light and dark, what makes it readable, pressable and speakable.
func looks(t *testing.T, started context.Context) {
	rules, err := os.ReadFile("testdata/rules.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []look{{1280, 860, false}, {1280, 860, true}, {390, 844, false}, {390, 844, true}} {
		b := open(t, started, l, "bad-monday")
		for _, phone := range []int64{demo.Clinician, demo.Patient} {
			if l.width < 900 {
				b.turnTo(phone)
			}
			if diff := cmp.Diff([]string{}, b.wrong(string(rules))); diff != "" {
				t.Errorf("%+v, phone %d:\n%s", l, phone, diff)
			}
		}
	}
}

// wrong is what the rules find.
func (b browser) wrong(rules string) []string {
	b.t.Helper()
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](rules))
	if err != nil {
		b.t.Fatalf("look at the page: %v", err)
	}
	return found
}

// byKeyboard: Tab goes through everything in the order of the page, Enter presses, and focus stays with the message.
func byKeyboard(t *testing.T, started context.Context) {
	b := open(t, started, look{1280, 860, false}, "start")
	b.press(demo.Clinician, "START")
	b.until("begin at the top", `() => { document.activeElement.blur(); return "top"; }`)
	const here = `() => {
		const e = document.activeElement;
		return (e.closest("[data-phone]")?.dataset.phone || "page") + ": " + (e.getAttribute("aria-label") || e.textContent);
	}`
	var went []string
	for range 22 {
		b.key("\t")
		went = append(went, b.until("see where focus is", here))
		if went[len(went)-1] == "2002: Yes" {
			break
		}
	}
	want := []string{
		"page: To the next check-in", "page: +1 day", "page: +1 week", "page: The first week", "page: The bad Monday",
		"page: Nobody answers", "page: Four weeks later", "page: Before the session", "page: From nothing",
		"1001: Chat of Patient A-17", "1001: Message of Patient A-17", "1001: Send",
		"2002: Chat of Clinician Dr Lind", "2002: Yes",
	}
	if diff := cmp.Diff(want, went); diff != "" {
		t.Errorf("the way of the keyboard (-want +got):\n%s", diff)
	}
	b.key("\r")
	b.idle()
	b.shows(demo.Clinician, "where you are?")
	b.until("keep focus in the chat", `() => document.activeElement.closest(".keys") ? "kept" : ""`)
}
