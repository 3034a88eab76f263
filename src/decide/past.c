/* past.c - whether what an answer rests on is dated by what is known; see
 * decide.h. */

#include <string.h>

#include "decide/decide.h"

/* Of the days of whatever zone: they are over everywhere within a day. */
static bool
is_past(const struct moment *m, struct instant known)
{
	return m->kind == MOMENT_NONE ||
	    (m->kind != MOMENT_NOT_KNOWN &&
		instant_cmp(
		    instant_add_minutes(zone_when(zone_builtin("UTC"), m).last,
			24 * 60),
		    known) < 0);
}

bool
decide_person_past(const struct person *p, struct instant known)
{
	size_t i;

	/* Of somebody they name, nothing is looked at here. */
	for (i = 0; i < p->nfacts; i++)
		if (p->facts[i]->other != NULL ||
		    !is_past(&p->facts[i]->from, known) ||
		    !is_past(&p->facts[i]->to, known) ||
		    !is_past(&p->facts[i]->seen, known))
			return false;
	return true;
}

/* What else is read for x's dates; when it ends, whatever is known. */
static bool
readings_past(const struct instrument *x, struct instant known)
{
	for (size_t i = 0; i < x->nconflicts; i++)
		if (strcmp(x->conflicts[i].of.s, "until") != 0 &&
		    !is_past(&x->conflicts[i].moment, known))
			return false;
	return true;
}

bool
decide_orders_past(const struct law *law, const struct record *record,
    struct instant known)
{
	const struct instrument *x;
	const struct confirmation *c;
	size_t i;

	for (i = 0; i < law->ninstruments; i++) {
		x = law->instruments[i];
		if (!is_past(&x->oral.moment, known) ||
		    !is_past(&x->entered.moment, known) ||
		    !is_past(&x->docketed.moment, known) ||
		    !is_past(&x->effective.moment, known) ||
		    !readings_past(x, known))
			return false;
	}
	for (i = 0; record != NULL && i < record->nconfirmations; i++) {
		c = &record->confirmations[i];
		if (!is_past(&c->oral, known) || !is_past(&c->entered, known) ||
		    !is_past(&c->effective, known))
			return false;
	}
	return true;
}
