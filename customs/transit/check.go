package transit

import (
	"strings"

	"github.com/kairo-corridor/kairo/code"
	"github.com/kairo-corridor/kairo/fault"
)

// checker collects every violation in document order.
type checker struct{ list fault.List }

func (c *checker) wrong(path, want, format string, args ...any) {
	c.list.Wrong(path, want, format, args...)
}

func (c *checker) name(path, value string) {
	if value == "" || len(value) > NameBytesMax || strings.ContainsAny(value, "\n\r\x00") {
		c.wrong(path, "one line of 1 to 140 characters", "%q cannot stand here", fault.Clip(value))
	}
}

func (c *checker) text(path, value string) {
	if len(value) > TextBytesMax {
		c.wrong(path, "at most 512 characters", "the text has %d bytes", len(value))
	}
}

func (c *checker) said(path, value string) {
	if value == "" {
		c.wrong(path, "1 to 512 characters", "nothing stands here")
	}
	c.text(path, value)
}

func (c *checker) country(path, value string) {
	if len(value) != 2 || strings.ToUpper(value) != value {
		c.wrong(path, "a country of two capitals", "%q is no country", fault.Clip(value))
	}
}

func (c *checker) office(path string, o Office) {
	c.country(path+"/country", o.Country)
	c.name(path+"/code", o.Code)
	if len(o.Name) > NameBytesMax {
		c.wrong(path+"/name", "at most 140 characters", "the name has %d bytes", len(o.Name))
	}
}

// Check verifies a declaration; it returns every violation in document order.
func (d Declaration) Check() error {
	var c checker
	c.name("/declaration/consignment", d.Consignment)
	if d.Version < 1 {
		c.wrong("/declaration/version", "1 or more", "version %d is none", d.Version)
	}
	if len(d.Hash) != 64 {
		c.wrong("/declaration/hash", "64 hexadecimal digits", "the hash has %d characters", len(d.Hash))
	}
	if d.Regime == TIR {
		c.list.Wrong("/declaration/regime", regimeNames(), "a TIR operation is no declaration of transit").Mend("send the advance data of the carnet")
	} else if !has(Regimes, d.Regime) {
		c.wrong("/declaration/regime", regimeNames(), "%q is no regime", fault.Clip(string(d.Regime)))
	}
	if d.NumberFormat != "mrn" && d.NumberFormat != "eaeu" && d.NumberFormat != "national" {
		c.wrong("/declaration/numberFormat", "mrn, eaeu or national", "%q is no number format", fault.Clip(d.NumberFormat))
	}
	c.said("/declaration/declarant", d.Declarant)
	CheckGoods(&c.list, "/declaration/goods", d.Goods)
	d.checkRoute(&c)
	if d.LimitDays < 0 || d.LimitDays > LimitDaysMax {
		c.wrong("/declaration/limitDays", "0 to 366", "a limit of %d days", d.LimitDays)
	}
	if d.DistanceKm < 0 || d.DistanceKm > DistanceKmMax {
		c.wrong("/declaration/distanceKm", "0 to 40000", "a distance of %d km", d.DistanceKm)
	}
	if d.Mode != "" && !has(Modes, d.Mode) {
		c.wrong("/declaration/mode", strings.Join(Modes, ", "), "%q is no mode of transport", fault.Clip(d.Mode))
	}
	d.checkRegime(&c)
	return c.list.OrNil()
}

// CheckGoods adds what is wrong with goods that stand at a path to a list.
func CheckGoods(list *fault.List, path string, goods []Goods) {
	if len(goods) == 0 || len(goods) > GoodsMax {
		list.Wrong(path, "1 to 999 items", "%d goods items", len(goods))
		return
	}
	c := checker{*list}
	for i, g := range goods {
		at := path + "/" + itoa(i)
		if len(g.HS) < 6 || len(g.HS) > 10 || strings.Trim(g.HS, "0123456789") != "" {
			c.wrong(at+"/hs", "6 to 10 digits", "%q is no commodity code", fault.Clip(g.HS))
		}
		c.said(at+"/description", g.Description)
		if g.GrossKg <= 0 {
			c.wrong(at+"/grossKg", "more than 0", "a mass of %d kg", g.GrossKg)
		}
		if g.Packages < 0 {
			c.wrong(at+"/packages", "0 or more", "%d packages", g.Packages)
		}
	}
	*list = c.list
}

func (d Declaration) checkRoute(c *checker) {
	c.office("/declaration/departure", d.Departure)
	if len(d.Passage) > PassageMax {
		c.wrong("/declaration/passage", "at most 99", "%d offices of passage", len(d.Passage))
	} else {
		for i, o := range d.Passage {
			c.office("/declaration/passage/"+itoa(i), o)
		}
	}
	c.office("/declaration/destination", d.Destination)
	if len(d.Containers) > ContainersMax {
		c.wrong("/declaration/containers", "at most 999", "%d containers", len(d.Containers))
	}
	if len(d.Seals) > SealsMax {
		c.wrong("/declaration/seals", "at most 9999", "%d seals", len(d.Seals))
	}
}

// checkRegime verifies what only some regimes may name.
func (d Declaration) checkRegime(c *checker) {
	if has(atOnce, d.Regime) && d.Additional != "" {
		c.wrong("/declaration/additional", "nothing", "under regime %q no declaration is lodged in advance", fault.Clip(string(d.Regime)))
	}
	if has(unsecured, d.Regime) && (len(d.Guarantees) > 0 || d.GuaranteeOffice != "") {
		c.list.Wrong("/declaration/guarantees", "none, nor an office of guarantee", "regime %q asks no office of guarantee", fault.Clip(string(d.Regime))).Mend("leave them out")
	}
	if d.Regime != CommonTransit && len(d.Exit) > 0 {
		c.wrong("/declaration/exit", "none", "regime %q knows no security area", fault.Clip(string(d.Regime)))
	}
	d.checkNamed(c)
}

// checkNamed verifies the elements themselves, whatever the regime.
func (d Declaration) checkNamed(c *checker) {
	if d.Additional != "" && d.Additional != "A" && d.Additional != PreLodgedType {
		c.wrong("/declaration/additional", "A or D", "%q is no additional declaration type", fault.Clip(d.Additional))
	}
	if len(d.Guarantees) > GuaranteesMax {
		c.wrong("/declaration/guarantees", "at most 99", "%d guarantees", len(d.Guarantees))
	} else {
		for i, g := range d.Guarantees {
			at := "/declaration/guarantees/" + itoa(i)
			c.name(at+"/grn", g.GRN)
			if g.Amount.Minor <= 0 || len(g.Amount.Currency) != 3 {
				c.wrong(at+"/amount", "more than 0 of a currency", "an amount of %d %q", g.Amount.Minor, fault.Clip(g.Amount.Currency))
			}
		}
	}
	if o := d.GuaranteeOffice; o != "" && o != OfficeOfGuarantee { // nobody else may answer for a guarantee
		c.country("/declaration/guaranteeOffice", o)
	}
	if d.Holder != "" {
		c.name("/declaration/holder", d.Holder)
	}
	if len(d.Exit) > ExitMax {
		c.wrong("/declaration/exit", "at most 9", "%d offices of exit for transit", len(d.Exit))
		return
	}
	for i, o := range d.Exit {
		c.office("/declaration/exit/"+itoa(i), o)
	}
}

func regimeNames() string {
	names := make([]string, len(Regimes))
	for i, r := range Regimes {
		names[i] = string(r)
	}
	return strings.Join(names, ", ")
}

func checkLodge(l Lodge, administration string) error {
	var c checker
	c.name("/key", l.Key)
	c.country("/administration", l.Administration)
	if administration != "" && l.Administration != administration {
		c.wrong("/administration", administration, "the declaration is for %q", fault.Clip(l.Administration))
	}
	c.name("/trader", l.Trader)
	return append(c.list, fault.All(l.Declaration.Check())...).OrNil()
}

func checkAnticipated(r AnticipatedRecord, administration string) error {
	var c checker
	c.name("/key", r.Key)
	c.country("/from", r.From)
	c.name("/number", r.Number)
	m := Movement{Owner: r.From, Declaration: r.Declaration}
	role := Role("")
	for _, copy := range m.Copies() {
		if copy.Country == administration {
			role = copy.Role
		}
	}
	if v := r.Delivery; v != (Office{}) {
		if c.office("/delivery", v); v.Country == administration {
			role = Destination
		}
	}
	switch {
	case administration == "":
	case role == "":
		c.wrong("/declaration", "an office of "+administration, "no office on the way is in %s", administration)
	case role != r.Role:
		c.wrong("/role", string(role), "the role is %q", fault.Clip(string(r.Role)))
	}
	return append(c.list, fault.All(r.Declaration.Check())...).OrNil()
}

// checkNumber verifies a registration number: its format, and that an MRN's procedure letter fits the regime.
func checkNumber(d Declaration, number string) (code.Value, error) {
	v, err := code.Parse(d.NumberFormat, number)
	if err != nil {
		return v, err
	}
	if err := v.Err(); err != nil {
		return v, err
	}
	if d.NumberFormat == "mrn" {
		letters := MRNLetters(d.Regime)
		if p := code.ParseMRN(number).Procedure; !strings.ContainsRune(letters, rune(p)) {
			return v, fault.New(fault.BadIdent, "the MRN's procedure letter is %c, the regime is %s", p, d.Regime).Want("one of %s", letters)
		}
	}
	return v, nil
}

// MRNLetters are the procedure letters of an MRN under a regime; the first is that without security data.
func MRNLetters(r Regime) string {
	switch ClassOf(r) {
	case Outward:
		return "ABCDE"
	case Inward:
		return "R"
	}
	return "JKLM"
}
