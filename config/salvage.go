package config

import (
	"bytes"
	"errors"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
)

// Salvage gives what holds of sources that Load refuses, so that a typing error need not mute a bot: every setting with
// a problem has its default, as if nobody had given it, and the others are as the operator wrote them. It is what
// people are told the numbers with while the error stands; nothing that it gives has been vouched for.
func Salvage(src Source) (Config, error) {
	known, err := knownKeys()
	if err != nil {
		return Config{}, err
	}
	all, ignored, _ := gather(known, src, true)
	for range len(all) + 1 { // a default in one place can be wrong beside what stands in another
		cfg := Config{ignored: ignored}
		wrong := cfg.apply(all)
		if len(wrong) == 0 {
			cfg.rows, cfg.files = rowsOf(all), secretFiles(all, src.File)
			return cfg, nil
		}
		for _, p := range wrong {
			at := slices.IndexFunc(all, func(s setting) bool { return s.name == p.name })
			all[at] = known.standard(p.name)
		}
	}
	return Config{}, errors.New("nothing can be salvaged of the settings")
}

// mostFaulty is how many lines are left out of a file that is not YAML before it is given up.
const mostFaulty = 20

// salvaged reads what stands around the lines for which the file is not YAML: the parser often stumbles only behind
// them, so the one is left out without which most settings are read, or, where one is not enough, the one it names.
func (f *file) salvaged(text []byte, err error) (best []setting) {
	lines := bytes.Split(text, []byte("\n"))
	for range mostFaulty {
		found := false
		for i := range lines {
			without := slices.Clone(lines)
			without[i] = nil
			rest := file{path: f.path, known: f.known}
			if rest.read(bytes.Join(without, []byte("\n"))); rest.whole && (!found || len(rest.given) > len(best)) {
				found, best = true, rest.given
			}
		}
		at := complainedOf(err)
		if found || at < 1 || at > len(lines) {
			return best
		}
		lines[at-1] = nil
		_, err = parser.ParseBytes(bytes.Join(lines, []byte("\n")), 0)
	}
	return best
}

// complainedOf is the line that the parser names, 0 if it names none.
func complainedOf(err error) int {
	var complaint yaml.Error
	if !errors.As(err, &complaint) || complaint.GetToken() == nil || complaint.GetToken().Position == nil {
		return 0
	}
	return complaint.GetToken().Position.Line
}
