/* top_ids.h - the greatest ids of all batches that were written.
 *
 * Ids begin with the time (store_batch_id), so that whoever asks whether one
 * was written before almost always asks for one greater than all that were.
 * One that is not among the greatest, and is greater than the last of these,
 * was never written.  Some are greater and always will be: the first of a
 * store is random. */

#ifndef FORESTAY_STORE_TOP_IDS_H
#define FORESTAY_STORE_TOP_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOP_IDS 16

/* Beginning with zeroes. */
struct top_ids {
	uint64_t ids[TOP_IDS][2]; /* from the greatest down */
	size_t n;                 /* less than TOP_IDS: these are all */
};

/* One that was written. */
void top_ids_add(struct top_ids *t, const uint64_t id[2]);

/* It was never written. */
bool top_ids_never(const struct top_ids *t, const uint64_t id[2]);

#endif
