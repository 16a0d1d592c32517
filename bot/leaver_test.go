package bot

import (
	"slices"
	"strings"
	"testing"

	"footing/flows/load/loadtest"
)

// pressesText presses the youngest button with a text.
func (c *crash) pressesText(who int64, text string) {
	c.t.Helper()
	for _, m := range slices.Backward(c.phone.Chat(who)) {
		for _, b := range slices.Concat(m.Buttons...) {
			if b.Text == text {
				if _, err := c.phone.TapData(who, m.ID, b.Data); err != nil {
					c.t.Fatal(err)
				}
				c.settle()
				return
			}
		}
	}
	c.t.Fatalf("%d has no button %q", who, text)
}

// TestWhoWouldHaveNobodyIsCounted: a lead who ends a post reads first how many patients would have nobody. Whoever has
// somebody else is not counted, nor is a colleague who cannot be reached taken for somebody.
func TestWhoWouldHaveNobodyIsCounted(t *testing.T) {
	plan := loadtest.Shipped(t)
	plan.Bot = "footing_bot"
	c := newCrashWith(t, plan, 0, false, nil, ann, ben, cat, dan)
	look := func(want string) {
		t.Helper()
		c.says(dan, "/team")
		c.settle()
		c.pressesText(dan, "Somebody leaves")
		c.pressesText(dan, "Dr Lind")
		if said := strings.Join(c.all(dan), "\n"); !strings.Contains(said, want) {
			t.Errorf("the lead read %q, want %q\nlog:\n%s", c.all(dan), want, c.log)
		}
	}
	look("The post of Dr Lind ends, with every link")
	if said := strings.Join(c.all(dan), "\n"); strings.Contains(said, "Would have nobody") || strings.Contains(said, "counted") {
		t.Errorf("the lead read %q", said)
	}
	c.says(ann, "/whosees")
	c.settle()
	c.pressesText(ann, "Leave somebody out")
	c.pressesText(ann, "Dr Reed") // the lead
	if err := c.phone.Block(cat); err != nil {
		t.Fatal(err)
	}
	c.cries()
	c.passes(c.now(), 20*60e9) // until the backup is called
	look("Would have nobody without Dr Lind: patients 1, open alerts 1.")
	c.pressesText(dan, "End it anyway")
	if said := strings.Join(c.all(dan), "\n"); !strings.Contains(said, "The post of Dr Lind ends. You will hear when it has.") {
		t.Errorf("the lead read %q", said)
	}
}
