package route

// Heads gives the head of every arc by its number as given to [NewGraph]; loops, which no path uses, are 0.
func (g *Graph) Heads() []int32 {
	heads := make([]int32, g.arcs)
	for slot := range g.out[g.nodes] {
		heads[g.id(slot)] = g.head(slot)
	}
	return heads
}
