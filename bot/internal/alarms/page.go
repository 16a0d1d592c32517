// Package alarms has the numbers for whoever watches over the service: Page is what /alarms shows, and Gauges are the
// same as metrics. It names no patient.
//
// The bot fills in a Page whenever somebody asks; nothing is kept here.
package alarms

import (
	"time"

	"footing/bot/internal/alerts"
)

// Page is the page /alarms.
type Page struct {
	Red       []string           `json:"red"` // what a human must look at; none if there is nothing
	Alerts    alerts.Count       `json:"alerts"`
	Waiting   map[string]Waiting `json:"waiting"` // for Telegram, by class
	Urgent    Waiting            `json:"urgent"`  // of these, texts about safety that are not known to be in vain
	HeldChats int                `json:"held_chats"`
	HeldUntil *time.Time         `json:"held_until,omitempty"`     // the latest end of those holds
	AllHeld   *time.Time         `json:"all_held_until,omitempty"` // Telegram takes nothing at all until then
	Spool     int                `json:"spool"`                    // updates that wait for Redis
	SetAside  int                `json:"set_aside"`
	Unlooked  int                `json:"set_aside_unlooked"` // of these, nobody has looked at
	LastAside *time.Time         `json:"last_set_aside,omitempty"`
	Polled    *time.Time         `json:"polled,omitempty"` // when Telegram last answered
	Taken     *time.Time         `json:"taken,omitempty"`  // when it last took something that was sent
	Fed       *time.Time         `json:"watch_fed,omitempty"`
	Shards    int                `json:"shards"` // that this process holds; others count what is theirs
}

// Waiting is how many messages wait, and since when the oldest of them has.
type Waiting struct {
	Count  int        `json:"count"`
	Oldest *time.Time `json:"oldest,omitempty"`
}
