package flows

import (
	"regexp"
	"strings"
)

var textKeyPattern = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)*$`)

// readTexts reads every "<name>.<locale>.yaml" and brings the texts of one locale together.
func (d *draft) readTexts(files []namedFile) {
	for _, f := range files {
		if f.locale == "" {
			continue
		}
		m := d.open(f.path)
		if m == nil {
			d.written = append(d.written, textFile{name: f.name, locale: f.locale, broken: true})
			continue
		}
		if d.texts[f.locale] == nil {
			d.texts[f.locale] = map[string]textDraft{}
			d.protocol.Wordings[f.locale] = Wording{}
		}
		read := textFile{name: f.name, locale: f.locale, src: m.src}
		for _, key := range m.order {
			if d.readText(m, f.locale, key) {
				read.keys = append(read.keys, key)
			}
		}
		d.written = append(d.written, read)
	}
}

func (d *draft) readText(m *mapping, locale, key string) bool {
	at := placeOf(m.keys[key])
	if !textKeyPattern.MatchString(key) {
		m.src.complain(at, "`%s` cannot be the key of a text; write small letters with dots between, like safety.s1.text", key)
		return false
	}
	if other, twice := d.texts[locale][key]; twice {
		m.src.complain(at, "the text `%s` stands already at %s:%d", key, other.src.name, other.at.line)
		return false
	}
	text := scalar(m.maybe(key), parseText)
	d.texts[locale][key] = textDraft{text, m.src, at}
	d.protocol.Wordings[locale][key] = text
	return true
}

// conversation is the name of the file with the texts that belong to no questionnaire.
const conversation = "wording"

// TextProblem is what somebody else finds wrong with a text of the conversation, with the place where it
// stands or, if it is missing, where it would be added.
func (p *Protocol) TextProblem(locale, key, message string) Problem {
	found := &Problems{}
	if d := p.written; d != nil {
		if t, ok := d.texts[locale][key]; ok {
			src := source{t.src.name, t.src.lines, found}
			src.complain(t.at, "%s", message)
			return (*found)[0]
		}
		if f, ok := d.textFile(conversation, locale); ok && !f.broken {
			src := source{f.src.name, f.src.lines, found}
			src.complain(f.near(d, key[:strings.LastIndex(key, ".")+1]), "%s", message)
			return (*found)[0]
		}
	}
	return Problem{File: conversation + "." + locale + ".yaml", Message: message}
}
