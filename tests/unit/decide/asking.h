/* asking.h - a casebook, a record of the courts and a question, for tests
 * that no vignette can say. */

#ifndef FORESTAY_TEST_ASKING_H
#define FORESTAY_TEST_ASKING_H

#include "unit/decide/cases.h"

#define DC "America/New_York"

struct fixture {
	struct bench_law b;
	struct arena run;
	struct record record;
	struct value slots[8];
	struct act act;
	struct question q;
	const struct person *who[4];
	const char *arrives; /* or NULL: an instant */
	struct answer ans;
	const struct instrument *only[1];
};

static inline int
asking_open(void **state, const char *book)
{
	struct fixture *f = calloc(1, sizeof(*f));

	bench_open(&f->b, "book", book);
	arena_init(&f->run, &mem_system, (size_t)1 << 28);
	f->record.dockets_fresh = true;
	*state = f;
	return 0;
}

static inline int
asking_close(void **state)
{
	struct fixture *f = *state;

	arena_release(&f->run);
	bench_close(&f->b);
	free(f);
	return 0;
}

/* Ask of one person, of one order, everything. */
static inline enum verdict
ask(struct fixture *f, const struct person *p, const char *id, const char *act,
    const char *to, const char *t)
{
	const struct vocab *v = f->b.law.vocab;

	memset(f->slots, 0, sizeof(f->slots));
	f->act = (struct act){ .kind = vocab_act(v, act),
		.departs = at(DC, t),
		.arrives = f->arrives != NULL ? at(DC, f->arrives) : at(DC, t),
		.slots = f->slots };
	if (to != NULL)
		f->slots[act_slot(f->act.kind, "to")] =
		    (struct value){ .kind = VALUE_WORD,
			    .word = vocab_any_word(v, to),
			    .s = to };
	f->who[0] = p;
	f->only[0] = order(&f->b, id);
	f->q.law = &f->b.law;
	f->q.record = &f->record;
	f->q.who = f->who;
	if (f->q.nwho < 2) {
		f->q.nwho = 1;
		f->q.exact = true;
	}
	f->q.act = &f->act;
	if (f->q.known.us == 0)
		f->q.known = f->act.departs;
	f->q.only = f->only;
	f->q.nonly = 1;
	f->q.explain = f->q.horizon = f->q.settle = true;
	assert_int_equal(decide(&f->run, &f->q, &f->ans), 0);
	f->q.known.us = 0;
	return f->ans.verdict;
}

static inline struct fact *
writable(const struct person *p, size_t i)
{
	return (struct fact *)(uintptr_t)p->facts[i];
}

#endif
