/* cmd_account.c - forestay account: who may ask a server. */

#include <string.h>

#include "cli/ask.h"
#include "cli/json.h"
#include "cli/keep.h"
#include "serve/account.h"
#include "serve/post.h"
#include "store/keeper.h"
#include "store/keys.h"

struct account_opts {
	struct common common;
	const char *role, *holder, *webhook, *mail, *keys, *by, *quiet;
	bool none;
};

/* The store and what it holds of accounts. */
struct account_run {
	struct cli *c;
	struct account_opts o;
	struct option_list args;
	struct store *store;
	struct store_head head;
	struct accounts all;
};

static bool
begin(struct account_run *r, const struct command *self, int argc, char **argv,
    size_t nargs, enum status *status)
{
	int e;

	if (!cli_begin(r->c, self, argc, argv, &r->o, &r->o.common, &r->args,
		status))
		return false;
	if (r->args.n != nargs) {
		*status = cli_usage(r->c, self, "%s",
		    nargs == 1 ? "name one store"
			       : "name one store and one account");
		return false;
	}
	*status = STATUS_FAILED;
	if (!keep_open(r->c, r->args.items[0], &r->store))
		return false;
	if ((e = store_sync_views(r->store, &r->head)) == 0)
		e = accounts_read(r->c->arena, r->store, r->head.size, &r->all);
	if (e == 0)
		return true;
	(void)keep_failed(r->c, r->store, e);
	store_close(r->store);
	r->store = NULL;
	return false;
}

static enum status
finish(struct account_run *r, enum status status)
{
	if (r->store != NULL)
		store_close(r->store);
	return status;
}

/* Said once: nothing keeps it. */
static enum status
say_token(struct account_run *r, const char *id, const char *token)
{
	struct json j;

	if (!r->o.common.json) {
		buf_printf(r->c->out, "%s\n", token);
		cli_note(r->c,
		    "this is %s's token: it is said once and kept nowhere; "
		    "whoever has it can ask in that name",
		    id);
		return STATUS_DONE;
	}
	json_init(&j, r->c->out);
	json_open(&j);
	json_kstr(&j, "account", id);
	json_kstr(&j, "token", token);
	json_close(&j);
	json_done(&j);
	return STATUS_DONE;
}

static bool
read_hours(const char *s, unsigned *out)
{
	*out = 0;
	if (strlen(s) > 4)
		return false;
	for (; *s >= '0' && *s <= '9'; s++)
		*out = *out * 10 + (unsigned)(*s - '0');
	return *s == '\0' && *out > 0 && *out <= FEED_QUIET_MAX;
}

static enum status
add(struct account_run *r, const struct command *self)
{
	const char *id = r->args.items[1];
	const struct keeper_world *w = &keeper_world_real;
	uint8_t random[TOKEN_RANDOM];
	struct appended out;
	struct account x = { .id = id, .holder = r->o.holder };
	char token[64];
	int e;

	if (r->o.role == NULL || !role_read(r->o.role, &x.role))
		return cli_usage(r->c, self,
		    "--role is officer, counsel, monitor or feed");
	if (r->o.quiet != NULL &&
	    (x.role != ROLE_FEED || !read_hours(r->o.quiet, &x.quiet)))
		return cli_usage(r->c, self,
		    "--quiet is of a feed: whole hours, 1 to %d",
		    FEED_QUIET_MAX);
	if (r->o.holder == NULL)
		return cli_usage(r->c, self,
		    "--holder says whose it is: a person, or an office");
	if (!account_id_ok(id))
		return cli_usage(r->c, self,
		    "an account's name has letters a-z, digits, and . - _");
	if (accounts_named(&r->all, id) != NULL)
		return cli_failed(r->c,
		    "there is an account %s; a name is never used twice, so "
		    "that what was asked in it stays one person's",
		    id);
	if (w->random(w->ctx, random, sizeof(random)) != 0)
		return cli_failed(r->c, "no random bytes are to be had");
	account_token(random, token);
	x.token = account_token_hash(token);
	e = account_write(r->store, &x, false, ask_author(r->o.by),
	    r->head.size, &out);
	if (e != 0)
		return keep_failed(r->c, r->store, e);
	return say_token(r, id, token);
}

static enum status
add_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct account_run r = { .c = c };
	enum status status;

	if (!begin(&r, self, argc, argv, 2, &status))
		return status;
	return finish(&r, add(&r, self));
}

static enum status
list(struct account_run *r)
{
	const struct account *x;
	struct buf *b = r->c->out;
	struct json j;
	size_t i, start;

	if (r->o.common.json) {
		json_init(&j, b);
		json_list(&j);
	}
	for (i = 0; i < r->all.n; i++) {
		x = &r->all.items[i];
		if (r->o.common.json) {
			json_open(&j);
			json_kstr(&j, "account", x->id);
			json_kstr(&j, "role", role_text(x->role));
			json_kstr(&j, "holder", x->holder);
			json_kinstant(&j, "since", x->since);
			json_kbool(&j, "revoked", x->revoked);
			json_close(&j);
			continue;
		}
		start = b->len;
		buf_puts(b, x->id);
		show_pad(b, start, 24);
		buf_puts(b, x->revoked ? "revoked" : role_text(x->role));
		show_pad(b, start, 34);
		show_clean(b, x->holder);
		buf_putc(b, '\n');
	}
	if (r->o.common.json) {
		json_close(&j);
		json_done(&j);
	} else if (r->all.n == 0) {
		buf_puts(b, "there are no accounts\n");
	}
	return STATUS_DONE;
}

static enum status
list_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct account_run r = { .c = c };
	enum status status;

	if (!begin(&r, self, argc, argv, 1, &status))
		return status;
	return finish(&r, list(&r));
}

static enum status
revoke(struct account_run *r)
{
	const struct account *x = accounts_named(&r->all, r->args.items[1]);
	struct appended out;
	int e;

	if (x == NULL)
		return cli_failed(r->c, "there is no account %s",
		    r->args.items[1]);
	if (!x->revoked) {
		e = account_write(r->store, x, true, ask_author(r->o.by),
		    r->head.size, &out);
		if (e != 0)
			return keep_failed(r->c, r->store, e);
	}
	buf_printf(r->c->out, "%s can no longer ask\n", x->id);
	return STATUS_DONE;
}

static enum status
revoke_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct account_run r = { .c = c };
	enum status status;

	if (!begin(&r, self, argc, argv, 2, &status))
		return status;
	return finish(&r, revoke(&r));
}

/* -- Where notices go ---------------------------------------------------- */

/* What a receiver checks the signature of its notices by. */
static enum status
say_secret(struct account_run *r, const char *id)
{
	const struct keys_world w = { &file_system_real,
		keeper_world_real.random, keeper_world_real.ctx };
	uint8_t secret[POST_SECRET_BYTES];
	const char *why = "";
	struct key key;
	size_t i;

	if (keys_get(r->c->arena, &w, r->o.keys, KEY_WEBHOOK, 0, &key, &why) !=
	    0)
		return cli_failed(r->c, "%s", why);
	post_secret(key.bytes, id, secret);
	for (i = 0; i < sizeof(secret); i++)
		buf_printf(r->c->out, "%02x", secret[i]);
	buf_putc(r->c->out, '\n');
	cli_note(r->c,
	    "this is the secret of %s's webhook: whoever has it can send "
	    "notices in our name to it, and to nobody else",
	    id);
	return STATUS_DONE;
}

static bool
reach_by(struct account_run *r, const char *id, enum post_way way,
    const char *to)
{
	struct appended out;
	int e;

	if (to == NULL && !r->o.none)
		return true;
	e = address_write(r->store, id, way, to, ask_author(r->o.by), &out);
	if (e == 0)
		return true;
	(void)keep_failed(r->c, r->store, e);
	return false;
}

static enum status
reach(struct account_run *r, const struct command *self)
{
	const struct account *x = accounts_named(&r->all, r->args.items[1]);

	if (x == NULL)
		return cli_failed(r->c, "there is no account %s",
		    r->args.items[1]);
	if (r->o.keys != NULL)
		return say_secret(r, x->id);
	if (r->o.none == (r->o.webhook != NULL || r->o.mail != NULL))
		return cli_usage(r->c, self,
		    "say --webhook, --mail, or both; or --none; or --secret");
	if (r->o.webhook != NULL && !post_url_ok(r->o.webhook, true))
		return cli_usage(r->c, self,
		    "--webhook is a URL that begins with https://, without a "
		    "user in it");
	if (r->o.mail != NULL && !post_mail_ok(r->o.mail))
		return cli_usage(r->c, self,
		    "--mail is one address, as duty@office.example");
	if (!reach_by(r, x->id, POST_WEBHOOK, r->o.webhook) ||
	    !reach_by(r, x->id, POST_MAIL, r->o.mail))
		return STATUS_FAILED;
	buf_printf(r->c->out, "%s\n",
	    r->o.none ? "its notices are sent nowhere now"
		      : "its notices are sent there from now on, when the "
			"server runs with --post");
	return STATUS_DONE;
}

static enum status
reach_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct account_run r = { .c = c };
	enum status status;

	if (!begin(&r, self, argc, argv, 2, &status))
		return status;
	return finish(&r, reach(&r, self));
}

#define OPTION_BY                                               \
	{                                                       \
		"--by", NULL, OPTION_TEXT, "NAME",              \
		    offsetof(struct account_opts, by),          \
		    "who does this; without it: the login name" \
	}

static const struct option add_options[] = {
	{ "--role", NULL, OPTION_TEXT, "ROLE",
	    offsetof(struct account_opts, role),
	    "officer, counsel, monitor or feed: what it may ask, and see" },
	{ "--quiet", NULL, OPTION_TEXT, "HOURS",
	    offsetof(struct account_opts, quiet),
	    "of a feed: so long without anything new is an alarm" },
	{ "--holder", NULL, OPTION_TEXT, "NAME",
	    offsetof(struct account_opts, holder), "whose it is" },
	OPTION_BY, OPTIONS_COMMON(struct account_opts, common), OPTION_END
};

static const struct option list_options[] = {
	OPTIONS_COMMON(struct account_opts, common), OPTION_END
};

static const struct option revoke_options[] = { OPTION_BY,
	OPTIONS_COMMON(struct account_opts, common), OPTION_END };

static const struct option reach_options[] = {
	{ "--webhook", NULL, OPTION_TEXT, "URL",
	    offsetof(struct account_opts, webhook),
	    "each notice is posted there, signed" },
	{ "--mail", NULL, OPTION_TEXT, "MAILBOX",
	    offsetof(struct account_opts, mail),
	    "a mail says that a notice waits, and nothing else" },
	{ "--none", NULL, OPTION_FLAG, NULL,
	    offsetof(struct account_opts, none), "take both back" },
	{ "--secret", NULL, OPTION_TEXT, "KEYS",
	    offsetof(struct account_opts, keys),
	    "print what its webhook's signatures are checked by" },
	OPTION_BY, OPTIONS_COMMON(struct account_opts, common), OPTION_END
};

static const struct command command_reach = {
	.name = "account reach",
	.usage = "STORE NAME --webhook URL|--mail MAILBOX|--none|--secret KEYS",
	.summary = "where its notices are sent, besides being shown",
	.help = "What is sent, and how it is signed: docs/serve.md.\n",
	.options = reach_options,
	.run = reach_run,
};

static const struct command command_add = {
	.name = "account add",
	.usage = "STORE NAME --role ROLE --holder WHO",
	.summary = "make one, and say its token, once",
	.help = "The token is printed and kept nowhere: give it to its holder "
		"in a file.\n",
	.options = add_options,
	.run = add_run,
};

static const struct command command_list = {
	.name = "account list",
	.usage = "STORE",
	.summary = "all of them, revoked ones too",
	.help = "Every account there ever was.\n",
	.options = list_options,
	.run = list_run,
};

static const struct command command_revoke = {
	.name = "account revoke",
	.usage = "STORE NAME",
	.summary = "it can ask no more, from the next request on",
	.help = "A name that was revoked is not used again.\n",
	.options = revoke_options,
	.run = revoke_run,
};

static const struct command *const under[] = { &command_add, &command_list,
	&command_revoke, &command_reach, NULL };

const struct command command_account = {
	.name = "account",
	.usage = "add|list|revoke|reach STORE ...",
	.summary = "who may ask a server, and in which role",
	.help =
	    "An account is a name, a role and a token that only its holder has.\n",
	.under = under,
	.run = cli_under,
};
