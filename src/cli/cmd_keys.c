/* cmd_keys.c - forestay keys: what signs, seals and looks up. */

#include <string.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "store/keeper.h"
#include "store/keys.h"

struct keys_opts {
	struct common common;
	const char *name, *holder;
};

static const struct keys_world world = { &file_system_real, NULL, NULL };

/* What the system gives: files, random bytes, the time. */
static bool
begin(struct cli *c, struct keys_world *w, struct instant *now)
{
	const struct keeper_world *real = &keeper_world_real;

	*w = world;
	w->random = real->random;
	w->ctx = real->ctx;
	if (real->now(real->ctx, now) == 0)
		return true;
	(void)cli_failed(c, "the clock cannot be read");
	return false;
}

static enum status
failed(struct cli *c, const char *why)
{
	return cli_failed(c, "%s", why);
}

static enum status
init_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct keys_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct keys_world w;
	struct instant now;
	enum status status;
	const char *why = "";

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n != 1 || o.name == NULL || o.holder == NULL)
		return cli_usage(c, self,
		    "name a folder, what the log signs as (--name "
		    "example.org/log) and who holds the keys (--holder)");
	if (!begin(c, &w, &now))
		return STATUS_FAILED;
	if (keys_init(c->arena, &w, args.items[0], o.name, o.holder, now,
		&why) != 0)
		return failed(c, why);
	buf_printf(c->out,
	    "%s: a key for each purpose, held by %s.\n"
	    "Keep a copy of this folder in another place, and nobody else's\n"
	    "eyes on either: docs/keys.md says what losing one gives.\n",
	    args.items[0], o.holder);
	return STATUS_DONE;
}

static void
list_one(struct cli *c, struct json *j, const struct key *k)
{
	struct buf public, since;
	size_t start = c->out->len;

	buf_init(&public, c->mem, LIMIT_STRING_BYTES);
	buf_init(&since, c->mem, LIMIT_STRING_BYTES);
	if (k->signs)
		note_key_text(&public, &k->public);
	if (j != NULL) {
		json_open(j);
		json_kstr(j, "purpose", key_purpose_text(k->purpose));
		json_kint(j, "rotated", k->rotated);
		json_kstr(j, "name", k->name);
		json_kstr(j, "holder", k->holder);
		json_kinstant(j, "since", k->since);
		json_kstr(j, "public", k->signs ? public.s : NULL);
		json_close(j);
	} else {
		instant_print_utc(&since, k->since);
		buf_puts(c->out, key_purpose_text(k->purpose));
		if (k->rotated > 0)
			buf_printf(c->out, " (rotated, %u)", k->rotated);
		show_pad(c->out, start, 20);
		buf_puts(c->out, since.s);
		show_pad(c->out, start, 50);
		show_clean(c->out, k->holder);
		buf_putc(c->out, '\n');
		if (k->signs)
			buf_printf(c->out, "  %s\n", public.s);
	}
	buf_release(&public);
	buf_release(&since);
}

static enum status
list_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct keys_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct keys_world w;
	struct instant now;
	enum status status;
	const char *why = "";
	struct json j;
	struct key k;
	int r;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n != 1)
		return cli_usage(c, self, "name one folder of keys");
	if (!begin(c, &w, &now))
		return STATUS_FAILED;
	json_init(&j, c->out);
	if (o.common.json)
		json_list(&j);
	for (int p = 0; p < KEY_PURPOSES; p++)
		for (unsigned n = 0; n <= KEY_ROTATIONS; n++) {
			r = keys_get(c->arena, &w, args.items[0],
			    (enum key_purpose)p, n, &k, &why);
			if (r == E_NAME && n > 0)
				break;
			if (r != 0)
				return failed(c, why);
			list_one(c, o.common.json ? &j : NULL, &k);
		}
	if (o.common.json) {
		json_close(&j);
		json_done(&j);
	}
	return STATUS_DONE;
}

static enum status
rotate_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct keys_opts o = { 0 };
	struct option_list args = { .n = 0 };
	enum key_purpose p;
	struct keys_world w;
	struct instant now;
	enum status status;
	const char *why = "";

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n != 2 || !key_purpose_read(args.items[1], &p))
		return cli_usage(c, self,
		    "name a folder of keys and a purpose: log, witness, seal, "
		    "lookup, session, webhook or backup");
	if (!begin(c, &w, &now))
		return STATUS_FAILED;
	if (keys_rotate(c->arena, &w, args.items[0], p,
		o.holder == NULL ? "" : o.holder, now, &why) != 0)
		return failed(c, why);
	buf_printf(c->out, "a new key for %s; the old one is kept\n",
	    key_purpose_text(p));
	return STATUS_DONE;
}

static enum status
export_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct keys_opts o = { 0 };
	struct option_list args = { .n = 0 };
	enum key_purpose p;
	struct keys_world w;
	struct instant now;
	enum status status;
	const char *why = "";
	struct key k;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n != 2 || !key_purpose_read(args.items[1], &p) ||
	    (p != KEY_LOG && p != KEY_WITNESS))
		return cli_usage(c, self,
		    "name a folder of keys, and log or witness: the others "
		    "have no public half");
	if (!begin(c, &w, &now))
		return STATUS_FAILED;
	if (keys_get(c->arena, &w, args.items[0], p, 0, &k, &why) != 0)
		return failed(c, why);
	note_key_text(c->out, &k.public);
	buf_putc(c->out, '\n');
	return STATUS_DONE;
}

static const struct option keys_options[] = {
	{ "--name", NULL, OPTION_TEXT, "NAME", offsetof(struct keys_opts, name),
	    "what log and witness sign as, like example.org/log" },
	{ "--holder", NULL, OPTION_TEXT, "WHO",
	    offsetof(struct keys_opts, holder), "who holds them" },
	OPTIONS_COMMON(struct keys_opts, common), OPTION_END
};

static const struct command keys_init_command = {
	.name = "keys init",
	.usage = "KEYS --name NAME --holder WHO",
	.summary = "make a key of each purpose in a new folder",
	.help = "Nothing that is there is ever replaced.\n",
	.options = keys_options,
	.run = init_run,
};

static const struct command keys_list_command = {
	.name = "keys list",
	.usage = "KEYS",
	.summary = "each key, since when, who holds it; public halves",
	.help = "Secrets are never shown.\n",
	.options = keys_options,
	.run = list_run,
};

static const struct command keys_rotate_command = {
	.name = "keys rotate",
	.usage = "KEYS PURPOSE [--holder WHO]",
	.summary = "a new key of a purpose; the old one is kept",
	.help = "What the old one signed goes on being verified by it.\n",
	.options = keys_options,
	.run = rotate_run,
};

static const struct command keys_export_command = {
	.name = "keys export",
	.usage = "KEYS log|witness",
	.summary = "the public half, to be handed to whoever verifies",
	.help = "One line, as c2sp.org/signed-note writes a verifier key.\n",
	.options = keys_options,
	.run = export_run,
};

static const struct command *const under[] = { &keys_init_command,
	&keys_list_command, &keys_rotate_command, &keys_export_command, NULL };

const struct command command_keys = {
	.name = "keys",
	.usage = "init|list|rotate|export KEYS ...",
	.summary = "the keys that sign, seal and look up",
	.help =
	    "Keys live in a folder of their own, outside any store: docs/keys.md.\n",
	.under = under,
	.run = cli_under,
};
