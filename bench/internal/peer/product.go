package peer

import (
	"fmt"

	"github.com/mtobench/mtobench/tasks/nn"
)

// How PyTorch's product of matrices is timed: the fastest of all counts.
const (
	productSize   = 256
	productRounds = 5 // between which the peak is measured
	productRuns   = 5 // of a round
)

// slowShare is the share of a core's peak below which PyTorch's product is slow.
// Of an AVX-512 core's peak the reference BLAS reached 2 to 3 %, OpenBLAS with
// the SSE3 kernels that it takes for a processor it does not know 10 to 15 %,
// with AVX2 kernels 45 %, with AVX-512 kernels 70 %.
const slowShare = 0.25

// Product is PyTorch's product of float32 matrices, which a BLAS does that may
// come with the system, with one thread.
type Product struct {
	Rate  float64 `json:"rate"`          // floating-point operations a second
	Share float64 `json:"share_of_peak"` // of one core, with the kernels that ours has
	Slow  bool    `json:"slow"`          // too slow for a fair comparison
	BLAS  string  `json:"blas"`          // its file, "" where that cannot be found out
	Core  string  `json:"core"`          // the processor whose kernels OpenBLAS took, "" for another BLAS
	// CoreType is the peer's OPENBLAS_CORETYPE, which makes OpenBLAS take them.
	CoreType string `json:"openblas_coretype"`
}

// productRequest makes the peer multiply square matrices N times.
type productRequest struct {
	Op   string `json:"op"` // "product"
	Size int    `json:"size"`
	N    int    `json:"n"`
}

// Product measures the peer's product.
func (p *Process) Product() (Product, error) {
	var r Product
	var top float64
	for range productRounds {
		top = max(top, peak())
		a, err := p.call(productRequest{"product", productSize, productRuns}, nil)
		if err != nil {
			return r, fmt.Errorf("PyTorch's product of matrices: %w", err)
		}
		r.Rate = max(r.Rate, 2*productSize*productSize*productSize/a.Seconds)
		r.BLAS, r.Core, r.CoreType = a.BLAS, a.Core, a.CoreType
	}
	r.Share = r.Rate / top
	r.Slow = r.Share < slowShare
	return r, nil
}

// String is a sentence: how fast, by what, and if that is slow, what helps.
func (p Product) String() string {
	by := p.BLAS
	if by == "" {
		by = "a BLAS of unknown name"
	}
	if p.Core != "" {
		by += ", OpenBLAS's kernels for " + p.Core
	}
	if p.CoreType != "" {
		by += "; OPENBLAS_CORETYPE=" + p.CoreType + " is set"
	}
	speed := fmt.Sprintf("PyTorch multiplies matrices at %.3g GFLOP/s with one thread, %.0f %% of a core's peak (%s)", p.Rate/1e9, 100*p.Share, by)
	if !p.Slow {
		return speed + "."
	}
	return "Slow BLAS: " + speed + ", so the ratios flatter this engine: " + p.remedy() + "."
}

// remedy is what makes PyTorch's product faster.
func (p Product) remedy() string {
	faster := map[string]string{"avx512": "SkylakeX", "avx2": "Haswell"}[nn.Kernel()]
	switch {
	case p.Core == "":
		return "install a fast one with `apt-get install " + fastBLAS + "` (Debian, Ubuntu)"
	case faster == "" || faster == p.Core:
		return "a newer OpenBLAS may have faster kernels for this processor"
	}
	return "run the command with OPENBLAS_CORETYPE=" + faster + " in the environment"
}
