// Command gen writes the AVX2 and AVX-512 assembly of package kernel. It is a
// module of its own so that the benchmark does not depend on the assembler.
//
// Run it from the folder of package kernel with go generate.
package main

import . "github.com/mmcloughlin/avo/build"

func main() {
	ConstraintExpr("amd64")
	makeMaskTable()
	makeCompaction()
	for rows := 1; rows <= 6; rows++ {
		tile(rows)
		gatherTile(rows)
		quadTile(rows)
	}
	transpose()
	packRows()
	packEdge()
	axpy()
	scale()
	dot()
	dot32()
	sums()
	biasRows()
	maskRows()
	biasPlane()
	maskPlane()
	moveRows("asmCopyRows", false)
	moveRows("asmAddRows", true)
	for taps := 4; taps <= 6; taps++ {
		correlate(taps, 2)
	}
	for taps := 3; taps <= 4; taps++ {
		correlate(taps, 3)
	}
	correlateRows()
	pool2()
	unpool2()
	gramTile()
	combine()
	exp()
	logarithm()
	sigmoid()
	tanh()
	sigmoidGrad()
	tanhGrad()
	adam()
	sgd()
	affine()
	affine2()
	winogradImage()
	winogradGradient()
	winogradResult()
	winogradFilters()
	winogradFilterGradient()
	listSpots()
	for vectors := 1; vectors <= patchVectors; vectors++ {
		spots(vectors)
	}
	for vectors := 1; vectors <= pairedVectors; vectors++ {
		spotPairs(vectors)
	}
	nonzero()
	skip()
	multiplyAdds()
	wide()
	nonzeroBits()
	tables()
	lookups()
	Generate()
}

// wide is what has registers of 16 floats too.
func wide() {
	for rows := 1; rows <= wideRows; rows++ {
		wideTile(rows)
		wideGather(rows)
		wideQuads(rows)
	}
	for rows := 1; rows <= pairRows; rows++ {
		pairTile(rows)
		pairGather(rows)
	}
	for taps := 4; taps <= 8; taps++ {
		wideCorrelate(taps, 1)
		wideCorrelate(taps, 2)
	}
	for vectors := 1; vectors <= patchVectors; vectors++ {
		for rows := 2; rows <= patchRows && rows*vectors <= patchSums; rows++ {
			wideSpots(rows, vectors)
		}
	}
	wideMultiplyAdds()
	wideNonzero()
	wideSkip()
	wideTables()
	wideLookups()
	wideColumn()
	processor()
}
