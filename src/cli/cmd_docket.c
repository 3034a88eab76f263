/* cmd_docket.c - forestay docket: what came from a docket, and waits for a
 * person to enter the order it tells of. */

#include <inttypes.h>
#include <string.h>

#include "cli/cmd_docket.h"
#include "cli/json.h"
#include "cli/keep.h"
#include "intake/file.h"
#include "serve/dockets.h"

struct docket_opts {
	struct common common;
	const char *by, *source, *why;
	bool all;
};

struct docket_run {
	struct cli *c;
	struct docket_opts o;
	struct option_list args;
	struct store *store;
	struct docket_notices all;
	struct accounts accounts;
	struct keep_now now;
};

bool
docket_entry_arg(const char *s, uint64_t *out)
{
	uint64_t n = 0;

	/* 18 digits are in range. */
	if (*s == '\0' || strlen(s) > 18)
		return false;
	for (; *s != '\0'; s++) {
		if (*s < '0' || *s > '9')
			return false;
		n = n * 10 + (uint64_t)(*s - '0');
	}
	*out = n;
	return n > 0;
}

/* -- Opening --------------------------------------------------------------- */

static int
read_all(struct docket_run *r)
{
	struct store_head head;
	int e = keep_now(r->store, &r->now);

	if (e == 0)
		e = store_sync_views(r->store, &head);
	if (e == 0)
		e = accounts_read(r->c->arena, r->store, head.size,
		    &r->accounts);
	if (e == 0)
		e = docket_notices_read(r->c->arena, r->store, head.size,
		    &r->all);
	return e;
}

static bool
begin(struct docket_run *r, const struct command *self, int argc, char **argv,
    size_t least, size_t most, enum status *status)
{
	int e;

	if (!cli_begin(r->c, self, argc, argv, &r->o, &r->o.common, &r->args,
		status))
		return false;
	if (r->args.n < least || r->args.n > most) {
		*status = cli_usage(r->c, self, "name %s",
		    least == 2      ? "the store and the notice's entry"
			: most == 2 ? "the store, and a file or -"
				    : "the store");
		return false;
	}
	*status = STATUS_FAILED;
	if (!keep_open(r->c, r->args.items[0], &r->store))
		return false;
	if ((e = read_all(r)) == 0)
		return true;
	(void)keep_failed(r->c, r->store, e);
	store_close(r->store);
	r->store = NULL;
	return false;
}

static enum status
finish(struct docket_run *r, enum status status)
{
	store_close(r->store);
	return status;
}

/* A named person does this: a login name is nobody to ask afterwards. */
static bool
named(struct docket_run *r, const struct command *self, enum status *status)
{
	if (r->o.by != NULL && *r->o.by != '\0')
		return true;
	*status = cli_usage(r->c, self, "who does this? --by NAME");
	return false;
}

static const struct docket_notice *
named_notice(struct docket_run *r)
{
	const struct docket_notice *x = NULL;
	uint64_t seq = 0;

	if (docket_entry_arg(r->args.items[1], &seq))
		x = docket_notices_of(&r->all, seq);
	if (x == NULL)
		(void)cli_failed(r->c,
		    "entry %s is no notice of a docket: forestay docket list "
		    "--all shows them",
		    r->args.items[1]);
	return x;
}

/* -- Paste ----------------------------------------------------------------- */

static enum status
say_same(struct docket_run *r, const struct source_text *text)
{
	struct hash h = hash_of(text->bytes, text->len);
	const struct docket_notice *x;
	char document[72];
	int e = read_all(r);

	if (e != 0)
		return keep_failed(r->c, r->store, e);
	hash_text(&h, document);
	x = docket_notices_same(&r->all, document);
	if (x == NULL)
		return cli_failed(r->c,
		    "this notice is on record already, and cannot be found");
	buf_printf(r->c->out, "entry %" PRIu64 " is this notice already: %s\n",
	    x->seq, docket_state_text(x->state));
	return STATUS_DONE;
}

static enum status
paste(struct docket_run *r)
{
	const char *path = r->args.n > 1 ? r->args.items[1] : "-", *why = NULL;
	struct source_text text;
	struct appended out;
	int e;

	e = file_read(&file_system_real, r->c->arena, path, LIMIT_DOCKET_BYTES,
	    &text, &why);
	if (e != 0)
		return cli_failed(r->c, "%s", why != NULL ? why : err_text(e));
	if (docket_text_check(text.bytes, text.len) != 0)
		return cli_failed(r->c,
		    "a notice is text in UTF-8, and not blank: copy its words, "
		    "not the file of a mail program or a scan");
	e = docket_put(r->store, text.bytes, text.len, r->o.source, r->o.by,
	    &out);
	if (e == E_CONFLICT)
		return say_same(r, &text);
	if (e != 0)
		return keep_failed(r->c, r->store, e);
	buf_printf(r->c->out,
	    "entry %" PRIu64 ": a notice that waits. No answer changes until "
	    "its order\nis entered: forestay docket take STORE %" PRIu64
	    " FILE --by NAME\n",
	    out.first, out.first);
	return STATUS_DONE;
}

static enum status
paste_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct docket_run r = { .c = c };
	enum status status;

	if (!begin(&r, self, argc, argv, 1, 2, &status))
		return status;
	return finish(&r, named(&r, self, &status) ? paste(&r) : status);
}

/* -- List and show --------------------------------------------------------- */

static void
one_json(struct json *j, const struct docket_notice *x)
{
	json_open(j);
	json_kint(j, "entry", (long long)x->seq);
	json_kinstant(j, "at", x->at);
	json_kstr(j, "by", x->by);
	json_kstr(j, "source", x->source);
	json_kstr(j, "document", x->document);
	json_kstr(j, "key", x->key);
	json_kbool(j, "clash", x->clash);
	json_kstr(j, "state", docket_state_text(x->state));
	if (x->state != DOCKET_WAITS) {
		json_kint(j, "settled", (long long)x->settled);
		json_kinstant(j, "settled_at", x->settled_at);
		json_kstr(j, "settled_by", x->settled_by);
		json_kstr(j, "why", x->why);
	}
}

static void
one_lines(struct buf *b, const struct docket_notice *x)
{
	buf_printf(b, "%" PRIu64 "  ", x->seq);
	instant_print_utc(b, x->at);
	buf_puts(b, "  ");
	show_clean(b, x->source != NULL ? x->source : "(not said what it is)");
	buf_puts(b, x->sent ? "\n    sent by " : "\n    pasted by ");
	show_clean(b, x->by);
	if (x->clash)
		buf_puts(b, "\n    ITS KEY STOOD FOR ANOTHER TEXT BEFORE");
	if (x->state == DOCKET_WAITS) {
		buf_puts(b, "\n    WAITS\n");
		return;
	}
	buf_printf(b, "\n    %s ", docket_state_text(x->state));
	instant_print_utc(b, x->settled_at);
	buf_puts(b, " by ");
	show_clean(b, x->settled_by);
	if (x->why != NULL) {
		buf_puts(b, ": ");
		show_clean(b, x->why);
	}
	buf_putc(b, '\n');
}

static void
list_silent(struct docket_run *r)
{
	size_t i;

	for (i = 0; i < r->accounts.n; i++)
		if (docket_feed_silent(&r->all, &r->accounts.items[i],
			r->now.clock))
			buf_printf(r->c->out,
			    "ALARM: nothing new from %s for %u hours\n",
			    r->accounts.items[i].id,
			    r->accounts.items[i].quiet);
}

static enum status
list(struct docket_run *r)
{
	size_t i, waiting = 0;
	struct json j;

	json_init(&j, r->c->out);
	if (r->o.common.json)
		json_list(&j);
	for (i = 0; i < r->all.n; i++) {
		const struct docket_notice *x = &r->all.items[i];

		waiting += x->state == DOCKET_WAITS;
		if (r->o.common.json) {
			one_json(&j, x);
			json_close(&j);
		} else if (r->o.all || x->state == DOCKET_WAITS)
			one_lines(r->c->out, x);
	}
	if (r->o.common.json) {
		json_close(&j);
		json_done(&j);
	} else {
		buf_printf(r->c->out, "%zu waiting\n", waiting);
		list_silent(r);
	}
	return STATUS_DONE;
}

static enum status
list_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct docket_run r = { .c = c };
	enum status status;

	if (!begin(&r, self, argc, argv, 1, 1, &status))
		return status;
	return finish(&r, list(&r));
}

/* Words of strangers, line by line. */
static void
show_text(struct buf *b, const char *s, size_t n)
{
	const char *end = s + n, *nl;

	while (s < end) {
		nl = memchr(s, '\n', (size_t)(end - s));
		if (nl == NULL)
			nl = end;
		buf_puts(b, "  ");
		show_word(b, s, (size_t)(nl - s));
		buf_putc(b, '\n');
		s = nl + 1;
	}
}

static enum status
show(struct docket_run *r)
{
	const struct docket_notice *x = named_notice(r);
	const void *bytes = NULL;
	struct json j;
	size_t n = 0;
	int e;

	if (x == NULL)
		return STATUS_FAILED;
	e = docket_text(r->c->arena, r->store, r->now.head.size, x, &bytes, &n);
	if (e != 0)
		return keep_failed(r->c, r->store, e);
	if (!r->o.common.json) {
		one_lines(r->c->out, x);
		buf_putc(r->c->out, '\n');
		show_text(r->c->out, bytes, n);
		return STATUS_DONE;
	}
	json_init(&j, r->c->out);
	one_json(&j, x);
	json_kstr(&j, "text", arena_strndup(r->c->arena, bytes, n));
	json_close(&j);
	json_done(&j);
	return STATUS_DONE;
}

static enum status
show_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct docket_run r = { .c = c };
	enum status status;

	if (!begin(&r, self, argc, argv, 2, 2, &status))
		return status;
	return finish(&r, show(&r));
}

/* -- Refuse ---------------------------------------------------------------- */

static enum status
refuse(struct docket_run *r)
{
	const struct docket_notice *x = named_notice(r);
	struct appended out;
	int e;

	if (x == NULL)
		return STATUS_FAILED;
	if (x->state != DOCKET_WAITS)
		return cli_failed(r->c, "entry %" PRIu64 " was %s already",
		    x->seq, docket_state_text(x->state));
	e = docket_refuse(r->store, x->seq, r->o.why, r->o.by, &out);
	if (e == E_CONFLICT)
		return cli_failed(r->c,
		    "somebody settled entry %" PRIu64 " in between: look again",
		    x->seq);
	if (e != 0)
		return keep_failed(r->c, r->store, e);
	buf_printf(r->c->out,
	    "entry %" PRIu64 ": notice %" PRIu64 " is refused\n", out.first,
	    x->seq);
	return STATUS_DONE;
}

static enum status
refuse_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct docket_run r = { .c = c };
	enum status status;

	if (!begin(&r, self, argc, argv, 2, 2, &status))
		return status;
	if (!named(&r, self, &status))
		return finish(&r, status);
	if (r.o.why == NULL || *r.o.why == '\0')
		return finish(&r,
		    cli_usage(c, self, "why is there no order in it? --why"));
	return finish(&r, refuse(&r));
}

/* -- The table ------------------------------------------------------------- */

#define DOCKET_AT(member) offsetof(struct docket_opts, member)
#define DOCKET_BY                                                 \
	{                                                         \
		"--by", NULL, OPTION_TEXT, "NAME", DOCKET_AT(by), \
		    "who does this"                               \
	}

static const struct option paste_options[] = { DOCKET_BY,
	{ "--source", NULL, OPTION_TEXT, "NAME", DOCKET_AT(source),
	    "what it is: \"ECF mail of 22 June\"" },
	OPTIONS_COMMON(struct docket_opts, common), OPTION_END };

static const struct option list_options[] = {
	{ "--all", NULL, OPTION_FLAG, NULL, DOCKET_AT(all),
	    "those taken and refused, too" },
	OPTIONS_COMMON(struct docket_opts, common), OPTION_END
};

static const struct option show_options[] = {
	OPTIONS_COMMON(struct docket_opts, common), OPTION_END
};

static const struct option refuse_options[] = { DOCKET_BY,
	{ "--why", NULL, OPTION_TEXT, "WORDS", DOCKET_AT(why),
	    "why no order is entered from it" },
	OPTIONS_COMMON(struct docket_opts, common), OPTION_END };

static const struct command docket_paste = {
	.name = "docket paste",
	.usage = "STORE [FILE|-] --by NAME [--source NAME]",
	.summary = "a notice from a mail or a paper; it waits",
	.help =
	    "The text of FILE, or of standard input, is kept and waits for a person.\n"
	    "It changes no answer.  The same text again is the same notice.\n",
	.options = paste_options,
	.run = paste_run,
};

static const struct command docket_list = {
	.name = "docket list",
	.usage = "STORE [--all]",
	.summary = "the notices that wait",
	.help = "With --json: all of them.\n",
	.options = list_options,
	.run = list_run,
};

static const struct command docket_show = {
	.name = "docket show",
	.usage = "STORE ENTRY",
	.summary = "one notice, with its text",
	.help =
	    "Its text is a stranger's: what could move a cursor is left out.\n",
	.options = show_options,
	.run = show_run,
};

static const struct command docket_refuse_command = {
	.name = "docket refuse",
	.usage = "STORE ENTRY --by NAME --why WORDS",
	.summary = "there is no order in it",
	.help = "It stays on record, with who refused it and why.\n",
	.options = refuse_options,
	.run = refuse_run,
};

static const struct command *const under[] = { &docket_paste, &docket_list,
	&docket_show, &command_docket_take, &docket_refuse_command, NULL };

const struct command command_docket = {
	.name = "docket",
	.usage = "paste|list|show|take|refuse STORE ...",
	.summary = "notices of a docket, each a proposed order",
	.help =
	    "A notice says that a court may have ordered something.  It changes no\n"
	    "answer: a person reads it and enters the order (take), or refuses it with a\n"
	    "reason.\n",
	.under = under,
	.run = cli_under,
};
