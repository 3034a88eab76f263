/* stored_story.h - a store in memory with the small law, for tests. */

#ifndef STORED_STORY_H
#define STORED_STORY_H

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "unit/intake/small_law.h"
#include "intake/stored.h"
#include "store/faults.h"

struct story {
	struct store *store;
	struct arena arena;
	struct instant now; /* a minute more with each entry */
};

static inline void
story_begin(struct story *s, struct store_faults *faults)
{
	static const struct store_kind kind = { .rehearsal = true };
	int r;

	memset(s, 0, sizeof(*s));
	arena_init(&s->arena, &mem_system, (size_t)64 << 20);
	s->now.us = (int64_t)25000000 * INSTANT_MINUTE; /* July 2017 */
	r = store_memory(&mem_system, &kind, faults, &s->store);
	assert(r == 0);
}

static inline void
story_end(struct story *s)
{
	store_close(s->store);
	arena_release(&s->arena);
}

/* One entry more, a minute later; its number. */
static inline uint64_t
story_say(struct story *s, const char *author, const char *kind,
    const char *subject, const char *also, json_t *body)
{
	const char *on[] = { subject, also };
	struct draft d = { .kind = kind,
		.matter = "test",
		.author = author,
		.on = on,
		.non = also == NULL ? 1 : 2,
		.body = body };
	struct batch b = { .drafts = &d, .n = 1 };
	struct appended out;
	int r;

	assert(body != NULL);
	s->now = instant_add_minutes(s->now, 1);
	r = store_tell_time(s->store, s->now);
	assert(r == 0);
	r = store_batch_id(&b);
	assert(r == 0);
	r = store_append(s->store, &b, &out);
	assert(r == 0);
	json_decref(body);
	return out.first;
}

static inline uint64_t
story_law(struct story *s, const char *name, const char *text, bool loss)
{
	return story_say(s, "clerk", "law", "orders", NULL,
	    json_pack("{s:s, s:s, s:b, s:s}", "name", name, "text", text,
		"loss", loss ? 1 : 0, "dates", "own"));
}

static inline void
story_small_law(struct story *s)
{
	(void)story_law(s, "small.vocab", small_vocab, false);
	(void)story_law(s, "small.law", small_order, false);
}

static inline uint64_t
story_fact(struct story *s, const char *text)
{
	return story_say(s, "first", "fact", "person/p-one", NULL,
	    json_pack("{s:s, s:s}", "person", "p-one", "text", text));
}

static inline uint64_t
story_settle(struct story *s, const char *kind, const char *author, uint64_t of,
    const char *subject)
{
	char entry[32];

	snprintf(entry, sizeof(entry), "entry/%llu", (unsigned long long)of);
	return story_say(s, author, kind, entry, subject,
	    json_pack("{s:I}", "of", (json_int_t)of));
}

#endif
