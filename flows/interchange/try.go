package interchange

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/load"
)

// Try loads the questionnaire in a plan made for it and returns its faults as load.Problems. The given plan supplies
// the other questionnaires that its conditions read.
func Try(f Form, plan *flows.Protocol) error {
	_, err := tried(f, plan)
	return err
}

func tried(f Form, plan *flows.Protocol) (*flows.Protocol, error) {
	files, before := Folder(f.Files()), lookedAt(&f, plan)
	for _, id := range before {
		other, ok := Of(plan, id)
		if !ok {
			continue
		}
		speak(&other, f.Languages)
		for name, data := range other.Files() {
			files[name] = data
		}
	}
	files[protocolFile] = protocol(f, append(slices.Clone(before), f.ID))
	loaded, err := load.Load(files, Clinic(f.Languages), "clinic.yaml")
	var problems load.Problems
	if !errors.As(err, &problems) {
		return loaded, err //nolint:wrapcheck // Load returns only Problems
	}
	problems = slices.DeleteFunc(problems, func(p load.Problem) bool {
		return p.File != f.ID+".yaml" && !strings.HasPrefix(p.File, f.ID+".")
	})
	if len(problems) == 0 {
		return nil, nil //nolint:nilnil // the plan is unusable, but the faults are not in this questionnaire
	}
	return nil, problems //nolint:wrapcheck // the loader's problems without a few lines
}

var word = regexp.MustCompile(`[a-z_][a-z0-9_]*`)

// lookedAt are the questionnaires of the plan whose items the form's conditions name. Each comes after those that it
// depends on.
func lookedAt(f *Form, plan *flows.Protocol) []string {
	var conditions []string
	for _, item := range f.Items {
		conditions = append(conditions, item.When)
	}
	for _, a := range f.Alerts {
		conditions = append(conditions, a.When)
	}
	var names, ids []string
	for _, c := range conditions {
		names = append(names, word.FindAllString(c, -1)...)
	}
	for _, id := range neutral.SortedKeys(plan.Questionnaires) {
		q := plan.Questionnaires[id]
		if id == f.ID || !slices.ContainsFunc(q.Items, func(i flows.Item) bool {
			return slices.Contains(names, i.ID) &&
				f.Item(i.ID) == nil
		}) {
			continue
		}
		if slices.ContainsFunc(q.Items, func(i flows.Item) bool { return f.Item(i.ID) != nil }) {
			continue // its ids clash with the form's; loading the real plan reports that
		}
		if other, ok := Of(plan, id); ok {
			other.Items = slices.Concat(other.Items, f.Items) // items already here are not looked up again
			ids = append(ids, lookedAt(&other, plan)...)
		}
		ids = append(ids, id)
	}
	var once []string
	for _, id := range ids {
		if !slices.Contains(once, id) {
			once = append(once, id)
		}
	}
	return once
}

// speak copies every text to these languages, for a plan of which only the structure matters.
func speak(f *Form, languages []string) {
	f.Languages, f.Texts, f.Locked = languages, map[string]neutral.Texts{}, nil
	for _, locale := range languages {
		f.Texts[locale] = neutral.Texts{}
		for _, key := range f.Keys() {
			if !strings.HasSuffix(key, "."+neutral.IntroKey) {
				f.Texts[locale][key] = "-"
			}
		}
	}
}

const protocolFile = "protocol.yaml"

// Protocol is a plan that asks this one questionnaire once a week, for newcomers.
func Protocol(f Form) []byte { return protocol(f, []string{f.ID}) }

func protocol(f Form, ids []string) []byte {
	const least = 5
	taps := 0
	for _, item := range f.Items {
		if !item.FollowUp {
			taps++
		}
		if item.Kind == flows.Several {
			taps++
		}
	}
	if f.Private {
		taps++
	}
	comment := ""
	if taps > least {
		comment = "                # more than the five that people bear well: see docs/flows.md"
	}
	return fmt.Appendf(nil, `# A plan with one questionnaire, made when it was imported. docs/flows.md says what can be changed.
id: %s
version: 1
title: %s
licence: %s
source: %s
review: pending

limits:
  minimum_gap: 12h
  quiet_from: "21:00"
  quiet_to: "09:00"
  earliest: "09:00"
  latest: "20:00"
  suggested: ["12:00", "13:00", "15:00"]
  taps: %d%s

window:
  reminder: 90m
  deadline: 4h
  inactivity: 60m

rotation:
  - id: mon
    day: monday
    duty_hours: 2h
    weeks:
      - [%s]

digest:
  day: friday
  hour: "16:00"
  recent: 3
  least: 2
  max_age: 21d
  low: 1
  order: [1, 2, 3, 4, 5, 6, 7, 8]
`, neutral.Code(f.ID), neutral.Quote(neutral.FirstOf(f.Title, f.ID)), neutral.Quote(f.Licence), neutral.Quote(f.Source), max(taps, least), comment, strings.Join(ids, ", "))
}

var languagesLine = regexp.MustCompile(`(?m)^languages: .*$`)

// Clinic is the sample clinic with these languages.
func Clinic(languages []string) []byte {
	return languagesLine.ReplaceAll(flows.SampleClinic(), []byte("languages: ["+strings.Join(languages, ", ")+"]"))
}

// Folder is a folder of files in memory that load.Load can read.
type Folder map[string][]byte

// Open always fails, because Load does not use it.
func (Folder) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: errors.ErrUnsupported}
}

// ReadFile returns a file's content.
func (f Folder) ReadFile(name string) ([]byte, error) {
	data, ok := f[name]
	if !ok {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	return data, nil
}

// ReadDir lists the files of the only folder.
func (f Folder) ReadDir(string) ([]fs.DirEntry, error) {
	var entries []fs.DirEntry
	for _, name := range neutral.SortedKeys(f) {
		entries = append(entries, fs.FileInfoToDirEntry(info{name, int64(len(f[name]))}))
	}
	return entries, nil
}

type info struct {
	name string
	size int64
}

func (i info) Name() string     { return i.name }
func (i info) Size() int64      { return i.size }
func (info) Mode() fs.FileMode  { return 0o400 }
func (info) ModTime() time.Time { return time.Time{} }
func (info) IsDir() bool        { return false }
func (info) Sys() any           { return nil }
