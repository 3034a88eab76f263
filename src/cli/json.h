/* json.h - results for programs: the same bytes for the same answer.
 *
 * Keys come in the order the command writes them; two blanks a level; no
 * floating point; instants in UTC. */

#ifndef FORESTAY_JSON_H
#define FORESTAY_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/instant.h"
#include "core/zone.h"

#define JSON_DEPTH 64

struct json {
	struct buf *b;
	unsigned depth;
	bool filled[JSON_DEPTH]; /* has an item already */
	char closing[JSON_DEPTH];
	bool after_key;
};

void json_init(struct json *j, struct buf *b);
/* The last level is closed: ends the line. */
void json_done(struct json *j);

void json_open(struct json *j);
void json_list(struct json *j);
void json_close(struct json *j);
void json_key(struct json *j, const char *key);

void json_str(struct json *j, const char *s); /* NULL: null */
void json_int(struct json *j, long long n);
void json_bool(struct json *j, bool b);
void json_none(struct json *j);
void json_instant(struct json *j, struct instant t); /* never: null */
void json_day(struct json *j, struct day d);

/* A key and its value. */
void json_kstr(struct json *j, const char *key, const char *s);
void json_kint(struct json *j, const char *key, long long n);
void json_kbool(struct json *j, const char *key, bool b);
void json_kinstant(struct json *j, const char *key, struct instant t);

#endif
