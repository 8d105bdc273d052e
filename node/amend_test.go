package node

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/customs/transit"
	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/filing"
)

// outcomes prints what an amendment meant for each stretch.
func outcomes(a Amended) string {
	var lines []string
	for _, s := range a.Stretches {
		lines = append(lines, strings.TrimRight(fmt.Sprintf("%s %s %s %s", s.Stretch, s.Administration, s.Outcome, strings.Join(s.Changed, ",")), " "))
	}
	return fmt.Sprintf("version %d\n%s", a.Version, strings.Join(lines, "\n"))
}

// lodgedAndAccepted declares version 1, lodges both stretches and has them accepted.
func lodgedAndAccepted(t *testing.T) (*Corridor, []filing.Stretch) {
	c := open(t, Options{Seed: 7, Clock: newClock().now}, "KZ", "CN", "RU", "BY")
	plan := []filing.Stretch{chinaTransit(), eaeuTransit()}
	_, _, err := c.Declare(ctx, sampleConsignment())
	must(t, err)
	for _, s := range plan {
		key, err := c.Lodge(ctx, s)
		must(t, err)
		must(t, c.Settle(ctx))
		must(t, c.Do(ctx, s.Administration, key, transit.Accept{}))
	}
	must(t, c.Settle(ctx))
	return c, plan
}

func TestANewVersionReachesOnlyThoseConcerned(t *testing.T) {
	c, plan := lodgedAndAccepted(t)
	amend := func(cons consignment.Consignment, want string) {
		t.Helper()
		_, _, err := c.Declare(ctx, cons)
		must(t, err)
		got, err := c.Amend(ctx, "", plan)
		must(t, err)
		if d := cmp.Diff(want, outcomes(got)); d != "" {
			t.Error(d)
		}
		must(t, c.Settle(ctx))
	}
	cons := sampleConsignment()
	cons.Title = "a title that no administration reads"
	amend(cons, "version 2\nS1 CN unchanged\nS2 KZ unchanged")
	cons.Goods[0].Codes = []consignment.Code{{Country: "KZ", Code: "8708299009"}}
	amend(cons, "version 3\nS1 CN unchanged\nS2 KZ sent goods")
	if a, err := c.Administration("RU"); err != nil {
		t.Error(err)
	} else if _, err := a.Movement(ctx, "R1-S2"); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("RU was told before the release: %v", err)
	}
	must(t, c.Do(ctx, "KZ", "R1-S2", transit.Release{}))
	must(t, c.Settle(ctx))
	cons.Goods[0].Packages = 41
	amend(cons, "version 4\nS1 CN sent goods\nS2 KZ sent goods")

	for _, x := range []struct {
		country, key string
		version      int
	}{{"CN", "R1-S1", 4}, {"KZ", "R1-S2", 3}, {"RU", "R1-S2", 3}, {"BY", "R1-S2", 3}} {
		a, err := c.Administration(x.country)
		must(t, err)
		m, err := a.Movement(ctx, x.key)
		must(t, err)
		v, err := c.Trader().Dossier(ctx, "R1", x.version)
		must(t, err)
		if m.Declaration.Version != x.version || m.Declaration.Hash != v.Hash {
			t.Errorf("%s holds version %d of %s", x.country, m.Declaration.Version, x.key)
		}
	}
	f, err := c.Trader().Filing(ctx, "R1-S2")
	must(t, err)
	if f.Version != 3 || len(f.Offered) != 0 || !strings.Contains(f.Refused, "EAEU-112") || !strings.Contains(f.Refused, "lodge the new version anew") {
		t.Errorf("%+v", f)
	}
	got, err := c.Amend(ctx, "R1", plan)
	must(t, err)
	if got.Stretches[0].Outcome != Unchanged || got.Stretches[1].Outcome != WasRefused || !strings.Contains(got.Stretches[1].Refused, "EAEU-112") || got.Stretches[1].Declarant != "carrier" {
		t.Errorf("told again: %+v", got)
	}
	historyOfVersions(t, c)
}

// historyOfVersions holds what the histories say of versions: the owner's, and the trader's with its sendings and the refusal.
func historyOfVersions(t *testing.T, c *Corridor) {
	t.Helper()
	versions, err := c.Versions(ctx, "R1")
	must(t, err)
	hash := map[int]string{}
	for i, v := range versions {
		if v.Version != i+1 || v.Hash != v.Consignment.Hash() {
			t.Errorf("version %d %s", v.Version, v.Hash)
		}
		hash[v.Version] = v.Hash
	}
	print := func(entries []Entry) string {
		var b strings.Builder
		for _, e := range entries {
			if e.Version > 0 && e.Hash != hash[e.Version] {
				t.Errorf("version %d has the hash %s", e.Version, e.Hash)
			}
			refused, _, _ := strings.Cut(e.Refused, " (")
			fmt.Fprintln(&b, strings.TrimRight(fmt.Sprintf("%s %s v%d %s%s", e.Message, e.To, e.Version, e.Note, refused), " "))
		}
		return b.String()
	}
	owner, err := c.History(ctx, "R1-S2")
	must(t, err)
	trader, err := c.Trader().History(ctx, "R1-S2")
	must(t, err)
	if d := cmp.Diff("lodge lodged v1\naccept accepted v1\namend accepted v3\nrelease released v3\n", print(owner)); d != "" {
		t.Error(d)
	}
	want := "lodge none v1 sent\nlodge lodged v1\naccept accepted v1\namend accepted v3 sent\namend accepted v3\nrelease released v3\namend released v4 sent\n" +
		"amend released v4 R1-S2: amend does not fit a movement that is released\n"
	if d := cmp.Diff(want, print(trader)); d != "" {
		t.Error(d)
	}
}

func TestWhatAnAmendmentCannotDo(t *testing.T) {
	c, plan := lodgedAndAccepted(t)
	cons := sampleConsignment()
	cons.Goods[0].Packages = 41
	_, _, err := c.Declare(ctx, cons)
	must(t, err)
	elsewhere, later := eaeuTransit(), eaeuTransit()
	elsewhere.Departure = demoOffice("KZ", 9, "Dostyk")
	later.ID = "S3"
	got, err := c.Amend(ctx, "R1", []filing.Stretch{elsewhere, later})
	must(t, err)
	if d := cmp.Diff("version 2\nS2 KZ lodge-anew goods,departure\nS3 KZ not-lodged\nS1 CN not-in-plan", outcomes(got)); d != "" {
		t.Error(d)
	}
	if rows, err := c.Trader().Store.Outbox(ctx, 0, 0); err != nil || len(rows) > 0 {
		t.Errorf("something was sent: %v %v", rows, err)
	}
	bad := eaeuTransit()
	bad.Destination.Code = ""
	if _, err := c.Amend(ctx, "R1", []filing.Stretch{chinaTransit(), bad, chinaTransit()}); fault.CodeOf(err) != fault.BadField || len(fault.All(err)) != 2 {
		t.Errorf("%v", err)
	}
	bad.Destination = demoOffice("PL", 1, "")
	if _, err := c.Amend(ctx, "R1", []filing.Stretch{bad}); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("%v", err)
	}
	if _, err := c.Amend(ctx, "R9", plan); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("%v", err)
	}
	if rows, _ := c.Trader().Store.Outbox(ctx, 0, 0); len(rows) > 0 {
		t.Errorf("%d messages were sent for a plan with errors", len(rows))
	}
	first, err := c.Amend(ctx, "R1", plan)
	must(t, err)
	again, err := c.Amend(ctx, "R1", plan)
	must(t, err)
	if outcomes(first) != "version 2\nS1 CN sent goods\nS2 KZ sent goods" || outcomes(again) != "version 2\nS1 CN unchanged\nS2 KZ unchanged" {
		t.Errorf("%s\n%s", outcomes(first), outcomes(again))
	}
	moved := eaeuTransit()
	moved.Destination = demoOffice("BY", 2, "")
	must(t, c.Settle(ctx))
	same, err := c.Amend(ctx, "R1", []filing.Stretch{chinaTransit(), moved})
	must(t, err)
	if outcomes(same) != "version 2\nS1 CN unchanged\nS2 KZ lodge-anew destination" {
		t.Errorf("the plan changed, the data did not: %s", outcomes(same))
	}
	must(t, c.Trader().Cancel(ctx, "R1-S2", "another route"))
	must(t, c.Settle(ctx))
	cons.Goods[0].Packages = 42
	_, _, err = c.Declare(ctx, cons)
	must(t, err)
	ended, err := c.Amend(ctx, "R1", []filing.Stretch{moved})
	must(t, err)
	if outcomes(ended) != "version 3\nS2 KZ ended goods,destination\nS1 CN not-in-plan" {
		t.Errorf("%s", outcomes(ended))
	}
}

// An amendment that overtakes nothing: two versions in the outbox arrive in order, the second is what is declared.
func TestTwoAmendmentsOnTheWay(t *testing.T) {
	c, plan := lodgedAndAccepted(t)
	for packages := 41; packages <= 42; packages++ {
		cons := sampleConsignment()
		cons.Goods[0].Packages = packages
		_, _, err := c.Declare(ctx, cons)
		must(t, err)
		_, err = c.Amend(ctx, "R1", plan)
		must(t, err)
	}
	f, err := c.Trader().Filing(ctx, "R1-S1")
	must(t, err)
	if len(f.Offered) != 2 || f.Version != 1 {
		t.Errorf("%+v", f)
	}
	must(t, c.Settle(ctx))
	m, err := c.Movement(ctx, "R1-S1")
	must(t, err)
	f, err = c.Trader().Filing(ctx, "R1-S1")
	must(t, err)
	if len(f.Offered) != 0 || f.Version != 3 || m.Declaration.Version != 3 || m.Declaration.Goods[0].Packages != 42 {
		t.Errorf("%+v %+v", f, m.Declaration)
	}
}

// A journey of another length is an amendment where the procedure reads it; a filing made before declarations named distance and mode
// is not amended for these alone.
func TestAnotherDistanceIsAnAmendment(t *testing.T) {
	for _, older := range []bool{false, true} {
		c := open(t, Options{Seed: 7, Clock: newClock().now}, "KZ", "CN", "RU", "BY")
		s := eaeuTransit()
		if !older {
			s.DistanceKm, s.Mode = 3900, transit.Road
		}
		_, _, err := c.Declare(ctx, sampleConsignment())
		must(t, err)
		_, err = c.Lodge(ctx, s)
		must(t, err)
		must(t, c.Settle(ctx))
		cons := sampleConsignment()
		cons.Title = "the same by another way"
		_, _, err = c.Declare(ctx, cons)
		must(t, err)
		s.DistanceKm, s.Mode = 4100, transit.Rail
		want := "version 2\nS2 KZ sent distanceKm,mode"
		if older {
			want = "version 2\nS2 KZ unchanged"
		}
		got, err := c.Amend(ctx, "", []filing.Stretch{s})
		must(t, err)
		if d := cmp.Diff(want, outcomes(got)); d != "" {
			t.Error(d)
		}
		must(t, c.Settle(ctx))
		m, err := c.Movement(ctx, "R1-S2")
		must(t, err)
		if km := m.Declaration.DistanceKm; older != (km == 0) || !older && km != 4100 {
			t.Errorf("%d km are declared", km)
		}
	}
}
