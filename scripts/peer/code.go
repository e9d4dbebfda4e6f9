// Package peer holds the PyTorch side of the speed comparisons.
package peer

import (
	_ "embed"
	"strings"
)

//go:embed begin.py
var begin string

//go:embed arithmetic.py
var arithmetic string

//go:embed networks.py
var networks string

//go:embed molecules.py
var molecules string

//go:embed vision.py
var vision string

//go:embed products.py
var products string

//go:embed serve.py
var serve string

// Script is the Python program: begin.py imports what the others use, and
// serve.py uses what they define.
var Script = strings.Join([]string{begin, arithmetic, networks, molecules, vision, products, serve}, "\n\n")
