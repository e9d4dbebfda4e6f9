// Package peer holds the PyTorch side of the speed comparisons.
package peer

import _ "embed"

//go:embed arithmetic.py
var arithmetic string

//go:embed peer.py
var serve string

// Script is the Python program: peer.py uses what arithmetic.py defines.
var Script = arithmetic + "\n\n" + serve
