/* serve_answer.c - what the keeper answers; see wire.h. */

#include <string.h>

#include "store/remote.h"
#include "store/serve_inner.h"

/* Commit at most so much together: a commit of more would keep the others
 * waiting for longer than it saves. */
#define GROUP_BATCHES  1024
#define GROUP_BYTES    ((size_t)LIMIT_BATCH_BYTES)

/* When views could not be written, try again after this. */
#define RETRY_SOON_MS  20
#define RETRY_LATER_MS 1000

static size_t
answer_begin(struct conn *c)
{
	size_t begin = wire_begin(&c->out);

	wire_u8(&c->out, 0);
	return begin;
}

void
answer_error(struct conn *c, int r, const char *why)
{
	size_t begin = wire_begin(&c->out);
	char text[WIRE_WHY_MAX];
	size_t n;

	if (why == NULL || *why == '\0')
		why = err_text(r);
	n = strnlen(why, sizeof(text) - 1);
	memcpy(text, why, n);
	text[n] = '\0';
	wire_u8(&c->out, (unsigned)-r);
	wire_text(&c->out, text);
	wire_end(&c->out, begin);
}

bool
conn_whole(const struct conn *c, struct wire *w, size_t *n)
{
	return !c->dead && c->waits == 0 && c->out.len == c->sent &&
	    wire_whole(&c->in, WIRE_REQUEST_MAX, w, n) == 0;
}

/* The request was answered, or waits: its bytes are done with. */
static void
conn_took(struct server *s, struct conn *c, size_t n)
{
	const struct mem *mem = c->in.mem;
	size_t max = c->in.max;

	memmove(c->in.s, c->in.s + n, c->in.len - n);
	c->in.len -= n;
	if (!c->large)
		return;
	c->large = false;
	s->large--;
	if (c->in.len == 0) {
		buf_release(&c->in);
		buf_init(&c->in, mem, max);
	}
}

/* -- Batches ------------------------------------------------------------ */

static bool
is_append(const struct conn *c, struct wire *w, size_t *n)
{
	return conn_whole(c, w, n) && w->at < w->end && *w->at == WIRE_APPEND;
}

size_t
answer_batches(const struct server *s)
{
	struct wire w;
	size_t i, n, batches = 0;

	for (i = 0; i < s->n; i++)
		batches += is_append(s->conns[i], &w, &n);
	return batches;
}

static void
answer_append(struct conn *c, const struct keeper_request *q)
{
	size_t begin, i;

	if (q->r != 0 && q->r != E_CONFLICT) {
		answer_error(c, q->r, q->why);
		return;
	}
	begin = answer_begin(c);
	wire_u8(&c->out, q->r != 0);
	/* Which precondition, from 1; 0: the head. */
	for (i = 0; i < q->npre; i++)
		if (q->pre[i].subject == q->out.subject)
			break;
	wire_u32(&c->out, i < q->npre ? (uint32_t)i + 1 : 0);
	wire_text(&c->out, q->why);
	wire_u64(&c->out, q->out.first);
	wire_u64(&c->out, q->out.n);
	wire_u64(&c->out, (uint64_t)q->out.at.us);
	wire_u8(&c->out, q->out.again);
	wire_end(&c->out, begin);
}

struct gathered {
	struct conn *conn;
	size_t n; /* of its request's bytes */
};

/* The requests of this round; those that are none are answered at once. */
static size_t
gather(struct server *s, struct keeper_request *reqs, struct gathered *from)
{
	size_t i, n, got = 0, bytes = 0;
	struct wire w;
	int r;

	for (i = 0; i < s->n && got < GROUP_BATCHES; i++) {
		struct conn *c = s->conns[i];

		if (!is_append(c, &w, &n) || !c->greeted)
			continue;
		if (got > 0 && bytes + n > GROUP_BYTES)
			break;
		w.at++;
		if ((r = wire_get_append(&w, &s->round, &reqs[got])) != 0) {
			answer_error(c, r, NULL);
			conn_took(s, c, n);
			continue;
		}
		bytes += n;
		from[got++] = (struct gathered){ c, n };
	}
	return got;
}

static void
answer_appends(struct server *s)
{
	struct keeper_request *reqs;
	struct gathered *from;
	size_t i, n, room = s->n < GROUP_BATCHES ? s->n : GROUP_BATCHES;

	reqs = arena_array(&s->round, room, sizeof(*reqs));
	from = arena_array(&s->round, room, sizeof(*from));
	if (reqs == NULL || from == NULL)
		return; /* they are there in the next round */
	if ((n = gather(s, reqs, from)) == 0)
		return;
	keeper_append(&s->keeper, reqs, n);
	for (i = 0; i < n; i++) {
		answer_append(from[i].conn, &reqs[i]);
		conn_took(s, from[i].conn, from[i].n);
	}
	s->last_group = n;
	s->unsettled = true;
	s->wrote = remote_clock();
}

/* -- Everything else ---------------------------------------------------- */

static void
answer_hello(struct server *s, struct conn *c, struct wire *w)
{
	const struct keeper *k = &s->keeper;
	uint32_t version = wire_get_u32(w);
	size_t begin;

	if (!wire_done(w) || version != WIRE_VERSION) {
		answer_error(c, version > WIRE_VERSION ? E_AGAIN : E_NEWER,
		    version > WIRE_VERSION
			? "an earlier forestay keeps this store: end it first"
			: "a later forestay keeps this store: use that one");
		return;
	}
	c->greeted = true;
	begin = answer_begin(c);
	wire_u32(&c->out, WIRE_VERSION);
	wire_head(&c->out, &k->head);
	wire_u8(&c->out, k->kind.rehearsal);
	wire_text(&c->out, k->kind.name);
	wire_end(&c->out, begin);
}

static void
answer_head(struct server *s, struct conn *c)
{
	size_t begin = answer_begin(c);

	wire_head(&c->out, &s->keeper.head);
	wire_end(&c->out, begin);
}

static void
answer_tell(struct server *s, struct conn *c, struct wire *w)
{
	struct instant now = { (int64_t)wire_get_u64(w) };
	int r = wire_done(w) ? keeper_tell(&s->keeper, now) : E_SYNTAX;
	size_t begin;

	if (r != 0) {
		answer_error(c, r, s->keeper.why);
		return;
	}
	begin = answer_begin(c);
	wire_end(&c->out, begin);
}

struct following {
	struct buf *out;
	size_t begin;
	uint32_t n;
};

#define CHUNK_IS_FULL 1

static int
follow_each(void *ctx, const struct written *w)
{
	struct following *f = ctx;

	wire_written(f->out, w);
	f->n++;
	if (f->out->failed)
		return E_NOMEM;
	return f->out->len - f->begin < WIRE_CHUNK_BYTES ? 0 : CHUNK_IS_FULL;
}

static void
answer_follow(struct server *s, struct conn *c, struct wire *w)
{
	uint64_t after = wire_get_u64(w), max = wire_get_u64(w);
	struct ledger *l = s->ledger;
	struct following f = { .out = &c->out };
	size_t begin, count, i;
	int r;

	if (!wire_done(w)) {
		answer_error(c, E_SYNTAX, NULL);
		return;
	}
	begin = f.begin = answer_begin(c);
	count = c->out.len;
	wire_u32(&c->out, 0);
	r = l->ops->read(l, after, max, follow_each, &f);
	/* What comes before a damaged entry is told; that one is asked for
	 * next, and then it is known which it is. */
	if (r != 0 && r != CHUNK_IS_FULL && (f.n == 0 || c->out.failed)) {
		c->out.len = begin;
		c->out.failed = false;
		answer_error(c, r, l->why);
		return;
	}
	for (i = 0; i < 4 && !c->out.failed; i++)
		c->out.s[count + i] = (char)(uint8_t)(f.n >> (8 * i));
	wire_end(&c->out, begin);
}

/* The projector says where the views stand, and waits for what is next. */
static void
projector_waits(struct server *s, struct conn *c, struct wire *w)
{
	int r = -(int)wire_get_u8(w);
	const char *why = wire_get_text(w);

	s->projected = wire_get_u64(w);
	s->project_r = r;
	memcpy(s->project_why, why, strnlen(why, WIRE_WHY_MAX - 1) + 1);
	s->project_after = r == 0
	    ? 0
	    : remote_clock() + (r == E_AGAIN ? RETRY_SOON_MS : RETRY_LATER_MS);
	c->waits = WIRE_WAIT;
}

static void
rebuild_progress(struct server *s, uint64_t at)
{
	size_t i, begin;

	for (i = 0; i < s->n; i++) {
		struct conn *c = s->conns[i];

		/* Who does not read hears less of it. */
		if (c->waits != WIRE_REBUILD || c->out.len > c->sent ||
		    at >= s->keeper.head.size)
			continue;
		begin = answer_begin(c);
		wire_u64(&c->out, at);
		wire_u64(&c->out, s->keeper.head.size);
		wire_end(&c->out, begin);
	}
}

static void
answer_projector(struct server *s, struct conn *c, enum wire_kind kind,
    struct wire *w)
{
	size_t begin;

	switch (kind) {
	case WIRE_WAIT:
		projector_waits(s, c, w);
		break;
	case WIRE_FOLLOW:
		if (s->stopping)
			answer_error(c, E_AGAIN, "the store is being closed");
		else
			answer_follow(s, c, w);
		break;
	case WIRE_DONE:
		rebuild_progress(s, wire_get_u64(w));
		begin = answer_begin(c);
		wire_end(&c->out, begin);
		break;
	default:
		c->dead = true;
	}
}

static void
say_signed(struct server *s, struct conn *c)
{
	size_t begin = answer_begin(c), n;
	const char *note = signer_note(s->keeper.signer, &n);

	wire_bytes(&c->out, note, n);
	wire_end(&c->out, begin);
}

static void
answer_signed(struct server *s, struct conn *c, struct wire *w)
{
	bool in_tiles = wire_get_u8(w) != 0;

	if (!wire_done(w)) {
		answer_error(c, E_SYNTAX, NULL);
	} else if (s->keeper.signer == NULL) {
		answer_error(c, E_NAME,
		    "nobody signs this store's log: forestay keeper STORE "
		    "--keys KEYS does");
	} else if (in_tiles) {
		c->waits = WIRE_SIGNED;
		c->until = s->keeper.head;
	} else {
		say_signed(s, c);
	}
}

static void
answer_client(struct server *s, struct conn *c, enum wire_kind kind,
    struct wire *w)
{
	if (s->keeper.broken != 0) {
		answer_error(c, s->keeper.broken, s->keeper.why);
		return;
	}
	switch (kind) {
	case WIRE_HELLO:
		answer_hello(s, c, w);
		break;
	case WIRE_HEAD:
		answer_head(s, c);
		break;
	case WIRE_TELL:
		answer_tell(s, c, w);
		break;
	case WIRE_FOLLOW:
		answer_follow(s, c, w);
		break;
	case WIRE_SYNC:
		c->waits = WIRE_SYNC;
		c->until = s->keeper.head;
		s->project_r = 0; /* whoever asks has it tried again */
		break;
	case WIRE_REBUILD:
		c->waits = WIRE_REBUILD;
		s->rebuild = !s->rebuilding;
		break;
	case WIRE_SIGNED:
		answer_signed(s, c, w);
		break;
	default:
		answer_error(c, E_SYNTAX, "there is no such request");
	}
}

void
answer_round(struct server *s)
{
	enum wire_kind kind;
	struct wire w;
	size_t i, n;

	answer_appends(s);
	for (i = 0; i < s->n; i++) {
		struct conn *c = s->conns[i];

		if (!conn_whole(c, &w, &n))
			continue;
		kind = (enum wire_kind)wire_get_u8(&w);
		if (c->role == CONN_PROJECTOR)
			answer_projector(s, c, kind, &w);
		else if (!c->greeted && kind != WIRE_HELLO)
			answer_error(c, E_SYNTAX,
			    "it began without a greeting");
		else if (kind == WIRE_APPEND)
			continue; /* beyond this group; the next takes it */
		else
			answer_client(s, c, kind, &w);
		conn_took(s, c, n);
	}
	answer_waiting(s);
}

/* -- Those who wait ----------------------------------------------------- */

static void
tell_projector(struct server *s, struct conn *c)
{
	enum wire_next next;
	size_t begin;

	if (s->stopping)
		next = WIRE_NEXT_END;
	else if (s->rebuild)
		next = WIRE_NEXT_REBUILD;
	else if (s->projected < s->keeper.head.size &&
	    (s->project_r == 0 || remote_clock() >= s->project_after))
		next = WIRE_NEXT_MORE;
	else
		return;
	if (next == WIRE_NEXT_REBUILD) {
		s->rebuild = false;
		s->rebuilding = true;
	}
	c->waits = 0;
	begin = answer_begin(c);
	wire_u8(&c->out, next);
	wire_head(&c->out, &s->keeper.head);
	wire_end(&c->out, begin);
}

static void
tell_syncing(struct server *s, struct conn *c, bool idle)
{
	size_t begin;

	if (s->projected >= c->until.size) {
		begin = answer_begin(c);
		wire_head(&c->out, &c->until);
		wire_end(&c->out, begin);
	} else if (idle && s->project_r != 0) {
		answer_error(c, s->project_r, s->project_why);
	} else {
		return;
	}
	c->waits = 0;
}

static void
tell_rebuilding(struct server *s, struct conn *c)
{
	size_t begin;

	if (s->rebuild || s->rebuilding)
		return;
	c->waits = 0;
	if (s->project_r != 0) {
		answer_error(c, s->project_r, s->project_why);
		return;
	}
	begin = answer_begin(c);
	wire_u64(&c->out, s->projected);
	wire_u64(&c->out, s->projected);
	wire_end(&c->out, begin);
}

/* Once the files have what it asked for: the checkpoint there may by then
 * speak of less than the newest one. */
static void
tell_signed(struct server *s, struct conn *c)
{
	struct signer *log = s->keeper.signer;

	s->publish_asked = true;
	if (signer_look(log) != 0)
		answer_error(c, E_IO, signer_why(log));
	else if (signer_published(log) >= c->until.size)
		say_signed(s, c);
	else
		return;
	c->waits = 0;
}

void
answer_waiting(struct server *s)
{
	struct conn *projector = NULL;
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->conns[i]->role == CONN_PROJECTOR &&
		    s->conns[i]->waits == WIRE_WAIT)
			projector = s->conns[i];
	if (projector != NULL)
		s->rebuilding = false;
	s->publish_asked = false;
	for (i = 0; i < s->n; i++) {
		struct conn *c = s->conns[i];

		if (c->dead)
			continue;
		if (c->waits == WIRE_SYNC)
			tell_syncing(s, c, projector != NULL);
		else if (c->waits == WIRE_REBUILD && projector != NULL)
			tell_rebuilding(s, c);
		else if (c->waits == WIRE_SIGNED)
			tell_signed(s, c);
	}
	if (projector != NULL)
		tell_projector(s, projector);
}
