package lanes

import "footing/flows/state"

// The methods that other code tells apart.
const (
	methodSay   = "sendMessage"
	methodEdit  = "editMessageText"
	methodToast = "answerCallbackQuery"
)

// methodOf names the method of the Bot API that call uses for an effect; empty if the effect is not for Telegram.
func methodOf(e state.Effect) string {
	switch e.(type) {
	case state.Say:
		return methodSay
	case state.Edit:
		return methodEdit
	case state.Picture:
		return "sendPhoto"
	case state.Card:
		return "sendContact"
	case state.Document:
		return "sendDocument"
	case state.Delete:
		return "deleteMessages"
	case state.Menu:
		return "setMyCommands"
	case state.Toast:
		return methodToast
	default:
		return ""
	}
}
