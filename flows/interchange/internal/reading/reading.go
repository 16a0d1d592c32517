// Package reading is what is decided of a foreign questionnaire whatever its format: names and codes, conditions and
// limits, values and which of them are good, what may stand on a question, and questions of suicide or self-harm.
//
// The readers of the formats embed a Reading and hand over what stands in their files. Begin with New, whose Wishes are
// what somebody asked for on the command line. Nothing is guessed: what is not understood is a Finding, or an error
// made with Unreadable if the questionnaire cannot be taken without it.
package reading

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/internal/harm"
)

// Wishes are the importer's settings for what a file does not say.
type Wishes struct {
	ID        string   // replaces the file's own name
	Licence   string   // if the file has none
	Source    string   // if the file has none
	Theme     int      // if the file has none; NoTheme: the file must have one
	Language  string   // of texts without a language
	Languages []string // only these; empty: all

	Allow     []string          // names on a question that would keep it out, which are let pass this time
	Scoring   string            // which values are good: BestHigh, BestLow or Unscored; empty: nobody has said
	ScoringOf map[string]string // the same for one item, by the file's name or our id
	Safety    []string          // questions of suicide or self-harm to bind to the safety block, named likewise
	Min, Max  map[string]int    // limits of numbers of which the file does not say both, named likewise
	Signed    string            // who imports what, and when, for the file's head
}

// What Wishes.Scoring can be.
const (
	BestHigh = "best-high"
	BestLow  = "best-low"
	Unscored = "none"
)

// ErrUnreadable says that a file is not in the claimed format.
var ErrUnreadable = errors.New("the file cannot be read")

// Unreadable is ErrUnreadable with the reason.
func Unreadable(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrUnreadable, fmt.Sprintf(format, args...))
}

// Limits of what is read, so that no file can exhaust the machine.
const (
	LargestFile  = 8 << 20
	LargestSheet = 32 << 20 // unpacked
	MostRows     = 2000     // with text in them
	MostBlank    = 1 << 20  // rows at all
	MostColumns  = 200
	Deepest      = 20 // groups within groups
	MostItems    = 500
)

// Reading is the state of reading a questionnaire in any format.
type Reading struct {
	Form        neutral.Form
	Found       neutral.Findings
	Wishes      Wishes
	Names       map[string]string  // our item ids by the file's names; of equal names the first
	ids         []string           // all of them
	Count       map[string]int     // how many questions of the file have a name
	Answers     map[string][]Known // by item id: the file's answers
	Declining   map[string]bool    // items that themselves offer to decline
	Gone        map[string]bool    // the file's names of items that were not imported
	used        map[string]bool    // the items and names that the wishes speak of and the file has
	Loinc       map[string]string  // by item id
	harm        harm.Terms         // by which a question is about suicide or self-harm
	At          string             // the place of what is being read
	Own         bool               // what is being read was written by Footing
	EmptyIsZero bool               // an empty answer counts as nought where numbers are compared
}

// New is the state before anything is read.
func New(w Wishes) *Reading {
	return &Reading{
		Form: neutral.Form{Texts: map[string]neutral.Texts{}, Positions: map[string]string{}}, Wishes: w,
		Names: map[string]string{}, Count: map[string]int{}, Answers: map[string][]Known{}, Declining: map[string]bool{},
		Gone: map[string]bool{}, used: map[string]bool{}, Loinc: map[string]string{},
		harm: harm.ReadTerms(),
	}
}

// takes tells whether a language is wanted, and prepares for its texts.
func (r *Reading) takes(locale string) bool {
	if len(r.Wishes.Languages) > 0 && !slices.Contains(r.Wishes.Languages, locale) {
		return false
	}
	if r.Form.Texts[locale] == nil {
		r.Form.Texts[locale] = neutral.Texts{}
		r.Form.Languages = append(r.Form.Languages, locale)
	}
	return true
}

// Tongue is the language as Footing speaks it: en for en-US, where the file has no other way of speaking it.
func (r *Reading) Tongue(locale string) string {
	base, _, regional := strings.Cut(locale, "-")
	if !regional || r.Own || slices.Contains(r.Wishes.Languages, locale) {
		return locale
	}
	if _, err := safetyWords(base); err != nil {
		return locale
	}
	r.Found.Form("language", "`%s` is taken as `%s`, which the bot speaks", locale, base)
	if r.Wishes.Language == locale {
		r.Wishes.Language = base
	}
	return base
}

// Leave records a question that is not imported.
func (r *Reading) Leave(place, name, why string) {
	r.Gone[name] = true
	r.Found.Put(neutral.NotTaken, place, "the question `%s` is not taken: %s", name, why)
}

// wished finds what the wishes say about an item, by the file's name or by ours.
func wished[T any](r *Reading, said map[string]T, name, id string) (T, bool) {
	for _, key := range []string{name, id} {
		if value, ok := said[key]; ok {
			r.used[key] = true
			return value, true
		}
	}
	var none T
	return none, false
}

var (
	reference = regexp.MustCompile(`\$\{[^}]*\}`)
	ours      = regexp.MustCompile(`\{(backup|clinic|day|goal|name|therapist|when)\}`)
	styling   = regexp.MustCompile(`</?[a-zA-Z][^>]*>|\*\*|__`)
)

// Say stores a text. It reports what would be shown differently here than in the original program.
func (r *Reading) Say(place, locale, key, text string) {
	text, locale = strings.TrimSpace(strings.ToValidUTF8(text, "�")), r.Tongue(locale)
	if text == "" || !r.takes(locale) {
		return
	}
	r.Form.Texts[locale][key] = r.plain(place, text)
}

// plain is a text of the file as it can be shown here. Only in what Footing wrote are braces filled in.
func (r *Reading) plain(place, text string) string {
	if reference.MatchString(text) {
		r.Found.Add(place, "the text puts in another answer (%s), which cannot be done here: it stands in the text as a word",
			reference.FindString(text))
		text = reference.ReplaceAllStringFunc(text, func(s string) string { return "(" + s[2:len(s)-1] + ")" })
	}
	kept := text
	if r.Own {
		kept = ours.ReplaceAllString(text, "\x00$1\x01")
	}
	if strings.ContainsAny(kept, "{}") {
		r.Found.Form(place, "braces became brackets: here they would be filled in")
		kept = strings.NewReplacer("{", "(", "}", ")").Replace(kept)
	}
	text = strings.NewReplacer("\x00", "{", "\x01", "}").Replace(kept)
	if styling.MatchString(text) && !r.Own {
		r.Found.Form(place, "marks for bold and the like (%s) are shown as they are written", styling.FindString(text))
	}
	return text
}

// Version reads a version as a number.
func (r *Reading) Version(place, text string) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err == nil && n >= 1 && n <= 1_000_000 {
		return n
	}
	if text != "" {
		r.Found.Form(place, "the version `%s` is not a number from 1 to 1000000: it became 1", text)
	}
	return 1
}

// Meaning chooses between the format's own condition and ours. Ours counts as long as the format's condition is what we
// would write for it.
func (r *Reading) Meaning(place, own string, same bool, translate func() (string, error)) (string, error) {
	if own != "" && same {
		return own, nil
	}
	if own != "" {
		r.Found.Add(place, "the condition was changed beside Footing's own, `%s`: that one is not taken", own)
	}
	return translate()
}

// Admit takes the item into the form with its condition, or leaves it out for the reason given, if there is one. A
// question of suicide or self-harm is bound to the safety block or not taken.
func (r *Reading) Admit(place, name string, item *neutral.Item, why string, condition func() (string, error)) bool {
	r.Form.Items = append(r.Form.Items, *item)
	last := len(r.Form.Items) - 1
	r.At = place
	if why == "" {
		why = r.sound(item)
	}
	if why == "" {
		why = r.harmful(name, item)
	}
	if why == "" {
		when, err := condition()
		if err == nil {
			r.Form.Items[last].When = when
			r.bind(place, name, &r.Form.Items[last])
			return true
		}
		why = err.Error()
	}
	r.Form.Drop(item.ID)
	r.Leave(place, name, why)
	return false
}

// sound gives the reason why an item cannot be asked, if there is one.
func (r *Reading) sound(item *neutral.Item) string {
	const mostButtons = 97 // of the 100 that Telegram shows, two decline and one is for help
	const longestButton = 40
	if !neutral.ListsOptions(item.Kind) {
		return ""
	}
	switch n := len(item.Options); {
	case n == 0:
		return "it has no answers"
	case n == 1:
		return "it has one answer only, and to choose there must be two"
	case n > mostButtons:
		return fmt.Sprintf("it has %d answers, and Telegram shows %d at most", n, mostButtons)
	}
	for _, locale := range r.Form.Languages {
		for _, o := range item.Options {
			text, place := r.Form.Texts[locale][r.Form.Key(item, o.Code)], r.Form.Positions[item.ID+"."+o.Code]
			if n := flows.Units(text); n > longestButton {
				return fmt.Sprintf("%s: the answer `%s` has %d characters, and a button has room for %d: shorten it there",
					place, neutral.Short(text), n, longestButton)
			}
		}
	}
	return ""
}
