package load

import "testing"

// A clinic is asked for a name that people are offered too.
func TestClinicsZoneIsOffered(t *testing.T) {
	for name, want := range map[string]string{
		"Asia/Calcutta": "`Asia/Calcutta` is not a time zone; did you mean `Asia/Kolkata`?",
		"Etc/GMT+2":     "`Etc/GMT+2` is not a time zone; write a name like Europe/Lisbon",
	} {
		if _, err := parseZone(name); err == nil || err.Error() != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
