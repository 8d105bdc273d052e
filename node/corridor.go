package node

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
	"github.com/kairo-corridor/kairo/store"
	"github.com/kairo-corridor/kairo/store/mem"
	"github.com/kairo-corridor/kairo/store/sqlite"
)

// TraderParty is the party name of the corridor's trader.
const TraderParty = "trader"

// Options are how a corridor runs.
type Options struct {
	Dir    string           // where each node keeps its file; "" keeps everything in memory
	Seed   int64            // of the demonstration keys
	Clock  func() time.Time // nil: the clock of the machine
	Faults *exchange.Faults // nil: the transport does everything right

	// Open opens the store of a party, which the corridor closes; nil: a file in Dir, or memory. A national service gives
	// each party a database or schema of PostgreSQL (package store/postgres).
	Open func(ctx context.Context, party string) (store.Store, error)

	// GuaranteeOffice opens a node of its own for the office of guarantee that a declaration names no other than, the party
	// [transit.OfficeOfGuarantee]; an administration of a country can be one as well.
	GuaranteeOffice bool

	// TIR opens the bodies of the TIR system: the international organisation, the eTIR system, and the association of each
	// country. Without them no TIR operation can be lodged.
	TIR bool

	// Carriers are the parties of the railways and ferry lines that have a node.
	Carriers []string
}

// Corridor is a trader's node and one administration a territory, in one process over the in-memory transport.
type Corridor struct {
	trader  *Trader
	admins  map[string]*Administration
	order   []string // countries, sorted
	network *exchange.Memory
	mu      sync.Mutex // of stores
	stores  []store.Store

	guarantees bool // the office of guarantee is among the nodes
	tir        *tirSystem
	carriers   map[string]*Carrier
	railways   []string // their names, sorted
}

// poller is what every node does in a round.
type poller interface {
	Poll(context.Context) (int, error)
	Pump(context.Context) (int, error)
}

// OpenCorridor opens the nodes of a corridor, making what is not there yet.
func OpenCorridor(ctx context.Context, territories []string, o Options) (*Corridor, error) {
	countries, err := countriesOf(territories)
	if err != nil {
		return nil, err
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Open == nil {
		o.Open = func(ctx context.Context, party string) (store.Store, error) { return openStore(ctx, o.Dir, party) }
	}
	if o.Dir != "" {
		if err := os.MkdirAll(o.Dir, 0o700); err != nil {
			return nil, fault.New(fault.BadFile, "the folder cannot be made").At("%s", o.Dir).Because(err)
		}
	}
	cards := []exchange.Card{exchange.Derive(o.Seed, TraderParty).Card()}
	for _, c := range countries {
		cards = append(cards, exchange.Derive(o.Seed, c).Card())
	}
	if o.GuaranteeOffice {
		cards = append(cards, exchange.Derive(o.Seed, transit.OfficeOfGuarantee).Card())
	}
	railways, err := carriersOf(o.Carriers)
	if err != nil {
		return nil, err
	}
	for _, party := range railways {
		cards = append(cards, exchange.Derive(o.Seed, party).Card())
	}
	if o.TIR {
		for _, party := range tirParties(countries) {
			cards = append(cards, exchange.Derive(o.Seed, party).Card())
		}
	}
	c := &Corridor{guarantees: o.GuaranteeOffice, carriers: map[string]*Carrier{}, railways: railways, admins: map[string]*Administration{}, order: countries, network: exchange.NewMemory(o.Faults)}
	config := func(party string) (Config, error) {
		s, err := o.Open(ctx, party)
		if err != nil {
			return Config{}, err
		}
		c.mu.Lock()
		c.stores = append(c.stores, s)
		c.mu.Unlock()
		return Config{exchange.Derive(o.Seed, party), exchange.NewDirectory(cards...), c.network, s, o.Clock}, nil
	}
	err = c.open(config)
	if err == nil && o.TIR {
		c.tir, err = openTIRSystem(ctx, tirParties(countries), c.trader.Store, config)
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (c *Corridor) open(config func(string) (Config, error)) error {
	conf, err := config(TraderParty)
	if err != nil {
		return err
	}
	c.trader = NewTrader(conf)
	for _, party := range c.parties() {
		if conf, err = config(party); err != nil {
			return err
		}
		c.admins[party] = NewAdministration(conf)
	}
	for _, party := range c.railways {
		if conf, err = config(party); err != nil {
			return err
		}
		c.carriers[party] = NewCarrier(conf)
	}
	return nil
}

func countriesOf(territories []string) ([]string, error) {
	if len(territories) > TerritoriesMax {
		return nil, fault.New(fault.Limit, "%d territories", len(territories)).Want("at most %d", TerritoriesMax)
	}
	seen := map[string]bool{}
	var out []string
	for _, t := range territories {
		if !isCountry(t) {
			return nil, fault.New(fault.BadField, "%q is no country", t).Want("two capitals, such as KZ")
		}
		if !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	sort.Strings(out)
	return out, nil
}

func openStore(ctx context.Context, dir, party string) (store.Store, error) {
	if dir == "" {
		return mem.New(), nil
	}
	return sqlite.Open(ctx, filepath.Join(dir, strings.ToLower(party)+".db"))
}

// Declare keeps a consignment in the trader's dossier and gives its version and hash.
func (c *Corridor) Declare(ctx context.Context, cons consignment.Consignment) (version int, hash string, err error) {
	return c.trader.Declare(ctx, cons)
}

// Lodge lodges a stretch of the consignment declared last; the message leaves with the next Settle.
func (c *Corridor) Lodge(ctx context.Context, s filing.Stretch) (movementKey string, err error) {
	return c.LodgeOf(ctx, "", s)
}

// LodgeOf lodges a stretch of the consignment of a reference.
func (c *Corridor) LodgeOf(ctx context.Context, reference string, s filing.Stretch) (movementKey string, err error) {
	if err := c.knows(s); err != nil {
		return "", err
	}
	return c.trader.Lodge(ctx, reference, s)
}

// LodgeCovered is [Corridor.LodgeOf] with guarantees named; their codes are sealed to the access key of their office.
func (c *Corridor) LodgeCovered(ctx context.Context, reference string, s filing.Stretch, cover Cover) (movementKey string, err error) {
	if err := c.knows(s); err != nil {
		return "", err
	}
	if cover, err = c.keyed(cover); err != nil {
		return "", err
	}
	return c.trader.LodgeCovered(ctx, reference, s, cover)
}

// keyed gives a cover the access key of its office, where it has codes.
func (c *Corridor) keyed(x Cover) (Cover, error) {
	if len(x.Codes) == 0 || len(x.Key) > 0 {
		return x, nil
	}
	office, err := c.Administration(cmp.Or(x.Office, transit.OfficeOfGuarantee))
	if err != nil {
		return x, err
	}
	x.Key, err = office.AccessKey()
	return x, err
}

// Do is an act of an officer, or of an administration's own automation.
func (c *Corridor) Do(ctx context.Context, country, movementKey string, m transit.Message) error {
	a, err := c.Administration(country)
	if err != nil {
		return err
	}
	return a.Do(ctx, movementKey, m)
}

// Settle lets every node receive and send, in the order of their names, until nothing moves. It is bounded: Busy means
// that a line stays cut or loses nearly everything; what is not delivered stays in the outboxes.
func (c *Corridor) Settle(ctx context.Context) error {
	for range SettleRoundsMax {
		if err := ctx.Err(); err != nil {
			return fault.New(fault.Busy, "not settled").Because(err)
		}
		taken, err := c.round(ctx, func(p poller) (int, error) { return p.Poll(ctx) })
		if err != nil {
			return err
		}
		if taken > 0 {
			continue
		}
		sent, err := c.round(ctx, func(p poller) (int, error) { return p.Pump(ctx) })
		if err != nil {
			return err
		}
		if sent == 0 {
			return nil
		}
	}
	return fault.New(fault.Busy, "messages are still waiting after %d rounds", SettleRoundsMax).Mend("mend the line, then settle again")
}

func (c *Corridor) round(ctx context.Context, step func(poller) (int, error)) (sum int, err error) {
	nodes := []poller{c.trader}
	for _, party := range c.parties() {
		nodes = append(nodes, c.admins[party])
	}
	for _, party := range c.railways {
		nodes = append(nodes, c.carriers[party])
	}
	if c.tir != nil {
		bodies, err := c.tir.awake(ctx, c.network)
		if err != nil {
			return 0, err
		}
		nodes = append(nodes, bodies...)
	}
	for _, p := range nodes {
		n, err := step(p)
		if err != nil {
			return sum, err
		}
		sum += n
	}
	return sum, nil
}

// parties are the nodes beside the trader's, in the order in which they act.
func (c *Corridor) parties() []string {
	if c.guarantees {
		return append(c.Countries(), transit.OfficeOfGuarantee)
	}
	return c.order
}

// Administration gives the node of a country, or of the office of guarantee.
func (c *Corridor) Administration(country string) (*Administration, error) {
	a, ok := c.admins[country]
	if !ok {
		return nil, fault.New(fault.NotFound, "the corridor has no administration of %q", country).Among(c.order...)
	}
	return a, nil
}

// Trader gives the trader's node.
func (c *Corridor) Trader() *Trader { return c.trader }

// Network gives the transport, to cut and heal its lines.
func (c *Corridor) Network() *exchange.Memory { return c.network }

// Countries lists the administrations.
func (c *Corridor) Countries() []string { return append([]string(nil), c.order...) }

// owner finds the administration that owns a movement.
func (c *Corridor) owner(ctx context.Context, key string) (*Administration, error) {
	f, err := c.trader.Filing(ctx, key)
	if err != nil {
		return nil, err
	}
	return c.Administration(f.Administration)
}

// Movement is the movement as its owner has it.
func (c *Corridor) Movement(ctx context.Context, movementKey string) (transit.Movement, error) {
	a, err := c.owner(ctx, movementKey)
	if err != nil {
		return transit.Movement{}, err
	}
	return a.Movement(ctx, movementKey)
}

// History is each state a movement reached, in the order its owner recorded them: when, under what number, at which
// office, by which rule. Refused messages are left out; the owner's own History has them.
func (c *Corridor) History(ctx context.Context, movementKey string) ([]Entry, error) {
	a, err := c.owner(ctx, movementKey)
	if err != nil {
		return nil, err
	}
	all, err := a.History(ctx, movementKey)
	var out []Entry
	for _, e := range all {
		if e.Refused == "" {
			out = append(out, e)
		}
	}
	return out, err
}

// Movements lists every movement lodged, in the order of lodging. One whose declaration has not arrived yet has the state
// none.
func (c *Corridor) Movements(ctx context.Context) ([]transit.Movement, error) {
	filings, err := c.trader.Filings(ctx)
	if err != nil {
		return nil, err
	}
	var out []transit.Movement
	for _, f := range filings {
		m, err := c.Movement(ctx, f.Key)
		if fault.CodeOf(err) == fault.NotFound && err != nil {
			m, err = transit.Movement{Key: f.Key, Administration: f.Administration, Owner: f.Administration, Role: transit.Owner, State: transit.None}, nil
		}
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

// Close closes every store.
func (c *Corridor) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	var first error
	for _, s := range c.stores {
		if err := s.Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}
