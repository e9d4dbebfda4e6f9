package reports

import (
	"encoding/json"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// report.html needs nothing but itself.
func TestHTMLIsSelfContained(t *testing.T) {
	page := fakeFiles(t)["report.html"]
	for _, m := range regexp.MustCompile(`(?:src|href|xlink:href|url)[=(]["']?([^"' )>]+)`).FindAllStringSubmatch(page, -1) {
		at := html.UnescapeString(m[1])
		if !strings.HasPrefix(at, "#") && !strings.HasPrefix(at, "data:") {
			t.Errorf("it refers to %s", at)
		}
	}
	for _, tag := range []string{"<link", "<iframe", "@import", "ZgotmplZ"} {
		if strings.Contains(page, tag) {
			t.Errorf("it has %s", tag)
		}
	}
	for _, cell := range fakeInput().Cells {
		if !strings.Contains(page, `<details class="cell" id="cell-`+cell.ID+`"`) {
			t.Fatalf("no section for cell %s", cell.ID)
		}
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if ids[m[1]] {
			t.Errorf("the id %s is there twice", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(` (?:href="#|aria-labelledby=")([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if !ids[m[1]] {
			t.Errorf("nothing has the id %s", m[1])
		}
	}
}

// Names that mean something to HTML come out as they are.
func TestHTMLEscapes(t *testing.T) {
	in := overInput(2)
	for i := range in.Cells {
		in.Cells[i].Suite.Title = `A <b>"bold"</b> & 'sharp' suite </script>`
	}
	page := write(t, in)["report.html"]
	if strings.Contains(page, "<b>") || strings.Count(page, "</script>") != 1 {
		t.Error("a title became markup")
	}
}

func TestInline(t *testing.T) {
	for in, want := range map[string]string{
		`**STL** is *not* ` + "`a*b`": `<strong>STL</strong> is <em>not</em> <code>a*b</code>`,
		`a\|b \*x\* 1 < 2 &lt; 3`:     `a|b *x* 1 &lt; 2 &lt; 3`,
		`see [x_y](tables/x.csv).`:    `see <a href="tables/x.csv">x_y</a>.`,
		`<ins>second</ins> "q"`:       `<ins>second</ins> &#34;q&#34;`,
		`\~ \_snake\_`:                `~ _snake_`,
	} {
		if got := string(inline(in)); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

func TestSortKey(t *testing.T) {
	for in, want := range map[string]string{
		"-4.03 ± 0.16": "-4.03", "10.00 (1 of 2)": "10.00", "–": "", "~": "", "~ -1.02": "-1.02", "∞": "Infinity", "-∞": "-Infinity",
		"∞ to ∞": "Infinity", "LS": "LS", "3 of 40": "3", "1.2e+08": "1.2e+08", "4x4": "4x4",
	} {
		if got := sortKey(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// browser finds a headless Chromium, or skips the test.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium is installed")
	return ""
}

// inBrowser runs a script in report.html, opened from a file by a real
// browser. The script is the body of a function whose result it returns.
func inBrowser(t *testing.T, page, script string, result any) {
	t.Helper()
	chromium := browser(t)
	watch := `<script>window.problems=[];addEventListener("error",e=>problems.push(e.message));addEventListener("securitypolicyviolation",e=>problems.push(e.blockedURI));
for(const k of["error","warn"])console[k]=(...a)=>problems.push(a.join(" "));</script>`
	run := `<script>addEventListener("load",()=>{let r;try{r=(()=>{` + script + `})()}catch(e){problems.push(String(e))}
const out=document.createElement("pre");out.id="result";out.textContent=JSON.stringify({result:r,problems});document.body.append(out)});</script>`
	page = strings.Replace(page, "<head>", "<head>"+watch, 1)
	page = strings.Replace(page, "</body>", run+"</body>", 1)
	dir := t.TempDir()
	file := filepath.Join(dir, "report.html")
	if err := os.WriteFile(file, []byte(page), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--user-data-dir="+filepath.Join(dir, "profile"),
		"--virtual-time-budget=3000", "--dump-dom", "file://"+filepath.ToSlash(file))
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", chromium, err)
	}
	m := regexp.MustCompile(`(?s)<pre id="result">(.*?)</pre>`).FindSubmatch(out)
	if m == nil {
		t.Fatalf("the script left no result in %d bytes", len(out))
	}
	var got struct {
		Result   json.RawMessage
		Problems []string
	}
	if err := json.Unmarshal([]byte(html.UnescapeString(string(m[1]))), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Problems) > 0 {
		t.Errorf("in the console: %q", got.Problems)
	}
	if err := json.Unmarshal(got.Result, result); err != nil {
		t.Fatalf("%s: %v", got.Result, err)
	}
}

// A real browser sorts by a column both ways with what is missing last,
// filters by suite, method and seed, and shows all again, without an error.
func TestHTMLInBrowser(t *testing.T) {
	var got struct {
		Up, Down, Names []string
		Sort            []string
		Shown           []string
		Rows            []string
		Sections        []string
		Open            bool
		Focus           []string
	}
	inBrowser(t, fakeFiles(t)["report.html"], `
const table = document.querySelectorAll("#summary ~ .scroll table")[0];
const column = (i) => [...table.tBodies[0].rows].map((r) => r.cells[i].textContent);
const head = table.tHead.rows[0].cells[2].querySelector("button");
const up = (head.click(), column(2)), sort = [table.tHead.rows[0].cells[2].ariaSort];
const down = (head.click(), column(2)); sort.push(table.tHead.rows[0].cells[2].ariaSort);
table.tHead.rows[0].cells[0].querySelector("button").click(); sort.push(table.tHead.rows[0].cells[2].ariaSort);
const names = column(0);
const shown = [document.getElementById("shown").textContent];
const choose = (name, value) => { const s = document.querySelector("select[name=" + name + "]"); s.value = value; s.dispatchEvent(new Event("change", {bubbles: true})); shown.push(document.getElementById("shown").textContent); };
choose("suite", "scenes"); choose("method", "FAMO"); choose("seed", "2");
const visible = (e) => e.checkVisibility();
const sections = [...document.querySelectorAll("section")].filter(visible).map((s) => s.getAttribute("aria-labelledby"));
const rows = [...document.querySelectorAll("section[data-suite=scenes] table")].flatMap((t) => [...t.tBodies[0].rows].filter(visible).map((r) => r.cells[0].textContent));
choose("method", ""); choose("suite", ""); choose("seed", "");
const cell = document.querySelector("details.cell");
cell.querySelector("summary").click();
const focus = [...document.querySelectorAll("a, button, select, summary")].slice(0, 3).map((e) => { e.focus(); return document.activeElement === e ? "yes" : e.outerHTML; });
return {Up: up, Down: down, Names: names, Sort: sort, Shown: shown, Sections: sections, Rows: rows, Open: cell.open && cell.querySelector("svg").getBoundingClientRect().width > 100, Focus: focus};
`, &got)
	for _, c := range []struct {
		what string
		got  []string
		want string
	}{
		{"ascending", got.Up, "-5.99 -4.11 -4.02 -0.07 1.05 3.12 3.54 4.15 5.12 –"},
		{"descending", got.Down, "5.12 4.15 3.54 3.12 1.05 -0.07 -4.02 -4.11 -5.99 –"},
		{"by name", got.Names, "CAGrad DWA FAMO GO4Align LS MGDA Nash-MTL PCGrad RLW UW"},
		{"aria-sort", got.Sort, "ascending descending none"},
		{"counts", got.Shown, "218 of 218 cells 39 of 218 cells 3 of 218 cells 1 of 218 cells 13 of 218 cells 73 of 218 cells 218 of 218 cells"},
		{"sections", got.Sections, "how summary suite-scenes missing costs cells"},
		{"rows", got.Rows, "STL loss-oriented FAMO loss-oriented FAMO loss-oriented FAMO"},
		{"focus", got.Focus, "yes yes yes"},
	} {
		if s := strings.Join(c.got, " "); s != c.want {
			t.Errorf("%s: got  %s\nwant %s", c.what, s, c.want)
		}
	}
	if !got.Open {
		t.Error("a cell does not open")
	}
}

// Blocks of methods stand under their names until the table is sorted, which
// mixes them; single-task training keeps its place among the values.
func TestHTMLBlocksInBrowser(t *testing.T) {
	var got struct {
		Before, After []string
		Values        []float64
	}
	inBrowser(t, fakeFiles(t)["report.html"], `
const table = document.querySelector("section[data-suite=scenes] table");
const names = () => [...table.tBodies[0].rows].map((r) => r.cells[0].textContent);
const before = names();
const column = 3;
table.tHead.rows[0].cells[column].querySelector("button").click();
return {Before: before, After: names(), Values: [...table.tBodies[0].rows].map((r) => Number(r.cells[column].dataset.v))};
`, &got)
	const want = "STL loss-oriented LS UW DWA RLW FAMO GO4Align gradient-oriented MGDA (diverged 1/3) PCGrad (failed 1/3) CAGrad Nash-MTL"
	if s := strings.Join(got.Before, " "); s != want {
		t.Errorf("before sorting: got %s\nwant %s", s, want)
	}
	if len(got.After) != 11 || !slices.IsSorted(got.Values) {
		t.Errorf("after sorting: %q %v", got.After, got.Values)
	}
}

// An address without a blank is broken, so that a narrow window scrolls tables
// but not the page.
func TestHTMLNarrowInBrowser(t *testing.T) {
	in := overInput(1)
	in.Missing = []Missing{{Name: "far", Why: "no file", Get: "https://example.org/" + strings.Repeat("long", 60)}}
	var got struct{ Address, Page, Window float64 }
	inBrowser(t, write(t, in)["report.html"], `
document.body.style.width = "320px";
const main = document.querySelector("main");
return {Address: document.body.textContent.split("longlong").length, Page: main.scrollWidth, Window: main.clientWidth};
`, &got)
	if got.Address < 2 || got.Window <= 0 || got.Page > got.Window {
		t.Errorf("got %+v", got)
	}
}

func TestShort3(t *testing.T) {
	for v, want := range map[float64]string{0.01234: "0.0123", 12.345: "12.3", 999.4: "999", 999.7: "1000", 1013: "1013", -7865.4: "-7865", 123456: "1.23e+05"} {
		if got := short3(v); got != want {
			t.Errorf("%v: got %s, want %s", v, got, want)
		}
	}
}
