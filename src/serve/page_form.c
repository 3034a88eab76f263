/* page_form.c - see page_form.h. */

#include <string.h>

#include "core/utf8.h"
#include "serve/page_form.h"

static int
digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0'
	    : c >= 'a' && c <= 'f'  ? c - 'a' + 10
	    : c >= 'A' && c <= 'F'  ? c - 'A' + 10
				    : -1;
}

/* out has room for n bytes and a NUL. */
static bool
decode(const char *s, size_t n, char *out)
{
	size_t i, to = 0;

	for (i = 0; i < n; i++) {
		if (s[i] != '%') {
			out[to++] = (char)(s[i] == '+' ? ' ' : s[i]);
			continue;
		}
		if (n - i < 3 || digit(s[i + 1]) < 0 || digit(s[i + 2]) < 0)
			return false;
		out[to++] = (char)(digit(s[i + 1]) * 16 + digit(s[i + 2]));
		i += 2;
	}
	out[to] = '\0';
	return strlen(out) == to;
}

static bool
is_line(const char *s)
{
	size_t n = strlen(s), i = 0, took;
	uint32_t c;

	while (i < n) {
		took = utf8_read(s + i, n - i, &c);
		if (c == UTF8_BAD || utf8_is_control(c) != 0)
			return false;
		i += took;
	}
	return true;
}

static const char *
trimmed(char *s)
{
	size_t n;

	while (*s == ' ')
		s++;
	for (n = strlen(s); n > 0 && s[n - 1] == ' '; n--)
		s[n - 1] = '\0';
	return s;
}

static int
text_of(struct arena *a, const char *s, size_t n, const char **out)
{
	char *t = arena_alloc(a, n + 1);

	if (t == NULL)
		return E_NOMEM;
	if (!decode(s, n, t) || !is_line(t))
		return E_SYNTAX;
	*out = trimmed(t);
	return 0;
}

static int
field(struct arena *a, const char *s, size_t n, struct page_form *f,
    const char **why)
{
	const char *equals = memchr(s, '=', n);
	size_t nname = equals == NULL ? n : (size_t)(equals - s), i;
	struct page_field x;
	int r;

	*why = "a field is not a line of text";
	r = text_of(a, s, nname, &x.name);
	if (r == 0)
		r = equals == NULL
		    ? text_of(a, "", 0, &x.value)
		    : text_of(a, equals + 1, n - nname - 1, &x.value);
	if (r != 0)
		return r;
	/* Two readers could each take another one. */
	*why = "the form names a field twice";
	for (i = 0; i < f->n; i++)
		if (strcmp(f->fields[i].name, x.name) == 0)
			return E_SYNTAX;
	*why = "the form has more fields than are taken";
	if (f->n == PAGE_FORM_FIELDS)
		return E_LIMIT;
	f->fields[f->n++] = x;
	return 0;
}

int
page_form_read(struct arena *a, const char *s, size_t n, struct page_form *out,
    const char **why)
{
	const char *end = s + n, *amp;
	int r = 0;

	out->n = 0;
	*why = NULL;
	for (; s < end && r == 0; s = amp + 1) {
		amp = memchr(s, '&', (size_t)(end - s));
		if (amp == NULL)
			amp = end;
		if (amp > s)
			r = field(a, s, (size_t)(amp - s), out, why);
	}
	return r;
}

const char *
page_form_get(const struct page_form *f, const char *name)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (strcmp(f->fields[i].name, name) == 0)
			return *f->fields[i].value == '\0' ? NULL
							   : f->fields[i].value;
	return NULL;
}
