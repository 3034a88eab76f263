/* roster.c - see roster.h. */

#include <string.h>

#include "serve/about.h"
#include "serve/roster.h"

bool
shift_text_ok(const char *s)
{
	size_t n = strlen(s), i;

	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7f || s[i] == '"' ||
		    s[i] == '\\')
			return false;
	return n > 0 && n <= SHIFT_TEXT_MAX;
}

/* -- Reading ------------------------------------------------------------- */

struct reading {
	struct arena *a;
	struct shift *items;
	size_t n, cap;
};

static int
read_shift(struct reading *rd, const struct written *w, const json_t *body)
{
	const char *name = json_string_value(json_object_get(body, "name")),
		   *telephone =
		       json_string_value(json_object_get(body, "telephone")),
		   *from = json_string_value(json_object_get(body, "from")),
		   *until = json_string_value(json_object_get(body, "until")),
		   *account =
		       json_string_value(json_object_get(body, "account"));
	struct shift x = { .seq = w->seq };

	if (name == NULL || telephone == NULL || from == NULL ||
	    until == NULL || !shift_text_ok(name) ||
	    !shift_text_ok(telephone) || !instant_read(from, &x.from) ||
	    !instant_read(until, &x.until))
		return E_BROKEN;
	if (rd->n == LIMIT_SHIFTS)
		return E_LIMIT;
	x.name = arena_strdup(rd->a, name);
	x.telephone = arena_strdup(rd->a, telephone);
	if (account != NULL &&
	    (x.account = arena_strdup(rd->a, account)) == NULL)
		return E_NOMEM;
	rd->items =
	    arena_grow(rd->a, rd->items, rd->n, &rd->cap, sizeof(*rd->items));
	if (x.name == NULL || x.telephone == NULL || rd->items == NULL)
		return E_NOMEM;
	rd->items[rd->n++] = x;
	return 0;
}

static int
read_end(struct reading *rd, const json_t *body)
{
	json_int_t of = json_integer_value(json_object_get(body, "of"));
	size_t i;

	for (i = 0; i < rd->n; i++)
		if (of > 0 && rd->items[i].seq == (uint64_t)of) {
			rd->items[i].ended = true;
			return 0;
		}
	return E_BROKEN;
}

static int
take_entry(void *ctx, const struct written *w, const char *kind,
    const json_t *body)
{
	if (strcmp(kind, "shift") == 0)
		return read_shift(ctx, w, body);
	return strcmp(kind, "shift_end") == 0 ? read_end(ctx, body) : E_BROKEN;
}

int
roster_read(struct arena *a, struct store *s, uint64_t through,
    struct roster *out)
{
	struct reading rd = { .a = a };
	int r = about_read(a, s, "roster", through, take_entry, &rd);

	*out = (struct roster){ rd.items, r == 0 ? rd.n : 0 };
	return r;
}

const struct shift *
roster_on_duty(const struct roster *r, struct instant now)
{
	const struct shift *best = NULL, *x;
	size_t i;

	for (i = 0; i < r->n; i++) {
		x = &r->items[i];
		if (x->ended || instant_cmp(now, x->from) < 0 ||
		    instant_cmp(now, x->until) >= 0)
			continue;
		/* Of two that began together, who was entered last. */
		if (best == NULL || instant_cmp(x->from, best->from) >= 0)
			best = x;
	}
	return best;
}

struct instant
roster_covered(const struct roster *r, struct instant now)
{
	struct instant at = now;
	bool further = true;
	size_t i;

	while (further) {
		further = false;
		for (i = 0; i < r->n; i++)
			if (!r->items[i].ended &&
			    instant_cmp(r->items[i].from, at) <= 0 &&
			    instant_cmp(r->items[i].until, at) > 0) {
				at = r->items[i].until;
				further = true;
			}
	}
	return at;
}

/* -- Writing ------------------------------------------------------------- */

int
roster_add(struct store *s, const struct shift *x, const char *by,
    struct appended *out)
{
	char from[28], until[28];
	int r;

	if ((r = instant_text(x->from, from)) != 0 ||
	    (r = instant_text(x->until, until)) != 0)
		return r;
	return about_write(s, "roster", "shift",
	    json_pack("{s:s, s:s, s:s, s:s, s:s*}", "name", x->name,
		"telephone", x->telephone, "from", from, "until", until,
		"account", x->account),
	    by, NULL, out);
}

int
roster_end(struct store *s, uint64_t of, const char *by, struct appended *out)
{
	return about_write(s, "roster", "shift_end",
	    json_pack("{s:I}", "of", (json_int_t)of), by, NULL, out);
}

void
roster_tell(struct buf *b, const struct shift *duty)
{
	if (duty == NULL) {
		buf_puts(b, "null");
		return;
	}
	buf_puts(b, "{\"name\":");
	buf_json(b, duty->name);
	buf_puts(b, ",\"telephone\":");
	buf_json(b, duty->telephone);
	buf_putc(b, '}');
}
