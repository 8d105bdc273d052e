package network

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestWithClassValuesLeavesTheNetworkAlone(t *testing.T) {
	n, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	base, _ := n.Class("rail-cn")
	before := base.Values["kmh"]
	slow := before
	slow.V = before.Low
	over := n.WithClassValues(map[string]map[string]ClassValue{"rail-cn": {"kmh": slow}, "no-such-class": {"kmh": slow}})
	changed, _ := over.Class("rail-cn")
	if changed.Values["kmh"].V != before.Low {
		t.Errorf("the copy has %v km/h, want %v", changed.Values["kmh"].V, before.Low)
	}
	if base.Values["kmh"].V != before.V {
		t.Errorf("the network itself changed to %v km/h", base.Values["kmh"].V)
	}
	if changed.Values["usd_km"].V != base.Values["usd_km"].V {
		t.Error("another quantity of the class changed")
	}
	link, _ := n.Link("rail:CNXAG-CNLAZ")
	on := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	if a, b := n.LinkValues(link, on).Minutes.V, over.LinkValues(link, on).Minutes.V; b <= a {
		t.Errorf("at a lower speed %s takes %v min, before %v", link.ID, b, a)
	}
}

func TestClassValuesAreWrittenAsRead(t *testing.T) {
	rows := []ClassValueRow{
		{"rail-cn", "kmh", ClassValue{V: 41.7, Low: 29, High: 62, Unit: "km/h", Figures: []string{"F0428", "F0429"}, Method: "1,000 km a day, \"averaged\""}},
		{"side-rail-KZ", "hours:in", ClassValue{V: 20.6, Low: 4.25, High: 78, Unit: "h", Method: "our estimate"}},
	}
	var b bytes.Buffer
	if err := WriteClassValues(&b, rows); err != nil {
		t.Fatal(err)
	}
	got, err := ReadClassValues(&b, "rows.csv")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(rows, got); d != "" {
		t.Errorf("read is not as written (-want +got):\n%s", d)
	}
	if _, err := ReadClassValues(bytes.NewBufferString("class,quantity,value,low,high,unit,figures,method\nrail-cn,kmh,70,29,62,km/h,,x\n"), "rows.csv"); err == nil {
		t.Error("a value above its high was read")
	}
}
