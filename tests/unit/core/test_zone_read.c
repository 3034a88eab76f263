/* TZif as RFC 9636 has it: files made here byte by byte, and broken. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/limits.h"
#include "core/zone.h"
#include "core/zone_table.h"
#include "support/fault_mem.h"

/* A file to be: two clocks, AAA at +1 h and BBB at +2 h, and changes an
 * hour apart from 1000000 on. */
struct file {
	int version; /* 1..4 */
	uint32_t times, leaps, isstds, isutcs;
	const char *footer; /* without its newlines */
	const char *chars;  /* names; NULL: AAA and BBB */
	uint32_t nchars;
	bool no_clocks;
	uint8_t *p;
	size_t n;
};

static void
put(struct file *f, const void *p, size_t n)
{
	f->p = realloc(f->p, f->n + n);
	assert_non_null(f->p);
	memcpy(f->p + f->n, p, n);
	f->n += n;
}

static void
put_number(struct file *f, int64_t v, int width)
{
	uint8_t b[8];

	for (int i = 0; i < width; i++)
		b[i] = (uint8_t)((uint64_t)v >> (8 * (width - 1 - i)));
	put(f, b, (size_t)width);
}

static void
put_block(struct file *f, int width, uint32_t times)
{
	static const char zeros[15], usual[] = "AAA\0BBB";
	const char *chars = f->chars != NULL ? f->chars : usual;
	uint32_t nchars = f->chars != NULL ? f->nchars : sizeof(usual);
	char version = (char)(f->version == 1 ? 0 : '0' + f->version);

	put(f, "TZif", 4);
	put(f, &version, 1);
	put(f, zeros, 15);
	put_number(f, f->isutcs, 4);
	put_number(f, f->isstds, 4);
	put_number(f, f->leaps, 4);
	put_number(f, times, 4);
	put_number(f, f->no_clocks ? 0 : 2, 4);
	put_number(f, nchars, 4);
	for (uint32_t i = 0; i < times; i++)
		put_number(f, 1000000 + i * (int64_t)3600, width);
	for (uint32_t i = 0; i < times; i++)
		put_number(f, i % 2 == 0, 1);
	for (int i = 0; i < 2 && !f->no_clocks; i++) {
		put_number(f, i == 0 ? 3600 : 7200, 4);
		put_number(f, i, 1);
		put_number(f, i * 4, 1);
	}
	put(f, chars, nchars);
	for (uint32_t i = 0; i < f->leaps; i++) {
		put_number(f, 78796800, width);
		put_number(f, 1, 4);
	}
	for (uint32_t i = 0; i < f->isstds + f->isutcs; i++)
		put_number(f, 0, 1);
}

static void
make(struct file *f)
{
	f->p = NULL;
	f->n = 0;
	put_block(f, 4, f->version == 1 ? f->times : 0);
	if (f->version == 1)
		return;
	put_block(f, 8, f->times);
	put(f, "\n", 1);
	put(f, f->footer, strlen(f->footer));
	put(f, "\n", 1);
}

/* Reads f from memory that is exactly as long as it is. */
static int
read_file(struct arena *a, const struct file *f, const struct zone **z)
{
	uint8_t *exact = malloc(f->n == 0 ? 1 : f->n);
	int r;

	assert_non_null(exact);
	if (f->n > 0)
		memcpy(exact, f->p, f->n);
	r = zone_read(a, "Test/Zone", exact, f->n, z);
	free(exact);
	return r;
}

static void
every_version_is_read(void **state)
{
	const struct zone *z = NULL;
	struct arena a;

	arena_init(&a, &mem_system, 1 << 16);
	for (int version = 1; version <= 4; version++) {
		struct file f = { .version = version,
			.times = 2,
			.isstds = 2,
			.isutcs = 2,
			.footer = "CCC-3" };

		make(&f);
		assert_int_equal(read_file(&a, &f, &z), 0);
		assert_string_equal(zone_name(z), "Test/Zone");
		assert_string_equal(zone_span_at(z, 999999).clock->abbrev,
		    "AAA");
		assert_int_equal(zone_span_at(z, 999999).clock->offset, 3600);
		assert_int_equal(zone_span_at(z, 999999).to, 1000000);
		assert_string_equal(zone_span_at(z, 1000000).clock->abbrev,
		    "BBB");
		assert_int_equal(zone_span_at(z, 1003599).from, 1000000);
		/* Version 1 has no footer: the last clock goes on. */
		assert_string_equal(zone_span_at(z, 1003600).clock->abbrev,
		    version == 1 ? "AAA" : "CCC");
		assert_string_equal(zone_abbrev(z, (struct instant){ 0 }),
		    "AAA");
		free(f.p);
	}
	arena_release(&a);
}

static void
a_footer_may_say_nothing_or_everything(void **state)
{
	struct file f = { .version = 2, .times = 2, .footer = "" };
	const struct zone *z = NULL;
	struct arena a;

	arena_init(&a, &mem_system, 1 << 16);
	make(&f);
	assert_int_equal(read_file(&a, &f, &z), 0);
	assert_string_equal(zone_span_at(z, 2000000).clock->abbrev, "AAA");
	free(f.p);
	f.times = 0;
	make(&f);
	assert_int_equal(read_file(&a, &f, &z), 0);
	assert_string_equal(zone_span_at(z, 2000000).clock->abbrev, "AAA");
	free(f.p);
	f.footer = "EST5EDT,M3.2.0,M11.1.0";
	make(&f);
	assert_int_equal(read_file(&a, &f, &z), 0);
	assert_string_equal(zone_span_at(z, 1498136400).clock->abbrev, "EDT");
	assert_string_equal(zone_span_at(z, -1498136400).clock->abbrev, "EDT");
	free(f.p);
	arena_release(&a);
}

static void
a_file_cut_short_is_refused(void **state)
{
	struct file f = { .version = 3,
		.times = 3,
		.isstds = 2,
		.isutcs = 2,
		.footer = "CCC-3" };
	const struct zone *z = NULL;
	struct arena a;
	size_t whole;

	arena_init(&a, &mem_system, 1 << 16);
	make(&f);
	whole = f.n;
	for (f.n = 0; f.n < whole; f.n++) {
		assert_int_equal(read_file(&a, &f, &z), E_SYNTAX);
		assert_null(z);
		assert_int_equal(a.used, 0);
	}
	assert_int_equal(read_file(&a, &f, &z), 0);
	free(f.p);
	arena_release(&a);
}

static void
a_broken_file_is_refused(void **state)
{
	/* Bytes of a version 3 file with 3 changes: the second header is at
	 * 64, its times at 108, indexes at 132, clocks at 135, names 147. */
	static const struct {
		size_t at;
		uint8_t byte;
	} cases[] = {
		{ 0, 'X' },              /* the magic */
		{ 4, '1' },              /* no such version */
		{ 4, '5' }, { 64, 'X' }, /* the second magic */
		{ 64 + 23, 1 },          /* one UT mark for two clocks */
		{ 64 + 27, 1 },          /* one standard mark for two clocks */
		{ 64 + 39, 0 },          /* no clock */
		{ 64 + 43, 0 },          /* no names */
		{ 108, 0x7f },           /* a time beyond any date */
		{ 108, 0x80 }, { 108 + 13, 0 }, /* times that do not ascend */
		{ 132, 2 },                     /* a clock that is not there */
		{ 135, 0x7f }, /* further from UTC than 26 hours */
		{ 135, 0x80 }, { 135 + 4, 2 }, /* neither summer nor not */
		{ 135 + 5, 9 },                /* a name that is not there */
		{ 147, 0x1b },                 /* a name that is not text */
		{ 147 + 8, 'x' }, /* no newline before the footer */
		{ 147 + 9, '-' }, /* no rule */
	};
	struct file f = { .version = 3, .times = 3, .footer = "CCC-3" };
	const struct zone *z = NULL;
	struct arena a;

	arena_init(&a, &mem_system, 1 << 16);
	make(&f);
	assert_int_equal(f.n, 147 + 8 + 7);
	assert_int_equal(read_file(&a, &f, &z), 0);
	z = NULL;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t was = f.p[cases[i].at];

		f.p[cases[i].at] = cases[i].byte;
		if (read_file(&a, &f, &z) != E_SYNTAX || z != NULL)
			fail_msg("byte %zu", cases[i].at);
		f.p[cases[i].at] = was;
	}
	free(f.p);
	arena_release(&a);
}

static void
names_need_an_end_and_a_bound(void **state)
{
	/* Fifteen letters are the longest name, from place 0 and 4. */
	static const struct {
		const char *chars;
		uint32_t n;
		int result;
	} cases[] = {
		{ "ABCDEFGHIJKLMN", 15, 0 },
		{ "ABCDEFGHIJKLMNO", 16, 0 },
		{ "ABCDEFGHIJKLMNOP", 17, E_SYNTAX },
		{ "ABCDEFGHIJKLMN", 14, E_SYNTAX },
		{ "ABCD", 4, E_SYNTAX },
		{ "ABCD", 5, 0 },
		{ "", 0, E_SYNTAX },
	};
	const struct zone *z = NULL;
	struct arena a;

	arena_init(&a, &mem_system, 1 << 16);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct file f = { .version = 1,
			.chars = cases[i].chars,
			.nchars = cases[i].n };

		make(&f);
		if (read_file(&a, &f, &z) != cases[i].result)
			fail_msg("%s, %u", cases[i].chars, cases[i].n);
		free(f.p);
	}
	assert_string_equal(zone_abbrev(z, (struct instant){ 0 }), "ABCD");
	arena_release(&a);
}

static void
counts_must_agree(void **state)
{
	/* Each is well-formed but for one thing. */
	static const struct file cases[] = {
		{ .version = 1, .isstds = 1 },
		{ .version = 1, .isutcs = 1 },
		{ .version = 1, .no_clocks = true },
		{ .version = 2, .no_clocks = true, .footer = "AAA0" },
	};
	const struct zone *z = NULL;
	struct arena a;

	arena_init(&a, &mem_system, 1 << 16);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct file f = cases[i];

		make(&f);
		assert_int_equal(read_file(&a, &f, &z), E_SYNTAX);
		free(f.p);
	}
	assert_null(z);
	arena_release(&a);
}

static void
changes_must_ascend(void **state)
{
	struct file f = { .version = 1, .times = 2 };
	const struct zone *z = NULL;
	struct arena a;

	arena_init(&a, &mem_system, 1 << 16);
	make(&f);
	memcpy(f.p + 48, f.p + 44, 4); /* twice the same */
	assert_int_equal(read_file(&a, &f, &z), E_SYNTAX);
	f.p[51]++;
	assert_int_equal(read_file(&a, &f, &z), 0);
	free(f.p);
	arena_release(&a);
}

static void
leap_seconds_are_refused(void **state)
{
	struct file f = { .version = 2,
		.times = 1,
		.leaps = 1,
		.footer = "CCC-3" };
	const struct zone *z = NULL;
	struct arena a;

	arena_init(&a, &mem_system, 1 << 16);
	make(&f);
	assert_int_equal(read_file(&a, &f, &z), E_SYNTAX);
	free(f.p);
	arena_release(&a);
}

static void
limits_hold(void **state)
{
	const struct zone *z = NULL;
	struct arena a;

	arena_init(&a, &mem_system, 1 << 20);
	for (uint32_t n = LIMIT_ZONE_TRANSITIONS - 1;
	     n <= LIMIT_ZONE_TRANSITIONS + 1; n++) {
		struct file f = { .version = 2, .times = n, .footer = "" };

		make(&f);
		assert_int_equal(read_file(&a, &f, &z),
		    n <= LIMIT_ZONE_TRANSITIONS ? 0 : E_LIMIT);
		free(f.p);
	}
	/* What follows the footer is not read, but counts. */
	for (size_t n = LIMIT_ZONE_BYTES - 1; n <= LIMIT_ZONE_BYTES + 1; n++) {
		struct file f = { .version = 2, .times = 1, .footer = "" };
		size_t more;

		make(&f);
		more = n - f.n;
		f.p = realloc(f.p, n);
		assert_non_null(f.p);
		memset(f.p + f.n, ' ', more);
		f.n = n;
		assert_int_equal(read_file(&a, &f, &z),
		    n <= LIMIT_ZONE_BYTES ? 0 : E_LIMIT);
		free(f.p);
	}
	arena_release(&a);
}

static void
counts_that_lie_are_refused(void **state)
{
	/* Each count as large as it can be, one at a time: nothing is
	 * multiplied past the end of a size. */
	struct file f = { .version = 2, .times = 1, .footer = "" };
	const struct zone *z = NULL;
	struct arena a;

	arena_init(&a, &mem_system, 1 << 20);
	make(&f);
	for (size_t block = 0; block <= 64; block += 64) {
		for (size_t count = 20; count < 44; count += 4) {
			uint8_t *p = f.p + block + count, was[4];
			int r;

			memcpy(was, p, 4);
			memset(p, 0xff, 4);
			r = read_file(&a, &f, &z);
			assert_int_equal(r, count < 28 ? E_SYNTAX : E_LIMIT);
			memcpy(p, was, 4);
		}
	}
	assert_int_equal(read_file(&a, &f, &z), 0);
	free(f.p);
	arena_release(&a);
}

static void
every_refusal_of_memory_comes_back(void **state)
{
	struct file f = { .version = 2, .times = 1000, .footer = "CCC-3" };
	const struct zone *z = NULL;
	struct fault_mem m;
	struct arena a;
	size_t max;

	make(&f);
	for (max = 0; z == NULL; max += 512) {
		int r;

		fault_mem_init(&m, 0);
		arena_init(&a, &m.mem, max);
		r = read_file(&a, &f, &z);
		assert_int_equal(r, z != NULL ? 0 : E_NOMEM);
		if (z == NULL)
			assert_int_equal(m.live, 0);
		arena_release(&a);
		assert_int_equal(m.live, 0);
	}
	assert_true(max > 8000);
	for (size_t fail_at = 1; fail_at <= 2; fail_at++) {
		fault_mem_init(&m, fail_at);
		arena_init(&a, &m.mem, 1 << 20);
		assert_int_equal(read_file(&a, &f, &z), E_NOMEM);
		arena_release(&a);
		assert_int_equal(m.live, 0);
	}
	free(f.p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_version_is_read),
		cmocka_unit_test(a_footer_may_say_nothing_or_everything),
		cmocka_unit_test(a_file_cut_short_is_refused),
		cmocka_unit_test(a_broken_file_is_refused),
		cmocka_unit_test(names_need_an_end_and_a_bound),
		cmocka_unit_test(counts_must_agree),
		cmocka_unit_test(changes_must_ascend),
		cmocka_unit_test(leap_seconds_are_refused),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(counts_that_lie_are_refused),
		cmocka_unit_test(every_refusal_of_memory_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
