// Package fitness judges whether a Redis keeps what it confirms, before there is a store in it and while one is worked
// on.
//
//	for _, p := range fitness.Check(ctx, client, key) { ... }
//
// Check asks each master for its version, role, memory and settings, and whether a script of this user may write. It
// changes nothing and needs no keys. Each Problem has its remedy; what follows from one is for whoever asked.
package fitness

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"
)

// Problem is a reason why answers may be lost, or why the bot can't run.
type Problem struct {
	What   string // in one sentence
	Remedy string // what the operator can do
	// LosesData is true if the bot can run, but a crash, a power cut or a full memory may lose what people were told is
	// kept. If neither it nor Soon is true the bot can't run at all.
	LosesData bool
	// Soon is true if all is kept for now, but will not be for long, so that somebody must look.
	Soon bool
}

// oldest is the oldest version of Redis that the scripts work with: 7.0 can number the entries within a stream id's
// time.
const oldest = 7

// Check reads the configuration of every master and lists what is wrong with it. The key is that of a hash, for the
// probe of a write. An embedded Redis, which knows no CONFIG, has problems.
func Check(ctx context.Context, rdb redis.UniversalClient, key string) []Problem {
	problems := checkServers(ctx, rdb)
	if slices.ContainsFunc(problems, func(p Problem) bool { return !p.LosesData && !p.Soon }) {
		return problems // a write would fail for the same reason
	}
	return append(problems, checkWrite(ctx, rdb, key)...)
}

func checkServers(ctx context.Context, rdb redis.UniversalClient) []Problem {
	var lock sync.Mutex
	var problems []Problem
	err := eachMaster(ctx, rdb, func(ctx context.Context, name string, node redis.Cmdable) error {
		found := checkServer(ctx, node)
		lock.Lock()
		defer lock.Unlock()
		for _, p := range found {
			if name != "" {
				p.What = name + ": " + p.What
			}
			problems = append(problems, p)
		}
		return nil
	})
	if err != nil {
		problems = append(problems, unreadable("the cluster's masters", err))
	}
	return problems
}

// eachMaster has every master of a cluster looked at, at the same time and with its address. A Redis alone has no name.
func eachMaster(
	ctx context.Context, rdb redis.UniversalClient, look func(_ context.Context, name string, node redis.Cmdable) error,
) error {
	cluster, ok := rdb.(*redis.ClusterClient)
	if !ok {
		return look(ctx, "", rdb)
	}
	return cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error { //nolint:wrapcheck // by callers
		return look(ctx, node.Options().Addr, node)
	})
}

func checkServer(ctx context.Context, rdb redis.Cmdable) []Problem {
	info := make(map[string]string)
	for _, section := range []string{"server", "replication", "persistence", "memory"} {
		some, err := infoOf(ctx, rdb, section)
		if err != nil {
			return []Problem{unreadable("INFO "+section, err)}
		}
		maps.Copy(info, some)
	}
	var problems []Problem
	major, _, _ := strings.Cut(info["redis_version"], ".")
	if n, err := strconv.Atoi(major); err != nil || n < oldest {
		problems = append(problems, Problem{
			What:   fmt.Sprintf("Redis is version %s, the bot needs %d.0 or later.", info["redis_version"], oldest),
			Remedy: "Update redis-server.",
		})
	}
	if role := info["role"]; role != "master" {
		problems = append(problems, Problem{
			What:   fmt.Sprintf("Redis has the role %s and takes no writes.", role),
			Remedy: "Connect to the master, or name the sentinels so that it can be found.",
		})
	}
	if status := info["aof_last_write_status"]; status != "" && status != "ok" {
		problems = append(problems, Problem{
			What:      "Redis could not write its append-only file the last time it tried.",
			Remedy:    "See whether its disk is full or failing.",
			LosesData: true,
		})
	}
	return slices.Concat(problems, checkMemory(info), checkConfig(ctx, rdb))
}

// checkMemory compares what is used with the limit. The texts hold no figure that changes from look to look.
func checkMemory(info map[string]string) []Problem {
	used, limit := number(info["used_memory"]), number(info["maxmemory"])
	const remedy = "Give it more memory (maxmemory in redis.conf, and CONFIG SET maxmemory now), or move what else is in it."
	switch {
	case limit <= 0:
		return nil
	case used >= limit:
		return []Problem{{
			What:   fmt.Sprintf("Redis is full: all of its %s (maxmemory) are used, so it takes no answers.", size(limit)),
			Remedy: remedy,
		}}
	case used >= limit/10*9:
		return []Problem{{
			What:   fmt.Sprintf("Redis is nearly full: over nine tenths of its %s (maxmemory) are used.", size(limit)),
			Remedy: remedy, Soon: true,
		}}
	}
	return nil
}

func size(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20)) }

// probe writes nothing: it removes a field that is never there from a hash that need not be there. Redis refuses it for
// every reason for which it would refuse a turn's script, but the want of memory.
const probe = "return redis.call('HDEL', KEYS[1], '')"

const mayNot = "Allow the bot's Redis user all commands (+@all) on all keys (~*)."

// checkWrite sees whether a script of this user may write.
func checkWrite(ctx context.Context, rdb redis.UniversalClient, key string) []Problem {
	err := rdb.Eval(ctx, probe, []string{key}).Err()
	if err == nil {
		return nil
	}
	why, _, _ := strings.Cut(err.Error(), " script: ")
	p := Problem{What: "Redis takes no writes of the bot: " + strings.TrimSuffix(why, ".") + ".", Remedy: "See Redis' log."}
	for _, known := range []struct{ word, remedy string }{
		{"NOPERM", mayNot},
		{"can't run this command", mayNot},
		{"NOREPLICAS", "Connect the replicas for which min-replicas-to-write waits, or lower it."},
		{"MISCONF", "See whether Redis' disk is full or failing: it refuses writes since it could not save."},
		{"READONLY", "Connect to the master, or name the sentinels so that it can be found."},
		{"CLUSTERDOWN", "See CLUSTER INFO: bring back the masters that are away."},
	} {
		if strings.Contains(err.Error(), known.word) {
			p.Remedy = known.remedy
		}
	}
	return []Problem{p}
}

// checkConfig checks the settings that decide whether confirmed data survive.
func checkConfig(ctx context.Context, rdb redis.Cmdable) []Problem {
	var problems []Problem
	for _, want := range []struct{ setting, value, why string }{
		{"appendonly", "yes", "a crash loses what was stored since the last snapshot"},
		{"appendfsync", "always", "a power cut loses the last second or more of answers"},
		{"no-appendfsync-on-rewrite", "no", "a power cut while the file is rewritten loses answers"},
		{"maxmemory-policy", "noeviction", "a full Redis deletes answers to make room"},
	} {
		reply, err := rdb.ConfigGet(ctx, want.setting).Result()
		if err != nil {
			return append(problems, unreadable("CONFIG GET "+want.setting, err))
		}
		if is := reply[want.setting]; is != want.value {
			problems = append(problems, Problem{
				What: fmt.Sprintf("Redis has %s %q: %s.", want.setting, is, want.why),
				Remedy: fmt.Sprintf("Run redis-cli CONFIG SET %[1]s %[2]s, and write %[1]s %[2]s into redis.conf for its next "+
					"start.", want.setting, want.value),
				LosesData: true,
			})
		}
	}
	return problems
}

func unreadable(what string, err error) Problem {
	return Problem{
		What:      fmt.Sprintf("Whether Redis keeps what it confirms can't be told: %s fails: %v.", what, err),
		Remedy:    "Allow the bot's Redis user INFO and CONFIG|GET.",
		LosesData: true,
	}
}
