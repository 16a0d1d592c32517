package engine

import "footing/flows/engine/internal/turn"

// Keys lists what Check wants of a wording, ButtonKeys those that stand on buttons.
func Keys() string { return keys }

// ButtonKeys are the keys of texts on buttons, one a line.
func ButtonKeys() string { return buttonKeys }

// Command is a line of the table of commands.
type Command struct {
	Name string
	Who  turn.Audience
}

// AllCommands is the table of commands.
func AllCommands() (all []Command) {
	for _, c := range commands() {
		all = append(all, Command{c.name, c.who})
	}
	return all
}

// ClaimsOf is the table of claims.
func ClaimsOf() map[string][]string { return claimsOf() }
