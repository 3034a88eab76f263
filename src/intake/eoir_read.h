/* eoir_read.h - the tables of a release read into small records, by several
 * threads; what eoir.c is made of. */

#ifndef FORESTAY_EOIR_READ_H
#define FORESTAY_EOIR_READ_H

#include <pthread.h>

#include "intake/eoir.h"
#include "intake/eoir_cut.h"
#include "intake/eoir_row.h"
#include "store/hash_run.h"

#define EOIR_CHUNK ((size_t)1 << 20) /* bytes of the longest row */
#define EOIR_READ                                                   \
	((size_t)512 << 10) /* bytes cut at a time: with the places \
			     * of fields, in a core's cache */

/* Records of cases that lie near each other, in the order they were read. */
struct part_block {
	struct part_block *next;
	uint32_t used;
	unsigned char bytes[65536 - 16];
};

#define PART_CASES 65536u /* case numbers of one part */
#define PARTS      4096u  /* the last holds all the higher ones too */

struct part {
	struct part_block *first, *last;
};

/* What one thread has found. */
struct worker {
	const struct mem *mem;
	char *bytes; /* a chunk */
	struct cut cut;
	struct dirt dirt;
	struct part *parts; /* PARTS */
	uint32_t *happened; /* how many things happened on each day16 */
	struct rec_federal *federal;
	size_t nfederal, cap_federal;
	uint64_t rows;
	bool failed; /* no memory */
};

int worker_init(struct worker *w, const struct mem *mem) MUST_CHECK;
void worker_release(struct worker *w);

/* A file read from its beginning to its end, a chunk to whoever asks. */
struct stream {
	const struct file_system *fs;
	int fd;
	pthread_mutex_t lock;
	char *carry;
	size_t ncarry;
	uint32_t line; /* of the first row in carry */
	bool crlf, eof;
	int err;
	uint64_t done;         /* bytes */
	struct hash_run *hash; /* of them, or NULL */
};

/* Reads the header line into *header (in carry: until the next chunk). */
int stream_open(struct stream *s, const struct mem *mem,
    const struct file_system *fs, int fd, bool hashed, const char **header,
    size_t *nheader) MUST_CHECK;
void stream_close(struct stream *s, const struct mem *mem);

/* The next chunk into w->bytes: whole rows.  *n is 0 at the end.  0, E_IO,
 * or E_LIMIT: a row of more than a chunk. */
int stream_next(struct stream *s, struct worker *w, size_t *n,
    uint32_t *line) MUST_CHECK;

/* Bytes read so far, while others read. */
uint64_t stream_done(struct stream *s);

/* All rows of a chunk: cut, laid, checked, and kept.  rr NULL: counted. */
void chunk_take(struct worker *w, struct row_reader *rr, size_t columns,
    bool crlf, size_t n, uint32_t line);

/* Keep what facts are made of; w->failed when there is no room. */
void row_keep(struct worker *w, const struct row_reader *rr,
    const struct eoir_row *row);

#endif
