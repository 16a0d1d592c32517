package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"footing/config"
	"footing/flows"
	"footing/flows/engine"
)

// sampleClinic is how the shipped clinic file is named in errors.
const sampleClinic = "clinic.sample.yaml"

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
	library := flows.Library()
	if cfg.ProtocolDir != "" {
		library = os.DirFS(cfg.ProtocolDir)
	}
	clinic, name := flows.SampleClinic(), sampleClinic
	if cfg.Clinic != "" {
		data, err := os.ReadFile(cfg.Clinic)
		if err != nil {
			return nil, fmt.Errorf("read the clinic's file: %w", err)
		}
		clinic, name = data, cfg.Clinic
	}
	return loadFrom(library, clinic, name)
}

// loadFrom loads a plan and checks the conversation's texts too.
func loadFrom(library fs.FS, clinic []byte, name string) (*flows.Protocol, error) {
	plan, err := flows.Load(library, clinic, name)
	if err != nil {
		return nil, fmt.Errorf("load the protocol:\n%w", err)
	}
	if problems := engine.Check(plan); len(problems) > 0 {
		return nil, fmt.Errorf("load the protocol's wording:\n%w", errors.Join(problems...))
	}
	return plan, nil
}
