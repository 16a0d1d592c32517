package storage

import (
	"context"
	"fmt"
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
	// kept. If it is false the bot can't run at all.
	LosesData bool
}

// oldest is the oldest version of Redis that the scripts work with: 7.0 can number the entries within a stream id's
// time.
const oldest = 7

// Check reads the configuration of every master and lists what is wrong with it. It changes nothing. An embedded Redis,
// which knows no CONFIG, has problems.
func (s *Store) Check(ctx context.Context) []Problem {
	cluster, ok := s.rdb.(*redis.ClusterClient)
	if !ok {
		return checkServer(ctx, s.rdb)
	}
	var lock sync.Mutex
	var problems []Problem
	err := cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		found := checkServer(ctx, node)
		lock.Lock()
		defer lock.Unlock()
		for _, p := range found {
			p.What = node.Options().Addr + ": " + p.What
			problems = append(problems, p)
		}
		return nil
	})
	if err != nil {
		problems = append(problems, unreadable("the cluster's masters", err))
	}
	return problems
}

func checkServer(ctx context.Context, rdb redis.Cmdable) []Problem {
	info := make(map[string]string)
	for _, section := range []string{"server", "replication", "persistence"} {
		reply, err := rdb.Info(ctx, section).Result()
		if err != nil {
			return []Problem{unreadable("INFO "+section, err)}
		}
		for line := range strings.Lines(reply) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
			info[name] = value
		}
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
	return append(problems, checkConfig(ctx, rdb)...)
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
				What:      fmt.Sprintf("Redis has %s %q: %s.", want.setting, is, want.why),
				Remedy:    fmt.Sprintf("Run redis-cli CONFIG SET %[1]s %[2]s, and write %[1]s %[2]s into redis.conf for its next start.", want.setting, want.value),
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
