package epcis

import "strings"

// The closed vocabularies of CBV 2.0, each with the section that defines it. A word outside them must be a URI of
// somebody else's: that is how the standard lets a trade have its own.
var (
	// bizSteps: CBV 7.1.3.
	bizSteps = words(`accepting arriving assembling collecting commissioning consigning creating_class_instance
		cycle_counting decommissioning departing destroying disassembling dispensing encoding entering_exiting holding
		inspecting installing killing loading other packing picking receiving removing repackaging repairing replacing
		reserving retail_selling sampling sensor_reporting shipping staging_outbound stock_taking stocking storing
		transporting unloading unpacking void_shipping`)
	// dispositions: CBV 7.2.3.
	dispositions = words(`active available completeness_inferred completeness_verified conformant container_closed
		container_open damaged destroyed dispensed disposed encoded expired in_progress in_transit inactive mismatch_class
		mismatch_instance mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other
		partially_dispensed recalled reserved retail_sold returned sellable_accessible sellable_not_accessible stolen
		unavailable unknown`)
	// transactionTypes: CBV 7.3.3.
	transactionTypes = words(`bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt`)
	// partyTypes of sources and destinations: CBV 7.4.3.
	partyTypes = words(`location owning_party possessing_party`)
	// errorReasons: CBV 7.5.3.
	errorReasons = words(`did_not_occur incorrect_data`)
	// components of a sensor report: CBV 7.6.
	components = words(`x y z axial_distance azimuth height spherical_radius polar_angle elevation_angle easting northing
		latitude longitude altitude`)
	// alerts of a sensor: CBV 7.7.
	alerts = words(`ALARM_CONDITION ERROR_CONDITION`)
	// measurements of a sensor: the gs1:MeasurementType code list.
	measurements = words(`AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Radioactivity Altitude
		AmountOfSubstance AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area
		Capacitance Conductance Conductivity Count Density Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity
		ElectricCharge ElectricCurrent ElectricCurrentDensity ElectricFieldStrength Energy Exposure Force Frequency
		Illuminance Inductance Irradiance KinematicViscosity Length LinearMomentum Luminance LuminousFlux
		LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass MassConcentration MassFlowRate
		MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power Pressure RadiantFlux
		RadiantIntensity RelativeHumidity Resistance Resistivity SolidAngle SpecificVolume Speed SurfaceDensity
		SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate VolumeFraction VolumetricFlux Wavenumber`)
	// actions: EPCIS 7.3.2.
	actions = words(`ADD OBSERVE DELETE`)
)

// vocabulary is a set of words in the order of its list.
type vocabulary struct {
	list []string
	set  map[string]bool
}

func words(s string) vocabulary {
	v := vocabulary{list: strings.Fields(s), set: map[string]bool{}}
	for _, w := range v.list {
		v.set[w] = true
	}
	return v
}

// nearest gives the words within two edits, best first, at most three: what was perhaps meant.
func (v vocabulary) nearest(s string) []string {
	var found []string
	for d := 1; d <= 2; d++ {
		for _, w := range v.list {
			if edits(s, w) == d && len(found) < 3 {
				found = append(found, w)
			}
		}
	}
	return found
}

// edits is the Levenshtein distance of two short words, 99 when one is long.
func edits(a, b string) int {
	if len(a) > 40 || len(b) > 40 {
		return 99
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(row[j]+1, row[j+1]+1, cost)
		}
	}
	return row[len(b)]
}
