package fhir

import (
	"slices"
	"strconv"
	"strings"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/reading"
)

// reader is the state of reading a Questionnaire.
type reader struct {
	*reading.Reading
	sets  map[string]object // the value sets and code systems within the file, by id and address
	stems []map[string]string
}

// Read reads an R4 Questionnaire.
func Read(data []byte, w reading.Wishes) (neutral.Form, []neutral.Finding, error) {
	value, err := decode(data)
	if err != nil {
		return neutral.Form{}, nil, err
	}
	root := newObject("", value)
	if kind := root.text("resourceType"); kind != "Questionnaire" {
		return neutral.Form{}, nil, reading.Unreadable("it is not a FHIR Questionnaire (resourceType: %q)", kind)
	}
	if other := otherRelease(root); other != "" {
		return neutral.Form{}, nil, reading.Unreadable("%s; R4 is read here: convert it first", other)
	}
	if root.keys["modifierExtension"] != nil {
		return neutral.Form{}, nil, reading.Unreadable("it has a modifierExtension, which may change the meaning of everything in it: %s",
			neutral.Short(root.written("modifierExtension")))
	}
	r := &reader{Reading: reading.New(w), sets: map[string]object{}}
	r.head(root)
	r.Wishes.Language = r.Tongue(r.Wishes.Language)
	r.contained(root)
	r.census(root)
	r.items(root, nil, 0)
	root.rest(&r.Found)
	return r.Finish()
}

// otherRelease names a release of FHIR other than R4, by what only it has.
func otherRelease(root object) string {
	for _, o := range newObject("", root.keys).list("item") {
		kind := o.text("type")
		enable := o.list("enableWhen")
		switch {
		case kind == "coding", kind == "question" && o.keys["answerConstraint"] != nil:
			return "this is FHIR R5 (type `coding`)"
		case o.keys["answerConstraint"] != nil:
			return "this is FHIR R5 (`answerConstraint`)"
		case o.keys["disabledDisplay"] != nil:
			return "this is FHIR R5 (`disabledDisplay`)"
		case o.keys["option"] != nil:
			return "this is FHIR STU3 (`option` instead of `answerOption`)"
		case o.keys["options"] != nil:
			return "this is FHIR STU3 (`options` instead of `answerValueSet`)"
		case slices.ContainsFunc(enable, func(e object) bool { return e.keys["hasAnswer"] != nil || e.keys["operator"] == nil }):
			return "this is FHIR STU3 (`enableWhen` without `operator`)"
		}
		if other := otherRelease(o); other != "" {
			return other
		}
	}
	return ""
}

// census counts how many questions have a linkId, so that one that stands twice is known before it is used.
func (r *reader) census(parent object) {
	for _, o := range newObject("", parent.keys).list("item") {
		r.Count[o.text("linkId")]++
		r.census(o)
	}
}

// head reads the properties of the questionnaire as a whole.
func (r *reader) head(root object) {
	f := &r.Form
	f.Theme = neutral.NoTheme
	f.Version, f.Title = r.Version("version", root.text("version")), root.text("title")
	status, language := root.text("status"), root.text("language")
	if r.Wishes.Language == "" {
		r.Wishes.Language = language
	}
	copyright := root.text("copyright")
	if licence, source, ok := strings.Cut(copyright, "; source: "); ok && strings.HasPrefix(licence, "licence: ") {
		f.Licence, f.Source = strings.TrimPrefix(licence, "licence: "), source
	} else if copyright != "" && r.Wishes.Source == "" {
		f.Source = strings.Join(strings.Fields(copyright), " ")
	} else if copyright != "" {
		r.Found.Form("copyright", "it is not taken: %s", neutral.Short(copyright))
	}
	if derived, ok := root.value("derivedFrom").([]any); ok && len(derived) > 0 && f.Source == "" {
		f.Source, _ = derived[0].(string)
	}
	id := ""
	for _, e := range root.list("extension") {
		r.headExtension(e, &id)
	}
	for _, name := range []string{root.text("name"), root.text("id"), "imported"} {
		if id == "" {
			id = name
		}
	}
	if f.Review == "" && status == "active" {
		r.Found.Form("status", "it is active there; here a clinician has yet to review the wording")
	}
	r.NameForm("id", id)
	for _, key := range []string{"url", "subjectType", "name", "id"} {
		root.value(key) // not about the questions
	}
}

func (r *reader) headExtension(e object, id *string) {
	f, part := &r.Form, map[string]string{}
	for _, p := range e.list("extension") {
		part[p.text("url")] = p.text("valueString")
	}
	url := e.text("url")
	switch url {
	case footingURN + "id":
		*id = e.text("valueString")
	case footingURN + "licence":
		f.Licence = e.text("valueString")
	case footingURN + "source":
		f.Source = e.text("valueString")
	case footingURN + "review":
		f.Review = e.text("valueString")
	case footingURN + "private":
		f.Private = e.text("valueBoolean") == "true"
	case footingURN + "theme":
		if n, err := strconv.Atoi(e.text("valueInteger")); err == nil && n >= 0 && n <= 12 {
			f.Theme = n
		}
	case footingURN + "locked":
		if f.Locked == nil {
			f.Locked = map[string]string{}
		}
		f.Locked[part["lang"]] = part["wording"]
	case footingURN + "alert":
		f.Alerts = append(f.Alerts, neutral.Alert{
			ID: part["id"], Level: flows.Level(part["level"]), When: part["when"], AtEnd: part["at-end"] == "yes",
		})
	default:
		r.Found.Form(e.place, "the extension %s of the whole questionnaire is not taken", neutral.Short(url))
	}
}

// around are the conditions of the groups that contain an item.
type around []string

// items reads the items beneath a node.
func (r *reader) items(parent object, outer around, depth int) {
	for _, o := range parent.list("item") {
		switch kind := o.text("type"); {
		case depth > reading.Deepest:
			r.lose(o, "it is nested too deep")
		case kind == "group":
			r.group(o, outer, depth)
		default:
			r.item(o, kind, outer, depth)
		}
	}
}

func (r *reader) group(o object, outer around, depth int) {
	link := o.text("linkId")
	r.Gone[link], r.Own = true, false
	why := ""
	if o.text("repeats") == "true" {
		why = "nothing is asked several times over"
	}
	o.value("repeats")
	stem := r.spoken(o, "text")
	when, err := r.enabled(o)
	if why == "" && err != nil {
		why = "when it is asked cannot be said here: " + err.Error()
	}
	for _, e := range o.list("extension") {
		if odd := r.passes(e, nil); why == "" {
			why = odd
		}
	}
	o.value("item")
	if odd := r.oddKeys(o); why == "" {
		why = odd
	}
	if why != "" {
		r.Found.Put(neutral.NotTaken, o.place, "the group `%s` is not taken, nor what is in it: %s", link, why)
		r.lose(o, "its group `"+link+"` is not taken")
		return
	}
	r.Found.Form(o.place,
		"the group `%s` is taken apart: its words stand before each of its questions, each with the group's condition", link)
	if when != "" {
		outer = append(slices.Clone(outer), when)
	}
	r.stems = append(r.stems, stem)
	r.items(o, outer, depth+1)
	r.stems = r.stems[:len(r.stems)-1]
}

// lose records that everything beneath an item is not imported.
func (r *reader) lose(o object, why string) {
	for _, child := range o.list("item") {
		if link := child.text("linkId"); child.text("type") == "group" {
			r.Gone[link] = true
		} else {
			r.Leave(child.place, link, why)
		}
		r.lose(child, why)
	}
}
