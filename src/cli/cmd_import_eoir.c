/* cmd_import_eoir.c - forestay import eoir: a release of the immigration
 * courts' case data, read, and kept as a segment. */

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/casebook.h"
#include "cli/cmd_import_court.h"
#include "cli/json.h"
#include "cli/keep.h"
#include "cli/pace.h"
#include "core/limits.h"
#include "intake/eoir_folder.h"
#include "intake/eoir_report.h"
#include "intake/say.h"
#include "store/segment.h"

struct eoir_opts {
	struct common common;
	const char *to, *store, *by, *as_of, *threads, *report, *seven;
	bool uncounted;
};

struct eoir_import {
	struct cli *c;
	const struct command *self;
	const struct eoir_opts *o;
	const char *path;   /* what was named */
	const char *folder; /* the segment's, or NULL */
	struct eoir_options how;
	struct eoir_source from;
	struct eoir_release *r;
	struct casebook book;
	struct segment_writer *w;
	struct hash segment;
	const char *segment_path, *report_tsv, *report_json;
	struct pace p;
	enum status status;
	uint64_t facts;
	uint64_t entry;
};

static bool
failed(struct eoir_import *i, int r, const char *why)
{
	pace_end(&i->p);
	i->status = r == E_NAME || r == E_SYNTAX || r == E_CHECK || why != NULL
	    ? cli_failed(i->c, "%s", why != NULL ? why : err_text(r))
	    : cli_failed(i->c, "%s", err_text(r));
	return false;
}

static bool
told(void *ctx, const char *what, uint64_t done, uint64_t all)
{
	struct eoir_import *i = ctx;

	return pace_tell(&i->p, what, done, all);
}

static bool
told_rows(void *ctx, size_t done, size_t all)
{
	return told(ctx, "laying out", done, all);
}

/* -- What was asked ------------------------------------------------------- */

static bool
options_understood(struct eoir_import *i)
{
	struct moment m;
	const char *t = i->o->threads;

	i->how = (struct eoir_options){ .threads = 2,
		.uncounted = i->o->uncounted,
		.hashes = i->o->store != NULL,
		.progress = told,
		.ctx = i };
	if (t != NULL) {
		if (t[0] < '1' || t[0] > '9' || t[1] != '\0') {
			i->status = cli_usage(i->c, i->self,
			    "--threads is a number from 1 to 9, not %s", t);
			return false;
		}
		i->how.threads = (unsigned)(t[0] - '0');
	}
	if (i->o->as_of != NULL) {
		if (moment_parse(i->o->as_of, strlen(i->o->as_of), &m) != 0 ||
		    m.kind != MOMENT_DAYS || m.lo.day.n != m.hi.day.n) {
			i->status = cli_usage(i->c, i->self,
			    "--as-of is a day, as 2026-08-01, not %s",
			    i->o->as_of);
			return false;
		}
		i->how.as_of = m.lo.day;
		i->how.has_as_of = true;
	}
	if (i->o->store != NULL && (i->o->to != NULL || i->o->by == NULL)) {
		i->status = cli_usage(i->c, i->self,
		    i->o->by == NULL
			? "a store keeps who says so: --by NAME"
			: "--store has a place for segments: leave out --to");
		return false;
	}
	return true;
}

static bool
source_open(struct eoir_import *i)
{
	struct arena *a = i->c->arena;
	const char *why = NULL;
	struct stat st;
	int r;

	if (stat(i->path, &st) == 0 && !S_ISDIR(st.st_mode))
		r = eoir_zip(a, i->o->seven != NULL ? i->o->seven : "7zz",
		    i->path, &i->from, &i->how.bound, &why);
	else
		r = eoir_folder(a, i->path, &i->from, &i->how.bound, &why);
	return r == 0 || failed(i, r, why);
}

/* -- The segment ---------------------------------------------------------- */

static int
take_person(void *ctx, const struct person *p)
{
	struct eoir_import *i = ctx;

	i->facts += p->nfacts;
	return i->w != NULL ? segment_add(i->w, p) : 0;
}

static bool
segment_begin(struct eoir_import *i)
{
	struct arena *a = i->c->arena;
	int r;

	i->folder = i->o->store != NULL
	    ? arena_printf(a, "%s/segments", i->o->store)
	    : i->o->to;
	if (i->folder == NULL)
		return true;
	if (i->o->store == NULL)
		(void)file_system_real.mkdir(i->folder, 0700);
	r = segment_writer_new(&mem_system, &file_system_real, i->folder,
	    i->book.law.vocab, &i->w);
	if (r == 0)
		segment_writer_threads(i->w, i->how.threads);
	return r == 0 ||
	    failed(i, r,
		arena_printf(a, "%s: no segment can be written there: %s",
		    i->folder, err_text(r)));
}

static bool
segment_end(struct eoir_import *i)
{
	int r;

	if (i->w == NULL)
		return true;
	r = segment_finish(i->w, told_rows, i, &i->segment);
	if (r != 0)
		return failed(i, r,
		    r == E_AGAIN ? "stopped; nothing was written" : NULL);
	i->segment_path = segment_path(i->c->arena, i->folder, &i->segment);
	return i->segment_path != NULL || failed(i, E_NOMEM, NULL);
}

/* -- The report ----------------------------------------------------------- */

static bool
report_one(struct eoir_import *i, const char *path, enum report_form form)
{
	int fd, r;

	if (path == NULL)
		return failed(i, E_NOMEM, NULL);
	fd = file_system_real.open(path,
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return failed(i, E_IO,
		    arena_printf(i->c->arena, "%s cannot be written", path));
	r = eoir_report(i->r, i->c->mem, &file_system_real, fd, form);
	if (r == 0 && file_system_real.sync(fd) != 0)
		r = E_IO;
	if (file_system_real.close(fd) != 0 && r == 0)
		r = E_IO;
	return r == 0 || failed(i, r, NULL);
}

static bool
report_write(struct eoir_import *i)
{
	struct arena *a = i->c->arena;
	const char *stem = i->o->report;

	if (stem == NULL && i->segment_path != NULL)
		stem = arena_strndup(a, i->segment_path,
		    strlen(i->segment_path) - strlen(".segment"));
	if (stem == NULL)
		return true;
	i->report_tsv = arena_printf(a, "%s.dirt.tsv", stem);
	i->report_json = arena_printf(a, "%s.dirt.json", stem);
	return report_one(i, i->report_tsv, REPORT_TSV) &&
	    report_one(i, i->report_json, REPORT_JSON);
}

/* -- The ledger ----------------------------------------------------------- */

static json_t *
files_json(const struct eoir_summary *s)
{
	json_t *files = json_array();
	char hash[72];

	for (size_t k = 0; k < s->ntables; k++) {
		const struct eoir_table_read *t = &s->tables[k];

		hash_text(&t->hash, hash);
		(void)json_array_append_new(files,
		    json_pack("{s:s,s:I,s:I,s:s}", "table", t->name, "rows",
			(json_int_t)t->rows, "bytes", (json_int_t)t->bytes,
			"hash", hash));
	}
	return files;
}

static json_t *
dirt_json(const struct dirt *d)
{
	json_t *all = json_object();

	for (unsigned c = 0; c < DIRT_CAUSES; c++)
		if (dirt_count(d, (enum dirt_cause)c) > 0)
			(void)json_object_set_new(all,
			    dirt_cause_text((enum dirt_cause)c),
			    json_integer(
				(json_int_t)dirt_count(d, (enum dirt_cause)c)));
	return all;
}

static json_t *
release_json(struct eoir_import *i, const struct dirt *d)
{
	const struct eoir_summary *s = eoir_summary_of(i->r);
	const char *name = strrchr(i->report_tsv, '/');
	char hash[72];
	struct buf day;
	json_t *body;

	hash_text(&i->segment, hash);
	buf_init(&day, i->c->mem, 32);
	day_print(&day, s->as_of);
	body = json_pack("{s:s,s:s,s:s,s:I,s:I,s:I,s:I,s:s,s:s,s:o,s:o}", "of",
	    "eoir", "reader", EOIR_READER, "as_of", day.s, "cases",
	    (json_int_t)s->cases, "final",
	    (json_int_t)s->finality[FINALITY_YES], "unknown",
	    (json_int_t)s->finality[FINALITY_UNKNOWN], "facts",
	    (json_int_t)i->facts, "segment", hash, "report",
	    name != NULL ? name + 1 : i->report_tsv, "files", files_json(s),
	    "dirt", dirt_json(d));
	buf_release(&day);
	return body;
}

static bool
entry_write(struct eoir_import *i)
{
	struct release_entry r = { .store = i->o->store,
		.by = i->o->by,
		.matter = "court_data",
		.source = "EOIR case data" };
	const struct dirt *d;

	if (i->o->store == NULL)
		return true;
	if (eoir_dirt_of(i->r, &d) != 0)
		return failed(i, E_NOMEM, NULL);
	r.body = release_json(i, d);
	return release_write(i->c, &r, &i->entry, &i->status);
}

/* -- What is shown -------------------------------------------------------- */

static void
show_tables(struct eoir_import *i)
{
	const struct eoir_summary *s = eoir_summary_of(i->r);
	struct buf *b = i->c->out;
	size_t start;

	buf_puts(b, "whole before ");
	day_print(b, s->as_of);
	buf_puts(b,
	    s->as_of_said ? "\n"
			  : ", the last day courts are seen to decide "
			    "(--as-of says another)\n");
	for (size_t k = 0; k < s->ntables; k++) {
		const struct eoir_table_read *t = &s->tables[k];

		start = b->len;
		buf_puts(b, "  ");
		show_clean(b, t->name);
		show_pad(b, start, 28);
		show_count(b, t->rows);
		buf_puts(b,
		    t->id == T_COUNTED ? " rows, counted only\n" : " rows\n");
	}
}

static void
show_dirt(struct eoir_import *i, const struct dirt *d)
{
	struct buf *b = i->c->out;
	size_t start;

	for (unsigned c = 0; c < DIRT_CAUSES; c++) {
		if (dirt_count(d, (enum dirt_cause)c) == 0)
			continue;
		start = b->len;
		buf_printf(b, "  %s", dirt_cause_text((enum dirt_cause)c));
		show_pad(b, start, 28);
		show_count(b, dirt_count(d, (enum dirt_cause)c));
		for (unsigned k = 0; k < DIRT_DONE; k++)
			if (d->done[c][k] > 0) {
				buf_puts(b, ", ");
				show_count(b, d->done[c][k]);
				buf_printf(b, " %s",
				    dirt_done_text((enum dirt_done)k));
			}
		buf_putc(b, '\n');
	}
}

static void
show_text(struct eoir_import *i, const struct dirt *d)
{
	const struct eoir_summary *s = eoir_summary_of(i->r);
	struct buf *b = i->c->out;

	show_tables(i);
	buf_puts(b, "\n");
	show_count(b, s->cases);
	buf_puts(b, " cases: ");
	show_count(b, s->finality[FINALITY_YES]);
	buf_puts(b, " with a final order, ");
	show_count(b, s->finality[FINALITY_NO]);
	buf_puts(b, " without, ");
	show_count(b, s->finality[FINALITY_UNKNOWN]);
	buf_puts(b, " not to be told; ");
	show_count(b, i->facts);
	buf_printf(b, " facts\ndecisions by %s\n", s->decisions_from);
	if (d->n > 0)
		buf_puts(b, "\nwhat was wrong, and what was done:\n");
	show_dirt(i, d);
	if (i->report_tsv != NULL)
		buf_printf(b, "each of them: %s, .json\n", i->report_tsv);
	if (i->segment_path != NULL)
		buf_printf(b, "segment: %s\n", i->segment_path);
	else
		buf_puts(b,
		    "Nothing was written (--to FOLDER, --store STORE "
		    "keep it).\n");
	if (i->entry != 0)
		buf_printf(b, "entry %llu\n", (unsigned long long)i->entry);
}

static void
show_json(struct eoir_import *i, const struct dirt *d)
{
	const struct eoir_summary *s = eoir_summary_of(i->r);
	struct json j;

	json_init(&j, i->c->out);
	json_open(&j);
	json_key(&j, "as_of");
	json_day(&j, s->as_of);
	json_kbool(&j, "as_of_said", s->as_of_said);
	json_kint(&j, "bytes", (long long)s->bytes);
	json_kint(&j, "cases", (long long)s->cases);
	json_kint(&j, "proceedings", (long long)s->proceedings);
	json_kint(&j, "final", (long long)s->finality[FINALITY_YES]);
	json_kint(&j, "not_final", (long long)s->finality[FINALITY_NO]);
	json_kint(&j, "unknown", (long long)s->finality[FINALITY_UNKNOWN]);
	json_kint(&j, "facts", (long long)i->facts);
	json_kstr(&j, "decisions_from", s->decisions_from);
	json_key(&j, "tables");
	json_list(&j);
	for (size_t k = 0; k < s->ntables; k++) {
		json_open(&j);
		json_kstr(&j, "table", s->tables[k].name);
		json_kint(&j, "rows", (long long)s->tables[k].rows);
		json_kbool(&j, "read", s->tables[k].id != T_COUNTED);
		json_close(&j);
	}
	json_close(&j);
	json_key(&j, "dirt");
	json_list(&j);
	for (unsigned t = 0; t < T_READ; t++)
		for (unsigned c = 0; c < DIRT_CAUSES; c++) {
			if (d->counts[t][c] == 0)
				continue;
			json_open(&j);
			json_kstr(&j, "table", eoir_tables[t].name);
			json_kstr(&j, "cause",
			    dirt_cause_text((enum dirt_cause)c));
			json_kint(&j, "count", (long long)d->counts[t][c]);
			json_close(&j);
		}
	json_close(&j);
	json_kstr(&j, "report", i->report_tsv);
	json_kstr(&j, "segment", i->segment_path);
	json_kint(&j, "entry", (long long)i->entry);
	json_close(&j);
	json_done(&j);
}

/* -- The command ---------------------------------------------------------- */

static bool
import_all(struct eoir_import *i)
{
	struct option_list none = { .n = 0 };
	const char *why = NULL;
	const struct dirt *d;
	int r;

	if (!options_understood(i) || !source_open(i))
		return false;
	if (casebook_need(i->c, &none, &i->book) != 0) {
		i->status = STATUS_FAILED;
		return false;
	}
	r = eoir_read(i->c->arena, i->c->mem, &file_system_real, &i->from,
	    &i->how, &i->r, &why);
	if (r != 0)
		return failed(i, r, why);
	if (!segment_begin(i))
		return false;
	r = eoir_each(i->r, i->book.law.vocab, take_person, i, &why);
	if (r != 0)
		return failed(i, r,
		    r == E_AGAIN ? "stopped; nothing was written" : why);
	if (!segment_end(i) || !report_write(i) || !entry_write(i))
		return false;
	pace_end(&i->p);
	if (eoir_dirt_of(i->r, &d) != 0)
		return failed(i, E_NOMEM, NULL);
	if (i->o->common.json)
		show_json(i, d);
	else
		show_text(i, d);
	return true;
}

static enum status
import_eoir_run(struct cli *c, const struct command *self, int argc,
    char **argv)
{
	struct eoir_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct eoir_import i = { .c = c,
		.self = self,
		.o = &o,
		.status = STATUS_DONE };
	enum status status;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n != 1)
		return cli_usage(c, self,
		    "name the release: its folder, or its ZIP");
	i.path = args.items[0];
	pace_catch();
	(void)import_all(&i);
	segment_writer_free(i.w);
	eoir_free(i.r);
	return i.status;
}

#define AT(member) offsetof(struct eoir_opts, member)

static const struct option import_eoir_options[] = {
	{ "--to", NULL, OPTION_TEXT, "FOLDER", AT(to),
	    "write the segment, and the report beside it, into this folder" },
	{ "--store", NULL, OPTION_TEXT, "STORE", AT(store),
	    "the same into a store, with one entry that says so" },
	{ "--by", NULL, OPTION_TEXT, "NAME", AT(by),
	    "who brings it, of a store" },
	{ "--as-of", NULL, OPTION_TEXT, "DAY", AT(as_of),
	    "the release is whole before this day; without it: the last day "
	    "on which courts are seen to decide" },
	{ "--report", NULL, OPTION_TEXT, "NAME", AT(report),
	    "write the report as NAME.dirt.tsv and NAME.dirt.json" },
	{ "--threads", NULL, OPTION_TEXT, "N", AT(threads),
	    "how many read; without it 2" },
	{ "--uncounted", NULL, OPTION_FLAG, NULL, AT(uncounted),
	    "there is no Count.txt: rows that were lost cannot be noticed" },
	{ "--7zz", NULL, OPTION_TEXT, "PROGRAM", AT(seven),
	    "what unpacks a ZIP; without it: 7zz (Debian's 7zip)" },
	OPTIONS_COMMON(struct eoir_opts, common), OPTION_END
};

const struct command command_import_eoir = {
	.name = "import eoir",
	.usage = "RELEASE [--to FOLDER | --store STORE --by NAME]",
	.summary = "a release of the immigration courts' case data",
	.help =
	    "Reads the tables of a release (a folder, or its ZIP through 7zz's pipe),\n"
	    "compares them with Count.txt, mends what can be mended in one way only,\n"
	    "and derives who has a final order of removal and since when.  A count\n"
	    "that differs is a failure, and nothing is written.  Each case is a person\n"
	    "of its own: a release does not say who of them are one.  What was wrong\n"
	    "is in the report, row by row.  docs/court-data.md says the rest.\n",
	.options = import_eoir_options,
	.run = import_eoir_run,
};
