/* keeper_append.c - batches come in together, are tried one after another,
 * and are written down in one commit. */

#include <string.h>

#include "store/keeper.h"
#include "store/omap.h"

#define NONE SIZE_MAX

/* What is to be committed. */
struct group {
	struct keeper *k;
	struct arena arena; /* its rows */
	struct buf stamped;
	struct ledger_row *rows;
	struct hash *leaves; /* of each row */
	size_t nrows;
	struct ledger_batch *batches;
	struct keeper_request **of; /* the request a batch came with */
	size_t nbatches;
	size_t *batch; /* of each request: of whose fate it partakes, or NONE */
	struct instant clock;
	struct store_head after;
	/* What the batches before touch; kept only when someone may ask. */
	bool asked;
	struct omap touched;
};

static void
refuse(struct keeper_request *q, int r, const char *why)
{
	q->r = r;
	q->why = why != NULL && *why != '\0' ? why : err_text(r);
}

/* -- May it be written? ------------------------------------------------- */

/* The request by itself. */
static bool
well_formed(struct keeper_request *q)
{
	const char *why;
	size_t all = 0;
	int r;

	if (q->n == 0)
		refuse(q, E_SYNTAX, "a batch without entries");
	else if (q->n > LIMIT_BATCH)
		refuse(q, E_LIMIT, "too many entries in a batch");
	else if (q->npre > LIMIT_PRECONDITIONS)
		refuse(q, E_LIMIT, "too many preconditions");
	for (size_t i = 0; q->r == 0 && i < q->n; i++) {
		if ((r = entry_check(q->drafts[i], q->sizes[i], &why)) != 0)
			refuse(q, r, why);
		else if ((all += q->sizes[i]) > LIMIT_BATCH_BYTES)
			refuse(q, E_LIMIT, "too many bytes in a batch");
	}
	return q->r == 0;
}

struct same {
	const struct keeper_request *q;
	size_t n; /* alike so far */
	bool differs;
};

/* Whether an entry is the draft that was sent again. */
static int
same_row(void *ctx, const struct written *w)
{
	const size_t stamp = (size_t)ENTRY_STAMP_BYTES + 1;
	struct same *s = ctx;
	size_t n = s->q->sizes[s->n];

	s->differs = w->n != n - 1 + stamp ||
	    memcmp(w->bytes + stamp, s->q->drafts[s->n] + 1, n - 1) != 0;
	s->n++;
	return s->differs ? E_SYNTAX : 0;
}

#define OTHER_BATCH "another batch was written with this id"

/* A batch with this id was written: is it this one? */
static void
answer_again(struct group *g, struct keeper_request *q,
    const struct ledger_batch *b)
{
	struct ledger *l = g->k->ledger;
	struct same s = { .q = q };
	int r;

	if (b->n != q->n) {
		refuse(q, E_SYNTAX, OTHER_BATCH);
		return;
	}
	r = l->ops->read(l, b->first - 1, b->n, same_row, &s);
	if (s.differs)
		refuse(q, E_SYNTAX, OTHER_BATCH);
	else if (r != 0)
		refuse(q, r, l->why);
	else if (s.n != q->n)
		refuse(q, E_BROKEN, "a batch's entries are not there");
	q->out = (struct appended){ .first = b->first,
		.n = b->n,
		.at = b->at,
		.again = true };
}

/* Whether it came before in this group, or was written long ago; then
 * nothing is left to be done. */
static bool
came_before(struct group *g, struct keeper_request *q, size_t *batch)
{
	struct ledger *l = g->k->ledger;
	struct ledger_batch b;
	int r;

	for (size_t i = 0; i < g->nbatches; i++) {
		const struct keeper_request *p = g->of[i];
		bool same = p->n == q->n;

		if (memcmp(p->id, q->id, sizeof(p->id)) != 0)
			continue;
		for (size_t k = 0; same && k < q->n; k++)
			same = p->sizes[k] == q->sizes[k] &&
			    memcmp(p->drafts[k], q->drafts[k], q->sizes[k]) ==
				0;
		if (same)
			*batch = i;
		else
			refuse(q, E_SYNTAX, OTHER_BATCH);
		q->out.again = true;
		return true;
	}
	if ((r = l->ops->batch(l, q->id, &b)) == E_NAME)
		return false;
	if (r != 0)
		refuse(q, r, l->why);
	else
		answer_again(g, q, &b);
	return true;
}

static void
conflict(struct keeper_request *q, const char *subject)
{
	refuse(q, E_CONFLICT,
	    subject == NULL ? "something was written meanwhile"
			    : "what it rests on was touched meanwhile");
	q->out.subject = subject;
}

static bool
conditions_hold(struct group *g, struct keeper_request *q)
{
	struct ledger *l = g->k->ledger;
	struct omap_node *n;
	uint64_t seq;
	int r;

	if (q->has_expected && q->expected != g->after.size) {
		conflict(q, NULL);
		return false;
	}
	for (size_t i = 0; i < q->npre; i++) {
		const struct precondition *p = &q->pre[i];
		size_t len = strlen(p->subject);

		if (len > LIMIT_SUBJECT_BYTES) {
			refuse(q, E_LIMIT, "a precondition's subject");
			return false;
		}
		if ((n = omap_find(&g->touched, p->subject, len)) != NULL) {
			memcpy(&seq, n->value, sizeof(seq));
		} else if ((r = l->ops->touched(l, p->subject, p->since,
				&seq)) != 0) {
			refuse(q, r, l->why);
			return false;
		}
		if (seq > p->since) {
			conflict(q, p->subject);
			return false;
		}
	}
	return true;
}

/* -- What is written ---------------------------------------------------- */

struct subjects {
	struct arena *arena;
	const char **on;
	size_t n;
};

static int
add_subject(void *ctx, const char *kind, size_t nkind, const char *s, size_t n)
{
	struct subjects *l = ctx;

	(void)kind;
	(void)nkind;
	if ((l->on[l->n] = arena_strndup(l->arena, s, n)) == NULL)
		return E_NOMEM;
	l->n++;
	return 0;
}

static int
make_row(struct group *g, struct ledger_row *row, const char *draft, size_t n,
    struct instant at)
{
	const char *on[LIMIT_SUBJECTS];
	struct subjects l = { &g->arena, on, 0 };
	struct buf *b = &g->stamped;
	const char **kept;
	int r;

	if ((r = entry_scan(draft, n, add_subject, &l)) != 0)
		return r;
	if ((kept = arena_array(&g->arena, l.n, sizeof(*kept))) == NULL)
		return E_NOMEM;
	if (l.n > 0)
		memcpy(kept, on, l.n * sizeof(*kept));
	row->on = kept;
	row->non = l.n;
	buf_clear(b);
	if ((r = entry_stamp(b, draft, n, at)) != 0)
		return r;
	row->n = b->len;
	row->bytes = arena_strndup(&g->arena, b->s, b->len);
	return row->bytes == NULL ? E_NOMEM : 0;
}

/* Remember what these rows touch, for whoever asks in this group. */
static bool
remember(struct group *g, const struct ledger_row *rows, size_t n)
{
	struct omap_pending p;
	uint64_t seq;

	omap_pending_init(&p);
	for (size_t i = 0; i < n; i++) {
		seq = g->after.size + 1 + i;
		for (size_t k = 0; k < rows[i].non; k++)
			if (!omap_make(&g->touched, &p, rows[i].on[k],
				strlen(rows[i].on[k]), &seq, sizeof(seq))) {
				omap_drop(&g->touched, &p);
				return false;
			}
	}
	omap_link(&g->touched, &p);
	return true;
}

/* The instant of the next batch: later than any before, whatever the clock
 * shows. */
static struct instant
next_instant(const struct group *g)
{
	struct instant next = { g->after.at.us + 1 };

	if (g->after.size == 0)
		return g->clock;
	return instant_max(next, g->clock);
}

static int
make_rows(struct group *g, struct keeper_request *q, struct instant at)
{
	const struct keeper_world *world = g->k->world;
	struct ledger_row *rows = g->rows + g->nrows;
	struct salt *salts;
	int r;

	if ((salts = arena_array(&g->arena, q->n, sizeof(*salts))) == NULL)
		return E_NOMEM;
	/* Nothing was written: it may be asked again. */
	if (world->random(world->ctx, salts, q->n * sizeof(*salts)) != 0)
		return E_AGAIN;
	for (size_t i = 0; i < q->n; i++) {
		rows[i].salt = salts[i];
		if ((r = make_row(g, &rows[i], q->drafts[i], q->sizes[i],
			 at)) != 0)
			return r;
	}
	return g->asked && !remember(g, rows, q->n) ? E_NOMEM : 0;
}

static void
accept(struct group *g, struct keeper_request *q, size_t *batch)
{
	struct arena_mark mark = arena_mark(&g->arena);
	struct instant at = next_instant(g);
	struct ledger_row *rows = g->rows + g->nrows;
	int r;

	if ((r = make_rows(g, q, at)) != 0) {
		arena_rewind(&g->arena, mark);
		refuse(q, r,
		    r == E_RANGE       ? "the clock shows a year not understood"
			: r == E_AGAIN ? "no random bytes are to be had"
				       : NULL);
		return;
	}
	*batch = g->nbatches;
	g->of[g->nbatches] = q;
	g->batches[g->nbatches++] = (struct ledger_batch){
		.id = { q->id[0], q->id[1] },
		.first = g->after.size + 1,
		.n = q->n,
		.at = at,
	};
	for (size_t i = 0; i < q->n; i++) {
		struct hash *leaf = &g->leaves[g->nrows + i];

		*leaf = entry_leaf(&rows[i].salt, rows[i].bytes, rows[i].n);
		g->after.hash = head_next(&g->after.hash, leaf);
	}
	g->nrows += q->n;
	g->after.size += q->n;
	g->after.at = at;
}

static void
try_one(struct group *g, struct keeper_request *q, size_t *batch)
{
	if (!well_formed(q) || came_before(g, q, batch) ||
	    !conditions_hold(g, q))
		return;
	accept(g, q, batch);
}

/* -- Together ----------------------------------------------------------- */

static int
read_clock(struct group *g)
{
	const struct keeper *k = g->k;

	if (k->kind.rehearsal) {
		g->clock = k->told;
		return 0;
	}
	return k->world->now(k->world->ctx, &g->clock) == 0 ? 0 : E_AGAIN;
}

static bool
make_group(struct group *g, struct keeper *k, size_t nreqs, size_t nrows)
{
	*g = (struct group){ .k = k, .after = k->head };
	arena_init(&g->arena, k->mem, SIZE_MAX / 2);
	buf_init(&g->stamped, k->mem, LIMIT_ENTRY_BYTES);
	omap_init(&g->touched, k->mem);
	g->rows = arena_array(&g->arena, nrows, sizeof(*g->rows));
	g->leaves = arena_array(&g->arena, nrows, sizeof(*g->leaves));
	g->batches = arena_array(&g->arena, nreqs, sizeof(*g->batches));
	g->of = arena_array(&g->arena, nreqs, sizeof(struct keeper_request *));
	g->batch = arena_array(&g->arena, nreqs, sizeof(*g->batch));
	return g->rows != NULL && g->leaves != NULL && g->batches != NULL &&
	    g->of != NULL && g->batch != NULL;
}

/* 0 when all of the group is durable, or there was nothing to write. */
static int
commit(struct group *g, const char **why)
{
	struct keeper *k = g->k;
	struct ledger *l = k->ledger;
	const struct ledger_group lg = {
		.rows = g->rows,
		.nrows = g->nrows,
		.batches = g->batches,
		.nbatches = g->nbatches,
		.before = k->head,
		.after = g->after,
	};
	int r;

	*why = NULL;
	if (g->nrows == 0)
		return 0;
	/* Nothing that a checkpoint speaks of can be lost: it is signed once
	 * it is durable, and what that needs is at hand before. */
	if (k->signer != NULL &&
	    (r = signer_hold(k->signer, g->leaves, g->nrows)) != 0) {
		*why = k->why = r == E_FULL ? signer_why(k->signer) : "";
		return r;
	}
	if ((r = l->ops->commit(l, &lg)) == 0) {
		k->head = g->after;
		if (k->signer != NULL)
			signer_keep(k->signer);
		return 0;
	}
	if (k->signer != NULL)
		signer_let_go(k->signer);
	*why = l->why;
	k->why = *l->why != '\0' ? l->why : err_text(r);
	/* Only these say that nothing was written. */
	if (r != E_AGAIN && r != E_FULL && r != E_NOMEM)
		k->broken = r == E_STALE ? E_STALE : E_IO;
	return k->broken != 0 ? k->broken : r;
}

static void
settle(struct group *g, struct keeper_request *q, size_t batch, int r,
    const char *why)
{
	bool again = q->out.again;

	if (batch == NONE)
		return;
	if (r != 0) {
		refuse(q, r, why);
		return;
	}
	q->out = (struct appended){ .first = g->batches[batch].first,
		.n = g->batches[batch].n,
		.at = g->batches[batch].at,
		.again = again };
}

static void
refuse_all(struct keeper_request *reqs, size_t n, int r, const char *why)
{
	for (size_t i = 0; i < n; i++)
		refuse(&reqs[i], r, why);
}

void
keeper_append(struct keeper *k, struct keeper_request *reqs, size_t n)
{
	size_t nrows = 0;
	struct group g;
	const char *why;
	int r;

	for (size_t i = 0; i < n; i++) {
		reqs[i].r = 0;
		reqs[i].why = NULL;
		reqs[i].out = (struct appended){ .n = 0 };
		if (reqs[i].n <= LIMIT_BATCH)
			nrows += reqs[i].n;
	}
	/* Not E_AGAIN: one of these may be a batch whose fate is open. */
	if (k->broken != 0) {
		refuse_all(reqs, n, k->broken, k->why);
		return;
	}
	if (!make_group(&g, k, n, nrows)) {
		refuse_all(reqs, n, E_NOMEM, NULL);
		goto out;
	}
	if ((r = read_clock(&g)) != 0) {
		refuse_all(reqs, n, r, "the clock cannot be read");
		goto out;
	}
	for (size_t i = 0; i < n; i++)
		g.asked = g.asked || (i > 0 && reqs[i].npre > 0);
	for (size_t i = 0; i < n; i++) {
		g.batch[i] = NONE;
		try_one(&g, &reqs[i], &g.batch[i]);
	}
	r = commit(&g, &why);
	for (size_t i = 0; i < n; i++)
		settle(&g, &reqs[i], g.batch[i], r, why);
out:
	omap_release(&g.touched);
	buf_release(&g.stamped);
	arena_release(&g.arena);
}
