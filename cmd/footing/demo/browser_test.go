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

	"github.com/chromedp/cdproto/emulation"
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

// start starts one browser, which the tests of the page share.
func start(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1280, 860),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(allocator)
	t.Cleanup(end)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	return ctx
}

// look is how the page is looked at.
type look struct {
	width, height int64
	dark          bool
}

// open serves a demo and looks at a chapter of it in a new tab.
func open(t *testing.T, started context.Context, l look, chapter string) browser {
	t.Helper()
	page, err := demo.NewPage(t.Context(), stage(t)) //nolint:contextcheck // started is a browser, not a deadline
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(page.Handler())
	// The page's stream of events never ends by itself, and Close would wait for it.
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	ctx, closeTab := chromedp.NewContext(started)
	t.Cleanup(closeTab)
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(l.width, l.height)); err != nil {
		t.Fatalf("set the window: %v", err)
	}
	_, err = chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		},
	})
	if err == nil {
		err = chromedp.Do(ctx, chromedp.Navigate(server.URL+"/#"+chapter))
	}
	if err != nil {
		t.Fatalf("open the page: %v", err)
	}
	b := browser{t, ctx}
	b.until("open the chapter", `(name) => {
		const open = document.querySelector("#chapters [aria-current]");
		return !document.body.dataset.busy && open && open.hash === "#" + name ? "open" : "";
	}`, chapter)
	return b
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
		const named = (e) => e.tagName === "A" ? e.textContent.includes(label) : e.textContent === label;
		const found = all.filter((e) => e.offsetParent && named(e));
		if (!document.body.dataset.busy && found.length) { found.at(-1).click(); return "pressed"; }
		return "";
	}`, phone, label)
	b.idle()
}

// key types one key.
func (b browser) key(code string) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.KeyEvent(code)); err != nil {
		b.t.Fatalf("type %q: %v", code, err)
	}
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
		const seen = [...document.querySelectorAll('.phone[data-side="patient"]')].filter((e) => e.offsetParent);
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
	if err := chromedp.Do(b.ctx, chromedp.Click(chromedp.CSS(fmt.Sprintf("header [data-to=%q]", to)))); err != nil {
		b.t.Fatalf("let the clock jump: %v", err)
	}
	b.idle()
}
