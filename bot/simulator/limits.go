package simulator

import (
	"math"
	"time"

	"golang.org/x/time/rate"
)

// Telegram's limits. New messages count over all chats and in their own, edits in their own chat. Deletions and answers
// to callback queries are not counted.
const (
	defaultRate  = 30 // a second, over all chats
	defaultBurst = 5  // at once in one chat, then one a second
)

// limits counts new messages and edits.
type limits struct {
	all   *rate.Limiter // nil without a limit
	burst int           // 0 without a limit
	chats map[int64]*rate.Limiter
}

func newLimits(perSecond, burst int) limits {
	if perSecond == 0 {
		perSecond = defaultRate
	}
	if burst == 0 {
		burst = defaultBurst
	}
	l := limits{burst: max(burst, 0), chats: map[int64]*rate.Limiter{}}
	if perSecond > 0 {
		l.all = rate.NewLimiter(rate.Limit(perSecond), perSecond)
	}
	return l
}

// admit counts a new message, or an edit, for a chat. Beyond a limit it counts nothing and refuses with the seconds to
// wait.
func (l *limits) admit(chat int64, fresh bool, now time.Time) error {
	var taken []*rate.Reservation
	if fresh && l.all != nil {
		taken = append(taken, l.all.ReserveN(now, 1))
	}
	if l.burst > 0 {
		one := l.chats[chat]
		if one == nil {
			one = rate.NewLimiter(1, l.burst)
			l.chats[chat] = one
		}
		taken = append(taken, one.ReserveN(now, 1))
	}
	var longest time.Duration
	for _, r := range taken {
		longest = max(longest, r.DelayFrom(now))
	}
	if longest <= 0 {
		return nil
	}
	for _, r := range taken {
		r.CancelAt(now)
	}
	return tooMany(int(math.Ceil(longest.Seconds())))
}
