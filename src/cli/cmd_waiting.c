/* cmd_waiting.c - forestay waiting: what a second person has to settle. */

#include <string.h>

#include "cli/cmd_confirm.h"
#include "cli/json.h"
#include "cli/keep.h"
#include "cli/show.h"
#include "cli/whom.h"
#include "intake/snapshot.h"

struct waiting_opts {
	struct common common;
	const char *zone;
	bool all;
};

#define WAITING_NAMED 40 /* of one line, unless all are asked for */

/* An entry that waits, and whose answers it holds; or all that waits of an
 * import. */
struct waiting_line {
	struct stored_wait w; /* the first */
	size_t n;
	const char **held;
	size_t nheld, cap_held;
};

/* Whom what waits is about; lines move, so by number. */
struct waiting_about {
	const char *id;
	size_t line;
};

struct waiting {
	struct cli *c;
	const char *folder; /* of the store */
	struct stored st;
	struct waiting_line *lines;
	size_t n, cap;
	struct waiting_about *about; /* those of one person together */
	size_t nabout, cap_about;
	const char **ids; /* each of them once */
	size_t nids, cap_ids;
	struct arena scratch;
	struct ids few; /* whom alone it may be about */
	bool told;      /* that */
};

static struct waiting_line *
waiting_line(struct waiting *wt, const struct stored_wait *w)
{
	struct waiting_line *l;
	size_t i;

	for (i = 0; i < wt->n; i++)
		if (wt->lines[i].w.seq == w->seq)
			return &wt->lines[i];
	for (i = 0; w->import != NULL && i < wt->n; i++)
		if (wt->lines[i].w.import != NULL &&
		    strcmp(wt->lines[i].w.import, w->import) == 0) {
			wt->lines[i].n++;
			return &wt->lines[i];
		}
	wt->lines = arena_grow(wt->c->arena, wt->lines, wt->n, &wt->cap,
	    sizeof(*wt->lines));
	if (wt->lines == NULL)
		return NULL;
	l = &wt->lines[wt->n++];
	*l = (struct waiting_line){ .w = *w, .n = 1 };
	if (w->import != NULL &&
	    (l->w.import = arena_strdup(wt->c->arena, w->import)) == NULL)
		return NULL;
	l->w.author = arena_strdup(wt->c->arena, w->author);
	l->w.what = arena_strdup(wt->c->arena, w->what);
	return l->w.author == NULL || l->w.what == NULL ? NULL : l;
}

static int
waiting_held(struct waiting *wt, struct waiting_line *l,
    const struct weighed *p)
{
	const char *who = p->a_number != NULL ? p->a_number : p->id;

	/* What one import says of somebody comes together. */
	if (l->nheld > 0 && strcmp(l->held[l->nheld - 1], who) == 0)
		return 0;
	l->held = arena_grow(wt->c->arena, l->held, l->nheld, &l->cap_held,
	    sizeof(*l->held));
	if (l->held == NULL)
		return E_NOMEM;
	l->held[l->nheld] = arena_strdup(wt->c->arena, who);
	return l->held[l->nheld++] == NULL ? E_NOMEM : 0;
}

static int
waiting_orders(struct waiting *wt)
{
	struct waiting_line *l;
	struct weighing w;
	size_t i, k;
	int r;

	for (i = 0; i < wt->st.nwaits; i++) {
		if ((l = waiting_line(wt, &wt->st.waits[i])) == NULL)
			return E_NOMEM;
		r = weigh_order(wt->c, &wt->st, wt->folder, i, &w);
		if (r == E_CHECK)
			continue;
		for (k = 0; r == 0 && k < w.npeople; k++)
			if (w.people[k].was != w.people[k].is)
				r = waiting_held(wt, l, &w.people[k]);
		if (r != 0)
			return r;
	}
	return 0;
}

/* Whom the orders of a case protect are a class: nobody is counted. */
static int
waiting_dockets(struct waiting *wt)
{
	struct stored_wait w;
	size_t i;
	int r = 0;

	for (i = 0; i < wt->st.ndockets && r == 0; i++)
		if (wt->st.dockets[i].waits &&
		    (r = stored_docket_wait(wt->c->arena, &wt->st.dockets[i],
			 &w)) == 0 &&
		    waiting_line(wt, &w) == NULL)
			r = E_NOMEM;
	return r;
}

static bool
is_docket(const struct waiting_line *l)
{
	return strcmp(l->w.kind, "docket") == 0;
}

static int
waiting_add(struct waiting *wt, const char *id, const struct stored_wait *w)
{
	struct waiting_line *l = waiting_line(wt, w);

	wt->about = arena_grow(wt->c->arena, wt->about, wt->nabout,
	    &wt->cap_about, sizeof(*wt->about));
	if (l == NULL || wt->about == NULL)
		return E_NOMEM;
	wt->about[wt->nabout++] =
	    (struct waiting_about){ id, (size_t)(l - wt->lines) };
	return 0;
}

/* What waits of somebody; whose answers it changes is asked of all of them
 * at once. */
static int
waiting_person(void *ctx, const char *id)
{
	struct waiting *wt = ctx;
	struct stored_person p;
	size_t i;
	int r;

	if (wt->told && !ids_have(&wt->few, id))
		return 0;
	r = stored_person(&wt->st, &wt->scratch, id, STORED_AS_KNOWN, &p);
	for (i = 0; r == 0 && i < p.nwaits; i++)
		r = waiting_add(wt, id, &p.waits[i]);
	if (r == 0 && p.nwaits > 0) {
		wt->ids = arena_grow(wt->c->arena, wt->ids, wt->nids,
		    &wt->cap_ids, sizeof(*wt->ids));
		if (wt->ids == NULL)
			r = E_NOMEM;
		else
			wt->ids[wt->nids++] = id;
	}
	arena_release(&wt->scratch);
	return r;
}

static bool
waiting_laid_out(void *ctx, size_t done, size_t all)
{
	keep_progress(ctx, done, all);
	return true;
}

/* Without a snapshot everybody is read. */
static int
waiting_people(struct waiting *wt)
{
	struct keep_progress p = { .what = "laying out" };

	wt->told = snapshot_waits(wt->c->arena, &wt->st, wt->folder,
		       waiting_laid_out, &p, &wt->few) == 0;
	keep_progress_end(&p);
	return stored_everyone(&wt->st, wt->c->arena, waiting_person, wt);
}

/* Both are in the order of the registry. */
static int
waiting_changes(struct waiting *wt)
{
	struct keep_progress p = { .what = "deciding everyone:" };
	struct weighing w;
	size_t i, k = 0;
	int r;

	if (wt->nids == 0 || !wt->st.laws[0].good)
		return 0;
	r = weigh_facts(wt->c->arena, &wt->st, wt->ids, wt->nids, &w,
	    keep_progress, &p);
	keep_progress_end(&p);
	for (i = 0; r == 0 && i < wt->nabout && k < w.npeople; i++) {
		while (k < w.npeople &&
		    strcmp(w.people[k].id, wt->about[i].id) < 0)
			k++;
		if (k < w.npeople &&
		    strcmp(w.people[k].id, wt->about[i].id) == 0)
			r = waiting_held(wt, &wt->lines[wt->about[i].line],
			    &w.people[k]);
	}
	return r;
}

static void
line_show(struct waiting *wt, const struct waiting_line *l, size_t named,
    const struct zone *z)
{
	struct cli *c = wt->c;
	struct buf line;
	size_t k;

	buf_init(&line, c->mem, (size_t)1 << 24);
	if (l->w.import != NULL)
		buf_printf(&line, "import %s", l->w.import);
	else
		buf_printf(&line, "entry %llu", (unsigned long long)l->w.seq);
	show_paint(c->out, &c->look, PAINT_STRONG, line.s);
	buf_clear(&line);
	buf_puts(c->out, "  ");
	if (l->w.import != NULL) {
		show_count(&line, l->n);
		buf_printf(&line, " %s", l->n == 1 ? "fact" : "facts");
	} else {
		buf_puts(&line, l->w.kind);
	}
	buf_printf(&line, ", by %s, since ", l->w.author);
	show_instant(&line, z, l->w.since);
	buf_printf(&line, ": %s%s", l->w.what, l->n > 1 ? " ..." : "");
	show_wrap(c->out, line.s, 12, 4, SHOW_WIDTH);
	buf_clear(&line);
	if (is_docket(l)) {
		buf_puts(&line,
		    "answers it changes: of whom its orders protect, once it "
		    "was last read too long ago");
	} else {
		buf_puts(&line, "answers it changes: ");
		show_count(&line, l->nheld);
	}
	for (k = 0; k < l->nheld && k < named; k++)
		buf_printf(&line, "%s%s", k == 0 ? ": " : ", ", l->held[k]);
	if (k < l->nheld)
		buf_printf(&line,
		    ", and %zu more, not shown here: --all names "
		    "them",
		    l->nheld - k);
	buf_puts(c->out, "    ");
	show_wrap(c->out, line.s, 4, 4, SHOW_WIDTH);
	buf_release(&line);
}

static void
waiting_show(struct waiting *wt, bool all, const struct zone *z)
{
	size_t i;

	for (i = 0; i < wt->n; i++)
		line_show(wt, &wt->lines[i], all ? WHOM_ALL : WAITING_NAMED, z);
	if (wt->n == 0)
		buf_puts(wt->c->out, "Nothing waits for a second person.\n");
}

static void
waiting_json(struct waiting *wt)
{
	struct json j;
	size_t i, k;

	json_init(&j, wt->c->out);
	json_open(&j);
	json_key(&j, "waiting");
	json_list(&j);
	for (i = 0; i < wt->n; i++) {
		const struct waiting_line *l = &wt->lines[i];

		json_open(&j);
		json_kint(&j, "entry", (long long)l->w.seq);
		json_kstr(&j, "kind", l->w.kind);
		json_kstr(&j, "import", l->w.import);
		json_kint(&j, "entries", (long long)l->n);
		json_kstr(&j, "author", l->w.author);
		json_kinstant(&j, "since", l->w.since);
		json_kstr(&j, "what", l->w.what);
		if (is_docket(l)) {
			json_kstr(&j, "changes", NULL);
			json_close(&j);
			continue;
		}
		json_key(&j, "changes");
		json_list(&j);
		for (k = 0; k < l->nheld; k++)
			json_str(&j, l->held[k]);
		json_close(&j);
		json_close(&j);
	}
	json_close(&j);
	json_close(&j);
	json_done(&j);
}

static enum status
waiting_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct waiting_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct waiting wt = { .c = c };
	const struct zone *z;
	struct store *store;
	enum status status;
	int r;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n != 1)
		return cli_usage(c, self, "name the store");
	z = zone_builtin(o.zone == NULL ? "UTC" : o.zone);
	if (z == NULL)
		return cli_usage(c, self, "no zone is named %s here", o.zone);
	if (!keep_open(c, args.items[0], &store))
		return STATUS_FAILED;
	wt.folder = args.items[0];
	status = STATUS_FAILED;
	if (keep_read(c, store, &wt.st)) {
		arena_init(&wt.scratch, c->mem, (size_t)256 << 20);
		r = waiting_orders(&wt);
		if (r == 0)
			r = waiting_dockets(&wt);
		if (r == 0)
			r = waiting_people(&wt);
		if (r == 0)
			r = waiting_changes(&wt);
		if (r != 0)
			status = keep_failed(c, store, r);
		else
			status = STATUS_DONE;
		arena_release(&wt.scratch);
	}
	if (status == STATUS_DONE && o.common.json)
		waiting_json(&wt);
	else if (status == STATUS_DONE)
		waiting_show(&wt, o.all, z);
	store_close(store);
	return status;
}

/* -- The table ------------------------------------------------------------- */

#define AT(member) offsetof(struct waiting_opts, member)

static const struct option waiting_options[] = {
	{ "--all", NULL, OPTION_FLAG, NULL, AT(all),
	    "name everyone whose answer it changes" },
	{ "--zone", NULL, OPTION_TEXT, "ZONE", AT(zone),
	    "in which times are shown" },
	OPTIONS_COMMON(struct waiting_opts, common), OPTION_END
};

const struct command command_waiting = {
	.name = "waiting",
	.usage = "STORE",
	.summary = "what waits for a second person, since when, and whom it "
		   "holds",
	.help =
	    "Each entry that takes protection away and is neither confirmed nor\n"
	    "refused: who recorded it, since when it waits, whose answer it changes.\n",
	.options = waiting_options,
	.run = waiting_run,
};
