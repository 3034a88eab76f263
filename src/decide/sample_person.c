/* sample_person.c - a person made up, as the deciders see one and as a
 * `person` line of a vignette says it. */

#include <string.h>

#include "decide/sample.h"

#define FACTS_MAX 4 /* of one choice: its steps, its record, no other */

/* Known since for ever, and no loss. */
static const struct entry always = { .recorded = { INT64_MIN / 4 },
	.confirmed = { INT64_MAX / 4 },
	.refused = { INT64_MAX / 4 } };

static struct value
value_in(const struct vocab *v, const struct field *f, const char *s)
{
	const struct word *w;

	if (s == NULL)
		return (struct value){ .kind = VALUE_NONE };
	w = f->type == FIELD_FREE ? NULL : vocab_word(v, f->type, s);
	if (w == NULL)
		return (struct value){ .kind = VALUE_ID, .s = s };
	return (struct value){ .kind = VALUE_WORD, .word = w, .s = w->name };
}

struct builder {
	struct arena *a;
	const struct law *law;
	const struct sample *s;
	const struct fact **facts;
	size_t n;
	bool nomem;
};

static void
add_fact(struct builder *b, struct fact fact)
{
	struct fact *f = arena_alloc(b->a, sizeof(*f));

	if (f == NULL) {
		b->nomem = true;
		return;
	}
	*f = fact;
	f->entry = always;
	f->zone = b->s->zone;
	b->facts[b->n++] = f;
}

static const struct value *
values_in(struct builder *b, const struct made *m, const struct kind *k)
{
	struct value *values = arena_array(b->a, k->nfields, sizeof(*values));
	size_t i;
	int f;

	if (values == NULL) {
		b->nomem = true;
		return NULL;
	}
	for (i = 0; i < m->kind->nfields; i++) {
		f = kind_field(k, m->kind->fields[i].name);
		if (f >= 0)
			values[f] = value_in(b->law->vocab, &k->fields[f],
			    m->values[i]);
	}
	return values;
}

static struct person *build(struct builder *b, const char *id);

static const struct person *
other_person(struct builder *b, const struct made *m)
{
	struct builder other = { .a = b->a, .law = b->law, .s = b->s };
	const struct kind *k;

	other.facts = arena_array(b->a, FACTS_MAX, sizeof(struct fact *));
	if (other.facts == NULL) {
		b->nomem = true;
		return NULL;
	}
	k = vocab_kind(b->law->vocab, m->kind->name);
	if (k != NULL)
		add_fact(&other,
		    (struct fact){ .type = FACT_HELD,
			.kind = k,
			.step = -1,
			.fields = values_in(&other, m, k) });
	b->nomem = b->nomem || other.nomem;
	return build(&other, "A000-000-002");
}

/* A state or a relation; seen today, so that it is not stale. */
static void
add_held(struct builder *b, const struct made *m, const struct kind *k)
{
	struct fact f = { .type = FACT_HELD,
		.kind = k,
		.step = -1,
		.from = m->from,
		.to = m->to,
		.fields = values_in(b, m, k) };
	struct civil today = zone_civil(b->s->zone, b->s->t);

	/* What has begun is drawn without an end. */
	if (m->from.kind != MOMENT_NONE)
		f.seen = (struct moment){ .kind = MOMENT_DAYS,
			.lo = today,
			.hi = today };
	if (m->other != NULL)
		f.other = other_person(b, m->other);
	add_fact(b, f);
}

/* A step needs its filing's first, a day before. */
static void
add_happened(struct builder *b, const struct made *m, const struct kind *k)
{
	int step = -1;
	struct fact f = { .type = FACT_HAPPENED,
		.kind = k,
		.from = m->from,
		.fields = values_in(b, m, k),
		.filing = k->type == KIND_FILING ? k->name : NULL };

	if (k->type == KIND_FILING)
		step = kind_step(k, m->kind->steps[m->step]);
	f.step = step;
	if (step > 0) {
		f.step = 0;
		f.from.lo.day.n--;
		f.from.hi.day.n--;
		add_fact(b, f);
		f.step = step;
		f.from = m->from;
	}
	add_fact(b, f);
}

static void
add_made(struct builder *b, const struct made *m)
{
	const struct kind *k = vocab_kind(b->law->vocab, m->kind->name);

	if (k == NULL)
		return;
	if (m->absent) {
		add_fact(b,
		    (struct fact){ .type = FACT_ABSENT,
			.kind = k,
			.step = -1 });
		return;
	}
	if (k->type == KIND_EVENT || k->type == KIND_FILING)
		add_happened(b, m, k);
	else
		add_held(b, m, k);
	add_fact(b, (struct fact){ .type = FACT_ONLY, .kind = k, .step = -1 });
}

static struct person *
build(struct builder *b, const char *id)
{
	struct person *p = arena_alloc(b->a, sizeof(*p));

	if (p == NULL || b->nomem) {
		b->nomem = true;
		return NULL;
	}
	p->id = id;
	p->facts = b->facts;
	p->nfacts = b->n;
	return p;
}

const struct person *
sample_person(const struct sample *s, struct arena *a, const struct law *law,
    const size_t *choice)
{
	struct builder b = { .a = a, .law = law, .s = s };
	struct person *p;
	struct known_as *as;
	size_t i, nas = 0;

	b.facts = arena_array(a, s->n * FACTS_MAX, sizeof(struct fact *));
	as = arena_array(a, s->n, sizeof(*as));
	if (b.facts == NULL || as == NULL)
		return NULL;
	for (i = 0; i < s->n; i++) {
		const struct made *m = &s->facets[i].choices[choice[i]];

		if (m->is != NULL && !m->absent)
			as[nas++] = (struct known_as){ .how = KNOWN_IS,
				.value = m->is,
				.entry = { .recorded = INSTANT_BEGIN,
				    .refused = INSTANT_NEVER } };
		else if (m->list != NULL)
			add_fact(&b,
			    (struct fact){ .type = FACT_LIST,
				.step = -1,
				.list = m->list,
				.on_list = m->absent ? LIST_NOT : LIST_EXACT });
		else if (m->kind != NULL)
			add_made(&b, m);
	}
	if ((p = build(&b, "A000-000-001")) == NULL)
		return NULL;
	p->as = as;
	p->nas = nas;
	return p;
}

/* -- In words ----------------------------------------------------------- */

static void
print_values(struct buf *b, const struct made *m)
{
	size_t i;

	for (i = 0; i < m->kind->nfields; i++)
		if (m->values[i] != NULL && i == 0)
			buf_printf(b, " %s", m->values[i]);
		else if (m->values[i] != NULL)
			buf_printf(b, " %s %s", m->kind->fields[i].name,
			    m->values[i]);
}

static void
print_made(struct buf *b, const struct made *m)
{
	buf_puts(b, m->kind->name);
	if (m->step >= 0)
		buf_printf(b, ".%s", m->kind->steps[m->step]);
	print_values(b, m);
	if (m->other != NULL) {
		buf_printf(b, " %s", m->other->kind->name);
		print_values(b, m->other);
	}
	if (m->from.kind != MOMENT_NONE) {
		buf_puts(b,
		    m->kind->type == KIND_STATE ||
			    m->kind->type == KIND_RELATION
			? " since "
			: " ");
		moment_print(b, &m->from);
	}
	if (m->to.kind != MOMENT_NONE) {
		buf_puts(b, " until ");
		moment_print(b, &m->to);
	}
}

void
sample_print(struct buf *b, const struct sample *s, const size_t *choice)
{
	const char *between = "";
	size_t i;

	for (i = 0; i < s->n; i++) {
		const struct made *m = &s->facets[i].choices[choice[i]];

		/* Who somebody is not goes without saying. */
		if (m->is != NULL && m->absent)
			continue;
		buf_puts(b, between);
		between = "; ";
		if (m->list != NULL)
			buf_printf(b, "%son list %s", m->absent ? "not " : "",
			    m->list);
		else if (m->is != NULL)
			buf_printf(b, "is %s", m->is);
		else if (m->absent)
			buf_printf(b, "no %s", m->kind->name);
		else
			print_made(b, m);
	}
}
