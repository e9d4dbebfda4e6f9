// Package faces draws portraits by rule that show the 40 attributes of CelebA,
// about as often and as often together as CelebA's faces do.
package faces

import (
	"math/rand/v2"

	"github.com/mtobench/mtobench/tasks/celeba"
)

// Attribute is one of CelebA's, by its place in celeba.Names.
type Attribute int

// The attributes.
const (
	FiveOClockShadow Attribute = iota
	ArchedEyebrows
	Attractive
	BagsUnderEyes
	Bald
	Bangs
	BigLips
	BigNose
	BlackHair
	BlondHair
	Blurry
	BrownHair
	BushyEyebrows
	Chubby
	DoubleChin
	Eyeglasses
	Goatee
	GrayHair
	HeavyMakeup
	HighCheekbones
	Male
	MouthSlightlyOpen
	Mustache
	NarrowEyes
	NoBeard
	OvalFace
	PaleSkin
	PointyNose
	RecedingHairline
	RosyCheeks
	Sideburns
	Smiling
	StraightHair
	WavyHair
	WearingEarrings
	WearingHat
	WearingLipstick
	WearingNecklace
	WearingNecktie
	Young
)

// Attributes are which of them a face has.
type Attributes = [celeba.Attributes]bool

// choose is yes where a holds, else no.
func choose(a bool, yes, no float64) float64 {
	if a {
		return yes
	}
	return no
}

// pick draws the attributes one given others: who it is, then hair, beard,
// make-up, expression, features and what is worn. The chances are set so that
// each is about as frequent as in CelebA.
func pick(r *rand.Rand) (a Attributes) {
	toss := func(which Attribute, chance float64) bool {
		a[which] = r.Float64() < chance
		return a[which]
	}
	male := toss(Male, 0.417)
	young := toss(Young, choose(male, 0.63, 0.88))
	toss(WearingHat, choose(male, 0.075, 0.03))
	drawHair(&a, toss, r)
	drawBeard(&a, toss)
	lipstick := !male && toss(WearingLipstick, choose(young, 0.83, 0.66)) || male && toss(WearingLipstick, 0.006)
	makeup := toss(HeavyMakeup, choose(lipstick, 0.81, choose(male, 0.002, 0.04)))
	toss(RosyCheeks, choose(makeup, 0.16, 0.007))
	toss(Attractive, choose(male, choose(young, 0.42, 0.06), choose(young, choose(makeup, 0.86, 0.55), 0.25)))
	smile := toss(Smiling, choose(male, 0.4, 0.54))
	toss(MouthSlightlyOpen, choose(smile, 0.76, 0.23))
	toss(HighCheekbones, choose(smile, choose(male, 0.68, 0.88), choose(male, 0.07, 0.17)))
	toss(NarrowEyes, choose(smile, 0.145, 0.09))
	toss(ArchedEyebrows, choose(male, 0.06, choose(makeup, 0.5, 0.29)))
	toss(BushyEyebrows, choose(male, 0.24, 0.07))
	toss(BagsUnderEyes, choose(male, 0.35, 0.1)*choose(young, 0.85, 1.5))
	toss(BigLips, choose(male, 0.17, 0.29))
	toss(BigNose, choose(male, 0.42, 0.1)*choose(young, 0.85, 1.45))
	toss(PointyNose, choose(a[BigNose], 0.14, choose(male, 0.2, 0.38)))
	chubby := toss(Chubby, choose(male, 0.1, 0.025)*choose(young, 0.7, 2))
	toss(DoubleChin, choose(chubby, 0.48, 0.02))
	toss(OvalFace, choose(chubby, 0.05, choose(male, 0.23, 0.34)))
	toss(PaleSkin, choose(male, 0.024, 0.056))
	toss(Eyeglasses, choose(male, 0.11, 0.032)*choose(young, 0.7, 2))
	toss(WearingEarrings, choose(male, 0.02, 0.31))
	toss(WearingNecklace, choose(male, 0.015, 0.2))
	toss(WearingNecktie, choose(male, 0.17, 0.003))
	toss(Blurry, 0.051)
	return a
}

// drawHair draws its colour and how it lies; a face has at most one of each.
func drawHair(a *Attributes, toss func(Attribute, float64) bool, r *rand.Rand) {
	male, young, hat := a[Male], a[Young], a[WearingHat]
	if !hat && toss(Bald, choose(male, choose(young, 0.026, 0.11), 0.0003)) {
		return
	}
	if !hat && toss(RecedingHairline, choose(male, choose(young, 0.1, 0.24), 0.03)) && !male || !hat && !a[RecedingHairline] {
		toss(Bangs, choose(a[RecedingHairline], 0, choose(male, 0.09, 0.22)))
	}
	u := r.Float64()
	for _, c := range []struct {
		colour Attribute
		chance float64
	}{
		{GrayHair, choose(young, 0.004, choose(male, 0.24, 0.09))},
		{BlackHair, choose(male, 0.33, 0.185)},
		{BlondHair, choose(male, 0.02, 0.245)},
		{BrownHair, choose(male, 0.15, 0.255)},
	} {
		if u -= c.chance; u < 0 {
			a[c.colour] = true
			break
		}
	}
	if !toss(WavyHair, choose(male, 0.14, 0.46)) {
		toss(StraightHair, choose(male, 0.28, 0.33))
	}
}

// drawBeard draws which beard there is: No_Beard says that there is none.
func drawBeard(a *Attributes, toss func(Attribute, float64) bool) {
	if toss(NoBeard, choose(a[Male], 0.605, 0.999)) {
		return
	}
	toss(FiveOClockShadow, 0.67)
	toss(Goatee, 0.38)
	toss(Mustache, 0.255)
	toss(Sideburns, choose(a[Bald], 0.1, 0.36))
}
