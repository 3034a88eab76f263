/* diag.h - what is wrong with a text, where, and what to do about it. */

#ifndef FORESTAY_DIAG_H
#define FORESTAY_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/buf.h"
#include "core/limits.h"

/* A source text that positions point into; owned by whoever read it. */
struct source_text {
	const char *path; /* as the user named it */
	const char *bytes;
	size_t len;
};

struct pos {
	const struct source_text *src; /* NULL: nowhere in particular */
	uint32_t offset;               /* of the first byte */
	uint32_t length;               /* bytes underlined */
};

enum severity { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE };

struct diag {
	enum severity severity;
	struct pos pos;
	const char *message;  /* what is wrong */
	const char *expected; /* what was expected; or NULL */
	const char *hint;     /* nearest name, what to do; or NULL */
};

/* A list of at most LIMIT_DIAGNOSTICS; more are counted, not kept.
 * Messages are copied into the arena; a refused copy sets failed. */
struct diags {
	struct arena *arena;
	struct diag *items;
	size_t n, cap;
	size_t nerrors; /* kept or not */
	size_t nwarnings;
	bool failed;
};

void diags_init(struct diags *ds, struct arena *a);

/* expected and hint may be NULL. */
void diag_add(struct diags *ds, enum severity sev, struct pos pos,
    const char *expected, const char *hint, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));

/* Line and column, both from 1; the column counts characters (UTF-8), a
 * tab as one. */
void pos_line_col(struct pos pos, unsigned *line, unsigned *col);

/* file:line:col: error: message
 *     the line
 *     ^~~~ under what it speaks of
 *     expected: ...
 *     hint: ...            colour with ANSI codes when asked. */
void diag_print(struct buf *b, const struct diag *d, bool colour);

/* The nearest of n names to word within an edit distance of a third of its
 * length (transposition counts one), or NULL. */
const char *nearest_name(const char *word, const char *const *names, size_t n);

#endif
