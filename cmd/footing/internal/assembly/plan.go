package assembly

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/load"
)

// sampleClinic is the shipped clinic file's name in errors.
const sampleClinic = "clinic.sample.yaml"

// lacking is the error of a plan's missing file or folder.
type lacking struct{ what string }

// Error is in words for the author of the path.
func (l lacking) Error() string { return l.what }

// Sources are the places of a plan; an empty one stands for the shipped files.
type Sources struct {
	Dir    string // the folder with protocol.yaml
	Clinic string // the clinic's file
	Asked  bool   // questionnaires that no check-in asks yet are passed over, as there are while a protocol is being made
}

// Load reads a plan and checks the conversation's texts too. Problems name files by paths that an editor can open.
func (s Sources) Load() (*flows.Protocol, error) {
	library, err := s.library()
	if err != nil {
		return nil, err
	}
	library = withShipped(library, s.Dir)
	clinic, name := flows.SampleClinic(), sampleClinic
	var beside fs.FS
	if s.Clinic != "" {
		name, beside = s.Clinic, os.DirFS(filepath.Dir(s.Clinic))
		if clinic, err = os.ReadFile(s.Clinic); err != nil {
			return nil, lacking{fmt.Sprintf("the clinic's file %s cannot be read: %v", name, Cause(err))}
		}
	}
	plan, err := load.Beside(library, clinic, name, beside)
	var problems load.Problems
	if hidden := unasked(err); s.Asked && len(hidden) > 0 {
		library = without{library, hidden}
		plan, err = load.Beside(library, clinic, name, beside)
	}
	if err == nil {
		problems = load.TextProblems(library, engine.Check(plan))
	} else if !errors.As(err, &problems) {
		return nil, fmt.Errorf("load the protocol: %w", err)
	}
	if len(problems) == 0 {
		return plan, nil
	}
	for n := range problems {
		if s.Dir != "" && problems[n].File != name && filepath.Ext(problems[n].File) != ".ics" {
			problems[n].File = filepath.Join(s.Dir, problems[n].File)
		}
	}
	return nil, problems
}

// library is the folder of the protocol, or the shipped library.
func (s Sources) library() (fs.FS, error) {
	if s.Dir == "" {
		return flows.Library(), nil
	}
	info, err := os.Stat(s.Dir)
	switch {
	case err != nil:
		return nil, lacking{fmt.Sprintf("the protocol's folder %s cannot be read: %v", s.Dir, Cause(err))}
	case !info.IsDir():
		return nil, lacking{s.Dir + " is a file; give the folder that it is in"}
	}
	library := os.DirFS(s.Dir)
	if _, err := fs.Stat(library, "protocol.yaml"); errors.Is(err, fs.ErrNotExist) {
		return nil, lacking{"there is no protocol.yaml in the folder " + s.Dir}
	}
	return library, nil
}

// Cause is a file's error without the path, for texts that already name it.
func Cause(err error) error {
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fs.ErrNotExist
	case errors.As(err, &path):
		return path.Err
	default:
		return err
	}
}

// SamplePlan loads the plan of the settings. Without a clinic file it has the sample's clinic with its helplines, which
// is enough for invented people.
func (a *Assembly) SamplePlan() (*flows.Protocol, error) {
	return Sources{Dir: a.Config.ProtocolDir, Clinic: a.Config.Clinic}.Load()
}

// checkPlan loads the plan. Without a clinic file it has no helplines, and nobody can be enrolled.
func (a *Assembly) checkPlan() {
	plan, err := a.SamplePlan()
	if err != nil {
		a.badPlan(err)
		return
	}
	if a.Config.Clinic == "" {
		plan.Clinic.Helplines = nil
	}
	a.Plan = plan
	a.report("protocol", fine, fmt.Sprintf("%s, version %d, in %s", plan.Title, plan.Version,
		strings.Join(plan.Clinic.Languages, ", ")), "")
	if len(plan.Clinic.AgainstAbuse()) == 0 && a.Config.Clinic != "" {
		a.shortfall("abuse line", a.Config.Clinic+" names no number for people whom somebody makes unsafe",
			"Add a helpline with for: abuse. Until then those who ask for one read that the clinic has named none.")
	}
	if hours := plan.OutsideDuty(); len(hours) > 0 && a.Config.Clinic != "" {
		a.report("suggested hours", warning, "too little duty time follows to ask about safety: "+Hours(hours),
			"Take them out of `suggested` in protocol.yaml. Until then they are offered only to whom no safety questions are asked.")
	}
	switch {
	case plan.Clinic.Ready() && plan.Clinic.Approved != "":
		a.report("clinic", fine, plan.Clinic.Name+", approved: "+plan.Clinic.Approved, "")
	case plan.Clinic.Ready():
		a.report("clinic", warning, plan.Clinic.Name+": nobody has approved the "+unapproved(plan.Clinic)+" yet",
			"When somebody responsible has checked them, write who and when under approved in "+a.Config.Clinic+".")
	case a.Config.Clinic != "":
		a.shortfall("clinic", a.Config.Clinic+" names no helplines: nobody can be enrolled",
			"Write the numbers that a person in need can call under helplines.")
	default:
		a.shortfall("clinic", "there is no clinic file, so there are no helplines: nobody can be enrolled",
			"Copy flows/library/clinic.sample.yaml, write the clinic's own numbers, hours and name into it, and set clinic (FOOTING_CLINIC) to its path.")
	}
}

// unapproved names what waits for somebody's approval.
func unapproved(clinic *flows.Clinic) string {
	if len(clinic.Replies) == 0 {
		return "numbers and hours"
	}
	return "numbers, hours and replies"
}

// PrintReplies says how many replies a clinic has, and whether they can be sent; nothing where it has none.
func PrintReplies(w io.Writer, clinic *flows.Clinic) error {
	line := ""
	switch {
	case len(clinic.Replies) == 0:
		return nil
	case clinic.Replying():
		line = Many(len(clinic.Replies), "text") + " for replies, approved: " + clinic.Approved
	default:
		line = Many(len(clinic.Replies), "text") + " for replies, off until `approved` says who has approved them"
	}
	if _, err := fmt.Fprintln(w, line); err != nil {
		return fmt.Errorf("print what replies there are: %w", err)
	}
	return nil
}

// Hours lists hours for a person to read.
func Hours(hours []flows.Clock) string {
	names := make([]string, 0, len(hours))
	for _, hour := range hours {
		names = append(names, hour.String())
	}
	return strings.Join(names, ", ")
}

func (a *Assembly) badPlan(err error) {
	if errors.As(err, &lacking{}) {
		a.report("protocol", failed, err.Error(), "Correct clinic (FOOTING_CLINIC) or protocol_dir (FOOTING_PROTOCOL_DIR).")
		return
	}
	again := "footing check"
	if a.Config.ProtocolDir != "" {
		again += " " + a.Config.ProtocolDir
	}
	if a.Config.Clinic != "" {
		again += " --clinic " + a.Config.Clinic
	}
	a.report("protocol", failed, err.Error(), "Correct the places; "+again+" looks at them again.")
}

// Problems prints a protocol's problems in the form of check.
func Problems(w io.Writer, err error) error {
	var problems load.Problems
	if !errors.As(err, &problems) {
		return err
	}
	if _, err := fmt.Fprintf(w, "%v\n\n%s\n", problems, Many(len(problems), "problem")); err != nil {
		return fmt.Errorf("print the problems: %w", err)
	}
	return ErrFound
}
