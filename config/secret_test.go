package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"footing/config"
)

// TestSecretsStayHidden prints a whole configuration, and a secret alone, within and beneath other values, in every way
// that a program might.
func TestSecretsStayHidden(t *testing.T) {
	cfg := load(t, config.Source{Environ: []string{
		"FOOTING_TELEGRAM_TOKEN=" + token, "FOOTING_REDIS_ADDRS=one:7000", "FOOTING_REDIS_PASSWORD=" + token,
	}})
	type holder struct {
		inner config.Secret
		deep  *config.Config
	}
	held := holder{inner: cfg.Telegram.Token, deep: &cfg}
	var out bytes.Buffer
	for _, value := range []any{cfg, &cfg, cfg.Telegram, cfg.Telegram.Token, &cfg.Redis.Password, held, []any{held}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T %[1]v", "%10.3s"} {
			fmt.Fprintf(&out, verb+"\n", value)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("config", "value", value)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("config", "value", value)
		asJSON, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		asYAML, err := yaml.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(asJSON)
		out.Write(asYAML)
	}
	inHex := fmt.Sprintf("%x", token)
	for _, leak := range []string{token, token[10:], inHex, strings.ToUpper(inHex)} {
		if at := strings.Index(out.String(), leak); at >= 0 {
			t.Fatalf("shown: ...%q...", out.String()[max(0, at-80):at+len(leak)])
		}
	}
	if !strings.Contains(out.String(), "(set)") {
		t.Error("nothing says that the secret is set")
	}
	if got := cfg.Telegram.Token.Reveal(); got != token {
		t.Errorf("Reveal = %q", got)
	}
}

// TestSecretKeys holds the list of keys that are never shown against the fields that are a Secret.
func TestSecretKeys(t *testing.T) {
	var environ []string
	var secrets int
	var walk func(typ reflect.Type, prefix string)
	walk = func(typ reflect.Type, prefix string) {
		for i := range typ.NumField() {
			field := typ.Field(i)
			key := prefix + field.Tag.Get("env")
			switch {
			case field.Tag.Get("envPrefix") != "":
				walk(field.Type, field.Tag.Get("envPrefix"))
			case field.Type == reflect.TypeFor[config.Secret]():
				secrets++
				environ = append(environ, "FOOTING_"+strings.ToUpper(strings.ReplaceAll(key, ".", "_"))+"=VERY-hidden")
			}
		}
	}
	walk(reflect.TypeFor[config.Config](), "")
	if secrets == 0 {
		t.Fatal("no field is a Secret")
	}
	for _, variable := range environ {
		_, err := config.Load(config.Source{Environ: []string{variable}})
		if err == nil || strings.Contains(err.Error(), "VERY-hidden") {
			t.Errorf("%s: error %v, want one that hides the value", variable, err)
		}
		name, _, _ := strings.Cut(variable, "=")
		if _, err := config.Load(config.Source{Environ: []string{name + "_FILE=/does/not/exist"}}); err == nil {
			t.Errorf("%s_FILE is not read", name)
		}
	}
}

// TestFilesOfSecrets: whoever checks who may read them learns of each file, whichever source names it.
func TestFilesOfSecrets(t *testing.T) {
	token, password := write(t, "token", "1:secret"), write(t, "password", "geheim")
	file := write(t, "footing.yaml", "watch: https://example.org/key\nredis: {addrs: ['a:1'], password_file: "+password+"}\n")
	cfg, err := config.Load(config.Source{File: file, Environ: []string{"FOOTING_TELEGRAM_TOKEN_FILE=" + token}})
	if got := slices.Sorted(slices.Values(cfg.SecretFiles())); err != nil ||
		!slices.Equal(got, slices.Sorted(slices.Values([]string{token, password, file}))) {
		t.Errorf("%v, %v", got, err)
	}
	file = write(t, "footing.yaml", "telegram: {rate: 30}\n")
	cfg, err = config.Load(config.Source{File: file, Environ: []string{"FOOTING_TELEGRAM_TOKEN=1:secret"}})
	if got := cfg.SecretFiles(); err != nil || len(got) > 0 {
		t.Errorf("without any: %v, %v", got, err)
	}
}
