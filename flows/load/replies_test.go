package load

import (
	"strings"
	"testing"

	"footing/flows"
)

// TestReplies: a clinic's replies are read in each of its languages, are off until somebody has approved them, and each
// mistake is named with its line.
func TestReplies(t *testing.T) {
	sample, _, _ := strings.Cut(string(flows.SampleClinic()), "\nreplies:")
	sample = strings.Replace(sample, "languages: [en, es, de, ar]", "languages: [en, de]", 1) + "\nreplies:\n"
	lines := strings.Count(sample, "\n")
	entry := func(id, kind, text string) string {
		return "  - id: " + id + "\n    for: " + kind + "\n    text:\n" + text
	}
	const dated = "      en: \"On {day}, says {name}.\"\n      de: \"Am {day}.\"\n"
	if clinic, err := clinicAlone([]byte(sample+entry("on_day", "summary", dated)), "clinic.yaml"); err != nil ||
		!clinic.Replies[0].NamesDay() {
		t.Errorf("a reply may name a day: %v", err)
	}
	const both = "      en: \"Thank you, says {name} of {clinic}.\"\n      de: \"Danke, sagt {name}.\"\n"
	clinic, err := clinicAlone([]byte(sample+entry("thanks", "summary", both)), "clinic.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if clinic.Replying() || len(clinic.Approves(flows.ReplyToSummary)) != 0 || len(clinic.Replies) != 1 {
		t.Errorf("nobody has approved them: %+v", clinic.Replies)
	}
	clinic.Approved = "A. Lead"
	for kind, want := range map[string]int{flows.ReplyToSummary: 1, flows.ReplyToAnswer: 0, flows.ReplyAfterContact: 0} {
		if got := clinic.Approves(kind); len(got) != want {
			t.Errorf("for %s there are %v, want %d", kind, got, want)
		}
	}
	for _, c := range []struct {
		entry, want string
		line        int
	}{
		{entry("thanks", "everything", both), "`everything` is not what a reply is for; there are `answer`, `summary`, `after_contact`", 2},
		{entry("Thank_you", "summary", both), "`Thank_you` cannot be the id of a reply", 1},
		{entry("thanks", "summary", "      en: \"Thank you.\"\n"), "`de` is missing", 4},
		{entry("thanks", "summary", "      en: \"At {hour}.\"\n      de: \"Um.\"\n"), "a reply cannot name {hour}; it can name `name`, `clinic`, `day`", 4},
		{
			entry("thanks", "summary", "      en: \"On {day}.\"\n      de: \"Bald.\"\n"),
			"this does not name {day}, and the same reply in `en` does", 5,
		},
		{entry("thanks", "summary", "      en: \"Soon.\"\n      de: \"Am {day}.\"\n"), "this names {day}, and the same reply in `en` does not", 5},
		{entry("thanks", "summary", "      en: \"A brace }.\"\n      de: \"Eine.\"\n"), "a brace here does not belong to a placeholder", 4},
		{
			entry("thanks", "summary", "      en: \""+strings.Repeat("long ", 57)+"\"\n      de: \"kurz\"\n"),
			"a reply has at most 280", 4,
		},
		{entry("thanks", "summary", "      en: \"\"\n      de: \"kurz\"\n"), "here the value is missing", 4},
		{entry("thanks", "summary", both) + entry("thanks", "answer", both), "`thanks` stands here for the second time", 6},
		{entry("thanks", "summary", both) + "    when: now\n", "unknown key `when`", 6},
	} {
		_, err := clinicAlone([]byte(sample+c.entry), "clinic.yaml")
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), place(lines+c.line)) {
			t.Errorf("line %d:\n%s%v, not %q", lines+c.line, c.entry, err, c.want)
		}
	}
	many := ""
	for _, id := range strings.Split("abcdefghi", "") {
		many += entry(id, "answer", both)
	}
	_, err = clinicAlone([]byte(sample+many), "clinic.yaml")
	if err == nil || !strings.Contains(err.Error(), "there are 8 replies for `answer` above") {
		t.Errorf("nine of a kind: %v", err)
	}
}
