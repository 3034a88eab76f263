/* run.h - what the property programs share. */

#ifndef FORESTAY_PROPERTY_RUN_H
#define FORESTAY_PROPERTY_RUN_H

#include "property/gcase.h"

/* The number in the environment variable of that name; what is no number
 * ends the program, since a run of other cases than those asked for would
 * pass for an answer. */
uint64_t prop_number(const char *name, uint64_t otherwise);

/* Of the order oN: N; -1 when it is not called so. */
int prop_order(const struct instrument *x);

/* The case whose casebook the checker takes; false after fifty that it
 * refuses, each counted. */
bool prop_good(struct rng *r, const struct gen_how *how, struct gcase *c,
    size_t *refused);

/* The choices of case i of a run. */
struct rng prop_rng(uint64_t seed, size_t i);

void prop_show(const struct gcase *c);

#endif
