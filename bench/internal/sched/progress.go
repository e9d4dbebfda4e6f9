package sched

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/mtobench/mtobench/bench/internal/train"
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

// Progress writes how far a run is: one line that is renewed on a terminal,
// a line a cell elsewhere.
type Progress struct {
	w        io.Writer
	terminal bool

	mu      sync.Mutex
	began   time.Time
	workers int
	total   int
	over    int // cells done or dropped
	dropped int
	stop    chan struct{}            // ends the ticking on a terminal
	left    map[string]int           // cells to go, by kind
	spent   map[string]time.Duration // on finished cells, by kind
	counted map[string]int           // finished cells, by kind
	running map[string]int
	width   int // of the line on the terminal
}

// NewProgress writes to w. known are cells of earlier runs: what they took
// helps the first estimates.
func NewProgress(w io.Writer, known []record.Cell) *Progress {
	p := &Progress{w: w, spent: map[string]time.Duration{}, counted: map[string]int{}}
	if f, ok := w.(*os.File); ok {
		p.terminal = term.IsTerminal(int(f.Fd()))
	}
	for _, c := range known {
		p.learn(c.Key, c.Finished.Sub(c.Started))
	}
	return p
}

// kind is the cells that take about the same time.
func kind(k record.Key) string { return k.Suite + "/" + k.Method }

func (p *Progress) learn(k record.Key, d time.Duration) {
	p.spent[kind(k)] += d
	p.counted[kind(k)]++
}

func (p *Progress) begin(jobs []train.Job, workers int) {
	p.began, p.workers, p.total, p.over, p.dropped = time.Now(), workers, len(jobs), 0, 0
	p.left, p.running = map[string]int{}, map[string]int{}
	for _, j := range jobs {
		p.left[kind(j.Key)]++
	}
	if p.total > 0 {
		p.line(fmt.Sprintf("%d cells to train on %d workers", p.total, workers))
	}
	if p.terminal {
		p.stop = make(chan struct{})
		go p.tick(p.stop)
	}
}

// tick renews the line on a terminal while cells train.
func (p *Progress) tick(stop chan struct{}) {
	for t := time.NewTicker(time.Second); ; {
		select {
		case <-stop:
			t.Stop()
			return
		case <-t.C:
			p.mu.Lock()
			p.status()
			p.mu.Unlock()
		}
	}
}

func (p *Progress) start(j train.Job) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running[name(j)]++
	p.status()
}

func (p *Progress) done(j train.Job, c record.Cell, took time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.learn(j.Key, took)
	p.finish(j)
	text := fmt.Sprintf("[%*d/%d] %s", len(fmt.Sprint(p.total)), p.over, p.total, name(j))
	if c.Status != record.OK {
		text += fmt.Sprintf(" %s: %s", c.Status, oneLine(c.Error))
	}
	text += " " + short(took)
	if p.over < p.total {
		text += ", ETA " + p.etaText()
	}
	if !p.terminal || c.Status != record.OK {
		p.line(text)
	}
	p.status()
}

func (p *Progress) drop(j train.Job) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dropped++
	p.finish(j)
}

// finish takes a job off the books.
func (p *Progress) finish(j train.Job) {
	p.over++
	p.left[kind(j.Key)]--
	delete(p.running, name(j))
}

func (p *Progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stop != nil {
		close(p.stop)
		p.stop = nil
	}
	if p.total > 0 {
		p.clear()
		p.line(fmt.Sprintf("%d of %d cells in %s", p.over-p.dropped, p.total, short(time.Since(p.began))))
	}
}

// etaText is the estimate in words; ? while nothing is known.
func (p *Progress) etaText() string {
	if len(p.counted) == 0 {
		return "?"
	}
	return short(p.eta())
}

// eta estimates the time to go: what cells of the kind took on average, or
// those of the suite, or all; shared by the workers.
func (p *Progress) eta() time.Duration {
	var sum time.Duration
	for k, n := range p.left {
		sum += time.Duration(n) * p.expect(k)
	}
	return sum / time.Duration(max(1, p.workers))
}

func (p *Progress) expect(k string) time.Duration {
	suite, _, _ := strings.Cut(k, "/")
	for _, prefix := range []string{k, suite + "/", ""} {
		var d time.Duration
		n := 0
		for other := range p.spent {
			if strings.HasPrefix(other, prefix) {
				d += p.spent[other]
				n += p.counted[other]
			}
		}
		if n > 0 {
			return d / time.Duration(n)
		}
	}
	return 0
}

// status renews the line on a terminal.
func (p *Progress) status() {
	if !p.terminal {
		return
	}
	text := fmt.Sprintf("%d/%d cells, %s, ETA %s", p.over, p.total, short(time.Since(p.began)), p.etaText())
	for _, n := range sortedKeys(p.running) {
		text += " | " + n
	}
	if w, _, err := term.GetSize(int(p.w.(*os.File).Fd())); err == nil && w > 0 && len(text) >= w {
		text = text[:w-1]
	}
	p.clear()
	fmt.Fprint(p.w, text)
	p.width = len(text)
}

// clear wipes the line on a terminal.
func (p *Progress) clear() {
	if p.width > 0 {
		fmt.Fprintf(p.w, "\r%s\r", strings.Repeat(" ", p.width))
		p.width = 0
	}
}

func (p *Progress) line(text string) {
	p.clear()
	fmt.Fprintln(p.w, text)
}

// name is a cell's name in progress lines.
func name(j train.Job) string {
	k := j.Key
	s := fmt.Sprintf("%s %s seed %d", k.Suite, j.MethodName(), k.Seed)
	if k.Task != tasks.AllTasks {
		s += fmt.Sprintf(" task %d", k.Task)
	}
	return s
}

// oneLine joins the lines of an error.
func oneLine(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "; ")
}

// short is a duration in a few characters.
func short(d time.Duration) string {
	if d < 10*time.Second {
		return d.Round(100 * time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}

func sortedKeys(m map[string]int) []string { return slices.Sorted(maps.Keys(m)) }
