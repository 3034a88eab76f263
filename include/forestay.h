/* forestay.h - ask a gate whether an act is barred, from any program.
 *
 *	struct forestay_gate gate = {
 *		.url = "https://gate.example:8443",
 *		.token = token,			read from a file
 *		.log_key = "example.org/log+...",
 *		.timeout_ms = 5000 };
 *	struct forestay_question q = {
 *		.person = "A000-000-001", .act = "removal", .to = "IQ" };
 *	struct forestay_answer a;
 *
 *	if (forestay_check(&gate, &q, &a) != FORESTAY_NO_BAR_ON_RECORD)
 *		do not act;
 *	forestay_answer_release(&a);
 *
 * Whatever goes wrong is a hold: no connection, a reply that is late, cut,
 * not signed by the log, another's, or one that is not understood.  There is
 * no error apart from it, so that none can be forgotten. */

#ifndef FORESTAY_H
#define FORESTAY_H

#include <stddef.h>
#include <stdint.h>

/* Zero is a hold: what was never filled in is one. */
enum forestay_verdict {
	FORESTAY_HOLD = 0,
	FORESTAY_BARRED,
	FORESTAY_NO_BAR_ON_RECORD /* never a permission; see expires */
};

struct forestay_gate {
	const char *url;     /* https://HOST:PORT; http:// only of loopback */
	const char *token;   /* of an account; keep it in a file */
	const char *log_key; /* NAME+ID+KEY, as `forestay keys export` has it */
	const char *ca_file; /* PEM: whom its certificate is signed by; NULL:
			      * whom the system trusts */
	long timeout_ms; /* for all of it; 0: 10 seconds, of a manifest 60 */
};

struct forestay_question {
	const char *person;
	const char *act;               /* "removal" */
	const char *to;                /* destination, or NULL */
	const char *from, *under, *by; /* or NULL */
	const char *departs, *arrives; /* instants in UTC; NULL: now */
	const char *const *facts;      /* of somebody not in the registry */
	size_t nfacts;
};

struct forestay_answer {
	enum forestay_verdict verdict;
	int64_t expires; /* of NO BAR: microseconds since 1970, UTC */
	char why[256];   /* HOLD: what went wrong; or "" */
	/* What was signed, one line of JSON, NUL-terminated; NULL when nothing
	 * that is believed came. */
	char *body;
	size_t nbody;
	/* The body and under it the log's signature, as one text to keep:
	 * `forestay receipt verify` believes it without asking anybody. */
	char *receipt;
	size_t nreceipt;
};

/* Always fills *out, and returns its verdict. */
enum forestay_verdict forestay_check(const struct forestay_gate *gate,
    const struct forestay_question *question, struct forestay_answer *out);

void forestay_answer_release(struct forestay_answer *answer);

/* -- A manifest: many people, one act ------------------------------------ */

/* How a line differs from the version before. */
enum forestay_change {
	FORESTAY_ADDED = 1 << 0,
	FORESTAY_MOVED_UP = 1 << 1,   /* from the alternates to the main list */
	FORESTAY_MOVED_DOWN = 1 << 2, /* the other way */
	FORESTAY_DESTINATION = 1 << 3 /* another one */
};

struct forestay_line {
	const char *person;
	const char *to; /* NULL: the manifest's own */
	int alternate;  /* not 0: of the list of alternates */
	const char *const *facts;
	size_t nfacts;
};

struct forestay_manifest {
	const char *name; /* by which its versions are told: letters, digits,
			   * - . _ */
	const char *act, *to, *from, *under, *by, *departs, *arrives;
	const struct forestay_line *lines; /* 1 to 5,000, nobody twice */
	size_t nlines;
};

struct forestay_line_answer {
	enum forestay_verdict verdict;
	int64_t expires;  /* of NO BAR */
	unsigned changes; /* enum forestay_change */
};

struct forestay_manifest_answer {
	/* NO BAR: of each line.  BARRED: one at least is, and none is held.
	 * Else a hold. */
	enum forestay_verdict verdict;
	struct forestay_line_answer *lines; /* as many as were asked; NULL,
					     * and nlines 0: out of memory */
	size_t nlines;
	uint64_t version; /* 0: nothing that is believed came */
	char why[256];
	char *body;
	size_t nbody;
	char *receipt; /* as of an answer */
	size_t nreceipt;
};

/* As forestay_check, of all lines.  What is believed is one reply to exactly
 * these lines: with one that is missing, or another's, each is a hold. */
enum forestay_verdict forestay_manifest(const struct forestay_gate *gate,
    const struct forestay_manifest *manifest,
    struct forestay_manifest_answer *out);

void forestay_manifest_answer_release(struct forestay_manifest_answer *answer);

#endif
