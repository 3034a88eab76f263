/* gcase.h - one random case: a casebook as text, people, a question.
 *
 * Everything is plain data with indices for pointers, so that a case can be
 * copied, changed and made smaller; gcase_build makes of it what decide()
 * takes.  The vocabulary is a small one of its own (gcase.c). */

#ifndef FORESTAY_PROPERTY_GCASE_H
#define FORESTAY_PROPERTY_GCASE_H

#include "decide/decide.h"
#include "property/rng.h"

#define G_TEXT   12288
#define G_FACTS  24
#define G_OTHERS 6
#define G_FIELDS 2
#define G_SLOTS  4
#define G_ROWS   8
#define G_EDGES  96

/* Words of the vocabulary, by index; from G_FREE on they are identifiers
 * that nothing declares. */
enum gword {
	W_US,
	W_IQ,
	W_SV,
	W_AREA_A,
	W_AREA_B,
	W_FAC_X,
	W_ICE,
	W_CBP,
	W_INA,
	W_AEA,
	W_B1,
	W_B2,
	W_N
};

enum gkind {
	K_NAT,    /* (country) whole set */
	K_HOME,   /* (place) one */
	K_CUST,   /* (agency, place) one, stale after 7 days */
	K_FINAL,  /* (authority, designated) many */
	K_SPOUSE, /* relation, many */
	K_SERVED, /* event */
	K_NOTICE, /* event (country) */
	K_MOTION, /* filing (basis): filed, briefed; granted, denied, withdrawn
		   */
	K_APPEAL, /* filing (country) of motion: filed; dismissed, sustained */
	K_N
};

enum gvalue_kind { GV_NONE, GV_ONE, GV_EITHER, GV_SET };

struct gvalue {
	enum gvalue_kind kind;
	uint8_t w[2]; /* ONE: the first alone */
};

struct gfact {
	enum fact_type type;
	int kind; /* -1: every event and filing */
	int step; /* -1 */
	struct moment from, to, seen;
	struct gvalue fields[G_FIELDS];
	bool other;     /* relation: names the other person */
	int filing, of; /* m1, m2 ...; 0 none */
	enum on_list on_list;
	int good; /* hours its silence is good; 0 none */
	struct instant recorded, confirmed, refused;
	bool is_loss;
	int corrects, over; /* index of a fact; -1 none */
};

/* By what the person is known; or that they are p1, or are not. */
struct gknown {
	enum known_how how;
	int value; /* of gknown_by */
	struct instant recorded, confirmed, refused;
	bool is_loss;
};

#define G_KNOWN 4

/* Of instrument oN: confirmed, or recorded on its own. */
struct growed {
	int n;
	struct instant at; /* confirmed; recorded */
	bool is_loss;
	struct instant confirmed, refused;
};

struct gcase {
	uint64_t seed; /* of the property's own choices */
	char text[G_TEXT];
	struct gfact facts[G_FACTS], others[G_OTHERS];
	size_t nfacts, nothers;
	struct growed confirmations[G_ROWS], recordings[G_ROWS];
	size_t nconfirmations, nrecordings;
	struct instant read[2]; /* dockets c1, c2; NEVER: not */
	bool fresh;
	struct gknown known_as[G_KNOWN]; /* of the person */
	struct gknown said[2]; /* that somebody is p1, as the record has it */
	size_t nknown_as, nsaid;
	bool named_known;
	int near; /* 1: the other person is a candidate too; 2: nobody */
	int act;  /* 0 removal, 1 transfer */
	struct gvalue slots[G_SLOTS];
	struct instant departs, arrives, known;

	/* Where time matters; for choosing instants. */
	struct instant edges[G_EDGES];
	size_t nedges;
	int ninstruments;
	int want; /* enum verdict that SEMANTICS gives, of a small case */
};

struct built {
	struct arena law_arena, arena;
	struct source_text vocab_src, src;
	struct law law;
	struct person people[2];
	const struct person *who[2];
	struct record record;
	struct act act;
	struct question q;
};

extern const char *const gwords[W_N];

/* What papers and people may be known by: near each other, and not. */
struct gknown_by {
	enum identifier_type type;
	const char *value;
};
extern const struct gknown_by gknown_by[];
#define G_KNOWN_BY 10

/* Read the casebook.  0, or negative when it is refused; *why, when not
 * NULL, then says so (static text, valid until the next call). */
int gcase_build_law(const struct gcase *c, struct built *b, const char **why);
/* The same of another text, which must outlive b. */
int gcase_build_text(const char *text, struct built *b, const char **why);
/* The people, the record and the question.  May be called again. */
int gcase_build_people(const struct gcase *c, struct built *b);
int gcase_build(const struct gcase *c, struct built *b);
void built_release(struct built *b);

/* For people: casebook, person lines, record, question. */
void gcase_print(const struct gcase *c, struct buf *b);
void gfact_print(const struct gfact *f, size_t i, struct buf *b);
void answer_brief(const struct answer *a, struct buf *b);

/* gen_law.c, gen_people.c, gen_small.c */
struct gen_how {
	bool exact;   /* exact facts and beginnings only */
	bool only_iq; /* every order covers Iraqis alone */
	bool plain;   /* no shown, presumed or needs */
	bool small;   /* a casebook of one rule, its answer known */
};

void gen_case(struct rng *r, const struct gen_how *how, struct gcase *c);
void gen_law(struct rng *r, const struct gen_how *how, struct gcase *c);
void gen_small(struct rng *r, struct gcase *c);
void gen_people(struct rng *r, const struct gen_how *how, struct gcase *c);
void gen_fact(struct rng *r, const struct gen_how *how, struct gcase *c,
    struct gfact *f, int filings);
/* Of somebody; said: that they are p1. */
void gen_known(struct rng *r, const struct gen_how *how, const struct gcase *c,
    bool said, struct gknown *k);
/* names p1 ... */
void gen_names(struct rng *r, struct buf *b);
struct moment gen_moment(struct rng *r, bool exact);
struct instant gen_instant(struct rng *r, const struct gcase *c);
void gcase_edge(struct gcase *c, const struct moment *m);

/* mutate.c: what each property changes.  A short name of what was done, or
 * NULL when there was nothing to change. */
const char *mutate_vaguer(struct rng *r, struct gcase *c);
const char *mutate_sharper(struct rng *r, struct gcase *c);
const char *mutate_law_reading(struct rng *r, struct gcase *c);
const char *mutate_unconfirm(struct rng *r, struct gcase *c);
const char *mutate_shuffle(struct rng *r, struct gcase *c);
const char *mutate_later(struct rng *r, struct gcase *c);

/* shrink.c: the smallest case on which fails() still says so. */
typedef const char *fails_fn(const struct gcase *c);
void shrink(struct gcase *c, fails_fn *fails);

#endif
