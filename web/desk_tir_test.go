package web

import (
	"testing"

	"github.com/kairo-corridor/kairo/customs/tir"
)

// Every state and message that a TIR operation can have is said in every language, to officers and to declarants.
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
	for _, l := range Langs {
		says := says(t, l)
		for _, key := range words {
			if !says.known(key) {
				t.Errorf("%s has no %q", l, key)
			}
		}
	}
}
