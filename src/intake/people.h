/* people.h - people files: who, and what is known of them.
 *
 * Two forms, told apart by their look: lines as in vignettes, and tables of
 * comma-separated values (RFC 4180).  docs/people-files.md describes both.
 *
 * The file is hostile until shown otherwise: everything is bounded, and
 * nothing is dropped in silence.  What cannot be read is listed with its
 * place, its value, the reason and what to do; and whoever it may have
 * spoken of is never told NO BAR ON RECORD. */

#ifndef FORESTAY_PEOPLE_H
#define FORESTAY_PEOPLE_H

#include "core/arena.h"
#include "intake/givens.h"
#include "intake/table.h"
#include "law/law.h"
#include "record/identity.h"
#include "record/record.h"

struct people_entry;

/* Something of a file that could not be taken. */
struct people_reject {
	const char *path;
	unsigned line;      /* from 1 */
	const char *column; /* of a table: its heading; or NULL */
	const char *value;  /* as written, shortened; or NULL */
	const char *why;
	const char *todo;         /* or NULL */
	const char *person;       /* whom it was about; NULL: not known */
	struct people_entry *who; /* the same */
	bool refused; /* it was understood, and may not be said like this */
};

/* `spouse person A000-000-002`, below someone. */
struct people_link {
	struct people_entry *from, *to;
	struct people_reject place;
};

/* Who takes what a table says in place of the givens: an import, which
 * writes it into a store.  Each returns 0 or an error; *why refuses it, and
 * it is listed as rejected. */
struct people_refusal {
	const char *column; /* or NULL: the fact's own */
	const char *value;  /* or NULL */
	const char *why;    /* NULL: taken */
	const char *todo;
};

struct people_taker {
	/* Whom a row is about: the number first.  Refused, nothing of the
	 * row is read. */
	int (*row)(void *ctx, struct people_entry *e, unsigned line,
	    const struct identifier *ids, size_t n, struct people_refusal *no);
	/* A fact that was understood. */
	int (*fact)(void *ctx, struct people_entry *e, unsigned line,
	    const char *text, const struct given *givens, size_t n,
	    struct people_refusal *no);
	void *ctx;
};

struct people_entry {
	void *taken;          /* the taker's own */
	struct person person; /* filled in by people_done */
	struct givens givens;
	const char *id;
	const char *name;
	bool named_twice;          /* the file gives two names for one number */
	bool introduced;           /* has a `person` line or a row */
	bool damaged;              /* something about them could not be read */
	bool kin_damaged;          /* or about someone they name; known from
				    * people_done on */
	struct people_entry *next; /* in its chain */
};

struct people {
	struct arena *arena;
	const struct law *law;
	const struct zone *zone; /* of days and hours; NULL: a day is of the
				  * order that asks, an hour is refused */
	const struct zone *said; /* the first zone that a file named */
	const struct source *source;
	struct people_entry **entries; /* as first met */
	size_t n, cap;
	struct people_entry **chains;
	struct people_reject *rejects;
	size_t nrejects, cap_rejects;
	bool lost; /* a reject that may be about anyone */
	const struct people_taker *taker; /* or NULL */
	struct record record;             /* complete after people_done */
	struct confirmation *confirmations;
	struct recording *recordings;
	struct docket_read *reads;
	size_t cap_confirmations, cap_recordings, cap_reads;
	const struct person **persons;
	struct people_link *links;
	size_t nlinks, cap_links;
};

/* zone: what hours and days are written in until a file says otherwise; may
 * be NULL.  0 or E_NOMEM. */
int people_init(struct people *p, struct arena *a, const struct law *law,
    const struct zone *zone) MUST_CHECK;

/* Add a file.  0 even when some of it was rejected; E_NOMEM; E_LIMIT when a
 * bound was met (said in the last reject). */
int people_read(struct people *p, const struct source_text *src) MUST_CHECK;

/* Somebody of whom nothing is known but what they are asked for by.  0 or
 * E_NOMEM. */
int people_nobody(struct arena *a, const char *who,
    struct person *out) MUST_CHECK;

/* No more files: fill in each person and the record.  0 or E_NOMEM. */
int people_done(struct people *p) MUST_CHECK;

/* Someone by number or by the name their file gives them as an identifier.
 * Exactly: *n is 1 and *exact is true.  Else those whose A-number is a near
 * match, *exact false: they are candidates, never merged.  None: *n is 0. */
int people_find(const struct people *p, struct arena *a, const char *who,
    const struct people_entry ***out, size_t *n, bool *exact) MUST_CHECK;

/* The identifier as it is kept: an A-number in its one form, anything else
 * as it stands. */
const char *people_id(struct arena *a, const char *s);

/* -- For the two readers (people_lines.c, people_table.c) -- */

int people_read_lines(struct people *p,
    const struct source_text *src) MUST_CHECK;
int people_read_table(struct people *p,
    const struct source_text *src) MUST_CHECK;

/* The entry of that identifier, made when it is new, and introduced. */
int people_entry(struct people *p, const char *id, const char *name,
    struct people_entry **out) MUST_CHECK;

/* Reject; strings are copied.  who NULL: it may be about anyone. */
int people_reject(struct people *p, struct people_entry *who,
    const struct people_reject *r) MUST_CHECK;

/* Parse a line of givens for e.  An error in it rejects the whole line.
 * text is kept: facts point into it. */
int people_givens(struct people *p, struct people_entry *e,
    const struct people_reject *place, const char *text, size_t n) MUST_CHECK;

/* A table whose rows come from elsewhere: first its heading, *ok when rows
 * can be read under it; then each row.  *out lives in p's arena. */
struct people_table;
int people_table_begin(struct people *p, const char *path,
    const struct table_record *heading, struct people_table **out,
    bool *ok) MUST_CHECK;
int people_table_row(struct people_table *t,
    const struct table_record *rec) MUST_CHECK;

/* Whether a heading means something: exactly as docs/people-files.md has
 * it. */
bool people_heading(struct people *p, const char *heading);

#endif
