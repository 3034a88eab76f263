/* zone.h - civil time in the places where courts sit.
 *
 * Our own reader of time-zone data (RFC 9636, TZif), and the zones of the
 * United States compiled in, so that an answer never depends on the host.
 * zone_version() names the release the compiled-in tables were made from;
 * every answer records it. */

#ifndef FORESTAY_ZONE_H
#define FORESTAY_ZONE_H

#include <stdint.h>

#include "core/arena.h"
#include "core/instant.h"

struct zone; /* immutable once made */

/* "America/Detroit", "UTC", ...; NULL when it is not compiled in. */
const struct zone *zone_builtin(const char *name);
const char *zone_name(const struct zone *z);
const char *zone_version(void); /* "2025b" */

/* All compiled-in names, NULL-terminated, for messages. */
const char *const *zone_names(void);

/* Read one TZif file's bytes, any version; the footer (POSIX TZ) rules the
 * years after the last transition.  Data that counts leap seconds is not
 * civil time as courts keep it: E_SYNTAX.  0, E_SYNTAX, E_LIMIT, E_NOMEM
 * with *out untouched.  *out lives in a. */
int zone_read(struct arena *a, const char *name, const uint8_t *bytes, size_t n,
    const struct zone **out) MUST_CHECK;

/* The wall clock of z at t.  t must be finite.  Offsets of local mean time
 * have seconds: t then shows the wall clock's minute that holds it. */
struct civil zone_civil(const struct zone *z, struct instant t);

/* The abbreviation in force at t: "EDT". */
const char *zone_abbrev(const struct zone *z, struct instant t);

/* The instant a wall clock shows c.  A minute that occurs twice gives two:
 * *first and *second differ; else they are equal.  A minute that does not
 * occur moves forward by the length of the gap (SEMANTICS 1). */
void zone_instants(const struct zone *z, struct civil c, struct instant *first,
    struct instant *second);

/* The first and the last minute of day d in z.  A day that does not occur
 * (a date line was crossed) moves forward, as its minutes do. */
struct when zone_day(const struct zone *z, struct day d);

/* What a written moment means in z: a span of minutes, both ends included.
 * A CLOCK minute that occurs twice is imprecise between the two.
 * MOMENT_NOT_KNOWN gives WHEN_UNKNOWN; MOMENT_NONE must not be asked. */
struct when zone_when(const struct zone *z, const struct moment *m);

/* "2017-06-23 10:00 EDT"; "begin"/"never" for the two ends. */
void zone_print(struct buf *b, const struct zone *z, struct instant t);

/* An end, exclusive: midnight is printed as the day before's
 * "2017-07-06 end of day EDT", any other minute as the last minute inside,
 * "2017-07-24 23:59 EDT" ends at midnight and prints as end of day. */
void zone_print_end(struct buf *b, const struct zone *z, struct instant end);

#endif
