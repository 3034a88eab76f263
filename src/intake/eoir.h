/* eoir.h - a release of the immigration courts' case data.
 *
 * A folder as the ZIP unpacks: tables as tab-separated text named .csv,
 * Count.txt, Lookup/.  All tables that Count.txt names are read, or counted,
 * and a count that differs is an error: nothing of it is handed on.  What is
 * found in the tables becomes one person a case, "eoir:NUMBER": a release
 * says not who of them are one.  docs/court-data.md says what becomes of
 * which column. */

#ifndef FORESTAY_EOIR_H
#define FORESTAY_EOIR_H

#include "intake/eoir_dirt.h"
#include "intake/eoir_final.h"
#include "proof/hash.h"
#include "record/person.h"
#include "store/files.h"

/* Where the tables are.  Names are as they stand in Count.txt, or in
 * Lookup/ ("Lookup/tblLanguage.csv"). */
struct eoir_source {
	/* The names of all files, one a line; in the arena. */
	int (*list)(void *ctx, struct arena *a, const char ***names, size_t *n,
	    const char **why);
	/* A file, to be read from its beginning; closed by close. */
	int (*open)(void *ctx, const char *name, int *fd, const char **why);
	int (*close)(void *ctx, int fd);
	uint64_t (*bytes)(void *ctx, const char *name); /* 0: not known */
	void *ctx;
};

struct eoir_options {
	struct day as_of; /* the release is whole before this day */
	bool has_as_of;   /* else it is read from what is on record last */
	struct day bound; /* no release holds a past after this day */
	unsigned threads; /* 1 to EOIR_THREADS_MAX */
	bool uncounted;   /* there is no Count.txt, and that is known */
	bool hashes;      /* of each table's file */
	/* Told now and then; false: stop (E_AGAIN). */
	bool (*progress)(void *ctx, const char *what, uint64_t done,
	    uint64_t all);
	void *ctx;
};

/* What an entry says it was read by: another when facts differ. */
#define EOIR_READER      "eoir-1"

#define EOIR_THREADS_MAX 16
#define EOIR_TABLES_MAX  64

struct eoir_table_read {
	const char *name;
	uint64_t rows; /* found */
	uint64_t said; /* by Count.txt */
	uint64_t bytes;
	enum eoir_table_id id; /* T_COUNTED: no fact is taken from it */
	struct eoir_header head;
	struct hash hash; /* of its file, if asked for */
};

struct eoir_release;

struct eoir_summary {
	struct eoir_table_read tables[EOIR_TABLES_MAX];
	size_t ntables;
	uint64_t bytes;
	struct day as_of;
	bool as_of_said;
	uint64_t cases, proceedings;
	uint64_t finality[FINALITIES];
	const char *decisions_from;
};

/* Read all of it.  0; E_CHECK: a count differs (*why names each table and by
 * how much), E_IO, E_SYNTAX (no such table or column), E_LIMIT, E_NOMEM,
 * E_AGAIN (stopped); *why is a sentence in the arena.  *out is then NULL. */
int eoir_read(struct arena *a, const struct mem *mem,
    const struct file_system *fs, const struct eoir_source *from,
    const struct eoir_options *o, struct eoir_release **out,
    const char **why) MUST_CHECK;
void eoir_free(struct eoir_release *r);

/* Hand each case to each(), in the order of their numbers, as a person in
 * the words of the vocabulary; what is handed lives until each() returns.
 * What each() returns, when not 0, ends it.  E_NAME: the vocabulary has not
 * the words.  Once. */
int eoir_each(struct eoir_release *r, const struct vocab *v,
    int (*each)(void *ctx, const struct person *p), void *ctx,
    const char **why) MUST_CHECK;

/* The same before they are made persons: what was derived, and from which
 * rows. */
int eoir_each_case(struct eoir_release *r,
    int (*each)(void *ctx, const struct eoir_case *c, const struct finality *f),
    void *ctx) MUST_CHECK;

/* After eoir_each: whole. */
const struct eoir_summary *eoir_summary_of(const struct eoir_release *r);

/* What was wrong, by table and line; what only a whole case shows is in it
 * after eoir_each.  0 or E_NOMEM. */
int eoir_dirt_of(struct eoir_release *r, const struct dirt **out) MUST_CHECK;

/* The row of a line: a line end inside a field makes one row of two lines.
 * After eoir_dirt_of. */
uint32_t eoir_row_of(const struct eoir_release *r, enum eoir_table_id t,
    uint32_t line);

#endif
