/* Everybody at once, where the property test's people are too few: several
 * blocks, kernels of every width at every length, what is refused. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unistd.h>

#include "decide/population_inner.h"
#include "property/rng.h"
#include "store/segment.h"

static const char vocabulary[] = "vocabulary small\n"
				 "state nat (country) whole set persists\n"
				 "event held\n"
				 "filing motion steps filed closed by denied\n"
				 "act removal (to)\n"
				 "place IQ, SV, US\n";

static const char orders[] = "case c\n"
			     "  court mied\n"
			     "order o1\n"
			     "  document \"1\"\n"
			     "  entered 2019-03-01\n"
			     "  covers nat is IQ\n"
			     "     and (held since 2019-01-10)\n"
			     "  bars removal\n"
			     "order o2\n"
			     "  document \"2\"\n"
			     "  entered 2019-03-01\n"
			     "  covers not (ever held)\n"
			     "     and presumed (nat is SV)\n"
			     "  bars removal\n"
			     "  for each member\n"
			     "    stage s0\n"
			     "      on motion.filed then s1\n"
			     "    stage s1 free open\n"
			     "order o3\n"
			     "  document \"3\"\n"
			     "  entered 2019-03-01\n"
			     "  covers everyone\n"
			     "  bars removal\n"
			     "  until 2019-03-05 end of day\n"
			     "order o4\n"
			     "  document \"4\"\n"
			     "  entered 2019-03-01\n"
			     "  covers everyone\n"
			     "     and members of o1\n"
			     "  bars removal\n";

struct book {
	struct arena a;
	struct source_text vocab, src;
	struct law law;
};

/* A dismissal whose own stay counts from an event of the person: whether d1
 * is in force is then each one's own. */
static const char personal[] = "case d\n"
			       "  court mied\n"
			       "order d1\n"
			       "  document \"1\"\n"
			       "  entered 2019-03-01\n"
			       "  covers everyone\n"
			       "  bars removal\n"
			       "order d2\n"
			       "  document \"2\"\n"
			       "  entered 2019-03-02\n"
			       "  dismisses d\n"
			       "  stays itself until 40 days after held\n";

static void
read_text(struct book *b, const char *text)
{
	struct diags ds;

	memset(b, 0, sizeof(*b));
	arena_init(&b->a, &mem_system, (size_t)8 << 20);
	diags_init(&ds, &b->a);
	b->vocab = (struct source_text){ .path = "v",
		.bytes = vocabulary,
		.len = sizeof(vocabulary) - 1 };
	b->src = (struct source_text){ .path = "o",
		.bytes = text,
		.len = strlen(text) };
	assert_int_equal(law_parse(&b->a, &b->vocab, &b->law, &ds), 0);
	assert_int_equal(law_parse(&b->a, &b->src, &b->law, &ds), 0);
	assert_int_equal(ds.nerrors, 0);
	assert_int_equal(law_check(&b->a, &b->law, &ds), 0);
}

static void
read_book(struct book *b)
{
	read_text(b, orders);
}

struct one {
	struct person p;
	struct fact facts[4];
	const struct fact *list[4];
	struct value country;
	char id[32];
};

static struct fact *
add(struct one *o, const struct book *b, const char *kind, enum fact_type type)
{
	struct fact *f = &o->facts[o->p.nfacts];

	f->type = type;
	f->kind = vocab_kind(b->law.vocab, kind);
	f->step = -1;
	f->entry = (struct entry){ INSTANT_BEGIN, false, INSTANT_NEVER,
		INSTANT_NEVER };
	o->list[o->p.nfacts++] = f;
	return f;
}

static void
make_one(const struct book *b, unsigned i, struct one *o)
{
	static const char *const of[] = { "IQ", "SV", "US" };
	struct fact *f;

	memset(o, 0, sizeof(*o));
	snprintf(o->id, sizeof(o->id), "%u", i);
	o->p.id = o->id;
	o->p.facts = o->list;
	if (i % 11 != 0) {
		o->country.kind = VALUE_WORD;
		o->country.word = vocab_any_word(b->law.vocab, of[i % 3]);
		o->country.s = o->country.word->name;
		add(o, b, "nat", FACT_HELD)->fields = &o->country;
	}
	if (i % 5 < 2) {
		f = add(o, b, "held", FACT_HAPPENED);
		f->from.kind = MOMENT_DAYS;
		f->from.lo.day = f->from.hi.day =
		    (struct day){ 17900 + (int)(i / 7) % 40 };
		f->entry.recorded.us =
		    (int64_t)(17900 + (int)i % 60) * 86400000000;
	} else if (i % 5 == 2) {
		add(o, b, "held", FACT_ABSENT);
	}
	if (i % 97 == 0) {
		f = add(o, b, "motion", FACT_HAPPENED);
		f->step = 0;
		f->filing = "m1";
		f->from.kind = MOMENT_DAYS;
		f->from.lo.day = f->from.hi.day = (struct day){ 17960 };
	}
}

static char folder[64], path[160];

static struct segment *
write_people(const struct book *b, unsigned n)
{
	struct segment_writer *w;
	struct segment *s;
	struct hash h;
	struct one o;
	const char *why;

	snprintf(folder, sizeof(folder), "/tmp/forestay-pop-XXXXXX");
	assert_non_null(mkdtemp(folder));
	assert_int_equal(segment_writer_new(&mem_system, &file_system_real,
			     folder, b->law.vocab, &w),
	    0);
	for (unsigned i = 0; i < n; i++) {
		make_one(b, i, &o);
		assert_int_equal(segment_add(w, &o.p), 0);
	}
	assert_int_equal(segment_finish(w, NULL, NULL, &h), 0);
	segment_writer_free(w);
	snprintf(path, sizeof(path), "%s",
	    segment_path((struct arena *)(uintptr_t)&b->a, folder, &h));
	assert_int_equal(segment_open(&mem_system, path, b->law.vocab, &h, &s,
			     &why),
	    0);
	return s;
}

static void
end_people(struct segment *s)
{
	segment_close(s);
	(void)unlink(path);
	(void)rmdir(folder);
}

static struct population_ask
ask_of(const struct book *b, const struct segment *s, struct act *act,
    struct value *slot)
{
	memset(slot, 0, sizeof(*slot));
	*act = (struct act){ .kind = vocab_act(b->law.vocab, "removal"),
		.departs = { (int64_t)17962 * 86400000000 },
		.arrives = { (int64_t)17962 * 86400000000 },
		.slots = slot };
	return (struct population_ask){ .law = &b->law,
		.columns = segment_columns(s),
		.act = act,
		.known = act->departs };
}

#define MANY (3 * COLUMNS_BLOCK + 131)

static uint8_t values[4][MANY];
static struct population *running;
static uint64_t alone;

static void
told(void *ctx, size_t order, size_t row, size_t n, const uint8_t *v,
    enum tri all)
{
	size_t x = population_order(running, order)->index;

	for (size_t i = 0; i < n; i++)
		values[x][row + i] = v != NULL ? v[i] : (uint8_t)all;
}

static void
each_row_is_as_alone(const struct book *b, const struct population_ask *q,
    size_t rows)
{
	struct arena a;
	struct population *p;
	struct one o;

	arena_init(&a, &mem_system, (size_t)64 << 20);
	memset(values, NO, sizeof(values));
	assert_int_equal(population_new(&a, q, &p), 0);
	running = p;
	assert_int_equal(population_run(p, 0, population_blocks(p), told, NULL),
	    0);
	for (size_t row = 0; row < rows; row++) {
		struct question one = { .law = q->law,
			.act = q->act,
			.exact = true,
			.known = q->known };
		struct arena_mark mark = arena_mark(&a);
		struct order_value ov;
		struct eval ev;

		make_one(b,
		    (unsigned)strtoul(columns_id(q->columns, row), NULL, 10),
		    &o);
		for (size_t x = 0; x < b->law.ninstruments; x++) {
			eval_begin(&ev, &a, &one, &o.p, q->act->departs);
			order_decide(&ev, b->law.instruments[x], &ov);
			assert_int_equal(ov.value, values[x][row]);
		}
		arena_rewind(&a, mark);
	}
	alone = population_cost(p).scalar;
	population_free(p);
	arena_release(&a);
}

static void
many_blocks(void **state)
{
	struct population_ask q;
	struct segment *s;
	struct value slot;
	struct book b;
	struct act act;

	read_book(&b);
	s = write_people(&b, MANY);
	q = ask_of(&b, s, &act, &slot);
	each_row_is_as_alone(&b, &q, MANY);
	/* Those whom a stage is asked for, and few others. */
	assert_in_range(alone, 0, MANY / 50);
	/* As known before most were recorded; while o3 still ran. */
	q.known.us = (int64_t)17920 * 86400000000;
	each_row_is_as_alone(&b, &q, MANY);
	/* Those whom a stage is asked for, and few others. */
	assert_in_range(alone, 0, MANY / 50);
	act.departs.us = act.arrives.us = (int64_t)17959 * 86400000000;
	q.known = act.departs;
	each_row_is_as_alone(&b, &q, MANY);
	/* Those whom a stage is asked for, and few others. */
	assert_in_range(alone, 0, MANY / 50);
	end_people(s);
	arena_release(&b.a);
}

static void
an_order_that_is_each_ones_own(void **state)
{
	struct population_ask q;
	struct segment *s;
	struct value slot;
	struct book b;
	struct act act;

	read_text(&b, personal);
	s = write_people(&b, 200);
	q = ask_of(&b, s, &act, &slot);
	for (int day = 17930; day < 17990; day += 7) {
		act.departs.us = act.arrives.us = (int64_t)day * 86400000000;
		q.known = act.departs;
		each_row_is_as_alone(&b, &q, 200);
	}
	end_people(s);
	arena_release(&b.a);
}

static void
what_is_refused(void **state)
{
	struct population_ask q;
	struct population *p;
	struct book b, other;
	struct segment *s;
	struct value slot;
	struct arena a;
	struct act act;

	arena_init(&a, &mem_system, (size_t)64 << 20);
	read_book(&b);
	read_book(&other);
	s = write_people(&b, 10);
	q = ask_of(&b, s, &act, &slot);
	assert_int_equal(population_new(&a, &q, &p), 0);
	population_free(p);
	/* The same words of another vocabulary are nobody's. */
	q.law = &other.law;
	assert_int_equal(population_new(&a, &q, &p), E_NAME);
	q.law = &b.law;
	act.arrives.us -= INSTANT_MINUTE;
	assert_int_equal(population_new(&a, &q, &p), E_RANGE);
	end_people(s);
	arena_release(&a);
	arena_release(&b.a);
	arena_release(&other.a);
}

static void
nobody_at_all(void **state)
{
	struct population_tally t = { .order_yes = NULL };
	struct population_ask q;
	struct population *p;
	struct segment *s;
	struct value slot;
	struct arena a;
	struct book b;
	struct act act;

	arena_init(&a, &mem_system, (size_t)64 << 20);
	read_book(&b);
	s = write_people(&b, 0);
	q = ask_of(&b, s, &act, &slot);
	assert_int_equal(population_new(&a, &q, &p), 0);
	assert_int_equal(population_count(p, &t), 0);
	assert_int_equal(t.yes + t.unknown + t.barred + t.held, 0);
	population_free(p);
	end_people(s);
	arena_release(&a);
	arena_release(&b.a);
}

/* -- Kernels --------------------------------------------------------------- */

#define LEN 331

struct planes {
	uint8_t code1[LEN], a[LEN], b[LEN], out[8][LEN];
	uint16_t code2[LEN];
	uint32_t code4[LEN];
	uint32_t ones, twos;
	unsigned any, some, split;
};

static void
run_kernels(const struct kernels *k, struct planes *p, size_t n, unsigned lo,
    unsigned hi)
{
	for (int i = 0; i < 8; i++)
		memset(p->out[i], 7, LEN);
	k->set1(p->out[0], p->code1, n, lo & 255, hi & 255, 2);
	k->set2(p->out[0], p->code2, n, lo, hi, 1);
	k->set4(p->out[1], p->code4, n, lo, hi, 1);
	k->take1(p->out[1], p->a, p->code1, n, lo & 255, hi & 255);
	k->take2(p->out[2], p->a, p->code2, n, lo, hi);
	k->take4(p->out[2], p->b, p->code4, n, lo, hi);
	k->from(p->out[3], p->code2, n, lo, 2);
	k->later(p->out[3], p->code4, n, hi, 1);
	k->least(p->out[4], p->a, p->b, n);
	k->most(p->out[5], p->a, p->b, n);
	k->negate(p->out[6], p->a, n);
	p->any = k->any(p->a, n) != 0;
	p->some = k->some(p->a, n) != 0;
	k->count(p->a, n, &p->ones, &p->twos);
	p->split = k->split(p->out[7], p->out[0], p->out[4], n) != 0;
}

static void
fill_planes(struct rng *r, struct planes *p)
{
	memset(p, 0, sizeof(*p));
	for (size_t i = 0; i < LEN; i++) {
		p->code1[i] = (uint8_t)rng_next(r);
		p->code2[i] = (uint16_t)rng_next(r);
		p->code4[i] = (uint32_t)rng_next(r) & 0x1ffff;
		p->a[i] = (uint8_t)rng_below(r, 4);
		p->b[i] = (uint8_t)rng_below(r, 4);
	}
}

/* What they must say, a row at a time. */
static void
is_right(const struct planes *p, size_t n, unsigned lo, unsigned hi)
{
	uint32_t ones = 0, twos = 0;

	for (size_t i = 0; i < n; i++) {
		uint8_t least = p->a[i] < p->b[i] ? p->a[i] : p->b[i];
		bool in4 = p->code4[i] >= lo && p->code4[i] <= hi;
		bool in2 = p->code2[i] >= lo && p->code2[i] <= hi;

		assert_int_equal(p->out[2][i],
		    in4       ? p->b[i]
			: in2 ? p->a[i]
			      : 7);
		assert_int_equal(p->out[3][i],
		    p->code4[i] > hi        ? 1
			: p->code2[i] >= lo ? 2
					    : 7);
		assert_int_equal(p->out[4][i], least);
		assert_int_equal(p->out[5][i],
		    p->a[i] > p->b[i] ? p->a[i] : p->b[i]);
		assert_int_equal(p->out[7][i], least == UNDECIDED ? 0 : least);
		assert_int_equal(p->out[0][i], least == UNDECIDED ? 2 : least);
		ones += p->a[i] == 1;
		twos += p->a[i] == 2;
	}
	assert_int_equal(p->ones, ones);
	assert_int_equal(p->twos, twos);
	assert_int_equal(p->out[4][n < LEN ? n : 0],
	    n < LEN ? 7 : p->out[4][0]);
}

static void
kernels_of_every_width_agree(void **state)
{
	static struct planes p, q;
	struct rng r = { 20190304 };

	for (size_t n = 0; n <= LEN; n++) {
		unsigned lo = rng_below(&r, 60000),
			 hi = lo + rng_below(&r, 5000);

		fill_planes(&r, &p);
		q = p;
		run_kernels(population_kernels(WIDTH_PORTABLE), &p, n, lo, hi);
		is_right(&p, n, lo, hi);
#if defined(__x86_64__)
		if (!__builtin_cpu_supports("avx2"))
			continue;
		run_kernels(population_kernels(WIDTH_AVX2), &q, n, lo, hi);
		assert_memory_equal(&p, &q, sizeof(p));
#endif
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_blocks),
		cmocka_unit_test(an_order_that_is_each_ones_own),
		cmocka_unit_test(what_is_refused),
		cmocka_unit_test(nobody_at_all),
		cmocka_unit_test(kernels_of_every_width_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
