/* eoir_facts.c - see eoir_facts.h.
 *
 * Each fact names the table and row it was read from.  What the release
 * does not know is left unsaid, and a fact whose day lies somewhere is given
 * all the days it may be.  Absences reach to the last whole day before the
 * release and say nothing of later. */

#include "intake/eoir_words.h"

#include <string.h>

#include "core/limits.h"

/* -- Codes ---------------------------------------------------------------- */

/* Fields of a kind whose first is a code: a place of that prefix, or the
 * code itself.  NULL when it is missing or no place. */
const struct value *
telling_code(struct telling *s, const struct kind *k, const char *prefix,
    uint32_t code)
{
	struct eoir_words *w = s->t->words;
	size_t i =
	    (code * (uint64_t)0x9E3779B97F4A7C15u + k->index * 7919u) >> 20 &
	    (CODES_MAX - 1);
	struct value *v;
	const char *name;
	char text[5];

	if (code == 0 || code == CODE_LONG)
		return NULL;
	for (; w->codes[i].kind != NULL; i = (i + 1) & (CODES_MAX - 1))
		if (w->codes[i].kind == k && w->codes[i].code == code)
			return w->codes[i].fields;
	code_text(code, text);
	name = arena_printf(w->a, "%s%s", prefix, text);
	v = arena_array(w->a, k->nfields, sizeof(*v));
	if (name == NULL || v == NULL || w->ncodes > CODES_MAX / 2) {
		s->failed = v == NULL || name == NULL;
		return NULL;
	}
	v[0] = (struct value){ .kind = VALUE_ID, .s = name };
	if (prefix[0] != '\0') {
		const struct word *word = vocab_word(w->v, FIELD_PLACE, name);

		if (word == NULL)
			v = NULL;
		else
			v[0] = (struct value){ .kind = VALUE_WORD,
				.word = word,
				.s = word->name };
	}
	w->codes[i] = (struct kept_code){ k, code, v };
	w->ncodes++;
	return v;
}

/* -- Facts ---------------------------------------------------------------- */

static const struct source *
source_of(struct telling *s, enum eoir_table_id t, uint32_t line)
{
	struct source *src = arena_alloc(s->t->a, sizeof(*src));

	if (src == NULL) {
		s->failed = true;
		return NULL;
	}
	src->name = eoir_tables[t].name;
	src->page = (unsigned)s->t->row_of(s->t->ctx, t, line);
	return src;
}

static void
fact_begin(const struct telling *s, struct fact *f, enum fact_type type,
    const struct kind *k)
{
	f->type = type;
	f->kind = k;
	f->step = -1;
	f->entry.confirmed = f->entry.refused = INSTANT_NEVER;
	f->entry.recorded = (struct instant){
		(int64_t)day16_day(s->t->as_of).n * 86400 * 1000000
	};
}

struct fact *
telling_add(struct telling *s, enum fact_type type, const struct kind *k,
    const struct rec *from)
{
	struct fact *f;

	if (s->n == FACTS_MAX ||
	    (f = arena_alloc(s->t->a, sizeof(*f))) == NULL) {
		s->failed = true;
		return NULL;
	}
	fact_begin(s, f, type, k);
	if (from != NULL)
		f->source =
		    source_of(s, (enum eoir_table_id)from->table, from->line);
	s->facts[s->n++] = f;
	return f;
}

struct moment
telling_days(uint16_t from, uint16_t to)
{
	return (struct moment){ .kind = MOMENT_DAYS,
		.lo = { .day = day16_day(from) },
		.hi = { .day = day16_day(to) } };
}

struct moment
telling_on(uint16_t d)
{
	if (d == 0)
		return (struct moment){ .kind = MOMENT_NOT_KNOWN };
	return telling_days(d, d);
}

/* On some day from d on, if at all. */
struct moment
telling_perhaps_from(uint16_t d)
{
	struct moment m = telling_days(d != 0 ? d : 1, d);

	m.hi.day = day_of((struct ymd){ LIMIT_YEAR_LAST, 12, 31 });
	return m;
}

uint16_t
telling_last_day(const struct telling *s)
{
	return (uint16_t)(s->t->as_of - 1);
}

bool
telling_unknown(const struct rec *r, enum eoir_field f)
{
	return (r->unknown & (UNKNOWN_BIT(f) | UNKNOWN_ROW)) != 0;
}

struct value *
telling_fields(struct telling *s, const struct kind *k)
{
	struct value *v = arena_array(s->t->a, k->nfields + 1, sizeof(*v));

	s->failed |= v == NULL;
	return v;
}

void
telling_id(struct value *v, const struct kind *k, const char *field,
    const char *id)
{
	int i = kind_field(k, field);

	if (v != NULL && i >= 0 && id != NULL)
		v[i] = (struct value){ .kind = VALUE_ID, .s = id };
}

static void
set_word(struct value *v, const struct kind *k, const char *field,
    const struct word *w)
{
	int i = kind_field(k, field);

	if (v != NULL && i >= 0 && w != NULL)
		v[i] = (struct value){ .kind = VALUE_WORD,
			.word = w,
			.s = w->name };
}

/* -- The person ----------------------------------------------------------- */

/* Every row's code: one that all give, or what it may be. */
static void
tell_nationality(struct telling *s)
{
	const struct eoir_case *c = s->c;
	const struct rec *from = c->own != NULL ? &c->own->r : NULL;
	uint16_t code = 0;
	struct fact *f;
	bool differ = false;

	if (c->own != NULL)
		code = c->own->nat;
	for (size_t i = 0; i < c->nproceedings; i++) {
		uint16_t nat = c->proceedings[i]->nat;

		if (nat == 0 || s->t->words->nat[nat] == NULL)
			continue;
		if (code == 0 || s->t->words->nat[code] == NULL) {
			code = nat;
			from = &c->proceedings[i]->r;
		} else if (s->t->words->nat[code] != s->t->words->nat[nat]) {
			differ = true;
		}
	}
	if (code == 0 || s->t->words->nat[code] == NULL || differ)
		return;
	if ((f = telling_add(s, FACT_HELD, s->t->words->nationality, from)) !=
	    NULL)
		f->fields = s->t->words->nat[code];
}

static void
tell_codes(struct telling *s, const struct kind *k, const char *prefix,
    uint32_t code, uint16_t from, const struct rec *r)
{
	const struct value *v = telling_code(s, k, prefix, code);
	struct fact *f;

	if (v == NULL || (f = telling_add(s, FACT_HELD, k, r)) == NULL)
		return;
	f->fields = v;
	if (from != 0)
		f->from = telling_on(from);
	else
		f->seen = telling_on(telling_last_day(s));
}

static void
tell_places(struct telling *s)
{
	const struct eoir_case *c = s->c;
	const struct rec_proceeding *p, *before = NULL;

	for (size_t i = 0; i < c->nproceedings; i++, before = p) {
		uint16_t since;

		p = c->proceedings[i];
		since = p->transfer_in != 0 ? p->transfer_in
		    : p->input != 0         ? p->input
					    : p->charged;
		if (before == NULL || before->court != p->court)
			tell_codes(s, s->t->words->court, "court.", p->court,
			    since, &p->r);
		if (before == NULL || before->place != p->place)
			tell_codes(s, s->t->words->hearing_place, "", p->place,
			    since, &p->r);
	}
	if (c->nproceedings == 0 && c->own != NULL)
		tell_codes(s, s->t->words->court, "court.", c->own->court, 0,
		    &c->own->r);
	if (c->own != NULL && c->own->lang != 0)
		tell_codes(s, s->t->words->language, "", c->own->lang, 0,
		    &c->own->r);
}

static void
tell_custody(struct telling *s)
{
	static const struct {
		unsigned letter;
		const char *status;
	} words[] = { { 'D', "detained" }, { 'R', "released" },
		{ 'N', "never_detained" } };
	const struct eoir_case *c = s->c;
	const struct kind *k = s->t->words->court_custody;
	struct fact *f;

	for (size_t i = 0; c->own != NULL && i < 3; i++) {
		if (c->own->custody != words[i].letter ||
		    (f = telling_add(s, FACT_HELD, k, &c->own->r)) == NULL)
			continue;
		f->fields = telling_fields(s, k);
		telling_id((struct value *)(uintptr_t)f->fields, k, "status",
		    words[i].status);
		f->seen = telling_on(telling_last_day(s));
	}
	for (size_t i = 0; i < c->ncustody; i++) {
		const struct rec_custody *r = c->custody[i];

		if (r->detained == 0 || r->custody == 'N')
			continue;
		f = telling_add(s, FACT_HELD, s->t->words->custody, &r->r);
		if (f == NULL)
			return;
		f->from = telling_on(r->detained);
		if (r->released >= r->detained)
			f->to = telling_on(r->released);
		else if (r->custody == 'R') /* over, nobody wrote when */
			f->to = telling_days(r->detained,
			    telling_last_day(s) > r->detained
				? telling_last_day(s)
				: r->detained);
	}
}

static void
tell_represented(struct telling *s)
{
	const struct eoir_case *c = s->c;
	const struct rec *from = NULL;
	uint16_t since = 0;
	struct fact *f;

	if (c->own != NULL && c->own->represented != 0) {
		since = c->own->represented;
		from = &c->own->r;
	}
	for (size_t i = 0; i < c->nreps; i++)
		if (c->reps[i]->alien && c->reps[i]->represented != 0 &&
		    (since == 0 || c->reps[i]->represented < since)) {
			since = c->reps[i]->represented;
			from = &c->reps[i]->r;
		}
	if (since != 0 &&
	    (f = telling_add(s, FACT_HELD, s->t->words->represented, from)) !=
		NULL)
		f->from = telling_on(since);
}

#define CASE_ID_BYTES 16 /* "eoir:4294967295" */

/* printf takes as long as all that is told of somebody's courts. */
static const char *
case_id_text(struct arena *a, uint32_t id)
{
	char *s = arena_alloc(a, CASE_ID_BYTES);
	size_t n = 5;

	if (s == NULL)
		return NULL;
	memcpy(s, "eoir:", n);
	for (uint32_t v = id; v >= 10; v /= 10)
		n++;
	for (uint32_t v = id, k = (uint32_t)n;; v /= 10, k--) {
		s[k] = (char)('0' + v % 10);
		if (v < 10)
			break;
	}
	return s;
}

static void
tell_leads(struct telling *s)
{
	const struct eoir_case *c = s->c;

	for (size_t i = 0; i < c->nriders; i++) {
		const struct rec_rider *r = c->riders[i];
		struct person *lead;
		struct fact *f;

		if (r->lead == 0 || r->lead == c->id)
			continue;
		f = telling_add(s, FACT_HELD, s->t->words->lead, &r->r);
		lead = arena_alloc(s->t->a, sizeof(*lead));
		if (f == NULL || lead == NULL) {
			s->failed = true;
			return;
		}
		lead->id = case_id_text(s->t->a, r->lead);
		s->failed |= lead->id == NULL;
		f->other = lead;
		f->from = telling_on(r->created);
		if (r->severed != 0)
			f->to = telling_on(r->severed);
		else if (r->active == '0')
			f->to = (struct moment){ .kind = MOMENT_NOT_KNOWN };
	}
}

/* -- The order ------------------------------------------------------------ */

static void
set_designated(struct telling *s, struct value *v,
    const struct rec_proceeding *p)
{
	const struct kind *k = s->t->words->final_order;
	const struct value *const *nat = s->t->words->nat;
	int i = kind_field(k, "designated");
	const uint16_t codes[2] = { p->deported_1, p->deported_2 };
	struct value *items;
	size_t n = 0;

	if (v == NULL || i < 0 || telling_unknown(&p->r, F_DEPORTED_1) ||
	    telling_unknown(&p->r, F_DEPORTED_2))
		return;
	items = arena_array(s->t->a, 2, sizeof(*items));
	for (size_t c = 0; items != NULL && c < 2; c++) {
		if (codes[c] == 0)
			continue;
		if (nat[codes[c]] == NULL ||
		    nat[codes[c]][0].kind != VALUE_WORD)
			return; /* one that nobody can name: all unknown */
		items[n++] = nat[codes[c]][0];
	}
	s->failed |= items == NULL;
	if (n == 1)
		v[i] = items[0];
	else if (n == 2)
		v[i] = (struct value){ .kind = VALUE_SET,
			.items = items,
			.nitems = 2 };
}

static const struct value *
order_fields(struct telling *s)
{
	const struct kind *k = s->t->words->final_order;
	const struct rec_proceeding *p = s->f->order;
	struct value *v = telling_fields(s, k);

	set_word(v, k, "authority", s->t->words->authorities[s->f->type]);
	if (p == NULL)
		return v;
	if (!telling_unknown(&p->r, F_ABSENTIA))
		telling_id(v, k, "in_absentia",
		    p->absentia == 'Y' ? "yes" : "no");
	set_designated(s, v, p);
	return v;
}

static void
tell_order(struct telling *s)
{
	const struct kind *k = s->t->words->final_order;
	const struct finality *f = s->f;
	const struct rec *from = f->order != NULL ? &f->order->r
	    : s->c->nproceedings > 0
	    ? &s->c->proceedings[s->c->nproceedings - 1]->r
	    : NULL;
	struct fact *fact;

	for (size_t i = 0; i < f->npast; i++) {
		uint16_t to =
		    f->past[i].to != 0 ? f->past[i].to : telling_last_day(s);

		/* Whether an order that was undone was one on a day before is
		 * for a person to say. */
		if (to < f->past[i].from)
			to = f->past[i].from;
		if ((fact = telling_add(s, FACT_HELD, k, NULL)) == NULL)
			return;
		fact->source = source_of(s,
		    (enum eoir_table_id)f->past[i].table, f->past[i].line);
		fact->from = telling_days(f->past[i].from, to);
		fact->to = telling_on(to);
	}
	if (f->is == FINALITY_YES ||
	    (f->is == FINALITY_UNKNOWN && f->first != 0)) {
		if ((fact = telling_add(s, FACT_HELD, k, from)) == NULL)
			return;
		fact->fields = order_fields(s);
		fact->from = f->is == FINALITY_YES
		    ? telling_days(f->first, f->last)
		    : telling_perhaps_from(f->first);
	}
}

/* -- What is not there ---------------------------------------------------- */

/* Made once: everybody's says the same.  NULL: no room. */
static const struct fact *
none_of(struct telling *s, const struct kind *k, enum eoir_table_id t)
{
	struct eoir_words *w = s->t->words;
	struct fact *f = arena_alloc(w->a, sizeof(*f));
	struct source *src = arena_alloc(w->a, sizeof(*src));

	if (f == NULL || src == NULL || w->nnone == NONE_MAX)
		return NULL;
	src->name = eoir_tables[t].name;
	fact_begin(s, f, FACT_ONLY, k);
	f->source = src;
	f->to = telling_on(telling_last_day(s));
	w->none[w->nnone++] = f;
	return f;
}

/* No other of that kind through the last whole day. */
static void
tell_none(struct telling *s, const struct kind *k, enum eoir_table_id t)
{
	const struct eoir_words *w = s->t->words;
	const struct fact *f = NULL;

	for (size_t i = 0; i < w->nnone && f == NULL; i++)
		if (w->none[i]->kind == k)
			f = w->none[i];
	if (f == NULL)
		f = none_of(s, k, t);
	if (f == NULL || s->n == FACTS_MAX)
		s->failed = true;
	else
		s->facts[s->n++] = f;
}

static void
tell_absences(struct telling *s)
{
	const struct eoir_case *c = s->c;
	bool decisions = !c->broken, motions = !c->broken, appeals = !c->broken;

	for (size_t i = 0; i < c->nproceedings; i++)
		decisions &=
		    !telling_unknown(&c->proceedings[i]->r, F_DECISION) &&
		    !telling_unknown(&c->proceedings[i]->r, F_COMPLETED) &&
		    !telling_unknown(&c->proceedings[i]->r, F_ID);
	for (size_t i = 0; i < c->nmotions; i++)
		motions &= !telling_unknown(&c->motions[i]->r, F_TYPE);
	for (size_t i = 0; i < c->nappeals; i++)
		appeals &= !telling_unknown(&c->appeals[i]->r, F_TYPE);
	if (decisions)
		tell_none(s, s->t->words->decision, T_PROCEEDING);
	if (motions && appeals) { /* those to the Board are appeals there */
		tell_none(s, s->t->words->reopen, T_MOTION);
		tell_none(s, s->t->words->reconsider, T_MOTION);
		tell_none(s, s->t->words->stay, T_MOTION);
	}
	if (appeals)
		tell_none(s, s->t->words->bia_appeal, T_APPEAL);
	/* An order that may be, from no day anybody can name, is unknown. */
	if (s->f->is != FINALITY_UNKNOWN || s->f->first != 0)
		tell_none(s, s->t->words->final_order, T_PROCEEDING);
}

int
eoir_tell(const struct eoir_telling *t, const struct eoir_case *c,
    const struct finality *f, const struct person **out)
{
	struct telling s = { .t = t, .c = c, .f = f };
	struct person *p = arena_alloc(t->a, sizeof(*p));
	const struct fact **facts;

	tell_nationality(&s);
	tell_order(&s);
	tell_places(&s);
	tell_custody(&s);
	tell_represented(&s);
	tell_leads(&s);
	tell_filings(&s);
	tell_absences(&s);
	facts = arena_array(t->a, s.n + 1, sizeof(*facts));
	if (p == NULL || facts == NULL || s.failed)
		return E_NOMEM;
	memcpy(facts, s.facts, s.n * sizeof(*facts));
	p->id = case_id_text(t->a, c->id);
	p->facts = facts;
	p->nfacts = s.n;
	*out = p;
	return p->id != NULL ? 0 : E_NOMEM;
}
