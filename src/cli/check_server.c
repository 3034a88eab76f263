/* check_server.c - see check_server.h. */

#include <string.h>

#include "cli/check_server.h"
#include "cli/log_arg.h"
#include "forestay.h"
#include "intake/file.h"
#include "respond/reply.h"

#define TOKEN_FILE_MAX ((size_t)4096)

/* A token is never on a command line: everybody on the machine reads those. */
const char *
server_token(struct cli *c, const char *path)
{
	struct source_text src;
	const char *why = NULL;
	size_t n;

	if (file_read(&file_system_real, c->arena, path, TOKEN_FILE_MAX, &src,
		&why) != 0) {
		(void)cli_failed(c, "%s", why != NULL ? why : path);
		return NULL;
	}
	n = src.len;
	while (n > 0 && (src.bytes[n - 1] == '\n' || src.bytes[n - 1] == '\r'))
		n--;
	return arena_strndup(c->arena, src.bytes, n);
}

/* What a server is not asked in this way. */
static bool
line_ok(struct cli *c, const struct command *self, const struct ask_opts *o,
    enum status *status)
{
	*status = STATUS_USAGE;
	if (o->store != NULL || o->people.n > 0 || o->casebook.n > 0 ||
	    o->known != NULL || o->zone != NULL || o->slots.n > 0 ||
	    o->asked_by != NULL) {
		*status = cli_usage(c, self,
		    "a server has its own people, orders and clock, and knows "
		    "who asks: --server goes with --act, --to, --from, "
		    "--under, --by, --at and --arrives");
		return false;
	}
	if (o->token != NULL && o->log != NULL)
		return true;
	*status = cli_usage(c, self,
	    "--token is the file with the account's token, --log the log's "
	    "public key or the file that holds it");
	return false;
}

static void
show(struct cli *c, const struct ask_opts *o, const struct forestay_answer *a)
{
	struct instant expires = { a->expires };

	if (o->common.json && a->body != NULL) {
		buf_add(c->out, a->body, a->nbody);
		return;
	}
	if (o->common.json) {
		buf_puts(c->out, "{\"verdict\":\"hold\",\"why\":");
		buf_json(c->out, a->why);
		buf_puts(c->out, "}\n");
		return;
	}
	show_verdict(c->out, &c->look,
	    a->verdict == FORESTAY_NO_BAR_ON_RECORD ? VERDICT_NO_BAR
		: a->verdict == FORESTAY_BARRED     ? VERDICT_BARRED
						    : VERDICT_HOLD);
	if (a->why[0] != '\0') {
		buf_puts(c->out, "\nHeld, because ");
		show_clean(c->out, a->why);
		buf_putc(c->out, '\n');
	}
	if (a->verdict == FORESTAY_NO_BAR_ON_RECORD) {
		buf_puts(c->out, "\nNever a permission; it expires ");
		instant_print_utc(c->out, expires);
		buf_puts(c->out, ". Ask again before the act.\n");
	} else {
		buf_puts(c->out, "\nDo not act.\n");
	}
	if (a->body != NULL) {
		buf_puts(c->out, "\nSigned by the log:\n");
		if (reply_words(c->out, a->body, a->nbody) != 0)
			show_clean(c->out, a->body);
	}
}

bool
server_keep(struct cli *c, const char *path, const char *receipt, size_t n)
{
	const char *why;

	if (path == NULL || receipt == NULL)
		return true;
	if (file_replace(&file_system_real, c->arena, path, receipt, n, &why) ==
	    0)
		return true;
	(void)cli_failed(c, "the receipt is not kept: %s",
	    why != NULL ? why : "out of memory");
	return false;
}

enum status
check_server(struct cli *c, const struct command *self,
    const struct ask_opts *o, const char *who)
{
	struct forestay_question q = { .person = who,
		.act = o->act != NULL ? o->act : "removal",
		.to = o->to,
		.from = o->from,
		.under = o->under,
		.by = o->by,
		.departs = o->at,
		.arrives = o->arrives };
	struct forestay_gate g = { .url = o->server, .ca_file = o->ca };
	struct forestay_answer a;
	struct note_key key;
	enum status status;
	struct buf text;

	if (!line_ok(c, self, o, &status))
		return status;
	if (!log_arg_key(c, o->log, &key) ||
	    (g.token = server_token(c, o->token)) == NULL)
		return STATUS_FAILED;
	buf_init(&text, c->mem, 4096);
	note_key_text(&text, &key);
	g.log_key = text.s;
	(void)forestay_check(&g, &q, &a);
	show(c, o, &a);
	status = a.verdict == FORESTAY_NO_BAR_ON_RECORD ? STATUS_DONE
	    : a.why[0] != '\0'                          ? STATUS_FAILED
							: STATUS_BARRED;
	if (!server_keep(c, o->receipt, a.receipt, a.nreceipt))
		status = STATUS_FAILED;
	forestay_answer_release(&a);
	buf_release(&text);
	return status;
}
