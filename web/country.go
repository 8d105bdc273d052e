package web

// country is a country that a corridor can touch: its numeric code of ISO 3166-1, by which map shapes go, and its usual
// short names.
type country struct{ numeric, en, ja, ru string }

// countries are by ISO 3166-1 alpha-2 code; XZ is the high seas (UN/LOCODE).
var countries = map[string]country{
	"AE": {"784", "United Arab Emirates", "アラブ首長国連邦", "ОАЭ"},
	"AF": {"004", "Afghanistan", "アフガニスタン", "Афганистан"},
	"AM": {"051", "Armenia", "アルメニア", "Армения"},
	"AT": {"040", "Austria", "オーストリア", "Австрия"},
	"AZ": {"031", "Azerbaijan", "アゼルバイジャン", "Азербайджан"},
	"BD": {"050", "Bangladesh", "バングラデシュ", "Бангладеш"},
	"BE": {"056", "Belgium", "ベルギー", "Бельгия"},
	"BG": {"100", "Bulgaria", "ブルガリア", "Болгария"},
	"BH": {"048", "Bahrain", "バーレーン", "Бахрейн"},
	"BY": {"112", "Belarus", "ベラルーシ", "Беларусь"},
	"CH": {"756", "Switzerland", "スイス", "Швейцария"},
	"CN": {"156", "China", "中国", "Китай"},
	"CZ": {"203", "Czechia", "チェコ", "Чехия"},
	"DE": {"276", "Germany", "ドイツ", "Германия"},
	"DJ": {"262", "Djibouti", "ジブチ", "Джибути"},
	"DK": {"208", "Denmark", "デンマーク", "Дания"},
	"DZ": {"012", "Algeria", "アルジェリア", "Алжир"},
	"EE": {"233", "Estonia", "エストニア", "Эстония"},
	"EG": {"818", "Egypt", "エジプト", "Египет"},
	"ES": {"724", "Spain", "スペイン", "Испания"},
	"FI": {"246", "Finland", "フィンランド", "Финляндия"},
	"FR": {"250", "France", "フランス", "Франция"},
	"GB": {"826", "United Kingdom", "英国", "Великобритания"},
	"GE": {"268", "Georgia", "ジョージア", "Грузия"},
	"GR": {"300", "Greece", "ギリシャ", "Греция"},
	"HK": {"344", "Hong Kong", "香港", "Гонконг"},
	"HR": {"191", "Croatia", "クロアチア", "Хорватия"},
	"HU": {"348", "Hungary", "ハンガリー", "Венгрия"},
	"ID": {"360", "Indonesia", "インドネシア", "Индонезия"},
	"IE": {"372", "Ireland", "アイルランド", "Ирландия"},
	"IL": {"376", "Israel", "イスラエル", "Израиль"},
	"IN": {"356", "India", "インド", "Индия"},
	"IQ": {"368", "Iraq", "イラク", "Ирак"},
	"IR": {"364", "Iran", "イラン", "Иран"},
	"IT": {"380", "Italy", "イタリア", "Италия"},
	"JO": {"400", "Jordan", "ヨルダン", "Иордания"},
	"JP": {"392", "Japan", "日本", "Япония"},
	"KE": {"404", "Kenya", "ケニア", "Кения"},
	"KG": {"417", "Kyrgyzstan", "キルギス", "Киргизия"},
	"KH": {"116", "Cambodia", "カンボジア", "Камбоджа"},
	"KP": {"408", "North Korea", "北朝鮮", "КНДР"},
	"KR": {"410", "South Korea", "韓国", "Республика Корея"},
	"KW": {"414", "Kuwait", "クウェート", "Кувейт"},
	"KZ": {"398", "Kazakhstan", "カザフスタン", "Казахстан"},
	"LA": {"418", "Laos", "ラオス", "Лаос"},
	"LB": {"422", "Lebanon", "レバノン", "Ливан"},
	"LK": {"144", "Sri Lanka", "スリランカ", "Шри-Ланка"},
	"LT": {"440", "Lithuania", "リトアニア", "Литва"},
	"LV": {"428", "Latvia", "ラトビア", "Латвия"},
	"MA": {"504", "Morocco", "モロッコ", "Марокко"},
	"MD": {"498", "Moldova", "モルドバ", "Молдавия"},
	"MM": {"104", "Myanmar", "ミャンマー", "Мьянма"},
	"MN": {"496", "Mongolia", "モンゴル", "Монголия"},
	"MT": {"470", "Malta", "マルタ", "Мальта"},
	"MY": {"458", "Malaysia", "マレーシア", "Малайзия"},
	"NL": {"528", "Netherlands", "オランダ", "Нидерланды"},
	"NO": {"578", "Norway", "ノルウェー", "Норвегия"},
	"OM": {"512", "Oman", "オマーン", "Оман"},
	"PA": {"591", "Panama", "パナマ", "Панама"},
	"PH": {"608", "Philippines", "フィリピン", "Филиппины"},
	"PK": {"586", "Pakistan", "パキスタン", "Пакистан"},
	"PL": {"616", "Poland", "ポーランド", "Польша"},
	"PT": {"620", "Portugal", "ポルトガル", "Португалия"},
	"QA": {"634", "Qatar", "カタール", "Катар"},
	"RO": {"642", "Romania", "ルーマニア", "Румыния"},
	"RS": {"688", "Serbia", "セルビア", "Сербия"},
	"RU": {"643", "Russia", "ロシア", "Россия"},
	"SA": {"682", "Saudi Arabia", "サウジアラビア", "Саудовская Аравия"},
	"SE": {"752", "Sweden", "スウェーデン", "Швеция"},
	"SG": {"702", "Singapore", "シンガポール", "Сингапур"},
	"SI": {"705", "Slovenia", "スロベニア", "Словения"},
	"SK": {"703", "Slovakia", "スロバキア", "Словакия"},
	"SY": {"760", "Syria", "シリア", "Сирия"},
	"TH": {"764", "Thailand", "タイ", "Таиланд"},
	"TJ": {"762", "Tajikistan", "タジキスタン", "Таджикистан"},
	"TM": {"795", "Turkmenistan", "トルクメニスタン", "Туркменистан"},
	"TR": {"792", "Türkiye", "トルコ", "Турция"},
	"TW": {"158", "Taiwan", "台湾", "Тайвань"},
	"UA": {"804", "Ukraine", "ウクライナ", "Украина"},
	"US": {"840", "United States", "米国", "США"},
	"UZ": {"860", "Uzbekistan", "ウズベキスタン", "Узбекистан"},
	"VN": {"704", "Viet Nam", "ベトナム", "Вьетнам"},
	"XZ": {"", "High seas", "公海", "Открытое море"},
	"YE": {"887", "Yemen", "イエメン", "Йемен"},
	"ZA": {"710", "South Africa", "南アフリカ", "ЮАР"},
}

// CountryName is the usual English name of a country, or its code where the name is not known here.
func CountryName(code string) string { return English.country(code) }

// country is the usual name of a country in a language, or its code where the name is not known here.
func (l Lang) country(code string) string {
	c, ok := countries[code]
	switch {
	case !ok:
		return code
	case l == Japanese:
		return c.ja
	case l == Russian:
		return c.ru
	}
	return c.en
}

// dangerClasses are the classes and divisions of dangerous goods (UN Model Regulations, 2.0.1.1); their names are in the
// catalogue, under "danger.CLASS".
var dangerClasses = []string{"1", "2.1", "2.2", "2.3", "3", "4.1", "4.2", "4.3", "5.1", "5.2", "6.1", "6.2", "7", "8", "9"}

// Choice is one entry of a list to choose from.
type Choice struct{ Value, Text string }
