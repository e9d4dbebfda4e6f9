package source

import (
	"io/fs"
	"testing"
	"testing/fstest"
)

func tree(edit map[string]string) *Tree {
	files := map[string]string{
		"a.go":             "package p\n\ntype A struct{ B int }\n\nfunc (a *A) Step() { helper(); a.Other() }\n",
		"b.go":             "package p\n\nimport \"m/q\"\n\ntype B struct{}\n\nfunc (b *B) Step() { q.F() }\n",
		"helper.go":        "package p\n\n// helper helps.\nfunc helper() {}\n",
		"methods_of_a.go":  "package p\n\nfunc (a *A) Other() {}\n",
		"a_test.go":        "package p\n\nfunc helperOfTest() {}\n",
		"internal/r/r.go":  "package r\n\nvar X int\n",
		"internal/r/asm.s": "TEXT\n",
	}
	q := map[string]string{
		"q.go":    "package q\n\nimport \"m/p/internal/r\"\n\nfunc F() { _ = r.X }\n",
		"else.go": "package q\n\nfunc G() {}\n",
		"init.go": "package q\n\nfunc init() {}\n",
	}
	for name, src := range edit {
		if q[name] != "" {
			q[name] = src
		} else {
			files[name] = src
		}
	}
	return &Tree{Module: "m", Folders: map[string]fs.FS{"p": memory(files), "q": memory(q)}}
}

func memory(files map[string]string) fs.FS {
	m := fstest.MapFS{}
	for name, src := range files {
		m[name] = &fstest.MapFile{Data: []byte(src)}
	}
	return m
}

func TestFingerprint(t *testing.T) {
	tests := []struct {
		name    string
		root    string
		edit    map[string]string
		changes bool
	}{
		{"nothing", "p/a.go", nil, false},
		{"itself", "p/a.go", map[string]string{"a.go": "package p\n\ntype A struct{ B int }\n\nfunc (a *A) Step() { helper() }\n"}, true},
		{"its helper", "p/a.go", map[string]string{"helper.go": "package p\n\nfunc helper() { println() }\n"}, true},
		{"comment and layout", "p/a.go", map[string]string{"helper.go": "package p\n\n// another\n\nfunc helper() {\n}\n"}, false},
		{"methods in another file", "p/a.go", map[string]string{"methods_of_a.go": "package p\n\nfunc (a *A) Other() { println() }\n"}, true},
		{"a neighbour", "p/a.go", map[string]string{"helper2.go": "package p\n\nfunc (c *C) Step() {}\n\ntype C int\n"}, false},
		{"a test", "p/a.go", map[string]string{"a_test.go": "package p\n"}, false},
		{"an imported package", "p/b.go", map[string]string{"q.go": "package q\n\nfunc F() {}\n"}, true},
		{"what is not used of an imported package", "p/b.go", map[string]string{"else.go": "package q\n\nfunc G() int { return 1 }\n"}, false},
		{"an init function", "p/b.go", map[string]string{"init.go": "package q\n\nfunc init() { println() }\n"}, true},
		{"not imported", "p/helper.go", map[string]string{"q.go": "package q\n\nfunc F() {}\n"}, false},
		{"imported by import, assembly", "p/b.go", map[string]string{"internal/r/asm.s": "TEXT 2\n"}, true},
		{"whole package", "p/", map[string]string{"helper2.go": "package p\n\ntype C int\n"}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before, err := tree(nil).Fingerprint(tt.root)
			if err != nil {
				t.Fatal(err)
			}
			after, err := tree(tt.edit).Fingerprint(tt.root)
			if err != nil {
				t.Fatal(err)
			}
			if (before != after) != tt.changes {
				t.Errorf("fingerprint %s then %s, want a change: %v", before, after, tt.changes)
			}
		})
	}
}

func TestFingerprintErrors(t *testing.T) {
	for _, root := range []string{"p/none.go", "none/", "none/a.go"} {
		if _, err := tree(nil).Fingerprint(root); err == nil {
			t.Errorf("%s: no error", root)
		}
	}
}
