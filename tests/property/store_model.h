/* store_model.h - what a keeper has to do, said again without one: lists,
 * gone through from their beginning for each question. */

#ifndef FORESTAY_PROPERTY_STORE_MODEL_H
#define FORESTAY_PROPERTY_STORE_MODEL_H

#include "store/keeper.h"

#define SUBJECTS    6
#define MAX_DRAFTS  4 /* of a batch */
#define MAX_PRE     3
#define MAX_BATCHES 128
#define MAX_ENTRIES 256

extern const char *const model_subjects[SUBJECTS]; /* in their order */

struct wrote {
	const char *bytes; /* the draft; NULL: entry 1 */
	size_t n;
	unsigned on; /* bits of model_subjects */
	bool wrong;  /* no draft at all */
};

/* A batch somebody asks to be written. */
struct ask {
	uint64_t id[2];
	struct wrote drafts[MAX_DRAFTS];
	size_t n;
	bool has_expected;
	uint64_t expected;
	struct precondition pre[MAX_PRE];
	size_t npre;
};

struct model_batch {
	const struct ask *ask;
	uint64_t first;
	struct instant at;
};

struct model {
	struct wrote entries[MAX_ENTRIES];
	struct instant at[MAX_ENTRIES];
	size_t n;
	struct model_batch batches[MAX_BATCHES];
	size_t nbatches;
	struct hash first; /* of entry 1's bytes */
};

/* What has to become of it, when nothing fails: 0 or an error, and out. */
int model_says(const struct model *m, const struct ask *a,
    struct appended *out);
void model_add(struct model *m, const struct ask *a, struct instant at);

/* NULL, or what does not hold between the model and what is kept.  The
 * views are brought to the head first. */
const char *model_ledger(struct model *m, struct keeper *k);
const char *model_views(const struct model *m, struct keeper *k);

#endif
