// Package office is the clinic's own side, which has no chat: who works here, which patient codes are taken, test
// alerts, what is filed of alerts and operators, and the month's counts.
//
// Begin with events.go. Only the operator's commands, the desks' letters and its own moments reach it. It answers by
// letters, and so no other room imports it.
package office

import "footing/flows/engine/internal/turn"

// Side is the clinic's side of one turn.
type Side struct{ *turn.Turn }
