/* closures.c - days on which courts may have been closed, beside the
 * holidays.
 *
 * All here are days on which the President closed the executive
 * departments.  Is such a day "declared a holiday by the President", Fed.
 * R. Civ. P. 6(a)(6)(B)?  The orders themselves speak of pay and leave and
 * reach no court.  The D.C. Circuit took 24 December 2001 for a legal
 * holiday under the appellate rule (Mashpee Wampanoag Tribal Council v.
 * Norton, 336 F.3d 1094 (2003), as reported; the passage was not read
 * here); the Seventh excluded a day on which the district court was
 * officially closed (Latham v. Dominick's Finer Foods, No. 98-1392 (1998)).
 * Nothing was found that binds the others, nor that says which courts
 * closed.  So none is verified: each is counted both as closed and as
 * open.  The half days of some years (afternoons of 24 December) close no
 * court on any reading and are left out.
 *
 * Holidays of states, rule 6(a)(6)(C), are in state_holidays.c. */

#include "core/calendar.h"

/* Days since 1970; 1970 to 2099.  Months are counted as if February had
 * 30 days, less what it lacks. */
#define LACKS(y, m) ((m) <= 2 ? 0 : (y) % 4 == 0 ? 1 : 2)
#define YEARS(y)    (((y)-1970) * 365 + ((y)-1969) / 4)
#define DAY(y, m, d)                                                  \
	{                                                             \
		YEARS(y) + (367 * (m)-362) / 12 - LACKS(y, m) + (d)-1 \
	}

#define CLOSED(y, m, d, by, where)                                        \
	{                                                                 \
		"*", DAY(y, m, d), "executive departments closed by " by, \
		    where, false                                          \
	}

static const struct closure closures[] = {
	CLOSED(1997, 12, 26, "the President",
	    "Latham v. Dominick's Finer Foods, No. 98-1392 (7th Cir. 1998)"),
	CLOSED(2001, 12, 24, "order of 5 December 2001",
	    "Mashpee Wampanoag v. Norton, 336 F.3d 1094 (D.C. Cir. 2003)"),
	CLOSED(2012, 12, 24, "Executive Order 13633", "77 Fed. Reg. 76339"),
	CLOSED(2014, 12, 26, "Executive Order 13682", "79 Fed. Reg. 73459"),
	CLOSED(2018, 12, 5, "Executive Order 13852", "83 Fed. Reg. 62687"),
	CLOSED(2018, 12, 24, "Executive Order 13854", "83 Fed. Reg. 65481"),
	CLOSED(2019, 12, 24, "Executive Order 13900", "84 Fed. Reg. 69983"),
	CLOSED(2020, 12, 24, "order of 11 December 2020",
	    "press reports of the order; its number was not read"),
	CLOSED(2024, 12, 24, "Executive Order 14129", "89 Fed. Reg. 104857"),
	CLOSED(2025, 1, 9, "Executive Order 14133", "90 Fed. Reg. 187"),
	CLOSED(2025, 12, 24, "order of 18 December 2025",
	    "text of the order; its number was not read"),
	CLOSED(2025, 12, 26, "order of 18 December 2025",
	    "text of the order; its number was not read"),
};

const struct closure *
calendar_closures(size_t *n)
{
	*n = sizeof(closures) / sizeof(closures[0]);
	return closures;
}
