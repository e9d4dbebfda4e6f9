package kernel

// pureGo is the twin in plain Go, for machines without AVX2 and FMA.
var pureGo = arithmetic{
	name:      "go",
	tiles:     tilesGo,
	packTrans: packTransGo,
	axpy:      axpyGo,
	scale:     scaleGo,
	dot:       dotGo,
	dot32:     func(x, y []float32) float32 { return float32(dotGo(x, y)) },
	biasRows:  biasRowsGo,
	maskRows:  maskRowsGo,
	biasPlane: biasPlaneGo,
	maskPlane: maskPlaneGo,
	copyRows:  copyRowsGo,
	addRows:   addRowsGo,
	im2row:    im2rowGo,
	pool2:     pool2Go,
	unpool2:   unpool2Go,
	gramBlock: gramBlockGo,
	combine:   combineGo,
	exp:       expGo,
	log:       logGo,
	sigmoid:   sigmoidGo,
	tanh:      tanhGo,
}
