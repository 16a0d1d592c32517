// Package config says how the process runs: which bot, which Redis, which folders, which port. It reads footing.yaml
// and the environment once, checks all of it, and hands out one value that nothing changes afterwards.
//
// There is one list of keys, the `env` tags of Config, and one rule of names: the key `telegram.rate` stands in the
// file as `rate` beneath `telegram`, and in the environment as FOOTING_TELEGRAM_RATE. A secret has a second name, its
// key with `_file` at the end, for the path of a file with the secret; white space around it is cut off. A flag goes
// before the environment, the environment before the file, the file before the default. An empty value counts as not
// given. Relative paths are relative to the folder in which the process runs.
//
// An error lists all problems at once, each with its place (in the file: line, column and a caret) and a remedy. No
// text of this package holds a secret: a Secret hides itself however it is printed, and Describe shows only that it is
// set.
//
// The settings of a clinic (helplines, hours, languages) are not here; Config.Clinic is the path of their file.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/caarlos0/env/v11"
)

// Config is all the operator's settings. Load makes it; its zero value is not usable.
type Config struct {
	Telegram Telegram `envPrefix:"telegram."`
	Redis    Redis    `envPrefix:"redis."`
	Channel  Channel  `envPrefix:"channel."`
	Operator Operator `envPrefix:"operator."`
	Journal  Journal  `envPrefix:"journal."`
	Admin    Admin    `envPrefix:"admin."`
	Log      Log      `envPrefix:"log."`
	// Watch is the address of a dead man's switch, called each minute while all works. It holds a key, so it is secret.
	Watch Secret `env:"watch"`
	// DataDir is the folder for what must survive a restart beside Redis: the spool, and the data of Footing's own Redis.
	DataDir string `env:"data_dir" default:"./footing-data"`
	// KeysetFile is the file with the keys of all sealed values: by default footing/keyset.json in the user's
	// configuration folder ($XDG_CONFIG_HOME or ~/.config), away from the data; empty where there is no such folder.
	KeysetFile string `env:"keyset_file"`
	// Clinic is the path of clinic.yaml; empty means the sample, with which nobody can be enrolled.
	Clinic string `env:"clinic"`
	// ProtocolDir is the folder of protocol and questionnaire files; empty means the library within the program.
	ProtocolDir string `env:"protocol_dir"`
	// AcceptDataLoss lets the bot run on a Redis that may lose answers.
	AcceptDataLoss bool `env:"accept_data_loss" default:"false"`
	// AcceptUnreachable lets the bot run though nobody can be called about any patient's alerts.
	AcceptUnreachable bool `env:"accept_unreachable" default:"false"`

	rows    []row
	ignored []string
	files   []string // that hold secrets
}

// Telegram is the way to the Bot API.
type Telegram struct {
	// Token is the bot's token, as BotFather gave it.
	Token Secret `env:"token"`
	// APIURL is the Bot API's address, without a slash at its end.
	APIURL string `env:"api_url" default:"https://api.telegram.org"`
	// Rate is the most new messages per second: 30, 1000 (paid broadcast), or 0 for no limit, with one's own APIURL only.
	Rate int `env:"rate" default:"30"`
}

// Redis is the way to the store: URL for one server, or Addrs for several. With neither, Footing starts a server of its
// own.
type Redis struct {
	// URL is redis://, rediss:// (TLS) or unix://, with Username and Password in it if they are given; so it is secret.
	URL Secret `env:"url"`
	// Addrs are host:port of at least two nodes of a Redis Cluster or, with Master, of the Sentinels; one alone is a
	// server.
	Addrs []string `env:"addrs"`
	// Master is the name by which the Sentinels know the master; empty without Sentinels.
	Master string `env:"master"`
	// Username and Password go with Addrs, or with a URL that holds none.
	Username string `env:"username"`
	// Password is described with Username.
	Password Secret `env:"password"`
}

// Channel is the second channel to a human, for alerts that Telegram does not take. It is off without Command and
// Webhook.
type Channel struct {
	// Command is a program and its arguments. It reads the notice as JSON on its standard input.
	Command []string `env:"command"`
	// Webhook is the address to post the notice to, as JSON. It may hold a key, so it is secret.
	Webhook Secret `env:"webhook"`
}

// Operator is whoever runs the process.
type Operator struct {
	// Chat is the Telegram id of the operator, who has opened the bot's chat once. Where nothing else is sent the bot
	// shows there now and then for some seconds that it is typing, which proves that Telegram takes messages. 0: there
	// is none.
	Chat int64 `env:"chat"`
}

// Journal is what the data folder keeps of what was done in the last 48 hours, so that a store that comes back older is
// brought forward.
type Journal struct {
	// Limit is how many megabytes it may have; 0: there is none.
	Limit int `env:"limit" default:"256"`
}

// Admin is the port for health and metrics.
type Admin struct {
	// Addr is host:port; the host is this machine's loopback unless Public.
	Addr string `env:"addr" default:"127.0.0.1:9464"`
	// Public permits an Addr that other machines can reach.
	Public bool `env:"public" default:"false"`
}

// Log is the process's log.
type Log struct {
	// Level is the lowest level written.
	Level slog.Level `env:"level" default:"info"`
	// Format is text or json.
	Format string `env:"format" default:"text"`
}

// Source holds the sources of the settings. Load reads nothing else, so a test sees the same as a process.
type Source struct {
	// File is the path of footing.yaml; empty for none. It may be missing unless the operator named it (Explicit).
	File     string
	Explicit bool
	// Environ is the environment as os.Environ gives it.
	Environ []string
	// Flags are the keys given on the command line with their text, such as "accept_data_loss": "true".
	Flags map[string]string
}

// Load reads the sources, merges them and checks the result. Its error joins every problem found, each with place, key
// and remedy, and holds no secret. It does not require a token; see Require.
func Load(src Source) (Config, error) {
	known, err := knownKeys()
	if err != nil {
		return Config{}, err
	}
	all, ignored, problems := gather(known, src, false)
	cfg := Config{ignored: ignored}
	for _, wrong := range cfg.apply(all) {
		problems = append(problems, wrong)
	}
	if len(problems) > 0 {
		return Config{}, errors.Join(problems...)
	}
	cfg.rows, cfg.files = rowsOf(all), secretFiles(all, src.File)
	return cfg, nil
}

// gather merges the sources: every key has one setting, from the last source that gives it.
func gather(known keys, src Source, salvage bool) (all []setting, ignored []string, problems []error) {
	environ := env.ToMap(src.Environ)
	fromFile, problems := readFile(known, src, salvage)
	fromEnv, ignored := readEnviron(known, environ)
	fromFlags, unknown := readFlags(known, src.Flags)
	all, double := overlay(known, fromFile, fromEnv, fromFlags)
	all, unreadable := openSecrets(withKeyset(all, environ))
	return all, ignored, slices.Concat(problems, unknown, double, unreadable)
}

// Require reports each of the keys without a value, and how to set it. Commands call it for what only they need, so
// that `footing check` works without a token.
func (c Config) Require(keys ...string) error {
	var missing []error
	for _, key := range keys {
		if !slices.ContainsFunc(c.rows, func(r row) bool { return r.key == key && r.value != "" }) {
			missing = append(missing, fmt.Errorf("%s is not set: %s", key, howToSet(key)))
		}
	}
	return errors.Join(missing...)
}

// Ignored names the environment variables that begin with FOOTING_ and are unknown: perhaps typing errors. They are no
// error, because container platforms set variables of their own with such names.
func (c Config) Ignored() []string { return c.ignored }

// SecretFiles are the files with secrets that were read: those of `_file` keys, and the settings file if a secret
// stands in it.
func (c Config) SecretFiles() []string { return c.files }
