/* main.c - forestay-doc: reads a hostile document and nothing else.
 *
 *	forestay-doc xlsx <workbook.xlsx	rows, as wire.h has them
 *	forestay-doc xlsx-large <...		of a million rows and more
 *	forestay-doc gz <file.gz		its bytes, unpacked
 *
 * It is started by forestay, with the document as its standard input and a
 * pipe as its standard output, and shuts itself in before it reads a byte. */

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/limits.h"
#include "doc/gz.h"
#include "doc/sandbox.h"
#include "doc/wire.h"
#include "doc/xlsx.h"

#define OUT_AT_ONCE   65536
#define LARGE_SECONDS 3600

struct out {
	struct buf b;
	bool failed;
};

static void
out_flush(struct out *o)
{
	size_t at = 0;
	ssize_t n;

	while (at < o->b.len && !o->failed) {
		n = write(STDOUT_FILENO, o->b.s + at, o->b.len - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			o->failed = true;
		else
			at += (size_t)n;
	}
	o->failed = o->failed || o->b.failed;
	buf_clear(&o->b);
}

static void
out_number(struct out *o, size_t v)
{
	const char bytes[4] = { (char)(v >> 24 & 0xff), (char)(v >> 16 & 0xff),
		(char)(v >> 8 & 0xff), (char)(v & 0xff) };

	buf_add(&o->b, bytes, 4);
}

static void
out_string(struct out *o, const char *s)
{
	size_t n = strlen(s);

	out_number(o, n);
	buf_add(&o->b, s, n);
}

static int
give_sheet(void *ctx, const char *name)
{
	struct out *o = ctx;

	buf_putc(&o->b, WIRE_SHEET);
	out_string(o, name);
	return 0;
}

static int
give_row(void *ctx, unsigned line, const char *const *cells, size_t n)
{
	struct out *o = ctx;
	size_t i;

	buf_putc(&o->b, WIRE_ROW);
	out_number(o, line);
	out_number(o, n);
	for (i = 0; i < n; i++)
		out_string(o, cells[i]);
	if (o->b.len >= OUT_AT_ONCE)
		out_flush(o);
	return o->failed ? E_IO : 0;
}

static int
give_bytes(void *ctx, const char *s, size_t n)
{
	struct out *o = ctx;

	buf_putc(&o->b, WIRE_BYTES);
	out_number(o, n);
	buf_add(&o->b, s, n);
	if (o->b.len >= OUT_AT_ONCE)
		out_flush(o);
	return o->failed ? E_IO : 0;
}

int
main(int argc, char **argv)
{
	struct out o = { .failed = false };
	bool large = argc == 2 && strcmp(argv[1], "xlsx-large") == 0;
	bool gz = argc == 2 && strcmp(argv[1], "gz") == 0;
	const struct xlsx_taker to = { .sheet = give_sheet,
		.row = give_row,
		.ctx = &o,
		.large = large };
	struct buf why;
	int r;

	if (argc != 2 || (!large && !gz && strcmp(argv[1], "xlsx") != 0))
		return 2;
	if ((large || gz ? sandbox_enter_for(LARGE_SECONDS)
			 : sandbox_enter()) != 0)
		return 3;
	buf_init(&o.b, &mem_system, (size_t)64 << 20);
	buf_init(&why, &mem_system, 4096);
	buf_puts(&o.b, WIRE_MAGIC);
	r = gz ? gz_read(STDIN_FILENO, give_bytes, &o, &why)
	       : xlsx_read(&mem_system, STDIN_FILENO, &to, &why);
	if (r != 0) {
		buf_putc(&o.b, WIRE_WRONG);
		out_string(&o, why.s);
	}
	buf_putc(&o.b, WIRE_END);
	out_flush(&o);
	return o.failed ? 3 : 0;
}
