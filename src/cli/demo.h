/* demo.h - June 2017 to April 2019, replayed.
 *
 * Every figure is counted by decide() over the people; none is written
 * down. */

#ifndef FORESTAY_DEMO_H
#define FORESTAY_DEMO_H

#include "cli/casebook.h"
#include "cli/demo_people.h"
#include "decide/decide.h"
#include "intake/people.h"

#define DEMO_EVENTS_MAX 64
#define DEMO_WANTS_MAX  64
#define DEMO_ORDERS_MAX 128

/* Something happened; the question is asked a little later, at t. */
struct demo_event {
	struct instant t;
	struct instant arrives;
	const char *what;
	const struct instrument *order; /* entered the day before, or NULL */
};

/* A fact for want of which people are held. */
struct demo_want {
	const char *text;
	size_t people;
};

struct demo_order {
	const struct instrument *order;
	size_t barring; /* people it bars now */
	size_t gained;  /* of them, not barred by it the time before */
	size_t lost;    /* no longer barred by it */
	/* Its end, as known; or some of them have clocks of their own. */
	struct instant end;
	bool clocks;
};

struct demo_count {
	size_t people;
	size_t verdicts[3]; /* by enum verdict */
	/* From the time before, by what it was and what it is. */
	size_t moved[3][3];
	struct demo_order orders[DEMO_ORDERS_MAX];
	size_t norders;
	struct demo_want wants[DEMO_WANTS_MAX]; /* most people first */
	size_t nwants;
	struct instant next; /* what is due next; NEVER: nothing */
	char next_what[96];
	size_t next_people;
	size_t next_last; /* the last of them, so that each is counted once */
	size_t aboard, aboard_barred;
	bool same; /* nothing moved since the time before */
};

struct demo {
	struct cli *c;
	const struct law *law;
	const struct zone *zone;
	struct demo_person who[DEMO_PEOPLE];
	struct people people;
	struct buf text;      /* the people file */
	struct arena scratch; /* of one answer */
	struct demo_event events[DEMO_EVENTS_MAX];
	size_t nevents;
	/* Of the time before: each person's verdict, and which orders barred
	 * them. */
	bool any_before;
	enum verdict before[DEMO_PEOPLE];
	unsigned char barred[DEMO_PEOPLE][DEMO_ORDERS_MAX];
};

/* Make the people, the events and the record.  0 or an error, said. */
int demo_begin(struct demo *d, struct cli *c, const struct law *law) MUST_CHECK;
void demo_end(struct demo *d);

/* Make a rehearsal store in folder of the casebook and the first people,
 * recorded when they would have been, and ask it everything the replay asks.  0
 * or an error, said; E_CHECK when an answer is unlike the people file's. */
int demo_store(struct demo *d, const char *folder, size_t first) MUST_CHECK;

/* Ask about everyone at one event.  0 or an error. */
int demo_ask(struct demo *d, const struct demo_event *e,
    struct demo_count *out) MUST_CHECK;

#endif
