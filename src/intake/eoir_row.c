/* eoir_row.c - see eoir_row.h. */

#include "intake/eoir_row.h"

#include <string.h>

/* -- Dates ---------------------------------------------------------------- */

static bool
digits(const char *s, size_t n, int *out)
{
	int v = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		v = v * 10 + (s[i] - '0');
	}
	*out = v;
	return true;
}

/* "2017-06-22 00:00:00.000"; what stands behind the day is no part of it. */
static bool
day_read(const char *s, size_t n, struct day *out)
{
	/* Days of a year before each month. */
	static const short before[13] = { 0, 0, 31, 59, 90, 120, 151, 181, 212,
		243, 273, 304, 334 };
	struct ymd d;
	int y;

	if (n < 10 || s[4] != '-' || s[7] != '-' || !digits(s, 4, &d.year) ||
	    !digits(s + 5, 2, &d.month) || !digits(s + 8, 2, &d.day))
		return false;
	/* Most are plain; the calendar answers for the others. */
	if (d.year < 1931 || d.year > 2098 || d.month < 1 || d.month > 12 ||
	    d.day < 1 || d.day > 28) {
		if (!ymd_valid(d))
			return false;
		*out = day_of(d);
		return true;
	}
	y = d.year - 1969;
	out->n = 365 * (y - 1) + (d.year - 1) / 4 - 492 -
	    ((d.year - 1) / 100 - 19) + ((d.year - 1) / 400 - 4) +
	    before[d.month] + d.day - 1 +
	    (d.month > 2 && d.year % 4 == 0 &&
		(d.year % 100 != 0 || d.year % 400 == 0));
	return true;
}

/* Ten years and some: no court sets a hearing later. */
#define AHEAD_DAYS 7300

static bool
date_good(const struct row_reader *rr, enum cell cell, struct day d)
{
	if (cell == CELL_ENTRY)
		return d.n <= rr->bound.n && d.n > -25567; /* 1900-01-01 */
	if (day16(d) == 0)
		return false;
	return d.n <= rr->bound.n + (cell == CELL_DATE ? AHEAD_DAYS : 0);
}

static bool
birth_good(const struct row_reader *rr, const char *s, size_t n)
{
	const char *slash = memchr(s, '/', n);
	size_t k = slash != NULL ? (size_t)(slash - s) : n;
	int month, year;

	return k < n && digits(s, k, &month) &&
	    digits(s + k + 1, n - k - 1, &year) && month >= 1 && month <= 12 &&
	    year >= 1900 && year <= rr->bound_year;
}

/* -- Codes ---------------------------------------------------------------- */

static bool
nat_good(const struct row_reader *rr, const char *s, size_t n)
{
	uint32_t code = code_pack(s, n);

	return n == 2 && (rr->nat_known[code >> 3] >> (code & 7) & 1) != 0;
}

static bool
listed(const char *letters, const char *s, size_t n)
{
	return n == 1 && s[0] != '\0' && strchr(letters, s[0]) != NULL;
}

static enum appeal_type
appeal_type_read(const char *s, size_t n)
{
	static const struct {
		const char *name;
		enum appeal_type type;
	} types[] = { { "Case Appeal", APPEAL_CASE },
		{ "Circuit Court Remand", APPEAL_CIRCUIT },
		{ "MTR BIA", APPEAL_REOPEN },
		{ "Appeal of IJ MTR", APPEAL_MOTION },
		{ "AMSA Appeal", APPEAL_OTHER },
		{ "Bond Appeal", APPEAL_OTHER },
		{ "Bond MTR Rec", APPEAL_OTHER },
		{ "Bond MTR Rei", APPEAL_OTHER },
		{ "Bond MTR Reo", APPEAL_OTHER }, { "CDR", APPEAL_OTHER },
		{ "DD 212", APPEAL_OTHER }, { "DD Bond", APPEAL_OTHER },
		{ "DD Fines", APPEAL_OTHER }, { "DD Visa", APPEAL_OTHER },
		{ "Interlocutory Appeal", APPEAL_OTHER },
		{ "RC Appeal", APPEAL_OTHER }, { "SC Appeal", APPEAL_OTHER },
		{ "Zero Bond Appeal", APPEAL_OTHER } };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strlen(types[i].name) == n &&
		    memcmp(types[i].name, s, n) == 0)
			return types[i].type;
	return APPEAL_UNKNOWN;
}

static bool
code_good(const struct row_reader *rr, enum cell cell, const char *s, size_t n)
{
	const struct eoir_codes *c = rr->codes;
	uint32_t code = code_pack(s, n);

	switch (cell) {
	case CELL_NAT:
		return nat_good(rr, s, n);
	case CELL_LANG:
		return code_set_has(&c->lang, code);
	case CELL_COURT:
		return code_set_has(&c->court, code);
	case CELL_JUDGE:
		return code_set_has(&c->judge, code);
	case CELL_BIA:
		return code_set_has(&c->bia, code);
	case CELL_APPLICATION:
		return code_set_has(&c->application, code);
	case CELL_APPEAL_TYPE:
		return appeal_type_read(s, n) != APPEAL_UNKNOWN;
	case CELL_CASE_TYPE:
		return case_type_read(s, n) != CASE_NONE;
	case CELL_CUSTODY:
		return listed("DRN", s, n);
	case CELL_FILED_BY:
		return listed("ABCHIOPT", s, n);
	case CELL_APPL_DEC:
		return listed("ACDFGILMOPRSTW", s, n);
	case CELL_MOTION_DEC:
		return listed("GDOWMJPC", s, n);
	case CELL_DECISION:
	case CELL_OTHER_COMP:
		return n == 1 && s[0] >= 'A' && s[0] <= 'Z';
	default:
		return true;
	}
}

/* -- One cell ------------------------------------------------------------- */

static bool
plain_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Good at a glance; false says nothing yet. */
static inline bool
cell_plain(const struct row_reader *rr, enum cell cell, const char *s, size_t n)
{
	const struct eoir_codes *c = rr->codes;

	switch (cell) {
	case CELL_FLAG:
		return n == 1 && plain_letter(s[0]);
	case CELL_DECISION:
	case CELL_OTHER_COMP:
		return n == 1 && s[0] >= 'A' && s[0] <= 'Z';
	case CELL_NUMBER:
		return n == 1 && s[0] >= '0' && s[0] <= '9';
	case CELL_NAT:
		return nat_good(rr, s, n);
	case CELL_LANG:
		return c->lang.n > 0 && code_set_has(&c->lang, code_pack(s, n));
	case CELL_COURT:
		return c->court.n > 0 &&
		    code_set_has(&c->court, code_pack(s, n));
	case CELL_JUDGE:
		return c->judge.n > 0 &&
		    code_set_has(&c->judge, code_pack(s, n));
	case CELL_CUSTODY:
		return n == 1 && (s[0] == 'D' || s[0] == 'N' || s[0] == 'R');
	case CELL_CASE_TYPE:
		return n == 3 && s[0] == 'R' && s[1] == 'M' && s[2] == 'V';
	case CELL_PLACE:
		return n == 3 && plain_letter(s[0]) && plain_letter(s[1]) &&
		    plain_letter(s[2]);
	default:
		return false;
	}
}

enum found { CELL_GOOD, CELL_BAD_DATE, CELL_BAD_CODE, CELL_MISFIT };

static enum found
cell_look(struct row_reader *rr, struct eoir_row *row, unsigned k)
{
	enum cell cell = rr->head->cells[k];
	const char *s = row->s[k];
	size_t n = row->n[k];
	struct day d;

	switch (cell) {
	case CELL_ANY:
	case CELL_CITY:
		return CELL_GOOD;
	case CELL_PAST:
	case CELL_DATE:
	case CELL_ENTRY:
		if (!day_read(s, n, &d))
			return cell_fits(cell, s, n) ? CELL_BAD_DATE
						     : CELL_MISFIT;
		if (!date_good(rr, cell, d))
			return CELL_BAD_DATE;
		row->day[k] = day16(d);
		return CELL_GOOD;
	case CELL_BIRTH:
		if (birth_good(rr, s, n))
			return CELL_GOOD;
		return cell_fits(cell, s, n) ? CELL_BAD_DATE : CELL_MISFIT;
	default:
		if (cell_plain(rr, cell, s, n))
			return CELL_GOOD;
		if (cell_fits(cell, s, n) && code_good(rr, cell, s, n))
			return CELL_GOOD;
		return cell_fits(cell, s, n) ? CELL_BAD_CODE : CELL_MISFIT;
	}
}

static void
forget(struct row_reader *rr, struct eoir_row *row, unsigned k)
{
	row->unknown |= UNKNOWN_BIT(rr->field_of[k]) &
	    ~(uint32_t)(rr->field_of[k] == F_NONE ? UNKNOWN_ROW : 0);
	row->n[k] = 0;
}

static bool
is_date(enum cell cell)
{
	return cell == CELL_PAST || cell == CELL_DATE || cell == CELL_ENTRY ||
	    cell == CELL_BIRTH;
}

/* What is wrong with a cell of a row that lies under its header. */
static void
cell_report(struct row_reader *rr, struct eoir_row *row, unsigned k,
    enum found f)
{
	enum dirt_cause cause = f == CELL_BAD_DATE ||
		(f == CELL_MISFIT && is_date(rr->head->cells[k]))
	    ? DIRT_DATE
	    : rr->head->cells[k] == CELL_KEY ? DIRT_NUMBER
					     : DIRT_CODE;

	dirt_add(rr->dirt, rr->table, row->line, (int)k, cause, DONE_UNKNOWN,
	    row->s[k], row->n[k]);
	forget(rr, row, k);
}

/* -- Bytes ---------------------------------------------------------------- */

/* What an odd byte in a cell of text, or of a code, is called. */
static void
cell_bytes(struct row_reader *rr, struct eoir_row *row, unsigned k)
{
	bool text =
	    rr->head->cells[k] == CELL_CITY || rr->head->cells[k] == CELL_ANY;
	bool seen[DIRT_CAUSES] = { false };
	const char *s = row->s[k];
	size_t n = row->n[k];

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		seen[DIRT_NUL] |= c == 0;
		seen[DIRT_QUOTE] |= c == '"';
		seen[DIRT_LATIN1] |= c >= 0x80;
		seen[DIRT_CONTROL] |= c == '\\' || c == 0x7f ||
		    (c < 0x20 && strchr("\t\n\r", c) == NULL);
		seen[DIRT_BLANKS] |= c == ' ' && i > 0 && s[i - 1] == ' ' &&
		    rr->head->cells[k] == CELL_CITY;
	}
	for (unsigned c = 0; c < DIRT_CAUSES; c++)
		if (seen[c])
			dirt_add(rr->dirt, rr->table, row->line, (int)k,
			    (enum dirt_cause)c, text ? DONE_KEPT : DONE_UNKNOWN,
			    s, n);
	if (text)
		return;
	/* A code with a byte that is none of it is not that code. */
	seen[DIRT_NEWLINE] = memchr(s, '\n', n) != NULL;
	for (unsigned c = 0; c < DIRT_CAUSES; c++)
		if (seen[c] && rr->head->cells[k] != CELL_KEY) {
			forget(rr, row, k);
			return;
		}
}

static void
row_bytes(struct row_reader *rr, struct eoir_row *row)
{
	for (unsigned k = 0; k < rr->head->ncolumns; k++)
		if (row->n[k] > 0)
			cell_bytes(rr, row, k);
}

/* -- The row -------------------------------------------------------------- */

void
row_reader_init(struct row_reader *rr, enum eoir_table_id t,
    const struct eoir_header *head, const struct eoir_codes *codes,
    struct day bound, struct dirt *dirt)
{
	memset(rr, 0, sizeof(*rr));
	rr->table = t;
	rr->head = head;
	rr->codes = codes;
	rr->bound = bound;
	rr->bound_year = day_ymd(bound).year;
	rr->dirt = dirt;
	for (unsigned f = 0; f < EOIR_FIELDS; f++)
		if (head->at[f] >= 0)
			rr->field_of[head->at[f]] = (uint8_t)f;
	for (uint32_t code = 0; code < 65536; code++)
		if (codes->nat.n > 0 ? code_set_has(&codes->nat, code)
				     : nat_countries(code) != NULL)
			rr->nat_known[code >> 3] =
			    (unsigned char)(rr->nat_known[code >> 3] |
				1 << (code & 7));
}

/* Lay it anew: the report says with what success. */
static bool
row_mend(struct row_reader *rr, struct eoir_row *row, enum dirt_cause cause)
{
	size_t columns = rr->head->ncolumns;
	struct row_lay lay;
	bool sure = true;

	if (!row_lay(rr->head, row, &lay)) {
		dirt_add(rr->dirt, rr->table, row->line, -1, cause,
		    DONE_UNKNOWN, row->s[0], row->n[0]);
		/* Its keys stand first, and are digits, or it is nobody's. */
		for (unsigned k = 0; k < columns; k++) {
			bool key = k < 3 && k < row->fields &&
			    rr->head->cells[k] == CELL_KEY &&
			    cell_fits(CELL_KEY, row->s[k], row->n[k]);

			if (!key) {
				row->s[k] = "";
				row->n[k] = 0;
			}
		}
		row->fields = (unsigned)columns;
		row->unknown |= UNKNOWN_ROW;
		return false;
	}
	for (unsigned k = 0; k < columns; k++) {
		row->s[k] = lay.s[k];
		row->n[k] = lay.n[k];
		if (!lay.sure[k]) {
			forget(rr, row, k);
			sure = false;
		}
	}
	row->fields = (unsigned)columns;
	dirt_add(rr->dirt, rr->table, row->line, -1, cause,
	    sure ? DONE_MENDED : DONE_UNKNOWN, NULL, 0);
	return true;
}

/* A cell that cannot stand under its column.  A row that lies wrong is laid
 * anew, once; then the cell alone is wrong. */
static bool
row_shifted(struct row_reader *rr, struct eoir_row *row)
{
	struct row_lay lay;

	return row->fields == rr->head->ncolumns &&
	    row_lay(rr->head, row, &lay) && row_mend(rr, row, DIRT_SHIFTED);
}

static void
row_look(struct row_reader *rr, struct eoir_row *row, bool laid)
{
	unsigned columns = (unsigned)rr->head->ncolumns;

	for (unsigned k = 0; k < columns; k++) {
		enum found f;

		if (row->n[k] > 0)
			f = cell_look(rr, row, k);
		else if (rr->head->cells[k] != CELL_KEY ||
		    (row->unknown & UNKNOWN_ROW) != 0)
			continue;
		else
			f = CELL_MISFIT;
		if (f == CELL_MISFIT && !laid) {
			laid = true;
			if (row_shifted(rr, row)) {
				row_look(rr, row, true); /* all anew */
				return;
			}
		}
		if (f != CELL_GOOD)
			cell_report(rr, row, k, f);
	}
}

bool
row_take(struct row_reader *rr, struct eoir_row *row)
{
	size_t columns = rr->head->ncolumns;
	int at = rr->head->at[F_CASE];
	bool laid = row->fields != columns;

	row->unknown = 0;
	for (unsigned k = 0; k < row->joined; k++)
		dirt_add(rr->dirt, rr->table, row->line, -1, DIRT_NEWLINE,
		    DONE_MENDED, NULL, 0);
	if (row->fields > columns)
		(void)row_mend(rr, row, DIRT_SURPLUS);
	else if (row->fields < columns)
		(void)row_mend(rr, row, DIRT_SHORT);
	if (row->odd || row->joined > 0)
		row_bytes(rr, row);
	row_look(rr, row, laid);
	return at < 0 || row->n[at] > 0;
}
