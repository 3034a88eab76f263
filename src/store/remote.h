/* remote.h - one end of a conversation with a keeper (wire.h).
 *
 *	wire_... (remote_begin(&r, WIRE_HEAD), ...);
 *	if ((e = remote_ask(&r, until, &answer)) == 0)
 *		wire_get_...(&answer, ...);
 *
 * The request stays in r->out until the next begins, so that it can be asked
 * again of another keeper. */

#ifndef FORESTAY_REMOTE_H
#define FORESTAY_REMOTE_H

#include "store/wire.h"

struct remote {
	int fd; /* -1: with nobody */
	struct buf in, out;
	size_t took; /* of in: the answer last given */
	bool sent;   /* some of the request went out: its fate may be open */
	bool lost;   /* the last failure was the way, not the keeper's answer */
	char why[WIRE_WHY_MAX];
};

/* Milliseconds of a clock that never goes back. */
int64_t remote_clock(void);

void remote_init(struct remote *r, const struct mem *mem);
void remote_release(struct remote *r); /* hangs up too */
void remote_hang_up(struct remote *r);

/* A new request; its fields follow. */
struct buf *remote_begin(struct remote *r, enum wire_kind kind);

/* Send what was begun and wait for the answer, at most until that clock
 * (-1: for ever).  0; or what the keeper answered; or, with r->lost set and
 * the line hung up, E_AGAIN: nobody answered in time or the line was cut;
 * E_NOMEM, E_LIMIT, E_SYNTAX: it does not speak as agreed. */
int remote_ask(struct remote *r, int64_t until, struct wire *out) MUST_CHECK;

/* The next answer to the same request. */
int remote_more(struct remote *r, int64_t until, struct wire *out) MUST_CHECK;

#endif
