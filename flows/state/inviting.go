package state

import (
	"footing/flows/record"
	"slices"
)

// Team is who holds which post, as the office said last. Nobody holds a post beside themselves.
func (d *Desk) Team(self string) Team {
	post := func(role record.Role) *Contact {
		for _, c := range slices.Backward(d.Staff) {
			if c.Role == role && c.ID != self {
				return &c
			}
		}
		return nil
	}
	return Team{Backup: post(record.Backup), Lead: post(record.Lead), Night: post(record.Night)}
}
