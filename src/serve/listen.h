/* listen.h - a socket that is listened at, and its address. */

#ifndef FORESTAY_SERVE_LISTEN_H
#define FORESTAY_SERVE_LISTEN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"

struct listen_address {
	const char *address; /* numeric, "127.0.0.1"; NULL: no listener */
	unsigned port;       /* 0: any that is free */
	const char *certificate, *key; /* paths; NULL: no TLS, and then the
					* address is a loopback one */
};

/* An address at which only this machine is heard. */
bool listen_is_loopback(const char *address);

/* Bound and listening; *out is -1 where there is no address.  0; E_SYNTAX: it
 * is none; E_IO; why, of that size, is a sentence. */
int listen_open(const struct listen_address *at, int *out, char *why,
    size_t size) MUST_CHECK;

/* Where it is heard, as a URL: a port that was any is said. */
void listen_url(const struct listen_address *at, int fd, char *url, size_t n);

#endif
