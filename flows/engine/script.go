package engine

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// Script plays a transcript: lines at the left are what happens, and below each it writes what follows, as in
// testdata. The tests are made of it, and so is what `footing play` writes down. Every event and effect goes through its
// codec on the way. It is a rehearsal: nothing leaves the machine, and the clock is invented.
type Script struct {
	Watch func(who string, e Event, effects []Effect) // sees every turn, and who had it; may be nil

	plan         *flows.Protocol
	r            *Rehearsal
	out          strings.Builder
	link, digits string
	names        map[string]int64
	held         map[int64]held // by chat: the button that a thumb is on
	draws        int
	failed       error // what went wrong within a turn
}

// held is a button that somebody is about to press, on the message as they see it.
type held struct {
	message int
	data    string
}

// NewScript begins on a Monday at ten, by the clinic's clock.
func NewScript(p *flows.Protocol) *Script {
	s := &Script{plan: p, names: map[string]int64{}, held: map[int64]held{}}
	start := time.Date(2026, 3, 2, 10, 0, 0, 0, p.Clinic.Location())
	s.r = NewRehearsal(p, start, func(chat int64) int { return int(chat % 16) })
	s.r.Watch, s.r.Languages = s.watch, map[int64]string{}
	return s
}

// String is the transcript so far.
func (s *Script) String() string { return s.out.String() }

// Now is the invented time.
func (s *Script) Now() time.Time { return s.r.Now }

// Role is somebody's side, by the name that the lines give them: "patient", "clinician". Nil before they did anything.
func (s *Script) Role(name string) *Role { return s.r.Role(s.r.Who(s.chat(name))) }

// Line plays one line and writes it down with what follows. An indented line is what followed in an earlier version.
func (s *Script) Line(line string) error {
	if strings.HasPrefix(line, " ") {
		return nil
	}
	s.out.WriteString(visible(line) + "\n")
	if line == "" || strings.HasPrefix(line, "#") {
		return nil
	}
	var err error
	switch {
	case line == "everybody is set up":
		err = s.setUp()
	case strings.HasPrefix(line, "every check-in asks "):
		err = s.onlyAsk(strings.Fields(strings.TrimPrefix(line, "every check-in asks ")))
	case strings.HasPrefix(line, "at "):
		var at time.Time
		if at, err = s.timeOf(line[3:]); err == nil {
			s.r.Advance(at)
		}
	case strings.HasPrefix(line, "office invites "):
		s.staff(line)
	case strings.HasPrefix(line, "office dismisses "):
		whom := s.r.Who(s.chat(strings.TrimPrefix(line, "office dismisses ")))
		s.post(OfficeID, Dismissal{Header: s.head("dismissal"), Who: whom})
	case strings.HasPrefix(line, "the bot is away until "):
		err = s.away(strings.TrimPrefix(line, "the bot is away until "))
	case strings.HasPrefix(line, "set back "):
		err = s.setBack(strings.Fields(line))
	case strings.HasPrefix(line, "outage "):
		id := s.r.Who(s.chat(strings.Fields(line)[1]))
		s.post(id, Outage{Header: s.head("outage"), Since: s.r.Now.Add(-5 * time.Minute)})
	default:
		err = s.person(line)
	}
	if err == nil {
		err, s.failed = s.failed, nil
	}
	return err
}

// setBack is a clock that is set back, for one person: "set back patient 20m".
func (s *Script) setBack(words []string) error {
	by, err := time.ParseDuration(words[len(words)-1])
	if err != nil {
		return fmt.Errorf("read how far a clock was set back: %w", err)
	}
	s.r.Now = s.r.Now.Add(-by)
	s.post(s.r.Who(s.chat(words[2])), SetBack{Header: s.head("clock"), By: by})
	return nil
}

func (s *Script) timeOf(text string) (time.Time, error) {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, s.plan.Clinic.Location())
	if err != nil {
		return at, fmt.Errorf("read the time of a line: %w", err)
	}
	return at, nil
}

// setUp plays what enrolment.txt shows, without writing it down. It presses buttons by what they carry, so that the
// language makes no difference.
func (s *Script) setUp() error {
	written := s.out.String()
	hour := flows.Clock(14 * 60)
	if hour < s.plan.Limits.Earliest || hour > s.plan.Limits.Latest {
		hour = s.plan.Limits.Earliest
	}
	var lines []string
	for _, who := range []string{"clinician Dr Lind", "backup Dr Berg"} {
		name, _, _ := strings.Cut(who, " ")
		lines = append(lines, "office invites "+who, name+": /start {link}")
		for _, data := range []string{"o:yes", "e:desk_zone:yes", "e:digest_hour:16:00"} {
			lines = append(lines, name+" taps data="+data)
		}
	}
	lines = append(lines, "clinician: /invite A-17", "patient: /start {link}", "patient taps data=o:yes", "clinician taps {digits}")
	for _, data := range []string{
		"adult:yes", "discreet:no", "care:yes", "safety:yes", "first:clinician", "excluded:done", "research:no", "zone:yes", "days:done", "hour:" + hour.String(),
	} {
		lines = append(lines, "patient taps data=e:"+data)
	}
	for _, line := range lines {
		if err := s.Line(line); err != nil {
			return err
		}
	}
	s.out.Reset()
	s.out.WriteString(written)
	if role := s.Role("patient"); role == nil || !role.State.Patient.setUp() {
		return fmt.Errorf("the patient is not set up")
	}
	return nil
}

// onlyAsk lets every check-in of the rotation ask these questionnaires and nothing else.
func (s *Script) onlyAsk(questionnaires []string) error {
	for _, id := range questionnaires {
		if s.plan.Questionnaires[id] == nil {
			return fmt.Errorf("there is no questionnaire %s", id)
		}
	}
	plan := *s.plan
	plan.Rotation = slices.Clone(plan.Rotation)
	for n := range plan.Rotation {
		plan.Rotation[n].Weeks = [][]string{questionnaires}
	}
	s.plan, s.r.plan = &plan, &plan
	return nil
}

// away lets time pass without anything coming due, and then starts the bot.
func (s *Script) away(until string) error {
	at, err := s.timeOf(until)
	if err != nil {
		return err
	}
	s.r.Now = at
	s.post(OfficeID, Begun{Header: s.head("begun")})
	return nil
}

func (s *Script) staff(line string) {
	fields := strings.SplitN(line, " ", 4)
	secret := s.draw()
	s.link = OfficeID + "_" + secret
	s.post(OfficeID, Staffing{
		Header: s.head("staffing"), Token: HashSecret(secret), Role: record.Role(fields[2]), Name: fields[3],
	})
}

var idOf = regexp.MustCompile(`\{id of (\w+)\}`)

// person plays a line that begins with somebody's name.
func (s *Script) person(line string) error {
	name, rest, _ := strings.Cut(line, " ")
	if who, text, ok := strings.Cut(line, ": "); ok && !strings.Contains(who, " ") {
		s.r.Say(s.chat(who), who+"'s phone", strings.ReplaceAll(text, "{link}", s.link), s.draw())
		return nil
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
		return s.tap(chat, name, what)
	case "holds":
		message, data, err := s.button(chat, name, what)
		s.held[chat] = held{message, data}
		return err
	case "lets":
		s.r.Tap(chat, name+"'s phone", s.held[chat].message, s.held[chat].data)
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
		s.post(s.r.Who(chat), Unreachable{Header: s.head(verb), Slot: what, Blocked: true, Doubtful: true})
	default:
		return fmt.Errorf("what does %q mean?", line)
	}
	return nil
}

// tap presses a button.
func (s *Script) tap(chat int64, name, label string) error {
	message, data, err := s.button(chat, name, label)
	if err == nil {
		s.r.Tap(chat, name+"'s phone", message, data)
	}
	return err
}

// button finds the youngest button with that label, as a thumb would.
func (s *Script) button(chat int64, name, label string) (message int, data string, err error) {
	role := s.r.Role(s.r.Who(chat))
	if role == nil || len(role.Phone) == 0 {
		return 0, "", fmt.Errorf("%s has no messages", name)
	}
	if data, ok := strings.CutPrefix(label, "data="); ok {
		return role.IDs[len(role.IDs)-1], data, nil
	}
	for n := range slices.Backward(role.Phone) {
		for _, b := range slices.Concat(role.Phone[n].Buttons...) {
			if visible(b.Text) == visible(label) {
				return role.IDs[n], b.Data, nil
			}
		}
	}
	return 0, "", fmt.Errorf("%s has no button %q", name, label)
}

// post hands over an event by way of its codec.
func (s *Script) post(id string, e Event) {
	again, err := passed(e, EncodeEvent, DecodeEvent)
	if err != nil {
		s.failed = err
		return
	}
	s.r.Post(id, again)
}

// passed is a value after it was written and read.
func passed[T any](value T, encode func(T) ([]byte, error), decode func([]byte) (T, error)) (T, error) {
	data, err := encode(value)
	if err != nil {
		return value, err
	}
	return decode(data)
}

func (s *Script) chat(name string) int64 {
	if _, ok := s.names[name]; !ok {
		s.names[name] = int64(len(s.names) + 1)
	}
	return s.names[name]
}

func (s *Script) draw() string {
	s.draws++
	digits := strings.Map(func(r rune) rune { return 'A' + r - '0' }, fmt.Sprintf("%06d", s.draws))
	return strings.Repeat("DRAW", 5) + digits
}

func (s *Script) head(what string) Header {
	s.draws++
	return Header{ID: fmt.Sprintf("x%d.%s", s.draws, what), At: s.r.Now}
}

// who names a participant as the transcript does.
func (s *Script) who(id string) string {
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
