// Package peer holds the PyTorch side of the speed comparison.
package peer

import _ "embed"

// Script is the Python program.
//
//go:embed peer.py
var Script string
