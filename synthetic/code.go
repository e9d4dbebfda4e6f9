package synthetic

import "embed"

// Code is the source of this package and those below it: part of a cell's
// identity, so that a changed program is never answered from an old record.
//
//go:embed *
var Code embed.FS
