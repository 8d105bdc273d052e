package server

import (
	"time"

	"github.com/kairo-corridor/kairo/auth"
	"github.com/kairo-corridor/kairo/customs/guarantee"
	"github.com/kairo-corridor/kairo/desk"
	"github.com/kairo-corridor/kairo/unit"
)

// Guarantees of the demonstration: numbers with right check digits, a code that can be found wherever it is kept.
const (
	grnOne, grnTwo, grnThree = "24GB0000010000HV5", "05DE3300BE0001067", "26CN0000000000011"

	worldCode = guarantee.Secret("Zq7#unmistakable")
)

// guaranteeFor is a comprehensive guarantee to be entered, its limit in whole euro.
func guaranteeFor(country, grn, account string, euro int64) GuaranteeRequest {
	return GuaranteeRequest{Country: country, Account: account, Codes: []CodeGiven{{Code: worldCode, Label: "Demonstration"}},
		GuaranteeTerms: GuaranteeTerms{GRN: grn, Type: "1", Holder: "DEMO-HOLDER", Guarantor: "Demonstration bank", Limit: unit.Money{Minor: 100 * euro, Currency: "EUR"}, Percent: 100, From: "2026-01-01"}}
}

// guaranteed enters a guarantee whose holder here is an account.
func (w *deskWorld) guaranteed(country, grn, holder string, euro int64) desk.Guarantee {
	w.t.Helper()
	officer := auth.Account{ID: "registrar", Name: "Demonstration registrar", Grants: []auth.Grant{{Role: auth.GuaranteeOfficer, Country: country}}}
	g, err := w.desk.RegisterGuarantee(w.t.Context(), &officer, desk.GuaranteeEntered{Country: country, Owner: w.people[holder].ID, Codes: []desk.AccessCode{{Label: "Demonstration", Code: worldCode}},
		Terms: guarantee.Terms{GRN: grn, Kind: guarantee.Comprehensive, Holder: "DEMO-HOLDER", Guarantor: "Demonstration bank", Percent: 100,
			Limit: unit.Money{Minor: 100 * euro, Currency: "EUR"}, From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}})
	must(w.t, err)
	return g
}
