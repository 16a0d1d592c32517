package bench

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"footing/storage"
)

// usage is what a scene has used so far.
type usage struct {
	bot, redis, phones time.Duration // of processors
	aof, memory        int64         // bytes
	commands, trips    int64         // of Redis; a trip is one reading from a connection
	calls              map[string]int64
}

// used asks the system and Redis.
func (s *scene) used(ctx context.Context) (u usage, err error) {
	for _, c := range s.bots {
		took, err := processorTime(c.cmd.Process.Pid)
		if err != nil {
			return u, err
		}
		u.bot += took
	}
	if u.phones, err = processorTime(s.phones.cmd.Process.Pid); err != nil {
		return u, err
	}
	u.calls = map[string]int64{}
	for _, node := range s.nodes {
		if err := u.ask(ctx, node); err != nil {
			return u, err
		}
	}
	return u, nil
}

// ask adds what a node of Redis says of itself.
func (u *usage) ask(ctx context.Context, node storage.Client) error {
	info, err := about(ctx, node)
	if err != nil {
		return err
	}
	u.aof += info.number("aof_current_size")
	u.memory += info.number("used_memory")
	u.commands += info.number("total_commands_processed")
	u.trips += info.number("total_reads_processed")
	for name, value := range info {
		command, ok := strings.CutPrefix(name, "cmdstat_")
		calls, _, _ := strings.Cut(strings.TrimPrefix(value, "calls="), ",")
		if n, err := strconv.ParseInt(calls, 10, 64); ok && err == nil {
			u.calls[command] += n
		}
	}
	took, err := processorTime(int(info.number("process_id")))
	u.redis += took
	return err
}

// facts are what Redis says of itself.
type facts map[string]string

func about(ctx context.Context, node storage.Client) (facts, error) {
	f := facts{}
	for _, section := range []string{"server", "memory", "persistence", "stats", "commandstats"} {
		text, err := node.Info(ctx, section).Result()
		if err != nil {
			return nil, fmt.Errorf("ask Redis about itself: %w", err)
		}
		for line := range strings.Lines(text) {
			if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
				f[name] = value
			}
		}
	}
	return f, nil
}

func (f facts) number(name string) int64 {
	n, _ := strconv.ParseInt(f[name], 10, 64)
	return n
}

// tick is the unit of /proc: a hundredth of a second on every Linux.
const tick = 10 * time.Millisecond

// processorTime is what a process has used of the processors; 0 where that is not known.
func processorTime(pid int) (time.Duration, error) {
	if runtime.GOOS != "linux" {
		return 0, nil
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, fmt.Errorf("read a process's time: %w", err)
	}
	// The name, in brackets, may hold anything. The fields behind it begin with the third one.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	if len(fields) < 13 {
		return 0, fmt.Errorf("read a process's time: %q", text)
	}
	var sum time.Duration
	for _, field := range fields[11:13] {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("read a process's time: %w", err)
		}
		sum += time.Duration(n) * tick
	}
	return sum, nil
}

// residentMemory is how much memory a process has; 0 where that is not known.
func residentMemory(pid int) (int64, error) {
	if runtime.GOOS != "linux" {
		return 0, nil
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, fmt.Errorf("read a process's memory: %w", err)
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	var kilobytes int64
	if _, err := fmt.Sscan(rest, &kilobytes); err != nil {
		return 0, fmt.Errorf("read a process's memory: %w", err)
	}
	return kilobytes << 10, nil
}
