package engine

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows"
	"footing/flows/record"
)

var update = flag.Bool("update", false, "rewrite the transcripts in testdata")

// TestTranscripts plays testdata/*.txt. Flush-left lines are what happens, indented lines what follows from it:
//
//	everybody is set up              a clinician, a backup and a patient, without showing how: check-ins at 14:00
//	at 2026-03-02 14:00              the clock goes on, and what is due happens (clinic's time)
//	office invites clinician Dr Lind the operator's command
//	office dismisses colleague       the operator's command
//	patient: /start {link}           somebody writes; {link} is the last invitation's
//	clinician taps {digits}          the four digits that the patient was shown last
//	patient taps Yes                 somebody presses the youngest button of that label, or one by its data (data=...{id of other}...)
//	patient sends photo              anything that is not text
//	patient blocks | returns         the bot is blocked, or not any more
//	patient unreachable occasion:... a message could not be delivered
//	patient cannot remove tidy       Telegram has kept some of what was to be removed
//	outage patient                   taps may have been lost
//	patient speaks ar                the language of their app
//
// The invisible marks that set Latin words apart in Arabic are shown as ⟨ and ⟩.
//
// Every event, effect and state goes through its codec on the way.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := newStage(t, strings.TrimSuffix(file, ".txt"))
			scanner := bufio.NewScanner(strings.NewReader(string(want)))
			for scanner.Scan() {
				s.line(scanner.Text())
			}
			got := s.out.String()
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("the transcript differs (-want +got); if it should, run go test ./flows/engine -update\n%s", diff)
			}
		})
	}
}

// stage plays one transcript.
type stage struct {
	t            testing.TB
	plan         *flows.Protocol
	r            *Rehearsal
	out          strings.Builder
	link, digits string
	names        map[string]int64
	draws        int
	pressed      map[string][]string // by name: the data of every button that was ever shown
	texts        map[string][]string // by name: everything that was ever shown
}

// newStage sets the stage with the shipped protocol, or with one of its own that lies beside the transcript in
// a folder of the same name.
func newStage(t testing.TB, own string) *stage {
	t.Helper()
	plan := shipped(t)
	if _, err := os.Stat(own); err == nil {
		plan = ownPlan(t, own)
	}
	return stageOf(t, plan)
}

// stageOf sets the stage with a plan that is there already.
func stageOf(t testing.TB, plan *flows.Protocol) *stage {
	t.Helper()
	s := &stage{t: t, plan: plan, names: map[string]int64{}}
	start := time.Date(2026, 3, 2, 10, 0, 0, 0, plan.Clinic.Location())
	s.r = NewRehearsal(plan, start, func(chat int64) int { return int(chat % 16) })
	s.r.Watch, s.r.Languages = s.watch, map[int64]string{}
	return s
}

// ownPlan is the protocol of a folder, with the shipped English texts of the conversation.
func ownPlan(t testing.TB, folder string) *flows.Protocol {
	t.Helper()
	files := fstest.MapFS{}
	add := func(from fs.FS, pattern string) {
		names, err := fs.Glob(from, pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("no files %s: %v", pattern, err)
		}
		for _, name := range names {
			data, err := fs.ReadFile(from, name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = &fstest.MapFile{Data: data}
		}
	}
	add(os.DirFS(folder), "*.yaml")
	add(flows.Library(), "wording.en.yaml")
	add(flows.Library(), "choices.en.yaml")
	add(flows.Library(), "digest.en.yaml")
	add(flows.Library(), "desk.en.yaml")
	add(flows.Library(), "team.en.yaml")
	add(flows.Library(), "moments.en.yaml")
	add(flows.Library(), "profile.en.yaml")
	add(flows.Library(), "words.en.yaml")
	add(flows.Library(), "phrases.en.yaml")
	add(flows.Library(), "discreet.en.yaml")
	add(flows.Library(), "ledger.en.yaml")
	add(flows.Library(), "sessions.en.yaml")
	clinic := regexp.MustCompile(`languages: .*`).ReplaceAll(flows.SampleClinic(), []byte("languages: [en]"))
	plan, err := flows.Load(files, clinic, "clinic.sample.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if problems := Check(plan); len(problems) > 0 {
		t.Fatal(problems)
	}
	plan.Bot = "footing_bot"
	return plan
}

var digitsText = regexp.MustCompile(`(?m)^(\d{4})$`)

var idOf = regexp.MustCompile(`\{id of (\w+)\}`)

var linkText = regexp.MustCompile(`start=(\S+)`)

func (s *stage) line(line string) {
	if strings.HasPrefix(line, " ") {
		return // an effect of the earlier version; the new one is written instead
	}
	s.out.WriteString(line + "\n")
	if line == "" || strings.HasPrefix(line, "#") {
		return
	}
	switch {
	case line == "everybody is set up":
		s.setUp()
	case strings.HasPrefix(line, "at "):
		at, err := time.ParseInLocation("2006-01-02 15:04", line[3:], s.plan.Clinic.Location())
		if err != nil {
			s.t.Fatal(err)
		}
		s.r.Advance(at)
	case strings.HasPrefix(line, "office invites "):
		s.staff(line)
	case strings.HasPrefix(line, "office dismisses "):
		s.post(OfficeID, Dismissal{Header: s.head("dismissal"), Who: s.r.Who(s.chat(strings.TrimPrefix(line, "office dismisses ")))})
	case strings.HasPrefix(line, "the bot is away until "):
		s.away(strings.TrimPrefix(line, "the bot is away until "))
	case strings.HasPrefix(line, "outage "):
		id := s.r.Who(s.chat(strings.Fields(line)[1]))
		s.post(id, Outage{Header: s.head("outage"), Since: s.r.Now.Add(-5 * time.Minute)})
	default:
		s.person(line)
	}
}

// setUp plays what enrolment.txt shows, without writing it down.
func (s *stage) setUp() {
	written := s.out.String()
	for _, line := range []string{
		"office invites clinician Dr Lind", "clinician: /start {link}", "clinician taps Yes", "clinician taps Yes", "clinician taps 16:00",
		"office invites backup Dr Berg", "backup: /start {link}", "backup taps Yes", "backup taps Yes", "backup taps 16:00",
		"clinician: /invite A-17", "patient: /start {link}", "patient taps Yes", "clinician taps {digits}",
		"patient taps Yes", "patient taps No", "patient taps Yes", "patient taps Yes", "patient taps Dr Lind", "patient taps Done", "patient taps No",
		"patient taps Yes", "patient taps Done", "patient taps 14:00",
	} {
		s.line(line)
	}
	s.out.Reset()
	s.out.WriteString(written)
	if role := s.r.Role(s.r.Who(s.chat("patient"))); !role.State.Patient.setUp() {
		s.t.Fatal("the patient is not set up")
	}
}

// away lets time pass without anything coming due, and then starts the bot.
func (s *stage) away(until string) {
	at, err := time.ParseInLocation("2006-01-02 15:04", until, s.plan.Clinic.Location())
	if err != nil {
		s.t.Fatal(err)
	}
	s.r.Now = at
	s.post(OfficeID, Begun{Header: s.head("begun")})
}

func (s *stage) staff(line string) {
	fields := strings.SplitN(line, " ", 4)
	secret := s.draw()
	s.link = OfficeID + "_" + secret
	s.post(OfficeID, Staffing{
		Header: s.head("staffing"), Token: HashSecret(secret), Role: record.Role(fields[2]), Name: fields[3],
	})
}

func (s *stage) person(line string) {
	name, rest, _ := strings.Cut(line, " ")
	if who, text, ok := strings.Cut(line, ": "); ok && !strings.Contains(who, " ") {
		s.r.Say(s.chat(who), who+"'s phone", strings.ReplaceAll(text, "{link}", s.link), s.draw())
		return
	}
	chat := s.chat(name)
	verb, what, _ := strings.Cut(rest, " ")
	what = strings.ReplaceAll(what, "{digits}", s.digits)
	what = idOf.ReplaceAllStringFunc(what, func(found string) string {
		return s.r.Who(s.chat(idOf.FindStringSubmatch(found)[1]))
	})
	sender := Sender{Chat: chat, Name: name + "'s phone", Language: "en"}
	switch verb {
	case "taps":
		s.tap(chat, name, what)
	case "sends":
		s.post(s.r.Who(chat), Said{Header: s.head(what), Sender: sender, Media: Media(what)})
	case "speaks":
		s.r.Languages[chat] = what
	case "blocks", "returns":
		s.post(s.r.Who(chat), Membership{Header: s.head(verb), Sender: sender, Blocked: verb == "blocks"})
	case "cannot": // "cannot remove tidy"
		_, slot, _ := strings.Cut(what, " ")
		s.post(s.r.Who(chat), Unreachable{Header: s.head(verb), Slot: slot})
	case "unreachable":
		s.post(s.r.Who(chat), Unreachable{Header: s.head(verb), Slot: what, Blocked: true})
	default:
		s.t.Fatalf("what does %q mean?", line)
	}
}

// tap finds the youngest button with that label, as a thumb would.
func (s *stage) tap(chat int64, name, label string) {
	role := s.r.Role(s.r.Who(chat))
	if role == nil {
		s.t.Fatalf("%s has no messages", name)
	}
	if data, ok := strings.CutPrefix(label, "data="); ok {
		s.r.Tap(chat, name+"'s phone", role.IDs[len(role.IDs)-1], data)
		return
	}
	for n := len(role.Phone) - 1; n >= 0; n-- {
		for _, b := range slices.Concat(role.Phone[n].Buttons...) {
			if visible(b.Text) == label {
				s.r.Tap(chat, name+"'s phone", role.IDs[n], b.Data)
				return
			}
		}
	}
	s.t.Fatalf("%s has no button %q", name, label)
}

func (s *stage) post(id string, e Event) {
	data, err := EncodeEvent(e)
	if err != nil {
		s.t.Fatal(err)
	}
	again, err := DecodeEvent(data)
	if err != nil {
		s.t.Fatal(err)
	}
	s.r.Post(id, again)
}

func (s *stage) chat(name string) int64 {
	if _, ok := s.names[name]; !ok {
		s.names[name] = int64(len(s.names) + 1)
	}
	return s.names[name]
}

func (s *stage) draw() string {
	s.draws++
	digits := strings.Map(func(r rune) rune { return 'A' + r - '0' }, fmt.Sprintf("%06d", s.draws))
	return strings.Repeat("DRAW", 5) + digits
}

func (s *stage) head(what string) Header {
	s.draws++
	return Header{ID: fmt.Sprintf("x%d.%s", s.draws, what), At: s.r.Now}
}

// who names a participant as the transcript does.
func (s *stage) who(id string) string {
	for name, chat := range s.names {
		if s.r.Who(chat) == id {
			return name
		}
	}
	if id == OfficeID {
		return "office"
	}
	return id
}

func (s *stage) watch(to string, e Event, effects []Effect) {
	who := s.who(to)
	if due, ok := e.(Due); ok {
		fmt.Fprintf(&s.out, "  %s %s: %s %s is due\n", s.r.Now.In(s.plan.Clinic.Location()).Format("Mon 15:04"), who, due.Kind, due.Key)
	}
	s.remember(who, effects)
	for _, effect := range effects {
		data, err := EncodeEffect(effect)
		if err != nil {
			s.t.Fatal(err)
		}
		again, err := DecodeEffect(data)
		if err != nil {
			s.t.Fatal(err)
		}
		if e, ok := again.(Edit); ok {
			if m := digitsText.FindStringSubmatch(e.Text); m != nil {
				s.digits = m[1]
			}
		}
		if say, ok := again.(Say); ok {
			if m := linkText.FindStringSubmatch(say.Text); m != nil {
				s.link = m[1]
			}
		}
		s.out.WriteString("  " + s.describe(who, again) + "\n")
	}
}

func (s *stage) describe(who string, effect Effect) string {
	switch e := effect.(type) {
	case Say:
		return fmt.Sprintf("to %s%s: %s%s", who, map[bool]string{true: " (" + e.Slot + ")"}[e.Slot != ""], oneLine(e.Text), labels(e.Buttons, e.Keyboard))
	case Edit:
		return fmt.Sprintf("edit %s: %s%s", who, oneLine(e.Text), labels(e.Buttons, nil))
	case Toast:
		return fmt.Sprintf("toast %s: %q", who, e.Text)
	case Picture:
		picture, err := png.Decode(bytes.NewReader(e.PNG))
		if err != nil {
			s.t.Fatal(err)
		}
		return fmt.Sprintf("picture to %s, %v: %s", who, picture.Bounds().Size(), oneLine(e.Caption))
	case Card:
		return fmt.Sprintf("card %s: %s %s", who, e.Name, e.Phone)
	case Document:
		return fmt.Sprintf("file for %s: %s (%d bytes) %s", who, e.Name, len(e.Data), e.Caption)
	case Delete:
		return fmt.Sprintf("remove from %s: %d messages%s", who, len(e.Messages), map[bool]string{true: " (" + e.Slot + ")"}[e.Slot != ""])
	case Erase:
		return fmt.Sprintf("erase %s", who)
	case Menu:
		return fmt.Sprintf("menu %s: %s, %s%s", who, map[bool]string{true: "staff", false: "patients"}[e.Staff], e.Locale, map[bool]string{true: ", discreet"}[e.Discreet])
	case Tell:
		return fmt.Sprintf("letter %s -> %s: %T", who, s.who(e.To), e.Letter)
	case Keep:
		data, _ := record.Encode(e.Fact)
		_, body, _ := strings.Cut(string(data), `"kind":`)
		return fmt.Sprintf("fact of %s: %s", who, strings.TrimSuffix(body, "}"))
	case Wake:
		return fmt.Sprintf("wake %s: %s %s at %s", who, e.Kind, e.Key, e.At.In(s.plan.Clinic.Location()).Format("Mon 2006-01-02 15:04"))
	case Forget:
		return fmt.Sprintf("forget %s: %s %s", who, e.Kind, e.Key)
	case Ignore:
		return fmt.Sprintf("ignore %s: %s", who, e.Reason)
	}
	return "?"
}

func oneLine(text string) string { return visible(strings.ReplaceAll(text, "\n", " / ")) }

// visible shows the marks that nobody sees.
func visible(text string) string {
	return strings.NewReplacer("\u2066", "⟨", "\u2068", "⟨", "\u2069", "⟩").Replace(text)
}

func labels(rows [][]Button, keyboard [][]string) string {
	var b strings.Builder
	for _, r := range rows {
		for n, button := range r {
			b.WriteString(map[bool]string{true: " ", false: ""}[n == 0] + "[" + visible(button.Text) + "]")
		}
	}
	for _, r := range keyboard {
		b.WriteString(" {keyboard: " + strings.Join(r, ", ") + "}")
	}
	return b.String()
}
