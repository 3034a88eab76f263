/* check.h - one line of what is asked: decided, written down, told.
 *
 * What is decided of many lines is written in one batch; so deciding and
 * telling are apart.  What each role is told is made here and nowhere else:
 * an officer's answer holds no name, no reason, no fact of anybody, a date
 * only when an order itself prints it, and is of one size. */

#ifndef FORESTAY_SERVE_CHECK_H
#define FORESTAY_SERVE_CHECK_H

#include "intake/asked.h"
#include "serve/account.h"
#include "serve/query.h"
#include "serve/roster.h"

/* How long NO BAR ON RECORD is good for, unless the answer changes by itself
 * before. */
#define CHECK_GOOD_MINUTES 5

/* Every answer to an officer has so many bytes. */
#define OFFICER_BYTES      4096

/* And every line of a manifest. */
#define LINE_BYTES         1024

struct answers;

/* What all lines of a round are decided from. */
struct check_scene {
	const struct stored *st; /* its laws are good, or it is broken */
	struct instant clock;    /* as shown */
	bool rehearsal;
	const char *program;          /* its version */
	struct decide_cache **caches; /* of each law; or NULL */
	struct answers *kept;         /* or NULL */
};

struct check_line {
	const struct account *by;
	const struct query *query;

	/* check_decide */
	enum problem problem; /* what is asked cannot be understood */
	const char *why;      /* in a sentence of this program's own */
	struct asked asked;
	struct act act;
	struct answer answer;
	bool kept;    /* decided before, and the same since */
	json_t *body; /* of its entry */
	const char **on;
	size_t non;

	/* Whoever wrote it down. */
	uint64_t entry; /* 0: it is not written down */
	struct instant at;
};

/* Decide one line.  A failure is a hold; E_NOMEM, or what the store said, and
 * then there is nothing to be told. */
int check_decide(struct arena *a, const struct check_scene *scene,
    struct check_line *line) MUST_CHECK;
void check_release(struct check_line *line);

/* The entry of a line that was decided. */
struct draft check_draft(const struct check_line *line);

/* It could not be written down: no bar is a hold. */
void check_unwritten(struct check_line *line);

/* What is told, a line of JSON. */
void check_tell(struct buf *b, const struct check_scene *scene,
    const struct check_line *line, const struct shift *duty);

/* A line of a manifest; full: with all that counsel sees.  A line that is not
 * understood, or could not be decided, is a hold. */
struct check_place {
	size_t number; /* from 1 */
	bool alternate;
	const char *to;
	unsigned changes; /* enum manifest_change */
	bool full;
};
void check_tell_line(struct buf *b, const struct check_line *line,
    const struct check_place *at);

/* Of a line: HOLD unless it was decided and understood. */
enum verdict check_line_verdict(const struct check_line *line);

const char *check_verdict(enum verdict v); /* "no_bar_on_record" */

/* How a line differs from the version before. */
enum manifest_change {
	CHANGE_ADDED = 1 << 0,
	CHANGE_UP = 1 << 1,   /* from the alternates to the main list */
	CHANGE_DOWN = 1 << 2, /* the other way */
	CHANGE_TO = 1 << 3    /* another destination */
};

#endif
