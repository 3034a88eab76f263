/* log_arg.c - see log_arg.h. */

#include "cli/log_arg.h"

#include <string.h>

#include "intake/file.h"
#include "store/keeper.h"

/* A key stands on one line, blanks at its end left out. */
static int
read_key(struct cli *c, const char *arg, struct note_key *out, const char **why)
{
	struct source_text file;
	char *text;
	size_t n;
	int r;

	if ((r = note_key_read(arg, out)) == 0 || r == E_NEWER ||
	    strchr(arg, '+') != NULL)
		return r;
	*why = "no memory for the key";
	if ((r = file_read(&file_system_real, c->arena, arg, 4096, &file,
		 why)) != 0)
		return r;
	n = file.len;
	while (n > 0 && strchr(" \t\r\n", file.bytes[n - 1]) != NULL)
		n--;
	if ((text = arena_strndup(c->arena, file.bytes, n)) == NULL)
		return E_NOMEM;
	*why = NULL;
	return note_key_read(text, out);
}

/* Of the right kind: what one signs the other does not. */
static bool
key_of(struct cli *c, const char *arg, enum note_key_type type, const char *of,
    struct note_key *out)
{
	const char *why = NULL;
	int r = read_key(c, arg, out, &why);

	if (r == 0 && out->type == type)
		return true;
	if (why != NULL)
		(void)cli_failed(c, "%s", why);
	else if (r == E_NEWER)
		(void)cli_failed(c,
		    "%s: a kind of key that this forestay does not know", arg);
	else
		(void)cli_failed(c,
		    "%s: no public key of a %s, which looks like "
		    "example.org/log+8d2f3a10+%s... (forestay keys export KEYS "
		    "%s)",
		    arg, of, type == NOTE_ED25519 ? "AQ" : "BA", of);
	return false;
}

bool
log_arg_key(struct cli *c, const char *arg, struct note_key *out)
{
	return key_of(c, arg, NOTE_ED25519, "log", out);
}

bool
log_arg_witness(struct cli *c, const char *arg, struct note_key *out)
{
	return key_of(c, arg, NOTE_COSIGNATURE, "witness", out);
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
