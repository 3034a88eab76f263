/* json.c - see json.h. */

#include <assert.h>

#include "cli/json.h"

void
json_init(struct json *j, struct buf *b)
{
	*j = (struct json){ .b = b };
}

static void
json_line(struct json *j)
{
	unsigned i;

	buf_putc(j->b, '\n');
	for (i = 0; i < j->depth; i++)
		buf_puts(j->b, "  ");
}

/* Before every value and key: the comma and the line it stands on. */
static void
json_next(struct json *j)
{
	if (j->after_key) {
		j->after_key = false;
		return;
	}
	if (j->depth == 0)
		return;
	if (j->filled[j->depth])
		buf_putc(j->b, ',');
	j->filled[j->depth] = true;
	json_line(j);
}

static void
json_begin(struct json *j, char opening, char closing)
{
	json_next(j);
	assert(j->depth + 1 < JSON_DEPTH);
	buf_putc(j->b, opening);
	j->depth++;
	j->filled[j->depth] = false;
	j->closing[j->depth] = closing;
}

void
json_open(struct json *j)
{
	json_begin(j, '{', '}');
}

void
json_list(struct json *j)
{
	json_begin(j, '[', ']');
}

void
json_close(struct json *j)
{
	bool filled;
	char closing;

	assert(j->depth > 0 && !j->after_key);
	filled = j->filled[j->depth];
	closing = j->closing[j->depth];
	j->depth--;
	if (filled)
		json_line(j);
	buf_putc(j->b, closing);
}

void
json_done(struct json *j)
{
	assert(j->depth == 0);
	buf_putc(j->b, '\n');
}

void
json_key(struct json *j, const char *key)
{
	json_next(j);
	buf_json(j->b, key);
	buf_puts(j->b, ": ");
	j->after_key = true;
}

void
json_str(struct json *j, const char *s)
{
	json_next(j);
	if (s == NULL)
		buf_puts(j->b, "null");
	else
		buf_json(j->b, s);
}

void
json_int(struct json *j, long long n)
{
	json_next(j);
	buf_printf(j->b, "%lld", n);
}

void
json_bool(struct json *j, bool b)
{
	json_next(j);
	buf_puts(j->b, b ? "true" : "false");
}

void
json_none(struct json *j)
{
	json_str(j, NULL);
}

void
json_instant(struct json *j, struct instant t)
{
	if (instant_cmp(t, INSTANT_NEVER) >= 0 ||
	    instant_cmp(t, INSTANT_BEGIN) <= 0) {
		json_none(j);
		return;
	}
	json_next(j);
	buf_putc(j->b, '"');
	instant_print_utc(j->b, t);
	buf_putc(j->b, '"');
}

void
json_day(struct json *j, struct day d)
{
	json_next(j);
	buf_putc(j->b, '"');
	day_print(j->b, d);
	buf_putc(j->b, '"');
}

void
json_kstr(struct json *j, const char *key, const char *s)
{
	json_key(j, key);
	json_str(j, s);
}

void
json_kint(struct json *j, const char *key, long long n)
{
	json_key(j, key);
	json_int(j, n);
}

void
json_kbool(struct json *j, const char *key, bool b)
{
	json_key(j, key);
	json_bool(j, b);
}

void
json_kinstant(struct json *j, const char *key, struct instant t)
{
	json_key(j, key);
	json_instant(j, t);
}
