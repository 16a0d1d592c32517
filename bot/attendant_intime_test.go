package bot

import (
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/simulator"
)

// TestARedAnswerIsAnsweredInTime: whatever hangs, and whenever it begins to, the sender of a red answer has a text
// within two seconds, and somebody is called.
func TestARedAnswerIsAnsweredInTime(t *testing.T) {
	hangs := func(w *outageWorld, who int64) {
		w.phone.Misbehave(simulator.Fault{
			Method: "sendMessage", Chat: who, Kind: simulator.Delay, Delay: time.Minute, Times: 100,
		})
	}
	for name, trouble := range map[string]func(*outageWorld){
		"Redis is away":                   func(w *outageWorld) { w.gate.setAway(true) },
		"Redis hangs":                     func(w *outageWorld) { w.gate.setIll(false, "", 8*time.Second) },
		"Redis refuses":                   func(w *outageWorld) { w.gate.setIll(false, "OOM no", 0) },
		"Redis is away, and a chat hangs": func(w *outageWorld) { w.gate.setAway(true); hangs(w, ben) },
		"Redis hangs, and so does a chat": func(w *outageWorld) { w.gate.setIll(false, "", 8*time.Second); hangs(w, ben) },
		"both, and the second channel too": func(w *outageWorld) {
			w.gate.setIll(false, "", 8*time.Second)
			hangs(w, ben)
			w.pageTakes = time.Minute
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newOutage(t)
			stop := w.begins()
			w.presses("h:tell") // the button is in the chat before the trouble
			time.Sleep(time.Minute)
			before := len(w.all(ann))
			shown := w.shown(ann)
			trouble(w)
			if _, err := w.phone.TapData(ann, shown[len(shown)-1].ID, "h:told"); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * time.Second)
			if len(w.all(ann)) == before {
				t.Errorf("%s: no answer within two seconds: %q\nlog:\n%s", name, w.all(ann), w.log)
			}
			time.Sleep(5 * time.Second)
			if err := stop(); err != nil {
				t.Error(err)
			}
		})
	}
}
