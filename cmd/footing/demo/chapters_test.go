package demo_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footing/cmd/footing/demo"
)

// shown is what a browser is told.
type shown struct {
	Clock    string
	Fresh    bool
	Chapters []struct{ Name string }
	Story    *struct {
		Name     string
		Next, Of int
		Captions []struct {
			Phone, Message int64
			Why            string
		}
	}
	Phones []phoneShown
}

type phoneShown struct {
	ID       int64
	Start    bool
	Messages []struct {
		ID      int64
		Text    string
		Buttons [][]string
	}
}

// visit is a browser without a screen.
type visit struct {
	t    *testing.T
	page http.Handler
}

func visits(t *testing.T) visit {
	t.Helper()
	page, err := demo.NewPage(t.Context(), stage(t))
	if err != nil {
		t.Fatal(err)
	}
	return visit{t, page.Handler()}
}

func (v visit) asks(path, body string) (*httptest.ResponseRecorder, shown) {
	v.t.Helper()
	answer := httptest.NewRecorder()
	v.page.ServeHTTP(answer, httptest.NewRequestWithContext(v.t.Context(), http.MethodPost, path, strings.NewReader(body)))
	var got shown
	if answer.Code == http.StatusOK {
		if err := json.Unmarshal(answer.Body.Bytes(), &got); err != nil {
			v.t.Fatal(err)
		}
	}
	return answer, got
}

func (v visit) wants(path, body string) shown {
	v.t.Helper()
	answer, got := v.asks(path, body)
	if answer.Code != http.StatusOK {
		v.t.Fatalf("%s %s: %d %s", path, body, answer.Code, answer.Body)
	}
	return got
}

// TestChapters plays every chapter with the real bot: each press finds its button, each caption a message that is still
// on the phone. Told slowly, a chapter ends as it does at once.
func TestChapters(t *testing.T) {
	v := visits(t)
	all := v.wants("/chapter", `{"name": "start"}`)
	if len(all.Chapters) < 6 || all.Story != nil || !all.Fresh {
		t.Fatalf("from nothing: %d chapters, story %v, fresh %v", len(all.Chapters), all.Story, all.Fresh)
	}
	for _, c := range all.Chapters {
		if c.Name == "start" {
			continue
		}
		atOnce := v.wants("/chapter", `{"name": "`+c.Name+`"}`)
		if atOnce.Story == nil || atOnce.Story.Next != atOnce.Story.Of || len(atOnce.Story.Captions) != atOnce.Story.Of {
			t.Errorf("%s was not told to its end: %+v", c.Name, atOnce.Story)
			continue
		}
		for _, n := range atOnce.Story.Captions {
			if len(n.Why) > 160 || !has(atOnce, n.Phone, n.Message) {
				t.Errorf("%s: a caption of %d bytes, or without a message: %q", c.Name, len(n.Why), n.Why)
			}
		}
		if c.Name != "bad-monday" {
			continue
		}
		slowly := v.wants("/chapter", `{"name": "`+c.Name+`", "slowly": true}`)
		if slowly.Story.Next != 0 || len(slowly.Story.Captions) != 0 {
			t.Errorf("%s told slowly begins at %d", c.Name, slowly.Story.Next)
		}
		for slowly.Story.Next < slowly.Story.Of {
			slowly = v.wants("/step", `{}`)
		}
		if diff := cmp.Diff(atOnce, slowly); diff != "" {
			t.Errorf("%s told slowly (-at once +slowly):\n%s", c.Name, diff)
		}
	}
}

func has(s shown, phone, message int64) bool {
	for _, p := range s.Phones {
		for _, m := range p.Messages {
			if p.ID == phone && m.ID == message {
				return true
			}
		}
	}
	return false
}

// TestVisitorTakesOver: whoever presses something in the middle of a chapter goes on by themselves.
func TestVisitorTakesOver(t *testing.T) {
	v := visits(t)
	v.wants("/chapter", `{"name": "first-week", "slowly": true}`)
	first := v.wants("/step", `{}`)
	said := v.wants("/say", `{"phone": 2002, "text": "/invite B-3"}`)
	if first.Story.Next != 1 || said.Story.Next != said.Story.Of || len(said.Story.Captions) != 1 {
		t.Errorf("told %d steps, then %d of %d with %d captions",
			first.Story.Next, said.Story.Next, said.Story.Of, len(said.Story.Captions))
	}
	again := v.wants("/step", `{}`)
	if diff := cmp.Diff(said, again); diff != "" {
		t.Errorf("the script went on after the visitor (-before +after):\n%s", diff)
	}
	if !said.Phones[1].has("Invitation for B-3") {
		t.Error("the clinician's phone does not show what the visitor wrote")
	}
}

func (p phoneShown) has(text string) bool {
	for _, m := range p.Messages {
		if strings.Contains(m.Text, text) {
			return true
		}
	}
	return false
}

// TestUnknownChapter: a wrong address is refused, and what is on the phones stays.
func TestUnknownChapter(t *testing.T) {
	v := visits(t)
	before := v.wants("/say", `{"phone": 2002, "text": "/start"}`)
	answer, _ := v.asks("/chapter", `{"name": "the-end"}`)
	if answer.Code != http.StatusConflict || !strings.Contains(answer.Body.String(), `no chapter "the-end"`) {
		t.Errorf("an unknown chapter: %d %s", answer.Code, answer.Body)
	}
	if diff := cmp.Diff(before, v.wants("/step", `{}`)); diff != "" {
		t.Errorf("the phones changed (-before +after):\n%s", diff)
	}
}
