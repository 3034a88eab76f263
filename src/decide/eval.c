/* eval.c - the ground under the deciders: notes of time, reasons, wants. */

#include "decide/eval.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum tri
eval_fail(struct eval *ev, int err)
{
	if (ev->err == 0)
		ev->err = err;
	return UNKNOWN;
}

void
eval_note(struct eval *ev, struct instant x)
{
	if (x.us > ev->t.us && x.us < ev->next.us)
		ev->next = x;
}

bool
eval_reached(struct eval *ev, struct instant x)
{
	eval_note(ev, x);
	return ev->t.us >= x.us;
}

/* Certain from the last minute it may be; unknown inside. */
enum tri
eval_when_reached(struct eval *ev, struct when w)
{
	if (!eval_reached(ev, w.first))
		return NO;
	return eval_reached(ev, w.last) ? YES : UNKNOWN;
}

void
eval_want(struct eval *ev, const struct expr *leaf, const char *spelled,
    const char *text)
{
	if (ev->wants == NULL || text == NULL)
		return;
	for (size_t i = 0; i < ev->nwants; i++)
		if (strcmp(ev->wants[i].text, text) == 0)
			return;
	if (ev->nwants < WANT_MAX)
		ev->wants[ev->nwants++] = (struct want){ .text = text,
			.leaf = leaf,
			.spelled = spelled };
}

struct reason *
reason_open(struct eval *ev, struct pos pos, const char *fmt, ...)
{
	struct reason *r, *parent = ev->reason;
	char line[1024];
	va_list ap;

	if (parent == NULL)
		return NULL;
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	r = arena_alloc(ev->a, sizeof(*r));
	if (r == NULL || (r->text = arena_strdup(ev->a, line)) == NULL) {
		eval_fail(ev, E_NOMEM);
		return NULL;
	}
	r->pos = pos;
	ev->reason = r;
	return r;
}

void
reason_close(struct eval *ev, struct reason *parent, struct reason *r,
    enum tri v)
{
	struct reason **parts;

	if (r == NULL)
		return;
	r->value = v;
	ev->reason = parent;
	parts = arena_grow(ev->a, parent->parts, parent->nparts,
	    &parent->cap_parts, sizeof(*parts));
	if (parts == NULL) {
		eval_fail(ev, E_NOMEM);
		return;
	}
	parent->parts = parts;
	parent->parts[parent->nparts++] = r;
}

void
reason_fact(struct eval *ev, const struct fact *f)
{
	struct reason *r = ev->reason;
	const struct fact **facts;

	if (r == NULL)
		return;
	for (size_t i = 0; i < r->nfacts; i++)
		if (r->facts[i] == f)
			return;
	facts = arena_grow(ev->a, r->facts, r->nfacts, &r->cap_facts,
	    sizeof(*facts));
	if (facts == NULL) {
		eval_fail(ev, E_NOMEM);
		return;
	}
	r->facts = facts;
	r->facts[r->nfacts++] = f;
}

void
reason_note(struct eval *ev, const char *fmt, ...)
{
	char line[512];
	va_list ap;

	if (ev->reason == NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if ((ev->reason->note = arena_strdup(ev->a, line)) == NULL)
		eval_fail(ev, E_NOMEM);
}

/* A day meets an instant in the zone of the order that asks, unless the
 * fact carries its own. */
struct when
eval_when(struct eval *ev, const struct fact *f, const struct moment *m)
{
	const struct zone *z = f->zone != NULL ? f->zone : ev->zone;
	size_t i = ((uintptr_t)m >> 4) % WHEN_MEMO;

	if (ev->memo == NULL)
		return zone_when(z, m);
	if (ev->memo->slot[i].m != m || ev->memo->slot[i].z != z) {
		ev->memo->slot[i].m = m;
		ev->memo->slot[i].z = z;
		ev->memo->slot[i].w = zone_when(z, m);
	}
	return ev->memo->slot[i].w;
}

struct asking
eval_ask(struct eval *ev, const struct instrument *x)
{
	struct asking was = { ev->order, ev->zone, ev->cal };

	ev->order = x;
	ev->zone = x->zone;
	ev->cal = court_calendar(x->court, x->from);
	return was;
}

void
eval_asked(struct eval *ev, struct asking was)
{
	ev->order = was.order;
	ev->zone = was.zone;
	ev->cal = was.cal;
}

void
eval_begin(struct eval *ev, struct arena *a, const struct question *q,
    const struct person *who, struct instant t)
{
	memset(ev, 0, sizeof(*ev));
	ev->a = a;
	ev->q = q;
	ev->cache = q->cache;
	ev->t = t;
	ev->who = who;
	ev->asked = who;
	ev->act = q->act;
	ev->cal = court_calendar(NULL, NULL);
	ev->next = INSTANT_NEVER;
}
