package digest

import (
	"fmt"
	"slices"
	"strings"

	"footing/flows"
	"footing/flows/record"
)

// summaryLines is the largest number of lines in a patient's summary: what a phone shows without scrolling.
const summaryLines = 12

// textUnits is the longest message that Telegram takes, in UTF-16 units.
const textUnits = 4096

// goalUnits is the longest excerpt of a goal or a step, in UTF-16 units.
const goalUnits = 200

const (
	between = " · " // parts of a line
	then    = " → " // answers to one question in the order they were given
)

// importance orders the panel: a smaller number comes first.
type importance int

const (
	openAlert   importance = iota
	redOrNote              // an alert or a note this week, or careful contact
	silentAfter            // silence within four weeks of an alert
	askedToTalk            // they asked for something to be known or talked about
	undelivered
	silentOnly
	ordinary
)

// portrait is one patient in words, in the parts from which a summary, a block or a single line is made.
type portrait struct {
	id, code   string
	importance importance
	title      string   // code, and whether they pause
	week       string   // how the week's check-ins ended
	head       string   // title and week
	safety     []string // careful contact and alerts: always shown, in every form
	asked      string   // what they asked to be known; empty: nothing
	said       string   // the safety line
	worth      bool     // the safety line has more than a plain "no"
	quiet      string   // since when nothing was answered; empty: no news
	reach      string   // says that messages do not arrive; empty: they do
	themes     []string // the week's answers, one theme each
	chosen     string   // private answers that they chose to share; empty: none
	barrier    string   // the main barrier, short enough for a list; empty: no map
	theme      int      // the theme of the barrier; 0: none is low
	apart      string   // why nothing else is said (not set up, no summary wanted, left); empty: they take part
	paused     string   // until when check-ins are paused; empty: not paused
	silent     bool     // was asked this week, but answered nothing
	unknown    bool     // way says only that too little is known
	talk       []string // the main barrier
	news       string   // the best news
	rows       []string // the map
	next       string   // the next appointment
	goal       string   // the patient's goal and step, in their words; empty: none
	prompt     suggestion
	chart      *Chart
}

// first are the lines that always come first: safety, what they asked for, silence and delivery.
func (p portrait) first() []string {
	lines := append(p.safety[:len(p.safety):len(p.safety)], p.asked)
	if p.worth {
		lines = append(lines, p.said)
	}
	return slices.DeleteFunc(append(lines, p.quiet, p.reach), func(line string) bool { return line == "" })
}

// portrait describes in words what a clinician may know about one person.
func (v *view) portrait(person Person) portrait {
	h := v.history(person)
	v = v.adjusted(h.adjustment)
	p := portrait{id: person.ID, code: name(person.Code), importance: ordinary}
	if person.Careful {
		p.safety, p.importance = append(p.safety, v.say("careful")), redOrNote
	}
	switch {
	case !h.left.IsZero():
		p.apart = v.say("left", "date", v.date(h.left))
	case h.care == unasked:
		p.apart = v.say("care.unasked")
	case h.care == refused:
		p.apart = v.say("care.refused")
	}
	v.safety(&p, h, person.Unalerted)
	if p.apart == "" {
		v.arrived(&p, h)
		p.themes = v.themes(slices.DeleteFunc(slices.Clone(h.answers), func(a answer) bool { return a.chosen }))
		p.chosen = v.chosen(h)
		p.goal = v.goal(h.goal)
		v.whole(&p, h)
	}
	if p.apart != "" {
		p.head = v.wording.Isolate(p.code) + between + p.apart
		p.title = p.head
	}
	return p
}

// arrived adds how the week's check-ins ended, a pause, silence, and whether messages arrive.
func (v *view) arrived(p *portrait, h history) {
	t := v.tally(h)
	p.title, p.week, p.silent = v.wording.Isolate(p.code), v.checkIns(t), t.answered == 0 && t.missed > 0
	p.head = p.title + between + p.week
	if h.paused.After(v.until) {
		p.paused = v.say("paused", "date", v.date(h.paused))
		p.head, p.title = p.head+between+p.paused, p.title+between+p.paused
	}
	if !h.unreached.IsZero() {
		p.reach = v.say("unreached", "date", v.date(h.unreached))
	}
	if t.undelivered > 0 || !h.unreached.IsZero() {
		p.importance = min(p.importance, undelivered)
	}
	if since := v.silence(h); !since.IsZero() {
		line, alerted := v.silenceLine(h, since)
		p.quiet, p.importance = line, min(p.importance, silentOnly)
		if alerted {
			p.importance = min(p.importance, silentAfter)
		}
	}
	if len(h.wishes) > 0 {
		p.importance = min(p.importance, askedToTalk)
	}
}

// adjusted is the same view with the thresholds and themes that were set for one person. No threshold is lower than the
// protocol's.
func (v *view) adjusted(d record.Adjustment) *view {
	plan, own := *v.plan, *v
	plan.Digest.Drops = max(plan.Digest.Drops, d.Drops)
	if d.Low > plan.Digest.Low && d.Low < plan.Digest.Good {
		plan.Digest.Low = d.Low
	}
	plan.Rotation = nil
	for _, slot := range v.plan.Rotation {
		if !slices.Contains(d.Out, slot.ID) {
			plan.Rotation = append(plan.Rotation, slot)
		}
	}
	own.plan, own.leaves = &plan, d.Themes
	return &own
}

// goal is what the patient wants, in their words, on one line.
func (v *view) goal(g record.Goal) string {
	if g.Text == "" {
		return ""
	}
	line := v.say("goal", "goal", flows.Clip(flat(g.Text.Reveal()), goalUnits))
	if g.Step != "" {
		line += " " + v.say("goal.step", "step", flows.Clip(flat(g.Step.Reveal()), goalUnits))
	}
	return line
}

// checkIns says how the week's check-ins ended. Missed and undelivered ones are always counted separately.
func (v *view) checkIns(t tally) string {
	if t.all == 0 {
		return v.say("week.none")
	}
	parts := []string{v.say("week.answered", "n", fmt.Sprint(t.answered), "all", fmt.Sprint(t.all))}
	for _, other := range []struct {
		key string
		n   int
	}{
		{"week.missed", t.missed},
		{"week.undelivered", t.undelivered},
		{"week.stopped", t.stopped},
		{"week.open", t.open},
	} {
		if other.n > 0 {
			parts = append(parts, v.say(other.key, "n", fmt.Sprint(other.n)))
		}
	}
	return strings.Join(parts, between)
}

// themes are the week's answers, one line for each theme. Safety answers have lines of their own instead.
func (v *view) themes(answers []answer) []string {
	byTheme := make(map[int][]answer)
	var numbers []int
	for _, a := range answers {
		number := a.place.of.Theme
		if number == 0 || !v.thisWeek(a.told) {
			continue
		}
		if len(byTheme[number]) == 0 {
			numbers = append(numbers, number)
		}
		byTheme[number] = append(byTheme[number], a)
	}
	slices.Sort(numbers)
	var lines []string
	for _, number := range numbers {
		if line := v.inWords(byTheme[number]); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// chosen says which private answers were shared this week, and which themes the patient wants to talk about.
func (v *view) chosen(h history) string {
	answers := v.themes(slices.DeleteFunc(slices.Clone(h.answers), func(a answer) bool { return !a.chosen }))
	var parts []string
	if len(answers) > 0 {
		parts = append(parts, v.say("shared.answers", "answers", strings.Join(answers, "; ")))
	}
	if len(h.wishes) > 0 {
		parts = append(parts, v.say("shared.theme", "themes", v.list(h.wishes)))
	}
	return strings.Join(parts, " ")
}

// inWords writes answers as "label: words → words; label: words", with items in the order of the questions. Answers to
// an earlier wording stand under a label of their own.
func (v *view) inWords(answers []answer) string {
	type wording struct {
		item  string
		until int
	}
	trails := make(map[wording][]string)
	var order []planItem
	for _, a := range answers {
		words, ok := v.words(a)
		if !ok {
			continue
		}
		key := wording{a.Item, a.place.item.Until}
		if len(trails[key]) == 0 {
			order = append(order, a.place)
		}
		trails[key] = append(trails[key], words)
	}
	slices.SortStableFunc(order, func(a, b planItem) int { return a.nth - b.nth })
	parts := make([]string, 0, len(order))
	for _, at := range order {
		parts = append(parts, v.label(at)+strings.Join(trails[wording{at.item.ID, at.item.Until}], then))
	}
	return strings.Join(parts, "; ")
}

// whole adds the parts of a summary that go beyond the week: the map, the best news, one prompt and the next
// appointment.
func (v *view) whole(p *portrait, h history) {
	b := v.barriers(h.answers)
	next := h.plans.next(v.until)
	if !next.IsZero() {
		b.next = v.days(v.until, next)
	}
	v.talk(p, b)
	p.news, p.rows, p.next = v.newsLine(b), v.rows(b), v.appointmentLine(next)
	p.prompt = v.suggest(p.id, b, h.plans)
	if v.charts {
		p.chart = v.chart(p.code, b, h.answers)
	}
}

// talk adds the main barrier.
func (v *view) talk(p *portrait, b barriers) {
	p.barrier, p.unknown = v.mainBarrier(b), b.main == nil && !b.settled()
	if p.unknown && p.importance <= redOrNote { // beside an alert or a note it would read as if there were little to say
		return
	}
	line := v.say("way", "what", p.barrier)
	if b.main != nil {
		p.theme = b.main.number
		line = v.say("way.low", "what", p.barrier, "answers", v.inWords(b.main.behind))
	}
	if b.settled() && len(b.unsaid) > 0 {
		line += " " + v.say("way.unsaid", "themes", v.list(b.unsaid))
	}
	p.talk = append(p.talk, line)
	if b.capacity != nil {
		p.talk = append(p.talk, v.say("capacity", "answers", v.inWords(b.capacity.behind)))
	}
}

// list joins the names of themes.
func (v *view) list(themes []int) string {
	names := make([]string, 0, len(themes))
	for _, number := range themes {
		names = append(names, v.theme(number))
	}
	return strings.Join(names, ", ")
}

// mainBarrier names the main barrier as briefly as possible.
func (v *view) mainBarrier(b barriers) string {
	switch {
	case b.main != nil:
		return v.theme(b.main.number)
	case !b.settled():
		return v.say("way.unknown")
	case len(b.unsaid) > 0:
		return v.say("way.sofar")
	default:
		return v.say("way.none")
	}
}
