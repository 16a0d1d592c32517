package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

const prometheusDir = "../../deploy/prometheus"

// scrapeCommand asks a running serve for its metrics: each that a rule or the dashboard in deploy/prometheus looks at
// is among them, but for times, which are absent until something happens (package alarms tests their names).
func scrapeCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: scrape ADDR")
	}
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://"+args[0]+"/metrics", nil)
	ts.Check(err)
	answer, err := http.DefaultClient.Do(request)
	ts.Check(err)
	body, err := io.ReadAll(answer.Body)
	ts.Check(err)
	ts.Check(answer.Body.Close())
	known := make(map[string]bool)
	for _, name := range regexp.MustCompile(`(?m)^[a-z_]+`).FindAllString(string(body), -1) {
		known[name] = true
	}
	files, err := filepath.Glob(filepath.Join(prometheusDir, "*"))
	ts.Check(err)
	asked := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		ts.Check(err)
		for _, name := range regexp.MustCompile(`\b(footing|process)_[a-z_]+`).FindAllString(string(text), -1) {
			if asked++; !known[name] && !strings.HasSuffix(name, "_timestamp_seconds") {
				ts.Fatalf("%s looks at %s, which is not among the metrics of serve", filepath.Base(file), name)
			}
		}
	}
	if asked < 50 {
		ts.Fatalf("only %d metrics are looked at", asked)
	}
}

// TestAlertRules: each rule fires where it must and not where it must not, by Prometheus' own tool. docs/operations.md
// says of each what it means and what to do first.
func TestAlertRules(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(prometheusDir, "alert-rules.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	tests, err := os.ReadFile(filepath.Join(prometheusDir, "alert-rules-test.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	manual, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	var rules []string
	for _, found := range regexp.MustCompile(`(?m)^ *- alert: (\w+)$`).FindAllStringSubmatch(string(text), -1) {
		rules = append(rules, found[1])
	}
	for _, rule := range rules {
		cases := regexp.MustCompile(`alertname: `+rule+`\n +exp_alerts:( \[\])?`).FindAllStringSubmatch(string(tests), -1)
		calm := slices.ContainsFunc(cases, func(found []string) bool { return found[1] != "" })
		fires := slices.ContainsFunc(cases, func(found []string) bool { return found[1] == "" })
		if !calm || !fires {
			t.Errorf("%s has no test where it fires, or none where it does not", rule)
		}
		if !strings.Contains(string(manual), "\n### "+rule+"\n") {
			t.Errorf("docs/operations.md says nothing of %s", rule)
		}
	}
	for _, found := range regexp.MustCompile(`(?m)^### (Footing\w+)$`).FindAllStringSubmatch(string(manual), -1) {
		if !slices.Contains(rules, found[1]) {
			t.Errorf("docs/operations.md tells of %s, which is no rule", found[1])
		}
	}
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		lacks(t, "promtool is not installed: apt-get install prometheus")
	}
	for _, args := range [][]string{{"check", "rules", "alert-rules.yaml"}, {"test", "rules", "alert-rules-test.yaml"}} {
		command := exec.CommandContext(t.Context(), promtool, args...)
		command.Dir = prometheusDir
		if said, err := command.CombinedOutput(); err != nil {
			t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, said)
		}
	}
}
