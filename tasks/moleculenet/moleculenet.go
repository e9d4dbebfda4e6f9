// Package moleculenet holds two sets of molecules with many labels each, some
// of them missing: Tox21, what a substance disturbs in a cell, and SIDER, the
// side effects of a drug (Wu et al.: MoleculeNet, Chemical Science 9, 2018).
package moleculenet

import (
	"errors"
	"fmt"
	"io"
	"math"
	"sync"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/internal/gzfile"
	"github.com/mtobench/mtobench/tasks/internal/smiles"
	"github.com/mtobench/mtobench/tasks/internal/tabular"
	"github.com/mtobench/mtobench/tasks/parallel"
	"github.com/mtobench/mtobench/tasks/textfile"
)

// The fingerprint: circles of up to this radius set this many bits.
const (
	radius = 2
	bits   = 1024
)

// The suites.
var (
	Tox21 tasks.Suite = suite("tox21", "Tox21", []string{
		"NR-AR", "NR-AR-LBD", "NR-AhR", "NR-Aromatase", "NR-ER", "NR-ER-LBD", "NR-PPAR-gamma",
		"SR-ARE", "SR-ATAD5", "SR-HSE", "SR-MMP", "SR-p53",
	}, 2014, tabular.Sizes{Train: 5_481, Val: 783, Test: 1_567, Batch: 128, Quick: 8, Standard: 30, Paper: 100})
	SIDER tasks.Suite = suite("sider", "SIDER", []string{
		"Hepatobiliary disorders", "Metabolism and nutrition disorders", "Product issues", "Eye disorders", "Investigations",
		"Musculoskeletal and connective tissue disorders", "Gastrointestinal disorders", "Social circumstances", "Immune system disorders",
		"Reproductive system and breast disorders", "Neoplasms benign, malignant and unspecified (incl cysts and polyps)",
		"General disorders and administration site conditions", "Endocrine disorders", "Surgical and medical procedures", "Vascular disorders",
		"Blood and lymphatic system disorders", "Skin and subcutaneous tissue disorders", "Congenital, familial and genetic disorders",
		"Infections and infestations", "Respiratory, thoracic and mediastinal disorders", "Psychiatric disorders", "Renal and urinary disorders",
		"Pregnancy, puerperium and perinatal conditions", "Ear and labyrinth disorders", "Cardiac disorders", "Nervous system disorders",
		"Injury, poisoning and procedural complications",
	}, 2016, tabular.Sizes{Train: 927, Val: 200, Test: 300, Batch: 128, Quick: 8, Standard: 30, Paper: 100})
)

func suite(name, title string, labels []string, seed uint64, sizes tabular.Sizes) tasks.Suite {
	s := tabular.Suite{
		Name: name, Title: title,
		Source: "Wu et al.: MoleculeNet: a benchmark for molecular machine learning, Chemical Science 9, 2018",
		Get:    name + ".csv of https://github.com/chemprop/chemprop (data folder, 2018), into moleculenet/ of the data folder",
		Folder: "moleculenet", Names: [][]string{{name + ".csv", name + ".csv.gz"}},
		Read:   func(paths []string) (*tabular.Data, error) { return read(paths[0], labels) },
		Scores: []tabular.Score{tabular.AUC}, Hidden: []int{256, 128}, Seed: seed,
		Notes: fmt.Sprintf("Molecules are circular fingerprints of radius %d and %d bits, made by this program from their SMILES. "+
			"Labels that are missing count neither in a loss nor in a metric. One random split; MoleculeNet also has scaffold splits.", radius, bits),
		Sizes: sizes.At,
	}
	for _, l := range labels {
		s.Targets = append(s.Targets, tabular.Target{Name: l, Kind: tabular.Binary})
	}
	return tabular.New(s)
}

// read reads a table of a molecule a line: its SMILES and its labels, empty
// where missing, in any order of columns. Others are not read.
func read(path string, labels []string) (*tabular.Data, error) {
	return gzfile.Read(path, func(r io.Reader) (*tabular.Data, error) { return decode(r, labels) })
}

func decode(r io.Reader, labels []string) (*tabular.Data, error) {
	c := textfile.NewCSV(r)
	head, err := c.Head()
	if err != nil {
		return nil, err
	}
	at, err := textfile.Find("column", head, append([]string{"smiles"}, labels...)...)
	if err != nil {
		return nil, fmt.Errorf("line 1: %w", err)
	}
	d := &tabular.Data{SparseWidth: bits, Targets: make([][]float64, len(labels))}
	list, err := rows(c, head, at, d)
	if first := fingerprint(list); first != nil {
		return nil, first // of a line before
	}
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, errors.New("no molecule")
	}
	for _, m := range list {
		d.Sparse = append(d.Sparse, m.on)
	}
	return d, nil
}

// rows reads the lines behind the head, whose columns of the SMILES and the
// labels stand at these places: the labels into d, and the molecules, which it
// returns, also before an error.
func rows(c *textfile.CSV, head []string, at []int, d *tabular.Data) ([]molecule, error) {
	var list []molecule
	for {
		record, err := c.Row(head)
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return list, err
		}
		list = append(list, molecule{line: c.Line(), smiles: record[at[0]]})
		for k, column := range at[1:] {
			v, err := label(record[column])
			if err != nil {
				return list, fmt.Errorf("line %d, column %s: %w", c.Line(), head[column], err)
			}
			d.Targets[k] = append(d.Targets[k], v)
		}
	}
}

// molecule is a molecule of the table.
type molecule struct {
	line   int
	smiles string
	on     []tabular.Entry
	err    error
}

// fingerprint makes the fingerprints of molecules, on all processors. Its
// error is that of the first line that has one.
func fingerprint(list []molecule) error {
	parallel.Each(len(list), func(i int) { list[i].on, list[i].err = entries(list[i].smiles) })
	for _, m := range list {
		if m.err != nil {
			return fmt.Errorf("line %d: %w", m.line, m.err)
		}
	}
	return nil
}

// parsers are those that nobody uses, for their memory.
var parsers = sync.Pool{New: func() any { return new(smiles.Parser) }}

// entries are the bits of a molecule's fingerprint.
func entries(text string) ([]tabular.Entry, error) {
	p := parsers.Get().(*smiles.Parser)
	defer parsers.Put(p)
	m, err := p.Parse(text)
	if err != nil {
		return nil, err
	}
	set := m.Fingerprint(radius, bits)
	on := make([]tabular.Entry, len(set))
	for i, b := range set {
		on[i] = tabular.Entry{At: b, Value: 1}
	}
	return on, nil
}

// label is a label; NaN where it is missing.
func label(text string) (float64, error) {
	switch text {
	case "0", "0.0":
		return 0, nil
	case "1", "1.0":
		return 1, nil
	case "":
		return math.NaN(), nil
	}
	return 0, fmt.Errorf("%.40q is none of 0, 1 and nothing", text)
}
