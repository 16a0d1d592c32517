package load

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"
)

const (
	offersOfATheme = 3  // more would push the rest of a summary off the screen
	offerLength    = 80 // letters
)

// readOffers reads what the clinic has beside sessions, by the themes it is for. It follows the prompt of that theme in
// the clinician's summary.
func readOffers(entries []value) map[int][]string {
	var offers map[int][]string
	for _, entry := range entries {
		m := entry.mapping()
		if m == nil {
			continue
		}
		name, themes := scalar(m.need("name"), parseOffer), m.need("themes")
		written := themes.items()
		if themes.node != nil && len(written) == 0 {
			themes.complain("name the themes that this is for, for example [2]")
		}
		var before []int
		for _, one := range written {
			theme := scalar(one, parseOfferTheme)
			switch {
			case theme == 0 || name == "": // said already
			case slices.Contains(before, theme):
				one.complain("theme %d stands here for the second time", theme)
			case len(offers[theme]) == offersOfATheme:
				one.complain("theme %d has %d offers above, and a summary has room for no more; put the most helpful ones here",
					theme, offersOfATheme)
			default:
				if offers == nil {
					offers = map[int][]string{}
				}
				offers[theme] = append(offers[theme], name)
			}
			before = append(before, theme)
		}
		m.done()
	}
	return offers
}

func parseOffer(text string) (string, error) {
	text, err := parseText(text)
	if err == nil && utf8.RuneCountInString(text) > offerLength {
		err = fmt.Errorf("this has %d letters; what the clinic offers is said in %d, with where and when",
			utf8.RuneCountInString(text), offerLength)
	}
	return text, err
}

func parseOfferTheme(text string) (int, error) {
	theme, err := parseTheme(text)
	if err == nil && theme == 0 {
		err = errors.New("an offer is for one of the themes 1 to 12; whom to call about safety stands under `helplines`")
	}
	return theme, err
}
