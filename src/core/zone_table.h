/* zone_table.h - what a zone is made of; for zone*.c and their tool. */

#ifndef FORESTAY_ZONE_TABLE_H
#define FORESTAY_ZONE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ZONE_ABBREV 16 /* bytes of the longest abbreviation, and NUL */

/* A wall clock: seconds east of UTC, and its name. */
struct zone_clock {
	int32_t offset;
	char abbrev[ZONE_ABBREV];
};

/* The day of a year on which a rule changes the clock. */
enum zone_day_kind {
	ZONE_JULIAN,  /* Jn: 1..365, 29 February is never counted */
	ZONE_COUNTED, /* n: 0..365, 29 February is counted */
	ZONE_WEEKDAY  /* Mm.w.d: weekday d of week w (5: last) of month m */
};

struct zone_change {
	enum zone_day_kind kind;
	int16_t month, week, day;
	int32_t time; /* seconds after local midnight, may be negative */
};

/* A POSIX TZ string, read. */
struct zone_rule {
	struct zone_clock standard, summer;
	struct zone_change to_summer, to_standard;
	bool has_summer;
};

/* clocks[index[i]] from at[i] to at[i + 1]; clocks[0] before at[0]; rule,
 * when has_rule, from the last transition on. */
struct zone {
	const char *name;
	const int64_t *at; /* seconds since 1970, UTC, ascending */
	const uint8_t *index;
	size_t ntransitions;
	const struct zone_clock *clocks;
	size_t nclocks;
	bool has_rule;
	struct zone_rule rule;
};

/* The compiled-in zones (zone_table.c, made by tools/zone_table.c). */
extern const char zone_table_version[];
extern const struct zone *const zone_table[];
extern const char *const zone_table_names[]; /* NULL-terminated */

/* Read a POSIX TZ string of n bytes.  0 or E_SYNTAX, *out untouched. */
int zone_rule_read(const char *s, size_t n, struct zone_rule *out);

/* One stretch of time under one clock, [from, to) in seconds. */
struct zone_span {
	int64_t from, to;
	const struct zone_clock *clock;
};

/* The stretch that holds second s, |s| < 2^59. */
struct zone_span zone_span_at(const struct zone *z, int64_t s);

#endif
