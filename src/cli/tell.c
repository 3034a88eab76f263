/* tell.c - see tell.h. */

#include <stdio.h>
#include <string.h>

#include "cli/tell.h"

/* Deeper trees are shown to here; decide() makes none near it. */
#define TELL_DEPTH 48

static void
tell_time(struct buf *b, const char *before, const struct moment *m)
{
	if (m->kind == MOMENT_NONE)
		return;
	buf_puts(b, before);
	moment_print(b, m);
}

static void
tell_fields(struct buf *b, const struct fact *f)
{
	const struct kind *k = f->kind;
	size_t i;

	for (i = 0; f->fields != NULL && i < k->nfields; i++) {
		if (f->fields[i].kind == VALUE_NONE)
			continue;
		buf_putc(b, ' ');
		/* The first field of a simple fact needs no name. */
		if (i > 0 || k->nfields > 1)
			buf_printf(b, "%s ", k->fields[i].name);
		value_print(b, &f->fields[i]);
	}
}

static void
tell_list(struct buf *b, const struct fact *f)
{
	buf_printf(b, "%s list %s",
	    f->on_list == LIST_EXACT      ? "on"
		: f->on_list == LIST_NEAR ? "near a name on"
					  : "not on",
	    f->list);
}

/* Whom a relation is with: someone on record by their number, for what is
 * known of them is theirs; else what the line itself says of them. */
static void
tell_other(struct buf *b, const struct person *other)
{
	size_t i;

	if (other == NULL)
		return;
	if (other->id != NULL && other->id[0] != '\0') {
		buf_printf(b, " person %s", other->id);
		return;
	}
	for (i = 0; i < other->nfacts; i++) {
		buf_printf(b, "%s%s", i == 0 ? " (" : "; ",
		    other->facts[i]->kind->name);
		tell_fields(b, other->facts[i]);
	}
	if (other->nfacts > 0)
		buf_putc(b, ')');
}

static void
tell_kind(struct buf *b, const struct fact *f)
{
	if (f->kind == NULL) {
		buf_puts(b, "event or filing beyond these");
		return;
	}
	buf_puts(b, f->kind->name);
	if (f->kind->type == KIND_FILING && f->step >= 0 &&
	    (size_t)f->step < f->kind->nsteps)
		buf_printf(b, ".%s", f->kind->steps[f->step]);
}

void
tell_fact(struct buf *b, const struct fact *f)
{
	switch (f->type) {
	case FACT_HELD:
		tell_kind(b, f);
		tell_fields(b, f);
		tell_other(b, f->other);
		tell_time(b, " since ", &f->from);
		tell_time(b, " until ", &f->to);
		tell_time(b, ", seen ", &f->seen);
		break;
	case FACT_HAPPENED:
		tell_kind(b, f);
		tell_fields(b, f);
		tell_time(b, " ", &f->from);
		break;
	case FACT_ABSENT:
		buf_puts(b, "no ");
		tell_kind(b, f);
		tell_time(b, " since ", &f->from);
		tell_time(b, " through ", &f->to);
		break;
	case FACT_ONLY:
		buf_puts(b, "no other ");
		tell_kind(b, f);
		tell_time(b, " since ", &f->from);
		tell_time(b, " through ", &f->to);
		break;
	case FACT_UNKNOWN:
		tell_kind(b, f);
		buf_puts(b, " unknown");
		break;
	case FACT_LIST:
		tell_list(b, f);
		break;
	}
	if (f->entry.is_loss &&
	    instant_cmp(f->entry.confirmed, INSTANT_NEVER) >= 0)
		buf_puts(b, ", not confirmed");
	if (f->source == NULL ||
	    (f->source->name == NULL && f->source->document == NULL))
		return;
	buf_printf(b, " [%s%s%s]",
	    f->source->name == NULL ? "" : f->source->name,
	    f->source->name == NULL || f->source->document == NULL ? "" : "; ",
	    f->source->document == NULL ? "" : f->source->document);
}

static enum paint
tri_paint(enum tri v)
{
	return v == YES    ? PAINT_STRONG
	    : v == UNKNOWN ? PAINT_HOLD
			   : PAINT_QUIET;
}

/* The lines of the tree to the left of one reason. */
struct trunk {
	const struct look *look;
	size_t indent;
	bool facts;
	bool last[TELL_DEPTH]; /* no sibling follows at that depth */
};

static void
trunk_print(struct buf *b, const struct trunk *t, size_t depth, bool first)
{
	const struct look *l = t->look;
	const char *s;
	size_t i;

	for (i = 0; i < t->indent; i++)
		buf_putc(b, ' ');
	for (i = 1; i <= depth; i++) {
		if (i == depth && first)
			s = t->last[i] ? (l->utf8 ? "\u2514 " : "` ")
				       : (l->utf8 ? "\u251c " : "|-");
		else
			s = t->last[i] ? "  " : (l->utf8 ? "\u2502 " : "| ");
		show_paint(b, l, PAINT_QUIET, s);
	}
}

/* text wrapped, the trunk before every line. */
static void
trunk_text(struct buf *b, const struct trunk *t, size_t depth, const char *lead,
    const char *text, bool children)
{
	size_t at = t->indent + 2 * depth + show_columns(lead), n, col = at;
	bool first = true;

	for (;;) {
		text += strspn(text, " \t\n");
		n = strcspn(text, " \t\n");
		if (n == 0)
			break;
		if (!first && col + 1 + n > SHOW_WIDTH) {
			buf_putc(b, '\n');
			trunk_print(b, t, depth, false);
			show_paint(b, t->look, PAINT_QUIET,
			    !children           ? "  "
				: t->look->utf8 ? "\u2502 "
						: "| ");
			for (col = t->indent + 2 * depth + 2; col < at; col++)
				buf_putc(b, ' ');
			first = true;
		}
		if (!first) {
			buf_putc(b, ' ');
			col++;
		}
		show_word(b, text, n);
		col += n;
		text += n;
		first = false;
	}
	buf_putc(b, '\n');
}

static void
tell_note(struct buf *b, struct trunk *t, size_t depth, const char *lead,
    const char *text, bool more)
{
	trunk_print(b, t, depth, false);
	show_paint(b, t->look, PAINT_QUIET,
	    !more               ? "  "
		: t->look->utf8 ? "\u2502 "
				: "| ");
	buf_puts(b, lead);
	trunk_text(b, t, depth, "  ", text, more);
}

static void
tell_node(struct buf *b, struct trunk *t, const struct reason *r, size_t depth)
{
	struct buf line;
	char lead[32];
	size_t i;

	trunk_print(b, t, depth, true);
	show_paint(b, t->look, tri_paint(r->value), tri_text(r->value));
	buf_puts(b, "  ");
	snprintf(lead, sizeof(lead), "%s  ", tri_text(r->value));
	buf_init(&line, b->mem, LIMIT_STRING_BYTES);
	show_clean(&line, r->text);
	trunk_text(b, t, depth, lead, line.s, r->nparts > 0);
	if (r->note != NULL) {
		buf_clear(&line);
		buf_puts(&line, "(");
		show_clean(&line, r->note);
		buf_puts(&line, ")");
		tell_note(b, t, depth, "", line.s, r->nparts > 0);
	}
	for (i = 0; t->facts && i < r->nfacts; i++) {
		buf_clear(&line);
		buf_puts(&line, t->look->utf8 ? "\u00b7 " : "- ");
		tell_fact(&line, r->facts[i]);
		tell_note(b, t, depth, "", line.s, r->nparts > 0);
	}
	buf_release(&line);
	for (i = 0; i < r->nparts; i++) {
		if (depth + 1 >= TELL_DEPTH) {
			tell_note(b, t, depth, "", "...", false);
			return;
		}
		t->last[depth + 1] = i + 1 == r->nparts;
		tell_node(b, t, r->parts[i], depth + 1);
	}
}

void
tell_reason(struct buf *b, const struct look *l, const struct reason *r,
    size_t indent, bool facts)
{
	struct trunk t = { .look = l, .indent = indent, .facts = facts };

	tell_node(b, &t, r, 0);
}

static void
reason_json(struct json *j, const struct reason *r, size_t depth)
{
	struct buf line;
	unsigned row, col;
	size_t i;

	json_open(j);
	json_kstr(j, "value", tri_text(r->value));
	json_kstr(j, "text", r->text);
	if (r->note != NULL)
		json_kstr(j, "note", r->note);
	if (r->pos.src != NULL) {
		pos_line_col(r->pos, &row, &col);
		json_kstr(j, "file", r->pos.src->path);
		json_kint(j, "line", row);
	}
	if (r->nfacts > 0) {
		json_key(j, "facts");
		json_list(j);
		buf_init(&line, j->b->mem, LIMIT_STRING_BYTES);
		for (i = 0; i < r->nfacts; i++) {
			buf_clear(&line);
			tell_fact(&line, r->facts[i]);
			json_str(j, line.s);
		}
		buf_release(&line);
		json_close(j);
	}
	if (r->nparts > 0) {
		json_key(j, "parts");
		json_list(j);
		for (i = 0; i < r->nparts && depth < JSON_DEPTH / 2 - 8; i++)
			reason_json(j, r->parts[i], depth + 1);
		json_close(j);
	}
	json_close(j);
}

void
tell_reason_json(struct json *j, const struct reason *r)
{
	reason_json(j, r, 0);
}

const struct quote *
tell_document(const struct instrument *x)
{
	size_t i;

	for (i = 0; i < x->nquotes; i++)
		if (x->quotes[i].kind == QUOTE_DOCUMENT)
			return &x->quotes[i];
	return NULL;
}

void
tell_case(struct buf *b, const struct instrument *x)
{
	const struct law_case *c = x->in_case;
	const char *sep = "";
	size_t i;

	for (i = 0; c != NULL && i < c->nquotes; i++)
		if (c->quotes[i].kind == QUOTE_TITLE && !c->quotes[i].also) {
			buf_puts(b, c->quotes[i].s);
			sep = ", ";
			break;
		}
	if (x->court != NULL) {
		buf_printf(b, "%s%s", sep, x->court->name);
		sep = ", ";
	}
	if (x->ndockets > 0)
		buf_printf(b, "%s%s", sep, x->dockets[0]);
	else if (c != NULL && c->ndockets > 0 && x->court == c->court)
		buf_printf(b, "%s%s", sep, c->dockets[0]);
}

const char *
tell_due(const struct deadline *d)
{
	/* A stage that waits for no step ends by time alone. */
	return d->what == NULL || d->what[0] == '\0' ? "the time of a stage"
						     : d->what;
}

void
tell_act(struct buf *b, const struct act *act)
{
	size_t i;

	buf_puts(b, act->kind->name);
	for (i = 0; i < act->kind->nslots; i++) {
		if (act->slots[i].kind == VALUE_NONE)
			continue;
		buf_printf(b, " %s ", act->kind->slots[i].name);
		value_print(b, &act->slots[i]);
	}
}
