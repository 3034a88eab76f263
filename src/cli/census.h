/* census.h - one count of everybody: what was asked, and what came of it. */

#ifndef FORESTAY_CENSUS_H
#define FORESTAY_CENSUS_H

#include <signal.h>

#include "cli/casebook.h"
#include "cli/census_by.h"
#include "cli/keep.h"
#include "intake/snapshot.h"

#define ATS_MAX     64
#define BYS_MAX     8
#define REASONS_MAX 256

struct census_opts {
	struct common common;
	const char *scope, *compare, *known, *zone, *suppress;
	struct option_list at, by, casebook;
	bool csv;
};

struct count {
	struct instant at;
	uint64_t yes, unknown, no;
};

struct reason_count {
	const char *text;
	uint64_t people;
};

/* Rows that are counted: all but those that are stale. */
struct part {
	const struct columns *columns;
	const uint64_t *stale; /* a bit a row; or NULL */
	size_t first;          /* the place of its first row among all */
	struct population *population;
	struct arena arena; /* the population's */
};

struct census {
	struct cli *c;
	const struct census_opts *o;
	const struct command *self;
	const char *source;
	struct casebook book;
	const struct law *law;
	struct stored stored;
	struct store *store;
	struct snapshot snapshot;      /* base alone but for a store */
	struct segment_writer *writer; /* of a release being read */
	struct part parts[2];
	size_t nparts;
	const struct part *part; /* being counted */
	size_t rows;             /* of all parts, the stale ones too */
	uint64_t people;
	const struct zone *zone;
	struct instant ats[ATS_MAX];
	size_t nats;
	struct instant known;
	long suppress;
	struct by bys[BYS_MAX];
	size_t nbys;
	struct count counts[ATS_MAX];
	struct reason_count reasons[REASONS_MAX];
	size_t nreasons;
	uint64_t asked_why;
	/* yes, unknown, no of the one by those of the other */
	uint64_t both[3][3];
	uint8_t *first;     /* values of the one, when compared */
	uint64_t *unknowns; /* bits: rows not known at the last instant */
	struct keep_progress progress;
	sigset_t ends;
	int err;
};

/* census_tell.c: into s->c->out. */
void census_text(const struct census *s);
void census_json(const struct census *s);
void census_csv(const struct census *s);

#endif
