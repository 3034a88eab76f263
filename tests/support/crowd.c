/* crowd.c - see crowd.h. */

#include "support/crowd.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const char vocabulary[] =
    "state nationality (country) whole set persists\n"
    "state office (place) one persists\n"
    "state removable (country) one persists\n"
    "event ordered\n"
    "event detained\n"
    "event convicted\n"
    "filing motion steps filed closed by granted, denied\n"
    "act removal (to)\n";

void
crowd_begin(struct crowd_book *k, const char *name)
{
	memset(k, 0, sizeof(*k));
	arena_init(&k->a, &mem_system, (size_t)4 << 30);
	buf_init(&k->vocab_text, &mem_system, 1 << 20);
	buf_init(&k->text, &mem_system, (size_t)64 << 20);
	snprintf(k->vocab_path, sizeof(k->vocab_path), "%s.vocab", name);
	snprintf(k->path, sizeof(k->path), "%s.law", name);
	buf_printf(&k->vocab_text, "vocabulary %s\n%s", name, vocabulary);
	for (int i = 0; i < CROWD_COUNTRIES; i++)
		buf_printf(&k->vocab_text, "place c%d\n", i);
	for (int i = 0; i < CROWD_OFFICES; i++)
		buf_printf(&k->vocab_text, "place f%d\n", i);
	buf_printf(&k->text, "case %s\n  court mied\n\n", name);
}

static void
find_words(struct crowd_book *k)
{
	char name[16];

	for (int i = 0; i < CROWD_COUNTRIES; i++) {
		snprintf(name, sizeof(name), "c%d", i);
		k->countries[i] = vocab_any_word(k->law.vocab, name);
	}
	for (int i = 0; i < CROWD_OFFICES; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		k->offices[i] = vocab_any_word(k->law.vocab, name);
	}
}

bool
crowd_read(struct crowd_book *k, struct buf *said)
{
	struct diags ds;

	diags_init(&ds, &k->a);
	k->src = (struct source_text){ .path = k->path,
		.bytes = k->text.s,
		.len = k->text.len };
	k->vocab = (struct source_text){ .path = k->vocab_path,
		.bytes = k->vocab_text.s,
		.len = k->vocab_text.len };
	if (law_parse(&k->a, &k->vocab, &k->law, &ds) == 0 &&
	    law_parse(&k->a, &k->src, &k->law, &ds) == 0 && ds.nerrors == 0 &&
	    law_check(&k->a, &k->law, &ds) == 0) {
		find_words(k);
		return true;
	}
	for (size_t i = 0; i < ds.n && i < 3; i++)
		diag_print(said, &ds.items[i], false);
	return false;
}

void
crowd_release(struct crowd_book *k)
{
	buf_release(&k->vocab_text);
	buf_release(&k->text);
	arena_release(&k->a);
}

void
crowd_person(struct crowd_person *m, size_t number)
{
	memset(&m->p, 0, sizeof(m->p));
	snprintf(m->id, sizeof(m->id), "%zu", number);
	m->p.id = m->id;
	m->p.facts = m->list;
}

struct fact *
crowd_fact(struct crowd_person *m, const struct kind *k, enum fact_type type)
{
	struct fact *f = &m->facts[m->p.nfacts];

	memset(f, 0, sizeof(*f));
	f->type = type;
	f->kind = k;
	f->step = -1;
	f->entry = (struct entry){ INSTANT_BEGIN, false, INSTANT_NEVER,
		INSTANT_NEVER };
	m->list[m->p.nfacts++] = f;
	return f;
}

struct fact *
crowd_event(struct crowd_person *m, const struct kind *k, int day)
{
	struct fact *f = crowd_fact(m, k, FACT_HAPPENED);

	f->from.kind = MOMENT_DAYS;
	f->from.lo.day.n = f->from.hi.day.n = day;
	return f;
}

void
crowd_word(struct value *v, const struct word *w)
{
	memset(v, 0, sizeof(*v));
	v->kind = VALUE_WORD;
	v->word = w;
	v->s = w->name;
}

struct population_ask
crowd_ask(const struct crowd_book *k, const struct segment *s, struct act *act,
    int day)
{
	static struct value none = { .kind = VALUE_NONE };
	struct instant at = { (int64_t)day * 86400000000 + 43200000000 };

	*act = (struct act){ .kind = vocab_act(k->law.vocab, "removal"),
		.departs = at,
		.arrives = at,
		.slots = &none };
	return (struct population_ask){ .law = &k->law,
		.columns = segment_columns(s),
		.act = act,
		.known = at,
		.width = crowd_widest() };
}

enum population_width
crowd_widest(void)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx2"))
		return WIDTH_AVX2;
#endif
	return WIDTH_PORTABLE;
}

double
crowd_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
