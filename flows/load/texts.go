package load

import (
	"cmp"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"footing/flows"
)

var textKeyPattern = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)*$`)

// readTexts reads every "<name>.<locale>.yaml" and merges the texts of each locale.
func (d *reading) readTexts(files []File) {
	for _, f := range files {
		if f.Locale == "" {
			continue
		}
		m := d.open(f.Path)
		if m == nil {
			d.written = append(d.written, textFile{File: f, broken: true})
			continue
		}
		if d.texts[f.Locale] == nil {
			d.texts[f.Locale] = map[string]writtenText{}
			d.protocol.Wordings[f.Locale] = flows.Wording{}
		}
		read := textFile{File: f, src: m.src}
		for _, key := range m.order {
			if d.readText(m, f.Locale, key) {
				read.keys = append(read.keys, key)
			}
		}
		d.written = append(d.written, read)
	}
}

func (d *reading) readText(m *mapping, locale, key string) bool {
	at := positionOf(m.keys[key])
	if !textKeyPattern.MatchString(key) {
		m.src.complain(at, "`%s` cannot be the key of a text; write small letters with dots between, like safety.s1.text",
			key)
		return false
	}
	if other, twice := d.texts[locale][key]; twice {
		m.src.complain(at, "the text `%s` stands already at %s:%d", key, other.src.name, other.at.line)
		return false
	}
	text := scalar(m.maybe(key), parseText)
	d.texts[locale][key] = writtenText{text, m.src, at}
	d.protocol.Wordings[locale][key] = text
	return true
}

// conversation is the name of the file with the texts that belong to no questionnaire.
const conversation = "wording"

// TextProblems turns faults that a caller found in texts of the conversation into problems with a position: where the
// text is or, if it is missing, where to add it. fsys is the folder from which the protocol was loaded.
func TextProblems(fsys fs.FS, faults []flows.TextFault) Problems {
	if len(faults) == 0 {
		return nil
	}
	d := newReading(fsys)
	d.readTexts(d.list())
	problems := make(Problems, 0, len(faults))
	for _, f := range faults {
		problems = append(problems, d.position(f))
	}
	slices.SortFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Message, b.Message))
	})
	return problems
}

func (d *reading) position(f flows.TextFault) Problem {
	found := &Problems{}
	if t, ok := d.texts[f.Locale][f.Key]; ok {
		src := source{t.src.name, t.src.lines, found}
		src.complain(t.at, "%s", f.Message)
		return (*found)[0]
	}
	if file, ok := d.textFile(conversation, f.Locale); ok && !file.broken {
		src := source{file.src.name, file.src.lines, found}
		src.complain(file.near(d, f.Key[:strings.LastIndex(f.Key, ".")+1]), "%s", f.Message)
		return (*found)[0]
	}
	missing := File{Path: conversation + "." + f.Locale + ".yaml", Name: conversation, Locale: f.Locale}
	for _, other := range d.written {
		if other.Name == conversation {
			missing.Path = beside(other.File, f.Locale)
		}
	}
	return Problem{File: missing.Path, Message: f.Message}
}

// keysOf are the keys of a map in alphabetical order.
func keysOf[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
