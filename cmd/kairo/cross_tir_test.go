package main

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/kairo-corridor/kairo/consignment"
	"github.com/kairo-corridor/kairo/examples"
	"github.com/kairo-corridor/kairo/node"
)

// A run of a consignment under a TIR carnet takes every operation through the machine of TIR to its discharge.
func TestARunUnderTIR(t *testing.T) {
	cons, err := consignment.Decode(examples.Read("kazakhstan-rotterdam.json"))
	if err != nil {
		t.Fatal(err)
	}
	cons.Guarantee, cons.Securities = &consignment.Guarantee{Kind: "tir", Reference: "XC70423156", Vouchers: 14}, nil
	cons.Carrier = &consignment.Party{Name: "Example Haulage", Country: "UZ", Identifiers: []consignment.Identifier{{Scheme: node.HolderScheme, Value: "UZB/071/0000001"}}}
	o := runOptions{seed: 7, prefer: "fastest"}
	rep, err := o.loop(context.Background(), cons, filepath.Join(t.TempDir(), "run"))
	if err != nil {
		t.Fatal(err)
	}
	operations, events := 0, 0
	for _, m := range rep.Movements {
		if m.Regime == "tir" {
			operations++
		}
		if m.State != "discharged" {
			t.Errorf("%s under %s is %s", m.Stretch, m.Regime, m.State)
		}
		t.Log(m.Stretch, m.Regime, m.Country, m.Number, m.State)
	}
	for _, e := range rep.Events {
		if e.Movement == "XC70423156" {
			events++
		}
	}
	if operations < 3 || events < 4*operations {
		t.Errorf("%d operations and %d events of them", operations, events)
	}
}
