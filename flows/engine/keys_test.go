package engine_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/engine/internal/turn"
	"footing/flows/load"
	"footing/flows/load/loadtest"
	"footing/flows/record"
	"footing/flows/state"
)

// families are keys that are put together at run time: "day." and a weekday, "consent." and a purpose.
func families() []string {
	return []string{
		"day.", "weekday.", "media.", "consent.", "why.", "desk.note.", "digest.", "command.",
		"pick.", "alarm.reason.", "alarm.seen_", "alarm.contact_", "alarm.elsewhere_", "alarm.tried_", "topic.", "saying.",
		"team.choose_", "team.ask_", "team.agreed_", "team.joined_", "team.second_",
		"dosing.slots_ask", "dosing.themes_ask", "dosing.low_ask", "dosing.drops_ask",
		"pause.days_", "later.", "agreed.", "discreet.command.", "words.", "profile.", "privacy.", "plan.part_", "plan.ask_",
		"data.caption_", "reach.said_", "alarm.reach_",
		"month.", "swap.post_", "swap.news_", "reply.refused_", "reply.back_",
	}
}

// eachSource walks every source of the engine and its rooms.
func eachSource(t *testing.T, visit func(ast.Node)) {
	t.Helper()
	for _, pattern := range []string{"*.go", "internal/*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			tree, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(tree, func(n ast.Node) bool {
				visit(n)
				return true
			})
		}
	}
}

// calledName is the name of the function that a call calls, without its package or receiver.
func calledName(call *ast.CallExpr) string {
	switch fn := call.Fun.(type) {
	case *ast.SelectorExpr:
		return fn.Sel.Name
	case *ast.Ident:
		return fn.Name
	default:
		return ""
	}
}

// literals collects every string of the sources that looks like a key of the wording.
func literals(t *testing.T, known map[string][]string) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	eachSource(t, func(n ast.Node) {
		if call, ok := n.(*ast.CallExpr); ok && slices.Contains([]string{"Text", "Reply"}, calledName(call)) &&
			len(call.Args) > 0 {
			if lit, ok := call.Args[0].(*ast.BasicLit); ok {
				key, _ := strconv.Unquote(lit.Value)
				found[key] = true
				checkArgs(t, key, call, known)
			}
		}
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			value, _ := strconv.Unquote(lit.Value)
			if _, ok := known[value]; ok {
				found[value] = true
			}
		}
	})
	return found
}

// checkArgs: what keys.txt says a text may name is what the call passes.
func checkArgs(t *testing.T, key string, call *ast.CallExpr, known map[string][]string) {
	t.Helper()
	if call.Ellipsis != token.NoPos {
		return
	}
	var names []string
	for n := 1; n < len(call.Args); n += 2 {
		if lit, ok := call.Args[n].(*ast.BasicLit); ok {
			name, _ := strconv.Unquote(lit.Value)
			names = append(names, name)
		}
	}
	for _, promised := range known[key] {
		if !slices.Contains(names, promised) {
			t.Errorf("keys.txt promises {%s} in %s, which a call does not pass (it passes %v)", promised, key, names)
		}
	}
}

func listed() map[string][]string {
	known := map[string][]string{}
	for line := range strings.Lines(engine.Keys()) {
		if f := strings.Fields(line); len(f) > 0 {
			known[f[0]] = f[1:]
		}
	}
	return known
}

// TestKeys: keys.txt lists what the sources say, no more and no less.
func TestKeys(t *testing.T) {
	known := listed()
	found := literals(t, known)
	inFamily := func(key string) bool {
		return slices.ContainsFunc(families(), func(f string) bool { return strings.HasPrefix(key, f) })
	}
	for key := range found {
		if _, ok := known[key]; !ok && !inFamily(key) {
			t.Errorf("the sources say %q, keys.txt does not list it", key)
		}
	}
	for key := range known {
		if !found[key] && !inFamily(key) {
			t.Errorf("keys.txt lists %q, no source says it", key)
		}
	}
}

// TestButtonsFit: what the sources put on a button is short in every language that ships.
func TestButtonsFit(t *testing.T) {
	p, buttons := shipped(t), 0
	found := map[string]bool{"keyboard.help": true, "discreet.keyboard": true}
	eachSource(t, func(n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || calledName(call) != "Button" {
			return
		}
		text, ok := call.Args[0].(*ast.CallExpr)
		if !ok || len(text.Args) == 0 {
			return
		}
		lit, ok := text.Args[0].(*ast.BasicLit)
		if !ok {
			return
		}
		key, _ := strconv.Unquote(lit.Value)
		found[key] = true
		for locale, wording := range p.Wordings {
			buttons++
			if n := len(utf16.Encode([]rune(wording[key]))); n == 0 || n > 40 {
				t.Errorf("%s: the button %s has %d characters: %q", locale, key, n, wording[key])
			}
		}
	})
	if buttons < 100 {
		t.Errorf("only %d buttons were found", buttons)
	}
	list := strings.Join(slices.Sorted(maps.Keys(found)), "\n") + "\n"
	if *update {
		if err := os.WriteFile("buttons.txt", []byte(list), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if engine.ButtonKeys() != list {
		t.Errorf("buttons.txt does not list the buttons; run go test ./flows/engine -run Buttons -update:\n%s",
			cmp.Diff(engine.ButtonKeys(), list))
	}
}

// TestCheck: the shipped wording is whole, and one that is not is refused by name.
func TestCheck(t *testing.T) {
	p := shipped(t)
	if faults := engine.Check(p); len(faults) != 0 {
		t.Fatalf("the shipped wording has problems: %v", faults)
	}
	broken := *p
	broken.Wordings = map[string]flows.Wording{"en": {}}
	for key, text := range p.Wordings["en"] {
		broken.Wordings["en"][key] = text
	}
	delete(broken.Wordings["en"], "safety.red")
	broken.Wordings["en"]["safety.seen"] = "{nonsense}"
	faults := engine.Check(&broken)
	problems := load.TextProblems(flows.Library(), faults)
	if len(problems) != 2 {
		t.Fatalf("want the missing and the wrong text, got %v", problems)
	}
	text := problems.Error()
	for _, want := range []string{
		"missing here: `safety.red`", "`safety.seen` cannot name {nonsense}", "{name}",
		"{time}",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in:\n%s", want, text)
		}
	}
	for _, problem := range problems {
		if problem.File != "texts/en/wording.en.yaml" || problem.Line == 0 || !strings.Contains(problem.Excerpt, "safety.") {
			t.Errorf("a problem without its place: %+v", problem)
		}
	}
}

// TestCommands: every command of the table is described in every language, and nothing else is.
func TestCommands(t *testing.T) {
	p := shipped(t)
	for locale, wording := range p.Wordings {
		described := map[string]bool{}
		for _, c := range engine.AllCommands() {
			described["command."+c.Name] = true
			if text := wording["command."+c.Name]; text == "" || len(text) > 256 {
				t.Errorf("%s: /%s is not described, or in more than 256 bytes", locale, c.Name)
			}
		}
		for key := range wording {
			refusal := []string{
				"command.unknown", "command.patients_only", "command.after_stop", "command.set_up_first",
				"command.needs_care",
			}
			if strings.HasPrefix(key, "command.") && !described[key] && !slices.Contains(refusal, key) {
				t.Errorf("%s: %s describes no command", locale, key)
			}
		}
	}
}

// TestMenusNameWhatCanBeUsed: no command stands in a post's menu that its holder is refused, and none is missing.
func TestMenusNameWhatCanBeUsed(t *testing.T) {
	for _, role := range []record.Role{record.Clinician, record.Backup, record.Lead, record.Night, record.Supervisor} {
		in := &turn.Turn{State: state.State{Desk: &state.Desk{Active: true, Role: role}}}
		menu := engine.Commands(role)
		for _, c := range engine.AllCommands() {
			if c.Who == turn.AsPatient || c.Who == turn.TakesPart {
				continue
			}
			if shown, allowed := slices.Contains(menu, c.Name), in.Refusal(c.Who) == ""; shown != allowed {
				t.Errorf("/%s: in the menu of a %s %t, may be used %t", c.Name, role, shown, allowed)
			}
		}
	}
	if diff := cmp.Diff([]string{"team", "weekly", "timezone", "language", "privacy", "start", "help", "stop"},
		engine.Commands(record.Supervisor)); diff != "" {
		t.Errorf("a supervisor's menu (-want +got):\n%s", diff)
	}
	if slices.Contains(engine.Commands(record.Patient), "summary") ||
		!slices.Contains(engine.Commands(record.Patient), "checkin") {
		t.Errorf("the patients' menu is %v", engine.Commands(record.Patient))
	}
}

// shipped is the protocol as it ships, with the sample clinic.
func shipped(t testing.TB) *flows.Protocol {
	t.Helper()
	p := loadtest.Shipped(t)
	p.Bot = "footing_bot"
	return p
}
