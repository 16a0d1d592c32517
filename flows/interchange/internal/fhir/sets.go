package fhir

import (
	"strings"

	"footing/flows/interchange/internal/neutral"
)

// A question's answers may stand in a value set within the same file: listed, expanded, or all of a code system that is
// there, too. A value set elsewhere, one that filters, leaves out or takes in another is not read: what would be asked
// would be a guess.

// contained notes the value sets and code systems within the file.
func (r *reader) contained(root object) {
	for _, c := range root.list("contained") {
		for _, key := range []string{"#" + c.text("id"), c.text("url")} {
			if key != "#" && key != "" {
				r.sets[c.text("resourceType")+" "+key] = c
			}
		}
		if kind := c.text("resourceType"); kind != "ValueSet" && kind != "CodeSystem" {
			r.Found.Form(c.place, "what is contained (%s) is not taken", kind)
		}
	}
}

// members are the answers of a value set within the file, or the reason why they cannot be read.
func (r *reader) members(address string) ([]choice, string) {
	address, _, _ = strings.Cut(address, "|")
	set, there := r.sets["ValueSet "+address]
	if !there {
		return nil, "its answers stand elsewhere (" + neutral.Short(address) + ")"
	}
	if set.keys["modifierExtension"] != nil {
		return nil, "the value set of its answers has a modifierExtension, so what it means is not known"
	}
	if expansion := set.object("expansion"); len(expansion.list("contains")) > 0 {
		return r.expanded(expansion.list("contains"), nil)
	}
	compose := set.object("compose")
	includes := compose.list("include")
	switch {
	case len(compose.list("exclude")) > 0:
		return nil, "the value set of its answers leaves some out (`exclude`)"
	case len(includes) == 0:
		return nil, "the value set of its answers lists none (" + neutral.Short(address) + ")"
	}
	var list []choice
	for _, include := range includes {
		if len(include.list("filter")) > 0 || include.keys["valueSet"] != nil {
			return nil, "the value set of its answers chooses them by a rule (`filter` or `valueSet`)"
		}
		system := include.text("system")
		concepts := include.list("concept")
		if len(concepts) == 0 {
			defined, there := r.sets["CodeSystem "+system]
			if !there {
				return nil, "the value set takes in all of a code system that is not in the file (" + neutral.Short(system) + ")"
			}
			concepts = flat(defined.list("concept"))
		}
		for _, c := range concepts {
			list = append(list, r.concept(c, system))
		}
	}
	return list, ""
}

// flat are the concepts of a code system with those beneath them.
func flat(concepts []object) []object {
	var list []object
	for _, c := range concepts {
		list = append(append(list, c), flat(c.list("concept"))...)
	}
	return list
}

func (r *reader) expanded(contains []object, list []choice) ([]choice, string) {
	for _, c := range contains {
		if c.text("abstract") != "true" && c.text("code") != "" {
			list = append(list, r.concept(c, c.text("system")))
		}
		var why string
		if list, why = r.expanded(c.list("contains"), list); why != "" {
			return nil, why
		}
	}
	return list, ""
}

// concept is one answer of a value set. Its designations are its words in other languages.
func (r *reader) concept(c object, system string) choice {
	one := choice{
		place: c.place, system: system, name: c.text("code"), words: c,
		extensions: c.list("extension"),
	}
	if c.keys["modifierExtension"] != nil {
		one.odd = "the answer has a modifierExtension, so what it means is not known"
	}
	var translations []any
	for _, d := range c.list("designation") {
		if locale := d.text("language"); locale != "" && locale != r.Wishes.Language {
			translations = append(translations, map[string]any{"url": translation, "extension": []any{
				map[string]any{"url": "lang", "valueCode": locale}, map[string]any{"url": "content", "valueString": d.text("value")},
			}})
		}
	}
	if len(translations) > 0 && c.keys["_display"] == nil {
		words := map[string]any{"display": c.keys["display"], "_display": map[string]any{"extension": translations}}
		one.words = newObject(c.place, words)
	}
	if c.text("display") == "" {
		one.words = newObject(c.place, map[string]any{})
	}
	return one
}
