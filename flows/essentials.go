package flows

import (
	"slices"
	"strings"
	"time"
)

// Essentials are what must be known of plan and clinic to help people while the store or the plan itself cannot be
// read: whom to call, in which words, and which answers are red. They are made of a plan that passed all checks, and
// kept beside the store (essentials_form.go has their stored form).
type Essentials struct {
	Checked time.Time // when the plan passed the checks; zero: it is the plan of this very start
	// Clinic has name, zone, languages, hours, closed days, ladder and helplines.
	Clinic Clinic
	Words  map[string]Wording // by locale: the texts that are needed then, with all phrases of danger
	Red    []Pair             // the answers for which a red rule holds by themselves
}

// Pair is an answer: an item and the code of one of its options.
type Pair struct {
	Item string `json:"item"`
	Code string `json:"code"`
}

// Essentials gives the essentials of a plan.
func (p *Protocol) Essentials() Essentials {
	e := Essentials{
		Clinic: Clinic{
			Version: p.Clinic.Version, Name: p.Clinic.Name, Zone: p.Clinic.Zone, Languages: p.Clinic.Languages,
			Hours: p.Clinic.Hours, Closed: p.Clinic.Closed, Ladder: p.Clinic.Ladder, Helplines: p.Clinic.Helplines,
		},
		Words: make(map[string]Wording, len(p.Wordings)), Red: p.red(),
	}
	for locale, wording := range p.Wordings {
		words := Wording{PhrasesKey: strings.Join(p.Phrases(locale), "\n")}
		for key, text := range wording {
			if essential(key) {
				words[key] = text
			}
		}
		e.Words[locale] = words
	}
	return e
}

// essential tells whether a text is needed to help without a store.
func essential(key string) bool {
	switch key {
	case DirectionKey, "button.help", "keyboard.help", "discreet.keyboard", "discreet.note", "discreet.open",
		"safety.numbers", "safety.off_duty", "safety.nobody", "safety.nobody_since", "safety.seen",
		"safety.tried", "safety.tried_lapsed",
		"gone.nobody_called",
		"alarm.head", "alarm.repeats", "alarm.storm", "alarm.open", "alarm.seen",
		"alarm.seen_by", "alarm.contact_by", "alarm.elsewhere_by", "alarm.tried_by", "alarm.told", "alarm.untold",
		"alarm.contact", "alarm.elsewhere", "alarm.tried", "alarm.add_note",
		"careful.button", "careful.on":
		return true
	}
	return slices.ContainsFunc([]string{"bare.", "day.", "help.", "words.", "alarm.reason.", "abuse."},
		func(all string) bool { return strings.HasPrefix(key, all) })
}

// red lists the answers for which a red rule holds by themselves, in the order of their questionnaires.
func (p *Protocol) red() []Pair {
	var pairs []Pair
	for _, id := range sortedKeys(p.Questionnaires) {
		q := p.Questionnaires[id]
		for n := range q.Items {
			for _, o := range q.Items[n].Options {
				if q.redAlone(&q.Items[n], o) {
					pairs = append(pairs, Pair{Item: q.Items[n].ID, Code: o.Code})
				}
			}
		}
	}
	return pairs
}

// redAlone tells whether an answer, and nothing else, makes a red rule hold. A rule that also holds without any answer
// says nothing about this one.
func (q *Questionnaire) redAlone(item *Item, o Option) bool {
	answer := Answer{Code: o.Code, Value: o.Value}
	if item.Kind == Several {
		answer.Codes = []string{o.Code}
	}
	return slices.ContainsFunc(q.Alerts, func(rule Alert) bool {
		if rule.Level != Red || rule.AtEnd || rule.When == nil {
			return false
		}
		holds, err := rule.When.Holds(map[string]Answer{item.ID: answer}, nil)
		anyway, without := rule.When.Holds(nil, nil)
		return err == nil && holds && without == nil && !anyway
	})
}

// Protocol makes a plan of the essentials: enough to speak, and to know whom to call and when. It asks nothing.
func (e Essentials) Protocol() *Protocol {
	clinic := e.Clinic
	return NewProtocol(Protocol{Clinic: &clinic, Wordings: e.Words})
}
