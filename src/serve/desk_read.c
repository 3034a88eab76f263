/* desk_read.c - what the desk reads of the store; see desk_inner.h.
 *
 * Nothing is answered from what was read before the last commit: each round
 * asks the keeper where the ledger stands, and reads again what was touched
 * since. */

#include <stdio.h>
#include <string.h>

#include "serve/desk_inner.h"
#include "store/keeper.h"

static int
any_row(void *ctx, const void *key, size_t nkey, const void *value,
    size_t nvalue)
{
	(void)key;
	(void)nkey;
	(void)value;
	(void)nvalue;
	*(bool *)ctx = true;
	return 1; /* one is enough */
}

/* Whether an entry after `since` touches a subject. */
static int
touched(struct store *s, const char *subject, uint64_t since, bool *out)
{
	size_t n = strlen(subject) + 1, i;
	char from[LIMIT_SUBJECT_BYTES + 16];
	uint64_t next = since + 1;
	int r;

	memcpy(from, subject, n);
	for (i = 0; i < 8; i++)
		from[n + i] = (char)(uint8_t)(next >> (56 - 8 * i));
	*out = false;
	r = store_view_scan(s, VIEW_ABOUT, subject, n, from, n + 8, any_row,
	    out);
	return *out ? 0 : r;
}

/* A line that was decided in this round may still be told from it. */
static int
retire(struct desk *d, struct desk_kept *k)
{
	struct desk_retired *old =
	    d->c->mem->alloc(d->c->mem->ctx, sizeof(*old));

	if (old == NULL)
		return E_NOMEM;
	old->arena = k->arena;
	old->next = d->retired;
	d->retired = old;
	arena_init(&k->arena, old->arena.mem, old->arena.max);
	k->ready = false;
	return 0;
}

void
desk_retire(struct desk *d)
{
	struct desk_retired *old;

	while ((old = d->retired) != NULL) {
		d->retired = old->next;
		arena_release(&old->arena);
		d->c->mem->free(d->c->mem->ctx, old);
	}
}

/* True in *stale: it is to be read again. */
static int
look(struct desk *d, struct desk_kept *k, bool *stale)
{
	size_t i;
	int r = 0;

	*stale = !k->ready;
	for (i = 0; i < 3 && k->subjects[i] != NULL && !*stale && r == 0; i++)
		r = touched(d->store, k->subjects[i], k->through, stale);
	if (r != 0)
		return r;
	if (*stale && (r = retire(d, k)) != 0)
		return r;
	k->through = d->head.size;
	return 0;
}

static int
clock_now(struct instant *out)
{
	const struct keeper_world *w = &keeper_world_real;

	return w->now(w->ctx, out);
}

/* What is known now is never before the last entry. */
static int
known_now(struct desk *d, struct instant *clock, struct instant *known)
{
	int r = clock_now(clock);

	*known = instant_max(*clock, d->head.at);
	/* A rehearsal's clock is told: it shows what its last entry shows. */
	if (store_kind(d->store)->rehearsal)
		*clock = *known = d->head.at;
	return r;
}

static int
read_law(struct desk *d)
{
	struct instant clock, known;
	bool stale;
	int r = look(d, &d->law_kept, &stale);

	if (r != 0 || !stale)
		return r;
	if ((r = known_now(d, &clock, &known)) != 0)
		return r;
	r = stored_open(&d->law_kept.arena, d->store, known, d->head.size,
	    &d->stored);
	d->law_kept.ready = r == 0;
	answers_forget(&d->kept);
	return r;
}

static int
read_accounts(struct desk *d)
{
	bool stale;
	int r = look(d, &d->account_kept, &stale);

	if (r != 0 || !stale)
		return r;
	r = accounts_read(&d->account_kept.arena, d->store, d->head.size,
	    &d->accounts);
	d->account_kept.ready = r == 0;
	return r;
}

static int
read_roster(struct desk *d)
{
	bool stale;
	int r = look(d, &d->roster_kept, &stale);

	if (r != 0 || !stale)
		return r;
	r = roster_read(&d->roster_kept.arena, d->store, d->head.size,
	    &d->roster);
	d->roster_kept.ready = r == 0;
	return r;
}

static int
read_addresses(struct desk *d)
{
	bool stale;
	int r = look(d, &d->address_kept, &stale);

	if (r != 0 || !stale)
		return r;
	r = addresses_read(&d->address_kept.arena, d->store, d->head.size,
	    &d->addresses);
	d->address_kept.ready = r == 0;
	return r;
}

int
desk_read_dockets(struct desk *d)
{
	bool stale;
	int r = look(d, &d->docket_kept, &stale);

	if (r != 0 || !stale)
		return r;
	r = docket_notices_read(&d->docket_kept.arena, d->store, d->head.size,
	    &d->dockets);
	d->docket_kept.ready = r == 0;
	return r;
}

int
desk_refresh(struct desk *d)
{
	int r = store_sync_views(d->store, &d->head);

	/* Before orders are read anew: what is kept points into them. */
	if (r == 0)
		answers_follow(&d->kept, d->store, d->head.size);
	else
		answers_forget(&d->kept);
	if (r == 0)
		r = read_accounts(d);
	if (r == 0)
		r = read_law(d);
	/* Without a roster a hold is still a hold: it names nobody, and that
	 * is an alarm. */
	if (r == 0 && read_roster(d) != 0)
		d->roster = (struct roster){ .n = 0 };
	/* Nor does a check wait for where notices go. */
	if (r == 0 && read_addresses(d) != 0)
		d->addresses = (struct addresses){ .n = 0 };
	return r;
}

/* What the orders alone say, kept for all lines of a round.  Without memory
 * for it each line finds out by itself. */
static struct decide_cache **
caches_new(struct desk *d, const struct stored *st)
{
	struct decide_cache **all =
	    arena_array(&d->round, st->nlaws, sizeof(*all));
	size_t i;

	for (i = 0; all != NULL && i < st->nlaws; i++)
		all[i] = decide_cache_new(&d->round, &st->laws[i].law);
	return all;
}

int
desk_now(struct desk *d, struct check_scene *scene, struct stored *st)
{
	int r;

	*st = d->stored;
	st->head = d->head;
	st->through = d->head.size;
	*scene = (struct check_scene){ .st = st,
		.rehearsal = store_kind(d->store)->rehearsal,
		.program = d->c->program,
		.caches = caches_new(d, st),
		.kept = &d->kept };
	r = known_now(d, &scene->clock, &st->known);
	return r;
}
