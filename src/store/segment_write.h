/* segment_write.h - inside the writer of segments: segment_write.c,
 * segment_tell.c, and those that lay out what it holds. */

#ifndef FORESTAY_SEGMENT_WRITE_H
#define FORESTAY_SEGMENT_WRITE_H

#include "store/files.h"
#include "store/job_thread.h"
#include "store/segment.h"
#include "store/segment_inner.h"

#define SEGMENT_OFTEN   64u  /* values that stand in forms */
#define SEGMENT_SEEN    16u  /* sources looked up before the dictionary */
#define SEGMENT_LETTERS 256u /* strings of one letter */
#define SEGMENT_IMPORT  2u   /* instants of recording that do */
#define SEGMENT_DENSE   FORM_FACTS
#define SEGMENT_SPILL   (1u << 20) /* bytes written at a time */
#define SEGMENT_ROWS    (1u << 30) /* people */
#define SEGMENT_DAY0    (-25567)   /* 1900-01-01; 65,535 days follow */

/* The fact that a table was told of last, where its form said all there is:
 * one after another says the same (that there was no other of its kind). */
struct told_fact {
	bool given, has_source;
	enum fact_type type;
	const struct kind *kind;
	int step;
	struct moment from, to, seen;
	struct instant recorded;
	uint32_t source;
};

struct writer_table {
	struct dictionary forms; /* of the column */
	struct dictionary each;  /* of facts one by one */
	struct bytes often;      /* uint32_t: rows with each form */
	uint32_t many;           /* rows told one by one */
	uint64_t rows, nwords;
	bool timed, days[2];
	uint32_t *sorted; /* form as it came -> its place */
	struct told_fact before;
};

/* Where the temporary file can be read from without what is before. */
struct spill_chunk {
	uint64_t at;
	uint32_t row, other; /* the next */
};

/* A source that is a name and nothing else, and its number. */
struct source_seen {
	char name[40];
	uint32_t number;
};

/* A number that a word of a record waits for. */
struct lookup {
	struct dictionary *d;
	uint32_t hash;
	uint32_t at, n; /* its bytes, in looked_for */
	uint32_t word;  /* of the records */
	uint32_t add;   /* to the number */
	uint32_t table;
	uint32_t keep; /* the number is kept there in w->kept, + 1; 0: not */
	bool again;    /* it was: the dictionary is not asked */
	bool form;     /* the code of a group: counted */
};

/* Records whose numbers are not known yet. */
struct told {
	struct bytes records; /* segment_record.h */
	struct bytes lookups; /* struct lookup, as the records want them */
	struct bytes looked_for;
	struct bytes ends; /* struct told_end, of each record */
};

struct told_end {
	uint32_t bytes, lookups; /* up to here */
	bool row;                /* counted among the people */
};

#define SEGMENT_TOLD (256u << 10) /* bytes of records handed on at a time */

struct telling;

struct segment_writer {
	const struct mem *mem;
	const struct file_system *fs;
	const struct vocab *v;
	struct arena a;
	char *folder, *spill_path;
	int fd;
	unsigned threads;
	struct word_map words;
	struct writer_table *tables; /* kinds, blanket, lists */
	size_t ntables;
	struct dictionary instants, moments, sources, strings, often;
	uint64_t text;
	size_t rows, others;
	bool finished;
	/* One is filled while the numbers of the other are looked for. */
	struct told told[2], *to, *spilling;
	struct job_thread looking;
	bool has_looking, given;
	bool letters[SEGMENT_LETTERS]; /* that were looked for as strings */
	/* The temporary file, and the end of it that is not written yet:
	 * whoever looks has these, and the dictionaries of forms, moments,
	 * strings; and the numbers last found, a table's and a letter's. */
	uint32_t *kept;
	struct bytes spill, chunks;
	uint64_t spilled;
	uint32_t spilled_rows, spilled_others;
	/* The person being added. */
	const struct person *adding;
	bool adding_row; /* counted among the people */
	size_t first_other;
	struct bytes known; /* const struct person *: itself, then others */
	struct bytes form, hole_words;
	uint32_t *head, *tail, *used, *next;
	size_t nused;
	struct telling *telling;
	size_t ntelling;
	struct source_seen seen[SEGMENT_SEEN];
	struct moment last_often;
	bool has_last;
	struct instant last;
	uint32_t last_number;
};

/* The facts of one table, w->head[table] and what follows it, as a group at
 * the end of w->to (segment_tell.c). */
int segment_tell(struct segment_writer *w, const struct person *p, size_t table,
    bool linked) MUST_CHECK;

/* -- segment_spill.c ------------------------------------------------------ */

void told_init(struct told *t, const struct mem *mem);
void told_release(struct told *t);

/* What was told is on its way to the temporary file.  all: and has arrived. */
int segment_spill(struct segment_writer *w, bool all) MUST_CHECK;

#endif
