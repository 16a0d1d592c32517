package load

import (
	"fmt"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"footing/flows"
)

// inFolders is a flat folder as it is when each questionnaire and each language has a folder of its own.
func inFolders(t testing.TB, flat fstest.MapFS) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for name, file := range flat {
		parts := strings.Split(name, ".")
		own := flat[parts[0]+".yaml"] != nil
		switch {
		case name == protocolFile:
			files[name] = file
		case own:
			files[path.Join(parts[0], name)] = file
		default:
			files[path.Join(textsFolder, parts[1], name)] = file
		}
	}
	return files
}

func paths(t testing.TB, files fstest.MapFS) string {
	t.Helper()
	found, err := Files(files)
	list := ""
	for _, f := range found {
		list += fmt.Sprintf("%s %s %s\n", f.Path, f.Name, f.Locale)
	}
	if err != nil {
		list += err.Error() + "\n"
	}
	return list
}

// Files may lie flat, in folders, and some so and some so; what lies elsewhere is none of the protocol's.
func TestFiles(t *testing.T) {
	files := fstest.MapFS{}
	for _, name := range []string{
		"protocol.yaml", "clinic.yaml", "README.md", "mood.yaml", "mood.en.yaml", "mood/mood.de.yaml",
		"sleep/sleep.yaml", "sleep/sleep.en.yaml", "sleep/notes.txt", "sleep/old/sleep.yaml",
		"texts/en/wording.en.yaml", "texts/pt-BR/wording.pt-BR.yaml", "texts/en/README.md", "texts/old copies/x.yaml",
		"digest.en.yaml",
		"old/sleep.yaml", "en/wording.en.yaml", "phq9/phq9.yaml", "phq9/protocol.yaml", "phq9/wording.en.yaml",
		"Sleep/Sleep.yaml",
	} {
		files[name] = &fstest.MapFile{}
	}
	want := `digest.en.yaml digest en
mood/mood.de.yaml mood de
mood.en.yaml mood en
mood.yaml mood 
sleep/sleep.en.yaml sleep en
sleep/sleep.yaml sleep 
texts/en/wording.en.yaml wording en
texts/pt-BR/wording.pt-BR.yaml wording pt-BR
`
	if diff := cmp.Diff(want, paths(t, files)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// A file that lies where it would be passed over, or twice, is complained of.
func TestFilesInTheWrongFolder(t *testing.T) {
	files := fstest.MapFS{}
	for _, name := range []string{
		"sleep.yaml", "sleep/sleep.yaml", "sleep/slep.en.yaml", "sleep/sleep.EN.yaml", "sleep/sleep.de.yml",
		"texts/en/wording.en.yaml", "texts/de/wording.en.yaml", "texts/en/digest.yaml",
	} {
		files[name] = &fstest.MapFile{}
	}
	want := `sleep.yaml sleep 
texts/en/wording.en.yaml wording en
sleep/sleep.EN.yaml: the file's name is neither <questionnaire>.yaml nor <name>.<locale>.yaml, in small letters
sleep/sleep.de.yml: the file's name is neither <questionnaire>.yaml nor <name>.<locale>.yaml, in small letters
sleep/sleep.yaml: the same file stands at sleep.yaml too; keep one of them
sleep/slep.en.yaml: only sleep.yaml and its texts, sleep.<locale>.yaml, belong into this folder
texts/de/wording.en.yaml: only texts in ` + "`de`" + `, <name>.de.yaml, belong into this folder
texts/en/digest.yaml: only texts in ` + "`en`" + `, <name>.en.yaml, belong into this folder
`
	if diff := cmp.Diff(want, paths(t, files)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// A protocol is the same in folders as it is flat, but for the paths of its questionnaires.
func TestFoldersLoadAsFlatFilesDo(t *testing.T) {
	flat, clinic := base(t)
	want, err := Load(flat, clinic, "clinic.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Load(inFolders(t, flat), clinic, "clinic.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if got.Questionnaires["sleep"].File != "sleep/sleep.yaml" {
		t.Errorf("the file is %s", got.Questionnaires["sleep"].File)
	}
	for id, q := range got.Questionnaires {
		q.File = want.Questionnaires[id].File
	}
	same := cmp.Comparer(func(a, b *flows.Condition) bool {
		return a == b || a != nil && b != nil &&
			a.String() == b.String()
	})
	if diff := cmp.Diff(want, got, same, cmp.AllowUnexported(flows.Protocol{})); diff != "" {
		t.Errorf("flat and in folders (-flat +folders):\n%s", diff)
	}
}

// Problems name the path within the protocol's folder, of what stands there and of what is missing.
func TestProblemsInFolders(t *testing.T) {
	flat, clinic := base(t)
	files := inFolders(t, flat)
	slip := strings.Replace(string(files["sleep/sleep.yaml"].Data), "when:", "wen:", 1)
	files["sleep/sleep.yaml"] = &fstest.MapFile{Data: []byte(slip)}
	delete(files, "danger/danger.de.yaml")
	delete(files, "texts/de/wording.de.yaml")
	files["texts/de/other.de.yaml"] = &fstest.MapFile{Data: []byte("x.y: Z\n")}
	_, err := Load(files, clinic, "clinic.yaml")
	if err == nil {
		t.Fatal("a slip is taken")
	}
	for _, want := range []string{
		"sleep/sleep.yaml:11:5: unknown key `wen`",
		"danger/danger.yaml: there is no wording in `de`; write danger/danger.de.yaml with the texts",
		"texts/en/wording.en.yaml: there is no texts/de/wording.de.yaml with these texts in `de`",
		"texts/de/other.de.yaml: there is no texts/en/other.en.yaml with these texts in `en`",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("want %q in:\n%s", want, err)
		}
	}
}
