/* cosign.c - see cosign.h. */

#include "store/cosign.h"

#include <string.h>

/* -- Asking -- */

/* The checkpoint of a note that lies there. */
static bool
kept(struct tiles *t, struct arena *a, struct note *note,
    struct checkpoint *head, const char **bytes, size_t *n)
{
	const char *why;

	return tiles_witnessed(t, a, bytes, n) == 0 &&
	    note_read(*bytes, *n, note, &why) == 0 &&
	    checkpoint_read(note->text, note->ntext, head) == 0;
}

uint64_t
cosign_known(struct tiles *t, struct arena *a, const struct mem *mem,
    const struct note_key *witness)
{
	struct checkpoint head;
	const char *bytes;
	struct note note;
	size_t n;

	if (!kept(t, a, &note, &head, &bytes, &n) ||
	    note_check(&note, witness, mem, NULL) != 0)
		return 0;
	return head.size;
}

int
cosign_request(struct tiles *t, struct arena *a, uint64_t old, struct buf *out,
    const char **why)
{
	struct merkle_nodes nodes = tiles_nodes(t);
	uint64_t size = tiles_signed(t);
	struct merkle_proof proof;
	const char *note;
	size_t n;
	int r;

	if ((note = tiles_checkpoint(t, &n)) == NULL) {
		*why = "nothing was signed yet (forestay log sign)";
		return E_NAME;
	}
	if (old > size) {
		*why = arena_printf(a,
		    "the witness has seen %llu entries and the log has %llu: "
		    "this store is older than what was witnessed",
		    (unsigned long long)old, (unsigned long long)size);
		return *why == NULL ? E_NOMEM : E_RANGE;
	}
	if ((r = merkle_prove_growth(&nodes, old, size, &proof)) != 0) {
		*why = tiles_why(t);
		return r;
	}
	witness_request_write(out, old, &proof, note, n);
	return 0;
}

/* -- What came back -- */

/* What was signed must be of the tree that lies here. */
static int
of_this_log(struct tiles *t, struct arena *a, const struct checkpoint *head,
    const char **why)
{
	struct merkle_nodes nodes = tiles_nodes(t);
	struct hash root;
	int r;

	if (head->size > tiles_signed(t)) {
		*why = arena_printf(a,
		    "what the witness signed has %llu entries and the log "
		    "%llu: this store is older than what was witnessed",
		    (unsigned long long)head->size,
		    (unsigned long long)tiles_signed(t));
		return *why == NULL ? E_NOMEM : E_BROKEN;
	}
	if ((r = merkle_root_at(&nodes, head->size, &root)) != 0) {
		*why = tiles_why(t);
		return r;
	}
	if (hash_equal(&root, &head->root))
		return 0;
	*why = "what the witness signed is of another history than this store";
	return E_BROKEN;
}

/* The clock that it signed by, beside ours. */
static int
clocks_agree(const struct cosign_answer *answer, uint64_t when,
    const char **why)
{
	if (when > answer->came + COSIGN_CLOCKS_APART) {
		*why = "the witness's clock is more than two minutes ahead of "
		       "ours: set the one that is wrong";
		return E_RANGE;
	}
	if (when + COSIGN_CLOCKS_APART < answer->asked) {
		*why = "the witness's clock is more than two minutes behind "
		       "ours: set the one that is wrong";
		return E_RANGE;
	}
	return 0;
}

/* The note that the witness's line is put under: the one that lies there, when
 * it is the same checkpoint and others have signed it. */
static int
put_under(struct tiles *t, struct arena *a, const struct witness_request *q,
    const char **note, size_t *n)
{
	struct checkpoint head;
	struct note there;

	if (!kept(t, a, &there, &head, note, n) || head.size < q->head.size) {
		*note = q->checkpoint;
		*n = q->ncheckpoint;
		return 0;
	}
	return head.size == q->head.size ? 0 : E_NAME;
}

int
cosign_take(struct tiles *t, struct arena *a, const struct mem *mem,
    const struct note_key *log, const struct note_key *witness,
    const struct cosign_answer *answer, uint64_t *size, const char **why)
{
	struct witness_request q;
	const char *note;
	struct buf out;
	uint64_t when;
	size_t n;
	int r;

	r = witness_request_read(answer->request, answer->nrequest, &q, why);
	if (r != 0)
		return r;
	if (note_check(&q.note, log, mem, NULL) != 0) {
		*why = "the log has not signed what was asked";
		return E_BROKEN;
	}
	if ((r = of_this_log(t, a, &q.head, why)) != 0)
		return r;
	if ((r = put_under(t, a, &q, &note, &n)) != 0) {
		*why = "a later checkpoint was witnessed already, and is kept";
		return r;
	}
	buf_init(&out, mem, LIMIT_NOTE_BYTES);
	r = witness_take(note, n, answer->lines, answer->nlines, witness, mem,
	    &out, &when, why);
	if (r == 0)
		r = clocks_agree(answer, when, why);
	if (r == 0 && (r = tiles_put_witnessed(t, out.s, out.len)) != 0)
		*why = tiles_why(t);
	buf_release(&out);
	*size = q.head.size;
	return r;
}
