// Package filecache keeps what was decoded from data files, so that the many
// cells of one process share one copy.
package filecache

import (
	"fmt"
	"os"
	"strings"
	"sync"
)

// Cache keeps one value for each list of files. Its zero value is empty and
// ready. What it gives out is shared: nobody may change it.
type Cache[V any] struct {
	mu      sync.Mutex
	entries map[string]*entry[V]
}

// entry is a value and the state of its files when it was read.
type entry[V any] struct {
	mu    sync.Mutex
	stamp string
	value V
}

// Get gives what load makes of the files, which is called again only when
// one of them has another size or modification time than at its last success.
// Callers that come while it runs wait for it.
func (c *Cache[V]) Get(files []string, load func() (V, error)) (V, error) {
	e := c.entry(strings.Join(files, "\x00"))
	e.mu.Lock()
	defer e.mu.Unlock()
	var none V
	now, err := stamp(files)
	if err != nil {
		return none, err
	}
	if e.stamp == now {
		return e.value, nil
	}
	e.stamp, e.value = "", none // lets go of the old value while the new is read
	v, err := load()
	if err != nil {
		return none, err
	}
	e.stamp, e.value = now, v
	return v, nil
}

func (c *Cache[V]) entry(key string) *entry[V] {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil {
		c.entries = map[string]*entry[V]{}
	}
	e := c.entries[key]
	if e == nil {
		e = &entry[V]{}
		c.entries[key] = e
	}
	return e
}

// stamp is the state of the files; it is never empty.
func stamp(files []string) (string, error) {
	b := new(strings.Builder)
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(b, info.Size(), info.ModTime().UnixNano())
	}
	fmt.Fprintln(b, len(files))
	return b.String(), nil
}

// Keyed is a Cache for each key, such as how much of the files is read. Its
// zero value is empty and ready.
type Keyed[K comparable, V any] struct {
	mu     sync.Mutex
	caches map[K]*Cache[V]
}

// Get is Get of the key's Cache.
func (k *Keyed[K, V]) Get(key K, files []string, load func() (V, error)) (V, error) {
	k.mu.Lock()
	if k.caches == nil {
		k.caches = map[K]*Cache[V]{}
	}
	c := k.caches[key]
	if c == nil {
		c = new(Cache[V])
		k.caches[key] = c
	}
	k.mu.Unlock()
	return c.Get(files, load)
}
