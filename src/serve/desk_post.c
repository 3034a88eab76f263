/* desk_post.c - what is handed to the process that sends; see desk_inner.h.
 *
 * That a notice was sent is written before it is handed over; that it was
 * received when a webhook answers so.  What was handed to a process that
 * ended is handed to the next one: a receiver may see a notice twice, and
 * knows it by its number. */

#include <string.h>

#include "serve/desk_inner.h"
#include "serve/post.h"

/* In one look. */
#define POST_MOST 256

static struct link *
post_of(struct desk *d)
{
	size_t i;

	for (i = 0; i < CHILD_LINKS; i++)
		if (d->posts[i].fd >= 0)
			return &d->posts[i];
	return NULL;
}

static void
take_results(struct desk *d, struct link *l)
{
	struct post_result x;
	struct wire w;

	(void)link_move(l);
	while (link_next(l, &w)) {
		if (post_result_get(&w, &x) != 0)
			return;
		if (!x.delivered)
			d->watch.undelivered++;
		else if (x.way == POST_WEBHOOK)
			(void)!desk_step(d, &d->watch.scratch, NOTICE_RECEIVED,
			    x.account, &x.notice, 1, post_way_text(x.way));
	}
}

static bool
is_to_go(const struct notice *x, enum post_way way)
{
	return !notice_has(x, NOTICE_ACKNOWLEDGED) &&
	    (way == POST_MAIL ? !x->mailed : !notice_has(x, NOTICE_RECEIVED));
}

static int
hand_over(struct desk *d, struct link *l, uint64_t seq, enum post_way way,
    const char *to)
{
	const struct notice *x = notices_find(&d->watch.notices, seq);
	struct post_item item = { .notice = seq, .way = way, .to = to };
	size_t begin;
	struct buf b;
	int r = 0;

	item.account = x->account;
	if (way == POST_MAIL || !notice_has(x, NOTICE_SENT))
		r = desk_step(d, &d->watch.scratch, NOTICE_SENT, x->account,
		    &seq, 1, post_way_text(way));
	if (r != 0)
		return r;
	x = notices_find(&d->watch.notices, seq);
	buf_init(&b, d->c->mem, (size_t)NOTICE_TOLD_BYTES * 2);
	if (way == POST_WEBHOOK)
		notice_tell(&b, x);
	item.body = b.s;
	begin = link_begin(l);
	post_item_put(&l->out, &item);
	link_end(l, begin);
	buf_release(&b);
	return 0;
}

void
desk_post(struct desk *d)
{
	struct desk_watch *w = &d->watch;
	struct link *l = post_of(d);
	const struct address *to;
	enum post_way way;
	size_t i, n = 0;
	uint64_t seq;

	if (l == NULL)
		return;
	take_results(d, l);
	for (i = w->first_open; i < w->notices.n && n < POST_MOST; i++) {
		seq = w->notices.items[i].seq;
		if (seq <= w->posted)
			continue;
		to = addresses_of(&d->addresses, w->notices.items[i].account);
		for (way = 0; to != NULL && way < POST_WAYS; way++)
			if (to->to[way] != NULL &&
			    is_to_go(&w->notices.items[i], way)) {
				n++;
				/* What cannot be written down now is sent
				 * in the next look. */
				if (hand_over(d, l, seq, way, to->to[way]) != 0)
					return;
			}
		w->posted = seq;
	}
	(void)link_send(l);
}
