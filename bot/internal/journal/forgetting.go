package journal

import (
	"errors"
	"time"

	"footing/bot/internal/loop"
)

// survey reads what the file has: the runs of turns, the time of its oldest record, and what was sent. It must be read
// again when a day was destroyed, for what is not there any more cannot be made again. The lock is held, or nobody else
// has the journal yet.
func (j *Journal) survey() error {
	j.runs, j.since, j.recent = make(map[int]run), time.Time{}, nil
	return j.file.Read(func(data []byte) { //nolint:wrapcheck // it says what it did
		r, err := decode(data)
		if err == nil && (j.since.IsZero() || r.at.Before(j.since)) {
			j.since = r.at
		}
		switch {
		case err != nil:
		case r.kind == kindTurn:
			j.ran(r.shard, r.number)
		case r.kind == kindOver:
			j.recent.add(data)
		}
	})
}

// forgets is how long after the start days are destroyed that are over. Shards that are being taken may need them, as
// where a store is restored after some days.
const forgets = 5 * time.Minute

// forget destroys the days that are over.
func (j *Journal) forget(now loop.Reading) error {
	if now.Run < forgets {
		return nil
	}
	j.writing.Lock()
	defer j.writing.Unlock()
	before := j.file.Size()
	err := j.file.Forget(now.Wall)
	if j.file.Size() == before {
		return err //nolint:wrapcheck // it says what it did
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return errors.Join(err, j.survey())
}
