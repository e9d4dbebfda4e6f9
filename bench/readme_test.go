package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadmeMethod does what the README tells who adds a method: its file and
// its line in the registry, laid over the source tree, must pass the tests of
// package methods and run.
func TestReadmeMethod(t *testing.T) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	overlay := filepath.Join(dir, "overlay.json")
	write(t, overlay, marshal(t, map[string]any{"Replace": map[string]string{
		filepath.Join(root, "methods", "invpower.go"): write(t, filepath.Join(dir, "invpower.go"), readmeBlock(t, root)),
		filepath.Join(root, "methods", "registry.go"): write(t, filepath.Join(dir, "registry.go"), registryWith(t, root, "InvPower")),
	}}))
	goTool(t, root, "test", "-overlay", overlay, "./methods", "-run", "Conformance|Registry|Lookup", "-method", "invpower")
	program := filepath.Join(dir, "bench")
	goTool(t, root, "build", "-overlay", overlay, "-o", program, "./bench")
	goTool(t, root, "test", "-overlay", overlay, "./methods", "-run", "Conformance", "-method", "invpower")
	out := filepath.Join(dir, "results")
	args := []string{"run", "-suite", "toy", "-method", "ls,invpower", "-seeds", "1", "-set", "toy.epochs=2", "-out", out}
	combined(t, exec.Command(program, args...))
	combined(t, exec.Command(program, append(args, "-set", "invpower.p=1")...))
	report := combined(t, exec.Command(program, "report", "-out", out))
	if n := strings.Count(report, "InvPower"); n < 2 {
		t.Errorf("InvPower stands %d times in the report's summary, want both settings:\n%s", n, report)
	}
}

// readmeBlock is the README's Go file.
func readmeBlock(t *testing.T, root string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, after, ok := strings.Cut(string(b), "```go\n")
	code, _, ok2 := strings.Cut(after, "```")
	if !ok || !ok2 {
		t.Fatal("no Go block in README.md")
	}
	return code
}

// registryWith is the registry with one more method at the end of All.
func registryWith(t *testing.T, root, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, "methods", "registry.go"))
	if err != nil {
		t.Fatal(err)
	}
	before, list, ok := strings.Cut(string(b), "var All = []Info{\n")
	entries, after, ok2 := strings.Cut(list, "}\n")
	if !ok || !ok2 {
		t.Fatal("no list All in methods/registry.go")
	}
	line := "\t" + name + ",\n"
	if strings.Contains(entries, line) {
		t.Skipf("methods/registry.go has %s already", name)
	}
	return before + "var All = []Info{\n" + entries + line + "}\n" + after
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func goTool(t *testing.T, dir string, args ...string) {
	t.Helper()
	c := exec.Command("go", args...)
	c.Dir = dir
	combined(t, c)
}

func combined(t *testing.T, c *exec.Cmd) string {
	t.Helper()
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", c.Args, err, out)
	}
	return string(out)
}

// TestReadmeMethods keeps the README's table of methods that of the program.
func TestReadmeMethods(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, after, ok := strings.Cut(string(b), "<!-- go run ./bench list methods -markdown -->\n")
	got, _, ok2 := strings.Cut(after, "<!-- end -->")
	if !ok || !ok2 {
		t.Fatal("README.md has no marks around its table of methods")
	}
	want := bench(t, "list", "methods", "-markdown").want(t, exitOK).stdout
	if strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("README.md's table of methods is not what `go run ./bench list methods -markdown` prints; put this in its place:\n%s", want)
	}
}
