package main

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"footing/flows/record"
	"footing/flows/state"
)

// says runs a command on the seeded store, a second after whatever was before, and gives what it prints.
func (s *seeded) says(code int, args ...string) string {
	s.t.Helper()
	s.moveTo(s.now.Add(time.Second))
	var said bytes.Buffer
	if got := run(s.surroundings(&said), args); got != code {
		s.t.Fatalf("footing %v: exit code %d, want %d\n%s", args, got, code, said.String())
	}
	return said.String()
}

func (s *seeded) audit(args ...string) []auditLine {
	s.t.Helper()
	var lines []auditLine
	said := s.says(0, append([]string{"audit", "--json"}, args...)...)
	if err := json.Unmarshal([]byte(said), &lines); err != nil {
		s.t.Fatalf("%v: %s", err, said)
	}
	return lines
}

var participant = regexp.MustCompile(`s\d\d-[A-Z0-9]+`)

// TestAudit: what is filed in the store, of people who really worked in it, comes out once for each deed, with names
// and codes and nothing else of anybody.
func TestAudit(t *testing.T) {
	s := newSeeded(t)
	s.seed(0, "--patients", "50", "--weeks", "4", "--end", "2026-03-02", "--seed", "3")
	want, names, codes := s.deeds()
	lines := s.audit()
	if len(lines) != len(want) || len(lines) < 100 {
		t.Errorf("%d lines, want %d", len(lines), len(want))
	}
	for n, l := range lines {
		if n > 0 && l.At.Before(lines[n-1].At) {
			t.Fatalf("line %d comes before the one before it", n)
		}
		if !names[l.Who] && l.Who != operator && l.Who != l.Patient || l.Patient != "" && !codes[l.Patient] {
			t.Fatalf("who is who in %+v?", l)
		}
	}
	table := s.says(0, "audit")
	if found := participant.FindString(table + s.says(0, "audit", "--json")); found != "" {
		t.Errorf("the audit tells the participant id %s", found)
	}
	if head, _, _ := strings.Cut(table, "\n"); !strings.HasPrefix(head, "WHEN (Europe/London)") {
		t.Errorf("the table begins with %q", head)
	}
	if n := strings.Count(table, "\n"); n != len(lines)+2 { // the head, and the audit that was read before
		t.Errorf("the table has %d lines", n)
	}
}

// deeds are the facts about clinicians and operators that are stored, each once, by what caused them.
func (s *seeded) deeds() (deeds map[string]bool, names, codes map[string]bool) {
	s.t.Helper()
	ids := []string{state.OfficeID}
	for id, err := range s.store.Everyone(s.t.Context()) {
		if err != nil {
			s.t.Fatal(err)
		}
		ids = append(ids, id)
	}
	deeds, names, codes = map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, id := range ids {
		kept, err := s.store.Load(s.t.Context(), id)
		if err != nil {
			s.t.Fatal(err)
		}
		if kept.State.Desk != nil {
			names[kept.State.Desk.Name] = true
		}
		if kept.State.Patient != nil {
			codes[kept.State.Patient.Code] = true
		}
		facts, err := s.store.Facts(s.t.Context(), id, time.Time{})
		if err != nil {
			s.t.Fatal(err)
		}
		for _, f := range facts {
			cause, _, _ := strings.Cut(f.ID, "#")
			switch b := f.Body.(type) {
			case record.Opened:
				deeds[cause+" reads "+b.What+b.Of] = true
			case record.Acknowledgement:
				if b.By != "" {
					deeds[cause+" "+string(b.Act)+" alert "+b.Short+id] = true
				}
			case record.Audit:
				deeds[cause+" "+string(b.Deed)+" "+b.What+b.Of] = true
			case record.Appointment:
				deeds[cause+" set appointment"+id] = true
			case record.Digest, record.Canary, record.PromptOutcome:
				deeds[f.ID+id] = true
			case record.Enrolment:
				if kept.State.Desk != nil && b.Role != record.Patient {
					deeds[f.ID+id] = true
				}
			}
		}
	}
	return deeds, names, codes
}

// TestAuditOfOperators: a command leaves a line that can be read before a bot has filed it, and stays when it has.
func TestAuditOfOperators(t *testing.T) {
	s := newSeeded(t)
	s.seed(0, "--patients", "12")
	s.says(0, "audit")
	s.says(0, "export", "list")
	s.says(0, "access")
	mine := s.audit("--who", "Operator", "--since", "2026-07-02")
	var waiting []string
	for _, l := range mine {
		if l.Waiting {
			waiting = append(waiting, string(l.Deed)+" "+l.What)
		}
	}
	if want := []string{"read audit", "read register of exports", "read access ledger"}; !slices.Equal(waiting, want) {
		t.Fatalf("waiting: %v, want %v", waiting, want)
	}
	b, _ := s.bot()
	if _, err := b.Pump(t.Context()); err != nil {
		t.Fatal(err)
	}
	filed := s.audit("--who", "operator", "--since", "2026-07-02")
	if slices.ContainsFunc(filed, func(l auditLine) bool { return l.Waiting }) || len(filed) != len(mine)+1 {
		t.Errorf("after a bot came: %+v", filed)
	}
	for _, wrong := range [][]string{
		{"--since", "soon"},
		{"--until", "2026-13-01"},
		{"--since", "2026-03-02", "--until", "2026-03-01"},
		{"--who", "Dr Nobody"},
	} {
		if said := s.says(1, append([]string{"audit"}, wrong...)...); !strings.Contains(said, wrong[0]) {
			t.Errorf("%v: %s", wrong, said)
		}
	}
}

// TestAuditWords: what a patient was asked for and did not want is refused, and not a pair of digits that did not fit;
// asking for consent is not having it.
func TestAuditWords(t *testing.T) {
	line := func(who string, d record.Deed, what string) string {
		return auditLine{Who: who, Deed: d, What: what, Patient: "A-17"}.words()
	}
	for _, what := range []string{
		record.ChangeAdjustment, record.ChangeSecond, record.ChangeHandOver, record.ChangeStandIn, record.ChangeAppointment,
	} {
		if got, want := line("A-17", record.DeedRefused, what), "refused "+what; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for got, want := range map[string]string{
		line("Dr Lind", record.DeedRefused, string(record.Patient)): "did not confirm patient",
		line("Dr Lind", record.DeedSet, record.ChangeHandOver):      "proposed hand-over",
		line("A-17", record.DeedSet, record.ChangeHandOver):         "agreed to hand-over",
		line("A-17", record.DeedSet, record.ChangeSecond):           "agreed to second",
		line("Dr Lind", record.DeedSet, record.ChangeAdjustment):    "set plan",
		line("Dr Lind", record.Deed(record.Seen), "alert 7F3K"):     "pressed seen on alert 7F3K",
		line("A-17", record.DeedSet, record.ChangeAppointment):      "set appointment",
		line("Dr Lind", record.DeedMissed, "test alert"):            "did not answer test alert",
		line("Dr Lind", record.DeedAnswered, "test alert"):          "answered test alert",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
