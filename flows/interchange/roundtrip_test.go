package interchange

import (
	"bytes"
	"flag"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"footing/flows/interchange/internal/neutral"
	"footing/flows/load/loadtest"
)

var update = flag.Bool("update", false, "rewrite what the tests of foreign files want")

// format is a format that is written and read.
type format struct {
	name  string
	write func(Form) ([]byte, []Finding, error)
	read  func([]byte, Wishes) (Form, []Finding, error)
}

func formats() []format {
	return []format{{"xlsform", WriteXLSForm, ReadXLSForm}, {"fhir", WriteFHIR, ReadFHIR}}
}

// asFiles is what a form comes down to.
func asFiles(f Form) map[string]string {
	files := map[string]string{}
	for name, data := range f.Files() {
		files[name] = string(data)
	}
	return files
}

// throughAndBack writes and reads, and wants the same questionnaire and nothing to be found.
func throughAndBack(t *testing.T, way format, f Form) Form {
	t.Helper()
	data, _, err := way.write(f)
	if err != nil {
		t.Fatal(err)
	}
	again, _, err := way.write(f)
	if err != nil || !bytes.Equal(data, again) {
		t.Errorf("writing it twice gives other bytes (%v)", err)
	}
	back, found, err := way.read(data, Wishes{Theme: NoTheme})
	if err != nil {
		t.Fatalf("%v\n%v", err, found)
	}
	for _, one := range found {
		t.Errorf("found on the way back: %s", one)
	}
	sameForms(t, way.name, f, back)
	return back
}

type complainer interface {
	Helper()
	Errorf(format string, args ...any)
}

func sameForms(t complainer, name string, f, back Form) {
	t.Helper()
	if diff := cmp.Diff(asFiles(f), asFiles(back)); diff != "" {
		t.Errorf("%s: another questionnaire came back (-went +came):\n%s", name, diff)
	}
	if diff := cmp.Diff(f.Items, back.Items, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s: other items came back (-went +came):\n%s", name, diff)
	}
}

func TestShippedThereAndBack(t *testing.T) {
	plan := loadtest.Shipped(t)
	for _, way := range formats() {
		for _, id := range neutral.SortedKeys(plan.Questionnaires) {
			t.Run(way.name+"/"+id, func(t *testing.T) {
				f, ok := Of(plan, id)
				if !ok {
					t.Fatal("it is not in the plan")
				}
				back := throughAndBack(t, way, f)
				if err := Try(back, plan); err != nil {
					t.Errorf("it does not load:\n%v", err)
				}
			})
		}
	}
}
