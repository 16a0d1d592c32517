package bot

import (
	"strings"
	"testing"
	"time"

	"footing/flows/load/loadtest"
)

// TestWhatIsLostIsSaidByItsHours: the journal has turns of before and after, but not of the time between.
func TestWhatIsLostIsSaidByItsHours(t *testing.T) {
	hook := &copier{}
	c := journaled(t, hook)
	hook.w = c.world
	c.says(ann, "/help")
	c.settle()
	old := c.copied()
	c.says(ann, "/help")
	c.settle()
	c.pass(time.Hour)
	c.bot = c.unwritten(func() { c.says(ann, "/help"); c.settle(); c.pass(time.Hour) })
	c.says(ann, "/help")
	c.settle()
	heard, told := len(c.all(ann)), len(c.all(ben))
	c.putBack(old, ends)
	c.settle()
	for who, news := range map[string][]string{"patient": c.all(ann)[heard:], "clinician": c.all(ben)[told:]} {
		if said := lost(news); len(said) != 1 || !strings.Contains(said[0], "between Mon 2 Mar, 1") {
			t.Errorf("the %s hears %q\nlog:\n%s", who, news, c.log)
		}
	}
	heard = len(c.phone.Log())
	c.pass(time.Minute)
	c.bot = c.start()
	c.settle()
	if news := c.phone.Log()[heard:]; len(news) > 0 {
		t.Errorf("it is said again: %v\n%s", news, c.log)
	}
}

// unwritten lets something happen while another process keeps no journal, and gives the next one, which does.
func (c *crash) unwritten(happens func()) *Bot {
	c.t.Helper()
	adjust := c.adjust
	c.adjust = func(*Options) {}
	c.pass(31 * time.Second)
	c.bot = c.start()
	c.settle()
	happens()
	c.adjust = adjust
	c.pass(31 * time.Second)
	return c.start()
}

// TestAStoreThatWentBackWithoutAJournalEndsTheWork: also where no shard has changed hands since.
func TestAStoreThatWentBackWithoutAJournalEndsTheWork(t *testing.T) {
	c := newCrash(t, loadtest.Shipped(t), 0, false, ann, ben)
	c.settle()
	old := c.copied()
	c.says(ann, "/help")
	c.settle()
	c.pass(time.Minute)
	c.replaces(old)
	for range 3 { // its connections were those of the former one
		_, _ = c.bot.leases.Once(t.Context(), c.bot.o.Clock())
	}
	red(t, c.bot.Health(c.bot.o.Clock()), "an earlier state than before")
}

// TestAJournalThatTakesNothingIsRed: it is full. The work goes on, a human is told, and when there is room again
// nothing is left of it.
func TestAJournalThatTakesNothingIsRed(t *testing.T) {
	c := newCrash(t, loadtest.Shipped(t), 0, false, ann, ben)
	c.withFolder()
	limit := int64(1)
	c.adjust = func(o *Options) { o.Journal = limit }
	c.pass(31 * time.Second)
	c.bot = c.start()
	c.settle()
	heard := len(c.all(ann))
	c.says(ann, "/help")
	c.settle()
	if len(c.all(ann)) == heard {
		t.Error("the work does not go on")
	}
	if red := strings.Join(c.bot.Health(c.bot.o.Clock()).Red, "|"); !strings.Contains(red, "the journal is full") {
		t.Errorf("red is %q", red)
	}
	limit = journalLimit
	c.pass(31 * time.Second)
	c.bot = c.start()
	c.says(ann, "/help")
	c.settle()
	if red := c.bot.Health(c.bot.o.Clock()).Red; len(red) > 0 {
		t.Errorf("with room again red is %q", red)
	}
}
