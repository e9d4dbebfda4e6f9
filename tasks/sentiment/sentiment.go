// Package sentiment is the suite of the FDU-MTL reviews: whether a review is
// for or against, a task for each of 16 domains, whose reviews are its own (Liu,
// Qiu, Huang: Adversarial multi-task learning for text classification, ACL
// 2017).
package sentiment

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/internal/gzfile"
	"github.com/mtobench/mtobench/tasks/internal/tabular"
	"github.com/mtobench/mtobench/tasks/parallel"
	"github.com/mtobench/mtobench/tasks/textfile"
)

// buckets is the number of features that words and pairs of words fall into.
const buckets = 4096

// domains are the tasks, by the names of their files.
var domains = []string{
	"apparel", "baby", "books", "camera_photo", "dvd", "electronics", "health_personal_care", "imdb", "kitchen_housewares",
	"magazines", "MR", "music", "software", "sports_outdoors", "toys_games", "video",
}

// Suite is the suite.
var Suite tasks.Suite = tabular.New(tabular.Suite{
	Name: "sentiment", Title: "Sentiment",
	Source: "Liu, Qiu, Huang: Adversarial multi-task learning for text classification, ACL 2017",
	Get:    "data/fdu-mtl/*.task.train and *.task.test of https://github.com/ccsasuke/man, gzip-compressed or not, into fdu_mtl/ of the data folder",
	Folder: "fdu_mtl", Names: names(), Read: read,
	Targets: targets(), Scores: []tabular.Score{tabular.Accuracy}, Hidden: []int{64, 32},
	Notes: fmt.Sprintf("A review is its words and pairs of neighbouring words, hashed into %d features, counted and brought to length 1: "+
		"the first layer adds up an embedding of each. The official test reviews; a tenth of the others validates.", buckets),
	Streams: true, Seed: 2017, Sizes: sizes.At,
})

// names are the files: each domain's training reviews, then its test reviews.
func names() [][]string {
	var list [][]string
	for _, d := range domains {
		for _, part := range []string{".task.train", ".task.test"} {
			list = append(list, []string{d + part + ".gz", d + part})
		}
	}
	return list
}

func targets() []tabular.Target {
	list := make([]tabular.Target, len(domains))
	for k, d := range domains {
		list[k] = tabular.Target{Name: strings.ReplaceAll(d, "_", " "), Kind: tabular.Binary}
	}
	return list
}

var sizes = tabular.Sizes{
	Train: 22_842, Val: 2_538, Test: 6_400, Batch: 16 * len(domains), Quick: 3, Standard: 10, Paper: 30,
	Note: "the paper's own network is recurrent; this one is the averaged embeddings that later work starts from",
}

// read reads all files, several at a time.
func read(paths []string) (*tabular.Data, error) {
	lists, errs := make([][]review, len(paths)), make([]error, len(paths))
	parallel.Each(len(paths), func(i int) { lists[i], errs[i] = gzfile.Read(paths[i], decode) })
	total := 0
	for i, list := range lists {
		if errs[i] != nil {
			return nil, errs[i]
		}
		total += len(list)
	}
	d := &tabular.Data{SparseWidth: buckets, Targets: tabular.StreamTargets(len(domains), total)}
	for i, list := range lists {
		for _, r := range list {
			d.Targets[i/2][len(d.Stream)] = r.label
			d.Sparse = append(d.Sparse, r.features)
			d.Stream = append(d.Stream, i/2)
			d.Test = append(d.Test, i%2 == 1)
		}
	}
	return d, nil
}

// review is a line of a file.
type review struct {
	label    float64
	features []tabular.Entry
}

// decode reads a review a line: the label, a tab, the words with spaces
// between, as bytes in Latin-1. Empty lines are none.
func decode(r io.Reader) ([]review, error) {
	lines := textfile.NewLines(textfile.NewLatin1(r), textfile.Longest)
	var list []review
	var c counter
	for lines.Next() {
		if len(lines.Bytes()) == 0 {
			continue
		}
		label, words, tab := bytes.Cut(lines.Bytes(), []byte{'\t'})
		if !tab || len(label) != 1 || label[0] != '0' && label[0] != '1' {
			return nil, lines.At(errors.New("no label 0 or 1 with a tab behind it"))
		}
		list = append(list, review{float64(label[0] - '0'), c.features(words)})
	}
	if len(list) == 0 && lines.Err() == nil {
		return nil, errors.New("no review")
	}
	return list, lines.Err()
}

// counter counts features of one review after another.
type counter struct {
	count [buckets]float32
	used  []int32
}

// features counts words and pairs of neighbours by bucket, in the order in
// which they first occur, and divides by the length of the counts.
func (c *counter) features(text []byte) []tabular.Entry {
	c.used = c.used[:0]
	before, first := uint32(offset), true // the hash of the word before and a space
	for i := 0; i < len(text); i++ {
		word, pair, begin := uint32(offset), before, i
		for ; i < len(text) && text[i] != ' '; i++ {
			word, pair = hash(word, text[i]), hash(pair, text[i])
		}
		if i == begin {
			continue
		}
		c.add(word)
		if !first {
			c.add(pair)
		}
		before, first = hash(word, ' '), false
	}
	var length float64
	for _, b := range c.used {
		length += float64(c.count[b]) * float64(c.count[b])
	}
	list := make([]tabular.Entry, len(c.used))
	for i, b := range c.used {
		list[i] = tabular.Entry{At: b, Value: float32(float64(c.count[b]) / math.Sqrt(length))}
		c.count[b] = 0
	}
	return list
}

// add counts the bucket of a hash.
func (c *counter) add(h uint32) {
	b := int32(h % buckets)
	if c.count[b] == 0 {
		c.used = append(c.used, b)
	}
	c.count[b]++
}

// offset is the FNV-1a hash of nothing.
const offset = 2166136261

// hash is the FNV-1a hash that goes on from h.
func hash(h uint32, b byte) uint32 { return (h ^ uint32(b)) * 16777619 }
