//go:build faults

package main

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// defect takes a protection out of the source. The campaign that must notice it strikes where it would be missed.
type defect struct {
	file, protection, without string

	among string // which calls are struck, or which trouble it is missed in
	when  moment
}

// TestDefects: each protection stands in the source, once, and each trouble exists, which is seen before the campaign
// takes its minutes.
func TestDefects(t *testing.T) {
	all := troubles()
	for name, d := range troubleDefects() {
		if all[d.among] == nil {
			t.Errorf("%s: there is no trouble %q", name, d.among)
		}
		d.source(t)
	}
	for _, more := range []map[string]defect{defects(), yearDefects()} {
		for _, d := range more {
			d.source(t)
		}
	}
}

// defects are what the campaign must notice. Each is built into a program of its own; nothing of it stands in
// the source.
func defects() map[string]defect {
	return map[string]defect{
		"updates are confirmed before they are stored": {
			"bot/receiver.go",
			"if err := r.store(ctx, now, came.arrivals); err != nil {",
			"if came.next > 0 {\n\t\t_, _ = r.o.Client.Updates(ctx, came.next, 1, 0)\n\t}\n" +
				"\tif err := r.store(ctx, now, came.arrivals); err != nil {",
			"getUpdates", unanswered,
		},
		"a message leaves the outbox before it is sent": {
			"bot/sender.go",
			"if again := s.deliver(ctx, p, it); !again.IsZero() {",
			`if it.Kept() {
			_, _ = s.o.Store.Done(ctx, s.leases[it.Shard], it.Outgoing, nil)
		}
		again := s.deliver(ctx, p, it)
		if it.Receipt != nil {
			entries, _ := s.o.Store.Receive(ctx, s.o.now(), []storage.Arrival{{To: it.From, Event: it.Receipt}})
			s.inboxes.Give(entries)
			it.Receipt = nil
		}
		if !again.IsZero() {`,
			"essage", before,
		},
		"an update that comes again is not recognised": {
			"bot/internal/incoming/incoming.go",
			"fmt.Sprintf(format, u.ID, cause)",
			"fmt.Sprintf(format, u.ID, cause) + draw",
			"getUpdates", before,
		},
	}
}

// troubleDefects are what TestFaultsTroubles must notice, and among which trouble.
func troubleDefects() map[string]defect {
	all := withoutStore()
	for _, more := range []map[string]defect{
		onTheWay(), setAside(), atTheLimits(), onPresses(), ofClinics(), onAlerts(), onStanding(), ofPosts(), ofTokens(),
	} {
		maps.Copy(all, more)
	}
	return all
}

// onTheWay are defects in how somebody is called.
func onTheWay() map[string]defect {
	return map[string]defect{
		"who is left out is taken out of the route after the commit": {
			file: "bot/beforehand.go", protection: "err := w.keeper.Before(id, route); err != nil",
			without: "err := error(nil); err != nil",
			among:   "somebody is left out and serve is killed after the commit",
		},
		"who is left out stays in the data folder": {
			file: "bot/internal/routes/book.go", protection: "err := b.write(map[string]state.Route{id: less})",
			without: "err := error(nil); _ = less",
			among:   "somebody is left out and serve is killed before the commit",
		},
		"who has no route is not told of by the second channel": {
			file: "bot/internal/attendant/paging.go", protection: `return page{at: now}, !c.rung[""]`,
			without: "return page{}, false", among: "there is no route",
		},
		"routes are not made anew": {
			file: "bot/internal/routekeeper/routekeeper.go", protection: "k.taken = append(k.taken, lease)", without: "_ = lease",
			among: "the routes are lost and Redis goes later",
		},
		"an alarm is not gone on with": {
			file: "bot/internal/attendant/resume.go", protection: "if now.Wall.Sub(r.arrival.Event.Head().At) > emergencyLife {",
			without: "if len(all) > 0 {",
			among:   "serve is killed before anybody is called",
		},
		"numbers only are not served": {
			file: "cmd/footing/serve_numbers.go", protection: "if err != nil {\n\t\tlog.Debug(",
			without: "if true {\n\t\tlog.Debug(", among: "serve is killed while Redis is away",
		},
	}
}

// setAside are defects in what becomes of what cannot be dealt with.
func setAside() map[string]defect {
	return map[string]defect{
		"nobody answers whose entry is set aside": {
			file: "bot/park.go", protection: "w.attendant.Lost(w.heard(entry), taken, w.o.Clock())", without: "_ = taken",
			among: "a patient's state is damaged",
		},
		"an alarm that is set aside is passed to nobody": {
			file: "bot/aside.go", protection: "return false, w.sender.unreached(ctx, now, told.ID, told.From, entry.To, alarm)",
			without: "return false, nil", among: "a clinician's state is damaged",
		},
	}
}

// atTheLimits are defects in what is sent when.
func atTheLimits() map[string]defect {
	return map[string]defect{
		"an edit that waits holds all of its chat": {
			file: "bot/internal/lanes/holds.go", protection: "key, one := scope{it.Chat, it.Method},",
			without: "key, one := scope{it.Chat, methodSay},", among: "the edits of one chat are throttled",
		},
		"whatever one chat writes is kept": {
			file: "bot/internal/gate/gate.go", protection: "perMinute = 30\n", without: "perMinute = 30_000_000\n",
			among: "one chat writes a thousand a second",
		},
		"what Telegram refuses is given up": {
			file: "bot/refused.go", protection: "if !worthwhile(it, kind, steady) {",
			without: "if kind > 0 || !worthwhile(it, kind, steady) {", among: "a help text is refused once",
		},
		"a sign of life is none": {
			file: "flows/engine/people.go", protection: "known := t.State.Blocked\n\tt.State.Blocked, t.State.Doubtful",
			without: "known := t.State.Blocked\n\t_, t.State.Doubtful", among: "somebody is not reached for a while",
		},
		"the switch is fed whatever is red": {
			file: "bot/watch.go", among: "Telegram takes nothing for too long", // also whatever the peer says
			protection: `	passed, fed := w.shown(now, mine), w.lastFed()
	again := fed.IsZero() || passed.Run > fed.Run && (mine || now.Run-fed.Run >= watchEvery)
	if passed.IsZero() || !again {
		return nil
	}
	if _, _, err := w.o.Store.Renew(ctx, nil); err != nil { // whether it is still the store that was opened
		return fmt.Errorf("watch: %w", err)
	}
	if _, err := w.sentry.Once(ctx, now); err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	if red := w.sentry.Guard(w.o.Clock()); len(red) > 0 {`,
			without: `	passed, fed := now, w.lastFed()
	again := fed.IsZero() || passed.Run > fed.Run && (mine || now.Run-fed.Run >= watchEvery)
	if passed.IsZero() || !again {
		return nil
	}
	if _, _, err := w.o.Store.Renew(ctx, nil); err != nil { // whether it is still the store that was opened
		return fmt.Errorf("watch: %w", err)
	}
	if _, err := w.sentry.Once(ctx, now); err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	if red := w.sentry.Guard(w.o.Clock()); len(red) > 1000 {`,
		},
		"the switch is fed whatever waits in another process": {
			file: "bot/internal/peers/peers.go", protection: "s.at, s.red = now, word == storage.Red",
			without: "s.at, s.vouched = now, now",
			among:   "Telegram takes nothing for too long",
		},
	}
}

// onPresses are defects in what follows from a press on an alert, or from none.
func onPresses() map[string]defect {
	return map[string]defect{
		"the second channel waits for a day": {
			file: "flows/engine/internal/safety/paging.go", protection: "return called.Add(after)",
			without: "return called.Add(after + 24*time.Hour)", among: "nobody presses",
		},
		"each call is a message": {
			file: "flows/engine/internal/desk/storm.go", protection: "StormFor = time.Minute",
			without: "StormFor = time.Nanosecond", among: "somebody calls seven times",
		},
		"a try that is over calls nobody": {
			file: "flows/engine/internal/turn/tries.go", protection: "TryGrace = 10 * time.Minute",
			without: "TryGrace = 100 * time.Minute", among: "somebody has tried in vain",
		},
		"a press before its alert is lost": {
			file: "flows/engine/internal/desk/early.go", protection: `if p.Shown < 1 || e.Callback == "" || !t.callable() {`,
			without: "if p.Shown > 0 {", among: "somebody presses before the desk knows",
		},
	}
}

// ofClinics are defects in what is known of who is there.
func ofClinics() map[string]defect {
	return map[string]defect{
		"test alerts go to clinicians only": {
			file: "flows/engine/internal/office/canary.go", protection: "s.Role != record.Supervisor && t.testedSince",
			without: "s.Role == record.Clinician && t.testedSince", among: "a test alert is not answered",
		},
		"nobody learns of a test alert in vain": {
			file: "flows/engine/internal/office/canary.go", protection: "canaryPatience = time.Hour",
			without: "canaryPatience = 1000 * time.Hour", among: "a test alert is not answered",
		},
		"an absence is not told when it is set": {
			file: "flows/engine/internal/circle/ahead.go", protection: "LetGo(p.Clinician)\n\t}\n\tif !t.Waits(",
			without: "LetGo(p.Clinician)\n\t}\n\tif t.Waits(", among: "the clinician goes away",
		},
		"a closed day is a duty day": {
			file: "flows/duty.go", protection: "closed && h.Duty {", without: "closed && h.Duty && ahead < 0 {",
			among: "the clinic is closed for a day",
		},
		"nobody counts before a dismissal": {
			file: "cmd/footing/dismiss.go", protection: "if !c.Anyway {", without: "if false {",
			among: "the last person is dismissed",
		},
		"a standby sees nobody at work": {
			file: "bot/internal/peers/peers.go", protection: "return !at.IsZero() && now.Since(at) < p.hold",
			without: "return false", among: "another process stands by",
		},
		"a corrected clock is an outage": {
			file: "bot/internal/outage/outage.go", protection: "return max(h.Run-earlier.Run, h.date.Sub(earlier.date))",
			without: "return h.Since(earlier.Reading)", among: "the clock of serve is corrected",
		},
	}
}

// noticed shows that the campaign can fail: with the defect an undisturbed week is as ever, and a week under
// blows is not.
func (d defect) noticed(t *testing.T, calm week, turns chan struct{}) {
	binary := d.program(t, turns)
	if err := differs(undisturbed(t, binary), calm); err != nil {
		t.Fatalf("without blows: %v", err)
	}
	for seed := uint64(1); seed <= mostSeeds; seed++ {
		blows := blowsOf(seed)
		for n := range blows {
			blows[n].redis, blows[n].among, blows[n].when = false, d.among, d.when
		}
		err := campaign(t, binary, seed, blows, calm)
		switch {
		case errors.Is(err, errInVain), errors.Is(err, errDiffers):
			t.Logf("seed %d notices: %v", seed, err)
			return
		case err != nil:
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
	t.Errorf("%d seeds noticed nothing", mostSeeds)
}

// mostSeeds is how many seeds are tried until one notices a defect.
const mostSeeds = 3

// builds gives turns for building programs: each takes all of the machine, on which people are answered in time.
func builds() chan struct{} { return make(chan struct{}, 2) }

// program is footing with the defect, built when it has its turn.
func (d defect) program(t *testing.T, turns chan struct{}) string {
	t.Helper()
	turns <- struct{}{}
	defer func() { <-turns }()
	return builtBy(t, "build", "-tags", "faults", "-buildvcs=false", "-ldflags", "-s -w", "-overlay", d.overlay(t))
}

// overlay is the file by which go builds the source with the defect.
func (d defect) overlay(t *testing.T) string {
	t.Helper()
	file, source := d.source(t)
	planted, overlay := filepath.Join(t.TempDir(), "planted.go"), filepath.Join(t.TempDir(), "overlay.json")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {file: planted}})
	if err == nil {
		err = os.WriteFile(planted, []byte(strings.Replace(source, d.protection, d.without, 1)), 0o600)
	}
	if err == nil {
		err = os.WriteFile(overlay, replace, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return overlay
}

// source is the file of a defect, and what is in it.
func (d defect) source(t *testing.T) (file, source string) {
	t.Helper()
	file, err := filepath.Abs(filepath.Join("../..", d.file))
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(content), d.protection); n != 1 {
		t.Fatalf("%s has %d times %q, want once: say how the protection is taken out now", d.file, n, d.protection)
	}
	return file, string(content)
}
