/* What the checker says of a text, and what it makes of one without fault.
 *
 * The texts and the whole of every message are in check/cases.txt: one good
 * and one bad text for each rule. */

#include "cases.h"

#define CASES "tests/unit/law/check/cases.txt"

/* -- The cases ---------------------------------------------------------- */

static const char *
answer_check(struct reading_test *t, int checked)
{
	assert_int_equal(checked, t->ds.nerrors > 0 ? E_CHECK : 0);
	return said(t);
}

static void
says_what_is_wrong(void **state)
{
	run_cases(CASES, 80, answer_check);
}

/* -- What the checker makes of a text ----------------------------------- */

static void
check_text(struct reading_test *t, const char *text)
{
	reading_init(t);
	read_vocabulary(t);
	assert_int_equal(read_text(t, text), 0);
	if (t->ds.nerrors > 0 || law_check(&t->arena, &t->law, &t->ds) != 0)
		fail_msg("%s", said(t));
}

static const struct instrument *
instrument(struct reading_test *t, const char *id)
{
	const struct instrument *x = law_instrument(&t->law, id);

	assert_non_null(x);
	return x;
}

static const struct kind *
kind(struct reading_test *t, const char *name)
{
	return vocab_kind(t->law.vocab, name);
}

/* A path means a fact, a step, a field, a slot or an instant, by where it
 * stands. */
static void
a_path_is_what_its_place_makes_it(void **state)
{
	struct reading_test t;
	const struct expr *e, *w;

	check_text(&t,
	    "order one  court mied  entered 2020-01-01\n"
	    "  covers ever custody (agency is ICE and place in {area.DET, US})\n"
	    "         and motion_to_reopen.filed and nationality has IQ\n"
	    "         and final_order.authority is not AEA\n"
	    "         and conviction by 2018\n"
	    "         and spouse (nationality is US and since_when after 2017)\n"
	    "         and visa (class is H2A) and born before 2000\n"
	    "         and never custody since bia_appeal.filed\n"
	    "         and nationality by 2018\n"
	    "  bars   removal, transfer where by is ICE\n");
	e = instrument(&t, "one")->covers;
	assert_int_equal(e->nargs, 10);

	assert_ptr_equal(e->args[0]->fact, kind(&t, "custody"));
	assert_int_equal(e->args[0]->step, -1);
	assert_false(e->args[0]->other);
	w = e->args[0]->where;
	assert_int_equal(w->args[0]->kind, EXPR_COMPARE);
	assert_int_equal(w->args[0]->subject, SUBJECT_FIELD);
	assert_int_equal(w->args[0]->field, 0);
	assert_int_equal(w->args[0]->terms[0].v.kind, VALUE_WORD);
	assert_ptr_equal(w->args[0]->terms[0].v.word,
	    vocab_word(t.law.vocab, FIELD_AGENCY, "ICE"));
	assert_int_equal(w->args[1]->compare, CMP_IN);
	assert_int_equal(w->args[1]->field, 1);
	assert_string_equal(w->args[1]->terms[1].v.s, "US");

	assert_ptr_equal(e->args[1]->fact, kind(&t, "motion_to_reopen"));
	assert_int_equal(e->args[1]->step, 0);
	assert_int_equal(e->args[1]->kind, EXPR_FACT);

	assert_int_equal(e->args[2]->kind, EXPR_FACT);
	assert_int_equal(e->args[2]->compare, CMP_IS);

	assert_int_equal(e->args[3]->kind, EXPR_COMPARE);
	assert_int_equal(e->args[3]->subject, SUBJECT_KIND_FIELD);
	assert_int_equal(e->args[3]->compare, CMP_IS_NOT);
	assert_ptr_equal(e->args[3]->fact, kind(&t, "final_order"));
	assert_int_equal(e->args[3]->field, 0);

	assert_int_equal(e->args[4]->kind, EXPR_COMPARE);
	assert_int_equal(e->args[4]->subject, SUBJECT_EVENT);
	assert_int_equal(e->args[4]->compare, CMP_BY);
	assert_int_equal(e->args[4]->scope, SCOPE_NONE);
	assert_int_equal(e->args[4]->terms[0].v.kind, VALUE_MOMENT);
	assert_int_equal(e->args[4]->terms[0].v.moment.kind, MOMENT_DAYS);

	assert_true(e->args[5]->other);
	w = e->args[5]->where;
	assert_int_equal(w->args[0]->kind, EXPR_FACT);
	assert_ptr_equal(w->args[0]->fact, kind(&t, "nationality"));
	assert_int_equal(w->args[1]->subject, SUBJECT_FIELD);
	assert_ptr_equal(w->args[1]->fact, kind(&t, "spouse"));
	/* Four digits are a year where a time is asked for. */
	assert_int_equal(w->args[1]->terms[0].v.kind, VALUE_MOMENT);

	w = e->args[6]->where;
	assert_int_equal(w->terms[0].v.kind, VALUE_ID);
	assert_string_equal(w->terms[0].v.s, "H2A");
	assert_int_equal(e->args[7]->subject, SUBJECT_KIND_FIELD);
	assert_int_equal(e->args[7]->field, 0);

	assert_int_equal(e->args[8]->at.kind, REF_EVENT);
	assert_int_equal(e->args[8]->at.step, 0);
	assert_ptr_equal(e->args[8]->at.event, kind(&t, "bia_appeal"));

	assert_int_equal(e->args[9]->kind, EXPR_FACT);
	assert_int_equal(e->args[9]->scope, SCOPE_BY_DAY);
	reading_release(&t);
}

/* One `where` for two acts: each has its own slots. */
static void
bars_do_not_share_a_condition(void **state)
{
	struct reading_test t;
	const struct instrument *x;

	check_text(&t,
	    "order one  court mied  entered 2020-01-01\n"
	    "  covers everyone\n"
	    "  bars   removal to IQ under AEA, transfer out of district.mad,\n"
	    "         interview where by is ICE\n"
	    "         unless told: shown notice at least 3 days before act\n"
	    "order two  court mied  entered 2020-01-01\n"
	    "  covers everyone\n"
	    "  bars   removal where to in final_order.designated\n"
	    "         unless a: shown notice (country is to)\n"
	    "         at least 3 days before act\n");
	x = instrument(&t, "one");
	assert_int_equal(x->nbars, 3);
	assert_ptr_equal(x->bars[0].act, vocab_act(t.law.vocab, "removal"));
	assert_int_equal(x->bars[0].where->subject, SUBJECT_SLOT);
	assert_int_equal(x->bars[0].where->field, 3);
	assert_int_equal(x->bars[1].where->field, 2);
	assert_int_equal(x->bars[2].where->field, 0);
	assert_ptr_not_equal(x->bars[0].where, x->bars[1].where);
	assert_ptr_not_equal(x->bars[0].unless, x->bars[2].unless);
	assert_string_equal(x->bars[0].to.v.word->name, "IQ");
	assert_string_equal(x->bars[0].under.v.word->name, "AEA");
	assert_string_equal(x->bars[1].out_of.v.word->name, "district.mad");
	x = instrument(&t, "two");
	assert_string_equal(x->bars[0].where->terms[0].path,
	    "final_order.designated");
	assert_ptr_equal(x->bars[0].where->terms[0].path_kind,
	    kind(&t, "final_order"));
	assert_int_equal(x->bars[0].where->terms[0].path_field, 1);
	/* A slot of the act on the right side: no kind, its index. */
	assert_null(x->bars[0].unless->args[0]->where->terms[0].path_kind);
	assert_string_equal(x->bars[0].unless->args[0]->where->terms[0].path,
	    "to");
	assert_int_equal(x->bars[0].unless->args[0]->where->terms[0].path_field,
	    1);
	reading_release(&t);
}

/* Acts upon an order come in the order of entry, whatever the order of
 * writing; of two at the same time, as written. */
static void
upon_is_in_order_of_entry(void **state)
{
	static const char *const expected[] = { "c.b", "c.d", "c.e", "c.a",
		"c.c" };
	struct reading_test t;
	const struct instrument *x;
	size_t i;

	check_text(&t,
	    "case c  court mied\n"
	    "order c.x\n  entered 2020-01-01\n"
	    "order c.c\n  document \"d\"  entered not known\n"
	    "  stays itself until 2020-04-01\n  widens c.x\n"
	    "order c.a\n  entered 2020-03-01\n"
	    "  extends c.x until 2020-04-01\n"
	    "order c.b\n  entered 2020-02-01 09:00\n"
	    "  extends c.x until 2020-04-01\n"
	    "order c.d\n  oral 2020-02-02 09:00\n"
	    "  extends c.x until 2020-04-01\n"
	    "order c.e\n  oral 2020-02-02 09:00\n"
	    "  document \"d\"  dismisses c\n"
	    "  extends c.x until 2020-04-01\n");
	x = instrument(&t, "c.x");
	assert_int_equal(x->nupon, 5);
	for (i = 0; i < 5; i++) {
		assert_string_equal(x->upon_by[i]->id.s, expected[i]);
		assert_ptr_equal(x->upon[i]->on, x);
	}
	x = instrument(&t, "c.c");
	assert_int_equal(x->nupon, 0);
	assert_true(x->edges[0].itself);
	assert_ptr_equal(x->edges[0].on, x);
	x = instrument(&t, "c.e");
	assert_null(x->edges[0].on);
	assert_ptr_equal(x->edges[0].on_case, law_case(&t.law, "c"));
	reading_release(&t);
}

static void
an_instance_is_its_form(void **state)
{
	struct reading_test t;
	const struct instrument *one, *two, *form;
	const struct expr *e;
	struct value sv, gt;

	check_text(&t,
	    "form w given C: country, WHO: person\n"
	    "  title \"withholding\"\n"
	    "  court eoir  judge \"J\"  zone \"America/Chicago\"\n"
	    "  effective 2019-12-31\n"
	    "  covers person is WHO and nationality in {C, IQ}\n"
	    "  except a: nationality is IR\n"
	    "  bars   removal to C where not to is C\n"
	    "  needs  ever final_order (designated is C) \"why\"\n"
	    "  requires government notice to \"x\" for nationality is C\n"
	    "           by 3 days\n"
	    "  until  2021-01-01\n"
	    "  for each member\n"
	    "    stage a  on notice (country is C) then b\n"
	    "    stage b  open\n"
	    "instance one of w, C = SV, WHO = somebody\n"
	    "  entered 2020-01-01\n"
	    "instance two of w, C = SV, WHO = other\n"
	    "  document \"d\"\n"
	    "  court mied  entered 2020-01-01\n"
	    "  covers everyone\n"
	    "  until  2022-01-01\n"
	    "  conflict until also read 2023-01-01 \"two copies\"\n"
	    "  conflict C also read GT \"names both\"\n"
	    "instance three of w, C = SV, WHO = third\n"
	    "  oral 2020-01-01 10:00  docketed 2020-01-01\n"
	    "  entered 2020-01-01  effective 2020-01-02\n"
	    "  court mied  zone \"America/Denver\"  judge \"K\"\n"
	    "  except b: nationality is IQ\n"
	    "  bars   transfer\n"
	    "  needs  everyone \"why\"\n"
	    "  requires government notice to \"y\" by 4 days\n"
	    "  finds  \"mine\"\n"
	    "  survives dismissal\n"
	    "  extends base until 2021-01-01\n"
	    "  for each member\n"
	    "    stage c  open\n"
	    "order base  court mied  entered 2019-01-01\n"
	    "form acts given X: order, L: list, P: person\n"
	    "  covers members of X and on list L\n"
	    "  extends X until 2022-01-01\n"
	    "  exempts P from X\n"
	    "  names P other \"x-1\" also \"x-2\"\n"
	    "form own given P: person\n"
	    "  covers person is P\n"
	    "  names P name \"the form's\"\n"
	    "instance five of own, P = five\n"
	    "  court mied  entered 2020-01-01  document \"d\"\n"
	    "  names five name \"its own\"\n"
	    "instance four of acts, X = cover, L = l, P = one\n"
	    "  court mied  entered 2020-01-01  document \"d\"\n"
	    "order cover  court mied  entered 2019-01-01\n"
	    "  covers everyone\n"
	    "list l \"people\"\n");
	one = instrument(&t, "four");
	assert_int_equal(one->nnames, 1);
	assert_string_equal(one->names[0].person.s, "one");
	assert_int_equal(one->names[0].nids, 2);
	two = instrument(&t, "five");
	assert_int_equal(two->nnames, 1);
	assert_string_equal(two->names[0].ids[0].value, "its own");
	form = instrument(&t, "w");
	one = instrument(&t, "one");
	two = instrument(&t, "two");
	assert_ptr_equal(one->of, form);
	assert_string_equal(one->court->id, "eoir");
	assert_string_equal(zone_name(one->zone), "America/Chicago");
	assert_string_equal(one->judge, "J");
	assert_true(
	    moment_equal(&one->effective.moment, &form->effective.moment));
	assert_int_equal(one->nquotes, 1);
	assert_int_equal(two->nquotes, 2);
	assert_string_equal(two->court->id, "mied");

	e = one->covers;
	assert_ptr_not_equal(e, form->covers);
	assert_string_equal(e->args[0]->ref.s, "somebody");
	assert_string_equal(e->args[1]->terms[0].word.s, "SV");
	assert_int_equal(e->args[1]->terms[0].v.kind, VALUE_WORD);
	assert_string_equal(form->covers->args[0]->ref.s, "WHO");
	assert_int_equal(form->covers->args[1]->terms[0].v.kind, VALUE_NONE);
	assert_int_equal(one->nexcepts, 1);
	assert_int_equal(one->nneeds, 1);
	assert_int_equal(one->nduties, 1);
	assert_int_equal(one->each.nstages, 2);
	assert_string_equal(
	    one->each.stages[0].transitions[0].steps[0].where->terms[0].v.s,
	    "SV");
	assert_int_equal(one->each.stages[0].transitions[0].then_stage, 1);
	assert_string_equal(one->bars[0].to.v.s, "SV");
	assert_string_equal(one->bars[0].where->args[0]->terms[0].v.s, "SV");
	assert_int_equal(one->until.moment.lo.day.n,
	    day_of((struct ymd){ 2021, 1, 1 }).n);

	/* Two candidates for the country; its own clauses stand. */
	assert_int_equal(two->covers->kind, EXPR_EVERYONE);
	assert_int_equal(two->bars[0].to.v.kind, VALUE_EITHER);
	sv = (struct value){ .kind = VALUE_WORD,
		.word = vocab_any_word(t.law.vocab, "SV"),
		.s = "SV" };
	gt = (struct value){ .kind = VALUE_WORD,
		.word = vocab_any_word(t.law.vocab, "GT"),
		.s = "GT" };
	assert_int_equal(two->bars[0].to.v.nitems, 2);
	assert_true(value_equal(&two->bars[0].to.v.items[0], &sv));
	assert_true(value_equal(&two->bars[0].to.v.items[1], &gt));
	assert_int_equal(two->until.moment.lo.day.n,
	    day_of((struct ymd){ 2022, 1, 1 }).n);

	/* A clause of its own takes the place of the form's. */
	two = instrument(&t, "three");
	assert_int_equal(two->oral.moment.kind, MOMENT_CLOCK);
	assert_string_equal(zone_name(two->zone), "America/Denver");
	assert_string_equal(two->judge, "K");
	assert_string_equal(two->excepts[0].label.s, "b");
	assert_string_equal(two->bars[0].act_name.s, "transfer");
	assert_int_equal(two->nneeds, 1);
	assert_string_equal(two->duties[0].what, "y");
	assert_string_equal(two->finds[0], "mine");
	assert_true(two->survives_dismissal);
	assert_int_equal(two->each.nstages, 1);

	/* Names are replaced wherever they stand. */
	two = instrument(&t, "four");
	assert_ptr_equal(two->covers->args[0]->members,
	    instrument(&t, "cover"));
	assert_ptr_equal(two->covers->args[1]->list, t.law.lists[0]);
	assert_ptr_equal(two->edges[0].on, instrument(&t, "cover"));
	assert_string_equal(two->edges[1].person.s, "one");
	reading_release(&t);
}

static void
courts_and_zones(void **state)
{
	struct reading_test t;

	check_text(&t,
	    "regulation r  effective 2020-01-01\n"
	    "case c  court mied\n"
	    "order c.own\n  court ca9  entered 2020-01-01\n"
	    "order c.cases\n  entered 2020-01-01\n"
	    "order c.zone\n  zone \"America/Denver\"  entered 2020-01-01\n"
	    "case d  zone \"Pacific/Guam\"\n"
	    "order d.one\n  entered 2020-01-01\n");
	assert_null(instrument(&t, "r")->court);
	assert_string_equal(zone_name(instrument(&t, "r")->zone),
	    "America/New_York");
	assert_string_equal(zone_name(instrument(&t, "c.own")->zone),
	    "America/Los_Angeles");
	assert_string_equal(instrument(&t, "c.cases")->court->id, "mied");
	assert_string_equal(zone_name(instrument(&t, "c.cases")->zone),
	    "America/Detroit");
	assert_string_equal(zone_name(instrument(&t, "c.zone")->zone),
	    "America/Denver");
	assert_string_equal(zone_name(instrument(&t, "d.one")->zone),
	    "Pacific/Guam");
	reading_release(&t);
}

static void
facts_as_given(void **state)
{
	struct reading_test t;
	const struct source_text *src;
	const char *text =
	    "a_file.produced 2017-11-06; custody agency ICE place area.DET "
	    "2017-06-11; spouse nationality US since 2015; "
	    "motion_to_reopen.filed country IQ 2018-01-02; no conviction; "
	    "on list l";
	struct given *g = NULL;
	struct expr *e = NULL;
	size_t n = 0;

	check_text(&t,
	    "case c  court mied\n"
	    "order one\n  entered 2020-01-01  covers everyone\n"
	    "clock k\n  count 3 days\n"
	    "list m \"people\"\nlist l \"people\"\n");
	src = source_of(&t, "line", text, strlen(text));
	assert_int_equal(law_parse_givens(&t.arena, src, &t.law, &g, &n, &t.ds),
	    0);
	assert_int_equal(n, 6);
	/* An event's bare day is its instant, a state's a sighting. */
	assert_int_equal(g[0].from.kind, MOMENT_DAYS);
	assert_int_equal(g[0].seen.kind, MOMENT_NONE);
	assert_int_equal(g[1].seen.kind, MOMENT_DAYS);
	assert_int_equal(g[1].nfields, 2);
	assert_int_equal(g[1].fields[1].index, 1);
	assert_string_equal(g[1].fields[1].terms[0].v.word->name, "area.DET");
	assert_ptr_equal(g[2].fields[0].other_kind, kind(&t, "nationality"));
	assert_int_equal(g[2].fields[0].index, 0);
	assert_int_equal(g[3].step, 0);
	assert_null(g[3].fields[0].other_kind);
	assert_ptr_equal(g[4].fact, kind(&t, "conviction"));
	assert_ptr_equal(g[5].on, t.law.lists[1]);

	src = source_of(&t, "line", "natonality IQ", 13);
	assert_int_equal(law_parse_givens(&t.arena, src, &t.law, &g, &n, &t.ds),
	    E_CHECK);
	src = source_of(&t, "scope", "presumed custody", 16);
	assert_int_equal(law_parse_condition(&t.arena, src, &t.law, &e, &t.ds),
	    0);
	assert_ptr_equal(e->args[0]->fact, kind(&t, "custody"));
	src = source_of(&t, "scope", "members of one", 14);
	assert_int_equal(law_parse_condition(&t.arena, src, &t.law, &e, &t.ds),
	    0);
	assert_ptr_equal(e->members, t.law.instruments[0]);
	/* No order yet, so no side to lean to. */
	text = "never conviction (shown crime is dui)";
	src = source_of(&t, "scope", text, strlen(text));
	assert_int_equal(law_parse_condition(&t.arena, src, &t.law, &e, &t.ds),
	    0);
	src = source_of(&t, "scope", "members of none", 15);
	assert_int_equal(law_parse_condition(&t.arena, src, &t.law, &e, &t.ds),
	    E_CHECK);
	reading_release(&t);
}

/* -- Bounds ------------------------------------------------------------- */

/* A tree deeper than any text makes it is refused, not walked. */
static void
deep_conditions_are_refused(void **state)
{
	enum { DEPTH = 5000 };
	struct reading_test t;
	struct expr *all, *args[DEPTH];
	size_t i;

	check_text(&t, "list l \"people\"\n");
	all = calloc(DEPTH, sizeof(*all));
	assert_non_null(all);
	for (i = 0; i < DEPTH; i++) {
		all[i].kind = i + 1 == DEPTH ? EXPR_EVERYONE : EXPR_NOT;
		args[i] = i + 1 == DEPTH ? NULL : &all[i + 1];
		all[i].args = &args[i];
		all[i].nargs = i + 1 == DEPTH ? 0 : 1;
	}
	assert_int_equal(law_check_condition(&t.arena, &t.law, &all[0], &t.ds),
	    E_CHECK);
	assert_string_equal(t.ds.items[0].message, "nested too deeply");
	free(all);
	reading_release(&t);
}

/* members of members of ...: LIMIT_NESTING of them, and one more. */
static void
a_chain_of_members_has_an_end(void **state)
{
	struct reading_test t;
	struct buf b;
	unsigned chain, i;

	for (chain = LIMIT_NESTING; chain <= LIMIT_NESTING + 1; chain++) {
		reading_init(&t);
		read_vocabulary(&t);
		buf_init(&b, &mem_system, 1u << 20);
		for (i = 0; i <= chain; i++) {
			buf_printf(&b,
			    "order o%u  court mied  entered 2020-01-01\n", i);
			if (i < chain)
				buf_printf(&b, "  covers members of o%u\n",
				    i + 1);
			else
				buf_puts(&b, "  covers everyone\n");
		}
		assert_int_equal(read_text(&t, b.s), 0);
		assert_int_equal(law_check(&t.arena, &t.law, &t.ds),
		    chain == LIMIT_NESTING ? 0 : E_CHECK);
		if (chain > LIMIT_NESTING)
			assert_string_equal(t.ds.items[0].message,
			    "members of members, nested too deeply: o65");
		buf_release(&b);
		reading_release(&t);
	}
}

/* Each the members of the one before, twice: LIMIT_CLASSES classes, and one
 * more, and as many as a correction makes of half of them. */
static void
members_of_members_are_bounded(void **state)
{
	static const struct {
		const char *last, *said;
	} rows[] = {
		{ "", NULL },
		{ "order o12  court mied  entered 2020-01-02\n"
		  "  covers members of o11\n",
		    NULL },
		{ "order o12  court mied  entered 2020-01-02\n"
		  "  covers members of o11\n"
		  "order o13  court mied  entered 2020-01-02\n"
		  "  covers members of o12\n",
		    "members of members, 4097 classes in all: more than 4096" },
		{ "order o12  court mied  entered 2020-01-02\n"
		  "  covers members of o9\n"
		  "order c1  court mied  entered 2020-01-03  document \"1\"\n"
		  "  corrects o12  covers everyone\n"
		  "order c2  court mied  entered 2020-01-03  document \"2\"\n"
		  "  corrects o12  covers members of o0\n",
		    "members of members, 4097 classes in all: more than 4096" },
	};
	struct reading_test t;
	struct buf b;
	size_t i, k;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		reading_init(&t);
		read_vocabulary(&t);
		buf_init(&b, &mem_system, 1u << 20);
		buf_puts(&b,
		    "order o0  court mied  entered 2020-01-01\n"
		    "  covers everyone\n");
		for (k = 1; k <= 11; k++)
			buf_printf(&b,
			    "order o%zu  court mied  entered 2020-01-01\n"
			    "  covers members of o%zu or members of o%zu\n",
			    k, k - 1, k - 1);
		buf_puts(&b, rows[i].last);
		assert_int_equal(read_text(&t, b.s), 0);
		assert_int_equal(law_check(&t.arena, &t.law, &t.ds),
		    rows[i].said == NULL ? 0 : E_CHECK);
		if (rows[i].said != NULL)
			assert_string_equal(t.ds.items[0].message,
			    rows[i].said);
		buf_release(&b);
		reading_release(&t);
	}
}

/* With one byte more each time: every refusal is said, none is fatal. */
static void
refused_memory_is_said(const char *text, int whole)
{
	struct reading_test t;
	size_t room;
	int r = E_NOMEM;

	for (room = 0; r == E_NOMEM; room += 16) {
		reading_init(&t);
		read_vocabulary(&t);
		assert_int_equal(read_text(&t, text), 0);
		t.arena.max = t.arena.used + room;
		r = law_check(&t.arena, &t.law, &t.ds);
		if (r != E_NOMEM)
			assert_int_equal(r, whole);
		reading_release(&t);
		assert_true(room < 1u << 20);
	}
	assert_true(room > 100);
}

static void
memory_refused(void **state)
{
	refused_memory_is_said(
	    "case c  court mied\n"
	    "form w given C: country\n"
	    "  document \"d\"\n"
	    "  covers nationality in {C, IQ}\n"
	    "  except a: nationality is IR\n"
	    "  bars   removal to C where not to is C\n"
	    "         unless b: shown notice at least 3 days before act\n"
	    "  needs  everyone \"why\" before removal\n"
	    "  requires government notice to \"x\" for nationality is C\n"
	    "           by 3 days\n"
	    "  exempts somebody from c.zero\n"
	    "  until  2021-01-01\n"
	    "  for each member\n"
	    "    stage a  on notice (country is C) then b\n"
	    "    stage b  open\n"
	    "clock k\n"
	    "  count 3 days when nationality is IQ\n"
	    "order c.zero\n  entered 2019-01-01\n"
	    "  covers conviction by 2018\n"
	    "order c.two\n  document \"d\"  entered 2019-01-02\n"
	    "  replaces c.zero  covers everyone\n"
	    "  bars removal, transfer where by is ICE\n"
	    "order c.three\n  document \"d\"  entered 2019-01-03\n"
	    "  vacates c.two at once revives c.zero\n"
	    "instance one of w, C = SV\n  entered 2020-01-01\n"
	    "  conflict C also read GT \"both\"\n"
	    "vignette \"a\"\n"
	    "  person nationality IQ\n"
	    "  on 2020-01-02 10:00 removal to IQ  held by one\n",
	    0);
	refused_memory_is_said(
	    "order one  court mie  entered 2020-01-01\n"
	    "  covers natonality is IQ and members of on and custody\n"
	    "order one  court mied  entered 2020-01-01\n"
	    "  covers custody (agncy is ICE)\n",
	    E_CHECK);
}

/* What the parser never hands over is refused all the same. */
static void
trees_by_hand(void **state)
{
	struct reading_test t;
	struct instrument *x;

	reading_init(&t);
	read_vocabulary(&t);
	assert_int_equal(read_text(&t,
			     "order a  court ca6  entered 2020-01-01\n"
			     "  covers everyone  bars removal\n"
			     "  for each member\n"
			     "    stage s  within 3 days else ends \"x\"\n"
			     "order b  court ca6  entered 2020-01-02\n"
			     "  document \"d\"  vacates a at once\n"
			     "order c  court ca6  entered 2020-01-02\n"
			     "  for each member\n"
			     "    stage s  open\n"),
	    0);
	x = t.law.instruments[0];
	x->each.stages[0].transitions[0].has_else = false;
	x = t.law.instruments[1];
	x->edges[0].at_once = false;
	x = t.law.instruments[2];
	x->each.nstages = 0;
	assert_int_equal(law_check(&t.arena, &t.law, &t.ds), E_CHECK);
	assert_int_equal(t.ds.n, 3);
	assert_string_equal(t.ds.items[0].message,
	    "nothing says what happens when the time is over");
	assert_string_equal(t.ds.items[1].message,
	    "`vacates` does not say when it takes effect");
	assert_string_equal(t.ds.items[1].expected,
	    "`at once` or `from mandate`");
	assert_string_equal(t.ds.items[2].message,
	    "`for each` without a stage");
	reading_release(&t);
}

/* More faults than are kept: counted, and the rest not thought about. */
static void
many_faults(void **state)
{
	struct reading_test t;
	struct buf b;
	size_t i;

	reading_init(&t);
	read_vocabulary(&t);
	buf_init(&b, &mem_system, 1u << 20);
	for (i = 0; i < LIMIT_DIAGNOSTICS + 10; i++)
		buf_printf(&b,
		    "order o%zu  court mied  entered 2020-01-01\n"
		    "  covers natonality is IQ\n",
		    i);
	assert_int_equal(read_text(&t, b.s), 0);
	assert_int_equal(law_check(&t.arena, &t.law, &t.ds), E_CHECK);
	assert_int_equal(t.ds.nerrors, LIMIT_DIAGNOSTICS + 10);
	assert_int_equal(t.ds.n, LIMIT_DIAGNOSTICS);
	buf_release(&b);
	reading_release(&t);
}

/* -- Section 11 --------------------------------------------------------- */

static void
checks_hamama(void **state)
{
	struct reading_test t;
	const struct instrument *x;

	reading_init(&t);
	assert_int_equal(law_parse(&t.arena,
			     source_file(&t,
				 "tests/law/fixtures/hamama11.vocab"),
			     &t.law, &t.ds),
	    0);
	assert_int_equal(law_parse(&t.arena,
			     source_file(&t, "tests/law/fixtures/hamama11.law"),
			     &t.law, &t.ds),
	    0);
	if (law_check(&t.arena, &t.law, &t.ds) != 0)
		fail_msg("%s", said(&t));
	assert_int_equal(t.ds.nwarnings, 0);
	x = instrument(&t, "hamama.detroit");
	assert_int_equal(x->nupon, 3);
	assert_string_equal(x->upon_by[0]->id.s, "hamama.nationwide");
	assert_string_equal(x->upon_by[1]->id.s, "hamama.agreed_date");
	assert_string_equal(x->upon_by[2]->id.s, "hamama.extension");
	x = instrument(&t, "hamama.injunction");
	assert_int_equal(x->nupon, 1);
	assert_int_equal(x->upon[0]->kind, EDGE_VACATES);
	assert_true(x->upon[0]->from_mandate);
	assert_int_equal(x->each.nstages, 9);
	assert_int_equal(x->each.stages[3].transitions[0].then_stage, -1);
	assert_int_equal(x->each.stages[5].transitions[0].then_stage, 8);
	assert_non_null(x->each.stages[3].transitions[0].within.clock);
	reading_release(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(a_path_is_what_its_place_makes_it),
		cmocka_unit_test(bars_do_not_share_a_condition),
		cmocka_unit_test(upon_is_in_order_of_entry),
		cmocka_unit_test(an_instance_is_its_form),
		cmocka_unit_test(courts_and_zones),
		cmocka_unit_test(facts_as_given),
		cmocka_unit_test(deep_conditions_are_refused),
		cmocka_unit_test(a_chain_of_members_has_an_end),
		cmocka_unit_test(members_of_members_are_bounded),
		cmocka_unit_test(memory_refused),
		cmocka_unit_test(trees_by_hand),
		cmocka_unit_test(many_faults),
		cmocka_unit_test(checks_hamama),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
