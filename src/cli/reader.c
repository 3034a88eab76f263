/* reader.c - see reader.h. */

#include <string.h>
#include <unistd.h>

#include "cli/reader.h"

const char *
reader_path(struct arena *a)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	if (n <= 0)
		return NULL;
	self[n] = '\0';
	slash = strrchr(self, '/');
	if (slash == NULL)
		return NULL;
	*slash = '\0';
	return arena_printf(a, "%s/forestay-doc", self);
}

int
reader_sheet(struct arena *a, const struct source_text *file, const char *path,
    const char *which, struct sheet *out, const char **why)
{
	const char *reader;

	if (!sheet_is_workbook(file))
		return sheet_from_csv(a, file, out);
	reader = reader_path(a);
	return reader == NULL
	    ? E_IO
	    : sheet_from_workbook(a, reader, path, which, out, why);
}
