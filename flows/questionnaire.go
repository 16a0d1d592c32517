package flows

import (
	"slices"
	"strconv"
)

// Questionnaire is one instrument: a few items about one theme, with the rules that make an answer urgent.
// Item ids are unique over the whole protocol, because a condition may look at an earlier questionnaire of
// the same check-in.
type Questionnaire struct {
	ID      string
	Version int
	Origin
	Theme   int  // 1 to 12 as in the study's Results; 0 for the safety items
	Private bool // true: kept to the patient unless they choose otherwise
	Items   []Item
	Alerts  []Alert
	Locked  map[string]string // by locale the mark of what may not be changed; empty: all may
	File    string            // where it was read from, for error texts
}

// Item is one question, or, as Information, something to read.
type Item struct {
	ID       string
	Kind     ItemKind
	Options  []Option   // of a Scale and a YesNo they follow from the kind
	Scoring  Scoring    // which values are good
	Min, Max int        // what a Number may be, or how many characters a Text may have at most
	When     *Condition // nil: always asked
	FollowUp bool       // a follow-up does not count towards Limits.Taps, but towards Limits.FollowUps
	Safety   bool       // a follow-up that is asked regardless of Limits.FollowUps
	Hidden   bool       // true: the clinician sees it only after the patient said so, or in a red alert
	OnPhrase bool       // also asked when somebody writes one of the phrases
	Windows  []int      // the spans, in days, that it can ask about; none: its text names no span
	Since    int        // the version of its questionnaire that first asked it; 0: all did
	Earlier  []Item     // how it was worded before, latest first; their codes are others, so a code keeps its words
	Until    int        // the last version that was worded so; 0: it is worded so today
	Line     int        // in the questionnaire's file
}

// As is the item as the given version of its questionnaire asked it: the item itself, unless it says how it was worded
// then. Answers to two wordings are never counted together.
func (i *Item) As(version int) *Item {
	was := i
	for n := range i.Earlier {
		if e := &i.Earlier[n]; version > 0 && version <= e.Until {
			was = e
		}
	}
	return was
}

// As is the questionnaire as an earlier version asked it, as far as its items say so; false where none does.
func (q *Questionnaire) As(version int) (was *Questionnaire, reworded bool) {
	if q == nil || version >= q.Version {
		return q, false
	}
	then := *q
	then.Version, then.Items = version, nil
	for n := range q.Items {
		if item := q.Items[n].As(version); item.Since <= version {
			then.Items, reworded = append(then.Items, *item), reworded || item.Until > 0
		}
	}
	return &then, reworded
}

// Option is one possible answer. Value is the score (0 worst, 4 best unless the questionnaire says
// otherwise) or nil where the answer has none.
type Option struct {
	Code      string
	Value     *int
	Low       bool // it has no value, and counts as the worst answer
	Action    Action
	Exclusive bool // of Several: ticked alone; another tick takes it away, and it takes the others away
}

// Action is what tapping an option does beyond being stored.
type Action string

// The actions an option may name.
const (
	NoAction    Action = ""
	ShowNumbers Action = "numbers"    // show the clinic's helplines, but those about abuse
	LocalHelp   Action = "local_help" // offer the helplines about abuse, which are shown after another tap
	TellPerson  Action = "tell"       // tell whoever is told first, because the patient asked for it
	BringAlong  Action = "bring"      // keep it for the session: shown to the patient again before it
	SayIt       Action = "say"        // show a sentence to say it with; nobody is told
	AskBackup   Action = "backup"     // show who else at the clinic can be spoken to; nobody is told
	Complain    Action = "complaints" // show where a complaint goes; nobody is told
)

// The two codes that every question has beside its own options. They are answers, but never low ones.
const (
	RatherNot  = "rather_not"   // "Rather not say"
	DoesNotFit = "does_not_fit" // "Doesn't fit me"
)

// Declined tells whether a code is RatherNot or DoesNotFit.
func Declined(code string) bool { return code == RatherNot || code == DoesNotFit }

// Known finds an option by its code among those of today and of before, and until which version it was offered; 0: it
// is today.
func (i *Item) Known(code string) (o Option, until int, ok bool) {
	if o, ok = i.Option(code); ok {
		return o, i.Until, true
	}
	for n := range i.Earlier {
		if o, until, ok = i.Earlier[n].Known(code); ok {
			return o, until, true
		}
	}
	return Option{}, 0, false
}

// Option finds an option by its code. RatherNot and DoesNotFit are found on every item.
func (i *Item) Option(code string) (Option, bool) {
	if Declined(code) && i.Kind != Information {
		return Option{Code: code}, true
	}
	for _, o := range i.Options {
		if o.Code == code {
			return o, true
		}
	}
	return Option{}, false
}

// Window is the span that an item asks about when it was last answered so many days ago: the shortest that reaches back
// to then, or else the longest. 0 where its text names none.
func (i *Item) Window(days int) (window int) {
	for _, one := range slices.Sorted(slices.Values(i.Windows)) {
		if window = one; window >= days {
			break
		}
	}
	return window
}

// TextKey is the key of the text with which an item of a questionnaire asks about a window. Where it is 0 that is the
// text without a span, as for answers to an earlier version. An earlier wording has a text of its own.
func (i *Item) TextKey(questionnaire string, window int) string {
	key := questionnaire + "." + i.ID + ".text"
	if i.Until > 0 {
		return key + ".v" + strconv.Itoa(i.Until)
	}
	if window > 0 {
		key += "." + strconv.Itoa(window)
	}
	return key
}

// TextKeys are the keys of all its texts.
func (i *Item) TextKeys(questionnaire string) []string {
	keys := []string{i.TextKey(questionnaire, 0)}
	for _, window := range i.Windows {
		keys = append(keys, i.TextKey(questionnaire, window))
	}
	for _, e := range i.Earlier {
		keys = append(keys, i.As(e.Until).TextKey(questionnaire, 0))
	}
	return keys
}

// Alert is a rule over the answers of a check-in that says how urgent they are.
type Alert struct {
	ID    string
	Level Level
	When  *Condition
	AtEnd bool // judged after the check-in has ended, so it can test for unanswered items
	Line  int
}

// Level is how soon a human must know.
type Level string

// The levels, most urgent first.
const (
	Red  Level = "red"  // ends the check-in; help at once; alert at once
	Note Level = "note" // plan and numbers; a note to the clinician the same duty day
	Line Level = "line" // a line in the digest
	Care Level = "care" // help is offered to the patient; a digest line, never an alert
	// Careful begins careful contact with the patient; nobody is told, and nothing is filed.
	Careful Level = "careful"
)
