/* reader.h - tables that a command is given, read by forestay-doc where they
 * are workbooks. */

#ifndef FORESTAY_READER_H
#define FORESTAY_READER_H

#include "intake/sheet.h"

/* forestay-doc stands beside this program.  NULL: it is not known where. */
const char *reader_path(struct arena *a);

/* The table in file, whose bytes were read from path; which: of a workbook's
 * sheets, as sheet_from_workbook has it.  E_NAME: which is none; else as
 * sheet_from_*; *why or NULL. */
int reader_sheet(struct arena *a, const struct source_text *file,
    const char *path, const char *which, struct sheet *out,
    const char **why) MUST_CHECK;

#endif
