package storage_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"footing/storage"
)

// answers stands before a Redis and answers INFO and CONFIG GET in its place, as another version or another role would.
type answers struct {
	info   map[string]string // by section, in lines
	config map[string]string
}

var errNoPermission = errors.New("NOPERM this user has no permissions to run the 'info' command")

func (a *answers) DialHook(next redis.DialHook) redis.DialHook { return next }

func (a *answers) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (a *answers) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		args := cmd.Args()
		name, _ := args[len(args)-1].(string)
		switch cmd := cmd.(type) {
		case *redis.StringCmd:
			if cmd.Name() != "info" {
				break
			}
			text, ok := a.info[name]
			if !ok {
				cmd.SetErr(errNoPermission)
				return errNoPermission
			}
			cmd.SetVal(strings.ReplaceAll(text, "\n", "\r\n"))
			return nil
		case *redis.MapStringStringCmd:
			cmd.SetVal(map[string]string{name: a.config[name]})
			return nil
		}
		return next(ctx, cmd)
	}
}

// TestCheckByInfo: what Check makes of what a Redis says about itself.
func TestCheckByInfo(t *testing.T) {
	good := map[string]string{
		"server":      "# Server\nredis_version:7.4.1\nredis_mode:standalone\n",
		"replication": "# Replication\nrole:master\nconnected_slaves:0\n",
		"persistence": "# Persistence\nloading:0\naof_enabled:1\naof_last_write_status:ok\n",
		"memory":      "# Memory\nused_memory:900\nmaxmemory:0\n",
	}
	server := func(version string) map[string]string {
		return map[string]string{"server": "redis_version:" + version + "\n"}
	}
	replica := map[string]string{"replication": "role:slave\nmaster_link_status:down\n"}
	failing := map[string]string{"persistence": "aof_last_write_status:err\n"}
	for name, test := range map[string]struct {
		says []map[string]string
		want []storage.Problem // What and Remedy: words of theirs
	}{
		"all is well":             {nil, nil},
		"the oldest that will do": {[]map[string]string{server("7.0.0")}, nil},
		"a later one":             {[]map[string]string{server("10.2.0")}, nil},
		"too old": {
			[]map[string]string{server("6.2.14")},
			[]storage.Problem{{What: "version 6.2.14", Remedy: "Update"}},
		},
		"much too old": {
			[]map[string]string{server("0.9")},
			[]storage.Problem{{What: "version 0.9", Remedy: "Update"}},
		},
		"no version": {
			[]map[string]string{server("")},
			[]storage.Problem{{What: "needs 7.0", Remedy: "Update"}},
		},
		"a replica": {[]map[string]string{replica}, []storage.Problem{{What: "role slave", Remedy: "master"}}},
		"a file that fails": {
			[]map[string]string{failing},
			[]storage.Problem{{What: "append-only file", Remedy: "disk", LosesData: true}},
		},
		"room enough": {[]map[string]string{{"memory": "used_memory:1887430\nmaxmemory:2097152\n"}}, nil},
		"nearly full": {
			[]map[string]string{{"memory": "used_memory:1887437\nmaxmemory:2097152\n"}},
			[]storage.Problem{{What: "nine tenths of its 2.0 MB", Remedy: "maxmemory", Soon: true}},
		},
		"full": {
			[]map[string]string{{"memory": "used_memory:2097152\nmaxmemory:2097152\n"}},
			[]storage.Problem{{What: "Redis is full", Remedy: "maxmemory"}},
		},
		"no file was written yet": {[]map[string]string{{"persistence": "aof_enabled:1\n"}}, nil},
		"all of it, each told": {
			[]map[string]string{server("6.0.1"), replica, failing},
			[]storage.Problem{{What: "version 6.0.1"}, {What: "role slave"}, {What: "append-only file", LosesData: true}},
		},
		"nothing may be asked": {
			[]map[string]string{{"server": "-"}},
			[]storage.Problem{{What: "INFO server", Remedy: "Allow", LosesData: true}},
		},
		"not all may be asked": {
			[]map[string]string{{"persistence": "-"}},
			[]storage.Problem{{What: "INFO persistence", Remedy: "Allow", LosesData: true}},
		},
		"the role is not told": {
			[]map[string]string{{"replication": "# Replication\n"}},
			[]storage.Problem{{What: "role", Remedy: "master"}},
		},
		"a status of another kind": {
			[]map[string]string{{"persistence": "aof_last_write_status:unheard-of\n"}},
			[]storage.Problem{{What: "append-only file", Remedy: "disk", LosesData: true}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := &answers{info: maps.Clone(good), config: map[string]string{
				"appendonly": "yes", "appendfsync": "always", "no-appendfsync-on-rewrite": "no", "maxmemory-policy": "noeviction",
			}}
			for _, says := range test.says {
				maps.Copy(a.info, says)
			}
			maps.DeleteFunc(a.info, func(_, text string) bool { return text == "-" })
			rdb := embedded(t)
			s := open(t, rdb, "first")
			rdb.AddHook(a)
			found := s.Check(t.Context())
			if same := slices.EqualFunc(test.want, found, func(want, got storage.Problem) bool {
				return strings.Contains(got.What, want.What) && strings.Contains(got.Remedy, want.Remedy) &&
					got.LosesData == want.LosesData && got.Soon == want.Soon
			}); !same {
				t.Errorf("found %+v, want %+v", found, test.want)
			}
		})
	}
}
