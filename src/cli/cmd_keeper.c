/* cmd_keeper.c - forestay keeper: be the one that writes, until told to
 * end. */

#include <signal.h>
#include <time.h>

#include "cli/log_arg.h"
#include "cli/store_arg.h"
#include "cli/witnessed_arg.h"
#include "store/folder.h"
#include "store/signer.h"

/* Another command may be the keeper for its own short while. */
#define TURN_TRIES 100
#define TURN_MS    100

/* How often it is seen that all is well. */
#define LOOK_MS    500

struct keeper_opts {
	struct common common;
	const char *keys;
	struct witnessed_opts witnessed;
};

/* Open it so that this process is the keeper, or nobody could be reached. */
static enum status
become_keeper(struct cli *c, const char *folder, const struct signing *log,
    struct store **out)
{
	const struct timespec turn = { 0, TURN_MS * 1000000L };
	enum status status;
	int i;

	for (i = 0; i < TURN_TRIES; i++) {
		status = store_arg_open_signing(c, folder, log, out);
		if (status != STATUS_DONE)
			return status;
		if (store_folder_keeps(*out))
			return STATUS_DONE;
		store_close(*out);
		*out = NULL;
		(void)nanosleep(&turn, NULL);
	}
	return cli_failed(c, "another process keeps this store already");
}

/* Until a signal says so, or the store cannot be kept. */
static enum status
keep(struct cli *c, struct store *s, const sigset_t *ends)
{
	const struct timespec look = { 0, LOOK_MS * 1000000L };
	struct store_head head;

	for (;;) {
		if (sigtimedwait(ends, NULL, &look) > 0)
			return STATUS_DONE;
		/* After a failure of the disk this opens it anew. */
		if (store_head(s, &head) != 0)
			return cli_failed(c, "%s", store_why(s));
	}
}

static enum status
keeper_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct keeper_opts o = { 0 };
	struct option_list args = { .n = 0 };
	enum status status;
	struct store *s = NULL;
	struct signing signing = { .nseen = 0 };
	struct key log;
	sigset_t ends;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n != 1)
		return cli_usage(c, self, "name one store");
	if (o.witnessed.path != NULL && o.keys == NULL)
		return cli_usage(c, self, "--witnessed goes with --keys");
	if (o.keys != NULL && !log_arg_secret(c, o.keys, KEY_LOG, &log))
		return STATUS_FAILED;
	signing.key = &log;
	if (!witnessed_arg(c, self, &o.witnessed, &signing, &status))
		return status;
	if (sigemptyset(&ends) != 0 || sigaddset(&ends, SIGTERM) != 0 ||
	    sigaddset(&ends, SIGINT) != 0 ||
	    pthread_sigmask(SIG_BLOCK, &ends, NULL) != 0)
		return cli_failed(c, "signals cannot be waited for");
	status = become_keeper(c, args.items[0],
	    o.keys != NULL ? &signing : NULL, &s);
	if (status != STATUS_DONE)
		return status;
	if (o.common.json) {
		buf_puts(c->out, "{\"keeps\":");
		buf_json(c->out, args.items[0]);
		buf_puts(c->out, "}\n");
	} else {
		buf_puts(c->out, "keeps ");
		show_clean(c->out, args.items[0]);
		buf_puts(c->out, " until SIGTERM or an interrupt\n");
	}
	status = cli_flush(c)
	    ? keep(c, s, &ends)
	    : cli_failed(c, "what it keeps could not be said");
	store_close(s);
	return status;
}

static const struct option keeper_options[] = {
	{ "--keys", NULL, OPTION_TEXT, "KEYS",
	    offsetof(struct keeper_opts, keys),
	    "the folder of keys: sign the log with every batch" },
	OPTIONS_WITNESSED(struct keeper_opts, witnessed),
	OPTIONS_COMMON(struct keeper_opts, common), OPTION_END
};

const struct command command_keeper = {
	.name = "keeper",
	.usage = "STORE [--keys KEYS]",
	.summary = "be the one process that writes a store, until told to end",
	.help =
	    "Every command that writes is the keeper for its own duration when there is\n"
	    "none.  This one stays: others are quicker and are written down together.  At\n"
	    "SIGTERM or an interrupt it answers what has come and hands over.  With the\n"
	    "folder of keys it signs the log with every batch (docs/log.md).\n",
	.options = keeper_options,
	.run = keeper_run,
};
