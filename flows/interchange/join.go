package interchange

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"footing/flows"
	"footing/flows/load"
)

// OwnFolder is where the form's files go in a protocol: a folder of its own if other questionnaires have one, otherwise
// the main folder.
func OwnFolder(f *Form, plan *flows.Protocol) string {
	if there, ok := plan.Questionnaires[f.ID]; ok {
		return path.Dir(there.File)
	}
	for _, q := range plan.Questionnaires {
		if path.Dir(q.File) == q.ID {
			return f.ID
		}
	}
	return ""
}

// Conversation are the shipped texts that belong to no questionnaire, by file name. The bot needs them in a language
// before it can ask anything in it.
func Conversation(languages []string) (map[string][]byte, error) {
	library := flows.Library()
	shipped, err := load.Files(library)
	if err != nil {
		return nil, fmt.Errorf("read the library: %w", err)
	}
	var spoken, questionnaires []string
	for _, file := range shipped {
		switch {
		case file.Locale == "":
			questionnaires = append(questionnaires, file.Name)
		case !slices.Contains(spoken, file.Locale):
			spoken = append(spoken, file.Locale)
		}
	}
	files := map[string][]byte{}
	for _, file := range shipped {
		if slices.Contains(questionnaires, file.Name) || !slices.Contains(languages, file.Locale) {
			continue
		}
		if files[path.Base(file.Path)], err = fs.ReadFile(library, file.Path); err != nil {
			return nil, fmt.Errorf("read the library: %w", err)
		}
	}
	for _, locale := range languages {
		if !slices.Contains(spoken, locale) {
			return nil, fmt.Errorf("the bot does not speak `%s`: take other languages with --languages (it speaks %s), "+
				"or add to a protocol that has its words with --out",
				locale, strings.Join(spoken, ", "))
		}
	}
	return files, nil
}
