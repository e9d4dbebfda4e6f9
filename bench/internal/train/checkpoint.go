package train

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"fmt"
	"os"
	"time"

	"github.com/mtobench/mtobench/methods"
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/reports/whole"
)

// checkpoint is a cell at the end of an epoch. What an epoch does depends on
// the seed, its number and this state alone, so training that goes on from
// here ends as if it had not stopped.
type checkpoint struct {
	Cell     record.Cell // with the parts that are done
	Part     record.Part // in training
	Step     int
	Problem  []byte // gob of the problem's state
	Method   []byte // gob of the method's state; nil if it has none
	Schedule []byte // gob of the schedule
}

// checkpoint saves the cell if it is time to, or training is to stop. A
// checkpoint that cannot be written costs the time it would save, no more.
func (p *part) checkpoint(ctx context.Context) {
	job := p.run.job
	if job.Checkpoint == "" || ctx.Err() == nil && time.Since(p.saved) < job.Every {
		return
	}
	p.saved = time.Now()
	c := checkpoint{Cell: p.run.cell, Part: p.part, Step: p.step}
	c.Cell.Phases = p.phases
	c.Problem = encode(p.problem.State())
	c.Schedule = encode(p.schedule)
	if m, ok := p.method.(methods.Stateful); ok {
		c.Method = encode(m.State())
	}
	b := encode(&c)
	sum := sha256.Sum256(b)
	_ = whole.WriteFile(job.Checkpoint, append(sum[:], b...))
}

// resume loads the cell's checkpoint. One that is absent, damaged or of
// another cell is as none.
func (r *run) resume() bool {
	if r.job.Checkpoint == "" {
		return false
	}
	b, err := os.ReadFile(r.job.Checkpoint)
	if err != nil || len(b) < sha256.Size || sha256.Sum256(b[sha256.Size:]) != [sha256.Size]byte(b) {
		return false
	}
	b = b[sha256.Size:]
	var c checkpoint
	if decode(b, &c) != nil || c.Cell.ID != r.job.Key.ID() {
		return false
	}
	r.cell, r.from = c.Cell, &c
	return true
}

// restore puts a part where the checkpoint left it.
func (p *part) restore(c *checkpoint) error {
	p.part, p.step = c.Part, c.Step
	if err := decode(c.Problem, p.problem.State()); err != nil {
		return fmt.Errorf("checkpoint %s: %w", p.run.job.Checkpoint, err)
	}
	if err := decode(c.Schedule, p.schedule); err != nil {
		return fmt.Errorf("checkpoint %s: %w", p.run.job.Checkpoint, err)
	}
	if m, ok := p.method.(methods.Stateful); ok {
		if err := decode(c.Method, m.State()); err != nil {
			return fmt.Errorf("checkpoint %s: %w", p.run.job.Checkpoint, err)
		}
	}
	return nil
}

// forget removes the checkpoint of a cell that is done.
func (r *run) forget() {
	if r.job.Checkpoint != "" {
		os.Remove(r.job.Checkpoint)
	}
}

func encode(v any) []byte {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(v); err != nil {
		panic("train: state cannot be encoded: " + err.Error())
	}
	return b.Bytes()
}

func decode(b []byte, v any) error {
	return gob.NewDecoder(bytes.NewReader(b)).Decode(v)
}
