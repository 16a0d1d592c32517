package house

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func page(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(root + "/docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestHouse(t *testing.T) {
	packs := module(t, nil)
	for _, fault := range slices.Concat(faults(packs), unused(packs), trespasses(packs, rows(page(t)))) {
		t.Error(fault)
	}
}

// TestPlanted plants one violation of each rule into the module as it is, and wants the tests to report each of them,
// and nothing else that was not there before.
func TestPlanted(t *testing.T) {
	table := rows(page(t))
	now := module(t, nil)
	before := append(faults(now), trespasses(now, table)...)
	packs := module(t, planted())
	table = append(table,
		row{pkg: "bot/channel"}, row{pkg: "bot/postoffice"}, row{pkg: "bot/vague", may: []string{"planted"}},
		row{pkg: "storage/long"}, row{pkg: "storage/names"})
	got := append(faults(packs), trespasses(packs, table)...)
	got = slices.DeleteFunc(got, func(fault string) bool { return slices.Contains(before, fault) })
	want := []string{
		".: Go stands in cmd, bot, flows, storage and config only",
		".: no row in the table of packages",
		`bot/channel: two rows in the table of packages`,
		"bot/postoffice: a row in the table of packages, but no package",
		`bot/vague: may import "planted", which is not one package`,
		"config/common.go: the name does not say what the file is about",
		"bot/telegram/planted_test.go: TestLong has 101 lines, more than 100",
		"config/planted.go: 351 lines, more than 350",
		"config/setup.go: package models does not say what it is about",
		"flows/engine/internal/desk: imports flows/engine/internal/patient",
		"flows/engine/internal/patient: imports flows/engine/internal/desk",
		"flows/new: no row in the table of packages",
		"flows/record/planted.go: func init",
		"flows/record/planted.go: long has 61 lines, more than 60",
		"storage/event_handlers.go: the name does not say what the file is about",
		"storage/long: 4550 lines, more than 4500",
		"storage/names: 41 exported types and functions, more than 40",
		"storage/utils: no row in the table of packages",
		"storage/utils/planted.go: package utils does not say what it is about",
		"storage/utils: the name does not say what the package is about",
		"tools: Go stands in cmd, bot, flows, storage and config only",
		"tools: no row in the table of packages",
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("planted violations (-want +got):\n%s", diff)
	}
}

// planted are files with violations, and with what is just allowed.
func planted() map[string]string {
	lines := func(n int) string { return strings.Repeat("\n", n-1) }
	desk, patient := "flows/engine/internal/desk", "flows/engine/internal/patient"
	files := map[string]string{
		"planted.go":                   "package footing\n",
		"tools/planted.go":             "package tools\n",
		"flows/new/planted.go":         "package new\n",
		"bot/vague/planted.go":         "package vague\n",
		"config/common.go":             "package config\n",
		"bot/telegram/planted_test.go": "package telegram\nfunc TestLong() {" + lines(101) + "}\n",
		"config/planted.go":            "package config\n" + lines(351),
		"config/setup.go":              "package models\n",
		desk + "/planted.go":           "package desk\nimport _ \"footing/" + patient + "\"\n",
		desk + "/planted_test.go":      "package desk\nimport _ \"footing/flows/rehearsal\"\n",
		patient + "/planted.go":        "//go:build faults\n\npackage patient\nimport _ \"footing/" + desk + "\"\n",
		"flows/record/planted.go": "package record\nfunc init() {}\nfunc long() {" + lines(61) + "}\n" +
			"func short() {" + lines(60) + "}\n",
		"storage/event_handlers.go":  "package storage\n",
		"storage/utils/planted.go":   "package utils\n",
		"storage/names/planted.go":   "package names\nconst Constant = 1\ntype T struct{}\nfunc (T) Method() {}\n",
		"storage/written/planted.go": "package written\n" + lines(350),
	}
	for n := range exported {
		files["storage/names/planted.go"] += fmt.Sprintf("func F%d() {}\n", n)
	}
	for n := range packageLines/fileLines + 1 {
		files[fmt.Sprintf("storage/long/planted%d.go", n)] = "package long\n" + lines(fileLines)
	}
	return files
}
