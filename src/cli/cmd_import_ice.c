/* cmd_import_ice.c - forestay import ice: what Immigration and Customs
 * Enforcement releases, read, and kept as a segment. */

#include <string.h>
#include <unistd.h>

#include "cli/casebook.h"
#include "cli/cmd_import_court.h"
#include "cli/json.h"
#include "cli/pace.h"
#include "intake/ice.h"
#include "store/segment.h"

struct ice_opts {
	struct common common;
	const char *to;
};

struct ice_import {
	struct cli *c;
	const struct ice_opts *o;
	const char *path;
	struct casebook book;
	struct ice *ice;
	struct segment_writer *w;
	const char *segment;
	struct pace p;
	uint64_t facts;
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

/* forestay-doc stands beside this program. */
static const char *
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

static int
take_person(void *ctx, const struct person *p)
{
	struct ice_import *i = ctx;

	if (pace_stopped())
		return E_AGAIN;
	i->facts += p->nfacts;
	return i->w != NULL ? segment_add(i->w, p) : 0;
}

static bool
people_taken(struct ice_import *i)
{
	const char *why = NULL;
	struct hash hash;
	int r = 0;

	if (i->o->to != NULL) {
		(void)file_system_real.mkdir(i->o->to, 0700);
		r = segment_writer_new(&mem_system, &file_system_real, i->o->to,
		    i->book.law.vocab, &i->w);
	}
	if (r != 0)
		return failed(i, r, NULL);
	r = ice_each(i->ice, i->book.law.vocab, take_person, i, &why);
	if (r == 0 && i->w != NULL)
		r = segment_finish(i->w, told_rows, i, &hash);
	if (r != 0)
		return failed(i, r,
		    r == E_AGAIN      ? "stopped; nothing was written"
			: r == E_NAME ? why
				      : NULL);
	if (i->w != NULL)
		i->segment = segment_path(i->c->arena, i->o->to, &hash);
	return true;
}

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
		buf_puts(b, "Nothing was written (--to FOLDER keeps it).\n");
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
	r = ice_read(i->c->arena, i->c->mem, i->path, &how, &i->ice, &why);
	if (r != 0)
		return failed(i, r, why);
	if (!people_taken(i))
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
	OPTIONS_COMMON(struct ice_opts, common), OPTION_END
};

const struct command command_import_ice = {
	.name = "import ice",
	.usage = "FILE [--to FOLDER]",
	.summary = "arrests, detentions, removals, encounters or detainers",
	.help =
	    "Reads a workbook as Immigration and Customs Enforcement releases it\n"
	    "(XLSX, with its title rows and sheets), comma-separated values, or\n"
	    "bar-separated ones packed with gzip.  What is packed is read by\n"
	    "forestay-doc, a process that can do nothing else.  Rows with one\n"
	    "identifier are one person.  These data and the courts' share no key.\n",
	.options = import_ice_options,
	.run = import_ice_run,
};
