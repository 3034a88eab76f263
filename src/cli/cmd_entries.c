/* cmd_entries.c - forestay entries: everything that was written down. */

#include <unistd.h>

#include "cli/store_arg.h"

/* Written out whenever so much has gathered. */
#define FLUSH_BYTES ((size_t)1 << 20)

struct entries_opts {
	struct common common;
	const char *after;
};

struct listing {
	struct cli *c;
	struct buf line;
	bool terminal;
	bool refused; /* what it is written to takes no more */
};

static int
list_entry(void *ctx, const struct written *w)
{
	struct listing *l = ctx;
	struct buf *out = l->c->out;

	/* The entry byte for byte, since its hash is of these bytes; but
	 * nobody's words move the cursor of a terminal. */
	buf_puts(out, "{\"entry\":");
	if (l->terminal) {
		buf_clear(&l->line);
		buf_add(&l->line, w->bytes, w->n);
		show_clean(out, l->line.s);
	} else {
		buf_add(out, w->bytes, w->n);
	}
	buf_printf(out, ",\"seq\":%llu}\n", (unsigned long long)w->seq);
	if (out->len < FLUSH_BYTES)
		return 0;
	l->refused = !cli_flush(l->c);
	return l->refused ? E_IO : 0;
}

/* A number of an entry: digits, or nothing. */
static bool
read_after(const char *s, uint64_t *out)
{
	*out = 0;
	if (s == NULL)
		return true;
	if (*s == '\0')
		return false;
	for (; *s != '\0'; s++) {
		if (*s < '0' || *s > '9' || *out > UINT64_MAX / 10 - 1)
			return false;
		*out = *out * 10 + (uint64_t)(*s - '0');
	}
	return true;
}

static enum status
entries_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct entries_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct listing l = { .c = c };
	enum status status;
	struct store *s;
	uint64_t after;
	int r;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n != 1)
		return cli_usage(c, self, "name one store");
	if (!read_after(o.after, &after))
		return cli_usage(c, self,
		    "--after is the number of an entry, not \"%s\"", o.after);
	if ((status = store_arg_open(c, args.items[0], &s)) != STATUS_DONE)
		return status;
	buf_init(&l.line, c->mem, LIMIT_ENTRY_BYTES);
	l.terminal = isatty(STDOUT_FILENO) == 1;
	r = store_follow(s, after, 0, list_entry, &l);
	if (r != 0)
		status = cli_failed(c, "%s",
		    l.refused ? "the list could not be written" : store_why(s));
	buf_release(&l.line);
	store_close(s);
	return status;
}

static const struct option entries_options[] = {
	{ "--after", NULL, OPTION_TEXT, "N",
	    offsetof(struct entries_opts, after), "only those after entry N" },
	OPTIONS_COMMON(struct entries_opts, common), OPTION_END
};

const struct command command_entries = {
	.name = "entries",
	.usage = "STORE",
	.summary = "everything that was written down in a store, in order",
	.help =
	    "One line of JSON for each entry: the entry as it was written and hashed, and\n"
	    "its number.  docs/entries.md says what each kind holds.\n",
	.options = entries_options,
	.run = entries_run,
};
