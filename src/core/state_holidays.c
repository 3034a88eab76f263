/* state_holidays.c - days that a state declares holidays, by rule and year.
 *
 * Fed. R. Civ. P. 6(a)(6)(C): "for periods that are measured after an event,
 * any other day declared a holiday by the state where the district court is
 * located".  What the nation keeps as well is not here, nor what was a
 * state's alone before it became the nation's (Dr. King before 1986), but
 * for Juneteenth.
 *
 * A row is sure only from the year whose text of the law was read, and only
 * when state offices or courts close on it; before that, and otherwise, it
 * is counted both ways.  Dwyer v. Duffy, 426 F.3d 1041 (9th Cir. 2005), as
 * reported, took a day on which California's courts close for a day
 * appointed as a holiday by the state.  Days of one county (Suffolk, which
 * has Boston) are never sure.
 *
 * LISTED: from a published list of holidays, no statute read.
 *
 * Not here: days a governor appoints for one year; holidays by the moon
 * (Yom Kippur in North Carolina, Rosh Hashanah and Yom Kippur in Texas, where
 * they are optional, Diwali in California); half days (Christmas Eve from noon
 * in North Dakota, 1-03-01.1).  Idaho Code 73-108, Or. Rev. Stat. 187.010 and
 * Wyo. Stat. 8-4-101 were read and have nothing that the nation does not
 * keep; of Ohio and South Dakota nothing was found. */

#include "core/calendar.h"

#include <stddef.h>

enum { SUNDAY, MONDAY, TUESDAY, THURSDAY = 4, FRIDAY, SATURDAY };

#define LISTED                 "vacanza/holidays, a list; no statute read"

#define ON(month, day)         month, day, 0, 0, 0
#define NTH(month, week, wday) month, 0, week, wday, 0
#define EASTER(plus)           0, 0, 0, 0, plus
#define GOOD_FRIDAY            EASTER(-2)
#define MARDI_GRAS             EASTER(-47)
#define ELECTION               11, 0, 1, MONDAY, 1
#define AFTER_THANKSGIVING     11, 0, 4, THURSDAY, 1
#define MON                    MOVES_MONDAY
#define FRI                    MOVES_FRIDAY
#define EVE                    MOVES_EVE
#define MAYBE                  MOVES_DOUBT

/* State, name, first and last year, sure from; rule; every so many years;
 * where it moves. */
/* clang-format off */
static const struct state_holiday table[] = {
	{ "AK", "Seward's Day (AK)", 1970, 0, 0, NTH(3, 5, MONDAY), 1, 0,
	    "Alaska Stat. 44.12.010, by a list" },
	{ "AK", "Alaska Day (AK)", 1970, 0, 0, ON(10, 18), 1, MON | FRI,
	    "Alaska Stat. 44.12.010, by a list" },
	{ "AL", "Confederate Memorial Day (AL)", 1970, 0, 0,
	    NTH(4, 4, MONDAY), 1, 0, LISTED },
	{ "AL", "Jefferson Davis' Birthday (AL)", 1970, 0, 0,
	    NTH(6, 1, MONDAY), 1, 0, LISTED },

	/* 1-5-101, of 2018: (b) moves it both ways; 1-5-102: offices close. */
	{ "AR", "Christmas Eve (AR)", 1970, 0, 2018, ON(12, 24), 1, MON | FRI,
	    "Ark. Code 1-5-101, 1-5-102" },
	/* As printed in a bill of 2018; (B) does not move it, and what else
	 * is said of it there was not read. */
	{ "AZ", "Constitution Commemoration Day (AZ)", 1970, 0, 0, ON(9, 17),
	    1, 0, "Ariz. Rev. Stat. 1-301(A)" },

	/* 6700: "The holidays in this state are".  Courts close by Code
	 * Civ. Proc. 135, and on the Friday for a Saturday. */
	{ "CA", "Lunar New Year (CA)", 2025, 2025, 0, ON(1, 29), 1, 0,
	    "Cal. Gov. Code 6700; the date was computed" },
	{ "CA", "Lunar New Year (CA)", 2026, 2026, 0, ON(2, 17), 1, 0,
	    "Cal. Gov. Code 6700; the date was computed" },
	{ "CA", "Lunar New Year (CA)", 2028, 2028, 0, ON(1, 26), 1, 0,
	    "Cal. Gov. Code 6700; the date was computed" },
	{ "CA", "Lunar New Year (CA)", 2029, 2029, 0, ON(2, 13), 1, 0,
	    "Cal. Gov. Code 6700; the date was computed" },
	{ "CA", "Lincoln Day (CA)", 1970, 0, 2007, ON(2, 12), 1, MON,
	    "Cal. Gov. Code 6700, 6701" },
	{ "CA", "Lincoln Day (CA)", 1970, 0, 0, ON(2, 12), 1, FRI,
	    "Cal. Code Civ. Proc. 135" },
	{ "CA", "Cesar Chavez Day (CA)", 2001, 0, 2007, ON(3, 31), 1, MON,
	    "Cal. Gov. Code 6700, 6701" },
	{ "CA", "Cesar Chavez Day (CA)", 2001, 0, 0, ON(3, 31), 1, FRI,
	    "Cal. Code Civ. Proc. 135" },
	{ "CA", "Good Friday from noon to three (CA)", 1970, 0, 0,
	    GOOD_FRIDAY, 1, 0, "Cal. Gov. Code 6700" },
	{ "CA", "Genocide Remembrance Day (CA)", 2023, 0, 0, ON(4, 24), 1, MON,
	    "Cal. Gov. Code 6700; no court closes" },
	{ "CA", "Admission Day (CA)", 1970, 0, 0, ON(9, 9), 1, MON,
	    "Cal. Gov. Code 6700, 6701; no court closes" },
	{ "CA", "Native American Day (CA)", 2015, 0, 2026, NTH(9, 4, FRIDAY),
	    1, 0, "Cal. Gov. Code 6700; Calaveras Superior Court, 2026" },
	{ "CA", "day after Thanksgiving (CA)", 1975, 0, 2005,
	    AFTER_THANKSGIVING, 1, 0, "Dwyer v. Duffy, 426 F.3d 1041" },

	{ "CO", "Cesar Chavez Day (CO)", 2001, 0, 0, ON(3, 31), 1, 0, LISTED },
	{ "CO", "Frances Xavier Cabrini Day (CO)", 2020, 0, 2024,
	    NTH(10, 1, MONDAY), 1, 0, "Colo. Rev. Stat. 24-11-101" },
	{ "CT", "Lincoln Day (CT)", 1970, 0, 2019, ON(2, 12), 1, MON | FRI,
	    "Conn. Gen. Stat. 1-4" },
	{ "CT", "Good Friday (CT)", 1970, 0, 0, GOOD_FRIDAY, 1, 0, LISTED },

	/* 28-2701: "holidays in the District for all purposes". */
	{ "DC", "Inauguration Day (DC)", 1973, 0, 2013, ON(1, 20), 4, MON,
	    "D.C. Code 28-2701" },
	{ "DC", "Emancipation Day (DC)", 2005, 0, 2007, ON(4, 16), 1,
	    MON | FRI, "D.C. Code 28-2701, 1-612.02" },
	{ "DE", "Good Friday (DE)", 1970, 0, 0, GOOD_FRIDAY, 1, 0, LISTED },
	{ "DE", "Election Day (DE)", 1970, 0, 0, ELECTION, 2, 0, LISTED },
	{ "DE", "day after Thanksgiving (DE)", 1975, 0, 0, AFTER_THANKSGIVING,
	    1, 0, LISTED },

	/* State offices close on the days of 110.117 alone. */
	{ "FL", "Dr. King's birthday itself (FL)", 1978, 0, 0, ON(1, 15), 1,
	    MON, "Fla. Stat. 683.01" },
	{ "FL", "Robert E. Lee's Birthday (FL)", 1970, 0, 0, ON(1, 19), 1,
	    MON, "Fla. Stat. 683.01" },
	{ "FL", "Lincoln's Birthday (FL)", 1970, 0, 0, ON(2, 12), 1, MON,
	    "Fla. Stat. 683.01" },
	{ "FL", "Susan B. Anthony's Birthday (FL)", 1970, 0, 0, ON(2, 15), 1,
	    MON, "Fla. Stat. 683.01" },
	{ "FL", "Shrove Tuesday in some counties (FL)", 1970, 0, 0,
	    MARDI_GRAS, 1, 0, "Fla. Stat. 683.01" },
	{ "FL", "Tuskegee Airmen Day (FL)", 2024, 0, 0, NTH(3, 4, THURSDAY),
	    1, 0, "Fla. Stat. 683.01" },
	{ "FL", "Good Friday (FL)", 1970, 0, 0, GOOD_FRIDAY, 1, 0,
	    "Fla. Stat. 683.01" },
	{ "FL", "Pascua Florida Day (FL)", 1970, 0, 0, ON(4, 2), 1, MON,
	    "Fla. Stat. 683.01" },
	{ "FL", "Confederate Memorial Day (FL)", 1970, 0, 0, ON(4, 26), 1,
	    MON, "Fla. Stat. 683.01" },
	{ "FL", "Jefferson Davis' Birthday (FL)", 1970, 0, 0, ON(6, 3), 1,
	    MON, "Fla. Stat. 683.01" },
	{ "FL", "Flag Day (FL)", 1970, 0, 0, ON(6, 14), 1, MON,
	    "Fla. Stat. 683.01" },
	{ "FL", "General Election Day (FL)", 1970, 0, 0, ELECTION, 2, 0,
	    "Fla. Stat. 683.01" },
	{ "FL", "day after Thanksgiving (FL)", 1975, 0, 2018,
	    AFTER_THANKSGIVING, 1, 0, "Fla. Stat. 110.117" },

	/* Days in lieu, which the Governor fixes each year. */
	{ "GA", "a state holiday in April (GA)", 1970, 2019, 0,
	    NTH(4, 4, MONDAY), 1, 0, "Ga. Code 1-4-1; days by a list" },
	{ "GA", "a state holiday on Good Friday (GA)", 2020, 0, 0,
	    GOOD_FRIDAY, 1, 0, "Ga. Code 1-4-1; days by a list" },
	{ "GA", "day after Thanksgiving (GA)", 1986, 0, 0, AFTER_THANKSGIVING,
	    1, 0, "Ga. Code 1-4-1; days by a list" },
	{ "GA", "Washington's Birthday in December (GA)", 1971, 0, 0,
	    ON(12, 24), 1, EVE, "Ga. Code 1-4-1; days by a list" },
	{ "GA", "Washington's Birthday in December (GA)", 1971, 0, 0,
	    ON(12, 26), 1, 0, "Ga. Code 1-4-1; days by a list" },
	{ "GU", "Guam History Day (GU)", 1970, 0, 0, NTH(3, 1, MONDAY), 1, 0,
	    LISTED },
	{ "GU", "Good Friday (GU)", 1970, 0, 0, GOOD_FRIDAY, 1, 0, LISTED },
	{ "GU", "Liberation Day (GU)", 1970, 0, 0, ON(7, 21), 1, MON | FRI,
	    LISTED },
	{ "GU", "All Souls' Day (GU)", 1970, 0, 0, ON(11, 2), 1, MON | FRI,
	    LISTED },
	{ "GU", "Our Lady of Camarin Day (GU)", 1970, 0, 0, ON(12, 8), 1,
	    MON | FRI, LISTED },

	/* 8-1: "set apart and established as state holidays". */
	{ "HI", "Kuhio Day (HI)", 1970, 0, 2006, ON(3, 26), 1,
	    MON | FRI | MAYBE, "Haw. Rev. Stat. 8-1" },
	{ "HI", "Good Friday (HI)", 1970, 0, 2006, GOOD_FRIDAY, 1, 0,
	    "Haw. Rev. Stat. 8-1" },
	{ "HI", "Kamehameha Day (HI)", 1970, 0, 2006, ON(6, 11), 1,
	    MON | FRI | MAYBE, "Haw. Rev. Stat. 8-1" },
	{ "HI", "Statehood Day (HI)", 1970, 0, 2006, NTH(8, 3, FRIDAY), 1, 0,
	    "Haw. Rev. Stat. 8-1" },
	{ "HI", "Election Day (HI)", 1970, 0, 2006, ELECTION, 2, 0,
	    "Haw. Rev. Stat. 8-1" },
	{ "IA", "Lincoln's Birthday (IA)", 1971, 0, 0, ON(2, 12), 1,
	    MON | FRI, LISTED },

	{ "IL", "Lincoln's Birthday (IL)", 1970, 0, 0, ON(2, 12), 1,
	    MON | FRI, "10 Ill. Comp. Stat. 5/1-6" },
	{ "IL", "Casimir Pulaski's Birthday (IL)", 1978, 0, 0,
	    NTH(3, 1, MONDAY), 1, 0, "10 Ill. Comp. Stat. 5/1-6" },
	{ "IL", "Good Friday (IL)", 1970, 0, 0, GOOD_FRIDAY, 1, 0,
	    "10 Ill. Comp. Stat. 5/1-6" },
	{ "IL", "General Election Day (IL)", 1970, 0, 0, ELECTION, 2, 0,
	    LISTED },
	{ "IL", "2020 General Election Day (IL)", 2020, 2020, 2020, ELECTION,
	    1, 0, "110 Ill. Comp. Stat. 70/45a, P.A. 101-642" },
	{ "IN", "Good Friday (IN)", 1970, 0, 0, GOOD_FRIDAY, 1, 0, LISTED },
	{ "IN", "Primary Election Day (IN)", 2006, 0, 0,
	    5, 0, 1, MONDAY, 1, 1, 0, LISTED },
	{ "IN", "Election Day (IN)", 1970, 0, 0, ELECTION, 1, 0, LISTED },
	{ "IN", "Lincoln's Birthday in November (IN)", 1970, 0, 0,
	    AFTER_THANKSGIVING, 1, 0, LISTED },
	{ "IN", "Washington's Birthday in December (IN)", 1971, 0, 0,
	    ON(12, 24), 1, EVE, LISTED },
	{ "IN", "Washington's Birthday in December (IN)", 1971, 0, 0,
	    ON(12, 26), 1, 0, LISTED },
	{ "KS", "Christmas Eve (KS)", 2013, 0, 0, ON(12, 24), 1, EVE, LISTED },

	/* Offices "may be closed". */
	{ "KY", "Robert E. Lee Day (KY)", 1970, 0, 0, ON(1, 19), 1, 0,
	    "Ky. Rev. Stat. 2.110" },
	{ "KY", "Franklin D. Roosevelt Day (KY)", 1970, 0, 0, ON(1, 30), 1, 0,
	    "Ky. Rev. Stat. 2.110" },
	{ "KY", "Lincoln's Birthday (KY)", 1970, 0, 0, ON(2, 12), 1, 0,
	    "Ky. Rev. Stat. 2.110" },
	{ "KY", "Good Friday (KY)", 1970, 0, 0, GOOD_FRIDAY, 1, 0, LISTED },
	{ "KY", "Jefferson Davis Day (KY)", 1970, 0, 0, ON(6, 3), 1, 0,
	    "Ky. Rev. Stat. 2.110" },
	{ "KY", "New Year's Eve (KY)", 2013, 0, 0, ON(12, 31), 1, EVE,
	    LISTED },

	/* 1:55(A), legal holidays; (B), no employee works; (E), clerks of
	 * the state's courts close. */
	{ "LA", "Battle of New Orleans (LA)", 1970, 0, 0, ON(1, 8), 1, 0,
	    "La. Rev. Stat. 1:55(A)" },
	{ "LA", "Robert E. Lee Day (LA)", 1970, 2022, 0, ON(1, 19), 1, 0,
	    "La. Rev. Stat. 1:55(A) until 2022" },
	{ "LA", "Mardi Gras (LA)", 1970, 0, 2023, MARDI_GRAS, 1, 0,
	    "La. Rev. Stat. 1:55(A), (B)" },
	{ "LA", "Good Friday (LA)", 1970, 0, 2018, GOOD_FRIDAY, 1, 0,
	    "La. Rev. Stat. 1:55(A), (B), (E)" },
	{ "LA", "Confederate Memorial Day (LA)", 1970, 2022, 0, ON(6, 3), 1,
	    0, "La. Rev. Stat. 1:55(A) until 2022" },
	{ "LA", "Huey P. Long Day (LA)", 1970, 0, 0, ON(8, 30), 1, 0,
	    "La. Rev. Stat. 1:55(A)" },
	{ "LA", "All Saints' Day (LA)", 1970, 0, 2018, ON(11, 1), 1, 0,
	    "La. Rev. Stat. 1:55(A), (E)" },
	{ "LA", "General Election Day (LA)", 1970, 0, 2024, ELECTION, 2, 0,
	    "La. Rev. Stat. 1:55(B)" },
	{ "LA", "day after Thanksgiving (LA)", 1970, 0, 0,
	    AFTER_THANKSGIVING, 1, 0, "La. Rev. Stat. 1:55(E)" },
	{ "LA", "Christmas Eve (LA)", 1970, 0, 0, ON(12, 24), 1, 0,
	    "La. Rev. Stat. 1:55(E)" },
	{ "LA", "New Year's Eve (LA)", 1970, 0, 0, ON(12, 31), 1, 0,
	    "La. Rev. Stat. 1:55(E)" },

	/* Chapter 136, 12: offices close, but on 17 March and 17 June in
	 * Suffolk County alone, where the courts stay open. */
	{ "MA", "Evacuation Day in Suffolk County (MA)", 1970, 0, 0,
	    ON(3, 17), 1, MON, "Mass. Gen. Laws ch. 136, 12" },
	{ "MA", "Patriots' Day (MA)", 1970, 0, 2013, NTH(4, 3, MONDAY), 1, 0,
	    "Mass. Gen. Laws ch. 4, 7, cl. 18; ch. 136, 12" },
	{ "MA", "Bunker Hill Day in Suffolk County (MA)", 1970, 0, 0,
	    ON(6, 17), 1, MON, "Mass. Gen. Laws ch. 136, 12" },

	/* 1-111 was read; on which of its days offices close was not. */
	{ "MD", "Inauguration Day (MD)", 1973, 0, 0, ON(1, 20), 4, MON,
	    LISTED },
	{ "MD", "Lincoln's Birthday (MD)", 1970, 0, 0, ON(2, 12), 1, MON,
	    "Md. Code, Gen. Prov. 1-111" },
	{ "MD", "Maryland Day (MD)", 1970, 0, 0, ON(3, 25), 1, MON,
	    "Md. Code, Gen. Prov. 1-111" },
	{ "MD", "Good Friday (MD)", 1970, 0, 0, GOOD_FRIDAY, 1, 0,
	    "Md. Code, Gen. Prov. 1-111" },
	{ "MD", "Defenders' Day (MD)", 1970, 0, 0, ON(9, 12), 1, MON,
	    "Md. Code, Gen. Prov. 1-111" },
	{ "MD", "General Election Day (MD)", 1970, 0, 0, ELECTION, 2, 0,
	    "Md. Code, Gen. Prov. 1-111" },
	{ "MD", "American Indian Heritage Day (MD)", 2008, 0, 0,
	    AFTER_THANKSGIVING, 1, 0, "Md. Code, Gen. Prov. 1-111" },
	{ "ME", "Patriots' Day (ME)", 1970, 0, 0, NTH(4, 3, MONDAY), 1, 0,
	    LISTED },

	/* 435.101 is of courts and of bills; state offices stay open. */
	{ "MI", "Lincoln's Birthday (MI)", 1970, 0, 0, ON(2, 12), 1, MON,
	    "Mich. Comp. Laws 435.101" },
	{ "MI", "General Election Day (MI)", 1970, 0, 0, ELECTION, 2, 0,
	    LISTED },
	{ "MI", "day after Thanksgiving (MI)", 1970, 0, 0,
	    AFTER_THANKSGIVING, 1, 0, "Mich. Ct. R. 8.110(D)(2)" },
	{ "MI", "Christmas Eve (MI)", 1970, 0, 0, ON(12, 24), 1, EVE,
	    "Mich. Ct. R. 8.110(D)(2)" },
	{ "MI", "New Year's Eve (MI)", 1970, 0, 0, ON(12, 31), 1, EVE,
	    "Mich. Ct. R. 8.110(D)(2)" },

	/* For the executive branch; other branches may choose. */
	{ "MN", "day after Thanksgiving (MN)", 1970, 0, 0,
	    AFTER_THANKSGIVING, 1, 0, "Minn. Stat. 645.44, subd. 5" },
	{ "MO", "Lincoln Day (MO)", 1970, 0, 2010, ON(2, 12), 1, MON,
	    "Mo. Rev. Stat. 9.010" },
	{ "MO", "Truman Day (MO)", 1970, 0, 2010, ON(5, 8), 1, MON,
	    "Mo. Rev. Stat. 9.010" },
	{ "MO", "Truman Day (MO)", 1970, 0, 0, ON(5, 8), 1, FRI, LISTED },
	{ "MP", "Commonwealth Covenant Day (MP)", 1970, 0, 0, ON(3, 24), 1,
	    MON | FRI, LISTED },
	{ "MP", "Good Friday (MP)", 1970, 0, 0, GOOD_FRIDAY, 1, 0, LISTED },
	{ "MP", "Citizenship Day (MP)", 1970, 0, 0, ON(11, 4), 1, MON | FRI,
	    LISTED },
	{ "MP", "Election Day (MP)", 1970, 0, 0, ELECTION, 2, 0, LISTED },
	{ "MP", "Constitution Day (MP)", 1970, 0, 0, ON(12, 8), 1, MON | FRI,
	    LISTED },
	{ "MS", "Confederate Memorial Day (MS)", 1970, 0, 0,
	    NTH(4, 5, MONDAY), 1, 0, LISTED },
	{ "MT", "Election Day (MT)", 1970, 0, 0, ELECTION, 2, 0,
	    "Mont. Code 1-1-216, by a list" },

	{ "NC", "Robert E. Lee's Birthday (NC)", 1970, 0, 0, ON(1, 19), 1,
	    MON, "N.C. Gen. Stat. 103-4" },
	{ "NC", "Greek Independence Day (NC)", 1970, 0, 0, ON(3, 25), 1, MON,
	    "N.C. Gen. Stat. 103-4" },
	{ "NC", "Halifax Resolves (NC)", 1970, 0, 0, ON(4, 12), 1, MON,
	    "N.C. Gen. Stat. 103-4" },
	{ "NC", "Good Friday (NC)", 1970, 0, 0, GOOD_FRIDAY, 1, 0,
	    "N.C. Gen. Stat. 103-4" },
	{ "NC", "Confederate Memorial Day (NC)", 1970, 0, 0, ON(5, 10), 1,
	    MON, "N.C. Gen. Stat. 103-4" },
	{ "NC", "Mecklenburg Declaration (NC)", 1970, 0, 0, ON(5, 20), 1, MON,
	    "N.C. Gen. Stat. 103-4" },
	{ "NC", "General Election Day (NC)", 1970, 0, 0, ELECTION, 2, 0,
	    "N.C. Gen. Stat. 103-4" },
	{ "NC", "day after Thanksgiving (NC)", 1975, 0, 0,
	    AFTER_THANKSGIVING, 1, 0, LISTED },
	{ "NC", "Christmas Eve (NC)", 2013, 0, 0, ON(12, 24), 1, EVE, LISTED },
	{ "NC", "day after Christmas (NC)", 2013, 0, 0, ON(12, 26), 1, MON,
	    LISTED },
	/* Whether offices close was not read. */
	{ "ND", "Good Friday (ND)", 1970, 0, 0, GOOD_FRIDAY, 1, 0,
	    "N.D. Cent. Code 1-03-01" },
	{ "NE", "Arbor Day (NE)", 1989, 0, 0, NTH(4, 5, FRIDAY), 1, 0,
	    LISTED },
	{ "NH", "Election Day (NH)", 1970, 0, 0, ELECTION, 2, 0, LISTED },
	{ "NH", "day after Thanksgiving (NH)", 1975, 0, 0,
	    AFTER_THANKSGIVING, 1, 0, LISTED },

	/* On Lincoln's Birthday state offices are open, 36:1-1(d). */
	{ "NJ", "Lincoln's Birthday (NJ)", 1970, 0, 0, ON(2, 12), 1,
	    MON | FRI, "N.J. Stat. 36:1-1, 36:1-1.2" },
	{ "NJ", "Good Friday (NJ)", 1970, 0, 2020, GOOD_FRIDAY, 1, 0,
	    "N.J. Stat. 36:1-1, 11A:6-24.1" },
	{ "NJ", "Juneteenth Day (NJ)", 2021, 0, 2021, NTH(6, 3, FRIDAY), 1, 0,
	    "N.J. Stat. 11A:6-24.1" },
	{ "NJ", "General Election Day (NJ)", 1970, 0, 2020, ELECTION, 1, 0,
	    "N.J. Stat. 36:1-1, 11A:6-24.1" },
	{ "NM", "Presidents' Day in November (NM)", 1970, 0, 0,
	    AFTER_THANKSGIVING, 1, 0, LISTED },

	/* 236.015: offices and courts "must close". */
	{ "NV", "Nevada Day (NV)", 1970, 1999, 0, ON(10, 31), 1, MON | FRI,
	    LISTED },
	{ "NV", "Nevada Day (NV)", 2000, 0, 2000, NTH(10, 5, FRIDAY), 1, 0,
	    "Nev. Rev. Stat. 236.015, 1999 Senate Bill 31" },
	{ "NV", "Family Day (NV)", 1970, 0, 1999, AFTER_THANKSGIVING, 1, 0,
	    "Nev. Rev. Stat. 236.015" },
	{ "NY", "Lincoln's Birthday (NY)", 1970, 0, 2004, ON(2, 12), 1, MON,
	    "N.Y. Gen. Constr. Law 24" },
	{ "NY", "Juneteenth (NY)", 2020, 2020, 0, ON(6, 19), 1, MON,
	    "N.Y. Gen. Constr. Law 24, of October 2020" },
	{ "NY", "General Election Day (NY)", 1970, 0, 2004, ELECTION, 1, 0,
	    "N.Y. Gen. Constr. Law 24" },
	{ "OK", "day after Thanksgiving (OK)", 1975, 0, 0,
	    AFTER_THANKSGIVING, 1, 0, LISTED },

	{ "PA", "Lincoln's Birthday, banks (PA)", 1970, 0, 0, ON(2, 12), 1, 0,
	    "Pa. Banking Code 113, optional" },
	{ "PA", "Good Friday (PA)", 1970, 0, 0, GOOD_FRIDAY, 1, 0,
	    "Sup. Ct. of Pa., 36 Pa. Bull. 192, for 2007" },
	{ "PA", "Flag Day, banks (PA)", 1970, 0, 0, ON(6, 14), 1, 0,
	    "Pa. Banking Code 113, optional" },
	{ "PA", "Election Day (PA)", 1970, 0, 0, ELECTION, 1, 0,
	    "Sup. Ct. of Pa., 36 Pa. Bull. 192, for 2007" },
	{ "PA", "day after Thanksgiving (PA)", 1970, 0, 0,
	    AFTER_THANKSGIVING, 1, 0,
	    "Sup. Ct. of Pa., 36 Pa. Bull. 192, for 2007" },
	{ "PR", "Epiphany (PR)", 1970, 0, 0, ON(1, 6), 1, MON, LISTED },
	{ "PR", "Hostos' Birthday (PR)", 1971, 2014, 0, NTH(1, 2, MONDAY), 1,
	    0, LISTED },
	{ "PR", "American Citizenship Day (PR)", 2001, 0, 0, ON(3, 2), 1, 0,
	    LISTED },
	{ "PR", "Emancipation Day (PR)", 1970, 0, 0, ON(3, 22), 1, MON,
	    LISTED },
	{ "PR", "Good Friday (PR)", 1970, 0, 0, GOOD_FRIDAY, 1, 0, LISTED },
	{ "PR", "De Diego's Birthday (PR)", 1971, 2014, 0, NTH(4, 3, MONDAY),
	    1, 0, LISTED },
	{ "PR", "Munoz Rivera's Birthday (PR)", 1971, 2014, 0,
	    NTH(7, 3, MONDAY), 1, 0, LISTED },
	{ "PR", "Constitution Day (PR)", 1970, 0, 0, ON(7, 25), 1, MON,
	    LISTED },
	{ "PR", "Barbosa's Birthday (PR)", 1971, 1993, 0, NTH(7, 4, MONDAY),
	    1, 0, LISTED },
	{ "PR", "Barbosa's Birthday (PR)", 1994, 2014, 0, ON(7, 27), 1, MON,
	    LISTED },
	{ "PR", "Columbus Day on the 12th (PR)", 1974, 2013, 0, ON(10, 12), 1,
	    MON, LISTED },
	{ "PR", "Discovery of Puerto Rico (PR)", 1970, 0, 0, ON(11, 19), 1,
	    MON, LISTED },

	/* 25-1-1 was read; on which of its days offices close was not. */
	{ "RI", "Rhode Island Independence Day (RI)", 1970, 0, 0, ON(5, 4), 1,
	    MON, "R.I. Gen. Laws 25-1-1" },
	{ "RI", "Victory Day (RI)", 1970, 0, 0, NTH(8, 2, MONDAY), 1, 0,
	    "R.I. Gen. Laws 25-1-1" },
	{ "RI", "Election Day (RI)", 1970, 0, 0, ELECTION, 2, 0,
	    "R.I. Gen. Laws 25-1-1" },
	{ "SC", "Confederate Memorial Day (SC)", 1970, 0, 0,
	    NTH(4, 4, MONDAY), 1, 0, LISTED },
	{ "TN", "Good Friday (TN)", 1970, 0, 0, GOOD_FRIDAY, 1, 0, LISTED },

	/* 662.004: enough employees are on duty, but on the three days
	 * around Thanksgiving and Christmas.  None moves. */
	{ "TX", "Confederate Heroes Day (TX)", 1970, 0, 0, ON(1, 19), 1, 0,
	    "Tex. Gov't Code 662.003(b), 662.004" },
	{ "TX", "Texas Independence Day (TX)", 1970, 0, 0, ON(3, 2), 1, 0,
	    "Tex. Gov't Code 662.003(b), 662.004" },
	{ "TX", "Cesar Chavez Day (TX)", 2000, 0, 0, ON(3, 31), 1, 0,
	    "Tex. Gov't Code 662.013, optional" },
	{ "TX", "Good Friday (TX)", 1970, 0, 0, GOOD_FRIDAY, 1, 0,
	    "Tex. Gov't Code 662.003(c), optional" },
	{ "TX", "San Jacinto Day (TX)", 1970, 0, 0, ON(4, 21), 1, 0,
	    "Tex. Gov't Code 662.003(b), 662.004" },
	{ "TX", "Emancipation Day (TX)", 1980, 0, 0, ON(6, 19), 1, 0,
	    "Tex. Gov't Code 662.003(b), 662.004" },
	{ "TX", "Lyndon Baines Johnson Day (TX)", 1973, 0, 0, ON(8, 27), 1, 0,
	    "Tex. Gov't Code 662.003(b), 662.004" },
	{ "TX", "day after Thanksgiving (TX)", 1975, 0, 1999,
	    AFTER_THANKSGIVING, 1, 0, "Tex. Gov't Code 662.003(b), 662.004" },
	{ "TX", "Christmas Eve (TX)", 1981, 0, 1999, ON(12, 24), 1, 0,
	    "Tex. Gov't Code 662.003(b), 662.004" },
	{ "TX", "day after Christmas (TX)", 1981, 0, 1999, ON(12, 26), 1, 0,
	    "Tex. Gov't Code 662.003(b), 662.004" },

	/* The Monday of the week of 19 June: always the third. */
	{ "UT", "Good Friday (UT)", 2027, 0, 0, GOOD_FRIDAY, 1, 0,
	    "Utah Code 63G-1-301 from 6 May 2026" },
	{ "UT", "Juneteenth (UT)", 2022, 0, 2025, NTH(6, 3, MONDAY), 1, 0,
	    "Utah Code 63G-1-301" },
	{ "UT", "Pioneer Day (UT)", 1970, 0, 2021, ON(7, 24), 1, MON | FRI,
	    "Utah Code 63G-1-301" },

	{ "VA", "Lee-Jackson Day (VA)", 2001, 2020, 0,
	    1, 0, 3, MONDAY, -3, 1, 0, "Va. Code 2.2-3300, by a list" },
	{ "VA", "Inauguration Day (VA)", 1973, 0, 0, ON(1, 20), 4, MON,
	    LISTED },
	{ "VA", "Election Day (VA)", 2020, 0, 2020, ELECTION, 1, 0,
	    "Va. Code 2.2-3300; City of Virginia Beach, 16 October 2020" },
	{ "VA", "day after Thanksgiving (VA)", 1970, 0, 0,
	    AFTER_THANKSGIVING, 1, 0, "Va. Code 2.2-3300; not read so far" },
	{ "VI", "Three Kings Day (VI)", 1970, 0, 0, ON(1, 6), 1, 0, LISTED },
	{ "VI", "Transfer Day (VI)", 1970, 0, 0, ON(3, 31), 1, 0, LISTED },
	{ "VI", "Holy Thursday (VI)", 1970, 0, 0, EASTER(-3), 1, 0, LISTED },
	{ "VI", "Good Friday (VI)", 1970, 0, 0, GOOD_FRIDAY, 1, 0, LISTED },
	{ "VI", "Easter Monday (VI)", 1970, 0, 0, EASTER(1), 1, 0, LISTED },
	{ "VI", "Emancipation Day (VI)", 1970, 0, 0, ON(7, 3), 1, 0, LISTED },
	{ "VI", "Liberty Day (VI)", 1970, 0, 0, ON(11, 1), 1, 0, LISTED },
	{ "VI", "Christmas Second Day (VI)", 1970, 0, 0, ON(12, 26), 1, 0,
	    LISTED },

	/* Closing or opening is for collective bargaining, 371(b). */
	{ "VT", "Lincoln's Birthday (VT)", 1970, 2019, 0, ON(2, 12), 1,
	    MON | FRI, "1 Vt. Stat. 371 as it was" },
	{ "VT", "Town Meeting Day (VT)", 1970, 0, 0, NTH(3, 1, TUESDAY), 1, 0,
	    "1 Vt. Stat. 371" },
	{ "VT", "Bennington Battle Day (VT)", 1970, 0, 0, ON(8, 16), 1,
	    MON | FRI, "1 Vt. Stat. 371" },
	{ "WA", "day after Thanksgiving (WA)", 1975, 0, 2004,
	    AFTER_THANKSGIVING, 1, 0, "Wash. Rev. Code 1.16.050" },
	{ "WI", "Christmas Eve (WI)", 2012, 0, 0, ON(12, 24), 1, EVE, LISTED },
	{ "WI", "New Year's Eve (WI)", 2012, 0, 0, ON(12, 31), 1, EVE,
	    LISTED },
	{ "WV", "West Virginia Day (WV)", 1970, 0, 0, ON(6, 20), 1, MON | FRI,
	    "W. Va. Code 2-2-1, by a list" },
	{ "WV", "Election Day (WV)", 1970, 0, 0, ELECTION, 2, 0,
	    "W. Va. Code 2-2-1, by a list" },
	{ "WV", "day after Thanksgiving (WV)", 1975, 0, 0,
	    AFTER_THANKSGIVING, 1, 0, "W. Va. Code 2-2-1, by a list" },
};
/* clang-format on */

const struct state_holiday *
state_holidays(size_t *n)
{
	*n = sizeof(table) / sizeof(table[0]);
	return table;
}

/* Easter Sunday of a Gregorian year: the first Sunday after the ecclesiastical
 * full moon on or after 21 March (the anonymous algorithm of 1876). */
static struct day
easter(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
	int e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
	int f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;

	return day_of((struct ymd){ year, f / 31, f % 31 + 1 });
}

/* The day itself in that year. */
static struct day
own_day(const struct state_holiday *h, int year)
{
	struct ymd first = { year, h->month, 1 };
	struct day d;

	if (h->month == 0) {
		d = easter(year);
	} else if (h->day != 0) {
		first.day = h->day;
		d = day_of(first);
	} else {
		d = day_of(first);
		d.n += (h->weekday - day_weekday(d) + 7) % 7;
		d.n += 7 * (h->week - 1);
		if (day_ymd(d).month != h->month)
			d.n -= 7; /* a month of four such days */
	}
	d.n += h->plus;
	return d;
}

static bool
in_force(const struct state_holiday *h, int year)
{
	if (year < h->first || (h->last != 0 && year > h->last))
		return false;
	return h->every == 4 ? year % 4 == 1 : year % h->every == 0;
}

/* Whether h, whose day itself is own, is kept on d instead. */
static bool
moves_to(const struct state_holiday *h, struct day own, struct day d)
{
	int back = own.n - d.n, from = day_weekday(own);

	if ((h->moves & MOVES_MONDAY) != 0 && from == SUNDAY && back == -1)
		return true;
	if ((h->moves & MOVES_FRIDAY) != 0 && from == SATURDAY && back == 1)
		return true;
	return (h->moves & MOVES_EVE) != 0 &&
	    ((back == 1 && (from == FRIDAY || from == SATURDAY)) ||
		(back == 2 && from == SUNDAY));
}

static enum court_day
row_on(const struct state_holiday *h, struct day d, int year)
{
	struct day own;
	bool moved, sure;

	if (!in_force(h, year))
		return COURT_OPEN;
	own = own_day(h, year);
	moved = own.n != d.n;
	if (moved && !moves_to(h, own, d))
		return COURT_OPEN;
	sure = h->sure != 0 && year >= h->sure &&
	    !(moved && (h->moves & MOVES_DOUBT) != 0);
	return sure ? COURT_CLOSED : COURT_DOUBTFUL;
}

enum court_day
state_holidays_on(const char *state, struct day d, const char **why)
{
	enum court_day found = COURT_OPEN;
	int year;

	if (state == NULL || !calendar_knows(d) ||
	    calendar_holiday(d, NULL) != NULL)
		return COURT_OPEN;
	year = day_ymd(d).year;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct state_holiday *h = &table[i];
		enum court_day on;

		if (h->state[0] != state[0] || h->state[1] != state[1])
			continue;
		on = row_on(h, d, year);
		if (on <= found)
			continue;
		found = on;
		if (why != NULL)
			*why = h->name;
	}
	return found;
}
