package cohort

import (
	"math"
	"math/rand/v2"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// person is one invented patient: choices, state of mind, and how reliably they answer.
type person struct {
	chat    int64
	code    string
	dice    *rand.Rand
	refuses []record.Purpose
	city    string   // where they live, if not where the clinic is
	days    []string // presses that move a check-in to another day

	base    [13]float64 // by theme: where they begin, from 0 to 4
	drift   [13]float64 // and by how much that changes in a week
	risk    float64     // how likely a safety answer is not the best one
	reasons int         // which of the reasons they usually give
	answers float64     // how likely they answer a check-in
	shares  float64     // and share what is private in it
	away    [2]int      // weeks without a word: from, to
	leaves  int         // the week in which they stop; none if later than all
	blocks  int         // the week in which they block the bot
	calls   int         // the week in which they call for help
	beside  beside
}

// cities are places for a person to type. Each must be found by the engine's search for zones.
func cities() []string { return []string{"Berlin", "Athens", "Lisbon", "New York"} }

// never is a week that does not come.
const never = math.MaxInt32

func newPerson(seed uint64, chat int64, code string) *person {
	dice := rand.New(rand.NewPCG(seed, uint64(chat))) //nolint:gosec // invented people, no secrets; bits are bits
	p := &person{chat: chat, code: code, dice: dice, beside: newBeside(seed, chat)}
	for _, c := range []struct {
		purpose record.Purpose
		share   float64 // of people who refuse
	}{{record.ForSafety, 0.06}, {record.ForResearch, 0.25}, {record.ForPrivateResearch, 0.6}} {
		if dice.Float64() < c.share {
			p.refuses = append(p.refuses, c.purpose)
		}
	}
	if dice.Float64() < 0.1 {
		p.city = cities()[dice.IntN(len(cities()))]
	}
	if dice.Float64() < 0.3 {
		p.days = []string{"mon", "tue"}
	}
	for theme := range p.base {
		p.base[theme] = clamp(2.4 + 0.9*dice.NormFloat64())
		p.drift[theme] = 0.03 + 0.07*dice.NormFloat64()
	}
	p.risk = 0.02 + 0.3*math.Pow(dice.Float64(), 4)
	p.reasons = dice.IntN(8)
	p.answers = 0.4 + 0.45*dice.Float64()
	p.shares = dice.Float64()
	p.away = [2]int{never, never}
	if dice.Float64() < 0.3 {
		from := dice.IntN(16)
		p.away = [2]int{from, from + 1 + dice.IntN(2)}
	}
	p.leaves, p.blocks, p.calls = week(dice, 0.008), week(dice, 0.006), week(dice, 0.01)
	return p
}

// week draws the week of an event that has the given chance in each week.
func week(dice *rand.Rand, chance float64) int {
	return int(min(math.Log(1-dice.Float64())/math.Log(1-chance), never))
}

func clamp(level float64) float64 { return min(max(level, 0), 4) }

// level is a theme's level in a week. People without safety or support have little room for the work, so themes 3 to
// 5 cannot be far better than theme 1.
func (p *person) level(theme, week int) float64 {
	level := clamp(p.base[theme] + p.drift[theme]*float64(week))
	if theme >= 3 && theme <= 5 {
		level = min(level, p.level(1, week)+1.5)
	}
	return level
}

// willAnswer decides about one check-in.
func (p *person) willAnswer(week int) bool {
	if week >= p.away[0] && week < p.away[1] {
		return false
	}
	return p.dice.Float64() < p.answers*math.Pow(0.985, float64(week))
}

// minutes is a delay, mostly short and sometimes long.
func (p *person) minutes(usual float64) time.Duration {
	return time.Duration(usual * math.Exp(0.9*p.dice.NormFloat64()) * float64(time.Minute))
}

// pick answers an item with the code of one of its options, or with one of the two codes of every item. While calm,
// every answer about safety is that all is well.
func (p *person) pick(q *flows.Questionnaire, item *flows.Item, week int, calm bool) string {
	switch u := p.dice.Float64(); {
	case u < 0.02:
		return flows.RatherNot
	case u < 0.03 && q.Theme != 0:
		return flows.DoesNotFit
	}
	var valued []int
	for n := range item.Options {
		if item.Options[n].Value != nil {
			valued = append(valued, n)
		}
	}
	if len(item.Options) == 0 {
		return flows.RatherNot // to be typed, which nobody here does
	}
	last := len(item.Options) - 1
	n := 0
	switch {
	case len(valued) > 0 && len(valued) <= last && p.dice.Float64() < 0.03:
		n = last // an answer beside the scale
	case len(valued) > 0:
		level := clamp(p.level(q.Theme, week) + 0.6*p.dice.NormFloat64())
		n = valued[int(math.Round(level/4*float64(len(valued)-1)))]
	case q.Theme == 0 || item.Hidden:
		for n < last && !calm && p.dice.Float64() < p.risk {
			n++
		}
	case p.dice.Float64() < 0.7:
		n = p.reasons % (last + 1)
	default:
		n = p.dice.IntN(last + 1)
	}
	return item.Options[n].Code
}
