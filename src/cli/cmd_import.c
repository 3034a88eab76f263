/* cmd_import.c - forestay people import, facts import: tables of people into
 * a store, shown first, undone by an entry. */

#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "cli/cmd_import.h"
#include "cli/cmd_people.h"
#include "cli/reader.h"
#include "intake/file.h"

#define WRITE_PEOPLE 1000 /* of one batch */
#define IMPORT_TRIES 3
#define SYNC_TRIES   60

static bool
failed(struct importing *i, int r)
{
	i->d.status = keep_failed(i->d.c, i->d.store, r);
	return false;
}

/* -- The mapping ---------------------------------------------------------- */

/* The latest mapping of that name. */
static bool
mapping_saved(struct importing *i)
{
	struct arena *a = i->d.c->arena;
	struct mapping *m = arena_alloc(a, sizeof(*m));
	struct written *w = NULL;
	struct entry_view v;
	bool found = false;
	size_t n = 0, k;
	int r;

	if (i->d.o->mapping == NULL)
		return true;
	if (m == NULL)
		return failed(i, E_NOMEM);
	r = store_about(i->d.store, a, "mappings", i->d.st.head.size, &w, &n);
	for (k = 0; k < n && r == 0; k++) {
		if ((r = entry_read(a, w[k].bytes, w[k].n, &v)) != 0)
			break;
		if (mapping_read(a, v.body, m) &&
		    strcmp(m->name, i->d.o->mapping) == 0) {
			*i->mapping = *m;
			found = true;
		}
		entry_view_release(&v);
	}
	if (r != 0)
		return failed(i, r);
	if (found)
		return true;
	i->d.status = cli_usage(i->d.c, i->d.self,
	    "no mapping named %s was saved in this store (--save saves one)",
	    i->d.o->mapping);
	return false;
}

static bool
mapping_said(struct importing *i)
{
	const struct desk_opts *o = i->d.o;
	struct mapping *m = i->mapping;
	struct {
		const struct option_list *from;
		struct mapping_pair *to;
		size_t *n, max;
		const char *option;
	} lists[] = { { &o->map, m->columns, &m->ncolumns, LIMIT_COLUMNS,
			  "--map" },
		{ &o->value, m->values, &m->nvalues, LIMIT_COLUMNS, "--value" },
		{ &o->set, m->constants, &m->nconstants, 16, "--set" } };
	const char *why;
	size_t k, j;

	for (k = 0; k < 3; k++)
		for (j = 0; j < lists[k].from->n; j++)
			if (!mapping_add(i->d.c->arena, lists[k].to, lists[k].n,
				lists[k].max, lists[k].from->items[j], &why)) {
				i->d.status = cli_usage(i->d.c, i->d.self,
				    "%s %s: %s", lists[k].option,
				    lists[k].from->items[j], why);
				return false;
			}
	if (o->dates != NULL && !mapping_dates(o->dates, &m->dates)) {
		i->d.status = cli_usage(i->d.c, i->d.self,
		    "--dates is iso, mdy or dmy, not %s", o->dates);
		return false;
	}
	if (o->save != NULL)
		m->name = o->save;
	return true;
}

/* -- The file ------------------------------------------------------------- */

static bool
file_open(struct importing *i)
{
	const char *path = i->d.args.items[1], *why = NULL;
	struct arena *a = i->d.c->arena;
	int r;

	r = file_read(&file_system_real, a, path, LIMIT_BLOB_BYTES, &i->file,
	    &why);
	if (r == 0)
		r = reader_sheet(a, &i->file, path, i->d.o->sheet, &i->sheet,
		    &why);
	if (r == E_NAME && why != NULL)
		i->d.status = cli_usage(i->d.c, i->d.self, "%s", why);
	else if (r != 0)
		i->d.status =
		    cli_failed(i->d.c, "%s", why != NULL ? why : err_text(r));
	return r == 0;
}

/* -- Reading -------------------------------------------------------------- */

static bool
heading_row(struct importing *i, unsigned *out)
{
	const char *s = i->d.o->heading;
	unsigned v = 0;

	*out = 0;
	for (; s != NULL && *s >= '0' && *s <= '9' && v < 10000000; s++)
		v = v * 10 + (unsigned)(*s - '0');
	*out = v;
	if (i->d.o->heading == NULL || (*s == '\0' && v > 0))
		return true;
	i->d.status = cli_usage(i->d.c, i->d.self,
	    "--heading is the number of a row, not %s", i->d.o->heading);
	return false;
}

/* As the store stands now. */
static bool
import_again(struct importing *i)
{
	struct import *im = arena_alloc(i->d.c->arena, sizeof(*im));
	struct keep_progress p = { .what = "weighing" };
	int r;

	if (im == NULL)
		return failed(i, E_NOMEM);
	i->im = im;
	im->arena = i->d.c->arena;
	im->st = &i->d.st;
	im->sheet = &i->sheet;
	im->mapping = i->mapping;
	im->zone = i->d.o->zone;
	/* Shown as if it were kept; kept when it is written. */
	im->document = i->d.o->document != NULL ? "named" : NULL;
	if (!heading_row(i, &im->heading_row))
		return false;
	r = import_read(im);
	if (r == 0)
		r = import_compare(im);
	if (r == 0)
		r = import_weigh(im, i->d.o->by != NULL ? i->d.o->by : "nobody",
		    keep_progress, &p);
	keep_progress_end(&p);
	return r == 0 || failed(i, r);
}

/* -- Writing -------------------------------------------------------------- */

static bool
import_id(struct importing *i)
{
	unsigned char random[12];
	char id[PERSON_ID_SIZE];

	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random)) {
		i->d.status =
		    cli_failed(i->d.c, "no random bytes are to be had");
		return false;
	}
	person_id_make(random, id);
	id[0] = 'i';
	i->id = arena_strdup(i->d.c->arena, id);
	return i->id != NULL || failed(i, E_NOMEM);
}

/* What was brought, in one entry: the file is kept beside it. */
static int
say_import(struct importing *i, struct saying *s)
{
	static const char *const on[] = { "imports" };
	const struct import *im = i->im;

	return say_other(s, "import",
	    json_pack("{s:s,s:s,s:I,s:I,s:I,s:s*}", "import", i->id, "file",
		im->file, "rows", (json_int_t)im->rows, "taken",
		(json_int_t)im->rows_taken, "rejected",
		(json_int_t)im->people.nrejects, "mapping", i->mapping->name),
	    on, 1);
}

static int
say_mapping(struct importing *i, struct saying *s)
{
	static const char *const on[] = { "mappings" };

	if (i->d.o->save == NULL)
		return 0;
	return say_other(s, "mapping", mapping_json(i->mapping), on, 1);
}

/* What was weighed stands: the orders, and what is on record of these. */
static int
preconditions(struct importing *i, size_t from, size_t to, uint64_t since,
    struct batch *b)
{
	struct arena *a = i->d.c->arena;
	struct precondition *pre = arena_array(a, 2 + to - from, sizeof(*pre));
	const struct import_person *p;
	size_t n = 2, k;

	if (pre == NULL)
		return E_NOMEM;
	pre[0] = (struct precondition){ "people", since };
	pre[1] = (struct precondition){ "orders", i->d.st.head.size };
	for (k = from; k < to; k++) {
		p = i->im->persons[k];
		if (p->id == NULL || p->is_new)
			continue;
		pre[n].subject = arena_printf(a, "person/%s", p->id);
		pre[n].since = i->d.st.head.size;
		if (pre[n++].subject == NULL)
			return E_NOMEM;
	}
	b->pre = pre;
	b->npre = n;
	return 0;
}

/* One batch, about persons [from, to); *since moves on with it.  E_CONFLICT:
 * somebody recorded people, orders or more of these in between. */
static int
write_batch(struct importing *i, struct saying *s, size_t from, size_t to,
    uint64_t *since)
{
	struct batch b = { .drafts = s->drafts, .n = s->n };
	struct appended out;
	int r, tries;

	if (s->n == 0)
		return 0;
	if ((r = preconditions(i, from, to, *since, &b)) != 0 ||
	    (r = store_batch_id(&b)) != 0)
		return r;
	for (tries = 0; tries < 5; tries++) {
		r = store_append(i->d.store, &b, &out);
		if (r != E_IO && r != E_STALE && r != E_AGAIN)
			break;
	}
	if (r != 0)
		return r;
	if (i->entries == 0)
		i->first = out.first;
	i->entries += out.n;
	*since = out.first + out.n - 1;
	return 0;
}

static int
write_people(struct importing *i, const struct saying *as, uint64_t *since)
{
	struct keep_progress p = { .what = "writing" };
	struct arena_mark mark = arena_mark(as->arena);
	struct saying s;
	size_t at, to;
	int r = 0;

	for (at = 0; at < i->im->npersons && r == 0; at = to) {
		to = at + WRITE_PEOPLE < i->im->npersons ? at + WRITE_PEOPLE
							 : i->im->npersons;
		s = *as;
		s.import = i->id;
		r = import_say(i->im, at, to, &s);
		if (r == 0)
			r = write_batch(i, &s, at, to, since);
		say_release(&s);
		arena_rewind(as->arena, mark);
		keep_progress(&p, to, i->im->npersons);
	}
	keep_progress_end(&p);
	return r;
}

static bool
import_write(struct importing *i)
{
	struct saying as = { .n = 0 }, s;
	struct hash hash;
	uint64_t since = i->d.st.head.size;
	char name[72];
	int r;

	if (i->im->nfacts_new == 0 && i->im->nids_new == 0 &&
	    i->im->nnew == 0 && i->im->nunread_new == 0 && i->d.o->save == NULL)
		return true;
	if (!desk_saying(&i->d, &as))
		return false;
	i->im->document = as.document;
	r = store_blob_put(i->d.store, i->file.bytes, i->file.len, &hash);
	if (r != 0)
		return failed(i, r);
	hash_text(&hash, name);
	i->im->file = arena_strdup(i->d.c->arena, name);
	if (i->im->file == NULL)
		return failed(i, E_NOMEM);
	if (as.source == NULL)
		as.source = i->d.args.items[1];
	as.document = i->im->file;
	as.page = 0;
	if (i->id == NULL && !import_id(i))
		return false;
	/* First that it begins: an import that stops half way can be undone
	 * by its id, or brought again. */
	s = as;
	r = say_import(i, &s);
	if (r == 0)
		r = say_mapping(i, &s);
	if (r == 0)
		r = write_batch(i, &s, 0, 0, &since);
	say_release(&s);
	if (r == 0)
		r = write_people(i, &as, &since);
	if (r == E_CONFLICT) {
		i->d.status = STATUS_BARRED;
		return false;
	}
	return r == 0 || failed(i, r);
}

/* Near others: when it is written, those of this very table too. */
static bool
import_neighbours(struct importing *i)
{
	struct keep_progress p = { .what = "comparing" };
	struct store_head head;
	int r, tries = 0;

	/* The views of a long list follow behind it. */
	do
		r = store_sync_views(i->d.store, &head);
	while (r == E_AGAIN && ++tries < SYNC_TRIES);
	if (r == 0) {
		i->d.st.head = head; /* what was just written too */
		r = import_near(i->im, head.size, keep_progress, &p);
	}
	keep_progress_end(&p);
	return r == 0 || failed(i, r);
}

/* Guesses are shown; whoever saves them has seen them. */
static bool
guesses_taken(struct importing *i)
{
	if (i->im->nguessed == 0 || i->d.o->save != NULL)
		return true;
	cli_note(i->d.c,
	    "%zu heading%s guessed: look at them above, and save them with "
	    "--save NAME, or say them with --map",
	    i->im->nguessed, i->im->nguessed == 1 ? " is" : "s are");
	i->d.status = STATUS_BARRED;
	return false;
}

/* What was guessed is said from now on. */
static bool
guesses_said(struct importing *i)
{
	const struct import_column *col;
	struct mapping *m = i->mapping;
	size_t k;

	for (k = 0; k < i->im->ncolumns; k++) {
		col = &i->im->columns[k];
		if (!col->guessed || strcmp(col->means, "#") == 0 ||
		    m->ncolumns == LIMIT_COLUMNS)
			continue;
		m->columns[m->ncolumns++] =
		    (struct mapping_pair){ col->heading, col->means };
	}
	return true;
}

static bool
import_once(struct importing *i)
{
	if (!import_again(i))
		return false;
	if (i->d.o->preview || !guesses_taken(i)) {
		if (!import_neighbours(i))
			return false;
		import_show(i, false);
		return i->d.o->preview;
	}
	return guesses_said(i) && import_write(i);
}

static void
import_all(struct importing *i)
{
	int tries;
	bool ok = false;

	if (!mapping_saved(i) || !mapping_said(i) || !file_open(i))
		return;
	for (tries = 0; tries < IMPORT_TRIES && !ok; tries++) {
		i->d.status = STATUS_DONE;
		ok = import_once(i);
		/* Only a conflict is tried again: what was written is on
		 * record by then, and is not written twice. */
		if (ok || i->d.status != STATUS_BARRED || i->id == NULL)
			break;
		if (!keep_read(i->d.c, i->d.store, &i->d.st)) {
			i->d.status = STATUS_FAILED;
			return;
		}
	}
	if (!ok) {
		if (i->d.status == STATUS_BARRED && i->id != NULL)
			i->d.status = cli_failed(i->d.c,
			    "others are recording people at the same time: "
			    "bring the table again");
		return;
	}
	if (i->d.o->preview)
		return;
	if (import_neighbours(i))
		import_show(i, true);
	if (i->d.status == STATUS_DONE && i->im->people.nrejects > 0)
		i->d.status = STATUS_BARRED;
}

/* -- Undo ----------------------------------------------------------------- */

/* Persons that an import touched. */
static bool
undo_persons(struct importing *i, const char *import, const char ***out,
    size_t *n)
{
	struct arena *a = i->d.c->arena;
	const char *subject = arena_printf(a, "import/%s", import);
	struct written *w = NULL;
	struct entry_view v;
	const char *last = "", *who, **all;
	size_t nw = 0, k;
	int r;

	r = subject == NULL
	    ? E_NOMEM
	    : store_about(i->d.store, a, subject, i->d.st.head.size, &w, &nw);
	all = arena_array(a, nw, sizeof(*all));
	if (r == 0 && all == NULL)
		r = E_NOMEM;
	*n = 0;
	for (k = 0; k < nw && r == 0; k++) {
		if ((r = entry_read(a, w[k].bytes, w[k].n, &v)) != 0)
			break;
		/* A person's facts were written one after another. */
		who = json_string_value(json_object_get(v.body, "person"));
		if ((strcmp(v.kind, "fact") == 0 ||
			strcmp(v.kind, "unread") == 0) &&
		    who != NULL && strcmp(who, last) != 0) {
			last = arena_strdup(a, who);
			all[*n] = arena_printf(a, "person/%s", who);
			r = last == NULL || all[(*n)++] == NULL ? E_NOMEM : 0;
		}
		entry_view_release(&v);
	}
	*out = all;
	return r == 0 || failed(i, r);
}

static bool
undo_say(struct importing *i, const char *import, const char **persons,
    size_t n, struct saying *s)
{
	const size_t each = LIMIT_SUBJECTS - 1;
	const char **on;
	size_t at, k, m;

	for (at = 0; at < n; at += each) {
		m = n - at < each ? n - at : each;
		on = arena_array(i->d.c->arena, m + 1, sizeof(*on));
		if (on == NULL)
			return failed(i, E_NOMEM);
		on[0] = "imports";
		for (k = 0; k < m; k++)
			on[1 + k] = persons[at + k];
		if (say_other(s, "undo", json_pack("{s:s}", "import", import),
			on, m + 1) != 0)
			return failed(i, E_NOMEM);
	}
	return true;
}

static void
import_undo(struct importing *i)
{
	static const char *const touched[] = { "imports" };
	const char *import = i->d.o->undo, **persons = NULL;
	struct saying s = { .n = 0 };
	struct appended done;
	size_t n = 0;

	if (i->d.o->document == NULL) {
		i->d.status = cli_usage(i->d.c, i->d.self,
		    "taking back what was recorded needs the paper that shows "
		    "why: --document FILE; it then waits for a second person");
		return;
	}
	if (!undo_persons(i, import, &persons, &n))
		return;
	if (n == 0) {
		i->d.status = cli_usage(i->d.c, i->d.self,
		    "no import named %s brought a fact", import);
		return;
	}
	if (desk_saying(&i->d, &s) && undo_say(i, import, persons, n, &s) &&
	    desk_write(&i->d, &s, touched, 1, &done))
		buf_printf(i->d.c->out,
		    "entry %llu  the facts of import %s about %zu people are "
		    "withdrawn, once a\nsecond person confirms it; nothing is "
		    "deleted:\n  forestay confirm %s %llu --by NAME\n",
		    (unsigned long long)done.first, import, n,
		    i->d.args.items[0], (unsigned long long)done.first);
	say_release(&s);
}

/* -- The command ---------------------------------------------------------- */

static enum status
import_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct desk_opts o = { 0 };
	struct importing i = { .id = NULL };

	if (!desk_begin(&i.d, c, self, &o, argc, argv, 0, 1, false))
		return i.d.status;
	i.mapping = arena_alloc(c->arena, sizeof(*i.mapping));
	if (i.mapping == NULL)
		(void)failed(&i, E_NOMEM);
	else if (o.by == NULL && !o.preview)
		i.d.status = cli_usage(c, self, "say who says so: --by NAME");
	else if ((o.undo == NULL) != (i.d.args.n == 2))
		i.d.status = cli_usage(c, self,
		    "name one table; or --undo IMPORT alone");
	else if (o.undo != NULL)
		import_undo(&i);
	else if (desk_needs_words(&i.d))
		import_all(&i);
	desk_end(&i.d);
	return i.d.status;
}

static const struct option import_options[] = {
	{ "--preview", NULL, OPTION_FLAG, NULL, DESK_AT(preview),
	    "show what would be written, and every row that would not; write "
	    "nothing" },
	{ "--map", NULL, OPTION_LIST, "THEIRS=OURS", DESK_AT(map),
	    "what a heading means (docs/people-files.md); \"Phone=#\" leaves "
	    "it out" },
	{ "--value", NULL, OPTION_LIST, "THEIRS=OURS", DESK_AT(value),
	    "what to write for a cell: \"Iraq=IQ\"" },
	{ "--set", NULL, OPTION_LIST, "HEADING=VALUE", DESK_AT(set),
	    "of every row: \"a_file.produced=2017-11-06\"" },
	{ "--dates", NULL, OPTION_TEXT, "iso|mdy|dmy", DESK_AT(dates),
	    "the order of dates in text; without it only 2017-06-11" },
	{ "--save", NULL, OPTION_TEXT, "NAME", DESK_AT(save),
	    "keep this mapping in the store, guesses included" },
	{ "--mapping", NULL, OPTION_TEXT, "NAME", DESK_AT(mapping),
	    "use one that was kept" },
	{ "--sheet", NULL, OPTION_TEXT, "NAME|N", DESK_AT(sheet),
	    "which sheet of a workbook" },
	{ "--heading", NULL, OPTION_TEXT, "ROW", DESK_AT(heading),
	    "where the heading stands; without it, where most cells mean "
	    "something" },
	{ "--undo", NULL, OPTION_TEXT, "IMPORT", DESK_AT(undo),
	    "withdraw the facts that an import brought" },
	OPTION_DESK_ZONE, OPTIONS_DESK,
	OPTIONS_COMMON(struct desk_opts, common), OPTION_END
};

#define IMPORT_HELP                                                               \
	"Reads comma-separated values or a workbook (XLSX), its columns in any\n" \
	"order, under a mapping.  Each row or cell that is not taken is listed\n" \
	"with its place, why, and what to do.  The same table brought twice\n"    \
	"changes nothing; a blank erases nothing; nobody is merged, and new\n"    \
	"records that are near somebody are listed.\n"                            \
	"Status 1: something was rejected, or headings were only guessed.\n"

const struct command command_people_import = {
	.name = "people import",
	.usage = "STORE FILE --by NAME [--preview] [--map THEIRS=OURS]...",
	.summary = "a table of people, shown first, undone by an entry",
	.help = IMPORT_HELP,
	.options = import_options,
	.run = import_run,
};

const struct command command_facts_import = {
	.name = "facts import",
	.usage = "STORE FILE --by NAME [--preview] [--map THEIRS=OURS]...",
	.summary = "production logs, custody lists, filings: the same",
	.help = IMPORT_HELP,
	.options = import_options,
	.run = import_run,
};
