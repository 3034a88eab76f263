/* eoir_small.h - a small release of court data, made up, in a folder. */

#ifndef FORESTAY_EOIR_SMALL_H
#define FORESTAY_EOIR_SMALL_H

#include <stdbool.h>
#include <stdio.h>

#include "intake/eoir_table.h"

struct small {
	char folder[64]; /* below /tmp */
	FILE *files[T_READ];
	unsigned rows[T_READ];
	bool crlf;
};

/* A folder with the headers of all tables that are read. */
void small_begin(struct small *s, bool crlf);

/* "IDNCASE=1;NAT=IZ;CASE_TYPE=RMV": a row with these cells; dates may be
 * written as days alone. */
void small_row(struct small *s, enum eoir_table_id t, const char *cells);

/* Bytes as they are, counted as so many rows. */
void small_raw(struct small *s, enum eoir_table_id t, const char *bytes,
    size_t n, unsigned rows);

/* A file of Lookup/. */
void small_lookup(struct small *s, const char *name, const char *text);

/* Close the tables and write Count.txt, off by so many for table t. */
void small_done(struct small *s, enum eoir_table_id t, int off);
void small_remove(struct small *s);

#endif
