package turn

import (
	"fmt"
	"strconv"
	"strings"
)

// leaver begins the key of the moment at which a lead's desk learns who would have nobody without a colleague.
const leaver = "leaver."

// Leaver is what the key of that moment says: the message that asks, how much the lead was shown (-1: nothing yet), and
// the colleague.
type Leaver struct {
	Message, Shown int
	ID             string
}

// Key is the key of the moment.
func (l Leaver) Key() string { return fmt.Sprintf("%s%d.%d.%s", leaver, l.Message, l.Shown, l.ID) }

// LeaverOf reads a key; false if it is another moment's.
func LeaverOf(key string) (Leaver, bool) {
	rest, ok := strings.CutPrefix(key, leaver)
	words := strings.SplitN(rest, ".", 3)
	if !ok || len(words) != 3 {
		return Leaver{}, false
	}
	message, wrong := strconv.Atoi(words[0])
	shown, odd := strconv.Atoi(words[1])
	return Leaver{message, shown, words[2]}, wrong == nil && odd == nil
}
