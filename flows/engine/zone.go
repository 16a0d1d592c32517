package engine

import (
	"slices"
	"strings"

	"footing/flows"
	"footing/flows/record"
)

// zoneChoices is how many places are offered at once.
const zoneChoices = 6

// zoneStep asks for the zone by its clock, because that is what a person can check. It serves both roles.
func (t *turn) zoneStep(name string) step {
	return step{
		name:  name,
		ask:   func() (string, [][]Button) { return t.askZone(name) },
		take:  t.takeZone,
		typed: t.typedZone,
		asked: true,
	}
}

func (t *turn) askZone(name string) (string, [][]Button) {
	set := t.state.Setting
	if !set.Typing {
		return t.text("zone.ask", "clock", t.now().In(t.zone()).Format("15:04")), [][]Button{
			row(button(t.text("button.yes"), "e:"+name+":yes"), button(t.text("button.no"), "e:"+name+":no")),
		}
	}
	var places [][]Button
	for _, zone := range set.Choices {
		location, err := flows.LoadZone(zone)
		if err != nil {
			continue
		}
		label := placeName(zone) + " · " + t.now().In(location).Format("15:04")
		places = append(places, row(button(label, "e:"+name+":"+zone)))
	}
	if len(places) == 0 {
		return t.text("zone.type"), nil
	}
	return t.text("zone.choose"), places
}

func (t *turn) takeZone(value string) outcome {
	switch value {
	case "yes":
		return t.setZone(t.zone().String())
	case "no":
		t.state.Setting.Typing = true
		return stay
	default:
		return t.setZone(value)
	}
}

// typedZone takes a city or what the person's clock shows.
func (t *turn) typedZone(text string) outcome {
	set := t.state.Setting
	if clock, err := flows.ParseClock(strings.TrimSpace(text)); err == nil {
		set.Choices = flows.ZonesAt(t.now(), clock, zoneChoices)
	} else {
		set.Choices = flows.FindZones(text, zoneChoices)
	}
	if len(set.Choices) == 0 {
		t.say(ClassReply, t.text("zone.unknown"))
	}
	return stay
}

func (t *turn) setZone(name string) outcome {
	if _, err := flows.LoadZone(name); err != nil {
		return odd
	}
	t.state.Zone = name
	t.keep(record.Zone{Name: name})
	return next
}

// placeName is the city of an IANA name: "America/Argentina/Ushuaia" is "Ushuaia".
func placeName(zone string) string {
	parts := strings.Split(zone, "/")
	return strings.ReplaceAll(parts[len(parts)-1], "_", " ")
}

// clockButtons offers times of day, four in a row.
func clockButtons(step string, clocks []flows.Clock) [][]Button {
	var rows [][]Button
	for group := range slices.Chunk(clocks, 4) {
		var r []Button
		for _, c := range group {
			r = append(r, button(c.String(), "e:"+step+":"+c.String()))
		}
		rows = append(rows, r)
	}
	return rows
}
