// Package synthetic holds the suites that need no file: their problems are
// formulas, or data drawn from a seed.
package synthetic
