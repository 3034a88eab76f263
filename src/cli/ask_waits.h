/* ask_waits.h - what waits for a second person, beside an answer from a
 * store: explain, timeline and deadlines look at one law at a time, and say
 * here what each that waits would change. */

#ifndef FORESTAY_ASK_WAITS_H
#define FORESTAY_ASK_WAITS_H

#include "cli/ask.h"
#include "cli/json.h"

/* An order that waits, and the same question with it. */
struct ask_wait {
	const struct stored_wait *wait;
	const struct law *law; /* NULL: it stands on another that waits */
	struct question question;
	struct act act;
	struct record record;
	const struct person **who;
	struct answer answer; /* under it */
};

/* Those of a's store, decided; none of files.  0 or an error. */
int ask_waits(struct ask *a, struct ask_wait **out, size_t *n) MUST_CHECK;

/* "WAITS FOR A SECOND PERSON": each order, and what the answer would be with
 * it; then what waits of this person's facts.  Nothing when nothing waits. */
void ask_waits_show(struct ask *a, const struct ask_wait *ws, size_t n);
void ask_waits_json(struct json *j, const struct ask *a,
    const struct ask_wait *ws, size_t n);

#endif
