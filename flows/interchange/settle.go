package interchange

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/load"
)

var errNothing = errors.New("there is no question in it that could be taken")

// Settle loads the form as check would and leaves out, one by one, the questions that keep it from loading, and the
// languages that lack words. What is left out is found with its place in the file that was read. The error says what
// cannot be mended so, as load.Problems.
func Settle(f Form, plan *flows.Protocol) (Form, []Finding, error) {
	var found neutral.Findings
	speakWhole(&f, &found)
	for range len(f.Items) + 1 {
		err := Try(f, plan)
		var problems load.Problems
		if !errors.As(err, &problems) {
			return f, found, err
		}
		faults := blame(&f, problems)
		if len(faults) == 0 || len(f.Locked) > 0 || len(faults) >= len(f.Items) && len(f.Items) > 1 {
			return f, found, problems
		}
		for _, id := range neutral.SortedKeys(faults) {
			if alerted(&f, id) {
				return f, found, problems // an alert is not left out with a question
			}
			found.Put(neutral.NotTaken, positionOf(&f, id), "the question `%s` is not taken: %s", id, faults[id])
			f.Drop(id)
		}
		if len(f.Items) == 0 {
			return f, found, errNothing
		}
	}
	return f, found, errNothing
}

// alerted tells whether an alert looks at an item.
func alerted(f *Form, id string) bool {
	return slices.ContainsFunc(f.Alerts, func(a neutral.Alert) bool {
		return slices.Contains(word.FindAllString(a.When, -1), id)
	})
}

func positionOf(f *Form, id string) string { return neutral.FirstOf(f.Positions[id], id) }

// speakWhole leaves out languages that lack words which the first one has, and questions that lack words in the first.
func speakWhole(f *Form, found *neutral.Findings) {
	if len(f.Languages) == 0 {
		return
	}
	needed := func(item *neutral.Item) []string {
		keys := []string{f.Key(item, neutral.TextKey)}
		if f.Texts[f.Languages[0]][f.Key(item, neutral.IntroKey)] != "" {
			keys = append(keys, f.Key(item, neutral.IntroKey))
		}
		if neutral.ListsOptions(item.Kind) {
			for _, o := range item.Options {
				keys = append(keys, f.Key(item, o.Code))
			}
		}
		return keys
	}
	lacks := func(item *neutral.Item, locale string) bool {
		return slices.ContainsFunc(needed(item), func(key string) bool { return f.Texts[locale][key] == "" })
	}
	for n := 0; n < len(f.Items); n++ {
		item := f.Items[n]
		everywhere := !slices.ContainsFunc(f.Languages, func(locale string) bool { return !lacks(&item, locale) })
		if everywhere {
			found.Put(neutral.NotTaken, positionOf(f, item.ID),
				"the question `%s` is not taken: it, or one of its answers, has no words", item.ID)
			f.Drop(item.ID)
			n--
		}
	}
	kept := slices.DeleteFunc(slices.Clone(f.Languages), func(locale string) bool {
		return slices.ContainsFunc(f.Items, func(i neutral.Item) bool { return lacks(&i, locale) })
	})
	if len(kept) == 0 {
		return // loading names what is missing
	}
	for _, locale := range f.Languages {
		if !slices.Contains(kept, locale) {
			missing := slices.IndexFunc(f.Items, func(i neutral.Item) bool { return lacks(&i, locale) })
			found.Add("questionnaire", "the language `%s` is not taken: it lacks words that another language has (of `%s`, for one)",
				locale, f.Items[missing].ID)
			delete(f.Texts, locale)
		}
	}
	f.Languages = kept
}

var (
	itemLine = regexp.MustCompile(`^  - id: "?([a-z0-9_]+)"?$`)
	textLine = regexp.MustCompile(`^[a-z0-9_]+\.([a-z0-9_]+)\.`)
)

// blame finds the questions that problems are about, with the first message about each; nil if one is about none.
func blame(f *Form, problems load.Problems) map[string]string {
	files, faults := f.Files(), map[string]string{}
	for _, p := range problems {
		lines := strings.Split(string(files[p.File]), "\n")
		id := ""
		for n := min(p.Line, len(lines)); n > 0 && id == ""; n-- {
			if m := textLine.FindStringSubmatch(lines[n-1]); m != nil && n == p.Line {
				id = m[1]
			}
			if m := itemLine.FindStringSubmatch(lines[n-1]); m != nil {
				id = m[1]
			}
			if lines[n-1] == "alerts:" {
				break
			}
		}
		if id == "" || f.Item(id) == nil {
			return nil
		}
		if faults[id] == "" {
			faults[id] = gentle(p.Message)
		}
	}
	return faults
}

var noItem = regexp.MustCompile("^there is no item `([a-z0-9_]+)`")

// gentle says a problem of loading for somebody who has not seen the YAML.
func gentle(message string) string {
	if m := noItem.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("it looks at `%s`, which was not taken", m[1])
	}
	return message
}
