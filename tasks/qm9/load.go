package qm9

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/mtobench/mtobench/tasks/internal/filecache"
)

// sets shares the sets among the cells of a process.
var sets filecache.Cache[*Set]

// Files are the files of the set in a data folder. The error wraps
// tasks.ErrNoData where there are none.
func Files(data string) ([]string, error) {
	s, err := find(data)
	return s.files, err
}

// Load reads the set in a data folder, in whichever form it is there. What it
// gives is shared: nobody may change it.
func Load(data string) (*Set, error) {
	s, err := find(data)
	if err != nil {
		return nil, err
	}
	return load(s)
}

// load gives the set of a source: what this process has, what the cache file
// has, or what the files say.
func load(s source) (*Set, error) {
	return sets.Get(s.files, func() (*Set, error) {
		file, noCache := cacheFile(s)
		st, err := stamp(s)
		if err != nil {
			return nil, err
		}
		if noCache == nil {
			if b, err := os.ReadFile(file); err == nil {
				if set := decode(b, st); set != nil {
					return set, nil
				}
			}
		}
		set, err := read(s, newProgress(os.Stderr, s, time.Now).tick)
		if err == nil && noCache == nil {
			// Without a cache all goes on, only slower.
			_ = set.store(file, st)
		}
		return set, err
	})
}

// progress tells on stderr how far a long reading is: the first time after
// quiet, then after every pause.
type progress struct {
	out    io.Writer
	source source
	now    func() time.Time
	start  time.Time
	next   time.Time
}

const (
	quiet = 2 * time.Second
	pause = 5 * time.Second
)

func newProgress(out io.Writer, s source, now func() time.Time) *progress {
	t := now()
	return &progress{out, s, now, t, t.Add(quiet)}
}

// tick is called with the number of molecules so far. Not every one looks at
// the clock.
func (p *progress) tick(molecules int) {
	if molecules%256 != 0 {
		return
	}
	now := p.now()
	if now.Before(p.next) {
		return
	}
	p.next = now.Add(pause)
	rate := float64(molecules) / now.Sub(p.start).Seconds()
	fmt.Fprintf(p.out, "reading %s (kept for later runs): %d molecules so far, %.0f a second\n", p.source.main, molecules, rate)
}
