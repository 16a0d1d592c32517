package simulator

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
)

var (
	full    = flag.String("spec", "", "full machine-readable Bot API 10.1 specification to compare the embedded one with")
	rewrite = flag.Bool("update", false, "rewrite the embedded specification from -spec")
)

// said are the types that the simulator answers with; those that it is asked with follow from the methods.
const said = "Update Message Chat ChatFullInfo AcceptedGiftTypes User CallbackQuery MaybeInaccessibleMessage " +
	"InaccessibleMessage ChatMemberUpdated ChatMember ChatMemberMember ChatMemberLeft ChatMemberBanned PhotoSize " +
	"Document Sticker Contact WebhookInfo BotCommand"

type fullSpec struct {
	Version string `json:"version"`
	Methods map[string]struct {
		Fields []fullField `json:"fields"`
	} `json:"methods"`
	Types map[string]struct {
		Fields   []fullField `json:"fields"`
		Subtypes []string    `json:"subtypes"`
	} `json:"types"`
}

type fullField struct {
	Name     string   `json:"name"`
	Types    []string `json:"types"`
	Required bool     `json:"required"`
}

func (f fullField) String() string {
	text := strings.Join(f.Types, " or ")
	if f.Required {
		text += ", required"
	}
	return text
}

// TestSpecification proves that the embedded specification is the full one, cut down, and rewrites it with -update:
//
//	go test ./bot/simulator -run TestSpecification -spec bot-api-10.1.json -update
func TestSpecification(t *testing.T) {
	if *full == "" {
		t.Skip("needs -spec, the full specification (640 kB, not kept here)")
	}
	data, err := os.ReadFile(*full)
	if err != nil {
		t.Fatal(err)
	}
	var spec fullSpec
	if err := json.Unmarshal(data, &spec); err != nil {
		t.Fatal(err)
	}
	want, err := json.MarshalIndent(spec.trim(methodNames(t)), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *rewrite {
		if err := os.WriteFile("bot-api-10.1.json", want, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(want, specification) {
		t.Error("bot-api-10.1.json is not what -spec gives; run with -update")
	}
}

func methodNames(t *testing.T) []string {
	t.Helper()
	names := []string{"getUpdates"}
	for name := range newServer(t, Options{}).methods() {
		names = append(names, name)
	}
	return names
}

// trimmed is the contract as it is written down.
type trimmed struct {
	Version string                       `json:"version"`
	Methods map[string]map[string]string `json:"methods"`
	Types   map[string]map[string]string `json:"types"`
	Unions  map[string]string            `json:"unions"`
}

func (f fullSpec) trim(methods []string) trimmed {
	c := trimmed{
		Version: f.Version,
		Methods: map[string]map[string]string{},
		Types:   map[string]map[string]string{},
		Unions:  map[string]string{},
	}
	for _, name := range methods {
		c.Methods[name] = map[string]string{}
		for _, field := range f.Methods[name].Fields {
			c.Methods[name][field.Name] = field.String()
			if field.Name != "rich_message" { // its forty types are not simulated
				f.follow(c, field.Types)
			}
		}
	}
	for name := range strings.FieldsSeq(said) {
		f.keep(c, name)
	}
	return c
}

// follow keeps types and everything that they consist of.
func (f fullSpec) follow(c trimmed, types []string) {
	for _, name := range types {
		name = name[strings.LastIndex(name, " ")+1:]
		if _, kept := c.Types[name]; kept || c.Unions[name] != "" || !f.keep(c, name) {
			continue
		}
		f.follow(c, f.Types[name].Subtypes)
		for _, field := range f.Types[name].Fields {
			f.follow(c, field.Types)
		}
	}
}

func (f fullSpec) keep(c trimmed, name string) bool {
	found, known := f.Types[name]
	if !known || name == "InputFile" {
		return false
	}
	if len(found.Subtypes) > 0 {
		c.Unions[name] = strings.Join(found.Subtypes, " or ")
		return true
	}
	c.Types[name] = map[string]string{}
	for _, field := range found.Fields {
		c.Types[name][field.Name] = field.String()
	}
	return true
}
