/* reply.c - see reply.h. */

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "core/limits.h"
#include "respond/reply.h"

#define INDENT 4
#define LABEL  14

void
reply_note(struct buf *b, const char *body, size_t n, const char *signature)
{
	buf_add(b, body, n);
	buf_printf(b, "\n\xe2\x80\x94 %s\n", signature);
}

bool
reply_is(const char *bytes, size_t n)
{
	static const char begins[] = "{\"forestay\":\"";

	return n >= sizeof(begins) - 1 &&
	    memcmp(bytes, begins, sizeof(begins) - 1) == 0;
}

bool
reply_signed(const char *body, size_t n, const char *signature,
    const struct note_key *log, const struct mem *mem)
{
	struct note *note = mem->alloc(mem->ctx, sizeof(*note));
	const char *why;
	struct buf b;
	bool ok;

	/* A note of its own for the signature, and the body for its text. */
	buf_init(&b, mem, LIMIT_NOTE_BYTES);
	reply_note(&b, "-\n", 2, signature);
	ok = note != NULL && !b.failed && n > 0 &&
	    memchr(body, '\n', n) == body + n - 1 &&
	    note_read(b.s, b.len, note, &why) == 0;
	if (ok) {
		note->text = body;
		note->ntext = n;
		ok = note_check(note, log, mem, NULL) == 0;
	}
	buf_release(&b);
	mem->free(mem->ctx, note);
	return ok;
}

int
reply_check(const char *bytes, size_t n, const struct note_key *log,
    const struct mem *mem, size_t *nbody, const char **why)
{
	static const char lead[] = "\n\xe2\x80\x94 ";
	const size_t nlead = sizeof(lead) - 1;
	const char *line = memchr(bytes, '\n', n), *end = bytes + n;
	char *signature;
	int r = 0;

	*why = "no signature stands under it";
	if (line == NULL || (size_t)(end - line) < nlead + 2 ||
	    memcmp(line + 1, lead, nlead) != 0 || end[-1] != '\n')
		return E_SYNTAX;
	*nbody = (size_t)(line - bytes) + 1;
	line += 1 + nlead;
	if ((size_t)(end - line) > LIMIT_NOTE_BYTES)
		return E_LIMIT;
	*why = "there is not enough memory";
	if ((signature = mem->alloc(mem->ctx, (size_t)(end - line))) == NULL)
		return E_NOMEM;
	memcpy(signature, line, (size_t)(end - line));
	signature[end - line - 1] = '\0';
	if (!reply_signed(bytes, *nbody, signature, log, mem)) {
		*why = "it is not what the log has signed";
		r = E_BROKEN;
	}
	mem->free(mem->ctx, signature);
	return r;
}

/* -- Words ---------------------------------------------------------------- */

static void words_of(struct buf *b, const json_t *j, int depth);

static bool
is_leaf(const json_t *j)
{
	return !json_is_object(j) && !json_is_array(j);
}

static void
leaf(struct buf *b, const json_t *j)
{
	if (json_is_string(j))
		buf_json(b, json_string_value(j));
	else if (json_is_integer(j))
		buf_printf(b, "%lld", (long long)json_integer_value(j));
	else if (json_is_null(j))
		buf_puts(b, "-");
	else
		buf_puts(b,
		    json_is_true(j)        ? "yes"
			: json_is_false(j) ? "no"
					   : "?");
	buf_putc(b, '\n');
}

static void
named(struct buf *b, const char *name, const json_t *j, int depth)
{
	bool empty = json_object_size(j) + json_array_size(j) == 0;

	if (is_leaf(j) || empty)
		buf_printf(b, "%*s%-*s ", depth * INDENT, "", LABEL, name);
	if (is_leaf(j)) {
		leaf(b, j);
	} else if (empty) {
		buf_puts(b, "-\n");
	} else {
		buf_printf(b, "%*s%s\n", depth * INDENT, "", name);
		words_of(b, j, depth + 1);
	}
}

static void
words_of(struct buf *b, const json_t *j, int depth)
{
	const char *key;
	const json_t *x;
	char number[24];
	size_t i;

	if (json_is_array(j)) {
		json_array_foreach(j, i, x)
		{
			(void)snprintf(number, sizeof(number), "%zu", i + 1);
			named(b, number, x, depth);
		}
		return;
	}
	json_object_foreach((json_t *)(uintptr_t)j, key, x)
	{
		if (strcmp(key, "pad") != 0)
			named(b, key, x, depth);
	}
}

int
reply_words(struct buf *b, const char *body, size_t n)
{
	json_t *j = json_loadb(body, n, JSON_REJECT_DUPLICATES, NULL);

	if (!json_is_object(j)) {
		json_decref(j);
		return E_SYNTAX;
	}
	words_of(b, j, 0);
	json_decref(j);
	return b->failed ? E_NOMEM : 0;
}
