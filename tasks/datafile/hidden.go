// Package datafile knows of files what their readers need before they open
// them: which are no data, and when one has changed.
package datafile

import (
	"path/filepath"
	"slices"
	"strings"
)

// desktop are the files that desktops leave in folders, in lower case.
var desktop = []string{"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"}

// Hidden says that a file is not of a data set but of the system that it lay on,
// by its name in a folder or its path in an archive: .DS_Store, macOS's ._NAME,
// Thumbs.db, and all in folders such as __MACOSX and .ipynb_checkpoints.
func Hidden(name string) bool {
	parts := strings.Split(filepath.ToSlash(name), "/")
	last := parts[len(parts)-1]
	return slices.Contains(desktop, strings.ToLower(last)) || slices.ContainsFunc(parts, func(part string) bool {
		return part == "__MACOSX" || strings.HasPrefix(part, ".") && part != "." && part != ".."
	})
}
