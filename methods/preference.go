package methods

// preferenceParam is a preference vector: the word def, which each method
// explains in doc, or numbers.
func preferenceParam(def, doc string) Param {
	return Param{
		Name: "preference", Default: def, Choices: []string{def},
		Number: true, Min: 0, Max: 1e6, List: true, Doc: doc,
	}
}

// preference is the preference vector, def for every task where none is set.
func (c Config) preference(def float64) ([]float64, error) {
	if w := c.Word("preference"); w == "mean" || w == "ones" {
		u := ones(c.Tasks)
		scaleBy(u, def)
		return u, nil
	}
	return c.PerTask("preference")
}
