package document_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/kairo-corridor/kairo/document"
	"github.com/kairo-corridor/kairo/document/fonts"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/projection"
)

var made = time.Date(2026, 11, 22, 6, 30, 0, 0, time.UTC)

// declaration is a paper as a declarant meets it: boxes, a list of goods, something missing, four scripts.
func declaration() projection.Document {
	d := projection.Document{
		ID: "S2-eaeu-td", Kind: "eaeu-transit", Title: "Transit declaration – Транзитная декларация", For: "S2", Country: "KZ", Language: "ru", Paper: true,
		Form:    "EAEU transit declaration, Decision 289 of 18 June 2010, edition in force on 1 June 2026",
		Barcode: "26KZ57505A8NY33LJ4",
		Blocked: []string{"Identity of the means of transport at the border is missing: the carrier knows it", "eori DE123: too short, 14 to 17 characters"},
		Notes:   []string{"The office code DEMO-KZ-03 is a demonstration number: the official code is not known.", "Structure not verified against the official album of formats."},
	}
	add := func(box, name, path, value string, origin projection.Origin) {
		d.Elements = append(d.Elements, projection.Element{Box: box, Name: name, Path: path, Value: value, Origin: origin})
	}
	add("1", "Declaration type", "/type", "TD / TT", projection.Derived)
	add("2", "Consignor (Отправитель)", "/consignor", "Aichi Auto Parts KK\n愛知自動車部品株式会社\n1-2-3 Sakae, Naka-ku, 名古屋市 460-0008, JP", projection.Typed)
	add("3", "Forms", "/forms", "1 / 2", projection.Derived)
	add("5", "Goods items", "/goodsCount", "3", projection.Derived)
	add("6", "Total number of packages", "/packages", "412", projection.Derived)
	add("8", "Consignee (Получатель)", "/consignee", "ТОО «Қазақ Көлік Бөлшектері»\nӘл-Фараби даңғылы 77/7, Алматы, KZ", projection.Typed)
	d.Elements = append(d.Elements, projection.Element{Box: "21", Name: "Identity and nationality of active means of transport crossing the border", Path: "/border/means",
		Origin: projection.Missing, Required: true, Who: "carrier", How: "the wagon is known when the train is formed at Altynkol"})
	d.Elements = append(d.Elements, projection.Element{Box: "7", Name: "Reference number", Path: "/ref", Origin: projection.Missing, Who: "declarant", How: "not in the consignment at /reference"})
	add("15", "Country of dispatch", "/dispatch", "JP", projection.Typed)
	add("17", "Country of destination", "/destination", "GE – საქართველო", projection.Typed)
	add("22", "Currency and total amount invoiced", "/amount", "JPY 48 350 000", projection.Typed)
	add("29", "Office of exit", "/exit", "Алтынколь (Altynkol), DEMO-KZ-03", projection.Defaulted)
	add("53", "Office of destination", "/office", "ფოთის საბაჟო გამშვები პუნქტი (Poti)", projection.Derived)
	add("30", "Location of goods", "/location", "連雲港 Lianyungang, terminal of the railway container yard; Bakı Beynəlxalq Dəniz Ticarət Limanı (Ələt); Türkmenbaşy halkara deňiz porty; İstanbul, Halkalı gümrük sahası", projection.Typed)
	for i, g := range []struct{ hs, text, packages, gross string }{
		{"8708 40", "Gear boxes and parts thereof; коробки передач и их части", "120 CT", "8 412.500"},
		{"8708 80", "Suspension systems; 懸架装置(ショックアブソーバーを含む。)", "212 CT", "5 020.000"},
		{"8511 40", "Starter motors; სტარტერები", "80 PX", "1 975.250"},
	} {
		at := fmt.Sprintf("/goodsItems/%d/", i)
		add("32", "Item", at+"number", fmt.Sprint(i+1), projection.Derived)
		add("33", "Commodity code", at+"hs", g.hs, projection.Typed)
		add("31", "Description of goods", at+"text", g.text, projection.Typed)
		add("31", "Packages", at+"packages", g.packages, projection.Typed)
		add("35", "Gross mass (kg)", at+"gross", g.gross, projection.Typed)
		if i == 1 {
			d.Elements = append(d.Elements, projection.Element{Box: "34", Name: "Country of origin", Path: at + "origin", Origin: projection.Missing, Required: true, Who: "consignor"})
		} else {
			add("34", "Country of origin", at+"origin", "JP", projection.Defaulted)
		}
	}
	add("50", "Principal", "/principal", "Demir Ipek Yolu Lojistik A.Ş., Şişli, İstanbul, TR", projection.Typed)
	add("D", "Seals affixed", "/seals", "2: KTZ 118 204, KTZ 118 205", projection.Typed)
	return d
}

func paper(t testing.TB, d projection.Document, opt document.PDFOptions) ([]byte, document.Result) {
	t.Helper()
	if opt.Created.IsZero() {
		opt.Created = made
	}
	var b bytes.Buffer
	r, err := document.PDF(&b, d, opt)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), r
}

// read gives the text of a PDF, its white space as single spaces.
func read(t *testing.T, pdf []byte, args ...string) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not here: apt-get install poppler-utils")
	}
	file := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, append(args, file, "-")...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

var pageObject = regexp.MustCompile(`/Type /Page\b[^s]`)

func TestPaperSaysEverythingInEveryScript(t *testing.T) {
	d := declaration()
	pdf, r := paper(t, d, document.PDFOptions{})
	if len(r.Missing) > 0 {
		t.Errorf("not printed: %q", r.Missing)
	}
	if n := len(pageObject.FindAll(pdf, -1)); n != r.Pages || n < 1 {
		t.Errorf("%d pages in the file, %d in the result", n, r.Pages)
	}
	if r.Barcode != "Code 128" || len(r.Fonts) != 3 {
		t.Errorf("barcode %q, fonts %v", r.Barcode, r.Fonts)
	}
	if len(pdf) > 400_000 {
		t.Errorf("%d bytes: whole fonts in the file?", len(pdf))
	}
	text := strings.ReplaceAll(read(t, pdf, "-raw"), " ", "")
	for _, e := range d.Elements {
		for _, want := range []string{e.Value, e.Name, e.Who} {
			if !strings.Contains(text, strings.Join(strings.Fields(want), "")) {
				t.Errorf("the paper does not say %q", want)
			}
		}
	}
	for _, want := range slices.Concat(d.Blocked, d.Notes, []string{d.Title, d.Form, d.ID, d.Barcode, "NOT READY TO LODGE", "page 1 of ", "MISSING, known to the carrier"}) {
		if !strings.Contains(text, strings.ReplaceAll(want, " ", "")) {
			t.Errorf("the paper does not say %q", want)
		}
	}
}

func TestPaperIsTheSameEveryTime(t *testing.T) {
	a, _ := paper(t, declaration(), document.PDFOptions{Demonstration: true})
	for range 5 {
		if b, _ := paper(t, declaration(), document.PDFOptions{Demonstration: true}); !bytes.Equal(a, b) {
			t.Fatal("the same paper has other bytes")
		}
	}
	if b, _ := paper(t, declaration(), document.PDFOptions{Created: made.Add(time.Hour)}); bytes.Equal(a, b) {
		t.Error("the date is not in the file")
	}
}

func TestPapersArePrintedSideBySide(t *testing.T) {
	want, _ := paper(t, declaration(), document.PDFOptions{})
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			var b bytes.Buffer
			if _, err := document.PDF(&b, declaration(), document.PDFOptions{Created: made}); err != nil || !bytes.Equal(b.Bytes(), want) {
				t.Errorf("a paper printed beside others differs: %v", err)
			}
		})
	}
	wait.Wait()
	whole := fonts.Builtin().Faces()[0]
	if _, err := fonts.Parse("after", whole.Data); err != nil {
		t.Error(err)
	}
}

func TestDemonstrationIsOnEveryPage(t *testing.T) {
	d := declaration()
	for i := range 120 {
		d.Elements = append(d.Elements, projection.Element{Box: fmt.Sprint(i), Name: "More", Path: fmt.Sprintf("/more%d", i), Value: "x", Origin: projection.Typed})
	}
	pdf, r := paper(t, d, document.PDFOptions{Demonstration: true})
	if got := strings.Count(read(t, pdf), "Demonstration: not a customs document"); got != r.Pages || r.Pages < 3 {
		t.Errorf("said on %d of %d pages", got, r.Pages)
	}
	pdf, _ = paper(t, declaration(), document.PDFOptions{})
	if strings.Contains(strings.ToLower(read(t, pdf)), "demonstration:") {
		t.Error("a real paper calls itself a demonstration")
	}
}

func TestLongValuesGoOnOverThePage(t *testing.T) {
	var long strings.Builder
	for i := 0; long.Len() < 10_000; i++ {
		fmt.Fprintf(&long, "word%d ", i)
	}
	d := declaration()
	d.Elements[3].Value = long.String()
	d.Elements[4].Value = strings.Repeat("無", 10_000)
	d.Elements[5].Value = strings.Repeat("x", 10_000)
	d.Elements[16].Value = long.String() // in the table
	pdf, r := paper(t, d, document.PDFOptions{})
	if r.Pages < 6 {
		t.Fatalf("%d pages", r.Pages)
	}
	text := read(t, pdf, "-raw")
	for i, word := range strings.Fields(long.String()) {
		if strings.Count(text, word+" ") < 2 {
			t.Fatalf("word %d is lost", i)
		}
	}
	if n := strings.Count(text, "無"); n != 10_000 {
		t.Errorf("%d of 10000 characters", n)
	}
	if n := strings.Count(text, "x"); n < 10_000 {
		t.Errorf("%d of 10000 letters", n)
	}
	for i := 1; i <= r.Pages; i++ {
		if !strings.Contains(text, fmt.Sprintf("page %d of %d", i, r.Pages)) {
			t.Errorf("page %d has no number", i)
		}
	}
	if !strings.Contains(text, "(continued)") || strings.Contains(text, "(continued) (continued)") {
		t.Error("a box that goes on does not say so once")
	}
}

func TestFiveHundredElementsAndAllAreThere(t *testing.T) {
	d := declaration()
	for i := range 500 {
		d.Elements = append(d.Elements, projection.Element{Box: fmt.Sprint(i), Name: "Element", Path: fmt.Sprintf("/list/%d/value", i), Value: fmt.Sprintf("<%d>", i), Origin: projection.Typed})
	}
	for i := range 300 {
		for _, name := range []string{"number", "mass", "mark"} {
			d.Elements = append(d.Elements, projection.Element{Name: name, Path: fmt.Sprintf("Item[%d]/%s", i, name), Value: fmt.Sprintf("%s-%d.", name, i), Origin: projection.Derived})
		}
	}
	pdf, _ := paper(t, d, document.PDFOptions{})
	text := read(t, pdf)
	for i := range 500 {
		if !strings.Contains(text, fmt.Sprintf("<%d>", i)) {
			t.Fatalf("element %d is lost", i)
		}
	}
	for i := range 300 {
		if !strings.Contains(text, fmt.Sprintf("mark-%d.", i)) {
			t.Fatalf("item %d is lost", i)
		}
	}
}

func TestListsAreTablesOrBlocks(t *testing.T) {
	var d projection.Document
	add := func(name, path, value string) {
		d.Elements = append(d.Elements, projection.Element{Name: name, Path: path, Value: value, Origin: projection.Typed})
	}
	for i := range 100 { // a table, its head on every page; "/way/0" is in every path and no list
		add(fmt.Sprintf("Goods item %d, description", i+1), fmt.Sprintf("/way/0/item/%d/text", i), "goods")
		add(fmt.Sprintf("Goods item %d, gross mass", i+1), fmt.Sprintf("/way/0/item/%d/mass/0", i), fmt.Sprintf("%d kg", i))
	}
	for i := range 2 { // an item with more fields than a table can have, interrupted by another list
		for k := range 9 {
			add(fmt.Sprintf("Field %c", 'A'+k), fmt.Sprintf("Package[%d]/field%c", i+1, 'A'+k), "x")
		}
		add("Paper", fmt.Sprintf("/papers/%d", i), "y")
	}
	pdf, r := paper(t, d, document.PDFOptions{})
	text := read(t, pdf, "-raw")
	if n := strings.Count(text, "Description Gross mass"); n < 2 || n > r.Pages || strings.Contains(text, "Goods item 7") {
		t.Errorf("the head of the table stands on %d of %d pages", n, r.Pages)
	}
	for _, want := range []string{"99 kg", "Package 1 of 2", "Package 2 of 2"} {
		if !strings.Contains(text, want) {
			t.Errorf("the paper does not say %q", want)
		}
	}
}

func TestWhatNoFontPrintsIsShownAndListed(t *testing.T) {
	d := declaration()
	d.Elements[3].Value = "smile \U0001F600, שלום, \u200Ejoined\u200D, bell \a, 霍尔果斯"
	pdf, r := paper(t, d, document.PDFOptions{})
	for _, want := range []rune{'\U0001F600', 'ש', '\u200E', '\u200D', '\a', '尔'} {
		if !slices.Contains(r.Missing, want) {
			t.Errorf("U+%04X is neither printed nor listed: %q", want, r.Missing)
		}
	}
	if text := read(t, pdf); !strings.Contains(text, "U+1F600") || !strings.Contains(text, "smile") {
		t.Error("the paper does not say what its boxes stand for")
	}
}

func TestChineseWithAFontOfTheMachine(t *testing.T) {
	faces := fonts.System(os.DirFS("/usr/share/fonts"))
	if len(faces) == 0 {
		t.Skip("no Chinese font on this machine: apt-get install fonts-droid-fallback")
	}
	d := declaration()
	d.Language = "zh"
	d.Elements[3].Value = "霍尔果斯口岸 乌鲁木齐 连云港 出口货物报关单"
	pdf, r := paper(t, d, document.PDFOptions{Fonts: fonts.Builtin().With(faces...)})
	if len(r.Missing) > 0 {
		t.Errorf("not printed: %q", r.Missing)
	}
	if text := read(t, pdf); !strings.Contains(text, "霍尔果斯口岸") {
		t.Error("the Chinese cannot be read back")
	}
}

func TestMarksAreComposed(t *testing.T) {
	d := declaration()
	d.Elements[3].Value = "S\u030Cilute\u0307 и\u0306 が\u0304 か\u3099"
	pdf, r := paper(t, d, document.PDFOptions{})
	text := read(t, pdf)
	if !strings.Contains(text, "Šilutė й") || !strings.Contains(text, "が") {
		t.Errorf("composed letters are not there: %q", r.Missing)
	}
}

func TestBarcodeFitsItsContent(t *testing.T) {
	for content, want := range map[string]string{
		"": "", "26KZ57505A8NY33LJ4": "Code 128", strings.Repeat("7", 34): "Code 128", strings.Repeat("A", 60): "QR", "№ 5": "QR", strings.Repeat("b", 1000): "QR",
	} {
		d := declaration()
		d.Barcode = content
		pdf, r := paper(t, d, document.PDFOptions{})
		if r.Barcode != want {
			t.Errorf("%.20q…: %q, not %q", content, r.Barcode, want)
		}
		if text := strings.ReplaceAll(read(t, pdf, "-raw"), " ", ""); !strings.Contains(text, strings.ReplaceAll(content, " ", "")) {
			t.Errorf("%.20q… cannot be read by people", content)
		}
	}
}

func TestPaperBounds(t *testing.T) {
	many := projection.Document{Elements: make([]projection.Element, document.ElementsMax+1)}
	heavy := projection.Document{Notes: make([]string, 100)}
	for i := range heavy.Notes {
		heavy.Notes[i] = strings.Repeat("x", document.TextBytesMax)
	}
	long := projection.Document{Elements: make([]projection.Element, document.ElementsMax)}
	for i := range long.Elements {
		long.Elements[i] = projection.Element{Name: "n", Value: "1\n2\n3\n4\n5\n6"}
	}
	for name, d := range map[string]projection.Document{
		"elements": many,
		"a text":   {Elements: []projection.Element{{Value: strings.Repeat("x", document.TextBytesMax+1)}}},
		"a title":  {Title: strings.Repeat("x", document.HeadBytesMax+1)},
		"a paper":  heavy,
		"pages":    long,
		"barcode":  {Barcode: strings.Repeat("x", document.BarcodeBytesMax+1)},
	} {
		var f *fault.Error
		var out bytes.Buffer
		if _, err := document.PDF(&out, d, document.PDFOptions{Created: made}); !errors.As(err, &f) || f.Code != fault.Limit || out.Len() > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	var f *fault.Error
	if _, err := document.PDF(io.Discard, declaration(), document.PDFOptions{}); !errors.As(err, &f) || f.Code != fault.Usage {
		t.Errorf("without a date: %v", err)
	}
}

func TestAnEmptyPaperIsAPaper(t *testing.T) {
	if _, r := paper(t, projection.Document{}, document.PDFOptions{Demonstration: true}); r.Pages != 1 {
		t.Errorf("%d pages", r.Pages)
	}
}

func FuzzPaper(f *testing.F) {
	f.Add("plain", "21", "/goods/0/x", uint8(0))
	f.Add("\x00\a\x1b[31m\r\n\v\f\u0085\u2028", "\t", "Item[1]/a", uint8(1))
	f.Add("שלום عليكم \u202Eabc\u202C", "א", "/a/99999999/b", uint8(2))
	f.Add("👩‍👩‍👧 🇬🇪 \U0001F600\uFE0F", "🙂", "[0]", uint8(3))
	f.Add("e\u0301\u0301\u0301\u0301 \u0301", "\u0301", "//0//", uint8(0))
	f.Add("\xff\xfe bad \xc3", "\xff", "/0", uint8(1))
	f.Add(strings.Repeat("long", 2000), strings.Repeat("9", 300), "/x/1", uint8(2))
	f.Add(strings.Repeat("\n", 500), strings.Repeat("\n", 300), "/x/2/y", uint8(3))
	f.Fuzz(func(t *testing.T, text, box, path string, kind uint8) {
		origins := []projection.Origin{projection.Typed, projection.Derived, projection.Defaulted, projection.Missing}
		e := projection.Element{Box: box, Name: text, Path: path, Value: text, Origin: origins[kind%4], Who: box, How: text, Required: kind%8 > 3}
		second := e
		second.Path = strings.ReplaceAll(path, "0", "1")
		d := projection.Document{ID: box[:min(len(box), 400)], Title: text[:min(len(text), 400)], Form: text[:min(len(text), 400)], Language: box, Elements: []projection.Element{e, second, e}, Notes: []string{text}, Blocked: []string{box}}
		if len(text) < 60 {
			d.Barcode = text
		}
		var out bytes.Buffer
		r, err := document.PDF(&out, d, document.PDFOptions{Created: made})
		if err != nil {
			var f *fault.Error
			if !errors.As(err, &f) || f.Code == fault.Internal || strings.Contains(f.Message, "font") {
				t.Fatal(err)
			}
			return
		}
		for _, c := range text {
			if c == '\U0001F600' && utf8.ValidString(text) && !slices.Contains(r.Missing, c) {
				t.Errorf("%q is silently dropped", c)
			}
		}
	})
}

func BenchmarkPaper(b *testing.B) {
	d := declaration()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := document.PDF(io.Discard, d, document.PDFOptions{Created: made}); err != nil {
			b.Fatal(err)
		}
	}
}
