/* witness.c - see witness.h. */

#include "proof/witness.h"

#include <string.h>

#include "proof/lines.h"

void
witness_request_write(struct buf *b, uint64_t old,
    const struct merkle_proof *proof, const char *checkpoint,
    size_t ncheckpoint)
{
	buf_printf(b, "old %llu\n", (unsigned long long)old);
	lines_put_proof(b, proof);
	buf_add(b, checkpoint, ncheckpoint);
}

int
witness_request_read(const char *bytes, size_t n, struct witness_request *out,
    const char **why)
{
	const char *line;
	size_t at = 0, len;
	int r;

	memset(out, 0, sizeof(*out));
	*why = "it does not begin with the size that was seen last (old 155)";
	if (!lines_next(bytes, n, &at, &line, &len) ||
	    !lines_begins(line, len, "old ") ||
	    !lines_number(line + 4, len - 4, &out->old))
		return E_SYNTAX;
	if ((r = lines_proof(bytes, n, &at, &out->proof, why)) != 0)
		return r;
	out->checkpoint = bytes + at;
	out->ncheckpoint = n - at;
	if ((r = note_read(bytes + at, n - at, &out->note, why)) != 0)
		return r;
	*why = "what is signed is no checkpoint of a log";
	return checkpoint_read(out->note.text, out->note.ntext, &out->head);
}

/* In the order of the specification: who, then what. */
enum witness_verdict
witness_judge(const struct witness_request *q, const struct note_key *log,
    const struct checkpoint *seen, const struct mem *mem, const char **why)
{
	size_t n = strlen(log->name);
	int r;

	*why = "it is of another log than this witness watches";
	if (q->head.norigin != n || memcmp(q->head.origin, log->name, n) != 0)
		return WITNESS_OTHER_LOG;
	*why = "the log has not signed it";
	if ((r = note_check(&q->note, log, mem, NULL)) == E_NOMEM) {
		*why = "there is not enough memory";
		return WITNESS_FAILED;
	}
	if (r != 0)
		return WITNESS_NOT_SIGNED;
	*why = "it says that it had more entries before";
	if (q->old > q->head.size)
		return WITNESS_MALFORMED;
	*why = "this witness has seen another size";
	if (q->old != seen->size)
		return WITNESS_CONFLICT;
	*why = "this witness has seen another root of as many entries";
	if (q->old == q->head.size && !hash_equal(&seen->root, &q->head.root))
		return WITNESS_CONFLICT;
	*why = "the proof does not show that it grew out of what was seen";
	if (merkle_check_growth(q->old, q->head.size, q->proof.hashes,
		q->proof.n, &seen->root, &q->head.root) != 0)
		return WITNESS_NO_GROWTH;
	*why = "";
	return WITNESS_SIGNS;
}

static bool
same_line(const struct note_line *a, const struct note_key *k)
{
	return a->id == k->id && a->nname == strlen(k->name) &&
	    memcmp(a->name, k->name, a->nname) == 0;
}

/* The line of a witness among those of a note; NULL. */
static const struct note_line *
line_of(const struct note *note, const struct note_key *k)
{
	for (size_t i = 0; i < note->nlines; i++)
		if (same_line(&note->lines[i], k))
			return &note->lines[i];
	return NULL;
}

static void
add_line(struct buf *b, const struct note_line *l)
{
	buf_puts(b, "\xe2\x80\x94 ");
	buf_add(b, l->name, l->nname);
	buf_putc(b, ' ');
	buf_add(b, l->base64, l->nbase64);
	buf_putc(b, '\n');
}

/* The note with the witness's new line, an older one of its own left out. */
static int
join(const struct note *was, const struct note *came,
    const struct note_key *witness, struct buf *out)
{
	const struct note_line *own = line_of(came, witness);

	if (own == NULL)
		return E_NAME;
	buf_clear(out);
	buf_add(out, was->text, was->ntext);
	buf_putc(out, '\n');
	for (size_t i = 0; i < was->nlines; i++)
		if (!same_line(&was->lines[i], witness))
			add_line(out, &was->lines[i]);
	add_line(out, own);
	return out->failed ? E_NOMEM : 0;
}

int
witness_take(const char *note, size_t nnote, const char *lines, size_t nlines,
    const struct note_key *witness, const struct mem *mem, struct buf *out,
    uint64_t *seconds, const char **why)
{
	struct note was, came, made;
	struct buf b;
	int r;

	if ((r = note_read(note, nnote, &was, why)) != 0)
		return r;
	/* Read as they would stand below the text. */
	buf_init(&b, mem, (size_t)2 * LIMIT_NOTE_BYTES);
	buf_add(&b, was.text, was.ntext);
	buf_putc(&b, '\n');
	buf_add(&b, lines, nlines);
	*why = "there is not enough memory";
	r = b.failed ? E_NOMEM : note_read(b.s, b.len, &came, why);
	if (r == 0) {
		*why = "the witness has not signed it";
		r = join(&was, &came, witness, out);
	}
	if (r == 0)
		r = note_read(out->s, out->len, &made, why);
	if (r == 0) {
		*why = "the witness's signature is not right";
		r = note_check(&made, witness, mem, seconds);
	}
	buf_release(&b);
	return r;
}
