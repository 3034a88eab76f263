/* The formatter changes blanks, line ends and the folding of quotations,
 * and nothing else; what it wrote it leaves alone. */

#include <glob.h>

#include "law/lex.h"
#include "unit/law/reading.h"

struct formatted {
	struct reading_test t;
	struct buf out;
	int r;
};

static void
format_text(struct formatted *f, const char *s, size_t n)
{
	reading_init(&f->t);
	buf_init(&f->out, &mem_system, 1u << 25);
	f->r = law_format(&f->t.arena, source_of(&f->t, "t.law", s, n), &f->out,
	    &f->t.ds);
}

static void
format_release(struct formatted *f)
{
	buf_release(&f->out);
	reading_release(&f->t);
}

static void
assert_formats(const char *before, const char *after)
{
	struct formatted f, again;

	format_text(&f, before, strlen(before));
	assert_string_equal(said(&f.t), "");
	assert_int_equal(f.r, 0);
	assert_string_equal(f.out.s, after);
	format_text(&again, f.out.s, f.out.len);
	assert_int_equal(again.r, 0);
	assert_string_equal(again.out.s, after);
	format_release(&again);
	format_release(&f);
}

/* The words of both sources are the same, quotations folded. */
static void
assert_same_words(struct reading_test *t, const struct source_text *a,
    const struct source_text *b)
{
	struct lexed la, lb;
	size_t i;

	assert_int_equal(lex(&t->arena, a, &la, &t->ds), 0);
	assert_int_equal(lex(&t->arena, b, &lb, &t->ds), 0);
	assert_int_equal(la.n, lb.n);
	assert_int_equal(la.ncomments, lb.ncomments);
	for (i = 0; i < la.n; i++) {
		assert_int_equal(la.tokens[i].kind, lb.tokens[i].kind);
		if (la.tokens[i].kind == TOKEN_STRING) {
			assert_string_equal(token_string(&t->arena, &la,
						&la.tokens[i]),
			    token_string(&t->arena, &lb, &lb.tokens[i]));
			continue;
		}
		assert_int_equal(la.tokens[i].length, lb.tokens[i].length);
		assert_memory_equal(a->bytes + la.tokens[i].offset,
		    b->bytes + lb.tokens[i].offset, la.tokens[i].length);
	}
	for (i = 0; i < la.ncomments; i++) {
		assert_int_equal(la.comments[i].length, lb.comments[i].length);
		assert_int_equal(la.comments[i].before, lb.comments[i].before);
		assert_int_equal(la.comments[i].own_line,
		    lb.comments[i].own_line);
		assert_memory_equal(a->bytes + la.comments[i].offset,
		    b->bytes + lb.comments[i].offset, la.comments[i].length);
	}
}

/* Where the clauses begin is part of the meaning. */
static void
assert_same_clauses(const struct lexed *a, const struct lexed *b)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		assert_int_equal(opens_item(a, i), opens_item(b, i));
}

/* Lays src out, and what comes of it once more.  Whether it could. */
static bool
round_trips(struct reading_test *t, const struct source_text *src)
{
	struct buf once, twice;
	const struct source_text *dst;
	struct lexed la, lb;
	int r;

	buf_init(&once, &mem_system, 1u << 25);
	buf_init(&twice, &mem_system, 1u << 25);
	r = law_format(&t->arena, src, &once, &t->ds);
	if (r == 0) {
		dst = source_of(t, "formatted", once.s, once.len);
		assert_same_words(t, src, dst);
		assert_int_equal(lex(&t->arena, src, &la, &t->ds), 0);
		assert_int_equal(lex(&t->arena, dst, &lb, &t->ds), 0);
		assert_same_clauses(&la, &lb);
		assert_int_equal(law_format(&t->arena, dst, &twice, &t->ds), 0);
		assert_string_equal(once.s, twice.s);
	} else {
		assert_int_equal(r, E_SYNTAX);
	}
	buf_release(&twice);
	buf_release(&once);
	return r == 0;
}

static void
assert_file_round_trip(const char *path)
{
	struct reading_test t;

	reading_init(&t);
	assert_true(round_trips(&t, source_file(&t, path)));
	assert_string_equal(said(&t), "");
	reading_release(&t);
}

/* What the casebook says before it is laid out, it says after. */
static void
casebook_round_trips(void **state)
{
	glob_t g = { 0 };
	size_t i;

	assert_int_equal(glob("casebook/*.law", 0, NULL, &g), 0);
	assert_int_equal(glob("casebook/*.vocab", GLOB_APPEND, NULL, &g), 0);
	assert_int_equal(glob("tests/law/fixtures/*", GLOB_APPEND, NULL, &g),
	    0);
	assert_true(g.gl_pathc > 10);
	for (i = 0; i < g.gl_pathc; i++)
		assert_file_round_trip(g.gl_pathv[i]);
	globfree(&g);
}

static const char thicket[] =
    "vocabulary v\nplace US, IQ\nplace area.DET in US\n"
    "state custody (agency, place) one stale after 7 days text \"t\"\n"
    "filing m of n steps filed closed by denied, granted\n"
    "act removal (to) implies custody (agency is ICE and place in US)\n"
    "case c title \"T\" also \"U\" court mied docket \"1\" judge \"J\"\n"
    "list l \"w\" rows 6 identifier a_number, b not known complete\n"
    "clock k from 2017 reading \"r\" count 3 days after m.filed when custody "
    "now limit 1\n"
    "form f given C: country bars removal to C\n"
    "order a text \"a b c\" document \"d\" unverified entered 2017-06-22 "
    "covers nationality is IQ and (custody or not (ever custody (agency in "
    "{ICE, CBP}) since 2017-06-11))\n"
    "except out: doubt (on list l) or (members of b) \"w\"\n"
    "bars removal to IQ, removal where x unless n: shown m at least 2 days "
    "before act; text only \"t\"\n"
    "requires government list to \"s\" for custody by 7 days met when y\n"
    "conflict until also read 2017-07-10 \"w\"\n"
    "vacates b at once leaves ended d\n"
    "for each m where x and destination bars removal\n"
    "stage s free on m.filed (x), e then t note \"n\"\n"
    "stage t within clock k else ends \"x\" on z ends \"w\"\n"
    "instance i of f, C = IQ\n"
    "vignette \"v\" under c\n"
    "person nationality {IQ, US}; custody agency ICE since 2017 as m1\n"
    "on 2017-06-22 arrives 2017-06-23 removal to IQ known 2018 barred by a, "
    "b until 2018\n";

/* A comment, or a new line, after every word in turn: what can still be
 * read keeps its words and its comments, however odd the place. */
static void
anything_may_stand_anywhere(void **state)
{
	static const char *const what[] = { " # c\n", "\n# c\n", "\n",
		" # c\n\n  # d\n\n", "\n\n\n" };
	struct reading_test t;
	struct lexed l;
	struct buf b;
	size_t i, k, read = 0, end;

	reading_init(&t);
	buf_init(&b, &mem_system, 1u << 20);
	assert_int_equal(lex(&t.arena,
			     source_of(&t, "t", thicket, strlen(thicket)), &l,
			     &t.ds),
	    0);
	for (i = 0; i < l.n; i++) {
		for (k = 0; k < sizeof(what) / sizeof(what[0]); k++) {
			struct reading_test one;

			reading_init(&one);
			buf_clear(&b);
			end = l.tokens[i].offset + l.tokens[i].length;
			buf_add(&b, thicket, end);
			buf_puts(&b, what[k]);
			buf_puts(&b, thicket + end);
			read +=
			    round_trips(&one, source_of(&one, "t", b.s, b.len));
			reading_release(&one);
		}
	}
	/* A few would open a clause where none may stand. */
	assert_true(read > 5 * l.n * 9 / 10);
	buf_release(&b);
	reading_release(&t);
}

static void
lays_out_items_and_clauses(void **state)
{
	assert_formats("order   a.b   document \"D\"   entered 2017-06-22\n"
		       "bars removal\n"
		       "order c court mied docket \"1\",\"2\" covers everyone",
	    "order a.b\n"
	    "  document \"D\"  entered 2017-06-22\n"
	    "  bars     removal\n"
	    "\n"
	    "order c\n"
	    "  court    mied  docket \"1\", \"2\"\n"
	    "  covers   everyone\n");
	assert_formats("order d docket \"1\" court ca6\nfrom\nmied judge \"J\"",
	    "order d\n"
	    "  docket   \"1\"  court ca6 from mied  judge \"J\"\n");
	assert_formats(
	    "\r\n\r\nlist l \"what\"\r\nrows 6 not known complete\r\n",
	    "list l \"what\"\n"
	    "  rows     6  not known complete\n");
	assert_formats("form f given C: country\nbars removal to C\n\n\n"
		       "instance i of f,C=SV entered 2019-10\n",
	    "form f given C: country\n"
	    "  bars     removal to C\n"
	    "\n"
	    "instance i of f, C = SV\n"
	    "  entered  2019-10\n");
	assert_formats("", "");
	assert_formats("# only this", "# only this\n");
}

static void
breaks_conditions_at_their_joints(void **state)
{
	assert_formats(
	    "order a\n"
	    "covers nationality is IQ and (ever custody (agency is ICE and "
	    "place in area.DET) since 2017-06-11 or once present (place in "
	    "area.DET)) and not final_order (authority in {INA_240, "
	    "INA_241a5}) now\n",
	    "order a\n"
	    "  covers   nationality is IQ\n"
	    "           and (ever custody (agency is ICE and place in "
	    "area.DET) since 2017-06-11\n"
	    "                or once present (place in area.DET))\n"
	    "           and not final_order (authority in {INA_240, "
	    "INA_241a5}) now\n");
	/* A break that the author made at the outermost joint stays. */
	assert_formats("order a\n  covers a is b\n  and c is\n  d\n",
	    "order a\n"
	    "  covers   a is b\n"
	    "           and c is d\n");
}

/* `order`, `until`, `text` would open an item or a clause at the start of
 * a line, so a line is never broken before them. */
static void
never_breaks_before_an_opening_word(void **state)
{
	struct formatted f;
	char s[4096];
	size_t n, i;

	for (i = 1; i < 120; i++) {
		n = (size_t)snprintf(s, sizeof(s),
		    "order a\n"
		    "covers %0*d_x is y and on list l and text only \"z\" and "
		    "members of b and presumed text only \"%0*d\"\n"
		    "extends %c%0*d until further order\n",
		    1, 0, (int)i, 0, 'e', (int)i, 0);
		s[n] = '\0';
		memcpy(strstr(s, "covers 0") + 7, "k", 1);
		format_text(&f, s, n);
		assert_string_equal(said(&f.t), "");
		assert_int_equal(f.r, 0);
		assert_null(strstr(f.out.s, "\n           text"));
		assert_null(strstr(f.out.s, "\n           until"));
		assert_null(strstr(f.out.s, "\n           order"));
		format_release(&f);
	}
}

static void
folds_and_wraps_quotations(void **state)
{
	assert_formats("order a\n"
		       "text \"  all   Iraqi nationals\n\tin the United States "
		       "with final orders of removal, who have been, or will "
		       "be, arrested and detained by ICE \"\n",
	    "order a\n"
	    "  text     \"all Iraqi nationals in the United States with final "
	    "orders of removal, who have been, or\n"
	    "            will be, arrested and detained by ICE\"\n");
	assert_formats("order a\n  note \"\"\n", "order a\n  note     \"\"\n");
}

/* Laid out, a quotation has more bytes than before: not too many. */
static void
lays_out_the_longest_quotation(void **state)
{
	struct reading_test t;
	struct buf b;

	reading_init(&t);
	buf_init(&b, &mem_system, 1u << 20);
	buf_puts(&b, "order a\ntext \"");
	while (b.len < LIMIT_STRING_BYTES)
		buf_puts(&b, "x ");
	buf_puts(&b, "\"\n");
	assert_true(round_trips(&t, source_of(&t, "t", b.s, b.len)));
	buf_release(&b);
	reading_release(&t);
}

static void
keeps_comments_where_they_stand(void **state)
{
	assert_formats("# of the file\n"
		       "\n"
		       "# of the order\n"
		       "order a # behind\n"
		       "   # of the clause\n"
		       "covers b is c # first\n"
		       "# in between\n"
		       "and d is e # second\n"
		       "\n"
		       "   # at the end of a\n"
		       "\n"
		       "# of b\n"
		       "order b\n"
		       "# last\n",
	    "# of the file\n"
	    "\n"
	    "# of the order\n"
	    "order a  # behind\n"
	    "  # of the clause\n"
	    "  covers   b is c  # first\n"
	    "           # in between\n"
	    "           and d is e  # second\n"
	    "\n"
	    "  # at the end of a\n"
	    "\n"
	    "# of b\n"
	    "order b\n"
	    "# last\n");
}

static void
aligns_stages_and_checks(void **state)
{
	assert_formats("order a\n"
		       "for each member bars removal\n"
		       "stage one free on x.y then two\n"
		       "stage three open text \"why\"\n"
		       "stage two within 90 days also read 3 months clamped "
		       "else ends \"e\" on z and w (b is c) ends \"f\"\n",
	    "order a\n"
	    "  for each member\n"
	    "    bars     removal\n"
	    "    stage one    free on x.y                                then "
	    "two\n"
	    "    stage three  open\n"
	    "                 text \"why\"\n"
	    "    stage two    within 90 days also read 3 months clamped  else "
	    "ends \"e\"\n"
	    "                 on z and w (b is c)                        ends "
	    "\"f\"\n");
	assert_formats("vignette \"v\" under casebook\n"
		       "person nationality IQ;final_order since 1995\n"
		       "on 2017-06-22 09:00 removal to IQ held by a "
		       "# one\n"
		       "on 2017-06-22 09:00 arrives 2017-06-22 11:00 removal "
		       "no bar # two\n",
	    "vignette \"v\" under casebook\n"
	    "  person   nationality IQ; final_order since 1995\n"
	    "  on       2017-06-22 09:00                           removal to "
	    "IQ  held by a  # one\n"
	    "  on       2017-06-22 09:00 arrives 2017-06-22 11:00  removal     "
	    "   no bar     # two\n");
}

/* Nothing is written over a source that is not understood. */
static void
refuses_what_it_cannot_read(void **state)
{
	struct formatted f;

	format_text(&f, "order\n", 6);
	assert_int_equal(f.r, E_SYNTAX);
	assert_int_equal(f.out.len, 0);
	assert_true(f.t.ds.nerrors > 0);
	format_release(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(casebook_round_trips),
		cmocka_unit_test(anything_may_stand_anywhere),
		cmocka_unit_test(lays_out_items_and_clauses),
		cmocka_unit_test(breaks_conditions_at_their_joints),
		cmocka_unit_test(never_breaks_before_an_opening_word),
		cmocka_unit_test(folds_and_wraps_quotations),
		cmocka_unit_test(lays_out_the_longest_quotation),
		cmocka_unit_test(keeps_comments_where_they_stand),
		cmocka_unit_test(aligns_stages_and_checks),
		cmocka_unit_test(refuses_what_it_cannot_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
