/* workbook.h - workbooks for tests, written with libarchive. */

#ifndef FORESTAY_TEST_WORKBOOK_H
#define FORESTAY_TEST_WORKBOOK_H

#include <archive.h>
#include <archive_entry.h>
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct workbook_part {
	const char *name; /* NULL ends them */
	const char *text;
};

/* A new file with these parts; its path is put in path (a template of
 * mkstemp). */
static inline void
workbook_write(char *path, const struct workbook_part *parts)
{
	struct archive *a = archive_write_new();
	struct archive_entry *e;
	int fd = mkstemp(path);

	assert(a != NULL && fd >= 0);
	assert(archive_write_set_format_zip(a) == ARCHIVE_OK);
	assert(archive_write_open_fd(a, fd) == ARCHIVE_OK);
	for (; parts->name != NULL; parts++) {
		e = archive_entry_new();
		archive_entry_set_pathname(e, parts->name);
		archive_entry_set_size(e, (la_int64_t)strlen(parts->text));
		archive_entry_set_filetype(e, AE_IFREG);
		archive_entry_set_perm(e, 0644);
		assert(archive_write_header(a, e) == ARCHIVE_OK);
		assert(archive_write_data(a, parts->text,
			   strlen(parts->text)) >= 0);
		archive_entry_free(e);
	}
	assert(archive_write_close(a) == ARCHIVE_OK);
	archive_write_free(a);
	close(fd);
}

#define WORKBOOK_XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

/* One sheet named List, with shared strings and a style 1 that is a day. */
#define WORKBOOK_BOOK(pr)                                                  \
	{ "xl/workbook.xml",                                               \
		WORKBOOK_XML "<workbook xmlns:r=\"r\">" pr                 \
			     "<sheets><sheet name=\"List\" sheetId=\"7\" " \
			     "r:id=\"rId1\"/><sheet name=\"Notes\" "       \
			     "sheetId=\"2\" r:id=\"rId2\"/></sheets>"      \
			     "</workbook>" },                              \
	    { "xl/_rels/workbook.xml.rels",                                \
		    WORKBOOK_XML                                           \
		    "<Relationships><Relationship Id=\"rId1\" "            \
		    "Target=\"worksheets/sheet1.xml\"/><Relationship "     \
		    "Id=\"rId2\" Target=\"/xl/worksheets/sheet2.xml\"/>"   \
		    "</Relationships>" },                                  \
	{                                                                  \
		"xl/styles.xml",                                           \
		    WORKBOOK_XML                                           \
		    "<styleSheet><numFmts><numFmt numFmtId=\"164\" "       \
		    "formatCode=\"m/d/yyyy\\ h:mm\"/></numFmts>"           \
		    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"   \
		    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>"   \
		    "<xf numFmtId=\"164\"/></cellXfs></styleSheet>"        \
	}

#endif
