/* eoir_report.h - the report of what was wrong in a release. */

#ifndef FORESTAY_EOIR_REPORT_H
#define FORESTAY_EOIR_REPORT_H

#include "intake/eoir.h"

enum report_form {
	REPORT_TSV, /* table, row, column, cause, done, bytes; then "# " counts
		     */
	REPORT_JSON /* the same, an object a line; then the counts */
};

/* After eoir_each, into an open file: 0, E_NOMEM, E_IO, E_FULL. */
int eoir_report(struct eoir_release *r, const struct mem *mem,
    const struct file_system *fs, int fd, enum report_form form) MUST_CHECK;

#endif
