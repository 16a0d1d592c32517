package assembly

import (
	"bytes"
	"io"
	"net"
	"strconv"
	"strings"
)

// older stands before a Redis and lets it say that it is of version 6.
func (w *setup) older(socket string) string {
	listener, err := (&net.ListenConfig{}).Listen(w.Context(), "tcp", "127.0.0.1:0")
	w.must(err)
	w.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			to, err := (&net.Dialer{}).DialContext(w.Context(), "unix", socket)
			if err != nil {
				_ = from.Close()
				return
			}
			go func() { _, _ = io.Copy(to, from); _ = to.Close() }()
			go func() {
				defer func() { _ = from.Close() }()
				for b := make([]byte, 1<<16); ; {
					n, err := to.Read(b)
					if _, wrong := from.Write(bytes.Replace(b[:n], []byte("redis_version:7"), []byte("redis_version:6"), 1)); err != nil || wrong != nil {
						return
					}
				}
			}()
		}
	}()
	return "redis://" + listener.Addr().String()
}

func wrongRedis() []wrong {
	config := func(name, bad, good, says string) wrong {
		return wrong{
			name: name + " " + bad, check: "durability", state: failed, says: says, remedy: name, refuses: true,
			spoil: func(w *setup) { w.redis("CONFIG", "SET", name, bad) },
			mend:  func(w *setup) { w.redis("CONFIG", "SET", name, good) },
		}
	}
	user := func(name, rule, says, remedy string) wrong {
		return wrong{
			name: name, check: "durability", state: failed, says: says, remedy: remedy, refuses: true,
			spoil: func(w *setup) { w.redis("ACL", "SETUSER", "small", "on", ">x", "~*", "&*", "+@all", rule); w.small() },
			mend:  func(w *setup) { w.redis("ACL", "SETUSER", "small", "+@all") },
		}
	}
	whole := config("maxmemory", "1", "0", "Redis is full")
	nearly := config("maxmemory", "", "0", "nearly full")
	nearly.name, nearly.state, nearly.refuses = "nearly full", warning, false
	nearly.spoil = func(w *setup) {
		used, err := w.rdb.Info(w.Context(), "memory").Result()
		w.must(err)
		_, used, _ = strings.Cut(used, "used_memory:")
		used, _, _ = strings.Cut(used, "\r\n")
		n, err := strconv.Atoi(used)
		w.must(err)
		w.redis("CONFIG", "SET", "maxmemory", strconv.Itoa(n+n/20))
	}
	return []wrong{
		{
			name: "a Redis that does not answer", check: "redis", state: failed, says: "does not answer", remedy: "Start it",
			spoil: func(w *setup) { w.env("REDIS_URL", "redis://127.0.0.1:1") }, refuses: true,
			mend: func(w *setup) { w.env("REDIS_URL", "unix://"+w.socket()) },
		},
		{
			name: "another password", check: "redis", state: failed, says: "refuses", remedy: "redis.password", refuses: true,
			spoil: func(w *setup) { w.redis("ACL", "SETUSER", "small", "on", ">y", "~*", "&*", "+@all"); w.small() },
			mend:  func(w *setup) { w.redis("ACL", "SETUSER", "small", ">x") },
		},
		config("appendonly", "no", "yes", "a crash loses"),
		config("appendfsync", "everysec", "always", "a power cut loses"),
		config("appendfsync", "no", "always", "a power cut loses"),
		config("no-appendfsync-on-rewrite", "yes", "no", "while the file is rewritten"),
		config("maxmemory-policy", "allkeys-lru", "noeviction", "deletes answers"),
		config("maxmemory-policy", "volatile-ttl", "noeviction", "deletes answers"),
		config("min-replicas-to-write", "1", "0", "NOREPLICAS"),
		whole, nearly,
		{
			name: "a replica", check: "durability", state: failed, says: "the role slave", remedy: "master", refuses: true,
			spoil: func(w *setup) { w.redis("REPLICAOF", "127.0.0.1", "1") },
			mend:  func(w *setup) { w.redis("REPLICAOF", "NO", "ONE") },
		},
		{
			name: "an old version", check: "durability", state: failed, says: "version 6.", remedy: "Update redis-server",
			spoil: func(w *setup) { w.env("REDIS_URL", w.older(w.socket())) }, refuses: true,
			mend: func(w *setup) { w.env("REDIS_URL", "unix://"+w.socket()) },
		},
		user("a hidden CONFIG", "-config", "CONFIG GET appendonly fails", "CONFIG|GET"),
		user("a hidden INFO", "-info", "INFO server fails", "INFO"),
		user("a user who may run no scripts", "-eval", "NOPERM", "+@all"),
		user("a user who may not write", "-@write", "takes no writes", "+@all"),
		{
			name: "keys of something else", check: "store", state: warning, says: "1 keys of something else",
			spoil: func(w *setup) { w.redis("SET", "cache:1", "x") }, mend: func(w *setup) { w.redis("DEL", "cache:1") },
			remedy: "a Redis of its own",
		},
	}
}

func (w *setup) socket() string { return strings.TrimPrefix(w.url, "unix://") }

// small lets footing come as another user than the test's own.
func (w *setup) small() { w.env("REDIS_URL", "unix://small:x@"+w.socket()) }
