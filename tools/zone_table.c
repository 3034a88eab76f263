/* zone_table.c - writes src/core/zone_table.c from a zoneinfo folder.
 *
 *	cc -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc -o /tmp/zone_table \
 *	    tools/zone_table.c src/core/?*.c
 *	/tmp/zone_table /usr/share/zoneinfo > zone_table.new
 *
 * Run by hand when a new release of tzdata matters to a court; the result
 * is checked in, so that an answer never depends on the host.  Every
 * transition that a zone's rule gives anyway is left out. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/limits.h"
#include "core/zone.h"
#include "core/zone_table.h"

/* Where federal courts sit, and UTC. */
static const char *const names[] = {
	"America/Anchorage",
	"America/Boise",
	"America/Chicago",
	"America/Denver",
	"America/Detroit",
	"America/Indiana/Indianapolis",
	"America/Kentucky/Louisville",
	"America/Los_Angeles",
	"America/New_York",
	"America/Phoenix",
	"America/Puerto_Rico",
	"America/St_Thomas",
	"Pacific/Guam",
	"Pacific/Honolulu",
	"Pacific/Saipan",
	"UTC",
};

#define NNAMES (sizeof(names) / sizeof(names[0]))

static void
die(const char *what, const char *of)
{
	fprintf(stderr, "zone_table: %s: %s\n", of, what);
	exit(1);
}

static FILE *
open_in(const char *folder, const char *name)
{
	char path[1024];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	if ((f = fopen(path, "rb")) == NULL)
		die("cannot open", path);
	return f;
}

static void
print_version(const char *folder)
{
	FILE *f = open_in(folder, "tzdata.zi");
	char line[64] = "", *v = line + strlen("# version ");

	if (fgets(line, sizeof(line), f) == NULL ||
	    strncmp(line, "# version ", strlen("# version ")) != 0)
		die("no version in its first line", "tzdata.zi");
	v[strcspn(v, "\n")] = '\0';
	(void)fclose(f);
	printf(
	    "/* zone_table.c - zones of the United States, tzdata %s.\n"
	    " *\n * Made by tools/zone_table.c; not to be edited.  The data is in the\n"
	    " * public domain. */\n\n"
	    "#include \"core/zone_table.h\"\n\n"
	    "/* clang-format off */\n\n"
	    "const char zone_table_version[] = \"%s\";\n",
	    v, v);
}

static bool
same_clock(const struct zone_clock *a, const struct zone_clock *b)
{
	return a->offset == b->offset && strcmp(a->abbrev, b->abbrev) == 0;
}

/* How many transitions must be kept for the rule to give the others. */
static size_t
needed(const struct zone *z)
{
	struct zone rule = { .has_rule = true, .rule = z->rule };
	struct zone_span s;
	size_t k = z->ntransitions;

	if (!z->has_rule)
		return k;
	while (k > 0) {
		s = zone_span_at(&rule, z->at[k - 1]);
		if (!same_clock(s.clock, &z->clocks[z->index[k - 1]]))
			break;
		if (k < z->ntransitions && s.to != z->at[k])
			break;
		k--;
	}
	/* The one before the rule's own years stays: the rule begins at the
	 * last transition kept. */
	return k < z->ntransitions ? k + 1 : k;
}

static void
print_clock(const char *indent, const struct zone_clock *c)
{
	printf("%s{ %" PRId32 ", \"%s\" },\n", indent, c->offset, c->abbrev);
}

static void
print_change(const char *name, const struct zone_change *c)
{
	static const char *const kinds[] = { "ZONE_JULIAN", "ZONE_COUNTED",
		"ZONE_WEEKDAY" };

	printf("\t\t.%s = { %s, %d, %d, %d, %" PRId32 " },\n", name,
	    kinds[c->kind], c->month, c->week, c->day, c->time);
}

static void
print_zone(size_t number, const struct zone *z)
{
	size_t n = needed(z);

	printf("\n");
	if (n > 0) {
		printf("static const int64_t at_%zu[] = {", number);
		for (size_t i = 0; i < n; i++)
			printf("%s%" PRId64 ",", i % 5 == 0 ? "\n\t" : " ",
			    z->at[i]);
		printf("\n};\n\nstatic const uint8_t index_%zu[] = {", number);
		for (size_t i = 0; i < n; i++)
			printf("%s%d,", i % 20 == 0 ? "\n\t" : " ",
			    z->index[i]);
		printf("\n};\n\n");
	}
	printf("static const struct zone_clock clocks_%zu[] = {\n", number);
	for (size_t i = 0; i < z->nclocks; i++)
		print_clock("\t", &z->clocks[i]);
	printf("};\n\nstatic const struct zone zone_%zu = {\n"
	       "\t.name = \"%s\",\n",
	    number, z->name);
	if (n > 0)
		printf("\t.at = at_%zu,\n\t.index = index_%zu,\n"
		       "\t.ntransitions = %zu,\n",
		    number, number, n);
	printf("\t.clocks = clocks_%zu,\n\t.nclocks = %zu,\n", number,
	    z->nclocks);
	if (z->has_rule) {
		printf("\t.has_rule = true,\n\t.rule = {\n");
		print_clock("\t\t.standard = ", &z->rule.standard);
		if (z->rule.has_summer) {
			print_clock("\t\t.summer = ", &z->rule.summer);
			print_change("to_summer", &z->rule.to_summer);
			print_change("to_standard", &z->rule.to_standard);
			printf("\t\t.has_summer = true,\n");
		}
		printf("\t},\n");
	}
	printf("};\n");
}

int
main(int argc, char **argv)
{
	static uint8_t bytes[LIMIT_ZONE_BYTES + 1];
	const struct zone *z;
	struct arena a;
	FILE *f;
	size_t n;

	if (argc != 2)
		die("usage: zone_table ZONEINFO-FOLDER", "arguments");
	arena_init(&a, &mem_system, SIZE_MAX);
	print_version(argv[1]);
	for (size_t i = 0; i < NNAMES; i++) {
		f = open_in(argv[1], names[i]);
		n = fread(bytes, 1, sizeof(bytes), f);
		(void)fclose(f);
		if (zone_read(&a, names[i], bytes, n, &z) != 0)
			die("not time-zone data", names[i]);
		print_zone(i, z);
	}
	printf("\nconst struct zone *const zone_table[] = {\n");
	for (size_t i = 0; i < NNAMES; i++)
		printf("\t&zone_%zu,\n", i);
	printf("\tNULL,\n};\n\nconst char *const zone_table_names[] = {\n");
	for (size_t i = 0; i < NNAMES; i++)
		printf("\t\"%s\",\n", names[i]);
	printf("\tNULL,\n};\n");
	arena_release(&a);
	return 0;
}
