// Package scripts has what runs within Redis: every Lua script, and how calls of them share round trips. Whatever
// changes more than one key of a shard, or must first look, is one script, so it happens as a whole or not at all.
//
// A call is made by the script and sent by Run, All or Batched:
//
//	reply, err := r.Run(ctx, r.Raise.With([]string{key}, "polled", ms))
//
// What a reply means, and which keys and values go into a call, is for package storage. A call may be repeated after a
// lost reply: each script sees that it was there before.
package scripts

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	_ "embed" // the scripts

	"github.com/redis/go-redis/v9"
)

// Each script's header says what its KEYS and ARGV are and what it returns: always a flat list of strings.
var (
	//go:embed open.lua
	openLua string
	//go:embed raise.lua
	raiseLua string
	//go:embed acquire.lua
	acquireLua string
	//go:embed renew.lua
	renewLua string
	//go:embed release.lua
	releaseLua string
	//go:embed receive.lua
	receiveLua string
	//go:embed save.lua
	saveLua string
	//go:embed commit.lua
	commitLua string
	//go:embed plant.lua
	plantLua string
	//go:embed done.lua
	doneLua string
	//go:embed end.lua
	endLua string
	//go:embed park.lua
	parkLua string
	//go:embed unpark.lua
	unparkLua string
	//go:embed due.lua
	dueLua string
	//go:embed rewrite.lua
	rewriteLua string
	//go:embed pack.lua
	packLua string
	//go:embed reseal.lua
	resealLua string
	//go:embed snapshot.lua
	snapshotLua string
	//go:embed course.lua
	courseLua string
)

// Script is one of them.
type Script struct{ script *redis.Script }

// With is a call of the script. All keys are declared and lie on one shard.
func (s Script) With(keys []string, args ...any) Invocation { return Invocation{s.script, keys, args} }

// Runner has the scripts, and runs them in one Redis. Any number of goroutines may share it.
type Runner struct {
	Open, Raise, Acquire, Renew, Release    Script
	Receive, Commit, Plant, Done, End, Park Script
	Unpark, Due, Rewrite, Pack, Reseal      Script
	Snapshot, Course                        Script

	rdb       redis.UniversalClient
	scattered bool // over the nodes of a cluster
	batch     batch
}

// New makes the runner of a client.
func New(rdb redis.UniversalClient) *Runner {
	script := func(source string) Script { return Script{redis.NewScript(source)} }
	_, scattered := rdb.(*redis.ClusterClient)
	return &Runner{
		Open: script(openLua), Raise: script(raiseLua),
		Acquire: script(acquireLua), Renew: script(renewLua), Release: script(releaseLua),
		Receive: script(receiveLua), Commit: script(saveLua + commitLua), Plant: script(saveLua + plantLua),
		Done: script(doneLua), End: script(endLua), Park: script(parkLua), Unpark: script(unparkLua), Due: script(dueLua),
		Rewrite: script(saveLua + rewriteLua), Pack: script(packLua), Reseal: script(resealLua),
		Snapshot: script(snapshotLua), Course: script(courseLua),
		rdb: rdb, scattered: scattered, batch: batch{inFlight: make(chan struct{}, roundTrips)},
	}
}

// Invocation is one script with what it is given.
type Invocation struct {
	script *redis.Script
	keys   []string
	args   []any
}

// Answer is the result of one of several calls.
type Answer struct {
	Reply []string
	Err   error
}

// Run runs one script in one round trip, or two if the server does not know the script yet.
func (r *Runner) Run(ctx context.Context, c Invocation) ([]string, error) {
	return flat(c.script.Run(ctx, r.rdb, c.keys, c.args...))
}

// All runs many scripts in one round trip, or two if a server does not know them yet. The answers are in the order
// of the calls. In a cluster each call goes by itself, all at once: where a node is away, go-redis tries the whole
// pipeline again until its time is over, and then gives an error for the calls that other nodes have answered, too.
func (r *Runner) All(ctx context.Context, calls []Invocation) []Answer {
	answers := make([]Answer, len(calls))
	if len(calls) == 1 {
		answers[0].Reply, answers[0].Err = r.Run(ctx, calls[0])
		return answers
	}
	if r.scattered {
		var all sync.WaitGroup
		for i := range calls {
			all.Go(func() { answers[i].Reply, answers[i].Err = r.Run(ctx, calls[i]) })
		}
		all.Wait()
		return answers
	}
	all := make([]int, len(calls))
	for i := range all {
		all[i] = i
	}
	r.pipeline(ctx, all, func(p redis.Pipeliner, i int) *redis.Cmd {
		return calls[i].script.EvalSha(ctx, p, calls[i].keys, calls[i].args...)
	}, answers)
	var unknown []int
	for i, a := range answers {
		if a.Err != nil && redis.HasErrorPrefix(a.Err, "NOSCRIPT") {
			unknown = append(unknown, i)
		}
	}
	r.pipeline(ctx, unknown, func(p redis.Pipeliner, i int) *redis.Cmd {
		return calls[i].script.Eval(ctx, p, calls[i].keys, calls[i].args...)
	}, answers)
	return answers
}

// Together runs scripts of several shards at one moment: nothing else happens between the first and the last. Over the
// nodes of a cluster each has a moment of its own, and all begin at once.
func (r *Runner) Together(ctx context.Context, calls []Invocation) []Answer {
	if r.scattered {
		return r.All(ctx, calls)
	}
	answers := make([]Answer, len(calls))
	commands := make([]*redis.Cmd, len(calls))
	_, err := r.rdb.TxPipelined(ctx, func(p redis.Pipeliner) error {
		for i, c := range calls { // within one a server cannot ask for a script that it does not know
			commands[i] = c.script.Eval(ctx, p, c.keys, c.args...)
		}
		return nil
	})
	for i := range calls {
		answers[i].Reply, answers[i].Err = flat(commands[i])
		if err != nil && answers[i].Err == nil && answers[i].Reply == nil {
			answers[i].Err = fmt.Errorf("run scripts: %w", err)
		}
	}
	return answers
}

// pipeline sends the command for each of the given numbers, and writes each answer at its number.
func (r *Runner) pipeline(
	ctx context.Context, numbers []int, command func(redis.Pipeliner, int) *redis.Cmd, answers []Answer,
) {
	if len(numbers) == 0 {
		return
	}
	p := r.rdb.Pipeline()
	commands := make([]*redis.Cmd, len(numbers))
	for i, n := range numbers {
		commands[i] = command(p, n)
	}
	_, err := p.Exec(ctx)
	for i, n := range numbers {
		answers[n].Reply, answers[n].Err = flat(commands[i])
		if err != nil && answers[n].Err == nil && answers[n].Reply == nil {
			answers[n].Err = fmt.Errorf("run scripts: %w", err) // the pipeline failed before it was sent
		}
	}
}

// flat reads a script's reply, a list of strings and integers.
func flat(cmd *redis.Cmd) ([]string, error) {
	values, err := cmd.Slice()
	if err != nil {
		return nil, fmt.Errorf("run script: %w", err)
	}
	reply := make([]string, len(values))
	for i, value := range values {
		switch v := value.(type) {
		case string:
			reply[i] = v
		case int64:
			reply[i] = strconv.FormatInt(v, 10)
		default:
			return nil, fmt.Errorf("run script: unexpected %T in its reply", value)
		}
	}
	return reply, nil
}
