/* weigh_spare.c - see weigh_spare.h. */

#include "intake/weigh_spare.h"

#include <string.h>

#include "decide/population.h"
#include "intake/snapshot.h"

#define SPARE_SCRATCH ((size_t)1 << 30) /* of one population */

/* -- Which sources may mean something else --------------------------------- */

struct part {
	const struct stored_source *source;
	const struct law *law; /* one in which it stands */
	bool touched;
	bool seen; /* what it touches is touched */
};

struct parts {
	const struct law *laws[2];
	struct part *p;
	size_t n;
};

static bool
stands_in(const struct stored_law *l, const struct stored_source *s)
{
	for (size_t i = 0; i < l->nsources; i++)
		if (l->sources[i] == s)
			return true;
	return false;
}

static bool
in_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

/* Whether a text has the name, as a word; a point or a dash may follow: too
 * often is no harm. */
static bool
has_name(const char *text, const char *name)
{
	size_t n = name == NULL ? 0 : strlen(name);
	const char *at = text;

	if (n == 0)
		return false;
	for (; (at = strstr(at, name)) != NULL; at++)
		if ((at == text || !in_word(at[-1])) && !in_word(at[n]))
			return true;
	return false;
}

/* Whether b names what a defines. */
static bool
names(const struct part *a, const struct part *b)
{
	const struct source_text *src = &a->source->src;
	const char *text = b->source->text;
	const struct law *l = a->law;

	for (size_t i = 0; i < l->ninstruments; i++)
		if (l->instruments[i]->pos.src == src &&
		    has_name(text, l->instruments[i]->id.s))
			return true;
	for (size_t i = 0; i < l->ncases; i++)
		if (l->cases[i]->pos.src == src &&
		    has_name(text, l->cases[i]->id.s))
			return true;
	for (size_t i = 0; i < l->nclocks; i++)
		if (l->clocks[i]->id.pos.src == src &&
		    has_name(text, l->clocks[i]->id.s))
			return true;
	for (size_t i = 0; i < l->nlists; i++)
		if (l->lists[i]->pos.src == src &&
		    has_name(text, l->lists[i]->id.s))
			return true;
	return false;
}

/* Whether both speak of one person: what one says of them is so in both. */
static bool
share_person(const struct parts *ps, const struct part *a, const struct part *b)
{
	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < ps->laws[l]->npersons; i++)
			if (has_name(a->source->text,
				ps->laws[l]->persons[i]) &&
			    has_name(b->source->text, ps->laws[l]->persons[i]))
				return true;
	return false;
}

static bool
is_vocab(const char *name)
{
	size_t n = strlen(name);

	return n >= 6 && strcmp(name + n - 6, ".vocab") == 0;
}

/* E_AGAIN: the vocabulary differs. */
static int
find_parts(struct arena *a, const struct weighing *w, struct parts *out)
{
	const struct stored_law *was = &w->st.laws[0], *is = &w->st.laws[1];
	const struct stored_source *s;

	out->laws[0] = &was->law;
	out->laws[1] = &is->law;
	out->p = arena_array(a, was->nsources + is->nsources, sizeof(*out->p));
	if (out->p == NULL)
		return E_NOMEM;
	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < w->st.laws[l].nsources; i++) {
			s = w->st.laws[l].sources[i];
			if (l == 1 && stands_in(was, s))
				continue;
			out->p[out->n] = (struct part){ .source = s,
				.law = &w->st.laws[l].law,
				.touched = !stands_in(&w->st.laws[1 - l], s) };
			if (out->p[out->n].touched && is_vocab(s->name))
				return E_AGAIN;
			out->n++;
		}
	return 0;
}

/* What they touch, to the end. */
static void
touch_parts(struct parts *ps)
{
	struct part *p, *q;
	bool more = true;

	while (more) {
		more = false;
		for (size_t i = 0; i < ps->n; i++) {
			p = &ps->p[i];
			if (!p->touched || p->seen)
				continue;
			p->seen = more = true;
			for (size_t k = 0; k < ps->n; k++) {
				q = &ps->p[k];
				q->touched = q->touched || names(p, q) ||
				    names(q, p) || share_person(ps, p, q);
			}
		}
	}
}

static bool
is_touched(const struct parts *ps, const struct instrument *x)
{
	for (size_t i = 0; i < ps->n; i++)
		if (&ps->p[i].source->src == x->pos.src)
			return ps->p[i].touched;
	return true;
}

/* -- Whom they reach ------------------------------------------------------- */

/* One casebook's people. */
struct reaching {
	const struct stored_law *law;
	struct snapshot snap;
	const struct instrument **only;
	size_t nonly;
	uint8_t *reached; /* of each row; of both casebooks */
};

static void
reach(void *ctx, size_t order, size_t row, size_t n, const uint8_t *values,
    enum tri all)
{
	struct reaching *rc = ctx;

	(void)order;
	for (size_t i = 0; i < n; i++)
		rc->reached[row + i] |=
		    (values != NULL ? values[i] : (uint8_t)all) != NO;
}

static int
reach_by(struct arena *a, struct reaching *rc, const struct act *asked,
    struct instant now, struct instant known)
{
	struct population *p = NULL;
	struct record record = rc->law->record;
	struct population_ask q = { .law = &rc->law->law,
		.record = &record,
		.columns = segment_columns(rc->snap.base),
		.known = known,
		.only = rc->only,
		.nonly = rc->nonly,
		.width = WIDTH_PORTABLE };
	struct act act;
	int r;

	record.dockets_fresh = true;
	if ((r = stored_act(a, &rc->law->law, asked, &act)) != 0)
		return r;
	/* Whatever is asked of the time to come is asked in it. */
	act.departs = now;
	act.arrives = (struct instant){ INSTANT_NEVER.us - 1 };
	q.act = &act;
	r = population_new(a, &q, &p);
	if (r == 0)
		r = population_run(p, 0, population_blocks(p), reach, rc);
	population_free(p);
	return r;
}

static int
reach_all(struct arena *a, const struct weighing *w, struct reaching *rc,
    struct instant now)
{
	struct arena scratch;
	int r = 0;

	arena_init(&scratch, a->mem, SPARE_SCRATCH);
	/* Of no order would be of all. */
	for (size_t i = 0; r == 0 && rc->nonly > 0 && i < w->nacts; i++) {
		r = reach_by(&scratch, rc, &w->acts[i], now, w->st.known);
		arena_release(&scratch);
	}
	arena_release(&scratch);
	return r;
}

static int
find_only(struct arena *a, const struct parts *ps, struct reaching *rc)
{
	const struct law *l = &rc->law->law;

	rc->only = arena_array(a, l->ninstruments + 1, sizeof(*rc->only));
	if (rc->only == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < l->ninstruments; i++)
		if (is_touched(ps, l->instruments[i]))
			rc->only[rc->nonly++] = l->instruments[i];
	return 0;
}

/* -- Who is left ----------------------------------------------------------- */

static size_t
place_of(const struct spared *s, const char *id)
{
	uint64_t h = 14695981039346656037u;
	size_t i;

	for (const char *at = id; *at != '\0'; at++)
		h = (h ^ (unsigned char)*at) * 1099511628211u;
	for (i = (size_t)(h ^ h >> 32) & (s->cap - 1);
	     s->ids[i] != NULL && strcmp(s->ids[i], id) != 0;
	     i = (i + 1) & (s->cap - 1))
		;
	return i;
}

bool
spared_has(const struct spared *s, const char *id)
{
	return s->n > 0 && s->ids[place_of(s, id)] != NULL;
}

static int
spare_rows(struct arena *a, const struct reaching rc[2], struct spared *out)
{
	const struct columns *c = segment_columns(rc[0].snap.base);
	int r;

	for (out->cap = 16; out->cap < 2 * c->rows; out->cap *= 2)
		;
	out->ids = arena_array(a, out->cap, sizeof(*out->ids));
	if (out->ids == NULL)
		return E_NOMEM;
	if ((r = columns_touch(c, COLUMNS_WHO, 0, 0, c->all)) != 0)
		return r;
	for (size_t row = 0; row < c->rows; row++) {
		const char *id;

		if (rc[0].reached[row] != 0 ||
		    snapshot_stale(&rc[0].snap, row) ||
		    snapshot_stale(&rc[1].snap, row))
			continue;
		if ((id = arena_strdup(a, columns_id(c, row))) == NULL)
			return E_NOMEM;
		out->ids[place_of(out, id)] = id;
		out->n++;
	}
	return 0;
}

/* -- All of it ------------------------------------------------------------- */

/* The rows under one of the casebooks; made when that is how it is now. */
static int
open_rows(struct arena *a, const struct weighing *w, size_t l,
    const char *store, bool (*progress)(void *, size_t, size_t), void *ctx,
    struct snapshot *out)
{
	struct stored one = w->st;
	int r;

	one.laws = &w->st.laws[l];
	one.nlaws = 1;
	r = snapshot_rows(a, &one, store, out);
	if (r != E_AGAIN || l != 0)
		return r;
	if ((r = snapshot_open(a, &one, store, progress, ctx, out)) != 0)
		return r;
	snapshot_close(out);
	return snapshot_rows(a, &one, store, out);
}

static int
spare(struct arena *a, const struct weighing *w, struct reaching rc[2],
    struct instant now, struct spared *out)
{
	const struct columns *c = segment_columns(rc[0].snap.base);
	struct hash h[2] = { segment_hash(rc[0].snap.base),
		segment_hash(rc[1].snap.base) };
	int r = 0;

	/* Another was made meanwhile: its rows are others. */
	if (!hash_equal(&h[0], &h[1]))
		return E_AGAIN;
	if ((rc[0].reached = arena_alloc(a, c->rows + 1)) == NULL)
		return E_NOMEM;
	memset(rc[0].reached, 0, c->rows + 1);
	rc[1].reached = rc[0].reached;
	for (size_t l = 0; r == 0 && l < 2; l++)
		r = reach_all(a, w, &rc[l], now);
	return r != 0 ? r : spare_rows(a, rc, out);
}

int
weigh_spare(struct arena *a, const struct weighing *w, const char *store,
    struct instant now, bool (*progress)(void *ctx, size_t done, size_t all),
    void *ctx, struct spared *out)
{
	struct reaching rc[2] = { { .law = &w->st.laws[0] },
		{ .law = &w->st.laws[1] } };
	struct parts ps = { .n = 0 };
	int r = find_parts(a, w, &ps);

	*out = (struct spared){ .n = 0 };
	if (r == 0)
		touch_parts(&ps);
	for (size_t l = 0; r == 0 && l < 2; l++)
		if ((r = find_only(a, &ps, &rc[l])) == 0)
			r = open_rows(a, w, l, store, progress, ctx,
			    &rc[l].snap);
	if (r == 0)
		r = spare(a, w, rc, now, out);
	snapshot_close(&rc[0].snap);
	snapshot_close(&rc[1].snap);
	if (r != 0)
		*out = (struct spared){ .n = 0 };
	return r;
}
