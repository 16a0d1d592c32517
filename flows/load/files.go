package load

import (
	"cmp"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// File is a YAML file of a protocol's folder: a questionnaire, or texts if it has a locale. The last part of its path,
// "<name>.yaml" or "<name>.<locale>.yaml", is unique in the whole folder.
type File struct{ Path, Name, Locale string }

const (
	protocolFile = "protocol.yaml"
	clinicFile   = "clinic.yaml" // may be in the folder, but is read from where the caller says
	textsFolder  = "texts"
)

var (
	filePattern   = regexp.MustCompile(`^([a-z0-9_]{1,40})(?:\.([A-Za-z0-9-]+))?\.yaml$`)
	folderPattern = regexp.MustCompile(`^[a-z0-9_]{1,40}$`)
)

// Files finds the files that Load reads beside protocol.yaml, sorted by name. They may be in the folder itself. A
// questionnaire's files may be in a folder of its name ("sleep/sleep.yaml", "sleep/sleep.de.yaml"), and texts in a
// folder of their language ("texts/de/wording.de.yaml"). Other folders and files that are not YAML are ignored. The
// error is of type Problems.
func Files(fsys fs.FS) ([]File, error) {
	l := listing{fsys: fsys, problems: &Problems{}}
	l.find()
	return l.files, l.problems.err()
}

// listing collects the files of a protocol's folder.
type listing struct {
	fsys     fs.FS
	problems *Problems
	files    []File
}

func (l *listing) complain(path, message string) {
	*l.problems = append(*l.problems, Problem{File: path, Message: message})
}

func (l *listing) find() {
	for _, entry := range l.entries(".") {
		name := entry.Name()
		switch {
		case entry.IsDir() && name == textsFolder:
			l.findTexts()
			l.findOwn(name)
		case entry.IsDir():
			l.findOwn(name)
		case name != protocolFile && name != clinicFile:
			l.add(".", name)
		}
	}
	slices.SortFunc(l.files, func(a, b File) int {
		return cmp.Or(cmp.Compare(path.Base(a.Path), path.Base(b.Path)), cmp.Compare(a.Path, b.Path))
	})
	for n := 1; n < len(l.files); n++ {
		if first, again := l.files[n-1].Path, l.files[n].Path; path.Base(first) == path.Base(again) {
			l.complain(again, "the same file stands at "+first+" too; keep one of them")
		}
	}
	l.files = slices.CompactFunc(l.files, func(a, b File) bool { return path.Base(a.Path) == path.Base(b.Path) })
}

// findOwn finds the files in a questionnaire's own folder. It ignores folders without a file of the same name, and
// folders that hold a protocol of their own, such as an import makes.
func (l *listing) findOwn(folder string) {
	if !folderPattern.MatchString(folder) {
		return
	}
	entries := l.entries(folder)
	isOwn := func(e fs.DirEntry) bool { return isYAML(e) && strings.HasPrefix(e.Name(), folder+".") }
	isProtocol := func(e fs.DirEntry) bool { return e.Name() == protocolFile }
	if !slices.ContainsFunc(entries, isOwn) || slices.ContainsFunc(entries, isProtocol) {
		return
	}
	for _, entry := range entries {
		switch {
		case !isYAML(entry):
		case isOwn(entry):
			l.add(folder, entry.Name())
		default:
			l.complain(path.Join(folder, entry.Name()),
				"only "+folder+".yaml and its texts, "+folder+".<locale>.yaml, belong into this folder")
		}
	}
}

// findTexts finds the files in the folder of each language.
func (l *listing) findTexts() {
	for _, language := range l.entries(textsFolder) {
		if language.IsDir() && localePattern.MatchString(language.Name()) {
			l.findIn(language.Name())
		}
	}
}

func (l *listing) findIn(locale string) {
	folder := path.Join(textsFolder, locale)
	for _, entry := range l.entries(folder) {
		switch {
		case !isYAML(entry):
		case strings.HasSuffix(entry.Name(), "."+locale+".yaml"):
			l.add(folder, entry.Name())
		default:
			l.complain(path.Join(folder, entry.Name()),
				"only texts in `"+locale+"`, <name>."+locale+".yaml, belong into this folder")
		}
	}
}

func (l *listing) entries(folder string) []fs.DirEntry {
	entries, err := fs.ReadDir(l.fsys, folder)
	if err != nil {
		l.complain(folder, "the folder cannot be read: "+err.Error())
		return nil
	}
	return entries
}

// add lists a file if it is YAML.
func (l *listing) add(folder, name string) {
	m := filePattern.FindStringSubmatch(name)
	switch at := path.Join(folder, name); {
	case !strings.HasSuffix(name, ".yaml") && !strings.HasSuffix(name, ".yml"):
	case m == nil || m[2] != "" && !localePattern.MatchString(m[2]):
		l.complain(at, "the file's name is neither <questionnaire>.yaml nor <name>.<locale>.yaml, in small letters")
	default:
		l.files = append(l.files, File{at, m[1], m[2]})
	}
}

func isYAML(entry fs.DirEntry) bool {
	return !entry.IsDir() && (strings.HasSuffix(entry.Name(), ".yaml") || strings.HasSuffix(entry.Name(), ".yml"))
}

// beside is where to add the text file for a locale, given the file of another language: in the same kind of folder.
func beside(file File, locale string) string {
	folder := path.Dir(file.Path)
	if folder == path.Join(textsFolder, file.Locale) {
		folder = path.Join(textsFolder, locale)
	}
	return path.Join(folder, file.Name+"."+locale+".yaml")
}
