package lanes

import (
	"testing"
	"time"

	"footing/flows/state"
)

// TestAThrottledToastHoldsToasts and nothing else: a 429 that names no chat holds its method.
func TestAThrottledToastHoldsToasts(t *testing.T) {
	h := newHolds()
	h.Refused(&Queued{Method: methodToast}, noon, time.Minute)
	if got := h.Toasts(); !got.Equal(noon.Add(time.Minute)) {
		t.Errorf("toasts are held until %s", got)
	}
	if got := h.opens(message("a", 1, state.ClassReply, 1)); got.After(noon) {
		t.Errorf("a message is held until %s", got)
	}
	if until, _ := h.Everything(); until.After(noon) {
		t.Errorf("everything is held until %s", until)
	}
}

// TestAnAlertThatIsTriedIsNotGivenUp: a hold from before an alert does not call for the second channel, since the
// alert is tried all the same. Only when it was refused, too, it takes too long.
func TestAnAlertThatIsTriedIsNotGivenUp(t *testing.T) {
	h := newHolds()
	reply, alert := message("a", 1, state.ClassReply, 1), message("a", 1, state.ClassSafety, 2)
	reply.Method, alert.Method = methodSay, methodSay
	h.Refused(reply, noon, 10*time.Minute)
	since := noon.Add(time.Second)
	if got := h.Alert(1, since); got.After(since) {
		t.Errorf("not tried yet, and given up until %s", got)
	}
	h.Refused(alert, since, 9*time.Minute)
	if got := h.Alert(1, since); !got.Equal(since.Add(9 * time.Minute)) {
		t.Errorf("refused until %s", got)
	}
	if got := h.Alert(2, since); got.After(since) {
		t.Errorf("another chat is given up until %s", got)
	}
}
