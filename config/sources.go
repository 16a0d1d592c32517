package config

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// setting is one key with its text from one source.
type setting struct {
	name  string // the key; for the file of a secret, the key with _file
	text  string
	place string // where it was given, such as FOOTING_LOG_LEVEL or footing.yaml:3:9
	mark  string // for a setting of the file, the line with a caret
	file  string // for a secret that a file holds, its path
}

// problem is one fault of a setting, and its remedy.
type problem struct {
	setting
	advice string
	cause  error
}

// Error gives place, key, remedy and, unless it is secret, the value.
func (p problem) Error() string {
	parts := []string{p.place}
	if p.name != "" {
		parts = append(parts, p.name)
	}
	text := strings.Join(append(parts, p.advice), ": ")
	if value := shown(p.name, p.text); value != "" && value != hidden && p.mark == "" {
		text += fmt.Sprintf("; it is %q", value)
	}
	if p.cause != nil {
		text += ": " + p.cause.Error()
	}
	return text + p.mark
}

// Unwrap gives the cause, for instance that a file does not exist.
func (p problem) Unwrap() error { return p.cause }

// readEnviron reads settings from the environment, and lists unknown names with our prefix.
func readEnviron(known keys, environ map[string]string) (given []setting, ignored []string) {
	for _, name := range known.names() {
		if text := environ[variable(name)]; text != "" {
			given = append(given, setting{name: name, text: text, place: variable(name)})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(environ)) {
		ours := func(key string) bool { return variable(key) == name }
		if strings.HasPrefix(name, prefix) && !slices.ContainsFunc(known.names(), ours) {
			ignored = append(ignored, name)
		}
	}
	return given, ignored
}

// readFlags turns the command line's keys into settings.
func readFlags(known keys, flags map[string]string) (given []setting, problems []error) {
	for _, name := range slices.Sorted(maps.Keys(flags)) {
		s := setting{name: name, text: flags[name], place: "command line"}
		switch {
		case !slices.Contains(known.names(), name):
			problems = append(problems, problem{setting: setting{name: name, place: s.place}, advice: "there is no such key"})
		case s.text != "":
			given = append(given, s)
		}
	}
	return given, problems
}

// overlay gives every key one setting: from the last layer that has it, or else its default. A layer with both a secret
// and its file is an error.
func overlay(known keys, layers ...[]setting) (all []setting, problems []error) {
	given := map[string]setting{}
	for _, layer := range layers {
		within := map[string]setting{}
		for _, s := range layer {
			if other, twice := within[baseOf(s.name)]; twice {
				advice := fmt.Sprintf("is given beside %s (%s); keep one of the two", other.name, other.place)
				problems = append(problems, problem{setting: setting{name: s.name, place: s.place}, advice: advice})
			}
			within[baseOf(s.name)] = s
		}
		maps.Copy(given, within)
	}
	for _, p := range known {
		s, ok := given[p.Key]
		if !ok {
			s = known.standard(p.Key)
		}
		all = append(all, s)
	}
	return all, problems
}

// withKeyset fills in the one default that depends on the environment: a place for keys away from the data they open.
func withKeyset(all []setting, environ map[string]string) []setting {
	folder := environ["XDG_CONFIG_HOME"]
	if folder == "" && environ["HOME"] != "" {
		folder = filepath.Join(environ["HOME"], ".config")
	}
	for i, s := range all {
		if s.name == "keyset_file" && s.text == "" && folder != "" {
			all[i].text = filepath.Join(folder, "footing", "keyset.json")
		}
	}
	return all
}

// openSecrets replaces every secret's path by the secret itself.
func openSecrets(all []setting) (opened []setting, problems []error) {
	for _, s := range all {
		key := baseOf(s.name)
		if key == s.name {
			opened = append(opened, s)
			continue
		}
		text, err := os.ReadFile(s.text)
		secret := strings.TrimSpace(string(text))
		switch {
		case err != nil:
			problems = append(problems, problem{setting: s, advice: "the file cannot be read", cause: err})
		case secret == "":
			problems = append(problems, problem{setting: s, advice: "the file is empty; write the secret into it"})
		}
		opened = append(opened, setting{name: key, text: secret, place: s.place, file: s.text})
	}
	return opened, problems
}

// secretFiles lists the files that hold secrets: those that settings name, and the settings file if one stands in it.
func secretFiles(all []setting, settings string) (files []string) {
	for _, s := range all {
		file := s.file
		if file == "" && s.mark != "" && s.text != "" && isSecret(s.name) {
			file = settings
		}
		if file != "" && !slices.Contains(files, file) {
			files = append(files, file)
		}
	}
	return files
}
