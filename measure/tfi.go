package measure

import (
	"fmt"

	"github.com/kairo-corridor/kairo/event"
)

// noCost is what TFI2 and TFI3 say without costs.
const noCost = "no cost data"

// indicators computes TFI1 to TFI4 of a section.
func indicators(s Section, costs []Cost, source string) ([]Indicator, []Finding) {
	tfi := []Indicator{
		{Code: "TFI1", Name: "time taken to clear a border crossing point", Unit: "h", N: s.Borders.N, Note: "no border was crossed"},
		{Code: "TFI2", Name: "cost incurred at a border crossing point", Unit: "USD per 20 t", Note: noCost},
		{Code: "TFI3", Name: "cost incurred to travel a corridor section", Unit: "USD per 500 km and 20 t", Note: noCost},
		{Code: "TFI4", Name: "speed to travel on the corridor (with delay)", Unit: "km/h", N: s.Speed.Journeys, Value: s.Speed.SWD, Note: "no journey has all its distances"},
	}
	if s.Borders.N > 0 {
		mean := s.Borders.Mean
		tfi[0].Value = &mean
		tfi[0].Note = fmt.Sprintf("mean of every stay; both sides of the border together; median %.1f", s.Borders.P50)
	}
	if s.Speed.SWD != nil {
		tfi[3].Note = "all kilometres over all hours"
	}
	found := costIndicators(s, costs, source, &tfi[1], &tfi[2])
	return tfi, found
}

// costIndicators puts costs on 20 tonnes: TFI2 is their mean over the border payments, TFI3 all costs of the journeys
// that count over their kilometres, for 500.
func costIndicators(s Section, costs []Cost, source string, tfi2, tfi3 *Indicator) []Finding {
	km := map[string]float64{}
	for _, j := range s.Journeys {
		if j.Counted {
			km[j.Consignment] = j.Km
		}
	}
	var found []Finding
	var border []float64
	spent := map[string]float64{}
	for _, c := range costs {
		if !(c.Tonnes > 0) || c.USD < 0 {
			found = append(found, Finding{What: NoMass, Source: event.Source(source), Consignment: c.Consignment, Subject: c.Crossing,
				Text: fmt.Sprintf("cost of USD %.2f for %.1f t cannot be put on %d t", c.USD, c.Tonnes, CargoTonnes)})
			continue
		}
		usd := c.USD * CargoTonnes / c.Tonnes
		if c.Crossing != "" {
			border = append(border, usd)
		}
		if km[c.Consignment] > 0 {
			spent[c.Consignment] += usd
		}
	}
	if st := Summarize(border); st.N > 0 {
		tfi2.Value, tfi2.N, tfi2.Note = &st.Mean, st.N, fmt.Sprintf("mean of the payments given; median %.0f", st.P50)
	}
	var usd, way float64
	for _, j := range s.Journeys { // in their order, so that the sum is the same every time
		if v, ok := spent[j.Consignment]; ok {
			usd, way = usd+v, way+km[j.Consignment]
			tfi3.N++
			delete(spent, j.Consignment)
		}
	}
	if v := ratio(usd*SectionKm, way); v != nil {
		tfi3.Value, tfi3.Note = v, "all costs given over all kilometres of the same journeys"
	}
	return found
}
