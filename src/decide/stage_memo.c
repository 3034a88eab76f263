/* stage_memo.c - what visits of one replay came to, for those that come the
 * same way again.
 *
 * Readings of clocks and events that may have happened lead to the same
 * stage at the same time over and over, and what each says multiplies.  Kept
 * is only what did not turn on the stages above it (see circling() of
 * stages.c): it is so wherever the path comes from, or says of more branches
 * than it would there, and a branch more is never less of a bar. */

#include <string.h>

#include "decide/stages.h"

#define KEPT       1024u /* direct-mapped */
#define KEPT_AFTER 128u  /* steps: most replays end before */

/* Compared as bytes: nothing of it is left unset, and there is no padding. */
struct visit_key {
	struct when entry;
	const char *shown; /* before it */
	int64_t stage;     /* + 1; 0: nothing kept */
	unsigned quiet, ntrail;
};

struct stage_memo {
	struct {
		struct visit_key key;
		const struct trail *trail;
		const char *shows; /* after it */
		uint8_t value;
	} at[KEPT];
};

/* The key, and where it is kept: nothing of an address, so that the same is
 * kept and forgotten each time. */
static size_t
slot_of(const struct replay *rp, int stage, struct when entry,
    const struct trail *trail, const char *shown, struct visit_key *key)
{
	uint64_t h = (uint64_t)entry.first.us * 0x9e3779b97f4a7c15u ^
	    (uint64_t)entry.last.us * 0xc2b2ae3d27d4eb4fu ^
	    (uint64_t)stage * 0x165667b19e3779f9u ^ rp->quiet;

	memset(key, 0, sizeof(*key));
	key->entry.first = entry.first;
	key->entry.last = entry.last;
	key->shown = shown;
	key->stage = (int64_t)stage + 1;
	key->quiet = rp->quiet;
	for (; trail != NULL; trail = trail->up) {
		h = (h ^ h >> 29) * 0xbf58476d1ce4e5b9u;
		key->ntrail++;
	}
	return (size_t)((h ^ h >> 32) % KEPT);
}

/* Of two that are as long. */
static bool
same_trail(const struct trail *a, const struct trail *b)
{
	for (; a != b; a = a->up, b = b->up)
		if (a->used != b->used)
			return false;
	return true;
}

bool
stage_recall(struct replay *rp, int stage, struct when entry,
    const struct trail *trail, enum tri *v)
{
	const struct stage_memo *m = rp->memo;
	struct visit_key key;
	size_t i = slot_of(rp, stage, entry, trail, rp->report->stage, &key);

	if (m == NULL || memcmp(&m->at[i].key, &key, sizeof(key)) != 0 ||
	    !same_trail(m->at[i].trail, trail))
		return false;
	rp->report->stage = m->at[i].shows;
	*v = (enum tri)m->at[i].value;
	return true;
}

void
stage_keep(struct replay *rp, int stage, struct when entry,
    const struct trail *trail, const char *shown, enum tri v)
{
	struct visit_key key;
	size_t i = slot_of(rp, stage, entry, trail, shown, &key);

	if (rp->steps < KEPT_AFTER)
		return;
	if (rp->memo == NULL)
		rp->memo = arena_alloc(rp->ev->a, sizeof(*rp->memo));
	if (rp->memo == NULL) {
		eval_fail(rp->ev, E_NOMEM);
		return;
	}
	rp->memo->at[i].key = key;
	rp->memo->at[i].trail = trail;
	rp->memo->at[i].shows = rp->report->stage;
	rp->memo->at[i].value = (uint8_t)v;
}
