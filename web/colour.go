package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// The grounds that corridor colours are seen on, in the light and the dark appearance, and the contrast they keep to them:
// 3:1 is what WCAG 2.2 asks of graphics (1.4.11), a little more keeps thin lines readable.
var (
	lightGround = rgb{255, 255, 255}
	darkGround  = rgb{22, 30, 38}
)

const contrastMin = 3.6

// inkMin is the contrast of a number to the mark that carries it (WCAG 2.2, 1.4.3).
const inkMin = 4.5

type rgb [3]float64

// corridorCSS is the style sheet that gives each corridor its colour in both appearances, and the class of each corridor.
func corridorCSS(cs []Corridor) (css []byte, classes map[string]string) {
	classes = map[string]string{}
	var light, dark strings.Builder
	for i, c := range cs {
		class := "cor-" + strconv.Itoa(i)
		classes[c.ID] = class
		base, ok := parseColour(c.Colour)
		if !ok {
			base = rgb{96, 110, 124}
		}
		fmt.Fprintf(&light, ".%s{%s}\n", class, colourVars(base, lightGround))
		fmt.Fprintf(&dark, ".%s{%s}\n", class, colourVars(base, darkGround))
	}
	return []byte(light.String() + "@media screen and (prefers-color-scheme:dark){\n" + dark.String() + "}\n"), classes
}

func colourVars(c, ground rgb) string {
	c = readable(c, ground)
	return "--cor:" + c.hex() + ";--cor-ink:" + inkOn(c).hex()
}

// inkOn is the ink, light or dark, that is better read on a colour.
func inkOn(c rgb) rgb {
	light, dark := rgb{255, 255, 255}, rgb{10, 14, 18}
	if contrast(c, light) >= inkMin || contrast(c, light) > contrast(c, dark) {
		return light
	}
	return dark
}

// readable moves a colour away from its ground until it keeps its contrast to it, and a number on it can be read.
func readable(c, ground rgb) rgb {
	target := rgb{0, 0, 0}
	if luminance(ground) < 0.2 {
		target = rgb{255, 255, 255}
	}
	for i := 0; i < 60 && (contrast(c, ground) < contrastMin || contrast(c, inkOn(c)) < inkMin+0.05); i++ {
		for k := range c {
			c[k] += (target[k] - c[k]) * 0.06
		}
	}
	return c
}

func parseColour(s string) (rgb, bool) {
	s = strings.TrimPrefix(s, "#")
	v, err := strconv.ParseUint(s, 16, 32)
	if err != nil || len(s) != 6 {
		return rgb{}, false
	}
	return rgb{float64(v >> 16), float64(v >> 8 & 255), float64(v & 255)}, true
}

func (c rgb) hex() string {
	return fmt.Sprintf("#%02x%02x%02x", int(math.Round(c[0])), int(math.Round(c[1])), int(math.Round(c[2])))
}

// luminance and contrast are those of WCAG 2.2.
func luminance(c rgb) float64 {
	var l [3]float64
	for i, v := range c {
		if v /= 255; v <= 0.04045 {
			l[i] = v / 12.92
		} else {
			l[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2]
}

func contrast(a, b rgb) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}
