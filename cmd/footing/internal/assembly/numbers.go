package assembly

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"footing/bot"
	"footing/bot/channel"
	"footing/bot/telegram"
	"footing/flows"
	"footing/storage/folder"
)

// errNobody says that there is nobody for whom numbers only would be served.
var errNobody = errors.New("the data folder knows nobody yet")

// keepEssentials keeps what must be known of plan and clinic where the store, or the next version of clinic.yaml,
// cannot be read.
func (a *Assembly) keepEssentials(data *folder.Folder, now time.Time) error {
	if !a.Plan.Clinic.Ready() {
		return nil // the last numbers that were there are better than none
	}
	e := a.Plan.Essentials()
	e.Checked = now
	form, err := json.Marshal(e)
	if err == nil {
		err = data.KeepEssentials(form)
	}
	if err != nil {
		return fmt.Errorf("keep the clinic's numbers: %w", err)
	}
	return nil
}

// Numbers is serve with numbers only, and what it has opened.
type Numbers struct {
	*bot.Numbers
	*folder.Folder
	Channel *channel.Channel // nil: there is none
}

// NumbersOnly opens the data folder to serve numbers only: where somebody depends on the bot, and where a token and the
// numbers of an earlier start can be had. What the assembly has opened itself must be closed.
func (a *Assembly) NumbersOnly(s Surroundings, log *slog.Logger, metrics *prometheus.Registry) (*Numbers, error) {
	client, err := telegram.New(telegram.Options{
		Token: a.Config.Telegram.Token.Reveal(), BaseURL: a.Config.Telegram.APIURL,
		PaidBroadcast: a.Config.Telegram.Rate == 1000,
	})
	if err != nil {
		return nil, fmt.Errorf("serve numbers only: %w", err)
	}
	if _, err := os.Stat(a.Config.DataDir); err != nil { // opening it would make it, perhaps where nobody wants it
		return nil, fmt.Errorf("serve numbers only: %w", err)
	}
	data, err := folder.Open(a.Config.DataDir)
	if err != nil {
		return nil, fmt.Errorf("serve numbers only: %w", err)
	}
	n := &Numbers{Folder: data, Channel: channel.New(channel.Options{
		Command: a.Config.Channel.Command, Webhook: a.Config.Channel.Webhook.Reveal(), Environ: s.Environ,
	})}
	e, err := essentials(data)
	if err == nil {
		n.Numbers, err = bot.NewNumbers(bot.Options{
			Client: client, Folder: data, Channel: n.Channel, Clock: s.Clock, Draw: rand.Reader, Log: log,
			Rate: a.Config.Telegram.Rate, Metrics: metrics, Mark: a.knownMark(),
		}, e)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("serve numbers only: %w", err), data.Close())
	}
	return n, nil
}

// essentials are those that the data folder keeps, for the people whom it knows.
func essentials(data *folder.Folder) (e flows.Essentials, err error) {
	form, kept, err := data.Essentials()
	switch {
	case err != nil:
		return e, fmt.Errorf("read the clinic's numbers: %w", err)
	case !kept, !knowsSomebody(data) && data.Updates().Len() == 0:
		return e, errNobody
	}
	if err := json.Unmarshal(form, &e); err != nil {
		return e, fmt.Errorf("read the clinic's numbers: %w", err)
	}
	return e, nil
}

// knowsSomebody tells whether the folder has anybody's route. The marks of shards, which stand among the routes and
// have no dash in their names, are nobody's.
func knowsSomebody(data *folder.Folder) bool {
	return slices.ContainsFunc(data.RouteIDs(), func(id string) bool { return strings.Contains(id, "-") })
}

// Mended makes all checks again, beside what serves numbers only, and tells whether serve can start. What they open is
// closed again.
func Mended(s Surroundings, want Want) (mended bool) {
	want.again = true
	a, err := New(s, want)
	if err != nil {
		return false
	}
	defer a.Closing(s.Ctx, &err)
	a.Check(s)
	return !a.Refused()
}

// Fail notes that serve could not go on although its checks had passed.
func (a *Assembly) Fail(why error) {
	check := "serve"
	if errors.Is(why, bot.ErrToken) {
		check = "telegram"
	}
	a.report(check, failed, why.Error(), "")
	a.ended = why
}

// Refusal is why serve was not started, or could not go on.
func (a *Assembly) Refusal() error {
	switch {
	case a.unread != nil:
		return a.unread
	case a.ended != nil:
		return a.ended
	}
	return errors.New("not started: mend what FAILED above; footing doctor checks again")
}

// Deaf tells whether Telegram cannot be used, so that nobody can be heard.
func (a *Assembly) Deaf() bool { return a.found.failed("telegram") }

// Unread is what is wrong with the settings, nil if they could be read.
func (a *Assembly) Unread() error { return a.unread }

// Summary names the checks that failed.
func (a *Assembly) Summary() string {
	text := ""
	for _, f := range a.found {
		if f.State != failed || f.Runs {
			continue
		}
		if text != "" {
			text += ", "
		}
		text += f.Check
	}
	return text
}
