package train

import "embed"

// Code is the source of this package: part of a cell's identity.
//
//go:embed *.go
var Code embed.FS
