package digest

import (
	"fmt"
	"strings"
)

// How many codes one line names before it gives only their number, with much room and with little.
const mostNamed, fewNamed = 60, 6

// gather puts people who need no attention (possibly the whole panel) into a few lines: who chose to share something,
// who has which theme as the main barrier, who has too little data, who has not answered, and who is not taking part at
// present. The last two lines name at most the given number of codes. A person can be in several lines. Codes keep
// their order.
func (v *view) gather(portraits []portrait, all bool, named int) []string {
	if len(portraits) == 0 {
		return nil
	}
	var shared, silent group
	ways := map[int]group{}
	var plain, apart groups
	for _, p := range portraits {
		code := v.wording.Isolate(p.code)
		if p.chosen != "" {
			shared = append(shared, code)
		}
		if p.silent {
			silent = append(silent, code)
		}
		if p.paused != "" {
			apart.add(p.paused, code)
		}
		switch {
		case p.apart != "":
			apart.add(p.apart, code)
		case p.theme != 0:
			ways[p.theme] = append(ways[p.theme], code)
		default:
			plain.add(p.barrier, code)
		}
	}
	heading := "others"
	if all {
		heading = "everybody"
	}
	lines := []string{v.say(heading, "n", fmt.Sprint(len(portraits)))}
	add := func(what string, codes group, named int) {
		if len(codes) > 0 {
			lines = append(lines, what+": "+codes.named(named))
		}
	}
	add(v.say("others.shared"), shared, mostNamed)
	for _, number := range themesInOrder(v.plan.Digest.Order) {
		add(v.theme(number), ways[number], mostNamed)
	}
	var counts []string
	for _, g := range plain {
		counts = append(counts, g.what+": "+g.who.named(fewNamed))
	}
	if len(counts) > 0 {
		lines = append(lines, strings.Join(counts, between))
	}
	add(v.say("others.silent"), silent, named)
	for _, g := range apart {
		add(g.what, g.who, named)
	}
	return lines
}

// group is a list of codes about which one thing is said.
type group []string

// named lists the codes, or gives only their number if there are too many to read.
func (g group) named(most int) string {
	if len(g) > most {
		return fmt.Sprint(len(g))
	}
	return strings.Join(g, ", ")
}

// groups are statements with the people they apply to, in order of first use.
type groups []saying

type saying struct {
	what string
	who  group
}

func (g *groups) add(what, code string) {
	for i := range *g {
		if (*g)[i].what == what {
			(*g)[i].who = append((*g)[i].who, code)
			return
		}
	}
	*g = append(*g, saying{what, group{code}})
}
