/* eoir_small.c - see eoir_small.h. */

#include "support/eoir_small.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static FILE *
file_new(const struct small *s, const char *name)
{
	char path[400];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s", s->folder, name);
	f = fopen(path, "wb");
	if (f == NULL)
		abort();
	return f;
}

static void
end_line(struct small *s, enum eoir_table_id t)
{
	fputs(s->crlf ? "\r\n" : "\n", s->files[t]);
}

void
small_begin(struct small *s, bool crlf)
{
	char name[64];

	memset(s, 0, sizeof(*s));
	s->crlf = crlf;
	(void)snprintf(s->folder, sizeof(s->folder),
	    "/tmp/forestay-eoir-XXXXXX");
	if (mkdtemp(s->folder) == NULL)
		abort();
	for (unsigned t = 0; t < T_READ; t++) {
		(void)snprintf(name, sizeof(name), "%s.csv",
		    eoir_tables[t].name);
		s->files[t] = file_new(s, name);
		for (size_t k = 0; k < eoir_tables[t].ncolumns; k++)
			fprintf(s->files[t], "%s%.*s", k > 0 ? "\t" : "",
			    (int)strcspn(eoir_tables[t].columns[k].name, "|"),
			    eoir_tables[t].columns[k].name);
		end_line(s, (enum eoir_table_id)t);
	}
}

/* The value of a column in "A=1;B=2", or "". */
static void
cell_of(const char *cells, const char *column, char out[128])
{
	size_t n = strcspn(column, "|");

	out[0] = '\0';
	for (const char *c = cells; *c != '\0';) {
		size_t k = strcspn(c, "="), all = strcspn(c, ";");

		if (k == n && strncmp(c, column, n) == 0) {
			(void)snprintf(out, 128, "%.*s", (int)(all - k - 1),
			    c + k + 1);
			return;
		}
		c += all + (c[all] == ';');
	}
}

void
small_row(struct small *s, enum eoir_table_id t, const char *cells)
{
	const struct eoir_table *table = &eoir_tables[t];
	char cell[128];

	for (size_t k = 0; k < table->ncolumns; k++) {
		cell_of(cells, table->columns[k].name, cell);
		fprintf(s->files[t], "%s%s%s", k > 0 ? "\t" : "", cell,
		    strlen(cell) == 10 && cell[4] == '-' ? " 00:00:00.000"
							 : "");
	}
	end_line(s, t);
	s->rows[t]++;
}

void
small_raw(struct small *s, enum eoir_table_id t, const char *bytes, size_t n,
    unsigned rows)
{
	if (fwrite(bytes, 1, n, s->files[t]) != n)
		abort();
	s->rows[t] += rows;
}

void
small_lookup(struct small *s, const char *name, const char *text)
{
	char path[200];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/Lookup", s->folder);
	(void)mkdir(path, 0700);
	(void)snprintf(path, sizeof(path), "Lookup/%s", name);
	f = file_new(s, path);
	fputs(text, f);
	fclose(f);
}

void
small_done(struct small *s, enum eoir_table_id off_table, int off)
{
	FILE *count = file_new(s, "Count.txt");

	for (unsigned t = 0; t < T_READ; t++) {
		fclose(s->files[t]);
		fprintf(count, "%s\t%d\r\n", eoir_tables[t].name,
		    (int)s->rows[t] + (t == off_table ? off : 0));
	}
	fclose(count);
}

static void
empty(const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	char path[512];

	while (d != NULL && (e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		if (unlink(path) != 0)
			empty(path);
	}
	if (d != NULL)
		closedir(d);
	(void)rmdir(folder);
}

void
small_remove(struct small *s)
{
	empty(s->folder);
}
