/* fuzz_sheet.c - tables of people from strangers: a sheet of a workbook, and
 * comma-separated values under a mapping.
 *
 * Whatever comes in: no crash; a workbook is read or says why not; each row
 * of a table is taken, blank, or listed with its line and a reason; and no
 * person has two numbers. */

#include <assert.h>
#include <fcntl.h>
#include <stdint.h>

#include "doc/xlsx.h"
#include "intake/import.h"
#include "support/workbook.h"

#include "../tests/unit/intake/small_law.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static int
take_sheet(void *ctx, const char *name)
{
	(void)ctx;
	assert(name != NULL);
	return 0;
}

static int
take_row(void *ctx, unsigned line, const char *const *cells, size_t n)
{
	size_t i;

	(void)ctx;
	(void)line;
	assert(n <= LIMIT_COLUMNS);
	for (i = 0; i < n; i++)
		assert(strlen(cells[i]) <= LIMIT_COLUMNS * (size_t)4096);
	return 0;
}

/* The input as the first sheet; what stands behind a 0xff, as the shared
 * strings. */
static void
as_workbook(char *text)
{
	const struct xlsx_taker to = { .sheet = take_sheet,
		.row = take_row,
		.ctx = NULL };
	char *strings = strchr(text, 0xff);
	struct workbook_part parts[] = { WORKBOOK_BOOK(""),
		{ "xl/worksheets/sheet1.xml", text },
		{ "xl/sharedStrings.xml", "<sst/>" }, { NULL, NULL } };
	char path[] = "/dev/shm/forestay-fuzz.XXXXXX";
	struct buf why;
	int fd, r;

	if (strings != NULL) {
		*strings = '\0';
		parts[4].text = strings + 1;
	}
	workbook_write(path, parts);
	fd = open(path, O_RDONLY);
	assert(fd >= 0);
	unlink(path);
	buf_init(&why, &mem_system, 4096);
	r = xlsx_read(&mem_system, fd, &to, &why);
	assert(r == 0 || why.len > 0);
	buf_release(&why);
	close(fd);
	if (strings != NULL)
		*strings = (char)0xff;
}

static void
check(const struct import *im)
{
	const struct people_reject *rej;
	size_t i, k, numbers;

	assert(im->rows_taken <= im->rows);
	for (i = 0; i < im->people.nrejects; i++) {
		rej = &im->people.rejects[i];
		assert(rej->why != NULL && rej->line > 0);
	}
	for (i = 0; i < im->npersons; i++) {
		numbers = 0;
		for (k = 0; k < im->persons[i]->nids; k++)
			numbers +=
			    im->persons[i]->ids[k].type == IDENTIFIER_A_NUMBER;
		/* Written several ways, but one number. */
		assert(numbers == 0 || im->persons[i]->entry->id[0] == 'A');
	}
}

static void
as_table(const char *text, size_t n)
{
	struct source_text src = { "x.csv", text, n };
	struct stored_law law = { .good = true };
	struct stored st = { .laws = &law, .nlaws = 1 };
	struct mapping *m;
	struct import *im;
	struct sheet sheet;
	struct arena a;
	int r;

	arena_init(&a, &mem_system, (size_t)256 << 20);
	small_law(&a, &law.law);
	m = arena_alloc(&a, sizeof(*m));
	im = arena_alloc(&a, sizeof(*im));
	assert(m != NULL && im != NULL);
	m->dates = n % 2 == 0 ? DATES_MDY : DATES_ISO;
	r = sheet_from_csv(&a, &src, &sheet);
	assert(r == 0 || r == E_NOMEM || r == E_LIMIT);
	im->arena = &a;
	im->st = &st;
	im->sheet = &sheet;
	im->mapping = m;
	im->document = n % 3 == 0 ? "sha256:0" : NULL;
	if (r == 0)
		r = import_read(im);
	assert(r == 0 || r == E_NOMEM || r == E_LIMIT);
	if (r == 0)
		check(im);
	arena_release(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char *text = malloc(n + 1);

	assert(text != NULL);
	memcpy(text, bytes, n);
	text[n] = '\0';
	if (n > 0 && text[0] == '<')
		as_workbook(text);
	else
		as_table(text, n);
	free(text);
	return 0;
}
