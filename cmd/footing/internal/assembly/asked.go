package assembly

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"footing/flows/load"
)

// unasked are the names of the questionnaires that no check-in asks, if nothing else is wrong than in their files.
func unasked(err error) []string {
	var problems load.Problems
	if !errors.As(err, &problems) {
		return nil
	}
	var names []string
	for _, p := range problems {
		if strings.HasPrefix(p.Message, "no check-in asks this questionnaire") {
			names = append(names, questionnaireOf(p.File))
		}
	}
	for _, p := range problems {
		if !slices.Contains(names, questionnaireOf(p.File)) {
			return nil
		}
	}
	return names
}

// questionnaireOf is the name that a file begins with.
func questionnaireOf(file string) string {
	id, _, _ := strings.Cut(path.Base(file), ".")
	return id
}

// without is a folder in which the files of some questionnaires are not seen.
type without struct {
	fs.FS
	hidden []string
}

func (w without) hides(name string) bool {
	return slices.Contains(w.hidden, questionnaireOf(name)) && strings.HasSuffix(name, ".yaml")
}

// ReadDir lists the other files.
func (w without) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(w.FS, name)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", name, err)
	}
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return w.hides(e.Name()) }), nil
}
