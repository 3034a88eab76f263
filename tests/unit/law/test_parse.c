/* What the parser makes of a text: the tree, its names and its places. */

#include "unit/law/reading.h"

#define FIXTURE "tests/law/fixtures/hamama11"

/* SEMANTICS section 11 is the language's founding example. */
static void
reads_hamama_whole(void **state)
{
	struct reading_test t;
	const struct instrument *x;

	reading_init(&t);
	assert_int_equal(law_parse(&t.arena, source_file(&t, FIXTURE ".vocab"),
			     &t.law, &t.ds),
	    0);
	assert_int_equal(law_parse(&t.arena, source_file(&t, FIXTURE ".law"),
			     &t.law, &t.ds),
	    0);
	assert_string_equal(said(&t), "");
	assert_int_equal(t.law.ncases, 1);
	assert_int_equal(t.law.ninstruments, 8);
	assert_int_equal(t.law.cases[0]->ninstruments, 8);
	assert_int_equal(t.law.nvignettes, 2);
	x = law_instrument(&t.law, "hamama.injunction");
	assert_non_null(x);
	assert_true(x->each.given);
	assert_int_equal(x->each.nstages, 9);
	assert_true(x->each.stages[7].open);
	assert_int_equal(x->each.stages[1].transitions[0].within.nreadings, 2);
	x = law_instrument(&t.law, "hamama.reversal");
	assert_int_equal(x->nedges, 2);
	assert_true(x->edges[1].from_mandate);
	assert_string_equal(x->edges[1].target.s, "hamama.bond");
	assert_int_equal(t.law.vignettes[0]->nlines, 6);
	reading_release(&t);
}

/* -- Conditions ---------------------------------------------------------- */

static struct expr *
covers_of(struct reading_test *t, const char *condition)
{
	char *s = arena_printf(&t->arena, "order a\n  covers %s\n", condition);

	assert_int_equal(read_text(t, s), 0);
	assert_string_equal(said(t), "");
	return t->law.instruments[t->law.ninstruments - 1]->covers;
}

static void
assert_spells(const char *written, const char *spelled)
{
	struct reading_test t;
	struct buf b;

	reading_init(&t);
	buf_init(&b, &mem_system, 1u << 16);
	expr_print(&b, covers_of(&t, written));
	assert_string_equal(b.s, spelled);
	/* What was spelled is read as the same. */
	buf_clear(&b);
	expr_print(&b, covers_of(&t, spelled));
	assert_string_equal(b.s, spelled);
	buf_release(&b);
	reading_release(&t);
}

static void
spells_what_it_read(void **state)
{
	static const char *const same[] = {
		"everyone",
		"nationality is IQ",
		"nationality is not IQ",
		"nationality has IQ",
		"nationality in {IQ, SY, \"quoted\"}",
		"place in area.DET",
		"arrival before 1995-07-12",
		"arrival after 2017-06-22 09:00",
		"arrival by 2017-06",
		"arrival since 1995",
		"children at least 2",
		"children at most 3",
		"final_order now",
		"final_order on 2017-06-24",
		("ever custody (agency is ICE and place in area.DET) since "
		 "2017-06-11"),
		"never violation since released",
		"once present (place in US)",
		"will be custody (agency is ICE)",
		"custody for 90 days under none",
		"custody for 1 day",
		"custody for 6 months clamped",
		"custody for 6 months next day",
		"custody for 72 business hours unverified",
		"custody for 2 business days",
		"custody for 3 years",
		"custody for 48 hours",
		"final_order at released",
		"final_order when entered",
		"some spouse (nationality is US)",
		"some ever spouse (nationality is US)",
		"shown notice (subject is removal) at least 72 hours before act",
		"motion_to_reopen.filed",
		"on list jgg.plaintiffs",
		"members of a",
		"person is abrego_garcia",
		"not on list l",
		"not (a or b)",
		"presumed text only \"as a result\"",
		"doubt (a or b) or (c and d) \"why\"",
		"a and (b or c) and not (d and e)",
		"a or (b and c)",
		"custody is ICE (place in area.DET) now",
		"custody (text is x and on is y)",
		"custody (until is 2017-06-22)",
		"custody (person is x)",
	};
	size_t i;

	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		assert_spells(same[i], same[i]);
	assert_spells("((a))", "a");
	assert_spells("(a and b) and c", "(a and b) and c");
	assert_spells("place in {area.DET}", "place in area.DET");
	assert_spells("text only \"a\n   b\"", "text only \"a b\"");
}

static void
builds_the_tree_of_a_condition(void **state)
{
	struct reading_test t;
	const struct expr *e;

	reading_init(&t);
	e = covers_of(&t, "a is IQ and (b now or not c)");
	assert_int_equal(e->kind, EXPR_AND);
	assert_int_equal(e->nargs, 2);
	assert_int_equal(e->args[0]->kind, EXPR_FACT);
	assert_int_equal(e->args[0]->compare, CMP_IS);
	assert_string_equal(e->args[0]->terms[0].word.s, "IQ");
	assert_int_equal(e->args[0]->terms[0].v.kind, VALUE_NONE);
	assert_int_equal(e->args[1]->kind, EXPR_OR);
	assert_int_equal(e->args[1]->args[0]->scope, SCOPE_NOW);
	assert_int_equal(e->args[1]->args[1]->kind, EXPR_NOT);
	/* The whole of it: from `a` to the closing parenthesis. */
	assert_int_equal(e->pos.offset, strlen("order a\n  covers "));
	assert_int_equal(e->pos.length, strlen("a is IQ and (b now or not c)"));
	assert_int_equal(e->args[1]->pos.length, strlen("(b now or not c)"));

	e = covers_of(&t, "K since 1995");
	assert_int_equal(e->kind, EXPR_FACT);
	assert_int_equal(e->scope, SCOPE_SINCE_DAY);
	assert_int_equal(e->day.kind, MOMENT_DAYS);
	e = covers_of(&t, "K since entry");
	assert_int_equal(e->scope, SCOPE_SINCE_REF);
	assert_string_equal(e->at.path.s, "entry");
	e = covers_of(&t, "K before 1995");
	assert_int_equal(e->kind, EXPR_COMPARE);
	assert_int_equal(e->terms[0].v.kind, VALUE_INT);
	assert_int_equal(e->terms[0].v.n, 1995);
	assert_int_equal(e->terms[0].v.moment.kind, MOMENT_DAYS);
	e = covers_of(&t, "K at least 9999");
	assert_int_equal(e->terms[0].v.moment.kind, MOMENT_NONE);
	e = covers_of(&t, "K is \"x\"");
	assert_int_equal(e->terms[0].v.kind, VALUE_STR);
	e = covers_of(&t, "K is 2017-06-22T13:00Z");
	assert_int_equal(e->terms[0].v.kind, VALUE_MOMENT);
	assert_int_equal(e->terms[0].v.moment.kind, MOMENT_EXACT);
	e = covers_of(&t, "K at least 24 hours before act");
	assert_true(e->before_act);
	assert_int_equal(e->notice.unit, UNIT_HOURS);
	assert_int_equal(e->notice.n, 24);
	reading_release(&t);
}

/* -- Instruments --------------------------------------------------------- */

static const struct instrument *
read_one(struct reading_test *t, const char *s)
{
	reading_init(t);
	assert_int_equal(read_text(t, s), 0);
	assert_string_equal(said(t), "");
	assert_true(t->law.ninstruments > 0);
	return t->law.instruments[t->law.ninstruments - 1];
}

static void
reads_what_an_order_says_of_itself(void **state)
{
	struct reading_test t;
	const struct instrument *x = read_one(&t,
	    "settlement a.b\n"
	    "  title \"T\" also \"U\" also \"V\" unverified\n"
	    "  text \"w\" source \"s\" note \"n\"\n"
	    "  document \"d\" unverified\n"
	    "  court mied docket \"1\", \"2\" docket \"3\" judge \"J\"\n"
	    "  zone \"America/Detroit\"\n"
	    "  oral 2017-06-22 09:00 entered between 2017-06-22 and "
	    "2017-06-24 10:00\n"
	    "  docketed by 2017-06-25 effective not known unverified\n"
	    "  finds \"f\" survives dismissal\n"
	    "  except opted_out: opt_out\n"
	    "  except late: arrival after 2017\n");

	assert_int_equal(x->kind, INSTR_SETTLEMENT);
	assert_string_equal(x->id.s, "a.b");
	assert_int_equal(x->nquotes, 7);
	assert_false(x->quotes[0].also);
	assert_true(x->quotes[2].also);
	assert_true(x->quotes[0].unverified && x->quotes[2].unverified);
	assert_true(x->quotes[6].unverified);
	assert_false(x->quotes[5].unverified);
	assert_int_equal(x->quotes[6].kind, QUOTE_DOCUMENT);
	assert_string_equal(x->court_id.s, "mied");
	assert_int_equal(x->ndockets, 3);
	assert_string_equal(x->judge, "J");
	assert_string_equal(x->zone_name.s, "America/Detroit");
	assert_int_equal(x->oral.moment.kind, MOMENT_CLOCK);
	assert_int_equal(x->entered.moment.kind, MOMENT_CLOCK);
	assert_int_equal(x->entered.moment.lo.minute, 0);
	assert_int_equal(x->entered.moment.hi.minute, 600);
	assert_int_equal(x->docketed.moment.kind, MOMENT_DAYS);
	assert_int_equal(day_ymd(x->docketed.moment.lo.day).year,
	    LIMIT_YEAR_FIRST);
	assert_int_equal(x->effective.moment.kind, MOMENT_NOT_KNOWN);
	assert_true(x->effective.unverified);
	assert_false(x->entered.unverified);
	assert_int_equal(x->nfinds, 1);
	assert_true(x->survives_dismissal);
	assert_int_equal(x->nexcepts, 2);
	assert_string_equal(x->excepts[1].label.s, "late");
	reading_release(&t);
}

static void
reads_times_between(void **state)
{
	struct reading_test t;
	const struct instrument *x = read_one(&t,
	    "order a\n"
	    "  oral between 2017-06-22 09:00 and 2017-06-22\n"
	    "  entered between 2017-06 and 2017-07\n"
	    "  effective between 2017-06-22T09:00Z and 2017-06-22T10:00Z\n");

	assert_int_equal(x->oral.moment.hi.minute, 24 * 60 - 1);
	assert_int_equal(x->oral.moment.lo.minute, 540);
	assert_int_equal(x->entered.moment.kind, MOMENT_DAYS);
	assert_int_equal(day_ymd(x->entered.moment.hi.day).day, 31);
	assert_int_equal(x->effective.moment.kind, MOMENT_EXACT);
	reading_release(&t);
}

static void
reads_what_an_order_does_to_others(void **state)
{
	static const char *const wholly[] = { "widens", "clarifies", "replaces",
		"lifts", "revives", "dissolves", "dismisses", "corrects",
		"issues", "recalls" };
	struct reading_test t;
	const struct instrument *x = read_one(&t,
	    "order a\n"
	    "  extends b, c until 2017-07-24 23:59\n"
	    "  narrows b to nationality is IQ\n"
	    "  stays itself until 15 days\n"
	    "  stays b pending \"the appeal\" unverified\n"
	    "  vacates b from mandate revives c, d\n"
	    "  reverses b at once leaves ended c\n"
	    "  exempts someone from b, c\n"
	    "  shortens b until further order unverified\n");
	char s[80];
	size_t i;

	assert_int_equal(x->nedges, 10);
	assert_int_equal(x->edges[0].kind, EDGE_EXTENDS);
	assert_string_equal(x->edges[1].target.s, "c");
	assert_int_equal(x->edges[1].until.kind, END_MOMENT);
	assert_int_equal(x->edges[1].pos.offset,
	    strlen("order a\n  extends b, "));
	assert_int_equal(x->edges[2].to->kind, EXPR_FACT);
	assert_true(x->edges[3].itself);
	assert_null(x->edges[3].target.s);
	assert_int_equal(x->edges[3].until.kind, END_DUE);
	assert_string_equal(x->edges[4].pending, "the appeal");
	assert_true(x->edges[4].unverified);
	assert_true(x->edges[5].from_mandate);
	assert_int_equal(x->edges[5].nrevives, 2);
	assert_true(x->edges[6].at_once);
	assert_int_equal(x->edges[6].nleaves, 1);
	assert_string_equal(x->edges[7].person.s, "someone");
	assert_string_equal(x->edges[8].target.s, "c");
	assert_true(x->edges[9].until.unverified);
	reading_release(&t);
	for (i = 0; i < sizeof(wholly) / sizeof(wholly[0]); i++) {
		(void)snprintf(s, sizeof(s), "order a\n  %s b, c\n", wholly[i]);
		x = read_one(&t, s);
		assert_int_equal(x->nedges, 2);
		assert_string_equal(edge_text(x->edges[0].kind), wholly[i]);
		reading_release(&t);
	}
}

static void
reads_bars_duties_and_needs(void **state)
{
	struct reading_test t;
	const struct instrument *x = read_one(&t,
	    "order a\n"
	    "  bars removal to IQ under AEA, transfer out of district.mad\n"
	    "       where not (to in x.y) from 2017-06-22 09:00\n"
	    "       unless told: shown notice at least 72 hours before act;\n"
	    "       redetention; text only \"harassment\"\n"
	    "  requires government notice to \"tell\" for nationality is IQ "
	    "by 2017-11-06 end of day unverified\n"
	    "  requires government list to \"serve\" by not stated\n"
	    "  needs final_order now \"why\" before removal, transfer\n"
	    "  until 14 days tro also read 3 months next day unverified "
	    "after a.b\n"
	    "  conflict until also read 2017-07-10 end of day \"why\"\n");

	assert_int_equal(x->nbars, 4);
	assert_true(x->bars[0].has_to && x->bars[0].has_under);
	assert_false(x->bars[0].has_out_of);
	assert_string_equal(x->bars[1].out_of.word.s, "district.mad");
	/* Two acts of one `bars` share what follows them. */
	assert_ptr_equal(x->bars[0].where, x->bars[1].where);
	assert_int_equal(x->bars[1].from.kind, MOMENT_CLOCK);
	assert_string_equal(x->bars[1].unless_label.s, "told");
	assert_null(x->bars[2].where);
	assert_string_equal(x->bars[3].text_only, "harassment");
	assert_int_equal(x->nduties, 2);
	assert_int_equal(x->duties[0].of->kind, EXPR_FACT);
	assert_int_equal(x->duties[0].of->scope, SCOPE_NONE);
	assert_int_equal(x->duties[0].by.kind, END_MOMENT);
	assert_true(x->duties[0].by.end_of_day);
	assert_true(x->duties[0].unverified);
	assert_int_equal(x->duties[1].by.kind, END_NOT_STATED);
	assert_int_equal(x->needs[0].nacts, 2);
	assert_int_equal(x->until.kind, END_DUE);
	assert_int_equal(x->until.due.nreadings, 2);
	assert_true(x->until.due.readings[0].length.tro);
	assert_true(x->until.due.readings[1].unverified);
	assert_true(x->until.unverified);
	assert_string_equal(x->until.due.after.path.s, "a.b");
	assert_int_equal(x->conflicts[0].moment.kind, MOMENT_DAYS);
	reading_release(&t);
}

static void
reads_ends(void **state)
{
	static const struct {
		const char *s;
		enum end_kind kind;
	} ends[] = {
		{ "2017-07-10", END_MOMENT },
		{ "2017-07-10 end of day", END_MOMENT },
		{ "2017-07-24 23:59", END_MOMENT },
		{ "2017-07-24T23:59Z", END_MOMENT },
		{ "1995", END_MOMENT },
		{ "further order", END_FURTHER_ORDER },
		{ "not stated", END_NOT_STATED },
		{ "14 days", END_DUE },
		{ "16:00 on business day 2 after notice", END_DUE },
		{ "clock bia_appeal after x", END_DUE },
	};
	struct reading_test t;
	const struct instrument *x;
	char s[120];
	size_t i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		(void)snprintf(s, sizeof(s), "order a\n  until %s\n",
		    ends[i].s);
		x = read_one(&t, s);
		assert_int_equal(x->until.kind, ends[i].kind);
		assert_int_equal(x->until.pos.length, strlen(ends[i].s));
		reading_release(&t);
	}
	x = read_one(&t, "order a\n  until 16:05 on business day 2\n");
	assert_int_equal(x->until.due.readings[0].time.minute, 965);
	assert_int_equal(x->until.due.readings[0].time.business_day, 2);
	reading_release(&t);
}

static void
reads_forms_and_instances(void **state)
{
	struct reading_test t;
	const struct instrument *x = read_one(&t,
	    "form f given C: country, A: authority\n"
	    "  bars removal to C\n"
	    "instance i of f, C = SV, A = AEA\n"
	    "instance j of f\n"
	    "  C = 3 covers everyone\n");

	assert_int_equal(t.law.ninstruments, 3);
	assert_int_equal(t.law.instruments[0]->kind, INSTR_FORM);
	assert_int_equal(t.law.instruments[0]->nparams, 2);
	assert_string_equal(t.law.instruments[0]->params[1].type.s,
	    "authority");
	assert_string_equal(t.law.instruments[1]->of_name.s, "f");
	assert_string_equal(t.law.instruments[1]->params[1].value.word.s,
	    "AEA");
	assert_int_equal(x->params[0].value.v.n, 3);
	assert_int_equal(x->covers->kind, EXPR_EVERYONE);
	reading_release(&t);
}

static void
reads_stages(void **state)
{
	struct reading_test t;
	const struct instrument *x = read_one(&t,
	    "order a\n"
	    "  for each motion where country is IQ and late and destination\n"
	    "    bars removal\n"
	    "    stage s free open on m.filed (country is IQ) and n ends "
	    "\"x\"\n"
	    "      within 90 days else then t\n"
	    "      text only \"w\"\n"
	    "      note \"n\"\n"
	    "    stage t open free\n");
	const struct stage *s = &x->each.stages[0];

	assert_true(x->each.given && x->each.by_destination);
	assert_string_equal(x->each.filing_name.s, "motion");
	assert_int_equal(x->each.where->kind, EXPR_AND);
	assert_int_equal(x->each.where->nargs, 2);
	assert_int_equal(x->nbars, 1);
	assert_int_equal(x->each.nstages, 2);
	assert_true(s->free && s->open);
	assert_int_equal(s->ntransitions, 3);
	assert_true(s->transitions[0].all);
	assert_int_equal(s->transitions[0].nsteps, 2);
	assert_non_null(s->transitions[0].steps[0].where);
	assert_string_equal(s->transitions[0].ends, "x");
	assert_int_equal(s->transitions[1].kind, TRANS_WITHIN);
	assert_true(s->transitions[1].has_else);
	assert_string_equal(s->transitions[1].then.s, "t");
	assert_int_equal(s->transitions[2].kind, TRANS_TEXT_ONLY);
	assert_int_equal(s->nquotes, 1);
	assert_true(x->each.stages[1].free && x->each.stages[1].open);
	reading_release(&t);
}

/* -- Other items --------------------------------------------------------- */

static void
reads_cases_lists_and_clocks(void **state)
{
	struct reading_test t;
	const struct clock *c;

	(void)read_one(&t,
	    "order before\n"
	    "case c\n"
	    "  title \"T\" court mied docket \"1\" judge \"J\"\n"
	    "  zone \"UTC\" read every 48 hours\n"
	    "list l \"what\"\n"
	    "  rows 6 identifier a_number, name not known complete\n"
	    "  source \"s\"\n"
	    "list k\n"
	    "  complete\n"
	    "clock d \"t\"\n"
	    "  from 2026-03-09 unverified reading \"r\" count 10 days under "
	    "bia after x when not late limit 1 unverified\n"
	    "  text \"w\" source \"s\"\n"
	    "  count no limit of time when joint\n"
	    "order o\n");
	assert_null(t.law.instruments[0]->in_case);
	assert_ptr_equal(t.law.instruments[1]->in_case, t.law.cases[0]);
	assert_int_equal(t.law.instruments[1]->index, 1);
	assert_true(t.law.cases[0]->has_read_limit);
	assert_int_equal(t.law.cases[0]->read_limit.n, 48);
	assert_int_equal(t.law.lists[0]->rows, 6);
	assert_int_equal(t.law.lists[0]->nidentifiers, 2);
	assert_false(t.law.lists[0]->complete);
	assert_true(t.law.lists[1]->complete);
	assert_int_equal(t.law.lists[1]->rows, -1);
	c = t.law.clocks[0];
	assert_string_equal(c->title, "t");
	assert_int_equal(c->nversions, 2);
	assert_true(c->versions[0].from.unverified);
	assert_string_equal(c->versions[0].length.rule->id, "bia");
	assert_int_equal(c->versions[0].limit, 1);
	assert_string_equal(c->versions[0].text, "w");
	assert_true(c->versions[1].no_limit);
	assert_non_null(c->versions[1].when);
	reading_release(&t);
}

static void
reads_vignettes(void **state)
{
	struct reading_test t;
	const struct vignette *v;
	const struct vignette_check *c;

	reading_init(&t);
	assert_int_equal(read_text(&t,
			     "vignette \"one\" under a, b\n"
			     "  person nationality IQ;\n"
			     "  on 2017-06-22 arrives 2017-06-23 01:00 "
			     "transfer from a.b out of c.d by ICE known 2018 "
			     "held by x, y \"why\"\n"
			     "vignette \"two\" under casebook\n"
			     "  on 2017-06-22 removal known 2018-01-01 "
			     "barred by x until further order\n"
			     "  on 2017-06-22 removal held\n"
			     "vignette \"three\"\n"),
	    0);
	assert_string_equal(said(&t), "");
	v = t.law.vignettes[0];
	assert_int_equal(v->nunder, 2);
	assert_int_equal(v->lines[0].ngivens, 1);
	c = &v->lines[1].check;
	assert_int_equal(c->arrives.kind, MOMENT_CLOCK);
	assert_int_equal(c->known.kind, MOMENT_DAYS);
	assert_int_equal(c->nslots, 3);
	assert_string_equal(c->slots[1].slot.s, "out of");
	assert_int_equal(c->expect, EXPECT_HELD);
	assert_int_equal(c->nby, 2);
	assert_string_equal(c->why, "why");
	v = t.law.vignettes[1];
	assert_true(v->under_casebook);
	assert_int_equal(v->lines[0].check.until.kind, END_FURTHER_ORDER);
	assert_int_equal(v->lines[1].check.nby, 0);
	assert_int_equal(t.law.vignettes[2]->nlines, 0);
	reading_release(&t);
}

static const struct given *
givens_of(struct reading_test *t, const char *line, size_t n)
{
	char *s =
	    arena_printf(&t->arena, "vignette \"v\"\n  person %s\n", line);
	const struct vignette *v;

	assert_int_equal(read_text(t, s), 0);
	assert_string_equal(said(t), "");
	v = t->law.vignettes[t->law.nvignettes - 1];
	assert_int_equal(v->lines[0].ngivens, n);
	return v->lines[0].givens;
}

/* With the vocabulary a word is known to be a field; without it fields and
 * values come in pairs. */
static void
tells_fields_from_values(struct reading_test *t)
{
	const struct given *g;

	g = givens_of(t, "custody agency ICE place area.DET since 2017-06-11",
	    1);
	assert_int_equal(g->nterms, 0);
	assert_int_equal(g->nfields, 2);
	assert_string_equal(g->fields[1].field.s, "place");
	assert_string_equal(g->fields[1].terms[0].word.s, "area.DET");
	assert_int_equal(g->from.kind, MOMENT_DAYS);
	g = givens_of(t, "custody ICE place area.DET 2017-06-11", 1);
	assert_int_equal(g->nterms, 1);
	assert_int_equal(g->nfields, 1);
	assert_int_equal(g->seen.kind, MOMENT_DAYS);
	g = givens_of(t, "nationality {IQ, TR}", 1);
	assert_int_equal(g->nterms, 2);
	g = givens_of(t, "final_order designated {IQ, TR} since 1995", 1);
	assert_int_equal(g->fields[0].nterms, 2);
	g = givens_of(t, "spouse nationality US since 2015", 1);
	assert_string_equal(g->fields[0].field.s, "nationality");
	g = givens_of(t, "final_order since 1995; nationality is IQ;", 2);
	assert_int_equal(g[0].nfields + g[0].nterms, 0);
	assert_int_equal(g[1].nterms, 1);
}

static void
reads_givens(void **state)
{
	struct reading_test t;
	const struct given *g;

	reading_init(&t);
	tells_fields_from_values(&t);
	assert_int_equal(read_text(&t,
			     "vocabulary v\n"
			     "state nationality (country)\n"
			     "state custody (agency, place)\n"
			     "state final_order (designated, entered)\n"
			     "relation spouse\n"),
	    0);
	tells_fields_from_values(&t);
	g = givens_of(&t, "final_order entered 1995-03-01 since 1995", 1);
	assert_int_equal(g->fields[0].terms[0].v.kind, VALUE_MOMENT);
	g = givens_of(&t,
	    "no m.filed since 2017 through 2018-02-06 document \"d\"; "
	    "no other spouse; k unknown source \"s\"; on list l; "
	    "not on list l; near list l; is someone; nothing else happened",
	    8);
	assert_int_equal(g[0].kind, GIVEN_NO);
	assert_int_equal(g[0].from.kind, MOMENT_DAYS);
	assert_int_equal(g[0].to.kind, MOMENT_DAYS);
	assert_string_equal(g[0].document, "d");
	assert_int_equal(g[1].kind, GIVEN_NO_OTHER);
	assert_int_equal(g[2].kind, GIVEN_UNKNOWN);
	assert_string_equal(g[2].source, "s");
	assert_int_equal(g[3].kind, GIVEN_ON_LIST);
	assert_int_equal(g[4].kind, GIVEN_NOT_ON_LIST);
	assert_int_equal(g[5].kind, GIVEN_NEAR_LIST);
	assert_string_equal(g[5].list.s, "l");
	assert_int_equal(g[6].kind, GIVEN_IS);
	assert_int_equal(g[7].kind, GIVEN_NOTHING_ELSE);
	g = givens_of(&t,
	    "m.filed 2017-07-01 09:00 as m1; m.denied 2018 of m1 unconfirmed "
	    "recorded 2018-03-01 09:00; k between 2017-06-01 and 2017-06-05 "
	    "until 2017-07 good for 24 hours",
	    3);
	assert_string_equal(g[0].as, "m1");
	assert_int_equal(g[0].seen.kind, MOMENT_CLOCK);
	assert_string_equal(g[1].of, "m1");
	assert_true(g[1].unconfirmed);
	assert_int_equal(g[1].recorded.kind, MOMENT_CLOCK);
	assert_true(g[2].has_good);
	assert_int_equal(g[2].good_for.n, 24);
	assert_int_equal(g[2].to.kind, MOMENT_DAYS);
	reading_release(&t);
}

static void
reads_vocabularies(void **state)
{
	struct reading_test t;
	const struct vocab *v;

	reading_init(&t);
	assert_int_equal(read_text(&t,
			     "vocabulary v\n"
			     "  place US, IQ\n"
			     "  place area.DET, area.CHI in US\n"
			     "  place f.x in area.DET, area.CHI\n"
			     "  agency ICE\n"
			     "  state n (country, other) whole set persists "
			     "text \"T\"\n"
			     "  state c (agency, place) one stale after 7 "
			     "days\n"
			     "  state m many\n"
			     "  state d\n"
			     "  relation s one\n"
			     "  event a.b (party)\n"
			     "  filing f of m, g steps filed, briefed closed "
			     "by granted, denied text \"F\"\n"
			     "  filing open_ended steps filed\n"
			     "  act removal (to, under) implies c (agency is "
			     "ICE and place in US) and m text \"A\"\n"),
	    0);
	assert_int_equal(read_text(&t, "vocabulary w\n  party government\n"),
	    0);
	assert_string_equal(said(&t), "");
	v = t.law.vocab;
	assert_string_equal(v->name, "v");
	assert_int_equal(v->nkinds, 8);
	assert_int_equal(v->nwords, 7);
	assert_int_equal(v->kinds[0]->number, NUMBER_WHOLE_SET);
	assert_int_equal(v->kinds[0]->fields[0].type, FIELD_PLACE);
	assert_string_equal(v->kinds[0]->text, "T");
	assert_true(v->kinds[1]->has_stale);
	assert_int_equal(v->kinds[1]->stale.n, 7);
	assert_int_equal(v->kinds[1]->number, NUMBER_ONE);
	assert_int_equal(v->kinds[3]->number, NUMBER_MANY);
	assert_int_equal(v->kinds[3]->index, 3);
	assert_int_equal(v->kinds[5]->type, KIND_EVENT);
	assert_int_equal(v->kinds[6]->nof, 2);
	assert_int_equal(v->kinds[6]->nsteps, 4);
	assert_int_equal(v->kinds[6]->first_closing, 2);
	assert_int_equal(v->kinds[7]->first_closing, 1);
	assert_int_equal(vocab_word(v, FIELD_PLACE, "f.x")->nin, 2);
	assert_non_null(vocab_word(v, FIELD_PARTY, "government"));
	assert_int_equal(v->acts[0]->nslots, 2);
	assert_int_equal(v->acts[0]->nimplies, 2);
	assert_int_equal(v->acts[0]->implies[0].nfields, 2);
	assert_string_equal(v->acts[0]->implies[0].fields[1].value, "US");
	assert_string_equal(v->acts[0]->text, "A");
	reading_release(&t);
}

/* -- Standing alone ------------------------------------------------------ */

static void
init_checked(struct reading_test *t)
{
	reading_init(t);
	assert_int_equal(law_parse(&t->arena, source_file(t, FIXTURE ".vocab"),
			     &t->law, &t->ds),
	    0);
	assert_int_equal(law_check(&t->arena, &t->law, &t->ds), 0);
}

static void
reads_a_condition_on_its_own(void **state)
{
	struct reading_test t;
	struct expr *e = NULL;

	init_checked(&t);
	assert_int_equal(law_parse_condition(&t.arena,
			     source_of(&t, "c",
				 "nationality is IQ and final_order now", 37),
			     &t.law, &e, &t.ds),
	    0);
	assert_int_equal(e->kind, EXPR_AND);
	assert_non_null(e->args[0]->fact);
	e = NULL;
	assert_int_equal(law_parse_condition(&t.arena,
			     source_of(&t, "c", "nationality is IQ)", 18),
			     &t.law, &e, &t.ds),
	    E_SYNTAX);
	assert_int_equal(law_parse_condition(&t.arena,
			     source_of(&t, "c", "", 0), &t.law, &e, &t.ds),
	    E_SYNTAX);
	assert_int_equal(law_parse_condition(&t.arena,
			     source_of(&t, "c", "no_such_fact", 12), &t.law, &e,
			     &t.ds),
	    E_CHECK);
	assert_null(e);
	reading_release(&t);
}

/* The checker makes comparisons of some facts; they are spelled as they
 * were written. */
static void
spells_a_checked_condition_as_written(void **state)
{
	static const char *const same[] = {
		"a_file.produced since 2017-06-22",
		"a_file.produced by 2017-06 and motion_to_reopen.filed before "
		"2017-06-22 09:00",
		"not a_file.produced after 1995",
		("ever custody (agency is ICE and place in area.DET) since "
		 "2017-06-11"),
		"final_order (designated in {IQ, US}) now",
		"ever custody (agency is not ICE)",
	};
	struct reading_test t;
	struct expr *e;
	struct buf b;
	size_t i;

	init_checked(&t);
	buf_init(&b, &mem_system, 1u << 16);
	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		int r = law_parse_condition(&t.arena,
		    source_of(&t, "c", same[i], strlen(same[i])), &t.law, &e,
		    &t.ds);

		assert_string_equal(said(&t), "");
		assert_int_equal(r, 0);
		buf_clear(&b);
		expr_print(&b, e);
		assert_string_equal(b.s, same[i]);
	}
	buf_release(&b);
	reading_release(&t);
}

static void
reads_givens_on_their_own(void **state)
{
	struct reading_test t;
	struct given *g = NULL;
	size_t n = 99;

	init_checked(&t);
	assert_int_equal(law_parse_givens(&t.arena,
			     source_of(&t, "g", "nationality IQ; no spouse",
				 14),
			     &t.law, &g, &n, &t.ds),
	    0);
	assert_int_equal(n, 1);
	assert_non_null(g[0].fact);
	assert_int_equal(law_parse_givens(&t.arena, source_of(&t, "g", " ", 1),
			     &t.law, &g, &n, &t.ds),
	    0);
	assert_int_equal(n, 0);
	n = 99;
	assert_int_equal(law_parse_givens(&t.arena,
			     source_of(&t, "g", "nationality IQ, SY", 18),
			     &t.law, &g, &n, &t.ds),
	    E_SYNTAX);
	assert_int_equal(law_parse_givens(&t.arena,
			     source_of(&t, "g", "no_such_fact", 12), &t.law, &g,
			     &n, &t.ds),
	    E_CHECK);
	assert_int_equal(n, 99);
	reading_release(&t);
}

/* -- One run, many errors ------------------------------------------------ */

static void
goes_on_after_an_error(void **state)
{
	struct reading_test t;
	const struct instrument *x;

	reading_init(&t);
	assert_int_equal(read_text(&t,
			     "order a\n"
			     "  entered 2017-02-30\n"
			     "  covers nationality is\n"
			     "  bars removal\n"
			     "  until 14 dais\n"
			     "list l\n"
			     "  rows many\n"
			     "order b\n"
			     "  covers everyone\n"),
	    0);
	assert_int_equal(t.ds.nerrors, 4);
	assert_int_equal(t.law.ninstruments, 2);
	x = law_instrument(&t.law, "a");
	assert_int_equal(x->nbars, 1);
	x = law_instrument(&t.law, "b");
	assert_int_equal(x->covers->kind, EXPR_EVERYONE);
	reading_release(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_hamama_whole),
		cmocka_unit_test(spells_what_it_read),
		cmocka_unit_test(builds_the_tree_of_a_condition),
		cmocka_unit_test(reads_what_an_order_says_of_itself),
		cmocka_unit_test(reads_times_between),
		cmocka_unit_test(reads_what_an_order_does_to_others),
		cmocka_unit_test(reads_bars_duties_and_needs),
		cmocka_unit_test(reads_ends),
		cmocka_unit_test(reads_forms_and_instances),
		cmocka_unit_test(reads_stages),
		cmocka_unit_test(reads_cases_lists_and_clocks),
		cmocka_unit_test(reads_vignettes),
		cmocka_unit_test(reads_givens),
		cmocka_unit_test(reads_vocabularies),
		cmocka_unit_test(reads_a_condition_on_its_own),
		cmocka_unit_test(spells_a_checked_condition_as_written),
		cmocka_unit_test(reads_givens_on_their_own),
		cmocka_unit_test(goes_on_after_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
