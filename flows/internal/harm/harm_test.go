package harm

import (
	"io/fs"
	"strings"
	"testing"

	"footing/flows"
)

// TestPhrasesAreMentions: what sends a patient the safety question makes a question one about safety, too.
func TestPhrasesAreMentions(t *testing.T) {
	lists, err := fs.Glob(flows.Library(), "texts/*/phrases.*.yaml")
	if err != nil || len(lists) != 4 {
		t.Fatal(lists, err)
	}
	phrases, terms := 0, ReadTerms()
	for _, path := range lists {
		data, err := fs.ReadFile(flows.Library(), path)
		if err != nil {
			t.Fatal(err)
		}
		_, list, _ := strings.Cut(string(data), "phrases.list: |-\n")
		for line := range strings.Lines(list) {
			phrases++
			if _, found := terms.In(line); !found {
				t.Errorf("%s: %s", path, strings.TrimSpace(line))
			}
		}
	}
	if phrases < 120 {
		t.Errorf("%d phrases were tried", phrases)
	}
}

// TestMentions: questions of common screens in four languages, and questions that only sound like them.
func TestMentions(t *testing.T) {
	terms := ReadTerms()
	for text, want := range map[string]bool{
		"Thoughts that you would be better off dead, or of hurting yourself in some way": true,
		"In the past month, have you wished you were dead?":                              true,
		"Have you actually had any thoughts about killing yourself?":                     true,
		"The thought of harming myself has occurred to me":                               true,
		"Have you ever tried to end your life?":                                          true,
		"Do you feel that life is not worth living?":                                     true,
		"Have you deliberately injured or cut yourself?":                                 true,
		"Self-harm in the last week":                                                     true,
		"Recurrent thoughts of death":                                                    true,
		"Have you wished you could go to sleep and not wake up?":                         true,
		"Have you taken an overdose?":                                                    true,
		"I would kill myself if I had the chance":                                        true,
		"Gedanken, dass Sie lieber tot wären oder sich Leid zufügen möchten":             true,
		"Haben Sie daran gedacht, sich das Leben zu nehmen?":                             true,
		"Haben Sie sich absichtlich selbst verletzt?":                                    true,
		"Pensamientos de que estaría mejor muerto/a o de lastimarse de alguna manera":    true,
		"¿Ha pensado en quitarse la vida?":                                               true,
		"¿Has intentado hacerte daño?":                                                   true,

		// formatters disagree on how wide these are, so each stands alone
		"أفكار بأنه من الأفضل لو كنت ميتاً أو أفكار بأن تقوم بإيذاء نفسك": true,

		"هل فكرت في الانتحار؟": true,

		"Little interest or pleasure in doing things":                   false,
		"Trouble falling or staying asleep, or sleeping too much":       false,
		"In your last session or since, did something in therapy hurt?": false,
		"Feeling bad about yourself or that you are a failure":          false,
		"How hard was it to stop worrying?":                             false,
		"What was in the way of sleep?":                                 false,
		"Has somebody close to you died?":                               false,
		"Wie zufrieden sind Sie mit Ihrem Leben?":                       false,
		"Interesse oder Freude an Ihren Tätigkeiten":                    false,
		"Poco interés o placer en hacer cosas":                          false,
		"قلة الاهتمام أو قلة الاستمتاع بممارسة القيام بأي عمل":          false,
	} {
		if term, found := terms.In(text); found != want {
			t.Errorf("%q: %v (%s)", text, found, term)
		}
	}
}

func TestCoded(t *testing.T) {
	if !Coded("44260-8") || !Coded("93246-7") || Coded("44250-9") || Coded("") || Coded("#") {
		t.Error("the codes are not those of the list")
	}
}
