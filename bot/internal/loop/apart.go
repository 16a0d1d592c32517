package loop

import (
	"fmt"
	"time"
)

// Skew is how far this machine's clock may be from that of Redis. If it is further, check-ins and calls come at the
// wrong time although everything else works.
const Skew = 30 * time.Second

// Apart says which clock is further from the others than Skew, and nothing if they agree. The two that agree
// decide. Telegram's may be zero.
func Apart(own, redis, telegram time.Time) string {
	far := func(a, b time.Time) bool { return a.Sub(b).Abs() > Skew }
	gap := func(a, b time.Time) time.Duration { return a.Sub(b).Abs().Round(time.Second) }
	switch {
	case telegram.IsZero() && far(own, redis):
		return fmt.Sprintf("this machine's clock and that of Redis are %s apart", gap(own, redis))
	case telegram.IsZero():
		return ""
	case far(own, redis) && far(own, telegram):
		return fmt.Sprintf("this machine's clock is %s from Telegram's, and %s from that of Redis", gap(own, telegram),
			gap(own, redis))
	case far(own, redis):
		return fmt.Sprintf("the clock of Redis is %s from this machine's, which agrees with Telegram's", gap(own, redis))
	case far(own, telegram):
		return fmt.Sprintf("Telegram's clock is %s from this machine's and that of Redis", gap(own, telegram))
	}
	return ""
}
