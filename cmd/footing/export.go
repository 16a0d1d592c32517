package main

import (
	"context"
	"errors"
	"fmt"
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
	For       []string `help:"Whom it is for, in your words, such as \"Prof. Fern, Leeds\": the register keeps it. May be repeated." placeholder:"NAME" sep:"none"`
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
	given := release.New(o, summary, c.Recipient, c.For, s.Now())
	if err := given.Register(s.Ctx, store); err != nil {
		return err
	}
	if err := assembly.FileDeed(s, store, record.DeedExported, fmt.Sprintf("%s of study %s", o.Level, o.Study),
		c.detail(given.ID)); err != nil {
		return err
	}
	if err := to.Deliver(); err != nil {
		return err
	}
	return c.tell(s, o, summary, to, given.ID)
}

// detail is the audit's note about an export: its release, whom it is for, and its recipients.
func (c exportWriteCmd) detail(id string) string {
	text := "release " + id
	if len(c.For) > 0 {
		text += ", for " + strings.Join(c.For, "; ")
	}
	if len(c.Recipient) == 0 {
		return text + ", not encrypted"
	}
	return text + ", for " + strings.Join(c.Recipient, " ")
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
		fmt.Fprintf(&text, "No cell of its tables is about fewer than %d people, and each is repeated in later\nreleases "+
			"until so many differ. Counts already given away cannot be called back.\n",
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
