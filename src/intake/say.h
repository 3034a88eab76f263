/* say.h - entries about people, made ready to be written (docs/entries.md).
 *
 * A saying is what one person says at one time from one source: drafts in
 * order, put into batches by whoever writes them.  Everything is copied into
 * the arena; the bodies are given back by say_release. */

#ifndef FORESTAY_SAY_H
#define FORESTAY_SAY_H

#include "record/identity.h"
#include "store/store.h"

#define PERSON_ID_SIZE 15 /* "p-" and 12 letters or digits, and its end */

struct saying {
	struct arena *arena;
	const char *matter;
	const char *author;
	const char *source;   /* or NULL */
	const char *document; /* "sha256:...", or NULL */
	unsigned page;
	const char *import; /* id of the import it belongs to, or NULL */
	struct draft *drafts;
	size_t n, cap;
};

/* An id that says nothing, of 12 random bytes. */
void person_id_make(const unsigned char random[12], char out[PERSON_ID_SIZE]);

void say_release(struct saying *s);

/* Each adds one draft: 0, or E_NOMEM and nothing added. */
int say_person(struct saying *s, const char *person) MUST_CHECK;
int say_identifier(struct saying *s, const char *person,
    const struct identifier *id) MUST_CHECK;
/* zone: in which hours are read, or NULL. */
int say_fact(struct saying *s, const char *person, const char *text,
    const char *zone) MUST_CHECK;
/* Of a table: a cell of that row, or the row, could not be read (column and
 * value may be NULL); import is set.  0 or E_NOMEM. */
int say_unread(struct saying *s, const char *person, unsigned row,
    const char *column, const char *value, const char *why) MUST_CHECK;
/* Draft i takes protection away: it waits for a second person
 * (weigh_said.h).  0 or E_NOMEM. */
int say_loss(struct saying *s, size_t i) MUST_CHECK;
/* Whether draft i says of somebody that orders name them: it closes the
 * question for everybody else, and so waits for a second person. */
bool say_names(const struct saying *s, size_t i);
/* text NULL: it is withdrawn. */
int say_correct(struct saying *s, const char *person, uint64_t of,
    const char *text, const char *zone) MUST_CHECK;
int say_resolve(struct saying *s, const char *person, uint64_t of,
    const uint64_t *over, size_t nover) MUST_CHECK;
/* An identifier is withdrawn: entry `of` was wrong. */
int say_withdraw(struct saying *s, const char *person, uint64_t of) MUST_CHECK;
int say_link(struct saying *s, const char *person, const char *with,
    bool same) MUST_CHECK;

/* An entry of another kind: body is the saying's now, even on failure.  on
 * are its subjects, borrowed until it is written. */
int say_other(struct saying *s, const char *kind, json_t *body,
    const char *const *on, size_t non) MUST_CHECK;

#endif
