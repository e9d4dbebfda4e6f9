package qm9

// Units, as the literature's code has them.
const (
	hartree = 27.211386 // eV
	kcalMol = 0.0433641 // eV
	// kcalPerHartree made the atomisation energies of gdb9.sdf.csv.
	kcalPerHartree = 627.5094738898777
)

// free are the energies of free atoms at the level of theory of the set, in
// Hartree: U0, U, H and G at 298.15 K (atomref.txt of Ramakrishnan et al.,
// Scientific Data 1, 140022, 2014).
var free = map[uint8][4]float64{
	1: {-0.500273, -0.498857, -0.497912, -0.510927},
	6: {-37.846772, -37.845355, -37.844411, -37.861317},
	7: {-54.583861, -54.582445, -54.581501, -54.598897},
	8: {-75.064579, -75.063163, -75.062219, -75.079532},
	9: {-99.718730, -99.717314, -99.716370, -99.733544},
}

// FreeAtom are the energies of a free atom in Hartree: U0, U, H and G.
func FreeAtom(number uint8) [4]float64 { return free[number] }

// atomise fills in the atomisation energies of a file that has none: the
// energy of the molecule less that of its free atoms.
func (m *molecule) atomise() {
	for i := range 4 {
		e := m.prop[u0+i]
		for _, z := range m.z {
			e -= free[z][i]
		}
		m.prop[u0Atom+i] = e * kcalPerHartree
	}
}
