// Package solve holds the small convex problems behind gradient-oriented
// methods: K unknowns, one for each task, and data that come from the Gram
// matrix of the task gradients. K is at most a few hundred, so dense
// factorisations are cheap beside one backward pass.
//
// Each solver is a struct whose zero value works; it keeps its workspace, so
// that a call of the same size as the one before allocates nothing. Each
// states the conditions that its answer meets, and the tests check those
// conditions rather than digits.
//
// Rounding of the Gram matrix bounds what any solver can tell: inner products
// are known to about eps times the product of the norms, so that a vector of
// the convex hull shorter than about 1e-7 of the gradients is the zero vector
// here.
package solve
