/* cmd_order.c - forestay order: orders into a store. */

#include <string.h>
#include <sys/stat.h>

#include "cli/cmd_order.h"
#include "cli/embedded.h"
#include "cli/keep.h"
#include "cli/whom.h"
#include "intake/file.h"

struct order_opts {
	struct common common;
	const char *by, *document, *act, *to, *matter, *source, *zone;
	const char *entered;
	bool dry_run, own, builtin;
};

/* One `order enter` under way. */
struct entering {
	struct cli *c;
	const struct order_opts *o;
	struct store *store;
	struct stored st;
	struct stored_source *new;
	size_t nnew, cap_new;
	struct stored_source *versions; /* those of the store, then new */
	struct stored_law cand;
	struct weighing w;
	bool weighed;
	bool loss;
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
		r = weigh_people(a, &e->w, keep_progress, &p);
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

static void
say_entered(struct entering *e, const struct appended *out)
{
	struct cli *c = e->c;
	size_t i;

	buf_putc(c->out, '\n');
	for (i = 0; i < e->nnew; i++)
		buf_printf(c->out, "entry %llu  %s%s\n",
		    (unsigned long long)(out->first + i), e->new[i].name,
		    e->new[i].loss ? "  waits for a second person" : "");
	if (!e->loss)
		return;
	show_wrap(c->out,
	    "Until a second person confirms or refuses, every answer that it "
	    "changes is HOLD: forestay confirm STORE ENTRY --by NAME, or "
	    "refuse.",
	    0, 0, SHOW_WIDTH);
}

static enum status
enter_write(struct entering *e)
{
	static const char *const on[] = { "orders" };
	struct arena *a = e->c->arena;
	struct precondition pre = { "orders", e->st.head.size };
	struct draft *drafts = arena_array(a, e->nnew, sizeof(*drafts));
	struct batch b = { .n = e->nnew, .pre = &pre, .npre = 1 };
	struct appended out;
	const char *document = NULL;
	enum status status = STATUS_FAILED;
	size_t i;

	if (drafts == NULL)
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
			.source = e->o->source,
			.document = document,
			.body = law_body(e, i, e->new[i].loss) };
	}
	if (keep_append(e->c, e->store, &b, &out)) {
		status = STATUS_DONE;
		if (!e->o->common.json)
			say_entered(e, &out);
	}
	for (i = 0; i < e->nnew; i++)
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
		whom_show(e->c, &e->w, e->weighed, e->zone);
		return;
	}
	json_init(&j, e->c->out);
	json_open(&j);
	whom_json(&j, &e->w, e->weighed);
	json_kbool(&j, "loss", e->loss);
	json_close(&j);
	json_done(&j);
}

static enum status
enter(struct entering *e, const struct option_list *args)
{
	if (!keep_read(e->c, e->store, &e->st) || !read_new(e, args) ||
	    !leave_known(e))
		return STATUS_FAILED;
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

static const struct zone *
zone_of(struct cli *c, const struct command *self, const char *name,
    enum status *status)
{
	const struct zone *z = zone_builtin(name == NULL ? "UTC" : name);

	if (z == NULL)
		*status = cli_usage(c, self, "no zone is named %s here", name);
	return z;
}

static enum status
enter_or_diff(struct cli *c, const struct command *self, int argc, char **argv,
    bool dry)
{
	struct order_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct entering *e = arena_alloc(c->arena, sizeof(*e));
	enum status status;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (e == NULL)
		return cli_failed(c, "%s", err_text(E_NOMEM));
	o.dry_run = o.dry_run || dry;
	if (args.n < 1 || (args.n < 2 && !o.builtin))
		return cli_usage(c, self,
		    "name the store and the orders: STORE FILE...");
	if (o.by == NULL && !o.dry_run)
		return cli_usage(c, self, "who enters it? --by NAME");
	e->c = c;
	e->o = &o;
	if ((e->zone = zone_of(c, self, o.zone, &status)) == NULL)
		return status;
	if (o.by == NULL)
		o.by = "";
	if (!keep_open(c, args.items[0], &e->store))
		return STATUS_FAILED;
	status = enter(e, &args);
	store_close(e->store);
	return status;
}

static enum status
enter_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	return enter_or_diff(c, self, argc, argv, false);
}

static enum status
diff_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	return enter_or_diff(c, self, argc, argv, true);
}

/* -- What there is --------------------------------------------------------- */

static size_t
instruments_in(const struct stored_law *l, const struct stored_source *s)
{
	size_t i, n = 0;

	for (i = 0; i < l->law.ninstruments; i++)
		n += l->law.instruments[i]->pos.src == &s->src;
	return n;
}

static void
list_json(struct cli *c, const struct stored *st)
{
	const struct stored_source *s;
	struct json j;
	size_t i;

	json_init(&j, c->out);
	json_open(&j);
	json_key(&j, "sources");
	json_list(&j);
	for (i = 0; i < st->nversions; i++) {
		s = &st->versions[i];
		json_open(&j);
		json_kint(&j, "entry", (long long)s->seq);
		json_kstr(&j, "name", s->name);
		json_kinstant(&j, "recorded", s->at);
		json_kstr(&j, "author", s->author);
		json_kbool(&j, "loss", s->loss);
		json_kstr(&j, "counts", tri_text(s->counts));
		json_close(&j);
	}
	json_close(&j);
	json_close(&j);
	json_done(&j);
}

static void
list_counts(struct buf *line, size_t n)
{
	buf_printf(line, "counts: %zu instrument%s", n, n == 1 ? "" : "s");
}

static void
list_show(struct cli *c, const struct stored *st, const struct zone *z)
{
	const struct stored_source *s;
	struct buf line;
	size_t i, k, start;

	buf_init(&line, c->mem, LIMIT_STRING_BYTES);
	for (i = 0; i < st->nversions; i++) {
		s = &st->versions[i];
		for (k = 0; k < st->laws[0].nsources; k++)
			if (st->laws[0].sources[k] == s)
				break;
		start = c->out->len;
		buf_printf(c->out, "%7llu  ", (unsigned long long)s->seq);
		show_paint(c->out, &c->look, PAINT_LINK, s->name);
		show_pad(c->out, start, 32);
		buf_clear(&line);
		if (s->counts == UNKNOWN)
			buf_puts(&line, "waits for a second person");
		else if (s->counts == NO)
			buf_puts(&line, "refused");
		else if (k == st->laws[0].nsources)
			buf_puts(&line,
			    s->len == 0 ? "withdraws it" : "replaced since");
		else
			list_counts(&line, instruments_in(&st->laws[0], s));
		buf_printf(&line, "; by %s, ", s->author);
		show_instant(&line, z, s->at);
		show_wrap(c->out, line.s, 32, 32, SHOW_WIDTH);
	}
	if (st->broken != NULL)
		show_wrap(c->out, st->broken, 0, 0, SHOW_WIDTH);
	buf_release(&line);
}

static enum status
list_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct order_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct store *store;
	struct stored st;
	const struct zone *z;
	enum status status;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n != 1)
		return cli_usage(c, self, "name the store");
	if ((z = zone_of(c, self, o.zone, &status)) == NULL)
		return status;
	if (!keep_open(c, args.items[0], &store))
		return STATUS_FAILED;
	status = STATUS_FAILED;
	if (keep_read(c, store, &st)) {
		if (o.common.json)
			list_json(c, &st);
		else
			list_show(c, &st, z);
		status = STATUS_DONE;
	}
	store_close(store);
	return status;
}

/* -- A date verified, a docket read ---------------------------------------- */

static enum status
write_one(struct cli *c, struct store *s, const struct order_opts *o,
    const char *kind, const char *subject, json_t *body)
{
	const char *on[] = { subject };
	struct draft d = { .kind = kind,
		.matter = o->matter != NULL ? o->matter : "casebook",
		.author = o->by,
		.on = on,
		.non = 1,
		.source = o->source,
		.body = body };
	struct batch b = { .drafts = &d, .n = 1 };
	struct appended out;
	enum status status = STATUS_FAILED;

	if (body == NULL)
		return cli_failed(c, "%s", err_text(E_NOMEM));
	if ((o->document == NULL ||
		keep_document(c, s, o->document, &d.document)) &&
	    keep_append(c, s, &b, &out)) {
		buf_printf(c->out, "entry %llu\n",
		    (unsigned long long)out.first);
		status = STATUS_DONE;
	}
	json_decref(body);
	return status;
}

/* Its date is verified by somebody who did not enter the order. */
static enum status
verify_in(struct cli *c, const struct command *self, struct store *s,
    const struct order_opts *o, const char *order)
{
	const struct instrument *x;
	const struct stored_law *l;
	struct stored st;
	struct moment m;
	json_t *body;
	size_t i;

	if (!keep_read(c, s, &st))
		return STATUS_FAILED;
	l = &st.laws[0];
	x = law_instrument(&l->law, order);
	if (x == NULL)
		return cli_usage(c, self, "the store has no order %s", order);
	for (i = 0; i < l->nsources; i++)
		if (x->pos.src == &l->sources[i]->src &&
		    stored_same_author(l->sources[i]->author, o->by)) {
			cli_note(c,
			    "%s entered %s: a second person verifies its date",
			    l->sources[i]->author, order);
			return STATUS_BARRED;
		}
	if (o->entered != NULL &&
	    moment_parse(o->entered, strlen(o->entered), &m) != 0)
		return cli_usage(c, self, "--entered %s: this is no day",
		    o->entered);
	body = json_pack("{s:s}", "order", order);
	if (body != NULL && o->entered != NULL)
		(void)json_object_set_new(body, "entered",
		    json_string(o->entered));
	if (body != NULL && o->zone != NULL)
		(void)json_object_set_new(body, "zone", json_string(o->zone));
	return write_one(c, s, o, "verify", "orders", body);
}

static enum status
docket_in(struct cli *c, const struct command *self, struct store *s,
    const struct order_opts *o, const char *name)
{
	struct stored st;

	if (!keep_read(c, s, &st))
		return STATUS_FAILED;
	if (law_case(&st.laws[0].law, name) == NULL)
		return cli_usage(c, self, "the store has no case %s", name);
	return write_one(c, s, o, "docket", "dockets",
	    json_pack("{s:s}", "case", name));
}

static enum status
one_run(struct cli *c, const struct command *self, int argc, char **argv,
    bool verify)
{
	struct order_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct store *store;
	enum status status;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n != 2)
		return cli_usage(c, self, "name the store and the %s",
		    verify ? "order" : "case");
	if (o.by == NULL)
		return cli_usage(c, self, "who says so? --by NAME");
	if (zone_of(c, self, o.zone, &status) == NULL)
		return status;
	if (verify && o.document == NULL)
		return cli_usage(c, self,
		    "what shows it? --document FILE: without a document "
		    "nothing is verified");
	if (!keep_open(c, args.items[0], &store))
		return STATUS_FAILED;
	status = verify ? verify_in(c, self, store, &o, args.items[1])
			: docket_in(c, self, store, &o, args.items[1]);
	store_close(store);
	return status;
}

static enum status
verify_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	return one_run(c, self, argc, argv, true);
}

static enum status
docket_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	return one_run(c, self, argc, argv, false);
}

/* -- The table ------------------------------------------------------------- */

#define AT(member) offsetof(struct order_opts, member)
#define OPTION_BY                                                        \
	{                                                                \
		"--by", NULL, OPTION_TEXT, "NAME", AT(by), "who says so" \
	}
#define OPTION_DOCUMENT                                               \
	{ "--document", NULL, OPTION_TEXT, "FILE", AT(document),      \
		"the paper that shows it; it is kept in the store" }, \
	{                                                             \
		"--source", NULL, OPTION_TEXT, "NAME", AT(source),    \
		    "what that paper is: \"Dkt. 87\""                 \
	}
#define OPTION_ZONE                                            \
	{                                                      \
		"--zone", NULL, OPTION_TEXT, "ZONE", AT(zone), \
		    "in which times are written and shown"     \
	}

static const struct option enter_options[] = { OPTION_BY, OPTION_DOCUMENT,
	{ "--dry-run", NULL, OPTION_FLAG, NULL, AT(dry_run),
	    "show whom it changes, and write nothing" },
	{ "--own-dates", NULL, OPTION_FLAG, NULL, AT(own),
	    "its orders were known from their own dates on: a casebook that "
	    "others kept until now" },
	{ "--builtin", NULL, OPTION_FLAG, NULL, AT(builtin),
	    "the casebook in this program, instead of or beside files" },
	{ "--act", NULL, OPTION_TEXT, "ACT", AT(act),
	    "ask everyone about this act alone" },
	{ "--to", NULL, OPTION_TEXT, "PLACE", AT(to), "... to this country" },
	{ "--matter", NULL, OPTION_TEXT, "NAME", AT(matter),
	    "the matter it belongs to; without it: casebook" },
	OPTION_ZONE, OPTIONS_COMMON(struct order_opts, common), OPTION_END };

static const struct option list_options[] = { OPTION_ZONE,
	OPTIONS_COMMON(struct order_opts, common), OPTION_END };

static const struct option verify_options[] = { OPTION_BY, OPTION_DOCUMENT,
	{ "--entered", NULL, OPTION_TEXT, "DAY", AT(entered),
	    "the date as the paper has it; without it: as the order says" },
	OPTION_ZONE, OPTIONS_COMMON(struct order_opts, common), OPTION_END };

static const struct option docket_options[] = { OPTION_BY,
	OPTIONS_COMMON(struct order_opts, common), OPTION_END };

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

static const struct command order_list = {
	.name = "order list",
	.usage = "STORE",
	.summary = "every version of every source, and how it stands",
	.help =
	    "Each by its entry: what counts, what waits, what was refused.\n",
	.options = list_options,
	.run = list_run,
};

static const struct command order_verify = {
	.name = "order verify",
	.usage = "STORE ORDER --by NAME --document FILE [--entered DAY]",
	.summary = "a date marked unverified is right, as a paper shows",
	.help =
	    "By somebody who did not enter the order.  What an unverified date held\n"
	    "is then known.\n",
	.options = verify_options,
	.run = verify_run,
};

static const struct command order_docket = {
	.name = "order docket",
	.usage = "STORE CASE --by NAME",
	.summary = "the docket of a case was read now",
	.help =
	    "Where an order is stayed or not yet begun, no bar is not said of its\n"
	    "members on a docket read too long ago.\n",
	.options = docket_options,
	.run = docket_run,
};

static const struct command *const orders[] = { &order_enter, &order_list,
	&order_diff, &command_order_confirm, &order_verify, &order_docket,
	NULL };

static enum status
order_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	const char *names[8], *near;
	struct option_list args = { .n = 0 };
	struct order_opts o = { 0 };
	enum status status;
	size_t i;

	if (argc > 0 && argv[0][0] != '-') {
		for (i = 0; orders[i] != NULL; i++) {
			names[i] = orders[i]->name + strlen("order ");
			if (strcmp(argv[0], names[i]) == 0)
				return orders[i]->run(c, orders[i], argc - 1,
				    argv + 1);
		}
		near = nearest_name(argv[0], names, i);
		return cli_usage(c, self, "order has no \"%s\"%s%s%s", argv[0],
		    near == NULL ? "" : "; did you mean order ",
		    near == NULL ? "" : near, near == NULL ? "" : "?");
	}
	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	return cli_usage(c, self, "say what to do with the orders");
}

static const struct option order_options[] = {
	OPTIONS_COMMON(struct order_opts, common), OPTION_END
};

const struct command command_order = {
	.name = "order",
	.usage = "enter|list|diff|confirm|verify|docket STORE ...",
	.summary = "orders in a store: enter, list, compare, confirm",
	.help =
	    "Orders live in a store as texts, each version an entry.  Adding\n"
	    "protection takes one person; taking it away needs a document and two.\n",
	.options = order_options,
	.under = orders,
	.run = order_run,
};
