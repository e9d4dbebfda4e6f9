package qm9

import (
	"fmt"
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
		p := newProgress(s)
		set, err := read(s, p.tick)
		p.end()
		if err == nil && noCache == nil {
			// Without a cache all goes on, only slower.
			_ = set.store(file, st)
		}
		return set, err
	})
}

// progress is a line on stderr for what takes long.
type progress struct {
	source source
	start  time.Time
	last   time.Time
	shown  bool
}

// The first line comes after quiet, then one a second.
const quiet = 2 * time.Second

func newProgress(s source) *progress {
	now := time.Now()
	return &progress{source: s, start: now, last: now}
}

func (p *progress) tick(molecules int) {
	if molecules%256 != 0 {
		return
	}
	now := time.Now()
	if now.Sub(p.start) < quiet || now.Sub(p.last) < time.Second {
		return
	}
	p.last, p.shown = now, true
	rate := float64(molecules) / now.Sub(p.start).Seconds()
	fmt.Fprintf(os.Stderr, "\rreading %s: %d molecules, %.0f a second ", p.source.main, molecules, rate)
}

func (p *progress) end() {
	if p.shown {
		fmt.Fprintln(os.Stderr)
	}
}
