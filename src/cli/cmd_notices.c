/* cmd_notices.c - forestay notices: who was told what, and who has not
 * acknowledged. */

#include <string.h>

#include "cli/ask.h"
#include "cli/json.h"
#include "cli/keep.h"
#include "serve/notices.h"

struct notices_opts {
	struct common common;
	const char *account;
	bool all;
};

struct notices_run {
	struct cli *c;
	struct notices_opts o;
	struct option_list args;
	struct store *store;
	struct accounts accounts;
	struct notices notices;
};

static bool
is_listed(const struct notices_run *r, const struct notice *x)
{
	return (r->o.account == NULL ||
		   strcmp(r->o.account, x->account) == 0) &&
	    (r->o.all || r->o.common.json ||
		!notice_has(x, NOTICE_ACKNOWLEDGED));
}

static const char *
holder(const struct notices_run *r, const struct notice *x)
{
	const struct account *a = accounts_named(&r->accounts, x->account);

	return a == NULL ? "" : a->holder;
}

static const char *const step_names[NOTICE_STEPS] = { "sent", "received",
	"acknowledged", "escalated", "escalated again" };

static void
show_one(struct notices_run *r, const struct notice *x)
{
	struct buf *b = r->c->out;
	enum notice_step i;

	buf_printf(b, "%llu  %s", (unsigned long long)x->seq,
	    x->what == NOTICE_RECALL      ? "answer taken back: entry "
		: x->what == NOTICE_ORDER ? "orders changed: entry "
					  : "not acknowledged: notice ");
	buf_printf(b, "%llu", (unsigned long long)x->of);
	if (x->about != NULL) {
		buf_puts(b, ", ");
		show_clean(b, x->about);
	}
	buf_puts(b, "\n    to ");
	show_clean(b, x->account);
	buf_puts(b, " (");
	show_clean(b, holder(r, x));
	buf_puts(b, ")\n    entered ");
	instant_print_utc(b, x->at);
	for (i = 0; i < NOTICE_STEPS; i++) {
		if (!notice_has(x, i))
			continue;
		buf_printf(b, "\n    %s ", step_names[i]);
		instant_print_utc(b, x->steps[i]);
	}
	buf_puts(b, notice_has(x, NOTICE_ACKNOWLEDGED) ? "\n" : "\n    OPEN\n");
}

static void
show_json(struct notices_run *r, struct json *j, const struct notice *x)
{
	static const char *const keys[NOTICE_STEPS] = { "sent", "received",
		"acknowledged", "escalated", "escalated_again" };
	enum notice_step i;

	json_open(j);
	json_kint(j, "notice", (long long)x->seq);
	json_kstr(j, "what", notice_what_text(x->what));
	json_kint(j, "of", (long long)x->of);
	json_kstr(j, "about", x->about);
	json_kstr(j, "account", x->account);
	json_kstr(j, "holder", holder(r, x));
	json_kinstant(j, "entered", x->at);
	for (i = 0; i < NOTICE_STEPS; i++)
		if (notice_has(x, i))
			json_kinstant(j, keys[i], x->steps[i]);
		else
			json_kstr(j, keys[i], NULL);
	json_close(j);
}

static void
list(struct notices_run *r)
{
	size_t i, open = 0;
	struct json j;

	json_init(&j, r->c->out);
	if (r->o.common.json)
		json_list(&j);
	for (i = 0; i < r->notices.n; i++) {
		const struct notice *x = &r->notices.items[i];

		if (!is_listed(r, x))
			continue;
		open += !notice_has(x, NOTICE_ACKNOWLEDGED);
		if (r->o.common.json)
			show_json(r, &j, x);
		else
			show_one(r, x);
	}
	if (r->o.common.json) {
		json_close(&j);
		json_done(&j);
		return;
	}
	buf_printf(r->c->out, "%zu not acknowledged\n", open);
}

static enum status
read_all(struct notices_run *r)
{
	struct store_head head;
	struct arena scratch;
	int e;

	arena_init(&scratch, r->c->mem, (size_t)1 << 30);
	notices_init(&r->notices, r->c->mem);
	if ((e = store_sync_views(r->store, &head)) == 0)
		e = accounts_read(r->c->arena, r->store, head.size,
		    &r->accounts);
	if (e == 0)
		e = notices_read(&r->notices, &scratch, r->store, head.size);
	if (e == 0)
		list(r);
	arena_release(&scratch);
	notices_release(&r->notices);
	return e == 0 ? STATUS_DONE : keep_failed(r->c, r->store, e);
}

static enum status
notices_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct notices_run r = { .c = c };
	enum status status;

	if (!cli_begin(c, self, argc, argv, &r.o, &r.o.common, &r.args,
		&status))
		return status;
	if (r.args.n != 1)
		return cli_usage(c, self, "name one store");
	if (!keep_open(c, r.args.items[0], &r.store))
		return STATUS_FAILED;
	status = read_all(&r);
	store_close(r.store);
	return status;
}

static const struct option notices_options[] = {
	{ "--account", NULL, OPTION_TEXT, "NAME",
	    offsetof(struct notices_opts, account), "its alone" },
	{ "--all", NULL, OPTION_FLAG, NULL, offsetof(struct notices_opts, all),
	    "acknowledged ones too" },
	OPTIONS_COMMON(struct notices_opts, common), OPTION_END
};

const struct command command_notices = {
	.name = "notices",
	.usage = "STORE [--all] [--account NAME]",
	.summary = "who was told what, and who has not acknowledged",
	.help =
	    "A server takes an answer back when what was committed since bars the act,\n"
	    "and tells every office when the orders change (docs/serve.md).  Entry,\n"
	    "sending, receipt and acknowledgement are listed apart.  Without --all: what\n"
	    "is not acknowledged.  With --json: all of it.\n",
	.options = notices_options,
	.run = notices_run,
};
