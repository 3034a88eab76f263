/* cmd_manifest.c - forestay manifest: a list of people put to a gate. */

#include <jansson.h>
#include <string.h>
#include <strings.h>

#include "cli/check_server.h"
#include "cli/log_arg.h"
#include "cli/reader.h"
#include "forestay.h"
#include "intake/file.h"
#include "serve/query.h"

#define FILE_MAX ((size_t)32 << 20)

struct manifest_opts {
	struct common common;
	const char *name, *act, *to, *from, *under, *by, *at, *arrives;
	const char *sheet;
	struct option_list ignore;
	const char *server, *token, *log, *ca, *receipt;
};

struct listing {
	struct cli *c;
	const struct command *self;
	const struct manifest_opts *o;
	const char *path;
	struct source_text file;
	struct forestay_manifest m;
	enum status status;
};

static bool
wrong(struct listing *l, const char *what)
{
	l->status = cli_failed(l->c, "%s: %s: nothing was asked, so hold all",
	    l->path, what);
	return false;
}

/* -- JSON ---------------------------------------------------------------- */

static bool
take_slot(struct listing *l, const struct query_slot *s)
{
	const struct {
		const char *name, **to;
	} known[] = { { "to", &l->m.to }, { "from", &l->m.from },
		{ "under", &l->m.under }, { "by", &l->m.by } };
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i].name, s->name) == 0) {
			*known[i].to = s->value;
			return true;
		}
	return wrong(l, "of slots only to, from, under and by can be sent");
}

static bool
from_json(struct listing *l)
{
	struct forestay_line *lines;
	struct manifest m;
	const char *why = "";
	size_t i;

	if (l->o->name != NULL || l->o->act != NULL || l->o->to != NULL ||
	    l->o->from != NULL || l->o->under != NULL || l->o->by != NULL ||
	    l->o->at != NULL || l->o->arrives != NULL) {
		l->status = cli_usage(l->c, l->self,
		    "a manifest in JSON says itself what it is called, which "
		    "act, where to and when");
		return false;
	}
	if (manifest_read(l->c->arena, l->file.bytes, l->file.len, &m, &why) !=
	    0)
		return wrong(l, why);
	lines = arena_array(l->c->arena, m.n, sizeof(*lines));
	if (lines == NULL)
		return wrong(l, "out of memory");
	for (i = 0; i < m.n; i++)
		lines[i] = (struct forestay_line){ .person = m.lines[i].person,
			.to = m.lines[i].to,
			.alternate = m.lines[i].alternate,
			.facts = m.lines[i].facts,
			.nfacts = m.lines[i].nfacts };
	l->m = (struct forestay_manifest){ .name = m.name,
		.act = m.all.act,
		.departs = m.all.departs,
		.arrives = m.all.arrives,
		.lines = lines,
		.nlines = m.n };
	for (i = 0; i < m.all.nslots; i++)
		if (!take_slot(l, &m.all.slots[i]))
			return false;
	return true;
}

/* -- A table ------------------------------------------------------------- */

enum column { COLUMN_PERSON, COLUMN_LIST, COLUMN_TO, COLUMN_FACT, COLUMN_NONE };

static const struct {
	const char *heading;
	enum column is;
} headings[] = { { "person", COLUMN_PERSON }, { "a-number", COLUMN_PERSON },
	{ "a_number", COLUMN_PERSON }, { "a number", COLUMN_PERSON },
	{ "list", COLUMN_LIST }, { "to", COLUMN_TO },
	{ "destination", COLUMN_TO }, { "fact", COLUMN_FACT } };

static bool
is_ignored(const struct listing *l, const char *heading)
{
	size_t i;

	for (i = 0; i < l->o->ignore.n; i++)
		if (strcasecmp(l->o->ignore.items[i], heading) == 0)
			return true;
	return false;
}

/* A column that is not understood is never passed over: it may be where
 * somebody goes. */
static bool
columns_of(struct listing *l, const struct sheet_row *row, enum column *out)
{
	size_t i, k, seen[COLUMN_NONE] = { 0 };

	if (row->wrong != NULL || row->ncells > LIMIT_COLUMNS)
		return wrong(l, "its heading cannot be read");
	for (i = 0; i < row->ncells; i++) {
		out[i] = COLUMN_NONE;
		if (is_ignored(l, row->cells[i]))
			continue;
		for (k = 0; k < sizeof(headings) / sizeof(headings[0]); k++)
			if (strcasecmp(headings[k].heading, row->cells[i]) == 0)
				out[i] = headings[k].is;
		if (out[i] == COLUMN_NONE)
			return wrong(l,
			    arena_printf(l->c->arena,
				"the column \"%s\" is not known: person, list, "
				"to or fact, or --ignore it",
				row->cells[i]));
		if (seen[out[i]]++ > 0 && out[i] != COLUMN_FACT)
			return wrong(l, "two columns are of the same");
	}
	return seen[COLUMN_PERSON] > 0 ||
	    wrong(l, "it has no column \"person\"");
}

static bool
take_cell(struct listing *l, enum column is, const char *cell,
    struct forestay_line *out)
{
	const char **facts;

	if (is == COLUMN_NONE || *cell == '\0')
		return true;
	switch (is) {
	case COLUMN_PERSON:
		out->person = cell;
		return true;
	case COLUMN_TO:
		out->to = cell;
		return true;
	case COLUMN_LIST:
		out->alternate = strcasecmp(cell, "alternate") == 0;
		return out->alternate || strcasecmp(cell, "main") == 0 ||
		    wrong(l, "a list is main or alternate");
	default:
		facts = (const char **)(uintptr_t)out->facts;
		if (facts == NULL)
			facts = arena_array(l->c->arena, LIMIT_STATED,
			    sizeof(*facts));
		if (facts == NULL || out->nfacts == LIMIT_STATED)
			return wrong(l, "too many facts of one person");
		facts[out->nfacts++] = cell;
		out->facts = facts;
		return true;
	}
}

static bool
take_row(struct listing *l, const struct sheet_row *row,
    const enum column *columns, size_t n, struct forestay_line *out)
{
	size_t i;

	*out = (struct forestay_line){ .person = NULL };
	if (row->wrong == NULL && row->ncells <= n) {
		for (i = 0; i < row->ncells; i++)
			if (!take_cell(l, columns[i], row->cells[i], out))
				return false;
		if (out->person != NULL)
			return true;
	}
	return wrong(l,
	    arena_printf(l->c->arena, "line %u: %s", row->line,
		row->wrong != NULL    ? row->wrong
		    : row->ncells > n ? "more cells than the heading has"
				      : "no person"));
}

/* What it is called, when nobody says: as its file is. */
static const char *
name_of(struct listing *l)
{
	const char *slash = strrchr(l->path, '/');
	const char *base = slash == NULL ? l->path : slash + 1;

	if (l->o->name != NULL)
		return l->o->name;
	return arena_strndup(l->c->arena, base, strcspn(base, "."));
}

static bool
from_table(struct listing *l)
{
	enum column columns[LIMIT_COLUMNS];
	struct forestay_line *lines;
	const char *why = NULL;
	struct sheet sheet;
	size_t i;
	int r;

	r = reader_sheet(l->c->arena, &l->file, l->path, l->o->sheet, &sheet,
	    &why);
	if (r != 0)
		return wrong(l, why != NULL ? why : err_text(r));
	if (sheet.n < 2)
		return wrong(l, "it has no lines below its heading");
	if (!columns_of(l, &sheet.rows[0], columns))
		return false;
	lines = arena_array(l->c->arena, sheet.n - 1, sizeof(*lines));
	if (lines == NULL)
		return wrong(l, "out of memory");
	for (i = 1; i < sheet.n; i++)
		if (!take_row(l, &sheet.rows[i], columns, sheet.rows[0].ncells,
			&lines[i - 1]))
			return false;
	l->m = (struct forestay_manifest){ .name = name_of(l),
		.act = l->o->act != NULL ? l->o->act : "removal",
		.to = l->o->to,
		.from = l->o->from,
		.under = l->o->under,
		.by = l->o->by,
		.departs = l->o->at,
		.arrives = l->o->arrives,
		.lines = lines,
		.nlines = sheet.n - 1 };
	return true;
}

/* -- What is shown ------------------------------------------------------- */

static enum verdict
shown_as(enum forestay_verdict v)
{
	return v == FORESTAY_NO_BAR_ON_RECORD ? VERDICT_NO_BAR
	    : v == FORESTAY_BARRED            ? VERDICT_BARRED
					      : VERDICT_HOLD;
}

static void
show_line(const struct listing *l, size_t i,
    const struct forestay_line_answer *a)
{
	static const char *const words[] = { "added", "moved up", "moved down",
		"another destination" };
	const struct forestay_line *line = &l->m.lines[i];
	enum verdict v = shown_as(a->verdict);
	struct buf *b = l->c->out;
	size_t start, k;

	buf_printf(b, "%5zu  ", i + 1);
	show_paint(b, &l->c->look, show_verdict_paint(v), verdict_text(v));
	/* Past the longest word; the paint's own bytes are no columns. */
	buf_printf(b, "%*s", (int)(18 - strlen(verdict_text(v))), "");
	start = b->len;
	show_clean(b, line->person);
	show_pad(b, start, 16);
	buf_puts(b, line->alternate ? "alternate  " : "main       ");
	show_clean(b,
	    line->to != NULL      ? line->to
		: l->m.to != NULL ? l->m.to
				  : "nowhere said");
	for (k = 0; k < sizeof(words) / sizeof(words[0]); k++)
		if ((a->changes & 1u << k) != 0)
			buf_printf(b, ", %s", words[k]);
	buf_putc(b, '\n');
}

/* Whom the version before had: it is in what was signed. */
static void
show_dropped(struct buf *b, const char *body)
{
	json_t *j = body == NULL ? NULL : json_loads(body, 0, NULL);
	const json_t *list = json_object_get(j, "dropped");
	const char *s;
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		s = json_string_value(
		    json_object_get(json_array_get(list, i), "person"));
		buf_puts(b, i == 0 ? "\nNo longer on it: " : ", ");
		show_clean(b, s == NULL ? "" : s);
	}
	if (i > 0)
		buf_putc(b, '\n');
	json_decref(j);
}

static void
show(const struct listing *l, const struct forestay_manifest_answer *a)
{
	size_t n[3] = { 0 }, i;
	struct buf *b = l->c->out;

	if (l->o->common.json && a->body != NULL) {
		buf_add(b, a->body, a->nbody);
		return;
	}
	if (l->o->common.json) {
		buf_puts(b, "{\"verdict\":\"hold\",\"why\":");
		buf_json(b, a->why);
		buf_puts(b, "}\n");
		return;
	}
	buf_puts(b, "Manifest ");
	show_clean(b, l->m.name);
	if (a->version > 0)
		buf_printf(b, ", version %llu", (unsigned long long)a->version);
	buf_puts(b, "\n\n");
	for (i = 0; i < a->nlines; i++) {
		show_line(l, i, &a->lines[i]);
		n[shown_as(a->lines[i].verdict)]++;
	}
	buf_printf(b, "\n%zu barred, %zu held, %zu with no bar on record\n",
	    n[VERDICT_BARRED], n[VERDICT_HOLD], n[VERDICT_NO_BAR]);
	show_dropped(b, a->body);
	if (a->why[0] != '\0') {
		buf_puts(b, "\nHeld, because ");
		show_clean(b, a->why);
		buf_putc(b, '\n');
	}
	buf_puts(b,
	    "\nDo not act on a line that is barred or held.  No line is a "
	    "permission; ask\nagain before the act.\n");
}

/* -- The command --------------------------------------------------------- */

static bool
open_file(struct listing *l)
{
	const char *why = NULL, *s;
	size_t i = 0;

	if (file_read(&file_system_real, l->c->arena, l->path, FILE_MAX,
		&l->file, &why) != 0)
		return wrong(l, why != NULL ? why : "it cannot be read");
	s = l->file.bytes;
	while (i < l->file.len && strchr(" \t\r\n", s[i]) != NULL)
		i++;
	return i < l->file.len && s[i] == '{' ? from_json(l) : from_table(l);
}

static enum status
put_to_gate(struct listing *l)
{
	struct forestay_gate g = { .url = l->o->server, .ca_file = l->o->ca };
	struct forestay_manifest_answer a;
	struct note_key key;
	enum status status;
	struct buf text;

	if (!log_arg_key(l->c, l->o->log, &key) ||
	    (g.token = server_token(l->c, l->o->token)) == NULL)
		return STATUS_FAILED;
	buf_init(&text, l->c->mem, 4096);
	note_key_text(&text, &key);
	g.log_key = text.s;
	(void)forestay_manifest(&g, &l->m, &a);
	show(l, &a);
	status = a.why[0] != '\0'                    ? STATUS_FAILED
	    : a.verdict == FORESTAY_NO_BAR_ON_RECORD ? STATUS_DONE
						     : STATUS_BARRED;
	if (!server_keep(l->c, l->o->receipt, a.receipt, a.nreceipt))
		status = STATUS_FAILED;
	forestay_manifest_answer_release(&a);
	buf_release(&text);
	return status;
}

static enum status
manifest_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct manifest_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct listing l = { .c = c, .self = self, .o = &o };

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &l.status))
		return l.status;
	if (args.n != 1 || o.server == NULL || o.token == NULL || o.log == NULL)
		return cli_usage(c, self,
		    "FILE, --server, --token (the file with the account's "
		    "token) and --log (the log's public key) are needed");
	l.path = args.items[0];
	if (!open_file(&l))
		return l.status;
	return put_to_gate(&l);
}

static const struct option manifest_options[] = {
	{ "--server", NULL, OPTION_TEXT, "URL",
	    offsetof(struct manifest_opts, server), "the gate to ask" },
	{ "--token", NULL, OPTION_TEXT, "FILE",
	    offsetof(struct manifest_opts, token),
	    "the file with the account's token" },
	{ "--log", NULL, OPTION_TEXT, "KEY",
	    offsetof(struct manifest_opts, log),
	    "the public key by which answers are believed, or the file that "
	    "holds it" },
	{ "--ca", NULL, OPTION_TEXT, "FILE", offsetof(struct manifest_opts, ca),
	    "PEM, whom its certificate is signed by; without it whom this "
	    "machine trusts" },
	{ "--receipt", NULL, OPTION_TEXT, "FILE",
	    offsetof(struct manifest_opts, receipt),
	    "keep the signed reply in this file (forestay receipt verify)" },
	{ "--name", NULL, OPTION_TEXT, "NAME",
	    offsetof(struct manifest_opts, name),
	    "of a table: what it is called, so that its versions are "
	    "compared; without it as its file is" },
	{ "--act", NULL, OPTION_TEXT, "ACT",
	    offsetof(struct manifest_opts, act),
	    "of a table: what is about to be done; without it: removal" },
	{ "--to", NULL, OPTION_TEXT, "PLACE",
	    offsetof(struct manifest_opts, to),
	    "of a table: where a line goes that does not say it" },
	{ "--from", NULL, OPTION_TEXT, "PLACE",
	    offsetof(struct manifest_opts, from), "where it begins" },
	{ "--under", NULL, OPTION_TEXT, "AUTHORITY",
	    offsetof(struct manifest_opts, under), "under which authority" },
	{ "--by", NULL, OPTION_TEXT, "AGENCY",
	    offsetof(struct manifest_opts, by), "by whom" },
	{ "--at", NULL, OPTION_TEXT, "INSTANT",
	    offsetof(struct manifest_opts, at),
	    "when it begins: 2017-06-23T14:00:00Z; without it: now" },
	{ "--arrives", NULL, OPTION_TEXT, "INSTANT",
	    offsetof(struct manifest_opts, arrives), "when it ends" },
	{ "--sheet", NULL, OPTION_TEXT, "NAME|N",
	    offsetof(struct manifest_opts, sheet),
	    "which sheet of a workbook" },
	{ "--ignore", NULL, OPTION_LIST, "COLUMN",
	    offsetof(struct manifest_opts, ignore),
	    "of a table: a column that says nothing about the act" },
	OPTIONS_COMMON(struct manifest_opts, common), OPTION_END
};

const struct command command_manifest = {
	.name = "manifest",
	.usage = "FILE --server URL --token FILE --log KEY ...",
	.summary = "every line and every alternate of a list, one answer each",
	.help =
	    "FILE is JSON as docs/openapi.json has it, comma-separated values or a\n"
	    "workbook (XLSX) with the columns person, list (main or alternate), to and\n"
	    "fact.  Every line needs a destination.  Each version is compared with the\n"
	    "last of that name: who was added, moved up, dropped, changed destination.\n"
	    "Whatever goes wrong is a hold of every line.\n",
	.options = manifest_options,
	.run = manifest_run,
};
