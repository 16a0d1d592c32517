package assembly

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"footing/bot/telegram"
)

// checkTelegram asks Telegram who the bot is.
func (a *Assembly) checkTelegram(ctx context.Context) {
	if err := a.Config.Require("telegram.token"); err != nil {
		a.report("telegram", failed, err.Error(), "@BotFather on Telegram makes a bot and gives its token.")
		return
	}
	const again = "Copy the token from @BotFather again, into FOOTING_TELEGRAM_TOKEN or the file of FOOTING_TELEGRAM_TOKEN_FILE."
	client, err := telegram.New(telegram.Options{
		Token: a.Config.Telegram.Token.Reveal(), BaseURL: a.Config.Telegram.APIURL,
		PaidBroadcast: a.Config.Telegram.Rate == 1000,
	})
	if err != nil {
		a.report("telegram", failed, err.Error(), again)
		return
	}
	asked, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	me, err := client.Me(asked)
	switch {
	case err != nil && telegram.Classify(err).Kind == telegram.Unauthorized:
		a.report("telegram", failed, "Telegram does not know this token", again)
		return
	case err != nil:
		a.report("telegram", failed, fmt.Sprintf("%s does not answer as Telegram does: %s", a.Config.Telegram.APIURL,
			telegram.Reason(err)),
			"Check the network, a firewall between, and telegram.api_url (FOOTING_TELEGRAM_API_URL).")
		return
	}
	a.client, a.me = client, me
	if a.Plan != nil {
		a.Plan.Bot = me.Username
	}
	a.report("telegram", fine, "@"+me.Username, "")
	a.checkWebhook(asked)
	a.checkMark(asked)
	a.checkBot(ctx)
	a.checkOperator(ctx)
}

// checkWebhook fails where Telegram sends the bot's updates elsewhere: then this process hears nobody, though it can
// send.
func (a *Assembly) checkWebhook(ctx context.Context) {
	switch host, err := a.client.Webhook(ctx); {
	case err != nil:
		a.report("webhook", warning, "Telegram does not say whether a webhook is set: "+telegram.Reason(err), "Try again.")
	case host != "":
		a.shortfall("webhook", "a webhook is set at Telegram ("+host+"): what people write goes there, and footing hears nobody",
			"See which program has set it, because two cannot have one bot. If none needs it any more, call the method deleteWebhook "+
				"of the Bot API with this token once.")
	}
}

// checkBot refuses another bot's token than the one that the people in the store have a chat with: nothing that is sent
// would arrive there, and nobody would learn why. An earlier release kept the name alone, which may have been changed.
func (a *Assembly) checkBot(ctx context.Context) {
	if a.Store == nil || a.inStore == 0 {
		return
	}
	id, err := a.Store.BotID(ctx)
	name, wrong := a.Store.Bot(ctx)
	if err = errors.Join(err, wrong); err != nil {
		a.report("bot", warning, err.Error(), "See whether Redis works.")
		return
	}
	const remedy = "Use the token of @%s. If that bot is gone for good, start once with footing serve --change-bot, and send " +
		"everybody a link to the new one: they are reached when they have opened its chat."
	what := "the token is that of @" + a.me.Username + ", but the people in the store have a chat with @" + name
	switch {
	case id == a.me.ID, id == 0 && (name == "" || strings.EqualFold(name, a.me.Username)):
	case id == 0:
		a.report("bot", warning, what+", or it was renamed", fmt.Sprintf(remedy, name))
	case a.want.ChangeBot:
		a.report("bot", warning, what+". This was accepted (--change-bot).", "Send everybody a link to the new one.")
	default:
		a.report("bot", failed, what, fmt.Sprintf(remedy, name))
	}
}

// checkOperator reports whether the dead man's switch can know that Telegram takes messages while none are sent.
func (a *Assembly) checkOperator(ctx context.Context) {
	chat := a.Config.Operator.Chat
	if chat == 0 {
		if a.Config.Watch.Reveal() != "" {
			a.report("watch", warning,
				"while no messages are sent, nothing proves that Telegram takes them: the dead man's switch is then not called",
				"Set operator.chat (FOOTING_OPERATOR_CHAT) to your own Telegram account, and open the bot's chat with it.")
		}
		return
	}
	asked, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	if err := a.client.Prove(asked, chat); err != nil {
		a.report("watch", warning, "the operator's chat cannot be reached, so nothing proves that Telegram takes messages: "+
			telegram.Reason(err), "Open the bot's chat with that account and press Start, or correct operator.chat (FOOTING_OPERATOR_CHAT).")
		return
	}
	a.report("watch", fine, "the operator's chat can be reached", "")
}
