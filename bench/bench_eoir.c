/* bench_eoir.c - how fast a table of court data is read.
 *
 *	build/bench/bench_eoir [TABLE.csv]
 *
 * The bytes read and nothing else; cut into fields; laid, checked and kept,
 * with one thread and with two.  Without a table one of 200 MB is made up.
 * Ratios within one run are what counts; bench/eoir_duckdb.mjs reads the
 * same file with DuckDB (make bench-import). */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "intake/eoir_read.h"

#define MADE_ROWS 1000000
#define TURNS     3

static double
now(void)
{
	struct timespec t;

	clock_gettime(getenv("CPU") ? CLOCK_PROCESS_CPUTIME_ID
				    : CLOCK_MONOTONIC,
	    &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Rows of cases as a release has them, made up. */
static void
make_table(const char *path)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL) {
		perror(path);
		exit(2);
	}
	for (size_t k = 0; k < eoir_tables[T_CASE].ncolumns; k++)
		fprintf(f, "%s%.*s", k > 0 ? "\t" : "",
		    (int)strcspn(eoir_tables[T_CASE].columns[k].name, "|"),
		    eoir_tables[T_CASE].columns[k].name);
	fputs("\r\n", f);
	for (unsigned i = 0; i < MADE_ROWS; i++)
		fprintf(f,
		    "%u\tDETROIT\tMI\t48201\t\t\t%s\tSP \t%c\tM\t20%02u-09-14 "
		    "00:00:00.000\t1\tRMV\tDET\t2000-10-11 00:00:00.000\t1530\t"
		    "I\t\t\t\t\t\t\t2011-%02u-04 00:00:00.000\tE\t%u/1974\t\t\t"
		    "2012-12-17 00:00:00.000\t\tM\t\t\t0\t\t\t\t\tN/A\r\n",
		    2046000 + i, i % 7 == 0 ? "IZ" : "MX", "DRN"[i % 3], i % 20,
		    1 + i % 12, 1 + i % 12);
	fclose(f);
}

struct table {
	const char *path;
	enum eoir_table_id id;
	uint64_t bytes;
	struct arena arena;
	struct eoir_codes codes;
};

struct job {
	struct table *t;
	struct stream *s;
	struct eoir_header *head;
	struct worker w;
	struct row_reader rr;
	bool keep;
};

static void *
work(void *ctx)
{
	struct job *j = ctx;
	size_t n = 1;
	uint32_t line;

	while (stream_next(j->s, &j->w, &n, &line) == 0 && n > 0) {
		if (j->keep)
			chunk_take(&j->w, &j->rr, j->head->ncolumns, j->s->crlf,
			    n, line);
		else
			cut_bytes(j->w.bytes, n, false, &j->w.cut);
	}
	return NULL;
}

static double
read_table(struct table *t, unsigned threads, bool keep, uint64_t *rows)
{
	struct job jobs[2];
	struct eoir_header head;
	struct stream s;
	const char *line, *missing;
	pthread_t thread;
	size_t n;
	double t0 = now();
	int fd = open(t->path, O_RDONLY);

	if (fd < 0 ||
	    stream_open(&s, &mem_system, &file_system_real, fd, false, &line,
		&n) != 0 ||
	    eoir_header_read(&t->arena, &eoir_tables[t->id], line,
		n - (s.crlf ? 1 : 0), &head, &missing) != 0)
		exit(2);
	s.ncarry -= n + 1;
	memmove(s.carry, s.carry + n + 1, s.ncarry);
	for (unsigned i = 0; i < threads; i++) {
		jobs[i] = (struct job){ .t = t,
			.s = &s,
			.head = &head,
			.keep = keep };
		if (worker_init(&jobs[i].w, &mem_system) != 0)
			exit(2);
		row_reader_init(&jobs[i].rr, t->id, &head, &t->codes,
		    day_of((struct ymd){ 2026, 12, 31 }), &jobs[i].w.dirt);
	}
	if (threads == 2 && pthread_create(&thread, NULL, work, &jobs[1]) != 0)
		exit(2);
	work(&jobs[0]);
	if (threads == 2)
		pthread_join(thread, NULL);
	*rows = 0;
	for (unsigned i = 0; i < threads; i++) {
		*rows += jobs[i].w.rows;
		worker_release(&jobs[i].w);
	}
	stream_close(&s, &mem_system);
	close(fd);
	return now() - t0;
}

static double
read_bytes(struct table *t)
{
	static char bytes[2 << 20];
	double t0 = now();
	int fd = open(t->path, O_RDONLY);
	ssize_t n;

	t->bytes = 0;
	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		t->bytes += (uint64_t)n;
	close(fd);
	return now() - t0;
}

int
main(int argc, char **argv)
{
	static struct table t;
	char made[64] = "/tmp/forestay-bench-A_TblCase.csv";
	double best[4] = { 1e9, 1e9, 1e9, 1e9 }, s;
	uint64_t rows = 0;
	const char *name;

	t.path = argc > 1 ? argv[1] : made;
	if (argc < 2)
		make_table(made);
	name = strrchr(t.path, '/') != NULL ? strrchr(t.path, '/') + 1 : t.path;
	t.id = argc > 1 ? eoir_table_named(name) : T_CASE;
	if (t.id == T_READ) {
		fprintf(stderr, "%s is no table that is read\n", t.path);
		return 2;
	}
	arena_init(&t.arena, &mem_system, 64 << 20);
	if (codes_init(&t.arena, &t.codes) != 0)
		return 2;
	for (int turn = 0; turn < TURNS; turn++)
		for (int k = 0; k < 4; k++) {
			s = k == 0 ? read_bytes(&t)
			    : k == 1
			    ? read_table(&t, 1, false, &rows)
			    : read_table(&t, k == 2 ? 1 : 2, true, &rows);
			if (s < best[k])
				best[k] = s;
		}
	printf("%s: %llu rows, %.0f MB; best of %d\n", name,
	    (unsigned long long)rows, (double)t.bytes / 1e6, TURNS);
	printf("read the bytes     %8.0f MB/s\n",
	    (double)t.bytes / 1e6 / best[0]);
	printf("cut into fields    %8.0f MB/s\n",
	    (double)t.bytes / 1e6 / best[1]);
	printf("reader, 1 thread   %8.0f MB/s\n",
	    (double)t.bytes / 1e6 / best[2]);
	printf("reader, 2 threads  %8.0f MB/s  %.2f of reading the bytes\n",
	    (double)t.bytes / 1e6 / best[3], best[0] / best[3]);
	arena_release(&t.arena);
	if (argc < 2)
		unlink(made);
	return 0;
}
