package smiles

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Parser reads molecules, one after the other in the same memory. Its zero
// value is ready.
type Parser struct {
	text string
	at   int
	m    Molecule
	bare []bool     // of each atom: it stood without brackets
	prev int        // the atom that the next is bonded to; -1 for none
	bond Order      // the one that was written before the next atom; 0 for none
	open []int      // the atoms where branches began
	ring [100]start // by number
	ends int        // of ring bonds that are still to come
}

// start is the beginning of a ring bond.
type start struct {
	begun bool
	atom  int
	bond  Order
}

// longest is the most signs of a molecule, so that no text makes rings be
// looked for without end, or deeper than a stack is.
const longest = 1 << 16

// Parse is Parse of a Parser of its own.
func Parse(text string) (*Molecule, error) { return new(Parser).Parse(text) }

// Parse reads a molecule, which holds until the next call. Its error names the
// position, counted from 1.
func (p *Parser) Parse(text string) (*Molecule, error) {
	p.text, p.at, p.prev, p.bond, p.open, p.ring, p.ends = text, 0, -1, 0, p.open[:0], [100]start{}, 0
	p.m.Atoms, p.m.Bonds, p.bare = p.m.Atoms[:0], p.m.Bonds[:0], p.bare[:0]
	if len(text) > longest {
		return nil, fmt.Errorf("SMILES %.80q: %d signs, at most %d are read", text, len(text), longest)
	}
	for p.at < len(p.text) {
		if err := p.next(); err != nil {
			return nil, fmt.Errorf("SMILES %.80q, position %d: %w", text, p.at+1, err)
		}
	}
	if err := p.end(); err != nil {
		return nil, fmt.Errorf("SMILES %.80q: %w", text, err)
	}
	p.m.link()
	p.m.addHydrogens(p.bare)
	p.m.findRings()
	return &p.m, nil
}

// end checks that nothing is left open.
func (p *Parser) end() error {
	switch {
	case len(p.m.Atoms) == 0:
		return errors.New("no atom")
	case len(p.open) > 0:
		return errors.New("a branch has no end")
	case p.ends > 0:
		return errors.New("a ring bond has no end")
	case p.bond != 0:
		return errors.New("a bond leads nowhere")
	}
	return nil
}

// bonds are the signs of bonds.
var bonds = [256]Order{'-': Single, '=': Double, '#': Triple, '$': Quadruple, ':': Aromatic, '/': Single, '\\': Single}

// next reads a sign.
func (p *Parser) next() error {
	c := p.text[p.at]
	if o := bonds[c]; o != 0 {
		if p.bond != 0 || p.prev < 0 {
			return errors.New("a bond without an atom before it")
		}
		p.bond = o
		p.at++
		return nil
	}
	switch {
	case c == '(':
		if p.prev < 0 || p.bond != 0 {
			return errors.New("a branch without an atom before it")
		}
		p.open = append(p.open, p.prev)
	case c == ')':
		if len(p.open) == 0 || p.bond != 0 {
			return errors.New("no branch ends here")
		}
		p.prev, p.open = p.open[len(p.open)-1], p.open[:len(p.open)-1]
	case c == '.':
		if p.prev < 0 || p.bond != 0 {
			return errors.New("no part ends here")
		}
		p.prev = -1
	case c >= '0' && c <= '9' || c == '%':
		return p.ringBond()
	case c == '[':
		return p.bracket()
	default:
		return p.organic()
	}
	p.at++
	return nil
}

// bareAtoms are the atoms that may stand without brackets by their first
// letters, the longer names before their beginnings.
var bareAtoms = bareAtomsOf("Cl", "C", "c", "O", "N", "n", "Br", "B", "P", "S", "F", "I", "b", "o", "p", "s", "*")

// bareAtom is how an atom is written.
type bareAtom struct {
	text string
	atom Atom
}

func bareAtomsOf(names ...string) (by [256][]bareAtom) {
	for _, s := range names {
		number := slices.Index(symbols, strings.ToUpper(s[:1])+s[1:])
		by[s[0]] = append(by[s[0]], bareAtom{s, Atom{Number: number, Aromatic: s[0] >= 'a' && s[0] <= 'z'}})
	}
	return by
}

// organic reads an atom without brackets.
func (p *Parser) organic() error {
	rest := p.text[p.at:]
	for _, s := range bareAtoms[rest[0]] {
		if strings.HasPrefix(rest, s.text) {
			p.at += len(s.text)
			return p.add(s.atom, s.atom.Number > 0)
		}
	}
	return fmt.Errorf("%q is no atom", rest[:1])
}

// add bonds a new atom to the one before.
func (p *Parser) add(a Atom, bare bool) error {
	i := len(p.m.Atoms)
	p.m.Atoms, p.bare = append(p.m.Atoms, a), append(p.bare, bare)
	if p.prev >= 0 {
		p.join(p.prev, i, p.bond)
	}
	p.prev, p.bond = i, 0
	return nil
}

// join adds a bond; one that was not written is single, or aromatic between
// aromatic atoms.
func (p *Parser) join(a, b int, o Order) {
	if o == 0 {
		o = Single
		if p.m.Atoms[a].Aromatic && p.m.Atoms[b].Aromatic {
			o = Aromatic
		}
	}
	p.m.Bonds = append(p.m.Bonds, Bond{A: a, B: b, Order: o})
}

// ringBond reads one end of a ring bond.
func (p *Parser) ringBond() error {
	if p.prev < 0 {
		return errors.New("a ring bond without an atom before it")
	}
	n := int(p.text[p.at] - '0')
	if p.text[p.at] == '%' {
		if len(p.text) < p.at+3 || !digit(p.text[p.at+1]) || !digit(p.text[p.at+2]) {
			return errors.New("% without two digits")
		}
		n = 10*int(p.text[p.at+1]-'0') + int(p.text[p.at+2]-'0')
		p.at += 2
	}
	p.at++
	from := p.ring[n]
	if !from.begun {
		p.ring[n] = start{true, p.prev, p.bond}
		p.ends++
		p.bond = 0
		return nil
	}
	p.ring[n] = start{}
	p.ends--
	o := p.bond
	if o == 0 {
		o = from.bond
	}
	if from.bond != 0 && p.bond != 0 && from.bond != p.bond {
		return fmt.Errorf("ring bond %d has two orders", n)
	}
	if from.atom == p.prev || slices.ContainsFunc(p.m.Bonds, func(b Bond) bool {
		return b.A == from.atom && b.B == p.prev || b.A == p.prev && b.B == from.atom
	}) {
		return fmt.Errorf("ring bond %d joins atoms that are one or bonded", n)
	}
	p.join(from.atom, p.prev, o)
	p.bond = 0
	return nil
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// bracket reads an atom in brackets: isotope, symbol, chirality, hydrogens,
// charge, class.
func (p *Parser) bracket() error {
	end := strings.IndexByte(p.text[p.at:], ']')
	if end < 0 {
		return errors.New("a bracket has no end")
	}
	b := inner{p.text[p.at+1 : p.at+end]}
	var a Atom
	a.Isotope = b.number(0)
	if err := b.symbol(&a); err != nil {
		return err
	}
	for strings.HasPrefix(b.text, "@") {
		b.text = b.text[1:]
	}
	if len(b.text) > 2 && (strings.HasPrefix(b.text, "TH") || strings.HasPrefix(b.text, "AL") || strings.HasPrefix(b.text, "SP")) {
		b.text = strings.TrimLeft(b.text[2:], "0123456789")
	}
	if strings.HasPrefix(b.text, "H") {
		b.text = b.text[1:]
		a.Hydrogens = b.number(1)
	}
	a.Charge = b.charge()
	if strings.HasPrefix(b.text, ":") {
		b.text = b.text[1:]
		b.number(0)
	}
	if b.text != "" {
		return fmt.Errorf("%q within brackets is not understood", b.text)
	}
	p.at += end + 1
	return p.add(a, false)
}

// inner is what is left between brackets.
type inner struct{ text string }

// number takes off a number; none counts as given.
func (b *inner) number(none int) int {
	n, i := 0, 0
	for i < len(b.text) && digit(b.text[i]) && i < 4 {
		n = 10*n + int(b.text[i]-'0')
		i++
	}
	if i == 0 {
		return none
	}
	b.text = b.text[i:]
	return n
}

// symbol takes off the element, the longer name first; aromatic ones are
// written small.
func (b *inner) symbol(a *Atom) error {
	for _, n := range []int{2, 1} {
		if len(b.text) < n {
			continue
		}
		if e, known := elements[b.text[:n]]; known {
			a.Number, a.Aromatic, b.text = e.Number, e.Aromatic, b.text[n:]
			return nil
		}
	}
	return fmt.Errorf("%q is no element", b.text)
}

// elements are the atoms that brackets may hold, by their symbols.
var elements = elementsOf("b", "c", "n", "o", "p", "s", "se", "as", "te", "si")

// elementsOf are all elements, and these as aromatic ones.
func elementsOf(aromatic ...string) map[string]Atom {
	of := make(map[string]Atom, len(symbols)+len(aromatic))
	for number, s := range symbols {
		of[s] = Atom{Number: number}
	}
	for _, s := range aromatic {
		of[s] = Atom{Number: of[strings.ToUpper(s[:1])+s[1:]].Number, Aromatic: true}
	}
	return of
}

// charge takes off a charge: signs, or a sign and a number.
func (b *inner) charge() int {
	if b.text == "" || b.text[0] != '+' && b.text[0] != '-' {
		return 0
	}
	sign, by := b.text[0], 1
	if sign == '-' {
		by = -1
	}
	n := 0
	for b.text != "" && b.text[0] == sign {
		n++
		b.text = b.text[1:]
	}
	if n == 1 {
		n = b.number(1)
	}
	return by * n
}
