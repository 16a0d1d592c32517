package interchange

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/load/loadtest"
)

// foreignCase is a small file as others write it, and what must come of it.
type foreignCase struct {
	name  string
	file  string // a workbook (see bookOf), a Questionnaire's items, or a data dictionary without its head
	wish  Wishes
	want  string   // the items, one a line; empty: nothing is imported
	finds []string // "head place: part of what"
	not   string   // what no finding may say
}

// summary writes items in one line each: id, kind, options with values, exclusive ones with !, limits, scoring and
// condition.
func summary(f Form) string {
	var lines []string
	for n := range f.Items {
		i := &f.Items[n]
		parts := []string{i.ID, string(i.Kind)}
		if neutral.ListsOptions(i.Kind) {
			for _, o := range i.Options {
				code := o.Code
				if o.Value != nil {
					code += fmt.Sprintf("=%d", *o.Value)
				}
				if o.Exclusive {
					code += "!"
				}
				parts = append(parts, code)
			}
		}
		if i.Kind == flows.Number || i.Kind == flows.Scale {
			parts = append(parts, fmt.Sprintf("%d..%d", i.Min, i.Max))
		}
		if i.Scoring != flows.HigherBetter {
			parts = append(parts, string(i.Scoring))
		}
		if i.When != "" {
			parts = append(parts, "if "+i.When)
		}
		lines = append(lines, strings.Join(parts, " "))
	}
	return strings.Join(lines, "\n")
}

// takesAs reads the files of a table, settles them as an import does, and compares.
func takesAs(
	t *testing.T, read func([]byte, Wishes) (Form, []Finding, error), file func(t *testing.T, text string) []byte,
	cases []foreignCase,
) {
	t.Helper()
	plan := loadtest.Shipped(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := c.wish
			w.Licence, w.Source, w.Language = "own", "a test", "en"
			if w.Theme == 0 {
				w.Theme = 3
			}
			f, found, err := read(file(t, c.file), w)
			if err == nil {
				var more []Finding
				f, more, err = Settle(f, plan)
				found = append(found, more...)
			}
			got := ""
			if err == nil {
				got = summary(f)
			}
			if want := strings.ReplaceAll(strings.TrimSpace(c.want), "\t", ""); got != want {
				t.Errorf("taken:\n%s\nwant:\n%s\n(%v)\n%v", got, want, err, found)
			}
			var said []string
			for _, one := range Fold(found) {
				said = append(said, one.Head.String()+" "+one.String())
			}
			if err != nil {
				said = append(said, err.Error())
			}
			for _, want := range c.finds {
				head, part, _ := strings.Cut(want, "|")
				says := func(s string) bool { return strings.HasPrefix(s, head) && strings.Contains(s, part) }
				if !slices.ContainsFunc(said, says) {
					t.Errorf("nothing says %q:\n%s", want, strings.Join(said, "\n"))
				}
			}
			if c.not != "" && strings.Contains(strings.Join(said, "\n"), c.not) {
				t.Errorf("something says %q:\n%s", c.not, strings.Join(said, "\n"))
			}
		})
	}
}

const lists = `
[choices]
list_name | name | label
yn | yes | Yes
yn | no | No
`

func workbookOf(t *testing.T, text string) []byte {
	if !strings.Contains(text, "[choices]") {
		text += lists
	}
	return bookOf(t, text)
}

func TestXLSFormConditions(t *testing.T) {
	takesAs(t, ReadXLSForm, workbookOf, []foreignCase{
		{
			name: "negative names", file: "[survey]\ntype|name|label|relevant\nselect_one l|mood|Mood?|\nnote|low|Hard|${mood} < 0\nnote|worst|Worst|${mood} = '-2'\n" +
				"[choices]\nlist_name|name|label\nl|-2|A\nl|-1|B\nl|0|C\nl|1|D\nl|2|E",
			want: `mood choice minus_2=-2 minus_1=-1 0=0 1=1 2=2 none
			low information if (selected(mood, "minus_2") or selected(mood, "minus_1"))
			worst information if selected(mood, "minus_2")`,
			finds: []string{"Asked otherwise|which values are good is not said"},
		},
		{
			name: "a missing answer's number", file: "[survey]\ntype|name|label|relevant\nselect_one l|sad|Sad?|\ntext|why|Why?|${sad} >= 2\n" +
				"[choices]\nlist_name|name|label\nl|0|A\nl|1|B\nl|2|C\nl|3|D\nl|99|Don't know",
			wish: Wishes{Scoring: BestLow},
			want: `sad choice 0=0 1=1 2=2 3=3 99 reverse
			why text if (selected(sad, "2") or selected(sad, "3") or selected(sad, "99"))`,
			finds: []string{"Only form|`99` has no value", "Only form|holds for the answer `99`, too"}, not: "which values are good",
		},
		{
			name: "no and yes as numbers", file: "[survey]\ntype|name|label|relevant\nselect_one l|a|A?|\ntext|b|B?|selected(${a}, 1)\n[choices]\nlist_name|name|label\nl|1|Yes\nl|0|No",
			want: "a choice 1 0\nb text if a == \"1\"",
		},
		{
			name: "one name twice", file: "[survey]\ntype|name|label|relevant\nselect_one yn|ok|A?|\nbegin group|g|G|\nselect_one yn|ok|B?|\nend group|||\nnote|n|N|${ok} = 'no'",
			want: "ok choice yes no\nok_2 choice yes no", finds: []string{"Not taken|there are 2 questions `ok`"},
		},
		{
			name: "one name three times", file: "[survey]\ntype|name|label\nselect_one yn|ok|A?\nselect_one yn|ok|B?\nselect_one yn|ok|C?",
			want: "ok choice yes no\nok_2 choice yes no\nok_3 choice yes no",
		},
		{
			name: "fractional steps", file: "[survey]\ntype|name|label|parameters\nrange|pain|Pain?|start=0 end=5 step=0.5\ntext|a|A?|",
			want: "a text", finds: []string{"Not taken|survey row 2: the question `pain` is not taken: its steps are not 1"},
		},
		{name: "a fractional end", file: "[survey]\ntype|name|label|parameters\nrange|pain|Pain?|start=0.5 end=5\ntext|a|A?|", want: "a text"},
		{name: "a short range", file: "[survey]\ntype|name|label|parameters\nrange|pain|Pain?|start=0 end=10 step=1", want: "pain scale 0..10 none"},
		{name: "a disabled row", file: "[survey]\ntype|name|label|disabled\ntext|a|A?|\ntext|b|Your abuser?|yes", want: "a text"},
		{
			name: "bind::relevant", file: "[survey]\ntype|name|label|bind::relevant\nselect_one yn|a|A?|\ntext|b|B?|${a} = 'yes'",
			want: "a choice yes no\nb text if a == \"yes\"",
		},
		{
			name: "bind:relevant and relevant", file: "[survey]\ntype|name|label|bind:relevant|relevant\nselect_one yn|a|A?||\ntext|b|B?|${a} = 'yes'|${a} != ''",
			want: "a choice yes no\nb text if a == \"yes\" and answered(a)",
		},
	})
}

func TestXLSFormAnswers(t *testing.T) {
	takesAs(t, ReadXLSForm, workbookOf, []foreignCase{
		{
			name: "limits", file: "[survey]\ntype|name|label|constraint\ninteger|y|Year?|. > 1900 and . <= 2026\ninteger|z|Z?|. >= 0.5 and . < 9.5",
			want: "y number 1901..2026\nz number 1..9",
		},
		{
			name: "no limits", file: "[survey]\ntype|name|label\ninteger|y|Year?\ninteger|z|Z?\ntext|a|A?", wish: Wishes{Min: map[string]int{"z": 1}, Max: map[string]int{"z": 5}},
			want: "z number 1..5\na text", finds: []string{"Not taken|--min y=N and --max y=N"},
		},
		{name: "half the limits", file: "[survey]\ntype|name|label|constraint\ninteger|y|Year?|. > 1900\ntext|a|A?|", want: "a text", finds: []string{"Not taken|--max y=N"}},
		{name: "rows without text", file: "[survey]\ntype|name|label\n" + strings.Repeat(" | | \n", 3000) + "text|a|A?", want: "a text"},
		{
			name: "a stem", file: "[survey]\ntype|name|label|appearance\nbegin_group|g|Over the last 2 weeks:|field-list\nselect_one yn|a|Nervous|\nselect_one yn|b|Worried|\nend_group|||",
			want: "a choice yes no\nb choice yes no", finds: []string{"Only form|its words stand before each of its questions"},
		},
		{name: "any of ten", file: tenQuestions(func(int) string { return "" }) + "note|z|Z|" + anyOf(10), want: tenItems(func(int) string { return "" }) + "\nz information if " + anyHere(10)},
		{name: "a chain of ten", file: tenQuestions(func(n int) string {
			if n == 0 {
				return ""
			}
			return fmt.Sprintf("${q%d} = 'yes'", n-1)
		}), want: tenItems(func(n int) string {
			if n == 0 {
				return ""
			}
			return fmt.Sprintf(` if q%d == "yes"`, n-1)
		})},
		{
			name: "one answer", file: "[survey]\ntype|name|label\nselect_one o|c|I agree\ntext|x|X?\n[choices]\nlist_name|name|label\no|yes|I agree",
			want: "x text", finds: []string{"Not taken|survey row 2: the question `c` is not taken: it has one answer only"},
		},
		{
			name: "a long answer", file: "[survey]\ntype|name|label\nselect_one o|d|Which?\ntext|x|X?\n[choices]\nlist_name|name|label\no|a|I have thought about it but I would never do that\no|b|No",
			want: "x text", finds: []string{"Not taken|choices row 2: the answer `I have thought"},
		},
		{
			name: "too many answers", file: "[survey]\ntype|name|label\nselect_one o|d|Which?\ntext|x|X?\n[choices]\nlist_name|name|label\n" + manyAnswers(101),
			want: "x text", finds: []string{"Not taken|it has 101 answers, and Telegram shows 97 at most"},
		},
		{
			name: "marks of word processors", file: "[survey]\ntype|name|label|relevant\nselect_one yn|d|D?|\ntext|e|E?|${d}\u00a0= ‘yes’",
			want: "d choice yes no\ne text if d == \"yes\"",
		},
		{name: "how high a field is, and what plays by itself", file: "[survey]\ntype|name|label|rows|autoplay\ntext|a|A?|12|audio", want: "a text", not: "Not taken"},
		{name: "one colon", file: "[survey]\ntype|name|label:English|hint : English\ntext|a|A?|Short", want: "a text"},
		{name: "braces", file: "[survey]\ntype|name|label\ntext|t|{name}, how was {day}?", want: "t text", finds: []string{"Only form|braces became brackets"}},
		{
			name: "old types", file: "[survey]\ntype|name|label|constraint\nselect one from yn|a|A?|\nselect1 yn|b|B?|\nselect all that apply from yn|c|C?|\nselect_one_from_list yn|d|D?|\nint|e|E?|. >= 1 and . <= 3\nstring|f|F?|\nselect multiple yn|g|G?|\nselect-one yn|h|H?|",
			want: "a choice yes no\nb choice yes no\nc several yes no\nd choice yes no\ne number 1..3\nf text\ng several yes no\nh choice yes no",
		},
		{
			name: "an exclusive answer", file: "[survey]\ntype|name|label|constraint\nselect_multiple s|x|X?|not(selected(.,'none')) or count-selected(.)=1\n" + symptoms,
			want: "x several panic sad none!", not: "constraint",
		},
		{
			name: "an exclusive answer, said otherwise", file: "[survey]\ntype|name|label|constraint\nselect_multiple s|x|X?|if(selected(., 'none'), count-selected(.) = 1, true())\n" + symptoms,
			want: "x several panic sad none!",
		},
		{
			name: "an exclusive answer by name", file: "[survey]\ntype|name|label|constraint\nselect_multiple s|x|X?|not(selected(., 'none') and (selected(., 'panic') or selected(., 'sad')))\n" + symptoms,
			want: "x several panic sad none!",
		},
		{
			name: "two at most", file: "[survey]\ntype|name|label|constraint\nselect_multiple s|x|X?|count-selected(.) <= 2\n" + symptoms,
			want: "x several panic sad none", finds: []string{"Asked otherwise|the constraint `count-selected(.) <= 2` is not taken"},
		},
	})
}

func TestXLSFormUnknown(t *testing.T) {
	takesAs(t, ReadXLSForm, workbookOf, []foreignCase{
		{
			name: "what changes who is asked", file: "[survey]\ntype|name|label|choice_filter|readonly|calculation|trigger|body::x|appearance|parameters\n" +
				"select_one yn|a|A?|region = 1||||||\ntext|b|B?||yes|||||\ntext|c|C?|||1+1||||\ntext|d|D?||||${a}|||\ntext|e|E?|||||1||\nselect_one yn|f|F?||||||label|\nselect_one yn|g|G?|||||||randomize=true\ntext|h|H?|||||||",
			want: "h text", finds: []string{
				"Not taken|survey row 2: the question `a` is not taken: what `choice_filter` changes", "Not taken|survey row 3", "Not taken|survey row 4", "Not taken|survey row 5",
				"Not taken|survey row 6", "Not taken|`label` changes", "Not taken|parameters change",
			},
		},
		{
			name: "let pass by name", file: "[survey]\ntype|name|label|body::x\ntext|a|A?|1", wish: Wishes{Allow: []string{"body::x"}}, want: "a text",
			finds: []string{"Asked otherwise|`body::x` is passed over, as --allow says"},
		},
		{
			name: "an unknown column of an answer", file: "[survey]\ntype|name|label\nselect_one o|a|A?\ntext|b|B?\n[choices]\nlist_name|name|label|shown_to\no|x|X|adults\no|y|Y|",
			want: "b text", finds: []string{"Not taken|choices row 2: what `shown_to` changes"},
		},
		{
			name: "a group with something unknown", file: "[survey]\ntype|name|label|readonly\nbegin group|g|G|yes\ntext|a|A?|\nend group|||\ntext|b|B?|", want: "b text",
			finds: []string{"Not taken|the group `g` is not taken", "Not taken|`a` is not taken: its group `g`"},
		},
		{name: "a repeat", file: "[survey]\ntype|name|label\nbegin repeat|r|R\ntext|a|A?\nend repeat||\ntext|b|B?", want: "b text", finds: []string{"Not taken|survey row 3: the question `a`"}},
		{
			name: "answers in another file", file: "[survey]\ntype|name|label\nselect_one_from_file towns.csv|a|A?\ncalculate|c|\ntext|b|B?", want: "b text",
			finds: []string{"Not taken|its answers stand in another file (`towns.csv`)", "Not taken|nothing is worked out"},
		},
		{
			name: "a question of suicide", file: "[survey]\ntype|name|label|relevant\nselect_one yn|s|Have you thought about suicide?|\ntext|t|When?|${s} = 'yes'\ntext|u|U?|", want: "u text",
			finds: []string{"Not taken|survey row 2: the question `s` is not taken: it asks about suicide or self-harm", "Not taken|it looks at `s`, which was not taken"},
		},
		{name: "suicide in the stem", file: "[survey]\ntype|name|label\nbegin group|g|Thoughts of killing yourself\nselect_one yn|a|This week\nend group||\ntext|u|U?", want: "u text"},
		{name: "suicide in an answer", file: "[survey]\ntype|name|label\nselect_one o|a|Worst of it?\ntext|u|U?\n[choices]\nlist_name|name|label\no|x|Sleep\no|y|Suicidal thoughts", want: "u text"},
		{
			name: "bound to safety", file: "[survey]\ntype|name|label\nselect_one yn|s|Have you thought about suicide?\ntext|u|U?", wish: Wishes{Safety: []string{"s"}},
			want: `s choice no yes
			s_act choice no unsure yes if selected(s, "yes")
			u text`, finds: []string{"Asked otherwise|it is about safety now, because of `s`", "Asked otherwise|a note goes to the clinician"},
		},
		{
			name: "bound, but typed", file: "[survey]\ntype|name|label\ntext|s|Describe your suicidal thoughts\ntext|u|U?", wish: Wishes{Safety: []string{"s"}}, want: "u text",
			finds: []string{"Not taken|what is typed is judged by nobody"},
		},
		{name: "a slip in an option", file: "[survey]\ntype|name|label\ntext|u|U?", wish: Wishes{Safety: []string{"suicide"}}, finds: []string{"the file has no question `suicide`"}},
	})
}

const symptoms = "[choices]\nlist_name|name|label\ns|panic|Panic\ns|sad|Sad\ns|none|None"

func manyAnswers(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "o|v%d|V%d\n", i, i)
	}
	return b.String()
}

func tenQuestions(when func(int) string) string {
	text := "[survey]\ntype|name|label|relevant\n"
	for n := range 10 {
		text += fmt.Sprintf("select_one yn|q%d|Q%d?|%s\n", n, n, when(n))
	}
	return text
}

func tenItems(when func(int) string) string {
	var lines []string
	for n := range 10 {
		lines = append(lines, fmt.Sprintf("q%d choice yes no%s", n, when(n)))
	}
	return strings.Join(lines, "\n")
}

func anyOf(n int) string {
	var parts []string
	for i := range n {
		parts = append(parts, fmt.Sprintf("${q%d} = 'yes'", i))
	}
	return strings.Join(parts, " or ")
}

func anyHere(n int) string {
	var parts []string
	for i := range n {
		parts = append(parts, fmt.Sprintf(`q%d == "yes"`, i))
	}
	return strings.Join(parts, " or ")
}
