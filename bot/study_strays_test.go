package bot

import "time"

// wanders does what nobody has asked for, at any hour.
func (p *patient) wanders() {
	if p.away {
		return
	}
	act := throw(p.s, map[string]int{
		"text": 20, "photo": 10, "sticker": 10, "edit": 10, "help": 15, "numbers": 5, "tell": 5, "old": 20, "nonsense": 5,
		"kept": 5,
	})
	phone := p.s.w.phone
	var err error
	switch act {
	case "text":
		p.says("I had a hard day and I am not sure whether anybody reads this")
	case "photo":
		p.did = append(p.did, p.s.w.now())
		_, err = phone.SendPhoto(p.chat, []byte("picture"), "look")
	case "sticker":
		p.did = append(p.did, p.s.w.now())
		_, err = phone.SendSticker(p.chat, "🙂")
	case "edit":
		p.did = append(p.did, p.s.w.now())
		for _, m := range phone.Chat(p.chat) {
			if !m.FromBot && m.Text != "" {
				err = phone.EditOwn(p.chat, m.ID, m.Text+"!")
				break
			}
		}
	case "help":
		p.says("Help")
	case "numbers":
		p.says("/help")
		p.s.in(3*time.Second, func() { p.ifHere("h:numbers") })
	case "tell":
		p.asksForHelp()
	case "old":
		if len(p.old) > 0 {
			p.press(p.old[p.s.dice.IntN(len(p.old))])
		}
	case "nonsense":
		p.says("/abracadabra")
	case "kept":
		p.tapShare()
	}
	if err != nil {
		p.s.t.Error(err)
	}
}

// ifHere presses a button unless the bot was blocked meanwhile.
func (p *patient) ifHere(prefix string) bool { return !p.away && p.tap(prefix) }

// asksForHelp tells the clinic, through the menu, and perhaps adds something.
func (p *patient) asksForHelp() {
	p.says("/help")
	p.s.in(3*time.Second, func() { p.ifHere("h:tell") })
	p.s.in(8*time.Second, func() { p.ifHere("h:told") })
	if p.s.chance(40) {
		p.s.in(60*time.Second, func() {
			if p.ifHere("n:") {
				p.s.in(30*time.Second, func() { p.says("only whoever opens the alert may see this") })
			}
		})
		p.s.in(10*time.Minute, func() { p.ifHere("s:") })
	}
}

func (p *patient) block(away bool) {
	if !p.stopped.IsZero() {
		return
	}
	p.hand.block(away)
}

// stops leaves for good. Buttons and help go on being pressed.
func (p *patient) stops() {
	p.says("/stop")
	p.s.in(5*time.Second, func() {
		p.mustTap("q:yes")
		p.stopped = p.s.w.now()
	})
	for range 4 {
		p.s.in(p.s.between(time.Hour, 20*24*time.Hour), p.wanders)
	}
	p.s.in(p.s.between(time.Hour, 20*24*time.Hour), p.asksForHelp)
}
