package unit

import "testing"

func TestParseMass(t *testing.T) {
	for in, want := range map[string]Kg{"18t": 18000, "18 t": 18000, "18000kg": 18000, "500": 500, "0.5t": 500, "1T": 1000} {
		if got, err := ParseMass(in); err != nil || got != want {
			t.Errorf("ParseMass(%q) = %d, %v; want %d", in, got, err, want)
		}
	}
	for _, in := range []string{"", "t", "-3t", "0", "NaN", "1e99", "inf", "18 lb", "100001000000"} {
		if got, err := ParseMass(in); err == nil {
			t.Errorf("ParseMass(%q) = %d, want an error", in, got)
		}
	}
}

func TestMoney(t *testing.T) {
	if s := USD(12345.6).String(); s != "USD 12,345.60" {
		t.Error(s)
	}
	if s := USD(-0.05).String(); s != "USD -0.05" {
		t.Error(s)
	}
	if s := USD(1e6).String(); s != "USD 1,000,000.00" {
		t.Error(s)
	}
	if _, err := USD(1).Add(Money{1, "EUR"}); err == nil {
		t.Error("mixing currencies must fail")
	}
}
