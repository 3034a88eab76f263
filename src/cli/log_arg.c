/* log_arg.c - see log_arg.h. */

#include "cli/log_arg.h"

#include <string.h>

#include "intake/file.h"
#include "store/keeper.h"

/* A key stands on one line, blanks at its end left out. */
bool
log_arg_key(struct cli *c, const char *arg, struct note_key *out)
{
	struct source_text file;
	const char *why = NULL;
	char *text;
	size_t n;
	int r;

	if ((r = note_key_read(arg, out)) == 0)
		return true;
	if (r != E_NEWER && strchr(arg, '+') == NULL) {
		if (file_read(&file_system_real, c->arena, arg, 4096, &file,
			&why) != 0) {
			(void)cli_failed(c, "%s",
			    why != NULL ? why : "no memory for the key");
			return false;
		}
		n = file.len;
		while (n > 0 && strchr(" \t\r\n", file.bytes[n - 1]) != NULL)
			n--;
		text = arena_strndup(c->arena, file.bytes, n);
		if (text != NULL && (r = note_key_read(text, out)) == 0)
			return true;
	}
	(void)cli_failed(c,
	    r == E_NEWER ? "%s: a kind of key that this forestay does not know"
			 : "%s: no public key of a log, which looks like "
			   "example.org/log+8d2f3a10+AQ... (forestay keys "
			   "export)",
	    arg);
	return false;
}

bool
log_arg_secret(struct cli *c, const char *keys, enum key_purpose p,
    struct key *out)
{
	const struct keys_world w = { &file_system_real,
		keeper_world_real.random, keeper_world_real.ctx };
	const char *why = "";

	if (keys_get(c->arena, &w, keys, p, 0, out, &why) == 0)
		return true;
	(void)cli_failed(c, "%s", why);
	return false;
}
