package answer

import (
	"errors"
	"testing"

	"github.com/kairo-corridor/kairo/message/ncts"
)

// FuzzAnswer: whatever document arrives, what is refused gets an answer that its schema takes.
func FuzzAnswer(f *testing.F) {
	for _, m := range bases(f) {
		f.Add(plain(m))
	}
	f.Add([]byte("<a"))
	f.Add([]byte("<n:CC170C xmlns:n='http://ncts.dgtaxud.ec'><messageSender> \u00a0a&#9;b </messageSender><\u00e9 x='1'/>\x01"))
	h := Header{Identification: "A1", At: noon, Office: "TR340100"}
	f.Fuzz(func(t *testing.T, src []byte) {
		m, err := ncts.Decode(src)
		var broken *ncts.Refused
		var out *ncts.Message
		switch {
		case errors.As(err, &broken):
			h := h
			head := read(src)
			if head["messageSender"] == "" {
				h.Recipient = "T1"
			}
			if head["messageRecipient"] == "" {
				h.Sender = "NTA.TR"
			}
			out, err = Structure(src, broken, h)
		case err != nil || With(m.Type) == "":
			return
		default:
			out, err = Reject(m, []ncts.Finding{{Level: ncts.Rules, Code: "R0006", Path: "/" + m.Type}}, h)
		}
		if err != nil {
			t.Fatalf("%v\n%q", err, src)
		}
		if _, err := ncts.Encode(out); err != nil {
			t.Fatal(err)
		}
	})
}
