/* cmd_serve.c - forestay serve: the check over HTTPS. */

#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "serve/post.h"
#include "serve/run.h"

#define LISTEN_DEFAULT "127.0.0.1:8443"

struct serve_opts {
	struct common common;
	const char *keys, *listen, *desk, *certificate, *key;
	const char *mail, *mail_from, *post_ca;
	bool plain, post, post_loopback;
};

/* ADDRESS:PORT, [ADDRESS]:PORT. */
static bool
read_listen(struct arena *a, const char *s, struct run_listener *out)
{
	const char *colon = strrchr(s, ':'), *p;
	size_t n;

	if (colon == NULL || colon == s || colon[1] == '\0')
		return false;
	n = (size_t)(colon - s);
	if (s[0] == '[' && s[n - 1] == ']')
		out->address = arena_strndup(a, s + 1, n - 2);
	else
		out->address = arena_strndup(a, s, n);
	out->port = 0;
	for (p = colon + 1; *p != '\0'; p++) {
		if (*p < '0' || *p > '9' || out->port > 65535)
			return false;
		out->port = out->port * 10 + (unsigned)(*p - '0');
	}
	return out->address != NULL && out->port <= 65535;
}

static bool
read_listener(struct cli *c, const struct command *self,
    const struct serve_opts *o, const char *where, struct run_listener *out,
    enum status *status)
{
	*status = STATUS_USAGE;
	if (!read_listen(c->arena, where, out)) {
		*status = cli_usage(c, self,
		    "%s is not ADDRESS:PORT, as " LISTEN_DEFAULT, where);
		return false;
	}
	if (!o->plain) {
		out->certificate = o->certificate;
		out->key = o->key;
		return true;
	}
	if (run_is_loopback(out->address))
		return true;
	*status = cli_usage(c, self,
	    "--plain is for this machine alone (127.0.0.1): %s is heard "
	    "elsewhere too",
	    out->address);
	return false;
}

static bool
read_post(struct cli *c, const struct command *self, const struct serve_opts *o,
    struct serve_post *out, enum status *status)
{
	struct run_listener at = { .address = NULL };

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
	if (!read_listen(c->arena, o->mail, &at) || at.port == 0 ||
	    !run_is_loopback(at.address)) {
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
	if (o.plain == (o.certificate != NULL || o.key != NULL) ||
	    (o.certificate == NULL) != (o.key == NULL))
		return cli_usage(c, self,
		    "--certificate and --key name two PEM files; or --plain, "
		    "on this machine alone");
	if (!read_listener(c, self, &o,
		o.listen != NULL ? o.listen : LISTEN_DEFAULT, &r.gate,
		&status) ||
	    (o.desk != NULL &&
		!read_listener(c, self, &o, o.desk, &r.desk, &status)))
		return status;
	if (!read_post(c, self, &o, &r.post, &status))
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
	{ "--listen", NULL, OPTION_TEXT, "ADDRESS:PORT",
	    offsetof(struct serve_opts, listen),
	    "where officers ask; without it: " LISTEN_DEFAULT
	    "; port 0 is any that is free" },
	{ "--desk", NULL, OPTION_TEXT, "ADDRESS:PORT",
	    offsetof(struct serve_opts, desk),
	    "where counsel asks; without it: nowhere" },
	{ "--certificate", NULL, OPTION_TEXT, "FILE",
	    offsetof(struct serve_opts, certificate),
	    "PEM: the server's certificate and those above it" },
	{ "--key", NULL, OPTION_TEXT, "FILE", offsetof(struct serve_opts, key),
	    "PEM: its private key" },
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
	{ "--plain", NULL, OPTION_FLAG, NULL,
	    offsetof(struct serve_opts, plain),
	    "without TLS; only at a loopback address" },
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
