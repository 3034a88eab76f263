/* weigh_said.h - what is about to be recorded of a person, weighed first.
 *
 * Facts count when they are written, unless they take protection away.  An
 * absence does by what it says (stored_takes); any other fact may by what
 * stands beside it: a later nationality ends an earlier one.  So whoever
 * records it asks here: everyone whose answer rests on it is decided without
 * it and with it, for each kind of act that the store's orders bar, now and
 * whenever an answer changes by itself.  What makes any answer lower is a
 * loss (SEMANTICS 9), and is written down as one. */

#ifndef FORESTAY_WEIGH_SAID_H
#define FORESTAY_WEIGH_SAID_H

#include "intake/weigh.h"

/* In order of weight. */
enum said_grade {
	SAID_COUNTS, /* it lowers nothing */
	/* Nothing barred is lowered, and NO BAR rests on it; or what it does
	 * was not looked at to the end.  It is written down, and waits for a
	 * second person. */
	SAID_WAITS,
	SAID_TAKES /* BARRED is lowered: a document too */
};

/* Instants looked at of one act, the present one included; and WEIGH_ACTS
 * acts.  What lies beyond is a doubt: it waits. */
#define SAID_INSTANTS 8

struct said_weigher;

/* What is written together of one person. */
struct said_of {
	const char *person; /* "p-..." */
	/* Numbers that are to be theirs: whose relation names one of them is
	 * weighed too. */
	const struct identifier *numbers;
	size_t nnumbers;
	const struct draft *drafts; /* of facts, in this order */
	size_t n;
};

/* For one command: the orders of st, as now.  Lives in a.  0; E_NOMEM. */
int said_weigher_new(struct arena *a, const struct stored *st,
    struct said_weigher **out) MUST_CHECK;
void said_weigher_release(struct said_weigher *g);

/* Weigh the facts: grades[i] is of drafts[i].  Each is weighed beside those
 * before it, as they will count.  *worst (may be NULL) is an answer that
 * would be lower, or was not looked at to the end; its id is NULL when there
 * is none, its strings live in the weigher's arena.  0, E_NOMEM, or what the
 * store said. */
int weigh_said(struct said_weigher *g, const struct said_of *of,
    enum said_grade *grades, struct weighed *worst) MUST_CHECK;

/* Weigh the numbers, of somebody on record: whoever asks by one was told what
 * is known of nobody, and will be told what is known of them.  As
 * weigh_said. */
int weigh_numbers(struct said_weigher *g, const struct said_of *of,
    enum said_grade *grade, struct weighed *worst) MUST_CHECK;

#endif
