package synthetic

import (
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/cityscapes"
	"github.com/mtobench/mtobench/tasks/nyuv2"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

// TestImageSuitesConform holds the suites of drawn images to what every suite
// owes, on a handful of them.
func TestImageSuitesConform(t *testing.T) {
	for _, s := range []tasks.Suite{Scenes, Streets, Faces} {
		t.Run(s.Info().Name, func(t *testing.T) {
			suitetest.Describe(t, s)
			p := s.Protocol(tasks.Quick)
			p.Train, p.Val, p.Test, p.Batch = 8, min(p.Val, 4), 6, 4
			suitetest.Conform(t, s, tasks.Options{Protocol: p, Seed: 1})
		})
	}
}

// TestImageSuitesReadTheirFiles writes the frames of a suite and trains the
// real set's suite on the files: losses and metrics are those of the frames in
// memory, bit by bit.
func TestImageSuitesReadTheirFiles(t *testing.T) {
	for i, c := range []struct{ drawn, real tasks.Suite }{{Scenes, nyuv2.Suite}, {Streets, cityscapes.Suite}} {
		p := c.drawn.Protocol(tasks.Quick)
		p.Train, p.Test, p.Batch = 8, 5, 4
		data := t.TempDir()
		if _, err := drawings[i].write(t.Context(), data, 36, p.Height, p.Width, fixedSeed, nil); err != nil { // of which 5 or more are to test
			t.Fatal(err)
		}
		train := func(s tasks.Suite) []float64 {
			problem := suitetest.Open(t, s, tasks.Options{Data: data, Protocol: p, Seed: 3, Task: tasks.AllTasks})
			losses := suitetest.Train(t, problem, len(s.Info().Tasks), 0, 2, 1e-3)
			return append(losses, suitetest.Evaluate(t, problem)...)
		}
		if drawn, files := train(c.drawn), train(c.real); !slices.Equal(drawn, files) {
			t.Errorf("%s in memory gives %v, its files in %s %v", c.drawn.Info().Name, drawn, c.real.Info().Name, files)
		}
	}
}
