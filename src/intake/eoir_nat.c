/* eoir_nat.c - whose nationality a court's code is; see eoir_code.h.
 *
 * Source: tblLookupAlienNat of the April 2026 release, matched with ISO
 * 3166-1 by name; those that no name matched were set by hand: a country
 * under an old name (BM Burma, CG Zaire, UV Upper Volta) is the one it is
 * now; one that is no more (CZ, UR, YO, YS, NA, NQ) may be any that came of
 * it; Gaza and Palestinian are PS.  None: unknown, stateless, not
 * designated, Kosovo (no ISO code), British West Indies, Paracel Islands. */

#include <stdlib.h>
#include <string.h>

#include "intake/eoir_code.h"

struct nat {
	char code[3];
	const char *countries;
};

/* In the order of their codes. */
static const struct nat nats[] = { { "??", "" }, { "AB", "AW" }, { "AC", "AG" },
	{ "AF", "AF" }, { "AG", "DZ" }, { "AL", "AL" }, { "AM", "AM" },
	{ "AN", "AD" }, { "AO", "AO" }, { "AR", "AR" }, { "AS", "AU" },
	{ "AU", "AT" }, { "AV", "AI" }, { "AZ", "AZ" }, { "BA", "BH" },
	{ "BB", "BB" }, { "BC", "BW" }, { "BD", "BM" }, { "BE", "BE" },
	{ "BF", "BS" }, { "BG", "BD" }, { "BH", "BZ" }, { "BI", "BA" },
	{ "BL", "BO" }, { "BM", "MM" }, { "BN", "BJ" }, { "BO", "BF" },
	{ "BP", "SB" }, { "BR", "BR" }, { "BS", "BY" }, { "BT", "BT" },
	{ "BU", "BG" }, { "BV", "BV" }, { "BW", "" }, { "BX", "BN" },
	{ "BY", "BI" }, { "BZ", "BY" }, { "CA", "CA" }, { "CB", "KH" },
	{ "CC", "KH" }, { "CD", "TD" }, { "CE", "LK" }, { "CF", "CG" },
	{ "CG", "CD" }, { "CH", "CN" }, { "CI", "CL" }, { "CJ", "KY" },
	{ "CK", "CC" }, { "CM", "CM" }, { "CN", "KM" }, { "CO", "CO" },
	{ "CQ", "MP" }, { "CR", "CZ" }, { "CS", "CR" }, { "CT", "CF" },
	{ "CU", "CU" }, { "CV", "CV" }, { "CW", "CK" }, { "CX", "HR" },
	{ "CY", "CY" }, { "CZ", "CZ SK" }, { "DA", "DK" }, { "DC", "CD" },
	{ "DJ", "DJ" }, { "DM", "BJ" }, { "DO", "DM" }, { "DR", "DO" },
	{ "EC", "EC" }, { "EG", "EG" }, { "EI", "IE" }, { "EK", "GQ" },
	{ "EO", "EE" }, { "ER", "ER" }, { "ES", "SV" }, { "ET", "ET" },
	{ "FA", "FK" }, { "FG", "GF" }, { "FI", "FI" }, { "FJ", "FJ" },
	{ "FM", "FM" }, { "FO", "FO" }, { "FP", "PF" }, { "FR", "FR" },
	{ "FS", "TF" }, { "FW", "BL GP MF MQ" }, { "GA", "GM" }, { "GB", "GA" },
	{ "GC", "DE" }, { "GE", "DE" }, { "GH", "GH" }, { "GI", "GI" },
	{ "GJ", "GD" }, { "GL", "GL" }, { "GO", "GE" }, { "GP", "GP" },
	{ "GR", "GR" }, { "GT", "GT" }, { "GV", "GN" }, { "GY", "GY" },
	{ "GZ", "PS" }, { "HA", "HT" }, { "HK", "HK" }, { "HL", "NL" },
	{ "HM", "HM" }, { "HO", "HN" }, { "HU", "HU" }, { "IC", "IS" },
	{ "ID", "ID" }, { "IN", "IN" }, { "IO", "IO" }, { "IR", "IR" },
	{ "IS", "IL" }, { "IT", "IT" }, { "IU", "" }, { "IV", "CI" },
	{ "IY", "CI" }, { "IZ", "IQ" }, { "JA", "JP" }, { "JM", "JM" },
	{ "JO", "JO" }, { "KE", "KE" }, { "KG", "KG" }, { "KN", "KP" },
	{ "KO", "FM" }, { "KR", "KI" }, { "KS", "KR" }, { "KT", "CX" },
	{ "KU", "KW" }, { "KV", "" }, { "KZ", "KZ" }, { "LA", "LA" },
	{ "LE", "LB" }, { "LH", "LT" }, { "LI", "LR" }, { "LS", "LI" },
	{ "LT", "LS" }, { "LU", "LU" }, { "LV", "LV" }, { "LY", "LY" },
	{ "MA", "MG" }, { "MB", "MQ" }, { "MC", "MO" }, { "MD", "MD" },
	{ "MG", "MN" }, { "MH", "MS" }, { "MI", "MW" }, { "MJ", "ME" },
	{ "ML", "ML" }, { "MM", "MK" }, { "MN", "MC" }, { "MO", "MA" },
	{ "MP", "MU" }, { "MQ", "UM" }, { "MR", "MR" }, { "MS", "MS" },
	{ "MT", "MT" }, { "MU", "OM" }, { "MV", "MV" }, { "MX", "MX" },
	{ "MY", "MY" }, { "MZ", "MZ" }, { "NA", "AW BQ CW SX" }, { "NC", "NC" },
	{ "ND", "" }, { "NE", "NU" }, { "NF", "NF" }, { "NG", "NE" },
	{ "NH", "VU" }, { "NI", "NG" }, { "NL", "NL" }, { "NN", "" },
	{ "NO", "NO" }, { "NP", "NP" }, { "NQ", "FM MH MP PW" }, { "NR", "NR" },
	{ "NS", "SR" }, { "NU", "NI" }, { "NZ", "NZ" }, { "PA", "PY" },
	{ "PC", "PN" }, { "PE", "PE" }, { "PF", "" }, { "PI", "PW" },
	{ "PK", "PK" }, { "PL", "PL" }, { "PM", "PA" }, { "PN", "PS" },
	{ "PO", "PT" }, { "PP", "PG" }, { "PS", "PW" }, { "PU", "GW" },
	{ "QA", "QA" }, { "RE", "RE" }, { "RM", "MH" }, { "RO", "RO" },
	{ "RP", "PH" }, { "RQ", "PR" }, { "RS", "RS" }, { "RU", "RU" },
	{ "RW", "RW" }, { "SA", "SA" }, { "SB", "PM" }, { "SC", "KN" },
	{ "SE", "SC" }, { "SF", "ZA" }, { "SG", "SN" }, { "SH", "SH" },
	{ "SK", "KN" }, { "SL", "SL" }, { "SM", "SM" }, { "SN", "SG" },
	{ "SO", "SO" }, { "SP", "ES" }, { "SR", "SK" }, { "SS", "" },
	{ "ST", "LC" }, { "SU", "SD" }, { "SV", "SI" }, { "SW", "SE" },
	{ "SY", "SY" }, { "SZ", "CH" }, { "TA", "TJ" }, { "TC", "AE" },
	{ "TD", "TT" }, { "TH", "TH" }, { "TK", "TC" }, { "TL", "TK" },
	{ "TM", "TL" }, { "TN", "TO" }, { "TO", "TG" }, { "TP", "ST" },
	{ "TR", "TM" }, { "TS", "TN" }, { "TU", "TR" }, { "TV", "TV" },
	{ "TW", "TW" }, { "TZ", "TZ" }, { "UE", "UA" }, { "UG", "UG" },
	{ "UK", "GB" }, { "UN", "" },
	{ "UR", "AM AZ BY EE GE KG KZ LT LV MD RU TJ TM UA UZ" },
	{ "US", "US" }, { "UV", "BF" }, { "UY", "UY" }, { "UZ", "UZ" },
	{ "VC", "VC" }, { "VE", "VE" }, { "VI", "VG" }, { "VM", "VN" },
	{ "WA", "NA" }, { "WI", "EH" }, { "WS", "WS" }, { "WZ", "SZ" },
	{ "XS", "SS" }, { "XX", "" }, { "YE", "YE" },
	{ "YO", "BA HR ME MK RS SI" }, { "YS", "ME RS" }, { "ZA", "ZM" },
	{ "ZI", "ZW" } };

static int
nat_order(const void *a, const void *b)
{
	return strcmp(a, ((const struct nat *)b)->code);
}

const char *
nat_countries(uint32_t code)
{
	const struct nat *found;
	char text[5];

	code_text(code, text);
	found = bsearch(text, nats, sizeof(nats) / sizeof(nats[0]),
	    sizeof(nats[0]), nat_order);
	return found != NULL ? found->countries : NULL;
}
