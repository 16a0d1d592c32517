package turn

import "unicode/utf16"

// longest is Telegram's limit for a text, in UTF-16 units.
const Longest = 4096

// cut shortens a text that a person wrote parts of to what one message holds.
func Cut(text string) string {
	count := 0
	for n, r := range text {
		count += utf16.RuneLen(r)
		if count >= Longest {
			return text[:n] + "…"
		}
	}
	return text
}

// units counts a text as Telegram does.
func Units(text string) int {
	count := 0
	for _, r := range text {
		count += utf16.RuneLen(r)
	}
	return count
}
