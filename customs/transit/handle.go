package transit

import (
	"strconv"
	"time"

	"github.com/kairo-corridor/kairo/fault"
	"github.com/kairo-corridor/kairo/internal/wire"
	"github.com/kairo-corridor/kairo/unit"
)

func itoa(i int) string { return strconv.Itoa(i) }

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// handlers fill in what a message changes; the table has already said that it fits the state.
var handlers = map[Kind]func(*act, Message) error{
	KindLodge: on((*act).lodge), KindAccept: on((*act).accept), KindReject: on((*act).reject),
	KindDecideControl: on((*act).decideControl), KindControlResult: on((*act).controlResult),
	KindRelease: on((*act).release), KindRefuseRelease: on((*act).refuseRelease), KindPassage: on((*act).passage),
	KindArrival: on((*act).arrival), KindDestinationControl: on((*act).destinationControl), KindDischarge: on((*act).discharge),
	KindCancel: on((*act).cancel), KindAmend: on((*act).amend), KindAnticipated: on((*act).anticipated), KindPassageNotified: on((*act).passageNotified),
	KindArrivalAdvice: on((*act).arrivalAdvice), KindDestinationResults: on((*act).destinationResults),
	KindDischargeNotified: on((*act).dischargeNotified), KindCancelNotified: on((*act).cancelNotified),

	KindPresent: on((*act).present), KindRequestInvalidation: on((*act).requestInvalidation), KindDecideInvalidation: on((*act).decideInvalidation),
	KindGuaranteeAnswer: on((*act).guaranteeAnswer), KindElapsed: on((*act).elapsed),
	KindIncident: on((*act).incident), KindIncidentNotified: on((*act).incidentNotified), KindIncidentForwarded: on((*act).incidentForwarded),
	KindLeaveArea: on((*act).leaveArea), KindExitNotified: on((*act).exitNotified),
	KindAskRecord: on((*act).askRecord), KindRecordRequest: on((*act).recordRequest), KindRecordAnswer: on((*act).recordAnswer),
	KindForwardedArrival: on((*act).forwardedArrival), KindArrivalNotification: on((*act).arrivalNotification),
	KindPermitUnloading: on((*act).permitUnloading), KindUnloadingRemarks: on((*act).unloadingRemarks),
	KindSettleDiscrepancies: on((*act).settleDiscrepancies), KindDiscrepanciesSettled: on((*act).discrepanciesSettled),
	KindAskHolder: on((*act).askHolder), KindHolderAnswer: on((*act).holderAnswer), KindAskDestination: on((*act).askDestination),
	KindEnquiry: on((*act).enquired), KindAnswerEnquiry: on((*act).answerEnquiry), KindEnquiryResponse: on((*act).enquiryResponse),
	KindCancelEnquiry: on((*act).cancelEnquiry), KindEnquiryCancelled: on((*act).enquiryCancelled), KindAcceptProof: on((*act).acceptProof),
	KindStartRecovery: on((*act).startRecovery), KindRequestRecovery: on((*act).requestRecovery), KindAnswerRecovery: on((*act).answerRecovery),
	KindCloseRecovery: on((*act).closeRecovery), KindRecoveryNotified: on((*act).recoveryNotified), KindRecoveryRequest: on((*act).recoveryRequest),
	KindRecoveryAnswer: on((*act).recoveryAnswer), KindRecoveryDispatch: on((*act).recoveryDispatch),

	KindExtendLimit: on((*act).extendLimit), KindLimitExtended: on((*act).limitExtended),
	KindChangeDelivery: on((*act).changeDelivery), KindDeliveryChanged: on((*act).deliveryChanged), KindReachDelivery: on((*act).reachDelivery),
	KindDeliverPart: on((*act).deliverPart), KindPartDelivered: on((*act).partDelivered),
	KindAskMovement: on((*act).askMovement), KindMovementQuery: on((*act).movementQuery), KindMovementAnswer: on((*act).movementAnswer),
}

// on gives a handler of one message type the shape of all.
func on[T Message](f func(*act, T) error) func(*act, Message) error {
	return wire.Handler[*act, Message](f)
}

func (a *act) remark(path, value string) error {
	var c checker
	c.text(path, value)
	return c.list.OrNil()
}

func (a *act) lodge(l Lodge) error {
	d := l.Declaration
	a.m.LodgedAt = a.now
	if !has(atOnce, d.Regime) && d.Additional == PreLodgedType {
		a.to(PreLodged)
		a.read("additional declaration type", d.Additional)
	}
	var mass unit.Kg
	for _, g := range d.Goods {
		mass += g.GrossKg
	}
	a.read("consignment", d.Consignment+" version "+itoa(d.Version))
	a.read("hash", d.Hash)
	a.read("declarant", d.Declarant)
	a.read("goods", plural(len(d.Goods), "item")+", "+unit.Group(int64(mass))+" kg gross, first HS "+d.Goods[0].HS)
	a.read("route", route(d))
	return nil
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return itoa(n) + " " + noun + "s"
}

func route(d Declaration) string {
	text := d.Departure.String()
	for _, o := range d.Passage {
		text += " – " + o.String()
	}
	return text + " – " + d.Destination.String()
}

func (a *act) accept(v Accept) error {
	found, err := checkNumber(a.m.Declaration, v.Number)
	if err != nil {
		return err
	}
	a.m.Number = found.Text
	a.read("number", found.Text)
	a.read("number checked", string(found.Finding.Level))
	a.read("declaration", a.m.Declaration.Hash)
	if has(secured, a.m.Declaration.Regime) && a.askGuarantee() {
		a.to(GuaranteeAsked)
	}
	return nil
}

func (a *act) reject(v Reject) error {
	a.read("reason", v.Reason)
	return a.remark("/reason", v.Reason)
}

func (a *act) decideControl(v DecideControl) error {
	switch v.Control {
	case NoControl:
		a.to(a.fact.From)
	case Documents, Scan, Physical:
	default:
		return fault.New(fault.BadField, "%q is no kind of control", fault.Clip(string(v.Control))).At("/control").Want("none, documents, scan or physical")
	}
	if v.Control == NoControl && a.m.Control != nil && a.m.Control.Done && !a.m.Control.Satisfactory {
		return a.stop("the control found: %s", a.m.Control.Text).Mend("decide another control, or refuse the release")
	}
	if a.fact.From == PreLodged {
		a.m.Intended = &Control{Kind: v.Control, Reason: v.Reason}
		a.to(PreLodged)
		a.fact.Note = "an intention: the control is decided when the goods are presented"
	} else if v.Control != NoControl || a.m.Control == nil {
		a.m.Control = &Control{Kind: v.Control, Reason: v.Reason}
	}
	a.read("control", string(v.Control))
	a.read("reason", v.Reason)
	return a.remark("/reason", v.Reason)
}

func (a *act) controlResult(v ControlResult) error {
	a.m.Control.Done, a.m.Control.Satisfactory, a.m.Control.Text = true, v.Satisfactory, v.Text
	a.read("control", string(a.m.Control.Kind))
	a.read("satisfactory", yes(v.Satisfactory))
	a.read("found", v.Text)
	return a.remark("/text", v.Text)
}

// release announces the goods to every administration on the way.
func (a *act) release(v Release) error {
	if c := a.m.Control; c != nil && c.Done && !c.Satisfactory {
		return a.stop("the control found: %s", c.Text).Mend("decide another control, or refuse the release")
	}
	a.m.ReleasedAt = a.now
	if err := a.setLimit(v.LimitDays); err != nil {
		return err
	}
	if err := a.setMeasures(v); err != nil {
		return err
	}
	a.readControl()
	a.confirmGuarantee()
	for _, c := range a.m.Copies() {
		a.announce(c)
	}
	return nil
}

func (a *act) readControl() {
	switch c := a.m.Control; {
	case c == nil:
		a.read("control", "none decided")
	case c.Done:
		a.read("control", string(c.Kind)+", satisfactory: "+yes(c.Satisfactory))
	default:
		a.read("control", string(c.Kind))
	}
}

func (a *act) refuseRelease(v RefuseRelease) error {
	a.readControl()
	a.read("reason", v.Reason)
	return a.remark("/reason", v.Reason)
}

// discharge needs a clean result, or to be told how the discrepancies were settled.
func (a *act) discharge(v Discharge) error {
	r := a.m.Result
	if v.Resolved == "" {
		v.Resolved = a.m.Settled
	}
	if !r.Satisfactory && v.Resolved == "" {
		return a.stop("the office of destination found: %s", r.Text).Mend("say in resolved how it was settled")
	}
	a.fact.Office = a.m.Declaration.Departure
	if a.m.Arrival != nil {
		a.read("arrival", stamp(a.m.Arrival.At))
	}
	if n := len(a.m.Parts); n > 0 {
		a.read("delivered before", plural(n, "part"))
	}
	a.read("proof", a.m.Proof)
	a.read("satisfactory", yes(r.Satisfactory))
	a.read("resolved", v.Resolved)
	return a.remark("/resolved", v.Resolved)
}

// cancel tells the copies, where the goods had been released.
func (a *act) cancel(v Cancel) error {
	if a.m.Arrival != nil {
		return a.stop("the goods arrived at %s", a.m.Arrival.Office).Mend("ask the office of destination for its results")
	}
	a.read("reason", v.Reason)
	if !a.m.ReleasedAt.IsZero() {
		for _, c := range a.m.Copies() {
			a.send(c.Country, CancelNotified{From: a.m.Owner, Reason: v.Reason, At: a.now})
		}
	}
	return a.remark("/reason", v.Reason)
}
