// Package source tells which code made a number. The fingerprint of a method
// or a suite covers the code that it uses and nothing else: editing one method
// makes that method's cells run again, and no others. Comments, layout and
// tests do not count.
package source

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Tree is the source of a module: a file system for each folder that
// embedded itself, covering the folders below it.
type Tree struct {
	Module  string           // module path
	Folders map[string]fs.FS // by path from the module's root
	// Ignore lists packages that make no numbers.
	Ignore []string
	// Context is what else decides numbers, such as the versions of other
	// modules.
	Context string

	packages map[string]map[string]*file // parsed so far, by folder
}

// Fingerprint is a hash of what the named files depend on. A file is given by
// its path from the module's root; a path that ends in a slash is a whole
// package. From there on the files count that declare what is mentioned, in
// the same package or in an imported one of the module, with the assembly and
// the init functions of their packages.
func (t *Tree) Fingerprint(paths ...string) (string, error) {
	if t.packages == nil {
		t.packages = map[string]map[string]*file{}
	}
	w := walk{tree: t, used: map[string]*file{}}
	for _, p := range paths {
		if err := w.root(p); err != nil {
			return "", err
		}
	}
	names := make([]string, 0, len(w.used))
	for name := range w.used {
		names = append(names, name)
	}
	slices.Sort(names)
	h := sha256.New()
	fmt.Fprintf(h, "%s\n", t.Context)
	for _, name := range names {
		fmt.Fprintf(h, "%s %x\n", name, w.used[name].sum)
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}

// All is a hash of all source files of the tree.
func (t *Tree) All() (string, error) {
	var dirs []string
	for _, root := range slices.Sorted(maps.Keys(t.Folders)) {
		err := fs.WalkDir(t.Folders[root], ".", func(p string, d fs.DirEntry, err error) error {
			if dir := path.Join(root, path.Dir(p)); err == nil && counts(p) && !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
			return err
		})
		if err != nil {
			return "", err
		}
	}
	for i, d := range dirs {
		dirs[i] = d + "/"
	}
	return t.Fingerprint(dirs...)
}

// file is one source file.
type file struct {
	name     string
	syntax   *ast.File // nil for assembly
	sum      [sha256.Size]byte
	declared []string // package-level identifiers
	always   bool     // counts whatever is used of the package
}

// walk collects the files that a fingerprint covers.
type walk struct {
	tree *Tree
	used map[string]*file
}

// root adds a named file or, with a trailing slash, a whole package.
func (w *walk) root(p string) error {
	dir, base := path.Split(p)
	dir = strings.TrimSuffix(dir, "/")
	files, err := w.load(dir)
	if err != nil {
		return err
	}
	if base == "" {
		return w.whole(dir)
	}
	f, ok := files[base]
	if !ok {
		return fmt.Errorf("source: no file %s", p)
	}
	return w.add(dir, f)
}

// whole adds every file of a package.
func (w *walk) whole(dir string) error {
	files, err := w.load(dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := w.add(dir, f); err != nil {
			return err
		}
	}
	return nil
}

// add adds a file, the files of its package that declare what it mentions,
// and the packages that it imports.
func (w *walk) add(dir string, f *file) error {
	if w.used[f.name] != nil {
		return nil
	}
	w.used[f.name] = f
	if f.syntax == nil {
		return nil
	}
	names, selected := mentions(f.syntax)
	if err := w.addDeclaring(dir, names); err != nil {
		return err
	}
	for _, imp := range f.syntax.Imports {
		if err := w.addImport(imp, selected); err != nil {
			return err
		}
	}
	return nil
}

// addImport adds what a file uses of a package of the module: all of it where
// the names cannot be told.
func (w *walk) addImport(imp *ast.ImportSpec, selected map[string]map[string]bool) error {
	p, err := strconv.Unquote(imp.Path.Value)
	if err != nil {
		return err
	}
	dir, ours := strings.CutPrefix(p, w.tree.Module+"/")
	if !ours || slices.Contains(w.tree.Ignore, dir) {
		return nil
	}
	if _, err := w.load(dir); err != nil {
		return err
	}
	name := path.Base(p)
	if imp.Name != nil {
		name = imp.Name.Name
	}
	if name == "_" || name == "." {
		return w.whole(dir)
	}
	return w.addDeclaring(dir, selected[name])
}

// addDeclaring adds the files of a package that declare one of the names, or
// that count whatever is used of it.
func (w *walk) addDeclaring(dir string, names map[string]bool) error {
	for _, f := range w.tree.packages[dir] {
		if f.always || slices.ContainsFunc(f.declared, func(d string) bool { return names[d] }) {
			if err := w.add(dir, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// mentions is the identifiers of a file, and those after a dot by what stands
// before it where that is a plain name, such as an imported package's.
func mentions(syntax *ast.File) (names map[string]bool, selected map[string]map[string]bool) {
	names, selected = map[string]bool{}, map[string]map[string]bool{}
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok {
				if selected[x.Name] == nil {
					selected[x.Name] = map[string]bool{}
				}
				selected[x.Name][n.Sel.Name] = true
			}
			ast.Inspect(n.X, visit)
			return false
		case *ast.Ident:
			names[n.Name] = true
		}
		return true
	}
	ast.Inspect(syntax, visit)
	return names, selected
}

// load parses the package in a folder, tests left out.
func (w *walk) load(dir string) (map[string]*file, error) {
	if files := w.tree.packages[dir]; files != nil {
		return files, nil
	}
	fsys, sub, err := w.tree.find(dir)
	if err != nil {
		return nil, err
	}
	entries, err := fs.ReadDir(fsys, sub)
	if err != nil {
		return nil, fmt.Errorf("source: package %s: %w", dir, err)
	}
	files := map[string]*file{}
	for _, e := range entries {
		if e.IsDir() || !counts(e.Name()) {
			continue
		}
		src, err := fs.ReadFile(fsys, path.Join(sub, e.Name()))
		if err != nil {
			return nil, err
		}
		f, err := parse(path.Join(dir, e.Name()), src)
		if err != nil {
			return nil, err
		}
		files[e.Name()] = f
	}
	w.tree.packages[dir] = files
	return files, nil
}

// find gives the file system that holds a folder, and the path in it.
func (t *Tree) find(dir string) (fs.FS, string, error) {
	for root, sub := dir, "."; root != "."; root, sub = path.Dir(root), path.Join(path.Base(root), sub) {
		if fsys, ok := t.Folders[root]; ok {
			return fsys, sub, nil
		}
	}
	return nil, "", fmt.Errorf("source: no source of package %s", dir)
}

func counts(name string) bool {
	switch path.Ext(name) {
	case ".go":
		return !strings.HasSuffix(name, "_test.go")
	case ".s":
		return true
	}
	return false
}

func parse(name string, src []byte) (*file, error) {
	f := &file{name: name}
	if path.Ext(name) != ".go" {
		f.always, f.sum = true, sha256.Sum256(src)
		return f, nil
	}
	syntax, err := parser.ParseFile(token.NewFileSet(), name, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("source: %w", err)
	}
	f.syntax, f.sum = syntax, tokens(src)
	for _, d := range syntax.Decls {
		f.declared = append(f.declared, declared(d)...)
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
			f.always = true
		}
	}
	return f, nil
}

// declared lists the package-level identifiers of a declaration. A method
// counts under its receiver's type: whoever mentions the type may call it.
func declared(d ast.Decl) []string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv != nil {
			return []string{receiver(d.Recv.List[0].Type)}
		}
		return []string{d.Name.Name}
	case *ast.GenDecl:
		var names []string
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				names = append(names, s.Name.Name)
			case *ast.ValueSpec:
				for _, n := range s.Names {
					names = append(names, n.Name)
				}
			}
		}
		return names
	}
	return nil
}

// receiver is the type name in a receiver such as *T or T[P].
func receiver(e ast.Expr) string {
	for {
		switch t := e.(type) {
		case *ast.StarExpr:
			e = t.X
		case *ast.IndexExpr:
			e = t.X
		case *ast.IndexListExpr:
			e = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}

// tokens is the hash of a file's tokens: comments and layout do not count.
func tokens(src []byte) (sum [sha256.Size]byte) {
	h := sha256.New()
	fset := token.NewFileSet()
	var s scanner.Scanner
	s.Init(fset.AddFile("", -1, len(src)), src, nil, 0)
	for {
		_, tok, lit := s.Scan()
		if tok == token.EOF {
			h.Sum(sum[:0])
			return sum
		}
		if tok == token.SEMICOLON {
			lit = ""
		}
		fmt.Fprintf(h, "%d %s\x00", tok, lit)
	}
}
