/* weigh.c - see weigh.h. */

#include <string.h>

#include "intake/weigh.h"

/* -- What is a loss -------------------------------------------------------- */

struct scales {
	struct arena *a;
	const struct stored_law *was, *is;
	struct weighing *w;
	size_t cap_losses;
	const char **touched; /* instruments */
	size_t ntouched, cap_touched;
	bool all; /* every instrument may be touched */
	const struct word *to[WEIGH_ACTS];
	size_t nto;
};

static const struct stored_source *
source_of(const struct stored_law *l, struct pos pos)
{
	size_t i;

	for (i = 0; i < l->nsources; i++)
		if (&l->sources[i]->src == pos.src)
			return l->sources[i];
	return NULL;
}

static int
loss(struct scales *s, const struct stored_source *by, const char *why)
{
	struct weighing *w = s->w;

	if (why == NULL)
		return E_NOMEM;
	w->losses = arena_grow(s->a, w->losses, w->nlosses, &s->cap_losses,
	    sizeof(*w->losses));
	if (w->losses == NULL)
		return E_NOMEM;
	w->losses[w->nlosses++] = (struct weigh_loss){ why, by };
	return 0;
}

static int
touch(struct scales *s, const char *id)
{
	size_t i;

	for (i = 0; i < s->ntouched; i++)
		if (strcmp(s->touched[i], id) == 0)
			return 0;
	s->touched = arena_grow(s->a, s->touched, s->ntouched, &s->cap_touched,
	    sizeof(*s->touched));
	if (s->touched == NULL)
		return E_NOMEM;
	s->touched[s->ntouched++] = id;
	return 0;
}

#define DEPTH_MOST 16 /* of orders upon orders; beyond, the worst */

static bool gives(const struct instrument *x, int depth);

/* By its kind it takes effect from another order. */
static bool
puts_down(const struct edge *e)
{
	switch (e->kind) {
	case EDGE_EXTENDS:
	case EDGE_WIDENS:
	case EDGE_CLARIFIES:
	case EDGE_LIFTS:
	case EDGE_REVIVES:
	case EDGE_RECALLS:
		return false;
	default:
		return true;
	}
}

/* It puts down, or keeps down, what protects. */
static bool
undoes(const struct instrument *x, int depth)
{
	size_t i;

	for (i = 0; x != NULL && i < x->nedges; i++)
		if (puts_down(&x->edges[i]) && !x->edges[i].itself &&
		    (x->edges[i].on == NULL ||
			gives(x->edges[i].on, depth - 1)))
			return true;
	return false;
}

/* Putting it down takes: it bars, or holds down what undoes. */
static bool
gives(const struct instrument *x, int depth)
{
	return depth <= 0 || x->nbars > 0 || !undoes(x, depth);
}

/* What is lifted, revived, extended or recalled may be a stay or a vacatur:
 * that takes as the act itself did. */
static bool
raises_what_takes(const struct edge *e)
{
	const struct instrument *x = e->on, *on;
	bool stays = false, of_what_takes = false, of_what_gives = false;
	bool issued_restores = false, restores = false;
	size_t i, k;

	if (x == NULL)
		return true;
	for (i = 0; i < x->nedges; i++) {
		on = x->edges[i].on;
		if (on == NULL || x->edges[i].itself)
			continue;
		if (x->edges[i].kind == EDGE_STAYS) {
			stays = true;
			of_what_takes = of_what_takes || undoes(on, DEPTH_MOST);
			of_what_gives = of_what_gives || gives(on, DEPTH_MOST);
		}
		restores = restores ||
		    (puts_down(&x->edges[i]) && undoes(on, DEPTH_MOST));
		for (k = 0; x->edges[i].kind == EDGE_ISSUES && k < on->nedges;
		     k++)
			issued_restores = issued_restores ||
			    (puts_down(&on->edges[k]) &&
				undoes(on->edges[k].on, DEPTH_MOST));
	}
	switch (e->kind) {
	case EDGE_EXTENDS:
		return of_what_gives;
	case EDGE_LIFTS:
		return stays ? of_what_takes : undoes(x, DEPTH_MOST);
	case EDGE_REVIVES:
		return of_what_takes || undoes(x, DEPTH_MOST);
	case EDGE_RECALLS:
		return restores || issued_restores;
	default:
		return false;
	}
}

/* SEMANTICS 6, the column "loss?".  A mandate gives a vacatur its effect.
 * What comes together with the order it acts on takes nothing that stood. */
static bool
takes(const struct scales *s, const struct edge *e)
{
	if (e->target.s == NULL ||
	    (law_instrument(&s->was->law, e->target.s) == NULL &&
		law_case(&s->was->law, e->target.s) == NULL))
		return false;
	return puts_down(e) || raises_what_takes(e);
}

/* It, and whatever it acts on, and through that, to the end. */
static int
reach(struct scales *s, const struct instrument *x)
{
	size_t before = s->ntouched, i, k;
	const struct edge *e;
	int r = touch(s, x->id.s);

	if (r != 0 || s->ntouched == before)
		return r;
	for (i = 0; i < x->nedges && r == 0; i++) {
		e = &x->edges[i];
		if (e->on != NULL)
			r = reach(s, e->on);
		for (k = 0; k < e->nrevives && r == 0; k++)
			if (e->revives_on[k] != NULL)
				r = reach(s, e->revives_on[k]);
		for (k = 0; r == 0 && e->on_case != NULL &&
		     k < e->on_case->ninstruments;
		     k++)
			r = reach(s, e->on_case->instruments[k]);
	}
	return r;
}

static int
added(struct scales *s, const struct instrument *x)
{
	const struct edge *e;
	size_t i;
	int r;

	if ((r = reach(s, x)) != 0)
		return r;
	for (i = 0; i < x->nedges; i++) {
		e = &x->edges[i];
		if (takes(s, e) &&
		    (r = loss(s, source_of(s->is, x->pos),
			 arena_printf(s->a, "%s %s %s", x->id.s,
			     edge_text(e->kind), e->target.s))) != 0)
			return r;
	}
	return 0;
}

/* Clauses that are words for people, and decide nothing. */
static bool
words_only(const char *clause)
{
	return strcmp(clause, "text") == 0 || strcmp(clause, "note") == 0 ||
	    strcmp(clause, "finds") == 0;
}

static int
changed(struct scales *s, const struct law_change *c)
{
	const struct instrument *x = law_instrument(&s->is->law, c->id);
	const struct instrument *old = law_instrument(&s->was->law, c->id);
	struct pos nowhere = { NULL, 0, 0 };
	int r;

	if (x == NULL || old == NULL)
		s->all = true;
	else if ((r = added(s, x)) != 0)
		return r;
	if (c->kind == CHANGE_CHANGED && words_only(c->clause))
		return 0;
	return loss(s, source_of(s->is, x != NULL ? x->pos : nowhere),
	    c->kind == CHANGE_REMOVED
		? arena_printf(s->a, "%s %s is gone", c->what, c->id)
		: arena_printf(s->a, "%s is corrected: %s", c->id, c->clause));
}

/* What the printed clauses do not show. */
static int
moved(struct scales *s, const struct instrument *old,
    const struct instrument *x)
{
	const char *in = old->in_case == NULL ? "" : old->in_case->id.s;
	const char *now = x->in_case == NULL ? "" : x->in_case->id.s;
	int r;

	if (old->zone == x->zone && old->court == x->court &&
	    old->kind == x->kind && strcmp(in, now) == 0 &&
	    old->survives_dismissal == x->survives_dismissal)
		return 0;
	if ((r = touch(s, x->id.s)) != 0)
		return r;
	return loss(s, source_of(s->is, x->pos),
	    arena_printf(s->a, "%s is of another case, court, zone or kind",
		x->id.s));
}

static int
moved_all(struct scales *s)
{
	const struct law_case *c, *old;
	const struct instrument *x;
	size_t i;
	int r;

	for (i = 0; i < s->was->law.ninstruments; i++) {
		x = law_instrument(&s->is->law,
		    s->was->law.instruments[i]->id.s);
		if (x != NULL &&
		    (r = moved(s, s->was->law.instruments[i], x)) != 0)
			return r;
	}
	for (i = 0; i < s->was->law.ncases; i++) {
		old = s->was->law.cases[i];
		c = law_case(&s->is->law, old->id.s);
		if (c != NULL && c->zone == old->zone &&
		    c->has_read_limit == old->has_read_limit &&
		    c->read_limit.n == old->read_limit.n &&
		    c->read_limit.unit == old->read_limit.unit)
			continue;
		s->all = true;
		r = loss(s, c == NULL ? NULL : source_of(s->is, c->pos),
		    arena_printf(s->a, "case %s is %s", old->id.s,
			c == NULL ? "gone" : "of another zone or limit"));
		if (r != 0)
			return r;
	}
	return 0;
}

/* -- The vocabulary -------------------------------------------------------- */

static bool
same_fields(const struct field *a, size_t na, const struct field *b, size_t nb)
{
	size_t i;

	if (na != nb)
		return false;
	for (i = 0; i < na; i++)
		if (strcmp(a[i].name, b[i].name) != 0 || a[i].type != b[i].type)
			return false;
	return true;
}

static bool
same_names(const char *const *a, size_t na, const char *const *b, size_t nb)
{
	size_t i;

	if (na != nb)
		return false;
	for (i = 0; i < na; i++)
		if (strcmp(a[i], b[i]) != 0)
			return false;
	return true;
}

static bool
same_kind(const struct kind *a, const struct kind *b)
{
	return b != NULL && a->type == b->type && a->number == b->number &&
	    a->has_stale == b->has_stale && a->stale.n == b->stale.n &&
	    a->stale.unit == b->stale.unit &&
	    a->first_closing == b->first_closing &&
	    same_fields(a->fields, a->nfields, b->fields, b->nfields) &&
	    same_names(a->steps, a->nsteps, b->steps, b->nsteps) &&
	    same_names(a->of, a->nof, b->of, b->nof);
}

static bool
same_word(const struct word *a, const struct word *b)
{
	size_t i;

	if (b == NULL || a->nin != b->nin)
		return false;
	for (i = 0; i < a->nin; i++)
		if (strcmp(a->in[i]->name, b->in[i]->name) != 0)
			return false;
	return true;
}

static bool
same_act(const struct act_kind *a, const struct act_kind *b)
{
	const struct implied *p, *q;
	size_t i, k;

	if (b == NULL || a->nimplies != b->nimplies ||
	    (a->leaves == NULL) != (b->leaves == NULL) ||
	    (a->leaves != NULL &&
		strcmp(a->leaves->name, b->leaves->name) != 0) ||
	    !same_fields(a->slots, a->nslots, b->slots, b->nslots))
		return false;
	for (i = 0; i < a->nimplies; i++) {
		p = &a->implies[i];
		q = &b->implies[i];
		if (strcmp(p->kind->name, q->kind->name) != 0 ||
		    p->nfields != q->nfields)
			return false;
		for (k = 0; k < p->nfields; k++)
			if (strcmp(p->fields[k].field, q->fields[k].field) !=
				0 ||
			    strcmp(p->fields[k].value, q->fields[k].value) != 0)
				return false;
	}
	return true;
}

/* More words take nothing; another meaning of one may. */
static int
vocabulary(struct scales *s)
{
	const struct vocab *v = s->was->law.vocab, *now = s->is->law.vocab;
	const char *what = NULL;
	size_t i;

	for (i = 0; i < v->nkinds && what == NULL; i++)
		if (!same_kind(v->kinds[i], vocab_kind(now, v->kinds[i]->name)))
			what = v->kinds[i]->name;
	for (i = 0; i < v->nwords && what == NULL; i++)
		if (!same_word(v->words[i],
			vocab_word(now, v->words[i]->type, v->words[i]->name)))
			what = v->words[i]->name;
	for (i = 0; i < v->nacts && what == NULL; i++)
		if (!same_act(v->acts[i], vocab_act(now, v->acts[i]->name)))
			what = v->acts[i]->name;
	if (what == NULL)
		return 0;
	s->all = true;
	return loss(s, NULL,
	    arena_printf(s->a, "the vocabulary's %s means something else",
		what));
}

/* -- Which acts ------------------------------------------------------------ */

static void
mention(struct scales *s, const struct value *v)
{
	size_t i;

	for (i = 0; i < v->nitems; i++)
		mention(s, &v->items[i]);
	/* A country has no dot in its name. */
	if (v->kind != VALUE_WORD || v->word->type != FIELD_PLACE ||
	    strchr(v->word->name, '.') != NULL)
		return;
	for (i = 0; i < s->nto; i++)
		if (strcmp(s->to[i]->name, v->word->name) == 0)
			return;
	if (s->nto < WEIGH_ACTS)
		s->to[s->nto++] = v->word;
}

static void
mention_expr(struct scales *s, const struct expr *e)
{
	size_t i;

	if (e == NULL)
		return;
	for (i = 0; i < e->nargs; i++)
		mention_expr(s, e->args[i]);
	for (i = 0; i < e->nterms; i++)
		mention(s, &e->terms[i].v);
	mention_expr(s, e->where);
}

static bool
is_touched(const struct scales *s, const struct instrument *x)
{
	size_t i;

	for (i = 0; i < s->ntouched; i++)
		if (strcmp(s->touched[i], x->id.s) == 0)
			return true;
	return s->all;
}

static int
act_add(struct scales *s, const struct act_kind *k, const struct word *to)
{
	struct weighing *w = s->w;
	struct value *slots;
	int at = act_slot(k, "to");

	if (w->nacts == WEIGH_ACTS) {
		w->more_acts = true;
		return 0;
	}
	slots = arena_array(s->a, k->nslots, sizeof(*slots));
	if (slots == NULL)
		return E_NOMEM;
	if (to != NULL && at >= 0)
		slots[at] = (struct value){ .kind = VALUE_WORD,
			.word = to,
			.s = to->name };
	w->acts[w->nacts++] = (struct act){ .kind = k, .slots = slots };
	return 0;
}

/* Each kind of act that something touched bars, to each country it names. */
static int
acts_of(struct scales *s, const struct act_kind *k)
{
	size_t i;
	int r;

	if (act_slot(k, "to") < 0 || s->nto == 0)
		return act_add(s, k, NULL);
	for (i = 0; i < s->nto; i++)
		if ((r = act_add(s, k, s->to[i])) != 0)
			return r;
	return 0;
}

static int
acts(struct scales *s)
{
	const struct law *laws[] = { &s->is->law, &s->was->law };
	const struct vocab *v = s->is->law.vocab;
	const struct instrument *x;
	const struct act_kind *k;
	bool barred;
	size_t i, j, l, b;
	int r;

	for (l = 0; l < 2; l++)
		for (i = 0; i < laws[l]->ninstruments; i++) {
			x = laws[l]->instruments[i];
			if (!is_touched(s, x))
				continue;
			mention_expr(s, x->covers);
			for (b = 0; b < x->nbars; b++) {
				mention_expr(s, x->bars[b].where);
				if (x->bars[b].has_to)
					mention(s, &x->bars[b].to.v);
			}
		}
	for (j = 0; j < v->nacts; j++) {
		k = v->acts[j];
		barred = false;
		for (l = 0; l < 2; l++)
			for (i = 0; i < laws[l]->ninstruments; i++) {
				x = laws[l]->instruments[i];
				for (b = 0; is_touched(s, x) && b < x->nbars;
				     b++)
					barred = barred ||
					    (x->bars[b].act != NULL &&
						strcmp(x->bars[b].act->name,
						    k->name) == 0);
			}
		if (barred && (r = acts_of(s, k)) != 0)
			return r;
	}
	return 0;
}

static int
only(struct scales *s, const char *act, const char *to)
{
	const struct vocab *v = s->is->law.vocab;
	const struct act_kind *k = vocab_act(v, act == NULL ? "removal" : act);
	const struct word *w =
	    to == NULL ? NULL : vocab_word(v, FIELD_PLACE, to);

	if (k == NULL || (to != NULL && w == NULL))
		return E_NAME;
	return act_add(s, k, w);
}

int
weigh_texts(struct arena *a, const struct stored *st,
    const struct stored_law *was, const struct stored_law *is,
    const char *only_act, const char *only_to, struct weighing *out)
{
	struct scales s = { .a = a, .was = was, .is = is, .w = out };
	const struct instrument *x;
	size_t i;
	int r;

	*out = (struct weighing){ .st = *st };
	out->st.laws = arena_array(a, 2, sizeof(*out->st.laws));
	if (out->st.laws == NULL)
		return E_NOMEM;
	out->st.laws[0] = *was;
	out->st.laws[1] = *is;
	out->st.nlaws = 2;
	out->st.nwaits = 0;
	out->st.broken = NULL;
	r = law_diff(a, &was->law, &is->law, &out->changes, &out->nchanges);
	for (i = 0; i < out->nchanges && r == 0; i++) {
		x = law_instrument(&is->law, out->changes[i].id);
		if (out->changes[i].kind != CHANGE_ADDED)
			r = changed(&s, &out->changes[i]);
		else if (x != NULL)
			r = added(&s, x);
	}
	if (r == 0)
		r = moved_all(&s);
	if (r == 0 && was->law.vocab != NULL)
		r = vocabulary(&s);
	if (r == 0)
		r = only_act != NULL || only_to != NULL
		    ? only(&s, only_act, only_to)
		    : acts(&s);
	return r;
}

/* A country that no order names: for an order that bars removal anywhere. */
static const struct word *
named_by_none(const struct scales *s)
{
	const struct vocab *v = s->is->law.vocab;
	const struct word *w;
	size_t i, k;

	for (i = 0; i < v->nwords; i++) {
		w = v->words[i];
		for (k = 0; k < s->nto && s->to[k] != w; k++)
			;
		if (w->type == FIELD_PLACE && k == s->nto &&
		    strchr(w->name, '.') == NULL)
			return w;
	}
	return NULL;
}

int
weigh_acts(struct arena *a, const struct stored_law *l,
    struct act out[WEIGH_ACTS], size_t *n, bool *more)
{
	struct weighing *w = arena_alloc(a, sizeof(*w));
	struct scales s = { .a = a, .was = l, .is = l, .w = w, .all = true };
	const struct act_kind *k = NULL;
	const struct word *other;
	size_t i, asked;
	int r;

	if (w == NULL)
		return E_NOMEM;
	r = l->good ? acts(&s) : 0;
	other = l->good ? named_by_none(&s) : NULL;
	for (i = 0, asked = w->nacts; i < asked && r == 0; i++) {
		if (w->acts[i].kind == k || act_slot(w->acts[i].kind, "to") < 0)
			continue;
		k = w->acts[i].kind;
		if (other != NULL)
			r = act_add(&s, k, other);
	}
	for (i = 0; i < w->nacts; i++)
		out[i] = w->acts[i];
	*n = w->nacts;
	*more = w->more_acts;
	return r;
}
