package telegram

import (
	"context"
	"encoding/json"
	"time"
)

// Telegram's limits for one poll.
const (
	longestPoll  = 50 * time.Second
	largestBatch = 100
)

const methodPoll = "getUpdates"

// poll is the body of getUpdates.
type poll struct {
	Offset  int64    `json:"offset"`
	Limit   int      `json:"limit"`
	Timeout int      `json:"timeout"` // seconds
	Allowed []string `json:"allowed_updates"`
}

// Updates fetches up to limit (1 to 100) updates from offset on, and waits up to wait (0 to 50 s, whole seconds) for
// the first. Numbers outside are brought inside. To pass an offset confirms all updates below it: Telegram
// forgets them, so the caller has stored them before. The updates come as they were sent, for Decode, so that one
// which cannot be read does not hold up the others. Only messages, edited messages, taps and changes of the bot's
// own membership are asked for. A second poller of the same bot gets Conflict, and so may the first.
func (c *Client) Updates(ctx context.Context, offset int64, limit int, wait time.Duration) ([]json.RawMessage, error) {
	const method = methodPoll
	wait = min(max(wait, 0), longestPoll)
	result, err := c.post(ctx, method, wait+pollSlack, poll{
		Offset: offset, Limit: min(max(limit, 1), largestBatch), Timeout: int(wait.Seconds()),
		Allowed: []string{"message", "edited_message", "callback_query", "my_chat_member"},
	})
	if err != nil {
		return nil, err
	}
	var updates []json.RawMessage
	if err := json.Unmarshal(result, &updates); err != nil {
		return nil, &failure{method: method, outcome: Outcome{Kind: Retry}, reason: "unreadable result"}
	}
	return updates, nil
}

// Date is what Telegram's own clock said in its last answer to Updates or Me, in whole seconds; zero if it has said
// nothing.
func (c *Client) Date() time.Time {
	seconds := c.wire.date.Load()
	if seconds == 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}
