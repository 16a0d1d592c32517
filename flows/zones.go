package flows

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // zones load alike on machines that have no zone files
)

//go:embed zones.txt
var zonesFile string

//go:embed zones_others.txt
var otherZonesFile string

// compiledZones caches zones by name, so that each is parsed once.
var compiledZones sync.Map //nolint:gochecknoglobals // it only saves work: what it holds follows from the name

// zoneEntry is one line of zones.txt.
type zoneEntry struct {
	name, country, words string
}

// Zones are the names of all zones that a person or a clinic can choose, in alphabetical order: the canonical names of
// the tz database, at least one for each country, and UTC.
func Zones() []string {
	entries, _ := zoneTable()
	names := make([]string, 0, len(entries))
	for _, entry := range entries {
		names = append(names, entry.name)
	}
	return names
}

// LoadZone is the zone for a name of the tz database. It also accepts former names and links, which Zones does not
// offer. It refuses all other names, including the empty one and "Local", whose meaning depends on the machine.
func LoadZone(name string) (*time.Location, error) {
	if zone, ok := compiledZones.Load(name); ok {
		return zone.(*time.Location), nil
	}
	if !offered(name) && !strings.Contains(otherZonesFile, "\n"+name+"\n") || strings.ContainsAny(name, "\t\n*#") ||
		name == "" {
		return nil, notAZone(name)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("load zone %s: %w", name, err)
	}
	compiledZones.Store(name, zone)
	return zone, nil
}

func notAZone(name string) error {
	return fmt.Errorf("`%.40s` is not a time zone; write a name like Europe/Lisbon", name)
}

// offered tells whether Zones contains a name.
func offered(name string) bool { return strings.Contains(zonesFile, "\n"+name+"\t") }

// clockSlack is the tolerated difference, in minutes, between a person's clock and ours.
const clockSlack = 5

// zonesAt are at most limit zones of large cities whose clocks at now show the given time, within five minutes, the
// most populous first. It turns the answer to "what time is it where you are?" into choices.
func zonesAt(now time.Time, clock Clock, limit int) []string {
	var names []string
	_, big := zoneTable()
	for _, name := range big {
		if len(names) >= limit {
			break
		}
		zone, err := LoadZone(name)
		if err != nil {
			continue // not in the list, which a test rules out
		}
		away := (int(WallClock(now.In(zone))) - int(clock) + dayMinutes) % dayMinutes
		if away <= clockSlack || away >= dayMinutes-clockSlack {
			names = append(names, name)
		}
	}
	return names
}

// zoneTable reads zones.txt: all zones, and the names of those with the largest cities.
func zoneTable() (entries []zoneEntry, big []string) {
	for line := range strings.Lines(zonesFile) {
		line = strings.TrimSuffix(line, "\n")
		if name, ok := strings.CutPrefix(line, "*"); ok {
			big = append(big, name)
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) == 3 && !strings.HasPrefix(line, "#") {
			entries = append(entries, zoneEntry{fields[0], fields[1], fields[2]})
		}
	}
	return entries, big
}
