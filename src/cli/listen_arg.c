/* listen_arg.c - see listen_arg.h. */

#include <string.h>

#include "cli/listen_arg.h"

bool
listen_arg_read(struct arena *a, const char *s, struct listen_address *out)
{
	const char *colon = strrchr(s, ':'), *p;
	size_t n;

	if (colon == NULL || colon == s || colon[1] == '\0')
		return false;
	n = (size_t)(colon - s);
	if (s[0] == '[' && s[n - 1] == ']')
		out->address = arena_strndup(a, s + 1, n - 2);
	else
		out->address = arena_strndup(a, s, n);
	out->port = 0;
	for (p = colon + 1; *p != '\0'; p++) {
		if (*p < '0' || *p > '9' || out->port > 65535)
			return false;
		out->port = out->port * 10 + (unsigned)(*p - '0');
	}
	return out->address != NULL && out->port <= 65535;
}

bool
listen_arg(struct cli *c, const struct command *self,
    const struct listen_opts *o, const char *where, struct listen_address *out,
    enum status *status)
{
	if (where == NULL)
		where = LISTEN_DEFAULT;
	if (o->plain == (o->certificate != NULL || o->key != NULL) ||
	    (o->certificate == NULL) != (o->key == NULL))
		*status = cli_usage(c, self,
		    "--certificate and --key name two PEM files; or --plain, "
		    "on this machine alone");
	else if (!listen_arg_read(c->arena, where, out))
		*status = cli_usage(c, self,
		    "%s is not ADDRESS:PORT, as " LISTEN_DEFAULT, where);
	else if (o->plain && !listen_is_loopback(out->address))
		*status = cli_usage(c, self,
		    "--plain is for this machine alone (127.0.0.1): %s is "
		    "heard elsewhere too",
		    out->address);
	else {
		out->certificate = o->certificate;
		out->key = o->key;
		return true;
	}
	return false;
}
