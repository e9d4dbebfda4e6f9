package kernel

import goroutines "github.com/mtobench/mtobench/tasks/parallel"

// Workers is the number of goroutines that one call may use. It stands at 1
// because the cells of a benchmark already run side by side. Set it before the
// first call. It never changes a result.
var Workers = 1

// job is work cut in chunks that write to places of their own.
type job interface {
	// run does one chunk. Calls with the same worker never overlap.
	run(chunk, worker int)
}

// parallel runs all the chunks of j.
func parallel(chunks int, j job) {
	if n := min(Workers, chunks); n > 1 {
		spread(chunks, n, j)
		return
	}
	for i := range chunks {
		j.run(i, 0)
	}
}

// spread is apart from parallel so that one worker costs no allocation.
func spread(chunks, workers int, j job) {
	var g goroutines.Group
	for w := 1; w < workers; w++ {
		g.Go(func() { stride(w, chunks, workers, j) })
	}
	g.Do(func() { stride(0, chunks, workers, j) })
	g.Wait()
}

// stride runs every workers-th chunk, from chunk w on.
func stride(w, chunks, workers int, j job) {
	for i := w; i < chunks; i += workers {
		j.run(i, w)
	}
}

// chunkOf gives the range of items of chunk i out of chunks.
func chunkOf(items, i, chunks int) (lo, hi int) {
	return i * items / chunks, (i + 1) * items / chunks
}
