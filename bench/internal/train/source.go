package train

import "embed"

// Source is the source of this package: part of a cell's identity.
//
//go:embed *.go
var Source embed.FS
