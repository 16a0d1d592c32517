package bot

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestACopyThatLacksOnlyWhatCame has every turn, but not what was written since. It is not noticed while the process
// lives, and the numbers of what is lacking are given a second time. Whatever is done next, everything has its turn.
func TestACopyThatLacksOnlyWhatCame(t *testing.T) {
	for _, process := range []string{lives, ends, crashes} {
		for _, more := range []bool{false, true} {
			c := journaled(t, &copier{})
			c.says(ann, "/help")
			c.settle()
			old := c.copied()
			c.says(ann, "/goal")
			c.intoTheInbox(c.bot)
			c.bot.journal.Flush(c.bot.o.Clock())
			heard, told := len(c.all(ann)), len(c.all(ben))
			c.replaces(old)
			if process == ends {
				c.bot.leave(t.Context())
			}
			if process != lives {
				c.bot = c.start()
			}
			_, _ = c.bot.leases.Once(t.Context(), c.bot.o.Clock()) // the connections were those of the former one
			if more {
				c.says(ben, "/patients")
				c.intoTheInbox(c.bot)
			}
			c.goesOn()
			c.settle()
			if news := strings.Join(c.all(ann)[heard:], "|"); !strings.Contains(news, "practical thing") {
				t.Errorf("%s, more %v: the patient hears %q\nlog:\n%s", process, more, news, c.log)
			}
			if news := strings.Join(c.all(ben)[told:], "|"); strings.Contains(news, "Your patients") != more {
				t.Errorf("%s, more %v: the clinician hears %q\nlog:\n%s", process, more, news, c.log)
			}
		}
	}
}

// TestAReplyIsLostAsTheStoreGoesBack: nobody knows whether the turn of an entry was saved, as the connection ended. The
// copy that takes over has neither the entry nor the turn. Its turn is made all the same, and only once.
func TestAReplyIsLostAsTheStoreGoesBack(t *testing.T) {
	for _, torn := range []bool{false, true} {
		for _, reused := range []bool{false, true} {
			hook := &copier{torn: torn}
			c := journaled(t, hook)
			hook.w = c.world
			old := c.copied()
			c.says(ann, "/goal")
			c.intoTheInbox(c.bot)
			w := c.bot.workers[c.bot.o.Store.ShardOf(ann)]
			hook.fails = 1
			if _, err := w.Once(t.Context(), c.bot.o.Clock()); err == nil || !w.unsure {
				t.Fatalf("it was not the turn's call that failed: %v", err)
			}
			heard := len(c.all(ann))
			c.replaces(old)
			if reused {
				c.says(ben, "/patients")
			}
			c.goesOn()
			c.settle()
			if n := strings.Count(strings.Join(c.all(ann)[heard:], "|"), "practical thing"); n != 1 {
				t.Errorf("torn %v, reused %v: there are %d answers\nlog:\n%s", torn, reused, n, c.log)
			}
		}
	}
}

// lost are the sentences about what may be lost that somebody heard.
func lost(heard []string) []string {
	return slices.DeleteFunc(slices.Clone(heard), func(text string) bool {
		return !strings.HasPrefix(text, "Some of what")
	})
}

// TestACrashBeforeTheStoreWentBack: what the process had not written down yet may be lost. What it had is made again,
// and everybody is told once from when on something may be missing.
func TestACrashBeforeTheStoreWentBack(t *testing.T) {
	c := journaled(t, &copier{})
	old := c.copied()
	c.pass(time.Minute) // the check-in is due
	c.settle()
	c.taps(ann, "a:1:s1:more")
	c.settle()
	c.bot.journal.Flush(c.bot.o.Clock())
	c.pass(10 * time.Minute)
	heard, told := len(c.all(ann)), len(c.all(ben))
	c.putBack(old, crashes)
	c.settle()
	for who, news := range map[string][]string{"patient": c.all(ann)[heard:], "clinician": c.all(ben)[told:]} {
		if said := lost(news); len(said) != 1 || !strings.Contains(said[0], "between Mon 2 Mar, 14:01 and Mon 2 Mar, 14:11") {
			t.Errorf("the %s hears %q\nlog:\n%s", who, news, c.log)
		}
	}
	if log := c.log.String(); !strings.Contains(log, "turns=") || strings.Contains(log, "turns=0") {
		t.Errorf("what was written down was not made again:\n%s", log)
	}
	heard = len(c.phone.Log())
	c.pass(time.Minute)
	c.bot = c.start()
	c.settle()
	if news := c.phone.Log()[heard:]; len(news) > 0 {
		t.Errorf("it is said again: %v", news)
	}
}

// TestWorkWentOnWithAnOlderCopy, by a process without a journal: the turns that were lost then have the numbers of
// those that were made instead. They are not made on top of these, and people hear from when on something is missing.
func TestWorkWentOnWithAnOlderCopy(t *testing.T) {
	for name, turns := range map[string]int{"fewer turns than were lost": 1, "more turns than were lost": 9} {
		t.Run(name, func(t *testing.T) {
			c := journaled(t, &copier{})
			old := c.copied()
			c.pass(10 * time.Minute)
			for range 3 {
				c.says(ann, "/goal")
				c.settle()
			}
			c.bot.leave(t.Context())
			c.replaces(old)
			c.bot = c.unwritten(func() {
				for range turns {
					c.says(ann, "/help")
					c.settle()
					c.pass(time.Minute)
				}
			})
			heard := len(c.all(ann))
			c.goesOn()
			c.settle()
			news := c.all(ann)[heard:]
			if said := lost(news); len(said) != 1 || !strings.Contains(said[0], "between Mon 2 Mar, 1") {
				t.Errorf("the patient hears %q\nlog:\n%s", news, c.log)
			}
			if log := c.log.String(); !strings.Contains(log, "turns=0") {
				t.Errorf("turns were made again:\n%s", log)
			}
			heard = len(c.phone.Log())
			c.bot.leave(t.Context())
			c.bot = c.start()
			c.settle()
			if news := c.phone.Log()[heard:]; len(news) > 0 {
				t.Errorf("it is said again: %v", news)
			}
		})
	}
}

// TestWithoutAJournalItsDaysAreDestroyed as they would be with one.
func TestWithoutAJournalItsDaysAreDestroyed(t *testing.T) {
	c := journaled(t, &copier{})
	c.says(ann, "/help")
	c.settle()
	c.bot.journal.Flush(c.bot.o.Clock())
	if size, _ := c.bot.journal.Size(); size == 0 {
		t.Fatal("there is no journal")
	}
	c.bot.leave(t.Context())
	c.adjust = func(*Options) {}
	c.pass(4 * 24 * time.Hour)
	c.bot = c.start()
	c.settle()
	c.pass(10 * time.Minute)
	if _, err := c.bot.journal.Once(t.Context(), c.bot.o.Clock()); err != nil {
		t.Fatal(err)
	}
	if size, _ := c.bot.journal.Size(); size != 0 {
		t.Errorf("%d bytes are left", size)
	}
}
