package main

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
)

// reading opens plan and store as they are, makes nothing, and closes them when what is to be done is done. What it says
// where that cannot be begins with the words that are given: for an empty store, and for what failed.
func reading(s surroundings, empty, refused string, do func(*assembly) error) (err error) {
	cfg, err := loadConfig(s, nil)
	if err != nil {
		return err
	}
	a := &assembly{cfg: cfg, patience: wholeStore}
	defer a.closing(s.ctx, &err)
	a.checkPlan()
	a.checkRedis(s.ctx)
	a.checkStore(s.ctx)
	switch {
	case a.plan != nil && a.store != nil:
		return do(a)
	case !slices.ContainsFunc(a.found, func(f finding) bool { return f.State == failed && f.Check != "clinic" }):
		return errors.New(empty + ": the store is empty")
	}
	_ = a.found.print(s.errout)
	return errors.New(refused + ": mend what FAILED above")
}

// printJSON prints a value for a program.
func printJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
