package config_test

import (
	"path/filepath"
	"testing"

	"footing/config"
)

// TestSalvage: whatever is wrong in one place, what is right in the others is kept, and what is wrong has its default.
func TestSalvage(t *testing.T) {
	const right = "data_dir: /srv/data\nchannel:\n  webhook: https://pager.example.org/x\n"
	for name, wrong := range map[string]string{
		"unknown key":      "zome: x\n",
		"unknown in group": "telegram:\n  rte: 30\n",
		"rate":             "telegram:\n  rate: 50\n",
		"no number":        "telegram:\n  rate: fast\n",
		"address":          "admin:\n  addr: 0.0.0.0:9464\n",
		"no boolean":       "admin:\n  public: perhaps\n  addr: 0.0.0.0:9464\n",
		"log":              "log: {level: loud, format: xml}\n",
		"login":            "redis:\n  username: me\n",
		"no YAML":          "watch: [\n",
		"indented":         "   watch: x\n",
		"tab":              "log:\n\tlevel: info\n",
	} {
		for _, text := range []string{right + wrong, wrong + right} {
			src := config.Source{File: write(t, "footing.yaml", text), Environ: []string{"FOOTING_TELEGRAM_TOKEN=" + token}}
			if _, err := config.Load(src); err == nil {
				t.Errorf("%s: Load takes it", name)
			}
			cfg, err := config.Salvage(src)
			if err != nil || cfg.Telegram.Token.Reveal() != token || cfg.DataDir != "/srv/data" ||
				cfg.Channel.Webhook.Reveal() != "https://pager.example.org/x" {
				t.Errorf("%s: of %q is left, with %v:\n%v", name, text, err, cfg)
			}
			if cfg.Telegram.Rate != 30 || cfg.Admin.Addr != "127.0.0.1:9464" || cfg.Admin.Public ||
				cfg.Log.Format != "text" || cfg.Redis.Username != "" {
				t.Errorf("%s: what is wrong is kept:\n%v", name, cfg)
			}
		}
	}
}

// TestSalvageLoads: of sources in which nothing is wrong, all is salvaged.
func TestSalvageLoads(t *testing.T) {
	src := config.Source{File: filepath.Join("..", "deploy", "footing.yaml"), Environ: []string{
		"FOOTING_TELEGRAM_TOKEN=" + token, "FOOTING_TELEGRAM_RATE=1000",
	}}
	want := load(t, src)
	if got, err := config.Salvage(src); err != nil || got.String() != want.String() {
		t.Errorf("salvaged, with %v:\n%v\nloaded:\n%v", err, got, want)
	}
}
