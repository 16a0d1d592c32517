package load

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"footing/flows"
	"footing/flows/load/internal/condition"
	"footing/flows/load/internal/nearby"
)

// writtenPrompt is an entry of `prompts` with its positions.
type writtenPrompt struct {
	theme, number int
	at            value
	fits          []string
	words         []value // of `for`
}

// readPrompt reads which reasons and questions one prompt fits especially.
func (d *reading) readPrompt(m *mapping) {
	if m == nil {
		return
	}
	p := writtenPrompt{at: m.need("theme")}
	p.theme = scalar(p.at, parsePromptTheme)
	p.number = scalar(m.need("prompt"), parsePrompt)
	fits := m.need("for")
	p.words = fits.items()
	for _, word := range p.words {
		p.fits = append(p.fits, scalar(word, parseIdentifier))
	}
	if fits.node != nil && len(p.words) == 0 {
		fits.complain("name what the prompt fits, or take this entry away")
	}
	if slices.ContainsFunc(d.prompts, func(o writtenPrompt) bool { return o.theme == p.theme && o.number == p.number }) {
		p.at.complain("prompt %d of theme %d stands here for the second time", p.number, p.theme)
	}
	d.prompts = append(d.prompts, p)
	if d.protocol.Prompts == nil {
		d.protocol.Prompts = map[[2]int][]string{}
	}
	d.protocol.Prompts[[2]int{p.theme, p.number}] = p.fits
	m.done()
}

func parsePromptTheme(text string) (int, error) {
	theme, err := parseTheme(text)
	if err == nil && theme == 0 {
		err = errors.New("a prompt is about one of the themes 1 to 12")
	}
	return theme, err
}

func parsePrompt(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > flows.MostPrompts {
		return 0, fmt.Errorf("`%s` is not the number of a prompt, from 1 to %d", text, flows.MostPrompts)
	}
	return n, nil
}

// checkPrompts checks that each entry of `prompts` has a text, and that what it fits can be answered where the
// clinician may see it: a prompt that followed a hidden answer would give it away.
func (d *reading) checkPrompts() {
	for _, p := range d.prompts {
		if p.theme == 0 || p.number == 0 {
			continue
		}
		if key := fmt.Sprintf(flows.PromptKey, p.theme, p.number); len(d.texts) > 0 && !d.anyHas(key) {
			p.at.complain("there is no text `%s`", key)
		}
		open, hidden := d.answersTo(p.theme)
		for n, word := range p.words {
			switch {
			case p.fits[n] == "" || slices.Contains(open, p.fits[n]) || d.unsure:
			case slices.Contains(hidden, p.fits[n]):
				word.complain("`%s` is hidden from the clinician; a prompt that follows it would give it away", p.fits[n])
			default:
				word.complain("no question of theme %d has an answer or an id `%s`%s", p.theme, p.fits[n],
					nearby.DidYouMean(p.fits[n], open))
			}
		}
	}
}

// answersTo are the ids of a theme's items with the codes of their answers: those that a clinician may see, and those
// that stay hidden.
func (d *reading) answersTo(theme int) (open, hidden []string) {
	for _, s := range d.inOrder() {
		if s.Theme != theme {
			continue
		}
		for i := range s.Items {
			words := append([]string{s.Items[i].ID}, condition.CodesOf(&s.Items[i])...)
			if s.Items[i].Hidden {
				hidden = append(hidden, words...)
			} else {
				open = append(open, words...)
			}
		}
	}
	return open, hidden
}
