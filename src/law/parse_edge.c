/* parse_edge.c - what an instrument does: to others, and to acts. */

#include "law/parse.h"

#include <string.h>

/* -- Upon other instruments --------------------------------------------- */

static bool
edge_kind(const struct parser *p, enum edge_kind *out)
{
	unsigned k;

	for (k = EDGE_EXTENDS; k <= EDGE_RECALLS; k++)
		if (at_word(p, edge_text((enum edge_kind)k))) {
			*out = (enum edge_kind)k;
			return true;
		}
	return false;
}

bool
at_edge(const struct parser *p)
{
	enum edge_kind kind;

	return edge_kind(p, &kind);
}

static bool
parse_stays(struct parser *p, struct edge *e)
{
	if (take_part(p, "until"))
		return parse_end(p, &e->until);
	if (take_part(p, "pending"))
		return parse_string(p, &e->pending, "what it is pending");
	return unexpected(p, "`until` or `pending \"...\"`",
	    "a stay with no end says `until further order`; the words stay on "
	    "the line of `stays`");
}

static bool
parse_vacates(struct parser *p, struct edge *e)
{
	if (at_words(p, "at", "once")) {
		e->at_once = true;
		p->at += 2;
	} else if (at_words(p, "from", "mandate")) {
		e->from_mandate = true;
		p->at += 2;
	} else {
		return unexpected(p, "`at once` or `from mandate`",
		    "an appellate court's judgment takes effect with its "
		    "mandate, unless it says otherwise");
	}
	if (take(p, "revives"))
		return parse_names(p, &e->revives, &e->nrevives,
		    "an order's name");
	if (!take_part(p, "leaves"))
		return true;
	return expect_word(p, "ended", "write `leaves ended X`") &&
	    parse_names(p, &e->leaves, &e->nleaves, "an order's name");
}

/* What follows the targets. */
static bool
parse_edge_rest(struct parser *p, struct edge *e)
{
	switch (e->kind) {
	case EDGE_EXTENDS:
	case EDGE_SHORTENS:
		return expect_part(p, "until",
			   "the new end, on the same line: `until ...`") &&
		    parse_end(p, &e->until);
	case EDGE_NARROWS:
		return expect_part(p, "to", "narrows X to CONDITION") &&
		    parse_expr(p, &e->to);
	case EDGE_STAYS:
		return parse_stays(p, e);
	case EDGE_VACATES:
	case EDGE_REVERSES:
		return parse_vacates(p, e);
	case EDGE_WIDENS:
	case EDGE_CLARIFIES:
	case EDGE_REPLACES:
	case EDGE_LIFTS:
	case EDGE_REVIVES:
	case EDGE_DISSOLVES:
	case EDGE_DISMISSES:
	case EDGE_EXEMPTS:
	case EDGE_CORRECTS:
	case EDGE_ISSUES:
	case EDGE_RECALLS:
		break;
	}
	return true;
}

static bool
add_edge(struct parser *p, struct instrument *x, const struct edge *like,
    const struct name *target)
{
	struct edge *e;

	if (x->nedges >= LIMIT_EDGES)
		return parse_error(p, target->pos, NULL, NULL,
		    "one instrument acts on more than %u others", LIMIT_EDGES);
	if (!PUSH(p, x->edges, x->nedges))
		return false;
	e = &x->edges[x->nedges++];
	*e = *like;
	e->target = *target;
	e->pos = target->pos;
	return true;
}

bool
parse_edge(struct parser *p, struct instrument *x)
{
	struct edge e = { 0 };
	struct name *targets = NULL, itself = { 0 };
	size_t n = 0, i;

	(void)edge_kind(p, &e.kind);
	itself.pos = pos_here(p);
	p->at++;
	if (e.kind == EDGE_EXEMPTS &&
	    (!parse_name(p, &e.person, "who is exempted") ||
		!expect_word(p, "from", "exempts PERSON from ORDER")))
		return false;
	if (e.kind == EDGE_STAYS && take(p, "itself"))
		e.itself = true;
	else if (!parse_names(p, &targets, &n,
		     e.kind == EDGE_DISMISSES ? "a case's name"
					      : "an order's name"))
		return false;
	if (!parse_edge_rest(p, &e))
		return false;
	e.unverified = take(p, "unverified");
	if (e.itself)
		return add_edge(p, x, &e, &itself);
	for (i = 0; i < n; i++)
		if (!add_edge(p, x, &e, &targets[i]))
			return false;
	return true;
}

/* -- Upon acts ---------------------------------------------------------- */

static bool
parse_act(struct parser *p, struct bar *b)
{
	if (!parse_name(p, &b->act_name, "an act, as removal"))
		return false;
	for (;;) {
		if (take(p, "to")) {
			b->has_to = true;
			if (!parse_value(p, &b->to, "a country or place"))
				return false;
		} else if (at_words(p, "out", "of")) {
			p->at += 2;
			b->has_out_of = true;
			if (!parse_value(p, &b->out_of, "a place"))
				return false;
		} else if (take(p, "under")) {
			b->has_under = true;
			if (!parse_value(p, &b->under, "an authority"))
				return false;
		} else {
			return true;
		}
	}
}

/* What follows the acts of one `barred`, alike for each of them. */
static bool
parse_barred_rest(struct parser *p, struct bar *rest)
{
	if (take_part(p, "where") && !parse_expr(p, &rest->where))
		return false;
	if (take_part(p, "from") &&
	    !parse_day(p, &rest->from, true, "a minute, or a day"))
		return false;
	if (!take_part(p, "unless"))
		return true;
	return parse_name(p, &rest->unless_label,
		   "a label: unless notified: ...") &&
	    (take_kind(p, TOKEN_COLON) ||
		unexpected(p, "`:` after the label",
		    "give it a name: `unless notified: ...`")) &&
	    parse_expr(p, &rest->unless);
}

static bool
parse_barred(struct parser *p, struct instrument *x)
{
	struct bar rest = { 0 }, *b;
	size_t first = x->nbars, at;

	do {
		if (!PUSH(p, x->bars, x->nbars))
			return false;
		b = &x->bars[x->nbars++];
		*b = (struct bar){ 0 };
		at = p->at;
		if (at_words(p, "text", "only")) {
			p->at += 2;
			if (!parse_string(p, &b->text_only, "the words"))
				return false;
			b->pos = pos_from(p, at);
			return true;
		}
		if (!parse_act(p, b))
			return false;
		b->pos = pos_from(p, at);
	} while (take_kind(p, TOKEN_COMMA));
	if (!parse_barred_rest(p, &rest))
		return false;
	for (; first < x->nbars; first++) {
		b = &x->bars[first];
		b->where = rest.where;
		b->from = rest.from;
		b->unless_label = rest.unless_label;
		b->unless = rest.unless;
	}
	return true;
}

bool
parse_bars(struct parser *p, struct instrument *x)
{
	p->at++;
	do {
		if (!parse_barred(p, x))
			return false;
	} while (take_kind(p, TOKEN_SEMICOLON));
	return true;
}
