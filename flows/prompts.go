package flows

// MostPrompts is the largest number of prompts that a theme can have.
const MostPrompts = 6

// PromptKey is the key of a prompt's text; its theme and its number, from 1, are still to be put in.
const PromptKey = "digest.prompt.%d.%d"

// PromptFits is what a prompt of the clinician's summary fits especially: codes of options, and ids of items, of its
// theme's questionnaires. Nil: it fits any.
func (p *Protocol) PromptFits(theme, number int) []string { return p.Prompts[[2]int{theme, number}] }
