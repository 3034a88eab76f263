/* cache.c - what the orders alone say, kept from one person to the next.
 *
 * When an order begins is the same whoever is asked about, and so is
 * whether it is in force, unless one of its ends counts from an event of
 * the person.  A replay asks 1,444 people about one instant. */

#include "decide/eval.h"

#include <string.h>

struct kept {
	struct begins begins;
	bool has_begins;
	bool personal; /* an end counts from an event of the person */
	bool has_force;
	enum tri force;
	struct instant next;
};

struct decide_cache {
	const struct law *law;
	struct instant known;
	struct instant t;
	bool any;
	struct kept *kept; /* law->ninstruments */
};

static bool
counts_from_person(const struct end *end)
{
	return end->kind == END_DUE && end->due.has_after &&
	    end->due.after.kind == REF_EVENT;
}

/* A clock's versions may ask something of the person too. */
static bool
has_clock(const struct end *end)
{
	return end->kind == END_DUE && end->due.clock != NULL;
}

static bool
ends_by_person(const struct instrument *x)
{
	if (counts_from_person(&x->until) || has_clock(&x->until))
		return true;
	for (size_t i = 0; i < x->nedges; i++)
		if (counts_from_person(&x->edges[i].until) ||
		    has_clock(&x->edges[i].until))
			return true;
	return false;
}

/* What y dismisses is y's business as much as what it names: a dismissal of a
 * case reaches each of its orders.  True when that is news of any. */
static bool
dismissed_too(struct decide_cache *c, const struct instrument *y)
{
	bool more = false;

	for (size_t i = 0; i < y->nedges; i++) {
		const struct law_case *of = y->edges[i].on_case;

		if (of == NULL)
			continue;
		for (size_t k = 0; k < of->ninstruments; k++) {
			struct kept *x = &c->kept[of->instruments[k]->index];

			more |= !x->personal;
			x->personal = true;
		}
	}
	return more;
}

/* One such order makes every order it could act upon personal: rather than
 * follow the edges, the whole cache then keeps beginnings alone. */
struct decide_cache *
decide_cache_new(struct arena *a, const struct law *law)
{
	struct decide_cache *c = arena_alloc(a, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->kept = arena_array(a, law->ninstruments + 1, sizeof(*c->kept));
	if (c->kept == NULL)
		return NULL;
	c->law = law;
	for (size_t i = 0; i < law->ninstruments; i++) {
		const struct instrument *x = law->instruments[i];

		c->kept[i].personal = ends_by_person(x);
		for (size_t j = 0; j < x->nupon; j++)
			c->kept[i].personal |= ends_by_person(x->upon_by[j]);
	}
	/* An act upon an act upon x reaches x: until nothing changes. */
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < law->ninstruments; i++) {
			const struct instrument *x = law->instruments[i];

			for (size_t j = 0; j < x->nupon; j++)
				if (c->kept[x->upon_by[j]->index].personal &&
				    !c->kept[i].personal) {
					c->kept[i].personal = true;
					more = true;
				}
			if (c->kept[i].personal)
				more |= dismissed_too(c, x);
		}
	}
	return c;
}

bool
decide_cache_personal(const struct decide_cache *c, const struct instrument *x)
{
	return c->kept[x->index].personal;
}

/* The slot of x for the known instant and t of ev; emptied when either is
 * another than before. */
static struct kept *
slot_of(struct eval *ev, const struct instrument *x)
{
	struct decide_cache *c = ev->cache;

	if (c == NULL)
		return NULL;
	if (!c->any || c->known.us != ev->q->known.us)
		for (size_t i = 0; i < c->law->ninstruments; i++)
			c->kept[i].has_begins = c->kept[i].has_force = false;
	else if (c->t.us != ev->t.us)
		for (size_t i = 0; i < c->law->ninstruments; i++)
			c->kept[i].has_force = false;
	c->any = true;
	c->known = ev->q->known;
	c->t = ev->t;
	return &c->kept[x->index];
}

struct begins *
cache_begins(struct eval *ev, const struct instrument *x, bool **ready)
{
	struct kept *k = slot_of(ev, x);

	if (k == NULL)
		return NULL;
	*ready = &k->has_begins;
	return &k->begins;
}

bool
cache_in_force(struct eval *ev, const struct instrument *x, enum tri *v)
{
	struct kept *k = slot_of(ev, x);

	if (k == NULL || !k->has_force)
		return false;
	eval_note(ev, k->next);
	*v = k->force;
	return true;
}

void
cache_keep(struct eval *ev, const struct instrument *x, enum tri v,
    struct instant next)
{
	struct kept *k = slot_of(ev, x);

	if (k == NULL || k->personal)
		return;
	k->has_force = true;
	k->force = v;
	k->next = next;
}
