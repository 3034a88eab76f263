/* err.h - what a function that can fail returns: 0, or one of these. */

#ifndef FORESTAY_ERR_H
#define FORESTAY_ERR_H

enum err {
	E_NOMEM = -1,    /* allocation refused, or the arena is full */
	E_RANGE = -2,    /* a date or number outside what is counted */
	E_SYNTAX = -3,   /* the text is not of the form expected */
	E_LIMIT = -4,    /* a bound of limits.h was reached */
	E_IO = -5,       /* the outside world failed */
	E_NAME = -6,     /* a name that nothing declares */
	E_CHECK = -7,    /* diagnostics say what is wrong */
	E_AGAIN = -8,    /* nothing was done: ask again */
	E_CONFLICT = -9, /* something came between: read again, then ask */
	E_FULL = -10,    /* no room on the disk; nothing was written */
	E_STALE = -11,   /* another keeper took over */
	E_NEWER = -12,   /* written by a later forestay */
	E_BROKEN = -13   /* what is kept is not what was written */
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* A sentence for people, never NULL. */
const char *err_text(int err);

#endif
