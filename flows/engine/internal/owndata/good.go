package owndata

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
)

const (
	goodFor  = 90 * 24 * time.Hour // how far back they are looked for
	mostGood = 5                   // more is not read on a bad day
)

// goodThemes are those of what somebody does themselves: noticing an old pattern, trying something, a step towards the
// life they want.
func goodThemes() []int { return []int{4, 5, 12} }

// GoodAsked is /good: what went well comes back, when somebody asks for it.
func (t Side) GoodAsked() { t.Wake(state.WakeData, "good", t.Now()) }

// showGood lists the latest answers above what counts as low, in the words in which the patient told of them, and what
// they work towards in their own. It never counts them, and never says that there were more or fewer than before.
func (t Side) showGood(facts []record.Fact) {
	var lines []string
	for _, a := range slices.Backward(Answers(facts, true)) {
		q := t.Plan.Questionnaires[a.Questionnaire]
		if q == nil || a.Value == nil || t.Now().Sub(a.At) > goodFor || len(lines) == mostGood {
			continue
		}
		item, known := t.Plan.Item(a.Questionnaire, a.Item)
		if known {
			item = item.As(a.Version)
		}
		good := known && !item.FollowUp && item.Rated() && item.Score(*a.Value) > t.Plan.Digest.Low
		if !good || !slices.Contains(goodThemes(), q.Theme) {
			continue
		}
		lines = append(lines, t.Text("good.line", "date", t.Date(a.At),
			"topic", t.Text(fmt.Sprintf("topic.%d", q.Theme)), "words", t.wordsOf(a.Response)))
	}
	if len(lines) == 0 {
		t.Reply("good.none")
		return
	}
	text := t.Text("good.head") + "\n" + strings.Join(lines, "\n")
	if goal := t.State.Patient.Goal.Text; goal != "" {
		text += "\n\n" + t.Text("good.goal", "goal", flows.Clip(goal.Reveal(), goalUnits))
	}
	t.Say(state.ClassReply, text, t.HelpRow())
}

// goalUnits is how much of a goal is shown with it.
const goalUnits = 300
