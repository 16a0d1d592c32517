package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/flows/export"
	"footing/flows/record"
	"footing/storage"
)

// release is what the register keeps of one export: enough to say later who has to be removed from it.
type release struct {
	ID         string       `json:"id"`
	Study      string       `json:"study"`
	Level      export.Level `json:"level"`
	Until      time.Time    `json:"until"`
	At         time.Time    `json:"at"` // when it was first written
	Coarsened  bool         `json:"coarsened"`
	Footing    string       `json:"footing"`
	Recipients []string     `json:"recipients"`
	People     int          `json:"people"`
	Answers    int          `json:"answers"`
	Manifest   string       `json:"manifest_sha256"`
	Pseudonyms []string     `json:"pseudonyms,omitempty"`
	Private    []string     `json:"private,omitempty"` // of these, whose private answers are in it
}

// newRelease describes an export. The same export for the same recipients is one release, however often it is written.
func newRelease(o export.Options, sum export.Summary, recipients []string, now time.Time) release {
	mark := sha256.Sum256([]byte(sum.Manifest + "\n" + strings.Join(recipients, "\n")))
	return release{
		ID: hex.EncodeToString(mark[:6]), Study: o.Study, Level: o.Level, Until: o.Until, At: now.UTC(), Coarsened: o.Coarsen,
		Footing: o.Release, Recipients: recipients, People: sum.People, Answers: sum.Exported, Manifest: sum.Manifest,
		Pseudonyms: sum.Pseudonyms, Private: sum.Private,
	}
}

// register notes a release.
func register(ctx context.Context, store *storage.Store, r release) (string, error) {
	note, err := json.Marshal(r)
	if err != nil {
		return "", fmt.Errorf("note the release: %w", err)
	}
	return r.ID, store.AddRelease(ctx, r.ID, note)
}

// exportListCmd shows the register.
type exportListCmd struct {
	JSON bool `help:"Print as JSON, with every pseudonym that was given out."`
}

// listed is a release with what has changed since.
type listed struct {
	release
	Remove        []string `json:"remove"`         // who no longer consents, left or was erased
	RemovePrivate []string `json:"remove_private"` // of whom only the answers kept private have to go
}

// Run prints every release, and the removal list of those that hold rows of single people.
func (c exportListCmd) Run(s surroundings) error {
	return reading(s, "nothing was exported", "the register was not read", func(a *assembly) error { return c.print(s, a) })
}

func (c exportListCmd) print(s surroundings, a *assembly) error {
	releases, err := readRegister(s.ctx, a.store)
	if err != nil {
		return err
	}
	list, err := withRemovals(s, a.store, releases)
	if err != nil {
		return err
	}
	if err := note(s, a.store, record.DeedRead, "register of exports", ""); err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(s.out, list)
	} else {
		_, err = fmt.Fprint(s.out, registerText(list))
	}
	if err != nil {
		return fmt.Errorf("print the register: %w", err)
	}
	return nil
}

// readRegister gives the releases, oldest first.
func readRegister(ctx context.Context, store *storage.Store) ([]release, error) {
	notes, err := store.Releases(ctx)
	if err != nil {
		return nil, err
	}
	releases := make([]release, 0, len(notes))
	for id, note := range notes {
		var r release
		if err := json.Unmarshal(note, &r); err != nil {
			return nil, fmt.Errorf("read the note of release %s: %w", id, err)
		}
		releases = append(releases, r)
	}
	slices.SortFunc(releases, func(a, b release) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return releases, nil
}

// withRemovals goes through everybody once for each study, and finds whose rows were given out and may not stay so.
func withRemovals(s surroundings, store *storage.Store, releases []release) ([]listed, error) {
	type agreed struct{ research, private bool }
	studies := map[string]map[string]agreed{}
	list := make([]listed, 0, len(releases))
	for _, r := range releases {
		one := listed{release: r, Remove: []string{}, RemovePrivate: []string{}}
		if len(r.Pseudonyms) > 0 && studies[r.Study] == nil {
			crowd, err := gather(s.ctx, store, r.Study)
			if err != nil {
				return nil, err
			}
			bar := progress(s.errout, len(crowd.people))
			studies[r.Study] = map[string]agreed{}
			for p, err := range crowd.read(s.ctx) {
				if err != nil {
					return nil, err
				}
				research, private := export.Agrees(p.Facts)
				studies[r.Study][p.Pseudonym] = agreed{research, private}
				_ = bar.Add(1)
			}
			_ = bar.Finish()
		}
		for _, name := range r.Pseudonyms {
			if !studies[r.Study][name].research {
				one.Remove = append(one.Remove, name)
			}
		}
		for _, name := range r.Private {
			if now := studies[r.Study][name]; now.research && !now.private {
				one.RemovePrivate = append(one.RemovePrivate, name)
			}
		}
		list = append(list, one)
	}
	return list, nil
}

// registerText is the register for a reader.
func registerText(list []listed) string {
	if len(list) == 0 {
		return "Nothing has been exported yet.\n"
	}
	var text strings.Builder
	for _, r := range list {
		to := "not encrypted"
		if len(r.Recipients) > 0 {
			to = "for " + strings.Join(r.Recipients, ", ")
		}
		fmt.Fprintf(&text, "%s  %s  study %s, %s until %s, %d people, %d answers, %s\n", r.ID, r.At.Format("2006-01-02 15:04"),
			r.Study, r.Level, r.Until.Format(time.DateOnly), r.People, r.Answers, to)
		for _, name := range r.Remove {
			fmt.Fprintf(&text, "    remove %s\n", name)
		}
		for _, name := range r.RemovePrivate {
			fmt.Fprintf(&text, "    remove private answers of %s\n", name)
		}
	}
	text.WriteString("\n" + removalText(list) + "\n")
	return text.String()
}

// removalText says what has to be deleted from what was given away.
func removalText(list []listed) string {
	all := slices.ContainsFunc(list, func(r listed) bool { return len(r.Remove) > 0 })
	private := slices.ContainsFunc(list, func(r listed) bool { return len(r.RemovePrivate) > 0 })
	if !all && !private {
		return "Nobody has to be removed from any of them."
	}
	text := "Whoever holds a release has to delete all rows of the pseudonyms below it that are to be removed."
	if private {
		text += "\nOf those whose private answers are to be removed: the rows of questions for which codebook.csv says private or hidden."
	}
	return text
}
