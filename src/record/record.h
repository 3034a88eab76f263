/* record.h - what was written down about orders and dockets.
 *
 * Beside the people there is a record of the courts: who confirmed what of
 * an order, when an order became known, when a docket was last read. */

#ifndef FORESTAY_RECORD_H
#define FORESTAY_RECORD_H

#include "record/person.h"

/* Something of an instrument confirmed: an unverified beginning or end
 * becomes verified at `at`, on a document, by a named second person. */
struct confirmation {
	const char *instrument;
	struct instant at;     /* recorded */
	struct moment entered; /* the date confirmed; NONE: as given */
	const char *document;
	const char *by;
	const struct zone *zone; /* of entered; NULL: the order's */
};

/* An instrument's own recording, when it is not its beginning. */
struct recording {
	const char *instrument;
	struct entry entry;
};

/* A docket read at an instant. */
struct docket_read {
	const char *in_case;
	struct instant at;
};

struct record {
	const struct person *const *people;
	size_t npeople;
	const struct confirmation *confirmations;
	size_t nconfirmations;
	const struct recording *recordings;
	size_t nrecordings;
	const struct docket_read *reads;
	size_t nreads;
	bool dockets_fresh; /* count all as just read */
};

#endif
