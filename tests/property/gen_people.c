/* gen_people.c - random people, records and questions. */

#include "property/gcase.h"

#include <string.h>

#define FIRST_DAY ((struct ymd){ 2019, 3, 4 })

static const struct zone *
zone(void)
{
	return zone_builtin("America/Detroit");
}

void
gcase_edge(struct gcase *c, const struct moment *m)
{
	struct when w;

	if (m->kind == MOMENT_NONE || m->kind == MOMENT_NOT_KNOWN)
		return;
	w = zone_when(zone(), m);
	for (int i = 0; i < 2; i++)
		if (c->nedges < G_EDGES)
			c->edges[c->nedges++] = i == 0 ? w.first : w.last;
}

static struct civil
civil_at(struct rng *r, int first, int n)
{
	static const int minutes[] = { 0, 150, 540, 720, 1439 };

	return (struct civil){ { day_of(FIRST_DAY).n + first +
				   (int)rng_below(r, (unsigned)n) },
		minutes[rng_below(r, 5)] };
}

struct moment
gen_moment(struct rng *r, bool exact)
{
	struct moment m = { .kind = MOMENT_CLOCK };
	unsigned how = rng_below(r, exact ? 10 : 20);

	m.lo = m.hi = civil_at(r, -3, 24);
	if (how < 10)
		return m;
	if (how < 15) {
		m.kind = MOMENT_DAYS;
	} else if (how < 17) {
		m.kind = MOMENT_DAYS;
		m.hi.day.n += (int)rng_below(r, 6);
	} else if (how < 19) {
		m.hi.day.n += (int)rng_below(r, 4);
		if (m.hi.day.n == m.lo.day.n)
			m.hi.minute = 1439;
	} else {
		m.kind = MOMENT_NOT_KNOWN;
	}
	return m;
}

/* Near something that matters, more often than not to the minute. */
struct instant
gen_instant(struct rng *r, const struct gcase *c)
{
	static const int days[] = { 0, 0, 0, 0, 1, 1, 2, 3, 5, 7, 8, -1 };
	struct instant t;

	if (c->nedges == 0 || rng_chance(r, 1, 5)) {
		struct moment m = gen_moment(r, true);

		return zone_when(zone(), &m).first;
	}
	t = c->edges[rng_below(r, (unsigned)c->nedges)];
	t = instant_add_minutes(t, (int64_t)1440 * days[rng_below(r, 12)]);
	return instant_add_minutes(t, (int64_t)rng_below(r, 4) - 1);
}

static struct gvalue
one_of(struct rng *r, const enum gword *of, unsigned n, bool exact)
{
	struct gvalue v = { GV_ONE, { 0, 0 } };

	v.w[0] = (uint8_t)of[rng_below(r, n)];
	v.w[1] = (uint8_t)of[rng_below(r, n)];
	if (exact)
		return v;
	if (rng_chance(r, 1, 8))
		v.kind = GV_NONE;
	else if (rng_chance(r, 1, 10) && v.w[0] != v.w[1])
		v.kind = GV_EITHER;
	return v;
}

static struct gvalue
countries(struct rng *r, bool exact)
{
	static const enum gword of[] = { W_IQ, W_IQ, W_SV, W_US };
	struct gvalue v = one_of(r, of, 4, exact);

	if (v.kind == GV_ONE && v.w[0] != v.w[1] && rng_chance(r, 1, 6))
		v.kind = GV_SET;
	return v;
}

static void
gen_fields(struct rng *r, bool exact, struct gfact *f)
{
	static const enum gword places[] = { W_AREA_A, W_AREA_B, W_FAC_X, W_US,
		W_IQ };
	static const enum gword agencies[] = { W_ICE, W_ICE, W_CBP };
	static const enum gword authorities[] = { W_INA, W_INA, W_AEA };
	static const enum gword bases[] = { W_B1, W_B2 };

	switch (f->kind) {
	case K_NAT:
	case K_NOTICE:
	case K_APPEAL:
		f->fields[0] = countries(r, exact);
		break;
	case K_HOME:
		f->fields[0] = one_of(r, places, 5, exact);
		break;
	case K_CUST:
		f->fields[0] = one_of(r, agencies, 3, exact);
		f->fields[1] = one_of(r, places, 5, exact);
		break;
	case K_FINAL:
		f->fields[0] = one_of(r, authorities, 3, exact);
		f->fields[1] = countries(r, exact);
		break;
	case K_MOTION:
		f->fields[0] = one_of(r, bases, 2, exact);
		break;
	default:
		break;
	}
}

static void
gen_entry(struct rng *r, bool exact, const struct gcase *c, struct gfact *f)
{
	f->recorded = INSTANT_BEGIN;
	f->confirmed = f->refused = INSTANT_NEVER;
	if (exact || rng_chance(r, 3, 5))
		return;
	f->recorded = gen_instant(r, c);
	f->is_loss = rng_chance(r, 1, 3);
	if (!f->is_loss)
		return;
	if (rng_chance(r, 1, 2))
		f->confirmed = gen_instant(r, c);
	if (rng_chance(r, 1, 5))
		f->refused = gen_instant(r, c);
}

static void
gen_filing(struct rng *r, struct gfact *f, int filings)
{
	f->filing = 1 + (int)rng_below(r, (unsigned)filings);
	if (f->kind == K_APPEAL) {
		f->filing += 2;
		if (rng_chance(r, 3, 4))
			f->of = 1 + (int)rng_below(r, 2);
		f->step = (int)rng_below(r, 3);
	} else {
		static const int steps[] = { 0, 0, 0, 1, 2, 3, 3, 4 };

		f->step = steps[rng_below(r, 8)];
	}
	if (rng_chance(r, 1, 12))
		f->filing = 0;
}

static void
gen_absence(struct rng *r, bool exact, struct gfact *f)
{
	static const int of[] = { -1, -1, K_SERVED, K_NOTICE, K_MOTION,
		K_MOTION, K_APPEAL, K_CUST, K_FINAL, K_SPOUSE, K_HOME };

	f->type = FACT_ABSENT;
	f->kind = of[rng_below(r, 11)];
	f->step = -1;
	f->to = gen_moment(r, exact);
	if (f->to.kind == MOMENT_NOT_KNOWN || rng_chance(r, 1, 4))
		f->to.kind = MOMENT_NONE;
	if (rng_chance(r, 1, 3))
		f->from = gen_moment(r, exact);
	if ((f->kind == K_MOTION || f->kind == K_APPEAL) && rng_chance(r, 1, 3))
		f->step = (int)rng_below(r, f->kind == K_MOTION ? 5 : 3);
	if (rng_chance(r, 1, 5))
		f->good = 1 + (int)rng_below(r, 48);
}

void
gen_fact(struct rng *r, const struct gen_how *how, struct gcase *c,
    struct gfact *f, int filings)
{
	memset(f, 0, sizeof(*f));
	f->step = -1;
	f->corrects = f->over = -1;
	gen_entry(r, how->exact, c, f);
	switch (rng_below(r, 20)) {
	case 0:
	case 1:
	case 2:
		gen_absence(r, how->exact, f);
		break;
	case 3:
		f->type = FACT_ONLY;
		f->kind = (int)rng_below(r, K_N);
		break;
	case 4:
		f->type = rng_chance(r, 1, 3) ? FACT_UNKNOWN : FACT_LIST;
		f->kind = K_SERVED + (int)rng_below(r, 4);
		f->on_list = (enum on_list)rng_below(r, 3);
		break;
	case 5:
	case 6:
	case 7:
	case 8:
	case 9:
		f->type = FACT_HAPPENED;
		f->kind = K_SERVED + (int)rng_below(r, 4);
		f->from = gen_moment(r, how->exact);
		if (f->kind == K_MOTION || f->kind == K_APPEAL)
			gen_filing(r, f, filings);
		break;
	default:
		f->type = FACT_HELD;
		f->kind = (int)rng_below(r, K_SERVED);
		if (rng_chance(r, 4, 5))
			f->from = gen_moment(r, how->exact);
		if (rng_chance(r, 1, 3))
			f->to = gen_moment(r, how->exact);
		if (f->kind == K_CUST && rng_chance(r, 1, 2))
			f->seen = gen_moment(r, how->exact);
		f->other =
		    f->kind == K_SPOUSE && (how->exact || rng_chance(r, 3, 4));
		break;
	}
	gen_fields(r, how->exact, f);
	gcase_edge(c, &f->from);
	gcase_edge(c, &f->to);
	if (f->kind == K_CUST)
		gcase_edge(c, &f->seen);
}

static void
gen_links(struct rng *r, struct gcase *c)
{
	for (size_t i = 1; i < c->nfacts; i++) {
		int j = (int)rng_below(r, (unsigned)i);

		if (rng_chance(r, 1, 20) &&
		    c->facts[i].kind == c->facts[j].kind)
			c->facts[i].corrects = j;
		else if (rng_chance(r, 1, 20) &&
		    c->facts[i].kind == c->facts[j].kind)
			c->facts[i].over = j;
	}
}

static void
gen_record(struct rng *r, const struct gen_how *how, struct gcase *c)
{
	c->fresh = rng_chance(r, 3, 4);
	c->read[0] = c->read[1] = INSTANT_NEVER;
	if (!c->fresh)
		for (int i = 0; i < 2; i++)
			if (rng_chance(r, 1, 2))
				c->read[i] = gen_instant(r, c);
	if (how->exact)
		return;
	while (c->nconfirmations < G_ROWS / 2 && rng_chance(r, 1, 5))
		c->confirmations[c->nconfirmations++] =
		    (struct growed){ .n = 1 +
				(int)rng_below(r, (unsigned)c->ninstruments),
			    .at = gen_instant(r, c) };
	while (c->nrecordings < G_ROWS / 2 && rng_chance(r, 1, 6)) {
		struct growed *g = &c->recordings[c->nrecordings++];

		*g = (struct growed){ .n = 1 +
			    (int)rng_below(r, (unsigned)c->ninstruments),
			.at = gen_instant(r, c),
			.is_loss = rng_chance(r, 1, 2),
			.confirmed = INSTANT_NEVER,
			.refused = INSTANT_NEVER };
		if (rng_chance(r, 1, 3))
			g->confirmed = gen_instant(r, c);
		if (rng_chance(r, 1, 5))
			g->refused = gen_instant(r, c);
		/* One recording an instrument. */
		for (size_t i = 0; i + 1 < c->nrecordings; i++)
			if (c->recordings[i].n == g->n) {
				c->nrecordings--;
				break;
			}
	}
}

static void
gen_question(struct rng *r, const struct gen_how *how, struct gcase *c)
{
	static const enum gword places[] = { W_IQ, W_SV, W_IQ, W_AREA_B };
	static const enum gword from[] = { W_AREA_A, W_AREA_B, W_FAC_X };
	static const enum gword agencies[] = { W_ICE, W_ICE, W_CBP };
	static const enum gword authorities[] = { W_INA, W_INA, W_AEA };

	c->act = rng_chance(r, 1, 8);
	if (rng_chance(r, 1, 4))
		c->slots[0] = one_of(r, from, 3, true);
	if (how->exact || rng_chance(r, 3, 4))
		c->slots[1] = one_of(r, places, 4, true);
	if (c->act == 0 && rng_chance(r, 1, 2))
		c->slots[2] = one_of(r, authorities, 3, true);
	if (rng_chance(r, 1, 2))
		c->slots[c->act == 0 ? 3 : 2] = one_of(r, agencies, 3, true);
	c->departs = gen_instant(r, c);
	c->arrives = c->departs;
	if (rng_chance(r, 1, 5))
		c->arrives = instant_add_minutes(c->departs,
		    (int64_t)rng_below(r, 3000));
	c->known = c->departs;
	if (!how->exact && rng_chance(r, 1, 3))
		c->known = gen_instant(r, c);
}

void
gen_known(struct rng *r, const struct gen_how *how, const struct gcase *c,
    bool said, struct gknown *k)
{
	*k = (struct gknown){ .how = said ? KNOWN_IS : KNOWN_BY,
		.value = (int)rng_below(r, G_KNOWN_BY),
		.recorded = INSTANT_BEGIN,
		.confirmed = INSTANT_BEGIN,
		.refused = INSTANT_NEVER };
	if (!said && rng_chance(r, 1, 4))
		k->how = KNOWN_IS_NOT;
	if (how->exact)
		return;
	if (rng_chance(r, 1, 4))
		k->recorded = k->confirmed = gen_instant(r, c);
	k->is_loss = rng_chance(r, 1, 3);
	if (k->is_loss && rng_chance(r, 1, 2))
		k->confirmed =
		    rng_chance(r, 1, 2) ? INSTANT_NEVER : gen_instant(r, c);
	if (k->is_loss && rng_chance(r, 1, 8))
		k->refused = gen_instant(r, c);
}

void
gen_people(struct rng *r, const struct gen_how *how, struct gcase *c)
{
	size_t n = rng_below(r, 10);
	int filings = 1 + (int)rng_below(r, 2);

	for (c->nfacts = 0; c->nfacts < n; c->nfacts++)
		gen_fact(r, how, c, &c->facts[c->nfacts], filings);
	n = rng_below(r, 4);
	for (c->nothers = 0; c->nothers < n; c->nothers++)
		gen_fact(r, how, c, &c->others[c->nothers], filings);
	if (!how->exact)
		gen_links(r, c);
	n = rng_chance(r, 1, 2) ? 0 : rng_below(r, G_KNOWN);
	for (c->nknown_as = 0; c->nknown_as < n; c->nknown_as++)
		gen_known(r, how, c, rng_chance(r, 1, 2) && c->nknown_as == 0,
		    &c->known_as[c->nknown_as]);
	if (!how->exact && rng_chance(r, 1, 20))
		c->near = 1 + (int)rng_below(r, 2);
	c->named_known = rng_chance(r, 1, 3);
	n = rng_chance(r, 2, 3) ? 0 : 1 + rng_below(r, 2);
	for (c->nsaid = 0; c->nsaid < n; c->nsaid++)
		gen_known(r, how, c, true, &c->said[c->nsaid]);
	gen_record(r, how, c);
	gen_question(r, how, c);
}

void
gen_case(struct rng *r, const struct gen_how *how, struct gcase *c)
{
	memset(c, 0, sizeof(*c));
	c->seed = rng_next(r);
	if (how->small) {
		gen_small(r, c);
		return;
	}
	gen_law(r, how, c);
	gen_people(r, how, c);
}
