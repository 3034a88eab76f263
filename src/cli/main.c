/* main.c - forestay: the table of commands. */

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cli/cli.h"
#include "core/diag.h"

/* What one command may hold: a casebook, a people file and their answers. */
#define CLI_ARENA_MAX  ((size_t)2 << 30)
#define CLI_OUTPUT_MAX ((size_t)256 << 20)

static const struct command *const commands[] = { &command_demo, &command_check,
	&command_manifest, &command_census, /* of everybody */
	&command_explain, &command_timeline, &command_deadlines, &command_law,
	&command_init, &command_people, &command_facts, &command_order,
	&command_confirm, &command_refuse, &command_waiting, &command_entries,
	&command_import, &command_rebuild, &command_verify, &command_keeper,
	&command_replay, &command_log, &command_receipt, &command_keys,
	&command_serve, &command_account, &command_roster, &command_notices,
	&command_docket, &command_version };

#define NCOMMANDS (sizeof(commands) / sizeof(commands[0]))

static const char front[] =
    "Is this act barred, by which order, until when, and what must be filed\n"
    "by then?  forestay records court orders as text and people's facts over\n"
    "time, and answers for any person, act, destination and instant.\n";

static const char back[] =
    "forestay COMMAND --help says more of each.\n"
    "\n"
    "exit status  0 done, or no bar on record     2 the line was not understood\n"
    "             1 barred, held, or a test fails 3 failed: read it as held\n"
    "\n"
    "It gives no legal advice.  NO BAR ON RECORD is never a permission.\n";

struct common_only {
	struct common common;
};

static void
main_help(struct cli *c)
{
	size_t i, start;

	buf_puts(c->out, "usage: forestay COMMAND [ARGUMENT...]\n\n");
	buf_puts(c->out, front);
	buf_putc(c->out, '\n');
	for (i = 0; i < NCOMMANDS; i++) {
		start = c->out->len;
		buf_printf(c->out, "  %s", commands[i]->name);
		show_pad(c->out, start, 14);
		show_wrap(c->out, commands[i]->summary, 14, 14, 80);
	}
	buf_putc(c->out, '\n');
	buf_puts(c->out, back);
}

static void
command_help(struct cli *c, const struct command *self)
{
	size_t i, start;

	buf_printf(c->out, "usage: forestay %s", self->name);
	if (self->usage[0] != '\0')
		buf_printf(c->out, " %s", self->usage);
	buf_puts(c->out, "\n\n");
	buf_puts(c->out, self->help);
	if (self->under != NULL) {
		buf_putc(c->out, '\n');
		for (i = 0; self->under[i] != NULL; i++) {
			start = c->out->len;
			buf_printf(c->out, "  %s", self->under[i]->name);
			show_pad(c->out, start, 14);
			show_wrap(c->out, self->under[i]->summary, 14, 14, 80);
		}
	}
	if (self->options != NULL) {
		buf_putc(c->out, '\n');
		options_help(c->out, self->options);
	}
}

static bool
wants_colour(const char *how, int fd, bool *known)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");

	*known = true;
	if (how != NULL) {
		if (how[0] == '\0' || strcmp(how, "always") == 0)
			return true;
		if (strcmp(how, "never") == 0)
			return false;
		*known = strcmp(how, "auto") == 0;
	}
	if (no != NULL && no[0] != '\0')
		return false;
	return isatty(fd) == 1 && term != NULL && strcmp(term, "dumb") != 0;
}

/* As the locale's names say; setlocale itself is never called, so that
 * nothing else depends on it. */
static bool
wants_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *s;
	size_t i;

	for (i = 0; i < 3; i++) {
		s = getenv(names[i]);
		if (s == NULL || s[0] == '\0')
			continue;
		for (; *s != '\0'; s++)
			if (strncasecmp(s, "utf-8", 5) == 0 ||
			    strncasecmp(s, "utf8", 4) == 0)
				return true;
		return false;
	}
	return false;
}

static void
cli_say(struct cli *c, const char *fmt, va_list ap)
{
	struct buf line;

	buf_init(&line, c->mem, LIMIT_STRING_BYTES);
	buf_puts(&line, "forestay: ");
	buf_vprintf(&line, fmt, ap);
	show_wrap(c->err, line.s, 0, 4, SHOW_WIDTH);
	buf_release(&line);
}

enum status
cli_usage(struct cli *c, const struct command *self, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	cli_say(c, fmt, ap);
	va_end(ap);
	if (self != NULL)
		buf_printf(c->err,
		    "usage: forestay %s %s\n"
		    "forestay %s --help says more.\n",
		    self->name, self->usage, self->name);
	else
		buf_puts(c->err, "forestay --help lists the commands.\n");
	return STATUS_USAGE;
}

enum status
cli_failed(struct cli *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	cli_say(c, fmt, ap);
	va_end(ap);
	buf_puts(c->err, "forestay: this is a failure: read it as HOLD.\n");
	return STATUS_FAILED;
}

void
cli_note(struct cli *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	cli_say(c, fmt, ap);
	va_end(ap);
}

void
cli_diags(struct cli *c, const struct diags *ds,
    const struct source_text *const *only_of, size_t n)
{
	size_t i, k;

	for (i = 0; i < ds->n; i++) {
		for (k = 0; k < n; k++)
			if (ds->items[i].pos.src == only_of[k])
				break;
		if (only_of != NULL && k == n && ds->items[i].pos.src != NULL)
			continue;
		diag_print(c->err, &ds->items[i], c->err_look.colour);
	}
	if (ds->nerrors + ds->nwarnings > ds->n && ds->n == LIMIT_DIAGNOSTICS)
		cli_note(c, "%zu more are not shown",
		    ds->nerrors + ds->nwarnings - ds->n);
}

bool
cli_begin(struct cli *c, const struct command *self, int argc, char **argv,
    void *opts, struct common *common, struct option_list *args,
    enum status *status)
{
	struct buf why;
	bool ok, known;

	buf_init(&why, c->mem, LIMIT_STRING_BYTES);
	ok = options_read(argc, argv, self->options, opts, args, &why);
	if (common->help) {
		command_help(c, self);
		*status = STATUS_DONE;
		ok = false;
	} else if (!ok) {
		*status = cli_usage(c, self, "%s", why.s);
	}
	buf_release(&why);
	if (!ok)
		return false;
	c->look.colour = wants_colour(common->color, STDOUT_FILENO, &known);
	c->err_look.colour = wants_colour(common->color, STDERR_FILENO, &known);
	if (!known) {
		*status = cli_usage(c, self,
		    "--color is always, never or auto, not \"%s\"",
		    common->color);
		return false;
	}
	return true;
}

enum status
cli_under(struct cli *c, const struct command *self, int argc, char **argv)
{
	static const struct option only_common[] = {
		OPTIONS_COMMON(struct common_only, common), OPTION_END
	};
	const struct command *const *under = self->under;
	struct command alone = *self;
	const char *names[16], *near;
	struct option_list args = { .n = 0 };
	struct common_only o = { 0 };
	enum status status;
	size_t i;

	if (argc > 0 && argv[0][0] != '-') {
		for (i = 0; i < 16 && under[i] != NULL; i++) {
			names[i] = under[i]->name + strlen(self->name) + 1;
			if (strcmp(argv[0], names[i]) == 0)
				return under[i]->run(c, under[i], argc - 1,
				    argv + 1);
		}
		near = nearest_name(argv[0], names, i);
		return cli_usage(c, self, "%s has no \"%s\"%s%s%s%s%s",
		    self->name, argv[0], near == NULL ? "" : "; did you mean ",
		    near == NULL ? "" : self->name, near == NULL ? "" : " ",
		    near == NULL ? "" : near, near == NULL ? "" : "?");
	}
	alone.options = only_common;
	if (!cli_begin(c, &alone, argc, argv, &o, &o.common, &args, &status))
		return status;
	return cli_usage(c, self, "say what to do: %s", self->usage);
}

/* False when it did not all get out. */
static bool
write_all(FILE *f, const struct buf *b)
{
	return fwrite(b->s, 1, b->len, f) == b->len && fflush(f) == 0;
}

bool
cli_flush(struct cli *c)
{
	bool ok = !c->out->failed && write_all(stdout, c->out);

	if (ok)
		buf_clear(c->out);
	return ok;
}

static enum status
main_run(struct cli *c, int argc, char **argv)
{
	const char *names[NCOMMANDS], *near;
	size_t i;

	if (argc < 2) {
		main_help(c);
		return STATUS_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		main_help(c);
		return STATUS_DONE;
	}
	if (strcmp(argv[1], "--version") == 0)
		argv[1] = (char *)command_version.name;
	for (i = 0; i < NCOMMANDS; i++) {
		names[i] = commands[i]->name;
		if (strcmp(argv[1], names[i]) == 0)
			return commands[i]->run(c, commands[i], argc - 2,
			    argv + 2);
	}
	near = nearest_name(argv[1], names, NCOMMANDS);
	if (near != NULL)
		return cli_usage(c, NULL,
		    "there is no command \"%s\"; did you mean %s?", argv[1],
		    near);
	return cli_usage(c, NULL, "there is no command \"%s\"", argv[1]);
}

int
main(int argc, char **argv)
{
	struct arena arena;
	struct buf out, err;
	struct cli c;
	enum status status;

	arena_init(&arena, &mem_system, CLI_ARENA_MAX);
	buf_init(&out, &mem_system, CLI_OUTPUT_MAX);
	buf_init(&err, &mem_system, CLI_OUTPUT_MAX);
	c = (struct cli){ .mem = &mem_system,
		.arena = &arena,
		.out = &out,
		.err = &err,
		.look = { .utf8 = wants_utf8() },
		.err_look = { .utf8 = wants_utf8() } };
	status = main_run(&c, argc, argv);

	/* Half an answer may read as another one: all of it or none. */
	if (out.failed || err.failed) {
		buf_clear(&out);
		buf_clear(&err);
		status = cli_failed(&c, "no memory for the answer");
	}
	/* What is wrong comes before the line that sums it up. */
	if (!write_all(stderr, &err))
		status = STATUS_FAILED;
	if (!write_all(stdout, &out)) {
		buf_clear(&err);
		status = cli_failed(&c, "the answer could not be written");
		(void)!write_all(stderr, &err);
	}
	buf_release(&out);
	buf_release(&err);
	arena_release(&arena);
	return (int)status;
}
