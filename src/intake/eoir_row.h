/* eoir_row.h - one row under its header: laid, mended, checked. */

#ifndef FORESTAY_EOIR_ROW_H
#define FORESTAY_EOIR_ROW_H

#include "intake/eoir_case.h"
#include "intake/eoir_dirt.h"

/* More fields than this are no row with a few tabs too many. */
#define ROW_FIELDS_MAX (EOIR_COLUMNS_MAX + 16)

struct eoir_row {
	const char *s[ROW_FIELDS_MAX];
	uint32_t n[ROW_FIELDS_MAX];   /* blanks behind are not counted */
	uint16_t day[ROW_FIELDS_MAX]; /* of a date that is there: n > 0 */
	unsigned fields;
	uint32_t line;
	uint32_t unknown; /* UNKNOWN_BIT of fields whose cell is not known */
	bool odd;         /* holds bytes that need a look */
	unsigned joined;  /* line ends inside it */
};

/* What a row is read with. */
struct row_reader {
	const struct eoir_header *head;
	const struct eoir_codes *codes;
	enum eoir_table_id table;
	struct day bound; /* no release holds a later past */
	int bound_year;
	struct dirt *dirt;
	uint8_t field_of[EOIR_COLUMNS_MAX]; /* enum eoir_field of a column */
	unsigned char nat_known[65536 / 8]; /* by two letters */
};

void row_reader_init(struct row_reader *rr, enum eoir_table_id t,
    const struct eoir_header *head, const struct eoir_codes *codes,
    struct day bound, struct dirt *dirt);

/* Lay the row under its header and look at every cell; what is wrong goes
 * into the report, and what is not known is empty with its bit set.  False:
 * nothing of the row can be told, not even whose it is. */
bool row_take(struct row_reader *rr, struct eoir_row *row);

/* Lay fields under columns: which of them belongs where, if each empty
 * field may be a tab too many, two halves of a city may stand apart, and
 * the last columns may be missing.  On true out holds one field a column,
 * and sure[k] is false where two ways of laying them differ: what stands
 * there is not known.  False: there is no way, or none certain of a key. */
struct row_lay {
	const char *s[EOIR_COLUMNS_MAX];
	uint32_t n[EOIR_COLUMNS_MAX];
	bool sure[EOIR_COLUMNS_MAX];
};
bool row_lay(const struct eoir_header *head, const struct eoir_row *row,
    struct row_lay *out);

#endif
