/* cmd_log_witness.c - a log and its witnesses: forestay log ask, witness and
 * cosigned, the exchange in files. */

#include <stdio.h>
#include <string.h>

#include "cli/cmd_log.h"
#include "cli/json.h"
#include "cli/log_arg.h"
#include "intake/file.h"
#include "store/cosign.h"
#include "store/keeper.h"
#include "store/witness_state.h"

/* -- log ask -- */

/* What the witness saw last, as far as is known here. */
static bool
old_size(struct log_run *l, uint64_t *out)
{
	struct note_key key;

	*out = 0;
	if (l->o.old != NULL) {
		if (strcmp(l->o.old, "0") == 0 || log_number(l->o.old, out))
			return true;
		(void)cli_failed(l->c, "\"%s\" is no number of entries",
		    l->o.old);
		return false;
	}
	if (l->o.witness.n == 0)
		return true;
	if (!log_arg_witness(l->c, l->o.witness.items[0], &key))
		return false;
	*out = cosign_known(l->tiles, l->c->arena, l->c->mem, &key);
	return true;
}

static enum status
ask(struct log_run *l)
{
	const char *why;
	uint64_t old;

	if (!old_size(l, &old))
		return STATUS_FAILED;
	if (cosign_request(l->tiles, l->c->arena, old, l->c->out, &why) != 0)
		return cli_failed(l->c, "%s", why);
	return STATUS_DONE;
}

static enum status
ask_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct log_run l = { .c = c };
	enum status status;

	if (log_begin(&l, self, argc, argv, 1, LOG_READ, &status))
		status = ask(&l);
	log_end(&l);
	return status;
}

/* -- log witness -- */

struct witness_opts {
	struct common common;
	const char *keys, *log;
};

static bool
read_file(struct cli *c, const char *path, struct source_text *out)
{
	const char *why = NULL;

	if (file_read(&file_system_real, c->arena, path, COSIGN_REQUEST_MAX,
		out, &why) == 0)
		return true;
	(void)cli_failed(c, "%s", why != NULL ? why : "no memory to read it");
	return false;
}

static bool
clock_seconds(struct cli *c, uint64_t *out)
{
	struct instant now;

	if (keeper_world_real.now(keeper_world_real.ctx, &now) == 0 &&
	    now.us > 0) {
		*out = (uint64_t)now.us / 1000000;
		return true;
	}
	(void)cli_failed(c, "the clock cannot be read");
	return false;
}

static enum status
answer(struct cli *c, struct witness *w, const char *path)
{
	struct source_text request;
	enum witness_verdict v;
	enum status status = STATUS_DONE;
	uint64_t now;
	struct buf out;

	if (!read_file(c, path, &request) || !clock_seconds(c, &now))
		return STATUS_FAILED;
	buf_init(&out, c->mem, LIMIT_NOTE_BYTES);
	v = witness_answer(w, request.bytes, request.len, now, &out);
	if (v == WITNESS_SIGNS && !out.failed)
		buf_add(c->out, out.s, out.len);
	else if (v == WITNESS_CONFLICT)
		status = cli_failed(c,
		    "not signed: this witness has signed a checkpoint of %.*s "
		    "entries, and is to be shown how the log grew out of that "
		    "one (forestay log ask --old %.*s)",
		    (int)(out.len - 1), out.s, (int)(out.len - 1), out.s);
	else
		status = cli_failed(c, "not signed: %.*s",
		    out.len > 0 ? (int)(out.len - 1) : 0, out.s);
	buf_release(&out);
	return status;
}

static enum status
witness_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct witness_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct witness_opening opening = { .fs = &file_system_real,
		.lock = true };
	struct note_key log;
	struct witness *w;
	enum status status;
	struct key own;
	char why[512];

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n != 2 || o.keys == NULL || o.log == NULL)
		return cli_usage(c, self, "forestay %s %s", self->name,
		    self->usage);
	if (!log_arg_key(c, o.log, &log) ||
	    !log_arg_secret(c, o.keys, KEY_WITNESS, &own))
		return STATUS_FAILED;
	opening.path = args.items[0];
	opening.log = &log;
	opening.own = &own;
	if (witness_open(c->mem, &opening, &w, why, sizeof(why)) != 0)
		return cli_failed(c, "%s", why);
	status = answer(c, w, args.items[1]);
	witness_close(w);
	return status;
}

/* -- log cosigned -- */

static enum status
keep(struct log_run *l, const struct note_key *log, const struct note_key *key,
    const struct cosign_answer *answer)
{
	const char *why;
	uint64_t size;

	if (cosign_take(l->tiles, l->c->arena, l->c->mem, log, key, answer,
		&size, &why) != 0)
		return cli_failed(l->c, "%s", why);
	buf_printf(l->c->out, "%s has signed for %llu entries\n", key->name,
	    (unsigned long long)size);
	return STATUS_DONE;
}

static enum status
cosigned(struct log_run *l, const struct note_key *log,
    const struct note_key *key)
{
	struct source_text request, lines;
	struct cosign_answer answer = { .asked = 0 };

	if (!read_file(l->c, l->args.items[1], &request) ||
	    !read_file(l->c, l->args.items[2], &lines) ||
	    !clock_seconds(l->c, &answer.came))
		return STATUS_FAILED;
	answer.request = request.bytes;
	answer.nrequest = request.len;
	answer.lines = lines.bytes;
	answer.nlines = lines.len;
	return keep(l, log, key, &answer);
}

static enum status
cosigned_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct log_run l = { .c = c };
	struct note_key log, key;
	enum status status;

	if (log_begin(&l, self, argc, argv, 3, LOG_READ, &status)) {
		if (l.o.log == NULL || l.o.witness.n != 1)
			status = cli_usage(c, self, "forestay %s %s",
			    self->name, self->usage);
		else
			status = log_arg_key(c, l.o.log, &log) &&
				log_arg_witness(c, l.o.witness.items[0], &key)
			    ? cosigned(&l, &log, &key)
			    : STATUS_FAILED;
	}
	log_end(&l);
	return status;
}

static const struct option ask_options[] = {
	{ "--witness", NULL, OPTION_LIST, "KEY|FILE", LOG_AT(witness),
	    "the witness's public key: what it signed last is looked up" },
	{ "--old", NULL, OPTION_TEXT, "ENTRIES", LOG_AT(old),
	    "how many entries the witness saw last, when it says so itself" },
	OPTIONS_COMMON(struct log_opts, common), OPTION_END
};

const struct command log_ask = {
	.name = "log ask",
	.usage = "STORE [--witness KEY] [--old ENTRIES]",
	.summary = "a request for a witness, to be carried there",
	.help =
	    "The newest checkpoint, and the proof that it grew out of the one that the\n"
	    "witness signed last.  It holds nobody's name.  docs/log.md.\n",
	.options = ask_options,
	.run = ask_run,
};

static const struct option witness_options[] = {
	{ "--keys", NULL, OPTION_TEXT, "KEYS",
	    offsetof(struct witness_opts, keys),
	    "the witness's own folder of keys" },
	{ "--log", NULL, OPTION_TEXT, "KEY|FILE",
	    offsetof(struct witness_opts, log),
	    "the public key of the log that it watches" },
	OPTIONS_COMMON(struct witness_opts, common), OPTION_END
};

const struct command log_witness = {
	.name = "log witness",
	.usage = "STATE REQUEST --keys KEYS --log KEY",
	.summary =
	    "be a witness: sign a log's checkpoint, and no second history",
	.help =
	    "STATE is a file that holds the last checkpoint it signed: of no log but\n"
	    "that one.  REQUEST is a file, or - for standard input; the signature goes to\n"
	    "standard output.  A smaller log and another branch are never signed.\n",
	.options = witness_options,
	.run = witness_run,
};

static const struct option cosigned_options[] = { { "--log", NULL, OPTION_TEXT,
						      "KEY|FILE", LOG_AT(log),
						      "the log's public key" },
	{ "--witness", NULL, OPTION_LIST, "KEY|FILE", LOG_AT(witness),
	    "the witness's public key" },
	OPTIONS_COMMON(struct log_opts, common), OPTION_END };

const struct command log_cosigned = {
	.name = "log cosigned",
	.usage = "STORE REQUEST ANSWER --log KEY --witness KEY",
	.summary = "keep what a witness has signed",
	.help =
	    "REQUEST is what forestay log ask printed and ANSWER what came back.  From\n"
	    "then on receipts carry the witness's signature.\n",
	.options = cosigned_options,
	.run = cosigned_run,
};
