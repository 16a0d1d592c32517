package rehearsal

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
)

// Script plays a transcript. Lines at the left margin are what happens; below each, the script writes what follows, as
// in the testdata of package engine. Tests and `footing play` use it. Every event and effect passes through its codec.
type Script struct {
	Watch func(who string, e state.Event, effects []state.Effect) // sees every turn and its participant; may be nil

	Plan      *flows.Protocol
	Rehearsal *Rehearsal
	Out       strings.Builder  // the transcript so far
	Names     map[string]int64 // chats of the people that lines name

	link, digits string
	held         map[int64]held    // by chat: the button about to be pressed
	phones       map[string]string // by name: what their phone calls them, if not "...'s phone"
	draws        int
	routes       bool  // routes are written too
	failed       error // an error within a turn
}

// held is a button that somebody is about to press, on the message as they see it.
type held struct {
	message int
	data    string
}

// NewScript makes a script that begins on a Monday at ten, in the clinic's zone.
func NewScript(p *flows.Protocol) *Script {
	s := &Script{Plan: p, Names: map[string]int64{}, held: map[int64]held{}, phones: map[string]string{}}
	start := time.Date(2026, 3, 2, 10, 0, 0, 0, p.Clinic.Location())
	s.Rehearsal = NewRehearsal(p, start, func(chat int64) int { return int(chat % 16) })
	s.Rehearsal.Watch, s.Rehearsal.Languages = s.watch, map[int64]string{}
	return s
}

// String is the transcript so far.
func (s *Script) String() string { return s.Out.String() }

// Now is the invented time.
func (s *Script) Now() time.Time { return s.Rehearsal.Now }

// Role is a participant by the name in the script: "patient", "clinician". Nil before they have done anything.
func (s *Script) Role(name string) *Role { return s.Rehearsal.Role(s.Rehearsal.Who(s.Chat(name))) }

// Line plays one line and writes it with what follows. An indented line is output of an earlier run and is ignored.
func (s *Script) Line(line string) error {
	if strings.HasPrefix(line, " ") {
		return nil
	}
	s.Out.WriteString(visible(line) + "\n")
	if line == "" || strings.HasPrefix(line, "#") {
		return nil
	}
	if quiet, ok := strings.CutPrefix(line, "quietly "); ok {
		return s.silently(func() error { return s.Line(quiet) })
	}
	if played, err := s.circumstance(line); played {
		return err
	}
	var err error
	switch {
	case line == "everybody is set up":
		err = s.SetUp()
	case strings.HasSuffix(line, morePatients):
		err = s.more(strings.TrimSuffix(line, morePatients))
	case strings.HasPrefix(line, "every check-in asks "):
		err = s.onlyAsk(strings.Fields(strings.TrimPrefix(line, "every check-in asks ")))
	case strings.HasPrefix(line, "at "):
		var at time.Time
		if at, err = s.timeOf(line[3:]); err == nil {
			s.Rehearsal.Advance(at)
		}
	case strings.HasPrefix(line, "office invites "):
		s.staff(line)
	case strings.HasPrefix(line, "office dismisses "):
		whom := s.Rehearsal.Who(s.Chat(strings.TrimPrefix(line, "office dismisses ")))
		s.Post(state.OfficeID, state.Dismissal{Header: s.Head("dismissal"), Who: whom})
	case strings.HasPrefix(line, "the bot is away until "):
		err = s.away(strings.TrimPrefix(line, "the bot is away until "))
	case strings.HasPrefix(line, "the second channel is used at step "):
		err = s.paged(strings.TrimPrefix(line, "the second channel is used at step "))
	case strings.HasPrefix(line, "the second channel is used for "):
		err = s.pagedFor(strings.TrimPrefix(line, "the second channel is used for "))
	case strings.HasPrefix(line, "set back "):
		err = s.setBack(strings.Fields(line))
	case strings.HasPrefix(line, "said "):
		err = s.late(line)
	case strings.HasPrefix(line, "outage "):
		s.outage(line)
	default:
		err = s.person(line)
	}
	if err == nil {
		err, s.failed = s.failed, nil
	}
	return err
}

func (s *Script) timeOf(text string) (time.Time, error) {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, s.Plan.Clinic.Location())
	if err != nil {
		return at, fmt.Errorf("read the time of a line: %w", err)
	}
	return at, nil
}

// onlyAsk makes every check-in of the rotation ask only these questionnaires.
func (s *Script) onlyAsk(questionnaires []string) error {
	for _, id := range questionnaires {
		if s.Plan.Questionnaires[id] == nil {
			return fmt.Errorf("there is no questionnaire %s", id)
		}
	}
	plan := *s.Plan
	plan.Rotation = slices.Clone(plan.Rotation)
	for n := range plan.Rotation {
		plan.Rotation[n].Weeks = [][]string{questionnaires}
	}
	s.Plan, s.Rehearsal.Plan = &plan, &plan
	return nil
}

func (s *Script) staff(line string) {
	fields := strings.SplitN(line, " ", 4)
	secret := s.Draw()
	s.link = state.OfficeID + "_" + secret
	s.Post(state.OfficeID, state.Staffing{
		Header: s.Head("staffing"), Token: state.HashSecret(secret), Role: record.Role(fields[2]), Name: fields[3],
	})
}

var idOf = regexp.MustCompile(`\{id of (\w+)\}`)

// person plays a line that begins with a person's name.
func (s *Script) person(line string) error {
	name, rest, _ := strings.Cut(line, " ")
	if who, text, ok := strings.Cut(line, ": "); ok && !strings.Contains(who, " ") {
		s.Rehearsal.Say(s.Chat(who), s.phone(who), s.written(text), s.Draw())
		return nil
	}
	chat := s.Chat(name)
	verb, what, _ := strings.Cut(rest, " ")
	what = strings.ReplaceAll(what, "{digits}", s.digits)
	what = idOf.ReplaceAllStringFunc(what, func(found string) string {
		return s.Rehearsal.Who(s.Chat(idOf.FindStringSubmatch(found)[1]))
	})
	sender := state.Sender{Chat: chat, Name: name + "'s phone", Language: "en"}
	switch verb {
	case "taps":
		return s.tap(chat, name, what)
	case "holds":
		message, data, err := s.button(chat, name, what)
		s.held[chat] = held{message, data}
		return err
	case "lets":
		s.Rehearsal.Tap(chat, s.phone(name), s.held[chat].message, s.held[chat].data)
	case "is":
		return s.emergency(name, what)
	case "sends":
		s.Post(s.Rehearsal.Who(chat), state.Said{Header: s.Head(what), Sender: sender, Media: state.Media(what)})
	case "edits": // "edits 5 to help"
		return s.edits(sender, what)
	case "goes": // "goes by Al"
		s.phones[name] = strings.TrimPrefix(what, "by ")
	case "floods":
		s.Post(s.Rehearsal.Who(chat), state.Flood{Header: s.Head(verb)})
	case "speaks":
		s.Rehearsal.Languages[chat] = what
	case "blocks", "returns":
		s.Post(s.Rehearsal.Who(chat), state.Membership{Header: s.Head(verb), Sender: sender, Blocked: verb == "blocks"})
	case "cannot": // "cannot remove tidy", "cannot get reply:1c285880ef8d75f0"
		what, anchor, _ := strings.Cut(what, " ")
		s.Post(s.Rehearsal.Who(chat), state.Unreachable{Header: s.Head(verb), Anchor: anchor, Late: what == "get"})
	case "comes": // "comes back as of 2026-03-02 14:00"
		return s.cameBack(s.Rehearsal.Who(chat), strings.TrimPrefix(what, "back as of "))
	case "unreachable":
		s.Post(s.Rehearsal.Who(chat), state.Unreachable{Header: s.Head(verb), Anchor: what, Blocked: true, Doubtful: true})
	default:
		return fmt.Errorf("what does %q mean?", line)
	}
	return nil
}

// tap presses a button.
func (s *Script) tap(chat int64, name, label string) error {
	message, data, err := s.button(chat, name, label)
	if err == nil {
		s.Rehearsal.Tap(chat, s.phone(name), message, data)
	}
	return err
}

// button finds the newest button with that label; "older No" is the newest but one, in an older message.
func (s *Script) button(chat int64, name, label string) (message int, data string, err error) {
	role := s.Rehearsal.Role(s.Rehearsal.Who(chat))
	if role == nil || len(role.Phone) == 0 {
		return 0, "", fmt.Errorf("%s has no messages", name)
	}
	if data, ok := strings.CutPrefix(label, "data="); ok {
		return role.IDs[len(role.IDs)-1], data, nil
	}
	word, newer := label, 0
	for ; strings.HasPrefix(word, "older "); newer++ {
		word = strings.TrimPrefix(word, "older ")
	}
	for n := range slices.Backward(role.Phone) {
		for _, b := range slices.Concat(role.Phone[n].Buttons...) {
			if visible(b.Text) != visible(word) {
				continue
			}
			if newer == 0 {
				return role.IDs[n], b.Data, nil
			}
			newer--
			break
		}
	}
	return 0, "", fmt.Errorf("%s has no button %q", name, label)
}

// Post passes an event through its codec and delivers it.
func (s *Script) Post(id string, e state.Event) {
	again, err := passed(e, state.EncodeEvent, state.DecodeEvent)
	if err != nil {
		s.failed = err
		return
	}
	if b := s.Rehearsal.storeless; b != nil {
		b.came(id, again)
		return
	}
	s.Rehearsal.Post(id, again)
}

// passed is a value after encoding and decoding.
func passed[T any](value T, encode func(T) ([]byte, error), decode func([]byte) (T, error)) (T, error) {
	data, err := encode(value)
	if err != nil {
		return value, err
	}
	return decode(data)
}

// Chat is the chat of a name in the script. A new name gets the next number.
func (s *Script) Chat(name string) int64 {
	if _, ok := s.Names[name]; !ok {
		s.Names[name] = int64(len(s.Names) + 1)
	}
	return s.Names[name]
}

// Draw is the next secret: like the receiver's, but deterministic.
func (s *Script) Draw() string {
	s.draws++
	digits := strings.Map(func(r rune) rune { return 'A' + r - '0' }, fmt.Sprintf("%06d", s.draws))
	return strings.Repeat("DRAW", 5) + digits
}

// Head is the header of an event that no person causes, at the script's time.
func (s *Script) Head(what string) state.Header {
	s.draws++
	return state.Header{ID: fmt.Sprintf("x%d.%s", s.draws, what), At: s.Rehearsal.Now}
}

// who is a participant's name in the transcript.
func (s *Script) who(id string) string {
	for name, chat := range s.Names {
		if s.Rehearsal.Who(chat) == id {
			return name
		}
	}
	if id == state.OfficeID {
		return "office"
	}
	return id
}
