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
	"hash"
	"io/fs"
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
}

// Fingerprint is a hash of what the named files depend on. A file is given by
// its path from the module's root; a path that ends in a slash is a whole
// package. Within the package of a named file, only the files that it needs
// count, found by the identifiers that it mentions; imported packages of the
// module count whole.
func (t Tree) Fingerprint(paths ...string) (string, error) {
	w := walk{tree: t, used: map[string]*file{}, packages: map[string]map[string]*file{}}
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
	for _, name := range names {
		fmt.Fprintf(h, "%s\n", name)
		w.used[name].hash(h)
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}

// file is one source file.
type file struct {
	name     string
	src      []byte
	syntax   *ast.File // nil for assembly
	declared []string  // package-level identifiers
}

// walk collects the files that a fingerprint covers.
type walk struct {
	tree     Tree
	used     map[string]*file
	packages map[string]map[string]*file
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
	for _, imp := range f.syntax.Imports {
		p, err := strconv.Unquote(imp.Path.Value)
		if err != nil {
			return err
		}
		if sub, ok := strings.CutPrefix(p, w.tree.Module+"/"); ok {
			if err := w.whole(sub); err != nil {
				return err
			}
		}
	}
	mentioned := mentions(f.syntax)
	for _, g := range w.packages[dir] {
		if slices.ContainsFunc(g.declared, func(d string) bool { return mentioned[d] }) {
			if err := w.add(dir, g); err != nil {
				return err
			}
		}
	}
	return nil
}

// mentions is the set of identifiers of a file, those after a dot left out:
// they are fields, methods or of another package.
func mentions(syntax *ast.File) map[string]bool {
	names := map[string]bool{}
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			ast.Inspect(n.X, visit)
			return false
		case *ast.Ident:
			names[n.Name] = true
		}
		return true
	}
	ast.Inspect(syntax, visit)
	return names
}

// load parses the package in a folder, tests left out.
func (w *walk) load(dir string) (map[string]*file, error) {
	if files := w.packages[dir]; files != nil {
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
	w.packages[dir] = files
	return files, nil
}

// find gives the file system that holds a folder, and the path in it.
func (t Tree) find(dir string) (fs.FS, string, error) {
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
	f := &file{name: name, src: src}
	if path.Ext(name) != ".go" {
		return f, nil
	}
	syntax, err := parser.ParseFile(token.NewFileSet(), name, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("source: %w", err)
	}
	f.syntax = syntax
	for _, d := range syntax.Decls {
		f.declared = append(f.declared, declared(d)...)
	}
	return f, nil
}

// declared lists the package-level identifiers of a declaration. A method
// counts under its receiver's type: whoever mentions the type may call it.
func declared(d ast.Decl) []string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		switch {
		case d.Recv != nil:
			return []string{receiver(d.Recv.List[0].Type)}
		case d.Name.Name == "init":
			return nil
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

// hash writes the file's tokens, so that comments and layout do not count.
func (f *file) hash(h hash.Hash) {
	if f.syntax == nil {
		h.Write(f.src)
		return
	}
	fset := token.NewFileSet()
	var s scanner.Scanner
	s.Init(fset.AddFile(f.name, -1, len(f.src)), f.src, nil, 0)
	for {
		_, tok, lit := s.Scan()
		if tok == token.EOF {
			return
		}
		if tok == token.SEMICOLON {
			lit = ""
		}
		fmt.Fprintf(h, "%d %s\x00", tok, lit)
	}
}
