package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
)

// prefix begins the name of every variable of the environment that is meant for Footing.
const prefix = "FOOTING_"

// fileSuffix makes the key under which the path of a file with the secret is given.
const fileSuffix = "_file"

// looksSecret finds what must not be shown whatever key it was given for: user information in an address, or a bot's
// token.
var looksSecret = regexp.MustCompile(`@|[0-9]{5,}:[A-Za-z0-9_-]{20,}`)

// keys are all that can be set, in the order of Config.
type keys []env.FieldParams

// knownKeys reads the list off Config's tags. It fails only if a tag is malformed.
func knownKeys() (keys, error) {
	params, err := env.GetFieldParamsWithOptions(&Config{}, env.Options{DefaultValueTagName: "default"})
	if err != nil {
		return nil, fmt.Errorf("read the tags of Config: %w", err)
	}
	return params, nil
}

// names lists every name under which a key can be given: the keys, and for each secret also the one for its file.
func (k keys) names() []string {
	var names []string
	for _, p := range k {
		names = append(names, p.Key)
		if isSecret(p.Key) {
			names = append(names, p.Key+fileSuffix)
		}
	}
	return names
}

// beneath lists what can be written beneath a group, "" for the outermost level, where the groups themselves are listed
// too.
func (k keys) beneath(group string) []string {
	var names []string
	for _, name := range k.names() {
		rest, ok := strings.CutPrefix(name, group)
		if !ok {
			continue
		}
		if first, _, _ := strings.Cut(rest, "."); !slices.Contains(names, first) {
			names = append(names, first)
		}
	}
	return names
}

// isSecret tells the keys whose value is never shown.
func isSecret(key string) bool {
	return key == "telegram.token" || key == "redis.url" || key == "redis.password" || key == "channel.webhook" ||
		key == "watch"
}

// holdsList tells the keys whose value is a list, in the environment with commas between.
func holdsList(key string) bool { return key == "redis.addrs" || key == "channel.command" }

// baseOf is the key that a name sets: itself, or the secret whose file it names.
func baseOf(name string) string {
	if key, ok := strings.CutSuffix(name, fileSuffix); ok && isSecret(key) {
		return key
	}
	return name
}

// variable is the name of a key in the environment.
func variable(key string) string {
	return prefix + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

// shown is how a value may be printed: not at all if it is secret or looks like one.
func shown(name, text string) string {
	if text != "" && (isSecret(name) || looksSecret.MatchString(text)) {
		return hidden
	}
	return text
}

// howToSet says where an operator can give the key a value.
func howToSet(key string) string {
	where := variable(key)
	if isSecret(key) {
		where += fmt.Sprintf(" (or %s, the path of a file that holds it)", variable(key+fileSuffix))
	}
	if group, name, ok := strings.Cut(key, "."); ok {
		return fmt.Sprintf("set %s, or in footing.yaml `%s:` beneath `%s:`", where, name, group)
	}
	return fmt.Sprintf("set %s, or in footing.yaml `%s:`", where, key)
}
