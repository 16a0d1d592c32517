//go:build faults

package main

// withoutStore are defects in what is done where no turn is made.
func withoutStore() map[string]defect {
	return map[string]defect{
		"a shard that was lost is not taken again": {
			file: "bot/leases.go", protection: "\t\t\tl.add(lease, now)\n",
			without: "\t\t\tif _, was := l.proven[shard]; !was {\n\t\t\t\tl.add(lease, now)\n\t\t\t}\n",
			among:   "Redis is killed and away",
		},
		"intake waits for Redis": {
			file: "bot/receiver.go", protection: "intakeWithin = time.Second", without: "intakeWithin = time.Minute",
			among: "Redis is stopped",
		},
		"what Redis refuses counts as stored": {
			file: "bot/receiver.go", protection: "if storage.FailedOn(err, r.o.Store.ShardOf(arrival.Chat)) {", without: "if false {",
			among: "Redis has no replica",
		},
		"what Redis does not take is not kept": {
			file: "bot/receiver.go", protection: "if !r.overflow.There() {", without: "if err != nil {",
			among: "Redis gives no rights",
		},
		"what waits for Redis is left where it is": {
			file: "bot/overflow.go", protection: "if v.Len() == 0 {", without: "if v.Len() >= 0 {",
			among: "Redis cannot save",
		},
		"each loop says that Redis fails": {
			file: "bot/health.go", protection: `if name != "pager" && redisFails(err) {`,
			without: `if name == "nothing" && redisFails(err) {`, among: "Redis is cut off",
		},
		"nobody is told that a phone may be seen": {
			file: "flows/engine/bare_careful.go", protection: "patient.Careful && b.says(t, key) {",
			without: `patient.Careful && b.says(t, key) && key == "" {`, among: "Redis is out of memory",
		},
		"nobody attends to what has no turn": {
			file: "bot/run.go", protection: "range attendants {", without: "range 0 * attendants {", among: "Redis is cut off",
		},
		"an emergency call is not written down": {
			file: "bot/internal/attendant/emergency.go", protection: "if !a.with.Spool.There() {", without: "if true {",
			among: "serve is killed while Redis is away",
		},
		"an emergency call is not joined": {
			file: "flows/engine/internal/safety/joining.go", protection: `if (c.Message != 0 || c.Channel || c.Act != "") && !known {`,
			without: "if !known && t.Now().IsZero() {",
			among:   "Redis is out of memory",
		},
		"the leases of a process that was killed are waited for": {
			file: "bot/bot.go", protection: "\to.Store.Succeed(former...)", without: "\t_ = former",
			among: "serve is killed",
		},
		"one chat's wait holds all": {
			file: "bot/internal/lanes/holds.go", protection: "manyChats  = 3", without: "manyChats  = 1",
			among: "one chat is throttled",
		},
		"nothing is tried against a hold": {
			file: "bot/internal/lanes/holds.go", protection: "probeEvery = 10 * time.Second",
			without: "probeEvery = 10 * time.Minute", among: "all chats are throttled",
		},
		"a call that hangs is waited for": {
			file: "bot/telegram/wire.go", protection: "callTimeout   = 10 * time.Second",
			without: "callTimeout   = 10 * time.Minute", among: "Telegram hangs",
		},
		"an answer without a result is a success": {
			file: "bot/telegram/judge.go", protection: "if *a.OK && (", without: "if false && (",
			among: "Telegram answers without a result",
		},
		"strangers are answered as everybody else": {
			file: "bot/internal/lanes/rank.go", protection: "return 3", without: "return 0", among: "strangers cry for help",
		},
		"an emptied store is taken for the same": emptied(),
	}
}

// emptied takes out what a process believes of its store.
func emptied() defect {
	return defect{
		file: "storage/belief/belief.go", among: "the store is wiped",
		protection: `	if s.Word == Older || s.Word == Behind {
		b.older[shard] = Gap{Has: s.Turns, Had: b.turns[shard]}
		if s.Word == Older {
			b.epochs[shard] = max(b.epochs[shard], s.Epoch+1)
		}
		return
	}
	if s.Epoch > 0 {
		delete(b.older, shard)
	}
	b.epochs[shard], b.turns[shard] = max(b.epochs[shard], s.Epoch), max(b.turns[shard], s.Turns)
}

// Read notes the generation that the store shows.
func (b *Belief) Read(generation, own string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.other = nil
	if generation != own {`,
		without: `	b.epochs[shard], b.turns[shard] = 0, 0
}

// Read notes the generation that the store shows.
func (b *Belief) Read(generation, own string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.other = nil
	if false {`,
	}
}
