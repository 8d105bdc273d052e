package filing

import (
	"strconv"
	"strings"

	"github.com/kairo-corridor/kairo/network"
	"github.com/kairo-corridor/kairo/plan"
)

// places of the test journeys: code, country, kind.
var places = map[string]plan.Place{}

func init() {
	for _, line := range strings.Split(strings.TrimSpace(`
Nagoya JPNGO JP port
Kobe JPUKB JP port
Lianyungang CNLYG CN port
Xi'an CNXAG CN city
Urumqi CNURM CN city
Horgos CNHRS CN border
Alashankou CNAKL CN border
Altynkol KZ-ALTYNKOL KZ border
Khorgos KZHOR KZ border
Dostyk KZDOS KZ border
Almaty KZALA KZ city
Oskemen KZUKK KZ city
Kyzylorda KZKZO KZ city
Aktogay KZAGY KZ city
Beyneu KZ-BEYNEU KZ city
Kuryk KZKUR KZ port
Aktau KZAAU KZ port
Saryagash KZSRY KZ border
Bolashak KZ-BOLASHAK KZ border
Petropavl KZPPK KZ border
Alat AZALA AZ port
Boyuk_Kesik AZ-BOYUKKESIK AZ border
Gardabani GEGAR GE border
Tbilisi GETBS GE city
Poti GEPTI GE port
Akhalkalaki GEZAI GE border
Canbaz TR-CANBAZ TR border
Kars TRKSY TR border
Istanbul TRIST TR port
Kapikule TRKPU TR border
Kapitan_Andreevo BGKAN BG border
Sofia BGSOF BG city
Constanta ROCND RO port
Curtici ROCUT RO border
Budapest HUBUD HU city
Duisburg DEDUI DE city
Rotterdam NLRTM NL port
Busan KRPUS KR port
Vostochny RUVYP RU port
Moscow RUMOW RU city
Brest BYBQT BY border
Malaszewicze PLMAA PL border
Terespol PLTER PL border
Warsaw PLWAW PL city
Bandar_Abbas IRSRP IR port
Sarakhs IRCKT IR border
Sarahs TMSRK TM border
Mary TMMYP TM city
Farap TMFAR TM border
Olot UZ-ALAT UZ border
Tashkent UZTAS UZ city
Krasnoe RU-KRASNOE RU border
Osinovka BYOSH BY border
Uralsk KZURA KZ city
Mashtakovo RU-MAS RU border
Karachi PKKHI PK port
Torkham_PK PKTOR PK border
Torkham_AF AFRKH AF border
Hairatan AFHRT AF border
Galaba UZTER UZ border
Erenhot CNERC CN border
Zamyn-Uud MNZUU MN border
Naushki RUNKI RU border
Sukhbaatar MN-SUKHBAATAR MN border
Yerevan AMEVN AM city
Bosphorus TR-BOSPHORUS TR waypoint
Dushanbe TJDYU TJ city
Sariosiyo UZ-SAR UZ border
Tursunzoda TJ-TUR TJ border
Kashgar CNKHG CN city
Irkeshtam_CN CN-IRKESHTAM CN border
Irkeshtam_KG KG-IRKESHTAM KG border
Bishkek KGFRU KG city
Khodzhadavlet UZ-KHODJADAVLET UZ border
Turkmenbashi TMKRW TM port
Belgrade RSBEG RS city
Kalotina BG-KALOTINA BG border
Gradina RS-GRADINA RS border
Gostun RS-GOSTUN RS border
Dobrakovo ME-DOBRAKOVO ME border
Podgorica METGD ME city
Ganja AZKVD AZ city
Red_Bridge_AZ AZ-REDBRIDGE AZ border
Red_Bridge_GE GE-REDBRIDGE GE border
Sadakhlo GE-SADAKHLO GE border
Bagratashen AM-BAGRATASHEN AM border
Tokyo_Narita JPNRT JP airport
Almaty_Airport KZ-ALA-APT KZ airport
Incheon KRICN KR airport
`), "\n") {
		f := strings.Fields(line)
		name := strings.ReplaceAll(f[0], "_", " ")
		places[f[0]] = plan.Place{Code: f[1], Name: name, Country: f[2], Kind: f[3], Unofficial: len(f[1]) != 5}
	}
}

// journey reads "Nagoya sea:1900 Lianyungang rail:1100 Xi'an xrail! Altynkol": modes with kilometres, x for a border
// crossing, ! for a change of gauge; loading, transfers and unloading come by themselves.
func journey(spec string) plan.Journey {
	var legs []plan.Leg
	words := strings.Fields(spec)
	at := place(words[0])
	var mode network.Mode
	for i := 1; i+1 < len(words); i += 2 {
		how, to := words[i], place(words[i+1])
		gauge := strings.HasSuffix(how, "!")
		how = strings.TrimSuffix(how, "!")
		name, km, _ := strings.Cut(how, ":")
		border := strings.HasPrefix(name, "x")
		m := network.Mode(strings.TrimPrefix(name, "x"))
		distance, _ := strconv.ParseFloat(km, 64)
		switch {
		case len(legs) == 0:
			legs = append(legs, plan.Leg{Kind: plan.Load, ID: "load:" + at.Code, From: at, To: at, Mode: m})
		case m != mode || water(m) && at.Kind == "port":
			legs = append(legs, plan.Leg{Kind: plan.Transfer, ID: "transfer:" + at.Code, From: at, To: at, Mode: m})
		}
		leg := plan.Leg{Kind: plan.Move, ID: string(m) + ":" + at.Code + "-" + to.Code, From: at, To: to, Mode: m, Km: distance, Gauge: gauge}
		if border {
			leg.Kind = plan.Border
		}
		legs = append(legs, leg)
		at, mode = to, m
	}
	legs = append(legs, plan.Leg{Kind: plan.Unload, ID: "unload:" + at.Code, From: at, To: at, Mode: mode})
	return plan.Journey{ID: "test", Legs: legs}
}

func place(name string) plan.Place {
	p, ok := places[name]
	if !ok {
		panic("no place " + name)
	}
	return p
}

// The journeys of the transcripts.
var journeys = map[string]string{
	"nagoya-almaty":        "Nagoya sea:1900 Lianyungang rail:1100 Xi'an rail:3248 Horgos xrail! Altynkol rail:350 Almaty",
	"xian-constanta":       "Xi'an rail:3248 Horgos xrail! Altynkol rail:350 Almaty rail:2700 Beyneu rail:400 Kuryk ferry:450 Alat rail:504 Boyuk_Kesik xrail Gardabani rail:310 Poti sea:1180 Constanta",
	"kazakhstan-kobe":      "Oskemen rail:700 Aktogay rail:310 Dostyk xrail! Alashankou rail:460 Urumqi rail:2500 Xi'an rail:1100 Lianyungang sea:1400 Kobe",
	"kazakhstan-rotterdam": "Kyzylorda rail:1900 Beyneu rail:400 Aktau sea:430 Alat rail:504 Boyuk_Kesik xrail Gardabani rail:310 Poti sea:1180 Constanta rail:650 Curtici xrail Budapest rail:1300 Duisburg xrail Rotterdam",
	"trans-siberian":       "Kobe sea:1635 Vostochny rail:9300 Moscow rail:1050 Brest xrail! Malaszewicze rail:190 Warsaw",
	"iran-road":            "Kobe sea:12500 Bandar_Abbas road:1500 Sarakhs xroad Sarahs road:300 Mary road:250 Farap xroad Olot road:650 Tashkent",
	"btk":                  "Almaty rail:2700 Beyneu rail:400 Kuryk ferry:450 Alat rail:504 Boyuk_Kesik xrail Gardabani rail:220 Akhalkalaki xrail! Canbaz rail:70 Kars rail:1900 Istanbul",
	"road-west":            "Urumqi road:670 Horgos xroad Khorgos road:2700 Uralsk road:100 Mashtakovo road:1500 Krasnoe xroad Osinovka road:700 Brest xroad Terespol road:190 Warsaw",
	"black-sea-straits":    "Kyzylorda rail:1900 Beyneu rail:400 Kuryk ferry:450 Alat rail:504 Boyuk_Kesik xrail Gardabani rail:310 Poti sea:1000 Bosphorus sea:5600 Rotterdam",
	"balkans":              "Tbilisi road:400 Akhalkalaki xroad Kars road:1700 Kapikule xroad Kapitan_Andreevo road:250 Sofia",
	"transhipment":         "Nagoya sea:900 Busan sea:800 Lianyungang rail:1100 Xi'an",
	"mongolia":             "Nagoya sea:1900 Lianyungang rail:1500 Erenhot xrail! Zamyn-Uud rail:1100 Sukhbaatar xrail Naushki rail:5800 Moscow",
	"pakistan":             "Karachi road:1300 Torkham_PK xroad Torkham_AF road:600 Hairatan xroad Galaba road:700 Tashkent",
	"inside-union":         "Almaty rail:1700 Petropavl rail:2500 Moscow",
	"tajikistan":           "Urumqi road:670 Horgos xroad Khorgos road:1000 Saryagash xroad Tashkent road:400 Sariosiyo xroad Tursunzoda road:60 Dushanbe",
	"eastbound":            "Duisburg rail:1000 Warsaw rail:190 Malaszewicze xrail! Brest rail:1050 Moscow rail:2500 Petropavl rail:1700 Almaty",
	"caspian-south":        "Tashkent rail:620 Khodzhadavlet xrail Farap rail:250 Mary rail:900 Turkmenbashi ferry:280 Alat rail:504 Boyuk_Kesik xrail Gardabani rail:310 Poti sea:1180 Constanta",
	"kyrgyzstan":           "Kashgar road:230 Irkeshtam_CN xroad Irkeshtam_KG road:700 Bishkek",
	"montenegro":           "Istanbul road:240 Kapikule xroad Kapitan_Andreevo road:250 Sofia road:55 Kalotina xroad Gradina road:330 Belgrade road:270 Gostun xroad Dobrakovo road:150 Podgorica",
	"south-caucasus-road":  "Ganja road:140 Red_Bridge_AZ xroad Red_Bridge_GE road:300 Akhalkalaki xroad Kars road:1500 Istanbul",
	"georgia-export":       "Tbilisi rail:310 Poti sea:1180 Constanta",
	"armenia":              "Istanbul road:1500 Kars xroad Akhalkalaki road:150 Sadakhlo xroad Bagratashen road:180 Yerevan",
	"japan-rotterdam":      "Kobe sea:20000 Rotterdam rail:200 Duisburg",
	"uzbekistan-arrival":   "Urumqi rail:670 Horgos xrail! Altynkol rail:1000 Saryagash xrail Tashkent rail:400 Sariosiyo",
	"bosphorus-rail":       "Almaty rail:2700 Beyneu rail:400 Kuryk ferry:450 Alat rail:504 Boyuk_Kesik xrail Gardabani rail:220 Akhalkalaki xrail! Canbaz rail:70 Kars rail:1900 Istanbul rail:250 Kapikule xrail Kapitan_Andreevo rail:250 Sofia",
	"air":                  "Almaty_Airport air:3800 Incheon air:1200 Tokyo_Narita",
}
