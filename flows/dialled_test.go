package flows

import "testing"

// TestDialled: phone numbers as people type them into a sentence, and what is none.
func TestDialled(t *testing.T) {
	for text, want := range map[string]string{
		"07700 900123":               "07700 900123",
		"ring +44 (0)20 7946-0000 !": "+44 (0)20 7946-0000 ",
		"at 18:00: 030/123456":       "030/123456",
		"06.12.34.56.78":             "06.12.34.56.78",
		"٠٧٧٠٠ ٩٠٠١٢٣ مساءً":         "07700 900123 ",
		"０７７００ ９００１２３":               "07700 900123",
		"07700\u00a0900\u2011123":    "07700 900-123",
		"after 18:00":                "",
		"18.30 or 19 Uhr":            "",
		"the number you have":        "",
		"+ * # ()":                   "",
		"":                           "",
	} {
		if got := (Helpline{Number: text}).Dialled(5); got != want {
			t.Errorf("in %q it finds %q, want %q", text, got, want)
		}
	}
	if h := (Helpline{Number: "112"}); h.Dialled(1) != "112" || h.Dialled(5) != "" {
		t.Error("112 has three digits")
	}
}
