/* desk_page.c - see desk_inner.h: who is signed in on a page. */

#include <string.h>

#include "serve/desk_inner.h"

/* The clock of this machine: a rehearsal's own is told. */
static bool
now_and_random(struct instant *now, void *random, size_t n)
{
	const struct keeper_world *w = &keeper_world_real;

	return w->now(w->ctx, now) == 0 &&
	    (n == 0 || w->random(w->ctx, random, n) == 0);
}

static bool
is_signed_out(const struct desk *d, const struct session *s)
{
	size_t i, n = d->nsigned_out < SIGNED_OUT ? d->nsigned_out : SIGNED_OUT;

	for (i = 0; i < n; i++)
		if (memcmp(d->signed_out[i], s->id, SESSION_ID) == 0)
			return true;
	return false;
}

const struct account *
desk_page_account(struct desk *d, struct job *j)
{
	struct instant now;

	if (j->request.cookie == NULL || !now_and_random(&now, NULL, 0) ||
	    !session_open(d->session_key, j->request.cookie, now,
		&j->session) ||
	    is_signed_out(d, &j->session))
		return NULL;
	return accounts_find(&d->accounts, &j->session.token);
}

static void
sign_out(struct desk *d, const struct session *s)
{
	memcpy(d->signed_out[d->nsigned_out++ % SIGNED_OUT], s->id, SESSION_ID);
}

void
desk_page_cookie(struct desk *d, struct job *j)
{
	char *text = arena_alloc(&d->round, SESSION_TEXT + 1);
	uint8_t random[24 + SESSION_ID];
	struct instant now;

	if (j->request.route->id == ROUTE_SIGN_OUT) {
		j->cookie = "";
		return;
	}
	if (text == NULL || !now_and_random(&now, random, sizeof(random))) {
		j->problem = PROBLEM_INTERNAL;
		return;
	}
	if (j->request.route->id == ROUTE_SIGN_IN) {
		memcpy(j->session.id, random + 24, SESSION_ID);
		j->session.token = j->by->token;
		j->session.began = now;
	}
	j->session.used = now;
	session_seal(d->session_key, random, &j->session, text);
	j->cookie = text;
}

void
desk_page(struct desk *d, struct job *j, const struct shift *duty)
{
	enum route_id id = j->request.route->id;
	struct buf *b = &d->text;

	j->begin = b->len;
	if (id == ROUTE_SIGN_IN || id == ROUTE_SIGN_OUT) {
		j->status = 303;
		j->media = "text/plain; charset=utf-8";
		j->location = "/";
		if (id == ROUTE_SIGN_OUT)
			sign_out(d, &j->session);
	} else {
		buf_puts(b, "{\"account\":");
		buf_json(b, j->by->id);
		buf_puts(b, ",\"desk\":");
		roster_tell(b, duty);
		buf_puts(b, "}\n");
	}
	j->n = b->len - j->begin;
}
