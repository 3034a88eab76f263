/* cmd_import.h - a table on its way into a store, and how it is shown. */

#ifndef FORESTAY_CMD_IMPORT_H
#define FORESTAY_CMD_IMPORT_H

#include "cli/desk.h"
#include "intake/import.h"

struct importing {
	struct desk d;
	struct mapping *mapping;
	struct sheet sheet;
	struct source_text file;
	struct import *im;
	const char *id; /* of the import, once it is written */
	uint64_t first, entries;
};

/* What was read of it, the rows that were not, and what was or would be
 * written; as JSON when that was asked for. */
void import_show(struct importing *i, bool written);

#endif
