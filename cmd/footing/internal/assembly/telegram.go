package assembly

import (
	"context"
	"fmt"
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
	a.checkOperator(ctx)
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
