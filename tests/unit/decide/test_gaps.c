/* Overlaps and gaps between clauses, shown by people made up. */

#include "../law/cases.h"

#include "decide/gaps.h"
#include "support/fault_mem.h"

static void
check_book(struct reading_test *t, const char *text)
{
	reading_init(t);
	read_vocabulary(t);
	assert_int_equal(read_text(t, text), 0);
	if (t->ds.nerrors > 0 || law_check(&t->arena, &t->law, &t->ds) != 0)
		fail_msg("%s", said(t));
}

static const char stay[] =
    "order one  court mied  entered 2017-06-22\n"
    "  covers  nationality is IQ and final_order now\n"
    "          and ever custody (agency is ICE and place in area.DET)\n"
    "          since 2017-06-11\n"
    "  except  crime: ever conviction (crime is dui)\n"
    "  except  spouse: spouse (nationality is US) now and visa (class is a)\n"
    "  bars    removal\n"
    "order two  court mied  entered 2017-07-24  document \"d\"\n"
    "  replaces one\n"
    "  covers  nationality is IQ and final_order on 2017-06-24\n"
    "          and once present (place in US) and not on list l\n"
    "          and (ever custody (agency is ICE)\n"
    "          or will be custody (agency is ICE))\n"
    "          and never motion_to_reopen.denied\n"
    "  bars    removal\n"
    "order three  court mied  entered 2017-08-24\n"
    "  widens  two\n"
    "  covers  everyone\n"
    "order four  court mied  entered 2017-08-24\n"
    "  clarifies two\n"
    "  covers  nationality in {IQ, IR} and not person is somebody\n"
    "          and final_order.authority is not AEA\n"
    "          and a_file.produced before 2017-06-01\n"
    "order five  court mied  entered 2017-08-25\n"
    "  widens  four\n"
    "  covers  members of four or on list l or person is somebody\n"
    "order six  court mied  entered 2017-08-26\n"
    "  extends two until 2018-01-01\n"
    "  widens  one\n"
    "form f given C: country\n"
    "  covers  nationality is C\n"
    "list l \"people\"\n"
    "  identifier a_number  complete\n";

static void
gaps_and_overlaps_have_an_example(void **state)
{
	struct reading_test t;

	check_book(&t, stay);
	assert_int_equal(gaps_lint(&t.arena, &t.law, &t.ds), 0);
	assert_int_equal(t.ds.nwarnings, 0);
	assert_string_equal(said(&t),
	    "t.law:6:11: note: the exceptions crime and spouse overlap\n"
	    "      except  spouse: spouse (nationality is US) now and visa "
	    "(class is a)\n"
	    "              ^~~~~~\n"
	    "    hint: for example: conviction dui 2017-06-21; spouse "
	    "nationality US; visa a\n"
	    "t.law:9:12: note: two replaces one, and does not cover everyone "
	    "it covers\n"
	    "      replaces one\n"
	    "               ^~~\n"
	    "    hint: for example: nationality IQ; final_order; custody ICE "
	    "place area.DET; no conviction; no spouse; no visa; no present; "
	    "not on list l; no motion_to_reopen\n"
	    "t.law:20:13: note: four clarifies two, and does not cover "
	    "everyone it covers\n"
	    "      clarifies two\n"
	    "                ^~~\n"
	    "    hint: for example: nationality IQ; final_order; present US; "
	    "not on list l; no custody; no motion_to_reopen; no "
	    "a_file.produced\n");
	reading_release(&t);
}

/* The example is what it is said to be: given back to the reader of people,
 * it is read. */
static void
an_example_can_be_read(void **state)
{
	struct reading_test t;
	const struct instrument *one, *two;
	struct side in, out;
	const char *person;
	struct given *g = NULL;
	size_t n = 0;

	check_book(&t, stay);
	one = law_instrument(&t.law, "one");
	two = law_instrument(&t.law, "two");
	in = (struct side){ &t.law, two, NULL, YES };
	out = (struct side){ &t.law, one, NULL, NO };
	assert_int_equal(gap_example(&t.arena, &in, &out, &person), 0);
	assert_non_null(person);
	assert_int_equal(law_parse_givens(&t.arena,
			     source_of(&t, "p", person, strlen(person)), &t.law,
			     &g, &n, &t.ds),
	    0);
	assert_true(n > 3);
	/* Nobody is both a member and none. */
	out = (struct side){ &t.law, two, NULL, NO };
	assert_int_equal(gap_example(&t.arena, &in, &out, &person), 0);
	assert_null(person);
	reading_release(&t);
}

static void
steps_relations_and_days(void **state)
{
	static const struct {
		const char *one, *two; /* conditions of two exceptions */
		const char *person;    /* in both; NULL: nobody */
	} cases[] = {
		{ "ever motion_to_reopen.denied", "everyone",
		    "motion_to_reopen.denied 2020-01-01" },
		{ "ever motion_to_reopen.denied",
		    "never motion_to_reopen.filed", NULL },
		{ "final_order on 2017-06-24", "not final_order on 2017-06-01",
		    "final_order since 2017-06-02" },
		{ "final_order now", "not final_order on 2017-06-24",
		    "final_order since 2017-06-25" },
		{ "ever supervision since 2018-01-01", "not supervision now",
		    "supervision until 2019-12-04" },
		{ "conviction by 2018", "everyone", "conviction 2018-12-30" },
		{ "spouse (nationality is US) now", "everyone",
		    "spouse nationality US" },
		{ "spouse (final_order now and visa now) now", "everyone",
		    NULL },
		{ "present is US now", "not present is area.DET now",
		    "present area.CHI" },
		{ "visa (class is a and number is b)",
		    "not visa (class is a and number is c)",
		    "visa a number b" },
		{ "nationality in {IQ, IQ}", "everyone", "nationality IQ" },
		{ "ever motion_to_reopen", "everyone",
		    "motion_to_reopen.filed 2020-01-01" },
		{ "a_file.produced before 2017-06-01", "everyone",
		    "a_file.produced 2017-05-31" },
		{ "a_file.produced before 2017-06-01 10:00", "everyone", NULL },
		{ "a_file.produced after 2017-06-01 10:00", "everyone",
		    "a_file.produced 2020-01-01" },
		{ "some spouse", "everyone", "spouse" },
		{ "spouse (nationality is IQ or nationality is IR)",
		    "not spouse (nationality is IQ)", NULL },
		{ "on list l", "not on list l", NULL },
		{ "on list l", "person is some_one", "on list l; is some_one" },
		{ "not on list l", "not person is some_one", "not on list l" },
		{ "text only \"x\"", "everyone", NULL },
		{ "visa.number at least 3", "everyone", NULL },
		{ "final_order.designated has IQ", "everyone",
		    "final_order designated IQ" },
		{ "nationality is final_order.designated", "everyone", NULL },
		{ "present is district.mad now", "everyone",
		    "present district.mad" },
		{ "final_order by 2017-06-24 10:00", "everyone",
		    "final_order" },
		{ "spouse (ever conviction) now", "everyone", NULL },
		{ "spouse on 2017-06-24", "not spouse on 2017-06-01",
		    "spouse since 2017-06-02" },
		{ "ever final_order (authority in {AEA, INA_240} and "
		  "designated in {IQ, IR, SV, GT, US})",
		    "not final_order now",
		    "final_order AEA designated IQ "
		    "until 2019-12-04" },
	};
	struct reading_test t;
	struct side one, two;
	const struct instrument *x;
	const char *person;
	char text[600];
	size_t i, failed = 0;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text),
		    "order one  court mied  entered 2020-01-02\n"
		    "  covers everyone\n  except a: %s\n  except b: %s\n"
		    "list l \"people\"\n  identifier a_number  complete\n",
		    cases[i].one, cases[i].two);
		check_book(&t, text);
		x = law_instrument(&t.law, "one");
		one = (struct side){ &t.law, x, x->excepts[0].expr, YES };
		two = (struct side){ &t.law, x, x->excepts[1].expr, YES };
		assert_int_equal(gap_example(&t.arena, &one, &two, &person), 0);
		if (cases[i].person == NULL ? person != NULL
					    : person == NULL ||
			    strcmp(person, cases[i].person) != 0) {
			print_error("%s / %s: %s\n", cases[i].one, cases[i].two,
			    person == NULL ? "nobody" : person);
			failed++;
		}
		reading_release(&t);
	}
	assert_int_equal(failed, 0);
}

/* No day on which either is known to have begun: nobody to ask about. */
static void
orders_of_no_known_day(void **state)
{
	struct reading_test t;

	check_book(&t,
	    "order one  court mied  entered not known\n  covers everyone\n"
	    "order two  court mied  entered not known\n  widens one\n"
	    "  covers nationality is IQ\n"
	    "order three  court mied  entered 2020-01-01\n"
	    "  covers nationality is IQ\n"
	    "order four  court mied  entered not known\n  widens three\n"
	    "  covers nationality is IR\n");
	assert_int_equal(gaps_lint(&t.arena, &t.law, &t.ds), 0);
	assert_int_equal(t.ds.n, 1);
	assert_string_equal(t.ds.items[0].hint, "for example: nationality IQ");
	reading_release(&t);
}

static const char before[] =
    "order one  court mied  entered 2020-01-01\n"
    "  covers nationality is IQ and final_order on 2017-06-24\n"
    "  bars removal\n"
    "order two  court mied  entered 2020-01-01\n"
    "  covers members of one\n"
    "order same  court mied  entered 2020-01-01\n"
    "  covers everyone  except a: visa now\n"
    "order less  court mied  entered 2020-01-01\n"
    "  covers everyone\n"
    "order out  court mied  entered 2020-01-01\n"
    "  covers everyone  except a: visa now  except b: members of one\n"
    "order gone  court mied  entered 2020-01-01\n"
    "  covers everyone\n"
    "form f given C: country\n  covers nationality is C\n";

static const char after[] =
    "order one  court mied  entered 2020-01-01\n"
    "  covers nationality in {IQ, IR} and final_order on 2017-06-22\n"
    "  bars removal, transfer\n"
    "order two  court mied  entered 2020-01-01\n"
    "  covers members of one\n"
    "order same  court mied  entered 2020-01-01\n"
    "  covers everyone  except a: visa now\n"
    "order less  court mied  entered 2020-01-01\n"
    "  covers everyone  except b: spouse (members of one) now\n"
    "order out  court mied  entered 2020-01-01\n"
    "  covers everyone  except a: visa now  except b: members of one\n"
    "order new  court mied  entered 2020-01-01\n"
    "  covers everyone\n"
    "form f given C: country\n  covers nationality in {C, IQ}\n";

static void
a_diff_tells_by_whom(void **state)
{
	static const struct whom expected[] = {
		{ "one", true, "nationality IR; final_order" },
		{ "one", false,
		    "nationality IQ; final_order since 2017-06-23" },
		{ "two", true, "nationality IR; final_order" },
		{ "two", false,
		    "nationality IQ; final_order since 2017-06-23" },
		{ "out", true,
		    "no visa; nationality IQ; final_order since 2017-06-23" },
		{ "out", false, "no visa; nationality IR; final_order" },
	};
	struct reading_test from, to;
	struct whom *whom = NULL;
	size_t n = 99, i;

	check_book(&from, before);
	check_book(&to, after);
	assert_int_equal(gaps_diff(&to.arena, &from.law, &to.law, &whom, &n),
	    0);
	for (i = 0; i < n && i < 6; i++) {
		assert_string_equal(whom[i].id, expected[i].id);
		assert_int_equal(whom[i].gains, expected[i].gains);
		assert_string_equal(whom[i].person, expected[i].person);
	}
	assert_int_equal(n, 6);
	reading_release(&from);
	reading_release(&to);
}

/* A vocabulary of no acts: whom a class covers can still be asked. */
static void
no_act_to_ask_about(void **state)
{
	static const char words[] =
	    "vocabulary v\n  state nationality (country) one persists\n"
	    "  place IQ, IR\n";
	static const char text[] =
	    "order one  court mied  entered 2020-01-02\n"
	    "  covers nationality in {IQ, IR}\n"
	    "order two  court mied  entered 2020-01-03\n  widens one\n"
	    "  covers nationality is IQ\n";
	struct reading_test t;

	reading_init(&t);
	assert_int_equal(read_text(&t, words), 0);
	assert_int_equal(read_text(&t, text), 0);
	assert_int_equal(t.ds.nerrors, 0);
	assert_int_equal(law_check(&t.arena, &t.law, &t.ds), 0);
	assert_int_equal(gaps_lint(&t.arena, &t.law, &t.ds), 0);
	assert_int_equal(t.ds.n, 1);
	assert_string_equal(t.ds.items[0].hint, "for example: nationality IR");
	reading_release(&t);
}

/* More lists than are drawn: of the first somebody is found, of the last
 * nobody. */
static void
more_than_are_drawn(void **state)
{
	struct reading_test t;
	const struct instrument *x;
	struct side first, last, all;
	const char *person;
	struct buf b;

	buf_init(&b, &mem_system, 1u << 16);
	buf_puts(&b,
	    "order one  court mied  entered 2020-01-02\n  covers everyone\n"
	    "  except a: everyone");
	for (int i = 0; i < 30; i++)
		buf_printf(&b, " and (on list l%d or everyone)", i);
	buf_puts(&b, "\n  except b: on list l0\n  except c: on list l29\n");
	for (int i = 0; i < 30; i++)
		buf_printf(&b,
		    "list l%d \"people\"\n  identifier a_number  complete\n",
		    i);
	check_book(&t, b.s);
	x = law_instrument(&t.law, "one");
	all = (struct side){ &t.law, x, x->excepts[0].expr, YES };
	first = (struct side){ &t.law, x, x->excepts[1].expr, YES };
	last = (struct side){ &t.law, x, x->excepts[2].expr, YES };
	assert_int_equal(gap_example(&t.arena, &all, &first, &person), 0);
	assert_non_null(person);
	assert_non_null(strstr(person, "on list l0;"));
	assert_int_equal(gap_example(&t.arena, &all, &last, &person), 0);
	assert_null(person);
	reading_release(&t);
	buf_release(&b);
}

/* An order of a chain, each of the members of the one before. */
static void
check_chain(struct reading_test *t, const char *covers, int n)
{
	struct buf b;

	buf_init(&b, &mem_system, 1u << 16);
	for (int i = 0; i < n; i++)
		if (i == 0)
			buf_printf(&b,
			    "order o0  court mied  entered 2020-01-02\n"
			    "  covers %s\n",
			    covers);
		else
			buf_printf(&b,
			    "order o%d  court mied  entered 2020-01-02\n"
			    "  covers members of o%d and everyone\n",
			    i, i - 1);
	check_book(t, b.s);
	buf_release(&b);
}

static const char *
a_member(struct reading_test *t, const char *id)
{
	const struct instrument *x = law_instrument(&t->law, id);
	struct side in = { &t->law, x, NULL, YES };
	const char *person;

	assert_int_equal(gap_example(&t->arena, &in, &in, &person), 0);
	return person;
}

/* Members of members of members: followed so far and no further. */
static void
members_of_members(void **state)
{
	struct reading_test from, to;
	struct whom *whom;
	size_t n;

	check_chain(&from, "nationality is IQ", 110);
	check_chain(&to, "nationality is IR", 110);
	assert_string_equal(a_member(&from, "o40"), "nationality IQ");
	assert_null(a_member(&from, "o70"));
	assert_null(a_member(&from, "o109"));
	assert_int_equal(gaps_diff(&to.arena, &from.law, &to.law, &whom, &n),
	    0);
	assert_int_equal(n, 96);
	assert_string_equal(whom[n - 1].id, "o47");
	reading_release(&from);
	reading_release(&to);
}

static void
read_with(struct reading_test *t, const char *words, const char *text)
{
	reading_init(t);
	assert_int_equal(read_text(t, words), 0);
	assert_int_equal(read_text(t, text), 0);
	if (t->ds.nerrors > 0 || law_check(&t->arena, &t->law, &t->ds) != 0)
		fail_msg("%s", said(t));
}

/* More values than are combined, more people than can be counted. */
static void
more_values_than_are_drawn(void **state)
{
	struct reading_test t;
	const struct instrument *x;
	struct side many, first, last, none;
	const char *person;
	struct buf b;

	buf_init(&b, &mem_system, 1u << 16);
	buf_puts(&b, "vocabulary v\n");
	for (int i = 0; i < 11; i++)
		buf_printf(&b, "  state k%d (f, g, h, i) many persists\n", i);
	buf_puts(&b,
	    "\norder one  court mied  entered 2020-01-02\n"
	    "  covers everyone\n"
	    "  except first: ever k0 (i is s0)\n"
	    "  except last: ever k0 (i is s3)\n"
	    "  except many: ever k0 (f in {p0, p1, p2, p3} and\n"
	    "      g in {q0, q1, q2, q3} and h in {r0, r1, r2, r3} and\n"
	    "      i in {s0, s1, s2, s3})\n"
	    "  except none: everyone");
	for (int i = 0; i < 11; i++)
		buf_printf(&b,
		    "\n      and never k%d (f in {p0, p1, p2, p3} and\n"
		    "      g in {q0, q1, q2, q3} and h in {r0, r1, r2, r3})",
		    i);
	buf_puts(&b, "\n");
	read_with(&t, "", b.s);
	x = law_instrument(&t.law, "one");
	first = (struct side){ &t.law, x, x->excepts[0].expr, YES };
	last = (struct side){ &t.law, x, x->excepts[1].expr, YES };
	many = (struct side){ &t.law, x, x->excepts[2].expr, YES };
	none = (struct side){ &t.law, x, x->excepts[3].expr, YES };
	assert_int_equal(gap_example(&t.arena, &many, &first, &person), 0);
	assert_string_equal(person, "k0 p0 g q0 h r0 i s0");
	assert_int_equal(gap_example(&t.arena, &many, &last, &person), 0);
	assert_null(person);
	assert_int_equal(gap_example(&t.arena, &none, &none, &person), 0);
	assert_string_equal(person,
	    "no k0; no k1; no k2; no k3; no k4; no k5; no k6; no k7; no k8; "
	    "no k9; no k10");
	reading_release(&t);
	buf_release(&b);
}

/* Beside a place stands another, not one that it lies in. */
static void
a_place_that_lies_in_none(void **state)
{
	static const char text[] =
	    "vocabulary v\n  state present (place) one persists\n"
	    "  place US\n  place area.NORTH in US\n"
	    "  place area.DET in area.NORTH\n  place area.CHI in US\n\n"
	    "order one  court mied  entered 2020-01-02\n"
	    "  covers present now and not present is area.DET now\n";
	struct reading_test t;

	read_with(&t, "", text);
	assert_string_equal(a_member(&t, "one"), "present area.CHI");
	reading_release(&t);
}

/* Tried is every so many-th, and yet each fact is varied. */
static void
every_so_many_th(void **state)
{
	struct reading_test t;
	const struct instrument *x;
	struct side one, two;
	const char *person;
	struct buf b;

	buf_init(&b, &mem_system, 1u << 16);
	buf_puts(&b,
	    "order one  court mied  entered 2020-01-02\n  covers everyone\n"
	    "  except a: visa (class is a) now");
	for (int i = 0; i < 12; i++)
		buf_printf(&b, " and (on list l%d or everyone)", i);
	buf_puts(&b, "\n  except b: on list l11 and not on list l0\n");
	for (int i = 0; i < 12; i++)
		buf_printf(&b,
		    "list l%d \"people\"\n  identifier a_number  complete\n",
		    i);
	check_book(&t, b.s);
	x = law_instrument(&t.law, "one");
	one = (struct side){ &t.law, x, x->excepts[0].expr, YES };
	two = (struct side){ &t.law, x, x->excepts[1].expr, YES };
	assert_int_equal(gap_example(&t.arena, &one, &two, &person), 0);
	assert_non_null(person);
	assert_non_null(strstr(person, "visa a; not on list l0;"));
	assert_non_null(strstr(person, "; on list l11"));
	reading_release(&t);
	buf_release(&b);
}

/* What has no members, or words for acts; who is anybody; who is nobody. */
static void
plainest(void **state)
{
	struct reading_test t;

	check_book(&t,
	    "order nobody  court mied  entered 2020-01-01\n"
	    "order one  court mied  entered 2020-01-02  document \"d\"\n"
	    "  replaces nobody\n"
	    "  covers everyone\n"
	    "  except a: everyone\n"
	    "  except b: everyone\n"
	    "  except c: not everyone\n"
	    "  bars text only \"what it forbids\"; removal\n"
	    "  until further order\n");
	assert_int_equal(gaps_lint(&t.arena, &t.law, &t.ds), 0);
	assert_int_equal(t.ds.n, 1);
	assert_string_equal(t.ds.items[0].message,
	    "the exceptions a and b overlap");
	assert_string_equal(t.ds.items[0].hint, "for example: anybody");
	reading_release(&t);
}

/* A casebook of fewer words: the person is asked about in those it has. */
static void
a_diff_of_two_vocabularies(void **state)
{
	static const char fewer[] =
	    "vocabulary v\n  state nationality (country) one persists\n"
	    "  state visa (class) many persists\n"
	    "  relation parent many persists\n"
	    "  place IQ, IR\n  act removal (to)\n";
	static const char more[] =
	    "vocabulary v\n  state nationality (country) one persists\n"
	    "  state visa (number, class) many persists\n"
	    "  state late many persists\n"
	    "  relation parent many persists\n"
	    "  place IQ, IR\n  act removal (to)\n";
	struct reading_test from, to;
	struct whom *whom;
	size_t n;

	read_with(&from, fewer,
	    "order one  court mied  entered 2020-01-01\n"
	    "  covers nationality is IQ\n"
	    "order two  court mied  entered 2020-01-01\n"
	    "  covers nationality is IQ and members of one\n"
	    "form f given C: country\n  covers nationality is C\n");
	read_with(&to, more,
	    "order one  court mied  entered 2020-01-01\n"
	    "  covers nationality in {IQ, IR} and late now\n"
	    "         and visa (number is n) now and parent (late now) now\n"
	    "order two  court mied  entered 2020-01-01\n"
	    "  covers nationality is IQ and members of one\n"
	    "order f  court mied  entered 2020-01-01\n"
	    "  covers nationality is IR\n");
	assert_int_equal(gaps_diff(&to.arena, &from.law, &to.law, &whom, &n),
	    0);
	assert_int_equal(n, 3);
	assert_true(whom[0].gains);
	assert_string_equal(whom[0].person,
	    "nationality IR; late; visa n; parent late");
	assert_false(whom[1].gains);
	assert_string_equal(whom[1].person,
	    "nationality IQ; no late; no visa; no parent");
	assert_string_equal(whom[2].id, "two");
	reading_release(&from);
	reading_release(&to);
}

static const char small[] =
    "case c  title \"C\"  court mied  docket \"1\"\n"
    "order c.a  entered 2020-01-01\n"
    "  covers nationality is IQ\n  bars removal\n"
    "  until 2020-01-10 12:00\n"
    "order c.b  entered 2020-01-02\n"
    "  covers nationality is IQ\n  bars removal\n"
    "  until 2020-01-12 12:00\n"
    "order c.c  entered 2020-01-20\n"
    "  covers nationality is IQ\n  bars removal\n"
    "  until further order\n"
    "  for each member\n"
    "    stage in  on motion_to_reopen.denied  ends \"denied\"\n"
    "order one  court mied  entered 2017-06-22\n"
    "  covers  nationality is IQ and spouse (nationality is US) now\n"
    "  except  a: ever motion_to_reopen.denied\n"
    "  except  b: on list l and person is somebody\n"
    "  bars    removal\n"
    "order two  court mied  entered 2017-07-24  document \"d\"\n"
    "  replaces one\n"
    "  covers  nationality is IR\n"
    "list l \"people\"\n";

/* What lint says of a text, so many notes: 0, or E_NOMEM. */
static int
lint_within(struct reading_test *t, size_t notes, const struct mem *mem,
    size_t room)
{
	struct diags ds;
	struct arena a;
	int r;

	arena_init(&a, mem, room);
	diags_init(&ds, &a);
	r = gaps_lint(&a, &t->law, &ds);
	if (r == 0)
		assert_int_equal(ds.n, notes);
	arena_release(&a);
	return r;
}

static int
diff_within(struct reading_test *from, struct reading_test *to,
    const struct mem *mem, size_t room)
{
	struct whom *whom;
	struct arena a;
	size_t n;
	int r;

	arena_init(&a, mem, room);
	r = gaps_diff(&a, &from->law, &to->law, &whom, &n);
	if (r == 0)
		assert_int_equal(n, 4);
	arena_release(&a);
	return r;
}

static void
memory_refused(void **state)
{
	struct reading_test t, to;
	struct fault_mem f;
	size_t room, i;
	int r;

	check_book(&t, small);
	check_book(&to, after);
	for (room = 0, r = E_NOMEM; r == E_NOMEM; room += 264) {
		r = lint_within(&t, 5, &mem_system, room);
		assert_true(room < 1u << 20);
	}
	assert_int_equal(r, 0);
	assert_true(room > 2000);
	for (room = 0, r = E_NOMEM; r == E_NOMEM; room += 264) {
		r = diff_within(&t, &to, &mem_system, room);
		assert_true(room < 1u << 20);
	}
	assert_int_equal(r, 0);
	for (i = 1, r = E_NOMEM; r != 0 || f.calls >= i; i++) {
		fault_mem_init(&f, i);
		f.once = true;
		r = lint_within(&t, 5, &f.mem, (size_t)1 << 28);
		assert_int_equal(f.live, 0);
		assert_true(r == 0 || r == E_NOMEM);
	}
	for (i = 1, r = E_NOMEM; r != 0 || f.calls >= i; i++) {
		fault_mem_init(&f, i);
		f.once = true;
		r = diff_within(&t, &to, &f.mem, (size_t)1 << 28);
		assert_int_equal(f.live, 0);
		assert_true(r == 0 || r == E_NOMEM);
	}
	reading_release(&t);
	reading_release(&to);
}

/* Of texts that need little each allocation is refused in its turn. */
static void
each_in_its_turn(void **state)
{
	static const char *const texts[] = {
		"case c  title \"C\"  court mied  docket \"1\"\n"
		"order c.a  entered 2020-01-01\n"
		"  covers nationality is IQ\n  bars removal\n"
		"  until 2020-01-10 12:00\n"
		"order c.b  entered 2020-01-20\n"
		"  covers nationality is IQ\n  bars removal\n"
		"  until further order\n",
		"order one  court mied  entered 2020-01-01\n"
		"  covers everyone\n  bars removal\n"
		"  until further order\n"
		"  for each motion_to_reopen\n"
		"    stage in  on motion_to_reopen.denied  then on\n"
		"    stage on  on bia_appeal.dismissed, notice\n"
		"              ends \"denied\"\n",
		"order one  court mied  entered 2017-06-22\n"
		"  covers everyone\n"
		"  except a: spouse (nationality is US) now\n"
		"  except b: ever motion_to_reopen.denied\n",
	};
	struct reading_test t;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		size_t room = 0;

		check_book(&t, texts[i]);
		while (lint_within(&t, 1, &mem_system, room) == E_NOMEM)
			room += 16;
		assert_true(room > 2000);
		reading_release(&t);
	}
}

/* Each order acts on the two before it: more ways from the last to the first
 * than could be gone one by one. */
static void
ways_that_meet_again(void **state)
{
	struct reading_test t;
	struct buf b;

	(void)state;
	buf_init(&b, &mem_system, 1u << 20);
	buf_puts(&b, "case c\n  title \"C\"\n  court mied  docket \"1\"\n");
	for (int i = 0; i < 60; i++) {
		buf_printf(&b,
		    "order c.x%d  entered 2020-01-06 10:%02d\n"
		    "  covers nationality is IQ\n  bars removal\n",
		    i, i);
		if (i > 1)
			buf_printf(&b,
			    "  extends c.x%d, c.x%d until 2020-02-03\n", i - 1,
			    i - 2);
	}
	check_book(&t, b.s);
	assert_int_equal(gaps_lint(&t.arena, &t.law, &t.ds), 0);
	/* Only the first two do not lead to each other. */
	assert_int_equal(t.ds.n, 1);
	reading_release(&t);
	buf_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gaps_and_overlaps_have_an_example),
		cmocka_unit_test(an_example_can_be_read),
		cmocka_unit_test(steps_relations_and_days),
		cmocka_unit_test(orders_of_no_known_day),
		cmocka_unit_test(a_diff_tells_by_whom),
		cmocka_unit_test(no_act_to_ask_about),
		cmocka_unit_test(more_than_are_drawn),
		cmocka_unit_test(members_of_members),
		cmocka_unit_test(more_values_than_are_drawn),
		cmocka_unit_test(a_place_that_lies_in_none),
		cmocka_unit_test(every_so_many_th),
		cmocka_unit_test(plainest),
		cmocka_unit_test(a_diff_of_two_vocabularies),
		cmocka_unit_test(memory_refused),
		cmocka_unit_test(each_in_its_turn),
		cmocka_unit_test(ways_that_meet_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
