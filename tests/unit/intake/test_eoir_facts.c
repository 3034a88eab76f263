/* What a case of court data says in the words of the vocabulary: each fact
 * with its row, nothing said that the release does not know. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/embedded.h"
#include "intake/eoir.h"
#include "intake/eoir_folder.h"
#include "law/law.h"
#include "support/eoir_small.h"

static struct arena arena;
static struct small small;
static struct law law;
static struct buf out;

static int
begin(void **state)
{
	struct diags ds;

	arena_init(&arena, &mem_system, 256 << 20);
	buf_init(&out, &mem_system, 1 << 20);
	memset(&law, 0, sizeof(law));
	diags_init(&ds, &arena);
	for (size_t i = 0; casebook_files[i].name != NULL; i++) {
		struct source_text *t = arena_alloc(&arena, sizeof(*t));
		const char *name = casebook_files[i].name;

		if (strcmp(name + strlen(name) - 6, ".vocab") != 0)
			continue;
		*t = (struct source_text){ name, casebook_files[i].bytes,
			casebook_files[i].len };
		assert_int_equal(law_parse(&arena, t, &law, &ds), 0);
	}
	assert_int_equal(ds.nerrors, 0);
	small_begin(&small, true);
	return 0;
}

static int
end(void **state)
{
	small_remove(&small);
	buf_release(&out);
	arena_release(&arena);
	return 0;
}

static void
print_fact(const struct fact *f)
{
	static const char *const types[] = { "held", "happened", "absent",
		"only", "unknown", "list" };

	buf_printf(&out, "%s %s", types[f->type], f->kind->name);
	if (f->step >= 0)
		buf_printf(&out, ".%s", f->kind->steps[f->step]);
	if (f->filing != NULL)
		buf_printf(&out, " #%s", f->filing);
	if (f->of != NULL)
		buf_printf(&out, " of #%s", f->of);
	for (size_t i = 0; f->fields != NULL && i < f->kind->nfields; i++)
		if (f->fields[i].kind != VALUE_NONE) {
			buf_printf(&out, " %s ", f->kind->fields[i].name);
			value_print(&out, &f->fields[i]);
		}
	if (f->other != NULL)
		buf_printf(&out, " %s", f->other->id);
	if (f->from.kind != MOMENT_NONE) {
		buf_puts(&out, " from ");
		moment_print(&out, &f->from);
	}
	if (f->to.kind != MOMENT_NONE) {
		buf_puts(&out, " to ");
		moment_print(&out, &f->to);
	}
	if (f->seen.kind != MOMENT_NONE) {
		buf_puts(&out, " seen ");
		moment_print(&out, &f->seen);
	}
	buf_printf(&out, " [%s %u]\n", f->source->name, f->source->page);
}

static int
print_person(void *ctx, const struct person *p)
{
	buf_printf(&out, "%s\n", p->id);
	for (size_t i = 0; i < p->nfacts; i++)
		print_fact(p->facts[i]);
	return 0;
}

static void
says(const char *want)
{
	struct eoir_options o = { .as_of = day_of((struct ymd){ 2026, 5, 1 }),
		.has_as_of = true,
		.bound = day_of((struct ymd){ 2026, 5, 1 }),
		.threads = 2 };
	struct eoir_source from;
	struct eoir_release *r = NULL;
	struct day bound;
	const char *why = "";

	small_done(&small, T_READ, 0);
	assert_int_equal(eoir_folder(&arena, small.folder, &from, &bound, &why),
	    0);
	if (eoir_read(&arena, &mem_system, &file_system_real, &from, &o, &r,
		&why) != 0)
		fail_msg("%s", why);
	assert_int_equal(eoir_each(r, law.vocab, print_person, NULL, &why), 0);
	eoir_free(r);
	assert_false(out.failed);
	assert_string_equal(out.s, want);
}

#define NONE                                                          \
	"only ij_decision to 2026-04-30 [B_TblProceeding 0]\n"        \
	"only motion_to_reopen to 2026-04-30 [tbl_Court_Motions 0]\n" \
	"only motion_to_reconsider to 2026-04-30 [tbl_Court_Motions " \
	"0]\n"                                                        \
	"only ij_stay to 2026-04-30 [tbl_Court_Motions 0]\n"          \
	"only bia_appeal to 2026-04-30 [tblAppeal 0]\n"

/* Ordered removed, dismissed by the Board, a stay asked for and refused, a
 * motion to reopen pending: much of what a release can say. */
static void
test_much(void **state)
{
	small_row(&small, T_CASE,
	    "IDNCASE=7;NAT=IZ;LANG=AR;CUSTODY=R;CASE_TYPE=RMV;UPDATE_SITE=DET;"
	    "E_28_DATE=2010-05-03");
	small_row(&small, T_PROCEEDING,
	    "IDNPROCEEDING=70;IDNCASE=7;OSC_DATE=2010-01-04;INPUT_DATE=2010-01-"
	    "11;BASE_CITY_CODE=CHI;HEARING_LOC_CODE=CHI;NAT=IZ;CASE_TYPE=RMV;"
	    "OTHER_COMP=C;COMP_DATE=2010-06-07;ABSENTIA=N");
	small_row(&small, T_PROCEEDING,
	    "IDNPROCEEDING=71;IDNCASE=7;OSC_DATE=2010-01-04;INPUT_DATE=2010-06-"
	    "14;TRANS_IN_DATE=2010-06-14;BASE_CITY_CODE=DET;HEARING_LOC_CODE="
	    "DET;NAT=IZ;CASE_TYPE=RMV;DEC_CODE=X;DEPORTED_1=IZ;DEPORTED_2=SY;"
	    "COMP_DATE=2012-03-05;ABSENTIA=N;APPEAL_RSVD=A;"
	    "DATE_APPEAL_DUE_STATUS=2012-04-04");
	small_row(&small, T_APPEAL,
	    "idnAppeal=700;idncase=7;idnProceeding=71;strAppealType=Case "
	    "Appeal;datAppealFiled=2012-04-02;datBIADecision=2013-06-03;"
	    "strBIADecision=DIS");
	small_row(&small, T_FEDERAL,
	    "idnAppealFedCourts=1;lngAppealID=700;"
	    "datRequestedByOIL=2013-07-01");
	small_row(&small, T_MOTION,
	    "IDNMOTION=1;IDNPROCEEDING=71;IDNCASE=7;REC_TYPE=MC;"
	    "MOTION_RECD_DATE=2026-03-02");
	small_row(&small, T_MOTION,
	    "IDNMOTION=2;IDNPROCEEDING=71;IDNCASE=7;REC_TYPE=SY;DEC=D;"
	    "STAY_GRANT=D;COMP_DATE=2026-03-03;MOTION_RECD_DATE=2026-03-02");
	small_row(&small, T_APPLICATION,
	    "IDNPROCEEDINGAPPLN=1;IDNPROCEEDING=70;IDNCASE=7;APPL_CODE=WCAT;"
	    "APPL_RECD_DATE=2010-09-06;APPL_DEC=D");
	small_row(&small, T_CUSTODY,
	    "IDNCUSTODY=1;IDNCASE=7;CUSTODY=R;DATDETAINED=2010-01-03;"
	    "DATRELEASED=2010-02-05");
	small_row(&small, T_LEAD_RIDER,
	    "idnLeadRider=1;idnLeadCase=6;idnRiderCase=7;"
	    "datCreatedOn=2010-01-12;blnActive=1");
	says("eoir:7\n"
	     "held nationality country IQ [A_TblCase 1]\n"
	     "held final_order authority INA_240 designated {IQ, SY} "
	     "in_absentia no from 2013-06-03 [B_TblProceeding 2]\n"
	     "held immigration_court place court.CHI from 2010-01-11 "
	     "[B_TblProceeding 1]\n"
	     "held hearing_place location CHI from 2010-01-11 "
	     "[B_TblProceeding 1]\n"
	     "held immigration_court place court.DET from 2010-06-14 "
	     "[B_TblProceeding 2]\n"
	     "held hearing_place location DET from 2010-06-14 "
	     "[B_TblProceeding 2]\n"
	     "held language code AR seen 2026-04-30 [A_TblCase 1]\n"
	     "held court_custody status released seen 2026-04-30 "
	     "[A_TblCase 1]\n"
	     "held custody from 2010-01-03 to 2010-02-05 "
	     "[tbl_CustodyHistory 1]\n"
	     "held represented from 2010-05-03 [A_TblCase 1]\n"
	     "held lead_case eoir:6 from 2010-01-12 [tbl_Lead_Rider 1]\n"
	     "happened ij_decision.issued #2 subject merits from 2012-03-05 "
	     "[B_TblProceeding 2]\n"
	     "happened merits.decided outcome removal type RMV from 2012-03-05 "
	     "[B_TblProceeding 2]\n"
	     "happened proceedings.begun type RMV from 2010-01-04 "
	     "[B_TblProceeding 1]\n"
	     "happened motion_to_reopen.filed #1 of #2 basis "
	     "changed_conditions in_absentia no from 2026-03-02 "
	     "[tbl_Court_Motions 1]\n"
	     "happened ij_stay.filed #2 from 2026-03-02 "
	     "[tbl_Court_Motions 2]\n"
	     "happened ij_stay.denied #2 from 2026-03-03 "
	     "[tbl_Court_Motions 2]\n"
	     "happened bia_appeal.filed #1 of #2 from 2012-04-02 "
	     "[tblAppeal 1]\n"
	     "happened bia_appeal.dismissed #1 from 2013-06-03 "
	     "[tblAppeal 1]\n"
	     "happened petition_for_review.filed #1 from between 2013-06-03 "
	     "and 2013-07-01 [tblAppealFedCourts 1]\n"
	     "happened application.filed #1 form WCAT from 2010-09-06 "
	     "[tbl_Court_Appln 1]\n"
	     "happened application.denied #1 from between 2010-09-06 and "
	     "2026-04-30 [tbl_Court_Appln 1]\n" NONE
	     "only final_order to 2026-04-30 [B_TblProceeding 0]\n");
}

/* A country that is no more may be any that came of it; an order that was
 * reopened may or may not have been one on a day before. */
static void
test_doubt(void **state)
{
	small_row(&small, T_CASE, "IDNCASE=8;NAT=YS;CUSTODY=N;CASE_TYPE=RMV");
	small_row(&small, T_PROCEEDING,
	    "IDNPROCEEDING=80;IDNCASE=8;OSC_DATE=2010-01-04;INPUT_DATE=2010-01-"
	    "11;BASE_CITY_CODE=QQQ;NAT=YS;CASE_TYPE=RMV;DEC_CODE=X;"
	    "COMP_DATE=2012-03-05;ABSENTIA=Y;DEPORTED_1=UN");
	small_row(&small, T_PROCEEDING,
	    "IDNPROCEEDING=81;IDNCASE=8;OSC_DATE=2010-01-04;INPUT_DATE=2012-06-"
	    "11;CASE_TYPE=RMV;NAT=YS");
	small_row(&small, T_MOTION,
	    "IDNMOTION=1;IDNPROCEEDING=80;IDNCASE=8;REC_TYPE=MA;DEC=G;"
	    "COMP_DATE=2012-06-04;MOTION_RECD_DATE=2012-04-02");
	says("eoir:8\n"
	     "held nationality country ME or RS [A_TblCase 1]\n"
	     "held final_order from between 2012-03-05 and 2012-06-04 to "
	     "2012-06-04 [tbl_Court_Motions 1]\n"
	     "held court_custody status never_detained seen 2026-04-30 "
	     "[A_TblCase 1]\n"
	     "happened ij_decision.issued #1 subject merits from 2012-03-05 "
	     "[B_TblProceeding 1]\n"
	     "happened merits.decided outcome removal type RMV from 2012-03-05 "
	     "[B_TblProceeding 1]\n"
	     "happened proceedings.begun type RMV from 2010-01-04 "
	     "[B_TblProceeding 1]\n"
	     "happened motion_to_reopen.filed #1 of #1 in_absentia yes from "
	     "2012-04-02 [tbl_Court_Motions 1]\n"
	     "happened motion_to_reopen.granted #1 from 2012-06-04 "
	     "[tbl_Court_Motions 1]\n" NONE
	     "only final_order to 2026-04-30 [B_TblProceeding 0]\n");
}

/* Voluntary departure: an order there may be, from its day on; an appeal
 * whose end nobody can read may be over. */
static void
test_cannot_tell(void **state)
{
	small_row(&small, T_CASE, "IDNCASE=9;NAT=ZZ;CASE_TYPE=RMV");
	small_row(&small, T_PROCEEDING,
	    "IDNPROCEEDING=90;IDNCASE=9;CASE_TYPE=RMV;DEC_CODE=V;NAT=IZ;"
	    "COMP_DATE=2012-03-05;ABSENTIA=N");
	small_row(&small, T_APPEAL,
	    "idnAppeal=900;idncase=9;idnProceeding=90;strAppealType=Case "
	    "Appeal;datAppealFiled=2012-04-02;datBIADecision=2013-06-03;"
	    "strBIADecision=ZZZ");
	says("eoir:9\n"
	     "held nationality country IQ [B_TblProceeding 1]\n"
	     "held final_order authority INA_240 from between 2012-03-05 and "
	     "2199-12-31 "
	     "[B_TblProceeding 1]\n"
	     "happened ij_decision.issued #1 subject merits from 2012-03-05 "
	     "[B_TblProceeding 1]\n"
	     "happened merits.decided outcome voluntary_departure type RMV "
	     "from 2012-03-05 [B_TblProceeding 1]\n"
	     "happened bia_appeal.filed #1 of #1 from 2012-04-02 "
	     "[tblAppeal 1]\n"
	     "happened bia_appeal.dismissed #1 from between 2013-06-03 and "
	     "2199-12-31 [tblAppeal 1]\n" NONE
	     "only final_order to 2026-04-30 [B_TblProceeding 0]\n");
}

/* Every code of the April 2026 table has an answer; the vocabulary has every
 * country that one may mean. */
static void
test_nationalities(void **state)
{
	unsigned known = 0, several = 0;

	for (uint32_t code = 0; code < 65536; code++) {
		const char *s = nat_countries(code);

		if (s == NULL)
			continue;
		known++;
		several += strlen(s) > 2;
		for (; *s != '\0'; s += s[2] == ' ' ? 3 : 2) {
			char name[3] = { s[0], s[1], '\0' };

			if (vocab_word(law.vocab, FIELD_PLACE, name) == NULL)
				fail_msg("no place %s", name);
		}
	}
	assert_int_equal(known, 261);
	assert_int_equal(several, 7);
	assert_string_equal(nat_countries(code_pack("IZ", 2)), "IQ");
	assert_string_equal(nat_countries(code_pack("CH", 2)), "CN");
	assert_string_equal(nat_countries(code_pack("NA", 2)), "AW BQ CW SX");
	assert_string_equal(nat_countries(code_pack("UN", 2)), "");
	assert_null(nat_countries(code_pack("ZZ", 2)));
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_much),
		T(test_doubt),
		T(test_cannot_tell),
		T(test_nationalities),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
