package transit

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// nationalRows are the rows of national transit beside the shared ones. The offices are mostly those of one country, which share
// its record: nothing is asked between administrations.
var nationalRows = slices.Concat(lent(NationalTransit,
	[]Kind{KindRequestInvalidation, KindDecideInvalidation, KindLeaveArea, KindExitNotified, KindPermitUnloading, KindUnloadingRemarks,
		KindAskRecord, KindRecordRequest, KindRecordAnswer, KindForwardedArrival, KindAskDestination, KindEnquiry, KindAnswerEnquiry,
		KindEnquiryResponse, KindCancelEnquiry, KindEnquiryCancelled, KindRequestRecovery, KindRecoveryRequest, KindAnswerRecovery,
		KindRecoveryAnswer, KindRecoveryDispatch},
	[]State{InvalidationAsked, UnderEnquiry, Unloading, Unloaded, RecoveryRequested, RecoveryElsewhere,
		RecordAsked, ArrivedElsewhere, Enquired, RecoveryAsked, Recovering}),
	under(NationalTransit, limitRows(NationalTransit)),
	under(NationalTransit, concat(
		each(Owner, []State{Released, InTransit, Overdue, HolderAsked}, KindChangeDelivery),
		each(Passing, copyStates(Passing, NationalTransit), KindDeliveryChanged),
		each(Destination, copyStates(Destination, NationalTransit), KindDeliveryChanged))))

// NationalLimit is one row of the time limits of the countries' own transit. Without Days and Months no length was found.
type NationalLimit struct {
	Country            string
	Mode               string   // empty: every mode
	HS                 []string // headings of which all goods are; empty: any goods
	Until              string   // last day, "2006-01-02"; empty: still so
	Months, Days       int
	MonthsMax, DaysMax int // with extensions
	Text               string
	Status             Status
	Source             string
}

// NotFound is the status of a value that was looked for and not found: the declared limit holds.
const NotFound Status = "not found"

// NationalLimits are the countries' own limits; the first row that fits a declaration is taken.
var NationalLimits = []NationalLimit{
	{Country: "AZ", Text: "the limit of the transit; the declaration follows within 15 days after the goods are presented", Status: NotFound, Source: "Cabinet of Ministers rules 5 of 14.1.2014"},
	{Country: "GE", HS: []string{"8702", "8703"}, Until: "2025-06-30", Days: 45, DaysMax: 45, Text: "45 days for buses and cars, before common transit", Status: Stated, Source: "rs.ge, page of 2012"},
	{Country: "GE", Until: "2025-06-30", Days: 20, DaysMax: 20, Text: "20 calendar days, before common transit", Status: Stated, Source: "rs.ge, page of 2012"},
	{Country: "UZ", Days: 5, Text: "the goods leave within 5 days", Status: Stated, Source: "page of December 2018; the limit of Customs Code Art. 218 was not read"},
	{Country: "TM", Mode: Rail, DaysMax: 20, Text: "at most 20 days from the permit, in four listed cases of congestion or force majeure", Status: Stated, Source: "customs.gov.tm control/69"},
	{Country: "TM", Text: "a limit by other modes", Status: NotFound, Source: "customs.gov.tm"},
	{Country: "CN", Months: 6, MonthsMax: 9, Text: "six months, and three more", Status: Stated, Source: "regimes table, national transit"},
	{Country: "PK", Days: 20, DaysMax: 90, Text: "permits of 20 days, to 90", Status: Stated, Source: "draft of April 2025 amending SRO 1256(I)/2021"},
	{Country: "IR", Text: "a limit", Status: NotFound, Source: "–"},
	{Country: "AF", Text: "a limit", Status: NotFound, Source: "–"},
	{Country: "TJ", Text: "a limit", Status: NotFound, Source: "–"},
	{Country: "MN", Text: "a limit", Status: NotFound, Source: "–"},
}

func (n *NationalLimit) fits(d Declaration, at time.Time) bool {
	if n.Country != d.Departure.Country || n.Mode != "" && n.Mode != d.Mode {
		return false
	}
	if n.Until != "" && at.UTC().Format("2006-01-02") > n.Until {
		return false
	}
	if len(n.HS) == 0 {
		return true
	}
	return !slices.ContainsFunc(d.Goods, func(g Goods) bool {
		return !slices.ContainsFunc(n.HS, func(h string) bool { return strings.HasPrefix(g.HS, h) })
	})
}

// nationalLimit is the country's own limit; false where none is known.
func nationalLimit(d Declaration, at time.Time) (TimeLimit, bool) {
	for i := range NationalLimits {
		if n := &NationalLimits[i]; n.fits(d, at) {
			return TimeLimit{n.Months, n.Days, n.MonthsMax, n.DaysMax, Rule{"NATIONAL-LIMIT-" + n.Country, n.Country + ": " + n.Text + ".", n.Status, n.Source}}, n.Status != NotFound
		}
	}
	return TimeLimit{}, false
}

// LimitTable prints the countries' own limits as a Markdown table.
func LimitTable() string {
	var b strings.Builder
	b.WriteString("| country | mode, goods, until | at release | with extensions | what is known | status | source |\n|---|---|---|---|---|---|---|\n")
	length := func(months, days int) string {
		switch {
		case months > 0:
			return plural(months, "month")
		case days > 0:
			return plural(days, "day")
		}
		return ""
	}
	for _, n := range NationalLimits {
		where := strings.Trim(strings.Join([]string{n.Mode, strings.Join(n.HS, " "), n.Until}, " "), " ")
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", n.Country, where, length(n.Months, n.Days), length(n.MonthsMax, n.DaysMax), n.Text, n.Status, n.Source)
	}
	return b.String()
}
