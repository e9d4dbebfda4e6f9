package qm9

// target is a task: a property in the unit of the published tables.
type target struct {
	name     string // as in the published tables
	unit     string
	property int
	factor   float64 // from the file's unit to this one
	digits   int     // after the point, in tables
}

// milli makes meV of eV.
const milli = 1000

// targets are the eleven tasks in the order of the published tables. The
// energies are atomisation energies.
var targets = [Targets]target{
	{"mu", "D", mu, 1, 3},
	{"alpha", "a0^3", alpha, 1, 3},
	{"homo", "meV", homo, hartree * milli, 1},
	{"lumo", "meV", lumo, hartree * milli, 1},
	{"r2", "a0^2", r2, 1, 2},
	{"zpve", "meV", zpve, hartree * milli, 2},
	{"U0", "meV", u0Atom, kcalMol * milli, 1},
	{"U", "meV", u298Atom, kcalMol * milli, 1},
	{"H", "meV", h298Atom, kcalMol * milli, 1},
	{"G", "meV", g298Atom, kcalMol * milli, 1},
	{"Cv", "cal/(mol K)", cv, 1, 3},
}

// Targets is the number of tasks.
const Targets = 11

// Target is the value of task k of molecule i, in the unit of the published
// tables.
func (s *Set) Target(i, k int) float64 { return s.property(i, targets[k].property) * targets[k].factor }
