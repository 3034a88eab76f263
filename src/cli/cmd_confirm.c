/* cmd_confirm.c - forestay confirm, refuse: the second person. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd_confirm.h"
#include "cli/cmd_order.h"
#include "cli/keep.h"
#include "cli/show.h"
#include "cli/whom.h"

struct confirm_opts {
	struct common common;
	const char *by, *zone;
	bool dry_run, all;
};

/* What is to be settled: one entry and those written with it, or what waits
 * of an import. */
struct settling {
	struct cli *c;
	const struct confirm_opts *o;
	struct store *store;
	const char *folder; /* its */
	struct stored st;
	const struct zone *zone;
	const char *word;   /* as asked: a number, or "i-..." */
	const char *import; /* all that waits of it; or NULL */
	uint64_t seq;       /* the entry shown, and the first settled */
	struct entry_view v;
	bool refuse;
	uint64_t *seqs;
	size_t nseqs, cap_seqs;
	const char **persons; /* whom they touch */
	size_t npersons, cap_persons;
	struct weighing w;
	bool weighed;
};

static bool
is_kind(const struct settling *s, const char *kind)
{
	return strcmp(s->v.kind, kind) == 0;
}

/* -- Whether it waits ------------------------------------------------------ */

/* A fact is a loss by what it says. */
static bool
fact_takes(struct settling *s, const struct entry_view *v)
{
	const char *text = json_string_value(json_object_get(v->body, "text"));
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
may_wait(struct settling *s, const struct entry_view *v)
{
	static const char *const kinds[] = { "correct", "resolve", "link",
		"undo", "withdraw" };
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(v->kind, kinds[i]) == 0)
			return true;
	if (json_is_true(json_object_get(v->body, "loss")))
		return true;
	return strcmp(v->kind, "fact") == 0 && fact_takes(s, v);
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

int
weigh_order(struct cli *c, const struct stored *st, const char *folder,
    size_t wait, struct weighing *w)
{
	const struct stored_law *is = law_with(st, 1u << wait);
	struct keep_progress p = { .what = "deciding everyone:" };
	int r;

	if (is == NULL || !st->laws[0].good)
		return E_CHECK;
	r = weigh_texts(c->arena, st, &st->laws[0], is, NULL, NULL, w);
	if (r == 0)
		r = weigh_people(c->arena, w, folder, keep_progress, &p);
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
	int r = weigh_order(s->c, &s->st, s->folder, wait_of(&s->st, s->seq),
	    &s->w);

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
	s->weighed = r == 0;
	if (r == 0 && !s->o->common.json)
		whom_show(s->c, &s->w, true, s->o->all, s->zone);
	return true;
}

/* Whom its orders protect are a class: nobody is counted. */
static bool
show_docket(struct settling *s)
{
	const char *in_case =
	    json_string_value(json_object_get(s->v.body, "case"));
	struct buf line;

	if (s->o->common.json || in_case == NULL)
		return true;
	buf_init(&line, s->c->mem, LIMIT_STRING_BYTES);
	buf_printf(&line,
	    "%s has read the docket of %s: until that is too long ago, no bar "
	    "may be said of whom its orders protect.",
	    s->v.author, in_case);
	show_wrap(s->c->out, line.s, 0, 0, SHOW_WIDTH);
	buf_release(&line);
	return true;
}

static bool
show_facts(struct settling *s)
{
	struct keep_progress p = { .what = "deciding everyone:" };
	int r = weigh_facts(s->c->arena, &s->st, s->persons, s->npersons, &s->w,
	    keep_progress, &p);

	keep_progress_end(&p);
	if (r != 0) {
		(void)keep_failed(s->c, s->store, r);
		return false;
	}
	s->weighed = true;
	if (s->o->common.json)
		return true;
	if (s->nseqs > 1)
		buf_printf(s->c->out,
		    "%zu entries about %zu people are settled together.\n",
		    s->nseqs, s->npersons);
	whom_show_people(s->c, &s->w, s->o->all ? WHOM_ALL : WHOM_NAMED,
	    s->zone);
	return true;
}

static bool
show_what(struct settling *s)
{
	if (is_kind(s, "law"))
		return show_order(s);
	return is_kind(s, "docket") ? show_docket(s) : show_facts(s);
}

/* -- What is settled ------------------------------------------------------- */

static int
add_person(struct settling *s, const char *id)
{
	size_t i;

	/* What one import says of somebody stands together. */
	for (i = s->npersons; i > 0; i--)
		if (strcmp(s->persons[i - 1], id) == 0)
			return 0;
	s->persons = arena_grow(s->c->arena, s->persons, s->npersons,
	    &s->cap_persons, sizeof(*s->persons));
	if (s->persons == NULL)
		return E_NOMEM;
	s->persons[s->npersons] = arena_strdup(s->c->arena, id);
	return s->persons[s->npersons++] == NULL ? E_NOMEM : 0;
}

static int
add_entry(struct settling *s, uint64_t seq, const struct entry_view *v)
{
	size_t i;
	int r = 0;

	s->seqs = arena_grow(s->c->arena, s->seqs, s->nseqs, &s->cap_seqs,
	    sizeof(*s->seqs));
	if (s->seqs == NULL)
		return E_NOMEM;
	s->seqs[s->nseqs++] = seq;
	for (i = 0; i < v->non && r == 0; i++)
		if (strncmp(v->on[i], "person/", 7) == 0)
			r = add_person(s, v->on[i] + 7);
	return r;
}

/* An undo is written in as many entries as it touches people: one decision
 * settles them all. */
static int
find_undos(struct settling *s)
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
		    other != NULL && strcmp(other, import) == 0)
			r = add_entry(s, w[i].seq, &v);
		entry_view_release(&v);
	}
	return r;
}

/* Decisions of an import's entries touch the import too. */
static bool
is_settled(const uint64_t *of, size_t n, uint64_t seq)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (of[i] == seq)
			return true;
	return false;
}

/* The facts of an import that wait, of one author: the first tells who. */
static int
find_import(struct settling *s)
{
	const char *subject = arena_printf(s->c->arena, "import/%s", s->import);
	struct written *w = NULL;
	struct entry_view v;
	uint64_t *of;
	size_t n = 0, nof = 0, i;
	int r;

	if (subject == NULL)
		return E_NOMEM;
	r = store_about(s->store, s->c->arena, subject, s->st.head.size, &w,
	    &n);
	if (r != 0)
		return r;
	of = arena_array(s->c->arena, n, sizeof(*of));
	if (of == NULL)
		return E_NOMEM;
	for (i = n; i > 0 && r == 0; i--) {
		if ((r = entry_read(s->c->arena, w[i - 1].bytes, w[i - 1].n,
			 &v)) != 0)
			break;
		if (strcmp(v.kind, "confirm") == 0 ||
		    strcmp(v.kind, "refuse") == 0)
			of[nof++] = (uint64_t)json_integer_value(
			    json_object_get(v.body, "of"));
		else if (may_wait(s, &v) && !is_settled(of, nof, w[i - 1].seq))
			r = add_entry(s, w[i - 1].seq, &v);
		entry_view_release(&v);
	}
	if (s->nseqs > 0)
		s->seq = s->seqs[0];
	return r;
}

/* -- Settling -------------------------------------------------------------- */

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

#define SETTLED_AT_ONCE 10000 /* entries of one batch */

static int
draft_some(struct settling *s, size_t from, size_t to, struct batch *b,
    struct draft *drafts)
{
	size_t i;
	int r = 0;

	b->drafts = drafts;
	b->n = 0;
	for (i = from; i < to && r == 0; i++)
		r = decision(s, s->seqs[i], &drafts[b->n++]);
	return r;
}

/* Nobody settled it while it was looked at. */
static int
not_settled_since(struct settling *s, uint64_t since, struct precondition *pre)
{
	struct arena *a = s->c->arena;

	pre->since = since;
	pre->subject = s->import != NULL
	    ? arena_printf(a, "import/%s", s->import)
	    : arena_printf(a, "entry/%llu", (unsigned long long)s->seq);
	return pre->subject == NULL ? E_NOMEM : 0;
}

static void
say_settled(struct settling *s, uint64_t first, uint64_t last)
{
	struct cli *c = s->c;
	struct json j;

	if (s->o->common.json) {
		json_init(&j, c->out);
		json_open(&j);
		if (s->weighed)
			whom_json(&j, &s->w, true);
		json_kstr(&j, "settled", s->refuse ? "refused" : "confirmed");
		json_kint(&j, "entries", (long long)s->nseqs);
		json_kint(&j, "first", (long long)first);
		json_close(&j);
		json_done(&j);
	} else if (s->nseqs == 1) {
		buf_printf(c->out, "entry %llu  %s entry %llu\n",
		    (unsigned long long)first,
		    s->refuse ? "refuses" : "confirms",
		    (unsigned long long)s->seq);
	} else {
		buf_printf(c->out, "entries %llu to %llu  %s %zu entries\n",
		    (unsigned long long)first, (unsigned long long)last,
		    s->refuse ? "refuse" : "confirm", s->nseqs);
	}
}

static enum status
write_decisions(struct settling *s)
{
	size_t most = s->nseqs < SETTLED_AT_ONCE ? s->nseqs : SETTLED_AT_ONCE;
	struct draft *drafts = arena_array(s->c->arena, most, sizeof(*drafts));
	struct precondition pre;
	struct batch b = { .pre = &pre, .npre = 1 };
	struct appended out;
	uint64_t since = s->st.head.size, first = 0;
	size_t at, to, i;
	bool ok = true;
	int r = drafts == NULL ? E_NOMEM : 0;

	for (at = 0; at < s->nseqs && ok && r == 0; at = to) {
		to = at + most < s->nseqs ? at + most : s->nseqs;
		r = draft_some(s, at, to, &b, drafts);
		if (r == 0)
			r = not_settled_since(s, since, &pre);
		if (r == 0 && (ok = keep_append(s->c, s->store, &b, &out))) {
			first = first == 0 ? out.first : first;
			since = out.first + out.n - 1;
		}
		for (i = 0; i < b.n; i++)
			json_decref((json_t *)(uintptr_t)drafts[i].body);
	}
	if (r != 0)
		return keep_failed(s->c, s->store, r);
	if (!ok)
		return STATUS_FAILED;
	say_settled(s, first, since);
	return STATUS_DONE;
}

static enum status
settle(struct settling *s)
{
	const char *by = NULL;
	uint64_t where = 0;
	int r = settled(s, &by, &where);

	if (r != 0)
		return keep_failed(s->c, s->store, r);
	if (!may_wait(s, &s->v)) {
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
	if (s->import == NULL &&
	    ((r = add_entry(s, s->seq, &s->v)) != 0 ||
		(r = find_undos(s)) != 0))
		return keep_failed(s->c, s->store, r);
	if (!show_what(s))
		return STATUS_BARRED;
	return s->o->dry_run ? STATUS_DONE : write_decisions(s);
}

static enum status
settle_entry(struct settling *s)
{
	struct written w;
	enum status status;
	int r = 0;

	if (!keep_read(s->c, s->store, &s->st))
		return STATUS_FAILED;
	if (s->import != NULL)
		r = find_import(s);
	if (r == 0 && s->seq == 0) {
		cli_note(s->c, "nothing of import %s waits", s->import);
		return STATUS_BARRED;
	}
	if (r == 0)
		r = store_entry(s->store, s->c->arena, s->seq, &w);
	if (r == E_NAME) {
		cli_note(s->c, "the store has no entry %s", s->word);
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
		    "name the store and the entry that waits, or an import: "
		    "forestay waiting lists them");
	if (o.by == NULL || o.by[0] == '\0')
		return cli_usage(c, self, "who says so? --by NAME");
	s->c = c;
	s->o = &o;
	s->refuse = refuse;
	s->zone = zone_builtin(o.zone == NULL ? "UTC" : o.zone);
	if (s->zone == NULL)
		return cli_usage(c, self, "no zone is named %s here", o.zone);
	s->word = args.items[1];
	if (strncmp(s->word, "i-", 2) == 0) {
		s->import = s->word;
	} else {
		s->seq = strtoull(s->word, &end, 10);
		if (*end != '\0' || s->seq == 0)
			return cli_usage(c, self, "%s is no number of an entry",
			    s->word);
	}
	if (!keep_open(c, args.items[0], &s->store))
		return STATUS_FAILED;
	s->folder = args.items[0];
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

/* -- The table ------------------------------------------------------------- */

#define AT(member) offsetof(struct confirm_opts, member)

static const struct option settle_options[] = {
	{ "--by", NULL, OPTION_TEXT, "NAME", AT(by),
	    "who says so: not who recorded it" },
	{ "--dry-run", NULL, OPTION_FLAG, NULL, AT(dry_run),
	    "show whom it changes, and write nothing" },
	{ "--all", NULL, OPTION_FLAG, NULL, AT(all),
	    "name everyone whom it changes" },
	{ "--zone", NULL, OPTION_TEXT, "ZONE", AT(zone),
	    "in which times are shown" },
	OPTIONS_COMMON(struct confirm_opts, common), OPTION_END
};

#define CONFIRM_HELP                                                           \
	"What takes protection away waits for a second person, whatever it\n"  \
	"is: an order, an absence, a correction, a link, an import undone.\n"  \
	"Whom it changes is shown first.  An import (i-...) is settled as a\n" \
	"whole: all of it that waits.\n"

const struct command command_confirm = {
	.name = "confirm",
	.usage = "STORE ENTRY|IMPORT --by NAME",
	.summary = "a second person confirms what waits",
	.help = CONFIRM_HELP,
	.options = settle_options,
	.run = confirm_run,
};

const struct command command_order_confirm = {
	.name = "order confirm",
	.usage = "STORE ENTRY|IMPORT --by NAME",
	.summary = "a second person confirms an order that waits",
	.help = CONFIRM_HELP,
	.options = settle_options,
	.run = confirm_run,
};

const struct command command_refuse = {
	.name = "refuse",
	.usage = "STORE ENTRY|IMPORT --by NAME",
	.summary = "a second person refuses it: it never counts",
	.help = CONFIRM_HELP,
	.options = settle_options,
	.run = refuse_run,
};
