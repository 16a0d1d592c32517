package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/cmd/footing/internal/assembly"
	"footing/cmd/footing/internal/release"
	"footing/flows/export"
	"footing/flows/record"
	"footing/storage"
)

// exportListCmd shows the register.
type exportListCmd struct {
	JSON bool `help:"Print as JSON, with every pseudonym that was given out."`
}

// listed is a release with the changes since.
type listed struct {
	release.Release
	Remove        []string `json:"remove"`         // who no longer consents, left or was erased
	RemovePrivate []string `json:"remove_private"` // of whom only the answers kept private have to go
	Shares        []shared `json:"shares,omitempty"`
}

// shared are the people whom a release has in common with an earlier one, in any study, by their pseudonyms in it. Who
// holds both can put their rows together.
type shared struct {
	With   string   `json:"with"`
	People []string `json:"people"`
}

// Run prints every release, with removal lists for releases of single people's rows.
func (c exportListCmd) Run(s assembly.Surroundings) error {
	return assembly.Reading(s, "nothing was exported", "the register was not read",
		func(a *assembly.Assembly) error { return c.print(s, a) })
}

func (c exportListCmd) print(s assembly.Surroundings, a *assembly.Assembly) error {
	releases, err := release.All(s.Ctx, a.Store)
	if err != nil {
		return err
	}
	list, err := withRemovals(s, a.Store, releases)
	if err != nil {
		return err
	}
	if err := assembly.FileDeed(s, a.Store, record.DeedRead, "register of exports", ""); err != nil {
		return err
	}
	if c.JSON {
		err = assembly.PrintJSON(s.Out, list)
	} else {
		_, err = fmt.Fprint(s.Out, registerText(list))
	}
	if err != nil {
		return fmt.Errorf("print the register: %w", err)
	}
	return nil
}

// withRemovals reads everybody once for each study, and finds exported people whose rows have to go.
func withRemovals(s assembly.Surroundings, store *storage.Store, releases []release.Release) ([]listed, error) {
	studies := map[string]map[string]agreement{}
	list := make([]listed, 0, len(releases))
	for _, r := range releases {
		r.Cells = nil // for the next release, not for a reader
		one := listed{Release: r, Remove: []string{}, RemovePrivate: []string{}}
		if len(r.Pseudonyms) > 0 && studies[r.Study] == nil {
			crowd, err := release.Gather(s.Ctx, store, r.Study)
			if err != nil {
				return nil, err
			}
			bar := assembly.Progress(s.ErrOut, crowd.Len())
			studies[r.Study] = map[string]agreement{}
			for p, err := range crowd.Read(s.Ctx) {
				if err != nil {
					return nil, err
				}
				research, private := export.Agrees(p.Facts)
				studies[r.Study][p.Pseudonym] = agreement{research, private, p.Key}
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
		for n := range list {
			if both := inBoth(one.Release, list[n].Release, studies); len(both) > 0 {
				one.Shares = append(one.Shares, shared{list[n].ID, both})
			}
		}
		list = append(list, one)
	}
	return list, nil
}

// agreement is what a person agrees to now, and who they are whatever the study.
type agreement struct {
	research, private bool
	key               uint64
}

// inBoth are the people of a release, by their pseudonyms in it, who are known to be in another one, too. Those who
// were erased are known by their pseudonyms alone, and so within one study: two studies may share more.
func inBoth(one, other release.Release, studies map[string]map[string]agreement) (both []string) {
	who := func(r release.Release, name string) string {
		if p, known := studies[r.Study][name]; known {
			return fmt.Sprint(p.key)
		}
		return r.Study + " " + name
	}
	there := map[string]bool{}
	for _, name := range other.Pseudonyms {
		there[who(other, name)] = true
	}
	for _, name := range one.Pseudonyms {
		if there[who(one, name)] {
			both = append(both, name)
		}
	}
	return both
}

// registerText prints the register for a reader.
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
		if len(r.For) > 0 {
			to = "for " + strings.Join(r.For, "; ") + ", " + to
		}
		fmt.Fprintf(&text, "%s  %s  study %s, %s until %s, %d people, %d answers, %s\n", r.ID,
			r.At.Format("2006-01-02 15:04"),
			r.Study, r.Level, r.Until.Format(time.DateOnly), r.People, r.Answers, to)
		for _, s := range r.Shares {
			fmt.Fprintf(&text, "    shares at least %d of its people with %s\n", len(s.People), s.With)
		}
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

// removalText says what holders of a release have to delete.
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
