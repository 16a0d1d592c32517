package flows

import (
	"archive/zip"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestEveryZoneLoads(t *testing.T) {
	names := Zones()
	if len(names) < 400 || !slices.IsSorted(names) {
		t.Fatalf("%d zones, sorted: %v", len(names), slices.IsSorted(names))
	}
	for i, name := range names {
		if zone, err := LoadZone(name); err != nil || zone.String() != name {
			t.Errorf("%s: %v, %v", name, zone, err)
		}
		if i > 0 && names[i-1] == name {
			t.Errorf("%s stands twice", name)
		}
	}
	_, big := zoneTable()
	for i, name := range big {
		if !slices.Contains(names, name) || slices.Contains(big[:i], name) {
			t.Errorf("the zone %s of a large city is not listed, or twice", name)
		}
	}
}

func TestLoadZoneRefuses(t *testing.T) {
	for _, name := range []string{
		"", "Local", "local", "europe/berlin", "Europe/Berlin\t", "\nEurope/Berlin", "*Asia/Tokyo", "Asia/Calcutta\nEST",
		"../etc/passwd", "/etc/localtime", "Europe", "Germany", "#", "posix/Europe/Berlin",
	} {
		if zone, err := LoadZone(name); err == nil {
			t.Errorf("%q is taken as %s", name, zone)
		}
	}
}

// Everything that Go's copy of the tz database has is a zone, and nothing else: the same on every machine.
func TestEveryZoneOfTheDatabase(t *testing.T) {
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	var want []string
	for _, file := range archive.File {
		if !strings.HasSuffix(file.Name, "/") {
			want = append(want, file.Name)
		}
	}
	slices.Sort(want)
	every := Zones()
	for line := range strings.Lines(otherZonesFile) {
		if !strings.HasPrefix(line, "#") {
			every = append(every, strings.TrimSuffix(line, "\n"))
		}
	}
	slices.Sort(every)
	if diff := cmp.Diff(want, every); diff != "" {
		t.Errorf("zones (-database +ours):\n%s", diff)
	}
	for _, name := range every {
		if zone, err := LoadZone(name); err != nil || zone.String() != name {
			t.Errorf("%s: %v, %v", name, zone, err)
		}
	}
}

func TestFindZones(t *testing.T) {
	for typed, want := range map[string]string{
		"Europe/Berlin": "Europe/Berlin", "europe berlin": "Europe/Berlin", "berlin": "Europe/Berlin",
		"BERLIN!": "Europe/Berlin",
		"lisbon":  "Europe/Lisbon", "Lisboa": "Europe/Lisbon", "lisbonn": "Europe/Lisbon", "portugal": "Europe/Lisbon",
		"PT":       "Europe/Lisbon",
		"new york": "America/New_York", "New_York": "America/New_York", "são paulo": "America/Sao_Paulo",
		"sao paulo": "America/Sao_Paulo",
		"Zürich":    "Europe/Zurich", "Calcutta": "Asia/Kolkata", "Mumbai": "Asia/Kolkata", "india": "Asia/Kolkata",
		"Kiev": "Europe/Kyiv",
		"uk":   "Europe/London", "england": "Europe/London", "Genève": "Europe/Zurich",
		"san francisco": "America/Los_Angeles",
		"pacific":       "America/Los_Angeles", "USA": "America/New_York", "australia": "Australia/Sydney",
		"Curaçao": "America/Curacao",
		"utc":     "UTC", "Reykjavik": "Atlantic/Reykjavik", "iceland": "Atlantic/Reykjavik", "auckand": "Pacific/Auckland",
		"Tromsö": "",
		"":       "", "   ": "", "+2": "", "xyzzy": "", strings.Repeat("a", 100): "", "🙂": "",
	} {
		got := append(FindZones(typed, 3), "")
		if got[0] != want {
			t.Errorf("%q finds %v; want %q first", typed, got, want)
		}
	}
	if got := FindZones("America", 5); len(got) != 5 {
		t.Errorf("America finds %v", got)
	}
	if got := FindZones("America", 0); len(got) != 0 {
		t.Errorf("a limit of 0 finds %v", got)
	}
	if diff := cmp.Diff([]string{"Pacific/Auckland", "Pacific/Chatham"}, FindZones("new zealand", 2)); diff != "" {
		t.Errorf("New Zealand (-want +got):\n%s", diff)
	}
}

func FuzzFindZones(f *testing.F) {
	f.Add("berlin")
	f.Add("İstanbul\x00")
	f.Fuzz(func(t *testing.T, typed string) {
		for _, name := range FindZones(typed, 4) {
			if _, err := LoadZone(name); err != nil {
				t.Errorf("%q finds %s", typed, name)
			}
		}
	})
}

func TestZonesAt(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 2, 0, 0, time.UTC)
	if diff := cmp.Diff([]string{"Europe/London", "Africa/Accra", "Europe/Lisbon"}, zonesAt(now, 12*60, 3)); diff != "" {
		t.Errorf("noon (-want +got):\n%s", diff)
	}
	if got := zonesAt(now, 17*60+30, 2); len(got) == 0 || got[0] != "Asia/Kolkata" {
		t.Errorf("17:30 is %v", got)
	}
	if got := zonesAt(now, 12*60+8, 10); len(got) != 0 {
		t.Errorf("six minutes off is %v", got)
	}
	midnight := time.Date(2026, 11, 24, 23, 58, 0, 0, time.UTC)
	if got := zonesAt(midnight, 1, 1); len(got) != 1 || got[0] != "Europe/London" {
		t.Errorf("past midnight is %v", got)
	}
}

// Whatever clock a person reads off, wherever they are, at least one zone with their offset is offered.
func TestZonesAtCoversEveryZone(t *testing.T) {
	for _, now := range []time.Time{
		time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC),
		time.Date(2026, 7, 15, 12, 0, 0, 0, time.UTC),
	} {
		for _, name := range Zones() {
			local := now.In(zone(t, name))
			if got := zonesAt(now, WallClock(local), 1000); len(got) == 0 {
				t.Errorf("nobody is offered %s in %s", name, now.Month())
			}
		}
	}
}
