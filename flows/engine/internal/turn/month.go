package turn

import (
	"footing/flows"
	"strings"
	"time"
)

// monthOf is from when to when a month goes in the clinic's zone. A key may name more behind the month.
func MonthOf(c *flows.Clinic, key string) (from, to time.Time, err error) {
	month, _, _ := strings.Cut(key, ".")
	from, err = time.ParseInLocation("2006-01", month, c.Location())
	return from, from.AddDate(0, 1, 0), err
}
