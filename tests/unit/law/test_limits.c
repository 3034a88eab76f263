/* Each bound on a law source at one below, at, and one above; and what is
 * said when memory is refused: E_NOMEM, nothing else, nothing leaked. */

#include "support/fault_mem.h"
#include "unit/law/reading.h"

/* before, then n times each, then after; %zu in each is its number. */
static char *
repeated(const char *before, const char *each, size_t n, const char *after)
{
	struct buf b;
	char *s;
	size_t i;

	buf_init(&b, &mem_system, 1u << 24);
	buf_puts(&b, before);
	for (i = 0; i < n; i++) {
		const char *at = strstr(each, "%zu");

		if (at == NULL) {
			buf_puts(&b, each);
			continue;
		}
		buf_add(&b, each, (size_t)(at - each));
		buf_printf(&b, "%zu", i);
		buf_puts(&b, at + 3);
	}
	buf_puts(&b, after);
	assert_false(b.failed);
	s = strdup(b.s);
	assert_non_null(s);
	buf_release(&b);
	return s;
}

static void
assert_bound(const char *before, const char *each, size_t n, const char *after,
    const char *message)
{
	struct reading_test t;
	char *s = repeated(before, each, n, after);
	int r;

	reading_init(&t);
	r = read_text(&t, s);
	if (message == NULL) {
		assert_int_equal(r, 0);
		assert_string_equal(said(&t), "");
	} else {
		assert_true(r == 0 || r == E_LIMIT);
		assert_int_equal(t.ds.nerrors, 1);
		assert_non_null(strstr(t.ds.items[0].message, message));
	}
	reading_release(&t);
	free(s);
}

/* At one below the bound and at it nothing is said; above it the bound is
 * named.  own: how many of the bound the words around take themselves. */
static void
assert_bounded(size_t limit, size_t own, const char *before, const char *each,
    const char *after, const char *message)
{
	assert_bound(before, each, limit - own - 1, after, NULL);
	assert_bound(before, each, limit - own, after, NULL);
	assert_bound(before, each, limit - own + 1, after, message);
}

static void
bounds_what_one_instrument_holds(void **state)
{
	assert_bounded(LIMIT_EDGES, 1, "order a\n  widens b", ", c%zu", "\n",
	    "more than 64");
	assert_bounded(LIMIT_STAGES, 0, "order a\n  for each member\n",
	    "    stage s%zu open\n", "", "more than 64");
	assert_bounded(LIMIT_TRIGGERS, 0,
	    "order a\n  for each member\n    stage s\n", "    on e%zu then t\n",
	    "", "more than 32");
	assert_bounded(LIMIT_TOGETHER, 1,
	    "order a\n  for each member\n    stage s\n    on e", " and e%zu",
	    " then t\n", "more than 4 events");
	assert_bounded(LIMIT_READINGS, 1, "order a\n  until 1 day",
	    " also read 2 days", "\n", "more than 16");
	assert_bounded(LIMIT_FACTS, 1, "vignette \"v\"\n  person k", "; k%zu",
	    "\n", "more than 4096");
	assert_bounded(LIMIT_FIELDS, 1, "vocabulary v\n  state s (f", ", f%zu",
	    ")\n", "more than 64 fields");
	assert_bounded(LIMIT_FIELDS, 1, "vocabulary v\n  filing f steps s",
	    ", s%zu", "\n", "more than 64 steps");
	assert_bounded(LIMIT_WORDS, 2, "vocabulary v\n  state s\n  place p",
	    ", p%zu", "\n", "more than 16384");
	assert_bounded(LIMIT_INSTRUMENTS, 0, "", "order a%zu\n", "",
	    "more than 65536");
}

static char *
nested(size_t n)
{
	char *open = repeated("order a\n  covers ", "(", n, "b");
	char *s = repeated(open, ")", n, "\n");

	free(open);
	return s;
}

static void
assert_nesting(char *s, bool fits)
{
	struct reading_test t;

	reading_init(&t);
	assert_int_equal(read_text(&t, s), 0);
	assert_int_equal(t.ds.nerrors, fits ? 0 : 1);
	if (!fits)
		assert_non_null(
		    strstr(t.ds.items[0].message, "more than 64 deep"));
	reading_release(&t);
	free(s);
}

/* Words before a condition nest as parentheses do: `not not not ...`. */
static void
bounds_nesting(void **state)
{
	assert_nesting(nested(LIMIT_NESTING - 1), true);
	assert_nesting(nested(LIMIT_NESTING), true);
	assert_nesting(nested(LIMIT_NESTING + 1), false);
	assert_nesting(nested(100000), false);
	assert_bounded(LIMIT_NESTING, 0, "order a\n  covers ", "not ", "b\n",
	    "more than 64 deep");
	assert_bound("order a\n  covers ", "not ", 100000, "b\n",
	    "more than 64 deep");
	/* What is closed again does not count. */
	assert_bound("order a\n  covers b", " and (not c)", 1000, "\n", NULL);
}

/* A text that is wrong throughout is not read to its end. */
static void
gives_up_on_a_thousand_mistakes(void **state)
{
	struct reading_test t;
	char *s = repeated("", "order\n", 3000, "");

	reading_init(&t);
	assert_int_equal(read_text(&t, s), 0);
	assert_int_equal(t.ds.nerrors, 4 * LIMIT_DIAGNOSTICS);
	assert_int_equal(t.ds.n, LIMIT_DIAGNOSTICS);
	reading_release(&t);
	free(s);
	s = repeated("order a\n", "  until 3\n", 3000, "");
	reading_init(&t);
	assert_int_equal(read_text(&t, s), 0);
	assert_int_equal(t.ds.nerrors, 4 * LIMIT_DIAGNOSTICS);
	reading_release(&t);
	free(s);
}

static void
bounds_lengths_of_time(void **state)
{
	assert_bound("order a\n  until 999999 days\n", "", 0, "", NULL);
	assert_bound("order a\n  until 1000000 days\n", "", 0, "", NULL);
	assert_bound("order a\n  until 1000001 days\n", "", 0, "",
	    "more than 1000000");
}

/* -- Memory -------------------------------------------------------------- */

/* Everything the language has, in little. */
static const char everything[] =
    "vocabulary v\n  place US, IQ\n  place area.DET in US\n  agency ICE\n"
    "  state custody (agency, place) one stale after 7 days text \"t\"\n"
    "  state nationality (country)\n  relation spouse\n"
    "  filing m of n steps filed closed by denied\n"
    "  act removal (to) implies custody (agency is ICE and place in US)\n"
    "case c\n  title \"T\" also \"U\" court mied docket \"1\" judge \"J\"\n"
    "  zone \"UTC\" read every 24 hours\n"
    "list l \"w\"\n  rows 6 identifier a_number, b not known complete\n"
    "clock k\n  from 2017 reading \"r\" count 3 days after m.filed\n"
    "    when custody now limit 1\n  source \"s\"\n"
    "form f given C: country\n  bars removal to C\n"
    "order a  # why\n  text \"a b c\" document \"d\" unverified\n"
    "  entered 2017-06-22 covers nationality is IQ and (custody or not "
    "(ever custody (agency in {ICE, CBP}) since 2017-06-11))\n"
    "  except out: doubt (on list l) or (members of b) \"w\"\n"
    "  bars removal to IQ, removal where x unless n: shown m at least 2 "
    "days before act; text only \"t\"\n"
    "  requires government list to \"s\" for custody by 7 days\n"
    "  needs custody \"w\" before removal finds \"f\"\n"
    "  conflict until also read 2017-07-10 \"w\"\n"
    "  extends b, d until 14 days tro also read 2 days after e\n"
    "  vacates b at once revives d  until 2017-07-10\n"
    "  for each m where x and destination\n"
    "    stage s on m.filed (x), e then t\n    note \"n\"\n"
    "    stage t within clock k else ends \"x\"\n"
    "instance i of f, C = IQ\n"
    "vignette \"v\" under c\n"
    "  person nationality {IQ, US}; custody agency ICE since 2017 as m1; "
    "no m.filed through 2018; is x; spouse nationality US\n"
    "  on 2017-06-22 removal to IQ known 2018 barred by a until 2018\n";

struct refusal {
	struct fault_mem mem;
	struct arena arena;
	struct diags ds;
	struct law law;
	struct source_text src;
};

static void
refusal_init(struct refusal *f, size_t fail_at, size_t max)
{
	*f = (struct refusal){ 0 };
	fault_mem_init(&f->mem, fail_at);
	arena_init(&f->arena, &f->mem.mem, max);
	diags_init(&f->ds, &f->arena);
	f->src.path = "t.law";
	f->src.bytes = everything;
	f->src.len = sizeof(everything) - 1;
}

static void
refusal_release(struct refusal *f)
{
	arena_release(&f->arena);
	assert_int_equal(f->mem.live, 0);
}

static int
parse_refused(size_t fail_at, size_t max)
{
	struct refusal f;
	int r;

	refusal_init(&f, fail_at, max);
	r = law_parse(&f.arena, &f.src, &f.law, &f.ds);
	/* Refused memory is not the author's mistake. */
	assert_int_equal(f.ds.nerrors, 0);
	if (r == 0) {
		assert_int_equal(f.law.ninstruments, 3);
		assert_int_equal(f.law.vignettes[0]->nlines, 2);
	}
	refusal_release(&f);
	return r;
}

/* An arena of every size: each of its allocations is the one refused. */
static void
survives_any_refusal_in_the_parser(void **state)
{
	size_t max, i;
	int r = E_NOMEM;

	for (max = 0; r != 0; max += 8) {
		r = parse_refused(0, max);
		assert_true(r == 0 || r == E_NOMEM);
		assert_true(max < ((size_t)1 << 20));
	}
	assert_true(max > 4096);
	for (r = E_NOMEM, i = 1; r != 0; i++) {
		r = parse_refused(i, (size_t)1 << 30);
		assert_true(r == 0 || r == E_NOMEM);
	}
	assert_true(i > 2);
}

static int
format_refused(size_t fail_at, size_t max)
{
	struct refusal f;
	struct buf out;
	int r;

	refusal_init(&f, fail_at, max);
	buf_init(&out, &f.mem.mem, (size_t)1 << 20);
	r = law_format(&f.arena, &f.src, &out, &f.ds);
	assert_int_equal(f.ds.nerrors, 0);
	buf_release(&out);
	refusal_release(&f);
	return r;
}

static void
survives_any_refusal_in_the_formatter(void **state)
{
	size_t max, i;
	int r = E_NOMEM;

	for (max = 0; r != 0; max += 8) {
		r = format_refused(0, max);
		assert_true(r == 0 || r == E_NOMEM);
		assert_true(max < ((size_t)1 << 20));
	}
	for (r = E_NOMEM, i = 1; r != 0; i++) {
		r = format_refused(i, (size_t)1 << 30);
		assert_true(r == 0 || r == E_NOMEM);
	}
}

/* A megabyte laid out: what it took at most, for each byte of the text. */
static size_t
format_peak(const char *before, const char *again)
{
	size_t n = (size_t)1 << 20, k = strlen(again), len = strlen(before);
	char *s = malloc(n + len + k + 2);
	struct refusal f;
	struct buf out;

	assert_non_null(s);
	memcpy(s, before, len);
	for (; len < n; len += k)
		memcpy(s + len, again, k);
	s[len++] = '\n';
	s[len] = '\0';
	refusal_init(&f, 0, (size_t)1 << 30);
	f.src.bytes = s;
	f.src.len = len;
	buf_init(&out, &mem_system, 4 * n);
	assert_int_equal(law_format(&f.arena, &f.src, &out, &f.ds), 0);
	assert_true(out.len > n / 2);
	/* Nothing stays, so that a thousand files can follow. */
	assert_int_equal(f.arena.used, 0);
	n = f.mem.peak_bytes / len;
	buf_release(&out);
	refusal_release(&f);
	free(s);
	return n;
}

static void
lays_out_in_little_memory(void **state)
{
	assert_in_range(format_peak("",
			    "order a.b\n"
			    "  covers nationality is IQ and final_order now\n"
			    "  bars removal\n"),
	    5, 16);
	assert_in_range(format_peak("", "list a\n"), 5, 16);
	assert_in_range(format_peak("", "#\n"), 5, 20);
	/* One clause of a megabyte. */
	assert_in_range(format_peak("order a\n  covers everyone", " and a"), 20,
	    100);
}

static int
alone_refused(size_t max, bool condition)
{
	struct refusal f;
	struct expr *e = NULL;
	struct given *g = NULL;
	struct law law = { 0 };
	struct reading_test t;
	size_t n = 0;
	int r;

	reading_init(&t);
	assert_int_equal(law_parse(&t.arena,
			     source_file(&t,
				 "tests/law/fixtures/"
				 "hamama11.vocab"),
			     &t.law, &t.ds),
	    0);
	assert_int_equal(law_check(&t.arena, &t.law, &t.ds), 0);
	law = t.law;
	refusal_init(&f, 0, max);
	if (condition) {
		f.src.bytes = "nationality is IQ and not (ever custody "
			      "(agency is ICE) since 1995)";
		f.src.len = strlen(f.src.bytes);
		r = law_parse_condition(&f.arena, &f.src, &law, &e, &f.ds);
		assert_int_equal(r == 0, e != NULL);
	} else {
		f.src.bytes = "nationality {IQ, US}; custody agency ICE "
			      "since 2017-06-11 source \"s\"";
		f.src.len = strlen(f.src.bytes);
		r = law_parse_givens(&f.arena, &f.src, &law, &g, &n, &f.ds);
		assert_int_equal(n, r == 0 ? 2 : 0);
	}
	assert_int_equal(f.ds.nerrors, 0);
	refusal_release(&f);
	reading_release(&t);
	return r;
}

static void
survives_any_refusal_on_its_own(void **state)
{
	size_t max;
	int r;

	for (r = E_NOMEM, max = 0; r != 0; max += 16) {
		r = alone_refused(max, true);
		assert_true(r == 0 || r == E_NOMEM);
	}
	for (r = E_NOMEM, max = 0; r != 0; max += 16) {
		r = alone_refused(max, false);
		assert_true(r == 0 || r == E_NOMEM);
	}
}

/* A wrong text with too little memory is wrong or refused, never right. */
static void
a_wrong_text_is_never_right(void **state)
{
	static const char wrong[] =
	    "order a\n  covers a is b or c and d\n  untill 3 months\n"
	    "ordr b\n  until 14 days under frcp7\nvocabulary v\n"
	    "  place a.b in c.d\n";
	struct refusal f;
	size_t max;
	int r = E_NOMEM;

	for (max = 0; r != 0; max += 8) {
		refusal_init(&f, 0, max);
		f.src.bytes = wrong;
		f.src.len = sizeof(wrong) - 1;
		r = law_parse(&f.arena, &f.src, &f.law, &f.ds);
		assert_true(r == 0 ? f.ds.nerrors == 6 : r == E_NOMEM);
		refusal_release(&f);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bounds_what_one_instrument_holds),
		cmocka_unit_test(bounds_nesting),
		cmocka_unit_test(gives_up_on_a_thousand_mistakes),
		cmocka_unit_test(bounds_lengths_of_time),
		cmocka_unit_test(survives_any_refusal_in_the_parser),
		cmocka_unit_test(survives_any_refusal_in_the_formatter),
		cmocka_unit_test(lays_out_in_little_memory),
		cmocka_unit_test(survives_any_refusal_on_its_own),
		cmocka_unit_test(a_wrong_text_is_never_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
