/* stage_memo.c - what visits of one replay came to, for those that come the
 * same way again.
 *
 * Readings of clocks and events that may have happened lead to the same
 * stage at the same time over and over, and what each says multiplies.  Kept
 * is only what did not turn on the stages above it (see circling() of
 * stages.c): it is so wherever the path comes from, or says of more branches
 * than it would there, and a branch more is never less of a bar. */

#include "decide/stages.h"

#define KEPT       1024u /* direct-mapped */
#define KEPT_AFTER 128u  /* steps: most replays end before */

struct stage_memo {
	struct {
		bool full, quiet;
		uint8_t value;
		int stage;
		struct when entry;
		const struct trail *trail;
		const char *shown, *shows; /* before it, after it */
	} at[KEPT];
};

/* Nothing of an address: the same is kept and forgotten each time. */
static size_t
slot_of(int stage, struct when entry, const struct trail *trail, bool quiet)
{
	uint64_t h = (uint64_t)entry.first.us * 0x9e3779b97f4a7c15u ^
	    (uint64_t)entry.last.us * 0xc2b2ae3d27d4eb4fu ^
	    (uint64_t)stage * 0x165667b19e3779f9u ^ quiet;

	for (; trail != NULL; trail = trail->up)
		h = (h ^ h >> 29) * 0xbf58476d1ce4e5b9u;
	return (size_t)((h ^ h >> 32) % KEPT);
}

static bool
same_trail(const struct trail *a, const struct trail *b)
{
	while (a != b) {
		if (a == NULL || b == NULL || a->used != b->used)
			return false;
		a = a->up;
		b = b->up;
	}
	return true;
}

bool
stage_recall(struct replay *rp, int stage, struct when entry,
    const struct trail *trail, enum tri *v)
{
	size_t i = slot_of(stage, entry, trail, rp->quiet);
	const struct stage_memo *m = rp->memo;

	if (m == NULL || !m->at[i].full || m->at[i].quiet != rp->quiet ||
	    m->at[i].stage != stage ||
	    m->at[i].entry.first.us != entry.first.us ||
	    m->at[i].entry.last.us != entry.last.us ||
	    m->at[i].shown != rp->report->stage ||
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
	size_t i = slot_of(stage, entry, trail, rp->quiet);

	if (rp->steps < KEPT_AFTER)
		return;
	if (rp->memo == NULL)
		rp->memo = arena_alloc(rp->ev->a, sizeof(*rp->memo));
	if (rp->memo == NULL) {
		eval_fail(rp->ev, E_NOMEM);
		return;
	}
	rp->memo->at[i].full = true;
	rp->memo->at[i].quiet = rp->quiet;
	rp->memo->at[i].value = (uint8_t)v;
	rp->memo->at[i].stage = stage;
	rp->memo->at[i].entry = entry;
	rp->memo->at[i].trail = trail;
	rp->memo->at[i].shown = shown;
	rp->memo->at[i].shows = rp->report->stage;
}
