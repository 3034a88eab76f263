/* judge.h - whether a reply of a gate is to be believed.
 *
 * A pure function of what came and what was asked.  Everything that it does
 * not know is a hold. */

#ifndef FORESTAY_SERVE_JUDGE_H
#define FORESTAY_SERVE_JUDGE_H

#include <jansson.h>
#include <stdbool.h>

#include "core/arena.h"
#include "core/instant.h"
#include "forestay.h"
#include "proof/note.h"

#define JUDGE_BODY_MAX     ((size_t)1 << 20)
#define JUDGE_MANIFEST_MAX ((size_t)8 << 20)

struct judge_reply {
	long status;
	const char *signature; /* the header's value; NULL: there is none */
	const char *body;      /* n bytes and a NUL */
	size_t n;
};

/* nonce is the asker's own.  why: of a hold that is a failure, a sentence
 * (static); NULL when the gate itself says hold, barred or no bar. */
enum forestay_verdict judge_reply(const struct mem *mem,
    const struct note_key *key, const struct forestay_question *asked,
    const char *nonce, struct instant now, const struct judge_reply *r,
    struct instant *expires, const char **why);

/* As judge_reply, of each line: out has as many as were asked, and all are
 * filled; version: 0 when nothing is believed. */
enum forestay_verdict judge_manifest(const struct mem *mem,
    const struct note_key *key, const struct forestay_manifest *asked,
    const char *nonce, struct instant now, const struct judge_reply *r,
    struct forestay_line_answer *out, uint64_t *version, const char **why);
/* What an answer says, whoever asked: NO BAR only while it is good, and then
 * *expires is until when.  *why as above. */
enum forestay_verdict judge_verdict(const json_t *j, struct instant now,
    struct instant *expires, const char **why);

#endif
