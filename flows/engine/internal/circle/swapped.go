package circle

import (
	"slices"

	"footing/flows/state"
)

// SwappedBack is a patient with the posts of some swaps back in their owners' hands.
func SwappedBack(s state.State, over func(state.Swap) bool) state.State {
	s = s.Clone()
	s.Patient.Swaps = slices.DeleteFunc(s.Patient.Swaps, func(swap state.Swap) bool {
		if swap.Over || swap.Of.ID == "" || !over(swap) {
			return false
		}
		*s.Patient.Holder(swap.Post) = &swap.Of
		return true
	})
	return s
}
