/* cmd_log_witness.c - a log and its witnesses: forestay log ask, witness and
 * cosigned, the exchange in files. */

#include <stdio.h>
#include <string.h>

#include "cli/cmd_log.h"
#include "cli/json.h"
#include "cli/log_arg.h"
#include "intake/file.h"
#include "store/keeper.h"
#include "store/witness_state.h"

#define REQUEST_MAX  ((size_t)LIMIT_NOTE_BYTES + 8192)

/* No witness's clock is so far ahead of ours and right. */
#define CLOCKS_APART 120 /* seconds */

/* -- log ask -- */

/* Of a note that lies there: its checkpoint, and whether key has signed it. */
static bool
witnessed_by(struct log_run *l, const struct note_key *key,
    struct checkpoint *out)
{
	const char *bytes, *why;
	struct note note;
	size_t n;

	return tiles_witnessed(l->tiles, l->c->arena, &bytes, &n) == 0 &&
	    note_read(bytes, n, &note, &why) == 0 &&
	    checkpoint_read(note.text, note.ntext, out) == 0 &&
	    note_check(&note, key, l->c->mem, NULL) == 0;
}

/* What the witness saw last, as far as is known here. */
static bool
old_size(struct log_run *l, uint64_t *out)
{
	struct checkpoint head;
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
	if (witnessed_by(l, &key, &head))
		*out = head.size;
	return true;
}

static enum status
ask(struct log_run *l)
{
	struct merkle_nodes nodes = tiles_nodes(l->tiles);
	uint64_t old, size = tiles_signed(l->tiles);
	struct merkle_proof proof;
	const char *note;
	size_t n;

	if ((note = tiles_checkpoint(l->tiles, &n)) == NULL)
		return cli_failed(l->c,
		    "nothing was signed yet (forestay log sign)");
	if (!old_size(l, &old))
		return STATUS_FAILED;
	if (old > size)
		return cli_failed(l->c,
		    "the witness has seen %llu entries and the log has %llu: "
		    "this store is older than what was witnessed",
		    (unsigned long long)old, (unsigned long long)size);
	if (merkle_prove_growth(&nodes, old, size, &proof) != 0)
		return cli_failed(l->c, "%s", tiles_why(l->tiles));
	witness_request_write(l->c->out, old, &proof, note, n);
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

	if (file_read(&file_system_real, c->arena, path, REQUEST_MAX, out,
		&why) == 0)
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

/* What was signed must be of the tree that lies here. */
static bool
of_this_log(struct log_run *l, const struct witness_request *q)
{
	struct merkle_nodes nodes = tiles_nodes(l->tiles);
	struct hash root;

	if (q->head.size > tiles_signed(l->tiles)) {
		(void)cli_failed(l->c,
		    "what the witness signed has %llu entries and the log "
		    "%llu: this store is older than what was witnessed",
		    (unsigned long long)q->head.size,
		    (unsigned long long)tiles_signed(l->tiles));
		return false;
	}
	if (merkle_root_at(&nodes, q->head.size, &root) == 0 &&
	    hash_equal(&root, &q->head.root))
		return true;
	(void)cli_failed(l->c,
	    "what the witness signed is of another history than this store");
	return false;
}

/* The note that the witness's line is put under: the one that lies there, when
 * it is the same checkpoint and others have signed it. */
static bool
put_under(struct log_run *l, const struct witness_request *q, const char **note,
    size_t *n)
{
	struct checkpoint head;
	struct note there;
	const char *why;

	if (tiles_witnessed(l->tiles, l->c->arena, note, n) != 0 ||
	    note_read(*note, *n, &there, &why) != 0 ||
	    checkpoint_read(there.text, there.ntext, &head) != 0 ||
	    head.size < q->head.size) {
		*note = q->checkpoint;
		*n = q->ncheckpoint;
		return true;
	}
	return head.size == q->head.size;
}

static enum status
cosigned(struct log_run *l, const struct note_key *log,
    const struct note_key *key)
{
	struct source_text request, lines;
	struct witness_request q;
	uint64_t when = 0, now;
	const char *why, *note;
	struct buf out;
	size_t n;
	int r;

	if (!read_file(l->c, l->args.items[1], &request) ||
	    !read_file(l->c, l->args.items[2], &lines) ||
	    !clock_seconds(l->c, &now))
		return STATUS_FAILED;
	if (witness_request_read(request.bytes, request.len, &q, &why) != 0)
		return cli_failed(l->c, "%s: %s", l->args.items[1], why);
	if (note_check(&q.note, log, l->c->mem, NULL) != 0)
		return cli_failed(l->c, "%s: the log has not signed it",
		    l->args.items[1]);
	if (!of_this_log(l, &q))
		return STATUS_FAILED;
	if (!put_under(l, &q, &note, &n))
		return cli_failed(l->c,
		    "a later checkpoint was witnessed already, and is kept");
	buf_init(&out, l->c->mem, LIMIT_NOTE_BYTES);
	r = witness_take(note, n, lines.bytes, lines.len, key, l->c->mem, &out,
	    &when, &why);
	if (r == 0 && when > now + CLOCKS_APART) {
		why = "the witness's clock is more than two minutes ahead of "
		      "ours: set the one that is wrong";
		r = E_RANGE;
	}
	if (r == 0 && (r = tiles_put_witnessed(l->tiles, out.s, out.len)) != 0)
		why = tiles_why(l->tiles);
	if (r == 0)
		buf_printf(l->c->out, "%s has signed for %llu entries\n",
		    key->name, (unsigned long long)q.head.size);
	buf_release(&out);
	return r == 0 ? STATUS_DONE : cli_failed(l->c, "%s", why);
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
