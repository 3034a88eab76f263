/* vignette.h - examples with their right answer: the tests of an order.
 *
 * Each check of a vignette is one question put to decide(), against the
 * case's own instruments unless the vignette says otherwise, with dockets
 * just read and nothing known but what its person lines say so far
 * (SEMANTICS 10).  Pure. */

#ifndef FORESTAY_VIGNETTE_H
#define FORESTAY_VIGNETTE_H

#include "core/arena.h"
#include "decide/decide.h"
#include "law/law.h"

struct vignette_result {
	const struct vignette *vignette;
	const struct vignette_check *check;
	const struct zone *zone; /* in which its times are written */
	const struct question *question;
	const struct answer *answer; /* with reasons when it failed */
	const char *wrong;           /* what differs; NULL: it passed */
	size_t npeople;
};

/* Run every check of v, in order, and hand each result to report (whose
 * arguments live only during the call).  An answer that failed, or could
 * not be asked, is a wrong one.  0; E_NOMEM or E_LIMIT when the person
 * lines could not be read: the checks below them were then not run; E_NAME
 * when there is no instrument for it to be against. */
int vignette_run(struct arena *a, const struct law *law,
    const struct vignette *v,
    void (*report)(void *ctx, const struct vignette_result *r),
    void *ctx) MUST_CHECK;

/* What a check expects, as written: "barred by hamama.detroit until ...". */
void vignette_expectation(struct buf *b, const struct vignette_check *c);

#endif
