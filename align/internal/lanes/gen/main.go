// Command gen writes the AVX2 assembly of package lanes. It is a module of its
// own so that the benchmark does not depend on the assembler.
//
// Run it from the folder of package lanes with go generate.
package main

import . "github.com/mmcloughlin/avo/build"

func main() {
	ConstraintExpr("amd64")
	makeMasks()
	makeExpTable()
	makeHalveTable()
	indicate()
	halve()
	Generate()
}
