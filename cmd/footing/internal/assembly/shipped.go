package assembly

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"footing/flows"
)

// A protocol's folder need not hold what the bot says beside the questions: a file of those texts that it lacks is the
// shipped one, in the languages that its questionnaires have. A file that it has counts, whatever is in it.

// textName is the name of a file of texts.
var textName = regexp.MustCompile(`^([a-z0-9_]+)\.([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.yaml$`)

// withShipped is a protocol's folder with the shipped texts that it lacks.
func withShipped(own fs.FS, dir string) fs.FS {
	if dir == "" {
		return own
	}
	there, locales := textsOf(own)
	shipped, _ := textsOf(flows.Library())
	added := map[string]string{} // by path
	for name, from := range shipped {
		m := textName.FindStringSubmatch(name)
		_, has := there[name]
		if m != nil && !has && strings.HasPrefix(from, "texts/") && slices.Contains(locales, m[2]) {
			added[path.Join("texts", m[2], name)] = from
		}
	}
	if len(added) == 0 {
		return own
	}
	return completed{own, added}
}

// textsOf are the paths of a folder's texts by their names, and the languages of its questionnaires.
func textsOf(folder fs.FS) (paths map[string]string, locales []string) {
	paths = map[string]string{}
	patterns := []string{"*.yaml", "*/*.yaml", "texts/*/*.yaml"}
	for _, pattern := range patterns {
		found, err := fs.Glob(folder, pattern)
		if err != nil {
			continue // the patterns are constant and valid
		}
		for _, one := range found {
			paths[path.Base(one)] = one
		}
	}
	for name := range paths {
		m := textName.FindStringSubmatch(name)
		if m == nil {
			continue
		}
		if _, asks := paths[m[1]+".yaml"]; asks && !slices.Contains(locales, m[2]) {
			locales = append(locales, m[2])
		}
	}
	return paths, locales
}

// completed is a folder with some files of the library in it.
type completed struct {
	fs.FS
	added map[string]string // paths in the library by paths here
}

// Open opens a file of the folder, or one of the library's.
func (c completed) Open(name string) (fs.File, error) {
	if from, ok := c.added[name]; ok {
		return flows.Library().Open(from)
	}
	return c.FS.Open(name)
}

// ReadDir lists a folder, which may be one that only the library has.
func (c completed) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(c.FS, name)
	more := false
	for _, here := range slices.Sorted(maps.Keys(c.added)) {
		rest, inside := strings.CutPrefix(here, name+"/")
		if name == "." {
			rest, inside = here, true
		}
		if !inside {
			continue
		}
		more = true
		first, _, deeper := strings.Cut(rest, "/")
		if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == first }) {
			continue
		}
		shown := c.added[here]
		if deeper {
			shown = path.Dir(shown)
		}
		info, err := fs.Stat(flows.Library(), shown)
		if err != nil {
			return nil, fmt.Errorf("look at the library: %w", err)
		}
		entries = append(entries, renamed{fs.FileInfoToDirEntry(info), first})
	}
	if err != nil && (!more || !errors.Is(err, fs.ErrNotExist)) {
		return nil, fmt.Errorf("list %s: %w", name, err)
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

// renamed is an entry under the name that it has here.
type renamed struct {
	fs.DirEntry
	name string
}

// Name is the name here.
func (r renamed) Name() string { return r.name }
