package fitness

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"
)

// Memory is what a Redis uses, and what it may use: maxmemory or, without that, the machine's. Bytes; 0 is not known.
type Memory struct{ Used, Limit int64 }

// MemoryOf reads the memory of every master of a cluster, by its address. That of one alone has no name.
func MemoryOf(ctx context.Context, rdb redis.UniversalClient) (map[string]Memory, error) {
	all := make(map[string]Memory)
	var lock sync.Mutex
	err := eachMaster(ctx, rdb, func(ctx context.Context, name string, node redis.Cmdable) error {
		info, err := infoOf(ctx, node, "memory")
		if err != nil {
			return err
		}
		m := Memory{number(info["used_memory"]), number(info["maxmemory"])}
		if m.Limit == 0 {
			m.Limit = number(info["total_system_memory"])
		}
		lock.Lock()
		defer lock.Unlock()
		all[name] = m
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read how much memory Redis uses: %w", err)
	}
	return all, nil
}

// infoOf reads a section of INFO.
func infoOf(ctx context.Context, rdb redis.Cmdable, section string) (map[string]string, error) {
	reply, err := rdb.Info(ctx, section).Result()
	if err != nil {
		return nil, err //nolint:wrapcheck // the callers say what they read
	}
	info := make(map[string]string)
	for line := range strings.Lines(reply) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		info[name] = value
	}
	return info, nil
}

// number reads a number of INFO; 0 if it is none.
func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
