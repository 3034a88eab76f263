/* oracle_case.c - a model as casebook, person and question. */

#include "property/oracle.h"

#include <stdio.h>
#include <string.h>

static void
put_time(struct buf *b, int m)
{
	struct day d = { day_of(FIRST).n + m / DAY };

	day_print(b, d);
	buf_printf(b, " %02d:%02d", m % DAY / 60, m % 60);
}

static void
put_end(struct buf *b, int m)
{
	if (m == FOREVER)
		buf_puts(b, "further order");
	else
		put_time(b, m);
	buf_putc(b, '\n');
}

static void
put_edge(struct buf *b, const struct model *m, const struct oedge *e)
{
	buf_printf(b, "  %s ", edge_text(e->kind));
	if (e->kind == EDGE_DISMISSES)
		buf_puts(b, "c1");
	else if (e->on == NONE)
		buf_puts(b, "itself");
	else
		buf_printf(b, "o%d", e->on + 1);
	switch (e->kind) {
	case EDGE_STAYS:
		if (e->until == FOREVER && e->on != NONE) {
			buf_puts(b, " pending \"appeal\"\n");
			return;
		}
		/* fallthrough */
	case EDGE_EXTENDS:
	case EDGE_SHORTENS:
		buf_puts(b, " until ");
		put_end(b, e->until);
		return;
	case EDGE_VACATES:
		buf_puts(b, e->mandate ? " from mandate" : " at once");
		if (e->says != 0)
			buf_printf(b, " %s o%d",
			    e->says == 1 ? "revives" : "leaves ended",
			    oracle_replaces(&m->orders[e->on]) + 1);
		break;
	default:
		break;
	}
	buf_putc(b, '\n');
}

static const char *const step_names[] = { "served", "notice", "motion.filed",
	"motion.granted", "motion.denied", "appeal.filed", "appeal.dismissed" };

static void
put_then(struct buf *b, int then)
{
	if (then == NONE)
		buf_puts(b, " ends \"over\"\n");
	else
		buf_printf(b, " then s%d\n", then);
}

static void
put_stage(struct buf *b, const struct ostage *s, int i)
{
	bool left = s->on[0].given || s->on[1].given || s->clock;

	buf_printf(b, "    stage s%d%s%s\n", i, s->free ? " free" : "",
	    left ? "" : " open");
	for (int k = 0; k < 2; k++) {
		const struct otrans *tr = &s->on[k];

		if (!tr->given)
			continue;
		buf_printf(b, "      on %s", step_names[tr->steps[0]]);
		if (tr->nsteps > 1)
			buf_printf(b, "%s%s", tr->all ? " and " : ", ",
			    step_names[tr->steps[1]]);
		put_then(b, tr->then);
	}
	for (int k = 0; s->clock && k < s->nlengths; k++) {
		buf_puts(b, k == 0 ? "      within " : " also read ");
		if (s->hours[k] != NONE)
			buf_printf(b, "%d hours under none", s->hours[k]);
		else
			buf_printf(b, "%d days under none", s->days[k]);
	}
	if (s->clock) {
		buf_puts(b, " else");
		put_then(b, s->otherwise);
	}
}

static void
put_order(struct buf *b, const struct model *m, int i)
{
	const struct oorder *x = &m->orders[i];

	buf_printf(b, "order o%d\n  document \"%d\"\n  entered ", i + 1, i + 1);
	put_time(b, x->entered);
	buf_putc(b, '\n');
	if (x->effective != NONE) {
		buf_puts(b, "  effective ");
		put_time(b, x->effective);
		buf_putc(b, '\n');
	}
	for (int k = 0; k < x->nedges; k++)
		put_edge(b, m, &x->edges[k]);
	if (x->bars)
		buf_puts(b, "  covers everyone\n  bars removal\n");
	if (x->until != FOREVER) {
		buf_puts(b, "  until ");
		put_end(b, x->until);
	}
	if (x->survives)
		buf_puts(b, "  survives dismissal\n");
	if (i == 0 && m->nstages > 0) {
		buf_printf(b, "  for each %s\n",
		    m->each_motion ? "motion" : "member");
		for (int k = 0; k < m->nstages; k++)
			put_stage(b, &m->stages[k], k);
	}
	buf_putc(b, '\n');
}

static struct instant
instant_of(int m)
{
	return (struct instant){ ((int64_t)day_of(FIRST).n * DAY + m) *
		INSTANT_MINUTE };
}

static void
put_facts(struct gcase *c, const struct model *m)
{
	static const struct {
		int kind, step;
	} of[] = { { K_SERVED, -1 }, { K_NOTICE, -1 }, { K_MOTION, 0 },
		{ K_MOTION, 2 }, { K_MOTION, 3 }, { K_APPEAL, 0 },
		{ K_APPEAL, 1 } };
	static const struct gfact none = { .recorded = { INT64_MIN / 4 },
		.confirmed = { INT64_MAX / 4 },
		.refused = { INT64_MAX / 4 },
		.corrects = -1,
		.over = -1 };

	for (int i = 0; i < m->nevents; i++) {
		const struct oevent *e = &m->events[i];
		struct gfact *f = &c->facts[c->nfacts++];

		*f = none;
		f->type = FACT_HAPPENED;
		f->kind = of[e->step].kind;
		f->step = of[e->step].step;
		f->from.kind = MOMENT_EXACT;
		f->from.first = f->from.last = instant_of(e->at);
		f->filing = e->filing;
		f->of = e->of;
	}
	c->facts[c->nfacts] = none;
	c->facts[c->nfacts].type = FACT_ABSENT;
	c->facts[c->nfacts].kind = -1;
	c->facts[c->nfacts++].step = -1;
}

void
oracle_case(const struct model *m, struct gcase *c)
{
	struct buf b;

	memset(c, 0, sizeof(*c));
	buf_init(&b, &mem_system, G_TEXT - 1);
	buf_puts(&b, "case c1\n  court ca6  zone \"UTC\"\n\n");
	for (int i = 0; i < m->norders; i++)
		put_order(&b, m, i);
	snprintf(c->text, sizeof(c->text), "%s", b.s);
	buf_release(&b);
	put_facts(c, m);
	c->read[0] = c->read[1] = INSTANT_NEVER;
	c->fresh = true;
	c->departs = c->arrives = c->known = instant_of(m->t);
}
