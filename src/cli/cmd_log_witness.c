/* cmd_log_witness.c - a log and its witnesses: forestay log cosign over a
 * network; ask, witness and cosigned in files. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd_log.h"
#include "cli/json.h"
#include "cli/listen_arg.h"
#include "cli/log_arg.h"
#include "intake/file.h"
#include "serve/call.h"
#include "serve/witness_serve.h"
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
	struct listen_opts listen;
};

static bool
read_file(struct cli *c, const char *path, struct source_text *out)
{
	const char *why = NULL;

	if (file_read(&file_system_real, c->arena, path, LIMIT_WITNESS_BYTES,
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
witness_listen(struct cli *c, const struct command *self,
    const struct witness_opts *o, const struct witness_opening *opening)
{
	struct witness_serving s = { .mem = c->mem,
		.witness = *opening,
		.say = say,
		.ctx = c };
	enum status status;

	if (!listen_arg(c, self, &o->listen, o->listen.at, &s.at, &status))
		return status;
	return witness_serve(&s) == 0
	    ? STATUS_DONE
	    : cli_failed(c, "the witness could not go on");
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
	if (args.n != (o.listen.at != NULL ? 1 : 2) || o.keys == NULL ||
	    o.log == NULL)
		return cli_usage(c, self, "forestay %s %s", self->name,
		    self->usage);
	if (!log_arg_key(c, o.log, &log) ||
	    !log_arg_secret(c, o.keys, KEY_WITNESS, &own))
		return STATUS_FAILED;
	opening.path = args.items[0];
	opening.log = &log;
	opening.own = &own;
	if (o.listen.at != NULL)
		return witness_listen(c, self, &o, &opening);
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

/* -- log cosign -- */

/* Ask once.  It has seen another size than was thought: E_CONFLICT, and which
 * in *old. */
static int
ask_at(struct log_run *l, uint64_t *old, struct buf *request,
    struct call_reply *reply)
{
	static const char *const headers[] = {
		"Content-Type: text/plain; charset=utf-8", NULL
	};
	struct call call = { .url = l->o.at,
		.path = "/add-checkpoint",
		.ca_file = l->o.ca,
		.headers = headers,
		.body_max = LIMIT_NOTE_BYTES };
	const char *why;
	char *end;
	int r;

	buf_clear(request);
	r = cosign_request(l->tiles, l->c->arena, *old, request, &why);
	if (r != 0) {
		(void)cli_failed(l->c, "%s", why);
		return r;
	}
	call.body = request->s;
	call.nbody = request->len;
	call_release(reply);
	if ((r = call_post(l->c->mem, &call, reply)) != 0) {
		(void)cli_failed(l->c, "the witness cannot be asked: %s",
		    reply->why);
		return r;
	}
	if (reply->status != WITNESS_CONFLICT || reply->body.len == 0)
		return 0;
	errno = 0;
	*old = strtoull(reply->body.s, &end, 10);
	if (errno != 0 || end == reply->body.s || *end != '\n')
		return 0;
	return E_CONFLICT;
}

static enum status
not_signed(struct log_run *l, const struct call_reply *reply)
{
	const char *text = reply->body.len == 0 ? "" : reply->body.s;

	return cli_failed(l->c, "the witness has not signed (status %ld): %.*s",
	    reply->status, (int)strcspn(text, "\n"), text);
}

static enum status
cosign(struct log_run *l, const struct note_key *log,
    const struct note_key *key)
{
	uint64_t old = cosign_known(l->tiles, l->c->arena, l->c->mem, key);
	struct cosign_answer answer = { .asked = 0 };
	struct call_reply reply = { .status = 0 };
	enum status status = STATUS_FAILED;
	struct buf request;
	int r;

	buf_init(&request, l->c->mem, LIMIT_WITNESS_BYTES);
	buf_init(&reply.body, l->c->mem, 0);
	if (!clock_seconds(l->c, &answer.asked))
		goto out;
	r = ask_at(l, &old, &request, &reply);
	/* It says which size it saw: it may know better than we do. */
	if (r == E_CONFLICT)
		r = ask_at(l, &old, &request, &reply);
	if (r != 0 && r != E_CONFLICT)
		goto out;
	if (reply.status != WITNESS_SIGNS) {
		status = not_signed(l, &reply);
		goto out;
	}
	answer.request = request.s;
	answer.nrequest = request.len;
	answer.lines = reply.body.s;
	answer.nlines = reply.body.len;
	if (clock_seconds(l->c, &answer.came))
		status = keep(l, log, key, &answer);
out:
	call_release(&reply);
	buf_release(&request);
	return status;
}

static enum status
cosign_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct log_run l = { .c = c };
	struct note_key log, key;
	enum status status;

	if (log_begin(&l, self, argc, argv, 1, LOG_READ, &status)) {
		if (l.o.log == NULL || l.o.at == NULL || l.o.witness.n != 1)
			status = cli_usage(c, self, "forestay %s %s",
			    self->name, self->usage);
		else if (!call_url_ok(l.o.at))
			status = cli_usage(c, self,
			    "--at begins with https:// (http:// only within "
			    "this machine)");
		else
			status = log_arg_key(c, l.o.log, &log) &&
				log_arg_witness(c, l.o.witness.items[0], &key)
			    ? cosign(&l, &log, &key)
			    : STATUS_FAILED;
	}
	log_end(&l);
	return status;
}

static const struct option cosign_options[] = {
	{ "--at", NULL, OPTION_TEXT, "URL", LOG_AT(at),
	    "where the witness listens (forestay log witness --listen)" },
	{ "--log", NULL, OPTION_TEXT, "KEY|FILE", LOG_AT(log),
	    "the log's public key" },
	{ "--witness", NULL, OPTION_LIST, "KEY|FILE", LOG_AT(witness),
	    "the witness's public key" },
	{ "--ca", NULL, OPTION_TEXT, "FILE", LOG_AT(ca),
	    "PEM, whom its certificate is signed by; without it whom this "
	    "machine trusts" },
	OPTIONS_COMMON(struct log_opts, common), OPTION_END
};

const struct command log_cosign = {
	.name = "log cosign",
	.usage = "STORE --at URL --log KEY --witness KEY",
	.summary = "have a witness sign the log as it is now, over a network",
	.help =
	    "Asks it, compares what it signed with this store, and keeps it: from then on\n"
	    "receipts carry its signature.  A store that is older than what it saw, and\n"
	    "clocks that are two minutes apart, are told of, and nothing is kept.\n",
	.options = cosign_options,
	.run = cosign_run,
};

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
	OPTIONS_LISTEN(struct witness_opts, listen, "be asked over a network"),
	OPTIONS_COMMON(struct witness_opts, common), OPTION_END
};

const struct command log_witness = {
	.name = "log witness",
	.usage = "STATE REQUEST|--listen ADDRESS:PORT --keys KEYS --log KEY",
	.summary =
	    "be a witness: sign a log's checkpoint, and no second history",
	.help =
	    "STATE is a file that holds the last checkpoint it signed: of no log but\n"
	    "that one.  REQUEST is a file, or - for standard input; the signature goes to\n"
	    "standard output.  With --listen it is asked by HTTP (POST /add-checkpoint,\n"
	    "c2sp.org/tlog-witness).  A smaller log and another branch are never signed.\n",
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
