package storage

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"

	_ "embed" // the scripts

	"github.com/redis/go-redis/v9"
)

// Each script's header says what its KEYS and ARGV are and what it returns: always a flat list of strings.
var (
	//go:embed scripts/open.lua
	openLua string
	//go:embed scripts/raise.lua
	raiseLua string
	//go:embed scripts/acquire.lua
	acquireLua string
	//go:embed scripts/renew.lua
	renewLua string
	//go:embed scripts/release.lua
	releaseLua string
	//go:embed scripts/receive.lua
	receiveLua string
	//go:embed scripts/save.lua
	saveLua string
	//go:embed scripts/commit.lua
	commitLua string
	//go:embed scripts/plant.lua
	plantLua string
	//go:embed scripts/done.lua
	doneLua string
	//go:embed scripts/end.lua
	endLua string
	//go:embed scripts/park.lua
	parkLua string
	//go:embed scripts/unpark.lua
	unparkLua string
	//go:embed scripts/due.lua
	dueLua string
	//go:embed scripts/rewrite.lua
	rewriteLua string
	//go:embed scripts/pack.lua
	packLua string
)

type scripts struct {
	open, raise, acquire, renew, release    *redis.Script
	receive, commit, plant, done, end, park *redis.Script
	unpark, due, rewrite, pack              *redis.Script
}

func newScripts() scripts {
	return scripts{
		open: redis.NewScript(openLua), raise: redis.NewScript(raiseLua),
		acquire: redis.NewScript(acquireLua), renew: redis.NewScript(renewLua), release: redis.NewScript(releaseLua),
		receive: redis.NewScript(receiveLua),
		commit:  redis.NewScript(saveLua + commitLua), plant: redis.NewScript(saveLua + plantLua),
		done: redis.NewScript(doneLua), end: redis.NewScript(endLua), park: redis.NewScript(parkLua),
		unpark: redis.NewScript(unparkLua), due: redis.NewScript(dueLua),
		rewrite: redis.NewScript(saveLua + rewriteLua), pack: redis.NewScript(packLua),
	}
}

// call is one script with what it is given. All keys are declared and lie on one shard.
type call struct {
	script *redis.Script
	keys   []string
	args   []any
}

// answer is the result of one of several calls.
type answer struct {
	reply []string
	err   error
}

// run runs one script in one round trip, or two if the server does not know the script yet.
func (s *Store) run(ctx context.Context, c call) ([]string, error) {
	return flat(c.script.Run(ctx, s.rdb, c.keys, c.args...))
}

// runAll runs many scripts in one round trip, or two if a server does not know them yet. The answers are in the order
// of the calls. In a cluster each call goes by itself, all at once: where a node is away, go-redis tries the whole
// pipeline again until its time is over, and then gives an error for the calls that other nodes have answered, too.
func (s *Store) runAll(ctx context.Context, calls []call) []answer {
	answers := make([]answer, len(calls))
	if len(calls) == 1 {
		answers[0].reply, answers[0].err = s.run(ctx, calls[0])
		return answers
	}
	if s.scattered {
		var all sync.WaitGroup
		for i := range calls {
			all.Go(func() { answers[i].reply, answers[i].err = s.run(ctx, calls[i]) })
		}
		all.Wait()
		return answers
	}
	all := make([]int, len(calls))
	for i := range all {
		all[i] = i
	}
	s.pipeline(ctx, all, func(p redis.Pipeliner, i int) *redis.Cmd {
		return calls[i].script.EvalSha(ctx, p, calls[i].keys, calls[i].args...)
	}, answers)
	var unknown []int
	for i, a := range answers {
		if a.err != nil && redis.HasErrorPrefix(a.err, "NOSCRIPT") {
			unknown = append(unknown, i)
		}
	}
	s.pipeline(ctx, unknown, func(p redis.Pipeliner, i int) *redis.Cmd {
		return calls[i].script.Eval(ctx, p, calls[i].keys, calls[i].args...)
	}, answers)
	return answers
}

// pipeline sends the command for each of the given numbers, and writes each answer at its number.
func (s *Store) pipeline(
	ctx context.Context, numbers []int, command func(redis.Pipeliner, int) *redis.Cmd, answers []answer,
) {
	if len(numbers) == 0 {
		return
	}
	p := s.rdb.Pipeline()
	commands := make([]*redis.Cmd, len(numbers))
	for i, n := range numbers {
		commands[i] = command(p, n)
	}
	_, err := p.Exec(ctx)
	for i, n := range numbers {
		answers[n].reply, answers[n].err = flat(commands[i])
		if err != nil && answers[n].err == nil && answers[n].reply == nil {
			answers[n].err = fmt.Errorf("run scripts: %w", err) // the pipeline failed before it was sent
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

// verdict reads the first word of a reply: "ok", with the rest, or why nothing was done.
func verdict(reply []string, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	if len(reply) == 0 {
		return nil, errors.New("run script: empty reply")
	}
	switch reply[0] {
	case "ok":
		return reply[1:], nil
	case "fenced":
		return nil, ErrFenced
	case "gone":
		return nil, ErrGone
	case "stale":
		return nil, ErrStale
	case "taken":
		return nil, final("the participant or the chat already exists")
	}
	return nil, fmt.Errorf("run script: unknown verdict %q", reply[0])
}
