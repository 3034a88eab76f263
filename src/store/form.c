/* form.c - the one form of an entry: strict JSON, byte by byte. */

#include "store/form.h"

#include <string.h>

#include "core/utf8.h"
#include "store/entry.h"

struct cursor {
	const char *s, *end;
	int r; /* why it stopped */
	const char *why;
};

static bool
stop(struct cursor *c, int r, const char *why)
{
	c->r = r;
	c->why = why;
	return false;
}

static bool
take(struct cursor *c, char want, const char *why)
{
	if (c->s == c->end || *c->s != want)
		return stop(c, E_SYNTAX, why);
	c->s++;
	return true;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that the escape at s (n bytes are left) stands for, and how many
 * bytes it takes; -1 when it is none, or not the shortest one. */
static int
escape_read(const char *s, size_t n, size_t *used)
{
	static const char of[] = "\"\\bfnrt", for_[] = "\"\\\b\f\n\r\t";
	const char *p;
	int hi, lo, v;

	if (n < 2 || s[1] == '\0')
		return -1;
	if ((p = strchr(of, s[1])) != NULL) {
		*used = 2;
		return for_[p - of];
	}
	if (n < 6 || memcmp(s, "\\u00", 4) != 0)
		return -1;
	hi = hex_digit(s[4]);
	lo = hex_digit(s[5]);
	if (hi < 0 || hi > 1 || lo < 0)
		return -1;
	v = hi << 4 | lo;
	if (v == 0 || strchr(for_, v) != NULL)
		return -1;
	*used = 6;
	return v;
}

static bool
string(struct cursor *c)
{
	uint32_t ch;
	size_t used;

	if (!take(c, '"', "a string was expected"))
		return false;
	while (c->s < c->end && *c->s != '"') {
		unsigned char b = (unsigned char)*c->s;

		if (b == '\\') {
			if (escape_read(c->s, (size_t)(c->end - c->s), &used) <
			    0)
				return stop(c, E_SYNTAX,
				    "an escape that is not the one form");
			c->s += used;
		} else if (b < 0x20) {
			return stop(c, E_SYNTAX,
			    "a control character in a string");
		} else if (b < 0x80) {
			c->s++;
		} else {
			used = utf8_read(c->s, (size_t)(c->end - c->s), &ch);
			if (used == 1)
				return stop(c, E_SYNTAX,
				    "a string that is no UTF-8");
			c->s += used;
		}
	}
	return take(c, '"', "a string without an end");
}

static bool
number(struct cursor *c)
{
	int64_t v = 0;
	bool minus = *c->s == '-';

	c->s += minus;
	if (c->s == c->end || *c->s < '0' || *c->s > '9')
		return stop(c, E_SYNTAX, "a value was expected");
	if (*c->s == '0') {
		c->s++;
		if (minus)
			return stop(c, E_SYNTAX, "a zero with a sign");
	} else {
		for (; c->s < c->end && *c->s >= '0' && *c->s <= '9'; c->s++) {
			v = v * 10 + (*c->s - '0');
			if (v > FORM_WHOLE)
				return stop(c, E_SYNTAX,
				    "a number beyond 9007199254740991");
		}
	}
	if (c->s < c->end && *c->s != ',' && *c->s != '}' && *c->s != ']')
		return stop(c, E_SYNTAX, "a number that is no whole one");
	return true;
}

static bool
literal(struct cursor *c)
{
	static const char *const all[] = { "true", "false", "null" };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		size_t n = strlen(all[i]);

		if ((size_t)(c->end - c->s) >= n &&
		    memcmp(c->s, all[i], n) == 0) {
			c->s += n;
			return true;
		}
	}
	return number(c);
}

/* The next byte of what a string says; -1 at its end. */
static int
said(struct slice *s)
{
	size_t used = 1;
	int b;

	if (s->n == 0)
		return -1;
	b = (unsigned char)*s->s;
	if (b == '\\')
		b = escape_read(s->s, s->n, &used);
	s->s += used;
	s->n -= used;
	return b;
}

static struct slice
unquoted(struct slice s)
{
	return (struct slice){ s.s + 1, s.n - 2 };
}

/* Whether string a sorts before b, both with quotes. */
static bool
before(struct slice a, struct slice b)
{
	int x, y;

	a = unquoted(a);
	b = unquoted(b);
	do {
		x = said(&a);
		y = said(&b);
	} while (x == y && x >= 0);
	return x < y;
}

/* Members of an object that are looked for. */
struct wanted {
	const char *const *names;
	struct slice *const *values;
	size_t n;
	bool others; /* filled in: some that are not */
};

static void
found(struct wanted *w, struct slice key, struct slice value)
{
	key = unquoted(key);
	for (size_t i = 0; i < w->n; i++)
		if (strlen(w->names[i]) == key.n &&
		    memcmp(w->names[i], key.s, key.n) == 0) {
			*w->values[i] = value;
			return;
		}
	w->others = true;
}

static bool value(struct cursor *c, unsigned depth);

static bool
object(struct cursor *c, unsigned depth, struct wanted *w)
{
	struct slice key, last = { NULL, 0 }, v;

	c->s++;
	if (c->s < c->end && *c->s == '}') {
		c->s++;
		return true;
	}
	for (;;) {
		key.s = c->s;
		if (!string(c))
			return false;
		key.n = (size_t)(c->s - key.s);
		if (last.s != NULL && !before(last, key))
			return stop(c, E_SYNTAX,
			    "keys out of order, or one twice");
		last = key;
		if (!take(c, ':', "a colon was expected"))
			return false;
		v.s = c->s;
		if (!value(c, depth))
			return false;
		v.n = (size_t)(c->s - v.s);
		if (w != NULL)
			found(w, key, v);
		if (c->s < c->end && *c->s == '}')
			break;
		if (!take(c, ',', "a comma or the end of an object expected"))
			return false;
	}
	c->s++;
	return true;
}

static bool
list(struct cursor *c, unsigned depth)
{
	c->s++;
	if (c->s < c->end && *c->s == ']') {
		c->s++;
		return true;
	}
	while (value(c, depth)) {
		if (c->s < c->end && *c->s == ']') {
			c->s++;
			return true;
		}
		if (!take(c, ',', "a comma or the end of a list expected"))
			return false;
	}
	return false;
}

/* depth: how many objects and lists are open around it. */
static bool
value(struct cursor *c, unsigned depth)
{
	if (c->s == c->end)
		return stop(c, E_SYNTAX, "it ends too early");
	if (*c->s == '"')
		return string(c);
	if (*c->s != '{' && *c->s != '[')
		return literal(c);
	if (depth == LIMIT_ENTRY_NESTING)
		return stop(c, E_LIMIT,
		    "objects and lists stand too deep in another");
	return *c->s == '{' ? object(c, depth + 1, NULL) : list(c, depth + 1);
}

/* -- What must stand in it ---------------------------------------------- */

static int
no(const char **why, int r, const char *what)
{
	*why = what;
	return r;
}

/* A name: a string, not empty, of at most `most` bytes. */
static bool
is_name(struct slice s, size_t most)
{
	size_t n = 0;

	if (s.s == NULL || s.n < 3 || s.s[0] != '"')
		return false;
	for (s = unquoted(s); said(&s) >= 0; n++)
		;
	return n <= most;
}

static bool
is_word(struct slice s)
{
	if (!is_name(s, LIMIT_ID_BYTES))
		return false;
	for (size_t i = 1; i + 1 < s.n; i++)
		if (!(s.s[i] >= 'a' && s.s[i] <= 'z') &&
		    !(s.s[i] >= '0' && s.s[i] <= '9') && s.s[i] != '_')
			return false;
	return true;
}

static bool
is_whole(struct slice s, int64_t *out)
{
	*out = 0;
	if (s.s == NULL || s.s[0] < '1' || s.s[0] > '9')
		return false;
	for (size_t i = 0; i < s.n; i++)
		*out = *out * 10 + (s.s[i] - '0');
	return true;
}

static int
check_source(struct form *f, const char **why)
{
	static const char *const names[] = { "document", "name", "page" };
	struct slice *const values[] = { &f->document, &f->name, &f->page };
	struct wanted w = { names, values, 3, false };
	struct cursor c = { f->source.s, f->source.s + f->source.n, 0, NULL };
	struct hash h;
	char text[80];
	int64_t page;

	if (f->source.s[0] != '{' || !object(&c, 1, &w) || w.others)
		return no(why, E_SYNTAX, "a source that is none");
	if (f->document.s == NULL && f->name.s == NULL)
		return no(why, E_SYNTAX, "a source without a name");
	if (f->name.s != NULL && !is_name(f->name, LIMIT_STRING_BYTES))
		return no(why, E_SYNTAX, "a source's name is empty or long");
	if (f->page.s != NULL &&
	    (!is_whole(f->page, &page) || page > INT32_MAX))
		return no(why, E_SYNTAX, "a page that is none");
	if (f->document.s == NULL)
		return 0;
	if (f->document.s[0] == '"' && f->document.n <= sizeof(text)) {
		(void)form_string(f->document, text);
		if (hash_read(text, &h))
			return 0;
	}
	return no(why, E_SYNTAX, "a document is named \"sha256:...\"");
}

static int
check_on(struct form *f, const char **why)
{
	struct slice s, last = { NULL, 0 };
	size_t at = 0;

	if (f->on.s == NULL || f->on.s[0] != '[')
		return no(why, E_SYNTAX, "it does not say what it touches");
	while (form_next(f->on, &at, &s)) {
		if (s.s[0] != '"' || s.n < 3)
			return no(why, E_SYNTAX, "a subject that is none");
		if (!is_name(s, LIMIT_SUBJECT_BYTES))
			return no(why, E_LIMIT, "a subject's name is too long");
		if (last.s != NULL && !before(last, s))
			return no(why, E_SYNTAX,
			    "subjects out of order, or one twice");
		if (++f->non > LIMIT_SUBJECTS)
			return no(why, E_LIMIT, "it touches too many subjects");
		last = s;
	}
	return 0;
}

static int
check_at(struct form *f, enum form_kind kind, const char **why)
{
	struct instant t;
	char text[40];

	if (f->at.s == NULL)
		return kind == FORM_WRITTEN
		    ? no(why, E_SYNTAX, "it does not say when")
		    : 0;
	if (kind == FORM_DRAFT)
		return no(why, E_SYNTAX, "a draft does not say when");
	if (f->at.s[0] == '"' && f->at.n <= sizeof(text)) {
		(void)form_string(f->at, text);
		if (instant_read(text, &t))
			return 0;
	}
	return no(why, E_SYNTAX, "an instant that is none");
}

static int
check_members(struct form *f, enum form_kind kind, const char **why)
{
	int r;

	if ((r = check_at(f, kind, why)) != 0)
		return r;
	if (!is_word(f->kind))
		return no(why, E_SYNTAX, "its kind is no word");
	if (!is_name(f->author, LIMIT_ID_BYTES))
		return no(why, E_SYNTAX, "its author is missing or too long");
	if (!is_name(f->matter, LIMIT_ID_BYTES))
		return no(why, E_SYNTAX, "its matter is missing or too long");
	if (f->body.s == NULL || f->body.s[0] != '{')
		return no(why, E_SYNTAX, "its body is no object");
	if ((r = check_on(f, why)) != 0)
		return r;
	return f->source.s == NULL ? 0 : check_source(f, why);
}

int
form_read(const char *s, size_t n, enum form_kind kind, struct form *f,
    const char **why)
{
	static const char *const names[] = { "at", "author", "body", "kind",
		"matter", "on", "source", "v" };
	struct slice *const values[] = { &f->at, &f->author, &f->body, &f->kind,
		&f->matter, &f->on, &f->source, &f->v };
	struct wanted w = { names, values, 8, false };
	struct cursor c = { s, s + n, 0, NULL };
	size_t most = LIMIT_ENTRY_BYTES;
	int64_t version;

	*f = (struct form){ .version = 0 };
	if (kind == FORM_DRAFT)
		most -= ENTRY_STAMP_BYTES;
	if (n > most)
		return no(why, E_LIMIT, "it is too long");
	if (n == 0 || *s != '{')
		return no(why, E_SYNTAX, "it is no object");
	if (!object(&c, 1, &w))
		return no(why, c.r, c.why);
	if (c.s != c.end)
		return no(why, E_SYNTAX, "something stands after its end");
	/* Of a later one only the form of JSON is known. */
	if (!is_whole(f->v, &version))
		return no(why, E_SYNTAX, "it does not say its version");
	if (version > ENTRY_VERSION)
		return no(why, E_NEWER, "a later forestay wrote it");
	f->version = (int)version;
	if (w.others)
		return no(why, E_SYNTAX, "a key that an entry does not have");
	return check_members(f, kind, why);
}

size_t
form_string(struct slice from, char *out)
{
	size_t n = 0;
	int b;

	for (from = unquoted(from); (b = said(&from)) >= 0; n++)
		out[n] = (char)b;
	out[n] = '\0';
	return n;
}

/* Only lists of strings: what is no string is given as it stands, up to the
 * comma or the end, and is refused by whoever asked for strings. */
bool
form_next(struct slice l, size_t *at, struct slice *out)
{
	const char *s = l.s + 1 + *at, *end = l.s + l.n - 1, *from = s;

	if (s >= end)
		return false;
	if (*s == '"') {
		for (s++; *s != '"'; s++)
			s += *s == '\\';
		s++;
	} else {
		s = end;
	}
	*out = (struct slice){ from, (size_t)(s - from) };
	*at = (size_t)(s - l.s); /* past the comma: l.s + 1 + *at */
	return true;
}
