package flows

import (
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// zones_names.txt has what people call places beside the names of the tz database: a line is the zone, a tab, and names
// with a comma between, in any script. Several lines may have the same name.
//
//go:embed zones_names.txt
var zoneNamesFile string

var typedOffset = regexp.MustCompile(`^(?:utc|gmt|z)?\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?$`)

// ZonesTyped are at most limit zones for what a person typed about where they are: the time that their clock shows, the
// offset from UTC, the abbreviation of a zone, a place in any script, or a country. The best come first.
func ZonesTyped(now time.Time, text string, limit int) []string {
	plain := plainTyped(text)
	if clock, ok := ReadClock(text); ok {
		return zonesAt(now, clock, limit)
	}
	if p := typedOffset.FindStringSubmatch(strings.ReplaceAll(plain, "−", "-")); p != nil {
		hours, _ := strconv.Atoi(p[2])
		minutes, _ := strconv.Atoi(p[3])
		ahead := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
		if p[1] == "-" {
			ahead = -ahead
		}
		if ahead < -12*time.Hour || ahead > 14*time.Hour || minutes > 59 {
			return nil
		}
		return zonesAhead(now, ahead, limit)
	}
	return FindZones(text, limit)
}

// zonesAhead are zones of large cities that are so far ahead of UTC now. Unlike the time of day, the offset tells apart
// the two sides of the date line.
func zonesAhead(now time.Time, ahead time.Duration, limit int) []string {
	var names []string
	for _, name := range zonesAt(now, WallClock(now.UTC().Add(ahead)), len(zonesFile)) {
		zone, err := LoadZone(name)
		if err != nil {
			continue
		}
		if _, offset := now.In(zone).Zone(); time.Duration(offset)*time.Second == ahead && len(names) < limit {
			names = append(names, name)
		}
	}
	return names
}

// zonesNamed are the zones that have this name among those of zones_names.txt, in the order of the file.
func zonesNamed(typed string) []string {
	var names []string
	for line := range strings.Lines(zoneNamesFile) {
		zone, called, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if ok && slices.ContainsFunc(strings.Split(called, ","), func(name string) bool { return placeWord(name) == typed }) {
			names = append(names, zone)
		}
	}
	return names
}

// placeWord is a name of a place as it is compared: folded, without the signs that Arabic can leave out.
func placeWord(name string) string {
	return fold(strings.NewReplacer("أ", "ا", "إ", "ا", "آ", "ا", "ة", "ه", "ى", "ي", "ـ", "").Replace(
		strings.ToLower(norm.NFKC.String(withoutMarks(name)))))
}

// withoutMarks takes out what shows nothing, and vowel signs.
func withoutMarks(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || r >= 'ً' && r <= 'ْ' {
			return -1
		}
		return r
	}, text)
}
