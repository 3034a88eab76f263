/* The table behind court.h, in the order of ids.
 *
 * Ids: Free Law Project, courts-db (BSD-2-Clause); facts only.  Zones: where
 * the court principally sits, 28 U.S.C. 81-131 and 41.  Saipan keeps the
 * clock of Guam, and St. Thomas that of Puerto Rico, so they are given those
 * zones.  States: of the district; of a circuit, where its clerk has the
 * principal office (Boston, New York, Philadelphia, Richmond, New Orleans,
 * Cincinnati, Chicago, St. Louis, San Francisco, Denver, Atlanta,
 * Washington).  The Supreme Court and the Board, whose time no rule 6 or 26
 * counts, keep none.  `eoir` stands for every immigration court, which sit in
 * all zones: an order of one says `zone` when it is not Eastern. */

#include "terms/court.h"

#include <string.h>

#define EASTERN  "America/New_York"
#define CENTRAL  "America/Chicago"
#define MOUNTAIN "America/Denver"
#define PACIFIC  "America/Los_Angeles"

/* clang-format off */
static const struct court courts[] = {
	{ "akd", "D. Alaska", "America/Anchorage", "ca9", false, "AK" },
	{ "almd", "M.D. Alabama", CENTRAL, "ca11", false, "AL" },
	{ "alnd", "N.D. Alabama", CENTRAL, "ca11", false, "AL" },
	{ "alsd", "S.D. Alabama", CENTRAL, "ca11", false, "AL" },
	{ "ared", "E.D. Arkansas", CENTRAL, "ca8", false, "AR" },
	{ "arwd", "W.D. Arkansas", CENTRAL, "ca8", false, "AR" },
	{ "azd", "D. Arizona", "America/Phoenix", "ca9", false, "AZ" },
	{ "bia", "Board of Immigration Appeals", EASTERN, NULL, false, NULL },
	{ "ca1", "1st Cir.", EASTERN, NULL, true, "MA" },
	{ "ca10", "10th Cir.", MOUNTAIN, NULL, true, "CO" },
	{ "ca11", "11th Cir.", EASTERN, NULL, true, "GA" },
	{ "ca2", "2d Cir.", EASTERN, NULL, true, "NY" },
	{ "ca3", "3d Cir.", EASTERN, NULL, true, "PA" },
	{ "ca4", "4th Cir.", EASTERN, NULL, true, "VA" },
	{ "ca5", "5th Cir.", CENTRAL, NULL, true, "LA" },
	{ "ca6", "6th Cir.", EASTERN, NULL, true, "OH" },
	{ "ca7", "7th Cir.", CENTRAL, NULL, true, "IL" },
	{ "ca8", "8th Cir.", CENTRAL, NULL, true, "MO" },
	{ "ca9", "9th Cir.", PACIFIC, NULL, true, "CA" },
	{ "cacd", "C.D. California", PACIFIC, "ca9", false, "CA" },
	{ "cadc", "D.C. Cir.", EASTERN, NULL, true, "DC" },
	{ "caed", "E.D. California", PACIFIC, "ca9", false, "CA" },
	{ "cafc", "Fed. Cir.", EASTERN, NULL, true, "DC" },
	{ "cand", "N.D. California", PACIFIC, "ca9", false, "CA" },
	{ "casd", "S.D. California", PACIFIC, "ca9", false, "CA" },
	{ "cod", "D. Colorado", MOUNTAIN, "ca10", false, "CO" },
	{ "ctd", "D. Connecticut", EASTERN, "ca2", false, "CT" },
	{ "dcd", "District of Columbia", EASTERN, "cadc", false, "DC" },
	{ "ded", "D. Delaware", EASTERN, "ca3", false, "DE" },
	{ "eoir", "Immigration Court (EOIR)", EASTERN, NULL, false, NULL },
	{ "flmd", "M.D. Florida", EASTERN, "ca11", false, "FL" },
	{ "flnd", "N.D. Florida", EASTERN, "ca11", false, "FL" },
	{ "flsd", "S.D. Florida", EASTERN, "ca11", false, "FL" },
	{ "gamd", "M.D. Georgia", EASTERN, "ca11", false, "GA" },
	{ "gand", "N.D. Georgia", EASTERN, "ca11", false, "GA" },
	{ "gasd", "S.D. Georgia", EASTERN, "ca11", false, "GA" },
	{ "gud", "D. Guam", "Pacific/Guam", "ca9", false, "GU" },
	{ "hid", "D. Hawaii", "Pacific/Honolulu", "ca9", false, "HI" },
	{ "iand", "N.D. Iowa", CENTRAL, "ca8", false, "IA" },
	{ "iasd", "S.D. Iowa", CENTRAL, "ca8", false, "IA" },
	{ "idd", "D. Idaho", "America/Boise", "ca9", false, "ID" },
	{ "ilcd", "C.D. Illinois", CENTRAL, "ca7", false, "IL" },
	{ "ilnd", "N.D. Illinois", CENTRAL, "ca7", false, "IL" },
	{ "ilsd", "S.D. Illinois", CENTRAL, "ca7", false, "IL" },
	{ "innd", "N.D. Indiana", "America/Indiana/Indianapolis", "ca7", false, "IN" },
	{ "insd", "S.D. Indiana", "America/Indiana/Indianapolis", "ca7", false, "IN" },
	{ "ksd", "D. Kansas", CENTRAL, "ca10", false, "KS" },
	{ "kyed", "E.D. Kentucky", EASTERN, "ca6", false, "KY" },
	{ "kywd", "W.D. Kentucky", "America/Kentucky/Louisville", "ca6", false, "KY" },
	{ "laed", "E.D. Louisiana", CENTRAL, "ca5", false, "LA" },
	{ "lamd", "M.D. Louisiana", CENTRAL, "ca5", false, "LA" },
	{ "lawd", "W.D. Louisiana", CENTRAL, "ca5", false, "LA" },
	{ "mad", "D. Massachusetts", EASTERN, "ca1", false, "MA" },
	{ "mdd", "D. Maryland", EASTERN, "ca4", false, "MD" },
	{ "med", "D. Maine", EASTERN, "ca1", false, "ME" },
	{ "mied", "E.D. Michigan", "America/Detroit", "ca6", false, "MI" },
	{ "miwd", "W.D. Michigan", "America/Detroit", "ca6", false, "MI" },
	{ "mnd", "D. Minnesota", CENTRAL, "ca8", false, "MN" },
	{ "moed", "E.D. Missouri", CENTRAL, "ca8", false, "MO" },
	{ "mowd", "W.D. Missouri", CENTRAL, "ca8", false, "MO" },
	{ "msnd", "N.D. Mississippi", CENTRAL, "ca5", false, "MS" },
	{ "mssd", "S.D. Mississippi", CENTRAL, "ca5", false, "MS" },
	{ "mtd", "D. Montana", MOUNTAIN, "ca9", false, "MT" },
	{ "nced", "E.D. North Carolina", EASTERN, "ca4", false, "NC" },
	{ "ncmd", "M.D. North Carolina", EASTERN, "ca4", false, "NC" },
	{ "ncwd", "W.D. North Carolina", EASTERN, "ca4", false, "NC" },
	{ "ndd", "D. North Dakota", CENTRAL, "ca8", false, "ND" },
	{ "ned", "D. Nebraska", CENTRAL, "ca8", false, "NE" },
	{ "nhd", "D. New Hampshire", EASTERN, "ca1", false, "NH" },
	{ "njd", "D. New Jersey", EASTERN, "ca3", false, "NJ" },
	{ "nmd", "D. New Mexico", MOUNTAIN, "ca10", false, "NM" },
	{ "nmid", "Northern Mariana Islands", "Pacific/Guam", "ca9", false, "MP" },
	{ "nvd", "D. Nevada", PACIFIC, "ca9", false, "NV" },
	{ "nyed", "E.D. New York", EASTERN, "ca2", false, "NY" },
	{ "nynd", "N.D. New York", EASTERN, "ca2", false, "NY" },
	{ "nysd", "S.D. New York", EASTERN, "ca2", false, "NY" },
	{ "nywd", "W.D. New York", EASTERN, "ca2", false, "NY" },
	{ "ohnd", "N.D. Ohio", EASTERN, "ca6", false, "OH" },
	{ "ohsd", "S.D. Ohio", EASTERN, "ca6", false, "OH" },
	{ "oked", "E.D. Oklahoma", CENTRAL, "ca10", false, "OK" },
	{ "oknd", "N.D. Oklahoma", CENTRAL, "ca10", false, "OK" },
	{ "okwd", "W.D. Oklahoma", CENTRAL, "ca10", false, "OK" },
	{ "ord", "D. Oregon", PACIFIC, "ca9", false, "OR" },
	{ "paed", "E.D. Pennsylvania", EASTERN, "ca3", false, "PA" },
	{ "pamd", "M.D. Pennsylvania", EASTERN, "ca3", false, "PA" },
	{ "pawd", "W.D. Pennsylvania", EASTERN, "ca3", false, "PA" },
	{ "prd", "D. Puerto Rico", "America/Puerto_Rico", "ca1", false, "PR" },
	{ "rid", "D. Rhode Island", EASTERN, "ca1", false, "RI" },
	{ "scd", "D. South Carolina", EASTERN, "ca4", false, "SC" },
	{ "scotus", "Supreme Court of the United States", EASTERN, NULL, true, NULL },
	{ "sdd", "D. South Dakota", CENTRAL, "ca8", false, "SD" },
	{ "tned", "E.D. Tennessee", EASTERN, "ca6", false, "TN" },
	{ "tnmd", "M.D. Tennessee", CENTRAL, "ca6", false, "TN" },
	{ "tnwd", "W.D. Tennessee", CENTRAL, "ca6", false, "TN" },
	{ "txed", "E.D. Texas", CENTRAL, "ca5", false, "TX" },
	{ "txnd", "N.D. Texas", CENTRAL, "ca5", false, "TX" },
	{ "txsd", "S.D. Texas", CENTRAL, "ca5", false, "TX" },
	{ "txwd", "W.D. Texas", CENTRAL, "ca5", false, "TX" },
	{ "utd", "D. Utah", MOUNTAIN, "ca10", false, "UT" },
	{ "vaed", "E.D. Virginia", EASTERN, "ca4", false, "VA" },
	{ "vawd", "W.D. Virginia", EASTERN, "ca4", false, "VA" },
	{ "vid", "Virgin Islands", "America/Puerto_Rico", "ca3", false, "VI" },
	{ "vtd", "D. Vermont", EASTERN, "ca2", false, "VT" },
	{ "waed", "E.D. Washington", PACIFIC, "ca9", false, "WA" },
	{ "wawd", "W.D. Washington", PACIFIC, "ca9", false, "WA" },
	{ "wied", "E.D. Wisconsin", CENTRAL, "ca7", false, "WI" },
	{ "wiwd", "W.D. Wisconsin", CENTRAL, "ca7", false, "WI" },
	{ "wvnd", "N.D. West Virginia", EASTERN, "ca4", false, "WV" },
	{ "wvsd", "S.D. West Virginia", EASTERN, "ca4", false, "WV" },
	{ "wyd", "D. Wyoming", MOUNTAIN, "ca10", false, "WY" },
};
/* clang-format on */

const struct court *
court_find(const char *id)
{
	size_t low = 0, high = sizeof(courts) / sizeof(courts[0]);

	if (id == NULL)
		return NULL;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(id, courts[mid].id);

		if (order == 0)
			return &courts[mid];
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

const struct court *
court_table(size_t *n)
{
	*n = sizeof(courts) / sizeof(courts[0]);
	return courts;
}

struct calendar
court_calendar(const struct court *court, const struct court *from)
{
	struct calendar c = { .court = NULL };
	const struct court *circuit = court;

	c.closures = calendar_closures(&c.nclosures);
	if (court == NULL)
		return c;
	if (court->circuit != NULL)
		circuit = court_find(court->circuit);
	c.court = court->id;
	c.state = court->state;
	c.circuit_state = circuit != NULL ? circuit->state : NULL;
	c.from_state = from != NULL ? from->state : NULL;
	return c;
}
