package assembly

import (
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"time"

	"footing/bot"
	"footing/bot/simulator"
)

// chmod sets who may get at a file.
func (w *setup) chmod(name string, mode os.FileMode) { w.must(os.Chmod(w.path(name), mode)) }

func wrongSettings() []wrong {
	env := func(name, value string) func(*setup) { return func(w *setup) { w.env(name, value) } }
	all := []wrong{
		{
			name: "a misspelt variable", spoil: env("TELEGRAM_TOKN", "1"), check: "settings", state: warning,
			mend: func(w *setup) { delete(w.environ, "FOOTING_TELEGRAM_TOKN") }, says: "means nothing here", remedy: "misspelt",
		},
		{
			name: "an unknown key", spoil: func(w *setup) { w.write("footing.yaml", "tokne: x\n") }, check: "settings",
			mend:  func(w *setup) { w.write("footing.yaml", "") },
			state: failed, says: "there is no such key", remedy: "Correct these places", refuses: true,
		},
		{
			name: "a rate that Telegram has not", spoil: env("TELEGRAM_RATE", "50"), mend: env("TELEGRAM_RATE", ""),
			check: "settings", state: failed, says: "must be 30", remedy: "Correct", refuses: true,
		},
		{
			name: "a token that is none", spoil: env("TELEGRAM_TOKEN", "geheim"), mend: env("TELEGRAM_TOKEN", "1:secret"),
			check: "settings", state: failed, says: "as BotFather gave it", remedy: "Correct", refuses: true,
		},
		{
			name: "a token file that is not there", check: "settings", state: failed, says: "the file cannot be read",
			spoil: func(w *setup) { w.env("TELEGRAM_TOKEN", ""); w.env("TELEGRAM_TOKEN_FILE", w.path("token")) },
			mend:  func(w *setup) { w.write("token", "1:secret\n") }, remedy: "Correct", refuses: true,
		},
		{
			name: "a token file that is empty", check: "settings", state: failed, says: "the file is empty",
			spoil: func(w *setup) {
				w.write("token", "\n")
				w.env("TELEGRAM_TOKEN", "")
				w.env("TELEGRAM_TOKEN_FILE", w.path("token"))
			},
			mend: func(w *setup) { w.write("token", "1:secret\n") }, remedy: "Correct", refuses: true,
		},
		{
			name: "a data folder that is a file", check: "data", state: failed, says: "nothing can be written",
			spoil: func(w *setup) { w.write("data", "x") }, remedy: "Let this user write there", refuses: true,
			mend: func(w *setup) { w.must(os.Remove(w.path("data"))) },
		},
		{
			name: "a keyset that cannot be made", check: "keyset", state: failed, says: "not a directory",
			spoil: func(w *setup) { w.write("keys", "x"); w.env("KEYSET_FILE", w.path("keys/keyset.json")) },
			mend:  func(w *setup) { w.must(os.Remove(w.path("keys"))) }, remedy: "Choose a path", refuses: true,
		},
		{
			name: "a disk that is nearly full", spoil: func(w *setup) { w.least = 1 << 50 << 3 }, check: "disk",
			mend: func(w *setup) { w.least = 1 }, state: failed, says: "is full", remedy: "Make room",
		},
	}
	if runtime.GOOS == "windows" {
		return all
	}
	return append(all, []wrong{
		{
			name: "a token file that everybody can read", check: "secrets", state: failed, says: "(mode 0644)",
			spoil: func(w *setup) {
				w.write("token", "1:secret\n")
				w.chmod("token", 0o644)
				w.env("TELEGRAM_TOKEN", "")
				w.env("TELEGRAM_TOKEN_FILE", w.path("token"))
			},
			mend: func(w *setup) { w.chmod("token", 0o640) }, remedy: "chmod o-rwx", refuses: true,
		},
		{
			name: "a keyset that everybody can read", check: "secrets", state: failed, says: "keyset.json (mode 0604)",
			spoil: func(w *setup) { w.made(nil); w.chmod("keyset.json", 0o604) }, refuses: true,
			mend: func(w *setup) { w.chmod("keyset.json", 0o600) }, remedy: "chmod o-rwx",
		},
		{
			name: "settings with a token that everybody can read", check: "secrets", state: failed, says: "footing.yaml",
			spoil: func(w *setup) {
				w.env("TELEGRAM_TOKEN", "")
				w.write("footing.yaml", "telegram: {token: '1:secret'}\n")
				w.chmod("footing.yaml", 0o644)
			},
			mend: func(w *setup) { w.chmod("footing.yaml", 0o600) }, remedy: "chmod o-rwx", refuses: true,
		},
		{
			name: "a keyset that everybody can read in a folder that few may go into, mended so", check: "secrets",
			spoil: func(w *setup) { w.made(nil); w.chmod("keyset.json", 0o644) }, refuses: true,
			mend:  func(w *setup) { w.must(os.Chmod(w.dir, 0o700)) },
			state: failed, says: "keyset.json", remedy: "chmod o-rwx",
		},
	}...)
}

func wrongClinics() []wrong {
	edit := func(name, check string, state outcome, old, text, says, remedy string) wrong {
		return wrong{
			name: name, check: check, state: state, says: says, remedy: remedy,
			spoil: func(w *setup) { w.edit(old, text) }, mend: func(w *setup) { w.edit(text, old) },
		}
	}
	checked := func(name string, days int, says, remedy string) wrong {
		date := func(w *setup, days int) string {
			return "checked: " + w.clock().Wall.AddDate(0, 0, days).Format(time.DateOnly)
		}
		return wrong{
			name: name, check: "helplines", state: warning, says: says, remedy: remedy,
			spoil: func(w *setup) { w.edit(date(w, 0), date(w, days)) },
			mend:  func(w *setup) { w.edit(date(w, days), date(w, 0)) },
		}
	}
	closed := func(w *setup, text string) {
		data, err := os.ReadFile(w.path("clinic.yaml"))
		w.must(err)
		before, rest, _ := strings.Cut(string(data), "\nclosed:\n")
		for strings.HasPrefix(strings.TrimSpace(rest), "-") || strings.HasPrefix(strings.TrimSpace(rest), "#") {
			_, rest, _ = strings.Cut(rest, "\n")
		}
		w.write("clinic.yaml", before+text+"\n"+rest)
	}
	return []wrong{
		{
			name: "no clinic file", check: "clinic", state: failed, says: "there is no clinic file", remedy: "Copy flows/library",
			spoil: func(w *setup) { w.env("CLINIC", "") }, mend: func(w *setup) { w.env("CLINIC", w.path("clinic.yaml")) },
		},
		{
			name: "a clinic file that is not there", check: "protocol", state: failed, says: "cannot be read",
			spoil: func(w *setup) { w.env("CLINIC", w.path("nowhere.yaml")) }, remedy: "Correct clinic", refuses: true,
			mend: func(w *setup) { w.env("CLINIC", w.path("clinic.yaml")) },
		},
		{
			name: "a protocol folder that is none", check: "protocol", state: failed, says: "there is no protocol.yaml",
			spoil: func(w *setup) { w.env("PROTOCOL_DIR", w.dir) }, mend: func(w *setup) { w.env("PROTOCOL_DIR", "") },
			remedy: "protocol_dir", refuses: true,
		},
		{
			name: "a clinic file with a fault", check: "protocol", state: failed, says: "unknown key `canari`",
			spoil: func(w *setup) { w.edit("canary:", "canari:") }, mend: func(w *setup) { w.edit("canari:", "canary:") },
			remedy: "footing check --clinic", refuses: true,
		},
		edit("nobody has approved it", "clinic", warning, `approved: "A. Lead"`, `approved: ""`, "nobody has approved", "approved"),
		edit("no number about abuse", "abuse line", failed, "    for: abuse\n", "    for: crisis\n", "names no number", "for: abuse"),
		checked("numbers checked 13 months ago", -396, "over a year: Emergency", "Call the numbers"),
		checked("numbers checked the day after tomorrow", 2, "in the future: Emergency", "this machine's clock"),
		edit("a test alert at night", "test alert", warning, `at: "09:15"`, `at: "23:15"`, "outside the hours of duty on Monday, ",
			"within the hours"),
		edit("no test alert on one day's hours", "test alert", warning, `friday: ["09:00-`, `friday: ["09:30-`,
			"outside the hours of duty on Friday:", "within the hours"),
		{
			name: "no closed days", check: "closed", state: warning, says: "no closed days are listed", remedy: "public holidays",
			spoil: func(w *setup) { closed(w, "") }, mend: func(w *setup) { w.edit("helplines:", "closed: [01-01]\nhelplines:") },
		},
		{
			name: "closed days that end soon", check: "closed", state: warning, says: "the list of closed days ends",
			remedy: "public holidays",
			spoil: func(w *setup) {
				closed(w, "\nclosed: ["+w.clock().Wall.AddDate(0, 0, 30).Format(time.DateOnly)+"]")
			},
			mend: func(w *setup) {
				today := w.clock().Wall
				w.edit(today.AddDate(0, 0, 30).Format(time.DateOnly), today.AddDate(0, 0, 90).Format(time.DateOnly))
			},
		},
	}
}

// answers is an address that answers with a status, until it is given another.
func (w *setup) answers(status *int) string {
	server := httptest.NewServer(http.HandlerFunc(func(to http.ResponseWriter, _ *http.Request) {
		to.WriteHeader(*status)
	}))
	w.Cleanup(server.Close)
	return server.URL
}

// wrongWays are the ways out of Telegram, and the port for whoever watches.
func wrongWays() []wrong {
	status := http.StatusInternalServerError
	fails := func(key string) func(*setup) {
		return func(w *setup) { status = http.StatusInternalServerError; w.env(key, w.answers(&status)) }
	}
	heals := func(*setup) { status = http.StatusNoContent }
	script := func(w *setup, text string) {
		w.write("page.sh", "#!/bin/sh\n"+text+"\n")
		w.chmod("page.sh", 0o700)
		w.env("CHANNEL_COMMAND", w.path("page.sh"))
	}
	return []wrong{
		{
			name: "a program for the second channel that is not there", check: "channel", state: failed, says: "cannot be run",
			spoil: func(w *setup) { w.env("CHANNEL_COMMAND", w.path("page.sh")) }, remedy: "Install it",
			mend: func(w *setup) { script(w, "exit 0") },
		},
		{
			name: "a program that fails", check: "channel", state: failed, says: "the command did not take a test", try: true,
			spoil: func(w *setup) { script(w, "exit 3") }, mend: func(w *setup) { script(w, `grep -q "no alert" || exit 1`) },
			remedy: "channel.command",
		},
		{
			name: "a webhook that fails", check: "channel", state: failed, says: "the webhook did not take a test", try: true,
			spoil: fails("CHANNEL_WEBHOOK"), mend: heals, remedy: "channel.webhook",
		},
		{
			name: "a webhook that fails beside a program that works", check: "channel", state: failed, try: true,
			spoil: func(w *setup) { script(w, "exit 0"); fails("CHANNEL_WEBHOOK")(w) }, mend: heals,
			says: "the webhook did not take a test", remedy: "channel.webhook",
		},
		{
			name: "nothing to try", check: "channel", state: warning, says: "nothing to try", try: true, spoil: func(*setup) {},
			mend: func(w *setup) { script(w, "exit 0") }, remedy: "channel.command",
		},
		{
			name: "a dead man's switch that fails", check: "watch", state: failed, says: "did not take a test", try: true,
			spoil: func(w *setup) {
				w.sim.AddAcquainted(simulator.User{ID: 77, FirstName: "Op"})
				w.env("OPERATOR_CHAT", "77")
				fails("WATCH")(w)
			},
			mend: heals, remedy: "Correct watch",
		},
		{
			name: "a switch, and no operator's chat", check: "watch", state: warning, says: "while no messages are sent",
			spoil: func(w *setup) { w.env("WATCH", "http://127.0.0.1:9") }, remedy: "operator.chat",
			mend: func(w *setup) { w.env("WATCH", "") },
		},
		{
			name: "an operator's chat that is not open", check: "watch", state: warning, says: "cannot be reached",
			spoil: func(w *setup) { w.env("OPERATOR_CHAT", "77") }, remedy: "press Start",
			mend: func(w *setup) { w.sim.AddAcquainted(simulator.User{ID: 77, FirstName: "Op"}) },
		},
		{
			name: "a port that is taken", check: "admin", state: failed, says: "cannot be opened", remedy: "admin.addr",
			spoil: func(w *setup) { w.env("ADMIN_ADDR", strings.TrimPrefix(w.answers(&status), "http://")) }, refuses: true,
			mend: func(w *setup) { w.env("ADMIN_ADDR", "127.0.0.1:0") },
		},
		{
			name: "a machine whose clock is wrong", check: "clocks", state: failed, says: "this machine's clock is 10m",
			spoil: func(w *setup) {
				right := w.clock
				w.clock = func() bot.Reading { r := right(); r.Wall = r.Wall.Add(10 * time.Minute); return r }
			},
			mend: func(w *setup) { w.clock = Clock(nil) }, remedy: "chrony",
		},
		{
			name: "a Telegram whose clock is wrong", check: "clocks", state: failed, says: "Telegram's clock is 10m",
			spoil: func(w *setup) { w.behind = 10 * time.Minute }, mend: func(w *setup) { w.behind = 0 }, remedy: "chrony",
		},
	}
}
