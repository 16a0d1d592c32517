package house

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// row is a line of the table of packages: what a package may import of ours. The third cell says "nothing", "all",
// "all but cmd", or names packages by their path or, where only one package has it, by its last element.
type row struct {
	pkg string
	may []string
}

// rows reads the table under "## The packages". Lines of that section which are no row of a package are passed over.
func rows(page string) []row {
	var all []row
	for line := range strings.Lines(section(page, "The packages")) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 5 || !strings.HasPrefix(strings.TrimSpace(cells[1]), "`") {
			continue
		}
		r := row{pkg: strings.Trim(cells[1], " `")}
		for name := range strings.SplitSeq(cells[3], ",") {
			r.may = append(r.may, strings.TrimSpace(name))
		}
		all = append(all, r)
	}
	return all
}

// section gives the lines under a heading of the second level.
func section(page, title string) string {
	_, after, _ := strings.Cut(page, "\n## "+title+"\n")
	inside, _, _ := strings.Cut(after, "\n## ")
	return inside
}

// trespasses are the imports that no row allows, and the packages and rows that have no counterpart.
func trespasses(packs []pack, rows []row) []string {
	var all []string
	byPath := map[string]row{}
	for _, r := range rows {
		if _, twice := byPath[r.pkg]; twice {
			all = append(all, r.pkg+": two rows in the table of packages")
		}
		byPath[r.pkg] = r
	}
	for _, p := range packs {
		r, ok := byPath[p.path]
		if !ok {
			all = append(all, p.path+": no row in the table of packages")
			continue
		}
		delete(byPath, p.path)
		imports := p.imports()
		slices.Sort(imports)
		for _, imported := range slices.Compact(imports) {
			if !r.allows(imported) {
				all = append(all, fmt.Sprintf("%s: imports %s", p.path, imported))
			}
		}
		for _, name := range r.may {
			if !known(packs, name) {
				all = append(all, fmt.Sprintf("%s: may import %q, which is not one package", p.path, name))
			}
		}
	}
	for pkg := range byPath {
		all = append(all, pkg+": a row in the table of packages, but no package")
	}
	return all
}

func (r row) allows(pkg string) bool {
	return slices.ContainsFunc(r.may, func(name string) bool {
		return name == "all" || name == "all but cmd" && !strings.HasPrefix(pkg, "cmd/") ||
			name == pkg || name == path.Base(pkg)
	})
}

// known tells whether a name in a row says one thing: a short name that two packages share would allow both.
func known(packs []pack, name string) bool {
	if name == "nothing" || name == "all" || name == "all but cmd" {
		return true
	}
	n := 0
	for _, p := range packs {
		if p.path == name {
			return true
		}
		if path.Base(p.path) == name {
			n++
		}
	}
	return n == 1
}
