package assembly

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// Many is a number with its noun, such as 3 answers.
func Many(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Monday is the start of the week, in UTC.
func Monday(now time.Time) time.Time {
	utc := now.UTC()
	return time.Date(utc.Year(), utc.Month(), utc.Day()-(int(utc.Weekday())+6)%7, 0, 0, 0, 0, time.UTC)
}

// PrintJSON prints a value for a program.
func PrintJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
