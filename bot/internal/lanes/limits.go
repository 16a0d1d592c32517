package lanes

import (
	"math"
	"time"

	"golang.org/x/time/rate"
)

// Telegram's limits for one chat: one message a second, after a burst.
const (
	chatRate  = 1
	chatBurst = 5
)

// sweepFrom is how many chats are remembered before those that may send a full burst again are forgotten.
const sweepFrom = 1024

// strangersShare is which part of all new messages may be answers to strangers: one in so many.
const strangersShare = 10

// Limits count as Telegram does: new messages in all, and new messages and edits in each chat. Answers to presses and
// deletions are not counted.
type Limits struct {
	all   *rate.Limiter
	last  *rate.Limiter // for strangers
	chats map[int64]*rate.Limiter
	sweep int // the number of chats at which forget looks
}

// NewLimits allows the given number of messages a second in all. With 0 there is no limit, nor one for a chat.
func NewLimits(perSecond int) *Limits {
	l := &Limits{chats: make(map[int64]*rate.Limiter), sweep: sweepFrom}
	if perSecond > 0 {
		// The burst is a little less than Telegram's, because calls overtake each other on the network.
		l.all = rate.NewLimiter(rate.Limit(perSecond), max(1, perSecond-perSecond/10))
		l.last = rate.NewLimiter(rate.Limit(perSecond)/strangersShare, max(1, perSecond/strangersShare))
	}
	return l
}

// open is the first moment from now on at which a message may go to any chat.
func (l *Limits) open(now time.Time) time.Time {
	if l.all == nil {
		return now
	}
	return token(l.all, now)
}

// openToStrangers is the first moment from now on at which a message may go to somebody unknown.
func (l *Limits) openToStrangers(now time.Time) time.Time {
	if l.last == nil {
		return now
	}
	return token(l.last, now)
}

// rested is the first moment from now on at which a message may go to this chat.
func (l *Limits) rested(chat int64, now time.Time) time.Time {
	one, ok := l.chats[chat]
	if l.all == nil || !ok {
		return now
	}
	return token(one, now)
}

// begun counts a new message that is being sent.
func (l *Limits) begun(it *Queued, now time.Time) {
	if l.all == nil {
		return
	}
	l.all.AllowN(now, 1)
	if rankOf(it.Class) == lastRank {
		l.last.AllowN(now, 1)
	}
}

// Ended counts a message or an edit for its chat. It is called when the call is over, so that our count is never
// ahead of Telegram's.
func (l *Limits) Ended(chat int64, now time.Time) {
	if l.all == nil {
		return
	}
	one, ok := l.chats[chat]
	if !ok {
		l.forget(now)
		one = rate.NewLimiter(chatRate, chatBurst)
		l.chats[chat] = one
	}
	one.AllowN(now, 1)
}

// forget drops the chats that may send a full burst again, because a new limiter does the same for them.
func (l *Limits) forget(now time.Time) {
	if len(l.chats) < l.sweep {
		return
	}
	for chat, one := range l.chats {
		if one.TokensAt(now) >= chatBurst {
			delete(l.chats, chat)
		}
	}
	l.sweep = max(sweepFrom, 2*len(l.chats))
}

// token is the first moment from now on at which a limiter has a token to give.
func token(l *rate.Limiter, now time.Time) time.Time {
	missing := 1 - l.TokensAt(now)
	if missing <= 0 {
		return now
	}
	// Rounded up to a millisecond, so that the token is whole by then.
	return now.Add(time.Duration(math.Ceil(missing/float64(l.Limit())*1000)) * time.Millisecond)
}
