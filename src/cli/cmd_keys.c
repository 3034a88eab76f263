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

/* What every one of these commands begins with. */
struct keys_run {
	struct cli *c;
	struct keys_opts o;
	struct option_list args;
	const char *folder;
	enum key_purpose purpose; /* of the second argument */
	struct keys_world w;
	struct instant now;
	const char *why;
};

/* So many arguments, the second one a purpose; else usage is said.  What the
 * system gives: files, random bytes, the time. */
static bool
begin(struct keys_run *k, const struct command *self, int argc, char **argv,
    size_t nargs, const char *usage, enum status *status)
{
	const struct keeper_world *real = &keeper_world_real;

	k->why = "";
	if (!cli_begin(k->c, self, argc, argv, &k->o, &k->o.common, &k->args,
		status))
		return false;
	if (k->args.n != nargs ||
	    (nargs == 2 && !key_purpose_read(k->args.items[1], &k->purpose))) {
		*status = cli_usage(k->c, self, "%s", usage);
		return false;
	}
	k->folder = k->args.items[0];
	k->w =
	    (struct keys_world){ &file_system_real, real->random, real->ctx };
	if (real->now(real->ctx, &k->now) == 0)
		return true;
	*status = cli_failed(k->c, "the clock cannot be read");
	return false;
}

static enum status
failed(const struct keys_run *k)
{
	return cli_failed(k->c, "%s", k->why);
}

static enum status
init_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	static const char usage[] =
	    "name a folder, what the log signs as (--name example.org/log) "
	    "and who holds the keys (--holder)";
	struct keys_run k = { .c = c };
	enum status status;

	if (!begin(&k, self, argc, argv, 1, usage, &status))
		return status;
	if (k.o.name == NULL || k.o.holder == NULL)
		return cli_usage(c, self, "%s", usage);
	if (keys_init(c->arena, &k.w, k.folder, k.o.name, k.o.holder, k.now,
		&k.why) != 0)
		return failed(&k);
	buf_printf(c->out,
	    "%s: a key for each purpose, held by %s.\n"
	    "Keep a copy of this folder in another place, and nobody else's\n"
	    "eyes on either: docs/keys.md says what losing one gives.\n",
	    k.folder, k.o.holder);
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

/* Each key of a purpose, the one in use first. */
static int
list_purpose(struct keys_run *k, enum key_purpose p, struct json *j)
{
	struct key key;
	int r;

	for (unsigned n = 0; n <= KEY_ROTATIONS; n++) {
		r = keys_get(k->c->arena, &k->w, k->folder, p, n, &key,
		    &k->why);
		if (r == E_NAME && n > 0)
			return 0;
		if (r != 0)
			return r;
		list_one(k->c, j, &key);
	}
	return 0;
}

static enum status
list_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct keys_run k = { .c = c };
	enum status status;
	struct json j;

	if (!begin(&k, self, argc, argv, 1, "name one folder of keys", &status))
		return status;
	json_init(&j, c->out);
	if (k.o.common.json)
		json_list(&j);
	for (int p = 0; p < KEY_PURPOSES; p++)
		if (list_purpose(&k, (enum key_purpose)p,
			k.o.common.json ? &j : NULL) != 0)
			return failed(&k);
	if (k.o.common.json) {
		json_close(&j);
		json_done(&j);
	}
	return STATUS_DONE;
}

static enum status
rotate_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct keys_run k = { .c = c };
	enum status status;

	if (!begin(&k, self, argc, argv, 2,
		"name a folder of keys and a purpose: log, witness, seal, "
		"lookup, session, webhook or backup",
		&status))
		return status;
	if (keys_rotate(c->arena, &k.w, k.folder, k.purpose,
		k.o.holder == NULL ? "" : k.o.holder, k.now, &k.why) != 0)
		return failed(&k);
	buf_printf(c->out, "a new key for %s; the old one is kept\n",
	    key_purpose_text(k.purpose));
	return STATUS_DONE;
}

static enum status
export_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	static const char usage[] =
	    "name a folder of keys, and log or witness: the others have no "
	    "public half";
	struct keys_run k = { .c = c };
	enum status status;
	struct key key;

	if (!begin(&k, self, argc, argv, 2, usage, &status))
		return status;
	if (k.purpose != KEY_LOG && k.purpose != KEY_WITNESS)
		return cli_usage(c, self, "%s", usage);
	if (keys_get(c->arena, &k.w, k.folder, k.purpose, 0, &key, &k.why) != 0)
		return failed(&k);
	note_key_text(c->out, &key.public);
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
