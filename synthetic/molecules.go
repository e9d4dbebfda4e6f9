package synthetic

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/qm9"
)

// Small organic-like molecules stand in for QM9: graphs drawn by rule, places
// by distance geometry, and the fifteen properties of QM9's files by formulas
// of other kinds each, whose scales and correlations are like those of the
// real ones: moments of inertia, a dipole of charges by electronegativity, sums
// over atoms, Hueckel levels, vibrations of springs and what heat they take.
// They are written and read in the official form of QM9.

// drawnMolecule is a molecule with its properties.
type drawnMolecule struct {
	skeleton    *skeleton
	at          [][3]float64 // Angstrom
	charge      []float64
	frequencies []float64   // 1/cm
	property    [15]float64 // in the order and units of the file
}

// drawMolecule draws molecule i, from 0: the first whose graph can be given
// places and is not straight.
func drawMolecule(seed uint64, i int) *drawnMolecule {
	for try := uint64(0); ; try++ {
		r := tasks.Rand(seed, "molecules", uint64(i), try)
		m := &drawnMolecule{skeleton: drawSkeleton(r)}
		var kept bool
		if m.at, kept = m.skeleton.newBounds(r).embed(r); !kept {
			continue
		}
		if m.compute() {
			return m
		}
	}
}

// compute works out the properties; false where the molecule is straight.
func (m *drawnMolecule) compute() bool {
	s := m.skeleton
	moments := inertia(s.z, m.at)
	if moments[0] < 0.5 {
		return false
	}
	var rotations [3]float64
	for c, v := range moments {
		rotations[c] = 505.379 / v // GHz of an amu Angstrom^2
	}
	m.frequencies = s.frequencies(m.at)
	mass := 0.0
	for _, z := range s.z {
		mass += elementsByNumber[z].mass
	}
	h := thermal(mass, rotations, m.frequencies)
	var bonding float64
	m.charge, bonding = charges(s.z, m.at)
	homo, lumo := frontier(s.z, m.at)
	bottom := bonding/evolt*chargeShare - s.bondEnergy(m.at)/kcalOfHart
	for _, z := range s.z {
		bottom += qm9.FreeAtom(z)[0]
	}
	zero := bottom + h.zero
	m.property = [15]float64{
		rotations[0], rotations[1], rotations[2],
		dipole(m.charge, m.at), s.polarisability(), homo / evolt, lumo / evolt, (lumo - homo) / evolt,
		extent(s.z, m.at), h.zero, zero, zero + h.energy, zero + h.enthalpy, zero + h.free, h.capacity,
	}
	return true
}

// chargeShare is the part of the charges' energy that bond energies do not
// have in them already.
const chargeShare = 0.1

// bondEnergies are in kcal/mol, of atoms with one and with two bonds between
// them (after Pauling and the usual tables); of three, half as much again as
// two.
var bondEnergies = map[[2]uint8][2]float64{
	{1, 6}: {99, 0}, {1, 7}: {93, 0}, {1, 8}: {111, 0}, {1, 9}: {135, 0},
	{6, 6}: {83, 146}, {6, 7}: {73, 147}, {6, 8}: {86, 177}, {6, 9}: {116, 0},
	{7, 7}: {39, 100}, {7, 8}: {48, 145}, {7, 9}: {68, 0}, {8, 8}: {35, 119}, {8, 9}: {45, 0}, {9, 9}: {38, 0},
}

// strain is the price of a squared Angstrom by which a bond is too long or
// short, in kcal/mol.
const strain = 330

// bondEnergy is what all bonds hold, in kcal/mol.
func (s *skeleton) bondEnergy(at [][3]float64) float64 {
	sum := 0.0
	for i, b := range s.bonds {
		y, z := s.z[b.a], s.z[b.b]
		e := bondEnergies[[2]uint8{min(y, z), max(y, z)}]
		off := apartBy(at[b.a], at[b.b]) - s.length(i)
		sum += [4]float64{1: e[0], 2: e[1], 3: 1.5 * e[1]}[b.order] - strain*off*off
		if s.aromatic[b.a] && s.aromatic[b.b] {
			sum += 6
		}
	}
	return sum
}

// file is a molecule as QM9's files have it, number of the set. The lines of
// SMILES have the graph's; that of InChI has none.
func (m *drawnMolecule) file(number int) []byte {
	b := fmt.Appendf(make([]byte, 0, 2048), "%d\ngdb %d", len(m.at), number)
	fixed := func(v float64, digits int) { b = strconv.AppendFloat(b, v, 'f', digits, 64) }
	for _, v := range m.property {
		b = append(b, '\t')
		fixed(v, 6)
	}
	b = append(b, "\t\n"...)
	for i, p := range m.at {
		b = append(b, elementsByNumber[m.skeleton.z[i]].symbol...)
		for _, v := range p {
			b = append(b, '\t')
			fixed(v, 8)
		}
		b = append(b, '\t')
		fixed(m.charge[i], 6)
		b = append(b, '\n')
	}
	for i, f := range m.frequencies {
		if i > 0 {
			b = append(b, '\t')
		}
		fixed(f, 4)
	}
	text := m.skeleton.smiles()
	return fmt.Appendf(b, "\n%s\t%s\t\n-\t-\n", text, text)
}

// eachMolecule draws molecules by their numbers, from 1, on all processors and
// hands them on in order.
func eachMolecule(ctx context.Context, numbers []int, seed uint64, take func(number int, m *drawnMolecule) error) error {
	return inOrder(ctx, len(numbers), 256,
		func(i int) *drawnMolecule { return drawMolecule(seed, numbers[i]-1) },
		func(i int, m *drawnMolecule) error { return take(numbers[i], m) })
}

// firstNumbers are 1 to n.
func firstNumbers(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i + 1
	}
	return list
}

// moleculeFile is the name of a molecule's file in QM9.
func moleculeFile(number int) string { return fmt.Sprintf("dsgdb9nsd_%06d.xyz", number) }

// WriteMolecules writes n molecules to the folder qm9/dsgdb9nsd.xyz of a data
// folder and gives its path. It is there when all are written; where it is
// already, the error wraps fs.ErrExist. A larger set begins with the smaller
// ones of its seed. tick, unless it is nil, is called after each molecule.
func WriteMolecules(ctx context.Context, data string, n int, seed uint64, tick func(done int)) (string, error) {
	return writeFolder(filepath.Join(data, "qm9", "dsgdb9nsd.xyz"), func(part string) error {
		return eachMolecule(ctx, firstNumbers(n), seed, func(number int, m *drawnMolecule) error {
			if tick != nil {
				tick(number)
			}
			return os.WriteFile(filepath.Join(part, moleculeFile(number)), m.file(number), 0o644)
		})
	})
}

// MoleculeSet is what QM9's reader makes of files of WriteMolecules: those of
// these numbers, from 1, in this order.
func MoleculeSet(numbers []int, seed uint64) (*qm9.Set, error) {
	type read struct {
		set *qm9.Set // of one molecule
		err error
	}
	set := new(qm9.Set)
	err := inOrder(context.Background(), len(numbers), 256,
		func(i int) (r read) {
			m := drawMolecule(seed, numbers[i]-1)
			r.set, r.err = qm9.ReadXYZ(moleculeFile(numbers[i]), bytes.NewReader(m.file(numbers[i])))
			return r
		},
		func(_ int, r read) error {
			set.Append(r.set)
			return r.err
		})
	return set, err
}
