package methods

import (
	"fmt"
	"strings"
)

// All lists the methods in the order of the tables: single-task baseline and
// the scalarisations without a choice first, then by the paper's year,
// GO4Align with its controls last. A new method is one more line here.
var All = []Info{
	STL,
	LS,
	SI,
	RLW,
	PBI,
	DualProj,
	Krum,
	UW,
	GradNorm,
	MGDA,
	TrimmedMean,
	DWA,
	GLS,
	GradDrop,
	PCGrad,
	IMTLL,
	IMTLG,
	IMTL,
	GradVac,
	CAGrad,
	COSMOS,
	NashMTL,
	AlignedMTL,
	AlignedMTLUB,
	IGBv1,
	MoCo,
	MoDo,
	SDMGrad,
	DBMTL,
	LogMGDA,
	LogCAGrad,
	LogIMTLG,
	FAMO,
	STCH,
	FairGrad,
	ExcessMTL,
	UPGrad,
	ConFIG,
	UWO,
	UWSO,
	LDCMTL,
	NTKMTL,
	IMGrad,
	SAMGS,
	Fixed,
	RandPerm,
	GO4Align,
}

// DefaultSet names the methods that are run unless others are named, in the
// order of the tables.
var DefaultSet = []string{"stl", "ls", "si", "rlw", "uw", "dwa", "pcgrad", "nashmtl", "famo", "go4align"}

// Names lists the names of all methods in the order of the tables.
func Names() []string {
	names := make([]string, len(All))
	for i, in := range All {
		names[i] = in.Name
	}
	return names
}

// Lookup finds a method by name, also NAME(METHOD): a wrapper on a method. The
// error of an unknown one lists the names that are valid.
func Lookup(name string) (Info, error) {
	if w, of, ok := Unwrap(name); ok {
		in, err := Lookup(of)
		if err != nil {
			return Info{}, err
		}
		return w.on(in)
	}
	for _, in := range All {
		if in.Name == name {
			return in, nil
		}
	}
	valid := Names()
	for _, w := range Wrappers {
		valid = append(valid, w.Name+"(METHOD)")
	}
	return Info{}, fmt.Errorf("unknown method %q; valid are %s", name, strings.Join(valid, ", "))
}
