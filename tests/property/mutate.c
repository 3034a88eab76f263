/* mutate.c - the changes under which an answer must not move, or may move
 * one way only. */

#include "property/gcase.h"

#include <stdio.h>
#include <string.h>

/* -- Facts made vaguer ----------------------------------------------------- */

static bool
linked(const struct gcase *c, size_t i)
{
	if (c->facts[i].corrects >= 0 || c->facts[i].over >= 0)
		return true;
	for (size_t j = 0; j < c->nfacts; j++)
		if (c->facts[j].corrects == (int)i ||
		    c->facts[j].over == (int)i)
			return true;
	return false;
}

static int
moved(int index, int gone)
{
	return index == gone ? -1 : index > gone ? index - 1 : index;
}

static void
drop_fact(struct gcase *c, size_t i)
{
	memmove(&c->facts[i], &c->facts[i + 1],
	    (c->nfacts - i - 1) * sizeof(c->facts[0]));
	c->nfacts--;
	for (size_t j = 0; j < c->nfacts; j++) {
		c->facts[j].corrects = moved(c->facts[j].corrects, (int)i);
		c->facts[j].over = moved(c->facts[j].over, (int)i);
	}
}

static bool
widen(struct rng *r, struct moment *m)
{
	if (m->kind == MOMENT_NOT_KNOWN)
		return false;
	if (m->kind == MOMENT_NONE || rng_chance(r, 1, 4)) {
		m->kind = MOMENT_NOT_KNOWN;
		return true;
	}
	if (rng_chance(r, 1, 3))
		m->lo.day.n -= (int)rng_below(r, 5);
	else if (m->kind == MOMENT_CLOCK && rng_chance(r, 1, 2))
		m->kind = MOMENT_DAYS;
	else
		m->hi.day.n += 1 + (int)rng_below(r, 5);
	return true;
}

static bool
vague_value(struct rng *r, struct gvalue *v, uint8_t other)
{
	if (v->kind == GV_NONE)
		return false;
	if (v->kind == GV_ONE && v->w[0] != other && rng_chance(r, 1, 3)) {
		v->kind = GV_EITHER;
		v->w[1] = other;
		if (rng_chance(r, 1, 2)) {
			v->w[1] = v->w[0];
			v->w[0] = other;
		}
	} else {
		v->kind = GV_NONE;
	}
	return true;
}

static uint8_t
other_word(int kind, size_t field, uint8_t w)
{
	if (kind == K_CUST && field == 0)
		return w == W_ICE ? W_CBP : W_ICE;
	if (kind == K_FINAL && field == 0)
		return w == W_INA ? W_AEA : W_INA;
	if (kind == K_MOTION)
		return w == W_B1 ? W_B2 : W_B1;
	if (kind == K_HOME || kind == K_CUST)
		return w == W_AREA_B ? W_AREA_A : W_AREA_B;
	return w == W_SV ? W_IQ : W_SV;
}

/* A second source of the same state, from the same beginning. */
static const char *
contradict(struct gcase *c, size_t i)
{
	struct gfact *f = &c->facts[i], *g = &c->facts[c->nfacts];

	if (c->nfacts >= G_FACTS || linked(c, i) || f->kind >= K_FINAL ||
	    f->fields[0].kind != GV_ONE)
		return NULL;
	*g = *f;
	g->fields[0].w[0] = other_word(f->kind, 0, f->fields[0].w[0]);
	c->nfacts++;
	return "a source that disagrees";
}

static const char *
vague_state(struct rng *r, struct gcase *c, struct gfact *f, size_t i)
{
	struct moment old;

	switch (rng_below(r, 7)) {
	case 0:
		return widen(r, &f->from) ? "since, wider" : NULL;
	case 1:
		return widen(r, &f->to) ? "until, wider" : NULL;
	case 2:
	case 3: {
		size_t n = rng_below(r, G_FIELDS);

		return vague_value(r, &f->fields[n],
			   other_word(f->kind, n, f->fields[n].w[0]))
		    ? "a field, unknown"
		    : NULL;
	}
	case 4:
		return i < c->nfacts ? contradict(c, i) : NULL;
	case 5:
		/* Seen after its end it contradicts itself: to have been seen
		 * earlier would settle that. */
		if (f->kind != K_CUST ||
		    (f->to.kind != MOMENT_NONE && f->seen.kind != MOMENT_NONE &&
			f->seen.hi.day.n >= f->to.lo.day.n))
			return NULL;
		old = gen_moment(r, true);
		old.lo.day.n -= 40;
		old.hi = old.lo;
		f->seen = old;
		return "stale";
	default:
		if (f->kind != K_SPOUSE || !f->other)
			return NULL;
		f->other = false;
		return "another person, not known who";
	}
}

static const char *
vague_event(struct rng *r, struct gfact *f)
{
	switch (rng_below(r, 6)) {
	case 0:
	case 1:
	case 2:
		return widen(r, &f->from) ? "an event's instant, wider" : NULL;
	case 3:
		return vague_value(r, &f->fields[0],
			   other_word(f->kind, 0, f->fields[0].w[0]))
		    ? "an event's field, unknown"
		    : NULL;
	case 4:
		if (f->of == 0)
			return NULL;
		f->of = 0;
		return "of which, not known";
	default:
		if (f->filing == 0)
			return NULL;
		f->filing = 0;
		return "which filing, not known";
	}
}

static const char *
shorten(struct rng *r, struct gfact *f)
{
	switch (rng_below(r, 4)) {
	case 0:
		if (f->good == 0)
			return NULL;
		f->good = (int)rng_below(r, (unsigned)f->good);
		return "good for less";
	case 1:
		if (f->to.kind == MOMENT_NONE)
			f->to = gen_moment(r, true);
		else if (f->to.kind == MOMENT_DAYS ||
		    f->to.kind == MOMENT_CLOCK)
			f->to.lo.day.n -= 1 + (int)rng_below(r, 3);
		return "an absence, shorter";
	case 2:
		if (f->from.kind == MOMENT_NONE)
			f->from = gen_moment(r, true);
		else if (f->from.kind == MOMENT_DAYS ||
		    f->from.kind == MOMENT_CLOCK)
			f->from.hi.day.n += 1 + (int)rng_below(r, 3);
		return "an absence, from later";
	default:
		return rng_chance(r, 1, 2)
		    ? (f->to.kind = MOMENT_NOT_KNOWN, "through, not known")
		    : (f->from.kind = MOMENT_NOT_KNOWN, "since, not known");
	}
}

/* Nothing else is said of the kind, by which a silence could be read. */
static bool
alone(const struct gcase *c, size_t i)
{
	const struct gfact *f = &c->facts[i];

	if (linked(c, i))
		return false;
	for (size_t j = 0; j < c->nfacts; j++) {
		const struct gfact *g = &c->facts[j];

		if (j == i)
			continue;
		if (g->type == FACT_ABSENT && g->kind < 0 &&
		    f->type == FACT_HAPPENED)
			return false;
		if (g->kind != f->kind || g->type == FACT_LIST)
			continue;
		if (g->type == FACT_ABSENT || g->type == FACT_ONLY)
			return false;
		if (g->type == FACT_HELD)
			return false;
	}
	return true;
}

/* An absence beside facts of its kind may conflict with them: to take it
 * away would settle that. */
static bool
contradicts(const struct gcase *c, size_t i)
{
	for (size_t j = 0; j < c->nfacts; j++)
		if (c->facts[i].type == FACT_ABSENT &&
		    c->facts[j].kind == c->facts[i].kind &&
		    (c->facts[j].type == FACT_HELD ||
			c->facts[j].type == FACT_HAPPENED))
			return true;
	return false;
}

static const char *
vague_fact(struct rng *r, struct gcase *c, size_t i)
{
	struct gfact *f = &c->facts[i];

	switch (f->type) {
	case FACT_HELD:
	case FACT_HAPPENED:
		if (rng_chance(r, 1, 6) && alone(c, i)) {
			drop_fact(c, i);
			return "a fact nobody recorded";
		}
		return f->type == FACT_HELD ? vague_state(r, c, f, i)
					    : vague_event(r, f);
	case FACT_ABSENT:
	case FACT_ONLY:
		if (contradicts(c, i))
			return NULL;
		if (!linked(c, i) && rng_chance(r, 1, 3)) {
			drop_fact(c, i);
			return "an absence, gone";
		}
		return f->type == FACT_ABSENT ? shorten(r, f) : NULL;
	case FACT_LIST:
		if (f->on_list == LIST_NEAR)
			return NULL;
		f->on_list = LIST_NEAR;
		return "a list, near";
	default:
		return NULL;
	}
}

/* By what somebody is known, or who they are, is there perhaps. */
static const char *
vague_known(struct rng *r, struct gcase *c)
{
	size_t i = rng_below(r, (unsigned)(c->nknown_as + c->nsaid + 1));
	struct gknown *k;

	if (i == c->nknown_as + c->nsaid) {
		if (!c->named_known)
			return NULL;
		c->named_known = false;
		return "who it is, not known";
	}
	k = i < c->nknown_as ? &c->known_as[i] : &c->said[i - c->nknown_as];
	k->is_loss = true;
	k->confirmed = INSTANT_NEVER;
	return "who it is, perhaps";
}

const char *
mutate_vaguer(struct rng *r, struct gcase *c)
{
	unsigned i = rng_below(r, (unsigned)(c->nfacts + c->nothers + 2));

	if (rng_chance(r, 1, 8))
		return vague_known(r, c);

	if (i < c->nfacts)
		return vague_fact(r, c, i);
	i -= (unsigned)c->nfacts;
	if (i < c->nothers) {
		struct gfact *f = &c->others[i];

		if (f->type == FACT_HELD)
			return vague_state(r, c, f, G_FACTS);
		return f->type == FACT_HAPPENED ? vague_event(r, f) : NULL;
	}
	if (i - c->nothers == 0) {
		/* A place to begin from, not claimed, is asked of the record:
		 * that is another question, not a vaguer one. */
		i = 1 + rng_below(r, G_SLOTS - 1);
		if (c->slots[i].kind == GV_NONE)
			return NULL;
		c->slots[i].kind = GV_NONE;
		return "a slot not given";
	}
	if (c->nfacts >= G_FACTS)
		return NULL;
	c->facts[c->nfacts] = (struct gfact){ .type = FACT_UNKNOWN,
		.kind = K_SERVED + (int)rng_below(r, 4),
		.step = -1,
		.recorded = INSTANT_BEGIN,
		.confirmed = INSTANT_NEVER,
		.refused = INSTANT_NEVER,
		.corrects = -1,
		.over = -1 };
	c->nfacts++;
	return "a kind said to be unknown";
}

/* -- Facts made sharper ---------------------------------------------------- */

static bool
sharpen(struct rng *r, struct moment *m)
{
	static const int minutes[] = { 0, 150, 540, 720, 1439 };
	int n;

	switch (m->kind) {
	case MOMENT_NOT_KNOWN:
		*m = gen_moment(r, true);
		m->hi = m->lo;
		m->kind = MOMENT_CLOCK;
		return true;
	case MOMENT_DAYS:
		n = m->hi.day.n - m->lo.day.n;
		m->lo.day.n += (int)rng_below(r, (unsigned)n + 1);
		m->lo.minute = minutes[rng_below(r, 5)];
		m->hi = m->lo;
		m->kind = MOMENT_CLOCK;
		return true;
	case MOMENT_CLOCK:
		if (m->lo.day.n == m->hi.day.n && m->lo.minute == m->hi.minute)
			return false;
		if (rng_chance(r, 1, 2))
			m->lo = m->hi;
		else
			m->hi = m->lo;
		return true;
	default:
		return false;
	}
}

static bool
sharp_value(struct rng *r, struct gfact *f, size_t n)
{
	struct gvalue *v = &f->fields[n];

	if (v->kind == GV_EITHER) {
		v->kind = GV_ONE;
		v->w[0] = v->w[rng_below(r, 2)];
		return true;
	}
	/* Another step of the filing may already say. */
	if (v->kind != GV_NONE || f->kind == K_MOTION || f->kind == K_APPEAL ||
	    f->kind == K_SPOUSE || f->kind == K_SERVED)
		return false;
	if (n == 1 && f->kind != K_CUST && f->kind != K_FINAL)
		return false;
	v->kind = GV_ONE;
	v->w[0] = other_word(f->kind, n, W_US);
	if (rng_chance(r, 1, 2))
		v->w[0] = other_word(f->kind, n, v->w[0]);
	return true;
}

static const char *
sharp_known(struct rng *r, struct gcase *c)
{
	size_t i = rng_below(r, (unsigned)(c->nknown_as + c->nsaid + 1));
	struct gknown *k;

	if (i == c->nknown_as + c->nsaid)
		return NULL;
	k = i < c->nknown_as ? &c->known_as[i] : &c->said[i - c->nknown_as];
	if (!k->is_loss || k->confirmed.us <= c->known.us ||
	    k->recorded.us > c->known.us || k->refused.us <= c->known.us)
		return NULL;
	if (rng_chance(r, 1, 2))
		k->confirmed = INSTANT_BEGIN;
	else
		k->refused = INSTANT_BEGIN;
	return "who it is, settled";
}

const char *
mutate_sharper(struct rng *r, struct gcase *c)
{
	unsigned i = rng_below(r, (unsigned)(c->nfacts + c->nothers));
	struct gfact *f;

	if (rng_chance(r, 1, 6))
		return sharp_known(r, c);
	if (c->nfacts + c->nothers == 0)
		return NULL;
	f = i < c->nfacts ? &c->facts[i] : &c->others[i - c->nfacts];
	if (f->type != FACT_HELD && f->type != FACT_HAPPENED)
		return NULL;
	switch (rng_below(r, 4)) {
	case 0:
		return sharpen(r, &f->from) ? "since, exact" : NULL;
	case 1:
		return sharpen(r, &f->to) ? "until, exact" : NULL;
	case 2:
		return sharp_value(r, f, 0) ? "a field, known" : NULL;
	default:
		return sharp_value(r, f, 1) ? "a second field, known" : NULL;
	}
}

/* -- Readings -------------------------------------------------------------- */

static const char *
insert_text(struct gcase *c, size_t at, const char *what)
{
	size_t n = strlen(what), len = strlen(c->text);

	if (len + n + 1 > sizeof(c->text))
		return NULL;
	memmove(c->text + at + n, c->text + at, len - at + 1);
	memcpy(c->text + at, what, n);
	return what;
}

/* The n-th place where word is followed by a length of time; SIZE_MAX. */
static size_t
find_length(const char *text, const char *word, unsigned n)
{
	const char *s = text;

	while ((s = strstr(s, word)) != NULL) {
		const char *d = s += strlen(word);

		while (*d >= '0' && *d <= '9')
			d++;
		if (d > s && *d == ' ' && n-- == 0)
			return (size_t)(s - text);
	}
	return SIZE_MAX;
}

static const char *
also_read(struct rng *r, struct gcase *c)
{
	static const char *const ends[] = { " after", " else", " unverified",
		"\n", " also read" };
	size_t at = find_length(c->text,
	    rng_chance(r, 1, 2) ? "within " : "until ", rng_below(r, 4));
	size_t end = SIZE_MAX;
	char what[40];

	if (at == SIZE_MAX)
		return NULL;
	for (size_t i = 0; i < 5; i++) {
		const char *s = strstr(c->text + at, ends[i]);

		if (s != NULL && (size_t)(s - c->text) < end)
			end = (size_t)(s - c->text);
	}
	snprintf(what, sizeof(what), " also read %u %s", rng_below(r, 8),
	    rng_chance(r, 1, 2) ? "days under none" : "business days");
	return insert_text(c, end, what) != NULL ? "also read" : NULL;
}

static const char *
another_begin(struct rng *r, struct gcase *c)
{
	char what[80];
	const char *s;
	size_t at;

	snprintf(what, sizeof(what), "order o%u\n",
	    1 + rng_below(r, (unsigned)c->ninstruments));
	s = strstr(c->text, what);
	if (s == NULL)
		return NULL;
	at = (size_t)(s - c->text) + strlen(what);
	s = strstr(c->text + at, "\n\n");
	if (s != NULL && rng_chance(r, 2, 3)) {
		const char *oral = strstr(c->text + at, "  oral ");

		if (oral != NULL && oral < s)
			return NULL;
		snprintf(what, sizeof(what), "  oral 2019-03-%02u %02u:00\n",
		    1 + rng_below(r, 24), rng_below(r, 24));
		return insert_text(c, at, what) != NULL ? "oral" : NULL;
	}
	snprintf(what, sizeof(what),
	    "  conflict %s also read 2019-03-%02u \"why\"\n",
	    rng_chance(r, 1, 2) ? "until" : "entered", 1 + rng_below(r, 24));
	return insert_text(c, at, what) != NULL ? "conflict" : NULL;
}

const char *
mutate_law_reading(struct rng *r, struct gcase *c)
{
	const char *s;

	switch (rng_below(r, 7)) {
	case 0:
	case 1:
	case 2:
		return also_read(r, c);
	case 3:
		s = strstr(c->text, "  reading \"other\"");
		if (s == NULL)
			return NULL;
		return insert_text(c, (size_t)(s - c->text),
			   "  reading \"third\" count 4 days\n") != NULL
		    ? "a third reading of the clock"
		    : NULL;
	default:
		return another_begin(r, c);
	}
}

const char *
mutate_unconfirm(struct rng *r, struct gcase *c)
{
	unsigned i = rng_below(r,
	    (unsigned)(c->nfacts + c->nconfirmations + c->nrecordings));

	if (rng_chance(r, 1, 8))
		return vague_known(r, c);
	if (i < c->nfacts) {
		if (!c->facts[i].is_loss ||
		    c->facts[i].confirmed.us >= INSTANT_NEVER.us)
			return NULL;
		c->facts[i].confirmed = INSTANT_NEVER;
		return "a fact, not confirmed";
	}
	i -= (unsigned)c->nfacts;
	if (i < c->nconfirmations) {
		c->confirmations[i] = c->confirmations[--c->nconfirmations];
		return "an order, not confirmed";
	}
	i -= (unsigned)c->nconfirmations;
	if (i >= c->nrecordings ||
	    c->recordings[i].confirmed.us >= INSTANT_NEVER.us)
		return NULL;
	c->recordings[i].confirmed = INSTANT_NEVER;
	return "a recording, not confirmed";
}

/* -- Order of recording ---------------------------------------------------- */

static void
swap_facts(struct gcase *c, size_t i, size_t j)
{
	struct gfact f = c->facts[i];

	c->facts[i] = c->facts[j];
	c->facts[j] = f;
	for (size_t k = 0; k < c->nfacts; k++) {
		int *links[2] = { &c->facts[k].corrects, &c->facts[k].over };

		for (int l = 0; l < 2; l++)
			if (*links[l] == (int)i)
				*links[l] = (int)j;
			else if (*links[l] == (int)j)
				*links[l] = (int)i;
	}
}

/* Two orders that stand next to each other change places. */
static void
swap_orders(struct rng *r, struct gcase *c)
{
	char name[32], held[G_TEXT];
	char *a, *b, *end;
	size_t na, nb;

	snprintf(name, sizeof(name), "order o%u\n",
	    1 + rng_below(r, (unsigned)c->ninstruments));
	if ((a = strstr(c->text, name)) == NULL ||
	    (b = strstr(a, "\n\n")) == NULL)
		return;
	b += 2;
	if (strncmp(b, "order ", 6) != 0 || (end = strstr(b, "\n\n")) == NULL)
		return;
	end += 2;
	na = (size_t)(b - a);
	nb = (size_t)(end - b);
	memcpy(held, a, na);
	memmove(a, b, nb);
	memcpy(a + nb, held, na);
}

const char *
mutate_shuffle(struct rng *r, struct gcase *c)
{
	for (size_t i = c->nfacts; i > 1; i--)
		swap_facts(c, i - 1, rng_below(r, (unsigned)i));
	for (size_t i = 0; i + 1 < c->nconfirmations; i++) {
		struct growed g = c->confirmations[i];
		size_t j = i + rng_below(r, (unsigned)(c->nconfirmations - i));

		c->confirmations[i] = c->confirmations[j];
		c->confirmations[j] = g;
	}
	for (size_t i = 0; i + 1 < c->nrecordings; i++) {
		struct growed g = c->recordings[i];
		size_t j = i + rng_below(r, (unsigned)(c->nrecordings - i));

		c->recordings[i] = c->recordings[j];
		c->recordings[j] = g;
	}
	for (unsigned n = rng_below(r, 4); n > 0; n--)
		swap_orders(r, c);
	return "in another order";
}

/* -- Recorded later -------------------------------------------------------- */

static struct instant
after(struct rng *r, struct instant k)
{
	return (struct instant){ k.us + 1 +
		(int64_t)rng_below(r, 2) * rng_below(r, 90000) * 1000000 };
}

static const char *
later_order(struct rng *r, struct gcase *c)
{
	static const char *const acts[] = { "vacates o1 at once",
		"stays o1 "
		"pending "
		"\"x\"",
		"replaces o1", "dismisses c1", "corrects o1\n  covers everyone",
		"exempts p1 from o1", "extends o1 until further order",
		"covers everyone\n  bars removal",
		"covers person is p1\n  bars removal" };
	size_t n = strlen(c->text);
	struct buf b;

	if (c->nrecordings >= G_ROWS || n + 400 > sizeof(c->text))
		return NULL;
	snprintf(c->text + n, sizeof(c->text) - n,
	    "order o9\n  document \"Dkt. 9\"\n  entered 2019-04-01 09:00\n"
	    "  effective 2019-03-%02u\n  %s\n\n",
	    1 + rng_below(r, 24), acts[rng_below(r, 9)]);
	n = strlen(c->text);
	if (strstr(c->text, "is p1") != NULL && rng_chance(r, 1, 2)) {
		buf_init(&b, &mem_system, 400);
		gen_names(r, &b);
		snprintf(c->text + n - 1, sizeof(c->text) - n, "%s\n", b.s);
		buf_release(&b);
	}
	c->recordings[c->nrecordings++] = (struct growed){ .n = 9,
		.at = after(r, c->known),
		.confirmed = INSTANT_NEVER,
		.refused = INSTANT_NEVER };
	return "an order recorded later";
}

static const char *
later_known(struct rng *r, struct gcase *c)
{
	static const struct gen_how how = { .exact = true };
	bool said = rng_chance(r, 1, 3);
	size_t *n = said ? &c->nsaid : &c->nknown_as;
	struct gknown *k = said ? &c->said[*n] : &c->known_as[*n];

	if (*n >= (said ? 2 : G_KNOWN))
		return NULL;
	gen_known(r, &how, c, said, k);
	k->recorded = k->confirmed = after(r, c->known);
	++*n;
	return "who it is, recorded later";
}

const char *
mutate_later(struct rng *r, struct gcase *c)
{
	static const struct gen_how how = { .exact = false };
	struct gfact *f;
	struct instant *at;

	switch (rng_below(r, 6)) {
	case 5:
		return later_known(r, c);
	case 0:
	case 1:
		if (c->nfacts >= G_FACTS)
			return NULL;
		f = &c->facts[c->nfacts];
		gen_fact(r, &how, c, f, 2);
		f->recorded = after(r, c->known);
		if (c->nfacts > 0 && rng_chance(r, 1, 2))
			*(rng_chance(r, 1, 2) ? &f->corrects : &f->over) =
			    (int)rng_below(r, (unsigned)c->nfacts);
		c->nfacts++;
		return "a fact recorded later";
	case 2:
		if (c->nfacts == 0)
			return NULL;
		f = &c->facts[rng_below(r, (unsigned)c->nfacts)];
		at = rng_chance(r, 1, 2) ? &f->confirmed : &f->refused;
		if (!f->is_loss || at->us <= c->known.us)
			return NULL;
		*at = after(r, c->known);
		return "confirmed, or refused, later";
	case 3:
		if (c->nconfirmations >= G_ROWS)
			return NULL;
		c->confirmations[c->nconfirmations++] =
		    (struct growed){ .n = 1 +
				(int)rng_below(r, (unsigned)c->ninstruments),
			    .at = after(r, c->known) };
		return "an order confirmed later";
	default:
		return later_order(r, c);
	}
}
