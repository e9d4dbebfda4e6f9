package store

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/tasks"
)

func cell(edit func(*record.Cell)) record.Cell {
	c := record.Cell{
		Schema:  record.Schema,
		Key:     record.Key{Suite: "s", Method: "m", Task: tasks.AllTasks, Seed: 1, Settings: map[string]string{"b": "2", "a": "1"}},
		Status:  record.OK,
		Metrics: record.Floats{1.0 / 3, math.NaN(), math.Inf(-1)},
		Parts:   []record.Part{{Epochs: []record.Epoch{{Losses: record.Floats{0.1}, Score: record.Float(math.NaN())}}, DivergedAt: -1}},
	}
	if edit != nil {
		edit(&c)
	}
	c.ID = c.Key.ID()
	return c
}

func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	st, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := cell(nil)
	cost := record.Cost{Schema: record.Schema, Key: want.Key, Ratio: 1.25}
	cost.ID = cost.Identity()
	if err := st.PutCell(want); err != nil {
		t.Fatal(err)
	}
	if err := st.PutCost(cost); err != nil {
		t.Fatal(err)
	}
	again, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]record.Cell{want}, again.Cells(), cmpopts.EquateNaNs()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]record.Cost{cost}, again.Costs()); diff != "" {
		t.Error(diff)
	}
}

func TestDamagedRecord(t *testing.T) {
	tests := []struct {
		name   string
		damage func(string) string
		want   string
	}{
		{"truncated", func(s string) string { return s[:len(s)/2] }, "is damaged"},
		{"empty", func(string) string { return "" }, "is damaged"},
		{"a digit", func(s string) string { return strings.Replace(s, "0.3333", "0.4333", 1) }, "does not match its checksum"},
		{"no JSON", func(string) string { return "hello" }, "is damaged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			st, err := Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			c := cell(nil)
			if err := st.PutCell(c); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, "cells", c.ID+".json")
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(tt.damage(string(b))), 0o644); err != nil {
				t.Fatal(err)
			}
			_, err = Open(dir)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("error %v, want one with %q and the file", err, tt.want)
			}
		})
	}
}

func TestRecordOfAnotherName(t *testing.T) {
	dir := t.TempDir()
	st, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	c := cell(nil)
	if err := st.PutCell(c); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, "cells", c.ID+".json"), filepath.Join(dir, "cells", "0123456789abcdef.json")); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); err == nil {
		t.Error("a record under another's name was read")
	}
}

func TestUnwritableFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(filepath.Join(file, "results")); err == nil {
		t.Error("a folder below a file was opened")
	}
}

func TestKeyIdentity(t *testing.T) {
	base := cell(nil).Key
	edits := map[string]func(*record.Key){
		"seed":     func(k *record.Key) { k.Seed = 2 },
		"task":     func(k *record.Key) { k.Task = 0 },
		"settings": func(k *record.Key) { k.Settings = map[string]string{"a": "1", "b": "3"} },
		"epochs":   func(k *record.Key) { k.Protocol.Epochs = 7 },
		"rate":     func(k *record.Key) { k.Protocol.Optimizer.LR = 1 },
		"data":     func(k *record.Key) { k.Data = "x" },
		"code":     func(k *record.Key) { k.Code = "x" },
		"profile":  func(k *record.Key) { k.Profile = "paper" },
	}
	for name, edit := range edits {
		k := base
		edit(&k)
		if k.ID() == base.ID() {
			t.Errorf("another %s is the same cell", name)
		}
	}
	same := base
	same.Settings = map[string]string{"a": "1", "b": "2"}
	if same.ID() != base.ID() {
		t.Error("the order of a map's entries changes the identity")
	}
}

func TestCurrent(t *testing.T) {
	at := func(min int) time.Time { return time.Date(2026, 1, 1, 0, min, 0, 0, time.UTC) }
	mk := func(min int, edit func(*record.Key)) record.Cell {
		return cell(func(c *record.Cell) {
			c.Finished = at(min)
			edit(&c.Key)
		})
	}
	old := mk(1, func(k *record.Key) { k.Protocol.Epochs = 1; k.Code = "x" })
	oldCode := mk(2, func(k *record.Key) { k.Protocol.Epochs = 2; k.Code = "old" })
	newCode := mk(3, func(k *record.Key) { k.Protocol.Epochs = 2; k.Code = "new"; k.Seed = 2 })
	otherMethod := mk(2, func(k *record.Key) { k.Protocol.Epochs = 2; k.Code = "old"; k.Method = "n" })
	otherSuite := mk(0, func(k *record.Key) { k.Protocol.Epochs = 9; k.Suite = "t" })
	cells := []record.Cell{old, oldCode, newCode, otherMethod, otherSuite}
	got, left := Current(cells, func(record.Key) bool { return false })
	want := []record.Cell{newCode, otherMethod, otherSuite}
	if diff := cmp.Diff(want, got, cmpopts.EquateNaNs()); diff != "" || left != 2 {
		t.Errorf("%d left out, %s", left, diff)
	}
	wanted, _ := Current(cells, func(k record.Key) bool { return k.Protocol.Epochs == 1 || k.Code == "old" })
	if diff := cmp.Diff([]record.Cell{oldCode, otherMethod, otherSuite}, wanted, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("wanted cells: %s", diff)
	}
	cost := func(k record.Key) record.Cost { k.Seed = 1; return record.Cost{Key: k} }
	costs := CurrentCosts([]record.Cost{cost(newCode.Key), cost(oldCode.Key)}, got)
	if len(costs) != 1 || costs[0].Key.Code != "new" {
		t.Errorf("costs %v, want that of the new code", costs)
	}
}
