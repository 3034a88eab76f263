/* words.c - see words.h. */

#include "respond/words.h"

#include <string.h>

#include "core/limits.h"
#include "core/utf8.h"
#include "store/entry.h"

#define LABEL 14 /* columns before what a line says */

/* How long a NO BAR ON RECORD is good: five minutes (SEMANTICS 9). */
#define GOOD  "five minutes from then at the most"

/* Strangers' words: nothing in them moves a cursor, ends a line or turns the
 * direction of writing. */
static void
put_clean(struct buf *b, const char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		uint32_t c;
		size_t k = utf8_read(s + i, n - i, &c);

		if (utf8_is_control(c) || c == UTF8_BAD)
			buf_putc(b, '?');
		else
			buf_add(b, s + i, k);
		i += k;
	}
}

/* "label         text", what is too long on lines below. */
static void
line(struct buf *b, const char *label, const char *text)
{
	unsigned column = LABEL;

	buf_puts(b, label);
	buf_pad(b, ' ', LABEL);
	while (*text != '\0') {
		size_t n = strcspn(text, " ");
		unsigned wide = utf8_width(text, n);

		if (column > LABEL && column + 1 + wide > WORDS_WIDTH) {
			buf_putc(b, '\n');
			buf_pad(b, ' ', LABEL);
			column = LABEL;
		} else if (column > LABEL) {
			buf_putc(b, ' ');
			column++;
		}
		put_clean(b, text, n);
		column += wide;
		text += n;
		text += strspn(text, " ");
	}
	buf_putc(b, '\n');
}

static const char *
text_of(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s != NULL ? s : "";
}

static void
line_of(struct buf *b, const char *label, const json_t *o, const char *key)
{
	const char *s = text_of(o, key);

	if (*s != '\0')
		line(b, label, s);
}

/* "removal, to IQ, under AEA" */
static void
act_line(struct arena *a, struct buf *b, const json_t *body)
{
	json_t *slots = json_object_get(body, "slots"), *v;
	struct buf act;
	const char *k;

	buf_init(&act, a->mem, LIMIT_ENTRY_BYTES);
	buf_puts(&act, text_of(body, "act"));
	json_object_foreach(slots, k, v) if (json_is_string(v))
	    buf_printf(&act, ", %s %s", k, json_string_value(v));
	line(b, "act", act.s);
	b->failed |= act.failed;
	buf_release(&act);
}

static void
order_lines(struct arena *a, struct buf *b, const json_t *body)
{
	json_t *orders = json_object_get(body, "orders"), *o;
	struct buf one;
	size_t i;

	json_array_foreach(orders, i, o)
	{
		buf_init(&one, a->mem, LIMIT_ENTRY_BYTES);
		buf_printf(&one, "%s: %s", text_of(o, "order"),
		    text_of(o, "value"));
		line(b, i == 0 ? "orders" : "", one.s);
		b->failed |= one.failed;
		buf_release(&one);
	}
}

static void
answer_lines(struct arena *a, struct buf *b, const json_t *body)
{
	json_t *holds = json_object_get(body, "holds"), *h;
	bool no_bar = strcmp(text_of(body, "verdict"), "NO BAR ON RECORD") == 0;
	size_t i;

	put_clean(b, text_of(body, "verdict"),
	    strlen(text_of(body, "verdict")));
	buf_puts(b, "\n\n");
	line_of(b, "asked of", body, "who");
	line_of(b, "identity", body, "identity");
	act_line(a, b, body);
	line_of(b, "leaves", body, "departs");
	line_of(b, "arrives", body, "arrives");
	line_of(b, "as known", body, "known");
	line_of(b, "until", body, "until");
	line_of(b, "changes", body, "horizon");
	order_lines(a, b, body);
	json_array_foreach(holds, i, h) if (json_is_string(h))
	    line(b, i == 0 ? "held because" : "", json_string_value(h));
	if (json_is_true(json_object_get(body, "failed")))
		line(b, "failed",
		    "a part of the program failed: that is a hold");
	if (no_bar) {
		line(b, "good for",
		    GOOD ", and not beyond the instant at which it changes");
		line(b, "", "It is no permission.");
	}
}

static void
rest(struct buf *b, const struct entry_view *v)
{
	json_t *versions = json_object_get(v->body, "versions"), *x;
	const char *k;

	line_of(b, "written down", v->json, "at");
	line(b, "by", v->author);
	if (v->source != NULL)
		line(b, "source", v->source);
	if (v->document != NULL)
		line(b, "document", v->document);
	json_object_foreach(versions, k, x) if (json_is_string(x))
	    line(b, k, json_string_value(x));
	buf_puts(b,
	    "\nThis shows that the entry below stands in the log named further "
	    "below, as it\nwas when the log signed.  It is not legal advice.\n");
}

int
words_of_entry(struct arena *a, struct buf *b, const char *entry, size_t n)
{
	struct entry_view v;
	int r;

	if ((r = entry_read(a, entry, n, &v)) != 0)
		return r;
	if (strcmp(v.kind, "answer") == 0) {
		answer_lines(a, b, v.body);
	} else {
		line(b, "an entry of", v.kind);
		buf_putc(b, '\n');
	}
	rest(b, &v);
	entry_view_release(&v);
	return b->failed ? E_NOMEM : 0;
}
