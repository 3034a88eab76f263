/* What is what: fields and slots compared, three-valued. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/arena.h"
#include "core/buf.h"
#include "terms/value.h"

static const struct word iq = { .name = "IQ", .type = FIELD_PLACE };
static const struct word tr = { .name = "TR", .type = FIELD_PLACE };
static const struct word us = { .name = "US", .type = FIELD_PLACE };
static const struct word *in_us[] = { &us };
static const struct word det = { .name = "area.DET",
	.type = FIELD_PLACE,
	.in = in_us,
	.nin = 1 };

static const struct value none = { .kind = VALUE_NONE };
static struct value v_iq, v_tr, v_us, v_det;
static struct value set_items[2], set;
static struct value either_items[2], either;
static struct value same_items[2], same;
static const struct value empty_set = { .kind = VALUE_SET };
static const struct value empty_either = { .kind = VALUE_EITHER };
static const struct value id_cimt = { .kind = VALUE_ID, .s = "cimt" };
static const struct value id_dui = { .kind = VALUE_ID, .s = "dui" };
static const struct value str_cimt = { .kind = VALUE_STR, .s = "cimt" };
static const struct value str_Cimt = { .kind = VALUE_STR, .s = "CIMT" };
static const struct value str_cimts = { .kind = VALUE_STR, .s = "cimts" };
static const struct value id_yes = { .kind = VALUE_ID, .s = "yes" };
static const struct value id_Yes = { .kind = VALUE_ID, .s = "Yes" };
static const struct value id_no = { .kind = VALUE_ID, .s = "no" };
static const struct value id_y = { .kind = VALUE_ID, .s = "Y" };
static const struct value five = { .kind = VALUE_INT, .n = 5 };
static const struct value six = { .kind = VALUE_INT, .n = 6 };

static struct value
word_value(const struct word *w)
{
	return (struct value){ .kind = VALUE_WORD, .word = w, .s = w->name };
}

static struct value
time_value(const char *s)
{
	struct value v = { .kind = VALUE_MOMENT };

	assert_int_equal(moment_parse(s, strlen(s), &v.moment), 0);
	return v;
}

static int
make_values(void **state)
{
	v_iq = word_value(&iq);
	v_tr = word_value(&tr);
	v_us = word_value(&us);
	v_det = word_value(&det);
	set_items[0] = v_iq;
	set_items[1] = v_tr;
	set = (struct value){ .kind = VALUE_SET,
		.items = set_items,
		.nitems = 2 };
	either_items[0] = v_iq;
	either_items[1] = v_tr;
	either = (struct value){ .kind = VALUE_EITHER,
		.items = either_items,
		.nitems = 2 };
	same_items[0] = v_det;
	same_items[1] = v_us;
	same = (struct value){ .kind = VALUE_EITHER,
		.items = same_items,
		.nitems = 2 };
	return 0;
}

static void
what_is_what(void **state)
{
	const struct {
		const struct value *a, *b;
		enum tri is;
	} cases[] = {
		{ &none, &v_iq, UNKNOWN },
		{ &v_iq, &none, UNKNOWN },
		{ &v_iq, &v_iq, YES },
		{ &v_iq, &v_tr, NO },
		{ &v_det, &v_us, YES },
		{ &v_us, &v_det, UNKNOWN },
		{ &set, &v_tr, YES },
		{ &set, &v_us, NO },
		{ &empty_set, &v_us, NO },
		{ &v_tr, &set, YES },
		{ &v_us, &set, NO },
		{ &either, &v_iq, UNKNOWN },
		{ &either, &v_us, NO },
		{ &either, &set, YES },
		{ &same, &v_us, YES },
		{ &v_iq, &either, UNKNOWN },
		{ &empty_either, &v_iq, UNKNOWN },
		{ &id_cimt, &id_cimt, YES },
		{ &id_cimt, &id_dui, NO },
		{ &str_cimt, &id_cimt, YES },
		{ &str_Cimt, &id_cimt, YES },
		{ &id_cimt, &str_Cimt, YES },
		{ &str_cimts, &id_cimt, NO },
		{ &id_cimt, &str_cimts, NO },
		{ &id_Yes, &id_yes, YES },
		{ &id_no, &id_yes, NO },
		{ &id_y, &id_yes, UNKNOWN },
		{ &id_no, &id_y, UNKNOWN },
		{ &id_cimt, &id_yes, UNKNOWN },
		{ &five, &five, YES },
		{ &five, &six, NO },
		{ &five, &id_dui, UNKNOWN },
		{ &v_iq, &id_dui, UNKNOWN },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (value_is(cases[i].a, cases[i].b) != cases[i].is)
			fail_msg("case %zu", i);
}

static void
times_that_are_the_same(void **state)
{
	static const struct {
		const char *a, *b;
		enum tri is;
	} cases[] = {
		{ "2017-06-22", "2017-06-22", YES },
		{ "2017-06-22", "2017-06-23", NO },
		{ "2017-06", "2017-06-23", UNKNOWN },
		{ "2017-06-23", "2017-06", UNKNOWN },
		{ "2017-07-01", "2017-06", NO },
		{ "2017-06-22 09:00", "2017-06-22", UNKNOWN },
		{ "2017-06-22 09:00", "2017-06-22 09:00", YES },
		{ "2017-06-22 09:00", "2017-06-22 09:01", NO },
		{ "2017-06-22T09:00Z", "2017-06-22 09:00", UNKNOWN },
		{ "2017-06-22T09:00Z", "2017-06-22T09:00Z", YES },
		{ "2017-06-22T09:00Z", "2017-06-22T11:00+02:00", YES },
		{ "2017-06-22T09:00Z", "2017-06-22T09:01Z", NO },
		{ "2017-06-22T09:02Z", "2017-06-22T09:01Z", NO },
	};
	struct value a, b;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		a = time_value(cases[i].a);
		b = time_value(cases[i].b);
		if (value_is(&a, &b) != cases[i].is)
			fail_msg("%s is %s", cases[i].a, cases[i].b);
	}
	/* Imprecise minutes of one day, and an imprecise UTC span. */
	a = time_value("2017-06-22 09:00");
	a.moment.hi.minute += 10;
	b = time_value("2017-06-22 09:05");
	assert_int_equal(value_is(&a, &b), UNKNOWN);
	assert_int_equal(value_is(&b, &a), UNKNOWN);
	b = time_value("2017-06-22 09:15");
	assert_int_equal(value_is(&a, &b), NO);
	assert_int_equal(value_is(&b, &a), NO);
	a = time_value("2017-06-22T09:00Z");
	a.moment.last.us += INSTANT_MINUTE;
	b = time_value("2017-06-22T09:01Z");
	assert_int_equal(value_is(&a, &b), UNKNOWN);
	assert_int_equal(value_is(&b, &a), UNKNOWN);
	b.moment.kind = MOMENT_NOT_KNOWN;
	assert_int_equal(value_is(&a, &b), UNKNOWN);
}

static void
equal_as_written(void **state)
{
	struct value a, b, short_set = set;
	const struct value *all[] = { &none, &v_iq, &v_tr, &set, &either, &same,
		&empty_set, &empty_either, &id_cimt, &id_dui, &str_cimt, &five,
		&six };
	const size_t n = sizeof(all) / sizeof(all[0]);
	size_t i, j;

	for (i = 0; i < n; i++)
		for (j = 0; j < n; j++)
			assert_int_equal(value_equal(all[i], all[j]), i == j);
	short_set.nitems = 1;
	assert_false(value_equal(&short_set, &set));
	a = time_value("2017-06-22");
	b = time_value("2017-06-23");
	assert_true(value_equal(&a, &a));
	assert_false(value_equal(&a, &b));
}

/* Sets within sets beyond what any text holds: not equal, not known, and
 * still printed. */
static void
too_deep_is_unknown(void **state)
{
	enum { DEPTH = 20 };
	struct value nest[DEPTH];
	struct buf b;
	int i;

	nest[0] = v_iq;
	for (i = 1; i < DEPTH; i++)
		nest[i] = (struct value){ .kind = VALUE_SET,
			.items = &nest[i - 1],
			.nitems = 1 };
	assert_int_equal(value_is(&nest[5], &v_iq), YES);
	assert_int_equal(value_is(&nest[DEPTH - 1], &v_iq), UNKNOWN);
	assert_true(value_equal(&nest[5], &nest[5]));
	assert_false(value_equal(&nest[DEPTH - 1], &nest[DEPTH - 1]));
	buf_init(&b, &mem_system, 1000);
	value_print(&b, &nest[DEPTH - 1]);
	assert_string_equal(b.s, "{{{{{{{{{...}}}}}}}}}");
	buf_release(&b);
}

static void
printed(void **state)
{
	const struct value day = time_value("2017-06-22");
	const struct {
		const struct value *v;
		const char *text;
	} cases[] = {
		{ &none, "not known" },
		{ &v_det, "area.DET" },
		{ &id_cimt, "cimt" },
		{ &str_cimt, "\"cimt\"" },
		{ &five, "5" },
		{ &set, "{IQ, TR}" },
		{ &either, "IQ or TR" },
		{ &empty_set, "{}" },
		{ &day, "2017-06-22" },
	};
	struct buf b;
	size_t i;

	buf_init(&b, &mem_system, 1000);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&b);
		value_print(&b, cases[i].v);
		assert_string_equal(b.s, cases[i].text);
	}
	buf_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_is_what, make_values),
		cmocka_unit_test_setup(times_that_are_the_same, make_values),
		cmocka_unit_test_setup(equal_as_written, make_values),
		cmocka_unit_test_setup(too_deep_is_unknown, make_values),
		cmocka_unit_test_setup(printed, make_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
