package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
)

// prefix begins the name of each of Footing's environment variables.
const prefix = "FOOTING_"

// fileSuffix makes the key for the path of a secret's file.
const fileSuffix = "_file"

// looksSecret finds secrets in the value of any key: user information in an address, or a bot's token.
var looksSecret = regexp.MustCompile(`@|[0-9]{5,}:[A-Za-z0-9_-]{20,}`)

// keys are all keys, in the order of Config.
type keys []env.FieldParams

// knownKeys reads the list from Config's tags. It fails only if a tag is malformed.
func knownKeys() (keys, error) {
	params, err := env.GetFieldParamsWithOptions(&Config{}, env.Options{DefaultValueTagName: "default"})
	if err != nil {
		return nil, fmt.Errorf("read the tags of Config: %w", err)
	}
	return params, nil
}

// standard is a key with its default.
func (k keys) standard(key string) setting {
	for _, p := range k {
		if p.Key == key {
			return setting{name: key, text: p.DefaultValue, place: "default"}
		}
	}
	return setting{name: key, place: "default"}
}

// names lists every accepted name: the keys, and for each secret also the name for its file.
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

// beneath lists the names allowed beneath a group. For the outermost level, "", it lists the groups too.
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

// isSecret tells whether a key's value is never shown.
func isSecret(key string) bool {
	return key == "telegram.token" || key == "redis.url" || key == "redis.password" || key == "channel.webhook" ||
		key == "watch"
}

// holdsList tells whether a key's value is a list, separated by commas in the environment.
func holdsList(key string) bool { return key == "redis.addrs" || key == "channel.command" }

// baseOf is the key set by a name: itself or, for the name of a file, its secret.
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

// shown is a value for printing; a secret, or a value that looks like one, is hidden.
func shown(name, text string) string {
	if text != "" && (isSecret(name) || looksSecret.MatchString(text)) {
		return hidden
	}
	return text
}

// howToSet says where an operator can set the key.
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
