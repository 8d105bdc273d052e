package route

import (
	"context"
	"slices"

	"github.com/kairo-corridor/kairo/fault"
)

// Toward is what a graph's own costs say of one destination, by criterion: the least cost on from every node, or the order
// in which nodes reach it. Searches of three criteria and more to that destination take the first as lower bounds, whatever
// they ban; where a query brings other costs, near to the graph's, the order makes their bounds a matter of a few sweeps. It
// never changes.
type Toward struct {
	g     *Graph
	to    int32
	least [][]int64 // nil where queries bring costs
	order [][]int32 // nil where they do not
}

// Toward runs the backward searches to a node by the costs of the graph, arc functions left out, to be kept for many
// queries. priced are the criteria whose costs the queries bring; for the others those of the graph must stay, and where a
// query brings them all the same they are searched for anew. It takes 8 bytes a node and criterion, 4 where priced.
func (g *Graph) Toward(ctx context.Context, to int32, priced ...int) (*Toward, error) {
	q := Query{From: to, To: to}
	if err := g.checkQuery(&q); err != nil {
		return nil, err
	}
	s := g.pool.Get().(*search)
	s.prepare(ctx, &q)
	t := &Toward{g: g, to: to, least: make([][]int64, len(s.back)), order: make([][]int32, len(s.back))}
	for k, b := range s.back {
		own := slices.Contains(priced, k)
		b.reset(to)
		if b.note = own; own {
			b.order = make([]int32, 0, g.nodes)
		}
		err := b.run(s, -1, SumMax, within{})
		order := b.order
		b.note, b.order = false, nil
		switch {
		case err != nil:
			return nil, err
		case own:
			t.order[k] = order
		default:
			t.least[k] = slices.Clone(b.cost)
		}
	}
	s.release()
	g.pool.Put(s)
	return t, nil
}

// checkToward says what is wrong with what a query claims to know.
func (g *Graph) checkToward(list fault.List, q *Query) fault.List {
	if q.Toward != nil && (q.Toward.g != g || q.Toward.to != q.To) {
		list = append(list, fault.New(fault.BadField, "bounds of another graph or node").At("toward").Want("what Toward of this graph gives for node %d", q.To))
	}
	return list
}

// sweep finds the least cost k on to the destination by going over the nodes in an order near to that of the answer until
// nothing changes. ok is false where the order was no help: then the costs are not final.
func (s *search) sweep(k int, order []int32) (h []int64, ok bool) {
	h = s.back[k].cost
	for v := range h {
		h[v] = none
	}
	h[s.to] = 0
	for range sweepsMax {
		if !s.sweepOnce(k, order, h) {
			return h, true
		}
	}
	return h, false
}

func (s *search) sweepOnce(k int, order []int32, h []int64) (changed bool) {
	out, fore, width := s.g.out, s.fore, s.g.k+1
	for _, v := range order {
		least := h[v]
		for slot := out[v]; slot < out[v+1]; slot++ {
			row := fore[int(slot)*width:]
			if c := row[1+k] + h[low(row[0])]; c < least && !s.banned(slot) {
				least = c
			}
		}
		if least < h[v] {
			h[v], changed = least, true
		}
	}
	return changed
}
