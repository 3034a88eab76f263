/* keeper.c - taking a ledger over, beginning one, checking it, and bringing
 * the views after it.  keeper_append.c writes. */

#include "store/keeper.h"

#include <string.h>

/* Entries of one commit of the views: a rebuild of a million is then no
 * one transaction, and what was done stays done. */
#define PROJECT_CHUNK 8192

static int
no(struct keeper *k, int r, const char *why)
{
	k->why = why != NULL ? why : err_text(r);
	return r;
}

/* -- Checking ----------------------------------------------------------- */

struct chain {
	struct store_head head; /* of what was read so far */
	const char *why;
};

static int
chain_next(struct chain *c, const struct written *w)
{
	struct hash leaf = entry_leaf(&w->salt, w->bytes, w->n);

	if (w->seq != c->head.size + 1) {
		c->why = "the ledger has a gap";
		return E_BROKEN;
	}
	c->head.size = w->seq;
	c->head.hash = head_next(&c->head.hash, &leaf);
	return 0;
}

static int
check_row(void *ctx, const struct written *w)
{
	struct chain *c = ctx;
	struct instant at;

	if (entry_at(w->bytes, w->n, &at) != 0 || at.us != w->at.us) {
		c->why = "an entry does not say when it was written down";
		return E_BROKEN;
	}
	if (at.us < c->head.at.us) {
		c->why = "recorded instants go back";
		return E_BROKEN;
	}
	c->head.at = at;
	return chain_next(c, w);
}

static int
last_at(void *ctx, const struct written *w)
{
	struct instant *out = ctx;

	return entry_at(w->bytes, w->n, out) == 0 ? 0 : E_BROKEN;
}

int
keeper_verify(struct keeper *k, const struct store_head *from)
{
	struct chain c = { .head = { .at = INSTANT_BEGIN } };
	struct ledger *l = k->ledger;
	struct instant last = { 0 };
	int r;

	if (from != NULL) {
		c.head.size = from->size;
		c.head.hash = from->hash;
	}
	if (c.head.size > k->head.size)
		return no(k, E_BROKEN,
		    "the ledger has fewer entries than its views have seen: it "
		    "was put back from an older copy, or has lost some; "
		    "forestay rebuild --recover brings them back from the "
		    "views");
	/* The callback's own refusals carry their own sentence. */
	c.why = NULL;
	if ((r = l->ops->read(l, c.head.size, 0, check_row, &c)) != 0)
		return no(k, r, c.why != NULL ? c.why : l->why);
	if (c.head.size != k->head.size ||
	    memcmp(&c.head.hash, &k->head.hash, sizeof(c.head.hash)) != 0)
		return no(k, E_BROKEN,
		    "the entries are not those that the ledger's head "
		    "vouches for");
	if (k->head.size == 0)
		return 0;
	if ((r = l->ops->read(l, k->head.size - 1, 0, last_at, &last)) != 0)
		return no(k, r, l->why);
	return last.us == k->head.at.us
	    ? 0
	    : no(k, E_BROKEN, "the ledger's head is not its last entry's");
}

/* Where the views stand is where the ledger was known to be good. */
static int
verify_from_views(struct keeper *k)
{
	struct views_mark mark = { .at = 0 };
	struct store_head from = { .size = 0 };
	int r;

	if (k->views != NULL && (r = k->views->ops->at(k->views, &mark)) != 0)
		return no(k, r, k->views->why);
	from.size = mark.at;
	from.hash = mark.head;
	if ((r = keeper_verify(k, &from)) != E_BROKEN || mark.at == 0 ||
	    mark.at > k->head.size)
		return r;
	/* For the sentence alone: which of the two is not what it was? */
	if ((r = keeper_verify(k, NULL)) != 0)
		return r;
	return no(k, E_BROKEN,
	    "the ledger is whole, but not the one that the views were made "
	    "of: it was replaced");
}

/* -- What the store is -------------------------------------------------- */

struct first {
	struct keeper *k;
	bool seen;
	int r;
};

static int
read_first(void *ctx, const struct written *w)
{
	struct first *f = ctx;
	struct keeper *k = f->k;
	struct entry_view v;
	const char *name, *id;
	struct arena a;

	f->seen = true;
	arena_init(&a, k->mem, (size_t)4 * LIMIT_ENTRY_BYTES);
	f->r = entry_read(&a, w->bytes, w->n, &v);
	if (f->r == E_SYNTAX || f->r == E_LIMIT)
		f->r = E_BROKEN;
	if (f->r != 0)
		goto out;
	name = json_string_value(json_object_get(v.body, "name"));
	id = json_string_value(json_object_get(v.body, "id"));
	if (strcmp(v.kind, "store") != 0 || id == NULL ||
	    strlen(id) >= sizeof(k->id) ||
	    (name != NULL && strlen(name) >= sizeof(k->name))) {
		f->r = E_BROKEN;
	} else {
		memcpy(k->id, id, strlen(id) + 1);
		if (name != NULL)
			memcpy(k->name, name, strlen(name) + 1);
		k->kind.name = name != NULL ? k->name : NULL;
		k->kind.rehearsal =
		    json_is_true(json_object_get(v.body, "rehearsal"));
	}
	entry_view_release(&v);
out:
	arena_release(&a);
	return f->r;
}

static int
learn_kind(struct keeper *k)
{
	struct first f = { .k = k };
	int r;

	r = k->ledger->ops->read(k->ledger, 0, 1, read_first, &f);
	if (r != 0 && f.r == r)
		return no(k, r,
		    r == E_BROKEN ? "the first entry does not say what it is"
				  : NULL);
	return r == 0 ? 0 : no(k, r, k->ledger->why);
}

int
keeper_open(struct keeper *k)
{
	struct ledger *l = k->ledger;
	uint64_t epoch;
	int r;

	k->why = "";
	k->broken = E_IO; /* until it is known to be good */
	if ((r = l->ops->take(l, &epoch)) != 0 ||
	    (r = l->ops->head(l, &k->head)) != 0)
		return no(k, r, l->why);
	if (k->head.epoch != epoch)
		return no(k, E_STALE, "another keeper took over meanwhile");
	if ((r = verify_from_views(k)) != 0)
		return r;
	if (k->head.size > 0 && (r = learn_kind(k)) != 0)
		return r;
	k->broken = 0;
	return 0;
}

/* 16 random bytes as hex. */
static int
new_id(struct keeper *k, char out[33])
{
	static const char hex[] = "0123456789abcdef";
	uint8_t b[16];
	int r;

	if ((r = k->world->random(k->world->ctx, b, sizeof(b))) != 0)
		return no(k, r, "no random bytes are to be had");
	for (size_t i = 0; i < sizeof(b); i++) {
		out[2 * i] = hex[b[i] >> 4];
		out[2 * i + 1] = hex[b[i] & 15];
	}
	out[32] = '\0';
	return 0;
}

int
keeper_begin(struct keeper *k, const struct store_kind *kind)
{
	static const char *const on[] = { "store" };
	struct keeper_request req = { .n = 1, .has_expected = true };
	struct draft d = { .kind = "store",
		.matter = "store",
		.author = "forestay",
		.on = on,
		.non = 1 };
	const char *bytes;
	json_t *body;
	char id[33];
	struct buf b;
	int r;

	if (k->head.size > 0)
		return no(k, E_CONFLICT, "the store has begun already");
	if (kind->name != NULL && strlen(kind->name) > LIMIT_ID_BYTES)
		return no(k, E_LIMIT, "the store's name is too long");
	if ((r = new_id(k, id)) != 0 ||
	    (r = k->world->random(k->world->ctx, req.id, sizeof(req.id))) != 0)
		return r;
	buf_init(&b, k->mem, LIMIT_ENTRY_BYTES);
	body = json_pack("{s:s, s:b, s:s*}", "id", id, "rehearsal",
	    kind->rehearsal ? 1 : 0, "name", kind->name);
	/* jansson refuses for want of memory, or a name that is no UTF-8. */
	d.body = body;
	if (body == NULL) {
		r = no(k, E_SYNTAX, "the store's name is no UTF-8");
		goto out;
	}
	if ((r = entry_draft(&b, &d)) != 0) {
		(void)no(k, r, NULL);
		goto out;
	}
	bytes = b.s;
	req.drafts = &bytes;
	req.sizes = &b.len;
	k->kind.rehearsal = kind->rehearsal; /* whose clock stamps it */
	keeper_append(k, &req, 1);
	if ((r = req.r) == 0)
		r = learn_kind(k);
out:
	json_decref(body);
	buf_release(&b);
	return r;
}

int
keeper_tell(struct keeper *k, struct instant now)
{
	char text[28];

	if (!k->kind.rehearsal)
		return no(k, E_NAME, "only a rehearsal can be told the time");
	if (instant_text(now, text) != 0)
		return no(k, E_RANGE, "that year is not understood");
	if (now.us < k->told.us || now.us < k->head.at.us)
		return no(k, E_RANGE, "time does not go back");
	k->told = now;
	return 0;
}

/* -- Views -------------------------------------------------------------- */

struct projecting {
	struct keeper *k;
	struct chain chain;
	struct buf scratch;
	int r; /* of the views */
};

static int
project_row(void *ctx, const struct written *w)
{
	struct projecting *p = ctx;

	if ((p->r = chain_next(&p->chain, w)) != 0)
		return p->r;
	p->r = project_entry(p->k->views, w, &p->scratch);
	if (p->r == E_NEWER) {
		p->chain.why = "an entry was written by a later forestay: "
			       "use that one, or a newer one";
	} else if (p->r == E_SYNTAX) {
		/* It could be read when it was written down. */
		p->chain.why = "an entry cannot be read";
		p->r = E_BROKEN;
	}
	return p->r;
}

/* One commit: from *mark on, at most max entries. */
static int
project_chunk(struct projecting *p, struct views_mark *mark, uint64_t max)
{
	struct keeper *k = p->k;
	struct views *v = k->views;
	int r;

	p->chain.head.size = mark->at;
	p->chain.head.hash = mark->head;
	p->chain.why = NULL;
	p->r = 0;
	if ((r = v->ops->begin(v)) != 0)
		return no(k, r, v->why);
	r = k->ledger->ops->read(k->ledger, mark->at, max, project_row, p);
	if (r != 0) {
		(void)no(k, r,
		    p->chain.why != NULL ? p->chain.why
			: p->r == r      ? v->why
					 : k->ledger->why);
		goto undo;
	}
	/* What was read is what was written, or it is not shown. */
	if (p->chain.head.size == mark->at ||
	    (p->chain.head.size == k->head.size &&
		memcmp(&p->chain.head.hash, &k->head.hash,
		    sizeof(k->head.hash)) != 0)) {
		r = no(k, E_BROKEN, "the entries are not those written");
		goto undo;
	}
	mark->at = p->chain.head.size;
	mark->head = p->chain.head.hash;
	mark->version = PROJECT_VERSION;
	if ((r = v->ops->commit(v, mark)) == 0)
		return 0;
	(void)no(k, r, v->why);
undo:
	v->ops->rollback(v);
	return r;
}

int
keeper_project(struct keeper *k, uint64_t max, uint64_t *at)
{
	struct views *v = k->views;
	struct projecting p = { .k = k };
	struct views_mark mark;
	uint64_t until;
	int r = 0;

	*at = 0;
	if (v == NULL)
		return no(k, E_NAME, "no views are kept here");
	if ((r = v->ops->at(v, &mark)) != 0)
		return no(k, r, v->why);
	if (mark.at > k->head.size)
		return no(k, E_BROKEN,
		    "the views are ahead of the ledger; forestay rebuild "
		    "--recover brings back what it lacks");
	if (mark.at > 0 && mark.version != PROJECT_VERSION) {
		if ((r = v->ops->clear(v)) != 0)
			return no(k, r, v->why);
		mark = (struct views_mark){ .at = 0 };
	}
	until = k->head.size;
	if (max != 0 && max < until - mark.at)
		until = mark.at + max;
	buf_init(&p.scratch, k->mem, (size_t)LIMIT_ENTRY_BYTES + SALT_BYTES);
	while (r == 0 && mark.at < until) {
		uint64_t n = until - mark.at;

		r = project_chunk(&p, &mark,
		    n < PROJECT_CHUNK ? n : PROJECT_CHUNK);
	}
	buf_release(&p.scratch);
	*at = mark.at;
	return r;
}
