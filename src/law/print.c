/* print.c - one instrument in plain English, for a lawyer: section by
 * section, the words it stands on beside what is made of them. */

#include <string.h>

#include "law/print.h"

#define WIDTH        78u
#define MARGIN       12u /* a section's word stands left of it */
#define READINGS_MAX ((size_t)1 << 20)
#define LINE_MAX     ((size_t)1 << 20)

/* -- Lines -------------------------------------------------------------- */

void
printer_init(struct printer *p, struct buf *b, const struct law *law)
{
	p->b = b;
	p->law = law;
	p->lead = NULL;
	buf_init(&p->line, b->mem, LINE_MAX);
	arena_init(&p->a, b->mem, READINGS_MAX);
}

void
printer_release(struct printer *p)
{
	if (p->line.failed)
		p->b->failed = true;
	buf_release(&p->line);
	arena_release(&p->a);
}

/* Characters up to the next blank; bytes that continue one do not count. */
static size_t
word_width(const char *s, size_t *bytes)
{
	size_t n = 0, i;

	for (i = 0; s[i] != '\0' && s[i] != ' '; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			n++;
	*bytes = i;
	return n;
}

void
print_line(struct printer *p, unsigned depth)
{
	unsigned indent = MARGIN + (depth > 0 ? 2 * depth : 0), col = 0;
	const char *s = p->line.s;
	size_t bytes, width, lead = 0;

	if (p->lead != NULL) {
		buf_puts(p->b, p->lead);
		lead = strlen(p->lead);
		p->lead = NULL;
	}
	for (col = (unsigned)lead; col + (depth > 0 ? 2 : 0) < indent; col++)
		buf_putc(p->b, ' ');
	if (depth > 0)
		buf_puts(p->b, "- ");
	col = indent;
	while (*s != '\0') {
		width = word_width(s, &bytes);
		if (col > indent && col + 1 + width > WIDTH) {
			buf_putc(p->b, '\n');
			for (col = 0; col < indent; col++)
				buf_putc(p->b, ' ');
		} else if (col > indent) {
			buf_putc(p->b, ' ');
			col++;
		}
		buf_add(p->b, s, bytes);
		col += (unsigned)width;
		s += bytes;
		while (*s == ' ')
			s++;
	}
	buf_putc(p->b, '\n');
	if (p->line.failed)
		p->b->failed = true;
	buf_clear(&p->line);
}

void
print_section(struct printer *p, const struct print_section *s,
    const struct instrument *x)
{
	p->lead = s->lead;
	s->print(p, x);
	p->lead = NULL;
}

/* -- What it is, and since when ----------------------------------------- */

static void
put_quotes(struct buf *b, const struct quote *quotes, size_t n,
    enum quote_kind kind, const char *between)
{
	size_t i;
	bool more = false;

	for (i = 0; i < n; i++) {
		if (quotes[i].kind != kind)
			continue;
		if (more)
			buf_puts(b, between);
		buf_puts(b, quotes[i].s);
		if (quotes[i].unverified)
			buf_puts(b, " [unverified]");
		more = true;
	}
}

static bool
has_quote(const struct instrument *x, enum quote_kind kind)
{
	size_t i;

	for (i = 0; i < x->nquotes; i++)
		if (x->quotes[i].kind == kind)
			return true;
	return false;
}

/* Docket and judge are the case's only where the court is. */
static void
put_docket(struct buf *b, const struct instrument *x)
{
	const struct law_case *k = x->in_case;
	bool same = k != NULL && x->court == k->court;
	const char *const *dockets = x->dockets;
	const char *judge = x->judge;
	size_t n = x->ndockets, i;

	if (n == 0 && same) {
		dockets = k->dockets;
		n = k->ndockets;
	}
	if (judge == NULL && same)
		judge = k->judge;
	for (i = 0; i < n; i++)
		buf_printf(b, "%s%s", i == 0 ? ", " : " and ", dockets[i]);
	if (judge != NULL)
		buf_printf(b, ", Judge %s", judge);
}

static void
print_kind(struct printer *p, const struct instrument *x)
{
	const struct law_case *k = x->in_case;

	buf_puts(&p->line, instrument_kind_text(x->kind));
	if (x->of_name.s != NULL)
		buf_printf(&p->line, " of %s", x->of_name.s);
	if (x->court != NULL)
		buf_printf(&p->line, ", %s", x->court->name);
	if (x->from_id.s != NULL && x->from != NULL)
		buf_printf(&p->line, " on appeal from %s", x->from->name);
	put_docket(&p->line, x);
	print_line(p, 0);
	if (k != NULL) {
		buf_puts(&p->line, "in ");
		if (k->nquotes > 0)
			put_quotes(&p->line, k->quotes, k->nquotes, QUOTE_TITLE,
			    ", also ");
		else
			buf_puts(&p->line, k->id.s);
		print_line(p, 0);
	}
	if (has_quote(x, QUOTE_TITLE)) {
		put_quotes(&p->line, x->quotes, x->nquotes, QUOTE_TITLE,
		    ", also ");
		print_line(p, 0);
	}
}

static void
print_words(struct printer *p, const struct instrument *x)
{
	size_t i;

	for (i = 0; i < x->nquotes; i++) {
		if (x->quotes[i].kind != QUOTE_TEXT)
			continue;
		buf_printf(&p->line, "\"%s\"%s", x->quotes[i].s,
		    x->quotes[i].unverified ? " [unverified]" : "");
		print_line(p, 0);
	}
}

static void
print_source(struct printer *p, const struct instrument *x)
{
	if (has_quote(x, QUOTE_DOCUMENT)) {
		put_quotes(&p->line, x->quotes, x->nquotes, QUOTE_DOCUMENT,
		    "; ");
		print_line(p, 0);
	}
	if (has_quote(x, QUOTE_SOURCE)) {
		put_quotes(&p->line, x->quotes, x->nquotes, QUOTE_SOURCE, "; ");
		print_line(p, 0);
	}
}

static void
put_begin(struct printer *p, const char *word, const struct begin *begin,
    unsigned *n)
{
	if (begin->moment.kind == MOMENT_NONE)
		return;
	if ((*n)++ > 0)
		buf_puts(&p->line, "; ");
	buf_printf(&p->line, "%s ", word);
	moment_print(&p->line, &begin->moment);
	if (begin->unverified)
		buf_puts(&p->line, " [unverified]");
}

static void
print_from(struct printer *p, const struct instrument *x)
{
	unsigned n = 0;

	put_begin(p, "spoken", &x->oral, &n);
	put_begin(p, "entered", &x->entered, &n);
	if (n == 2)
		buf_puts(&p->line, ": the earlier counts");
	put_begin(p, "on the docket", &x->docketed, &n);
	put_begin(p, "in effect no earlier than", &x->effective, &n);
	if (n > 0)
		print_line(p, 0);
}

/* -- Whom and what ------------------------------------------------------ */

static void
print_names(struct printer *p, const struct instrument *x)
{
	static const char *const words[IDENTIFIER_TYPES] = {
		[IDENTIFIER_A_NUMBER] = "number",
		[IDENTIFIER_COURT] = "court's number",
		[IDENTIFIER_BIRTH] = "born",
		[IDENTIFIER_NAME] = "name",
		[IDENTIFIER_OTHER] = "other number",
	};
	size_t i, k;

	for (i = 0; i < x->nnames; i++) {
		const struct naming *n = &x->names[i];

		buf_printf(&p->line, "%s", n->person.s);
		for (k = 0; k < n->nids; k++) {
			bool same =
			    k > 0 && n->ids[k - 1].type == n->ids[k].type;

			buf_printf(&p->line, "%s %s%s%s",
			    k == 0     ? ":"
				: same ? " or"
				       : ",",
			    same ? "" : words[n->ids[k].type], same ? "" : " ",
			    n->ids[k].value);
		}
		print_line(p, 0);
	}
}

static void
print_covers(struct printer *p, const struct instrument *x)
{
	if (x->covers != NULL)
		print_condition(p, x->covers, 0, 0);
}

static void
print_except(struct printer *p, const struct instrument *x)
{
	size_t i;

	for (i = 0; i < x->nexcepts; i++) {
		put_name(&p->line, x->excepts[i].label.s);
		buf_puts(&p->line, ": ");
		put_condition(&p->line, x->excepts[i].expr);
		print_line(p, 0);
	}
}

/* An act that names neither is barred whatever they are, if it has them. */
static void
put_any(struct buf *b, const struct act_kind *act)
{
	bool to = act == NULL || act_slot(act, "to") >= 0;
	bool under = act == NULL || act_slot(act, "under") >= 0;

	if (to || under)
		buf_printf(b, ", %s%s%s", to ? "wherever to" : "",
		    to && under ? " and " : "",
		    under ? "under any authority" : "");
}

static void
put_bar(struct buf *b, const struct bar *bar)
{
	if (bar->text_only != NULL) {
		buf_printf(b, "a person must read this: \"%s\"",
		    bar->text_only);
		return;
	}
	put_name(b, bar->act_name.s);
	if (bar->has_to) {
		buf_puts(b, " to ");
		put_terms(b, &bar->to, 1);
	}
	if (bar->has_out_of) {
		buf_puts(b, " that begins in ");
		put_terms(b, &bar->out_of, 1);
		buf_puts(b, " and does not end there");
	}
	if (bar->has_under) {
		buf_puts(b, " under ");
		put_terms(b, &bar->under, 1);
	} else if (!bar->has_to && !bar->has_out_of && bar->where == NULL) {
		put_any(b, bar->act);
	}
	if (bar->where != NULL) {
		buf_puts(b, ", where ");
		put_condition(b, bar->where);
	}
	if (bar->from.kind != MOMENT_NONE) {
		buf_puts(b, ", from ");
		moment_print(b, &bar->from);
	}
	if (bar->unless != NULL) {
		buf_puts(b, ", unless ");
		put_condition(b, bar->unless);
	}
}

static void
print_bars(struct printer *p, const struct instrument *x)
{
	size_t i;

	for (i = 0; i < x->nbars; i++) {
		put_bar(&p->line, &x->bars[i]);
		print_line(p, 0);
	}
}

static void
print_needs(struct printer *p, const struct instrument *x)
{
	size_t i, k;

	for (i = 0; i < x->nneeds; i++) {
		const struct need *n = &x->needs[i];

		put_condition(&p->line, n->expr);
		buf_printf(&p->line, ", or else what it bars is held: %s",
		    n->why);
		for (k = 0; k < n->nacts; k++) {
			buf_puts(&p->line, k == 0 ? "; before " : ", ");
			put_name(&p->line, n->acts[k].s);
		}
		print_line(p, 0);
	}
}

static void
print_duties(struct printer *p, const struct instrument *x)
{
	size_t i;

	for (i = 0; i < x->nduties; i++) {
		const struct duty *d = &x->duties[i];

		put_name(&p->line, d->party.s);
		buf_printf(&p->line, ": %s", d->what);
		if (d->of != NULL) {
			buf_puts(&p->line, "; for ");
			put_condition(&p->line, d->of);
		}
		buf_puts(&p->line, "; by ");
		put_end(&p->line, &d->by);
		if (d->unverified && !d->by.unverified)
			buf_puts(&p->line, " [unverified]");
		print_line(p, 0);
	}
}

static void
print_until(struct printer *p, const struct instrument *x)
{
	/* What bars nobody and has no end of its own needs no line. */
	if (x->until.kind == END_NONE && x->nbars == 0)
		return;
	put_end(&p->line, &x->until);
	if (x->survives_dismissal)
		buf_puts(&p->line, "; a dismissal of the case does not end it");
	print_line(p, 0);
	if (x->until.kind == END_DUE)
		print_readings(p, x, &x->until.due);
}

/* -- Stages ------------------------------------------------------------- */

static void
put_leads(struct buf *b, const struct transition *t)
{
	if (t->then.s != NULL) {
		buf_puts(b, "stage ");
		put_name(b, t->then.s);
	} else {
		buf_puts(b, "the bar ends for good");
		if (t->ends != NULL)
			buf_printf(b, " (%s)", t->ends);
	}
}

static void
put_transition(struct buf *b, const struct transition *t)
{
	size_t i;

	switch (t->kind) {
	case TRANS_TEXT_ONLY:
		buf_printf(b, "a person must read this: \"%s\"", t->text);
		return;
	case TRANS_WITHIN:
		put_due(b, &t->within);
		if (!t->within.has_after)
			buf_puts(b, " after it began");
		buf_puts(b, ", if nothing else happened: ");
		put_leads(b, t);
		return;
	case TRANS_ON:
		break;
	}
	buf_puts(b,
	    t->all && t->nsteps > 1 ? "when all have happened: " : "when ");
	for (i = 0; i < t->nsteps; i++) {
		if (i > 0)
			buf_puts(b, t->all ? " and " : " or ");
		put_name(b, t->steps[i].path.s);
		if (t->steps[i].where != NULL) {
			buf_puts(b, " (");
			put_condition(b, t->steps[i].where);
			buf_putc(b, ')');
		}
	}
	buf_puts(b, ": ");
	put_leads(b, t);
}

static void
print_stage(struct printer *p, const struct stage *s)
{
	bool text = false;
	size_t i;

	for (i = 0; i < s->ntransitions; i++)
		text = text || s->transitions[i].kind == TRANS_TEXT_ONLY;
	put_name(&p->line, s->id.s);
	buf_puts(&p->line,
	    text          ? ": not known whether barred"
		: s->free ? ": not barred"
			  : ": barred");
	if (s->open)
		buf_puts(&p->line, ", and nothing in the text ends it");
	print_line(p, 0);
	for (i = 0; i < s->nquotes; i++) {
		buf_printf(&p->line, "\"%s\"%s", s->quotes[i].s,
		    s->quotes[i].unverified ? " [unverified]" : "");
		print_line(p, 1);
	}
	for (i = 0; i < s->ntransitions; i++) {
		put_transition(&p->line, &s->transitions[i]);
		print_line(p, 1);
	}
}

static void
print_stages(struct printer *p, const struct instrument *x)
{
	const struct each *each = &x->each;
	size_t i;

	if (!each->given)
		return;
	buf_puts(&p->line, "for each ");
	put_name(&p->line,
	    each->filing_name.s == NULL ? "member" : each->filing_name.s);
	if (each->where != NULL) {
		buf_puts(&p->line, " where ");
		put_condition(&p->line, each->where);
	}
	if (each->by_destination)
		buf_puts(&p->line, " and each destination");
	buf_puts(&p->line, ", in stages, the first to begin with:");
	print_line(p, 0);
	for (i = 0; i < each->nstages; i++)
		print_stage(p, &each->stages[i]);
}

/* -- Upon others, and others upon it ------------------------------------ */

static void
put_names(struct buf *b, const char *before, const struct name *names, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		buf_printf(b, "%s%s", i == 0 ? before : ", ", names[i].s);
}

/* target: what it is called here: its name, or "it". */
static void
put_edge(struct buf *b, const struct edge *e, const char *target)
{
	bool it = strcmp(target, "it") == 0;

	if (e->kind == EDGE_ISSUES)
		buf_printf(b, "issues %s%s",
		    it ? "its mandate" : "the mandate of ", it ? "" : target);
	else
		buf_printf(b, "%s %s", edge_text(e->kind), target);
	if (e->kind == EDGE_EXEMPTS)
		buf_printf(b, ": it does not cover %s", e->person.s);
	if (e->kind == EDGE_DISMISSES)
		buf_puts(b, ": every order of the case that does not survive");
	if (e->to != NULL) {
		buf_puts(b, " to those of whom also this holds: ");
		put_condition(b, e->to);
	}
	if (e->until.kind != END_NONE) {
		buf_puts(b, " until ");
		put_end(b, &e->until);
	}
	if (e->pending != NULL)
		buf_printf(b, " pending %s", e->pending);
	if (e->at_once)
		buf_puts(b, " at once");
	if (e->from_mandate)
		buf_puts(b,
		    " from its mandate (until that issues, nothing "
		    "changes)");
	put_names(b, ", and revives ", e->revives, e->nrevives);
	put_names(b, ", and leaves ended ", e->leaves, e->nleaves);
	if (e->unverified)
		buf_puts(b, " [unverified]");
}

static void
print_upon(struct printer *p, const struct instrument *x)
{
	size_t i;

	for (i = 0; i < x->nedges; i++) {
		put_edge(&p->line, &x->edges[i],
		    x->edges[i].itself ? "itself" : x->edges[i].target.s);
		print_line(p, 0);
	}
}

static void
put_entered(struct buf *b, const struct instrument *y)
{
	const struct begin *begin = y->entered.moment.kind != MOMENT_NONE
	    ? &y->entered
	    : y->oral.moment.kind != MOMENT_NONE ? &y->oral
						 : &y->effective;

	buf_puts(b, " (");
	moment_print(b, &begin->moment);
	if (begin->unverified)
		buf_puts(b, ", unverified");
	buf_puts(b, ") ");
}

static bool
begins_before(const struct instrument *x, const struct instrument *y)
{
	int order = instant_cmp(latest_begin(x), latest_begin(y));

	return order < 0 || (order == 0 && x->index < y->index);
}

static void
print_upon_it(struct printer *p, const struct instrument *x)
{
	size_t i, k;

	for (i = 0; i < x->nupon; i++) {
		buf_puts(&p->line, x->upon_by[i]->id.s);
		put_entered(&p->line, x->upon_by[i]);
		put_edge(&p->line, x->upon[i], "it");
		print_line(p, 0);
	}
	/* A dismissal acts on a case: on those of its orders that were
	 * entered before. */
	for (i = 0; x->in_case != NULL && i < p->law->ninstruments; i++) {
		const struct instrument *y = p->law->instruments[i];

		for (k = 0; k < y->nedges; k++) {
			if (y->edges[k].on_case != x->in_case ||
			    !begins_before(x, y))
				continue;
			buf_puts(&p->line, y->id.s);
			put_entered(&p->line, y);
			buf_puts(&p->line, "dismisses the case");
			print_line(p, 0);
		}
	}
}

/* -- Words beside the order --------------------------------------------- */

static void
print_finds(struct printer *p, const struct instrument *x)
{
	size_t i;

	for (i = 0; i < x->nfinds; i++) {
		buf_puts(&p->line, x->finds[i]);
		print_line(p, 0);
	}
}

static void
print_conflicts(struct printer *p, const struct instrument *x)
{
	size_t i;

	for (i = 0; i < x->nconflicts; i++) {
		const struct conflict *k = &x->conflicts[i];

		put_name(&p->line, k->of.s);
		buf_puts(&p->line, ", also read as ");
		if (k->moment.kind != MOMENT_NONE)
			moment_print(&p->line, &k->moment);
		else
			put_terms(&p->line, &k->also, 1);
		buf_printf(&p->line, ": %s", k->why);
		print_line(p, 0);
	}
}

static void
print_notes(struct printer *p, const struct instrument *x)
{
	size_t i;

	for (i = 0; i < x->nquotes; i++) {
		if (x->quotes[i].kind != QUOTE_NOTE)
			continue;
		buf_puts(&p->line, x->quotes[i].s);
		print_line(p, 0);
	}
}

/* -- What is presumed, and what words mean ------------------------------ */

#define WALK_MAX 256u

struct walk {
	struct printer *p;
	const struct instrument *x;
	const struct kind **seen; /* glossary: vocab.nkinds of them */
	size_t nseen;
};

static void
walk_condition(struct walk *w, const struct expr *e,
    void (*visit)(struct walk *w, const struct expr *e), unsigned depth)
{
	size_t i;

	if (e == NULL || depth > WALK_MAX)
		return;
	visit(w, e);
	for (i = 0; i < e->nargs; i++)
		walk_condition(w, e->args[i], visit, depth + 1);
	walk_condition(w, e->where, visit, depth + 1);
}

static void
walk_instrument(struct walk *w,
    void (*visit)(struct walk *w, const struct expr *e))
{
	const struct instrument *x = w->x;
	size_t i;

	walk_condition(w, x->covers, visit, 0);
	for (i = 0; i < x->nexcepts; i++)
		walk_condition(w, x->excepts[i].expr, visit, 0);
	for (i = 0; i < x->nbars; i++) {
		walk_condition(w, x->bars[i].where, visit, 0);
		walk_condition(w, x->bars[i].unless, visit, 0);
	}
}

static void
visit_presumed(struct walk *w, const struct expr *e)
{
	struct buf *b = &w->p->line;

	if (e->kind != EXPR_PRESUMED)
		return;
	put_condition(b, e->args[0]);
	if (has_quote(w->x, QUOTE_SOURCE)) {
		buf_puts(b, "; source: ");
		put_quotes(b, w->x->quotes, w->x->nquotes, QUOTE_SOURCE, "; ");
	} else if (has_quote(w->x, QUOTE_DOCUMENT)) {
		buf_puts(b, "; source: ");
		put_quotes(b, w->x->quotes, w->x->nquotes, QUOTE_DOCUMENT,
		    "; ");
	}
	print_line(w->p, 0);
}

static void
print_presumed(struct printer *p, const struct instrument *x)
{
	struct walk w = { .p = p, .x = x };

	walk_instrument(&w, visit_presumed);
}

static void
visit_word(struct walk *w, const struct expr *e)
{
	size_t i;

	if (e->fact == NULL || e->fact->text == NULL)
		return;
	for (i = 0; i < w->nseen; i++)
		if (w->seen[i] == e->fact)
			return;
	w->seen[w->nseen++] = e->fact;
	put_name(&w->p->line, e->fact->name);
	buf_printf(&w->p->line, ": %s", e->fact->text);
	print_line(w->p, 0);
}

static void
print_glossary(struct printer *p, const struct instrument *x)
{
	struct walk w = { .p = p, .x = x };

	if (p->law->vocab == NULL)
		return;
	w.seen = arena_array(&p->a, p->law->vocab->nkinds, sizeof(*w.seen));
	if (w.seen == NULL)
		p->b->failed = true;
	else
		walk_instrument(&w, visit_word);
}

/* ----------------------------------------------------------------------- */

const struct print_section print_sections[] = {
	{ "kind", "", print_kind, true },
	{ "text", "In words", print_words, true },
	{ "document", "Source", print_source, true },
	{ "entered", "From", print_from, true },
	{ "names", "Names", print_names, true },
	{ "covers", "Covers", print_covers, true },
	{ "except", "Except", print_except, true },
	{ "bars", "Bars", print_bars, true },
	{ "needs", "Needs", print_needs, true },
	{ "requires", "Requires", print_duties, true },
	{ "until", "Until", print_until, true },
	{ "stages", "Stages", print_stages, true },
	{ "upon", "Acts", print_upon, true },
	{ "upon it", "Upon it", print_upon_it, false },
	{ "finds", "Finds", print_finds, true },
	{ "conflict", "In doubt", print_conflicts, true },
	{ "presumed", "Presumed", print_presumed, false },
	{ "note", "Note", print_notes, true },
	{ "words", "Words", print_glossary, false },
	{ NULL, NULL, NULL, false },
};

void
law_print_instrument(struct buf *b, const struct law *law,
    const struct instrument *x)
{
	const struct print_section *s;
	struct printer p;

	printer_init(&p, b, law);
	buf_printf(b, "%s\n", x->id.s);
	for (s = print_sections; s->clause != NULL; s++)
		print_section(&p, s, x);
	printer_release(&p);
}
