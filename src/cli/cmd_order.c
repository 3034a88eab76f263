/* cmd_order.c - forestay order: orders into a store. */

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cmd_docket.h"
#include "cli/cmd_order.h"
#include "cli/embedded.h"
#include "cli/keep.h"
#include "cli/named.h"
#include "cli/whom.h"
#include "intake/file.h"
#include "serve/dockets.h"

/* One `order enter` under way. */
struct entering {
	struct cli *c;
	const struct order_opts *o;
	struct store *store;
	const char *folder; /* its */
	struct stored st;
	struct stored_source *new;
	size_t nnew, cap_new;
	struct stored_source *versions; /* those of the store, then new */
	struct stored_law cand;
	struct weighing w;
	bool weighed;
	bool loss;
	uint64_t notice; /* of a docket, from which it is entered; or 0 */
	const struct zone *zone;
};

/* -- Reading --------------------------------------------------------------- */

static const char *
last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static bool
new_source(struct entering *e, const char *name, const char *text, size_t len)
{
	struct stored_source s = { .name = name,
		.text = text,
		.len = len,
		.author = e->o->by,
		.at = e->st.known,
		.own = e->o->own,
		.counts = YES };
	size_t i;

	for (i = 0; i < e->nnew; i++)
		if (strcmp(e->new[i].name, name) == 0) {
			(void)cli_failed(e->c, "%s is named twice", name);
			return false;
		}
	e->new = arena_grow(e->c->arena, e->new, e->nnew, &e->cap_new,
	    sizeof(*e->new));
	if (e->new == NULL) {
		(void)cli_failed(e->c, "%s", err_text(E_NOMEM));
		return false;
	}
	e->new[e->nnew++] = s;
	return true;
}

static bool
read_file(struct entering *e, const char *path)
{
	struct source_text src;
	const char *why = NULL;
	int r = file_read(&file_system_real, e->c->arena, path,
	    LIMIT_SOURCE_BYTES, &src, &why);

	if (r != 0) {
		(void)cli_failed(e->c, "%s", why != NULL ? why : err_text(r));
		return false;
	}
	return new_source(e, last_part(path), src.bytes, src.len);
}

static bool
read_named(struct entering *e, const char *path)
{
	static const char *const suffixes[] = { ".law", ".vocab", NULL };
	const char **names = NULL, *why = NULL;
	struct stat sb;
	size_t n, i;

	if (stat(path, &sb) != 0 || !S_ISDIR(sb.st_mode))
		return read_file(e, path);
	if (file_list(e->c->arena, path, suffixes, &names, &n, &why) != 0) {
		(void)cli_failed(e->c, "%s", why != NULL ? why : path);
		return false;
	}
	for (i = 0; i < n; i++)
		if (!read_file(e, names[i]))
			return false;
	return true;
}

static bool
read_new(struct entering *e, const struct option_list *files)
{
	size_t i;

	for (i = 0; e->o->builtin && i < casebook_nfiles; i++)
		if (!new_source(e, casebook_files[i].name,
			casebook_files[i].bytes, casebook_files[i].len))
			return false;
	for (i = 1; i < files->n; i++)
		if (!read_named(e, files->items[i]))
			return false;
	return true;
}

/* What stands there word for word is not entered again; what waits is
 * settled before another version comes. */
static bool
leave_known(struct entering *e)
{
	const struct stored_source *old;
	size_t i, k, n = 0;

	for (i = 0; i < e->nnew; i++) {
		for (k = 0; k < e->st.nwaits; k++)
			if (strcmp(e->st.waits[k].what, e->new[i].name) == 0) {
				(void)cli_failed(e->c,
				    "entry %llu, a version of %s, waits for a "
				    "second person: confirm or refuse it first",
				    (unsigned long long)e->st.waits[k].seq,
				    e->new[i].name);
				return false;
			}
		for (k = 0; k < e->st.laws[0].nsources; k++) {
			old = e->st.laws[0].sources[k];
			if (strcmp(old->name, e->new[i].name) == 0 &&
			    old->len == e->new[i].len &&
			    memcmp(old->text, e->new[i].text, old->len) == 0)
				break;
		}
		if (k == e->st.laws[0].nsources)
			e->new[n++] = e->new[i];
	}
	e->nnew = n;
	return true;
}

/* The store's orders with the new ones in the place of those of their
 * names. */
static bool
make_candidate(struct entering *e)
{
	const struct stored_law *was = &e->st.laws[0];
	const struct stored_source **now;
	struct arena *a = e->c->arena;
	size_t i, k, n = 0;
	int r;

	now = arena_array(a, was->nsources + e->nnew, sizeof(*now));
	e->versions =
	    arena_array(a, e->st.nversions + e->nnew, sizeof(*e->versions));
	if (now == NULL || e->versions == NULL)
		goto nomem;
	for (i = 0; i < e->st.nversions; i++)
		e->versions[i] = e->st.versions[i];
	for (i = 0; i < e->nnew; i++) {
		e->new[i].src = (struct source_text){ e->new[i].name,
			e->new[i].text, e->new[i].len };
		e->versions[e->st.nversions + i] = e->new[i];
	}
	for (i = 0; i < was->nsources; i++) {
		for (k = 0; k < e->nnew; k++)
			if (strcmp(e->new[k].name, was->sources[i]->name) == 0)
				break;
		if (k == e->nnew)
			now[n++] = was->sources[i];
	}
	for (i = 0; i < e->nnew; i++)
		now[n++] = &e->versions[e->st.nversions + i];
	r = stored_law_make(a, now, n, e->versions, e->st.nversions + e->nnew,
	    &e->cand);
	if (r != 0)
		goto nomem;
	e->cand.record.confirmations = was->record.confirmations;
	e->cand.record.nconfirmations = was->record.nconfirmations;
	e->cand.record.said = was->record.said;
	e->cand.record.nsaid = was->record.nsaid;
	e->cand.record.reads = was->record.reads;
	e->cand.record.nreads = was->record.nreads;
	return true;
nomem:
	(void)cli_failed(e->c, "%s", err_text(E_NOMEM));
	return false;
}

static bool
weigh(struct entering *e)
{
	struct keep_progress p = { .what = "deciding everyone:" };
	struct arena *a = e->c->arena;
	int r = weigh_texts(a, &e->st, &e->st.laws[0], &e->cand, e->o->act,
	    e->o->to, &e->w);

	/* Without orders so far nobody can lose any. */
	e->weighed = e->st.laws[0].good;
	if (r == 0 && e->weighed) {
		r = weigh_people(a, &e->w, e->folder, keep_progress, &p);
		keep_progress_end(&p);
	}
	e->loss = e->w.nlosses > 0 || e->w.nloses > 0 || e->w.nfewer > 0;
	if (r == 0)
		return true;
	if (r == E_NAME)
		(void)cli_failed(e->c,
		    "the vocabulary has no such act or country");
	else
		(void)keep_failed(e->c, e->store, r);
	return false;
}

/* -- Writing --------------------------------------------------------------- */

/* A source waits if something of it takes; when nobody can say which of them
 * makes people lose, all of them do. */
static bool
source_takes(const struct entering *e, size_t i)
{
	const struct stored_source *s = &e->versions[e->st.nversions + i];
	bool named = false;
	size_t k;

	for (k = 0; k < e->w.nlosses; k++) {
		if (e->w.losses[k].by == s || e->w.losses[k].by == NULL)
			return true;
		named = true;
	}
	return !named && e->loss;
}

static uint64_t
replaces(const struct entering *e, const char *name)
{
	const struct stored_law *was = &e->st.laws[0];
	size_t i;

	for (i = 0; i < was->nsources; i++)
		if (strcmp(was->sources[i]->name, name) == 0)
			return was->sources[i]->seq;
	return 0;
}

static json_t *
law_body(const struct entering *e, size_t i, bool loss)
{
	json_t *o = json_pack("{s:s, s:s%, s:b}", "name", e->new[i].name,
	    "text", e->new[i].text, e->new[i].len, "loss", loss ? 1 : 0);
	uint64_t old = replaces(e, e->new[i].name);

	if (o != NULL && e->o->own)
		(void)json_object_set_new(o, "dates", json_string("own"));
	if (o != NULL && old > 0)
		(void)json_object_set_new(o, "replaces",
		    json_integer((json_int_t)old));
	return o;
}

static bool
is_said(const struct entering *e, const char *name)
{
	const struct record *rec = &e->cand.record;

	for (size_t i = 0; i < rec->nsaid; i++)
		if (strcmp(rec->said[i].name, name) == 0)
			return true;
	return false;
}

/* What follows for whom an order for one named person: with nothing of whom
 * it names everybody is held. */
static void
say_named(struct entering *e)
{
	const struct law *law = &e->cand.law;
	struct buf line;
	size_t papers;

	for (size_t i = 0; !e->o->builtin && i < law->ninstruments; i++) {
		const struct instrument *x = law->instruments[i];
		const char *name = named_by(x);
		bool new = false;

		for (size_t k = 0; k < e->nnew; k++)
			new |= strcmp(x->pos.src->path, e->new[k].name) == 0;
		if (name == NULL || !new || is_said(e, name))
			continue;
		buf_init(&line, e->c->mem, LIMIT_STRING_BYTES);
		buf_printf(&line,
		    law_papers(law, name, &papers) == NULL
			? "%s covers %s, and says nothing of who that is: what "
			  "it bars is HOLD for everybody on record, until you "
			  "say it and a second person confirms it: forestay "
			  "facts add STORE WHO 'is %s' --by NAME."
			: "%s covers %s: whoever carries the number it gives. "
			  "Whoever is near, or has nothing on record to hold "
			  "beside it, is HOLD. To settle it: forestay facts "
			  "add STORE WHO 'is %s' --by NAME.",
		    x->id.s, name, name);
		show_wrap(e->c->out, line.s, 0, 0, SHOW_WIDTH);
		buf_release(&line);
	}
}

static void
say_entered(struct entering *e, const struct appended *out)
{
	struct cli *c = e->c;
	size_t i;

	buf_putc(c->out, '\n');
	for (i = 0; i < e->nnew; i++)
		buf_printf(c->out, "entry %" PRIu64 "  %s%s\n", out->first + i,
		    e->new[i].name,
		    e->new[i].loss ? "  waits for a second person" : "");
	say_named(e);
	if (!e->loss)
		return;
	show_wrap(c->out,
	    "Until a second person confirms or refuses, every answer that it "
	    "changes is HOLD: forestay confirm STORE ENTRY --by NAME, or "
	    "refuse.",
	    0, 0, SHOW_WIDTH);
}

/* That the notice was taken is written with the order or not at all. */
static struct draft
draft_taken(const struct entering *e, const char *const *on)
{
	return (struct draft){ .kind = "docket_taken",
		.matter = "dockets",
		.author = e->o->by,
		.on = on,
		.non = 2,
		.body = json_pack("{s:I}", "of", (json_int_t)e->notice) };
}

static enum status
enter_write(struct entering *e)
{
	static const char *const on[] = { "orders" };
	struct arena *a = e->c->arena;
	char once[DOCKET_SUBJECT_BYTES];
	const char *const taken[] = { docket_subject, once };
	struct precondition pre[] = { { "orders", e->st.head.size },
		{ once, 0 } };
	size_t ndrafts = e->nnew + (e->notice != 0);
	struct draft *drafts = arena_array(a, ndrafts, sizeof(*drafts));
	struct batch b = { .n = ndrafts,
		.pre = pre,
		.npre = e->notice != 0 ? 2 : 1 };
	struct appended out;
	const char *document = NULL, *source = e->o->source;
	enum status status = STATUS_FAILED;
	size_t i;

	docket_settled_subject(e->notice, once);
	if (source == NULL && e->notice != 0)
		source =
		    arena_printf(a, "docket notice, entry %" PRIu64, e->notice);
	if (drafts == NULL || (source == NULL && e->notice != 0))
		return cli_failed(e->c, "%s", err_text(E_NOMEM));
	if (e->o->document != NULL &&
	    !keep_document(e->c, e->store, e->o->document, &document))
		return STATUS_FAILED;
	b.drafts = drafts;
	for (i = 0; i < e->nnew; i++) {
		e->new[i].loss = source_takes(e, i);
		drafts[i] = (struct draft){ .kind = "law",
			.matter =
			    e->o->matter != NULL ? e->o->matter : "casebook",
			.author = e->o->by,
			.on = on,
			.non = 1,
			.source = source,
			.document = document,
			.body = law_body(e, i, e->new[i].loss) };
	}
	if (e->notice != 0)
		drafts[e->nnew] = draft_taken(e, taken);
	if (keep_append(e->c, e->store, &b, &out)) {
		status = STATUS_DONE;
		if (!e->o->common.json)
			say_entered(e, &out);
	}
	for (i = 0; i < ndrafts; i++)
		json_decref((json_t *)(uintptr_t)drafts[i].body);
	return status;
}

static enum status
enter_refused(struct entering *e)
{
	cli_note(e->c,
	    "this takes protection away, and no document is named: refused. "
	    "Name the court's paper with --document FILE; a second person then "
	    "confirms it. What only protects can be entered in a file of its "
	    "own, at once");
	return STATUS_BARRED;
}

/* One more that waits than can be weighed would hold everyone: it is refused
 * at the door. */
static bool
enter_fits(struct entering *e)
{
	struct buf line;
	size_t i, n = 0;

	for (i = 0; i < e->nnew; i++)
		n += source_takes(e, i);
	if (n == 0 || n + e->st.nwaits <= STORED_WAITING_ORDERS)
		return true;
	buf_init(&line, e->c->mem, LIMIT_STRING_BYTES);
	buf_printf(&line,
	    "%zu of these would wait for a second person, and %zu wait "
	    "already: at most %d can be weighed one with another, so nothing "
	    "was entered. ",
	    n, e->st.nwaits, STORED_WAITING_ORDERS);
	if (e->st.nwaits == 0)
		buf_puts(&line, "Enter them in turn, or in fewer files");
	for (i = 0; i < e->st.nwaits; i++)
		buf_printf(&line, "%s %llu",
		    i == 0 ? "Confirm or refuse first one of the entries" : ",",
		    (unsigned long long)e->st.waits[i].seq);
	cli_note(e->c, "%s", line.s);
	buf_release(&line);
	return false;
}

static void
enter_show(struct entering *e)
{
	struct json j;

	if (!e->o->common.json) {
		whom_show(e->c, &e->w, e->weighed, e->o->all, e->zone);
		return;
	}
	json_init(&j, e->c->out);
	json_open(&j);
	whom_json(&j, &e->w, e->weighed);
	json_kbool(&j, "loss", e->loss);
	json_close(&j);
	json_done(&j);
}

/* A notice is taken once, and not when it was refused. */
static bool
notice_waits(struct entering *e)
{
	const struct docket_notice *x;
	struct docket_notices all;
	int r;

	if (e->notice == 0)
		return true;
	r = docket_notices_read(e->c->arena, e->store, e->st.head.size, &all);
	if (r != 0) {
		(void)keep_failed(e->c, e->store, r);
		return false;
	}
	x = docket_notices_of(&all, e->notice);
	if (x != NULL && x->state == DOCKET_WAITS)
		return true;
	(void)cli_failed(e->c,
	    "entry %" PRIu64 " is no notice that waits: "
	    "forestay docket list STORE shows those that do",
	    e->notice);
	return false;
}

static enum status
enter(struct entering *e, const struct option_list *args)
{
	if (!keep_read(e->c, e->store, &e->st) || !notice_waits(e) ||
	    !read_new(e, args) || !leave_known(e))
		return STATUS_FAILED;
	if (e->nnew == 0 && e->notice != 0) {
		cli_note(e->c,
		    "the store holds these orders already, so that the notice "
		    "still waits: forestay docket refuse it, and say where they "
		    "stand");
		return STATUS_BARRED;
	}
	if (e->nnew == 0) {
		buf_puts(e->c->out, "The store holds these orders already.\n");
		return STATUS_DONE;
	}
	if (!make_candidate(e))
		return STATUS_FAILED;
	if (!e->cand.good) {
		cli_diags(e->c, &e->cand.diags, NULL, 0);
		cli_note(e->c,
		    "the store's orders with these are not understood: nothing "
		    "was entered");
		return STATUS_BARRED;
	}
	if (!weigh(e))
		return STATUS_FAILED;
	enter_show(e);
	if (!enter_fits(e))
		return STATUS_BARRED;
	if (e->o->dry_run)
		return e->loss ? STATUS_BARRED : STATUS_DONE;
	if (e->loss && e->o->document == NULL)
		return enter_refused(e);
	return enter_write(e);
}

/* Of STORE ENTRY FILE...: the entry, out of the list. */
static bool
take_entry_arg(struct option_list *args, uint64_t *seq)
{
	size_t i;

	if (args->n < 2 || !docket_entry_arg(args->items[1], seq))
		return false;
	for (i = 2; i < args->n; i++)
		args->items[i - 1] = args->items[i];
	args->n--;
	return true;
}

enum entering_how { ENTER, ENTER_DIFF, ENTER_TAKE };

static enum status
enter_or_diff(struct cli *c, const struct command *self, int argc, char **argv,
    enum entering_how how)
{
	struct order_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct entering *e = arena_alloc(c->arena, sizeof(*e));
	enum status status;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (e == NULL)
		return cli_failed(c, "%s", err_text(E_NOMEM));
	o.dry_run = o.dry_run || how == ENTER_DIFF;
	if (how == ENTER_TAKE && !take_entry_arg(&args, &e->notice))
		return cli_usage(c, self,
		    "name the store, the notice's entry and the orders: STORE "
		    "ENTRY FILE...");
	if (args.n < 1 || (args.n < 2 && !o.builtin))
		return cli_usage(c, self,
		    "name the store and the orders: STORE FILE...");
	if (o.by == NULL && !o.dry_run)
		return cli_usage(c, self, "who enters it? --by NAME");
	e->c = c;
	e->o = &o;
	if ((e->zone = order_zone(c, self, o.zone, &status)) == NULL)
		return status;
	if (o.by == NULL)
		o.by = "";
	if (!keep_open(c, args.items[0], &e->store))
		return STATUS_FAILED;
	e->folder = args.items[0];
	status = enter(e, &args);
	store_close(e->store);
	return status;
}

static enum status
enter_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	return enter_or_diff(c, self, argc, argv, ENTER);
}

static enum status
diff_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	return enter_or_diff(c, self, argc, argv, ENTER_DIFF);
}

static enum status
take_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	return enter_or_diff(c, self, argc, argv, ENTER_TAKE);
}

/* -- The table ------------------------------------------------------------- */

static const struct option enter_options[] = { ORDER_BY, ORDER_DOCUMENT,
	{ "--dry-run", NULL, OPTION_FLAG, NULL, ORDER_AT(dry_run),
	    "show whom it changes, and write nothing" },
	{ "--own-dates", NULL, OPTION_FLAG, NULL, ORDER_AT(own),
	    "its orders were known from their own dates on: a casebook that "
	    "others kept until now" },
	{ "--builtin", NULL, OPTION_FLAG, NULL, ORDER_AT(builtin),
	    "the casebook in this program, instead of or beside files" },
	{ "--all", NULL, OPTION_FLAG, NULL, ORDER_AT(all),
	    "name everyone who gains, too" },
	{ "--act", NULL, OPTION_TEXT, "ACT", ORDER_AT(act),
	    "ask everyone about this act alone" },
	{ "--to", NULL, OPTION_TEXT, "PLACE", ORDER_AT(to),
	    "... to this country" },
	{ "--matter", NULL, OPTION_TEXT, "NAME", ORDER_AT(matter),
	    "the matter it belongs to; without it: casebook" },
	ORDER_ZONE, OPTIONS_COMMON(struct order_opts, common), OPTION_END };

static const struct command order_enter = {
	.name = "order enter",
	.usage = "STORE FILE... --by NAME [--document FILE] [--dry-run]",
	.summary = "orders into the store, once it is shown whom they change",
	.help =
	    "Checks the files with the store's orders around them, each in the place\n"
	    "of one of its name, decides everyone on the registry before and after,\n"
	    "now and when an answer next changes by itself, and shows who loses, who\n"
	    "gains, who is unchanged.  What takes protection from anyone needs a\n"
	    "document, and waits for a second person: forestay confirm.\n",
	.options = enter_options,
	.run = enter_run,
};

static const struct command order_diff = {
	.name = "order diff",
	.usage = "STORE FILE...",
	.summary = "the same, and nothing is written",
	.help = "As order enter --dry-run.  Status 1 when anyone would lose.\n",
	.options = enter_options,
	.run = diff_run,
};

const struct command command_docket_take = {
	.name = "docket take",
	.usage = "STORE ENTRY FILE... --by NAME [--document FILE] [--dry-run]",
	.summary = "enter the order that a notice tells of",
	.help =
	    "As order enter, which it is: you write the order in FILE, it is shown whom\n"
	    "it changes, and what takes protection away needs the court's paper\n"
	    "(--document) and a second person: a notice is no document.  The order's\n"
	    "source is the notice, unless --source says another.\n",
	.options = enter_options,
	.run = take_run,
};

static const struct command *const orders[] = { &order_enter,
	&command_order_list, &order_diff, &command_order_confirm,
	&command_order_verify, &command_order_docket, NULL };

const struct command command_order = {
	.name = "order",
	.usage = "enter|list|diff|confirm|verify|docket STORE ...",
	.summary = "orders in a store: enter, list, compare, confirm",
	.help =
	    "Orders live in a store as texts, each version an entry.  Adding\n"
	    "protection takes one person; taking it away needs a document and two.\n",
	.under = orders,
	.run = cli_under,
};
