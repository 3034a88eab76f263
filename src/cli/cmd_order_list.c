/* cmd_order_list.c - forestay order list, verify, docket: how the orders of
 * a store stand, and what is said of them besides their texts. */

#include <string.h>

#include "cli/cmd_order.h"
#include "cli/json.h"
#include "cli/keep.h"
#include "intake/stored.h"

const struct zone *
order_zone(struct cli *c, const struct command *self, const char *name,
    enum status *status)
{
	const struct zone *z = zone_builtin(name == NULL ? "UTC" : name);

	if (z == NULL)
		*status = cli_usage(c, self, "no zone is named %s here", name);
	return z;
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
	if ((z = order_zone(c, self, o.zone, &status)) == NULL)
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
    const char *kind, const char *subject, json_t *body, const char *then)
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
		buf_printf(c->out, "entry %llu%s\n",
		    (unsigned long long)out.first, then);
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
	return write_one(c, s, o, "verify", "orders", body, "");
}

/* A reading that somebody else said, and that counts with this one. */
static const struct stored_docket *
docket_other(const struct stored *st, const char *name, const char *by)
{
	const struct stored_docket *d, *last = NULL;
	size_t i;

	for (i = 0; i < st->ndockets; i++) {
		d = &st->dockets[i];
		if (d->waits && strcmp(d->in_case, name) == 0 &&
		    !stored_same_author(d->author, by))
			last = d;
	}
	return last;
}

/* It lets no bar be said again: a loss. */
static enum status
docket_in(struct cli *c, const struct command *self, struct store *s,
    const struct order_opts *o, const char *name)
{
	const struct stored_docket *other;
	struct stored st;
	const char *then;

	if (!keep_read(c, s, &st))
		return STATUS_FAILED;
	if (law_case(&st.laws[0].law, name) == NULL)
		return cli_usage(c, self, "the store has no case %s", name);
	other = docket_other(&st, name, o->by);
	then = other == NULL
	    ? "  waits for a second person, who confirms it or reads the "
	      "docket too"
	    : arena_printf(c->arena, "  with it entry %llu, by %s, counts",
		  (unsigned long long)other->seq, other->author);
	if (then == NULL)
		return cli_failed(c, "%s", err_text(E_NOMEM));
	return write_one(c, s, o, "docket", "dockets",
	    json_pack("{s:s, s:b}", "case", name, "loss", 1), then);
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
	if (order_zone(c, self, o.zone, &status) == NULL)
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

static const struct option list_options[] = { ORDER_ZONE,
	OPTIONS_COMMON(struct order_opts, common), OPTION_END };

static const struct option verify_options[] = { ORDER_BY, ORDER_DOCUMENT,
	{ "--entered", NULL, OPTION_TEXT, "DAY", ORDER_AT(entered),
	    "the date as the paper has it; without it: as the order says" },
	ORDER_ZONE, OPTIONS_COMMON(struct order_opts, common), OPTION_END };

static const struct option docket_options[] = { ORDER_BY,
	OPTIONS_COMMON(struct order_opts, common), OPTION_END };

const struct command command_order_list = {
	.name = "order list",
	.usage = "STORE",
	.summary = "every version of every source, and how it stands",
	.help =
	    "Each by its entry: what counts, what waits, what was refused.\n",
	.options = list_options,
	.run = list_run,
};

const struct command command_order_verify = {
	.name = "order verify",
	.usage = "STORE ORDER --by NAME --document FILE [--entered DAY]",
	.summary = "a date marked unverified is right, as a paper shows",
	.help =
	    "By somebody who did not enter the order.  What an unverified date held\n"
	    "is then known.\n",
	.options = verify_options,
	.run = verify_run,
};

const struct command command_order_docket = {
	.name = "order docket",
	.usage = "STORE CASE --by NAME",
	.summary = "the docket of a case was read now",
	.help =
	    "Where an order is stayed or not yet begun, no bar is not said of its\n"
	    "members on a docket read too long ago.  A reading counts, from when it\n"
	    "was, once a second person confirms it or has read the docket too.\n",
	.options = docket_options,
	.run = docket_run,
};
