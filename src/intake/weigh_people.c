/* weigh_people.c - whom it changes; see weigh.h. */

#include <string.h>

#include "intake/weigh_spare.h"

#define WEIGH_SCRATCH ((size_t)256 << 20)

/* -- Whom ------------------------------------------------------------------ */

struct weigher {
	struct arena *a;
	struct arena scratch; /* of one person */
	struct weighing *w;
	struct instant now;
	struct decide_cache *caches[2];
	void (*progress)(void *ctx, size_t done, size_t all);
	void *ctx;
	const char **ids;
	size_t nids, cap_ids;
};

static int
weigh_id(void *ctx, const char *id)
{
	struct weigher *g = ctx;

	g->ids =
	    arena_grow(g->a, g->ids, g->nids, &g->cap_ids, sizeof(*g->ids));
	if (g->ids == NULL)
		return E_NOMEM;
	g->ids[g->nids++] = id;
	return 0;
}

/* One person, as two readings of the store have them. */
struct pair {
	const struct stored_person *was, *is;
};

const char *
weigh_act_text(struct arena *a, const struct act *act)
{
	const char *s;
	struct buf b;
	size_t i;

	buf_init(&b, a->mem, 4096);
	buf_puts(&b, act->kind->name);
	for (i = 0; i < act->kind->nslots; i++)
		if (act->slots[i].kind == VALUE_WORD)
			buf_printf(&b, " %s %s", act->kind->slots[i].name,
			    act->slots[i].s);
	s = arena_strdup(a, b.s);
	buf_release(&b);
	return s;
}

/* What was said of them and not read may be what bars: to settle that lifts a
 * hold. */
static void
hold_damaged(const struct stored_person *p, struct answer *ans)
{
	if (p->damaged != NULL && ans->verdict == VERDICT_NO_BAR)
		ans->verdict = VERDICT_HOLD;
}

/* Both answers at t; whether they differ, into *diff. */
static int
weigh_at(struct weigher *g, const struct pair *p, const struct act *act,
    struct instant t, bool cached, struct weighed *diff, bool *any,
    struct instant *horizon)
{
	struct act at = *act;
	struct stored_question q = { .st = &g->w->st,
		.who = &p->was,
		.nwho = 1,
		.exact = true,
		.act = &at,
		.dockets_fresh = true,
		.horizon = horizon != NULL,
		.brief = true,
		.caches = cached ? g->caches : NULL };
	struct answer was, is;
	int r;

	at.departs = at.arrives = t;
	/* A failure is a hold, and weighed as one. */
	r = stored_decide_under(&g->scratch, &q, 0, &was);
	q.who = &p->is;
	if (r != E_NOMEM)
		r = stored_decide_under(&g->scratch, &q, 1, &is);
	if (r == E_NOMEM)
		return r;
	hold_damaged(p->was, &was);
	hold_damaged(p->is, &is);
	if (horizon != NULL)
		*horizon = instant_min(was.horizon, is.horizon);
	*any = was.verdict != is.verdict || was.nbarring > is.nbarring;
	if (!*any)
		return 0;
	*diff = (struct weighed){ .was = was.verdict,
		.is = is.verdict,
		.at = t,
		.loses = is.verdict < was.verdict,
		.fewer = is.verdict == was.verdict };
	diff->act = weigh_act_text(g->a, act);
	return diff->act == NULL ? E_NOMEM : 0;
}

/* A loss outweighs a gain, and that what is left. */
static bool
heavier(const struct weighed *a, const struct weighed *b)
{
	if (a->loses != b->loses)
		return a->loses;
	return !a->fewer && b->fewer;
}

static int
weigh_pair(struct weigher *g, const char *id, const struct pair *p)
{
	struct weighing *w = g->w;
	struct weighed worst = { .id = NULL }, one = { .id = NULL };
	struct instant next;
	bool found = false, any;
	size_t i;
	int r = 0;

	for (i = 0; i < w->nacts && r == 0; i++) {
		r = weigh_at(g, p, &w->acts[i], g->now, true, &one, &any,
		    &next);
		if (r == 0 && any && (!found || heavier(&one, &worst))) {
			worst = one;
			found = true;
		}
		if (r != 0 || instant_cmp(next, INSTANT_NEVER) >= 0)
			continue;
		r = weigh_at(g, p, &w->acts[i], next, false, &one, &any, NULL);
		if (r == 0 && any && (!found || heavier(&one, &worst))) {
			worst = one;
			found = true;
		}
	}
	if (r != 0)
		return r;
	if (!found) {
		w->nsame++;
		return 0;
	}
	worst.id = id;
	worst.a_number = p->is->a_number == NULL
	    ? NULL
	    : arena_strdup(g->a, p->is->a_number);
	worst.name =
	    p->is->name == NULL ? NULL : arena_strdup(g->a, p->is->name);
	w->people = arena_grow(g->a, w->people, w->npeople, &w->cap_people,
	    sizeof(*w->people));
	if (w->people == NULL)
		return E_NOMEM;
	w->people[w->npeople++] = worst;
	if (worst.fewer)
		w->nfewer++;
	else if (worst.loses)
		w->nloses++;
	else
		w->ngains++;
	return 0;
}

static int
weigh_person(struct weigher *g, const char *id)
{
	struct stored_person who;
	const struct pair p = { &who, &who };
	int r;

	r = stored_person(&g->w->st, &g->scratch, id, STORED_AS_KNOWN, &who);
	return r != 0 ? r : weigh_pair(g, id, &p);
}

static bool
laid_out(void *ctx, size_t done, size_t all)
{
	struct weigher *g = ctx;

	if (g->progress != NULL)
		g->progress(g->ctx, done, all);
	return true;
}

int
weigh_people(struct arena *a, struct weighing *w, const char *store,
    void (*progress)(void *ctx, size_t done, size_t all), void *ctx)
{
	struct weigher g = { .a = a, .w = w, .progress = progress, .ctx = ctx };
	struct spared spared = { .n = 0 };
	size_t i;
	int r;

	g.now = instant_floor_minute(w->st.known);
	g.caches[0] = decide_cache_new(a, &w->st.laws[0].law);
	g.caches[1] = decide_cache_new(a, &w->st.laws[1].law);
	if ((r = stored_everyone(&w->st, a, weigh_id, &g)) != 0)
		return r;
	/* Without a snapshot nobody is spared. */
	if (store != NULL &&
	    weigh_spare(a, w, store, g.now, laid_out, &g, &spared) != 0)
		spared.n = 0;
	arena_init(&g.scratch, a->mem, WEIGH_SCRATCH);
	for (i = 0; i < g.nids && r == 0; i++) {
		if (spared_has(&spared, g.ids[i])) {
			w->nsame++;
			w->nspared++;
		} else {
			r = weigh_person(&g, g.ids[i]);
		}
		arena_release(&g.scratch);
		if (progress != NULL)
			progress(ctx, i + 1, g.nids);
	}
	return r;
}

/* One person, as if what waits were refused, and as if confirmed. */
static int
weigh_settled(struct weigher *g, const char *id)
{
	struct stored_person was, is;
	const struct pair p = { &was, &is };
	int r;

	r = stored_person(&g->w->st, &g->scratch, id, STORED_AS_IF_REFUSED,
	    &was);
	if (r == 0)
		r = stored_person(&g->w->st, &g->scratch, id,
		    STORED_AS_IF_CONFIRMED, &is);
	return r != 0 ? r : weigh_pair(g, id, &p);
}

int
weigh_facts(struct arena *a, const struct stored *st, const char *const *ids,
    size_t n, struct weighing *out,
    void (*progress)(void *ctx, size_t done, size_t all), void *ctx)
{
	struct weigher g = { .a = a, .w = out };
	size_t i;
	int r;

	*out = (struct weighing){ .st = *st };
	out->st.laws = arena_array(a, 2, sizeof(*out->st.laws));
	if (out->st.laws == NULL)
		return E_NOMEM;
	out->st.laws[0] = out->st.laws[1] = st->laws[0];
	out->st.nlaws = 2;
	out->st.nwaits = 0;
	g.now = instant_floor_minute(st->known);
	if (n > 1)
		g.caches[0] = g.caches[1] =
		    decide_cache_new(a, &st->laws[0].law);
	r = weigh_acts(a, &st->laws[0], out->acts, &out->nacts,
	    &out->more_acts);
	if (r != 0)
		return r;
	arena_init(&g.scratch, a->mem, WEIGH_SCRATCH);
	for (i = 0; i < n && r == 0; i++) {
		r = weigh_settled(&g, ids[i]);
		arena_release(&g.scratch);
		if (progress != NULL)
			progress(ctx, i + 1, n);
	}
	return r;
}
