package speech

import (
	"footing/bot/telegram"
	"footing/flows"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// menuOf is the menu of one chat.
func menuOf(p *flows.Protocol, e state.Menu) []telegram.Command {
	if e.Discreet && !e.Staff {
		return described(p, e.Locale, "discreet.command.", engine.DiscreetCommands())
	}
	role := e.Role
	if e.Staff && role == "" { // as it was stored before posts had menus of their own
		role = record.Clinician
	}
	return Menu(p, e.Locale, engine.Commands(role))
}

// Menu gives those of the named commands that the wording describes.
func Menu(p *flows.Protocol, locale string, names []string) []telegram.Command {
	return described(p, locale, "command.", names)
}

func described(p *flows.Protocol, locale, prefix string, names []string) []telegram.Command {
	var menu []telegram.Command
	wording := p.Wording(locale)
	for _, name := range names {
		if text, ok := wording.Text(prefix+name, nil); ok {
			menu = append(menu, telegram.Command{Name: name, Description: text})
		}
	}
	return menu
}
