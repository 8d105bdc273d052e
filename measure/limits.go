package measure

// The bounds of what is taken for a measure and not for a slip.
const (
	// DwellHoursMax is the longest dwell believed: 90 days. The longest queues reported on these corridors are of weeks;
	// beyond, the consignment was given up, or two crossings of a year were joined. It is a finding and not counted.
	DwellHoursMax = 2160
	// FindingsMax bounds the findings kept of one source, so that a broken log cannot fill a page; the rest are counted.
	FindingsMax = 10_000
	// The fastest movement believed of a ship, a train, a lorry and an aircraft in km/h. A faster one is a finding, and its
	// journey does not count towards speed.
	speedSeaMax, speedRailMax, speedRoadMax, speedAirMax = 80, 350, 150, 1200
	// CargoTonnes and SectionKm are the 20-tonne cargo and the 500-kilometre section of TFI2 and TFI3 (CPMM).
	CargoTonnes = 20
	SectionKm   = 500
)

// speedMax is the fastest movement believed of a mode in km/h; where none is named, that of an aircraft.
func speedMax(mode string) float64 {
	switch mode {
	case "sea", "ferry":
		return speedSeaMax
	case "rail":
		return speedRailMax
	case "road":
		return speedRoadMax
	}
	return speedAirMax
}
