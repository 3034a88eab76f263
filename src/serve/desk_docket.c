/* desk_docket.c - notices of dockets come, and are listed; see desk_inner.h.
 *
 * What is answered with 200 is on the disk.  What could not be written is 500,
 * so that its sender sends it again. */

#include "serve/desk_inner.h"

static void
came(struct desk *d, struct job *j, const char *what)
{
	j->begin = d->text.len;
	buf_printf(&d->text, "{\"status\":\"%s\"}\n", what);
	j->n = d->text.len - j->begin;
}

void
desk_docket(struct desk *d, struct job *j)
{
	static const char *const words[] = { [DOCKET_KEPT] = "kept",
		[DOCKET_AGAIN] = "again",
		[DOCKET_CLASH] = "clash" };
	const struct docket_body *body = &j->request.docket;
	enum docket_came how;
	struct appended out;

	/* A sender hears of success, or sends it for ever. */
	if (!body->alert) {
		d->numbers.ignored++;
		came(d, j, "ignored");
	} else if (docket_take_sent(d->store, body, j->by->id, &how, &out) != 0)
		j->problem = PROBLEM_INTERNAL;
	else
		came(d, j, words[how]);
}

/* -- Asked --------------------------------------------------------------- */

static void
instant_or_null(struct buf *b, const char *key, struct instant t, bool is)
{
	char s[28];

	buf_printf(b, ",\"%s\":", key);
	if (is && instant_text(t, s) == 0)
		buf_json(b, s);
	else
		buf_puts(b, "null");
}

static void
text_or_null(struct buf *b, const char *key, const char *s)
{
	buf_printf(b, ",\"%s\":", key);
	if (s != NULL)
		buf_json(b, s);
	else
		buf_puts(b, "null");
}

static void
tell(struct buf *b, const struct docket_notice *x)
{
	buf_printf(b, "{\"notice\":%llu", (unsigned long long)x->seq);
	instant_or_null(b, "entered", x->at, true);
	text_or_null(b, "by", x->by);
	text_or_null(b, "source", x->source);
	text_or_null(b, "document", x->document);
	text_or_null(b, "key", x->key);
	buf_printf(b, ",\"clash\":%s", x->clash ? "true" : "false");
	text_or_null(b, "state", docket_state_text(x->state));
	instant_or_null(b, "settled", x->settled_at, x->state != DOCKET_WAITS);
	text_or_null(b, "settled_by", x->settled_by);
	text_or_null(b, "why", x->why);
	buf_putc(b, '}');
}

static void
tell_some(struct desk *d, bool waiting, size_t *told)
{
	const struct docket_notices *l = &d->dockets;
	size_t i;

	for (i = 0; i < l->n && *told < LIMIT_NOTICES_TOLD; i++) {
		/* Those that wait, the oldest first; then the newest. */
		const struct docket_notice *x =
		    &l->items[waiting ? i : l->n - 1 - i];

		if ((x->state == DOCKET_WAITS) != waiting)
			continue;
		if ((*told)++ > 0)
			buf_putc(&d->text, ',');
		tell(&d->text, x);
	}
}

void
desk_dockets(struct desk *d, struct job *j)
{
	size_t told = 0;

	if (desk_read_dockets(d) != 0) {
		j->problem = PROBLEM_INTERNAL;
		return;
	}
	j->begin = d->text.len;
	buf_puts(&d->text, "{\"notices\":[");
	tell_some(d, true, &told);
	tell_some(d, false, &told);
	buf_printf(&d->text, "],\"waiting\":%zu,\"more\":%s}\n",
	    docket_waiting(&d->dockets, false),
	    told < d->dockets.n ? "true" : "false");
	j->n = d->text.len - j->begin;
}

bool
desk_docket_alarm(struct desk *d, struct instant now)
{
	return desk_read_dockets(d) != 0 ||
	    docket_feeds_silent(&d->dockets, &d->accounts, now) > 0 ||
	    docket_waiting(&d->dockets, true) > 0;
}

void
desk_docket_metrics(struct desk *d, struct buf *b, struct instant now)
{
	bool read = desk_read_dockets(d) == 0;

	buf_printf(b,
	    "forestay_dockets_understood %d\n"
	    "forestay_dockets_ignored_total %llu\n",
	    read, (unsigned long long)d->numbers.ignored);
	if (read)
		buf_printf(b,
		    "forestay_dockets_waiting %zu\n"
		    "forestay_dockets_clashes %zu\n"
		    "forestay_dockets_feeds_silent %zu\n",
		    docket_waiting(&d->dockets, false),
		    docket_waiting(&d->dockets, true),
		    docket_feeds_silent(&d->dockets, &d->accounts, now));
}
