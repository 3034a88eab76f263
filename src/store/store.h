/* store.h - everything ever said, kept.
 *
 * A store is a sequence of entries that only grows, the views made of it,
 * and blobs.  This header speaks of entries, batches, views and blobs; how
 * they lie on a disk is the business of what is behind it: SQLite in a
 * folder, or memory, which fails when a test tells it to.
 *
 * Every call may say E_AGAIN: nothing was done, ask again.  Any failure of
 * a call that would have let someone say NO BAR ON RECORD is a hold.
 *
 * One process writes a folder, the keeper (keeper.h).  store_open finds it
 * behind its socket, or becomes it for as long as the store is open. */

#ifndef FORESTAY_STORE_H
#define FORESTAY_STORE_H

#include "store/entry.h"

struct store;

/* Where the ledger stands: how many entries, a hash that vouches for all
 * of them, and the last one's instant.  The writer's clock may have been set
 * back since: what is asked "as known now" is asked as known at the later of
 * now and `at`, or it would miss what was just written. */
struct store_head {
	uint64_t size;
	struct hash hash;
	struct instant at;
	uint64_t epoch; /* of the keeper that says so */
};

/* Nothing touched `subject` after entry `since`, or the batch is refused. */
struct precondition {
	const char *subject;
	uint64_t since;
};

/* What is written together or not at all.  A batch sent again with the
 * same id (after a failure that left its fate open) is written once: the
 * second time gives the first one's range.  Other drafts with an id already
 * used are refused (E_SYNTAX): they would be lost. */
struct batch {
	const struct draft *drafts;
	size_t n;
	uint64_t id[2];    /* random; store_batch_id */
	bool has_expected; /* the head must be of this size */
	uint64_t expected;
	const struct precondition *pre;
	size_t npre;
};

struct appended {
	uint64_t first; /* entries first .. first + n - 1 */
	size_t n;
	struct instant at;   /* recorded; all of a batch have one instant */
	bool again;          /* this id was written before */
	const char *subject; /* E_CONFLICT: what was touched, or NULL: the
			      * head; it is the batch's own string */
};

/* -- Opening ------------------------------------------------------------ */

/* What a store is, said once when it is made. */
struct store_kind {
	/* A rehearsal: the writer's clock is told, not read, so that a story
	 * can be played.  Every answer of one says so. */
	bool rehearsal;
	const char *name; /* for people, or NULL */
};

/* Make an empty store in folder, which must not exist or be empty.  *why
 * is a sentence for people, in the arena.  E_NAME: there is one already. */
int store_init(struct arena *a, const char *folder,
    const struct store_kind *kind, const char **why) MUST_CHECK;

/* Open it.  E_NEWER: written by a later forestay; E_NAME: no store there;
 * E_IO, E_AGAIN (the keeper does not answer), E_BROKEN; *why says what to
 * do.  wait_ms: how long to try, now and in each later call, to reach the
 * keeper or whoever follows it; then E_AGAIN, or E_IO when an append's fate
 * is open. */
int store_open(struct arena *a, const char *folder, int wait_ms,
    struct store **out, const char **why) MUST_CHECK;

/* As store_open; and when this process is the keeper it signs the log
 * (signer.h, whose refusals it says too); what is pointed to outlives the
 * store. */
struct signing;
int store_open_signing(struct arena *a, const char *folder, int wait_ms,
    const struct signing *log, struct store **out, const char **why) MUST_CHECK;

/* Of a store that cannot be opened because its ledger was put back from an
 * older copy: bring back the entries that its views still hold (keeper.h,
 * keeper_recover); *n of them.  E_AGAIN: somebody keeps it, so that it can be
 * opened; else as store_open. */
int store_recover(struct arena *a, const char *folder, uint64_t *n,
    const char **why) MUST_CHECK;

/* A store in memory, for tests and for what is never kept. */
struct store_faults;
int store_memory(const struct mem *mem, const struct store_kind *kind,
    struct store_faults *faults, struct store **out) MUST_CHECK;

/* NULL is allowed.  What was acknowledged is durable already. */
void store_close(struct store *s);

const struct store_kind *store_kind(const struct store *s);

/* The sentence that goes with the last failure of s; never NULL. */
const char *store_why(const struct store *s);

/* -- Entries ------------------------------------------------------------ */

/* Write a batch down.  When 0 is returned it is durable.  E_CONFLICT: a
 * precondition does not hold, nothing was written.  E_AGAIN, E_FULL: nothing
 * was written.  E_IO, E_STALE (another keeper took over): its fate is open;
 * send it again with its id.  E_SYNTAX, E_LIMIT: a draft is wrong. */
int store_append(struct store *s, const struct batch *b,
    struct appended *out) MUST_CHECK;

/* A new id: the time, then random bits; E_IO. */
int store_batch_id(struct batch *b) MUST_CHECK;

/* Of a rehearsal: what the writer's clock shows from now on.  E_RANGE when
 * it would go back; E_NAME when the store is no rehearsal. */
int store_tell_time(struct store *s, struct instant now) MUST_CHECK;

int store_head(struct store *s, struct store_head *out) MUST_CHECK;

/* The entries after `after`, in order, at most max (0: all), each handed
 * to each() whose bytes live during the call.  each returns 0 to go on;
 * another is what store_follow returns.  each asks nothing of the store. */
int store_follow(struct store *s, uint64_t after, uint64_t max,
    int (*each)(void *ctx, const struct written *w), void *ctx) MUST_CHECK;

/* The log's newest checkpoint: a note that its keeper has signed, in the
 * arena.  It speaks of every entry that was acknowledged before it was asked
 * for.  in_tiles: once those below the folder (tiles.h) reach that far.
 * E_NAME: nobody signs it now; E_IO, E_FULL: the tiles cannot be written. */
int store_signed(struct store *s, struct arena *a, bool in_tiles,
    const char **note, size_t *n) MUST_CHECK;

/* -- Views -------------------------------------------------------------- */

/* The views, made of the entries by project.c.  A key is bytes; keys are
 * ordered as bytes. */
enum view_id {
	VIEW_ENTRY = 1, /* seq, 8 bytes big-endian -> salt, then bytes */
	VIEW_ABOUT,     /* subject, NUL, seq -> nothing */
	VIEW_IDENTITY   /* key of an identifier, NUL, seq -> candidates.h */
};

/* Bring the views to the head as it is now, and say where they stand. */
int store_sync_views(struct store *s, struct store_head *out) MUST_CHECK;

/* Every row whose key begins with prefix and is not before `from` (which
 * begins with it too, or is empty), in order; each returns 0 to go on, and
 * another is what is returned.  Long scans let writers in between rows; each
 * itself asks nothing of the store. */
int store_view_scan(struct store *s, enum view_id v, const void *prefix,
    size_t nprefix, const void *from, size_t nfrom,
    int (*each)(void *ctx, const void *key, size_t nkey, const void *value,
	size_t nvalue),
    void *ctx) MUST_CHECK;

/* One entry, in the arena; E_NAME when there is none. */
int store_entry(struct store *s, struct arena *a, uint64_t seq,
    struct written *out) MUST_CHECK;

/* The entries that touch a subject, in order, through seq `through`; the
 * last ones' salts and bytes in the arena.  E_AGAIN: store_sync_views has
 * not brought the views so far, so that some could be missing. */
int store_about(struct store *s, struct arena *a, const char *subject,
    uint64_t through, struct written **out, size_t *n) MUST_CHECK;

/* Views stay as they are from true to false, which costs less than to look
 * at each read whether they changed; pairs may lie within each other.  For
 * milliseconds: whoever brings the views further waits, so nothing is written
 * and store_sync_views is not called in between. */
void store_hold(struct store *s, bool hold);

/* Whether the views were made by another program: nothing is looked up in
 * them.  Their keeper makes them anew; store_rebuild waits for that. */
bool store_views_old(struct store *s);

/* Make the views anew from the first entry.  progress may be NULL. */
int store_rebuild(struct store *s,
    void (*progress)(void *ctx, uint64_t done, uint64_t all), void *ctx,
    uint64_t *n) MUST_CHECK;

/* -- Blobs -------------------------------------------------------------- */

/* Keep a document.  Durable when 0 is returned; the same bytes are kept
 * once. */
int store_blob_put(struct store *s, const void *bytes, size_t n,
    struct hash *out) MUST_CHECK;

/* Its bytes, checked against the hash.  E_NAME: not kept; E_BROKEN: what is
 * kept is not what was. */
int store_blob_get(struct store *s, struct arena *a, const struct hash *h,
    const void **bytes, size_t *n) MUST_CHECK;

#endif
