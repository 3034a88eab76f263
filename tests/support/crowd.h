/* crowd.h - people in bulk and a book of orders for them, for benches.
 *
 * A vocabulary of six kinds (nationality, office, removable, ordered,
 * detained, convicted, motion), 200 countries c0 to c199 and 25 offices f0 to
 * f24.  Who the people are and what the orders say is each bench's own. */

#ifndef FORESTAY_CROWD_H
#define FORESTAY_CROWD_H

#include "decide/population.h"
#include "law/law.h"
#include "store/segment.h"

#define CROWD_COUNTRIES 200
#define CROWD_OFFICES   25
#define CROWD_FACTS     12

struct crowd_book {
	struct arena a;
	char vocab_path[32], path[32];
	struct source_text vocab, src;
	struct buf vocab_text, text; /* orders are put behind text */
	struct law law;
	const struct word *countries[CROWD_COUNTRIES], *offices[CROWD_OFFICES];
};

/* The vocabulary and a case of that name; no order yet. */
void crowd_begin(struct crowd_book *k, const char *name);

/* Orders and vocabulary read and checked; false: *said is what is wrong. */
bool crowd_read(struct crowd_book *k, struct buf *said) MUST_CHECK;
void crowd_release(struct crowd_book *k);

struct crowd_person {
	struct person p;
	struct fact facts[CROWD_FACTS];
	const struct fact *list[CROWD_FACTS];
	char id[24];
};

/* Somebody known by a number, of whom nothing is on record. */
void crowd_person(struct crowd_person *m, size_t number);

/* A fact more, known from the beginning. */
struct fact *crowd_fact(struct crowd_person *m, const struct kind *k,
    enum fact_type type);

/* On that day. */
struct fact *crowd_event(struct crowd_person *m, const struct kind *k, int day);

void crowd_word(struct value *v, const struct word *w);

/* Removal of anybody at noon of a day, UTC, as known then; act is filled. */
struct population_ask crowd_ask(const struct crowd_book *k,
    const struct segment *s, struct act *act, int day);

/* What this machine's vectors are. */
enum population_width crowd_widest(void);

/* Seconds of this process's own time. */
double crowd_seconds(void);

#endif
