/* cmd_receipt.c - forestay receipt: is what this file says in that log? */

#include <string.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "cli/log_arg.h"
#include "intake/file.h"
#include "proof/receipt.h"
#include "respond/reply.h"
#include "respond/words.h"

#define RECEIPT_MAX ((size_t)32 << 20)     /* a manifest of 5,000 lines */
#define LAST_SECOND UINT64_C(253402300799) /* of the year 9999 */

struct receipt_opts {
	struct common common;
	const char *log;
	struct option_list witness;
};

/* A witness that was asked for, and when it says it saw the checkpoint. */
struct seen_by {
	struct note_key key;
	uint64_t seconds;
};

/* Whether the words are those that the entry makes. */
static int
check_words(struct cli *c, const struct receipt *r, const char **why)
{
	struct buf words;
	int e;

	buf_init(&words, c->mem, RECEIPT_MAX);
	e = words_of_entry(c->arena, &words, r->entry, r->nentry);
	if (e != 0) {
		*why = "its entry is not one that this forestay can read";
	} else if (words.len != r->nwords ||
	    memcmp(words.s, r->words, words.len) != 0) {
		*why = "its words say something else than its entry";
		e = E_BROKEN;
	}
	buf_release(&words);
	return e;
}

/* Each witness that was named has signed it too. */
static int
check_witnesses(struct cli *c, const struct receipt *r, struct seen_by *by,
    size_t n, const char **why)
{
	for (size_t i = 0; i < n; i++) {
		int e = note_check(&r->proof.note, &by[i].key, c->mem,
		    &by[i].seconds);

		if (e == 0 && by[i].seconds > LAST_SECOND)
			e = E_RANGE;
		if (e == 0)
			continue;
		*why = arena_printf(c->arena,
		    e == E_NAME ? "%s has not signed it"
				: "the signature of %s is not right",
		    by[i].key.name);
		return *why == NULL ? E_NOMEM : e;
	}
	return 0;
}

static void
say_witnesses(struct cli *c, struct json *j, const struct seen_by *by, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct instant at = { (int64_t)by[i].seconds * 1000000 };

		if (j != NULL) {
			json_open(j);
			json_kstr(j, "witness", by[i].key.name);
			json_kinstant(j, "at", at);
			json_close(j);
			continue;
		}
		buf_printf(c->out, "WITNESSED by %s, which saw it at ",
		    by[i].key.name);
		instant_print_utc(c->out, at);
		buf_putc(c->out, '\n');
	}
}

static void
say_good(struct cli *c, const struct receipt *r, const struct seen_by *by,
    size_t n, bool as_json)
{
	struct json j;

	if (as_json) {
		json_init(&j, c->out);
		json_open(&j);
		json_kbool(&j, "verified", true);
		json_kint(&j, "entry", (long long)r->proof.index + 1);
		json_kint(&j, "log_size", (long long)r->proof.head.size);
		json_key(&j, "witnesses");
		json_list(&j);
		say_witnesses(c, &j, by, n);
		json_close(&j);
		json_kstr(&j, "why", NULL);
		json_close(&j);
		json_done(&j);
		return;
	}
	buf_add(c->out, r->words, r->nwords);
	buf_printf(c->out, "\nVERIFIED: entry %llu of %llu in the log %.*s\n",
	    (unsigned long long)r->proof.index + 1,
	    (unsigned long long)r->proof.head.size, (int)r->proof.head.norigin,
	    r->proof.head.origin);
	say_witnesses(c, NULL, by, n);
}

static enum status
say_bad(struct cli *c, const char *why, bool as_json)
{
	struct json j;

	if (as_json) {
		json_init(&j, c->out);
		json_open(&j);
		json_kbool(&j, "verified", false);
		json_key(&j, "entry");
		json_none(&j);
		json_key(&j, "log_size");
		json_none(&j);
		json_key(&j, "witnesses");
		json_list(&j);
		json_close(&j);
		json_kstr(&j, "why", why);
		json_close(&j);
		json_done(&j);
	} else {
		buf_printf(c->out, "NOT VERIFIED: %s\n", why);
	}
	return STATUS_BARRED;
}

/* -- A reply of a server -- */

static void
say_reply(struct cli *c, const char *body, const struct note_key *log,
    const struct buf *words, bool as_json)
{
	struct json j;

	if (!as_json) {
		buf_add(c->out, words->s, words->len);
		buf_printf(c->out,
		    "\nVERIFIED: %s has signed this reply of a server\n",
		    log->name);
		return;
	}
	json_init(&j, c->out);
	json_open(&j);
	json_kbool(&j, "verified", true);
	json_kstr(&j, "signed_by", log->name);
	json_kstr(&j, "reply", body);
	json_kstr(&j, "why", NULL);
	json_close(&j);
	json_done(&j);
}

static enum status
verify_reply(struct cli *c, const struct source_text *file,
    const struct note_key *log, const struct receipt_opts *o)
{
	const char *why = NULL;
	struct buf words;
	size_t n = 0;
	int e;

	if (o->witness.n > 0)
		return say_bad(c,
		    "it is a reply, which no witness signs: forestay log prove "
		    "makes a receipt of its entry",
		    o->common.json);
	buf_init(&words, c->mem, 2 * RECEIPT_MAX);
	e = reply_check(file->bytes, file->len, log, c->mem, &n, &why);
	if (e == 0 && (e = reply_words(&words, file->bytes, n)) != 0)
		why = "what was signed is no reply of a server";
	if (e == 0)
		say_reply(c, arena_strndup(c->arena, file->bytes, n), log,
		    &words, o->common.json);
	buf_release(&words);
	if (e == E_NOMEM)
		return cli_failed(c, "no memory to verify it");
	return e == 0 ? STATUS_DONE : say_bad(c, why, o->common.json);
}

static enum status
verify_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct receipt_opts o = { 0 };
	struct option_list args = { .n = 0 };
	const char *why = NULL;
	struct source_text file;
	enum status status;
	struct note_key log;
	struct seen_by *by;
	struct receipt r;
	int e;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n != 1 || o.log == NULL)
		return cli_usage(c, self,
		    "name one receipt, and --log with the log's public key");
	if ((by = arena_array(c->arena, o.witness.n, sizeof(*by))) == NULL)
		return cli_failed(c, "no memory to verify it");
	if (!log_arg_key(c, o.log, &log))
		return STATUS_FAILED;
	for (size_t i = 0; i < o.witness.n; i++)
		if (!log_arg_witness(c, o.witness.items[i], &by[i].key))
			return STATUS_FAILED;
	e = file_read(&file_system_real, c->arena, args.items[0], RECEIPT_MAX,
	    &file, &why);
	if (e == E_NOMEM || e == E_IO || e == E_LIMIT)
		return cli_failed(c, "%s", why != NULL ? why : err_text(e));
	if (e == 0 && reply_is(file.bytes, file.len))
		return verify_reply(c, &file, &log, &o);
	if ((e = receipt_read(file.bytes, file.len, &r, &why)) != 0 ||
	    (e = receipt_check(&r, &log, c->mem, &why)) != 0 ||
	    (e = check_witnesses(c, &r, by, o.witness.n, &why)) != 0 ||
	    (e = check_words(c, &r, &why)) != 0)
		return e == E_NOMEM ? cli_failed(c, "no memory to verify it")
				    : say_bad(c, why, o.common.json);
	say_good(c, &r, by, o.witness.n, o.common.json);
	return STATUS_DONE;
}

static const struct option verify_options[] = {
	{ "--log", NULL, OPTION_TEXT, "KEY|FILE",
	    offsetof(struct receipt_opts, log),
	    "the log's public key, as forestay keys export prints it" },
	{ "--witness", NULL, OPTION_LIST, "KEY|FILE",
	    offsetof(struct receipt_opts, witness),
	    "a witness's public key: it must have signed too; may be given "
	    "several times" },
	OPTIONS_COMMON(struct receipt_opts, common), OPTION_END
};

static const struct command receipt_verify = {
	.name = "receipt verify",
	.usage = "FILE --log KEY [--witness KEY]...",
	.summary = "whether a receipt is what it says, asking nobody",
	.help =
	    "Needs the receipt and the log's public key: no store, no server, no\n"
	    "network.  FILE may also be a server's signed reply, as check --receipt\n"
	    "keeps it.  Status 1 when it is not verified.\n",
	.options = verify_options,
	.run = verify_run,
};

static const struct command *const under[] = { &receipt_verify, NULL };

const struct command command_receipt = {
	.name = "receipt",
	.usage = "verify FILE --log KEY",
	.summary = "verify the signed record of an answer, offline",
	.help =
	    "A receipt is one text file: words, the entry they are made of, and a\n"
	    "proof that it stands in a log that somebody signed.  docs/log.md.\n",
	.under = under,
	.run = cli_under,
};
