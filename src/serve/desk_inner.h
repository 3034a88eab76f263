/* desk_inner.h - what desk.c, desk_read.c and desk_round.c share. */

#ifndef FORESTAY_SERVE_DESK_INNER_H
#define FORESTAY_SERVE_DESK_INNER_H

#include "serve/check.h"
#include "serve/child.h"
#include "serve/desk.h"

/* Decided and written together. */
#define ROUND_JOBS 256

/* What is read of the store and kept until something touches it. */
struct desk_kept {
	struct arena arena;
	const char *subjects[3]; /* what it is made of; NULL-terminated */
	uint64_t through;        /* as of this entry */
	bool ready;
};

struct job {
	struct link *from; /* NULL: the desk's own listener */
	enum side side;
	struct desk_request request;
	const struct account *by;
	struct check_line line;
	enum problem problem;
	const char *detail;
	size_t begin, n; /* of its body, in the round's text */
	unsigned status;
	const char *media;
	const char *signature;
};

struct desk_numbers {
	uint64_t verdicts[3]; /* enum verdict */
	uint64_t unwritten;   /* answers that could not be */
	uint64_t conflicts;   /* rounds decided anew */
	uint64_t rounds;
	uint64_t unsigned_; /* replies that were not signed */
};

struct desk {
	const struct child *c;
	struct store *store;
	struct link gates[CHILD_LINKS];
	struct link keepers[CHILD_LINKS];
	struct http *http; /* its own listener; or NULL */

	struct desk_kept law_kept, account_kept, roster_kept;
	struct stored stored;
	struct accounts accounts;
	struct roster roster;
	struct store_head head;

	struct arena round; /* of one round */
	struct job jobs[ROUND_JOBS];
	size_t njobs;
	bool full;       /* more is asked than fits in a round */
	bool no_sign;    /* the keeper does not sign */
	struct buf text; /* their bodies */
	struct desk_numbers numbers;
};

/* -- desk_read.c --------------------------------------------------------- */

/* Bring what is kept up to the last entry committed.  0, or what the store
 * said: nothing can then be answered. */
int desk_refresh(struct desk *d) MUST_CHECK;

/* All that is on record, and the clock. */
int desk_now(struct desk *d, struct check_scene *scene,
    struct stored *st) MUST_CHECK;

/* -- desk_round.c -------------------------------------------------------- */

/* Another request of this round; false when there is no room. */
bool desk_add(struct desk *d, struct link *from, enum side side,
    const struct desk_request *r, enum problem bad, const char *detail);

/* Answer all of them. */
void desk_round(struct desk *d);

#endif
