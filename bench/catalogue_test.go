package main

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/mtobench/mtobench/bench/internal/source"
)

// edited is the catalogue with one more declaration in a source file.
func edited(t *testing.T, c catalogue, folder, file string) catalogue {
	t.Helper()
	m := fstest.MapFS{}
	err := fs.WalkDir(c.source.Folders[folder], ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(c.source.Folders[folder], p)
		m[p] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil || m[file] == nil {
		t.Fatal(folder, file, err)
	}
	m[file].Data = append(m[file].Data, "\nvar anEdit = 1\n"...)
	folders := map[string]fs.FS{}
	for name, f := range c.source.Folders {
		folders[name] = f
	}
	folders[folder] = m
	c.source = &source.Tree{Module: c.source.Module, Folders: folders, Ignore: c.source.Ignore, Context: c.source.Context}
	return c
}

// TestCodeOfCell checks which cells an edit makes anew.
func TestCodeOfCell(t *testing.T) {
	cells := []struct{ suite, method string }{
		{"toy", "ls"}, {"toy", "pcgrad"}, {"tanh", "ls"}, {"tanh", "go4align"}, {"sarcos", "nashmtl"}, {"multimnist", "uw"}, {"nyuv2", "dwa"}, {"molecules", "ls"},
	}
	tests := []struct {
		folder, file string
		changed      string // the cells whose code changes
	}{
		{"methods", "pcgrad.go", "toy/pcgrad"},
		{"methods", "ls.go", "toy/ls tanh/ls molecules/ls"},
		{"methods", "registry.go", ""},
		{"methods", "method.go", "toy/ls toy/pcgrad tanh/ls tanh/go4align sarcos/nashmtl multimnist/uw nyuv2/dwa molecules/ls"},
		{"methods", "internal/solve/nash.go", "sarcos/nashmtl"},
		{"align", "kmeans.go", "tanh/go4align"},
		{"synthetic", "toy.go", "toy/ls toy/pcgrad"},
		{"synthetic", "tanh.go", "tanh/ls tanh/go4align"},
		{"synthetic", "moleculespring.go", "molecules/ls"},
		{"tasks", "qm9/perceive.go", "molecules/ls"},
		{"tasks", "sarcos/sarcos.go", "sarcos/nashmtl"},
		{"tasks", "multimnist/multimnist.go", "multimnist/uw"},
		{"tasks", "internal/pixel/meter.go", "nyuv2/dwa"},
		{"tasks", "frame/augment.go", "nyuv2/dwa"},
		{"tasks", "nn/networks/mtan.go", "nyuv2/dwa"},
		{"tasks", "cityscapes/cityscapes.go", ""},
		{"tasks", "nn/network.go", "tanh/ls tanh/go4align sarcos/nashmtl multimnist/uw nyuv2/dwa molecules/ls"},
		{"tasks", "nn/internal/kernel/gemm.go", "tanh/ls tanh/go4align sarcos/nashmtl multimnist/uw nyuv2/dwa molecules/ls"},
		{"bench/internal/train", "step.go", "toy/ls toy/pcgrad tanh/ls tanh/go4align sarcos/nashmtl multimnist/uw nyuv2/dwa molecules/ls"},
	}
	for _, tt := range tests {
		t.Run(tt.folder+"/"+tt.file, func(t *testing.T) {
			before := defaultCatalogue()
			after := edited(t, before, tt.folder, tt.file)
			var changed []string
			for _, c := range cells {
				if codeOf(t, before, c.suite, c.method) != codeOf(t, after, c.suite, c.method) {
					changed = append(changed, c.suite+"/"+c.method)
				}
			}
			if got := strings.Join(changed, " "); got != tt.changed {
				t.Errorf("an edit changes %q, want %q", got, tt.changed)
			}
		})
	}
}

func codeOf(t *testing.T, c catalogue, suite, method string) string {
	t.Helper()
	s, err := c.suite(suite)
	if err != nil {
		t.Fatal(err)
	}
	code, err := c.code(s, method)
	if err != nil {
		t.Fatal(err)
	}
	return code
}
