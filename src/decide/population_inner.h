/* population_inner.h - inside the population evaluator.
 *
 * A condition over everybody is a tree of nodes over leaves.  A value in a
 * block is a plane of bytes, an enum tri a row; where some rows are not
 * decided there are two, the least and the most that it can be.  Kleene's
 * `and` is then the lesser of two bytes and `or` the greater, on both. */

#ifndef FORESTAY_POPULATION_INNER_H
#define FORESTAY_POPULATION_INNER_H

#include "decide/eval.h"
#include "decide/population.h"

#define UNDECIDED 3u /* beside the values of enum tri, in looking up */

/* -- Which tables are read (population_reads.c) --------------------------- */

struct reads {
	const struct law *law;
	bool *tables; /* columns->ntables */
	size_t ntables;
	bool is;      /* who else the person is */
	bool opaque;  /* more than facts of the person in tables */
	bool members; /* who another order covers */
	bool entry;   /* when the order that asks began */
	bool slots;   /* what the act is */
	bool days;    /* compares days in ways that are not followed */
	unsigned depth;
};

struct population;

/* Nothing read yet; tables in a.  0 or E_NOMEM. */
int population_reads(const struct population *p, struct arena *a,
    struct reads *rd) MUST_CHECK;
void reads_expr(struct reads *rd, const struct expr *e);
void reads_each(struct reads *rd, const struct each *each);
void reads_due(struct reads *rd, const struct due *due);
/* All kinds with a field of that name. */
void reads_field(struct reads *rd, const char *field);
void reads_all(struct reads *rd);
void reads_order(struct reads *rd, const struct instrument *x);

/* -- Leaves (population_leaf.c) ------------------------------------------- */

/* Codes lo..hi are alike for a leaf. */
struct run {
	uint32_t lo, hi;
	uint8_t value;  /* or UNDECIDED */
	uint16_t stair; /* 0: the value; else stairs[stair - 1] of the day */
};

/* What the value is from each day on. */
struct stair {
	uint16_t *from; /* ascending; from[0] is 0 */
	uint8_t *value;
	size_t n;
};

/* A plane, or the value all rows have. */
struct plane {
	int all;           /* an enum tri, or -1 */
	const uint8_t *lo; /* all < 0 */
	const uint8_t *hi; /* NULL: lo, every row is decided */
};

/* In whose name a leaf is asked. */
struct asker {
	const struct instrument *order; /* or NULL */
	const struct zone *zone;        /* of no order */
	bool frees;
	bool coming;   /* a beginning that has not come is a reading too */
	size_t sample; /* at which of the instants of the act */
};

/* Instants of one act at which everybody is asked at once; an act with more
 * is asked of each. */
#define SAMPLES_MAX 64u

struct leaf {
	const char *key;      /* leaves of one key are one */
	const struct expr *e; /* NULL: the stages of staged */
	const struct instrument *staged;
	const struct each *each;
	struct asker asker;
	bool whole;  /* not looked up: undecided where it reads a fact */
	bool *reads; /* whole: tables */
	bool is;
	size_t table;    /* not whole */
	bool blanket;    /* reads that too */
	uint32_t expect; /* its code, where looked up */
	uint8_t none;    /* of who has no such fact */
	struct run *runs;
	size_t nruns;
	uint32_t *run_of; /* a code */
	uint8_t *values;  /* a code; from STAIR_FIRST on a stair */
	uint8_t *before;  /* a code: of who was recorded after K */
	int before_all;   /* what all of them are; -1: not one value */
	struct stair *stairs;
	size_t nstairs, cap_stairs;
	unsigned refs;
	uint64_t *may; /* a bit a block: not all NO */
	size_t block;  /* of what is kept; SIZE_MAX none */
	struct plane kept;
	uint8_t *lo, *hi;      /* where it is kept; NULL: asked once a block */
	struct row_memo *memo; /* days asked alone; or NULL */
};

#define STAIR_FIRST 8u
#define STAIRS_MAX  200u

/* -- Kernels (population_kernel.c) ---------------------------------------- */

struct kernels {
	/* dst = v where code in [lo, hi] */
	void (*set1)(uint8_t *dst, const uint8_t *code, size_t n, unsigned lo,
	    unsigned hi, uint8_t v);
	void (*set2)(uint8_t *dst, const uint16_t *code, size_t n, unsigned lo,
	    unsigned hi, uint8_t v);
	void (*set4)(uint8_t *dst, const uint32_t *code, size_t n, unsigned lo,
	    unsigned hi, uint8_t v);
	/* dst = src where code in [lo, hi] */
	void (*take1)(uint8_t *dst, const uint8_t *src, const uint8_t *code,
	    size_t n, unsigned lo, unsigned hi);
	void (*take2)(uint8_t *dst, const uint8_t *src, const uint16_t *code,
	    size_t n, unsigned lo, unsigned hi);
	void (*take4)(uint8_t *dst, const uint8_t *src, const uint32_t *code,
	    size_t n, unsigned lo, unsigned hi);
	/* dst = v where day >= from */
	void (*from)(uint8_t *dst, const uint16_t *day, size_t n, unsigned from,
	    uint8_t v);
	/* dst = v where at > than */
	void (*later)(uint8_t *dst, const uint32_t *at, size_t n, uint32_t than,
	    uint8_t v);
	void (
	    *least)(uint8_t *dst, const uint8_t *a, const uint8_t *b, size_t n);
	void (
	    *most)(uint8_t *dst, const uint8_t *a, const uint8_t *b, size_t n);
	void (*negate)(uint8_t *dst, const uint8_t *a, size_t n);
	/* lo and hi of v, where UNDECIDED is anything; whether any is */
	unsigned (*split)(uint8_t *lo, uint8_t *hi, const uint8_t *v, size_t n);
	unsigned (*any)(const uint8_t *a, size_t n);  /* some not 0 */
	unsigned (*some)(const uint8_t *a, size_t n); /* some not 2 */
	void (
	    *count)(const uint8_t *a, size_t n, uint32_t *ones, uint32_t *twos);
};

const struct kernels *population_kernels(enum population_width width);

/* -- Nodes ----------------------------------------------------------------- */

enum node_op {
	NODE_ALL, /* one value for everybody */
	NODE_LEAF,
	NODE_AND,
	NODE_OR,
	NODE_AGREE,
	/* Of one part: see node_map. */
	NODE_NOT,
	NODE_SHOWN,
	NODE_PRESUMED,
	NODE_NEEDS /* YES is NO, else UNKNOWN */
};

/* What a node of one part makes of each enum tri; turns: of the most it makes
 * the least. */
struct node_map {
	uint8_t by[3];
	bool turns;
};
const struct node_map *node_map(enum node_op op);

struct node {
	enum node_op op;
	enum tri all;
	struct leaf *leaf;
	struct node **of;
	size_t n;
	unsigned depth; /* planes needed below */
};

/* The value v, of everybody. */
static inline bool
node_is(const struct node *nd, enum tri v)
{
	return nd->op == NODE_ALL && nd->all == v;
}

struct order_program {
	const struct instrument *order; /* or NULL: a condition */
	struct node *node;
	uint64_t *may;
	bool *columns;    /* what its leaves look at */
	bool *reads;      /* what the scalar evaluator looks at */
	bool plain_reads; /* and who the person is does not matter */
	struct remembered *remembered;
};

struct skeletons {
	uint32_t *of; /* a form: those of one differ in fields alone */
	bool good;    /* some source says how long its silence is good */
	bool done;
};

struct population {
	struct arena *a;
	struct arena scratch; /* rewound */
	struct population_ask ask;
	/* An act is barred if it is at any of its instants: those at which
	 * something that everybody's answers rest on may change.  at[i] stands
	 * for every instant from there to before at[i + 1], and the last for
	 * those to the end of the act. */
	struct instant at[SAMPLES_MAX + 1];
	size_t nsamples;
	struct question q;
	const struct columns *c;
	const struct kernels *k;
	struct decide_cache *cache;
	struct order_program *orders;
	size_t norders;
	struct leaf **leaves;
	size_t nleaves, cap_leaves;
	uint32_t *leaf_slots; /* by key */
	size_t nslots;
	struct skeletons *skeletons; /* a table */
	uint32_t blanket;            /* the code it mostly has */
	uint32_t known_rank;         /* instants up to K */
	uint8_t **levels;            /* two planes each */
	size_t nlevels;
	uint8_t *tmp, *out;
	size_t blocks, words; /* bits of blocks in words */
	size_t *touched;      /* of a table: 1 + the block touched last */
	size_t touched_marks;
	const struct expr *expr;
	const struct zone *zone;
	struct population_cost cost;
	struct instant next; /* earliest noted by any evaluation */
};

/* An evaluation in the name of `as`, of a person. */
void population_eval(struct population *p, struct eval *ev,
    const struct asker *as, const struct person *who);

/* What it noted is the population's too. */
static inline void
population_note(struct population *p, struct instant next)
{
	if (next.us < p->next.us)
		p->next = next;
}

static inline void
population_noted(struct population *p, const struct eval *ev)
{
	population_note(p, ev->next);
}

/* How long the act lasts. */
static inline int64_t
population_lasts(const struct population *p)
{
	return p->at[p->nsamples].us - p->at[0].us - 1;
}

/* What comes into a lasting act at its end does so the sooner. */
static inline void
population_note_end(struct population *p, struct instant next)
{
	if (next.us < INSTANT_NEVER.us)
		population_note(p,
		    (struct instant){ next.us - population_lasts(p) });
}

/* The leaf of a condition that reads at most one table (rd says what): made,
 * or found.  e outlives the population.  leaf_stages: of the stages of the
 * order that asks. */
int leaf_make(struct population *p, const struct expr *e,
    const struct asker *as, const struct reads *rd,
    struct leaf **out) MUST_CHECK;
int leaf_stages(struct population *p, const struct asker *as,
    const struct each *each, const struct reads *rd,
    struct leaf **out) MUST_CHECK;
/* One whose value of who has none of the facts it reads is `none`. */
int leaf_whole(struct population *p, const char *key, const struct reads *rd,
    enum tri none, struct leaf **out) MUST_CHECK;
/* What each code of its table comes to (population_form.c). */
int leaf_look_up(struct population *p, struct leaf *l,
    const struct reads *rd) MUST_CHECK;
/* Of one row, where its days alone were not looked up; or UNDECIDED. */
uint8_t leaf_row(struct population *p, struct leaf *l, size_t row);
/* Of who has that form, and those days in its row; or UNDECIDED. */
uint8_t leaf_form(struct population *p, const struct leaf *l,
    const struct form *f, uint16_t from, uint16_t to, bool before,
    struct instant *next);
/* Of somebody who has nothing of it; or UNDECIDED. */
uint8_t leaf_none(struct population *p, const struct leaf *l);
int population_skeletons(struct population *p, size_t table) MUST_CHECK;
/* Its values in a block; planes of level are used where it keeps none. */
struct plane leaf_run(struct population *p, struct leaf *l, size_t block,
    uint8_t *lo, uint8_t *hi);

/* population_compile.c */
/* At p->at[sample]: barred then, or as *out said before; sample 0 begins it. */
int population_compile(struct population *p, const struct instrument *x,
    size_t sample, struct order_program *out) MUST_CHECK;
/* Nothing at once. */
int population_each(struct population *p, const struct instrument *x,
    struct order_program *out) MUST_CHECK;
int population_compile_expr(struct population *p, const struct expr *e,
    const struct asker *as, struct node **out) MUST_CHECK;

/* population_tally.c: of no more pairs than `most`, or E_LIMIT. */
int population_lists_of(struct population *p, struct arena *a, size_t most,
    struct population_lists *out) MUST_CHECK;

#endif
