/* A release read: what is final and since when, what the rows cannot tell,
 * what is refused. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "intake/eoir.h"
#include "intake/eoir_folder.h"
#include "support/eoir_small.h"
#include "support/fault_mem.h"

static struct arena arena;
static struct small small;

static int
begin(void **state)
{
	arena_init(&arena, &mem_system, 64 << 20);
	small_begin(&small, true);
	return 0;
}

static int
end(void **state)
{
	small_remove(&small);
	arena_release(&arena);
	return 0;
}

static struct day
day(int y, int m, int d)
{
	return day_of((struct ymd){ y, m, d });
}

static int
read_small(const struct mem *mem, unsigned threads, struct eoir_release **r,
    const char **why)
{
	static struct eoir_source from;
	struct eoir_options o = { .as_of = day(2026, 5, 1),
		.has_as_of = true,
		.threads = threads };
	int err = eoir_folder(&arena, small.folder, &from, &o.bound, why);

	assert_int_equal(err, 0);
	o.bound = day(2026, 5, 1);
	return eoir_read(&arena, mem, &file_system_real, &from, &o, r, why);
}

/* -- What is final -------------------------------------------------------- */

struct want {
	unsigned id;
	enum finality_is is;
	enum finality_basis basis;
	struct ymd first, last;
	size_t npast;
	bool seen;
};

static int
compare(void *ctx, const struct eoir_case *c, const struct finality *f)
{
	struct want *w = ctx;

	while (w->id != 0 && w->id != c->id)
		w++;
	if (w->id == 0)
		fail_msg("case %u was not wanted", c->id);
	w->seen = true;
	if (f->is != w->is || f->basis != w->basis)
		fail_msg("case %u: %d %s", c->id, (int)f->is,
		    finality_basis_text(f->basis));
	if (w->first.year != 0)
		assert_int_equal(f->first, day16(day_of(w->first)));
	if (w->last.year != 0)
		assert_int_equal(f->last, day16(day_of(w->last)));
	assert_int_equal(f->npast, w->npast);
	return 0;
}

/* A case's own row, then what else is said of it. */
static void
case_row(unsigned id, const char *type)
{
	char s[200];

	snprintf(s, sizeof(s),
	    "IDNCASE=%u;ALIEN_CITY=DETROIT;ALIEN_STATE=MI;NAT=IZ;LANG=AR;"
	    "CUSTODY=D;CASE_TYPE=%s;UPDATE_SITE=DET",
	    id, type);
	small_row(&small, T_CASE, s);
}

static void
proceeding(unsigned id, unsigned n, const char *type, const char *more)
{
	char s[400];

	snprintf(s, sizeof(s),
	    "IDNPROCEEDING=%u;IDNCASE=%u;OSC_DATE=2010-01-04;INPUT_DATE=%d-02-0"
	    "1;BASE_CITY_CODE=DET;HEARING_LOC_CODE=DET;NAT=IZ;LANG=AR;"
	    "CASE_TYPE=%s;DEPORTED_1=IZ;%s",
	    id * 10 + n, id, 2010 + (int)n, type, more);
	small_row(&small, T_PROCEEDING, s);
}

static void
appeal(unsigned id, unsigned n, unsigned proc, const char *more)
{
	char s[300];

	snprintf(s, sizeof(s),
	    "idnAppeal=%u;idncase=%u;idnProceeding=%u;strAppealCategory=IJ;"
	    "strCaseType=RMV;%s",
	    id * 10 + n, id, proc, more);
	small_row(&small, T_APPEAL, s);
}

#define ORDER   "DEC_CODE=X;COMP_DATE=2012-03-05;ABSENTIA=N"
#define RESERVE ORDER ";APPEAL_RSVD=A;DATE_APPEAL_DUE_STATUS=2012-04-04"
#define FILED   "strAppealType=Case Appeal;datAppealFiled=2012-04-02;strFiledBy=A"

static void
plain_cases(void)
{
	for (unsigned id = 101; id <= 112; id++)
		case_row(id, "RMV");
	proceeding(101, 0, "RMV", ORDER); /* waived */
	proceeding(102, 0, "RMV", RESERVE);
	proceeding(103, 0, "RMV",
	    "DEC_CODE=X;COMP_DATE=2026-04-20;ABSENTIA=N;APPEAL_RSVD=A;"
	    "DATE_APPEAL_DUE_STATUS=2026-05-20");
	proceeding(104, 0, "RMV", "DEC_CODE=X;COMP_DATE=2012-03-05;ABSENTIA=Y");
	proceeding(105, 0, "RMV", RESERVE);
	appeal(105, 1, 1050,
	    FILED ";datBIADecision=2013-06-03;strBIADecision=DIS");
	proceeding(106, 0, "RMV", RESERVE);
	appeal(106, 1, 1060, FILED);
	proceeding(107, 0, "RMV", RESERVE);
	appeal(107, 1, 1070,
	    FILED ";datBIADecision=2012-06-04;strBIADecision=WDL");
	proceeding(108, 0, "RMV", "DEC_CODE=V;COMP_DATE=2012-03-05;ABSENTIA=N");
	proceeding(109, 0, "RMV",
	    "OTHER_COMP=C;COMP_DATE=2010-09-01;ABSENTIA=N");
	proceeding(109, 1, "RMV", "");
	proceeding(110, 0, "RMV", "DEC_CODE=R;COMP_DATE=2012-03-05;ABSENTIA=N");
	proceeding(111, 0, "RMV", RESERVE); /* late */
	appeal(111, 1, 1110,
	    "strAppealType=Case Appeal;datAppealFiled=2012-05-02;"
	    "datBIADecision=2012-09-03;strBIADecision=SDG");
	/* 112 has no proceeding */
}

static struct want plain_want[] = {
	{ .id = 101,
	    .is = FINALITY_YES,
	    .basis = BASIS_WAIVED,
	    .first = { 2012, 3, 5 },
	    .last = { 2012, 3, 5 } },
	{ .id = 102,
	    .is = FINALITY_YES,
	    .basis = BASIS_LAPSED,
	    .first = { 2012, 4, 4 },
	    .last = { 2012, 4, 4 } },
	{ .id = 103, .is = FINALITY_NO, .basis = BASIS_WINDOW_OPEN },
	{ .id = 104,
	    .is = FINALITY_YES,
	    .basis = BASIS_IN_ABSENTIA,
	    .first = { 2012, 3, 5 },
	    .last = { 2012, 3, 5 } },
	{ .id = 105,
	    .is = FINALITY_YES,
	    .basis = BASIS_DISMISSED,
	    .first = { 2013, 6, 3 },
	    .last = { 2013, 6, 3 } },
	{ .id = 106, .is = FINALITY_NO, .basis = BASIS_PENDING_BOARD },
	{ .id = 107,
	    .is = FINALITY_YES,
	    .basis = BASIS_WITHDRAWN,
	    .first = { 2012, 4, 4 },
	    .last = { 2012, 6, 4 } },
	{ .id = 108,
	    .is = FINALITY_UNKNOWN,
	    .basis = BASIS_DEPARTURE,
	    .first = { 2012, 3, 5 } },
	{ .id = 109, .is = FINALITY_NO, .basis = BASIS_PENDING },
	{ .id = 110, .is = FINALITY_NO, .basis = BASIS_NO_ORDER },
	{ .id = 111,
	    .is = FINALITY_YES,
	    .basis = BASIS_LATE_APPEAL,
	    .first = { 2012, 4, 4 },
	    .last = { 2012, 4, 4 } },
	{ .id = 112, .is = FINALITY_NO, .basis = BASIS_NO_PROCEEDING },
	{ .id = 0 },
};

static void
undone_cases(void)
{
	for (unsigned id = 201; id <= 205; id++)
		case_row(id, "RMV");
	/* in absentia, reopened, pending again */
	proceeding(201, 0, "RMV", "DEC_CODE=X;COMP_DATE=2010-03-05;ABSENTIA=Y");
	small_row(&small, T_MOTION,
	    "IDNMOTION=1;IDNPROCEEDING=2010;IDNCASE=201;REC_TYPE=MA;DEC=G;"
	    "COMP_DATE=2010-12-06;MOTION_RECD_DATE=2010-11-01");
	proceeding(201, 1, "RMV", "");
	/* a granted motion and no later proceeding yet */
	proceeding(202, 0, "RMV", ORDER);
	small_row(&small, T_MOTION,
	    "IDNMOTION=2;IDNPROCEEDING=2020;IDNCASE=202;REC_TYPE=MC;DEC=G;"
	    "COMP_DATE=2018-12-06;MOTION_RECD_DATE=2018-11-01");
	/* dismissed, remanded by a court of appeals, dismissed anew */
	proceeding(203, 0, "RMV", RESERVE);
	appeal(203, 1, 2030,
	    FILED ";datBIADecision=2013-06-03;strBIADecision=DIS");
	appeal(203, 2, 2030,
	    "strAppealType=Circuit Court Remand;datAppealFiled=2014-06-03;"
	    "datBIADecision=2015-06-03;strBIADecision=DIS");
	small_row(&small, T_FEDERAL,
	    "idnAppealFedCourts=1;lngAppealID=2031;datRequestedByOIL=2013-07-01"
	    ";strFedCourtDecision=REM");
	/* a motion to the Board denied */
	proceeding(204, 0, "RMV", RESERVE);
	appeal(204, 1, 2040,
	    FILED ";datBIADecision=2013-06-03;strBIADecision=DIS");
	appeal(204, 2, 2040,
	    "strAppealType=MTR BIA;datAppealFiled=2014-06-03;"
	    "datBIADecision=2015-06-03;strBIADecision=DEN");
	/* remanded by a court of appeals, and the Board has not heard */
	proceeding(205, 0, "RMV", RESERVE);
	appeal(205, 1, 2050,
	    FILED ";datBIADecision=2013-06-03;strBIADecision=DIS");
	small_row(&small, T_FEDERAL,
	    "idnAppealFedCourts=2;lngAppealID=2051;datRequestedByOIL=2013-07-01"
	    ";strFedCourtDecision=REM");
}

static struct want undone_want[] = {
	{ .id = 201, .is = FINALITY_NO, .basis = BASIS_PENDING, .npast = 1 },
	{ .id = 202, .is = FINALITY_NO, .basis = BASIS_UNDONE, .npast = 1 },
	{ .id = 203,
	    .is = FINALITY_YES,
	    .basis = BASIS_DISMISSED,
	    .first = { 2015, 6, 3 },
	    .last = { 2015, 6, 3 },
	    .npast = 1 },
	{ .id = 204,
	    .is = FINALITY_YES,
	    .basis = BASIS_DISMISSED,
	    .first = { 2013, 6, 3 },
	    .last = { 2013, 6, 3 } },
	{ .id = 205, .is = FINALITY_UNKNOWN, .basis = BASIS_INCONSISTENT },
	{ .id = 0 },
};

static void
dirty_cases(void)
{
	case_row(301, "RMV"); /* its proceeding says DEP: X is of RMV alone */
	proceeding(301, 0, "DEP", ORDER);
	case_row(302, "CFR"); /* V is of both, and means two things */
	proceeding(302, 0, "RMV", "DEC_CODE=V;COMP_DATE=2012-03-05;ABSENTIA=N");
	proceeding(303, 0, "RMV", ORDER); /* no case */
	case_row(304, "RMV");
	proceeding(304, 0, "RMV",
	    "DEC_CODE=1996-05-21;COMP_DATE=2012-03-05;ABSENTIA=N");
	case_row(305, "RMV");
	proceeding(305, 0, "RMV", RESERVE);
	appeal(305, 1, 3050,
	    FILED ";datBIADecision=2013-06-03;strBIADecision=XQZ");
	case_row(306, "RMV");
	case_row(306, "RMV"); /* twice */
	proceeding(306, 0, "RMV", ORDER);
	case_row(307, "RMV"); /* an appeal of no proceeding of the case */
	proceeding(307, 0, "RMV", ORDER);
	appeal(307, 1, 9990, FILED);
	case_row(308, "WHO"); /* the order is another authority's */
	proceeding(308, 0, "WHO", "DEC_CODE=D;COMP_DATE=2012-03-05;ABSENTIA=N");
	case_row(309, "RMV"); /* one key, two rows that differ */
	proceeding(309, 0, "RMV", ORDER);
	proceeding(309, 0, "RMV", RESERVE);
	case_row(311, "RMV"); /* the Board before the judge */
	proceeding(311, 0, "RMV", RESERVE);
	appeal(311, 1, 3110,
	    FILED ";datBIADecision=2011-06-03;strBIADecision=SDG");
	case_row(310, "RMV"); /* completed, and nothing says how */
	proceeding(310, 0, "RMV", "COMP_DATE=2012-03-05");
}

static struct want dirty_want[] = {
	{ .id = 301,
	    .is = FINALITY_YES,
	    .basis = BASIS_WAIVED,
	    .first = { 2012, 3, 5 } },
	{ .id = 302, .is = FINALITY_UNKNOWN, .basis = BASIS_DIRT },
	{ .id = 303,
	    .is = FINALITY_YES,
	    .basis = BASIS_WAIVED,
	    .first = { 2012, 3, 5 } },
	{ .id = 304, .is = FINALITY_UNKNOWN, .basis = BASIS_DIRT },
	{ .id = 305, .is = FINALITY_UNKNOWN, .basis = BASIS_DIRT },
	{ .id = 306, .is = FINALITY_YES, .basis = BASIS_WAIVED },
	{ .id = 307, .is = FINALITY_UNKNOWN, .basis = BASIS_DIRT },
	{ .id = 308, .is = FINALITY_UNKNOWN, .basis = BASIS_OTHER_ORDER },
	{ .id = 309, .is = FINALITY_UNKNOWN, .basis = BASIS_DIRT },
	{ .id = 310, .is = FINALITY_UNKNOWN, .basis = BASIS_INCONSISTENT },
	{ .id = 311, .is = FINALITY_UNKNOWN, .basis = BASIS_INCONSISTENT },
	{ .id = 0 },
};

static void
all_as_wanted(struct want *w)
{
	struct eoir_release *r = NULL;
	const char *why = "";

	small_done(&small, T_READ, 0);
	if (read_small(&mem_system, 2, &r, &why) != 0)
		fail_msg("%s", why);
	assert_int_equal(eoir_each_case(r, compare, w), 0);
	for (; w->id != 0; w++)
		if (!w->seen)
			fail_msg("case %u is not there", w->id);
	eoir_free(r);
}

static void
test_plain(void **state)
{
	plain_cases();
	all_as_wanted(plain_want);
}

static void
test_undone(void **state)
{
	undone_cases();
	all_as_wanted(undone_want);
}

static void
test_dirty(void **state)
{
	dirty_cases();
	all_as_wanted(dirty_want);
}

/* -- The release's own table of decisions --------------------------------- */

static struct want lookup_want[] = {
	{ .id = 401, .is = FINALITY_NO, .basis = BASIS_NO_ORDER },
	{ .id = 402, .is = FINALITY_YES, .basis = BASIS_WAIVED },
	{ .id = 403, .is = FINALITY_UNKNOWN, .basis = BASIS_DIRT },
	{ .id = 0 },
};

static void
test_lookup(void **state)
{
	small_lookup(&small, "tblLookupCourtDecision.csv",
	    "idn\tstrCaseType\tstrDecCode\tstrDecDescription\tstrDecType\t"
	    "strFinalDisposition\r\n"
	    "1\tRMV\tX\tNothing\tC\tN\r\n2\tRMV\tQ \tRemove\tC\tY\r\n"
	    "3\tRMV\tZ\tOther\tO\tY\r\n");
	case_row(401, "RMV");
	proceeding(401, 0, "RMV", ORDER);
	case_row(402, "RMV");
	proceeding(402, 0, "RMV", "DEC_CODE=Q;COMP_DATE=2012-03-05;ABSENTIA=N");
	case_row(403, "RMV"); /* O is no merits code */
	proceeding(403, 0, "RMV", "DEC_CODE=Z;COMP_DATE=2012-03-05;ABSENTIA=N");
	all_as_wanted(lookup_want);
}

/* -- What is refused ------------------------------------------------------ */

static void
test_counts(void **state)
{
	struct eoir_release *r = NULL;
	const char *why = "";

	plain_cases();
	small_done(&small, T_APPEAL, 1);
	assert_int_equal(read_small(&mem_system, 2, &r, &why), E_CHECK);
	assert_null(r);
	assert_non_null(strstr(why, "tblAppeal has 4 rows, 1 fewer"));
}

static void
test_no_table(void **state)
{
	struct eoir_release *r = NULL;
	const char *why = "";
	char path[128];
	FILE *f;

	small_done(&small, T_READ, 0);
	snprintf(path, sizeof(path), "%s/Count.txt", small.folder);
	assert_non_null(f = fopen(path, "w"));
	fputs("A_TblCase\t0\n", f);
	fclose(f);
	assert_int_equal(read_small(&mem_system, 1, &r, &why), E_SYNTAX);
	assert_non_null(strstr(why, "B_TblProceeding is not in the release"));
	snprintf(path, sizeof(path), "%s/tblAppeal.csv", small.folder);
	assert_non_null(f = fopen(path, "w"));
	fputs("idnAppeal\tidncase\n", f);
	fclose(f);
	snprintf(path, sizeof(path), "%s/Count.txt", small.folder);
	assert_non_null(f = fopen(path, "w"));
	fputs("A_TblCase\t0\nB_TblProceeding\t0\ntblAppeal\t0\n"
	      "tbl_Court_Motions\t0\n",
	    f);
	fclose(f);
	assert_int_equal(read_small(&mem_system, 1, &r, &why), E_SYNTAX);
	assert_non_null(strstr(why, "tblAppeal has no column idnProceeding"));
}

/* A line end inside a field, in files of either kind. */
static void
newline(bool crlf)
{
	struct eoir_release *r = NULL;
	const struct dirt *d;
	const char *why = "";
	char s[400];
	struct want want[] = {
		{ .id = 1, .is = FINALITY_NO, .basis = BASIS_NO_PROCEEDING },
		{ .id = 2, .is = FINALITY_NO, .basis = BASIS_NO_PROCEEDING },
		{ .id = 3, .is = FINALITY_NO, .basis = BASIS_NO_PROCEEDING },
		{ .id = 0 }
	};
	int n;

	case_row(1, "RMV");
	n = snprintf(s, sizeof(s),
	    "2\tDET\nROIT\tMI\t48201\t\t\tIZ\tAR\tN\tM\t\t0\tRMV\tDET\t\t\t\t\t"
	    "\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t0\t\t\t\t\t%s",
	    crlf ? "\r\n" : "\n");
	small_raw(&small, T_CASE, s, (size_t)n, 1);
	case_row(3, "RM"); /* reported in row 3, which is line 4 */
	small_done(&small, T_READ, 0);
	if (read_small(&mem_system, 2, &r, &why) != 0)
		fail_msg("%s", why);
	assert_int_equal(eoir_each_case(r, compare, want), 0);
	assert_int_equal(eoir_dirt_of(r, &d), 0);
	assert_int_equal(d->done[DIRT_NEWLINE][DONE_MENDED], 1);
	assert_int_equal(d->counts[T_CASE][DIRT_CODE], 1);
	for (size_t i = 0; i < d->n; i++)
		if (d->lines[i].cause == DIRT_CODE)
			assert_int_equal(eoir_row_of(r, T_CASE,
					     d->lines[i].line),
			    3);
	eoir_free(r);
}

static void
test_newline(void **state)
{
	newline(true);
}

static void
test_newline_lf(void **state)
{
	small_done(&small, T_READ, 0);
	small_remove(&small);
	small_begin(&small, false);
	newline(false);
}

/* Each allocation refused in its turn, nothing leaked. */
static void
test_no_memory(void **state)
{
	struct eoir_release *r = NULL;
	struct fault_mem f;
	const char *why = "";
	int err = E_NOMEM;

	undone_cases();
	small_done(&small, T_READ, 0);
	for (size_t at = 1; err != 0; at++) {
		fault_mem_init(&f, at);
		err = read_small(&f.mem, 1, &r, &why);
		if (err == 0) {
			err = eoir_each_case(r, compare, undone_want);
			eoir_free(r);
		}
		assert_true(err == 0 || err == E_NOMEM);
		assert_int_equal(f.live, 0);
		assert_true(at < 2000);
	}
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_plain),
		T(test_undone),
		T(test_dirty),
		T(test_lookup),
		T(test_counts),
		T(test_no_table),
		T(test_newline),
		T(test_newline_lf),
		T(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
