package engine_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/state"
)

// signs tell which texts of the conversation are shown while transcripts are played. Every text of a signed plan ends
// with an invisible sign of its key, which is taken off again before anybody sees it. Words that people write are
// compared with what they wrote, so these carry none: they are noted when somebody writes one of them.
type signs struct {
	plan *flows.Protocol // as it was
	keys []string
	of   map[rune]string

	mu       sync.Mutex
	shown    map[string]bool
	patients map[string]bool // of them those that stood in a patient's chat
}

// firstSign is where Unicode's private use begins. It has room for 6,400 keys.
const firstSign = '\ue000'

func newSigns(plan *flows.Protocol) *signs {
	w := &signs{
		plan: plan, keys: slices.Sorted(maps.Keys(listed())), of: map[rune]string{},
		shown: map[string]bool{}, patients: map[string]bool{},
	}
	for n, key := range w.keys {
		w.of[firstSign+rune(n)] = key
	}
	return w
}

// signed is a plan whose texts carry their signs.
func (w *signs) signed(plan *flows.Protocol) *flows.Protocol {
	signed := *plan
	signed.Wordings = map[string]flows.Wording{}
	for locale, wording := range plan.Wordings {
		texts := maps.Clone(wording)
		for n, key := range w.keys {
			if !strings.HasPrefix(key, "words.") {
				texts[key] += string(firstSign + rune(n))
			}
		}
		signed.Wordings[locale] = texts
	}
	return &signed
}

// bare is a text without its signs, whose keys are noted.
func (w *signs) bare(text string) string {
	return strings.Map(func(r rune) rune {
		if key, ok := w.of[r]; ok {
			w.note(key)
			return -1
		}
		return r
	}, text)
}

func (w *signs) note(key string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.shown[key] = true
}

// patient notes which texts effects show in a patient's chat, before the signs are taken off.
func (w *signs) patient(effects []state.Effect) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, r := range fmt.Sprint(effects) {
		if key, ok := w.of[r]; ok {
			w.patients[key] = true
		}
	}
}

// look notes what an event and its effects show, and takes the signs off the effects.
func (w *signs) look(e state.Event, effects []state.Effect) {
	if said, ok := e.(state.Said); ok {
		w.heard(said.Text.Reveal())
	}
	for n, effect := range effects {
		switch e := effect.(type) {
		case state.Say:
			e.Text, e.Buttons = w.bare(e.Text), w.buttons(e.Buttons)
			e.Keyboard = slices.Clone(e.Keyboard)
			for n, row := range e.Keyboard {
				e.Keyboard[n] = slices.Clone(row)
				for m := range row {
					e.Keyboard[n][m] = w.bare(row[m])
				}
			}
			effects[n] = e
		case state.Edit:
			e.Text, e.Buttons = w.bare(e.Text), w.buttons(e.Buttons)
			effects[n] = e
		case state.Toast:
			e.Text = w.bare(e.Text)
			effects[n] = e
		case state.Picture:
			e.Caption = w.bare(e.Caption)
			effects[n] = e
		case state.Document:
			e.Caption, e.Data = w.bare(e.Caption), []byte(w.bare(string(e.Data)))
			effects[n] = e
		case state.Card:
			e.Name = w.bare(e.Name)
			effects[n] = e
		case state.Menu:
			w.menu(e)
		}
	}
}

func (w *signs) buttons(rows [][]state.Button) [][]state.Button {
	rows = slices.Clone(rows)
	for n, row := range rows {
		rows[n] = slices.Clone(row)
		for m := range row {
			rows[n][m].Text = w.bare(row[m].Text)
		}
	}
	return rows
}

// menu notes the descriptions that Telegram shows beside the text field.
func (w *signs) menu(e state.Menu) {
	prefix, names := "command.", engine.Commands(e.Role)
	if e.Discreet {
		prefix, names = "discreet.command.", engine.DiscreetCommands()
	}
	for _, name := range names {
		w.note(prefix + name)
	}
}

// heard notes the lists of words of which one was written, with any capitals.
func (w *signs) heard(text string) {
	for _, wording := range w.plan.Wordings {
		for _, key := range w.keys {
			if !strings.HasPrefix(key, "words.") {
				continue
			}
			for word := range strings.Lines(wording[key]) {
				if strings.EqualFold(strings.TrimSpace(word), text) {
					w.note(key)
				}
			}
		}
	}
}
