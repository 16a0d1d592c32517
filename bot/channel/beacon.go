package channel

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"
)

// fedWithin is how long the switch may take to answer.
const fedWithin = 10 * time.Second

// Beacon is a dead man's switch: an address at a service that raises an alarm when it is not called for a while.
type Beacon struct {
	URL    string // it usually holds a key, so no error quotes it
	Client *http.Client
}

// Feed calls the switch once.
func (b *Beacon) Feed(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, fedWithin)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, b.URL, nil)
	if err != nil {
		return errors.New("feed the dead man's switch: its address is not valid")
	}
	client := b.Client
	if client == nil {
		client = http.DefaultClient
	}
	answer, err := client.Do(request)
	if err != nil {
		return errors.New("feed the dead man's switch: it does not answer")
	}
	_ = answer.Body.Close() // what it says beside its status is not read
	if answer.StatusCode/100 != 2 {
		return errors.New("feed the dead man's switch: it answers with status " + strconv.Itoa(answer.StatusCode))
	}
	return nil
}
