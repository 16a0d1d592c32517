package demo

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/bot/simulator"
)

// view is the page's content.
type view struct {
	Serial int     `json:"serial"` // a page shows no older view after a newer one
	Clock  string  `json:"clock"`
	Zone   string  `json:"zone"`
	Next   string  `json:"next"`
	Hint   string  `json:"hint"`
	Phones []phone `json:"phones"`

	Fresh    bool      `json:"fresh"` // nobody has done anything yet
	Chapters []heading `json:"chapters"`
	Story    *progress `json:"story"` // the chapter that is told
}

// heading is a chapter's place in the list of all.
type heading struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// progress is how far a chapter was told.
type progress struct {
	heading
	Next     int       `json:"next"`
	Of       int       `json:"of"`
	Captions []caption `json:"captions"`
}

// phone is one person's Telegram.
type phone struct {
	ID       int64      `json:"id"`
	Name     string     `json:"name"`
	Tab      string     `json:"tab,omitempty"` // of a patient: the code; one of them is shown at a time
	Start    bool       `json:"start"`         // an invitation lies open: press START
	Messages []message  `json:"messages"`
	Keyboard [][]string `json:"keyboard"`
	Toast    string     `json:"toast"`
	ToastID  string     `json:"toast_id"`
}

// message is one bubble.
type message struct {
	ID      int        `json:"id"`
	Bot     bool       `json:"bot"`
	Text    string     `json:"text"`
	Picture string     `json:"picture,omitempty"` // where it is; Text is its caption
	Card    []string   `json:"card,omitempty"`    // name and number
	Buttons [][]string `json:"buttons,omitempty"`
	Day     string     `json:"day"`
	Time    string     `json:"time"`
	Edited  bool       `json:"edited"`
}

// longest is how many bubbles a phone shows.
const longest = 200

func (p *Page) view() view {
	zone := p.t.Plan.Clinic.Location()
	v := view{
		Serial: p.serial,
		Clock:  p.t.Now.In(zone).Format("Monday 2 January 2006, 15:04"), Zone: zone.String(), Hint: p.hint(),
		Phones: []phone{p.patient(Patient, "A-17", zone), p.phone(Clinician, "Clinician "+ClinicianName, zone)},
	}
	if p.extras.joined {
		for _, o := range others() {
			v.Phones = append(v.Phones, p.patient(o.who, o.code, zone))
		}
	}
	v.Fresh = len(p.t.Sim.Log()) == 0
	for _, c := range chapters() {
		v.Chapters = append(v.Chapters, heading{c.name, c.title})
	}
	v.Chapters = append(v.Chapters, heading{opening, "From nothing"})
	if told := p.telling; told.chapter.name != "" {
		v.Story = &progress{
			heading{told.chapter.name, told.chapter.title},
			told.next, len(told.chapter.steps),
			append([]caption{}, told.captions...),
		}
	}
	if next := p.t.Next(); !next.IsZero() {
		v.Next = next.In(zone).Format("Mon 2 Jan 15:04")
	}
	return v
}

func (p *Page) patient(id int64, code string, zone *time.Location) phone {
	ph := p.phone(id, "Patient "+code, zone)
	ph.Tab = code
	return ph
}

func (p *Page) phone(id int64, name string, zone *time.Location) phone {
	ph := phone{ID: id, Name: name, Start: p.links[id] != "", Keyboard: p.t.Sim.Keyboard(id), Messages: []message{}}
	chat := p.t.Sim.Chat(id)
	for _, m := range chat[max(0, len(chat)-longest):] {
		b := bubble(m, zone)
		if m.Photo != nil {
			b.Text, b.Picture = m.Caption, fmt.Sprintf("/picture/%d/%d", id, m.ID)
		}
		ph.Messages = append(ph.Messages, b)
	}
	if answers := p.t.Sim.Answers(id); len(answers) > 0 {
		last := answers[len(answers)-1]
		ph.Toast, ph.ToastID = last.Text, last.QueryID
	}
	return ph
}

func bubble(m simulator.Message, zone *time.Location) message {
	b := message{
		ID: m.ID, Bot: m.FromBot, Text: m.Text, Edited: !m.Edited.IsZero(),
		Day: m.Date.In(zone).Format("Monday, 2 January"), Time: m.Date.In(zone).Format("15:04"),
	}
	if m.Contact != nil {
		b.Card = []string{m.Contact.FirstName, m.Contact.Phone}
	}
	for _, r := range m.Buttons {
		var labels []string
		for _, button := range r {
			labels = append(labels, button.Text)
		}
		b.Buttons = append(b.Buttons, labels)
	}
	return b
}

// hint suggests a newcomer's next press.
func (p *Page) hint() string {
	last := func(id int64) string {
		chat := p.t.Sim.Chat(id)
		if len(chat) == 0 {
			return ""
		}
		return chat[len(chat)-1].Text
	}
	patient, clinician := last(Patient), last(Clinician)
	switch {
	case p.links[Clinician] != "":
		return "Press START on the clinician's phone: the clinic has sent them an invitation."
	case p.links[Patient] != "":
		return "Press START on the patient's phone: the link was shown to them."
	case strings.Contains(clinician, "?start="):
		return "Tap the link on the clinician's phone: it opens on the patient's phone."
	case p.offers(Clinician, "I have seen this"):
		return "The alert is on the clinician's phone. Press “I have seen this” and look at the patient's phone."
	case patient == "" && p.offers(Clinician, ""):
		return "Answer the questions on the clinician's phone: Yes, Yes, and a time for the summary."
	case patient == "":
		return "The clinician is set up. Write /invite A-17 on their phone."
	case readOut.MatchString(patient):
		return "The patient reads the four digits out. Tap the same ones on the clinician's phone."
	case strings.Contains(clinician, "A-17 has finished setting up") && p.checkIns() == 0:
		return "Press “To the next check-in”. A-18 and A-19 join and answer by themselves. A-17's answers “More than " +
			"usual, or new”, then “Yes”, bring an alert."
	case p.checkIns() == 0:
		return "Set the patient up with the buttons on their phone."
	default:
		return "Go on with the buttons, or let the clock jump. “+1 week” brings a weekly summary."
	}
}

// offers says whether a phone has a button with that label, or any button if the label is empty.
func (p *Page) offers(id int64, label string) bool {
	for _, m := range p.t.Sim.Chat(id) {
		for _, b := range slices.Concat(m.Buttons...) {
			if label == "" || b.Text == label {
				return true
			}
		}
	}
	return false
}

// picture serves a picture of one phone's chat.
func (p *Page) picture(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("phone"), 10, 64)
	number, bad := strconv.Atoi(r.PathValue("message"))
	if err != nil || bad != nil {
		http.NotFound(w, r)
		return
	}
	p.mu.Lock()
	chat := p.t.Sim.Chat(id)
	p.mu.Unlock()
	n := slices.IndexFunc(chat, func(m simulator.Message) bool { return m.ID == number && m.Photo != nil })
	if n < 0 {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(chat[n].Photo) // a browser that went away asks again
}
