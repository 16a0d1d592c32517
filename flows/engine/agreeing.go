package engine

import (
	"slices"
	"strconv"
	"strings"

	"footing/flows/record"
)

// Second is somebody who works with a patient beside the patient's own clinician, as the patient has agreed to.
type Second struct {
	Contact
	Alerts  bool `json:"alerts,omitempty"`
	Summary bool `json:"summary,omitempty"`
}

// Proposal is what two clinicians have agreed on and the patient is asked.
type Proposal struct {
	Number int        `json:"number"`
	Kind   record.Tie `json:"kind"`
	Who    Contact    `json:"who"`
	By     Contact    `json:"by"`
	Told   bool       `json:"told,omitempty"`
}

// newsProposal is the key of the moment at which a patient is asked after the quiet hours.
const newsProposal = "proposal"

// asked takes a proposal of the patient's own clinician, or, while there is none, of whoever leads the team.
func (t *turn) proposedTo(c Contact, l Proposed) {
	p := t.state.Patient
	mayAsk := c.ID == p.Clinician.ID || p.Clinician.ID == "" && p.Lead != nil && c.ID == p.Lead.ID
	_, known := map[record.Tie]bool{record.AsClinician: true, record.AsSecond: true}[l.Kind]
	switch {
	case !mayAsk || !known:
		t.ignore("a proposal from somebody who is not the clinician")
		return
	case p.Left || !p.Active || l.Who.ID == "" || l.Who.ID == t.state.ID || l.Who.ID == p.Clinician.ID:
		t.tell(c.ID, Decided{Kind: l.Kind, Who: l.Who})
		return
	}
	p.Serial++
	p.Proposal = &Proposal{Number: p.Serial, Kind: l.Kind, Who: l.Who, By: c}
	if !t.waits(newsProposal) {
		t.askProposal()
	}
}

// askProposal asks the patient, and says who would see what.
func (t *turn) askProposal() {
	p := t.state.Patient
	if p == nil || p.Left || p.Proposal == nil || p.Proposal.Told || t.state.Blocked {
		t.ignore("nothing to ask")
		return
	}
	a := p.Proposal
	a.Told = true
	key := "x:team:" + strconv.Itoa(a.Number) + "."
	if a.Kind == record.AsClinician {
		text := t.text("team.consent_clinician", "name", p.Clinician.Name, "who", a.Who.Name)
		if p.Clinician.ID == "" {
			text = t.text("team.consent_orphan", "who", a.Who.Name)
		}
		t.say(ClassPrompt, text,
			row(button(t.text("team.agree"), key+"yes"), button(t.text("team.disagree"), key+"no")), t.helpRow())
		return
	}
	t.say(ClassPrompt, t.text("team.consent_second", "name", p.Clinician.Name, "who", a.Who.Name),
		row(button(t.text("team.both"), key+"both")), row(button(t.text("team.alerts_only"), key+"alerts")),
		row(button(t.text("team.summary_only"), key+"summary")), row(button(t.text("team.disagree"), key+"no")), t.helpRow())
}

// proposalTapped is the patient's answer.
func (t *turn) proposalTapped(e Tapped, value string) {
	p := t.state.Patient
	number, choice, _ := strings.Cut(value, ".")
	a := p.Proposal
	if a == nil || strconv.Itoa(a.Number) != number || !p.Active {
		t.toast(e, "toast.old")
		return
	}
	second := choice == "both" || choice == "alerts" || choice == "summary"
	switch {
	case choice == "no":
		t.toast(e, "")
		p.Proposal = nil
		t.keep(record.Audit{By: t.state.ID, Deed: record.DeedRefused, What: changeOf(a.Kind), Of: t.state.ID, Code: t.state.Patient.Code})
		t.decide(a, false)
		t.tell(a.Who.ID, Decided{Kind: a.Kind, Who: a.Who})
		t.edit(e.Message, t.text("team.refused", "name", a.By.Name), t.helpRow())
	case a.Kind == record.AsClinician && choice == "yes":
		t.toast(e, "")
		p.Proposal = nil
		t.decide(a, true)
		t.handOver(a.Who)
		t.edit(e.Message, t.text("team.handed_over", "who", a.Who.Name, "people", t.inOrder()), t.helpRow())
	case a.Kind == record.AsSecond && second:
		t.toast(e, "")
		p.Proposal = nil
		t.decide(a, true)
		t.second(a, Second{Contact: a.Who, Alerts: choice != "summary", Summary: choice != "alerts"})
		t.edit(e.Message, t.text("team.second_"+choice, "who", a.Who.Name), t.helpRow())
	default:
		t.toast(e, "toast.old")
	}
}

func (t *turn) decide(a *Proposal, yes bool) {
	if a.By.ID != a.Who.ID || !yes {
		t.tell(a.By.ID, Decided{Kind: a.Kind, Who: a.Who, Yes: yes})
	}
	if yes {
		t.keep(record.Audit{By: t.state.ID, Deed: record.DeedSet, What: changeOf(a.Kind), Of: t.state.ID, Code: t.state.Patient.Code})
	}
}

// second links somebody beside the patient's own clinician.
func (t *turn) second(a *Proposal, s Second) {
	p := t.state.Patient
	p.Seconds = slices.DeleteFunc(p.Seconds, func(other Second) bool { return other.ID == s.ID })
	p.Seconds = append(p.Seconds, s)
	if s.Alerts {
		p.Excluded = slices.DeleteFunc(p.Excluded, func(id string) bool { return id == s.ID })
	}
	t.keep(record.Link{
		With: s.ID, Name: s.Name, As: record.AsSecond, Held: true, Alerts: s.Alerts, Summary: s.Summary, By: t.state.ID,
	})
	t.tell(s.ID, Joined{
		Kind: record.AsSecond, For: a.By.ID, Code: p.Code, Name: t.state.Name, Care: t.caring(), Summary: s.Summary,
	})
}

// handOver makes somebody else this patient's clinician. What is being called goes to them from now on.
func (t *turn) handOver(to Contact) {
	p := t.state.Patient
	old, knew := p.Clinician, p.linked()
	by := old.ID
	if by == "" && p.Lead != nil {
		by = p.Lead.ID
	}
	p.Clinician = to
	if p.First == old.ID || p.First == "" {
		p.First = to.ID
	}
	p.Seconds = slices.DeleteFunc(p.Seconds, func(s Second) bool { return s.ID == to.ID })
	p.Excluded = slices.DeleteFunc(p.Excluded, func(id string) bool { return id == to.ID })
	if p.Stand != nil {
		t.forget(WakeLeave, leaveStand)
		p.Stand = nil
	}
	t.keep(record.Link{With: to.ID, Name: to.Name, As: record.AsClinician, Held: true, Alerts: true, Summary: true, By: t.state.ID})
	t.tell(to.ID, Joined{
		Kind: record.AsClinician, For: by, Code: p.Code, Name: t.state.Name, Care: t.caring(), Summary: true, Planned: p.Planned,
	})
	for _, c := range knew {
		if c.ID != to.ID && (c.ID == old.ID || !p.links(c.ID)) {
			t.release(c, record.AsClinician, to.Name)
		}
	}
	t.callOpen(to)
}

// release ends one tie with somebody, who may still be linked in another way.
func (t *turn) release(c Contact, was record.Tie, to string) {
	p := t.state.Patient
	t.keep(record.Link{With: c.ID, Name: c.Name, As: was, By: t.state.ID})
	joined := Joined{Code: p.Code, Name: t.state.Name, Care: t.caring(), Kind: record.AsPost}
	if n := slices.IndexFunc(p.Seconds, func(s Second) bool { return s.ID == c.ID }); n >= 0 {
		joined.Kind, joined.Summary = record.AsSecond, p.Seconds[n].Summary
		t.tell(c.ID, joined)
		return
	}
	if p.links(c.ID) {
		t.tell(c.ID, joined)
		return
	}
	t.tell(c.ID, Ended{To: to})
}

// callOpen lets somebody who is called from now on know of alerts that nobody has seen.
func (t *turn) callOpen(c Contact) {
	p := t.state.Patient
	for n := range p.Alerts {
		if a := &p.Alerts[n]; a.Closed.IsZero() && a.Seen.IsZero() && !slices.Contains(p.Excluded, c.ID) {
			t.call(a, c, Alarm{})
		}
	}
}

// linked is everybody who has something to do with the patient.
func (p *Patient) linked() []Contact {
	all := p.circle()
	for _, s := range p.Seconds {
		if !slices.ContainsFunc(all, func(c Contact) bool { return c.ID == s.ID }) {
			all = append(all, s.Contact)
		}
	}
	return all
}

func (p *Patient) links(id string) bool {
	_, ok := p.contact(id)
	return ok
}

// secondEnded takes a second off, as the patient wishes: x:second:<colleague>.
func (t *turn) secondEnded(e Tapped, key string) {
	p := t.state.Patient
	n := slices.IndexFunc(p.Seconds, func(s Second) bool { return colleagueKey(s.ID) == key })
	if n < 0 {
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "")
	s := p.Seconds[n]
	p.Seconds = slices.Delete(p.Seconds, n, n+1)
	t.release(s.Contact, record.AsSecond, "")
	t.edit(e.Message, t.text("team.second_ended", "who", s.Name), t.helpRow())
}
