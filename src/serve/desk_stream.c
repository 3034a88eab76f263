/* desk_stream.c - notices as they come: server-sent events; see
 * desk_inner.h.
 *
 * An event is a notice, its number the event's: whoever begins anew says
 * which came last (Last-Event-ID), and that shows that those before it came. */

#include <string.h>

#include "serve/desk_inner.h"

/* How soon a browser begins anew, in ms. */
#define RETRY_MS 2000

static void
event(struct buf *b, const struct notice *x)
{
	buf_printf(b, "id: %llu\nevent: %s\ndata: ", (unsigned long long)x->seq,
	    notice_what_text(x->what));
	notice_tell(b, x);
	buf_puts(b, "\n\n");
}

static bool
is_new(const struct stream *s, const struct notice *x)
{
	return x->seq > s->told && !notice_has(x, NOTICE_ACKNOWLEDGED) &&
	    strcmp(x->account, s->account) == 0;
}

/* What a stream was not told, as events; it was told then. */
static void
events(struct desk *d, struct stream *s, struct buf *out)
{
	const struct notices *all = &d->watch.notices;
	size_t i;

	for (i = d->watch.first_open; i < all->n; i++)
		if (is_new(s, &all->items[i]))
			event(out, &all->items[i]);
	if (all->n > 0 && all->items[all->n - 1].seq > s->told)
		s->told = all->items[all->n - 1].seq;
}

/* Those that were not handed over yet, or came by the stream before. */
static int
steps(struct desk *d, struct arena *a, struct stream *s, enum notice_step step)
{
	const struct notices *all = &d->watch.notices;
	uint64_t *seqs = arena_array(a, all->n, sizeof(*seqs));
	const struct notice *x;
	size_t i, n = 0;

	if (seqs == NULL)
		return E_NOMEM;
	for (i = d->watch.first_open; i < all->n; i++) {
		x = &all->items[i];
		if (notice_has(x, step) || strcmp(x->account, s->account) != 0)
			continue;
		if (step == NOTICE_SENT
			? is_new(s, x)
			: x->seq <= s->told && notice_has(x, NOTICE_SENT))
			seqs[n++] = x->seq;
	}
	return desk_step(d, a, step, s->account, seqs, n, "stream");
}

void
desk_stream(struct desk *d, struct job *j)
{
	struct desk_watch *w = &d->watch;
	struct stream *s = &w->streams[w->nstreams];
	size_t i, mine = 0;

	for (i = 0; i < w->nstreams; i++)
		mine += strcmp(w->streams[i].account, j->by->id) == 0;
	if (mine >= LIMIT_STREAMS_ACCOUNT || w->nstreams == LIMIT_STREAMS) {
		j->problem = PROBLEM_BUSY;
		j->detail = "too many streams are open: close one";
		return;
	}
	*s = (struct stream){ .from = j->from,
		.id = j->request.id,
		.told = j->request.number };
	/* One that was never given out would keep all others from them. */
	if (s->told > d->watch.notices.through)
		s->told = 0;
	memcpy(s->account, j->by->id, strlen(j->by->id) + 1);
	w->nstreams++;
	/* That it cannot be written down keeps nothing from anybody. */
	(void)!steps(d, &d->round, s, NOTICE_RECEIVED);
	(void)!steps(d, &d->round, s, NOTICE_SENT);
	j->part = PART_MORE;
	j->begin = d->text.len;
	buf_printf(&d->text, "retry: %d\n\n", RETRY_MS);
	events(d, s, &d->text);
	j->n = d->text.len - j->begin;
}

static void
tell(struct desk *d, const struct stream *s, enum desk_part part,
    const struct buf *b)
{
	struct desk_reply r = { .id = s->id,
		.part = part,
		.http = { .status = 200,
		    .media = "text/event-stream",
		    .body = b->s,
		    .n = b->len } };
	size_t begin;

	if (s->from != NULL) {
		begin = link_begin(s->from);
		desk_reply_put(&s->from->out, &r);
		link_end(s->from, begin);
	} else if (part == PART_MORE) {
		http_stream(d->http, s->id, b->s, b->len);
	} else {
		http_stream_end(d->http, s->id);
	}
}

void
desk_streams_tell(struct desk *d)
{
	struct desk_watch *w = &d->watch;
	const struct account *by;
	struct stream *s;
	struct buf b;
	size_t i;

	buf_init(&b, d->c->mem, (size_t)LIMIT_LINK_BYTES / 2);
	for (i = w->nstreams; i-- > 0;) {
		s = &w->streams[i];
		by = accounts_named(&d->accounts, s->account);
		buf_clear(&b);
		if (by == NULL || by->revoked) {
			tell(d, s, PART_END, &b);
			*s = w->streams[--w->nstreams];
			continue;
		}
		if (w->notices.n == 0 ||
		    w->notices.items[w->notices.n - 1].seq <= s->told)
			continue;
		(void)!steps(d, &w->scratch, s, NOTICE_SENT);
		events(d, s, &b);
		if (b.failed)
			tell(d, s, PART_END, &b);
		else if (b.len > 0)
			tell(d, s, PART_MORE, &b);
	}
	buf_release(&b);
}

void
desk_stream_gone(struct desk *d, const struct link *from, uint64_t id)
{
	struct desk_watch *w = &d->watch;
	size_t i;

	for (i = w->nstreams; i-- > 0;)
		if (w->streams[i].from == from && w->streams[i].id == id)
			w->streams[i] = w->streams[--w->nstreams];
}

void
desk_streams_drop(struct desk *d, const struct link *from)
{
	struct desk_watch *w = &d->watch;
	size_t i;

	for (i = w->nstreams; i-- > 0;)
		if (w->streams[i].from == from)
			w->streams[i] = w->streams[--w->nstreams];
}
