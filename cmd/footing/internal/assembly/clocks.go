package assembly

import (
	"context"
	"time"

	"footing/bot"
	"footing/storage"
)

// checkClocks compares this machine's clock with those of Redis and of Telegram, as far as they answer.
func (a *Assembly) checkClocks(ctx context.Context, clock bot.Clock) {
	var telegram time.Time
	if a.client != nil {
		if _, err := a.client.Me(ctx); err == nil { // anew, because what was said before may be seconds old
			telegram = a.client.Date()
		}
	}
	own := clock().Wall
	redis := own
	if a.rdb != nil {
		if at, err := storage.Clock(ctx, a.rdb); err == nil {
			redis = at
		}
	}
	if apart := bot.Apart(own, redis, telegram); apart != "" {
		a.shortfall("clocks", apart+": check-ins and calls may come at the wrong time",
			"Let a time service (chrony, systemd-timesyncd) keep the clock of whichever machine is wrong.")
	}
}
