/* store_arg.c - see store_arg.h. */

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "cli/store_arg.h"

#define BAR_COLUMNS 40
#define FIRST_MS    1000 /* what is done by then needs no bar */
#define AGAIN_MS    100

enum status
store_arg_open(struct cli *c, const char *folder, struct store **out)
{
	return store_arg_open_signing(c, folder, NULL, out);
}

enum status
store_arg_open_signing(struct cli *c, const char *folder,
    const struct signing *log, struct store **out)
{
	const char *why = NULL;
	int r =
	    store_open_signing(c->arena, folder, STORE_WAIT_MS, log, out, &why);

	if (r == 0 && (r = store_arg_views(c, *out)) != 0) {
		why = arena_strdup(c->arena, store_why(*out));
		store_close(*out);
	}
	if (r == 0)
		return STATUS_DONE;
	return cli_failed(c, "%s", why != NULL ? why : err_text(r));
}

int
store_arg_views(struct cli *c, struct store *s)
{
	struct progress p;
	uint64_t n = 0;
	int r;

	if (!store_views_old(s))
		return 0;
	progress_begin(&p, &c->err_look,
	    "entries: the views were made by another forestay");
	r = store_rebuild(s, progress_say, &p, &n);
	(void)progress_end(&p);
	return r;
}

static int64_t
clock_ms(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		return 0;
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
progress_begin(struct progress *p, const struct look *look, const char *what)
{
	*p = (struct progress){ .look = look,
		.what = what,
		.terminal = isatty(STDERR_FILENO) == 1,
		.began = clock_ms() };
}

void
progress_say(void *ctx, uint64_t done, uint64_t all)
{
	struct progress *p = ctx;
	int64_t now = clock_ms();
	uint64_t i, full;

	if (!p->terminal || now - p->began < FIRST_MS ||
	    now - p->said < AGAIN_MS || all == 0)
		return;
	p->said = now;
	p->shown = true;
	full = done >= all ? BAR_COLUMNS : done * BAR_COLUMNS / all;
	fputs("\r[", stderr);
	for (i = 0; i < BAR_COLUMNS; i++)
		fputs(i >= full         ? " "
			: p->look->utf8 ? "\xe2\x96\x88"
					: "#",
		    stderr);
	fprintf(stderr, "] %llu of %llu %s", (unsigned long long)done,
	    (unsigned long long)all, p->what);
	fflush(stderr);
}

double
progress_end(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	return (double)(clock_ms() - p->began) / 1000.0;
}
