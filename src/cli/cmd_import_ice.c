/* cmd_import_ice.c - forestay import ice: what Immigration and Customs
 * Enforcement releases, read, and kept as a segment. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cli/casebook.h"
#include "cli/reader.h"
#include "cli/cmd_import_court.h"
#include "cli/json.h"
#include "cli/pace.h"
#include "intake/ice.h"
#include "store/hash_run.h"
#include "store/segment.h"

struct ice_opts {
	struct common common;
	const char *to, *store, *by;
};

struct ice_import {
	struct cli *c;
	const struct ice_opts *o;
	const char *path;
	const char *folder; /* the segment's, or NULL */
	struct hash file, hash;
	struct casebook book;
	struct ice *ice;
	struct segment_writer *w;
	const char *segment;
	struct pace p;
	uint64_t facts, entry;
	enum status status;
};

static bool
failed(struct ice_import *i, int r, const char *why)
{
	pace_end(&i->p);
	i->status = cli_failed(i->c, "%s", why != NULL ? why : err_text(r));
	return false;
}

static bool
told(void *ctx, const char *what, uint64_t done, uint64_t all)
{
	struct ice_import *i = ctx;

	return pace_tell(&i->p, what, done, all);
}

static bool
told_rows(void *ctx, size_t done, size_t all)
{
	return told(ctx, "laying out", done, all);
}

static int
take_person(void *ctx, const struct person *p)
{
	struct ice_import *i = ctx;

	if (pace_stopped())
		return E_AGAIN;
	i->facts += p->nfacts;
	return i->w != NULL ? segment_add(i->w, p) : 0;
}

/* -- The segment ---------------------------------------------------------- */

static bool
segment_begin(struct ice_import *i)
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
	return r == 0 ||
	    failed(i, r,
		arena_printf(a, "%s: no segment can be written there: %s",
		    i->folder, err_text(r)));
}

static bool
people_taken(struct ice_import *i)
{
	const char *why = NULL;
	int r;

	if (!segment_begin(i))
		return false;
	r = ice_each(i->ice, i->book.law.vocab, take_person, i, &why);
	if (r == 0 && i->w != NULL)
		r = segment_finish(i->w, told_rows, i, &i->hash);
	if (r != 0)
		return failed(i, r,
		    r == E_AGAIN      ? "stopped; nothing was written"
			: r == E_NAME ? why
				      : NULL);
	if (i->w != NULL)
		i->segment = segment_path(i->c->arena, i->folder, &i->hash);
	return true;
}

/* -- The entry ------------------------------------------------------------ */

static int
hash_file(const char *path, struct hash *out)
{
	static uint8_t bytes[1 << 16];
	const struct file_system *fs = &file_system_real;
	struct hash_run *run = NULL;
	int fd = fs->open(path, O_RDONLY | O_CLOEXEC, 0), r;
	ssize_t n = 1;

	if (fd < 0)
		return E_IO;
	r = hash_run_new(&run);
	while (r == 0 && n > 0) {
		n = fs->read(fd, bytes, sizeof(bytes));
		if (n > 0)
			hash_run_add(run, bytes, (size_t)n);
		else if (n < 0 && errno == EINTR)
			n = 1;
		else if (n < 0)
			r = E_IO;
	}
	if (r == 0)
		hash_run_end(run, out);
	else
		hash_run_free(run);
	(void)fs->close(fd);
	return r;
}

/* The file that the entry names is the one that was read. */
static bool
same_file(struct ice_import *i)
{
	struct hash now;
	int r;

	if (i->o->store == NULL)
		return true;
	if ((r = hash_file(i->path, &now)) != 0)
		return failed(i, r, NULL);
	return hash_equal(&now, &i->file) ||
	    failed(i, E_IO,
		arena_printf(i->c->arena,
		    "%s was changed while it was read: import it again",
		    i->path));
}

static json_t *
release_json(const struct ice_import *i)
{
	const struct ice_counts *n = ice_counts_of(i->ice);
	json_t *kinds = json_object();
	char file[72], segment[72];

	hash_text(&i->file, file);
	hash_text(&i->hash, segment);
	for (unsigned k = 0; k < ICE_KINDS; k++)
		if (n->by_kind[k] > 0)
			(void)json_object_set_new(kinds,
			    ice_kind_text((enum ice_kind)k),
			    json_integer((json_int_t)n->by_kind[k]));
	return json_pack("{s:s,s:s,s:s,s:I,s:I,s:I,s:s,s:o}", "of", "ice",
	    "reader", ICE_READER, "file", file, "rows", (json_int_t)n->rows,
	    "people", (json_int_t)n->people, "facts", (json_int_t)i->facts,
	    "segment", segment, "kinds", kinds);
}

static bool
entry_write(struct ice_import *i)
{
	struct release_entry r = { .store = i->o->store,
		.by = i->o->by,
		.matter = "enforcement_data",
		.source = "ICE enforcement data" };

	if (i->o->store == NULL)
		return true;
	r.body = release_json(i);
	return release_write(i->c, &r, &i->entry, &i->status);
}

/* -- What is shown -------------------------------------------------------- */

static void
show_line(struct buf *b, const char *what, uint64_t n)
{
	size_t start = b->len;

	buf_printf(b, "  %s", what);
	show_pad(b, start, 28);
	show_count(b, n);
	buf_putc(b, '\n');
}

static void
show_text(struct ice_import *i)
{
	const struct ice_counts *n = ice_counts_of(i->ice);
	struct buf *b = i->c->out;

	for (unsigned k = 0; k < ICE_KINDS; k++)
		if (n->by_kind[k] > 0)
			show_line(b, ice_kind_text((enum ice_kind)k),
			    n->by_kind[k]);
	show_line(b, "sheets", n->sheets);
	show_line(b, "title rows", n->title_rows);
	show_line(b, "struck out (missing)", n->redacted);
	show_line(b, "rows of nobody known", n->unnamed);
	show_line(b, "days that are none", n->bad_dates);
	show_line(b, "countries not known", n->bad_countries);
	buf_putc(b, '\n');
	show_count(b, n->people);
	buf_puts(b, " people, ");
	show_count(b, i->facts);
	buf_puts(b,
	    " facts\n"
	    "These data and the courts' share no key: nobody here is "
	    "known to be anybody there.\n");
	if (i->segment != NULL)
		buf_printf(b, "segment: %s\n", i->segment);
	else
		buf_puts(b,
		    "Nothing was written (--to FOLDER, --store STORE "
		    "keep it).\n");
	if (i->entry != 0)
		buf_printf(b, "entry %llu\n", (unsigned long long)i->entry);
}

static void
show_json(struct ice_import *i)
{
	const struct ice_counts *n = ice_counts_of(i->ice);
	struct json j;

	json_init(&j, i->c->out);
	json_open(&j);
	json_kint(&j, "rows", (long long)n->rows);
	for (unsigned k = 0; k < ICE_KINDS; k++)
		json_kint(&j, ice_kind_text((enum ice_kind)k),
		    (long long)n->by_kind[k]);
	json_kint(&j, "sheets", (long long)n->sheets);
	json_kint(&j, "title_rows", (long long)n->title_rows);
	json_kint(&j, "redacted", (long long)n->redacted);
	json_kint(&j, "unnamed", (long long)n->unnamed);
	json_kint(&j, "bad_dates", (long long)n->bad_dates);
	json_kint(&j, "bad_countries", (long long)n->bad_countries);
	json_kint(&j, "people", (long long)n->people);
	json_kint(&j, "facts", (long long)i->facts);
	json_kbool(&j, "shares_key_with_courts", false);
	json_kstr(&j, "segment", i->segment);
	json_kint(&j, "entry", (long long)i->entry);
	json_close(&j);
	json_done(&j);
}

static bool
import_all(struct ice_import *i)
{
	struct ice_options how = { .progress = told, .ctx = i };
	struct option_list none = { .n = 0 };
	const char *why = NULL;
	int r;

	how.reader = reader_path(i->c->arena);
	if (how.reader == NULL)
		return failed(i, E_IO, NULL);
	if (casebook_need(i->c, &none, &i->book) != 0) {
		i->status = STATUS_FAILED;
		return false;
	}
	if (i->o->store != NULL && (r = hash_file(i->path, &i->file)) != 0)
		return failed(i, r,
		    arena_printf(i->c->arena, "%s cannot be read", i->path));
	r = ice_read(i->c->arena, i->c->mem, i->path, &how, &i->ice, &why);
	if (r != 0)
		return failed(i, r, why);
	if (!same_file(i) || !people_taken(i) || !entry_write(i))
		return false;
	pace_end(&i->p);
	if (i->o->common.json)
		show_json(i);
	else
		show_text(i);
	return true;
}

static enum status
import_ice_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct ice_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct ice_import i = { .c = c, .o = &o, .status = STATUS_DONE };
	enum status status;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n != 1)
		return cli_usage(c, self, "name the file");
	if (o.store != NULL && (o.to != NULL || o.by == NULL))
		return cli_usage(c, self,
		    o.by == NULL
			? "a store keeps who says so: --by NAME"
			: "--store has a place for segments: leave out --to");
	i.path = args.items[0];
	pace_catch();
	(void)import_all(&i);
	segment_writer_free(i.w);
	ice_free(i.ice);
	return i.status;
}

static const struct option import_ice_options[] = {
	{ "--to", NULL, OPTION_TEXT, "FOLDER", offsetof(struct ice_opts, to),
	    "write a segment into this folder" },
	{ "--store", NULL, OPTION_TEXT, "STORE",
	    offsetof(struct ice_opts, store),
	    "the same into a store, with one entry that says so" },
	{ "--by", NULL, OPTION_TEXT, "NAME", offsetof(struct ice_opts, by),
	    "who brings it, of a store" },
	OPTIONS_COMMON(struct ice_opts, common), OPTION_END
};

const struct command command_import_ice = {
	.name = "import ice",
	.usage = "FILE [--to FOLDER | --store STORE --by NAME]",
	.summary = "arrests, detentions, removals, encounters or detainers",
	.help =
	    "Reads a workbook as Immigration and Customs Enforcement releases it\n"
	    "(XLSX, with its title rows and sheets), comma-separated values, or\n"
	    "bar-separated ones packed with gzip.  What is packed is read by\n"
	    "forestay-doc, a process that can do nothing else.  Rows with one\n"
	    "identifier are one person.  These data and the courts' share no key: in a\n"
	    "store they are an entry and a segment of their own, and join nobody.\n",
	.options = import_ice_options,
	.run = import_ice_run,
};
