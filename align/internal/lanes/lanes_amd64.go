package lanes

import (
	"os"

	"golang.org/x/sys/cpu"
)

//go:generate sh -c "cd gen && go run . -pkg lanes -out ../asm_amd64.s -stubs ../asm_amd64.go"

// ready is when the networks' arithmetic is that of lanes too.
var ready = cpu.X86.HasAVX2 && cpu.X86.HasFMA && cpu.X86.HasBMI1 && os.Getenv("MTOBENCH_KERNEL") != "go"

func indicate(losses, log, p, q, gamma []float64, beta, kept, share float64) bool {
	m := len(losses)
	need(len(log) == m && Made(m, p) && Made(m, q) && Made(m, gamma))
	return asmIndicate(m, &losses[0], &log[0], &p[0], &q[0], &gamma[0], beta, kept, share) != 0
}

func halve(x []float64, of []int, means, centres []float64) bool {
	need(len(of) == len(x) && len(means) == len(x) && len(centres) == 2)
	return asmHalve(len(x), &x[0], &of[0], &means[0], &centres[0]) != 0
}
