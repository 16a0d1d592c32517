package load

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"footing/flows"
)

// What others find wrong with a text is placed where it stands; what is missing, where it would be added.
func TestTextProblems(t *testing.T) {
	files, _ := base(t,
		section{"wording.en.yaml", "greeting.hello: Hello\ngreeting.again: Again\nbye.bye: Bye\n"},
		section{"other.en.yaml", "other.long: Long\n"}, section{"wording.de.yaml", ":"})
	faults := []flows.TextFault{
		{Locale: "en", Key: "greeting.hello", Message: "it is long"},
		{Locale: "en", Key: "other.long", Message: "it is long, too"},
		{Locale: "en", Key: "greeting.", Message: "one is missing"},
		{Locale: "en", Key: "new.one", Message: "all are missing"},
		{Locale: "de", Key: "bye.bye", Message: "the file is broken"},
		{Locale: "fr", Key: "bye.bye", Message: "there is no file"},
	}
	want := `other.en.yaml:1:1: it is long, too
    other.long: Long
    ^
wording.de.yaml: the file is broken
wording.en.yaml:1:1: it is long
    greeting.hello: Hello
    ^
wording.en.yaml:2:1: one is missing
    greeting.again: Again
    ^
wording.en.yaml:3:1: all are missing
    bye.bye: Bye
    ^
wording.fr.yaml: there is no file`
	if diff := cmp.Diff(want, TextProblems(files, faults).Error()); diff != "" {
		t.Errorf("the problems (-want +got):\n%s", diff)
	}
	if problems := TextProblems(files, nil); len(problems) != 0 {
		t.Errorf("problems without faults: %v", problems)
	}
}
