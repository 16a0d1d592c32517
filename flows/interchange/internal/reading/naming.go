package reading

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/rules"
)

// A question of the file is known by its name or linkId, and an answer by its system and code. Our ids are made of
// them, but what is looked up is looked up by what the file says, and a name that stands twice is refused where it is
// used.

// Known is an answer of the file and our code for it.
type Known struct{ System, Name, Code string }

var foreign = regexp.MustCompile(`[^a-z0-9_]+`)

const longestID = 24

// identify derives an id or code from a name, different from those already taken.
func identify(name string, letterFirst bool, taken []string) string {
	id := strings.ToLower(name)
	if len(id) > 1 && id[0] == '-' && id[1] >= '0' && id[1] <= '9' {
		id = "minus_" + id[1:] // -2 is not 2
	}
	id = strings.Trim(foreign.ReplaceAllString(id, "_"), "_")
	if id == "" || letterFirst && (id[0] < 'a' || id[0] > 'z') {
		id = "q" + id
	}
	id = strings.TrimRight(id[:min(len(id), longestID)], "_")
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
		flows.RatherNot, flows.DoesNotFit,
	}
}

// NameItem gives an item its id.
func (r *Reading) NameItem(place, name string) string {
	id := identify(name, true, append(slices.Clone(r.ids), reserved()...))
	if id != name {
		r.Found.Form(place, "the name `%s` became `%s`: ids have 1 to %d of a-z, 0-9, _, begin with a letter and are unique",
			name, id, longestID)
	}
	if _, twice := r.Names[name]; !twice {
		r.Names[name] = id
	}
	r.ids = append(r.ids, id)
	r.Form.Positions[id] = place
	return id
}

// NameCode gives an answer its code. False for the two ways to decline, which every item already has.
func (r *Reading) NameCode(place string, item *neutral.Item, system, name string) (string, bool) {
	if flows.Declined(name) {
		r.Declining[item.ID] = true
		return name, false
	}
	if _, err := strconv.Atoi(name); err == nil && item.Kind == flows.Scale {
		return name, true // a number, possibly negative
	}
	taken := append(rules.CodesOf(item), "text", "intro", flows.Done, flows.RatherNot, flows.DoesNotFit)
	id := identify(name, false, taken)
	if id != name {
		r.Found.Form(place, "the answer `%s` became `%s`: codes have 1 to %d of a-z, 0-9, _ and are unique", name, id,
			longestID)
	}
	r.Answers[item.ID] = append(r.Answers[item.ID], Known{system, name, id})
	r.Form.Positions[item.ID+"."+id] = place
	return id, true
}

// Find is the item that a condition of the file refers to.
func (r *Reading) Find(name string) (*neutral.Item, error) {
	id, ok := r.Names[name]
	item := r.Form.Item(id)
	switch {
	case r.Count[name] > 1:
		return nil, rules.Cannot("there are %d questions `%s`, and it does not say which", r.Count[name], name)
	case ok && item != nil && item.Kind == flows.Information:
		return nil, rules.Cannot("it looks at `%s`, which is only read", name)
	case ok && item != nil:
		return item, nil
	case r.Gone[name]:
		return nil, rules.Cannot("it looks at `%s`, which was not taken", name)
	}
	return nil, rules.Cannot("it looks at `%s`, which is not a question before it", name)
}

// CodeOf is our code for an answer of the file. Without a system, the name must be that of one answer only.
func (r *Reading) CodeOf(item *neutral.Item, system, name string) (string, error) {
	if flows.Declined(name) {
		return name, nil
	}
	var exact, named []string
	for _, a := range r.Answers[item.ID] {
		switch {
		case a.Name != name:
		case a.System == system:
			exact, named = append(exact, a.Code), append(named, a.Code)
		case a.System == "" || system == "":
			named = append(named, a.Code)
		}
	}
	switch {
	case len(exact) == 1 && (system != "" || len(named) == 1):
		return exact[0], nil
	case len(named) == 1:
		return named[0], nil
	case len(exact)+len(named) > 0:
		return "", rules.Cannot("`%s` has several answers `%s`, and it does not say which", item.ID, name)
	case len(r.Answers[item.ID]) == 0 && slices.Contains(rules.CodesOf(item), name):
		return name, nil
	}
	return "", rules.Cannot("`%s` has no answer `%s`", item.ID, name)
}

// numberOf is an answer as the number that it is in the file.
func (r *Reading) numberOf(item *neutral.Item, code string) (int, bool) {
	name := code
	for _, a := range r.Answers[item.ID] {
		if a.Code == code {
			name = a.Name
		}
	}
	n, err := strconv.Atoi(name)
	return n, err == nil
}

// NameForm gives the questionnaire its id.
func (r *Reading) NameForm(place, id string) {
	if r.Wishes.ID != "" {
		id = r.Wishes.ID
	}
	r.Form.ID = identify(id, false, nil)
	if r.Form.ID != id {
		r.Found.Form(place, "the id `%s` became `%s`", id, r.Form.ID)
	}
}
