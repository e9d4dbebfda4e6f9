package datafile

import "testing"

func TestHidden(t *testing.T) {
	for name, want := range map[string]bool{
		"0.npy": false, "a/b.xyz": false, "./a.xyz": false, "../a.xyz": false, "a.b/c": false, "": false,
		".DS_Store": true, "._0.npy": true, "a/._b.xyz": true, "__MACOSX/a/b.xyz": true, ".ipynb_checkpoints/0.npy": true,
		"Thumbs.db": true, "a/thumbs.db": true, "desktop.ini": true,
	} {
		if got := Hidden(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}
