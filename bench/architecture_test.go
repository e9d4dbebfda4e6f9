package main

import (
	"os/exec"
	"path"
	"strings"
	"testing"
)

// rules say which packages of the module a package may depend on, itself and
// those below it apart. The longest matching prefix rules.
var rules = map[string][]string{
	"align":          {},
	"methods":        {"align", "tasks/optim"},
	"tasks":          {},
	"tasks/optim":    {},
	"tasks/nn":       {"tasks", "tasks/optim", "tasks/parallel"},
	"tasks/metric":   {},
	"tasks/parallel": {},
	"tasks/textfile": {},
	"tasks/datafile": {},
	"tasks/internal": {"tasks", "tasks/nn", "tasks/parallel", "tasks/metric", "tasks/frame", "tasks/textfile", "tasks/datafile"},
	"tasks/number":   {},
	"tasks/golden":   {"tasks/number"}, // support for tests only
	"synthetic":      {"tasks", "tasks/nn", "tasks/parallel", "tasks/optim", "tasks/internal", "tasks/qm9", "tasks/frame", "tasks/nyuv2", "tasks/cityscapes", "tasks/celeba"},
	"reports/whole":  {},
	"reports":        {"reports/record", "reports/whole", "tasks", "tasks/number", "tasks/textfile"},
	"reports/record": {"tasks", "tasks/number"},
}

// suiteRule is the rule of a folder of tasks with a real suite.
var suiteRule = []string{"tasks", "tasks/nn", "tasks/parallel", "tasks/internal", "tasks/optim", "tasks/metric", "tasks/frame", "tasks/textfile", "tasks/datafile"}

const module = "github.com/mtobench/mtobench/"

// TestImports holds the rooms apart: what a package depends on, directly or
// not, is what the design allows.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}} {{range .Imports}}{{.}} {{end}}", module+"...").CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	checked := 0
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		fields := strings.Fields(line)
		from := strings.TrimPrefix(fields[0], module)
		if top, _, _ := strings.Cut(from, "/"); top == "bench" || top == "scripts" {
			continue
		}
		checked++
		for _, imp := range fields[1:] {
			to, ours := strings.CutPrefix(imp, module)
			if ours && !allowed(from, to) {
				t.Errorf("%s must not import %s", from, to)
			}
			if strings.HasPrefix(imp, "gorgonia.org/") && !within(from, "tasks/nn") {
				t.Errorf("%s imports %s: Gorgonia belongs to tasks/nn", from, imp)
			}
		}
	}
	if checked < 8 {
		t.Errorf("only %d packages were checked", checked)
	}
}

// allowed tells whether a package may import another one of the module.
func allowed(from, to string) bool {
	rule, room := suiteRule, from
	for p := from; p != "."; p = path.Dir(p) {
		if r, ok := rules[p]; ok && !(p == "tasks" && from != "tasks") {
			rule, room = r, p
			break
		}
	}
	if within(to, room) && room != "tasks" {
		return true
	}
	for _, p := range rule {
		if to == p || p != "tasks" && p != "align" && within(to, p) {
			return true
		}
	}
	return false
}

func within(p, dir string) bool { return p == dir || strings.HasPrefix(p, dir+"/") }
