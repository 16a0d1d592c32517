package turn

import (
	"slices"
	"strings"

	"footing/flows"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// zoneChoices is how many places are offered at once.
const zoneChoices = 6

// ZoneStep asks for the zone by its current clock time, because a person can check that. Patients and clinicians share
// it.
func (t *Turn) ZoneStep(name string) Step {
	return Step{
		Name:  name,
		Ask:   func() (string, [][]state.Button) { return t.askZone(name) },
		Take:  Take(t.takeZone),
		Typed: t.typedZone,
		asked: true,
	}
}

func (t *Turn) askZone(name string) (string, [][]state.Button) {
	set := t.State.Setting
	if !set.Typing {
		return t.Text("zone.ask", "clock", t.Now().In(t.Zone()).Format("15:04")), [][]state.Button{
			t.YesOrNo(press.SetUp{Step: name, Value: "yes"}, press.SetUp{Step: name, Value: "no"}),
		}
	}
	var places [][]state.Button
	for _, zone := range set.Choices {
		location, err := flows.LoadZone(zone)
		if err != nil {
			continue
		}
		label := PlaceName(zone) + " · " + t.Now().In(location).Format("15:04")
		places = append(places, Row(Button(label, press.SetUp{Step: name, Value: zone})))
	}
	if len(places) == 0 {
		return t.Text("zone.type"), nil
	}
	return t.Text("zone.choose"), places
}

func (t *Turn) takeZone(value string) Outcome {
	switch value {
	case "yes":
		return t.setZone(t.Zone().String())
	case "no":
		t.State.Setting.Typing = true
		return Stay
	default:
		return t.setZone(value)
	}
}

// typedZone takes a city, or the time on the person's clock.
func (t *Turn) typedZone(text string) Outcome {
	set := t.State.Setting
	set.Choices = flows.ZonesTyped(t.Now(), text, zoneChoices)
	if len(set.Choices) == 0 {
		t.Say(state.ClassReply, t.Text("zone.unknown"))
	}
	return Stay
}

func (t *Turn) setZone(name string) Outcome {
	if _, err := flows.LoadZone(name); err != nil {
		return Odd
	}
	t.State.Zone = name
	t.Keep(record.Zone{Name: name})
	return Next
}

// PlaceName is the city of an IANA name: "America/Argentina/Ushuaia" is "Ushuaia".
func PlaceName(zone string) string {
	parts := strings.Split(zone, "/")
	return strings.ReplaceAll(parts[len(parts)-1], "_", " ")
}

// ClockButtons offers times of day, four in a row.
func ClockButtons(step string, clocks []flows.Clock) [][]state.Button {
	var rows [][]state.Button
	for group := range slices.Chunk(clocks, 4) {
		var r []state.Button
		for _, c := range group {
			r = append(r, Button(c.String(), press.SetUp{Step: step, Value: c.String()}))
		}
		rows = append(rows, r)
	}
	return rows
}
