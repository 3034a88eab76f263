/* record.h - what was written down about orders and dockets.
 *
 * Beside the people there is a record of the courts: who confirmed what of
 * an order, when an order became known, when a docket was last read. */

#ifndef FORESTAY_RECORD_H
#define FORESTAY_RECORD_H

#include "record/person.h"

/* Something of an instrument confirmed by a named second person, recorded at
 * `at`: the document, and besides it no more than is said here. */
struct confirmation {
	const char *instrument;
	struct instant at; /* recorded */
	/* The dates confirmed; NONE: not spoken of. */
	struct moment oral, entered, effective;
	bool ends; /* its ends, and those of its acts, are as written */
	bool acts; /* what it does to others is as written */
	const char *document;
	const char *by;
	const struct zone *zone; /* of the dates; NULL: the order's */
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

/* That somebody on record is whom orders call so. */
struct said_is {
	const char *name;
	struct entry entry;
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
	const struct said_is *said;
	size_t nsaid;
	bool named_known; /* whom orders name is known: nobody but who is said
			   * to be */
};

#endif
