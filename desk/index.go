package desk

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/node"
)

// index keeps in memory what the queues read of every administration, and follows its changes. It is a cache: dropping it
// loses nothing.
type index struct {
	mu       sync.Mutex
	shelves  map[string]*shelf
	byRef    map[string]map[place]bool // reference to the records about it
	dossiers map[dossierID]*known
	times    map[place]timed
}

// place names one administration's record of a movement.
type place struct{ country, key string }

type dossierID struct {
	reference string
	version   int
	hash      string
}

// known is one version of a consignment with what the lanes and searches read of it. It never changes.
type known struct {
	consignment.Consignment
	doubts []transit.Datum // identifiers that fail their check
	text   string          // parties and means, in small letters
}

func newKnown(c consignment.Consignment) *known {
	k := &known{Consignment: c, text: strings.ToLower(strings.Join(partiesAndMeans(&c), "\n"))}
	for _, e := range c.Doubts() {
		k.doubts = append(k.doubts, transit.Datum{Name: e.Path, Value: e.Message})
	}
	return k
}

// shelf is one administration's records.
type shelf struct {
	at      int64 // changes seen
	records map[string]node.Held
	first   map[string]first // by declarant
}

type first struct {
	at  time.Time
	key string
}

// shelf brings the records of a country up to date. It must be called with the lock held.
func (d *Desk) shelf(ctx context.Context, country string) (*shelf, error) {
	a, err := d.Corridor.Administration(country)
	if err != nil {
		return nil, err
	}
	if d.index.shelves == nil {
		d.index.shelves, d.index.byRef = map[string]*shelf{}, map[string]map[place]bool{}
		d.index.dossiers, d.index.times = map[dossierID]*known{}, map[place]timed{}
	}
	s := d.index.shelves[country]
	from := int64(0)
	if s != nil {
		from = s.at
	}
	keys, now, ok := a.Changes(from)
	if s == nil || !ok {
		return d.fillShelf(ctx, a, country, now)
	}
	for _, key := range keys {
		h, err := a.Record(ctx, key)
		switch {
		case err != nil && fault.CodeOf(err) == fault.NotFound:
			continue // a message about nothing was kept
		case err != nil:
			return nil, err
		}
		d.shelve(s, country, h)
	}
	s.at = now
	return s, nil
}

// fillShelf reads every record of a country.
func (d *Desk) fillShelf(ctx context.Context, a *node.Administration, country string, now int64) (*shelf, error) {
	s := &shelf{at: now, records: map[string]node.Held{}, first: map[string]first{}}
	for after := ""; ; {
		list, next, err := a.Records(ctx, after, 1000)
		if err != nil {
			return nil, err
		}
		for _, h := range list {
			d.shelve(s, country, h)
		}
		if next == "" {
			break
		}
		if len(s.records) > MovementsMax {
			return nil, fault.New(fault.Limit, "%s keeps more than %d movements", country, MovementsMax).Mend("move the ended ones to an archive")
		}
		after = next
	}
	d.index.shelves[country] = s
	return s, nil
}

func (d *Desk) shelve(s *shelf, country string, h node.Held) {
	m := &h.Movement
	s.records[m.Key] = h
	ref := referenceOf(m)
	if d.index.byRef[ref] == nil {
		d.index.byRef[ref] = map[place]bool{}
	}
	d.index.byRef[ref][place{country, m.Key}] = true
	at := began(m)
	if f, ok := s.first[m.Declaration.Declarant]; !ok || at.Before(f.at) || at.Equal(f.at) && m.Key < f.key {
		s.first[m.Declaration.Declarant] = first{at, m.Key}
	}
}

// began is when an administration first knew of a movement.
func began(m *transit.Movement) time.Time {
	if m.Role == transit.Owner {
		return m.LodgedAt
	}
	return m.ReleasedAt
}

// dossierOf is the version of the consignment that a movement declares, from the trader's node; its hash is that declared,
// else nil. It must be called with the lock held.
func (d *Desk) dossierOf(ctx context.Context, m *transit.Movement) *known {
	id := dossierID{m.Declaration.Consignment, m.Declaration.Version, m.Declaration.Hash}
	if c, ok := d.index.dossiers[id]; ok {
		return c
	}
	v, err := d.Corridor.Trader().Dossier(ctx, id.reference, id.version)
	if err != nil || v.Hash != id.hash || v.Consignment.Hash() != id.hash {
		return nil
	}
	if len(d.index.dossiers) >= DossiersMax {
		clear(d.index.dossiers)
	}
	k := newKnown(v.Consignment)
	d.index.dossiers[id] = k
	return k
}

// Generation is a number that grows with every change of any movement of the corridor in this process: a page that shows
// movements is stale when it has grown.
func (d *Desk) Generation() int64 {
	var sum int64
	for _, c := range d.Corridor.Countries() {
		if a, err := d.Corridor.Administration(c); err == nil {
			_, now, _ := a.Changes(0)
			sum += now
		}
	}
	return sum
}
