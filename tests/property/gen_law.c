/* gen_law.c - random casebooks, as text.
 *
 * Orders stand in order of entry, each acting on some before it, so that
 * chains grow: a stay of a vacatur, its lifting, the mandate of a reversal
 * and its recall.  Days lie close together, so that things meet. */

#include "property/gcase.h"

#include <stdio.h>
#include <string.h>

#define FIRST_DAY                                                  \
	((struct ymd){ 2019, 3, 4 }) /* a Monday; clocks change on \
				      * the 10th */
#define MAX_ORDERS 8

/* What of an order matters to those after it. */
struct made {
	int day;
	bool bars, stays, from_mandate, mandate, replaces;
	int replaced;
};

struct gen {
	struct rng *r;
	const struct gen_how *how;
	struct gcase *c;
	struct buf b;
	struct made made[MAX_ORDERS + 1]; /* from 1 */
	int n;
	int depth;
	int self; /* order being written */
};

enum lean { LEAN_BAR, LEAN_OUT, LEAN_NONE };

static struct day
day_at(int n)
{
	return (struct day){ day_of(FIRST_DAY).n + n };
}

static void
put_day(struct gen *g, int n)
{
	struct moment m = { .kind = MOMENT_DAYS };

	m.lo.day = m.hi.day = day_at(n);
	gcase_edge(g->c, &m);
	day_print(&g->b, m.lo.day);
}

static const int minutes[] = { 0, 150, 540, 720, 1439 };

static void
put_minute(struct gen *g, int n)
{
	struct moment m = { .kind = MOMENT_CLOCK };
	int minute = minutes[rng_below(g->r, 5)];

	m.lo.day = m.hi.day = day_at(n);
	m.lo.minute = m.hi.minute = minute;
	gcase_edge(g->c, &m);
	day_print(&g->b, m.lo.day);
	buf_printf(&g->b, " %02d:%02d", minute / 60, minute % 60);
}

static int
near_day(struct gen *g)
{
	return (int)rng_below(g->r, 20);
}

static const char *
country(struct gen *g)
{
	return rng_chance(g->r, 2, 3) ? "IQ" : "SV";
}

static const char *
place(struct gen *g)
{
	static const char *const p[] = { "area.A", "area.A", "facility.X",
		"area.B", "US" };

	return p[rng_below(g->r, 5)];
}

static const char *
agency(struct gen *g)
{
	return rng_chance(g->r, 3, 4) ? "ICE" : "CBP";
}

/* -- Lengths and ends ------------------------------------------------------ */

static void
put_length(struct gen *g, bool tro)
{
	static const char *const more[] = { "", "", " under frcp6",
		" under none" };
	static const int days[] = { 0, 1, 2, 3, 5, 8 };
	int n = days[rng_below(g->r, 6)];

	switch (rng_below(g->r, 10)) {
	case 0:
		buf_printf(&g->b, "%d hours", n * 12 + 1);
		break;
	case 1:
		buf_printf(&g->b, "%d business days", n);
		break;
	case 2:
		buf_printf(&g->b, "%d business hours", n * 8);
		return;
	case 3:
		if (tro) {
			buf_printf(&g->b, "%d days tro", n);
			return;
		}
		/* fallthrough */
	default:
		buf_printf(&g->b, "%d days", n);
	}
	buf_puts(&g->b, more[rng_below(g->r, 4)]);
}

static const char *
trigger_event(struct gen *g)
{
	static const char *const ev[] = { "served", "motion.filed", "notice" };

	return ev[rng_below(g->r, 3)];
}

static void
put_due(struct gen *g, bool after)
{
	if (rng_chance(g->r, 1, 8)) {
		buf_puts(&g->b, "clock k1");
	} else if (rng_chance(g->r, 1, 8)) {
		buf_printf(&g->b, "16:00 on business day %u",
		    1 + rng_below(g->r, 3));
	} else {
		put_length(g, true);
		while (rng_chance(g->r, 1, 4)) {
			buf_puts(&g->b, " also read ");
			put_length(g, true);
		}
	}
	if (after && rng_chance(g->r, 1, 8))
		buf_printf(&g->b, " after %s", trigger_event(g));
}

static void
put_end(struct gen *g, int from)
{
	int n = from + (int)rng_below(g->r, 8);

	switch (rng_below(g->r, 9)) {
	case 0:
	case 1:
		put_day(g, n);
		buf_puts(&g->b, " end of day");
		break;
	case 2:
	case 3:
		put_minute(g, n);
		break;
	case 4:
		buf_puts(&g->b, "further order");
		break;
	case 5:
		buf_puts(&g->b, g->how->exact ? "further order" : "not stated");
		break;
	default:
		put_due(g, true);
		break;
	}
	if (!g->how->exact && rng_chance(g->r, 1, 10))
		buf_puts(&g->b, " unverified");
}

/* -- Conditions ------------------------------------------------------------ */

static void put_expr(struct gen *g, enum lean lean, bool covers);

static enum lean
other_lean(enum lean l)
{
	return l == LEAN_BAR ? LEAN_OUT : l == LEAN_OUT ? LEAN_BAR : l;
}

/* Asked of a state: `ever X`, `X on DAY` ... around its parentheses. */
static void
put_state(struct gen *g, const char *what)
{
	struct buf *b = &g->b;

	switch (rng_below(g->r, 16)) {
	case 13:
		buf_printf(b, "ever %s since %s", what,
		    rng_chance(g->r, 1, 3) ? "act" : trigger_event(g));
		break;
	case 14:
		buf_printf(b, "%s at act", what);
		break;
	case 15:
		buf_printf(b, "ever %s since entry", what);
		break;
	case 0:
	case 1:
		buf_printf(b, "%s now", what);
		break;
	case 2:
		buf_printf(b, "ever %s", what);
		break;
	case 3:
	case 4:
		buf_printf(b, "once %s", what);
		break;
	case 5:
		buf_printf(b, "never %s", what);
		break;
	case 6:
		buf_printf(b, "ever %s since ", what);
		put_day(g, near_day(g));
		break;
	case 7:
		buf_printf(b, "never %s since %s", what,
		    rng_chance(g->r, 1, 2) ? "entry" : trigger_event(g));
		break;
	case 8:
		buf_printf(b, "%s on ", what);
		put_day(g, near_day(g));
		break;
	case 9:
		buf_printf(b, "%s by ", what);
		put_day(g, near_day(g));
		break;
	case 10:
		buf_printf(b, "%s at %s", what,
		    rng_chance(g->r, 1, 2) ? "entry" : trigger_event(g));
		break;
	case 11:
		buf_printf(b, "%s when entered", what);
		break;
	default:
		buf_printf(b, "%s for %u days", what, 1 + rng_below(g->r, 4));
		break;
	}
}

static void
put_custody(struct gen *g)
{
	char what[64];

	if (rng_chance(g->r, 1, 6)) {
		buf_printf(&g->b, "will be cust (agency is %s)", agency(g));
		return;
	}
	if (rng_chance(g->r, 1, 2))
		snprintf(what, sizeof(what), "cust (agency is %s)", agency(g));
	else
		snprintf(what, sizeof(what),
		    "cust (agency is %s and place in %s)", agency(g), place(g));
	put_state(g, what);
}

static void
put_event(struct gen *g)
{
	struct buf *b = &g->b;

	switch (rng_below(g->r, 11)) {
	case 0:
		buf_printf(b, "notice (country is %s)", country(g));
		break;
	case 7:
		buf_puts(b, "ever notice since served");
		break;
	case 8:
		buf_puts(b, "served at entry");
		break;
	case 9:
		buf_puts(b, "never motion.filed since entry");
		break;
	case 1:
		buf_puts(b, "never served since ");
		put_day(g, near_day(g));
		break;
	case 2:
		buf_puts(b, "served before ");
		put_day(g, near_day(g));
		break;
	case 3:
		buf_puts(b, "served after ");
		put_day(g, near_day(g));
		break;
	case 4:
		buf_puts(b, "motion now");
		break;
	case 5:
		buf_puts(b, "motion.denied");
		break;
	case 6:
		buf_puts(b, "ever motion (basis is b1)");
		break;
	default:
		buf_puts(b, "notice on ");
		put_day(g, near_day(g));
		break;
	}
}

static void
put_leaf(struct gen *g, bool covers)
{
	struct buf *b = &g->b;

	switch (rng_below(g->r, 16)) {
	case 0:
		buf_printf(b, "nat is %s", country(g));
		break;
	case 1:
		buf_puts(b, "final now");
		break;
	case 2:
		buf_puts(b, covers ? "final now" : "final.designated is IQ");
		break;
	case 3:
		put_state(g, "final (authority is INA)");
		break;
	case 4:
	case 5:
	case 6:
		put_custody(g);
		break;
	case 7:
	case 8: {
		char what[40];

		snprintf(what, sizeof(what), "home (place in %s)", place(g));
		put_state(g, what);
		break;
	}
	case 9:
	case 10:
		put_event(g);
		break;
	case 11:
		buf_printf(b, "ever spouse (nat is %s)", country(g));
		break;
	case 12:
		buf_puts(b, "on list l1");
		break;
	case 13:
		buf_puts(b, "person is p1");
		break;
	case 14:
		if (g->self > 1 && g->made[1].bars)
			buf_puts(b, "members of o1");
		else
			buf_puts(b, "nat is IQ");
		break;
	default:
		if (g->how->exact || rng_chance(g->r, 2, 3))
			put_state(g, "final");
		else
			buf_puts(b, "text only \"words\"");
		break;
	}
}

static void
put_expr(struct gen *g, enum lean lean, bool covers)
{
	struct buf *b = &g->b;

	if (g->depth >= 2 || rng_chance(g->r, 1, 2)) {
		put_leaf(g, covers);
		return;
	}
	g->depth++;
	switch (rng_below(g->r, 7)) {
	case 0:
	case 1:
		buf_putc(b, '(');
		put_expr(g, lean, covers);
		buf_puts(b, rng_chance(g->r, 1, 2) ? " and " : " or ");
		g->depth++;
		put_expr(g, lean, covers);
		g->depth--;
		buf_putc(b, ')');
		break;
	case 2:
	case 3:
		buf_puts(b, "not (");
		put_expr(g, other_lean(lean), covers);
		buf_putc(b, ')');
		break;
	case 4:
		if (g->how->plain || lean == LEAN_NONE) {
			put_leaf(g, covers);
			break;
		}
		buf_puts(b, lean == LEAN_BAR ? "presumed (" : "shown (");
		put_expr(g, lean, covers);
		buf_putc(b, ')');
		break;
	case 5:
		buf_puts(b, "doubt (");
		put_expr(g, lean, covers);
		buf_puts(b, ") or (");
		put_expr(g, lean, covers);
		buf_puts(b, ") \"why\"");
		break;
	default:
		put_leaf(g, covers);
		break;
	}
	g->depth--;
}

/* -- Stages ---------------------------------------------------------------- */

static void
put_step(struct gen *g)
{
	static const char *const steps[] = { "served", "notice", "motion.filed",
		"motion.granted", "motion.denied", "motion.withdrawn",
		"appeal.filed", "appeal.dismissed", "notice (country is IQ)",
		"motion.filed (basis is b1)" };

	buf_puts(&g->b, steps[rng_below(g->r, 10)]);
}

static void
put_then(struct gen *g, int i, int n, bool later)
{
	int to = later ? i + 1 + (int)rng_below(g->r, (unsigned)(n - i))
		       : (int)rng_below(g->r, (unsigned)n + 1);

	if (to >= n)
		buf_puts(&g->b, " ends \"over\"\n");
	else
		buf_printf(&g->b, " then s%d\n", to);
}

static void
put_stage(struct gen *g, int i, int n)
{
	struct buf *b = &g->b;
	bool any = false, text = false;

	buf_printf(b, "    stage s%d%s\n", i,
	    rng_chance(g->r, 1, 4) ? " free" : "");
	if (!g->how->exact && i > 0 && rng_chance(g->r, 1, 12)) {
		buf_puts(b, "      text only \"unclear\"\n");
		text = true;
	}
	for (int k = 0; k < 2 && !text; k++) {
		if (!rng_chance(g->r, 2, 3))
			continue;
		any = true;
		buf_puts(b, "      on ");
		put_step(g);
		if (rng_chance(g->r, 1, 4)) {
			buf_puts(b, rng_chance(g->r, 1, 2) ? " and " : ", ");
			put_step(g);
		}
		put_then(g, i, n, false);
	}
	if (!text && (!any || rng_chance(g->r, 1, 2))) {
		buf_puts(b, "      within ");
		put_due(g, true);
		buf_puts(b, " else");
		put_then(g, i, n, true);
	}
}

static void
put_stages(struct gen *g)
{
	struct buf *b = &g->b;
	int n = 1 + (int)rng_below(g->r, 3);

	buf_puts(b, "  for each ");
	if (rng_chance(g->r, 1, 4)) {
		buf_puts(b, "motion");
		if (rng_chance(g->r, 1, 3))
			buf_puts(b, " where basis is b1");
	} else {
		buf_puts(b, "member");
	}
	if (rng_chance(g->r, 1, 6))
		buf_puts(b, " and destination");
	buf_putc(b, '\n');
	for (int i = 0; i < n; i++)
		put_stage(g, i, n);
}

/* -- Orders ---------------------------------------------------------------- */

static void
put_bars(struct gen *g)
{
	struct buf *b = &g->b;

	buf_puts(b, "  bars removal");
	switch (rng_below(g->r, 14)) {
	case 0:
		buf_printf(b, " to %s", country(g));
		break;
	case 1:
		buf_printf(b, " under %s",
		    rng_chance(g->r, 1, 2) ? "INA" : "AEA");
		break;
	case 2:
		buf_printf(b, " where by is %s", agency(g));
		break;
	case 3:
		buf_puts(b, " from ");
		put_day(g, near_day(g));
		break;
	case 4:
		buf_printf(b,
		    " unless told: %snotice(country is IQ) at least "
		    "%u %s%s before act",
		    g->how->plain ? "" : "shown ", 1 + rng_below(g->r, 3),
		    rng_chance(g->r, 1, 2) ? "days" : "business days",
		    rng_chance(g->r, 1, 4) ? " unverified" : "");
		break;
	case 5:
		buf_puts(b, " unless out: ");
		g->depth = 1;
		put_expr(g, LEAN_OUT, false);
		break;
	case 6:
		buf_puts(b, " where to is final.designated");
		break;
	case 7:
		buf_printf(b, "; transfer out of %s", place(g));
		break;
	case 8:
		buf_puts(b, g->how->exact ? "" : "; text only \"more\"");
		break;
	default:
		break;
	}
	buf_putc(b, '\n');
}

static void
put_class(struct gen *g)
{
	struct buf *b = &g->b;

	buf_puts(b, "  covers ");
	if (g->how->only_iq)
		buf_puts(b, "nat is IQ");
	else if (rng_chance(g->r, 1, 2))
		buf_puts(b, "everyone");
	else
		put_leaf(g, true);
	buf_putc(b, '\n');
	while (rng_chance(g->r, 1, 2)) {
		g->depth = 0;
		buf_puts(b, "    and ");
		put_expr(g, LEAN_BAR, true);
		buf_putc(b, '\n');
	}
	if (rng_chance(g->r, 1, 4)) {
		g->depth = 0;
		buf_puts(b, "  except e1: ");
		put_expr(g, LEAN_OUT, false);
		buf_putc(b, '\n');
	}
	put_bars(g);
	if (!g->how->plain && rng_chance(g->r, 1, 12))
		buf_printf(b, "  needs %s \"why\"%s\n",
		    rng_chance(g->r, 1, 2) ? "served" : "final now",
		    rng_chance(g->r, 1, 3) ? " before transfer" : "");
	if (rng_chance(g->r, 1, 3)) {
		buf_puts(b, "  until ");
		put_end(g, g->made[g->self].day);
		buf_putc(b, '\n');
		if (!g->how->exact && rng_chance(g->r, 1, 12)) {
			buf_puts(b, "  conflict until also read ");
			put_day(g, g->made[g->self].day + 3);
			buf_puts(b, " \"two dates\"\n");
		}
	}
	if (rng_chance(g->r, 1, 12))
		buf_puts(b, "  survives dismissal\n");
	g->made[g->self].bars = true;
}

static void
put_begin(struct gen *g, const char *word, int day)
{
	struct buf *b = &g->b;

	buf_printf(b, "  %s ", word);
	switch (rng_below(g->r, g->how->exact ? 6 : 9)) {
	default:
		put_minute(g, day);
		break;
	case 6:
		put_day(g, day);
		break;
	case 7:
		buf_puts(b, "between ");
		put_minute(g, day > 0 ? day - 1 : 0);
		buf_puts(b, " and ");
		put_day(g, day);
		buf_puts(b, " 23:00");
		break;
	case 8:
		buf_puts(b,
		    rng_chance(g->r, 1, 3)       ? "2019-03"
			: rng_chance(g->r, 1, 6) ? "not known"
						 : "2019-03-04");
		break;
	}
	if (!g->how->exact && rng_chance(g->r, 1, 8))
		buf_puts(b, " unverified");
	buf_putc(b, '\n');
	if (!g->how->exact && rng_chance(g->r, 1, 12)) {
		buf_printf(b, "  conflict %s also read ", word);
		put_day(g, day + (int)rng_below(g->r, 3));
		buf_puts(b, " \"two dates\"\n");
	}
}

static int
some_order(struct gen *g)
{
	return 1 + (int)rng_below(g->r, (unsigned)(g->self - 1));
}

/* An earlier order of which that is so, or 0. */
static int
pick(struct gen *g, size_t offset)
{
	int found = 0, n = 0;

	for (int i = 1; i < g->self; i++) {
		const bool *is =
		    (const bool *)((const char *)&g->made[i] + offset);

		if (*is && rng_below(g->r, (unsigned)++n) == 0)
			found = i;
	}
	return found;
}

static void
put_vacates(struct gen *g, int on)
{
	struct buf *b = &g->b;
	bool mandate = rng_chance(g->r, 1, 2);
	int rep = pick(g, offsetof(struct made, replaces));

	if (rep > 0 && rng_chance(g->r, 1, 2))
		on = rep;
	buf_printf(b, "  %s o%d %s",
	    rng_chance(g->r, 1, 2) ? "vacates" : "reverses", on,
	    mandate ? "from mandate" : "at once");
	if (g->made[on].replaces && rng_chance(g->r, 1, 2))
		buf_printf(b, " %s o%d",
		    rng_chance(g->r, 1, 2) ? "revives" : "leaves ended",
		    g->made[on].replaced);
	buf_putc(b, '\n');
	g->made[g->self].from_mandate |= mandate;
}

static void
put_edge(struct gen *g)
{
	struct buf *b = &g->b;
	int on = some_order(g), s;
	struct made *me = &g->made[g->self];

	switch (rng_below(g->r, 19)) {
	case 0:
	case 1:
		buf_printf(b, "  extends o%d until ", on);
		put_end(g, me->day);
		buf_putc(b, '\n');
		break;
	case 2:
		buf_printf(b, "  shortens o%d until ", on);
		put_end(g, me->day);
		buf_putc(b, '\n');
		break;
	case 3:
		buf_printf(b, "  narrows o%d to ", on);
		g->depth = 1;
		put_expr(g, LEAN_BAR, true);
		buf_putc(b, '\n');
		break;
	case 4:
		buf_printf(b, "  replaces o%d\n", on);
		me->replaces = true;
		me->replaced = on;
		put_class(g);
		break;
	case 5:
	case 6:
	case 7:
		if (rng_chance(g->r, 1, 2)) {
			buf_printf(b, "  stays o%d until ", on);
			put_end(g, me->day);
			buf_putc(b, '\n');
		} else {
			buf_printf(b, "  stays o%d pending \"appeal\"%s\n", on,
			    rng_chance(g->r, 1, 8) ? " unverified" : "");
		}
		me->stays = true;
		break;
	case 8:
		s = pick(g, offsetof(struct made, stays));
		buf_printf(b, "  lifts o%d\n", s > 0 ? s : on);
		break;
	case 9:
		buf_printf(b, "  revives o%d\n", on);
		break;
	case 10:
	case 11:
	case 12:
		put_vacates(g, on);
		break;
	case 13:
		buf_printf(b, "  dissolves o%d\n", on);
		break;
	case 14:
		buf_printf(b, "  dismisses c%u\n", 1 + rng_below(g->r, 2));
		break;
	case 15:
		buf_printf(b, "  exempts p1 from o%d\n", on);
		break;
	case 16:
		buf_printf(b, "  corrects o%d\n", on);
		if (rng_chance(g->r, 1, 2)) {
			put_class(g);
		} else {
			buf_puts(b, "  until ");
			put_end(g, me->day);
			buf_putc(b, '\n');
		}
		break;
	case 17:
		s = pick(g, offsetof(struct made, mandate));
		if (s > 0)
			buf_printf(b, "  recalls o%d\n", s);
		else
			buf_printf(b, "  clarifies o%d\n", on);
		break;
	default:
		s = pick(g, offsetof(struct made, from_mandate));
		if (s > 0) {
			buf_printf(b, "  issues o%d\n", s);
			me->mandate = true;
		} else {
			put_vacates(g, on);
		}
		break;
	}
}

static void
put_order(struct gen *g)
{
	struct buf *b = &g->b;
	struct made *me = &g->made[g->self];
	bool upon = g->self > 1 && rng_chance(g->r, 4, 5);

	buf_printf(b, "order o%d\n", g->self);
	if (rng_chance(g->r, 1, 10))
		buf_puts(b, "  zone \"America/Los_Angeles\"\n");
	buf_printf(b, "  document \"Dkt. %d\"%s\n", g->self,
	    !g->how->exact && rng_chance(g->r, 1, 10) ? " unverified" : "");
	put_begin(g, "entered", me->day);
	if (rng_chance(g->r, 1, 6) && !g->how->exact)
		put_begin(g, "oral", me->day > 0 ? me->day - 1 : 0);
	if (rng_chance(g->r, 1, 8))
		put_begin(g, "effective", me->day + 1);
	if (upon)
		put_edge(g);
	if (upon && rng_chance(g->r, 1, 6))
		put_edge(g);
	if (rng_chance(g->r, 1, 10)) {
		buf_puts(b, "  stays itself until ");
		put_end(g, me->day);
		buf_putc(b, '\n');
		me->stays = true;
	}
	if (!me->bars && (!upon || rng_chance(g->r, 1, 5)))
		put_class(g);
	if (me->bars && rng_chance(g->r, 1, 3))
		put_stages(g);
	buf_putc(b, '\n');
}

void
gen_names(struct rng *r, struct buf *b)
{
	unsigned n = 1 + rng_below(r, 3);

	buf_puts(b, "  names p1");
	while (n-- > 0) {
		const struct gknown_by *k =
		    &gknown_by[rng_below(r, G_KNOWN_BY)];

		buf_printf(b, " %s \"%s\"", identifier_word(k->type), k->value);
	}
	buf_putc(b, '\n');
}

/* What papers say of p1, where some order speaks of them. */
static void
put_names(struct gen *g, const char *text)
{
	struct buf b;
	const char *at;

	buf_init(&b, &mem_system, 2 * G_TEXT);
	while ((at = strstr(text, "\n  covers ")) != NULL) {
		buf_add(&b, text, (size_t)(at + 1 - text));
		if (rng_chance(g->r, 1, 2))
			gen_names(g->r, &b);
		buf_puts(&b, "  covers ");
		text = at + strlen("\n  covers ");
	}
	buf_puts(&b, text);
	if (b.len < G_TEXT)
		snprintf(g->c->text, sizeof(g->c->text), "%s", b.s);
	buf_release(&b);
}

void
gen_law(struct rng *r, const struct gen_how *how, struct gcase *c)
{
	struct gen g = { .r = r, .how = how, .c = c };
	int day = (int)rng_below(r, 4), cases = 0;

	buf_init(&g.b, &mem_system, G_TEXT - 1);
	g.n = 1 + (int)rng_below(r, 7);
	if (rng_chance(r, 1, 3))
		g.n = 1 + (int)rng_below(r, 2);
	buf_printf(&g.b, "case c1\n  court %s\n",
	    rng_chance(r, 1, 2) ? "ca6" : "ca9");
	buf_puts(&g.b, "\nlist l1 \"those named\"\n  identifier a_number\n");
	buf_puts(&g.b,
	    rng_chance(r, 1, 2) ? "  complete\n\n"
				: "  not known complete\n\n");
	buf_puts(&g.b, "clock k1\n  count ");
	put_length(&g, false);
	buf_puts(&g.b, "\n  reading \"other\" count ");
	put_length(&g, false);
	buf_puts(&g.b, rng_chance(r, 1, 2) ? " when served\n" : "\n");
	if (rng_chance(r, 1, 3)) {
		buf_puts(&g.b, "  from ");
		put_day(&g, near_day(&g));
		buf_puts(&g.b,
		    rng_chance(r, 1, 2) ? " count "
					: " reading \"other\" count ");
		if (rng_chance(r, 1, 4))
			buf_puts(&g.b, "no limit of time");
		else
			put_length(&g, false);
		buf_putc(&g.b, '\n');
	}
	buf_putc(&g.b, '\n');
	for (g.self = 1; g.self <= g.n; g.self++) {
		day += (int)rng_below(r, 4);
		g.made[g.self].day = day;
		if (cases == 0 && g.self > 1 && rng_chance(r, 1, 6)) {
			buf_puts(&g.b, "case c2\n  court ca9\n\n");
			cases = 1;
		}
		put_order(&g);
	}
	if (cases == 0)
		buf_puts(&g.b, "case c2\n  court ca9\n\n");
	c->ninstruments = g.n;
	snprintf(c->text, sizeof(c->text), "%s", g.b.s);
	if (strstr(g.b.s, "person is p1") != NULL ||
	    strstr(g.b.s, "exempts p1") != NULL)
		put_names(&g, g.b.s);
	buf_release(&g.b);
}
