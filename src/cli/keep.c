/* keep.c - see keep.h. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/ask.h"
#include "cli/keep.h"
#include "cli/store_arg.h"
#include "core/limits.h"
#include "intake/file.h"

#define KEEP_TRIES 5

int
keep_clock(struct arena *a, struct store *s, const char **why)
{
	const char *now = getenv("FORESTAY_NOW");
	struct store_head head;
	struct instant t;
	int r;

	if (now == NULL || !store_kind(s)->rehearsal)
		return 0;
	if (instant_parse_utc(now, strlen(now), &t) != 0) {
		*why = arena_printf(a,
		    "FORESTAY_NOW is no instant: write 2017-06-23T14:00:00Z");
		return E_SYNTAX;
	}
	/* Several commands may be of one minute. */
	if ((r = store_head(s, &head)) == 0 && instant_cmp(t, head.at) > 0)
		r = store_tell_time(s, t);
	if (r != 0)
		*why = arena_strdup(a, store_why(s));
	return r;
}

int
keep_now(struct store *s, struct keep_now *out)
{
	const char *now = getenv("FORESTAY_NOW");
	struct instant t;
	int r = store_head(s, &out->head);

	if (r != 0)
		return r;
	if (!store_kind(s)->rehearsal)
		r = ask_now(&t) ? 0 : E_IO;
	else if (now == NULL || instant_parse_utc(now, strlen(now), &t) != 0)
		t = out->head.at;
	if (r != 0)
		return r;
	out->known = instant_max(t, out->head.at);
	out->clock = store_kind(s)->rehearsal ? out->known : t;
	return 0;
}

int
keep_orders(struct arena *a, struct store *s, const struct keep_now *now,
    struct instant known, struct stored *out)
{
	int r = stored_open(a, s, known, now->head.size, out);

	out->head = now->head;
	return r;
}

int
keep_begin(struct cli *c, struct store *s, const char **why)
{
	int r = store_arg_views(c, s);

	if (r == 0)
		return keep_clock(c->arena, s, why);
	*why = arena_strdup(c->arena, store_why(s));
	return r;
}

bool
keep_open(struct cli *c, const char *folder, struct store **out)
{
	const char *why = NULL;
	int r = store_open(c->arena, folder, KEEP_WAIT, out, &why);

	if (r == 0 && (r = keep_begin(c, *out, &why)) != 0)
		store_close(*out);
	if (r == 0)
		return true;
	(void)cli_failed(c, "the store %s cannot be opened: %s", folder,
	    why != NULL ? why : err_text(r));
	return false;
}

enum status
keep_failed(struct cli *c, struct store *s, int r)
{
	return cli_failed(c, "the store: %s: %s", err_text(r), store_why(s));
}

bool
keep_read(struct cli *c, struct store *s, struct stored *out)
{
	struct keep_now now;
	int r = keep_now(s, &now);

	if (r == 0)
		r = keep_orders(c->arena, s, &now, now.known, out);
	if (r == 0)
		return true;
	(void)keep_failed(c, s, r);
	return false;
}

bool
keep_document(struct cli *c, struct store *s, const char *path,
    const char **out)
{
	struct source_text src;
	const char *why = NULL;
	struct hash hash;
	char name[72];
	int r;

	r = file_read(&file_system_real, c->arena, path, LIMIT_BLOB_BYTES, &src,
	    &why);
	if (r != 0) {
		(void)cli_failed(c, "%s", why != NULL ? why : err_text(r));
		return false;
	}
	r = store_blob_put(s, src.bytes, src.len, &hash);
	if (r != 0) {
		(void)keep_failed(c, s, r);
		return false;
	}
	hash_text(&hash, name);
	*out = arena_strdup(c->arena, name);
	if (*out == NULL)
		(void)cli_failed(c, "%s", err_text(E_NOMEM));
	return *out != NULL;
}

bool
keep_append(struct cli *c, struct store *s, struct batch *b,
    struct appended *out)
{
	int r = store_batch_id(b), tries;

	for (tries = 0; r == 0 && tries < KEEP_TRIES; tries++) {
		r = store_append(s, b, out);
		if (r == 0)
			return true;
		/* Its fate is open, or nothing was done: the same id. */
		if (r == E_IO || r == E_STALE || r == E_AGAIN)
			r = tries + 1 < KEEP_TRIES ? 0 : r;
	}
	if (r == E_CONFLICT)
		(void)cli_failed(c,
		    "something was recorded in between (%s): nothing was "
		    "written; look again, and say it again",
		    out->subject != NULL ? out->subject : "the store");
	else
		(void)keep_failed(c, s, r);
	return false;
}

static int64_t
clock_us(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_MONOTONIC, &ts) != 0)
		return 0;
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

void
keep_progress(void *ctx, size_t done, size_t all)
{
	struct keep_progress *p = ctx;
	int64_t now = clock_us();

	if (p->began == 0)
		p->began = now;
	if (now - p->began < 1000000 || now - p->shown < 100000 ||
	    isatty(STDERR_FILENO) != 1)
		return;
	p->shown = now;
	fprintf(stderr, "\r%s %zu of %zu ", p->what, done, all);
	fflush(stderr);
}

void
keep_progress_end(struct keep_progress *p)
{
	if (p->shown != 0)
		fputs("\r\033[K", stderr);
}
