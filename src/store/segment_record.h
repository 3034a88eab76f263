/* segment_record.h - a person in the temporary file of a writer.
 *
 * Words of 32 bits: a head (groups, marks, whether it is a row; bytes of
 * text), the groups, the text to whole words.  A group is what the facts of
 * one table say: its head (table, how many words, what else there is), its
 * code, then days, recording and a long count where there are any, and the
 * words of the row. */

#ifndef FORESTAY_SEGMENT_RECORD_H
#define FORESTAY_SEGMENT_RECORD_H

#include <string.h>

#include "store/segment_inner.h"

#define RECORD_MARKS   16 /* shifts of the head's first word */
#define RECORD_OTHER   24
#define RECORD_GROUPS  0xffffu

#define GROUP_TABLE    0xffffu
#define GROUP_WORDS    16      /* shift */
#define GROUP_LONG     0x1fffu /* so many or more: in a word of its own */
#define GROUP_DAYS     (1u << 29)
#define GROUP_RECORDED (1u << 30)

struct record {
	uint32_t ngroups, text;
	uint8_t marks;
	bool other; /* no row: named by another's relation */
};

struct group {
	uint32_t table, code, days, recorded, nwords;
	const uint32_t *words;
};

static inline const uint32_t *
record_head(const uint32_t *p, struct record *rec)
{
	rec->ngroups = p[0] & RECORD_GROUPS;
	rec->marks = (uint8_t)(p[0] >> RECORD_MARKS);
	rec->other = (p[0] >> RECORD_OTHER & 1) != 0;
	rec->text = p[1];
	return p + 2;
}

static inline const uint32_t *
record_group(const uint32_t *p, struct group *g)
{
	uint32_t head = *p++;

	g->table = head & GROUP_TABLE;
	g->nwords = head >> GROUP_WORDS & GROUP_LONG;
	g->code = *p++;
	g->days = (head & GROUP_DAYS) != 0 ? *p++ : 0;
	g->recorded = (head & GROUP_RECORDED) != 0 ? *p++ : 0;
	if (g->nwords == GROUP_LONG)
		g->nwords = *p++;
	g->words = p;
	return p + g->nwords;
}

/* Behind the text of a record that begins there. */
static inline const uint32_t *
record_end(const uint32_t *text, const struct record *rec)
{
	return text + (rec->text + sizeof(*text) - 1) / sizeof(*text);
}

static inline void
put_word(struct bytes *b, uint32_t v)
{
	if (!bytes_room(b, sizeof(v)))
		return;
	memcpy(b->p + b->n, &v, sizeof(v));
	b->n += sizeof(v);
}

/* g's words are those of `words`. */
static inline void
put_group(struct bytes *b, const struct group *g, const struct bytes *words)
{
	uint32_t n = (uint32_t)(words->n / sizeof(uint32_t));

	put_word(b,
	    g->table | (n < GROUP_LONG ? n : GROUP_LONG) << GROUP_WORDS |
		(g->days != 0 ? GROUP_DAYS : 0) |
		(g->recorded != 0 ? GROUP_RECORDED : 0));
	put_word(b, g->code);
	if (g->days != 0)
		put_word(b, g->days);
	if (g->recorded != 0)
		put_word(b, g->recorded);
	if (n >= GROUP_LONG)
		put_word(b, n);
	bytes_add(b, words->p, words->n);
}

#endif
