package reading

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
)

// Finish applies the defaults and refuses what must not be missing.
func (r *Reading) Finish() (neutral.Form, []neutral.Finding, error) {
	f := &r.Form
	if err := r.origin(); err != nil {
		return neutral.Form{}, r.Found, err
	}
	if f.Review == "" {
		f.Review = "pending"
	}
	for _, locale := range slices.Clone(f.Languages) { // a language of which nothing was left
		if len(f.Texts[locale]) == 0 {
			delete(f.Texts, locale)
			f.Languages = slices.DeleteFunc(f.Languages, func(l string) bool { return l == locale })
		}
	}
	switch {
	case len(f.Items) == 0 && (len(r.Gone) > 0 || len(f.Languages) > 0):
		return neutral.Form{}, r.Found, errors.New("there is no question in it that could be taken")
	case len(f.Languages) == 0:
		return neutral.Form{}, r.Found, errors.New("there is no text in any language that was asked for")
	case len(f.Items) == 0:
		return neutral.Form{}, r.Found, errors.New("there is no question in it that could be taken")
	}
	if err := r.unheardWishes(); err != nil {
		return neutral.Form{}, r.Found, err
	}
	if n := slices.Index(f.Languages, r.Wishes.Language); n > 0 { // the file's own language comes first
		f.Languages = slices.Insert(slices.Delete(f.Languages, n, n+1), 0, r.Wishes.Language)
	}
	if f.Theme == 0 && len(f.Alerts) == 0 {
		r.Found.Add("questionnaire",
			"it is about safety, but no answer raises an alert: write `alerts:` before anybody is asked")
	}
	if f.Theme == 0 && f.Texts[f.Languages[0]][f.Key(&f.Items[0], neutral.IntroKey)] == "" {
		r.Found.Add("questionnaire",
			"it is about safety: say before its first question (`%s`) who sees the answers, and that nobody watches the chat",
			f.Key(&f.Items[0], neutral.IntroKey))
	}
	r.sign()
	return *f, r.Found, nil
}

// origin fills in licence, source and theme, and refuses a file that lacks one of them.
func (r *Reading) origin() error {
	f := &r.Form
	var missing []string
	f.Licence, f.Source = neutral.FirstOf(f.Licence, r.Wishes.Licence), neutral.FirstOf(f.Source, r.Wishes.Source)
	if f.Licence == "" {
		missing = append(missing, "the licence (--licence, `own` or an SPDX identifier)")
	}
	if f.Source == "" {
		missing = append(missing, "the source (--source)")
	}
	if f.Theme == neutral.NoTheme {
		f.Theme = r.Wishes.Theme
	}
	if f.Theme == neutral.NoTheme {
		missing = append(missing, "the theme (--theme, 1 to 12, or 0 for safety)")
	}
	if len(missing) > 0 {
		return fmt.Errorf("the file does not say %s: nothing is taken in without", strings.Join(missing, ", nor "))
	}
	return nil
}

// unheardWishes refuses wishes about questions that the file does not have, which are slips.
func (r *Reading) unheardWishes() error {
	var names []string
	names = append(names, neutral.SortedKeys(r.Wishes.ScoringOf)...)
	names = append(names, neutral.SortedKeys(r.Wishes.Min)...)
	names = append(names, neutral.SortedKeys(r.Wishes.Max)...)
	names = append(names, r.Wishes.Safety...)
	for _, name := range names {
		if !r.used[name] && r.Names[name] == "" && !slices.Contains(r.ids, name) {
			return fmt.Errorf("the file has no question `%s`, which an option names", name)
		}
	}
	return nil
}

// sign notes in the file's head what was decided, so that it can be done again and found again.
func (r *Reading) sign() {
	f, w := &r.Form, r.Wishes
	var said []string
	for _, name := range w.Allow {
		said = append(said, "--allow "+name)
	}
	if w.Scoring != "" {
		said = append(said, "--scoring "+w.Scoring)
	}
	for _, name := range neutral.SortedKeys(w.ScoringOf) {
		said = append(said, "--scoring-of "+name+"="+w.ScoringOf[name])
	}
	for _, name := range w.Safety {
		said = append(said, "--safety "+name)
	}
	for _, name := range neutral.SortedKeys(w.Min) {
		said = append(said, fmt.Sprintf("--min %s=%d", name, w.Min[name]))
	}
	for _, name := range neutral.SortedKeys(w.Max) {
		said = append(said, fmt.Sprintf("--max %s=%d", name, w.Max[name]))
	}
	if w.Signed != "" && len(said) > 0 {
		f.Remarks = append(f.Remarks, "imported: "+w.Signed)
	}
	if len(said) > 0 {
		f.Remarks = append(f.Remarks, "with: "+strings.Join(said, " "))
	}
	scored := slices.ContainsFunc(f.Items, func(i neutral.Item) bool { return i.Scored() && i.Scoring == flows.NoScoring })
	if scored {
		f.Remarks = append(f.Remarks, "scoring: none means that nobody has said which values are good; no level is computed of them")
	}
}
