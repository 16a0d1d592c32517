package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/cmd/footing/internal/assembly"
	"footing/cmd/footing/internal/release"
	"footing/flows/export"
	"footing/flows/export/disclosure"
	"footing/flows/record"
	"footing/storage"
)

// exportCmd writes the answers that patients agreed to give to research.
type exportCmd struct {
	Write exportWriteCmd `cmd:"" default:"withargs" help:"Write an export. The word may be left out: footing export --level records."`
	List  exportListCmd  `cmd:"" help:"Show what was exported before, and who has to be removed from it since."`
}

// exportWriteCmd writes one export.
type exportWriteCmd struct {
	Level     string   `enum:"tables,records" default:"tables" help:"tables: counts, protected against disclosure as described and tested. records: de-identified rows of single people."`
	Study     string   `default:"study" help:"The study's name; study if left out. Its pseudonyms are its own: no other study has the same." placeholder:"NAME"`
	Out       string   `help:"The folder to make; footing-STUDY-LEVEL-DATE if left out." placeholder:"DIR"`
	Until     string   `help:"The cut-off, a day (from midnight UTC); this week's Monday if left out." placeholder:"DATE"`
	LagDays   int      `default:"14" help:"Days before the cut-off that are left out."`
	Formats   []string `default:"csv" help:"Of csv, parquet, fhir, redcap, jsonl, separated by commas."`
	Coarsen   bool     `help:"Show one of three levels for each of the four domains and each two weeks, of at most 12 weeks, and nothing else."`
	FineTimes bool     `help:"Show when check-ins and answers came in minutes. They make people easier to recognise: compare disclosure.json."`
	Recipient []string `help:"Encrypt for this age recipient, into one file DIR.tar.age; may be repeated." placeholder:"age1..." sep:"none"`
	Earlier   []string `help:"A folder with a protocol that was used before, for the wording of its versions; may be repeated." type:"existingdir" placeholder:"DIR" sep:"none"`
}

// Help says whose answers are exported, and how well the people are protected.
func (exportWriteCmd) Help() string {
	return "Only answers of patients who consent to research at this moment are written, and of those that they kept private " +
		"only with their consent to that. Tables are protected against disclosure as described and tested. Records are de-identified, not anonymous: read their README.md and " +
		"disclosure.json before you give them away. It can run beside footing serve."
}

// mostTries is how often an export begins anew because somebody withdrew, or answered, meanwhile.
const mostTries = 3

// Run writes the export, notes it in the register, and prints its totals.
func (c exportWriteCmd) Run(s assembly.Surroundings) error {
	o, err := c.options(s.Now())
	if err != nil {
		return err
	}
	to, err := c.target(o)
	if err != nil {
		return err
	}
	return assembly.Reading(s, "there is nothing to export", "nothing was exported", func(a *assembly.Assembly) error {
		o.Plan = a.Plan
		kept, err := assembly.KeptPlans(s, a.Store)
		if err != nil {
			return err
		}
		o.Earlier = append(o.Earlier, kept...)
		if o.Synthetic, err = a.Store.Synthetic(s.Ctx); err != nil {
			return err
		}
		return c.write(s, a.Store, o, to)
	})
}

// options are the flags as options of package export.
func (c exportWriteCmd) options(now time.Time) (export.Options, error) {
	o := export.Options{
		Study: c.Study, Level: export.Level(c.Level), Lag: c.LagDays, Coarsen: c.Coarsen,
		FineTimes: c.FineTimes, Release: version,
		Until: assembly.Monday(now),
	}
	for _, name := range c.Formats {
		o.Formats = append(o.Formats, export.Format(name))
	}
	if c.Until != "" {
		day, err := time.Parse(time.DateOnly, c.Until)
		switch {
		case err != nil:
			return o, fmt.Errorf("--until %q: give a date such as %s", c.Until, assembly.Monday(now).Format(time.DateOnly))
		case day.After(now):
			return o, fmt.Errorf("--until %s has not come yet: what is exported must be over", c.Until)
		}
		o.Until = day
	}
	for _, folder := range c.Earlier {
		plan, err := assembly.EarlierPlan(folder)
		if err != nil {
			return o, fmt.Errorf("load the earlier protocol in %s:\n%w", folder, err)
		}
		o.Earlier = append(o.Earlier, plan)
	}
	return o, o.Check()
}

// target is the place of the export.
func (c exportWriteCmd) target(o export.Options) (*release.Target, error) {
	name := c.Out
	if name == "" {
		name = fmt.Sprintf("footing-%s-%s-%s", o.Study, o.Level, o.Until.Format(time.DateOnly))
	}
	return release.NewTarget(name, c.Recipient)
}

// write makes the export, and begins anew if the store changed meanwhile.
func (c exportWriteCmd) write(s assembly.Surroundings, store *storage.Store, o export.Options,
	to *release.Target,
) (err error) {
	defer func() {
		if s.Ctx.Err() != nil && errors.Is(err, context.Canceled) { // nothing is put in its place with such an error
			err = errors.New("stopped: nothing was exported")
		}
		err = errors.Join(err, to.Clear())
	}()
	crowd, err := release.Gather(s.Ctx, store, o.Study)
	if err != nil {
		return err
	}
	if o.Before, err = release.Published(s.Ctx, store); err != nil {
		return err
	}
	passes := 1
	if o.Level == export.Records {
		passes = 2
	}
	var summary export.Summary
	for try := 1; ; try++ {
		bar := assembly.Progress(s.ErrOut, passes*crowd.Len())
		o.Progress = func() { _ = bar.Add(1) }
		if err := to.Begin(); err != nil {
			return err
		}
		summary, err = export.Write(o, crowd.Read(s.Ctx), to.Create)
		_ = bar.Finish()
		if moved := (export.Moved{}); !errors.As(err, &moved) || try == mostTries {
			break
		}
	}
	if err != nil {
		return err
	}
	if err := to.Seal(); err != nil {
		return err
	}
	// First the register, then the files: an unregistered export could not be called back.
	given := release.New(o, summary, c.Recipient, s.Now())
	if err := given.Register(s.Ctx, store); err != nil {
		return err
	}
	if err := assembly.Note(s, store, record.DeedExported, fmt.Sprintf("%s of study %s", o.Level, o.Study),
		c.detail(given.ID)); err != nil {
		return err
	}
	if err := to.Place(); err != nil {
		return err
	}
	return c.tell(s, o, summary, to, given.ID)
}

// detail is the audit's note about an export: its release and recipients.
func (c exportWriteCmd) detail(id string) string {
	if len(c.Recipient) == 0 {
		return "release " + id + ", not encrypted"
	}
	return "release " + id + ", for " + strings.Join(c.Recipient, " ")
}

// tell prints what was written and what was left out.
func (c exportWriteCmd) tell(s assembly.Surroundings, o export.Options, sum export.Summary, to *release.Target,
	id string,
) error {
	kind := "tables"
	if o.Level == export.Records {
		kind = "de-identified records"
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%s: %s of %d people, %d answers of %d stored before %s.\n",
		to.Final, kind, sum.People, sum.Exported, sum.Stored, o.Until.Format("Mon 2 Jan 2006"))
	for _, reason := range export.Reasons() {
		if n := sum.Left[reason]; n > 0 {
			fmt.Fprintf(&text, "  %8d left out: %s\n", n, strings.ReplaceAll(string(reason), "_", " "))
		}
	}
	for _, version := range sum.Unknown {
		fmt.Fprintf(&text, "  no wording of %s in the codebook: name the folder of its protocol with --earlier\n", version)
	}
	fmt.Fprintf(&text, "Release %s stands in the register. ", id)
	if o.Level == export.Tables {
		fmt.Fprintf(&text, "No cell of its tables is about fewer than %d people, and each is repeated in later\nreleases until so many differ. Counts already given away cannot be called back.\n",
			disclosure.SmallestCell)
	} else {
		text.WriteString("Its rows are de-identified, not anonymous: read disclosure.json before you give\n" +
			"it away, and footing export list after each withdrawal.\n")
	}
	if _, err := fmt.Fprint(s.Out, text.String()); err != nil {
		return fmt.Errorf("print the result: %w", err)
	}
	return nil
}

// exportListCmd shows the register.
type exportListCmd struct {
	JSON bool `help:"Print as JSON, with every pseudonym that was given out."`
}

// listed is a release with the changes since.
type listed struct {
	release.Release
	Remove        []string `json:"remove"`         // who no longer consents, left or was erased
	RemovePrivate []string `json:"remove_private"` // of whom only the answers kept private have to go
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
	if err := assembly.Note(s, a.Store, record.DeedRead, "register of exports", ""); err != nil {
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
	type agreed struct{ research, private bool }
	studies := map[string]map[string]agreed{}
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
			studies[r.Study] = map[string]agreed{}
			for p, err := range crowd.Read(s.Ctx) {
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
		fmt.Fprintf(&text, "%s  %s  study %s, %s until %s, %d people, %d answers, %s\n", r.ID,
			r.At.Format("2006-01-02 15:04"),
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
