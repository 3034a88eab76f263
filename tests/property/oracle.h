/* oracle.h - a second reading of SEMANTICS, to hold decide() against.
 *
 * A model is a few orders upon one another, one of them with stages, and
 * what happened: every instant exact and every fact known, so that all is
 * plain integers.  oracle_gen.c makes one, oracle_reads.c reads it,
 * oracle_case.c says the same in the order language. */

#ifndef FORESTAY_PROPERTY_ORACLE_H
#define FORESTAY_PROPERTY_ORACLE_H

#include "property/gcase.h"

#include <limits.h>

#define NONE    (-1)
#define FOREVER INT_MAX
#define DAY     1440
#define FIRST   ((struct ymd){ 2019, 3, 4 })
#define ORDERS  6
#define EDGES   2
#define STAGES  4
#define EVENTS  8
#define LENGTHS 2

/* Times are minutes since 2019-03-04 00:00 UTC. */

struct oedge {
	enum edge_kind kind;
	int on;    /* STAYS: NONE is itself */
	int until; /* last minute inside; FOREVER: none stated */
	bool mandate;
	int says; /* vacating what replaced another: 1 revives, 2 leaves */
};

struct oorder {
	int entered, effective; /* NONE: not given */
	int until;              /* last minute inside; FOREVER */
	bool survives, bars;
	struct oedge edges[EDGES];
	int nedges;
};

enum ostep { SERVED, NOTICE, FILED, GRANTED, DENIED, APPEALED, DISMISSED };

struct oevent {
	enum ostep step;
	int at;
	int filing, of; /* 0: none */
};

struct otrans {
	bool given;
	enum ostep steps[2];
	int nsteps;
	bool all;
	int then; /* NONE: ends */
};

struct ostage {
	bool free;
	struct otrans on[2];
	bool clock;
	int hours[LENGTHS]; /* NONE: days */
	int days[LENGTHS];
	int nlengths;
	int otherwise;
};

struct model {
	struct oorder orders[ORDERS]; /* in order of entry */
	int norders;
	struct ostage stages[STAGES];
	int nstages;
	bool each_motion;
	struct oevent events[EVENTS];
	int nevents;
	int t;
};

/* What SEMANTICS says of order x, and of the stages of the first, at t. */
enum tri oracle_in_force(const struct model *m, int x, int t);
enum tri oracle_stages_bar(const struct model *m);

/* x stays another; what x replaces, or NONE. */
bool oracle_stays(const struct oorder *x);
int oracle_replaces(const struct oorder *x);

/* n orders; stages of the first; what happened; when it is asked. */
void oracle_gen_orders(struct rng *r, struct model *m, int n);
void oracle_gen_stages(struct rng *r, struct model *m);
void oracle_gen_events(struct rng *r, struct model *m);
void oracle_gen_t(struct rng *r, struct model *m);

/* The same as casebook, person and question. */
void oracle_case(const struct model *m, struct gcase *c);

#endif
