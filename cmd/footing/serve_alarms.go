package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"footing/bot"
	"footing/cmd/footing/internal/assembly"
)

// alarms is the page /alarms.
type alarms struct {
	bot.Alarms
	Ways []assembly.Way `json:"ways"` // to those who can be called
}

// showAlarms answers /alarms: as JSON, or as text for a person who asks for text/plain.
func showAlarms(w http.ResponseWriter, r *http.Request, a alarms) {
	w.Header().Set("Cache-Control", "no-store")
	if strings.Contains(r.Header.Get("Accept"), "text/plain") {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = fmt.Fprint(w, alarmsText(a))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(a)
}

// alarmsText is the page for a person: what is red, then the numbers.
func alarmsText(a alarms) string {
	var t strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&t, format+"\n", args...) }
	if len(a.Red) == 0 {
		line("Nothing is red.")
	}
	for _, what := range a.Red {
		line("RED      %s", what)
	}
	alerts := fmt.Sprintf("alerts   %d open%s, %d unseen%s", a.Alerts.Open, since(a.Alerts.OldestOpen), a.Alerts.Unseen,
		since(a.Alerts.OldestUnseen))
	if a.Alerts.Counting {
		alerts += "; still counting, there may be more"
	}
	line("%s", alerts)
	line("urgent   %d texts about safety wait for Telegram%s", a.Urgent.Count, since(a.Urgent.Oldest))
	for _, class := range slices.Sorted(maps.Keys(a.Waiting)) {
		line("waiting  %d of class %s%s", a.Waiting[class].Count, class, since(a.Waiting[class].Oldest))
	}
	if a.AllHeld != nil {
		line("held     everything, until %s", a.AllHeld.UTC().Format(minutes))
	}
	if a.HeldUntil != nil {
		line("held     something in %d chats, until %s", a.HeldChats, a.HeldUntil.UTC().Format(minutes))
	}
	line("spool    %d updates wait for Redis", a.Spool)
	aside := fmt.Sprintf("aside    %d things were set aside, %d of them not looked at", a.SetAside, a.Unlooked)
	if a.LastAside != nil {
		aside += ", the last at " + a.LastAside.UTC().Format(minutes)
	}
	line("%s", aside)
	for _, moment := range []struct {
		what string
		at   *time.Time
	}{{"Telegram last answered a poll", a.Polled}, {"Telegram last took a message", a.Taken}, {"the dead man's switch was last fed", a.Fed}} {
		if moment.at != nil {
			line("seen     %s at %s", moment.what, moment.at.UTC().Format(minutes))
		}
	}
	for _, way := range a.Ways {
		proven := "not proven yet"
		if way.Proven != nil {
			proven = "last proven by a press at " + way.Proven.UTC().Format(minutes)
		}
		if way.Missed != nil {
			proven += "; the test alert of " + way.Missed.UTC().Format(minutes) + " had no answer"
		}
		line("way      to %s (%s): %s", way.Name, strings.Join(way.Posts, ", "), proven)
	}
	line("shards   %d are worked on by this process", a.Shards)
	return t.String()
}

// minutes is how the page writes a time, which is always UTC.
const minutes = "2006-01-02 15:04 MST"

func since(at *time.Time) string {
	if at == nil {
		return ""
	}
	return " (the oldest since " + at.UTC().Format(minutes) + ")"
}
