package web

import (
	"os"
	"regexp"
	"testing"

	"github.com/kairo-corridor/kairo/customs/tir"
)

// Every state, message, timer and finding that a TIR operation can have is said in every language, to officers and to declarants.
func TestTheWordsOfTIRAreInEveryLanguage(t *testing.T) {
	kinds := append([]tir.Kind{tir.KindNotice, tir.KindCarnetQuery, tir.KindTerminationData, tir.KindReconciliationReply, tir.KindLossNotice,
		tir.KindEnquiry, tir.KindNonDischarge, tir.KindPaymentDemand, tir.KindPaymentClaim, tir.KindLiabilityEnded, tir.KindRefundNotice}, tir.Kinds...)
	for _, e := range tir.ETIRMessages {
		kinds = append(kinds, e.Kind())
	}
	var words []string
	for _, s := range tir.States {
		words = append(words, "officer.state."+string(s), "declarant.move."+string(s))
	}
	for _, k := range kinds {
		words = append(words, "officer.act."+string(k), "declarant.message."+string(k))
	}
	for _, r := range tir.TimerRules {
		words = append(words, "officer.timer.tir."+string(r.Kind), "officer.timer.tir."+string(r.Kind)+".then", "officer.tir.status."+string(r.Status))
	}
	source, err := os.ReadFile("../customs/tir/finding.go")
	if err != nil {
		t.Fatal(err)
	}
	findings := regexp.MustCompile(`f\.add\((?:true|false), "([a-z-]+)"`).FindAllSubmatch(source, -1)
	if len(findings) < 20 {
		t.Errorf("%d findings", len(findings))
	}
	for _, f := range findings {
		words = append(words, "officer.tir.finding."+string(f[1]))
	}
	for _, as := range []tir.Certified{tir.Final, tir.Partial, tir.Loaded, tir.Suspension} {
		words = append(words, "officer.tir.as."+string(as))
	}
	for _, l := range Langs {
		says := says(t, l)
		for _, key := range words {
			if !says.known(key) {
				t.Errorf("%s has no %q", l, key)
			}
		}
	}
}
