package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// idx is an IDX file: magic number, dimensions, bytes.
func idx(magic uint32, dims []uint32, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, magic)
	for _, d := range dims {
		b = binary.BigEndian.AppendUint32(b, d)
	}
	return append(b, data...)
}

func gz(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

// images makes n images of 28x28 and labels n labels.
func images(n int) []byte {
	data := make([]byte, n*28*28)
	for i := range data {
		data[i] = byte(i * 7)
	}
	return idx(2051, []uint32{uint32(n), 28, 28}, data)
}

func labels(n int) []byte {
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(i % 10)
	}
	return idx(2049, []uint32{uint32(n)}, data)
}

// smallFashion writes the four files of a small Fashion-MNIST.
func smallFashion(t *testing.T, data string) {
	t.Helper()
	dir := filepath.Join(data, "fashion_mnist")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"train-images-idx3-ubyte.gz": gz(images(200)), "train-labels-idx1-ubyte.gz": gz(labels(200)),
		"t10k-images-idx3-ubyte.gz": gz(images(60)), "t10k-labels-idx1-ubyte.gz": gz(labels(60)),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// smallSarcos writes a SARCOS table of random-looking numbers.
func smallSarcos(t *testing.T, data string, edit func(rows []string) []string) {
	t.Helper()
	dir := filepath.Join(data, "sarcos")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	var head []string
	for _, of := range []string{"q", "qd", "qdd", "tau"} {
		for j := range 7 {
			head = append(head, fmt.Sprintf("%s%d", of, j+1))
		}
	}
	rows := []string{strings.Join(head, ",")}
	for r := range 300 {
		var f []string
		for c := range 28 {
			f = append(f, fmt.Sprint((r*31+c*17)%101-50))
		}
		rows = append(rows, strings.Join(f, ","))
	}
	if edit != nil {
		rows = edit(rows)
	}
	if err := os.WriteFile(filepath.Join(dir, "sarcos_inv_test.csv.gz"), gz([]byte(strings.Join(rows, "\n")+"\n")), 0o644); err != nil {
		t.Fatal(err)
	}
}

// smallRun trains one quick cell of each suite on the small files.
func smallRun(data, out string) []string {
	return []string{
		"run", "-suite", "multifashion,sarcos", "-method", "ls", "-seeds", "1", "-data", data, "-out", out,
		"-set", "multifashion.epochs=1", "-set", "multifashion.train=200", "-set", "multifashion.test=32", "-set", "multifashion.batch=32",
		"-set", "sarcos.epochs=1", "-set", "sarcos.train=200", "-set", "sarcos.val=40", "-set", "sarcos.test=40", "-set", "sarcos.batch=50",
	}
}

// TestDamagedData runs the program on damaged files: one clear line, exit
// status 2, and the other suite's cell is kept.
func TestDamagedData(t *testing.T) {
	fashion := func(file string, content []byte) func(*testing.T, string) {
		return func(t *testing.T, data string) {
			if err := os.WriteFile(filepath.Join(data, "fashion_mnist", file), content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	whole := gz(images(200))
	corrupt := bytes.Clone(whole)
	corrupt[len(corrupt)/2] ^= 0xff
	tests := []struct {
		name   string
		damage func(t *testing.T, data string)
		want   []string // in the line
	}{
		{"truncated gzip", fashion("train-images-idx3-ubyte.gz", whole[:len(whole)/2]), []string{"train-images-idx3-ubyte.gz"}},
		{"corrupt gzip", fashion("train-images-idx3-ubyte.gz", corrupt), []string{"train-images-idx3-ubyte.gz"}},
		{"truncated IDX", fashion("train-images-idx3-ubyte.gz", gz(images(200)[:5000])), []string{"train-images-idx3-ubyte.gz"}},
		{"counts differ", fashion("train-labels-idx1-ubyte.gz", gz(labels(190))), []string{"train-", "200", "190"}},
		{"wrong magic", fashion("t10k-images-idx3-ubyte.gz", gz(idx(1234, []uint32{60, 28, 28}, make([]byte, 60*784)))), []string{"t10k-images-idx3-ubyte.gz", "magic"}},
		{"label out of range", fashion("t10k-labels-idx1-ubyte.gz", gz(idx(2049, []uint32{60}, bytes.Repeat([]byte{11}, 60)))), []string{"t10k-labels-idx1-ubyte.gz", "11"}},
		{"NaN", func(t *testing.T, data string) {
			smallSarcos(t, data, func(rows []string) []string {
				rows[7] = "NaN" + rows[7][strings.Index(rows[7], ","):]
				return rows
			})
		}, []string{"sarcos_inv_test.csv.gz", "NaN"}},
		{"a short row", func(t *testing.T, data string) {
			smallSarcos(t, data, func(rows []string) []string {
				rows[9] = "1,2,3"
				return rows
			})
		}, []string{"sarcos_inv_test.csv.gz"}},
		{"no variable", func(t *testing.T, data string) {
			os.Remove(filepath.Join(data, "sarcos", "sarcos_inv_test.csv.gz"))
			if err := os.WriteFile(filepath.Join(data, "sarcos", "sarcos_inv_test.mat"), matWith("other"), 0o644); err != nil {
				t.Fatal(err)
			}
		}, []string{"sarcos_inv_test.mat", "sarcos_inv_test", "other"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data, out := t.TempDir(), t.TempDir()
			smallFashion(t, data)
			smallSarcos(t, data, nil)
			tt.damage(t, data)
			r := bench(t, smallRun(data, out)...).want(t, exitUsage)
			line := lastLine(r.stderr)
			for _, w := range append(tt.want, "bench: ") {
				if !strings.Contains(line, w) {
					t.Errorf("no %q in %q", w, line)
				}
			}
			if cells, _ := filepath.Glob(filepath.Join(out, "quick", "cells", "*.json")); len(cells) != 1 {
				t.Errorf("%d records, want that of the other suite", len(cells))
			}
		})
	}
}

// TestTooFewSamples: a batch larger than what there is to train on is told with
// the suite that it is of.
func TestTooFewSamples(t *testing.T) {
	data, out := t.TempDir(), t.TempDir()
	smallSarcos(t, data, nil)
	r := bench(t, "run", "-suite", "toy,sarcos", "-method", "ls", "-seeds", "1", "-set", "toy.epochs=2", "-set", "sarcos.train=100", "-set", "sarcos.val=50", "-set", "sarcos.test=50", "-set", "sarcos.batch=5000", "-data", data, "-out", out).want(t, exitUsage)
	if line := lastLine(r.stderr); !strings.HasPrefix(line, "bench: sarcos: ") || !strings.Contains(line, "batch size 5000") {
		t.Errorf("%q", line)
	}
}

// TestDamagedSamples runs the program on images that are found to be damaged
// while training goes on: one line names the file, once, exit status 2, no
// record, and no other cell of the suite is tried.
func TestDamagedSamples(t *testing.T) {
	for _, c := range []struct{ suite, drawn, file, size string }{
		{"nyuv2", "scenes", "nyuv2/train/depth/1.npy", "-size=16x24"},
		{"nyuv2", "scenes", "nyuv2/val/normal/2.npy", "-size=16x24"},
		{"celeba", "faces", "celeba/Img/img_align_celeba/000003.jpg", ""},
	} {
		data, out := t.TempDir(), t.TempDir()
		args := []string{"data", "make", c.drawn, "-out", data, "-n", "9", c.size}
		bench(t, slices.DeleteFunc(args, func(s string) bool { return s == "" })...).want(t, exitOK)
		path := filepath.Join(data, c.file)
		if err := os.Truncate(path, 700); err != nil {
			t.Fatal(err)
		}
		args = []string{"run", "-suite", c.suite, "-method", "ls,uw", "-seeds", "2", "-data", data, "-out", out}
		for _, s := range []string{"train=4", "test=1", "batch=2", "channels=1", "epochs=1"} {
			args = append(args, "-set", c.suite+"."+s)
		}
		if c.suite == "nyuv2" {
			args = append(args, "-set", "nyuv2.test=4", "-set", "nyuv2.height=16", "-set", "nyuv2.width=24", "-set", "nyuv2.stages=1")
		} else {
			args = append(args, "-set", "celeba.val=1")
		}
		r := bench(t, args...).want(t, exitUsage)
		if line := lastLine(r.stderr); !strings.HasPrefix(line, "bench: "+c.suite+": read "+path+": ") || strings.Count(r.stderr, path) != 1 {
			t.Errorf("%s: %s", c.file, r.stderr)
		}
		if cells, _ := filepath.Glob(filepath.Join(out, "quick", "cells", "*.json")); len(cells) != 0 {
			t.Errorf("%s: %d records", c.file, len(cells))
		}
	}
}

// matWith is a MATLAB level 5 file with a 1x1 double of the given name.
func matWith(name string) []byte {
	b := make([]byte, 124, 256)
	copy(b, "MATLAB 5.0 MAT-file")
	b = append(b, 0, 1, 'I', 'M')
	le := binary.LittleEndian
	body := le.AppendUint32(nil, 6) // array flags
	body = le.AppendUint32(body, 8)
	body = le.AppendUint32(body, 6) // class double
	body = le.AppendUint32(body, 0)
	body = le.AppendUint32(body, 5) // dimensions
	body = le.AppendUint32(body, 8)
	body = le.AppendUint32(body, 1)
	body = le.AppendUint32(body, 1)
	body = le.AppendUint32(body, 1) // name
	body = le.AppendUint32(body, uint32(len(name)))
	body = append(body, name...)
	for len(body)%8 != 0 {
		body = append(body, 0)
	}
	body = le.AppendUint32(body, 9) // doubles
	body = le.AppendUint32(body, 8)
	body = append(body, make([]byte, 8)...)
	b = le.AppendUint32(b, 14) // matrix
	b = le.AppendUint32(b, uint32(len(body)))
	return append(b, body...)
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

// TestBadInput checks that bad flags and files give one line and status 2.
func TestBadInput(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	empty := t.TempDir()
	tests := []struct {
		args []string
		want []string
	}{
		{[]string{"train"}, []string{`"train"`, "all, run, report"}},
		{[]string{"run", "-suite", "nope"}, []string{`unknown suite "nope"`, "toy, tanh", "sarcos"}},
		{[]string{"run", "-method", "ls,nope"}, []string{`unknown method "nope"`, "pcgrad", "go4align"}},
		{[]string{"run", "-profile", "huge"}, []string{`"huge"`, "quick, standard, paper"}},
		{[]string{"run", "-seeds", "x"}, []string{`-seeds "x"`}},
		{[]string{"run", "-seeds", "0"}, []string{`-seeds "0"`}},
		{[]string{"run", "-seeds", "1,1"}, []string{"seed 1 stands twice"}},
		{[]string{"run", "-workers", "0"}, []string{"-workers 0"}},
		{[]string{"run", "-workers", "many"}, []string{"many"}},
		{[]string{"run", "-nope"}, []string{"-nope"}},
		{[]string{"run", "more"}, []string{`"more"`}},
		{[]string{"run", "-set", "go4align"}, []string{"name.parameter=value"}},
		{[]string{"run", "-set", "go4align.nope=1"}, []string{"nope", "groups", "beta"}},
		{[]string{"run", "-set", "go4align.groups=-1"}, []string{"go4align.groups", "-1"}},
		{[]string{"run", "-set", "nobody.x=1"}, []string{"nobody"}},
		{[]string{"run", "-set", "tanh.epochs=0"}, []string{"tanh.epochs=0"}},
		{[]string{"run", "-set", "tanh.nope=1"}, []string{"tanh.nope", "epochs"}},
		{[]string{"run", "-set", "nyuv2.average=mean"}, []string{"nyuv2.average=mean", "pixels and batches"}},
		{[]string{"run", "-set", "celeba.average=pixels"}, []string{"celeba.average=pixels", "no metrics of pixels"}},
		{[]string{"run", "-set", "cityscapes.height=-1"}, []string{"cityscapes.height=-1", "whole number"}},
		{[]string{"run", "-set", "tanh.channels=8"}, []string{"tanh.channels"}},
		{[]string{"run", "-suite", "sarcos", "-data", empty, "-out", empty}, []string{"suite sarcos: no data", "get it: "}},
		{[]string{"run", "-suite", "toy", "-out", file}, []string{"output folder", file}},
		{[]string{"all", "-suite", "toy", "-out", file}, []string{"output folder", file}},
		{[]string{"report", "-out", empty}, []string{"no records in", "bench all"}},
		{[]string{"list", "things"}, []string{`"things"`, "suites or methods"}},
		{[]string{"score"}, []string{"name a table"}},
		{[]string{"score", filepath.Join(empty, "none.csv")}, []string{"none.csv"}},
	}
	for _, tt := range tests {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			r := bench(t, tt.args...).want(t, exitUsage)
			if strings.Count(r.stderr, "\n") != 1 {
				t.Errorf("more than one line:\n%s", r.stderr)
			}
			for _, w := range tt.want {
				if !strings.Contains(r.stderr, w) {
					t.Errorf("no %q in %q", w, r.stderr)
				}
			}
		})
	}
}

// TestDamagedRecord: nothing is run and nothing is lost.
func TestDamagedRecord(t *testing.T) {
	out := t.TempDir()
	args := []string{"run", "-suite", "toy", "-method", "ls,uw", "-seeds", "1", "-set", "toy.epochs=1", "-out", out}
	bench(t, args...).want(t, exitOK)
	cells, err := filepath.Glob(filepath.Join(out, "quick", "cells", "*.json"))
	if err != nil || len(cells) != 2 {
		t.Fatal(cells, err)
	}
	if err := os.Truncate(cells[0], 100); err != nil {
		t.Fatal(err)
	}
	for _, a := range [][]string{args, {"report", "-out", out}} {
		r := bench(t, a...).want(t, exitUsage)
		if strings.Count(r.stderr, "\n") != 1 || !strings.Contains(r.stderr, cells[0]) || !strings.Contains(r.stderr, "damaged") {
			t.Errorf("%s: %q", a[0], r.stderr)
		}
	}
	if err := os.Remove(cells[0]); err != nil {
		t.Fatal(err)
	}
	if r := bench(t, args...).want(t, exitOK); !strings.Contains(r.stderr, "1 of 2 cells are done already") {
		t.Errorf("after the file was deleted: %s", r.stderr)
	}
}
