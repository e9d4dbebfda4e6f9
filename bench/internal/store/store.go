// Package store keeps records on disk: one JSON file each, named by the
// record's identity, written whole or not at all. What is there is done.
package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/reports/whole"
)

// Store is the records below one folder.
type Store struct {
	dir   string
	mu    sync.Mutex
	cells map[string]record.Cell
	costs map[string]record.Cost
}

// Open makes the folder if it is not there, makes sure that it can be written
// and reads its records. A damaged record is an error that names the file.
func Open(dir string) (*Store, error) {
	s := newStore(dir)
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		if s, err = Read(dir); err != nil {
			return nil, err
		}
	}
	for _, sub := range []string{"cells", "costs", "partial"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o777); err != nil {
			return nil, fmt.Errorf("output folder: %w", err)
		}
	}
	for _, sub := range []string{"cells", "costs", "partial", "tables", "figures", ""} {
		whole.Sweep(filepath.Join(dir, sub))
	}
	probe := filepath.Join(dir, ".writable")
	if err := whole.WriteFile(probe, nil); err != nil {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	return s, os.Remove(probe)
}

// Read reads the records of a folder that must exist.
func Read(dir string) (*Store, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	s := newStore(dir)
	if err := load(filepath.Join(dir, "cells"), s.cells, func(c record.Cell) (int, string, string) {
		return c.Schema, c.ID, c.Key.ID()
	}); err != nil {
		return nil, err
	}
	return s, load(filepath.Join(dir, "costs"), s.costs, func(c record.Cost) (int, string, string) {
		return c.Schema, c.ID, c.Identity()
	})
}

func newStore(dir string) *Store {
	return &Store{dir: dir, cells: map[string]record.Cell{}, costs: map[string]record.Cost{}}
}

// Cell finds a cell by identity.
func (s *Store) Cell(id string) (record.Cell, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.cells[id]
	return c, ok
}

// Cost finds a cost by identity.
func (s *Store) Cost(id string) (record.Cost, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.costs[id]
	return c, ok
}

// Cells lists all cells in the order of their identities.
func (s *Store) Cells() []record.Cell {
	s.mu.Lock()
	defer s.mu.Unlock()
	return sorted(s.cells)
}

// Costs lists all costs in the order of their identities.
func (s *Store) Costs() []record.Cost {
	s.mu.Lock()
	defer s.mu.Unlock()
	return sorted(s.costs)
}

// PutCell writes a cell.
func (s *Store) PutCell(c record.Cell) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := put(filepath.Join(s.dir, "cells", c.ID+".json"), c); err != nil {
		return err
	}
	s.cells[c.ID] = c
	return nil
}

// PutCost writes a cost.
func (s *Store) PutCost(c record.Cost) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := put(filepath.Join(s.dir, "costs", c.ID+".json"), c); err != nil {
		return err
	}
	s.costs[c.ID] = c
	return nil
}

// Partial is the file for the checkpoint of a cell.
func (s *Store) Partial(id string) string {
	return filepath.Join(s.dir, "partial", id+".gob")
}

func sorted[T any](m map[string]T) []T {
	ids := make([]string, 0, len(m))
	for id := range m {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	list := make([]T, len(ids))
	for i, id := range ids {
		list[i] = m[id]
	}
	return list
}

// envelope is the form of a file: a record and the hash of its bytes.
type envelope struct {
	SHA256 string          `json:"sha256"`
	Record json.RawMessage `json:"record"`
}

func put(path string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("record %s: %w", path, err)
	}
	sum := sha256.Sum256(b)
	b, err = json.Marshal(envelope{hex.EncodeToString(sum[:]), b})
	if err != nil {
		return fmt.Errorf("record %s: %w", path, err)
	}
	return whole.WriteFile(path, append(b, '\n'))
}

// load reads the records of a folder into m. identity gives a record's
// schema, the identity that it states and the one that it has.
func load[T any](dir string, m map[string]T, identity func(T) (schema int, stated, actual string)) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		id, ok := strings.CutSuffix(e.Name(), ".json")
		if !ok {
			continue
		}
		path := filepath.Join(dir, e.Name())
		b, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("read record: %w", err)
		}
		v, err := parse[T](b)
		if err != nil {
			return fmt.Errorf("record %s is damaged: %w; delete the file to run it again", path, err)
		}
		schema, stated, actual := identity(v)
		switch {
		case schema != record.Schema:
			return fmt.Errorf("record %s has format %d, this program reads %d: choose another -out", path, schema, record.Schema)
		case id != stated || stated != actual:
			return fmt.Errorf("record %s is damaged: file %s holds record %s with the key of %s; delete the file to run it again", path, id, stated, actual)
		}
		m[id] = v
	}
	return nil
}

// parse reads the content of a file, whose checksum must hold.
func parse[T any](b []byte) (v T, err error) {
	var e envelope
	if err := json.Unmarshal(b, &e); err != nil {
		return v, err
	}
	if sum := sha256.Sum256(e.Record); e.SHA256 != hex.EncodeToString(sum[:]) {
		return v, errors.New("its content does not match its checksum")
	}
	d := json.NewDecoder(bytes.NewReader(e.Record))
	d.DisallowUnknownFields()
	return v, d.Decode(&v)
}
