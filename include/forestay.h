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
	long timeout_ms;     /* for all of it; 0: 10 seconds */
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
};

/* Always fills *out, and returns its verdict. */
enum forestay_verdict forestay_check(const struct forestay_gate *gate,
    const struct forestay_question *question, struct forestay_answer *out);

void forestay_answer_release(struct forestay_answer *answer);

#endif
