/* The table behind court.h, in the order of ids.
 *
 * Ids: Free Law Project, courts-db (BSD-2-Clause); facts only.  Zones: where
 * the court principally sits, 28 U.S.C. 81-131 and 41.  Saipan keeps the
 * clock of Guam, and St. Thomas that of Puerto Rico, so they are given those
 * zones.  `eoir` stands for every immigration court, which sit in all zones:
 * an order of one says `zone` when it is not Eastern. */

#include "terms/court.h"

#include <string.h>

#define EASTERN  "America/New_York"
#define CENTRAL  "America/Chicago"
#define MOUNTAIN "America/Denver"
#define PACIFIC  "America/Los_Angeles"

/* clang-format off */
static const struct court courts[] = {
	{ "akd", "D. Alaska", "America/Anchorage", "ca9", false },
	{ "almd", "M.D. Alabama", CENTRAL, "ca11", false },
	{ "alnd", "N.D. Alabama", CENTRAL, "ca11", false },
	{ "alsd", "S.D. Alabama", CENTRAL, "ca11", false },
	{ "ared", "E.D. Arkansas", CENTRAL, "ca8", false },
	{ "arwd", "W.D. Arkansas", CENTRAL, "ca8", false },
	{ "azd", "D. Arizona", "America/Phoenix", "ca9", false },
	{ "bia", "Board of Immigration Appeals", EASTERN, NULL, false },
	{ "ca1", "1st Cir.", EASTERN, NULL, true },
	{ "ca10", "10th Cir.", MOUNTAIN, NULL, true },
	{ "ca11", "11th Cir.", EASTERN, NULL, true },
	{ "ca2", "2d Cir.", EASTERN, NULL, true },
	{ "ca3", "3d Cir.", EASTERN, NULL, true },
	{ "ca4", "4th Cir.", EASTERN, NULL, true },
	{ "ca5", "5th Cir.", CENTRAL, NULL, true },
	{ "ca6", "6th Cir.", EASTERN, NULL, true },
	{ "ca7", "7th Cir.", CENTRAL, NULL, true },
	{ "ca8", "8th Cir.", CENTRAL, NULL, true },
	{ "ca9", "9th Cir.", PACIFIC, NULL, true },
	{ "cacd", "C.D. California", PACIFIC, "ca9", false },
	{ "cadc", "D.C. Cir.", EASTERN, NULL, true },
	{ "caed", "E.D. California", PACIFIC, "ca9", false },
	{ "cafc", "Fed. Cir.", EASTERN, NULL, true },
	{ "cand", "N.D. California", PACIFIC, "ca9", false },
	{ "casd", "S.D. California", PACIFIC, "ca9", false },
	{ "cod", "D. Colorado", MOUNTAIN, "ca10", false },
	{ "ctd", "D. Connecticut", EASTERN, "ca2", false },
	{ "dcd", "District of Columbia", EASTERN, "cadc", false },
	{ "ded", "D. Delaware", EASTERN, "ca3", false },
	{ "eoir", "Immigration Court (EOIR)", EASTERN, NULL, false },
	{ "flmd", "M.D. Florida", EASTERN, "ca11", false },
	{ "flnd", "N.D. Florida", EASTERN, "ca11", false },
	{ "flsd", "S.D. Florida", EASTERN, "ca11", false },
	{ "gamd", "M.D. Georgia", EASTERN, "ca11", false },
	{ "gand", "N.D. Georgia", EASTERN, "ca11", false },
	{ "gasd", "S.D. Georgia", EASTERN, "ca11", false },
	{ "gud", "D. Guam", "Pacific/Guam", "ca9", false },
	{ "hid", "D. Hawaii", "Pacific/Honolulu", "ca9", false },
	{ "iand", "N.D. Iowa", CENTRAL, "ca8", false },
	{ "iasd", "S.D. Iowa", CENTRAL, "ca8", false },
	{ "idd", "D. Idaho", "America/Boise", "ca9", false },
	{ "ilcd", "C.D. Illinois", CENTRAL, "ca7", false },
	{ "ilnd", "N.D. Illinois", CENTRAL, "ca7", false },
	{ "ilsd", "S.D. Illinois", CENTRAL, "ca7", false },
	{ "innd", "N.D. Indiana", "America/Indiana/Indianapolis", "ca7", false },
	{ "insd", "S.D. Indiana", "America/Indiana/Indianapolis", "ca7", false },
	{ "ksd", "D. Kansas", CENTRAL, "ca10", false },
	{ "kyed", "E.D. Kentucky", EASTERN, "ca6", false },
	{ "kywd", "W.D. Kentucky", "America/Kentucky/Louisville", "ca6", false },
	{ "laed", "E.D. Louisiana", CENTRAL, "ca5", false },
	{ "lamd", "M.D. Louisiana", CENTRAL, "ca5", false },
	{ "lawd", "W.D. Louisiana", CENTRAL, "ca5", false },
	{ "mad", "D. Massachusetts", EASTERN, "ca1", false },
	{ "mdd", "D. Maryland", EASTERN, "ca4", false },
	{ "med", "D. Maine", EASTERN, "ca1", false },
	{ "mied", "E.D. Michigan", "America/Detroit", "ca6", false },
	{ "miwd", "W.D. Michigan", "America/Detroit", "ca6", false },
	{ "mnd", "D. Minnesota", CENTRAL, "ca8", false },
	{ "moed", "E.D. Missouri", CENTRAL, "ca8", false },
	{ "mowd", "W.D. Missouri", CENTRAL, "ca8", false },
	{ "msnd", "N.D. Mississippi", CENTRAL, "ca5", false },
	{ "mssd", "S.D. Mississippi", CENTRAL, "ca5", false },
	{ "mtd", "D. Montana", MOUNTAIN, "ca9", false },
	{ "nced", "E.D. North Carolina", EASTERN, "ca4", false },
	{ "ncmd", "M.D. North Carolina", EASTERN, "ca4", false },
	{ "ncwd", "W.D. North Carolina", EASTERN, "ca4", false },
	{ "ndd", "D. North Dakota", CENTRAL, "ca8", false },
	{ "ned", "D. Nebraska", CENTRAL, "ca8", false },
	{ "nhd", "D. New Hampshire", EASTERN, "ca1", false },
	{ "njd", "D. New Jersey", EASTERN, "ca3", false },
	{ "nmd", "D. New Mexico", MOUNTAIN, "ca10", false },
	{ "nmid", "Northern Mariana Islands", "Pacific/Guam", "ca9", false },
	{ "nvd", "D. Nevada", PACIFIC, "ca9", false },
	{ "nyed", "E.D. New York", EASTERN, "ca2", false },
	{ "nynd", "N.D. New York", EASTERN, "ca2", false },
	{ "nysd", "S.D. New York", EASTERN, "ca2", false },
	{ "nywd", "W.D. New York", EASTERN, "ca2", false },
	{ "ohnd", "N.D. Ohio", EASTERN, "ca6", false },
	{ "ohsd", "S.D. Ohio", EASTERN, "ca6", false },
	{ "oked", "E.D. Oklahoma", CENTRAL, "ca10", false },
	{ "oknd", "N.D. Oklahoma", CENTRAL, "ca10", false },
	{ "okwd", "W.D. Oklahoma", CENTRAL, "ca10", false },
	{ "ord", "D. Oregon", PACIFIC, "ca9", false },
	{ "paed", "E.D. Pennsylvania", EASTERN, "ca3", false },
	{ "pamd", "M.D. Pennsylvania", EASTERN, "ca3", false },
	{ "pawd", "W.D. Pennsylvania", EASTERN, "ca3", false },
	{ "prd", "D. Puerto Rico", "America/Puerto_Rico", "ca1", false },
	{ "rid", "D. Rhode Island", EASTERN, "ca1", false },
	{ "scd", "D. South Carolina", EASTERN, "ca4", false },
	{ "scotus", "Supreme Court of the United States", EASTERN, NULL, true },
	{ "sdd", "D. South Dakota", CENTRAL, "ca8", false },
	{ "tned", "E.D. Tennessee", EASTERN, "ca6", false },
	{ "tnmd", "M.D. Tennessee", CENTRAL, "ca6", false },
	{ "tnwd", "W.D. Tennessee", CENTRAL, "ca6", false },
	{ "txed", "E.D. Texas", CENTRAL, "ca5", false },
	{ "txnd", "N.D. Texas", CENTRAL, "ca5", false },
	{ "txsd", "S.D. Texas", CENTRAL, "ca5", false },
	{ "txwd", "W.D. Texas", CENTRAL, "ca5", false },
	{ "utd", "D. Utah", MOUNTAIN, "ca10", false },
	{ "vaed", "E.D. Virginia", EASTERN, "ca4", false },
	{ "vawd", "W.D. Virginia", EASTERN, "ca4", false },
	{ "vid", "Virgin Islands", "America/Puerto_Rico", "ca3", false },
	{ "vtd", "D. Vermont", EASTERN, "ca2", false },
	{ "waed", "E.D. Washington", PACIFIC, "ca9", false },
	{ "wawd", "W.D. Washington", PACIFIC, "ca9", false },
	{ "wied", "E.D. Wisconsin", CENTRAL, "ca7", false },
	{ "wiwd", "W.D. Wisconsin", CENTRAL, "ca7", false },
	{ "wvnd", "N.D. West Virginia", EASTERN, "ca4", false },
	{ "wvsd", "S.D. West Virginia", EASTERN, "ca4", false },
	{ "wyd", "D. Wyoming", MOUNTAIN, "ca10", false },
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
