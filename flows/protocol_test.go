package flows

import "testing"

func TestSlotTakesItsWeeksInTurn(t *testing.T) {
	slot := Slot{Weeks: [][]string{{"a"}, {"b"}}}
	for week, want := range map[int]string{0: "a", 1: "b", 2: "a", 7: "b", -1: "b"} {
		if got := slot.Questionnaires(week); len(got) != 1 || got[0] != want {
			t.Errorf("week %d asks %v", week, got)
		}
	}
	if got := (Slot{}).Questionnaires(1); got != nil {
		t.Errorf("a slot without weeks asks %v", got)
	}
}
