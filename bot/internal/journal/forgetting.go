package journal

import (
	"time"

	"footing/bot/internal/loop"
)

// surveyed is the content of the file: lines of history, the latest updates, and the latest messages that were sent.
type surveyed struct {
	lines  map[int]*history // by shard
	came   map[int]*work    // by shard: only field came is filled in
	recent recent
}

// survey reads the file. It is called again after a day was destroyed, because the turns of that day can no longer be
// made again. Nothing may be written meanwhile.
func (j *Journal) survey() surveyed {
	s := surveyed{lines: make(map[int]*history), came: make(map[int]*work)}
	j.file.Read(func(data []byte) {
		r, err := decode(data)
		if err != nil {
			return
		}
		h, w := s.lines[r.shard], s.came[r.shard]
		if h == nil {
			h, w = &history{}, &work{ended: true}
			s.lines[r.shard], s.came[r.shard] = h, w
		}
		switch r.kind {
		case kindTurn:
			if len(r.parts) > 0 {
				h.turned(string(r.parts[0]), r.number, r.at)
				w.passed(r.at)
			}
		case kindMark:
			if m, err := r.mark(); err == nil {
				h.marked(m)
			}
		case kindCame:
			if arrival, err := r.came(); err == nil {
				w.arrived(came{r.shard, r.at, arrival})
			}
		case kindOver:
			s.recent.add(data)
		}
	})
	return s
}

// line is the history of a shard. The caller holds the lock.
func (j *Journal) line(shard int) *history {
	h := j.lines[shard]
	if h == nil {
		h = &history{}
		j.lines[shard] = h
	}
	return h
}

// forgets is how long after the start old days are kept all the same. Shards that are being taken may need them, for
// instance after a restore some days later.
const forgets = 5 * time.Minute

// forget destroys the days that are too old.
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
	found := j.survey() // turns are noted meanwhile
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines, j.recent = found.lines, found.recent
	for _, e := range j.waiting {
		if sent, ok := e.(encoded); ok {
			j.recent.add(sent)
		}
	}
	j.remark(now.Wall)
	return err //nolint:wrapcheck // as above
}

// remark records again which lines are in use, because the records of their beginnings may be gone. The caller holds
// the lock.
func (j *Journal) remark(at time.Time) {
	for shard, w := range j.work {
		if !w.ended {
			j.add(mark{shard: shard, number: w.last, at: at, line: w.line(), lines: w.lines})
		}
	}
}
