package transit

import (
	"time"

	"github.com/kairo-corridor/kairo/fault"
)

// The messages at destination that only common transit has.
const (
	KindArrivalNotification  Kind = "arrival-notification"
	KindPermitUnloading      Kind = "permit-unloading"
	KindUnloadingRemarks     Kind = "unloading-remarks"
	KindSettleDiscrepancies  Kind = "settle-discrepancies"
	KindDiscrepanciesSettled Kind = "discrepancies-settled"
)

// ArrivalNotification is the trader at destination's own (NCTS 007). An empty office means the declared one. A valid one is
// taken at once; another is refused (NCTS 057).
type ArrivalNotification struct {
	Trader     string `json:"trader"` // party to be notified at destination
	Office     Office `json:"office,omitzero"`
	Place      string `json:"place,omitempty"` // location of the goods
	Simplified bool   `json:"simplified,omitempty"`
}

// PermitUnloading lets the consignee unload, or go on unloading (NCTS 043).
type PermitUnloading struct {
	Remark string `json:"remark,omitempty"`
}

// UnloadingRemarks is what the consignee found (NCTS 044). Conform says that all is as declared; otherwise the remarks say what
// is not.
type UnloadingRemarks struct {
	Completed bool   `json:"completed"`
	Conform   bool   `json:"conform"`
	SealsGood bool   `json:"sealsGood"`
	Remarks   string `json:"remarks,omitempty"`
}

// UnloadingResult is the consignee's remarks as a record keeps them.
type UnloadingResult struct {
	UnloadingRemarks
	At time.Time `json:"at"`
}

// SettleDiscrepancies says how what the office of destination found was settled; the office is told (NCTS 049).
type SettleDiscrepancies struct {
	Text string `json:"text"`
}

// DiscrepanciesSettled tells the office of destination that its findings are settled (NCTS 049).
type DiscrepanciesSettled struct {
	From string    `json:"from"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// The names of the messages.
func (ArrivalNotification) Kind() Kind  { return KindArrivalNotification }
func (PermitUnloading) Kind() Kind      { return KindPermitUnloading }
func (UnloadingRemarks) Kind() Kind     { return KindUnloadingRemarks }
func (SettleDiscrepancies) Kind() Kind  { return KindSettleDiscrepancies }
func (DiscrepanciesSettled) Kind() Kind { return KindDiscrepanciesSettled }

func (a *act) arrivalNotification(v ArrivalNotification) error {
	var c checker
	c.name("/trader", v.Trader)
	c.text("/place", v.Place)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	a.m.Consignee = v.Trader
	a.read("announced by", v.Trader)
	a.read("place", v.Place)
	a.read("simplified procedure", yes(v.Simplified))
	return a.arrival(Arrival{Office: v.Office})
}

// consigned refuses what only an announced consignee can be told.
func (a *act) consigned() error {
	if a.m.Consignee == "" {
		return a.stop("no trader at destination announced the arrival").Mend("the office of destination controls the goods itself")
	}
	return a.hereOf(a.m.Declaration.Destination)
}

func (a *act) permitUnloading(v PermitUnloading) error {
	if err := a.consigned(); err != nil {
		return err
	}
	if a.fact.From == Unloaded && a.m.Unloading.Completed {
		return a.stop("the unloading is completed").Mend("record the result of the control")
	}
	a.fact.Office = a.m.Arrival.Office
	a.read("consignee", a.m.Consignee)
	a.read("remark", v.Remark)
	return a.remark("/remark", v.Remark)
}

func (a *act) unloadingRemarks(v UnloadingRemarks) error {
	if !v.Conform && v.Remarks == "" {
		return fault.New(fault.BadField, "the goods do not conform, and nothing says why").At("/remarks").Want("what differs from the declaration")
	}
	a.m.Unloading = &UnloadingResult{v, a.now}
	a.fact.Office = a.m.Arrival.Office
	a.read("completed", yes(v.Completed))
	a.read("conform", yes(v.Conform))
	a.read("seals in order", yes(v.SealsGood))
	a.read("remarks", v.Remarks)
	return a.remark("/remarks", v.Remarks)
}

func (a *act) settleDiscrepancies(v SettleDiscrepancies) error {
	if a.m.Result.Satisfactory || a.m.Settled != "" {
		return a.stop("no discrepancy is open")
	}
	var c checker
	c.said("/text", v.Text)
	if err := c.list.OrNil(); err != nil {
		return err
	}
	a.m.Settled = v.Text
	a.read("found", a.m.Result.Text)
	a.read("settled", v.Text)
	if to := a.m.destinationOf(); to != a.m.Owner {
		a.send(to, DiscrepanciesSettled{From: a.m.Owner, Text: v.Text, At: a.now})
	}
	return nil
}

func (a *act) discrepanciesSettled(v DiscrepanciesSettled) error {
	if err := a.fromOwner(v.From); err != nil {
		return err
	}
	a.m.Settled = v.Text
	a.sent(v.At)
	a.read("settled", v.Text)
	return a.remark("/text", v.Text)
}
