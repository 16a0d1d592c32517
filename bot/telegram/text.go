package telegram

import (
	"unicode/utf16"

	"github.com/go-telegram/bot/models"
)

// length is the length of a text as Telegram counts: in UTF-16 units, in which most emoji are two or more.
func length(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r) // broken UTF-8 is read as U+FFFD, one unit
	}
	return n
}

// Entity formats a part of a text. Type is Telegram's word: bold, italic, underline, spoiler, code, blockquote,
// text_link and so on. Offset and Length are in UTF-16 units. URL is for text_link.
type Entity struct {
	Type           string
	Offset, Length int
	URL            string
}

func entities(ours []Entity) []models.MessageEntity {
	var theirs []models.MessageEntity
	for _, e := range ours {
		theirs = append(theirs, models.MessageEntity{
			Type: models.MessageEntityType(e.Type), Offset: e.Offset, Length: e.Length, URL: e.URL,
		})
	}
	return theirs
}

// Keyboard is what stands under a message: Inline or Reply.
type Keyboard interface {
	markup() models.ReplyMarkup // nil: no field at all
}

// Inline is rows of buttons that belong to one message. An empty one is none.
type Inline [][]Button

// Button is one inline button. Data (1 to 64 bytes) comes back in a tap; with a URL there is no tap and no Data.
type Button struct {
	Text, Data, URL string
}

// Reply is rows of buttons in the place of the phone's keyboard; pressing one sends its label as a message. They
// stay, whatever is sent after them.
type Reply [][]string

func (k Inline) markup() models.ReplyMarkup {
	var rows [][]models.InlineKeyboardButton
	for _, row := range k {
		var buttons []models.InlineKeyboardButton
		for _, b := range row {
			buttons = append(buttons, models.InlineKeyboardButton{Text: b.Text, CallbackData: b.Data, URL: b.URL})
		}
		if buttons != nil {
			rows = append(rows, buttons)
		}
	}
	if rows == nil {
		return nil
	}
	return &models.InlineKeyboardMarkup{InlineKeyboard: rows}
}

func (k Reply) markup() models.ReplyMarkup {
	var rows [][]models.KeyboardButton
	for _, row := range k {
		var buttons []models.KeyboardButton
		for _, label := range row {
			buttons = append(buttons, models.KeyboardButton{Text: label})
		}
		if buttons != nil {
			rows = append(rows, buttons)
		}
	}
	if rows == nil {
		return nil
	}
	return &models.ReplyKeyboardMarkup{Keyboard: rows, IsPersistent: true, ResizeKeyboard: true}
}

// under is the markup of a keyboard that may be missing.
func under(k Keyboard) models.ReplyMarkup {
	if k == nil {
		return nil
	}
	return k.markup()
}
