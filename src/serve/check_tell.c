/* check_tell.c - see check.h: what each role is told. */

#include <string.h>

#include "serve/check.h"

static void
key(struct buf *b, const char *name)
{
	buf_printf(b, ",\"%s\":", name);
}

static void
text(struct buf *b, const char *name, const char *s)
{
	key(b, name);
	if (s == NULL)
		buf_puts(b, "null");
	else
		buf_json(b, s);
}

static void
instant(struct buf *b, const char *name, struct instant t)
{
	key(b, name);
	if (instant_cmp(t, INSTANT_NEVER) >= 0 ||
	    instant_cmp(t, INSTANT_BEGIN) <= 0) {
		buf_puts(b, "null");
		return;
	}
	buf_putc(b, '"');
	instant_print_utc(b, t);
	buf_putc(b, '"');
}

static void
flag(struct buf *b, const char *name, bool on)
{
	key(b, name);
	buf_puts(b, on ? "true" : "false");
}

/* -- Orders -------------------------------------------------------------- */

static bool
prints(const struct instrument *x, const struct end *e, struct instant end)
{
	return e->kind == END_MOMENT &&
	    instant_cmp(instant_add_minutes(zone_when(x->zone, &e->moment).last,
			    1),
		end) == 0;
}

/* The date is one that this order, or one that moved its end, prints: a day
 * that was counted may tell of an event that only one side knows. */
static bool
end_is_printed(const struct citation *c)
{
	const struct instrument *x = c->order;
	size_t i;

	if (prints(x, &x->until, c->end))
		return true;
	for (i = 0; i < x->nupon; i++)
		if (prints(x->upon_by[i], &x->upon[i]->until, c->end))
			return true;
	return false;
}

static const char *
quoted(const struct quote *quotes, size_t n, enum quote_kind kind)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (quotes[i].kind == kind && !quotes[i].also)
			return quotes[i].s;
	return NULL;
}

static void
tell_order(struct buf *b, const struct citation *c)
{
	const struct instrument *x = c->order;
	const struct law_case *k = x->in_case;
	const char *docket = x->ndockets > 0 ? x->dockets[0]
	    : k != NULL && k->ndockets > 0 && x->court == k->court
	    ? k->dockets[0]
	    : NULL;

	buf_puts(b, "{\"order\":");
	buf_json(b, x->id.s);
	text(b, "document", quoted(x->quotes, x->nquotes, QUOTE_DOCUMENT));
	text(b, "case",
	    k == NULL ? NULL : quoted(k->quotes, k->nquotes, QUOTE_TITLE));
	text(b, "court", x->court == NULL ? NULL : x->court->name);
	text(b, "docket", docket);
}

/* Those that bar.  Which orders it is not known of tells what is known of the
 * rest: of a hold an officer sees none. */
static void
tell_officer_orders(struct buf *b, const struct answer *ans, size_t room)
{
	size_t i, told = 0, before, open = b->len;

	key(b, "orders");
	buf_putc(b, '[');
	for (i = 0; ans->verdict == VERDICT_BARRED && i < ans->ncitations;
	     i++) {
		const struct citation *c = &ans->citations[i];

		if (c->value != YES)
			continue;
		before = b->len;
		if (told > 0)
			buf_putc(b, ',');
		tell_order(b, c);
		instant(b, "ends", end_is_printed(c) ? c->end : INSTANT_NEVER);
		buf_putc(b, '}');
		if (b->failed || b->len - open > room) {
			b->len = before;
			break;
		}
		told++;
	}
	buf_printf(b, "],\"more_orders\":%zu",
	    ans->verdict == VERDICT_BARRED ? ans->nbarring - told : 0);
}

static void
tell_counsel_orders(struct buf *b, const struct answer *ans)
{
	size_t i;

	key(b, "orders");
	buf_putc(b, '[');
	for (i = 0; i < ans->ncitations; i++) {
		const struct citation *c = &ans->citations[i];

		if (i > 0)
			buf_putc(b, ',');
		tell_order(b, c);
		text(b, "bars", c->value == YES ? "yes" : "unknown");
		text(b, "standing", standing_text(c->standing));
		text(b, "stage", c->stage);
		text(b, "held", c->why_held);
		instant(b, "ends", c->end);
		text(b, "ends_text", c->end_text);
		buf_putc(b, '}');
	}
	buf_puts(b, "],\"holds\":[");
	for (i = 0; i < ans->nholds; i++) {
		if (i > 0)
			buf_putc(b, ',');
		buf_json(b, ans->holds[i]);
	}
	buf_putc(b, ']');
	text(b, "settle", ans->settle);
	instant(b, "until", ans->until);
	text(b, "until_text", ans->until_text);
	instant(b, "horizon", ans->horizon);
}

/* -- What all are told --------------------------------------------------- */

static void
tell_asked(struct buf *b, const struct check_line *line)
{
	const struct query *q = line->query;
	size_t i;

	/* A reply is its asker's alone: it says whose, and to which words. */
	buf_puts(b, "{\"forestay\":\"answer 1\"");
	text(b, "nonce", q->nonce);
	text(b, "account", line->by->id);
	text(b, "person", q->person);
	text(b, "act", q->act);
	key(b, "slots");
	buf_putc(b, '{');
	for (i = 0; i < q->nslots; i++) {
		if (i > 0)
			buf_putc(b, ',');
		buf_json(b, q->slots[i].name);
		buf_putc(b, ':');
		buf_json(b, q->slots[i].value);
	}
	buf_putc(b, '}');
	instant(b, "departs", line->act.departs);
	instant(b, "arrives", line->act.arrives);
}

static const char *
identity_of(const struct check_line *line)
{
	return line->asked.exact     ? "exact"
	    : line->asked.nfound > 0 ? "near"
				     : "none";
}

static void
tell_outcome(struct buf *b, const struct check_line *line)
{
	const struct answer *ans = &line->answer;
	struct instant expires = INSTANT_NEVER;

	if (ans->verdict == VERDICT_NO_BAR)
		expires = instant_min(ans->horizon,
		    instant_add_minutes(line->at, CHECK_GOOD_MINUTES));
	text(b, "verdict", check_verdict(ans->verdict));
	text(b, "identity", identity_of(line));
	instant(b, "known", line->asked.st.known);
	instant(b, "expires", expires);
	key(b, "entry");
	if (line->entry == 0)
		buf_puts(b, "null");
	else
		buf_printf(b, "%llu", (unsigned long long)line->entry);
}

static void
tell_verdict(struct buf *b, const struct check_scene *scene,
    const struct check_line *line, const struct shift *duty)
{
	const struct answer *ans = &line->answer;

	tell_outcome(b, line);
	flag(b, "rehearsal", scene->rehearsal);
	key(b, "desk");
	roster_tell(b, duty);
	text(b, "note",
	    ans->verdict == VERDICT_NO_BAR
		? "never a permission; ask again before the act; not legal "
		  "advice"
		: "do not act; not legal advice");
}

/* The orders, and then as many dots as make what began at start a whole
 * number of blocks. */
static void
tell_in_blocks(struct buf *b, const struct answer *ans, size_t start,
    size_t block, const char *end)
{
	static const char pad[] = ",\"pad\":\"";
	const size_t tail =
	    sizeof(pad) - 1 + strlen(end) + sizeof(",\"more_orders\":99999");
	static const char row[] = "........................................"
				  "........................................";
	size_t used = b->len - start + tail, dots, n;

	tell_officer_orders(b, ans, used < block ? block - used : 0);
	buf_puts(b, pad);
	used = (b->len - start + strlen(end)) % block;
	for (dots = used == 0 ? 0 : block - used; dots > 0; dots -= n) {
		n = dots < sizeof(row) - 1 ? dots : sizeof(row) - 1;
		buf_add(b, row, n);
	}
	buf_puts(b, end);
}

void
check_tell(struct buf *b, const struct check_scene *scene,
    const struct check_line *line, const struct shift *duty)
{
	size_t start = b->len;

	tell_asked(b, line);
	tell_verdict(b, scene, line, duty);
	if (line->by->role != ROLE_OFFICER) {
		tell_counsel_orders(b, &line->answer);
		buf_puts(b, "}\n");
		return;
	}
	tell_in_blocks(b, &line->answer, start, OFFICER_BYTES, "\"}\n");
}

/* -- A line of a manifest ------------------------------------------------ */

static void
tell_changes(struct buf *b, unsigned changes)
{
	static const char *const names[] = { "added", "moved_up", "moved_down",
		"destination" };
	bool more = false;
	size_t i;

	key(b, "changes");
	buf_putc(b, '[');
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if ((changes & 1u << i) == 0)
			continue;
		buf_printf(b, "%s\"%s\"", more ? "," : "", names[i]);
		more = true;
	}
	buf_putc(b, ']');
}

enum verdict
check_line_verdict(const struct check_line *line)
{
	return line->problem == PROBLEM_NONE && line->body != NULL
	    ? line->answer.verdict
	    : VERDICT_HOLD;
}

static void
tell_undecided(struct buf *b, const struct check_line *line)
{
	static const char *const none[] = { "identity", "known", "expires",
		"entry", "departs", "arrives" };
	size_t i;

	text(b, "verdict", check_verdict(VERDICT_HOLD));
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		text(b, none[i], NULL);
	text(b, "problem",
	    line->why != NULL ? line->why : "it could not be decided");
}

void
check_tell_line(struct buf *b, const struct check_line *line,
    const struct check_place *at)
{
	const struct answer none = { .verdict = VERDICT_HOLD,
		.until = INSTANT_NEVER,
		.horizon = INSTANT_NEVER };
	const struct answer *ans = &none;
	size_t start = b->len;

	buf_printf(b, "{\"line\":%zu", at->number);
	text(b, "person", line->query->person);
	text(b, "list", at->alternate ? "alternate" : "main");
	text(b, "to", at->to);
	tell_changes(b, at->changes);
	if (line->problem != PROBLEM_NONE || line->body == NULL) {
		tell_undecided(b, line);
	} else {
		ans = &line->answer;
		tell_outcome(b, line);
		instant(b, "departs", line->act.departs);
		instant(b, "arrives", line->act.arrives);
		text(b, "problem", NULL);
	}
	if (at->full) {
		tell_counsel_orders(b, ans);
		buf_putc(b, '}');
		return;
	}
	tell_in_blocks(b, ans, start, LINE_BYTES, "\"}");
}
