/* segment_write.h - inside the writer of segments: segment_write.c and
 * segment_layout.c. */

#ifndef FORESTAY_SEGMENT_WRITE_H
#define FORESTAY_SEGMENT_WRITE_H

#include "store/files.h"
#include "store/segment_inner.h"

#define SEGMENT_OFTEN  64u        /* values that stand in forms */
#define SEGMENT_IMPORT 2u         /* instants of recording that do */
#define SEGMENT_DENSE  4u         /* facts in one form */
#define SEGMENT_SPILL  (1u << 20) /* bytes written at a time */
#define SEGMENT_ROWS   (1u << 30) /* people */
#define SEGMENT_DAY0   (-25567)   /* 1900-01-01; 65,535 days follow */

struct writer_table {
	struct dictionary forms; /* of the column */
	struct dictionary each;  /* of facts one by one */
	uint64_t rows, nwords;
	bool timed, days[2];
	uint32_t *sorted; /* form as it came -> its place */
};

struct segment_writer {
	const struct file_system *fs;
	const struct vocab *v;
	struct arena a;
	char *folder, *spill_path;
	int fd;
	struct word_map words;
	struct writer_table *tables; /* kinds, blanket, lists */
	size_t ntables;
	struct dictionary instants, moments, sources, strings, often;
	uint64_t text;
	/* Where each record lies in the temporary file. */
	struct bytes rows, others; /* uint64_t */
	uint64_t spilled;
	struct bytes spill;
	bool finished;
	/* The person being added. */
	const struct person *adding;
	size_t first_other;
	struct bytes known; /* const struct person *: itself, then others */
	struct bytes form, record;
	uint32_t *head, *tail, *used, *next;
	size_t nused;
	struct telling *telling;
	size_t ntelling;
	bool has_last;
	struct instant last;
	uint32_t last_number;
};

#endif
