package engine_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/load"
	"footing/flows/record"
	"footing/flows/state"
)

// claims hold what the texts of random lives claim against what then stands in the letters, the facts and the
// summaries.
type claims struct {
	plan  *flows.Protocol           // that people live by
	words flows.Wording             // what is true
	forms map[string]*regexp.Regexp // by key, of the texts whose claims are held here
	kinds map[string][]string
	told  map[string]bool // by patient: an alert or a notice has set out
	lie   func([]state.Effect) []state.Effect
	fail  func(format string, args ...any)
	held  map[string]int // how often each claim was held
	says  []string       // what is answered to the question after words of danger
}

func newClaims(plan *flows.Protocol, fail func(string, ...any)) *claims {
	c := &claims{
		plan: plan, words: plan.Wordings["en"], forms: map[string]*regexp.Regexp{},
		kinds: engine.ClaimsOf(), told: map[string]bool{}, fail: fail,
		held: map[string]int{}, says: []string{"No", "Rather not say", "Yes", "Not sure"}, lie: func(e []state.Effect) []state.Effect { return e },
	}
	hole := regexp.MustCompile(`\\\{[a-z_]+\\\}`)
	for key, kinds := range c.kinds {
		text, ok := plan.Wordings["en"][key]
		known := slices.ContainsFunc(kinds, func(k string) bool { return c.checks()[k] != nil })
		if ok && known {
			c.forms[key] = regexp.MustCompile(`(?s)` + hole.ReplaceAllString(regexp.QuoteMeta(text), `.*?`))
		}
	}
	return c
}

// lived is one turn, as a claim is held against it.
type lived struct {
	a       *actor
	after   state.State
	effects []state.Effect
	told    bool
	at      time.Time
	key     string // of the text
}

// checks are the claims that are held here, each with what must then be so.
func (c *claims) checks() map[string]func(lived) bool {
	return map[string]func(lived) bool{
		"told":   func(l lived) bool { return l.told || has(l.effects, func(state.Tell) bool { return true }) },
		"untold": func(l lived) bool { return !has(l.effects, tellsOfDanger) },
		"opened": func(l lived) bool {
			return l.after.Patient == nil || slices.ContainsFunc(l.a.facts, func(f record.Fact) bool { // else all went now
				switch body := f.Body.(type) {
				case record.Acknowledgement:
					return true
				case record.Opened:
					return body.What == "summary" && l.key != "parts.read" ||
						strings.HasPrefix(body.What, "alert ") && l.key == "parts.read"
				default:
					return false
				}
			})
		},
		"kept": func(l lived) bool {
			noted := func(a state.Alert) bool { return a.Note != "" || len(a.Added) > 0 }
			return has(l.effects, func(state.Keep) bool { return true }) ||
				l.after.Patient != nil && slices.ContainsFunc(l.after.Patient.Alerts, noted)
		},
		"unkept": func(l lived) bool {
			return !has(l.effects, func(k state.Keep) bool {
				switch k.Fact.Body.(type) {
				case record.Response, record.Goal, record.PlanPart:
					return true
				default:
					return false
				}
			})
		},
		"unopened": func(l lived) bool {
			return l.after.Patient == nil || slices.ContainsFunc(l.after.Patient.Alerts, func(a state.Alert) bool {
				return a.Closed.IsZero()
			})
		},
		"weekly": func(l lived) bool {
			p := l.after.Patient
			return p == nil || l.key != "whosees.safety" && l.key != "phrases.why" ||
				l.after.May(p.Clinician.ID, state.RightAlerts, l.at)
		},
		"approved": approvedReply,
		"removed": func(l lived) bool {
			return has(l.effects, func(state.Erase) bool { return true }) || l.after.Patient == nil || l.after.Patient.Erased ||
				l.after.Patient.Goal.Text == ""
		},
	}
}

// tellsOfDanger tells whether somebody is told of what was said or asked about safety.
func tellsOfDanger(t state.Tell) bool {
	switch t.Letter.(type) {
	case state.Alarm, state.Notice:
		return true
	default:
		return false
	}
}

// has tells whether one of the effects is of a kind and of that sort.
func has[E state.Effect](effects []state.Effect, is func(E) bool) bool {
	return slices.ContainsFunc(effects, func(e state.Effect) bool { one, ok := e.(E); return ok && is(one) })
}

// turn holds the claims of what a turn shows to a patient. What waits behind a cover was held when it was put there.
func (c *claims) turn(a *actor, e state.Event, after state.State, effects []state.Effect) {
	effects = c.lie(effects)
	if due, ok := e.(state.Due); ok && due.Digest != nil {
		return
	}
	if a.chat == 0 || after.Patient == nil && !has(effects, func(state.Erase) bool { return true }) || after.Desk != nil {
		return
	}
	now := lived{a: a, after: after, effects: effects, told: c.told[a.id], at: e.Head().At}
	if has(effects, tellsOfDanger) {
		c.told[a.id] = true
	}
	if after.Patient != nil && (after.Patient.Discreet || after.Patient.Careful.Holds()) {
		return
	}
	for _, effect := range effects {
		text := textOf(effect)
		for key, form := range c.forms {
			if text == "" || !form.MatchString(text) {
				continue
			}
			for _, kind := range c.kinds[key] {
				check := c.checks()[kind]
				if check == nil {
					continue
				}
				now.key = key
				if c.held[kind]++; !check(now) {
					c.fail("%s claims %q, which is not so: %q", key, kind, text)
				}
			}
		}
	}
}

// summaries hold that what was said about safety stands in the next summary of whoever reads it, in its very words, and
// that whoever is kept from alerts reads none of it.
func (c *claims) summaries(tr *troupe, due state.Due) {
	if due.Digest == nil {
		return
	}
	for _, one := range due.Digest.People {
		patient := tr.cast[one.ID]
		if patient == nil || patient.stored().Patient == nil || !strings.Contains(one.Text, "Check-ins: ") {
			continue
		}
		line := ""
		for l := range strings.SplitSeq(one.Text, "\n") {
			if strings.HasPrefix(l, "Safety questions this week: ") {
				line = l
			}
		}
		if line == "" {
			c.fail("no safety line in %q", one.Text)
		}
		if strings.Contains(line, "not shown to you") {
			continue
		}
		for _, r := range lastAnswers(patient.facts, due.Digest.Until) {
			word, ok := c.words["digest.said."+r.Code]
			if r.Code == flows.RatherNot || r.Code == flows.DoesNotFit {
				word, ok = c.words["digest.answer."+r.Code]
			}
			said := strings.Contains(line, word+" (") || strings.Contains(line, "): "+word+".")
			if c.held["summary"]++; !ok || !said {
				c.fail("%s=%s of %s is not in %q", r.Item, r.Code, r.Occasion, line)
			}
		}
	}
}

// lastAnswers are a patient's present answers to safety questions of the seven days before.
func lastAnswers(facts []record.Fact, until time.Time) map[string]record.Response {
	last := map[string]record.Response{}
	for _, f := range facts {
		switch body := f.Body.(type) {
		case record.Withdrawal:
			clear(last)
		case record.Response:
			if body.Questionnaire == "safety" && !f.At.After(until) && until.Sub(f.At) < 7*24*time.Hour {
				last[body.Occasion+" "+body.Item] = body
			}
		}
	}
	return last
}

// life is a random life of a patient with a clinician, in which words of danger are written now and then.
func (c *claims) life(t *rapid.T, acts int) {
	tr := newTroupe(t, c.plan)
	tr.claims = c
	tr.staff(lind, "Dr Lind", record.Clinician)
	tr.staff(moss, "Dr Moss", record.Backup)
	tr.enrol(3)
	tr.repliesAtOnce(lind, tr.person(3))
	tr.says(3, "I want to die")
	tr.settle()
	tr.tapsOn(3, oneOf(tr, c.says, "answer"))
	tr.settle()
	tr.says(3, "It rains.")
	tr.says(3, "help")
	tr.tapsOn(3, "Tell Sample Clinic I'm not safe")
	tr.tapsOn(3, "Not now")
	tr.says(lind, "/summary P-3")
	tr.advance(tr.now.Add(time.Minute), false)
	tr.settle()
	tr.repliesAfterContact()
	for range acts {
		tr.act()
		tr.settle()
	}
	for range 9 {
		tr.advance(tr.now.Add(24*time.Hour), false)
		tr.settle()
	}
}

// TestClaimsHold: over random lives, what a text claims is so.
func TestClaimsHold(t *testing.T) {
	plan, held := approving(shipped(t)), map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		c := newClaims(plan, t.Fatalf)
		c.life(t, rapid.IntRange(0, 25).Draw(t, "acts"))
		for kind, n := range c.held {
			held[kind] += n
		}
	})
	for _, kind := range []string{"told", "untold", "opened", "unkept", "unopened", "weekly", "summary", "approved"} {
		if held[kind] == 0 {
			t.Errorf("no life held a claim of the kind %s", kind)
		}
	}
}

// TestClaimsCatchLies: each lie that is planted is caught.
func TestClaimsCatchLies(t *testing.T) {
	plan := shipped(t)
	for name, plant := range map[string]func(c *claims){
		"told before anything was sent": func(c *claims) {
			c.says = []string{"Yes"}
			c.lie = func(effects []state.Effect) []state.Effect {
				return slices.DeleteFunc(slices.Clone(effects), func(e state.Effect) bool {
					_, tells := e.(state.Tell)
					return tells
				})
			}
		},
		"no safety line": func(c *claims) { c.plan = without(c.plan, "digest.safety", "Nothing: {what}") },
		"a safety line that sums up": func(c *claims) {
			c.plan, c.says = without(c.plan, "digest.said.no", "fine"), []string{"No"}
		},
		"nobody is told, says a call": func(c *claims) {
			c.kinds["safety.red"], c.says = []string{"untold"}, []string{"Yes"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			caught := 0
			rapid.Check(t, func(t *rapid.T) {
				if caught > 0 {
					return
				}
				c := newClaims(plan, func(string, ...any) { caught++ })
				plant(c)
				c.life(t, 6)
			})
			if caught == 0 {
				t.Error("the lie was not caught")
			}
		})
	}
}

// without is the plan with another English text.
func without(p *flows.Protocol, key, text string) *flows.Protocol {
	lying := *p
	lying.Wordings = map[string]flows.Wording{}
	for locale, wording := range p.Wordings {
		lying.Wordings[locale] = wording
	}
	english := flows.Wording{}
	for k, v := range p.Wordings["en"] {
		english[k] = v
	}
	english[key] = text
	lying.Wordings["en"] = english
	return &lying
}

// TestEveryClaimHasItsEntry: a text that says who sees or was told something is refused without an entry in the table,
// in every language that ships, and every entry is of a text that there is.
func TestEveryClaimHasItsEntry(t *testing.T) {
	p := shipped(t)
	for key, kinds := range engine.ClaimsOf() {
		_, ok := p.Wordings["en"][key]
		unknown := func(k string) bool {
			return (&claims{}).checks()[k] == nil && !slices.Contains([]string{"private", "will", "staff", "word"}, k)
		}
		if !ok || len(kinds) == 0 || slices.ContainsFunc(kinds, unknown) {
			t.Errorf("the table of claims has %s %v, and no wording has the text", key, kinds)
		}
	}
	for locale, text := range map[string]string{
		"en": "{clinic} reads all of this.", "de": "{clinic} liest das alles.", "es": "{clinic} lee todo esto.", "ar": "{clinic} يقرأ كل هذا.",
	} {
		broken := *p
		broken.Wordings = map[string]flows.Wording{locale: {}}
		for key, text := range p.Wordings[locale] {
			broken.Wordings[locale][key] = text
		}
		broken.Wordings[locale]["later.begun"] = text
		faults := engine.Check(&broken)
		if problems := load.TextProblems(flows.Library(), faults); len(faults) != 1 || problems[0].Line == 0 ||
			!strings.Contains(problems[0].Message, "table of claims") {
			t.Errorf("%s: want one fault, got %s", locale, fmt.Sprint(faults))
		}
	}
}
