/* serve_project.c - the thread that brings the views after the ledger.
 *
 * It asks the keeper for entries as anyone would, checks their hashes on
 * the way (keeper_project), and has the views' file to itself. */

#include <stdio.h>
#include <string.h>

#include "store/remote.h"
#include "store/linux.h"
#include "store/serve_inner.h"
#include "store/views_sqlite.h"

/* Entries of one commit of the views: those who wait for the head to be
 * shown wait for no more than this. */
#define STEP 1024

/* The keeper's ledger, seen from here: it can be read.  What the keeper need
 * not be asked for is read past it. */
struct far_ledger {
	struct ledger base; /* first */
	struct remote remote;
	struct ledger *near;
	struct buf chunk; /* as if the keeper had answered */
	uint32_t n;
};

struct projector {
	struct server *s;
	struct far_ledger far;
	struct keeper keeper; /* its ledger is far, its views ours */
	const char *why;
	char kept_why[WIRE_WHY_MAX];
};

/* One answer's entries handed on; *after and *left move. */
static int
hand_on(struct wire *w, uint64_t *after, uint64_t *left,
    int (*each)(void *ctx, const struct written *w), void *ctx, bool *end)
{
	uint32_t n = wire_get_u32(w);
	struct written one;
	int r;

	*end = n == 0;
	while (n-- > 0) {
		wire_get_written(w, &one);
		if (w->failed)
			return E_SYNTAX;
		*after = one.seq;
		if ((r = each(ctx, &one)) != 0)
			return r;
		if (*left != 0 && --*left == 0) {
			*end = true;
			return 0;
		}
	}
	return wire_done(w) ? 0 : E_SYNTAX;
}

#define CHUNK_IS_FULL 1

static int
near_each(void *ctx, const struct written *w)
{
	struct far_ledger *far = ctx;

	wire_written(&far->chunk, w);
	far->n++;
	if (far->chunk.failed)
		return E_NOMEM;
	return far->chunk.len < WIRE_CHUNK_BYTES ? 0 : CHUNK_IS_FULL;
}

/* As many as are there, copied: what is done with each takes longer than
 * anybody should wait for the ledger. */
static int
near_read(struct far_ledger *far, uint64_t after, uint64_t max, struct wire *w)
{
	struct ledger *near = far->near;
	int r;

	buf_clear(&far->chunk);
	wire_u32(&far->chunk, 0);
	far->n = 0;
	r = near->ops->read_settled(near, after, max, near_each, far);
	if (r != 0 && r != CHUNK_IS_FULL)
		return r;
	for (size_t i = 0; i < 4 && !far->chunk.failed; i++)
		far->chunk.s[i] = (char)(uint8_t)(far->n >> (8 * i));
	*w = (struct wire){ (const uint8_t *)far->chunk.s,
		(const uint8_t *)far->chunk.s + far->chunk.len, false };
	return far->chunk.failed ? E_NOMEM : 0;
}

static int
far_read(struct ledger *l, uint64_t after, uint64_t max,
    int (*each)(void *ctx, const struct written *w), void *ctx)
{
	struct far_ledger *far = (struct far_ledger *)(void *)l;
	struct remote *rm = &far->remote;
	struct wire w;
	struct buf *b;
	bool end = false;
	int r;

	while (!end) {
		far->n = 0;
		if (far->near->ops->read_settled != NULL &&
		    (r = near_read(far, after, max, &w)) != 0) {
			l->why = "the ledger cannot be read";
			return r;
		}
		if (far->n > 0) {
			r = hand_on(&w, &after, &max, each, ctx, &end);
			if (r != 0)
				return r;
			continue;
		}
		b = remote_begin(rm, WIRE_FOLLOW);
		wire_u64(b, after);
		wire_u64(b, max);
		if ((r = remote_ask(rm, -1, &w)) != 0) {
			l->why = rm->why;
			return r;
		}
		if ((r = hand_on(&w, &after, &max, each, ctx, &end)) != 0)
			return r;
	}
	return 0;
}

static const struct ledger_ops far_ops = { .read = far_read };

/* Everything anew, in a file beside the one that is read meanwhile. */
static int
project_anew(struct projector *p)
{
	struct server *s = p->s;
	struct views_sqlite_opening o = { .fs = s->folder->fs,
		.folder = s->folder->path,
		.anew = true,
		.thread = true };
	struct remote *rm = &p->far.remote;
	struct views *old = p->keeper.views, *made;
	struct wire w;
	uint64_t at = 0;
	int r;

	linux_boot(o.boot);
	r = views_sqlite_open(s->mem, &o, &made, p->kept_why,
	    sizeof(p->kept_why));
	if (r != 0) {
		p->why = p->kept_why;
		return r;
	}
	p->keeper.views = made;
	while (r == 0 && at < p->keeper.head.size) {
		if ((r = keeper_project(&p->keeper, (uint64_t)8 * STEP, &at)) !=
		    0)
			p->why = p->keeper.why;
		wire_u64(remote_begin(rm, WIRE_DONE), at);
		if (r == 0 && (r = remote_ask(rm, -1, &w)) != 0)
			p->why = rm->why;
	}
	if (r == 0) {
		if (old != NULL)
			old->ops->close(old);
		old = NULL;
		if ((r = views_sqlite_replace(made)) != 0)
			p->why = made->why;
	}
	if (r != 0) {
		snprintf(p->kept_why, sizeof(p->kept_why), "%s", p->why);
		p->why = p->kept_why;
		made->ops->close(made);
		p->keeper.views = old;
	}
	return r;
}

static int
project_more(struct projector *p, uint64_t *at)
{
	int r;

	if (p->keeper.views == NULL) {
		p->why = "the views could not be opened again; "
			 "forestay rebuild makes them anew";
		return E_IO;
	}
	if ((r = keeper_project(&p->keeper, STEP, at)) != 0)
		p->why = p->keeper.why;
	return r;
}

/* Say how it went; what is next. */
static enum wire_next
project_wait(struct projector *p, int r, uint64_t at)
{
	struct remote *rm = &p->far.remote;
	struct buf *b = remote_begin(rm, WIRE_WAIT);
	enum wire_next next;
	struct wire w;

	wire_u8(b, (unsigned)-r);
	wire_text(b, r == 0 || p->why == NULL ? "" : p->why);
	wire_u64(b, at);
	if (remote_ask(rm, -1, &w) != 0)
		return WIRE_NEXT_END;
	next = (enum wire_next)wire_get_u8(&w);
	wire_get_head(&w, &p->keeper.head);
	return wire_done(&w) ? next : WIRE_NEXT_END;
}

/* Where the views stand; made by another program, nowhere. */
static int
project_at(struct projector *p, uint64_t *at)
{
	struct views_mark mark = { 0 };
	int r = 0;

	if (p->keeper.views != NULL)
		r = p->keeper.views->ops->at(p->keeper.views, &mark);
	*at = r == 0 && mark.version == PROJECT_VERSION ? mark.at : 0;
	return r;
}

void *
project_thread(void *arg)
{
	struct server *s = arg;
	struct projector p = { .s = s,
		.far = { .base = { .ops = &far_ops, .why = "" } },
		.keeper = { .mem = s->mem, .views = s->views } };
	enum wire_next next;
	uint64_t at;
	int r;

	remote_init(&p.far.remote, s->mem);
	p.far.near = s->ledger;
	buf_init(&p.far.chunk, s->mem, WIRE_ANSWER_MAX);
	p.far.remote.fd = s->projector_fd;
	p.keeper.ledger = &p.far.base;
	r = project_at(&p, &at);
	while ((next = project_wait(&p, r, at)) != WIRE_NEXT_END) {
		p.why = NULL;
		if (next == WIRE_NEXT_REBUILD)
			r = project_anew(&p);
		else
			r = project_more(&p, &at);
		/* Where they stand now, whatever went wrong. */
		(void)project_at(&p, &at);
	}
	if (p.keeper.views != NULL)
		p.keeper.views->ops->close(p.keeper.views);
	remote_release(&p.far.remote);
	buf_release(&p.far.chunk);
	return NULL;
}
