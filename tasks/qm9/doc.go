// Package qm9 is the suite of eleven properties of small organic molecules:
// Ramakrishnan et al., "Quantum chemistry structures and properties of 134
// kilo molecules", Scientific Data 1, 140022 (2014).
package qm9
