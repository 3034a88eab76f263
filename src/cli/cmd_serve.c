/* cmd_serve.c - forestay serve: the check over HTTPS. */

#include <stdio.h>
#include <string.h>

#include "cli/listen_arg.h"
#include "cli/witnessed_arg.h"
#include "serve/post.h"
#include "serve/run.h"

struct serve_opts {
	struct common common;
	const char *keys, *desk;
	struct listen_opts listen;
	struct witnessed_opts witnessed;
	const char *mail, *mail_from, *post_ca;
	bool post, post_loopback;
};

static bool
read_post(struct cli *c, const struct command *self, const struct serve_opts *o,
    struct serve_post *out, enum status *status)
{
	struct listen_address at = { .address = NULL };

	*out = (struct serve_post){ .on = o->post,
		.loopback = o->post_loopback,
		.mail = o->mail,
		.mail_from = o->mail_from,
		.authorities = o->post_ca };
	*status = STATUS_USAGE;
	if (!o->post &&
	    (o->post_loopback || o->mail != NULL || o->post_ca != NULL)) {
		*status = cli_usage(c, self, "nothing is sent without --post");
		return false;
	}
	if (o->mail == NULL)
		return true;
	if (!listen_arg_read(c->arena, o->mail, &at) || at.port == 0 ||
	    !listen_is_loopback(at.address)) {
		*status = cli_usage(c, self,
		    "--mail is the mail server of this machine, as "
		    "127.0.0.1:25");
		return false;
	}
	if (o->mail_from != NULL && post_mail_ok(o->mail_from))
		return true;
	*status =
	    cli_usage(c, self, "--mail-from is the address mail comes from");
	return false;
}

static void
say(void *ctx, const char *text)
{
	struct cli *c = ctx;

	/* It runs on: each is said now. */
	buf_puts(c->out, "forestay: ");
	show_clean(c->out, text);
	buf_putc(c->out, '\n');
	(void)cli_flush(c);
}

static enum status
serve_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct serve_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct run_opening r = { .mem = c->mem,
		.program = FORESTAY_VERSION,
		.say = say,
		.ctx = c };
	enum status status;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n != 1)
		return cli_usage(c, self, "name one store");
	if (o.keys == NULL)
		return cli_usage(c, self,
		    "--keys is the folder of keys (forestay keys init)");
	if (!listen_arg(c, self, &o.listen, o.listen.at, &r.gate, &status) ||
	    (o.desk != NULL &&
		!listen_arg(c, self, &o.listen, o.desk, &r.desk, &status)))
		return status;
	if (!read_post(c, self, &o, &r.post, &status) ||
	    !witnessed_arg(c, self, &o.witnessed, &r.log, &status))
		return status;
	r.store = args.items[0];
	r.keys = o.keys;
	return run(&r) == 0 ? STATUS_DONE
			    : cli_failed(c, "the server could not go on");
}

static const struct option serve_options[] = {
	{ "--keys", NULL, OPTION_TEXT, "KEYS",
	    offsetof(struct serve_opts, keys),
	    "the folder of keys; its log key signs every answer" },
	OPTIONS_LISTEN(struct serve_opts, listen,
	    "where officers ask; without it: " LISTEN_DEFAULT),
	{ "--desk", NULL, OPTION_TEXT, "ADDRESS:PORT",
	    offsetof(struct serve_opts, desk),
	    "where counsel asks; without it: nowhere" },
	{ "--post", NULL, OPTION_FLAG, NULL, offsetof(struct serve_opts, post),
	    "send notices to webhooks (forestay account reach)" },
	{ "--post-loopback", NULL, OPTION_FLAG, NULL,
	    offsetof(struct serve_opts, post_loopback),
	    "to webhooks of this machine too" },
	{ "--post-ca", NULL, OPTION_TEXT, "FILE",
	    offsetof(struct serve_opts, post_ca),
	    "PEM: who signs their certificates; without it: whom the system "
	    "trusts" },
	{ "--mail", NULL, OPTION_TEXT, "ADDRESS:PORT",
	    offsetof(struct serve_opts, mail),
	    "the mail server of this machine; without it: no mail" },
	{ "--mail-from", NULL, OPTION_TEXT, "MAILBOX",
	    offsetof(struct serve_opts, mail_from), "whom mail comes from" },
	OPTIONS_WITNESSED(struct serve_opts, witnessed),
	OPTIONS_COMMON(struct serve_opts, common), OPTION_END
};

const struct command command_serve = {
	.name = "serve",
	.usage = "STORE --keys KEYS --certificate FILE --key FILE|--plain",
	.summary = "answer checks over HTTPS, each signed and written down",
	.help =
	    "Starts a keeper, which writes the store and signs, a desk, which decides,\n"
	    "and a gate, which is all that officers reach; none can do what the others\n"
	    "can (docs/serve.md).  SIGTERM ends it, answering what was asked; SIGHUP has\n"
	    "the gate read its certificate anew.  Accounts: forestay account.\n",
	.options = serve_options,
	.run = serve_run,
};
