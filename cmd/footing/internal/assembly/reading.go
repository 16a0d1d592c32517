package assembly

import (
	"errors"
	"slices"
)

// Reading opens plan and store without making anything, calls the function, and closes both. Its errors begin with the
// given words: one text for an empty store, one for a failure.
func Reading(s Surroundings, empty, refused string, do func(*Assembly) error) (err error) {
	a, err := New(s, Want{Whole: true})
	if err != nil {
		return err
	}
	defer a.Closing(s.Ctx, &err)
	a.checkSecrets()
	a.checkPlan()
	a.checkRedis(s.Ctx)
	a.checkStore(s.Ctx)
	switch {
	case a.found.failed("secrets"):
	case a.Plan != nil && a.Store != nil:
		return do(a)
	case !slices.ContainsFunc(a.found, func(f finding) bool { return f.State == failed && f.Check != "clinic" }):
		return errors.New(empty + ": the store is empty")
	}
	_ = a.found.print(s.ErrOut)
	return errors.New(refused + ": mend what FAILED above")
}
