package config_test

import (
	"errors"
	"flag"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footing/config"
)

var update = flag.Bool("update", false, "rewrite the expected errors in testdata")

const token = "123456789:AAHsecretsecretsecretsecretsecret00"

// write makes a file in a folder of the test's own.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func load(t *testing.T, src config.Source) config.Config {
	t.Helper()
	cfg, err := config.Load(src)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return cfg
}

func TestDefaults(t *testing.T) {
	cfg := load(t, config.Source{File: "no-such-file.yaml", Environ: []string{"HOME=/home/op", "PATH=/bin"}})
	want := config.Config{
		Telegram:   config.Telegram{APIURL: "https://api.telegram.org", Rate: 30},
		Journal:    config.Journal{Limit: 256},
		Admin:      config.Admin{Addr: "127.0.0.1:9464"},
		Log:        config.Log{Level: slog.LevelInfo, Format: "text"},
		DataDir:    "./footing-data",
		KeysetFile: "/home/op/.config/footing/keyset.json",
	}
	sameFields(t, want, cfg)
	if got := load(t, config.Source{Environ: []string{
		"XDG_CONFIG_HOME=/x",
		"HOME=/home/op",
	}}).KeysetFile; got != "/x/footing/keyset.json" {
		t.Errorf("keyset file under XDG_CONFIG_HOME = %s", got)
	}
	if got := load(t, config.Source{}).KeysetFile; got != "" {
		t.Errorf("keyset file without a home = %q, want none", got)
	}
}

// sameFields compares all that can be set, secrets by what they reveal.
func sameFields(t *testing.T, want, got config.Config) {
	t.Helper()
	fields := cmp.FilterPath(func(p cmp.Path) bool {
		name := p.Last().String()
		return name == ".rows" || name == ".ignored" || name == ".files"
	}, cmp.Ignore())
	secrets := cmp.Comparer(func(a, b config.Secret) bool { return a.Reveal() == b.Reveal() })
	if diff := cmp.Diff(want, got, fields, secrets); diff != "" {
		t.Errorf("config (-want +got):\n%s", diff)
	}
}

func TestEveryKeyFromTheFile(t *testing.T) {
	path := write(t, "footing.yaml", `# all of it
telegram:
  token: `+token+`   # from BotFather
  api_url: http://127.0.0.1:8081/
  rate: 0
redis:
  addrs:
    - one:26379
    - "two:26379"
  master: mymaster
  username: footing
  password: |
    p w
journal: {limit: 512}
admin: {addr: "0.0.0.0:9464", public: true}
log:
  level: DEBUG
  format: json
data_dir: /var/lib/footing
keyset_file: /etc/footing/keyset.json
clinic: clinic.yaml
protocol_dir: ./protocol
accept_data_loss: true
accept_unreachable: true
`)
	sameFields(t, config.Config{
		Telegram: config.Telegram{Token: config.NewSecret(token), APIURL: "http://127.0.0.1:8081"},
		Redis: config.Redis{
			Addrs: []string{"one:26379", "two:26379"}, Master: "mymaster", Username: "footing",
			Password: config.NewSecret("p w\n"),
		},
		Journal:           config.Journal{Limit: 512},
		Admin:             config.Admin{Addr: "0.0.0.0:9464", Public: true},
		Log:               config.Log{Level: slog.LevelDebug, Format: "json"},
		DataDir:           "/var/lib/footing",
		KeysetFile:        "/etc/footing/keyset.json",
		Clinic:            "clinic.yaml",
		ProtocolDir:       "./protocol",
		AcceptDataLoss:    true,
		AcceptUnreachable: true,
	}, load(t, config.Source{File: path, Explicit: true}))
}

func TestPrecedence(t *testing.T) {
	file := write(t, "footing.yaml", "log: {level: debug, format: json}\ndata_dir: from-file\ntelegram: {rate: 1000}\n")
	cfg := load(t, config.Source{
		File:    file,
		Environ: []string{"FOOTING_LOG_LEVEL=warn", "FOOTING_DATA_DIR=from-env", "FOOTING_TELEGRAM_RATE="},
		Flags:   map[string]string{"log.level": "error", "log.format": ""},
	})
	if cfg.Log.Level != slog.LevelError {
		t.Errorf("flag, environment and file give log.level, got %v, want the flag's", cfg.Log.Level)
	}
	if cfg.DataDir != "from-env" {
		t.Errorf("environment and file give data_dir, got %s, want the environment's", cfg.DataDir)
	}
	if cfg.Telegram.Rate != 1000 || cfg.Log.Format != "json" {
		t.Errorf("an empty value hides the file's: rate %d, format %s", cfg.Telegram.Rate, cfg.Log.Format)
	}
	want := "log.level error command line; log.format json " + file +
		":1:29; data_dir from-env FOOTING_DATA_DIR; admin.addr 127.0.0.1:9464 default"
	for _, line := range strings.Split(want, "; ") {
		if text := strings.Join(strings.Fields(cfg.String()), " "); !strings.Contains(text, line) {
			t.Errorf("Describe lacks %q:\n%s", line, cfg)
		}
	}
}

func TestSecretFiles(t *testing.T) {
	path := write(t, "token", "\n "+token+" \n")
	fromEnv := load(t, config.Source{Environ: []string{"FOOTING_TELEGRAM_TOKEN_FILE=" + path}})
	fromFile := load(t, config.Source{File: write(t, "f.yaml", "telegram: {token_file: "+path+"}")})
	above := load(t, config.Source{
		File:    write(t, "f.yaml", "telegram: {token: 1:lower}"),
		Environ: []string{"FOOTING_TELEGRAM_TOKEN_FILE=" + path},
	})
	for name, cfg := range map[string]config.Config{
		"environment": fromEnv, "file": fromFile,
		"above the file's token": above,
	} {
		if got := cfg.Telegram.Token.Reveal(); got != token {
			t.Errorf("%s: token is not that of the secret's file but %q", name, got)
		}
	}
	below := load(t, config.Source{
		File:    write(t, "f.yaml", "telegram: {token_file: /does/not/exist}"),
		Environ: []string{"FOOTING_TELEGRAM_TOKEN=" + token},
	})
	if got := below.Telegram.Token.Reveal(); got != token {
		t.Errorf("a file that is not needed was preferred: %q", got)
	}
}

// TestBadFiles compares the errors of every file in testdata/bad with what stands beside it.
func TestBadFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			_, err := config.Load(config.Source{File: path, Explicit: true})
			if err == nil {
				t.Fatal("loaded without an error")
			}
			golden, got := strings.TrimSuffix(path, ".yaml")+".txt", err.Error()+"\n"
			if strings.Contains(got, "secret0") || strings.Contains(got, ":secret") {
				t.Errorf("the error shows a secret:\n%s", got)
			}
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBadEnvironment(t *testing.T) {
	empty := write(t, "empty", " \n")
	tests := map[string]struct {
		environ []string
		want    string // a part of the error; "" for none
	}{
		"rate": {
			[]string{"FOOTING_TELEGRAM_RATE=50"},
			`FOOTING_TELEGRAM_RATE: telegram.rate: must be 30, or 1000`,
		},
		"value shown":          {[]string{"FOOTING_TELEGRAM_RATE=fast"}, `; it is "fast"`},
		"no limit at Telegram": {[]string{"FOOTING_TELEGRAM_RATE=0"}, "a server of your own"},
		"no limit, shouted": {
			[]string{"FOOTING_TELEGRAM_RATE=0", "FOOTING_TELEGRAM_API_URL=https://API.Telegram.org"},
			"a server of your own",
		},
		"no limit elsewhere": {[]string{"FOOTING_TELEGRAM_RATE=0", "FOOTING_TELEGRAM_API_URL=http://localhost:8081"}, ""},
		"url with user": {
			[]string{"FOOTING_TELEGRAM_API_URL=https://me:secret@example.org"},
			"telegram.api_url: must be an address",
		},
		"token": {
			[]string{"FOOTING_TELEGRAM_TOKEN=secret"},
			"telegram.token: must be the token as BotFather gave it",
		},
		"redis scheme":          {[]string{"FOOTING_REDIS_URL=http://:secret@localhost"}, "redis.url: must be redis://"},
		"redis with two hosts":  {[]string{"FOOTING_REDIS_URL=redis://one:6379,two:6379"}, "redis.addrs"},
		"redis database":        {[]string{"FOOTING_REDIS_URL=redis://one/main"}, "redis.url: must be redis://"},
		"redis":                 {[]string{"FOOTING_REDIS_URL=rediss://:secret@one:6379/3"}, ""},
		"redis socket":          {[]string{"FOOTING_REDIS_URL=unix:///run/redis.sock?db=1"}, ""},
		"cluster with password": {[]string{"FOOTING_REDIS_ADDRS=one:7000, two:7000", "FOOTING_REDIS_PASSWORD=secret"}, ""},
		"password without any":  {[]string{"FOOTING_REDIS_PASSWORD=secret"}, "redis.password: goes with redis.addrs"},
		"address without port":  {[]string{"FOOTING_REDIS_ADDRS=one"}, "redis.addrs: must be a list"},
		"sentinel alone":        {[]string{"FOOTING_REDIS_MASTER=m"}, "redis.master: goes with redis.addrs"},
		"public by mistake": {
			[]string{"FOOTING_ADMIN_ADDR=:9464"},
			"admin.addr: must be host:port on this machine's loopback",
		},
		"public by name":    {[]string{"FOOTING_ADMIN_ADDR=example.org:9464"}, "admin.addr"},
		"public on purpose": {[]string{"FOOTING_ADMIN_ADDR=:9464", "FOOTING_ADMIN_PUBLIC=true"}, ""},
		"IPv6 loopback":     {[]string{"FOOTING_ADMIN_ADDR=[::1]:0"}, ""},
		"port":              {[]string{"FOOTING_ADMIN_ADDR=127.0.0.1:99999"}, "admin.addr"},
		"bool":              {[]string{"FOOTING_ACCEPT_DATA_LOSS=ja"}, "accept_data_loss: must be true or false"},
		"secret twice": {
			[]string{"FOOTING_TELEGRAM_TOKEN=1:a", "FOOTING_TELEGRAM_TOKEN_FILE=" + empty},
			"keep one of the two",
		},
		"secret file empty": {[]string{"FOOTING_TELEGRAM_TOKEN_FILE=" + empty}, "the file is empty"},
		"secret file missing": {
			[]string{"FOOTING_REDIS_URL_FILE=/does/not/exist"},
			"FOOTING_REDIS_URL_FILE: redis.url_file: the file cannot be read",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := config.Load(config.Source{Environ: test.environ})
			switch {
			case test.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("error %v, want %q in it", err, test.want)
			case err != nil && strings.Contains(strings.ReplaceAll(err.Error(), "the secret", ""), "secret"):
				t.Errorf("the error shows a secret: %v", err)
			}
		})
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	_, err := config.Load(config.Source{
		File:    write(t, "f.yaml", "log: {format: xml}\nnonsense: 1\n"),
		Environ: []string{"FOOTING_TELEGRAM_RATE=7"},
		Flags:   map[string]string{"admin.addr": "nowhere", "no.such": "1"},
	})
	if err == nil {
		t.Fatal("loaded without an error")
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || len(joined.Unwrap()) != 5 {
		t.Errorf("want five problems, got:\n%v", err)
	}
}

func TestRedisLogin(t *testing.T) {
	for environ, want := range map[string]string{
		"FOOTING_REDIS_URL=redis://one:6379/2 FOOTING_REDIS_PASSWORD=p@w":                              "redis://:p%40w@one:6379/2",
		"FOOTING_REDIS_URL=unix:///run/r.sock?db=1 FOOTING_REDIS_USERNAME=u FOOTING_REDIS_PASSWORD=pw": "unix://u:pw@/run/r.sock?db=1",
		"FOOTING_REDIS_URL=rediss://u:pw@one:6379":                                                     "rediss://u:pw@one:6379",
		"FOOTING_REDIS_ADDRS=one:6379 FOOTING_REDIS_PASSWORD=pw":                                       "",
	} {
		if got := load(t, config.Source{Environ: strings.Fields(environ)}).Redis.URL.Reveal(); got != want {
			t.Errorf("%s: URL %q, want %q", environ, got, want)
		}
	}
}

func TestMissingFile(t *testing.T) {
	_, err := config.Load(config.Source{File: "no-such-file.yaml", Explicit: true})
	if err == nil || !strings.Contains(err.Error(), "no-such-file.yaml: the file cannot be read") {
		t.Errorf("a file that was asked for is missing: error %v", err)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the cause is lost: %#v", err)
	}
}

func TestRequireAndIgnored(t *testing.T) {
	cfg := load(t, config.Source{Environ: []string{
		"FOOTING_TELEGRAM_TOKN=" + token, "FOOTING_SERVICE_HOST=10.0.0.1",
		"OTHER=1",
	}})
	err := cfg.Require("telegram.token", "data_dir", "clinic")
	want := "telegram.token is not set: set FOOTING_TELEGRAM_TOKEN (or FOOTING_TELEGRAM_TOKEN_FILE, the path of a file that holds it)," +
		" or in footing.yaml `token:` beneath `telegram:`\n" +
		"clinic is not set: set FOOTING_CLINIC, or in footing.yaml `clinic:`"
	if err == nil || err.Error() != want {
		t.Errorf("Require: %v\nwant: %s", err, want)
	}
	if err := cfg.Require("data_dir"); err != nil {
		t.Errorf("data_dir has a default, yet: %v", err)
	}
	if diff := cmp.Diff([]string{"FOOTING_SERVICE_HOST", "FOOTING_TELEGRAM_TOKN"}, cfg.Ignored()); diff != "" {
		t.Errorf("ignored (-want +got):\n%s", diff)
	}
}
