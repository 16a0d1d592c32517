package engine_test

import (
	"strings"
	"testing"
	"time"

	"footing/flows/record"
	"footing/flows/rehearsal"
	"footing/flows/state"
)

// TestANameThatShowsNothing: where people compare names, one that consists of invisible marks is said to show nothing.
func TestANameThatShowsNothing(t *testing.T) {
	plan := shipped(t)
	for name, want := range map[string]string{
		"\u3164": "“a name of which nothing can be seen”", "\u2800": "“a name of which nothing can be seen”",
		"L\u2060ind": "“Lind”",
	} {
		r := rehearsal.NewRehearsal(plan, time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC),
			func(chat int64) int { return int(chat % 16) })
		const draw = "DRAWDRAWDRAWDRAWDRAWDRAWAA"
		r.Post(state.OfficeID, state.Staffing{
			Header: state.Header{ID: "staffing", At: r.Now}, Token: state.HashSecret(draw), Name: "Dr Lind", Role: record.Clinician,
		})
		r.Say(5, name, "/start "+state.OfficeID+"_"+draw, "DRAWDRAWDRAWDRAWDRAWDRAWAB")
		phone := r.Role(r.Who(5)).Phone
		if len(phone) == 0 || !strings.Contains(phone[len(phone)-1].Text, "Telegram shows you as "+want) {
			t.Errorf("%+q is shown in %+v", name, phone)
		}
	}
}
