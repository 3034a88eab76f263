/* Replay finds the answers that moved, and an entry of a later forestay is
 * refused: in a copy of the store that the first one wrote
 * (tests/fixtures/store-1), with entries put at its end that no program here
 * would write. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "store/ledger_sqlite.h"

#define AT "2017-06-29T09:01:00.000000Z"

struct old {
	char folder[64];
	char said[8192]; /* of the last command, both streams */
};

/* Lines that were folded, whole again. */
static void
unfold(char *s)
{
	char *to = s;

	for (; *s != '\0'; s++) {
		if (strncmp(s, "\n    ", 5) == 0) {
			*to++ = ' ';
			s += 4;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
}

/* The status of a shell's command; what it said is kept. */
static int
shell(struct old *o, const char *command)
{
	FILE *f = popen(command, "r");
	size_t n;
	int status;

	assert_non_null(f);
	n = fread(o->said, 1, sizeof(o->said) - 1, f);
	o->said[n] = '\0';
	unfold(o->said);
	status = pclose(f);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int
forestay(struct old *o, const char *command, const char *rest)
{
	const char *program = getenv("FORESTAY");
	char line[512];

	snprintf(line, sizeof(line),
	    "FORESTAY_NOW=2017-06-29T09:02:00Z %s %s %s %s </dev/null 2>&1",
	    program == NULL ? "build/forestay" : program, command, o->folder,
	    rest);
	return shell(o, line);
}

static void
old_begin(struct old *o)
{
	char line[256];

	memset(o, 0, sizeof(*o));
	snprintf(o->folder, sizeof(o->folder), "/tmp/forestay-replay.XXXXXX");
	assert_non_null(mkdtemp(o->folder));
	snprintf(line, sizeof(line),
	    "cp -R tests/fixtures/store-1/ledger.db "
	    "tests/fixtures/store-1/blobs %s && chmod -R u+rwX,go= %s",
	    o->folder, o->folder);
	assert_int_equal(shell(o, line), 0);
}

static void
old_end(struct old *o)
{
	char line[128];

	snprintf(line, sizeof(line), "rm -r %s", o->folder);
	assert_int_equal(shell(o, line), 0);
}

/* One entry more, whatever it says, vouched for as any other. */
static void
put(struct old *o, const char *bytes, const char *subject)
{
	struct ledger_row row = { .bytes = bytes,
		.n = strlen(bytes),
		.on = &subject,
		.non = 1 };
	struct ledger_batch batch = { .id = { 1, 0 }, .n = 1 };
	struct ledger_group g = { .rows = &row,
		.nrows = 1,
		.batches = &batch,
		.nbatches = 1 };
	struct ledger_sqlite_opening opening;
	struct ledger *l;
	struct hash leaf;
	char path[128], why[256];
	uint64_t epoch;

	snprintf(path, sizeof(path), "%s/ledger.db", o->folder);
	opening = (struct ledger_sqlite_opening){ .path = path };
	assert_int_equal(ledger_sqlite_open(&mem_system, &opening, &l, why,
			     sizeof(why)),
	    0);
	assert_int_equal(l->ops->take(l, &epoch), 0);
	assert_int_equal(l->ops->head(l, &g.before), 0);
	leaf = entry_leaf(&row.salt, row.bytes, row.n);
	g.after = g.before;
	g.after.size++;
	g.after.hash = head_next(&g.before.hash, &leaf);
	assert_true(instant_read(AT, &g.after.at));
	batch.id[1] = batch.first = g.after.size;
	batch.at = g.after.at;
	if (l->ops->commit(l, &g) != 0)
		fail_msg("%s", l->why);
	l->ops->close(l);
}

/* An answer about removal to Iraq that an earlier program might have given,
 * of the store as it stood at entry 27: before an order waited. */
static void
put_answer(struct old *o, const char *who, const char *verdict,
    const char *orders)
{
	char bytes[1024];

	snprintf(bytes, sizeof(bytes),
	    "{\"at\":\"" AT
	    "\",\"author\":\"officer\",\"body\":{\"act\":\"removal\","
	    "\"arrives\":\"2017-06-24T09:00:00.000000Z\",\"decided_at\":27,"
	    "\"departs\":\"2017-06-24T09:00:00.000000Z\","
	    "\"known\":\"2017-06-26T09:01:00.000000Z\",\"orders\":[%s],"
	    "\"slots\":{\"to\":\"IQ\"},\"verdict\":\"%s\",\"who\":\"%s\"},"
	    "\"kind\":\"answer\",\"matter\":\"answers\","
	    "\"on\":[\"answers\"],\"v\":1}",
	    orders, verdict, who);
	put(o, bytes, "answers");
}

#define CITED(value) "{\"order\":\"one.stay\",\"value\":\"" value "\"}"

static void
test_nothing_moved(void **state)
{
	struct old o;

	old_begin(&o);
	put_answer(&o, "A000-000-001", "BARRED", CITED("yes"));
	put_answer(&o, "A000-222-002", "NO BAR ON RECORD", "");
	assert_int_equal(forestay(&o, "replay", ""), 0);
	assert_string_equal(o.said, "10 answers decided again, 0 differ.\n");
	old_end(&o);
}

/* What moved toward no bar comes first, whenever it was given. */
static void
test_moved(void **state)
{
	struct old o;
	const char *toward, *other;

	old_begin(&o);
	put_answer(&o, "A000-000-001", "NO BAR ON RECORD", "");
	put_answer(&o, "A000-222-002", "BARRED", CITED("yes"));
	put_answer(&o, "A000-777-123", "BARRED", CITED("yes"));
	put_answer(&o, "A000-222-002", "HOLD", CITED("unknown"));
	assert_int_equal(forestay(&o, "replay", ""), 1);
	assert_non_null(strstr(o.said, "12 answers decided again, 4 differ."));
	toward = strstr(o.said, "MOVED TOWARD NO BAR");
	other = strstr(o.said, "OTHERWISE DIFFERENT");
	assert_non_null(toward);
	assert_non_null(other);
	assert_true(toward < other);
	assert_true(strstr(o.said, "entry 33") > toward);
	assert_true(strstr(o.said, "entry 33") < other);
	assert_non_null(strstr(o.said,
	    "entry 33 removal of A000-222-002, Sat 24 Jun 2017 09:00"));
	assert_non_null(strstr(o.said, "was BARRED, would be NO BAR ON"));
	assert_non_null(strstr(o.said, "was BARRED, would be HOLD"));
	assert_true(strstr(o.said, "entry 35") < other);
	assert_true(strstr(o.said, "entry 32") > other);
	assert_int_equal(forestay(&o, "replay", "--json"), 1);
	assert_non_null(strstr(o.said, "\"toward_no_bar\": 3"));
	old_end(&o);
}

/* More protection than then is told, and is no failure. */
static void
test_moved_away(void **state)
{
	struct old o;

	old_begin(&o);
	put_answer(&o, "A000-000-001", "NO BAR ON RECORD", "");
	put_answer(&o, "A000-000-001", "BARRED", "");
	assert_int_equal(forestay(&o, "replay", ""), 0);
	assert_non_null(strstr(o.said, "2 differ."));
	assert_null(strstr(o.said, "MOVED TOWARD NO BAR"));
	assert_non_null(strstr(o.said, "was NO BAR ON RECORD, would be"));
	assert_non_null(strstr(o.said, "BARRED still; another order"));
	old_end(&o);
}

/* What cannot be asked again is no agreement. */
static void
test_not_asked(void **state)
{
	struct old o;

	old_begin(&o);
	put(&o,
	    "{\"at\":\"" AT
	    "\",\"author\":\"officer\",\"body\":{\"act\":\"flight\","
	    "\"decided_at\":27,\"known\":\"2017-06-26T09:01:00.000000Z\","
	    "\"verdict\":\"BARRED\",\"who\":\"A000-000-001\"},"
	    "\"kind\":\"answer\",\"matter\":\"answers\","
	    "\"on\":[\"answers\"],\"v\":1}",
	    "answers");
	assert_int_equal(forestay(&o, "replay", ""), 1);
	assert_non_null(strstr(o.said, "1 speak of an act or a place"));
	old_end(&o);
}

/* An entry of a later form at the end of an old ledger: nothing is read
 * past it, and nobody is told no bar. */
static void
test_newer_entry(void **state)
{
	static const char *const commands[][2] = { { "replay", "" },
		{ "rebuild", "" }, { "waiting", "" }, { "order list", "" },
		{ "check A000-222-002 --asked-by officer --store",
		    "--to IQ" } };
	struct old o;

	old_begin(&o);
	put(&o, "{\"at\":\"" AT "\",\"something\":\"else\",\"v\":2}",
	    "person/p-new");
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(forestay(&o, commands[i][0], commands[i][1]),
		    3);
		assert_non_null(strstr(o.said, "later forestay"));
		assert_non_null(strstr(o.said, "use that one"));
		assert_null(strstr(o.said, "NO BAR"));
	}
	old_end(&o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_moved),
		cmocka_unit_test(test_moved),
		cmocka_unit_test(test_moved_away),
		cmocka_unit_test(test_not_asked),
		cmocka_unit_test(test_newer_entry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
