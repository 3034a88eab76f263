/* serving.h - a server of its own for a test: a store with people and orders
 * that do not exist, `forestay serve` at ports that were free, and a client
 * that sends any bytes. */

#ifndef SERVING_H
#define SERVING_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct serving {
	char dir[64];
	char store[96], keys[96];
	char officer[80], counsel[80], monitor[80]; /* tokens */
	char log_key[256];
	pid_t pid;
	int out; /* what it says */
	unsigned gate, desk;
	bool post;     /* before it is started: webhooks of this machine */
	unsigned mail; /* and a mail server at this port; 0: none */
};

/* $FORESTAY with these arguments, NULL last; what it says in out.  Its
 * status. */
int serving_cli(char *out, size_t n, const char *first, ...);

/* The token in what `account add` said. */
void serving_token(const char *out, char token[80]);

/* The folder, a store, accounts, a key; nothing runs yet.  The store's law is
 * `law`, read with casebook/removal.vocab. */
void serving_make(struct serving *s, const char *law);

/* The same, a rehearsal: $FORESTAY_NOW is its clock. */
void serving_make_rehearsal(struct serving *s, const char *law);

/* Start it; tls: with a certificate made for it. */
void serving_start(struct serving *s, bool tls);

/* As many milliseconds as it takes at most, until it says text. */
bool serving_says(struct serving *s, const char *text, int ms);

/* SIGTERM, and its status. */
int serving_stop(struct serving *s);
void serving_end(struct serving *s);

/* The process ids of its children, in the order they were started. */
size_t serving_children(const struct serving *s, pid_t *out, size_t max);

struct exchange {
	unsigned status; /* 0: nothing that is a reply */
	char *head;      /* NUL-terminated */
	char *body;
	size_t n;
	bool whole; /* as long as it says */
};

/* A connection to it; -1. */
int serving_connect(unsigned port);

/* Send bytes to a port and read until it hangs up, or for ms. */
void serving_raw(unsigned port, const void *bytes, size_t n, int ms,
    struct exchange *out);

/* A request as it should be; token, body may be NULL. */
void serving_ask(unsigned port, const char *method, const char *path,
    const char *token, const char *body, struct exchange *out);
void exchange_free(struct exchange *x);

/* A header's value in the reply, or NULL; in a buffer of its own. */
const char *exchange_header(const struct exchange *x, const char *name);

#endif
