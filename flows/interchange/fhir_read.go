package interchange

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"footing/flows"
)

// object is a JSON object being read. It remembers which keys were read, so that the others can be reported.
type object struct {
	place string
	keys  map[string]any
	asked map[string]bool
}

func newObject(place string, value any) object {
	keys, _ := value.(map[string]any)
	return object{place, keys, map[string]bool{}}
}

func (o object) value(key string) any {
	o.asked[key] = true
	return o.keys[key]
}

// text is a scalar as text; empty if there is none.
func (o object) text(key string) string {
	switch v := o.value(key).(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

func (o object) object(key string) object { return newObject(o.at(key), o.value(key)) }

func (o object) list(key string) []object {
	entries, _ := o.value(key).([]any)
	var list []object
	for n, entry := range entries {
		list = append(list, newObject(fmt.Sprintf("%s[%d]", o.at(key), n), entry))
	}
	return list
}

func (o object) at(key string) string {
	if o.place == "" {
		return key
	}
	return o.place + "." + key
}

// rest reports the keys that were not read.
func (o object) rest(found *findings) {
	for _, key := range sortedKeys(o.keys) {
		if !o.asked[key] {
			text, err := json.Marshal(o.keys[key])
			if err != nil {
				text = nil
			}
			found.add(o.at(key), "it is not taken: %s", short(string(text)))
		}
	}
}

// decode reads one JSON value with limited nesting.
func decode(data []byte) (any, error) {
	if len(data) > largestFile {
		return nil, unreadable("it is larger than %d MiB", largestFile>>20)
	}
	depth, deep, quoted := 0, 0, false
	for n := 0; n < len(data); n++ {
		switch c := data[n]; {
		case quoted && c == '\\':
			n++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
			deep = max(deep, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	if deep > 10*deepest {
		return nil, unreadable("it is nested too deep")
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, unreadable("it is not JSON (%v)", err)
	}
	if decoder.More() {
		return nil, unreadable("it holds more than one JSON value: import them one at a time")
	}
	return value, nil
}

// fhirReading is the state of reading a Questionnaire.
type fhirReading struct {
	*reading
	unscored bool // the current question has a score that cannot be kept
}

// ReadFHIR reads an R4 Questionnaire.
func ReadFHIR(data []byte, w Wishes) (Form, []Finding, error) {
	value, err := decode(data)
	if err != nil {
		return Form{}, nil, err
	}
	root := newObject("", value)
	if kind := root.text("resourceType"); kind != "Questionnaire" {
		return Form{}, nil, unreadable("it is not a FHIR Questionnaire (resourceType: %q)", kind)
	}
	r := &fhirReading{reading: newReading(w)}
	r.head(root)
	r.items(root, nil, 0)
	root.rest(&r.found)
	return r.finish()
}

// head reads the properties of the questionnaire as a whole.
func (r *fhirReading) head(root object) {
	f := &r.form
	f.Theme = NoTheme
	f.Version, f.Title = r.version("version", root.text("version")), root.text("title")
	status, language := root.text("status"), root.text("language")
	if r.wishes.Language == "" {
		r.wishes.Language = language
	}
	copyright := root.text("copyright")
	if licence, source, ok := strings.Cut(copyright, "; source: "); ok && strings.HasPrefix(licence, "licence: ") {
		f.Licence, f.Source = strings.TrimPrefix(licence, "licence: "), source
	} else if copyright != "" && r.wishes.Source == "" {
		f.Source = strings.Join(strings.Fields(copyright), " ")
	} else if copyright != "" {
		r.found.add("copyright", "it is not taken: %s", short(copyright))
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
		r.found.add("status", "it is active there; here a clinician has yet to review the wording")
	}
	if r.wishes.ID != "" {
		id = r.wishes.ID
	}
	if f.ID = identify(id, false, nil); f.ID != id {
		r.found.add("id", "the id `%s` became `%s`", id, f.ID)
	}
	for _, key := range []string{"url", "subjectType", "name", "id"} {
		root.value(key) // not about the questions
	}
}

func (r *fhirReading) headExtension(e object, id *string) {
	f, part := &r.form, map[string]string{}
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
		f.Alerts = append(f.Alerts, Alert{part["id"], flows.Level(part["level"]), part["when"], part["at-end"] == "yes"})
	default:
		r.found.add(e.place, "the extension %s is not taken", short(url))
	}
}

// around are the conditions of the groups that contain an item.
type around []string

// items reads the items beneath a node.
func (r *fhirReading) items(parent object, outer around, depth int) {
	for _, o := range parent.list("item") {
		switch kind := o.text("type"); {
		case depth > deepest:
			r.found.add(o.place, "it is nested too deep and not taken")
		case kind == "group":
			r.group(o, outer, depth)
		default:
			r.item(o, kind, outer, depth)
		}
	}
}

func (r *fhirReading) group(o object, outer around, depth int) {
	link := o.text("linkId")
	r.gone[link] = true
	if o.text("repeats") == "true" {
		r.found.add(o.place, "the group `%s` is not taken, nor what is in it: nothing is asked several times over", link)
		r.lose(o)
		return
	}
	when, err := r.enabled(o)
	if why := strange(o); err == nil && why != "" {
		err = cannot("%s", why)
	}
	if err != nil {
		r.found.add(o.place, "the group `%s` is not taken, nor what is in it: when it is asked cannot be said here: %v", link,
			err)
		r.lose(o)
		return
	}
	r.found.add(o.place,
		"the group `%s` is taken apart: its questions stand by themselves, each with the group's condition", link)
	if when != "" {
		outer = append(slices.Clone(outer), when)
	}
	r.items(o, outer, depth+1)
	o.rest(&r.found)
}

// lose records that everything beneath a group is not imported.
func (r *fhirReading) lose(o object) {
	for _, child := range o.list("item") {
		r.gone[child.text("linkId")] = true
		r.lose(child)
	}
}
