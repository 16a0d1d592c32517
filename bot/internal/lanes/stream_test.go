package lanes

import "testing"

func TestCompareStreams(t *testing.T) {
	ordered := []string{"9-0", "10-0", "10-2", "10-11", "1700000000000-0", "1700000000001-0"}
	for i, a := range ordered {
		for j, b := range ordered {
			if got, want := CompareStreams(a, b), i-j; (got < 0) != (want < 0) || (got > 0) != (want > 0) {
				t.Errorf("CompareStreams(%s, %s) = %d", a, b, got)
			}
		}
	}
}
