package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/mtobench/mtobench/reports/whole"
	"github.com/mtobench/mtobench/synthetic"
)

var dataCommand = command{
	name:    "data",
	args:    "make " + strings.Join(makerNames(), "|") + " -out DIR [flags]",
	summary: "draw data sets by rule and write them in the layout of real ones",
	help: `Draws a data set by rule and writes it in the official layout of a real one, so
that what reads the one reads the other:

` + makerHelp() + `
A seed gives the same files again; a smaller set is the beginning of a larger,
of images in each split. -sheet draws images on one picture, to look at: below
each its labels, depth and normals, or a mark for each attribute.

Examples:
  go run ./bench data make molecules -out /tmp/drawn
  go run ./bench list suites -data /tmp/drawn
  go run ./bench data make scenes -out /tmp/drawn -n 40 -size 144x192
  go run ./bench data make scenes -sheet rooms.png -size 96x128`,
	run: runData,
}

// maker is a data set that can be drawn.
type maker struct {
	name string
	n    int    // samples, unless -n says otherwise; enough for the profile quick
	what string // one line
	// write writes samples below a folder, as the suite expects them in its data
	// folder. It returns what it wrote; its error wraps fs.ErrExist where that
	// is there already.
	write writer
	// Of images: their size unless -size says otherwise, zero where it is fixed,
	// and a sheet that shows some of them.
	size  imageSize
	sheet func(making) image.Image
}

// making is what to draw.
type making struct {
	n    int
	size imageSize
	seed uint64
}

// makers in the order of the help. A new one is one more line here.
var makers = []maker{
	{"molecules", 2000, "small organic-like molecules with the properties of QM9, as dsgdb9nsd.xyz", ofOneSize(synthetic.WriteMolecules), imageSize{}, nil},
	{
		"scenes", 200, "furnished rooms with 13 classes, depth and normals, as NYUv2's .npy files", ofAnySize(synthetic.WriteScenes),
		imageSize{288, 384}, func(o making) image.Image { return synthetic.ScenesSheet(o.n, o.size.h, o.size.w, o.seed) },
	},
	{
		"streets", 700, "streets of a town with 7 classes and inverse depth, as CityScapes' .npy files", ofAnySize(synthetic.WriteStreets),
		imageSize{128, 256}, func(o making) image.Image { return synthetic.StreetsSheet(o.n, o.size.h, o.size.w, o.seed) },
	},
	{
		"faces", 3000, "portraits with 40 attributes, as CelebA's .jpg files and lists", ofOneSize(synthetic.WriteFaces),
		imageSize{}, func(o making) image.Image { return synthetic.FacesSheet(o.n, o.seed) },
	},
}

// writer is the type of maker.write.
type writer = func(ctx context.Context, out string, o making, tick func(done int)) (string, error)

// ofAnySize is a maker's write from that of images of any size.
func ofAnySize(f func(ctx context.Context, data string, n, h, w int, seed uint64, tick func(done int)) (string, error)) writer {
	return func(ctx context.Context, out string, o making, tick func(int)) (string, error) {
		return f(ctx, out, o.n, o.size.h, o.size.w, o.seed, tick)
	}
}

// ofOneSize is a maker's write from that of what has no size to choose.
func ofOneSize(f func(ctx context.Context, data string, n int, seed uint64, tick func(done int)) (string, error)) writer {
	return func(ctx context.Context, out string, o making, tick func(int)) (string, error) {
		return f(ctx, out, o.n, o.seed, tick)
	}
}

// imageSize is a size in pixels; it implements flag.Value.
type imageSize struct{ h, w int }

func (s *imageSize) String() string { return fmt.Sprintf("%dx%d", s.h, s.w) }

// The sizes of images that can be drawn, in pixels a side.
const (
	leastSide = 8
	mostSide  = 4096
)

// Set implements flag.Value.
func (s *imageSize) Set(text string) error {
	h, w, ok := strings.Cut(text, "x")
	var errs [2]error
	s.h, errs[0] = strconv.Atoi(h)
	s.w, errs[1] = strconv.Atoi(w)
	if !ok || errs != [2]error{} || min(s.h, s.w) < leastSide || max(s.h, s.w) > mostSide {
		return fmt.Errorf("wanted height x width in pixels, %d to %d each, such as 96x128", leastSide, mostSide)
	}
	return nil
}

func makerNames() []string {
	var names []string
	for _, m := range makers {
		names = append(names, m.name)
	}
	return names
}

func makerHelp() string {
	b := new(strings.Builder)
	for _, m := range makers {
		fmt.Fprintf(b, "  %-10s %s\n", m.name, m.what)
	}
	return b.String()
}

func runData(env *environment, args []string) error {
	out := env.flags.String("out", "", "data `folder` to write to; required but with -sheet")
	n := env.flags.Int("n", 0, "how many `samples` (default "+defaultSamples()+", enough for the profile quick)")
	seed := env.flags.Uint64("seed", 1, "seed of all that is drawn")
	if len(args) < 2 || args[0] != "make" || strings.HasPrefix(args[1], "-") {
		// The flags may still ask for help.
		if err := env.parse(withoutWords(args), 0); err != nil {
			return err
		}
		return badInput("data: say make and what: %s", strings.Join(makerNames(), ", "))
	}
	m, err := findMaker(args[1])
	if err != nil {
		return err
	}
	o, sheet := making{size: m.size}, ""
	if m.size != (imageSize{}) {
		env.flags.Var(&o.size, "size", "height x width of the images, `pixels`")
	}
	if m.sheet != nil {
		env.flags.StringVar(&sheet, "sheet", "", "draw the first few on one picture, a PNG `file`; without -out nothing else, and -n of them")
	}
	if err := env.parse(args[2:], 0); err != nil {
		return err
	}
	o.n, o.seed = *n, *seed
	given := false
	env.flags.Visit(func(f *flag.Flag) { given = given || f.Name == "n" })
	if !given {
		o.n = m.n
	}
	switch {
	case *out == "" && sheet == "":
		return badInput("data make %s: -out is missing: the folder to write to", m.name)
	case o.n < 1:
		return badInput("data make %s: -n %d: wanted at least 1", m.name, *n)
	case sheet != "" && filepath.Ext(sheet) != ".png":
		return badInput("data make %s: -sheet %s: wanted a name that ends in .png", m.name, sheet)
	}
	if *out != "" {
		if err := env.makeFiles(m, *out, o); err != nil {
			return err
		}
	}
	if sheet == "" {
		return nil
	}
	if *out != "" || !given {
		o.n = min(o.n, onSheet)
	}
	return env.makeSheet(m, sheet, o)
}

// onSheet is how many samples a sheet shows, unless it shall show others.
const onSheet = 8

// makeFiles writes a set's files.
func (env *environment) makeFiles(m maker, out string, o making) error {
	path, err := m.write(env.ctx, out, o, env.ticker(m.name, o.n))
	if errors.Is(err, fs.ErrExist) {
		return badInput("data make %s: %w; it is left as it is", m.name, err)
	}
	var file *fs.PathError
	if errors.As(err, &file) {
		return badInput("data make %s: %w", m.name, err)
	}
	if err != nil {
		return fmt.Errorf("data make %s: %w", m.name, err)
	}
	fmt.Fprintf(env.stdout, "wrote %d %s to %s; run with -data %s\n", o.n, m.name, path, out)
	return nil
}

// makeSheet writes a contact sheet.
func (env *environment) makeSheet(m maker, path string, o making) error {
	b := new(bytes.Buffer)
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(b, m.sheet(o)); err != nil {
		return fmt.Errorf("data make %s: %w", m.name, err)
	}
	if err := whole.WriteFile(path, b.Bytes()); err != nil {
		return badInput("data make %s: %w", m.name, err)
	}
	fmt.Fprintf(env.stdout, "drew %d %s on %s\n", o.n, m.name, path)
	return nil
}

// withoutWords are the arguments from the first flag on.
func withoutWords(args []string) []string {
	for i, a := range args {
		if strings.HasPrefix(a, "-") {
			return args[i:]
		}
	}
	return nil
}

func defaultSamples() string {
	var list []string
	for _, m := range makers {
		list = append(list, fmt.Sprintf("%d %s", m.n, m.name))
	}
	return strings.Join(list, ", ")
}

func findMaker(name string) (maker, error) {
	for _, m := range makers {
		if m.name == name {
			return m, nil
		}
	}
	return maker{}, badInput("data make: unknown set %q; valid are %s", name, strings.Join(makerNames(), ", "))
}

// ticker tells on stderr, once a second, how many of n samples are done and
// how long the rest will take.
func (env *environment) ticker(what string, n int) func(done int) {
	start := time.Now()
	last := start
	return func(done int) {
		now := time.Now()
		if now.Sub(last) < time.Second {
			return
		}
		last = now
		rest := time.Duration(float64(now.Sub(start)) / float64(done) * float64(n-done))
		fmt.Fprintf(env.stderr, "%s: %d of %d, %s to go\n", what, done, n, rest.Round(time.Second))
	}
}
