/* fuzz_text.c - text from strangers, shown and escaped.
 *
 * The first four bytes are a position and a length; the rest is a source
 * text.  What a terminal is given has no control character but newlines,
 * the caret stands within the line it speaks of, and JSON is plain. */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/diag.h"
#include "core/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void
check_shown(const struct buf *b)
{
	const char *caret, *line, *end = b->s + b->len;
	size_t width = 0, under = 0;
	uint32_t c;

	for (const char *p = b->s; p < end;) {
		size_t k = utf8_read(p, (size_t)(end - p), &c);

		assert(c == '\n' || !utf8_is_control(c));
		assert(c != UTF8_BAD || k == 3);
		p += k;
	}
	/* The caret's line is the last but for expected and hint. */
	caret = strrchr(b->s, '^');
	if (caret == NULL)
		return;
	while (caret > b->s && caret[-1] == ' ') {
		caret--;
		under++;
	}
	if (caret[-1] != '\n')
		return; /* a caret of the text's own */
	line = caret - 1;
	while (line > b->s && line[-1] != '\n')
		line--;
	for (const char *p = line; p < caret - 1;) {
		p += utf8_read(p, (size_t)(caret - 1 - p), &c);
		width += utf8_columns(c);
	}
	assert(under <= width);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char *const names[] = { "nationality", "custody", "x" };
	struct source_text src = { "a.law", NULL, 0 };
	struct diag d = { .severity = DIAG_ERROR };
	unsigned line, col;
	struct buf b;
	char *text;

	if (n < 4)
		return 0;
	src.bytes = (const char *)bytes + 4;
	src.len = n - 4;
	d.pos = (struct pos){ &src, (uint32_t)(bytes[0] << 8 | bytes[1]),
		(uint32_t)(bytes[2] << 8 | bytes[3]) };
	if ((text = malloc(n - 3)) == NULL)
		return 0;
	memcpy(text, src.bytes, src.len);
	text[src.len] = '\0';
	d.message = "m";
	buf_init(&b, &mem_system, 1 << 20);
	diag_print(&b, &d, false);
	assert(!b.failed);
	check_shown(&b);
	pos_line_col(d.pos, &line, &col);
	assert(line >= 1 && col >= 1 && line <= src.len + 1);
	buf_clear(&b);
	d.pos.src = NULL;
	d.message = d.expected = text;
	d.hint = nearest_name(text, names, 3);
	diag_print(&b, &d, false);
	assert(!b.failed);
	buf_clear(&b);
	buf_json(&b, text);
	assert(!b.failed && b.len >= 2);
	for (size_t i = 0; i < b.len; i++)
		assert((unsigned char)b.s[i] >= 0x20);
	buf_release(&b);
	free(text);
	return 0;
}
