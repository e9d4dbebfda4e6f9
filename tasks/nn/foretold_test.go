package nn

import (
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// told is Data that notes what it was told and what was wanted.
type told struct {
	Data
	epochs       []int
	told, wanted []int
}

func (d *told) Begin(e int, samples []int) {
	d.epochs, d.told = append(d.epochs, e), append(d.told, samples...)
}

func (d *told) Fill(s tasks.Split, index []int, b *Batch) error {
	if s == tasks.Train {
		d.wanted = append(d.wanted, index...)
	}
	return d.Data.Fill(s, index, b)
}

// TestForetold holds that Data is told the samples of each epoch in the order
// in which they are wanted, those of the incomplete batch left out.
func TestForetold(t *testing.T) {
	c := mlpSpec(ragged(3)).config(20, 7, tasks.AllTasks)
	d := &told{Data: c.Data}
	c.Data = d
	p := open(t, c)
	run(t, p, 3, 2, false)
	if !slices.Equal(d.epochs, []int{3, 4}) || len(d.told) != 2*14 || !slices.Equal(d.told, d.wanted) {
		t.Errorf("epochs %v, told of samples %v, wanted were %v", d.epochs, d.told, d.wanted)
	}
}

// twice is a Meter that wants to see the samples so many times.
type twice struct {
	Meter
	passes, left int
}

func (m *twice) Reset() { m.left = m.passes; m.Meter.Reset() }

func (m *twice) Again() bool {
	m.left--
	if m.left > 0 {
		m.Meter.Reset()
	}
	return m.left > 0
}

// TestRepeater holds that a Meter sees the samples as often as it wants.
func TestRepeater(t *testing.T) {
	c := mlpSpec(errorHeads()).config(20, 7, tasks.AllTasks)
	p := open(t, c)
	want, err := p.Evaluate(tasks.Test)
	check(t, err)
	for passes := 1; passes < 4; passes++ {
		m := &twice{Meter: c.Meter, passes: passes}
		c.Meter = m
		got, err := open(t, c).Evaluate(tasks.Test)
		check(t, err)
		if m.left != 0 || !slices.Equal(got, want) {
			t.Errorf("%d passes: %d are left, metrics %v, want %v", passes, m.left, got, want)
		}
		c.Meter = m.Meter
	}
}
