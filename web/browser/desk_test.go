package browser

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/auth/accounts"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/examples"
	"github.com/kairo-corridor/kairo/exchange"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/node"
	"github.com/kairo-corridor/kairo/plan"
	"github.com/kairo-corridor/kairo/reference"
	"github.com/kairo-corridor/kairo/server"
	"github.com/kairo-corridor/kairo/store/sqlite"
	"github.com/kairo-corridor/kairo/unit"
)

func TestDeskInChromium(t *testing.T) {
	exe := needed(t)
	began := time.Now()
	// The desk's clock runs fast, so that dwell is what an office would see; not so fast that sessions end as idle.
	clock := func() time.Time { return started().Add(8 * time.Since(began)) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	n, err := network.Default()
	must(err)
	p, err := plan.New(n)
	must(err)
	book, err := accounts.Open(filepath.Join(dir, "accounts.db"), clock)
	must(err)
	t.Cleanup(func() { book.Close() })
	corridor, err := node.OpenCorridor(t.Context(), []string{"AZ", "CN", "GE", "JP", "KZ", "RO"}, node.Options{Dir: filepath.Join(dir, "node"), Clock: clock})
	must(err)
	t.Cleanup(func() { corridor.Close() })
	s, err := sqlite.Open(t.Context(), filepath.Join(dir, "desk.db"))
	must(err)
	t.Cleanup(func() { s.Close() })
	d, err := desk.New(desk.Options{Corridor: corridor, Store: s, Planner: p, Reference: reference.Default(), Clock: clock})
	must(err)
	must(carnetInUse(t.Context(), corridor, clock()))
	must(secured(t.Context(), d, clock()))
	token, err := book.FirstRun(t.Context())
	must(err)
	url := serve(t, server.Config{Network: n, Planner: p, Desk: &server.Desk{Desk: d, Accounts: book}, Version: "test", Now: clock})
	run(t, exe, "desk.mjs", url, "KAIRO_INVITE="+url+"/invite/"+token)
}

// accessCode is that of every guarantee of the example, as the declarant types it.
const accessCode = "A1b2"

// secured registers the guarantees that the example names on the way that the declarant will choose, each at its office.
func secured(ctx context.Context, d *desk.Desk, now time.Time) error {
	c, err := consignment.Decode(examples.Read("xian-constanta.json"))
	if err != nil {
		return err
	}
	c.Avoid = []string{"IR", "TR", "RU", "JP", "air"}
	me := &auth.Account{ID: "prepares", Grants: []auth.Grant{{Role: auth.Declarant}}}
	x, err := d.NewDraft(ctx, me)
	if err == nil {
		x, err = d.SaveDraft(ctx, me, x.ID, x.Version, c)
	}
	if err != nil {
		return err
	}
	ways, err := d.Journeys(ctx, me, x.ID)
	if err != nil {
		return err
	}
	for _, j := range ways.Answer.Journeys {
		if strings.Join(j.Countries, " ") == "CN KZ AZ GE RO" {
			if x, err = d.ChooseJourney(ctx, me, x.ID, x.Version, j.ID); err != nil {
				return err
			}
			break
		}
	}
	dossier, err := d.Dossier(ctx, me, x.ID)
	if err != nil {
		return err
	}
	for _, g := range dossier.Filing.Guarantee {
		for _, cover := range g.Cover {
			office, err := d.Corridor.Administration(g.Office)
			if err != nil {
				return err
			}
			code, err := guarantee.HashCode(cover.GRN, make([]byte, guarantee.SaltBytesMin), accessCode)
			if err != nil {
				return err
			}
			terms := guarantee.Terms{GRN: cover.GRN, Kind: guarantee.Kind(cover.Type), Office: g.Office, Holder: g.Holder, Limit: cover.Amount, From: now.AddDate(0, -1, 0).UTC().Truncate(24 * time.Hour), Codes: []guarantee.AccessCode{code}}
			terms.Limit.Minor *= 2
			switch terms.Kind {
			case guarantee.Cash:
				terms.Codes = nil
			case guarantee.Comprehensive:
				terms.Percent = 100
			}
			if err := office.RegisterGuarantee(ctx, terms); err != nil && fault.CodeOf(err) != fault.WrongState {
				return err
			}
		}
	}
	return d.Discard(ctx, me, x.ID, x.Version)
}

// carnetInUse enters a TIR carnet in Georgia with movements of Kazakhstan that reserve, engage and are claimed.
func carnetInUse(ctx context.Context, c *node.Corridor, now time.Time) error {
	office, err := c.Administration("GE")
	if err != nil {
		return err
	}
	euro := func(units int64) unit.Money { return unit.Money{Minor: units * 100, Currency: "EUR"} }
	terms := guarantee.Carnet("XC70423156", "GE", "DEMO-HOLDER", "GE", euro(100_000), now.AddDate(0, -1, 0).UTC().Truncate(24*time.Hour), time.Time{})
	terms.Guarantor = "Demonstration association"
	if err := office.RegisterGuarantee(ctx, terms); err != nil {
		return err
	}
	kz := exchange.Derive(0, "KZ")
	for i, key := range []string{"26KZDEMO0000001A", "26KZDEMO0000002B", "26KZDEMO0000003C", "26KZDEMO0000004D"} {
		messages := []transit.Message{transit.GuaranteeRequest{Key: key, From: "KZ", Request: 1, Number: key, Holder: "DEMO-HOLDER", Countries: []string{"GE"},
			References: []transit.GuaranteeReference{{Type: "B", GRN: terms.GRN, Amount: euro(12_500 + 1000*int64(i))}}},
			transit.GuaranteeConfirm{Key: key, From: "KZ", Request: 1, Number: key}, transit.GuaranteeCall{Key: key, From: "KZ", Request: 1, Number: key, Reason: "not arrived"}}
		for n, m := range messages[:min(i, 2)+1] {
			body, err := transit.Encode(m)
			if err != nil {
				return err
			}
			if _, err := office.Receive(ctx, kz.Sign(exchange.Envelope{ID: fmt.Sprintf("KZ/%s/%d", key, n+1), To: "GE", Stream: key, Seq: int64(n + 1), SentAt: now, Body: body})); err != nil {
				return err
			}
		}
	}
	return nil
}
