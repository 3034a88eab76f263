/* recall.c - see recall.h. */

#include <stdlib.h>
#include <string.h>

#include "serve/check.h"
#include "serve/recall.h"

/* So long before the last answer may one have been given that was relied on
 * still when something was written that nobody has looked at: a desk that is
 * so late has raised an alarm. */
#define BACK_MINUTES (2 * CHECK_GOOD_MINUTES)

void
recall_init(struct recall *r, const struct mem *mem)
{
	*r = (struct recall){ .mem = mem, .batch_at = INSTANT_BEGIN };
}

static void
forget(struct recall *r, struct relied *x)
{
	r->mem->free(r->mem->ctx, x->rests);
	x->rests = NULL;
}

void
recall_release(struct recall *r)
{
	size_t i;

	for (i = r->first; i < r->n; i++)
		forget(r, &r->items[i]);
	for (i = 0; i < r->nown; i++)
		forget(r, &r->own[i]);
	r->mem->free(r->mem->ctx, r->items);
	r->mem->free(r->mem->ctx, r->own);
	r->mem->free(r->mem->ctx, r->touched);
	recall_init(r, r->mem);
}

/* Room for one more of n items of a size. */
static bool
room(const struct mem *mem, void *items, size_t n, size_t *cap, size_t size)
{
	size_t more = *cap == 0 ? 64 : *cap * 2;
	void **at = items, *bigger;

	if (n < *cap)
		return true;
	if ((bigger = mem->alloc(mem->ctx, more * size)) == NULL)
		return false;
	if (n > 0)
		memcpy(bigger, *at, n * size);
	mem->free(mem->ctx, *at);
	*at = bigger;
	*cap = more;
	return true;
}

/* -- Subjects ------------------------------------------------------------ */

/* FNV-1a: two subjects with one hash have an answer decided once too often,
 * and never too seldom. */
static uint64_t
subject_hash(const char *s, size_t n)
{
	uint64_t h = 0xcbf29ce484222325u;
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 0x100000001b3u;
	return h;
}

static int
by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int
rests_on(const struct mem *mem, const struct asked *q, struct relied *x)
{
	size_t n = asked_npre(q), i;
	struct precondition *pre;
	uint64_t *rests;

	pre = mem->alloc(mem->ctx, n * sizeof(*pre));
	rests = mem->alloc(mem->ctx, n * sizeof(*rests));
	if (pre == NULL || rests == NULL || n > UINT32_MAX) {
		mem->free(mem->ctx, pre);
		mem->free(mem->ctx, rests);
		return E_NOMEM;
	}
	n = asked_pre(q, pre, 0);
	for (i = 0; i < n; i++)
		rests[i] = subject_hash(pre[i].subject, strlen(pre[i].subject));
	mem->free(mem->ctx, pre);
	mem->free(mem->ctx, x->rests);
	x->rests = rests;
	x->nrests = (uint32_t)n;
	return 0;
}

/* -- Entries ------------------------------------------------------------- */

static int
before(struct store *s, struct arena *scratch, uint64_t seq,
    struct instant from, bool *out)
{
	struct arena_mark m = arena_mark(scratch);
	struct written w;
	int r = store_entry(s, scratch, seq, &w);

	*out = r == 0 && instant_cmp(w.at, from) < 0;
	arena_rewind(scratch, m);
	return r;
}

static int
note_seq(void *ctx, const void *key, size_t nkey, const void *value,
    size_t nvalue)
{
	const uint8_t *s = key;
	uint64_t *out = ctx, v = 0;
	size_t i;

	(void)value;
	(void)nvalue;
	for (i = nkey - 8; i < nkey; i++)
		v = v << 8 | s[i];
	*out = v;
	return 0;
}

int
recall_since(struct store *s, struct arena *scratch, uint64_t head,
    uint64_t *after)
{
	uint64_t last = 0, lo = 0, hi, mid;
	struct instant from;
	struct written w;
	bool is;
	int r;

	*after = head;
	r = store_view_scan(s, VIEW_ABOUT, "answers", sizeof("answers"), NULL,
	    0, note_seq, &last);
	if (r != 0 || last == 0)
		return r;
	if ((r = store_entry(s, scratch, last, &w)) != 0)
		return r;
	from = instant_add_minutes(w.at, -BACK_MINUTES);
	/* Recorded time never goes back: the first that is not before. */
	for (hi = last; lo < hi;) {
		mid = lo + (hi - lo) / 2;
		if ((r = before(s, scratch, mid + 1, from, &is)) != 0)
			return r;
		if (is)
			lo = mid + 1;
		else
			hi = mid;
	}
	*after = lo;
	return 0;
}

int
recall_own(struct recall *r, uint64_t seq, const struct asked *q)
{
	struct relied x = { .seq = seq };
	int e;

	if (!room(r->mem, (void *)&r->own, r->nown, &r->cap_own,
		sizeof(*r->own)))
		return E_NOMEM;
	if ((e = rests_on(r->mem, q, &x)) != 0)
		return e;
	r->own[r->nown++] = x;
	return 0;
}

/* What we know of an answer that was read back. */
static void
take_own(struct recall *r, struct relied *x)
{
	size_t i, k;

	for (i = 0; i < r->nown && r->own[i].seq < x->seq; i++)
		forget(r, &r->own[i]);
	if (i < r->nown && r->own[i].seq == x->seq) {
		x->rests = r->own[i].rests;
		x->nrests = r->own[i].nrests;
		i++;
	}
	for (k = 0; i + k < r->nown; k++)
		r->own[k] = r->own[i + k];
	r->nown = k;
}

static bool
holds(const char *s, size_t n, const char *what, size_t nwhat)
{
	const char *at = s, *end = s + n;

	while ((size_t)(end - at) >= nwhat &&
	    (at = memchr(at, what[0], (size_t)(end - at) - nwhat + 1)) !=
		NULL) {
		if (memcmp(at, what, nwhat) == 0)
			return true;
		at++;
	}
	return false;
}

static int
take_answer(struct recall *r, struct arena *scratch, const struct written *w)
{
	/* Quotes inside of a string are escaped: where these bytes do not
	 * stand, no bar was not said. */
	static const char said[] = "\"verdict\":\"NO BAR ON RECORD\"";
	struct relied x = { .seq = w->seq, .through = w->seq };
	struct entry_view v;
	const char *s;
	int e;

	if (!holds(w->bytes, w->n, said, sizeof(said) - 1))
		return 0;
	if ((e = entry_read(scratch, w->bytes, w->n, &v)) != 0)
		return e == E_NOMEM ? e : E_BROKEN;
	s = json_string_value(json_object_get(v.body, "verdict"));
	x.expires = instant_min(asked_instant(v.body, "horizon", INSTANT_NEVER),
	    instant_add_minutes(w->at, CHECK_GOOD_MINUTES));
	if (s != NULL && strcmp(s, verdict_text(VERDICT_NO_BAR)) == 0) {
		if (room(r->mem, (void *)&r->items, r->n, &r->cap,
			sizeof(*r->items))) {
			take_own(r, &x);
			r->items[r->n++] = x;
		} else {
			e = E_NOMEM;
		}
	}
	entry_view_release(&v);
	return e;
}

struct kind_of {
	struct recall *r;
	bool answer, failed;
};

static int
take_subject(void *ctx, const char *kind, size_t nkind, const char *s, size_t n)
{
	static const char *const always[] = { "people", "orders", "dockets" };
	struct kind_of *k = ctx;
	struct recall *r = k->r;
	bool counts = n > 7 && memcmp(s, "person/", 7) == 0;
	size_t i;

	k->answer = nkind == 6 && memcmp(kind, "answer", 6) == 0;
	for (i = 0; i < 3; i++)
		counts = counts ||
		    (strlen(always[i]) == n && memcmp(always[i], s, n) == 0);
	if (!counts)
		return 0;
	if (!room(r->mem, (void *)&r->touched, r->ntouched, &r->cap_touched,
		sizeof(*r->touched))) {
		/* Then everything may have been. */
		r->all_touched = true;
		return 0;
	}
	r->touched[r->ntouched++] = subject_hash(s, n);
	return 0;
}

static bool
is_touched(const struct recall *r, const struct relied *x)
{
	uint32_t i;

	if (r->all_touched || x->rests == NULL)
		return true;
	for (i = 0; i < x->nrests; i++)
		if (bsearch(&x->rests[i], r->touched, r->ntouched,
			sizeof(*r->touched), by_value) != NULL)
			return true;
	return false;
}

/* The entries of one batch are there: what rests on what they touched is due,
 * if it was relied on then. */
static void
end_batch(struct recall *r)
{
	struct relied *x;
	size_t i;

	if (r->ntouched == 0 && !r->all_touched)
		return;
	qsort(r->touched, r->ntouched, sizeof(*r->touched), by_value);
	for (i = r->first; i < r->n; i++) {
		x = &r->items[i];
		if (x->due || x->through >= r->batch_last ||
		    instant_cmp(r->batch_at, x->expires) >= 0 ||
		    !is_touched(r, x))
			continue;
		x->due = true;
		r->ndue++;
	}
	r->ntouched = 0;
	r->all_touched = false;
}

int
recall_entry(struct recall *r, struct arena *scratch, const struct written *w)
{
	struct kind_of k = { .r = r };
	int e;

	if (instant_cmp(w->at, r->batch_at) != 0)
		end_batch(r);
	r->batch_at = w->at;
	if ((e = entry_scan(w->bytes, w->n, take_subject, &k)) != 0)
		return e == E_NOMEM ? e : E_BROKEN;
	if (k.answer)
		return take_answer(r, scratch, w);
	r->batch_last = w->seq;
	return 0;
}

static bool
is_over(const struct relied *x, struct instant now)
{
	return !x->due && instant_cmp(now, x->expires) >= 0;
}

void
recall_settle(struct recall *r, struct instant now)
{
	size_t i, k = 0;

	end_batch(r);
	/* In order, the oldest first; now and then the list is made short. */
	while (r->first < r->n && is_over(&r->items[r->first], now))
		forget(r, &r->items[r->first++]);
	if (r->first < 1024 || r->first < r->n / 2) {
		if (r->first == r->n)
			r->first = r->n = 0;
		return;
	}
	for (i = r->first; i < r->n; i++) {
		if (is_over(&r->items[i], now))
			forget(r, &r->items[i]);
		else
			r->items[k++] = r->items[i];
	}
	r->first = 0;
	r->n = k;
}

/* -- Deciding ------------------------------------------------------------ */

/* What was asked of "now" is relied on until it expires: the act may begin
 * at any instant until then. */
static void
until_it_expires(const struct relied *x, const json_t *body, struct act *act)
{
	struct instant last =
	    instant_floor_minute((struct instant){ x->expires.us - 1 });

	if (instant_cmp(act->departs,
		asked_instant(body, "known", INSTANT_BEGIN)) <= 0)
		act->arrives = instant_max(act->arrives, last);
}

static int
decide_again(struct recall *r, struct relied *x, struct arena *a,
    const struct stored *st, const json_t *body, bool *no_longer)
{
	struct answer ans;
	struct asked q;
	struct act act;
	int e;

	/* The orders cannot be read: everything is a hold. */
	*no_longer = true;
	if (st->broken != NULL && !st->laws[0].good)
		return 0;
	e = asked_again(a, st, body, &act, &q);
	/* They have no such word any more, or the facts are no facts. */
	if (e == E_NAME || e == E_CHECK)
		return 0;
	if (e != 0)
		return e;
	until_it_expires(x, body, &act);
	if ((e = asked_decide(a, &q, &ans)) != 0)
		return e;
	*no_longer = ans.verdict != VERDICT_NO_BAR;
	if (*no_longer)
		return 0;
	return rests_on(r->mem, &q, x);
}

int
recall_decide(struct recall *r, struct relied *x, struct arena *a,
    const struct stored *st, bool *no_longer, const char **by)
{
	struct entry_view v;
	struct written w;
	int e = store_entry(st->store, a, x->seq, &w);

	*no_longer = false;
	if (e == 0)
		e = entry_read(a, w.bytes, w.n, &v);
	if (e != 0)
		return e;
	if ((*by = arena_strdup(a, v.author)) == NULL)
		e = E_NOMEM;
	else
		e = decide_again(r, x, a, st, v.body, no_longer);
	entry_view_release(&v);
	if (e == 0 && !*no_longer) {
		x->through = st->head.size;
		recall_done(r, x);
	}
	return e;
}

struct relied *
recall_due(struct recall *r, size_t *i)
{
	if (*i < r->first)
		*i = r->first;
	for (; r->ndue > 0 && *i < r->n; (*i)++)
		if (r->items[*i].due)
			return &r->items[(*i)++];
	return NULL;
}

void
recall_done(struct recall *r, struct relied *x)
{
	if (x->due)
		r->ndue--;
	x->due = false;
}
