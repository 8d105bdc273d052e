package fonts_test

import (
	"errors"
	"io/fs"
	"os"
	"testing"
	"testing/fstest"

	"github.com/kairo-corridor/kairo/document/fonts"
)

// samples are what every paper of the corridor must be able to print without fonts of the machine.
var samples = map[string]string{
	"European Latin": "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞß ĄĆĘŁŃŚŹŻ ąćęłńśźż ČĎĚŇŘŠŤŮŽ ăâîșț ŐŰőű āčēģīķļņšūž ėįų",
	"Turkic Latin":   "Ə ə Ğ ğ İ ı Ö ö Ş ş Ç ç Ü ü Ň ň Ž ž Ä ä Ý ý Oʻ oʻ Gʻ gʻ ʼ",
	"Russian":        "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ абвгдеёжзийклмнопрстуфхцчшщъыьэюя №",
	"Kazakh":         "Ә ә Ғ ғ Қ қ Ң ң Ө ө Ұ ұ Ү ү Һ һ І і",
	"Uzbek, Kyrgyz":  "Ў ў Қ қ Ғ ғ Ҳ ҳ Ң Ө Ү Ӣ ӣ Ӯ ӯ Ҷ ҷ",
	"Ukrainian":      "Ґ ґ Є є І і Ї ї",
	"Greek":          "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ άέήίόύώ",
	"Georgian":       "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
	"Japanese":       "名古屋港 愛知県豊田市 自動車部品 輸出申告書 ひらがな カタカナ ー・「」（）〒 株式会社 税関 東京都 大阪府",
	"signs":          "– — … ‘’ “” « » € £ ¥ ₸ ₽ ₺ ° ± × → · • § № ½ ² ³",
}

func TestBuiltinPrintsTheCorridor(t *testing.T) {
	set := fonts.Builtin()
	for name, text := range samples {
		for _, r := range text {
			for _, bold := range []bool{false, true} {
				if set.Face(r, bold, "") == nil {
					t.Errorf("%s: no face has %q (U+%04X)", name, r, r)
				}
			}
		}
	}
}

func TestWeightAndLanguageChooseTheFace(t *testing.T) {
	set := fonts.Builtin()
	if f := set.Face('A', true, ""); !f.Bold {
		t.Errorf("bold A is printed in %s", f.Name)
	}
	if f := set.Face('港', true, ""); f == nil || f.Han != "ja" {
		t.Error("a kanji in bold finds no face")
	}
	for _, r := range "₾₼" { // the signs of lari and manat: no built-in face has them; papers write GEL and AZN
		if set.Face(r, false, "") != nil {
			t.Errorf("a face has %q now: say so in docs/formats/papers.md", r)
		}
	}
	if set.Face('\U0001F600', false, "") != nil {
		t.Error("an emoji has a face")
	}
	zh := &fonts.Face{}
	*zh = *set.Face('港', false, "")
	zh.Name, zh.Han = "Chinese", "zh"
	with := set.With(zh)
	if with.Face('港', false, "zh") != zh || with.Face('港', false, "ru") == zh || len(set.Faces()) != 3 {
		t.Error("the language does not choose the forms of a Chinese character, or With changed the set")
	}
}

func TestSystemFontsAddChinese(t *testing.T) {
	faces := fonts.System(os.DirFS("/usr/share/fonts"))
	if len(faces) == 0 {
		t.Skip("no Chinese font on this machine: apt-get install fonts-droid-fallback")
	}
	set := fonts.Builtin().With(faces...)
	for _, r := range "霍尔果斯 乌鲁木齐 连云港 报关单 货物 阿拉山口 集装箱" {
		if set.Face(r, false, "zh") == nil {
			t.Errorf("no face has %q", r)
		}
	}
}

// refusing is a file system whose files cannot be read.
type refusing struct{ fstest.MapFS }

func (refusing) Open(string) (fs.File, error) { return nil, errors.New("refused") }

func TestSystemPassesOverWhatItCannotUse(t *testing.T) {
	const path = "truetype/droid/DroidSansFallbackFull.ttf"
	if got := fonts.System(fstest.MapFS{path: {Data: []byte("OTTOnonsense")}}); len(got) != 0 {
		t.Error("nonsense became a face")
	}
	if got := fonts.System(refusing{}); len(got) != 0 {
		t.Error("an unreadable directory gave faces")
	}
	good := fonts.Builtin().Faces()[2].Data
	if got := fonts.System(fstest.MapFS{path: {Data: good}, "truetype/wqy/wqy-zenhei.ttc": {Data: good}}); len(got) != 1 {
		t.Errorf("%d faces of one language", len(got))
	}
}

// collection wraps a font as the only one of a collection.
func collection(font []byte) []byte {
	head := []byte{'t', 't', 'c', 'f', 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 16}
	out := append(head, font...)
	n := int(font[4])<<8 | int(font[5])
	for i := range n {
		at := 16 + 12 + 16*i + 8
		v := uint32(out[at])<<24 | uint32(out[at+1])<<16 | uint32(out[at+2])<<8 | uint32(out[at+3]) + 16
		out[at], out[at+1], out[at+2], out[at+3] = byte(v>>24), byte(v>>16), byte(v>>8), byte(v)
	}
	return out
}

func TestParseTakesTheFirstOfACollection(t *testing.T) {
	whole := fonts.Builtin().Faces()[0]
	f, err := fonts.Parse("collection", collection(whole.Data))
	if err != nil {
		t.Fatal(err)
	}
	if f.Advance('W') != whole.Advance('W') || f.Advance('W') == 0 || f.Advance('漢') != 0 {
		t.Error("the font of a collection measures differently")
	}
}

func FuzzParse(f *testing.F) {
	good := fonts.Builtin().Faces()[0].Data
	f.Add(good[:400])
	f.Add([]byte("ttcf"))
	f.Add(append([]byte{0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0}, make([]byte, 64)...))
	f.Fuzz(func(t *testing.T, data []byte) {
		if face, err := fonts.Parse("fuzz", data); err == nil {
			face.Advance('A')
		}
	})
}

func TestAFontCutOffOrTwistedIsRefusedOrReads(t *testing.T) {
	good := fonts.Builtin().Faces()[0].Data
	for n := 0; n < len(good); n += 40_009 {
		if _, err := fonts.Parse("cut", good[:n]); err == nil {
			t.Errorf("a font of %d of %d bytes was taken", n, len(good))
		}
	}
	for i := range 400 {
		bad := append([]byte(nil), good...)
		bad[i] ^= 0xFF
		_, _ = fonts.Parse("twisted", bad)
	}
}

func BenchmarkParse(b *testing.B) {
	data := fonts.Builtin().Faces()[2].Data
	for b.Loop() {
		if _, err := fonts.Parse("M+", data); err != nil {
			b.Fatal(err)
		}
	}
}
