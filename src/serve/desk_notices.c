/* desk_notices.c - who must be told of what was committed; see desk_inner.h.
 *
 * Several times a second the desk reads what was written since.  An answer
 * that would be another now is taken back: the notice is in the store, and on
 * the disk, before anybody sees it, and a desk that begins anew reads the
 * same entries and finds what the last one did not come to. */

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "serve/desk_inner.h"

/* Looked so often; so long of one look goes to deciding again. */
#define WATCH_MS          100
#define BUDGET_MS         25

/* Taken back in one batch. */
#define TOGETHER          256

#define SCRATCH_MAX       ((size_t)256 << 20)

/* Not acknowledged for so long. */
#define ESCALATE_MINUTES  10
#define ESCALATE2_MINUTES 20

/* In one look. */
#define ESCALATE_MOST     64

static int64_t
clock_ms(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		return 0;
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* -- What was written ---------------------------------------------------- */

struct watch_reading {
	struct desk_watch *w;
	uint64_t through;
};

static uint64_t
number_at(const uint8_t *s)
{
	uint64_t v = 0;
	size_t i;

	for (i = 0; i < 8; i++)
		v = v << 8 | s[i];
	return v;
}

static void
number_to(uint8_t out[8], uint64_t v)
{
	int i;

	for (i = 7; i >= 0; i--, v >>= 8)
		out[i] = (uint8_t)v;
}

static int
take_entry(void *ctx, const void *key, size_t nkey, const void *value,
    size_t nvalue)
{
	struct watch_reading *rd = ctx;
	struct desk_watch *w = rd->w;
	struct written e = { .seq = nkey == 8 ? number_at(key) : 0,
		.bytes = (const char *)value + SALT_BYTES,
		.n = nvalue - SALT_BYTES };
	struct arena_mark mark;
	int r;

	if (nkey != 8 || nvalue <= SALT_BYTES)
		return E_BROKEN;
	if (e.seq > rd->through)
		return 1;
	if (e.seq <= w->read)
		return 0;
	if (entry_at(e.bytes, e.n, &e.at) != 0)
		return E_BROKEN;
	mark = arena_mark(&w->scratch);
	r = recall_entry(&w->recall, &w->scratch, &e);
	if (r == 0)
		r = notices_entry(&w->notices, &w->scratch, &e);
	arena_rewind(&w->scratch, mark);
	if (r == 0)
		w->read = e.seq;
	return r;
}

/* All entries that the views have.  0, or what the store said. */
static int
catch_up(struct desk *d)
{
	struct watch_reading rd = { &d->watch, d->head.size };
	uint8_t from[8];
	int r;

	if (d->watch.read >= d->head.size)
		return 0;
	number_to(from, d->watch.read + 1);
	r = store_view_scan(d->store, VIEW_ENTRY, "", 0, from, sizeof(from),
	    take_entry, &rd);
	if (r == 1)
		r = 0;
	return r == 0 && d->watch.read < d->head.size ? E_AGAIN : r;
}

int
desk_watch_open(struct desk *d)
{
	struct desk_watch *w = &d->watch;
	int r;

	arena_init(&w->scratch, d->c->mem, SCRATCH_MAX);
	recall_init(&w->recall, d->c->mem);
	notices_init(&w->notices, d->c->mem);
	r = recall_since(d->store, &w->scratch, d->head.size, &w->read);
	if (r == 0)
		r = notices_read(&w->notices, &w->scratch, d->store, w->read);
	arena_release(&w->scratch);
	if (r == 0)
		r = catch_up(d);
	w->ordered = w->notices.last_order;
	return r;
}

void
desk_watch_release(struct desk *d)
{
	recall_release(&d->watch.recall);
	notices_release(&d->watch.notices);
	arena_release(&d->watch.scratch);
}

/* -- Taking back --------------------------------------------------------- */

static void
drop(struct notice_batch *b, size_t which)
{
	json_decref((json_t *)(uintptr_t)b->drafts[which].body);
	for (; which + 1 < b->n; which++) {
		b->drafts[which] = b->drafts[which + 1];
		b->pre[which] = b->pre[which + 1];
	}
	b->n--;
	b->npre--;
}

/* Those that would be another now, as drafts.  0, or what failed. */
static int
find_recalls(struct desk *d, const struct stored *st, struct notice_batch *b,
    struct relied **which)
{
	struct recall *rc = &d->watch.recall;
	int64_t until = clock_ms() + BUDGET_MS;
	struct relied *x;
	size_t at = 0;
	const char *by;
	char once[40];
	bool gone;
	int r = 0;

	while (b->n < TOGETHER && r == 0 && clock_ms() < until &&
	    (x = recall_due(rc, &at)) != NULL) {
		r = recall_decide(rc, x, b->a, st, &gone, &by);
		if (r != 0 || !gone)
			continue;
		/* Whoever asked from a shell has seen it, and is told by
		 * nobody. */
		if (accounts_named(&d->accounts, by) == NULL) {
			recall_done(rc, x);
			continue;
		}
		(void)snprintf(once, sizeof(once), "recall/%llu",
		    (unsigned long long)x->seq);
		r = notice_draft(b, NOTICE_RECALL, by, x->seq, NULL, once);
		if (r == 0)
			which[b->n - 1] = x;
	}
	return r;
}

static int
write_recalls(struct desk *d, struct notice_batch *b, struct relied **which)
{
	struct recall *rc = &d->watch.recall;
	struct appended out;
	size_t i, k;
	int r;

	/* One that was taken back already: by a desk before this one. */
	while ((r = notice_write(d->store, b, &out, &k)) == E_CONFLICT &&
	    k < b->n) {
		recall_done(rc, which[k]);
		drop(b, k);
		for (; k < b->n; k++)
			which[k] = which[k + 1];
	}
	if (r != 0)
		return r;
	for (i = 0; i < b->n; i++)
		recall_done(rc, which[i]);
	d->watch.recalled += b->n;
	return 0;
}

static int
take_back(struct desk *d, const struct stored *st)
{
	struct notice_batch b = { .a = &d->watch.scratch };
	struct relied *which[TOGETHER] = { NULL };
	int found, r;

	if (d->watch.recall.ndue == 0)
		return 0;
	found = find_recalls(d, st, &b, which);
	r = write_recalls(d, &b, which);
	notice_batch_release(&b);
	return r != 0 ? r : found;
}

/* -- Orders -------------------------------------------------------------- */

struct order_scan {
	uint64_t seqs[16];
	size_t n;
};

static int
take_order(void *ctx, const void *key, size_t nkey, const void *value,
    size_t nvalue)
{
	struct order_scan *s = ctx;

	(void)value;
	(void)nvalue;
	if (s->n == sizeof(s->seqs) / sizeof(s->seqs[0]))
		return 1;
	s->seqs[s->n++] = number_at((const uint8_t *)key + nkey - 8);
	return 0;
}

/* To every office and site that had an account by then.  A bar follows the
 * person wherever they are taken: none can be left out. */
static int
broadcast_one(struct desk *d, uint64_t seq)
{
	struct notice_batch b = { .a = &d->watch.scratch };
	struct appended out;
	struct entry_view v;
	struct written w;
	const char *name;
	char once[40];
	size_t i, k;
	int r = store_entry(d->store, b.a, seq, &w);

	if (r == 0)
		r = entry_read(b.a, w.bytes, w.n, &v);
	if (r != 0)
		return r;
	name = json_string_value(json_object_get(v.body, "name"));
	if (name == NULL)
		name = json_string_value(json_object_get(v.body, "order"));
	(void)snprintf(once, sizeof(once), "broadcast/%llu",
	    (unsigned long long)seq);
	for (i = 0; i < d->accounts.n && r == 0; i++) {
		const struct account *x = &d->accounts.items[i];

		if (x->revoked || x->seq > seq || x->role == ROLE_MONITOR ||
		    x->role == ROLE_FEED)
			continue;
		r = notice_draft(&b, NOTICE_ORDER, x->id, seq, name,
		    b.n == 0 ? once : NULL);
	}
	if (r == 0)
		r = notice_write(d->store, &b, &out, &k);
	notice_batch_release(&b);
	entry_view_release(&v);
	/* It went out before. */
	return r == E_CONFLICT ? 0 : r;
}

static int
broadcast(struct desk *d)
{
	static const char subject[] = "orders";
	uint8_t from[sizeof(subject) + 8];
	struct order_scan s = { .n = 0 };
	size_t i;
	int r;

	if (d->watch.ordered >= d->head.size)
		return 0;
	memcpy(from, subject, sizeof(subject));
	number_to(from + sizeof(subject), d->watch.ordered + 1);
	r = store_view_scan(d->store, VIEW_ABOUT, subject, sizeof(subject),
	    from, sizeof(from), take_order, &s);
	for (i = 0; i < s.n && (r == 0 || r == 1); i++) {
		if (s.seqs[i] > d->head.size)
			return 0;
		if ((r = broadcast_one(d, s.seqs[i])) != 0)
			return r;
		d->watch.ordered = s.seqs[i];
	}
	if (r == 0)
		d->watch.ordered = d->head.size;
	return r == 1 ? 0 : r;
}

/* -- Who does not acknowledge -------------------------------------------- */

static bool
is_told(const struct shift *x, struct instant now, enum notice_step step,
    const struct shift *duty)
{
	if (x->ended || instant_cmp(now, x->until) >= 0)
		return false;
	return x == duty || step == NOTICE_ESCALATED_2;
}

/* To who is on duty; the second time to all who are or will be. */
static int
escalate_one(struct desk *d, const struct notice *x, enum notice_step step,
    struct instant now)
{
	const struct shift *duty = roster_on_duty(&d->roster, now), *s;
	struct notice_batch b = { .a = &d->watch.scratch };
	struct appended out;
	const char *told = "";
	char once[48];
	size_t i, k;
	int r = 0;

	for (i = 0; i < d->roster.n && told != NULL; i++) {
		s = &d->roster.items[i];
		if (is_told(s, now, step, duty))
			told = arena_printf(b.a, "%s%s%s", told,
			    *told == '\0' ? "" : ", ", s->name);
	}
	if (told == NULL)
		return E_NOMEM;
	(void)snprintf(once, sizeof(once), "escalated/%llu/%d",
	    (unsigned long long)x->seq, step == NOTICE_ESCALATED_1 ? 1 : 2);
	r = notice_step_draft(&b, step, x->account, &x->seq, 1,
	    *told == '\0' ? "nobody is on duty" : told, once);
	for (i = 0; i < d->roster.n && r == 0; i++) {
		s = &d->roster.items[i];
		if (!is_told(s, now, step, duty) || s->account == NULL ||
		    strcmp(s->account, x->account) == 0)
			continue;
		r = notice_draft(&b, NOTICE_ESCALATION, s->account, x->seq,
		    x->account, NULL);
	}
	if (r == 0)
		r = notice_write(d->store, &b, &out, &k);
	notice_batch_release(&b);
	return r == E_CONFLICT ? 0 : r;
}

static int
escalate(struct desk *d, struct instant now)
{
	struct notices *n = &d->watch.notices;
	struct notice *x;
	enum notice_step step;
	size_t i, told = 0;
	int r = 0;

	while (d->watch.first_open < n->n &&
	    notice_has(&n->items[d->watch.first_open], NOTICE_ACKNOWLEDGED))
		d->watch.first_open++;
	d->watch.overdue = 0;
	for (i = d->watch.first_open; i < n->n && r == 0; i++) {
		x = &n->items[i];
		/* One that tells of another's is not told of again. */
		if (notice_has(x, NOTICE_ACKNOWLEDGED) ||
		    x->what == NOTICE_ESCALATION ||
		    instant_cmp(instant_add_minutes(x->at, ESCALATE_MINUTES),
			now) > 0)
			continue;
		d->watch.overdue++;
		step =
		    instant_cmp(instant_add_minutes(x->at, ESCALATE2_MINUTES),
			now) <= 0
		    ? NOTICE_ESCALATED_2
		    : NOTICE_ESCALATED_1;
		if (!notice_has(x, step) && told++ < ESCALATE_MOST)
			r = escalate_one(d, x, step, now);
	}
	return r;
}

/* -- A look -------------------------------------------------------------- */

static int
look(struct desk *d)
{
	struct check_scene scene;
	struct stored st;
	int r;

	if ((r = desk_refresh(d)) != 0 || (r = catch_up(d)) != 0 ||
	    (r = desk_now(d, &scene, &st)) != 0)
		return r;
	recall_settle(&d->watch.recall, scene.clock);
	r = take_back(d, &st);
	if (r == 0)
		r = broadcast(d);
	if (r == 0)
		r = escalate(d, scene.clock);
	/* What was just written is known at once. */
	if (r == 0 && (r = desk_refresh(d)) == 0)
		r = catch_up(d);
	return r;
}

void
desk_watch(struct desk *d)
{
	int64_t now = clock_ms();

	if (now - d->watch.looked < WATCH_MS)
		return;
	d->watch.looked = now;
	d->watch.failed = look(d) != 0;
	desk_streams_tell(d);
	desk_post(d);
	desk_retire(d);
	arena_release(&d->watch.scratch);
}

bool
desk_watch_alarm(const struct desk *d)
{
	return d->watch.failed || d->watch.overdue > 0;
}

int
desk_step(struct desk *d, struct arena *a, enum notice_step step,
    const char *account, const uint64_t *seqs, size_t n, const char *how)
{
	struct notice_batch b = { .a = a };
	struct appended out;
	size_t k;
	int r;

	if (n == 0)
		return 0;
	r = notice_step_draft(&b, step, account, seqs, n, how, NULL);
	if (r == 0)
		r = notice_write(d->store, &b, &out, &k);
	notice_batch_release(&b);
	/* Accounts, and whoever asks, stay as this round has them. */
	if (r == 0 && (r = store_sync_views(d->store, &d->head)) == 0)
		r = catch_up(d);
	return r;
}

/* -- Asked --------------------------------------------------------------- */

static bool
is_shown(const struct notice *x, const struct account *by)
{
	return by->role == ROLE_MONITOR || strcmp(x->account, by->id) == 0;
}

/* Handed over now, to whose they are. */
static int
now_sent(struct desk *d, const struct account *by)
{
	const struct notices *n = &d->watch.notices;
	uint64_t *seqs = arena_array(&d->round, n->n, sizeof(*seqs));
	size_t i, k = 0;

	if (seqs == NULL)
		return E_NOMEM;
	for (i = 0; i < n->n; i++)
		if (strcmp(n->items[i].account, by->id) == 0 &&
		    !notice_has(&n->items[i], NOTICE_SENT) &&
		    k < LIMIT_NOTICES_TOLD)
			seqs[k++] = n->items[i].seq;
	return desk_step(d, &d->round, NOTICE_SENT, by->id, seqs, k, "list");
}

static void
tell_some(struct desk *d, const struct account *by, bool open, size_t *told)
{
	const struct notices *n = &d->watch.notices;
	size_t i;

	for (i = 0; i < n->n && *told < LIMIT_NOTICES_TOLD; i++) {
		/* Those that are open, the oldest first; then the newest. */
		const struct notice *x = &n->items[open ? i : n->n - 1 - i];

		if (!is_shown(x, by) ||
		    notice_has(x, NOTICE_ACKNOWLEDGED) == open)
			continue;
		if ((*told)++ > 0)
			buf_putc(&d->text, ',');
		notice_tell(&d->text, x);
	}
}

void
desk_notices(struct desk *d, struct job *j)
{
	size_t told = 0, all = 0, i;
	int r = catch_up(d);

	/* That it could not be written down keeps nothing from anybody. */
	if (r == 0)
		(void)!now_sent(d, j->by);
	else
		j->problem = PROBLEM_INTERNAL;
	j->begin = d->text.len;
	buf_puts(&d->text, "{\"notices\":[");
	tell_some(d, j->by, true, &told);
	tell_some(d, j->by, false, &told);
	for (i = 0; i < d->watch.notices.n; i++)
		all += is_shown(&d->watch.notices.items[i], j->by);
	buf_printf(&d->text, "],\"unacknowledged\":%zu,\"more\":%s}\n",
	    notices_open(&d->watch.notices,
		j->by->role == ROLE_MONITOR ? NULL : j->by->id),
	    told < all ? "true" : "false");
	j->n = d->text.len - j->begin;
}

void
desk_acknowledge(struct desk *d, struct job *j)
{
	struct notice *x;
	int r = catch_up(d);

	x = notices_find(&d->watch.notices, j->request.number);
	/* Another's is none. */
	if (r == 0 && (x == NULL || strcmp(x->account, j->by->id) != 0)) {
		j->problem = PROBLEM_PATH;
		return;
	}
	if (r == 0 && !notice_has(x, NOTICE_ACKNOWLEDGED))
		r = desk_step(d, &d->round, NOTICE_ACKNOWLEDGED, j->by->id,
		    &x->seq, 1, "asked");
	if (r != 0) {
		j->problem = PROBLEM_INTERNAL;
		return;
	}
	x = notices_find(&d->watch.notices, j->request.number);
	j->begin = d->text.len;
	notice_tell(&d->text, x);
	buf_putc(&d->text, '\n');
	j->n = d->text.len - j->begin;
}

void
desk_watch_metrics(const struct desk *d, struct buf *b)
{
	const struct desk_watch *w = &d->watch;

	buf_printf(b,
	    "forestay_answers_relied_on %zu\n"
	    "forestay_answers_to_decide_again %zu\n"
	    "forestay_recalls_total %llu\n"
	    "forestay_notices %zu\n"
	    "forestay_notices_unacknowledged %zu\n"
	    "forestay_notices_overdue %zu\n"
	    "forestay_notices_undelivered_total %llu\n"
	    "forestay_watch_failed %d\n",
	    w->recall.n - w->recall.first, w->recall.ndue,
	    (unsigned long long)w->recalled, w->notices.n,
	    notices_open(&w->notices, NULL), w->overdue,
	    (unsigned long long)w->undelivered, w->failed);
}
