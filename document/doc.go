// Package document draws what people print and hang on a wall: so far the time-distance chart of a journey.
//
// The chart is that of the UNESCAP time/cost-distance methodology: the distance from the origin runs to the right, the
// time (or cost) since the start runs up, a movement is a sloping line and a stay at a border, port or yard a vertical
// rise, labelled. The plan and what happened are two lines over the same ways.
//
//	planned := document.FromJourney("planned", journey)
//	actual, err := document.FromEvents("actual (simulated)", events, document.Reading{Start: ready, Distance: km, Name: name})
//	if err != nil {
//		return err
//	}
//	err = document.TimeDistanceSVG(out, []document.Series{planned, actual}, document.Options{
//		Title: "Nagoya – Almaty, automobile parts",
//	})
//
// Invariants: the same series give the same bytes; the SVG stands alone, fetches nothing and runs nothing; all text is
// escaped; it carries its title and its whole story as text for those who cannot see it; lines differ by dash and not by
// colour alone; no two labels overlap, and a label left out for want of room is named in the description.
package document
