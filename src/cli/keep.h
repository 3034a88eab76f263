/* keep.h - what the commands that write into a store share. */

#ifndef FORESTAY_KEEP_H
#define FORESTAY_KEEP_H

#include "cli/cli.h"
#include "intake/stored.h"

#define KEEP_WAIT 5000 /* ms for the keeper */

/* A rehearsal's clock, as FORESTAY_NOW tells it; the store's own clock when
 * it is not set, and of any other store.  0, or what is wrong with *why. */
int keep_clock(struct arena *a, struct store *s, const char **why) MUST_CHECK;

/* What every command does first: views of another program are made anew, and
 * the clock is told.  0, or what is wrong with *why. */
int keep_begin(struct cli *c, struct store *s, const char **why) MUST_CHECK;

/* What "now" is for a store. */
struct keep_now {
	struct store_head head; /* all that is on record: nothing after it */
	struct instant known;   /* never before the last entry of it */
	struct instant clock;   /* as shown; of a rehearsal as known */
};
int keep_now(struct store *s, struct keep_now *out) MUST_CHECK;

/* stored_open as known, of what was on record at now.  What is recorded
 * meanwhile is after now->head, so that a precondition on it conflicts. */
int keep_orders(struct arena *a, struct store *s, const struct keep_now *now,
    struct instant known, struct stored *out) MUST_CHECK;

/* Open; false when it cannot be, said. */
bool keep_open(struct cli *c, const char *folder, struct store **out);

/* What the store said last, on standard error; STATUS_FAILED. */
enum status keep_failed(struct cli *c, struct store *s, int r);

/* The orders as all that is on record has them.  False: said. */
bool keep_read(struct cli *c, struct store *s, struct stored *out);

/* Keep the file as a document; its name, "sha256:...", in the arena. */
bool keep_document(struct cli *c, struct store *s, const char *path,
    const char **out);

/* Write; a fate left open is found out.  Said when it fails; E_CONFLICT is
 * said as what came between. */
bool keep_append(struct cli *c, struct store *s, struct batch *b,
    struct appended *out);

/* For weigh_people: how far, on a terminal, after a second. */
struct keep_progress {
	const char *what;
	int64_t began, shown; /* us */
};
void keep_progress(void *ctx, size_t done, size_t all);
void keep_progress_end(struct keep_progress *p);

#endif
