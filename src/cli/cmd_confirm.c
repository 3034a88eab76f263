/* cmd_confirm.c - forestay confirm, refuse, waiting: the second person. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd_order.h"
#include "cli/keep.h"
#include "cli/whom.h"

struct confirm_opts {
	struct common common;
	const char *by, *zone;
	bool dry_run;
};

/* One entry that is to be settled. */
struct settling {
	struct cli *c;
	const struct confirm_opts *o;
	struct store *store;
	struct stored st;
	const struct zone *zone;
	uint64_t seq;
	struct entry_view v;
	bool refuse;
	const char **on;
	size_t non;
	uint64_t also[LIMIT_SUBJECTS]; /* entries settled with it */
	size_t nalso;
};

static bool
is_kind(const struct settling *s, const char *kind)
{
	return strcmp(s->v.kind, kind) == 0;
}

/* -- Whether it waits ------------------------------------------------------ */

/* A fact is a loss by what it says. */
static bool
fact_takes(struct settling *s)
{
	const char *text =
	    json_string_value(json_object_get(s->v.body, "text"));
	struct source_text src = { "the fact", text,
		text == NULL ? 0 : strlen(text) };
	struct given *g = NULL;
	struct diags ds;
	size_t n = 0, i;

	if (text == NULL)
		return false;
	diags_init(&ds, s->c->arena);
	if (law_parse_givens(s->c->arena, &src, &s->st.laws[0].law, &g, &n,
		&ds) != 0)
		return true;
	for (i = 0; i < n; i++)
		if (stored_takes(&s->st.laws[0].law, &g[i]))
			return true;
	return false;
}

static bool
may_wait(struct settling *s)
{
	static const char *const kinds[] = { "correct", "resolve", "link",
		"undo" };
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (is_kind(s, kinds[i]))
			return true;
	if (is_kind(s, "law"))
		return json_is_true(json_object_get(s->v.body, "loss"));
	return is_kind(s, "fact") && fact_takes(s);
}

/* Who settled it, if anybody did. */
static int
settled(struct settling *s, const char **by, uint64_t *where)
{
	char subject[32];
	struct written *w = NULL;
	struct entry_view v;
	size_t n = 0, i;
	int r;

	*by = NULL;
	snprintf(subject, sizeof(subject), "entry/%llu",
	    (unsigned long long)s->seq);
	r = store_about(s->store, s->c->arena, subject, s->st.head.size, &w,
	    &n);
	for (i = 0; i < n && r == 0 && *by == NULL; i++) {
		r = entry_read(s->c->arena, w[i].bytes, w[i].n, &v);
		if (r != 0)
			break;
		if ((strcmp(v.kind, "confirm") == 0 ||
			strcmp(v.kind, "refuse") == 0) &&
		    !stored_same_author(v.author, s->v.author)) {
			*by = arena_printf(s->c->arena, "%sed by %s",
			    strcmp(v.kind, "confirm") == 0 ? "confirm"
							   : "refus",
			    v.author);
			*where = w[i].seq;
			r = *by == NULL ? E_NOMEM : 0;
		}
		entry_view_release(&v);
	}
	return r;
}

/* -- What it would do ------------------------------------------------------ */

static const struct stored_law *
law_with(const struct stored *st, unsigned with)
{
	size_t i;

	for (i = 0; i < st->nlaws; i++)
		if (st->laws[i].good && st->laws[i].with == with)
			return &st->laws[i];
	return NULL;
}

static int
weigh_order(struct cli *c, const struct stored *st, size_t wait,
    struct weighing *w)
{
	const struct stored_law *is = law_with(st, 1u << wait);
	struct keep_progress p = { .what = "deciding everyone:" };
	int r;

	if (is == NULL || !st->laws[0].good)
		return E_CHECK;
	r = weigh_texts(c->arena, st, &st->laws[0], is, NULL, NULL, w);
	if (r == 0)
		r = weigh_people(c->arena, w, keep_progress, &p);
	keep_progress_end(&p);
	return r;
}

static size_t
wait_of(const struct stored *st, uint64_t seq)
{
	size_t i;

	for (i = 0; i < st->nwaits; i++)
		if (st->waits[i].seq == seq)
			break;
	return i;
}

static bool
show_order(struct settling *s)
{
	struct weighing w;
	int r = weigh_order(s->c, &s->st, wait_of(&s->st, s->seq), &w);

	if (r == E_CHECK && !s->refuse) {
		cli_note(s->c,
		    "entry %llu is not understood with what counts so far: it "
		    "stands on another that waits, or contradicts what came "
		    "since",
		    (unsigned long long)s->seq);
		return false;
	}
	if (r != 0 && r != E_CHECK) {
		(void)keep_failed(s->c, s->store, r);
		return false;
	}
	if (r == 0 && !s->o->common.json)
		whom_show(s->c, &w, true, s->zone);
	return true;
}

static bool
show_facts(struct settling *s)
{
	struct weighing w;
	size_t i;
	int r;

	for (i = 0; i < s->v.non; i++) {
		if (strncmp(s->v.on[i], "person/", 7) != 0)
			continue;
		r = weigh_facts(s->c->arena, &s->st, s->v.on[i] + 7, &w);
		if (r != 0) {
			(void)keep_failed(s->c, s->store, r);
			return false;
		}
		if (!s->o->common.json)
			whom_show(s->c, &w, true, s->zone);
	}
	return true;
}

/* -- Settling -------------------------------------------------------------- */

/* An undo is written in as many entries as it touches people: one decision
 * settles them all. */
static int
find_also(struct settling *s)
{
	const char *import =
		       json_string_value(json_object_get(s->v.body, "import")),
		   *other;
	struct written *w = NULL;
	struct entry_view v;
	size_t n = 0, i;
	int r;

	if (!is_kind(s, "undo") || import == NULL)
		return 0;
	r = store_about(s->store, s->c->arena, "imports", s->st.head.size, &w,
	    &n);
	for (i = 0; i < n && r == 0; i++) {
		r = entry_read(s->c->arena, w[i].bytes, w[i].n, &v);
		if (r != 0)
			break;
		other = json_string_value(json_object_get(v.body, "import"));
		if (w[i].seq != s->seq && strcmp(v.kind, "undo") == 0 &&
		    other != NULL && strcmp(other, import) == 0) {
			if (s->nalso == LIMIT_SUBJECTS)
				r = E_LIMIT;
			else
				s->also[s->nalso++] = w[i].seq;
		}
		entry_view_release(&v);
	}
	return r;
}

/* entry/SEQ, and what that entry touched. */
static int
decision(struct settling *s, uint64_t seq, struct draft *d)
{
	struct arena *a = s->c->arena;
	struct entry_view v;
	struct written w;
	const char **on;
	size_t i;
	int r;

	if ((r = store_entry(s->store, a, seq, &w)) != 0 ||
	    (r = entry_read(a, w.bytes, w.n, &v)) != 0)
		return r;
	on = arena_array(a, v.non + 1, sizeof(*on));
	r = on == NULL ? E_NOMEM : 0;
	if (r == 0 &&
	    (on[0] = arena_printf(a, "entry/%llu", (unsigned long long)seq)) ==
		NULL)
		r = E_NOMEM;
	*d = (struct draft){ .kind = s->refuse ? "refuse" : "confirm",
		.author = s->o->by,
		.on = on,
		.non = 1 };
	d->matter = arena_strdup(a, v.matter);
	for (i = 0; i < v.non && r == 0 && d->non < LIMIT_SUBJECTS; i++)
		if ((on[d->non++] = arena_strdup(a, v.on[i])) == NULL)
			r = E_NOMEM;
	d->body = json_pack("{s:I}", "of", (json_int_t)seq);
	entry_view_release(&v);
	return r != 0 || d->body == NULL || d->matter == NULL ? E_NOMEM : 0;
}

static enum status
write_decisions(struct settling *s)
{
	struct draft *drafts =
	    arena_array(s->c->arena, s->nalso + 1, sizeof(*drafts));
	struct precondition pre;
	struct batch b = { .n = 0, .pre = &pre, .npre = 1 };
	struct appended out;
	enum status status = STATUS_FAILED;
	size_t i;
	int r = drafts == NULL ? E_NOMEM : 0;

	for (i = 0; i <= s->nalso && r == 0; i++) {
		r = decision(s, i == 0 ? s->seq : s->also[i - 1], &drafts[i]);
		b.n++;
	}
	if (r != 0) {
		status = keep_failed(s->c, s->store, r);
		goto out;
	}
	b.drafts = drafts;
	/* Nobody settled it while it was looked at. */
	pre = (struct precondition){ drafts[0].on[0], s->st.head.size };
	if (!keep_append(s->c, s->store, &b, &out))
		goto out;
	status = STATUS_DONE;
	buf_printf(s->c->out, "entry %llu  %s entry %llu\n",
	    (unsigned long long)out.first, s->refuse ? "refuses" : "confirms",
	    (unsigned long long)s->seq);
out:
	for (i = 0; drafts != NULL && i < b.n; i++)
		json_decref((json_t *)(uintptr_t)drafts[i].body);
	return status;
}

static enum status
settle(struct settling *s)
{
	const char *by = NULL;
	uint64_t where = 0;
	int r = settled(s, &by, &where);

	if (r != 0)
		return keep_failed(s->c, s->store, r);
	if (!may_wait(s)) {
		cli_note(s->c,
		    "entry %llu takes nothing from anyone: it counts already",
		    (unsigned long long)s->seq);
		return STATUS_BARRED;
	}
	if (by != NULL) {
		cli_note(s->c, "entry %llu was %s, in entry %llu",
		    (unsigned long long)s->seq, by, (unsigned long long)where);
		return STATUS_BARRED;
	}
	if (stored_same_author(s->v.author, s->o->by)) {
		cli_note(s->c,
		    "%s recorded entry %llu: a second person confirms or "
		    "refuses it",
		    s->v.author, (unsigned long long)s->seq);
		return STATUS_BARRED;
	}
	if (!(is_kind(s, "law") ? show_order(s) : show_facts(s)))
		return STATUS_BARRED;
	if (s->o->dry_run)
		return STATUS_DONE;
	if ((r = find_also(s)) != 0)
		return keep_failed(s->c, s->store, r);
	return write_decisions(s);
}

static enum status
settle_entry(struct settling *s)
{
	struct written w;
	enum status status;
	int r;

	if (!keep_read(s->c, s->store, &s->st))
		return STATUS_FAILED;
	r = store_entry(s->store, s->c->arena, s->seq, &w);
	if (r == E_NAME) {
		cli_note(s->c, "the store has no entry %llu",
		    (unsigned long long)s->seq);
		return STATUS_USAGE;
	}
	if (r == 0)
		r = entry_read(s->c->arena, w.bytes, w.n, &s->v);
	if (r != 0)
		return keep_failed(s->c, s->store, r);
	status = settle(s);
	entry_view_release(&s->v);
	return status;
}

static enum status
settle_run(struct cli *c, const struct command *self, int argc, char **argv,
    bool refuse)
{
	struct confirm_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct settling *s = arena_alloc(c->arena, sizeof(*s));
	enum status status;
	char *end;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (s == NULL)
		return cli_failed(c, "%s", err_text(E_NOMEM));
	if (args.n != 2)
		return cli_usage(c, self,
		    "name the store and the entry that waits: forestay waiting "
		    "lists them");
	if (o.by == NULL || o.by[0] == '\0')
		return cli_usage(c, self, "who says so? --by NAME");
	s->c = c;
	s->o = &o;
	s->refuse = refuse;
	s->zone = zone_builtin(o.zone == NULL ? "UTC" : o.zone);
	if (s->zone == NULL)
		return cli_usage(c, self, "no zone is named %s here", o.zone);
	s->seq = strtoull(args.items[1], &end, 10);
	if (*end != '\0' || s->seq == 0)
		return cli_usage(c, self, "%s is no number of an entry",
		    args.items[1]);
	if (!keep_open(c, args.items[0], &s->store))
		return STATUS_FAILED;
	status = settle_entry(s);
	store_close(s->store);
	return status;
}

static enum status
confirm_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	return settle_run(c, self, argc, argv, false);
}

static enum status
refuse_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	return settle_run(c, self, argc, argv, true);
}

/* -- What waits ------------------------------------------------------------ */

/* An entry that waits, and whose answers it holds. */
struct waiting_line {
	struct stored_wait w;
	const char **held;
	size_t nheld, cap_held;
};

struct waiting {
	struct cli *c;
	struct stored st;
	struct waiting_line *lines;
	size_t n, cap;
	struct arena scratch;
};

static struct waiting_line *
waiting_line(struct waiting *wt, const struct stored_wait *w)
{
	struct waiting_line *l;
	size_t i;

	for (i = 0; i < wt->n; i++)
		if (wt->lines[i].w.seq == w->seq)
			return &wt->lines[i];
	wt->lines = arena_grow(wt->c->arena, wt->lines, wt->n, &wt->cap,
	    sizeof(*wt->lines));
	if (wt->lines == NULL)
		return NULL;
	l = &wt->lines[wt->n++];
	*l = (struct waiting_line){ .w = *w };
	l->w.author = arena_strdup(wt->c->arena, w->author);
	l->w.what = arena_strdup(wt->c->arena, w->what);
	return l->w.author == NULL || l->w.what == NULL ? NULL : l;
}

static int
waiting_held(struct waiting *wt, struct waiting_line *l,
    const struct weighed *p)
{
	l->held = arena_grow(wt->c->arena, l->held, l->nheld, &l->cap_held,
	    sizeof(*l->held));
	if (l->held == NULL)
		return E_NOMEM;
	l->held[l->nheld] = arena_strdup(wt->c->arena,
	    p->a_number != NULL ? p->a_number : p->id);
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
		r = weigh_order(wt->c, &wt->st, i, &w);
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

static int
waiting_person(void *ctx, const char *id)
{
	struct waiting *wt = ctx;
	struct stored_person p;
	struct waiting_line *l;
	struct weighing w;
	size_t i, k;
	int r;

	r = stored_person(&wt->st, &wt->scratch, id, STORED_AS_KNOWN, &p);
	if (r == 0 && p.nwaits > 0 && wt->st.laws[0].good)
		r = weigh_facts(&wt->scratch, &wt->st, id, &w);
	else
		w.npeople = 0;
	for (i = 0; r == 0 && i < p.nwaits; i++) {
		if ((l = waiting_line(wt, &p.waits[i])) == NULL)
			r = E_NOMEM;
		for (k = 0; r == 0 && k < w.npeople; k++)
			r = waiting_held(wt, l, &w.people[k]);
	}
	arena_release(&wt->scratch);
	return r;
}

static void
waiting_show(struct waiting *wt, const struct zone *z)
{
	struct cli *c = wt->c;
	struct buf line;
	size_t i, k;

	buf_init(&line, c->mem, (size_t)1 << 24);
	for (i = 0; i < wt->n; i++) {
		const struct waiting_line *l = &wt->lines[i];

		buf_clear(&line);
		buf_printf(&line, "entry %llu", (unsigned long long)l->w.seq);
		show_paint(c->out, &c->look, PAINT_STRONG, line.s);
		buf_clear(&line);
		buf_puts(c->out, "  ");
		buf_printf(&line, "%s, by %s, since ", l->w.kind, l->w.author);
		show_instant(&line, z, l->w.since);
		buf_printf(&line, ": %s", l->w.what);
		show_wrap(c->out, line.s, 12, 4, SHOW_WIDTH);
		buf_clear(&line);
		buf_puts(&line, "answers it changes: ");
		show_count(&line, l->nheld);
		for (k = 0; k < l->nheld; k++)
			buf_printf(&line, "%s%s", k == 0 ? ": " : ", ",
			    l->held[k]);
		buf_puts(c->out, "    ");
		show_wrap(c->out, line.s, 4, 4, SHOW_WIDTH);
	}
	if (wt->n == 0)
		buf_puts(c->out, "Nothing waits for a second person.\n");
	buf_release(&line);
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
		json_kstr(&j, "author", l->w.author);
		json_kinstant(&j, "since", l->w.since);
		json_kstr(&j, "what", l->w.what);
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
	struct confirm_opts o = { 0 };
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
	status = STATUS_FAILED;
	if (keep_read(c, store, &wt.st)) {
		arena_init(&wt.scratch, c->mem, (size_t)256 << 20);
		r = waiting_orders(&wt);
		if (r == 0)
			r = stored_everyone(&wt.st, c->arena, waiting_person,
			    &wt);
		if (r != 0)
			status = keep_failed(c, store, r);
		else
			status = STATUS_DONE;
		arena_release(&wt.scratch);
	}
	if (status == STATUS_DONE && o.common.json)
		waiting_json(&wt);
	else if (status == STATUS_DONE)
		waiting_show(&wt, z);
	store_close(store);
	return status;
}

/* -- The table ------------------------------------------------------------- */

#define AT(member) offsetof(struct confirm_opts, member)

static const struct option settle_options[] = {
	{ "--by", NULL, OPTION_TEXT, "NAME", AT(by),
	    "who says so: not who recorded it" },
	{ "--dry-run", NULL, OPTION_FLAG, NULL, AT(dry_run),
	    "show whom it changes, and write nothing" },
	{ "--zone", NULL, OPTION_TEXT, "ZONE", AT(zone),
	    "in which times are shown" },
	OPTIONS_COMMON(struct confirm_opts, common), OPTION_END
};

static const struct option waiting_options[] = {
	{ "--zone", NULL, OPTION_TEXT, "ZONE", AT(zone),
	    "in which times are shown" },
	OPTIONS_COMMON(struct confirm_opts, common), OPTION_END
};

#define CONFIRM_HELP                                                          \
	"What takes protection away waits for a second person, whatever it\n" \
	"is: an order, an absence, a correction, a link, an import undone.\n" \
	"Whom it changes is shown first.\n"

const struct command command_confirm = {
	.name = "confirm",
	.usage = "STORE ENTRY --by NAME",
	.summary = "a second person confirms what waits",
	.help = CONFIRM_HELP,
	.options = settle_options,
	.run = confirm_run,
};

const struct command command_order_confirm = {
	.name = "order confirm",
	.usage = "STORE ENTRY --by NAME",
	.summary = "a second person confirms an order that waits",
	.help = CONFIRM_HELP,
	.options = settle_options,
	.run = confirm_run,
};

const struct command command_refuse = {
	.name = "refuse",
	.usage = "STORE ENTRY --by NAME",
	.summary = "a second person refuses it: it never counts",
	.help = CONFIRM_HELP,
	.options = settle_options,
	.run = refuse_run,
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
