package interchange

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"footing/flows"
)

// Wishes are the importer's settings for what a file does not say.
type Wishes struct {
	ID        string   // replaces the file's own name
	Licence   string   // if the file has none
	Source    string   // if the file has none
	Theme     int      // if the file has none; NoTheme: the file must have one
	Language  string   // of texts without a language
	Languages []string // only these; empty: all
}

// ErrUnreadable says that a file is not in the claimed format.
var ErrUnreadable = errors.New("the file cannot be read")

func unreadable(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrUnreadable, fmt.Sprintf(format, args...))
}

// Limits of what is read, so that no file can exhaust the machine.
const (
	largestFile  = 8 << 20
	largestSheet = 32 << 20 // unpacked
	mostRows     = 2000
	mostColumns  = 200
	deepest      = 20 // groups within groups
	mostItems    = 500
)

// reading is the state of reading a questionnaire in any format.
type reading struct {
	form      Form
	found     findings
	wishes    Wishes
	names     map[string]string            // our item ids by the file's names
	codes     map[string]map[string]string // by item: our codes by the file's names
	declining map[string]bool              // items that themselves offer to decline
	gone      map[string]bool              // the file's names of items that were not imported
}

func newReading(w Wishes) *reading {
	return &reading{
		form: Form{Texts: map[string]Texts{}}, wishes: w, names: map[string]string{},
		codes: map[string]map[string]string{}, declining: map[string]bool{}, gone: map[string]bool{},
	}
}

// takes tells whether a language is wanted, and prepares for its texts.
func (r *reading) takes(locale string) bool {
	if len(r.wishes.Languages) > 0 && !slices.Contains(r.wishes.Languages, locale) {
		return false
	}
	if r.form.Texts[locale] == nil {
		r.form.Texts[locale] = Texts{}
		r.form.Languages = append(r.form.Languages, locale)
	}
	return true
}

var foreign = regexp.MustCompile(`[^a-z0-9_]+`)

const longestID = 24

// identify derives an id or code from a name, different from those already taken.
func identify(name string, letterFirst bool, taken []string) string {
	id := strings.Trim(foreign.ReplaceAllString(strings.ToLower(name), "_"), "_")
	if id == "" || letterFirst && (id[0] < 'a' || id[0] > 'z') {
		id = "q" + id
	}
	id = id[:min(len(id), longestID)]
	for n, base := 2, id; slices.Contains(taken, id); n++ {
		end := "_" + strconv.Itoa(n)
		id = base[:min(len(base), longestID-len(end))] + end
	}
	return id
}

// reserved are words that cannot be item ids, and codes that every item already has.
func reserved() []string {
	return []string{
		"and", "or", "not", "in", "true", "false", "nil", "let", "if", "else", "matches", "contains",
		"known", "answered", "declined", "selected", "sum", "mean", "previous", "days_since",
	}
}

// nameItem gives an item its id.
func (r *reading) nameItem(place, name string) string {
	taken := append(slices.Collect(maps.Values(r.names)), reserved()...)
	id := identify(name, true, taken)
	if id != name {
		r.found.add(place, "the name `%s` became `%s`: ids have 1 to %d of a-z, 0-9, _, begin with a letter and are unique",
			name, id, longestID)
	}
	r.names[name] = id
	return id
}

// nameCode gives an answer its code. False for the two ways to decline, which every item already has.
func (r *reading) nameCode(place string, item *Item, name string) (string, bool) {
	if flows.Declined(name) {
		r.declining[item.ID] = true
		return name, false
	}
	if _, err := strconv.Atoi(name); err == nil && item.Kind == flows.Scale {
		return name, true // a number, possibly negative
	}
	taken := append(codesOf(item), "text", "intro", flows.Done)
	id := identify(name, false, taken)
	if id != name {
		r.found.add(place, "the answer `%s` became `%s`: codes have 1 to %d of a-z, 0-9, _ and are unique", name, id,
			longestID)
	}
	if r.codes[item.ID] == nil {
		r.codes[item.ID] = map[string]string{}
	}
	r.codes[item.ID][name] = id
	return id, true
}

var (
	reference = regexp.MustCompile(`\$\{[^}]*\}`)
	ours      = regexp.MustCompile(`\{(backup|clinic|day|goal|name|when)\}`)
	styling   = regexp.MustCompile(`</?[a-zA-Z][^>]*>|\*\*|__`)
)

// say stores a text. It reports what would be shown differently here than in the original program.
func (r *reading) say(place, locale, key, text string) {
	text = strings.TrimSpace(strings.ToValidUTF8(text, "�"))
	if text == "" || !r.takes(locale) {
		return
	}
	if reference.MatchString(text) {
		r.found.add(place, "the text puts in another answer (%s), which cannot be done here: it stands in the text as a word",
			reference.FindString(text))
		text = reference.ReplaceAllStringFunc(text, func(s string) string { return "(" + s[2:len(s)-1] + ")" })
	}
	kept := ours.ReplaceAllString(text, "\x00$1\x01")
	if strings.ContainsAny(kept, "{}") {
		r.found.add(place, "braces became brackets: here they would be filled in")
		kept = strings.NewReplacer("{", "(", "}", ")").Replace(kept)
	}
	text = strings.NewReplacer("\x00", "{", "\x01", "}").Replace(kept)
	if styling.MatchString(text) {
		r.found.add(place, "marks for bold and the like (%s) are shown as they are written", styling.FindString(text))
	}
	r.form.Texts[locale][key] = text
}

// finish applies the defaults and refuses what must not be missing.
func (r *reading) finish() (Form, []Finding, error) {
	f := &r.form
	var missing []string
	if f.Licence == "" {
		f.Licence = r.wishes.Licence
	}
	if f.Source == "" {
		f.Source = r.wishes.Source
	}
	if f.Licence == "" {
		missing = append(missing, "the licence (--licence, `own` or an SPDX identifier)")
	}
	if f.Source == "" {
		missing = append(missing, "the source (--source)")
	}
	if f.Theme == NoTheme {
		f.Theme = r.wishes.Theme
	}
	if f.Theme == NoTheme {
		missing = append(missing, "the theme (--theme, 1 to 12, or 0 for safety)")
	}
	if len(missing) > 0 {
		return Form{}, r.found, fmt.Errorf("the file does not say %s: nothing is taken in without",
			strings.Join(missing, ", nor "))
	}
	if f.Review == "" {
		f.Review = "pending"
	}
	switch {
	case len(f.Languages) == 0:
		return Form{}, r.found, errors.New("there is no text in any language that was asked for")
	case len(f.Items) == 0:
		return Form{}, r.found, errors.New("there is no question in it that could be taken")
	}
	if n := slices.Index(f.Languages, r.wishes.Language); n > 0 { // the file's own language comes first
		f.Languages = slices.Insert(slices.Delete(f.Languages, n, n+1), 0, r.wishes.Language)
	}
	for _, item := range f.Items {
		if flows.Declined(item.ID) {
			return Form{}, r.found, fmt.Errorf("`%s` cannot be the name of a question", item.ID)
		}
	}
	if f.Theme == 0 && len(f.Alerts) == 0 {
		r.found.add("questionnaire",
			"it is about safety, but no answer raises an alert: write `alerts:` before anybody is asked")
	}
	if f.Theme == 0 && f.Texts[f.Languages[0]][f.key(&f.Items[0], introKey)] == "" {
		r.found.add("questionnaire",
			"it is about safety: say before its first question (`%s`) who sees the answers, and that nobody watches the chat", f.key(&f.Items[0], introKey))
	}
	return *f, r.found, nil
}

// drop removes an item whose condition was not fully understood.
func (r *reading) drop(id string) {
	f := &r.form
	for n := range f.Items {
		if f.Items[n].ID != id {
			continue
		}
		for _, words := range f.Texts {
			for key := range words {
				if strings.HasPrefix(key, f.ID+"."+id+".") {
					delete(words, key)
				}
			}
		}
		f.Items = slices.Delete(f.Items, n, n+1)
		return
	}
}

// version reads a version as a number.
func (r *reading) version(place, text string) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err == nil && n >= 1 && n <= 1_000_000 {
		return n
	}
	if text != "" {
		r.found.add(place, "the version `%s` is not a number from 1 to 1000000: it became 1", text)
	}
	return 1
}

// meaning chooses between the format's own condition and ours. Ours counts as long as the format's condition is what we
// would write for it.
func (r *reading) meaning(place, own string, same bool, translate func() (string, error)) (string, error) {
	if own != "" && same {
		return own, nil
	}
	if own != "" {
		r.found.add(place, "the condition was changed beside Footing's own, `%s`: that one is not taken", own)
	}
	return translate()
}

// The options that follow from a kind, as flows makes them on loading.

func okOnly() []flows.Option { return []flows.Option{{Code: flows.OK}} }

func noOrYes() []flows.Option { return []flows.Option{{Code: flows.No}, {Code: flows.Yes}} }

// steps are the numbers of a scale. If the scale is too long, the list ends as soon as that is clear.
func steps(item *Item) []flows.Option {
	const enough = 20
	var options []flows.Option
	for n := item.Min; n <= min(item.Max, item.Min+enough); n++ {
		options = append(options, flows.Option{Code: strconv.Itoa(n), Value: &n})
	}
	return options
}
