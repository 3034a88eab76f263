/* cmd_import_court.h - forestay import: court and enforcement data. */

#ifndef FORESTAY_CMD_IMPORT_COURT_H
#define FORESTAY_CMD_IMPORT_COURT_H

#include <jansson.h>

#include "cli/cli.h"

extern const struct command command_import_eoir;
extern const struct command command_import_ice;

/* Of a store: what came and what was made of it, as one entry of kind
 * `release`.  body is taken, even on failure; NULL is no memory.  false:
 * said why, in *status. */
struct release_entry {
	const char *store, *by;
	const char *matter; /* "court_data" */
	const char *source; /* "EOIR case data" */
	json_t *body;
};
bool release_write(struct cli *c, const struct release_entry *r,
    uint64_t *entry, enum status *status);

#endif
