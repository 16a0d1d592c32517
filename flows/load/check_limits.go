package load

import (
	"strings"

	"footing/flows"
)

const ( // Telegram's limits for one message
	mostButtons  = 97   // of 100: two decline, one is for help
	longestUnits = 4096 // UTF-16 units of a text
	around       = 500  // units for what the bot says around a question: who reads it, how to answer
)

// checkLimits reports what Telegram would refuse to show, with every placeholder filled in.
func (d *reading) checkLimits() {
	for _, s := range d.inOrder() {
		for n := range s.Items {
			item := &s.Items[n]
			if len(item.Options) > mostButtons {
				s.src.complain(s.items[n].id, "`%s` has %d answers, and Telegram shows %d at most; split the question", item.ID,
					len(item.Options), mostButtons)
			}
			for _, locale := range keysOf(d.texts) {
				key, units := s.ID+"."+item.ID+".", around
				for _, last := range []string{"intro", "text", "low", "high"} {
					units += filledUnits(d.texts[locale][key+last].text)
				}
				if t, ok := d.texts[locale][key+"text"]; ok && units > longestUnits {
					t.src.complain(t.at, "the question may have %d characters when its names are filled in and the bot has said what it must; "+
						"Telegram shows %d: shorten it", units, longestUnits)
				}
			}
		}
	}
}

// filledUnits is how long a text can be with its placeholders filled in.
func filledUnits(text string) int {
	units := flows.Units(text)
	for _, name := range flows.Placeholders(text) {
		units += max(map[string]int{"goal": 300, "when": 120}[name], 64)
	}
	return units + strings.Count(text, "\n")
}
