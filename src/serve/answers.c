/* answers.c - see answers.h. */

#include <string.h>

#include "serve/answers.h"

/* More entries at one time: forget rather than read them. */
#define FOLLOW_MAX 100000

#define KEY_MAX    ((size_t)16 << 10)

struct kept_answer {
	struct asked asked; /* st, act: none */
	struct answer answer;
	uint64_t at; /* the last entry it was decided as of */
	struct instant known, until;
};

void
answers_init(struct answers *k, const struct mem *mem)
{
	memset(k, 0, sizeof(*k));
	arena_init(&k->arena, mem, ANSWERS_BYTES);
	omap_init(&k->kept, mem);
	omap_init(&k->touched, mem);
	k->looked = INSTANT_BEGIN;
}

void
answers_release(struct answers *k)
{
	omap_release(&k->kept);
	omap_release(&k->touched);
	arena_release(&k->arena);
}

void
answers_forget(struct answers *k)
{
	omap_release(&k->kept);
	omap_release(&k->touched);
	k->forgotten = true;
	k->looked = INSTANT_BEGIN;
}

void
answers_round_over(struct answers *k)
{
	if (!k->forgotten && k->arena.used < ANSWERS_BYTES / 2)
		return;
	/* What was kept since lies in it too. */
	omap_release(&k->kept);
	omap_release(&k->touched);
	arena_release(&k->arena);
	k->forgotten = false;
}

static bool
map_put(struct omap *m, const void *key, size_t n, const void *value,
    size_t nvalue)
{
	struct omap_pending p;

	omap_pending_init(&p);
	if (!omap_make(m, &p, key, n, value, nvalue)) {
		omap_drop(m, &p);
		return false;
	}
	omap_link(m, &p);
	return true;
}

/* -- What was touched ---------------------------------------------------- */

void
answers_own(struct answers *k, uint64_t first, size_t n)
{
	/* One that is not remembered is read, and found to be an answer. */
	if (n == 0 || k->nown == ANSWERS_OWN)
		return;
	k->own[k->nown].first = first;
	k->own[k->nown++].last = first + n - 1;
}

struct following {
	struct answers *k;
	uint64_t seq;
	bool lost;
};

/* Who is on record, and what orders say, is everybody's business. */
static bool
is_everybodys(const char *s, size_t n)
{
	static const char *const names[] = { "people", "orders", "dockets" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == n && memcmp(names[i], s, n) == 0)
			return true;
	return false;
}

static int
subject(void *ctx, const char *kind, size_t nkind, const char *s, size_t n)
{
	struct following *f = ctx;

	if (nkind == 6 && memcmp(kind, "answer", 6) == 0)
		return 0;
	if (is_everybodys(s, n) ||
	    !map_put(&f->k->touched, s, n, &f->seq, sizeof(f->seq)))
		f->lost = true;
	return 0;
}

static int
entry(void *ctx, const struct written *w)
{
	struct following *f = ctx;

	f->seq = w->seq;
	if (entry_scan(w->bytes, w->n, subject, f) != 0)
		f->lost = true;
	return 0;
}

/* The last entry of the run of our own that begins at `from`; from - 1: it is
 * none.  *next: where the next run begins. */
static uint64_t
own_end(const struct answers *k, uint64_t from, uint64_t *next)
{
	size_t i;

	*next = UINT64_MAX;
	for (i = 0; i < k->nown; i++) {
		if (from >= k->own[i].first && from <= k->own[i].last)
			return k->own[i].last;
		if (k->own[i].first > from && k->own[i].first < *next)
			*next = k->own[i].first;
	}
	return from - 1;
}

static void
own_drop(struct answers *k, uint64_t through)
{
	size_t i, n = 0;

	for (i = 0; i < k->nown; i++)
		if (k->own[i].last > through)
			k->own[n++] = k->own[i];
	k->nown = n;
}

void
answers_follow(struct answers *k, struct store *s, uint64_t through)
{
	struct following f = { .k = k };
	uint64_t next = k->through + 1, end, own;

	if (k->kept.n == 0 || through < k->through ||
	    through - k->through > FOLLOW_MAX) {
		if (k->kept.n > 0)
			answers_forget(k);
		k->through = through;
		own_drop(k, through);
		return;
	}
	while (next <= through && !f.lost) {
		if ((end = own_end(k, next, &own)) < next) {
			end = own - 1 < through ? own - 1 : through;
			f.lost = store_follow(s, next - 1, end - next + 1,
				     entry, &f) != 0 ||
			    f.lost || f.seq != end;
		}
		next = end + 1;
	}
	if (f.lost)
		answers_forget(k);
	k->through = through;
	own_drop(k, through);
}

static bool
is_touched(const struct answers *k, const char *s, uint64_t since)
{
	struct omap_node *n = omap_find(&k->touched, s, strlen(s));
	uint64_t seq;

	if (n == NULL)
		return false;
	memcpy(&seq, n->value, sizeof(seq));
	return seq > since;
}

static bool
rests_on_touched(const struct answers *k, const struct kept_answer *x)
{
	size_t i, j;

	for (i = 0; i < x->asked.n; i++)
		for (j = 0; j < x->asked.people[i]->ntouched; j++)
			if (is_touched(k, x->asked.people[i]->touched[j],
				x->at))
				return true;
	for (i = 0; i < x->asked.others.n; i++)
		if (is_touched(k, x->asked.others.touched[i], x->at))
			return true;
	return false;
}

/* -- Until when it is the same by itself --------------------------------- */

/* Looked at once a minute: it takes as long as deciding does. */
static bool
laws_are_past(struct answers *k, const struct stored *st)
{
	struct instant minute = instant_floor_minute(st->known);
	size_t i;

	if (instant_cmp(k->looked, minute) == 0)
		return k->past;
	k->past = true;
	for (i = 0; i < st->nlaws && k->past; i++)
		k->past = decide_orders_past(&st->laws[i].law,
		    &st->laws[i].record, minute);
	k->looked = minute;
	return k->past;
}

static bool
all_is_past(struct answers *k, const struct stored *st, const struct asked *q)
{
	size_t i, j;

	/* Of those who are near only what they rest on is at hand. */
	if (q->others.n > 0 || !laws_are_past(k, st))
		return false;
	for (j = 0; j < st->nlaws; j++)
		for (i = 0; i < q->n; i++)
			if (!decide_person_past(&q->people[i]->under[j],
				st->known))
				return false;
	return true;
}

static struct instant
same_until(struct answers *k, const struct stored *st,
    const struct check_line *line)
{
	struct instant minute = instant_floor_minute(st->known);

	return instant_min(line->answer.horizon,
	    instant_add_minutes(minute,
		all_is_past(k, st, &line->asked) ? ANSWERS_MINUTES : 1));
}

/* -- Copies -------------------------------------------------------------- */

static int
copy_text(struct arena *a, const char **s)
{
	if (*s == NULL)
		return 0;
	*s = arena_strdup(a, *s);
	return *s == NULL ? E_NOMEM : 0;
}

static int
copy_list(struct arena *a, const char ***list, size_t n)
{
	const char **out = arena_array(a, n, sizeof(*out));
	size_t i;
	int r = out == NULL ? E_NOMEM : 0;

	for (i = 0; i < n && r == 0; i++) {
		out[i] = (*list)[i];
		r = copy_text(a, &out[i]);
	}
	*list = out;
	return r;
}

/* By what they are known, and what was read of them; no fact. */
static int
copy_people(struct arena *a, struct asked *q)
{
	struct stored_person *all = arena_array(a, q->n, sizeof(*all));
	const struct stored_person **list = arena_array(a, q->n, sizeof(*list));
	size_t i;
	int r = all == NULL || list == NULL ? E_NOMEM : 0;

	for (i = 0; i < q->n && r == 0; i++) {
		all[i] = (struct stored_person){ .id = q->people[i]->id,
			.touched = q->people[i]->touched,
			.ntouched = q->people[i]->ntouched };
		list[i] = &all[i];
		if ((r = copy_text(a, &all[i].id)) == 0)
			r = copy_list(a, &all[i].touched, all[i].ntouched);
	}
	q->people = list;
	return r;
}

/* Orders stay where they are: what is kept goes when they do. */
static int
copy_citations(struct arena *a, struct answer *ans)
{
	struct citation *all = arena_array(a, ans->ncitations, sizeof(*all));
	size_t i;
	int r = all == NULL ? E_NOMEM : 0;

	for (i = 0; i < ans->ncitations && r == 0; i++) {
		all[i] = ans->citations[i];
		all[i].why = NULL;
		all[i].unverified = NULL;
		all[i].nunverified = 0;
		if ((r = copy_text(a, &all[i].stage)) == 0 &&
		    (r = copy_text(a, &all[i].end_text)) == 0)
			r = copy_text(a, &all[i].why_held);
	}
	ans->citations = all;
	return r;
}

static int
copy(struct arena *a, const struct check_line *line, struct kept_answer *out)
{
	int r;

	out->asked = line->asked;
	out->asked.st = (struct stored){ .store = NULL };
	out->asked.act = NULL;
	out->asked.caches = NULL;
	out->answer = line->answer;
	if ((r = copy_text(a, &out->asked.who)) != 0 ||
	    (r = copy_text(a, &out->asked.unsure)) != 0 ||
	    (r = copy_people(a, &out->asked)) != 0 ||
	    (r = copy_list(a, &out->asked.others.touched,
		 out->asked.others.n)) != 0 ||
	    (r = copy_citations(a, &out->answer)) != 0 ||
	    (r = copy_list(a, &out->answer.holds, out->answer.nholds)) != 0 ||
	    (r = copy_text(a, &out->answer.settle)) != 0)
		return r;
	return copy_text(a, &out->answer.until_text);
}

/* -- Finding and keeping ------------------------------------------------- */

/* Of now, and of somebody on record alone: nothing else is kept. */
static bool
can_be_kept(const struct query *q)
{
	return q->departs == NULL && q->arrives == NULL && q->nfacts == 0;
}

/* No line of a query has a control in it. */
static bool
key_of(struct buf *b, const struct query *q)
{
	size_t i;

	buf_printf(b, "%s\n%s", q->person, q->act);
	for (i = 0; i < q->nslots; i++)
		buf_printf(b, "\n%s\n%s", q->slots[i].name, q->slots[i].value);
	return !b->failed;
}

bool
answers_find(struct answers *k, struct arena *a, const struct stored *st,
    struct check_line *line)
{
	const struct kept_answer *x;
	struct omap_node *n = NULL;
	struct buf key;

	if (!can_be_kept(line->query) || k->through != st->head.size)
		return false;
	buf_init(&key, a->mem, KEY_MAX);
	if (key_of(&key, line->query))
		n = omap_find(&k->kept, key.s, key.len);
	buf_release(&key);
	if (n == NULL)
		return false;
	memcpy(&x, n->value, sizeof(x));
	if (instant_cmp(st->known, x->known) < 0 ||
	    instant_cmp(st->known, x->until) >= 0 || rests_on_touched(k, x))
		return false;
	line->asked = x->asked;
	line->asked.st = *st;
	line->answer = x->answer;
	k->found++;
	return true;
}

void
answers_keep(struct answers *k, const struct stored *st,
    const struct check_line *line)
{
	struct kept_answer *x;
	struct buf key;

	if (!can_be_kept(line->query) || line->answer.failed ||
	    line->asked.nfound == 0 || line->asked.clock_behind != NULL ||
	    k->through != st->head.size)
		return;
	if ((x = arena_alloc(&k->arena, sizeof(*x))) == NULL ||
	    copy(&k->arena, line, x) != 0)
		return;
	x->at = st->head.size;
	x->known = st->known;
	x->until = same_until(k, st, line);
	buf_init(&key, k->arena.mem, KEY_MAX);
	if (key_of(&key, line->query))
		(void)map_put(&k->kept, key.s, key.len, &x, sizeof(x));
	buf_release(&key);
}
