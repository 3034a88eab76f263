/* casebook.h - the orders a command reads.
 *
 * By default those embedded in the binary.  `--casebook DIR|FILE...` reads
 * others in their place: what is named, and nothing else. */

#ifndef FORESTAY_CASEBOOK_H
#define FORESTAY_CASEBOOK_H

#include "cli/cli.h"

struct casebook {
	struct law law;
	const struct source_text **sources;
	size_t nsources;
	struct diags diags;
	const char *from; /* "the casebook in this program", or the names */
	int checked;      /* what law_check returned */
};

/* Read the sources named, or the embedded casebook when there are none,
 * and check them all together.  Returns 0 even when the texts have errors:
 * see diags.nerrors.  Else an error, said on standard error already. */
int casebook_read(struct cli *c, const struct option_list *named,
    struct casebook *out) MUST_CHECK;

/* For `law`: the files named, checked in their company.  A folder stands
 * alone: it is a whole casebook.  Files are read with the embedded casebook
 * around them, each in the place of an embedded one of the same name, so
 * that one order can be checked without naming the vocabulary and clocks it
 * uses.  *own are the sources named. */
int casebook_read_around(struct cli *c, const struct option_list *named,
    bool alone, struct casebook *out, const struct source_text ***own,
    size_t *nown) MUST_CHECK;

/* casebook_read, and errors in the texts are a failure too. */
int casebook_need(struct cli *c, const struct option_list *named,
    struct casebook *out) MUST_CHECK;

bool casebook_has(const struct source_text *const *own, size_t n,
    struct pos pos);

#endif
