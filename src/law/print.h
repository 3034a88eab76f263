/* print.h - what the files of the plain-English printer share, and its
 * sections, which the diff of two casebooks compares one by one. */

#ifndef FORESTAY_LAW_PRINT_H
#define FORESTAY_LAW_PRINT_H

#include "law/law.h"

struct printer {
	struct buf *b;    /* where it all goes */
	struct buf line;  /* the paragraph being made */
	const char *lead; /* the section's word, for its first line */
	const struct law *law;
	struct arena a; /* for arithmetic */
};

/* One thing an instrument may say. */
struct print_section {
	const char *clause; /* "covers" */
	const char *lead;   /* "Covers", in front of its first line */
	void (*print)(struct printer *p, const struct instrument *x);
	bool own; /* says what x itself says, and nothing drawn from it or
		   * from other orders */
};

/* clause NULL ends.  Each prints nothing when x does not speak of it. */
extern const struct print_section print_sections[];

void printer_init(struct printer *p, struct buf *b, const struct law *law);
void printer_release(struct printer *p);
void print_section(struct printer *p, const struct print_section *s,
    const struct instrument *x);

/* Put the paragraph made in p->line down, folded, at that depth of list
 * (0: the section itself), and begin a new one. */
void print_line(struct printer *p, unsigned depth);

/* -- Phrases (print_cond.c, print_time.c) ------------------------------- */

/* "final order" for final_order, "a file produced" for a_file.produced */
void put_name(struct buf *b, const char *name);

/* A condition within a sentence, or as a list of what must hold. */
void put_condition(struct buf *b, const struct expr *e);
void print_condition(struct printer *p, const struct expr *e, unsigned depth,
    unsigned nesting);

void put_terms(struct buf *b, const struct term *terms, size_t n);
void put_ref(struct buf *b, const struct ref *ref);
void put_length(struct buf *b, const struct length *len);
void put_due(struct buf *b, const struct due *due);
void put_end(struct buf *b, const struct end *end);
void put_version(struct buf *b, const struct clock_version *v);

/* The instants at which a length of x's own ends, each with its
 * arithmetic. */
void print_readings(struct printer *p, const struct instrument *x,
    const struct due *due);

#endif
