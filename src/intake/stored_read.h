/* stored_read.h - inside stored*.c: entries taken apart. */

#ifndef FORESTAY_STORED_READ_H
#define FORESTAY_STORED_READ_H

#include "intake/stored.h"

/* A confirmation or refusal of an entry. */
struct stored_decision {
	uint64_t of;
	const char *author;
	struct instant at;
	bool refuses;
};

/* A string of a body, in the arena; NULL when there is none.  *err becomes
 * E_NOMEM, or is left as it is. */
const char *stored_string(struct arena *a, const json_t *body, const char *key,
    int *err);

/* A number of an entry; 0 when there is none. */
uint64_t stored_number(const json_t *body, const char *key);

int stored_decision_add(struct arena *a, struct stored_decision **all,
    size_t *n, size_t *cap, const struct written *w,
    const struct entry_view *v) MUST_CHECK;

/* Of a loss: YES confirmed, NO refused, UNKNOWN neither, by somebody who is
 * not its author.  Refused is refused, whatever else was said. */
enum tri stored_counts(const struct stored_decision *all, size_t n,
    uint64_t seq, const char *author);

/* The readings of dockets by K, and which count: st->dockets. */
int stored_dockets(struct arena *a, struct stored *st) MUST_CHECK;

/* Those that count, as decide() takes them; waiting: those that wait too. */
int stored_docket_reads(struct arena *a, const struct stored *st, bool waiting,
    struct docket_read **out, size_t *n) MUST_CHECK;

#endif
