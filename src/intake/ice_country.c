/* ice_country.c - countries as enforcement data names them; see ice.h.
 *
 * Source: the names of tblLookupAlienNat (April 2026 release of the
 * immigration courts), with the spellings of the agency's workbooks beside
 * them, matched with ISO 3166-1.  KOREA and CONGO may be either of two; a
 * country that is no more, any that came of it. */

#include <stdlib.h>
#include <string.h>

#include "intake/ice.h"

struct country {
	const char *name;
	const char *iso;
};

/* In the order of their names. */
static const struct country countries[] = { { "AFGHANISTAN", "AF" },
	{ "ALBANIA", "AL" }, { "ALGERIA", "DZ" }, { "ANDORRA", "AD" },
	{ "ANGOLA", "AO" }, { "ANGUILLA", "AI" },
	{ "ANTIGUA AND BARBUDA", "AG" }, { "ANTIGUA-BARBUDA", "AG" },
	{ "ARGENTINA", "AR" }, { "ARMENIA", "AM" }, { "ARUBA", "AW" },
	{ "AUSTRALIA", "AU" }, { "AUSTRIA", "AT" }, { "AZERBAIJAN", "AZ" },
	{ "BAHAMAS", "BS" }, { "BAHRAIN", "BH" }, { "BANGLADESH", "BD" },
	{ "BARBADOS", "BB" }, { "BELARUS", "BY" }, { "BELGIUM", "BE" },
	{ "BELIZE", "BZ" }, { "BENIN", "BJ" }, { "BERMUDA", "BM" },
	{ "BHUTAN", "BT" }, { "BOLIVIA", "BO" }, { "BOSNIA-HERZEGOVINA", "BA" },
	{ "BOTSWANA", "BW" }, { "BOUVET ISLAND", "BV" }, { "BRAZIL", "BR" },
	{ "BRITISH INDIAN OCEAN TERRITORY", "IO" },
	{ "BRITISH VIRGIN ISLANDS", "VG" }, { "BRUNEI", "BN" },
	{ "BULGARIA", "BG" }, { "BURKINA FASO", "BF" }, { "BURMA", "MM" },
	{ "BURUNDI", "BI" }, { "BYELORUSSIA", "BY" }, { "CAMBODIA", "KH" },
	{ "CAMEROON", "CM" }, { "CANADA", "CA" }, { "CAPE VERDE", "CV" },
	{ "CAYMAN ISLANDS", "KY" }, { "CENTRAL AFRICAN REPUBLIC", "CF" },
	{ "CHAD", "TD" }, { "CHILE", "CL" }, { "CHINA", "CN" },
	{ "CHINA, PEOPLES REPUBLIC OF", "CN" }, { "CHRISTMAS ISLANDS", "CX" },
	{ "COCOS ISLAND", "CC" }, { "COLOMBIA", "CO" }, { "COMOROS", "KM" },
	{ "CONGO", "CD CG" }, { "COOK ISLANDS", "CK" }, { "COSTA RICA", "CR" },
	{ "COTE D'IVOIRE", "CI" }, { "CROATIA", "HR" }, { "CUBA", "CU" },
	{ "CYPRUS", "CY" }, { "CZECH REPUBLIC", "CZ" },
	{ "CZECHOSLOVAKIA", "CZ SK" }, { "DEM REP OF THE CONGO", "CD" },
	{ "DEMOCRATIC REPUBLIC OF CONGO", "CD" },
	{ "DEMOCRATIC REPUBLIC OF THE CONGO", "CD" }, { "DENMARK", "DK" },
	{ "DJIBOUTI", "DJ" }, { "DOMINICA", "DM" },
	{ "DOMINICAN REPUBLIC", "DO" }, { "EAST TIMOR", "TL" },
	{ "ECUADOR", "EC" }, { "EGYPT", "EG" }, { "EL SALVADOR", "SV" },
	{ "EQUATORIAL GUINEA", "GQ" }, { "ERITREA", "ER" }, { "ESTONIA", "EE" },
	{ "ESWATINI", "SZ" }, { "ETHIOPIA", "ET" }, { "FAEROE ISLAND", "FO" },
	{ "FALKLAND ISLANDS", "FK" },
	{ "FEDERATED STATES OF MICRONESIA", "FM" }, { "FIJI", "FJ" },
	{ "FINLAND", "FI" }, { "FRANCE", "FR" }, { "FRENCH GUIANA", "GF" },
	{ "FRENCH POLYNESIA", "PF" },
	{ "FRENCH SOUTHERN AND ANTARCTIC LANDS", "TF" }, { "GABON", "GA" },
	{ "GAMBIA", "GM" }, { "GAZA STRIP", "PS" }, { "GEORGIA", "GE" },
	{ "GERMANY", "DE" }, { "GHANA", "GH" }, { "GIBRALTAR", "GI" },
	{ "GREAT BRITAIN", "GB" }, { "GREECE", "GR" }, { "GREENLAND", "GL" },
	{ "GRENADA", "GD" }, { "GUADELOUPE", "GP" }, { "GUATEMALA", "GT" },
	{ "GUINEA", "GN" }, { "GUINEA BISSAU", "GW" },
	{ "GUINEA-BISSAU", "GW" }, { "GUYANA", "GY" }, { "HAITI", "HT" },
	{ "HEARD AND MCDONALD ISLANDS", "HM" }, { "HOLLAND", "NL" },
	{ "HONDURAS", "HN" }, { "HONG KONG", "HK" }, { "HUNGARY", "HU" },
	{ "ICELAND", "IS" }, { "INDIA", "IN" }, { "INDONESIA", "ID" },
	{ "IRAN", "IR" }, { "IRAQ", "IQ" }, { "IRELAND", "IE" },
	{ "ISRAEL", "IL" }, { "ITALY", "IT" }, { "IVORY COAST", "CI" },
	{ "JAMAICA", "JM" }, { "JAPAN", "JP" }, { "JORDAN", "JO" },
	{ "KAZAKHSTAN", "KZ" }, { "KENYA", "KE" }, { "KIRGHIZIA", "KG" },
	{ "KIRIBATI", "KI" }, { "KOREA", "KP KR" }, { "KUWAIT", "KW" },
	{ "KYRGYZSTAN", "KG" }, { "LAOS", "LA" }, { "LATVIA", "LV" },
	{ "LEBANON", "LB" }, { "LESOTHO", "LS" }, { "LIBERIA", "LR" },
	{ "LIBYA", "LY" }, { "LIECHTENSTEIN", "LI" }, { "LITHUANIA", "LT" },
	{ "LUXEMBOURG", "LU" }, { "MACAU", "MO" }, { "MACEDONIA", "MK" },
	{ "MADAGASCAR", "MG" }, { "MALAWI", "MW" }, { "MALAYSIA", "MY" },
	{ "MALDIVES", "MV" }, { "MALI", "ML" }, { "MALTA", "MT" },
	{ "MARSHALL ISLANDS", "MH" }, { "MARTINIQUE", "MQ" },
	{ "MAURITANIA", "MR" }, { "MAURITIUS", "MU" }, { "MEXICO", "MX" },
	{ "MICRONESIA, FEDERATED STATES OF", "FM" }, { "MIDWAY ISLANDS", "UM" },
	{ "MOLDAVIA", "MD" }, { "MOLDOVA", "MD" }, { "MONACO", "MC" },
	{ "MONGOLIA", "MN" }, { "MONTENEGRO", "ME" }, { "MONTSERRAT", "MS" },
	{ "MOROCCO", "MA" }, { "MOZAMBIQUE", "MZ" }, { "NAMIBIA", "NA" },
	{ "NAURU", "NR" }, { "NEPAL", "NP" }, { "NETHERLANDS", "NL" },
	{ "NETHERLANDS ANTILLES", "AW BQ CW SX" }, { "NEW CALEDONIA", "NC" },
	{ "NEW ZEALAND", "NZ" }, { "NICARAGUA", "NI" }, { "NIGER", "NE" },
	{ "NIGERIA", "NG" }, { "NIUE", "NU" }, { "NORFOLK ISLAND", "NF" },
	{ "NORTH KOREA", "KP" }, { "NORTH MACEDONIA", "MK" },
	{ "NORTHERN MARIANA ISLANDS", "MP" }, { "NORWAY", "NO" },
	{ "OMAN", "OM" }, { "PAKISTAN", "PK" }, { "PALAU", "PW" },
	{ "PALESTINIAN", "PS" }, { "PANAMA", "PA" },
	{ "PAPUA NEW GUINEA", "PG" }, { "PARAGUAY", "PY" },
	{ "PEOPLE'S REPUBLIC OF BENIN", "BJ" },
	{ "PEOPLE'S REPUBLIC OF THE CONGO", "CG" },
	{ "PEOPLES REPUBLIC OF CHINA", "CN" }, { "PERU", "PE" },
	{ "PHILIPPINES", "PH" }, { "PITCAIRN ISLANDS", "PN" },
	{ "POLAND", "PL" }, { "PORTUGAL", "PT" }, { "PUERTO RICO", "PR" },
	{ "QATAR", "QA" }, { "REPUBLIC OF THE MARSHALL ISLANDS", "MH" },
	{ "REUNION", "RE" }, { "ROMANIA", "RO" }, { "RUSSIA", "RU" },
	{ "RWANDA", "RW" }, { "SAMOA", "WS" }, { "SAN MARINO", "SM" },
	{ "SAO TOME AND PRINCIPE", "ST" }, { "SAUDI ARABIA", "SA" },
	{ "SENEGAL", "SN" }, { "SERBIA", "RS" },
	{ "SERBIA AND MONTENEGRO", "ME RS" }, { "SERBIA MONTENEGRO", "ME RS" },
	{ "SEYCHELLES", "SC" }, { "SIERRA LEONE", "SL" }, { "SINGAPORE", "SG" },
	{ "SLOVAK REPUBLIC", "SK" }, { "SLOVAKIA", "SK" }, { "SLOVENIA", "SI" },
	{ "SOLOMON ISLANDS", "SB" }, { "SOMALIA", "SO" },
	{ "SOUTH AFRICA", "ZA" }, { "SOUTH KOREA", "KR" },
	{ "SOUTH SUDAN", "SS" },
	{ "SOVIET UNION", "AM AZ BY EE GE KG KZ LT LV MD RU TJ TM UA UZ" },
	{ "SPAIN", "ES" }, { "SRI LANKA", "LK" }, { "ST. HELENA", "SH" },
	{ "ST. KITTS AND NEVIS", "KN" }, { "ST. KITTS-NEVIS", "KN" },
	{ "ST. LUCIA", "LC" }, { "ST. PIERRE AND MIQUELON", "PM" },
	{ "ST. VINCENT AND THE GRENADINES", "VC" },
	{ "ST. VINCENT-GRENADINES", "VC" }, { "SUDAN", "SD" },
	{ "SURINAME", "SR" }, { "SWAZILAND", "SZ" }, { "SWEDEN", "SE" },
	{ "SWITZERLAND", "CH" }, { "SYRIA", "SY" }, { "TAIWAN", "TW" },
	{ "TAJIKISTAN", "TJ" }, { "TANZANIA", "TZ" }, { "THAILAND", "TH" },
	{ "THE REPUBLIC OF PALAU", "PW" }, { "TIMOR-LESTE", "TL" },
	{ "TOGO", "TG" }, { "TOKELAU", "TK" }, { "TONGA", "TO" },
	{ "TRINIDAD AND TOBAGO", "TT" },
	{ "TRUST TERRITORY OF THE PACIFIC ISLANDS", "FM MH MP PW" },
	{ "TUNISIA", "TN" }, { "TURKEY", "TR" }, { "TURKIYE", "TR" },
	{ "TURKMENISTAN", "TM" }, { "TURKS AND CAICOS ISLANDS", "TC" },
	{ "TUVALU", "TV" }, { "UGANDA", "UG" }, { "UKRAINE", "UA" },
	{ "UNITED ARAB EMIRATES", "AE" }, { "UNITED KINGDOM", "GB" },
	{ "UNITED STATES", "US" }, { "UNITED STATES OF AMERICA", "US" },
	{ "URUGUAY", "UY" },
	{ "USSR", "AM AZ BY EE GE KG KZ LT LV MD RU TJ TM UA UZ" },
	{ "UZBEKISTAN", "UZ" }, { "VANUATU", "VU" }, { "VENEZUELA", "VE" },
	{ "VIETNAM", "VN" }, { "WESTERN SAHARA", "EH" },
	{ "WESTERN SAMOA", "WS" }, { "YEMEN", "YE" },
	{ "YUGOSLAVIA", "BA HR ME MK RS SI" }, { "ZAIRE", "CD" },
	{ "ZAMBIA", "ZM" }, { "ZIMBABWE", "ZW" } };

static int
country_order(const void *a, const void *b)
{
	return strcmp(a, ((const struct country *)b)->name);
}

const char *
ice_country(const char *name)
{
	const struct country *found;
	char upper[64];
	size_t n = strlen(name);

	if (n >= sizeof(upper))
		return NULL;
	for (size_t i = 0; i <= n; i++)
		upper[i] = name[i] >= 'a' && name[i] <= 'z'
		    ? (char)(name[i] - 'a' + 'A')
		    : name[i];
	found =
	    bsearch(upper, countries, sizeof(countries) / sizeof(countries[0]),
		sizeof(countries[0]), country_order);
	return found != NULL ? found->iso : NULL;
}
