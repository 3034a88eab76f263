/* weigh_said.c - see weigh_said.h. */

#include <string.h>

#include "intake/weigh_said.h"

#define SAID_SCRATCH ((size_t)256 << 20)

struct said_weigher {
	struct arena *a;
	struct arena scratch; /* of one weighing */
	const struct stored *st;
	struct act acts[WEIGH_ACTS];
	size_t nacts;
	bool more; /* acts than are asked about */
	struct instant now;
	struct decide_cache **caches; /* of each law, as now */
	bool hops; /* some order looks at whom a relation names */
	/* Of somebody of whom nothing is known, now: by law and act. */
	struct answer *nobody;
	bool *has_nobody;
};

/* -- Which orders look at somebody else ------------------------------------ */

static bool
asks_other(const struct expr *e)
{
	size_t i;

	if (e == NULL)
		return false;
	if (e->kind == EXPR_FACT && e->other)
		return true;
	for (i = 0; i < e->nargs; i++)
		if (asks_other(e->args[i]))
			return true;
	return asks_other(e->where);
}

static bool
steps_ask_other(const struct each *each)
{
	const struct transition *t;
	size_t s, k, n;

	for (s = 0; s < each->nstages; s++)
		for (k = 0; k < each->stages[s].ntransitions; k++) {
			t = &each->stages[s].transitions[k];
			for (n = 0; n < t->nsteps; n++)
				if (asks_other(t->steps[n].where))
					return true;
		}
	return asks_other(each->where);
}

static bool
looks_at_others(const struct law *law)
{
	const struct instrument *x;
	size_t i, k;
	bool any = false;

	for (i = 0; i < law->ninstruments && !any; i++) {
		x = law->instruments[i];
		any = asks_other(x->covers) || steps_ask_other(&x->each);
		for (k = 0; k < x->nexcepts; k++)
			any = any || asks_other(x->excepts[k].expr);
		for (k = 0; k < x->nneeds; k++)
			any = any || asks_other(x->needs[k].expr);
		for (k = 0; k < x->nedges; k++)
			any = any || asks_other(x->edges[k].to);
		for (k = 0; k < x->nbars; k++)
			any = any || asks_other(x->bars[k].where) ||
			    asks_other(x->bars[k].unless);
	}
	return any;
}

/* -- The weigher ----------------------------------------------------------- */

int
said_weigher_new(struct arena *a, const struct stored *st,
    struct said_weigher **out)
{
	struct said_weigher *g = arena_alloc(a, sizeof(*g));
	size_t i;
	int r;

	if (g == NULL)
		return E_NOMEM;
	g->a = a;
	g->st = st;
	g->now = instant_floor_minute(st->known);
	g->caches = arena_array(a, st->nlaws, sizeof(struct decide_cache *));
	g->nobody = arena_array(a, st->nlaws * WEIGH_ACTS, sizeof(*g->nobody));
	g->has_nobody =
	    arena_array(a, st->nlaws * WEIGH_ACTS, sizeof(*g->has_nobody));
	if (g->caches == NULL || g->nobody == NULL || g->has_nobody == NULL)
		return E_NOMEM;
	for (i = 0; i < st->nlaws; i++) {
		if (!st->laws[i].good)
			continue;
		g->caches[i] = decide_cache_new(a, &st->laws[i].law);
		if (g->caches[i] == NULL)
			return E_NOMEM;
		g->hops = g->hops || looks_at_others(&st->laws[i].law);
	}
	r = weigh_acts(a, &st->laws[0], g->acts, &g->nacts, &g->more);
	arena_init(&g->scratch, a->mem, SAID_SCRATCH);
	*out = g;
	return r;
}

void
said_weigher_release(struct said_weigher *g)
{
	if (g != NULL)
		arena_release(&g->scratch);
}

/* -- One answer ------------------------------------------------------------ */

/* What two readings of a store make of somebody under one of its laws.  was
 * NULL: they are new on record, and were decided as a person of whom nothing
 * is known. */
struct before_after {
	const struct stored *st, *with;
	const struct stored_person *was, *is;
	const struct stored_person *nobody;
	size_t law;
};

static int
answer_at(struct said_weigher *g, const struct stored *st,
    const struct stored_person *p, const struct before_after *b, size_t act,
    struct instant t, struct answer *out)
{
	struct act at = g->acts[act];
	struct stored_question q = { .st = st,
		.who = &p,
		.nwho = 1,
		.exact = true,
		.act = &at,
		.dockets_fresh = true,
		.horizon = true,
		.brief = true,
		.caches = instant_cmp(t, g->now) == 0 ? g->caches : NULL };
	int r;

	at.departs = at.arrives = t;
	/* A failure is a hold, and weighed as one. */
	r = stored_decide_under(&g->scratch, &q, b->law, out);
	return r == E_NOMEM ? r : 0;
}

static int
answer_before(struct said_weigher *g, const struct before_after *b, size_t act,
    struct instant t, struct answer *out)
{
	const struct stored_person *p = b->was != NULL ? b->was : b->nobody;
	size_t at = b->law * WEIGH_ACTS + act;
	bool keep = b->was == NULL && instant_cmp(t, g->now) == 0;
	int r;

	if (keep && g->has_nobody[at]) {
		*out = g->nobody[at];
		return 0;
	}
	r = answer_at(g, b->st, p, b, act, t, out);
	if (r == 0 && keep) {
		g->nobody[at] = (struct answer){ .verdict = out->verdict,
			.horizon = out->horizon };
		g->has_nobody[at] = true;
	}
	return r;
}

static int
tell(struct said_weigher *g, const struct before_after *b, size_t act,
    struct weighed *w)
{
	const struct stored_person *p = b->is;

	w->act = weigh_act_text(g->a, &g->acts[act]);
	w->id = arena_strdup(g->a, p->id);
	w->a_number =
	    p->a_number == NULL ? NULL : arena_strdup(g->a, p->a_number);
	w->name = p->name == NULL ? NULL : arena_strdup(g->a, p->name);
	return w->act == NULL || w->id == NULL ? E_NOMEM : 0;
}

/* What was not looked at may be lower. */
static int
unseen(struct said_weigher *g, const struct before_after *b, size_t act,
    const char *why, enum said_grade *grade, struct weighed *worst)
{
	if (*grade >= SAID_WAITS)
		return 0;
	*grade = SAID_WAITS;
	*worst = (struct weighed){ .at = g->now, .unseen = why };
	return tell(g, b, act, worst);
}

/* One act, now and whenever an answer to it changes by itself.  While it is
 * barred with them nothing is lower, however it was. */
static int
act_lowers(struct said_weigher *g, const struct before_after *b, size_t act,
    enum said_grade *grade, struct weighed *worst)
{
	enum verdict enough = b->was == NULL ? VERDICT_HOLD : VERDICT_BARRED;
	struct instant t = g->now, next;
	struct answer was, is;
	enum said_grade found;
	size_t k;
	int r;

	for (k = 0; k < SAID_INSTANTS; k++, t = next) {
		r = answer_at(g, b->with, b->is, b, act, t, &is);
		if (r != 0)
			return r;
		next = is.horizon;
		if (is.verdict < enough) {
			if ((r = answer_before(g, b, act, t, &was)) != 0)
				return r;
			next = instant_min(next, was.horizon);
			found = is.verdict >= was.verdict   ? SAID_COUNTS
			    : was.verdict == VERDICT_BARRED ? SAID_TAKES
							    : SAID_WAITS;
			if (found > *grade) {
				*grade = found;
				*worst = (struct weighed){ .was = was.verdict,
					.is = is.verdict,
					.at = t,
					.loses = true };
				return tell(g, b, act, worst);
			}
		}
		if (instant_cmp(next, INSTANT_NEVER) >= 0 ||
		    instant_cmp(next, t) <= 0)
			return 0;
	}
	return unseen(g, b, act,
	    "the answer changes by itself more often than is looked at", grade,
	    worst);
}

/* afresh: asked by what nobody was known by. */
static int
reading_lowers(struct said_weigher *g, const struct stored *with,
    const char *id, enum stored_as as, bool afresh, enum said_grade *grade,
    struct weighed *worst)
{
	struct stored_person was, is, nobody;
	struct before_after b = { .st = g->st,
		.with = with,
		.was = &was,
		.is = &is,
		.nobody = &nobody };
	size_t i;
	int r;

	if ((r = stored_person(g->st, &g->scratch, id, as, &was)) != 0 ||
	    (r = stored_person(with, &g->scratch, id, as, &is)) != 0)
		return r;
	if (afresh || was.nentries == 0)
		b.was = NULL;
	if (b.was == NULL &&
	    (r = stored_person(g->st, &g->scratch, "p-", as, &nobody)) != 0)
		return r;
	for (b.law = 0; b.law < g->st->nlaws && r == 0; b.law++)
		for (i = 0; g->st->laws[b.law].good && i < g->nacts && r == 0 &&
		     *grade < SAID_TAKES;
		     i++)
			r = act_lowers(g, &b, i, grade, worst);
	b.law = 0;
	if (r == 0 && g->more)
		r = unseen(g, &b, WEIGH_ACTS - 1,
		    "orders bar more acts than are looked at", grade, worst);
	return r;
}

/* What waits may be settled either way: nothing may be lower in any of them.
 * Where it waits the answer is a hold, so that one fact more would seem to
 * lower nothing. */
static int
person_lowers(struct said_weigher *g, const struct stored *with, const char *id,
    bool afresh, enum said_grade *grade, struct weighed *worst)
{
	static const enum stored_as all[] = { STORED_AS_IF_REFUSED,
		STORED_AS_IF_CONFIRMED, STORED_AS_SAID };
	struct stored_person p;
	size_t i;
	int r;

	r = stored_person(with, &g->scratch, id, STORED_AS_KNOWN, &p);
	if (r != 0 || p.nwaits == 0)
		return r != 0 ? r
			      : reading_lowers(g, with, id, STORED_AS_KNOWN,
				    afresh, grade, worst);
	for (i = 0; i < 3 && r == 0 && *grade < SAID_TAKES; i++)
		r = reading_lowers(g, with, id, all[i], afresh, grade, worst);
	return r;
}

/* -- Whose answers rest on it ---------------------------------------------- */

struct resting {
	struct said_weigher *g;
	const struct stored *with;
	const char *person; /* "p-..." */
	const char *subject;
	enum said_grade *grade;
	struct weighed *worst;
};

/* Somebody whose relation names them. */
static int
resting_one(void *ctx, const char *id)
{
	struct resting *rs = ctx;
	struct stored_person p;
	size_t i;
	int r;

	if (strcmp(id, rs->person) == 0 || *rs->grade == SAID_TAKES)
		return 0;
	r = stored_person(rs->with, &rs->g->scratch, id, STORED_AS_KNOWN, &p);
	for (i = 0; r == 0 && i < p.ntouched; i++)
		if (strcmp(p.touched[i], rs->subject) == 0)
			return person_lowers(rs->g, rs->with, id, false,
			    rs->grade, rs->worst);
	return r;
}

static int
linked_lower(struct said_weigher *g, const struct stored *with,
    const char *person, enum said_grade *grade, struct weighed *worst)
{
	struct stored_person p;
	size_t i;
	int r;

	r = stored_person(with, &g->scratch, person, STORED_AS_KNOWN, &p);
	for (i = 0; r == 0 && i < p.nsame; i++)
		r = person_lowers(g, with, p.same[i], false, grade, worst);
	for (i = 0; r == 0 && i < p.nperhaps; i++)
		r = person_lowers(g, with, p.perhaps[i], false, grade, worst);
	return r;
}

static int
resting_lower(struct said_weigher *g, const struct stored *with,
    const char *person, enum said_grade *grade, struct weighed *worst)
{
	struct resting rs = { .g = g,
		.with = with,
		.person = person,
		.grade = grade,
		.worst = worst };

	if (!g->hops || *grade == SAID_TAKES)
		return 0;
	rs.subject = arena_printf(&g->scratch, "person/%s", person);
	if (rs.subject == NULL)
		return E_NOMEM;
	return stored_everyone(g->st, &g->scratch, resting_one, &rs);
}

static int
all_lower(struct said_weigher *g, const struct stored *with, const char *person,
    enum said_grade *grade, struct weighed *worst)
{
	int r = person_lowers(g, with, person, false, grade, worst);

	if (r == 0)
		r = linked_lower(g, with, person, grade, worst);
	return r != 0 ? r : resting_lower(g, with, person, grade, worst);
}

/* -- As if it were written ------------------------------------------------- */

static int
unwritten(struct said_weigher *g, const struct draft *d, bool loss, size_t i,
    struct stored_unwritten *out)
{
	struct draft flagged = *d;
	json_t *body = json_copy((json_t *)(uintptr_t)d->body);
	struct buf text, whole;
	int r = body == NULL ? E_NOMEM : 0;

	buf_init(&text, g->a->mem, LIMIT_ENTRY_BYTES);
	buf_init(&whole, g->a->mem, LIMIT_ENTRY_BYTES);
	if (r == 0 && loss &&
	    json_object_set_new(body, "loss", json_true()) != 0)
		r = E_NOMEM;
	flagged.body = body;
	if (r == 0)
		r = entry_draft(&text, &flagged);
	if (r == 0)
		r = entry_stamp(&whole, text.s, text.len, g->st->known);
	if (r == 0) {
		out->w.seq = g->st->head.size + 1 + i;
		out->w.at = g->st->known;
		out->w.n = whole.len;
		out->w.bytes = arena_strndup(&g->scratch, whole.s, whole.len);
		r = out->w.bytes == NULL ? E_NOMEM : 0;
	}
	out->on = d->on;
	out->non = d->non;
	buf_release(&text);
	buf_release(&whole);
	json_decref(body);
	return r;
}

/* The first n drafts, those that take as what waits. */
static int
store_with(struct said_weigher *g, const struct said_of *of, size_t n,
    const enum said_grade *grades, struct stored *out)
{
	struct stored_unwritten *all =
	    arena_array(&g->scratch, n, sizeof(*all));
	size_t i;
	int r = all == NULL ? E_NOMEM : 0;

	for (i = 0; i < n && r == 0; i++)
		r = unwritten(g, &of->drafts[i], grades[i] != SAID_COUNTS, i,
		    &all[i]);
	*out = *g->st;
	out->unwritten = all;
	out->nunwritten = n;
	out->numbered = of->nnumbers > 0 ? of->person : NULL;
	out->numbers = of->numbers;
	out->nnumbers = of->nnumbers;
	return r;
}

static int
weigh_first(struct said_weigher *g, const struct said_of *of, size_t n,
    const enum said_grade *grades, enum said_grade *grade,
    struct weighed *worst)
{
	struct stored with;
	int r = store_with(g, of, n, grades, &with);

	*grade = SAID_COUNTS;
	if (r == 0)
		r = all_lower(g, &with, of->person, grade, worst);
	arena_release(&g->scratch);
	return r;
}

int
weigh_said(struct said_weigher *g, const struct said_of *of,
    enum said_grade *grades, struct weighed *worst)
{
	struct weighed one, none = { .id = NULL };
	enum said_grade all;
	size_t i;
	int r;

	if (worst == NULL)
		worst = &none;
	*worst = (struct weighed){ .id = NULL };
	for (i = 0; i < of->n; i++)
		grades[i] = SAID_COUNTS;
	r = weigh_first(g, of, of->n, grades, &all, worst);
	if (r != 0 || all == SAID_COUNTS)
		return r;
	/* Which of them it is: what protects is not to wait with the rest. */
	for (i = 0; i < of->n && r == 0; i++)
		r = weigh_first(g, of, i + 1, grades, &grades[i], &one);
	return r;
}

int
weigh_numbers(struct said_weigher *g, const struct said_of *of,
    enum said_grade *grade, struct weighed *worst)
{
	struct stored with;
	int r = store_with(g, of, 0, NULL, &with);

	*grade = SAID_COUNTS;
	*worst = (struct weighed){ .id = NULL };
	if (r == 0)
		r = person_lowers(g, &with, of->person, true, grade, worst);
	if (r == 0)
		r = resting_lower(g, &with, of->person, grade, worst);
	arena_release(&g->scratch);
	return r;
}
