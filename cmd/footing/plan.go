package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"footing/config"
	"footing/flows"
	"footing/flows/engine"
)

// sampleClinic is how the shipped clinic file is named in errors.
const sampleClinic = "clinic.sample.yaml"

// lacking says that there is nothing to read where the plan was looked for.
type lacking struct{ what string }

// Error is in words for whoever wrote the path.
func (l lacking) Error() string { return l.what }

// loadPlan loads and checks what is asked and said: the protocol folder or the shipped library, and the
// clinic's file. Without a clinic file the plan has no helplines, and nobody can be enrolled.
func loadPlan(cfg config.Config) (*flows.Protocol, error) {
	plan, err := samplePlan(cfg)
	if err != nil {
		return nil, err
	}
	if cfg.Clinic == "" {
		plan.Clinic.Helplines = nil
	}
	return plan, nil
}

// samplePlan is the same, but without a clinic file it is the sample's clinic, helplines included: enough for
// invented people.
func samplePlan(cfg config.Config) (*flows.Protocol, error) {
	return sources{dir: cfg.ProtocolDir, clinic: cfg.Clinic}.load()
}

// sources say where a plan is read from; what is left out, ships.
type sources struct {
	dir    string // the folder with protocol.yaml
	clinic string // the clinic's file
}

// load reads a plan and checks the conversation's texts too. Problems name files by paths that an editor can open.
func (s sources) load() (*flows.Protocol, error) {
	library, err := s.library()
	if err != nil {
		return nil, err
	}
	clinic, name := flows.SampleClinic(), sampleClinic
	if s.clinic != "" {
		name = s.clinic
		if clinic, err = os.ReadFile(s.clinic); err != nil {
			return nil, lacking{fmt.Sprintf("the clinic's file %s cannot be read: %v", name, cause(err))}
		}
	}
	plan, err := flows.Load(library, clinic, name)
	var problems flows.Problems
	if err == nil {
		problems = engine.Check(plan)
	} else if !errors.As(err, &problems) {
		return nil, fmt.Errorf("load the protocol: %w", err)
	}
	if len(problems) == 0 {
		return plan, nil
	}
	for n := range problems {
		if s.dir != "" && problems[n].File != name {
			problems[n].File = filepath.Join(s.dir, problems[n].File)
		}
	}
	return nil, problems
}

// library is the folder of the protocol, or what ships.
func (s sources) library() (fs.FS, error) {
	if s.dir == "" {
		return flows.Library(), nil
	}
	info, err := os.Stat(s.dir)
	switch {
	case err != nil:
		return nil, lacking{fmt.Sprintf("the protocol's folder %s cannot be read: %v", s.dir, cause(err))}
	case !info.IsDir():
		return nil, lacking{s.dir + " is a file; give the folder that it is in"}
	}
	library := os.DirFS(s.dir)
	if _, err := fs.Stat(library, "protocol.yaml"); errors.Is(err, fs.ErrNotExist) {
		return nil, lacking{"there is no protocol.yaml in the folder " + s.dir}
	}
	return library, nil
}

// cause is an error of a file without its path, which the text around it says already.
func cause(err error) error {
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
