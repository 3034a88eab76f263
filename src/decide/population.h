/* population.h - every person decided at once.
 *
 * Of an act that could be done to anyone at one instant, as known at another:
 * for each person in columns and each order, the third value that decide()
 * gives that person (SEMANTICS P6).  What does not turn on the person is
 * asked once an order.  What turns on the words of one kind of fact is asked
 * once a form, by the scalar evaluator itself, and looked up; what turns on
 * a day besides, once for each stretch of days in which the answer is the
 * same.  What columns cannot say of a person (several facts that meet, losses,
 * relations, a member's own clock) is left undecided, and where the rest of
 * an order does not decide it, the scalar evaluator is asked of that person.
 * So nothing is approximated, and unknown is never dropped.
 *
 * Rows are read in blocks of COLUMNS_BLOCK, one order after another, so that
 * what orders share is computed once; a block that an order cannot cover is
 * never read.
 *
 * Pure.  A population is of one thread; make one each. */

#ifndef FORESTAY_POPULATION_H
#define FORESTAY_POPULATION_H

#include "decide/columns.h"
#include "decide/decide.h"

/* Which vectors the machine has; PORTABLE runs on all. */
enum population_width { WIDTH_PORTABLE, WIDTH_AVX2 };

struct population_ask {
	const struct law *law;
	const struct record *record; /* or NULL */
	const struct columns *columns;
	/* Barred at any instant of it, as decide() says. */
	const struct act *act;
	struct instant at; /* when there is no act */
	struct instant known;
	const struct instrument *const *only;
	size_t nonly; /* 0: all */
	enum population_width width;
};

struct population;

/* Ready to be run.  Lives in a, which it goes on using.  0; E_NOMEM; E_RANGE,
 * the act ends before it begins; E_NAME, the columns are of another vocabulary
 * than the law's; E_BROKEN, they are not as written. */
int population_new(struct arena *a, const struct population_ask *q,
    struct population **out) MUST_CHECK;

/* One condition in place of orders, in zone; its values come as those of
 * order 0.  It is asked when the act departs; without one (NULL) at `at`.
 * E_RANGE too: it counts from the beginning of an order, or names a slot of no
 * act. */
int population_of(struct arena *a, const struct population_ask *q,
    const struct expr *e, const struct zone *zone,
    struct population **out) MUST_CHECK;

/* Orders that anyone is or may be barred by, in the order of law: the others
 * are NO for everybody. */
size_t population_norders(const struct population *p);
const struct instrument *population_order(const struct population *p, size_t i);

size_t population_blocks(const struct population *p);

/* Told of one order in one block: n rows from row on, values[i] an enum tri of
 * each; or values NULL, and `all` is everybody's.  Orders that are NO for all
 * of a block are not told of.  Values are valid until it returns. */
typedef void population_told(void *ctx, size_t order, size_t row, size_t n,
    const uint8_t *values, enum tri all);

/* After population_run over all blocks: nobody's value of any order, of an
 * act that departs later and lasts as long, changes before that instant if
 * nothing new is recorded; at it one may.  What is then so is asked again
 * there. */
struct instant population_next(const struct population *p);

/* Reasons in bulk: each order has clauses, conditions on one kind of fact or
 * parts that are asked of each person; where an act lasts, those of each
 * instant of it at which something changes.  Of the first nout clauses of an
 * order in one block, the value of each row: an enum tri, or 3 where only the
 * scalar evaluator can say.  out[i] has room for COLUMNS_BLOCK.  0, E_RANGE. */
size_t population_nclauses(const struct population *p, size_t order);
/* As written; NULL: no condition (a stage, a bar on a place). */
const struct expr *population_clause(const struct population *p, size_t order,
    size_t i);
int population_reasons(struct population *p, size_t block, size_t order,
    uint8_t *const *out, size_t nout) MUST_CHECK;

/* What is not known of one row that an order is UNKNOWN for: what to look up,
 * in the words of the order; at most POPULATION_WHY.  Lives in a. */
#define POPULATION_WHY 8
int population_why(struct population *p, struct arena *a, size_t i, size_t row,
    const char **texts, size_t *n) MUST_CHECK;

void population_free(struct population *p); /* what it worked in; NULL too */

/* Decide blocks from..to-1.  0, or an error: then some were not told. */
int population_run(struct population *p, size_t from, size_t to,
    population_told *told, void *ctx) MUST_CHECK;

/* What is asked of one person alone: how often it was. */
struct population_cost {
	uint64_t scalar;     /* pairs asked of the scalar evaluator */
	uint64_t remembered; /* pairs like one asked before */
	uint64_t days;       /* of one form's days alone */
	uint64_t leaves;     /* blocks of conditions computed */
};
struct population_cost population_cost(const struct population *p);

/* -- What is done with values (population_tally.c) ------------------------- */

struct population_tally {
	uint64_t yes, unknown;               /* pairs */
	uint64_t barred, held;               /* people */
	uint64_t *order_yes, *order_unknown; /* norders; or NULL */
};

/* Run over all blocks and count.  0 or an error. */
int population_count(struct population *p,
    struct population_tally *out) MUST_CHECK;

/* Who is barred, who held: a bit a row, least first; rows / 64 + 1 words of
 * each, or NULL. */
int population_people(struct population *p, uint64_t *barred,
    uint64_t *held) MUST_CHECK;

/* Each person's orders: those of row r are order[at[r]] to order[at[r+1]-1],
 * ascending, doubt[] true where it is unknown.  at has room for rows + 1; the
 * rest grows in a.  E_LIMIT: more pairs than a uint32_t counts. */
struct population_lists {
	uint32_t *at;
	uint32_t *order;
	uint8_t *doubt;
	size_t n, cap;
};
int population_lists(struct population *p, struct arena *a,
    struct population_lists *out) MUST_CHECK;

#endif
