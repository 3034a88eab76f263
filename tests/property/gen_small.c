/* gen_small.c - small casebooks whose answer the page itself gives.
 *
 * One order or a few, one rule of SEMANTICS each, and a person of whom the
 * record says just what that rule turns on: so, not so, or nothing.  Each
 * shape names the answer that the page gives for it, never one that was
 * asked of the code.  Days and minutes are random, near what they must not
 * pass; other orders and facts, which bear on nothing, stand around. */

#include "property/gcase.h"

#include <stdio.h>

#define FIRST_DAY ((struct ymd){ 2019, 3, 4 })
#define TEN       (10 * 60)
#define NOON      (12 * 60)

struct small {
	struct rng *r;
	struct gcase *c;
	struct buf b;
	int n;         /* orders written */
	int day;       /* day 0 of the shape */
	unsigned used; /* kinds of fact that bear on it: 1 << K_... */
	bool complete; /* list l1 */
};

/* -- Words -------------------------------------------------------------- */

static struct moment
minute_at(const struct small *s, int day, int minute)
{
	struct moment m = { .kind = MOMENT_CLOCK };

	m.lo.day.n = day_of(FIRST_DAY).n + s->day + day;
	m.lo.minute = minute;
	m.hi = m.lo;
	return m;
}

static struct moment
days(const struct small *s, int first, int last)
{
	struct moment m = { .kind = MOMENT_DAYS };

	m.lo.day.n = day_of(FIRST_DAY).n + s->day + first;
	m.hi.day.n = day_of(FIRST_DAY).n + s->day + last;
	return m;
}

static void
put_day(struct small *s, const char *before, int day)
{
	struct moment m = days(s, day, day);

	buf_puts(&s->b, before);
	day_print(&s->b, m.lo.day);
	gcase_edge(s->c, &m);
}

static void
put_minute(struct small *s, const char *before, int day, int minute)
{
	struct moment m = minute_at(s, day, minute);

	buf_puts(&s->b, before);
	day_print(&s->b, m.lo.day);
	buf_printf(&s->b, " %02d:%02d", minute / 60, minute % 60);
	gcase_edge(s->c, &m);
}

/* The next order, without its beginning; then with one at ten, or with two
 * readings of one. */
static void
order(struct small *s)
{
	s->n++;
	buf_printf(&s->b, "\norder o%d\n  document \"Dkt. %d\"\n", s->n, s->n);
}

static void
entered(struct small *s, int day)
{
	order(s);
	put_minute(s, "  entered ", day, TEN);
	buf_putc(&s->b, '\n');
}

static void
oral_and_entered(struct small *s, int oral, int day)
{
	order(s);
	put_minute(s, "  oral ", oral, TEN);
	put_minute(s, "\n  entered ", day, TEN);
	buf_putc(&s->b, '\n');
}

static void
says(struct small *s, const char *text)
{
	buf_puts(&s->b, text);
}

static void
everyone(struct small *s)
{
	says(s, "  covers everyone\n  bars removal\n");
}

/* -- Facts -------------------------------------------------------------- */

static struct gfact *
add(struct small *s, enum fact_type type, int kind)
{
	struct gfact *f = &s->c->facts[s->c->nfacts++];

	*f = (struct gfact){ .type = type,
		.kind = kind,
		.step = -1,
		.recorded = INSTANT_BEGIN,
		.confirmed = INSTANT_NEVER,
		.refused = INSTANT_NEVER,
		.corrects = -1,
		.over = -1 };
	if (kind >= 0)
		s->used |= 1u << kind;
	return f;
}

/* Of that value, since five days before. */
static struct gfact *
held(struct small *s, int kind, enum gword w)
{
	struct gfact *f = add(s, FACT_HELD, kind);

	f->fields[0] = (struct gvalue){ GV_ONE, { (uint8_t)w, (uint8_t)w } };
	if (rng_chance(s->r, 1, 2))
		f->from = minute_at(s, -5, NOON);
	else
		f->from = days(s, -5, -5);
	if (kind == K_CUST)
		f->from.kind = MOMENT_NONE;
	return f;
}

static struct gfact *
happened(struct small *s, int kind, int day)
{
	struct gfact *f = add(s, FACT_HAPPENED, kind);

	f->from = minute_at(s, day, NOON);
	if (kind == K_MOTION || kind == K_APPEAL)
		f->step = 0;
	if (kind == K_MOTION)
		f->filing = 1;
	if (kind == K_NOTICE)
		f->fields[0] = (struct gvalue){ GV_ONE, { W_IQ, W_IQ } };
	return f;
}

/* Throughout. */
static struct gfact *
absent(struct small *s, int kind)
{
	return add(s, FACT_ABSENT, kind);
}

/* -- Questions ------------------------------------------------------------ */

static struct instant
instant_at(const struct small *s, int day, int minute)
{
	struct moment m = minute_at(s, day, minute);

	return zone_when(zone_builtin("America/Detroit"), &m).first;
}

static void
ask_at(struct small *s, struct instant t, enum verdict want)
{
	s->c->departs = s->c->arrives = s->c->known = t;
	s->c->want = (int)want;
}

/* At that minute or within two hours after it. */
static void
ask(struct small *s, int day, int minute, enum verdict want)
{
	unsigned later = rng_chance(s->r, 1, 2) ? 0 : rng_below(s->r, 120);

	ask_at(s, instant_add_minutes(instant_at(s, day, minute), later), want);
}

/* The minute before, or within two hours before. */
static void
ask_before(struct small *s, int day, int minute, enum verdict want)
{
	int sooner =
	    1 + (rng_chance(s->r, 1, 2) ? 0 : (int)rng_below(s->r, 120));

	ask_at(s, instant_add_minutes(instant_at(s, day, minute), -sooner),
	    want);
}

/* -- Classes -------------------------------------------------------------- */

/* `P` of the class or of an exception: so, not so, not known. */
static void
an_exception(struct small *s)
{
	entered(s, 0);
	says(s, "  covers everyone\n  except e1: final now\n  bars removal\n");
	switch (rng_below(s->r, 3)) {
	case 0:
		held(s, K_FINAL, W_INA);
		ask(s, 1, NOON, VERDICT_NO_BAR);
		break;
	case 1:
		absent(s, K_FINAL);
		ask(s, 1, NOON, VERDICT_BARRED);
		break;
	default:
		ask(s, 1, NOON, VERDICT_HOLD);
	}
	s->used |= 1u << K_FINAL;
}

/* A whole set, sources that disagree of it, and who is of neither. */
static void
a_nationality(struct small *s)
{
	struct gfact *f = held(s, K_NAT, W_IQ);

	entered(s, 0);
	says(s, "  covers nat is IQ\n  bars removal\n");
	ask(s, 1, NOON, VERDICT_BARRED);
	switch (rng_below(s->r, 4)) {
	case 0:
		f->fields[0].w[0] = W_SV;
		ask(s, 1, NOON, VERDICT_NO_BAR);
		break;
	case 1:
		f->fields[0] = (struct gvalue){ GV_EITHER, { W_SV, W_IQ } };
		ask(s, 1, NOON, VERDICT_HOLD);
		break;
	case 2:
		f->fields[0] = (struct gvalue){ GV_EITHER, { W_IQ, W_SV } };
		ask(s, 1, NOON, VERDICT_HOLD);
		break;
	default:
		if (rng_chance(s->r, 1, 2))
			f->fields[0] =
			    (struct gvalue){ GV_SET, { W_SV, W_IQ } };
	}
}

/* Since entry, on two readings of it: what leads to the bar is so on any,
 * what leads out of it on all. */
static void
since_entry(struct small *s)
{
	bool out = rng_chance(s->r, 1, 2);
	unsigned when = rng_below(s->r, 3);

	oral_and_entered(s, 0, 2);
	if (out)
		says(s,
		    "  covers everyone\n"
		    "  bars removal unless out: ever served since entry\n");
	else
		says(s, "  covers ever served since entry\n  bars removal\n");
	happened(s, K_SERVED, when == 0 ? -1 : when == 1 ? 1 : 2);
	absent(s, K_SERVED)->from = minute_at(s,
	    when == 0       ? 0
		: when == 1 ? 2
			    : 3,
	    9 * 60);
	if (when == 1)
		ask(s, 4, NOON, VERDICT_BARRED);
	else
		ask(s, 4, NOON,
		    (when == 2) == out ? VERDICT_NO_BAR : VERDICT_BARRED);
}

static void
a_list(struct small *s)
{
	struct gfact *f = add(s, FACT_LIST, K_SERVED);

	s->used = 0;
	entered(s, 0);
	says(s, "  covers on list l1\n  bars removal\n");
	s->complete = rng_chance(s->r, 1, 2);
	f->on_list = LIST_NOT;
	ask(s, 1, NOON, s->complete ? VERDICT_NO_BAR : VERDICT_HOLD);
	if (rng_chance(s->r, 1, 3)) {
		f->on_list = LIST_EXACT;
		ask(s, 1, NOON, VERDICT_BARRED);
	} else if (rng_chance(s->r, 1, 3)) {
		f->on_list = LIST_NEAR;
		ask(s, 1, NOON, VERDICT_HOLD);
	}
}

static void
presumed(struct small *s)
{
	entered(s, 0);
	says(s, "  covers presumed ever served\n  bars removal\n");
	s->used |= 1u << K_SERVED;
	ask(s, 1, NOON, VERDICT_BARRED);
	if (rng_chance(s->r, 1, 3)) {
		absent(s, K_SERVED);
		ask(s, 1, NOON, VERDICT_NO_BAR);
	}
}

/* Two readings of the law. */
static void
doubt(struct small *s)
{
	entered(s, 0);
	says(s,
	    "  covers doubt (ever served) or (ever notice) \"two readings\"\n"
	    "  bars removal\n");
	happened(s, K_SERVED, -2);
	if (rng_chance(s->r, 1, 3)) {
		happened(s, K_NOTICE, -3);
		ask(s, 1, NOON, VERDICT_BARRED);
		return;
	}
	absent(s, K_NOTICE);
	if (rng_chance(s->r, 1, 2)) {
		s->c->facts[0].kind = K_NOTICE;
		s->c->facts[1].kind = K_SERVED;
	}
	ask(s, 1, NOON, VERDICT_HOLD);
}

/* The removal implies his own custody, not his wife's. */
static void
of_another(struct small *s)
{
	struct gfact *f = held(s, K_SPOUSE, W_IQ);

	f->other = true;
	f->fields[0].kind = GV_NONE;
	s->used |= 1u << K_CUST;
	entered(s, 0);
	says(s,
	    "  covers some spouse (cust (agency is ICE) now)\n"
	    "  bars removal\n");
	ask(s, 1, NOON, VERDICT_HOLD);
	if (rng_chance(s->r, 1, 2))
		return;
	s->c->others[0] = *held(s, K_CUST, W_ICE);
	s->c->nothers = 1;
	s->c->nfacts--;
	s->c->others[0].seen = minute_at(s, 0, TEN);
	ask(s, 1, NOON, VERDICT_BARRED);
}

/* Who is meant is not certain: what all share, and never no. */
static void
a_near_match(struct small *s)
{
	bool one = rng_chance(s->r, 1, 2), two = rng_chance(s->r, 1, 2);

	entered(s, 0);
	says(s, "  covers nat is IQ\n  bars removal\n");
	held(s, K_NAT, two ? W_IQ : W_SV);
	s->c->others[0] = s->c->facts[0];
	s->c->nothers = 1;
	s->c->facts[0].fields[0].w[0] = one ? W_IQ : W_SV;
	s->c->near = 1 + (int)rng_chance(s->r, 1, 4);
	ask(s, 1, NOON,
	    s->c->near == 1 && one && two ? VERDICT_BARRED : VERDICT_HOLD);
}

/* -- Facts over time ------------------------------------------------------ */

/* A correction, or an absence, that may count or not. */
static void
a_correction(struct small *s)
{
	struct gfact *f = held(s, K_FINAL, W_INA), *g;

	entered(s, 0);
	says(s, "  covers final now\n  bars removal\n");
	ask(s, 1, NOON, VERDICT_BARRED);
	switch (rng_below(s->r, 3)) {
	case 0:
		g = add(s, FACT_HELD, K_FINAL);
		g->from = f->from;
		g->fields[0] = f->fields[0];
		g->to = minute_at(s, -2, NOON);
		g->corrects = 0;
		g->is_loss = true;
		ask(s, 1, NOON, VERDICT_HOLD);
		break;
	case 1:
		absent(s, K_FINAL);
		ask(s, 1, NOON, VERDICT_HOLD);
		break;
	default:
		absent(s, K_FINAL)->to = days(s, -9, -9);
	}
}

static void
an_absence(struct small *s)
{
	struct gfact *f = absent(s, K_SERVED);

	entered(s, 0);
	says(s, "  covers ever served\n  bars removal\n");
	ask(s, 1, NOON, VERDICT_NO_BAR);
	switch (rng_below(s->r, 4)) {
	case 0: /* nobody confirmed it */
		f->is_loss = true;
		ask(s, 1, NOON, VERDICT_HOLD);
		break;
	case 1: /* of a month it is certain of the first day alone */
		f->to = days(s, -9, 21);
		ask(s, 1, NOON, VERDICT_HOLD);
		break;
	case 2:
		f->to = days(s, 1, 1);
		if (rng_chance(s->r, 1, 2))
			ask_before(s, 2, 0, VERDICT_NO_BAR);
		else
			ask(s, 2, 0, VERDICT_HOLD);
		break;
	default:
		f->is_loss = true;
		f->confirmed = INSTANT_BEGIN;
	}
}

/* Custody is good for a week past its last sighting. */
static void
a_sighting(struct small *s)
{
	held(s, K_CUST, W_CBP)->seen = minute_at(s, -1, TEN);
	entered(s, 0);
	says(s, "  covers cust (agency is CBP) now\n  bars removal\n");
	if (rng_chance(s->r, 1, 2))
		ask_before(s, 5, TEN, VERDICT_BARRED);
	else
		ask(s, 9, TEN, VERDICT_HOLD);
}

/* -- Acts ----------------------------------------------------------------- */

static void
a_slot(struct small *s)
{
	struct gvalue *to = &s->c->slots[1], *by = &s->c->slots[2];

	entered(s, 0);
	s->used |= 1u << K_FINAL;
	if (rng_chance(s->r, 1, 2)) {
		says(s, "  covers everyone\n  bars removal to SV\n");
		to->kind = rng_chance(s->r, 1, 2) ? GV_ONE : GV_NONE;
		to->w[0] = rng_chance(s->r, 1, 2) ? W_SV : W_IQ;
		ask(s, 1, NOON,
		    to->kind == GV_NONE    ? VERDICT_HOLD
			: to->w[0] == W_SV ? VERDICT_BARRED
					   : VERDICT_NO_BAR);
		return;
	}
	says(s, "  covers everyone\n  bars removal under INA\n");
	*by = (struct gvalue){ GV_ONE, { W_AEA, 0 } };
	ask(s, 1, NOON, VERDICT_HOLD);
	if (rng_chance(s->r, 1, 3)) {
		by->w[0] = W_INA;
		ask(s, 1, NOON, VERDICT_BARRED);
	} else if (rng_chance(s->r, 1, 2)) {
		held(s, K_FINAL, W_AEA);
		ask(s, 1, NOON, VERDICT_NO_BAR);
	}
}

static void
a_flight(struct small *s)
{
	entered(s, 0);
	everyone(s);
	ask_before(s, 0, TEN, VERDICT_NO_BAR);
	if (rng_chance(s->r, 2, 3)) {
		s->c->arrives = instant_at(s, 0, NOON);
		s->c->known = s->c->arrives;
		s->c->want = VERDICT_BARRED;
	}
}

static void
a_need(struct small *s)
{
	entered(s, 0);
	says(s,
	    "  covers everyone\n  bars removal to SV\n"
	    "  needs ever served \"service\"\n");
	s->used |= 1u << K_SERVED;
	ask(s, 1, NOON, VERDICT_HOLD);
	if (rng_chance(s->r, 1, 3)) {
		happened(s, K_SERVED, -1);
		ask(s, 1, NOON, VERDICT_NO_BAR);
	} else if (rng_chance(s->r, 1, 2)) {
		absent(s, K_SERVED);
	}
}

static void
a_notice(struct small *s)
{
	bool unverified = rng_chance(s->r, 1, 2);

	entered(s, 0);
	buf_printf(&s->b,
	    "  covers everyone\n"
	    "  bars removal unless told: shown notice(country is IQ) "
	    "at least 2 days%s before act\n",
	    unverified ? " unverified" : "");
	s->used |= 1u << K_NOTICE;
	switch (rng_below(s->r, 3)) {
	case 0:
		ask(s, 1, NOON, VERDICT_BARRED);
		break;
	case 1:
		happened(s, K_NOTICE, 0);
		ask(s, 1, NOON, VERDICT_BARRED);
		break;
	default:
		happened(s, K_NOTICE, -8);
		ask(s, 1, NOON, unverified ? VERDICT_HOLD : VERDICT_NO_BAR);
	}
}

/* -- An order by itself --------------------------------------------------- */

/* Of its entry the day is known and not the hour. */
static void
an_hour_not_known(struct small *s)
{
	order(s);
	put_day(s, "  entered ", 0);
	says(s, "\n");
	everyone(s);
	switch (rng_below(s->r, 3)) {
	case 0:
		ask_before(s, 0, 0, VERDICT_NO_BAR);
		break;
	case 1:
		ask_before(s, 0, 23 * 60 + 59, VERDICT_HOLD);
		break;
	default:
		ask(s, 0, 23 * 60 + 59, VERDICT_BARRED);
	}
}

/* The bar covers every reading of its end. */
static void
an_end_counted(struct small *s)
{
	bool spoken = rng_chance(s->r, 1, 2);

	if (spoken)
		oral_and_entered(s, 0, 2);
	else
		entered(s, 0);
	everyone(s);
	says(s,
	    spoken ? "  until 3 days under none\n"
		   : "  until 3 days under none also read 5 days under none\n");
	switch (rng_below(s->r, 3)) {
	case 0:
		ask(s, 4, 0, VERDICT_BARRED);
		break;
	case 1:
		ask_before(s, 6, 0, VERDICT_BARRED);
		break;
	default:
		ask(s, 6, 0, VERDICT_NO_BAR);
	}
}

static void
an_end_named(struct small *s)
{
	bool unverified = rng_chance(s->r, 1, 2);

	entered(s, 0);
	everyone(s);
	put_minute(s, "  until ", 3, NOON);
	says(s, unverified ? " unverified\n" : "\n");
	if (rng_chance(s->r, 1, 2))
		ask_before(s, 3, NOON + 1, VERDICT_BARRED);
	else
		ask(s, 3, NOON + 1, unverified ? VERDICT_HOLD : VERDICT_NO_BAR);
}

/* The clock changed while what it is counted from may have been. */
static void
an_end_by_a_clock(struct small *s)
{
	struct gfact *f = happened(s, K_SERVED, 1);

	says(s, "\nclock k2\n  count 8 days under none\n");
	put_day(s, "  from ", 4);
	says(s, "  count 1 days under none\n");
	entered(s, 0);
	everyone(s);
	says(s, "  until clock k2 after served\n");
	f->from = days(s, 1, 6);
	f->from.kind = MOMENT_CLOCK;
	f->from.hi.minute = NOON;
	absent(s, K_SERVED)->from = minute_at(s, 6, NOON + 1);
	switch (rng_below(s->r, 3)) {
	case 0:
		ask_before(s, 6, 0, VERDICT_BARRED);
		break;
	case 1:
		ask_before(s, 12, 0, VERDICT_HOLD);
		break;
	default:
		ask(s, 12, 0, VERDICT_NO_BAR);
	}
}

/* A case one of whose orders comes back by itself, and whose docket was
 * read long ago. */
static void
a_docket(struct small *s)
{
	bool long_ago = rng_chance(s->r, 1, 2);

	order(s);
	put_minute(s, "  entered ", 0, TEN);
	put_minute(s, "\n  effective ", 6, TEN);
	says(s, "\n");
	everyone(s);
	ask(s, 3, NOON, long_ago ? VERDICT_HOLD : VERDICT_NO_BAR);
	s->c->fresh = false;
	s->c->read[0] = instant_add_minutes(s->c->departs,
	    long_ago ? -(int)(24 * 60 + 1 + rng_below(s->r, 600))
		     : -(int)rng_below(s->r, 24 * 60 + 1));
	if (long_ago && rng_chance(s->r, 1, 4))
		s->c->read[0] = INSTANT_NEVER;
}

/* -- Orders upon orders --------------------------------------------------- */

/* What takes begins on its latest reading, and what undoes that on its
 * earliest. */
static void
taken_and_undone(struct small *s)
{
	unsigned how = rng_below(s->r, 3);
	bool unverified;

	entered(s, 0);
	everyone(s);
	oral_and_entered(s, 2, 4);
	unverified = how == 0 && rng_chance(s->r, 1, 3);
	if (unverified)
		s->b.s[--s->b.len] = '\0';
	says(s, unverified ? " unverified\n" : "");
	says(s,
	    how == 0       ? "  narrows o1 to nat is SV\n"
		: how == 1 ? "  stays o1 pending \"appeal\"\n"
			   : "  vacates o1 at once\n");
	held(s, K_NAT, W_IQ);
	if (how > 0) {
		oral_and_entered(s, 6, 8);
		says(s, how == 1 ? "  lifts o2\n" : "  vacates o2 at once\n");
	}
	switch (rng_below(s->r, 4)) {
	case 0:
		ask(s, 2, TEN, VERDICT_BARRED);
		break;
	case 1:
		ask_before(s, 4, TEN, VERDICT_BARRED);
		break;
	case 2:
		ask(s, 4, TEN, unverified ? VERDICT_HOLD : VERDICT_NO_BAR);
		break;
	default:
		ask(s, 6, TEN,
		    unverified     ? VERDICT_HOLD
			: how == 0 ? VERDICT_NO_BAR
				   : VERDICT_BARRED);
	}
}

static void
a_mandate(struct small *s)
{
	unsigned steps = rng_below(s->r, 3);

	entered(s, 0);
	everyone(s);
	entered(s, 1);
	says(s, "  reverses o1 from mandate\n");
	if (steps > 0) {
		entered(s, 3);
		says(s, "  issues o2\n");
	}
	if (steps > 1) {
		entered(s, 5);
		says(s, "  recalls o3\n");
	}
	ask(s, 1 + 2 * (int)steps, TEN,
	    steps == 1 ? VERDICT_NO_BAR : VERDICT_BARRED);
}

/* A loss that nobody confirmed is taken with it and without it. */
static void
a_loss(struct small *s)
{
	struct growed *g = &s->c->recordings[0];

	entered(s, 0);
	everyone(s);
	entered(s, 2);
	says(s,
	    rng_chance(s->r, 1, 2) ? "  vacates o1 at once\n"
				   : "  dissolves o1\n");
	*g = (struct growed){ .n = 2,
		.at = INSTANT_BEGIN,
		.is_loss = true,
		.confirmed = INSTANT_NEVER,
		.refused = INSTANT_NEVER };
	s->c->nrecordings = 1;
	if (rng_chance(s->r, 1, 2)) {
		ask(s, 2, TEN, VERDICT_HOLD);
	} else {
		g->confirmed = INSTANT_BEGIN;
		ask(s, 2, TEN, VERDICT_NO_BAR);
	}
}

static void
replaced(struct small *s)
{
	unsigned then = rng_below(s->r, 4);

	entered(s, 0);
	everyone(s);
	entered(s, 1);
	says(s, "  replaces o1\n  covers nat is SV\n  bars removal\n");
	held(s, K_NAT, W_IQ);
	if (then > 0) {
		entered(s, 2);
		says(s, "  vacates o2 at once");
		says(s,
		    then == 1       ? "\n"
			: then == 2 ? " revives o1\n"
				    : " leaves ended o1\n");
	}
	ask(s, 2, TEN,
	    then == 1       ? VERDICT_HOLD
		: then == 2 ? VERDICT_BARRED
			    : VERDICT_NO_BAR);
}

static void
dismissed(struct small *s)
{
	unsigned how = rng_below(s->r, 3);

	entered(s, how == 2 ? 4 : 0);
	everyone(s);
	if (how == 1)
		says(s, "  survives dismissal\n");
	entered(s, 2);
	says(s, "  dismisses c1\n");
	ask(s, 4, TEN, how == 0 ? VERDICT_NO_BAR : VERDICT_BARRED);
}

static void
another_end(struct small *s)
{
	bool longer = rng_chance(s->r, 1, 2);
	int end = longer ? 7 : 3;

	entered(s, 0);
	everyone(s);
	put_minute(s, "  until ", 5, NOON);
	says(s, "\n");
	entered(s, 1);
	says(s, longer ? "  extends o1 until " : "  shortens o1 until ");
	put_minute(s, "", end, NOON);
	says(s, "\n");
	if (rng_chance(s->r, 1, 2))
		ask_before(s, end, NOON + 1, VERDICT_BARRED);
	else
		ask(s, end, NOON + 1, VERDICT_NO_BAR);
}

/* -- Stages --------------------------------------------------------------- */

/* A clock of a stage: every reading that bars, and its starting early. */
static void
a_clock(struct small *s)
{
	bool starts = rng_chance(s->r, 1, 2), unverified = false;
	bool spoken = rng_chance(s->r, 1, 2);

	if (spoken)
		oral_and_entered(s, 0, 2);
	else
		entered(s, 0);
	everyone(s);
	buf_printf(&s->b,
	    "  for each member\n    stage s0%s\n"
	    "      within 3 days under none",
	    starts ? " free" : "");
	if (!spoken)
		says(s, " also read 5 days under none");
	else
		unverified = !starts && rng_chance(s->r, 1, 3);
	says(s, unverified ? " unverified" : "");
	says(s,
	    starts ? " else then s1\n    stage s1 open\n"
		   : " else ends \"over\"\n");
	switch (rng_below(s->r, 3)) {
	case 0:
		ask_before(s, 4, 0, starts ? VERDICT_NO_BAR : VERDICT_BARRED);
		break;
	case 1:
		ask_before(s, 6, 0, VERDICT_BARRED);
		break;
	default:
		ask(s, 6, 0,
		    starts           ? VERDICT_BARRED
			: unverified ? VERDICT_HOLD
				     : VERDICT_NO_BAR);
	}
}

/* While the order is stayed the clock of its members stands still: from ten
 * through the minute of ten in the evening. */
static void
a_clock_stopped(struct small *s)
{
	entered(s, 0);
	everyone(s);
	says(s,
	    "  for each member\n    stage s0\n"
	    "      within 3 days under none else ends \"over\"\n");
	entered(s, 1);
	put_minute(s, "  stays o1 until ", 1, 22 * 60);
	says(s, "\n");
	if (rng_chance(s->r, 1, 2))
		ask_before(s, 4, NOON + 1, VERDICT_BARRED);
	else
		ask(s, 4, NOON + 1, VERDICT_NO_BAR);
}

/* Nothing recorded is not nothing filed. */
static void
a_clock_run_out(struct small *s)
{
	entered(s, 0);
	everyone(s);
	says(s,
	    "  for each member\n    stage s0\n      on motion.filed then s1\n"
	    "      within 3 days under none else ends \"late\"\n"
	    "    stage s1 open\n");
	s->used |= 1u << K_MOTION;
	switch (rng_below(s->r, 3)) {
	case 0:
		ask(s, 4, 0, VERDICT_HOLD);
		break;
	case 1:
		absent(s, K_MOTION);
		ask(s, 4, 0, VERDICT_NO_BAR);
		break;
	default:
		happened(s, K_MOTION, 2);
		ask(s, 4, 0, VERDICT_BARRED);
	}
}

/* What the record takes out of the bar by one event, another that is not on
 * record might have kept. */
static void
another_way(struct small *s)
{
	entered(s, 0);
	everyone(s);
	says(s,
	    "  for each member\n    stage s0\n      on motion.filed then s1\n"
	    "      on served ends \"served\"\n    stage s1 open\n");
	s->used |= 1u << K_MOTION;
	happened(s, K_SERVED, 1);
	ask(s, 2, TEN, VERDICT_HOLD);
	if (rng_chance(s->r, 1, 2)) {
		absent(s, K_MOTION);
		ask(s, 2, TEN, VERDICT_NO_BAR);
	} else if (rng_chance(s->r, 1, 2)) {
		happened(s, K_MOTION, 0);
		ask(s, 2, TEN, VERDICT_BARRED);
	}
}

static void
each_filing(struct small *s)
{
	entered(s, 0);
	everyone(s);
	says(s, "  for each motion\n    stage s0 open\n");
	s->used |= 1u << K_MOTION;
	ask(s, 2, TEN, VERDICT_HOLD);
	if (rng_chance(s->r, 1, 3)) {
		absent(s, K_MOTION);
		ask(s, 2, TEN, VERDICT_NO_BAR);
	} else if (rng_chance(s->r, 1, 2)) {
		happened(s, K_MOTION, 1);
		ask(s, 2, TEN, VERDICT_BARRED);
	}
}

/* -- A case ------------------------------------------------------------- */

static void (*const shapes[])(struct small *) = { an_exception, a_nationality,
	since_entry, a_list, presumed, doubt, of_another, a_near_match,
	a_correction, an_absence, a_sighting, a_slot, a_flight, a_need,
	a_notice, an_hour_not_known, an_end_counted, an_end_named,
	an_end_by_a_clock, a_docket, taken_and_undone, a_mandate, a_loss,
	replaced, dismissed, another_end, a_clock, a_clock_stopped,
	a_clock_run_out, another_way, each_filing };

/* Orders that bar nothing of what is asked. */
static void
put_others(struct small *s)
{
	if (rng_chance(s->r, 1, 3)) {
		entered(s, -3);
		says(s, "  covers everyone\n  bars transfer\n");
	}
	if (rng_chance(s->r, 1, 3)) {
		entered(s, -20);
		everyone(s);
		put_minute(s, "  until ", -12, NOON);
		says(s, "\n");
	}
	if (rng_chance(s->r, 1, 3)) {
		entered(s, -3);
		says(s, "  covers person is p1\n  bars removal\n");
	}
}

/* Facts of which nothing is asked; and all of them in another order, which
 * is no matter where none names another by its place. */
static void
add_others(struct small *s)
{
	static const enum gword words[] = { W_IQ, W_AREA_A, W_CBP, W_INA };
	struct gcase *c = s->c;
	bool linked = false;

	for (int k = 0; k < K_SPOUSE; k++)
		if ((s->used >> k & 1) == 0 && rng_chance(s->r, 1, 4))
			held(s, k, words[k]);
	for (size_t i = 0; i < c->nfacts; i++)
		linked |= c->facts[i].corrects >= 0;
	for (size_t i = c->nfacts; i > 1 && !linked; i--) {
		size_t k = rng_below(s->r, (unsigned)i);
		struct gfact f = c->facts[i - 1];

		c->facts[i - 1] = c->facts[k];
		c->facts[k] = f;
	}
	for (size_t i = 0; i < c->nfacts; i++) {
		gcase_edge(c, &c->facts[i].from);
		gcase_edge(c, &c->facts[i].to);
	}
}

void
gen_small(struct rng *r, struct gcase *c)
{
	struct small s = { .r = r, .c = c, .day = 20 + (int)rng_below(r, 15) };

	buf_init(&s.b, &mem_system, G_TEXT - 1);
	c->fresh = true;
	c->named_known = true;
	c->read[0] = c->read[1] = INSTANT_NEVER;
	c->slots[1] = (struct gvalue){ GV_ONE, { W_IQ, W_IQ } };
	shapes[rng_below(r, sizeof(shapes) / sizeof(shapes[0]))](&s);
	put_others(&s);
	add_others(&s);
	c->ninstruments = s.n;
	(void)snprintf(c->text, sizeof(c->text),
	    "case c1\n  court ca6\n\nlist l1 \"those named\"\n"
	    "  identifier a_number\n  %s\n%s\ncase c2\n  court ca9\n\n",
	    s.complete ? "complete" : "not known complete", s.b.s);
	buf_release(&s.b);
}
