package lanes

import "footing/flows/state"

// lastRank is the rank of answers to strangers.
const lastRank = 7

// rankOf is the place of a class in the order of sending, by who is owed; 0 is first. A class of a later release goes
// with the answers.
func rankOf(c state.Class) int {
	switch c {
	case state.ClassSafety, state.ClassRepeat:
		return 0
	case state.ClassAct:
		return 1
	case state.ClassReply:
		return 2
	case state.ClassStrangerHelp:
		return 3
	case state.ClassStaff:
		return 4
	case state.ClassPrompt:
		return 5
	case state.ClassDigest:
		return 6
	case state.ClassStranger:
		return lastRank
	default:
		return 2
	}
}
