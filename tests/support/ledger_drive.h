/* ledger_drive.h - one test for every backend of the ledger: random groups,
 * stale heads, deposed epochs, questions and reopenings, each answer held
 * against a plain model of what was said. */

#ifndef FORESTAY_LEDGER_DRIVE_H
#define FORESTAY_LEDGER_DRIVE_H

#include "store/ledger.h"

struct ledger_stand {
	/* Open the ledger that the stand keeps; the first is of an empty
	 * one.  0 or an error. */
	int (*open)(void *ctx, struct ledger **out);
	void *ctx;
};

/* NULL when all was as the model says; else what was not (static). */
const char *ledger_drive(const struct ledger_stand *stand, uint64_t seed,
    unsigned steps);

/* The bytes of a written entry, for tests that keep ledgers. */
int ledger_drive_bytes(struct buf *out, struct instant at, unsigned n);

#endif
