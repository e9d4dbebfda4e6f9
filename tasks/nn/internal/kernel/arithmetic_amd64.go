package kernel

import "golang.org/x/sys/cpu"

//go:generate sh -c "cd gen && go run . -pkg kernel -out ../asm_amd64.s -stubs ../asm_amd64.go"

// avx2 is the twin in generated assembly. Its functions keep to the same
// contracts as those of pureGo.
var avx2 = arithmetic{
	name:                   "avx2",
	tiles:                  tilesAVX2,
	gatherTiles:            gatherTilesAVX2,
	skipping:               &skippingAVX2,
	nonzeroBits:            nonzeroBitsAVX2,
	tables:                 tablesAVX2,
	lookups:                lookupsAVX2,
	packRows:               packRowsAVX2,
	packTrans:              packTransAVX2,
	axpy:                   axpyAVX2,
	scale:                  scaleAVX2,
	dot:                    dotAVX2,
	dot32:                  dot32AVX2,
	sums:                   sumsAVX2,
	transpose:              transposeAVX2,
	interleave:             interleaveAVX2,
	deal:                   dealAVX2,
	biasRows:               biasRowsAVX2,
	maskRows:               maskRowsAVX2,
	biasPlane:              biasPlaneAVX2,
	maskPlane:              maskPlaneAVX2,
	copyRows:               copyRowsAVX2,
	addRows:                addRowsAVX2,
	correlateRows:          correlateRowsAVX2,
	correlate:              correlateAVX2,
	correlations:           halfTiles,
	pool2:                  pool2AVX2,
	unpool2:                unpool2AVX2,
	winogradImage:          winogradImageAVX2,
	winogradGradient:       winogradGradientAVX2,
	winogradResult:         winogradResultAVX2,
	winogradFilters:        winogradFiltersAVX2,
	winogradFilterGradient: winogradFilterGradientAVX2,
	listSpots:              listSpotsAVX2,
	spots:                  spotsAVX2,
	stack:                  stackAVX2,
	gramBlock:              gramBlockAVX2,
	combine:                combineAVX2,
	exp:                    expAVX2,
	log:                    logAVX2,
	sigmoid:                sigmoidAVX2,
	tanh:                   tanhAVX2,
	sigmoidGrad:            sigmoidGradAVX2,
	tanhGrad:               tanhGradAVX2,
	adam:                   adamAVX2,
	sgd:                    sgdAVX2,
	affine:                 affineAVX2,
	affine2:                affine2AVX2,
	peak:                   multiplyAddsAVX2,
}

// available lists the twins that this machine can run, the preferred one first.
func available() []*arithmetic {
	twins := []*arithmetic{&pureGo}
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA && cpu.X86.HasBMI1 {
		twins = []*arithmetic{&avx2, &pureGo}
		if hasAVX512() {
			twins = append([]*arithmetic{&avx512}, twins...)
		}
	}
	return twins
}
