/* listen.c - see listen.h. */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve/listen.h"

#define BACKLOG 512

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static socklen_t
address_read(const char *s, unsigned port, union address *out)
{
	memset(out, 0, sizeof(*out));
	if (inet_pton(AF_INET, s, &out->v4.sin_addr) == 1) {
		out->v4.sin_family = AF_INET;
		out->v4.sin_port = htons((uint16_t)port);
		return sizeof(out->v4);
	}
	if (inet_pton(AF_INET6, s, &out->v6.sin6_addr) == 1) {
		out->v6.sin6_family = AF_INET6;
		out->v6.sin6_port = htons((uint16_t)port);
		return sizeof(out->v6);
	}
	return 0;
}

bool
listen_is_loopback(const char *address)
{
	union address a;

	if (address_read(address, 0, &a) == 0)
		return false;
	if (a.any.sa_family == AF_INET)
		return ntohl(a.v4.sin_addr.s_addr) >> 24 == 127;
	return IN6_IS_ADDR_LOOPBACK(&a.v6.sin6_addr) != 0;
}

void
listen_url(const struct listen_address *at, int fd, char *url, size_t n)
{
	union address a;
	socklen_t len = sizeof(a);
	bool v6 = strchr(at->address, ':') != NULL;
	unsigned port = at->port;

	memset(&a, 0, sizeof(a));
	if (getsockname(fd, &a.any, &len) == 0)
		port = ntohs(v6 ? a.v6.sin6_port : a.v4.sin_port);
	(void)snprintf(url, n, "%s://%s%s%s:%u",
	    at->certificate != NULL ? "https" : "http", v6 ? "[" : "",
	    at->address, v6 ? "]" : "", port);
}

int
listen_open(const struct listen_address *at, int *out, char *why, size_t size)
{
	const int on = 1;
	union address a;
	socklen_t n;
	int fd;

	*out = -1;
	if (at->address == NULL)
		return 0;
	if ((n = address_read(at->address, at->port, &a)) == 0) {
		(void)snprintf(why, size, "%s is no numeric address",
		    at->address);
		return E_SYNTAX;
	}
	fd = socket(a.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
	    bind(fd, &a.any, n) != 0 || listen(fd, BACKLOG) != 0) {
		(void)snprintf(why, size, "%s cannot be listened at: %s",
		    at->address, strerror(errno));
		if (fd >= 0)
			(void)close(fd);
		return E_IO;
	}
	*out = fd;
	return 0;
}
