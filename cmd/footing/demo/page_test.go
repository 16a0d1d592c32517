package demo_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"footing/cmd/footing/demo"
	"footing/flows/load/loadtest"
)

// patience is how long the page may take to show what is waited for, on a slow machine too.
const patience = 60 * time.Second

// browser drives the page with the two phones as a newcomer would: it looks for a label and presses it.
type browser struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // one test, one browser
}

// TestPage goes through the whole corridor in a real browser: invitation, set-up, a red answer, the alert, its
// acknowledgement and a weekly summary of three patients, two of whom answer by themselves.
func TestPage(t *testing.T) {
	b := open(t, chromium(t))
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
	b.screenshot(os.Getenv("FOOTING_SCREENSHOT"))

	b.press(clinician, "Contact made")
	b.clock("next")
	b.press(patient, "Four or five")

	b.clock("week")
	b.shows(clinician, "Weekly summary")
	b.turns(demo.Second, "A-18")
	b.shows(demo.Second, "That's all for today.")
	b.screenshot(os.Getenv("FOOTING_SCREENSHOT_PANEL"))
	b.press(clinician, "A-18")
	b.shows(demo.Second, "Dr Lind opened your summary on")
	b.turns(patient, "A-17")
	b.press(clinician, "A-17")
	b.shows(clinician, "Where a talk could start")
	b.until("see the picture", `() => {
		const picture = document.querySelector("img.picture");
		return picture && picture.complete && picture.naturalWidth ? picture.alt : "";
	}`)
	b.screenshot(os.Getenv("FOOTING_SCREENSHOT_SUMMARY"))
}

// TestPageInArabic: the demonstration shows the language, a pause, a goal, a plan and a private choice, and Arabic
// reads from right to left.
func TestPageInArabic(t *testing.T) {
	b := open(t, chromium(t))
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
	b.screenshot(os.Getenv("FOOTING_SCREENSHOT_ARABIC"))
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
	for _, label := range []string{"Yes", "No", "Go on", "Yes", "Yes", "OK", "No", "Yes", "Done", "14:00"} {
		b.press(patient, label)
	}
	b.shows(clinician, "A-17 has finished setting up")
}

// chromium is the browser's path. Without one the test is skipped, unless FOOTING_TEST_BROWSER=require.
func chromium(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err == nil {
		return path
	}
	const missing = "no chromium: install the Debian package chromium"
	if os.Getenv("FOOTING_TEST_BROWSER") == "require" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}

// open serves the demo and looks at it with a fresh browser.
func open(t *testing.T, path string) browser {
	t.Helper()
	page, err := demo.NewPage(t.Context(), stage(t))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(page.Handler())
	// The page's stream of events never ends by itself, and Close would wait for it.
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })

	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1280, 860),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(closeTab)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 860), chromedp.Navigate(server.URL)); err != nil {
		t.Fatalf("open the page: %v", err)
	}
	return browser{t, ctx}
}

// stage is the demo's theatre with the shipped protocol.
func stage(t *testing.T) *demo.Theatre {
	t.Helper()
	plan := loadtest.Shipped(t)
	plan.Clinic.Canary = nil // as in the command
	theatre, err := demo.New(t.Context(), plan, demo.Begin(plan.Clinic.Location()), 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := theatre.Close(); err != nil {
			t.Error(err)
		}
	})
	return theatre
}

// until polls the page until the expression is true, and gives its value.
func (b browser) until(want, function string, args ...any) string {
	b.t.Helper()
	call := "(" + function + ")("
	for _, a := range args {
		quoted, err := json.Marshal(a)
		if err != nil {
			b.t.Fatal(err)
		}
		call += string(quoted) + ","
	}
	got, err := chromedp.Run(b.ctx, chromedp.Poll[string](call+")", chromedp.WithPollingTimeout(patience)))
	if err == nil {
		return got
	}
	seen, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.body.innerText"))
	b.t.Fatalf("%s: %v; the page shows:\n%s", want, err, seen)
	return ""
}

// press clicks the youngest visible button or link with that label and waits until the page has shown what came
// of it. A link is known by a part of its text.
func (b browser) press(phone int64, label string) {
	b.t.Helper()
	b.until(fmt.Sprintf("press %q on phone %d", label, phone), `(phone, label) => {
		const all = [...document.querySelectorAll('[data-phone="' + phone + '"] :is(button, a)')];
		const found = all.filter((e) => e.offsetParent && (e.tagName === "A" ? e.textContent.includes(label) : e.textContent === label));
		if (!document.body.dataset.busy && found.length) { found.at(-1).click(); return "pressed"; }
		return "";
	}`, phone, label)
	b.idle()
}

// idle waits until the page has heard from the server about all that was asked of it.
func (b browser) idle() {
	b.t.Helper()
	b.until("wait for the server", `() => document.body.dataset.busy ? "" : "idle"`)
	if failed := b.until("read the error",
		`() => "error: " + document.getElementById("error").textContent`); failed != "error: " {
		b.t.Fatalf("the page says %q", failed)
	}
}

func (b browser) say(phone int64, text string) {
	b.t.Helper()
	form := fmt.Sprintf("[data-phone=%q] form input", fmt.Sprint(phone))
	if err := chromedp.Do(b.ctx, chromedp.SendKeys(chromedp.CSS(form), text+"\r")); err != nil {
		b.t.Fatalf("say %q: %v", text, err)
	}
	b.idle()
}

// turns brings another patient's phone to the front, and wants the one before it to be gone.
func (b browser) turns(phone int64, code string) {
	b.t.Helper()
	b.until("turn to "+code, `(phone, code) => {
		const tab = [...document.querySelectorAll("#tabs button")].find((e) => e.textContent === code);
		if (!tab) return "";
		tab.click();
		const seen = [...document.querySelectorAll("#patients .phone")].filter((e) => e.offsetParent);
		return seen.length === 1 && seen[0].dataset.phone === String(phone) ? "shown" : "";
	}`, phone, code)
}

// shows waits for a bubble that holds the text.
func (b browser) shows(phone int64, text string) {
	b.t.Helper()
	b.until(fmt.Sprintf("see %q on phone %d", text, phone), `(phone, text) => {
		const chat = document.querySelector('[data-phone="' + phone + '"] .chat');
		return chat && chat.textContent.includes(text) ? "shown" : "";
	}`, phone, text)
}

// digits are the four that the patient is asked to read out.
func (b browser) digits(phone int64) string {
	b.t.Helper()
	return b.until("read the digits", `(phone) => {
		const bubbles = [...document.querySelectorAll('[data-phone="' + phone + '"] .bot .bubble')];
		return bubbles.map((e) => e.textContent.match(/^\d{4}$/m)).filter(Boolean).map((m) => m[0]).at(-1) || "";
	}`, phone)
}

// clock presses one of the clock's buttons.
func (b browser) clock(to string) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.Click(chromedp.CSS(fmt.Sprintf("nav [data-to=%q]", to)))); err != nil {
		b.t.Fatalf("let the clock jump: %v", err)
	}
	b.idle()
}

// screenshot saves what the page shows, if a path is given.
func (b browser) screenshot(path string) {
	b.t.Helper()
	if path == "" {
		return
	}
	b.until("see the toasts go",
		`() => [...document.querySelectorAll(".toast")].every((e) => !e.classList.contains("on") && getComputedStyle(e).opacity === "0") ? "gone" : ""`)
	image, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatalf("take a screenshot: %v", err)
	}
	if err := os.WriteFile(path, image, 0o600); err != nil {
		b.t.Fatalf("save the screenshot: %v", err)
	}
}
