/* instruments.h - one instrument upon another: what begins.c, ends.c,
 * instruments.c and standing.c share. */

#ifndef FORESTAY_INSTRUMENTS_H
#define FORESTAY_INSTRUMENTS_H

#include "decide/eval.h"

bool edge_is(const struct edge *e, enum edge_kind k);

/* Whose way an act of this kind is read, on a target read in direction d. */
enum dir edge_actor_dir(enum edge_kind k, enum dir d);

/* Some act of x is a stay. */
bool instrument_stays(const struct instrument *x);

/* Of x, which may be in force or not: what is not known, in words.  doubt.c */
const char *instrument_doubt(struct eval *ev, const struct instrument *x);

/* A mandate of y is on record, and not recalled. */
enum tri instrument_mandate(struct eval *ev, const struct instrument *y,
    enum dir d);

/* The first day, exclusive, by which the rules let a mandate issue of what
 * vacates or reverses x; NEVER: none. */
struct instant instrument_mandate_due(struct eval *ev,
    const struct instrument *x);

/* A vacatur or reversal of x counts at t. */
enum tri instrument_vacated(struct eval *ev, const struct instrument *x,
    enum dir d);

/* A correction by y counts as known at K. */
enum tri instrument_corrects(struct eval *ev, const struct instrument *y,
    bool *by_reading);

/* x is ended by y, which replaces it by that edge; what a vacatur of y leaves
 * is as the vacatur says, or doubt. */
enum tri instrument_replaced(struct eval *ev, const struct instrument *x,
    const struct instrument *y, const struct edge *edge, enum dir d);

/* A dismissal of x's case reaches it. */
enum tri instrument_dismissed(struct eval *ev, const struct instrument *x,
    enum dir d);

/* Where the exclusive end lies, of x's own or of an act of x on another;
 * NEVER when nothing dates it. */
struct when instrument_end_lies(struct eval *ev, const struct instrument *x,
    const struct end *end, enum dir d);

/* t is not past `end`, x's own or of an act of x.  d is the direction of
 * what ends.  An unverified end is doubt from its date. */
enum tri instrument_not_past(struct eval *ev, const struct instrument *x,
    const struct end *end, enum dir d);

/* A second person confirmed that its ends are as written. */
bool instrument_ends_confirmed(const struct eval *ev,
    const struct instrument *x);

/* The same of what it does to others. */
bool instrument_acts_confirmed(const struct eval *ev,
    const struct instrument *x);

#endif
