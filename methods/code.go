package methods

import "embed"

// Code is the source of this package: part of a cell's identity, so that
// an edited method is never answered from an old record.
//
//go:embed *
var Code embed.FS
