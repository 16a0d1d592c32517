package lanes

import "strings"

// CompareStreams orders two stream ids of the form "milliseconds-number". It does not parse the numbers.
func CompareStreams(a, b string) int {
	a1, a2, _ := strings.Cut(a, "-")
	b1, b2, _ := strings.Cut(b, "-")
	for _, pair := range [...][2]string{{a1, b1}, {a2, b2}} {
		if d := len(pair[0]) - len(pair[1]); d != 0 {
			return d
		}
		if c := strings.Compare(pair[0], pair[1]); c != 0 {
			return c
		}
	}
	return 0
}
