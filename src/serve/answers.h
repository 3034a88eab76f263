/* answers.h - what was decided, kept until something it rests on is touched.
 *
 * Whoever is asked about again, and nothing about them, about orders or about
 * who is on record was written since, has the answer of before: it is told and
 * written down anew, not decided anew.  An answer that is kept was of now, and
 * is used while it is the same by itself: for as long as its horizon says, and
 * five minutes at most, when nothing it rests on is dated later than what was
 * known then; else within the same minute.
 *
 * Nothing here asks the store but answers_follow, which learns what was
 * touched; without having followed to the entry of which a line is decided
 * nothing is found. */

#ifndef FORESTAY_SERVE_ANSWERS_H
#define FORESTAY_SERVE_ANSWERS_H

#include "serve/check.h"
#include "store/omap.h"

#define ANSWERS_MINUTES 5
#define ANSWERS_BYTES   ((size_t)256 << 20)
#define ANSWERS_OWN     64 /* ranges of entries that are answers */

struct answers {
	struct arena arena;  /* of what is kept */
	struct omap kept;    /* question -> struct kept_answer * */
	struct omap touched; /* subject -> the last entry that did */
	uint64_t through;    /* followed so far */
	bool forgotten;      /* in this round: the arena goes at its end */
	struct {
		uint64_t first, last;
	} own[ANSWERS_OWN];
	size_t nown;
	struct instant looked; /* at the orders' dates, then */
	bool past;             /* and all of them were over */
	uint64_t found;        /* ever */
};

void answers_init(struct answers *k, const struct mem *mem);
void answers_release(struct answers *k);

/* Nothing is kept any more.  What a line was told from stays until the round
 * is over. */
void answers_forget(struct answers *k);
void answers_round_over(struct answers *k);

/* These entries are answers and touch nothing that one rests on. */
void answers_own(struct answers *k, uint64_t first, size_t n);

/* What was written through entry `through`.  Whatever fails, all is
 * forgotten. */
void answers_follow(struct answers *k, struct store *s, uint64_t through);

/* The answer to line->query as of st and known: line->asked and line->answer
 * as they would be decided; but for asked.act.  False: decide it. */
bool answers_find(struct answers *k, struct arena *a, const struct stored *st,
    struct check_line *line);

/* A line that was decided as of st, and written down after. */
void answers_keep(struct answers *k, const struct stored *st,
    const struct check_line *line);

#endif
