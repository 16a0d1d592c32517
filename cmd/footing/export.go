package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/export"
	"footing/flows/export/disclosure"
	"footing/flows/record"
	"footing/storage"
)

// exportCmd gives researchers what patients agreed to give them.
type exportCmd struct {
	Write exportWriteCmd `cmd:"" default:"withargs" help:"Write an export. The word may be left out: footing export --level records."`
	List  exportListCmd  `cmd:"" help:"Show what was exported before, and who has to be removed from it since."`
}

// exportWriteCmd writes one export.
type exportWriteCmd struct {
	Level     string   `enum:"tables,records" default:"tables" help:"tables: anonymous counts. records: de-identified rows of single people."`
	Study     string   `default:"study" help:"The study's name; study if left out. Its pseudonyms are its own: no other study has the same." placeholder:"NAME"`
	Out       string   `help:"The folder to make; footing-STUDY-LEVEL-DATE if left out." placeholder:"DIR"`
	Until     string   `help:"The cut-off, a day (from midnight UTC); this week's Monday if left out." placeholder:"DATE"`
	LagDays   int      `default:"14" help:"Days before the cut-off that are left out."`
	Formats   []string `default:"csv" help:"Of csv, parquet, fhir, redcap, jsonl, separated by commas."`
	Coarsen   bool     `help:"Show one of three levels for each of the four domains and each two weeks, of at most 12 weeks, and nothing else."`
	Recipient []string `help:"Encrypt for this age recipient, into one file DIR.tar.age; may be repeated." placeholder:"age1..." sep:"none"`
	Earlier   []string `help:"A folder with a protocol that was used before, for the wording of its versions; may be repeated." type:"existingdir" placeholder:"DIR" sep:"none"`
}

// Help says whose answers are given away, and how far they speak of anybody.
func (exportWriteCmd) Help() string {
	return "Only answers of patients who consent to research at this moment are written, and of those that they kept private " +
		"only with their consent to that. Tables are anonymous. Records are de-identified, not anonymous: read their README.md and " +
		"disclosure.json before you give them away. It can run beside footing serve."
}

// mostTries is how often an export begins anew because somebody withdrew, or was heard, in between.
const mostTries = 3

// Run writes the export, notes it in the register, and says what is in it.
func (c exportWriteCmd) Run(s surroundings) error {
	o, err := c.options(s.now())
	if err != nil {
		return err
	}
	to, err := c.target(o)
	if err != nil {
		return err
	}
	return reading(s, "there is nothing to export", "nothing was exported", func(a *assembly) error {
		o.Plan = a.plan
		kept, err := keptPlans(s, a.store)
		if err != nil {
			return err
		}
		o.Earlier = append(o.Earlier, kept...)
		if o.Synthetic, err = a.store.Synthetic(s.ctx); err != nil {
			return err
		}
		return c.write(s, a.store, o, to)
	})
}

// options are the flags as the export takes them.
func (c exportWriteCmd) options(now time.Time) (export.Options, error) {
	o := export.Options{
		Study: c.Study, Level: export.Level(c.Level), Lag: c.LagDays, Coarsen: c.Coarsen, Release: version, Until: monday(now),
	}
	for _, name := range c.Formats {
		o.Formats = append(o.Formats, export.Format(name))
	}
	if c.Until != "" {
		day, err := time.Parse(time.DateOnly, c.Until)
		switch {
		case err != nil:
			return o, fmt.Errorf("--until %q: give a date such as %s", c.Until, monday(now).Format(time.DateOnly))
		case day.After(now):
			return o, fmt.Errorf("--until %s has not come yet: what is exported must be over", c.Until)
		}
		o.Until = day
	}
	for _, folder := range c.Earlier {
		plan, err := earlierPlan(folder)
		if err != nil {
			return o, fmt.Errorf("load the earlier protocol in %s:\n%w", folder, err)
		}
		o.Earlier = append(o.Earlier, plan)
	}
	return o, o.Check()
}

// earlierPlan loads a protocol for its wording, in whatever languages it has.
func earlierPlan(folder string) (*flows.Protocol, error) {
	if _, err := (sources{dir: folder}).library(); err != nil {
		return nil, err
	}
	return inItsLanguages(os.DirFS(folder))
}

// target is where the export will stand.
func (c exportWriteCmd) target(o export.Options) (*target, error) {
	name := c.Out
	if name == "" {
		name = fmt.Sprintf("footing-%s-%s-%s", o.Study, o.Level, o.Until.Format(time.DateOnly))
	}
	return newTarget(name, c.Recipient)
}

// write makes the export, and begins anew if what is stored moved on in between.
func (c exportWriteCmd) write(s surroundings, store *storage.Store, o export.Options, to *target) (err error) {
	defer func() {
		if s.ctx.Err() != nil && errors.Is(err, context.Canceled) { // nothing is put in its place with such an error
			err = errors.New("stopped: nothing was exported")
		}
		err = errors.Join(err, to.clear())
	}()
	crowd, err := gather(s.ctx, store, o.Study)
	if err != nil {
		return err
	}
	passes := 1
	if o.Level == export.Records {
		passes = 2
	}
	var summary export.Summary
	for try := 1; ; try++ {
		bar := progress(s.errout, passes*len(crowd.people))
		o.Progress = func() { _ = bar.Add(1) }
		if err := to.begin(); err != nil {
			return err
		}
		summary, err = export.Write(o, crowd.read(s.ctx), to.create)
		_ = bar.Finish()
		if moved := (export.Moved{}); !errors.As(err, &moved) || try == mostTries {
			break
		}
	}
	if err != nil {
		return err
	}
	if err := to.seal(); err != nil {
		return err
	}
	// First the register, then the files: an export that nobody knows of could not be called back.
	id, err := register(s.ctx, store, newRelease(o, summary, c.Recipient, s.now()))
	if err != nil {
		return err
	}
	if err := note(s, store, record.DeedExported, fmt.Sprintf("%s of study %s", o.Level, o.Study), c.detail(id)); err != nil {
		return err
	}
	if err := to.place(); err != nil {
		return err
	}
	return c.tell(s, o, summary, to, id)
}

// detail is what the audit says of an export: which release it is, and for whom.
func (c exportWriteCmd) detail(id string) string {
	if len(c.Recipient) == 0 {
		return "release " + id + ", not encrypted"
	}
	return "release " + id + ", for " + strings.Join(c.Recipient, " ")
}

// tell says what was written and what was not.
func (c exportWriteCmd) tell(s surroundings, o export.Options, sum export.Summary, to *target, id string) error {
	kind := "anonymous tables"
	if o.Level == export.Records {
		kind = "de-identified records"
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%s: %s of %d people, %d answers of %d stored before %s.\n",
		to.final, kind, sum.People, sum.Exported, sum.Stored, o.Until.Format("Mon 2 Jan 2006"))
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
		fmt.Fprintf(&text, "Its tables are anonymous: no cell is about fewer than %d people.\n", disclosure.SmallestCell)
	} else {
		text.WriteString("Its rows are de-identified, not anonymous: read disclosure.json before you give\n" +
			"it away, and footing export list after each withdrawal.\n")
	}
	if _, err := fmt.Fprint(s.out, text.String()); err != nil {
		return fmt.Errorf("print the result: %w", err)
	}
	return nil
}
