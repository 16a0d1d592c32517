package engine_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"footing/flows"
	"footing/flows/digest"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// troupe is a Rehearsal that is unkind: letters and receipts lie about and arrive when it pleases, in any mixture
// that one sender's order allows; messages are refused, phones are blocked, moments come late. Everything that
// happens is drawn, so that what goes wrong shrinks to its shortest form.
type troupe struct {
	t      *rapid.T
	plan   *flows.Protocol
	now    time.Time
	cast   map[string]*actor
	chats  map[int64]string
	lanes  map[string][]posted // on their way: letters by sender, receipts by chat
	serial int
	rules  *rules
	claims *claims // nil: what texts claim is not held
	sent   int     // replies
	undone int     // after how many events one was known whose day was taken back
	holds  bool    // Telegram lets replies wait
	held   []held  // which do
}

// actor is one participant and, if it is a person, the phone.
type actor struct {
	id       string
	chat     int64
	state    []byte      // as stored; nil: nothing is kept
	current  state.State // the same, read
	facts    []record.Fact
	wakes    map[string]state.Wake
	phone    []bubble
	pressed  []shownButton // every button that was ever shown
	deaf     bool          // has blocked the bot
	mistrust bool          // Telegram may refuse single messages
	route    *state.Route  // the last that was told; nil: none was
}

// bubble is a message on a phone.
type bubble struct {
	id      int
	text    string
	buttons [][]state.Button
}

// shownButton is a button under the message that showed it.
type shownButton struct {
	message int
	data    string
}

func newTroupe(t *rapid.T, plan *flows.Protocol) *troupe {
	tr := &troupe{
		t: t, plan: plan, now: time.Date(2026, 3, 2, 10, 0, 0, 0, plan.Clinic.Location()),
		cast: map[string]*actor{}, chats: map[int64]string{}, lanes: map[string][]posted{},
	}
	tr.rules = newRules(tr)
	return tr
}

// name is what the phone of a chat shows.
func name(chat int64) string { return fmt.Sprintf("Phone-%d.", chat) }

func (tr *troupe) sender(chat int64) state.Sender {
	tr.serial++
	return state.Sender{Chat: chat, Name: name(chat), Language: "en", Draw: draw(tr.serial)}
}

// draw is a secret as the receiver draws them.
func draw(serial int) string {
	digits := strings.Map(func(r rune) rune { return 'A' + r - '0' }, fmt.Sprintf("%06d", serial))
	return strings.Repeat("DRAW", 5) + digits
}

func (tr *troupe) head(what string) state.Header {
	tr.serial++
	return state.Header{ID: fmt.Sprintf("u%d.%s", tr.serial, what), At: tr.now}
}

// person is whose turn a chat's events are. A stranger gets an id for this turn; if nothing is kept, the next turn
// gets another.
func (tr *troupe) person(chat int64) *actor {
	if a := tr.cast[tr.chats[chat]]; a != nil && a.state != nil {
		return a
	}
	tr.serial++
	a := &actor{id: fmt.Sprintf("s%02d-%s", 1+chat%15, draw(tr.serial)), chat: chat, wakes: map[string]state.Wake{}}
	if old := tr.cast[tr.chats[chat]]; old != nil {
		a.phone, a.pressed, a.deaf, a.mistrust = old.phone, old.pressed, old.deaf, old.mistrust
		delete(tr.cast, old.id)
	}
	tr.cast[a.id], tr.chats[chat] = a, a.id
	return a
}

// stored is the state as the worker loads it. Nobody changes it.
func (a *actor) stored() state.State {
	if a.state == nil {
		return state.State{ID: a.id, Chat: a.chat}
	}
	return a.current
}

// turn makes one turn, by way of every codec, and lets what follows from it set out.
func (tr *troupe) turn(a *actor, e state.Event) {
	before := a.stored()
	after, effects := tr.rules.step(before, a.state, e)
	a.state, a.current = nil, after
	if !after.Empty() {
		a.state = must(state.EncodeState(after))
	}
	for n, effect := range effects {
		tr.follow(a, state.EffectID(e.Head().ID, n), effect)
	}
	tr.rules.turn(a, before, e, after, effects)
	if tr.claims != nil {
		tr.claims.turn(a, e, after, effects)
		if due, ok := e.(state.Due); ok && due.Kind == state.WakeDigest {
			tr.claims.summaries(tr, due)
		}
	}
}

func (tr *troupe) follow(a *actor, id string, effect state.Effect) {
	switch e := effect.(type) {
	case state.Say:
		tr.show(a, id, e)
	case state.Edit:
		if n := slices.IndexFunc(a.phone, func(b bubble) bool { return b.id == e.Message }); n >= 0 && !a.deaf {
			a.phone[n].text, a.phone[n].buttons = e.Text, e.Buttons
			a.remember(a.phone[n])
		}
	case state.Tell:
		to := e.To
		if to == "" {
			to = tr.person(e.Chat).id
		}
		tr.send("letters of "+a.id, to, state.Told{Header: state.Header{ID: id}, From: a.id, Letter: e.Letter})
	case state.Keep:
		a.facts = append(a.facts, e.Fact)
	case state.Wake:
		a.wakes[string(e.Kind)+" "+e.Key] = e
	case state.Forget:
		delete(a.wakes, string(e.Kind)+" "+e.Key)
	case state.Erase:
		a.facts, a.wakes = nil, map[string]state.Wake{}
	case state.Card:
		tr.receipt(a, id, e.Trace)
	case state.Document:
		tr.receipt(a, id, e.Trace)
	case state.Delete:
		a.phone = slices.DeleteFunc(a.phone, func(b bubble) bool { return slices.Contains(e.Messages, b.id) })
	case state.Route:
		a.route = &e
	case state.Toast, state.Menu, state.Ignore:
	}
}

// receipt lets a card or a file arrive, which is no text on the phone.
func (tr *troupe) receipt(a *actor, id, trace string) {
	if trace != "" && !a.deaf {
		tr.serial++
		tr.send("receipts of "+a.id, a.id, state.Sent{
			Header: state.Header{ID: id + "/sent"}, Trace: trace,
			Message: tr.serial,
		})
	}
}

// show lets a new message reach the phone, or not.
func (tr *troupe) show(a *actor, id string, e state.Say) {
	lane := "receipts of " + a.id
	switch {
	case tr.holds && strings.HasPrefix(e.Anchor, state.AnchorReply):
		tr.held = append(tr.held, held{a, id, e})
	case a.deaf:
		tr.send(lane, a.id, state.Unreachable{Header: state.Header{ID: id + "/unreachable"}, Anchor: e.Anchor, Blocked: true})
	case a.mistrust && tr.oneIn(10, "refused") == 9:
		tr.send(lane, a.id, state.Unreachable{Header: state.Header{ID: id + "/unreachable"}, Anchor: e.Anchor})
	case a.mistrust && tr.oneIn(10, "not found") == 9:
		tr.send(lane, a.id, state.Unreachable{
			Header: state.Header{ID: id + "/unreachable"}, Anchor: e.Anchor, Blocked: true,
			Doubtful: true,
		})
	default:
		tr.serial++
		b := bubble{id: tr.serial, text: e.Text, buttons: e.Buttons}
		a.phone = append(a.phone, b)
		a.remember(b)
		if e.Anchor != "" || e.Trace != "" {
			tr.send(lane, a.id, state.Sent{
				Header: state.Header{ID: id + "/sent"}, Anchor: e.Anchor, Trace: e.Trace, Message: b.id,
			})
		}
	}
}

func (a *actor) remember(b bubble) {
	for _, button := range slices.Concat(b.buttons...) {
		a.pressed = append(a.pressed, shownButton{b.id, button.Data})
	}
}

func (tr *troupe) send(lane, to string, e state.Event) {
	tr.lanes[lane] = append(tr.lanes[lane], posted{to, e})
}

// arrive lets the first of a lane arrive.
func (tr *troupe) arrive(lane string) {
	p := tr.lanes[lane][0]
	if tr.lanes[lane] = tr.lanes[lane][1:]; len(tr.lanes[lane]) == 0 {
		delete(tr.lanes, lane)
	}
	a := tr.cast[p.to]
	if a == nil { // the office's first letter, or a stranger of whom nothing was kept
		a = &actor{id: p.to, wakes: map[string]state.Wake{}}
		tr.cast[p.to] = a
	}
	e := stamped(p.event, tr.now)
	if due, ok := e.(state.Due); ok {
		due.Digest = tr.compose(a, due)
		e = due
	}
	tr.turn(a, e)
}

// settle lets everything arrive that is on its way.
func (tr *troupe) settle() {
	for len(tr.lanes) > 0 {
		tr.arrive(tr.lanesInOrder()[0])
	}
}

func (tr *troupe) lanesInOrder() []string {
	var lanes []string
	for lane := range tr.lanes {
		lanes = append(lanes, lane)
	}
	slices.Sort(lanes)
	return lanes
}

// nextDue is the earliest moment of anybody.
func (tr *troupe) nextDue() (whose *actor, wake state.Wake) {
	for _, a := range tr.cast {
		for _, w := range a.wakes {
			earlier := cmp.Or(w.At.Compare(wake.At), cmp.Compare(a.id+string(w.Kind)+w.Key,
				nameOf(whose)+string(wake.Kind)+wake.Key))
			if whose == nil || earlier < 0 {
				whose, wake = a, w
			}
		}
	}
	return whose, wake
}

func nameOf(a *actor) string {
	if a == nil {
		return ""
	}
	return a.id
}

// wakeUp lets a moment come, whether late or not. It may lie in the inbox for a while, behind what came before.
func (tr *troupe) wakeUp(a *actor, w state.Wake) {
	delete(a.wakes, string(w.Kind)+" "+w.Key)
	due := state.Due{
		Header: state.Header{ID: fmt.Sprintf("%s/%s/%s/%d", a.id, w.Kind, w.Key, w.At.UnixMilli()), At: tr.now},
		Kind:   w.Kind, Key: w.Key, Nominal: w.At,
	}
	if tr.oneIn(12, "waits") == 11 {
		tr.send("moments of "+a.id, a.id, due)
		return
	}
	due.Digest = tr.compose(a, due)
	tr.turn(a, due)
}

// waits tells whether a moment is to come, or has come and lies in the inbox.
func (tr *troupe) waits(a *actor, kind state.WakeKind, key string) bool {
	if _, ok := a.wakes[string(kind)+" "+key]; ok {
		return true
	}
	return slices.ContainsFunc(tr.lanes["moments of "+a.id], func(p posted) bool {
		due, ok := p.event.(state.Due)
		return ok && due.Kind == kind && due.Key == key
	})
}

// compose reads the panel's facts as the worker does.
func (tr *troupe) compose(a *actor, due state.Due) *digest.Digest {
	request, ok := engine.DigestRequest(tr.plan, a.stored(), due.Kind, due.Key, due.Nominal)
	if !ok {
		return nil
	}
	people := request.People[:0:0]
	for _, person := range request.People {
		if patient := tr.cast[person.ID]; patient != nil {
			if s := patient.stored(); s.May(a.id, state.RightFacts, tr.now) {
				person.Facts, person.Unalerted = slices.Clone(patient.facts), !s.May(a.id, state.RightAlerts, tr.now)
				people = append(people, person)
			}
		}
	}
	request.People = people
	composed := digest.Compose(tr.plan, request)
	return &composed
}

// advance lives through everything that is due until then. With dead, nothing was running meanwhile, and all of it
// comes at once at the end.
func (tr *troupe) advance(until time.Time, dead bool) {
	if dead && until.After(tr.now) {
		tr.now = until
	}
	for {
		a, w := tr.nextDue()
		if a == nil || w.At.After(until) {
			break
		}
		if w.At.After(tr.now) {
			tr.now = w.At
		}
		tr.wakeUp(a, w)
	}
	if until.After(tr.now) {
		tr.now = until
	}
}

// posted is an event on its way to somebody.
type posted struct {
	to    string
	event state.Event
}
