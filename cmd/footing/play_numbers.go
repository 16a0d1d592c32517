package main

import (
	"fmt"
	"slices"

	"footing/flows/rehearsal"
	"footing/flows/state"
)

// numbered is a button with a number of its own, which it keeps for as long as it stands in the chat. The zero value is
// a number that is free again.
type numbered struct {
	message int // below zero while the message has no id yet
	text    string
}

// number prints a message's buttons, each with the number to press it. An edit takes the numbers that the message had,
// if there is room, so that a check-in that is edited in place begins at the same number each time.
func (p *playing) number(message int, buttons []state.Button) {
	if message == 0 {
		p.coming--
		message = p.coming
	}
	first := slices.IndexFunc(p.buttons, func(b numbered) bool { return b.message == message })
	for n, b := range p.buttons {
		if b.message == message {
			p.buttons[n] = numbered{}
		}
	}
	for len(p.buttons) > 0 && p.buttons[len(p.buttons)-1] == (numbered{}) {
		p.buttons = p.buttons[:len(p.buttons)-1]
	}
	if first < 0 || !p.free(first, len(buttons)) {
		first = len(p.buttons)
	}
	for n, b := range buttons {
		for len(p.buttons) <= first+n {
			p.buttons = append(p.buttons, numbered{})
		}
		p.buttons[first+n] = numbered{message, b.Text}
		p.print(fmt.Sprintf("  %3d  %s\n", first+n+1, b.Text))
	}
}

// free reports whether that many numbers from one on belong to no button.
func (p *playing) free(first, count int) bool {
	for n := first; n < min(first+count, len(p.buttons)); n++ {
		if p.buttons[n] != (numbered{}) {
			return false
		}
	}
	return true
}

// arrived gives the buttons of earlier turns the ids of their messages, which are known by now, and frees the numbers
// of those that were removed since.
func (p *playing) arrived() {
	role := p.script.Role("patient")
	ids := map[int]int{}
	for n := range slices.Backward(p.buttons) {
		of := p.buttons[n].message
		if of >= 0 {
			continue
		}
		if _, found := ids[of]; !found {
			ids[of] = p.newest(role, p.buttons[n].text)
		}
		p.buttons[n].message = ids[of]
		if ids[of] == 0 {
			p.buttons[n] = numbered{}
		}
	}
}

// newest is the newest message with such a button, of those whose buttons have no number yet; 0 if there is none.
func (p *playing) newest(role *rehearsal.Role, text string) int {
	for n := range slices.Backward(role.Phone) {
		id := role.IDs[n]
		taken := slices.ContainsFunc(p.buttons, func(b numbered) bool { return b.message == id })
		if !taken && offers(role.Phone[n].Buttons, text) {
			return id
		}
	}
	return 0
}

func offers(rows [][]state.Button, text string) bool {
	return slices.ContainsFunc(slices.Concat(rows...), func(b state.Button) bool { return b.Text == text })
}

// press plays a press on a numbered button. Its line says "older" for each newer message with a button of the same
// words.
func (p *playing) press(b numbered) error {
	p.arrived()
	role, line := p.script.Role("patient"), b.text
	n := slices.Index(role.IDs, b.message)
	if b.text == "" || n < 0 {
		return fmt.Errorf("there is no such button any more")
	}
	for _, newer := range role.Phone[n+1:] {
		if offers(newer.Buttons, b.text) {
			line = "older " + line
		}
	}
	return p.play("patient taps " + line)
}
