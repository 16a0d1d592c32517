// Package load reads the plan from YAML. Load takes a protocol's folder and a clinic's file:
//
//	plan, err := load.Load(os.DirFS("my-protocol"), clinic, "clinic.yaml")
//
// A plan with any fault is refused. The error is then Problems: everything that is wrong in all files, each as
// file:line:column with the line, a caret below it, and advice for an author who knows no Go. Unknown keys, texts
// without a question, and conditions that can never be true are problems too, so that no typing error goes unnoticed.
//
// The code that reads a file is the description of its format: it reads every key by name (mapping, value) and reports
// the rest. All files are first read, and then checked as a whole.
//
// The flows.Protocol keeps no positions. If a caller later finds faults in its texts, TextProblems gives their
// positions.
package load

import (
	"io/fs"
	"slices"

	"footing/flows"
	"footing/flows/load/internal/condition"
)

// Load reads and validates a whole protocol. From fsys it reads protocol.yaml, the questionnaires that the rotation
// names ("<id>.yaml") and all texts ("<name>.<locale>.yaml"), in the folders that Files describes. The clinic file is
// passed as bytes; clinicName is used only in error texts. The error is of type Problems and lists everything that is
// wrong in all files. A protocol with any problem is not returned.
func Load(fsys fs.FS, clinic []byte, clinicName string) (*flows.Protocol, error) {
	return Beside(fsys, clinic, clinicName, nil)
}

// Beside is Load for a clinic's file that may name a calendar beside it: it reads that from beside, the folder of the
// clinic's file.
func Beside(fsys fs.FS, clinic []byte, clinicName string, beside fs.FS) (*flows.Protocol, error) {
	return newReading(fsys).load(clinic, clinicName, beside)
}

// Earlier is Load for a protocol that was used before, of which only the wording is wanted. That it gave some themes no
// level in time is no reason not to read it.
func Earlier(fsys fs.FS, clinic []byte, clinicName string) (*flows.Protocol, error) {
	d := newReading(fsys)
	d.over = true
	return d.load(clinic, clinicName, nil)
}

func (d *reading) load(clinic []byte, clinicName string, beside fs.FS) (*flows.Protocol, error) {
	files := d.list()
	d.readProtocol()
	d.readQuestionnaires(files)
	d.readTexts(files)
	languages := d.readClinic(clinic, clinicName, beside)
	d.checkPhrases()
	d.compileRules()
	d.checkRotation()
	d.checkTexts()
	d.checkPrompts()
	d.checkHarm()
	d.checkLimits()
	d.checkLevels()
	d.checkLanguages(languages)
	if err := d.problems.err(); err != nil {
		return nil, err
	}
	return flows.NewProtocol(*d.protocol), nil
}

// reading is a protocol being read, with the positions where things were written.
type reading struct {
	fsys     fs.FS
	over     bool // it was used before, and its wording alone is wanted
	problems *Problems
	protocol *flows.Protocol
	main     *source // protocol.yaml
	slots    []writtenSlot
	sessions []position // of the entries of after_session
	randoms  []position // of the entries of random
	prompts  []writtenPrompt
	rules    condition.Rules
	named    map[string]position // where after_session or random first names a questionnaire
	sheets   map[string]*sheet   // the questionnaires that could be read, by id
	order    []string            // the questionnaires that the rotation names, in order
	unsure   bool                // ids may be unknown or ambiguous, because a file is broken or an id is taken
	told     map[told]bool       // rules already reported
	texts    map[string]map[string]writtenText
	written  []textFile
}

func newReading(fsys fs.FS) *reading {
	return &reading{
		fsys:     fsys,
		problems: &Problems{},
		protocol: &flows.Protocol{Questionnaires: map[string]*flows.Questionnaire{}, Wordings: map[string]flows.Wording{}},
		sheets:   map[string]*sheet{},
		rules:    condition.Rules{},
		texts:    map[string]map[string]writtenText{},
		told:     map[told]bool{},
		named:    map[string]position{},
	}
}

type writtenSlot struct {
	at    position
	names map[string]position // of the questionnaires
}

// sheet is a questionnaire with its positions.
type sheet struct {
	*flows.Questionnaire
	src    *source
	items  []writtenItem
	alerts []writtenRule
}

type writtenItem struct {
	id, followUp position
	when         writtenRule
}

// writtenRule is a condition as written.
type writtenRule struct {
	given  bool
	broken bool // it could not be compiled
	text   string
	at     position
}

// writtenText is one text of one locale.
type writtenText struct {
	text string
	src  *source
	at   position
}

// textFile is a file "<name>.<locale>.yaml" that was read.
type textFile struct {
	File
	src    *source
	keys   []string
	broken bool // it exists, but could not be read
}

// list finds the files of the folder.
func (d *reading) list() []File {
	l := listing{fsys: d.fsys, problems: d.problems}
	l.find()
	return l.files
}

// open reads one file of the folder as a document.
func (d *reading) open(path string) *mapping {
	data, err := fs.ReadFile(d.fsys, path)
	if err != nil {
		*d.problems = append(*d.problems, Problem{File: path, Message: "the file cannot be read: " + err.Error()})
		return nil
	}
	return document(path, data, d.problems)
}

// readQuestionnaires reads the questionnaires that the rotation names, and reports those that it does not name.
func (d *reading) readQuestionnaires(files []File) {
	for _, f := range files {
		if f.Locale == "" && !slices.Contains(d.order, f.Name) && len(d.order) > 0 {
			*d.problems = append(*d.problems, Problem{
				File: f.Path, Message: "no check-in asks this questionnaire; name it in the rotation of " + protocolFile +
					" or take the file away",
			})
		}
	}
	for _, id := range d.order {
		n := slices.IndexFunc(files, func(f File) bool { return f.Name == id && f.Locale == "" })
		if n < 0 {
			d.unsure = true
			if at, named := d.named[id]; named {
				d.main.complain(at, "`%s` is asked here, but there is no file %s.yaml", id, id)
			}
			for i, slot := range d.protocol.Rotation {
				if at, named := d.slots[i].names[id]; named {
					d.main.complain(at, "the check-in `%s` asks `%s`, but there is no file %s.yaml", slot.ID, id, id)
				}
			}
			continue
		}
		read := d.readQuestionnaire(files[n])
		if read == nil {
			d.unsure = true
			continue
		}
		d.sheets[id] = read
		d.protocol.Questionnaires[id] = read.Questionnaire
	}
}

// inOrder are the questionnaires that could be read, in the order of the rotation.
func (d *reading) inOrder() []*sheet {
	var sheets []*sheet
	for _, id := range d.order {
		if s, ok := d.sheets[id]; ok {
			sheets = append(sheets, s)
		}
	}
	return sheets
}
