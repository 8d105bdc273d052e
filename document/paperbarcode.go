package document

import (
	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/qr"

	"github.com/kairo-corridor/kairo/fault"
)

// The sizes of barcodes, in points. A module of 0.75 pt is 0.26 mm: above the quarter of a millimetre that hand scanners ask.
const (
	barModule   = 0.75
	barHeight   = 34.0
	barWidthMax = 200.0
	qrSide      = 70.0
	qrModuleMin = 1.0
	quietBars   = 10 // modules of white on each side of Code 128 (ISO/IEC 15417)
	quietQR     = 4  // modules of white around a QR code (ISO/IEC 18004)
)

// symbol is a barcode ready to be drawn: w × h points, quiet zone and all.
type symbol struct {
	kind    string
	code    barcode.Barcode
	content string
	module  float64
	w, h    float64
}

// newBarcode chooses Code 128 for what fits beside the title, as reference numbers do, and a QR code (level M) for what is
// longer or not ASCII. No content, no barcode.
func newBarcode(content string) (*symbol, error) {
	if content == "" {
		return nil, nil
	}
	if len(content) > BarcodeBytesMax {
		return nil, fault.New(fault.Limit, "a barcode of %d bytes", len(content)).At("barcode").Want("at most %d", BarcodeBytesMax)
	}
	if b, err := code128.Encode(content); err == nil && printable(content) {
		if w := float64(b.Bounds().Dx()+2*quietBars) * barModule; w <= barWidthMax {
			return &symbol{kind: "Code 128", code: b, content: content, module: barModule, w: w, h: barHeight}, nil
		}
	}
	b, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return nil, fault.New(fault.BadField, "the barcode cannot be made").At("barcode").Because(err)
	}
	n := float64(b.Bounds().Dx() + 2*quietQR)
	module := max(qrSide/n, qrModuleMin)
	return &symbol{kind: "QR", code: b, content: content, module: module, w: n * module, h: n * module}, nil
}

// shown is how many characters of the content stand under the barcode; what is longer stands at the end of the paper.
func (b *symbol) shown() int {
	if b.kind == "QR" {
		return 30
	}
	return 40
}

// printable says whether a text has only the printable characters of ASCII.
func printable(s string) bool {
	for _, r := range s {
		if r < ' ' || r > '~' {
			return false
		}
	}
	return true
}

// draw fills the dark modules, neighbours in one stroke.
func (b *symbol) draw(x, y float64, fill func(x, y, w, h float64)) {
	size, quiet, height := b.code.Bounds(), quietQR, b.module
	top := y + quietQR*b.module
	if b.kind == "Code 128" {
		quiet, height, top = quietBars, b.h, y
	}
	for row := range size.Dy() {
		for i := 0; i < size.Dx(); {
			j := i
			for j < size.Dx() && dark(b.code, j, row) {
				j++
			}
			if j > i {
				fill(x+float64(quiet+i)*b.module, top+float64(row)*b.module, float64(j-i)*b.module, height)
			}
			i = max(j, i+1)
		}
	}
}

func dark(b barcode.Barcode, x, y int) bool {
	r, _, _, _ := b.At(x, y).RGBA()
	return r == 0
}
