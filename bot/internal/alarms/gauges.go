package alarms

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"footing/flows/state"
)

// Gauges are the numbers of a Page as metrics; the function fills one in. A time is in Unix seconds; while there is
// none, its metric is absent, and so are the counts of alerts until all shards are read.
type Gauges func() Page

func gauge(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("footing_"+name, help, labels, nil)
}

// Describe describes nothing ahead, because what there is depends on the moment.
func (Gauges) Describe(chan<- *prometheus.Desc) {}

// Collect asks for the page once for all of them.
func (g Gauges) Collect(to chan<- prometheus.Metric) {
	a := g()
	number := func(n int, name, help string) {
		to <- prometheus.MustNewConstMetric(gauge(name, help), prometheus.GaugeValue, float64(n))
	}
	moment := func(at *time.Time, name, help string) {
		if at != nil {
			to <- prometheus.MustNewConstMetric(gauge(name+"_timestamp_seconds", help), prometheus.GaugeValue,
				float64(at.UnixMilli())/1000)
		}
	}
	if !a.Alerts.Counting {
		number(a.Alerts.Open, "alerts_open", "Alerts that nobody has closed.")
		number(a.Alerts.Unseen, "alerts_unseen", "Alerts that nobody has seen. Above 0 for long, it needs a human.")
		moment(a.Alerts.OldestOpen, "alert_oldest_open", "When the oldest alert was raised that nobody has closed.")
		moment(a.Alerts.OldestUnseen, "alert_oldest_unseen", "When the oldest alert was raised that nobody has seen.")
	}
	number(len(a.Red), "red", "Things that a human must look at; /alarms names them.")
	number(a.HeldChats, "held_chats", "Chats for which Telegram takes less than everything for a while.")
	number(a.Spool, "spool_updates", "Updates in the data folder because Redis could not take them.")
	number(a.SetAside, "set_aside", "Things that could not be dealt with and were set aside.")
	number(a.Unlooked, "set_aside_unlooked", "Of these, what nobody has looked at. Anything above 0 needs a human.")
	number(a.Urgent.Count, "urgent_waiting", "Texts about safety that wait for Telegram.")
	moment(a.Urgent.Oldest, "urgent_oldest", "Since when the oldest text about safety waits for Telegram.")
	moment(a.Polled, "polled", "When Telegram last answered a poll.")
	moment(a.Taken, "taken", "When Telegram last took something that was sent.")
	moment(a.Fed, "watch_fed", "When the dead man's switch was last fed.")
	for class := state.ClassSafety; class <= state.ClassStrangerHelp; class++ {
		w := a.Waiting[class.String()]
		to <- prometheus.MustNewConstMetric(gauge("waiting_messages", "Messages that wait for Telegram, by class.", "class"),
			prometheus.GaugeValue, float64(w.Count), class.String())
		if w.Oldest != nil {
			to <- prometheus.MustNewConstMetric(
				gauge("waiting_oldest_timestamp_seconds", "Since when the oldest message of a class waits.", "class"),
				prometheus.GaugeValue, float64(w.Oldest.UnixMilli())/1000, class.String())
		}
	}
}
