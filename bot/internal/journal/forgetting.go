package journal

import (
	"errors"
	"time"

	"footing/bot/internal/loop"
)

// survey reads what the file has: the lines of history, what came last, and what was sent. It must be read again when a
// day was destroyed, for what is not there any more cannot be made again. The lock is held, or nobody else has the
// journal yet.
func (j *Journal) survey() error {
	j.lines, j.recent = make(map[int]*history), nil
	for _, w := range j.work {
		if len(w.lines) == 0 {
			w.came = nil
		}
	}
	return j.file.Read(func(data []byte) { //nolint:wrapcheck // it says what it did
		r, err := decode(data)
		if err != nil {
			return
		}
		switch r.kind {
		case kindTurn:
			if len(r.parts) > 0 {
				j.line(r.shard).turned(string(r.parts[0]), r.number, r.at)
				if w := j.worked(r.shard); len(w.lines) == 0 { // else what came is remembered
					w.passed(r.at)
				}
			}
		case kindMark:
			if m, err := r.mark(); err == nil {
				j.line(r.shard).marked(m)
			}
		case kindCame:
			arrival, err := r.came()
			if w := j.worked(r.shard); err == nil && len(w.lines) == 0 {
				w.arrived(came{r.shard, r.at, arrival})
			}
		case kindOver:
			j.recent.add(data)
		}
	})
}

// line is the history of a shard. The lock is held, or nobody else has the journal yet.
func (j *Journal) line(shard int) *history {
	h := j.lines[shard]
	if h == nil {
		h = &history{}
		j.lines[shard] = h
	}
	return h
}

// forgets is how long after the start days are destroyed that are over. Shards that are being taken may need them, as
// where a store is restored after some days.
const forgets = 5 * time.Minute

// forget destroys the days that are over. Of the lines that go on it says so again, because their beginnings may be
// gone.
func (j *Journal) forget(now loop.Reading) error {
	if now.Run < forgets {
		return nil
	}
	j.writing.Lock()
	defer j.writing.Unlock()
	before := j.file.Size()
	err := j.file.Forget(now.Wall)
	if j.file.Size() == before || !j.keeps {
		return err //nolint:wrapcheck // it says what it did
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	err = errors.Join(err, j.survey())
	for shard, w := range j.work {
		if !w.ended {
			j.add(mark{shard: shard, number: w.last, at: now.Wall, line: w.line(), lines: w.lines})
		}
	}
	return err
}
