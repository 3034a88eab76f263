/* The one form of an entry: what is written, what is refused, its limits,
 * its hashes as another program makes them. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/limits.h"
#include "store/entry.h"
#include "support/fault_mem.h"

#define MAX_DRAFT ((size_t)LIMIT_ENTRY_BYTES - ENTRY_STAMP_BYTES)

static struct draft
plain(const json_t *body)
{
	static const char *const on[] = { "person/p-1" };

	return (struct draft){ .kind = "fact",
		.matter = "hamama",
		.author = "m.weiss",
		.on = on,
		.non = 1,
		.body = body };
}

/* What becomes of a body; its text alone in out. */
static int
body_text(json_t *body, char *out, size_t room)
{
	static const char before[] = "{\"author\":\"m.weiss\",\"body\":";
	struct draft d = plain(body);
	const char *end;
	struct buf b;
	int r;

	buf_init(&b, &mem_system, (size_t)2 * LIMIT_ENTRY_BYTES);
	if ((r = entry_draft(&b, &d)) == 0) {
		assert_memory_equal(b.s, before, sizeof(before) - 1);
		end = strstr(b.s, ",\"kind\":\"fact\",\"matter\"");
		assert_non_null(end);
		(void)snprintf(out, room, "%.*s",
		    (int)(end - b.s - (long)sizeof(before) + 1),
		    b.s + sizeof(before) - 1);
	} else {
		assert_int_equal(b.len, 0);
		assert_string_equal(b.s, "");
		assert_false(b.failed);
	}
	buf_release(&b);
	json_decref(body);
	return r;
}

static void
the_form_is_as_described(void **state)
{
	static const char *const on[] = { "person/p-7k2m", "people",
		"person/p-7k2m" };
	static const char want[] =
	    "{\"author\":\"m.weiss\",\"body\":{\"person\":\"p-7k2m\",\"text\":"
	    "\"nationality IQ\"},\"kind\":\"fact\",\"matter\":\"hamama\","
	    "\"on\":[\"people\",\"person/p-7k2m\"],\"source\":{\"document\":"
	    "\"sha256:0123456789abcdef0123456789abcdef0123456789abcdef012345678"
	    "9abcdef\",\"name\":\"Dkt. 1\",\"page\":3},\"v\":1}";
	json_t *body = json_pack("{s:s, s:s}", "text", "nationality IQ",
	    "person", "p-7k2m");
	struct draft d = plain(body);
	struct instant at;
	const char *why;
	struct buf b, w;

	d.on = on;
	d.non = 3;
	d.source = "Dkt. 1";
	d.document = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef01"
		     "23456789abcdef";
	d.page = 3;
	buf_init(&b, &mem_system, 2000);
	buf_init(&w, &mem_system, 2000);
	assert_int_equal(entry_draft(&b, &d), 0);
	assert_string_equal(b.s, want);
	assert_int_equal(entry_check(b.s, b.len, &why), 0);
	assert_true(instant_read("2026-11-22T03:10:11.123456Z", &at));
	assert_int_equal(entry_stamp(&w, b.s, b.len, at), 0);
	assert_int_equal(w.len, b.len + ENTRY_STAMP_BYTES);
	assert_memory_equal(w.s,
	    "{\"at\":\"2026-11-22T03:10:11.123456Z\",\"author\":", 45);
	assert_string_equal(w.s + 1 + ENTRY_STAMP_BYTES, want + 1);
	assert_int_equal(entry_check(w.s, w.len, &why), E_SYNTAX);
	assert_int_equal(entry_at(w.s, w.len, &at), 0);
	assert_int_equal(entry_at(b.s, b.len, &at), E_SYNTAX);
	buf_release(&b);
	buf_release(&w);
	json_decref(body);
}

/* As a page of Python makes them: sha256(tag + salt + sha256(bytes)). */
static void
hashes_are_those_another_program_makes(void **state)
{
	struct hash head = { { 0 } }, leaf, h;
	struct salt salt;
	char text[72];

	for (int i = 0; i < SALT_BYTES; i++)
		salt.b[i] = (uint8_t)i;
	h = hash_of("abc", 3);
	hash_text(&h, text);
	assert_string_equal(text,
	    "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20"
	    "015ad");
	h = hash_of(NULL, 0);
	hash_text(&h, text);
	assert_string_equal(text,
	    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b785"
	    "2b855");
	leaf = entry_leaf(&salt, "{\"v\":1}", 7);
	hash_text(&leaf, text);
	assert_string_equal(text,
	    "sha256:9d0239c43c5a9ffaaadd6c74f536a1702028410d7842e71a5b"
	    "2a9eaeed161419");
	head = head_next(&head, &leaf);
	hash_text(&head, text);
	assert_string_equal(text,
	    "sha256:e06510bcbea48ffd9c9774c5bcf172d502cb5ba8953d3d21cc"
	    "b285c30a24c393");
}

static void
hashes_have_one_spelling(void **state)
{
	struct hash h = hash_of("abc", 3), back;
	char good[72], bad[80];

	hash_text(&h, good);
	assert_true(hash_read(good, &back));
	assert_memory_equal(&h, &back, sizeof(h));
	for (size_t i = 0; i < 71; i++) {
		memcpy(bad, good, 72);
		bad[i] = i < 7 ? 'X' : 'A'; /* capitals are not the form */
		assert_false(hash_read(bad, &back));
		bad[i] = 'g';
		assert_false(hash_read(bad, &back));
		bad[i] = '\0';
		assert_false(hash_read(bad, &back));
	}
	(void)snprintf(bad, sizeof(bad), "%s0", good);
	assert_false(hash_read(bad, &back));
	assert_false(hash_read("", &back));
}

static void
instants_have_one_spelling(void **state)
{
	static const char *const bad[] = { "", "2026-11-22T03:10:11Z",
		"2026-11-22T03:10:11.12345Z", "2026-11-22T03:10:11.1234567Z",
		"2026-11-22t03:10:11.123456Z", "2026-11-22T03:10:11.123456z",
		"2026-11-22T03:10:11,123456Z", "2026-02-29T03:10:11.123456Z",
		"2026-11-22T24:00:00.000000Z", "2026-11-22T03:10:60.000000Z",
		"2026-11-22T03:10:11.+00:00Z", "2026-11-22T03:10:11.1+02:00",
		"1899-12-31T23:59:59.999999Z", "2200-01-01T00:00:00.000000Z",
		"2026-11-22 03:10:11.123456Z", "begin", "never" };
	static const struct {
		int64_t us;
		const char *text;
	} good[] = {
		{ 0, "1970-01-01T00:00:00.000000Z" },
		{ -1, "1969-12-31T23:59:59.999999Z" },
		{ 1, "1970-01-01T00:00:00.000001Z" },
		{ 951782399999999, "2000-02-28T23:59:59.999999Z" },
		{ 951782400000000, "2000-02-29T00:00:00.000000Z" },
		{ -2208988800000000, "1900-01-01T00:00:00.000000Z" },
		{ 7258118399999999, "2199-12-31T23:59:59.999999Z" },
	};
	struct instant t = { 42 };
	char text[28] = "untouched";

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(instant_read(bad[i], &t));
	assert_int_equal(t.us, 42);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(instant_text((struct instant){ good[i].us },
				     text),
		    0);
		assert_string_equal(text, good[i].text);
		assert_true(instant_read(text, &t));
		assert_int_equal(t.us, good[i].us);
	}
	assert_int_equal(instant_text((struct instant){ -2208988800000001 },
			     text),
	    E_RANGE);
	assert_int_equal(instant_text((struct instant){ 7258118400000000 },
			     text),
	    E_RANGE);
	assert_int_equal(instant_text(INSTANT_BEGIN, text), E_RANGE);
	assert_int_equal(instant_text(INSTANT_NEVER, text), E_RANGE);
	assert_int_equal(instant_text((struct instant){ INT64_MIN }, text),
	    E_RANGE);
	assert_int_equal(instant_text((struct instant){ INT64_MAX }, text),
	    E_RANGE);
	assert_string_equal(text, good[6].text);
}

static void
keys_are_sorted_by_their_bytes(void **state)
{
	/* U+FF5E sorts before U+1F600 by bytes and after it by UTF-16. */
	static const char *const keys[] = { "", "\x01", "A", "a", "a\"", "aa",
		"ab", "b", "\xc3\xa9", "\xef\xbd\x9e", "\xf0\x9f\x98\x80" };
	const size_t n = sizeof(keys) / sizeof(keys[0]);
	json_t *body = json_object();
	char text[300];

	for (size_t i = 0; i < n; i++)
		assert_int_equal(json_object_set_new(body,
				     keys[(i * 7 + 3) % n], json_true()),
		    0);
	assert_int_equal(json_object_size(body), n);
	assert_int_equal(body_text(body, text, sizeof(text)), 0);
	assert_string_equal(text,
	    "{\"\":true,\"\\u0001\":true,\"A\":true,\"a\":true,\"a\\\"\":true,"
	    "\"aa\":true,\"ab\":true,\"b\":true,\"\xc3\xa9\":true,"
	    "\"\xef\xbd\x9e\":true,\"\xf0\x9f\x98\x80\":true}");
}

static void
only_what_must_be_is_escaped(void **state)
{
	char all[200], text[400];
	size_t n = 0;

	for (int c = 1; c <= 0x20; c++)
		all[n++] = (char)c;
	memcpy(all + n, "\"\\/\x7f\xc2\x80", 7);
	assert_int_equal(body_text(json_pack("{s:s}", "t", all), text,
			     sizeof(text)),
	    0);
	assert_string_equal(text,
	    "{\"t\":\"\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t"
	    "\\n\\u000b\\f\\r\\u000e\\u000f\\u0010\\u0011\\u0012\\u0013\\u0014"
	    "\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d"
	    "\\u001e\\u001f \\\"\\\\/\x7f\xc2\x80\"}");
}

static void
numbers_are_whole_and_held_by_everyone(void **state)
{
	static const struct {
		int64_t v;
		int r;
		const char *text;
	} cases[] = {
		{ 0, 0, "{\"n\":0}" },
		{ -1, 0, "{\"n\":-1}" },
		{ 9007199254740991, 0, "{\"n\":9007199254740991}" },
		{ -9007199254740991, 0, "{\"n\":-9007199254740991}" },
		{ 9007199254740992, E_SYNTAX, "" },
		{ -9007199254740992, E_SYNTAX, "" },
		{ INT64_MAX, E_SYNTAX, "" },
		{ INT64_MIN, E_SYNTAX, "" },
	};
	char text[60];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		text[0] = '\0';
		assert_int_equal(body_text(json_pack("{s:I}", "n",
					       (json_int_t)cases[i].v),
				     text, sizeof(text)),
		    cases[i].r);
		assert_string_equal(text, cases[i].text);
	}
	assert_int_equal(body_text(json_pack("{s:f}", "n", 1.0), text,
			     sizeof(text)),
	    E_SYNTAX);
	assert_int_equal(body_text(json_pack("{s:[n,{s:f}]}", "n", "x", 0.5),
			     text, sizeof(text)),
	    E_SYNTAX);
}

static void
a_body_that_cannot_be_said_is_refused(void **state)
{
	json_t *body = json_object();
	char text[60];

	assert_int_equal(body_text(json_pack("{s:o}", "t",
				       json_stringn_nocheck("\xff", 1)),
			     text, sizeof(text)),
	    E_SYNTAX);
	assert_int_equal(body_text(json_pack("{s:o}", "t",
				       json_stringn_nocheck("\xed\xa0\x80", 3)),
			     text, sizeof(text)),
	    E_SYNTAX);
	assert_int_equal(body_text(json_pack("{s:o}", "t",
				       json_stringn("a\0b", 3)),
			     text, sizeof(text)),
	    E_SYNTAX);
	assert_int_equal(json_object_set_new_nocheck(body, "\xc3", json_null()),
	    0);
	assert_int_equal(body_text(body, text, sizeof(text)), E_SYNTAX);
	assert_int_equal(body_text(json_pack("[]"), text, sizeof(text)),
	    E_SYNTAX);
	assert_int_equal(body_text(json_string("x"), text, sizeof(text)),
	    E_SYNTAX);
	assert_int_equal(body_text(NULL, text, sizeof(text)), E_SYNTAX);
}

static int
draft_of(const struct draft *d)
{
	struct buf b;
	int r;

	buf_init(&b, &mem_system, (size_t)2 * LIMIT_ENTRY_BYTES);
	buf_puts(&b, "before");
	r = entry_draft(&b, d);
	if (r != 0)
		assert_string_equal(b.s, "before");
	buf_release(&b);
	return r;
}

static void
what_every_entry_says_is_asked_for(void **state)
{
	static const char *const none[] = { NULL };
	static const char *const empty[] = { "a", "" };
	static const char *const bad[] = { "a\xff" };
	json_t *body = json_object();
	struct draft good = plain(body), d;

#define REFUSED(change)                                   \
	do {                                              \
		d = good;                                 \
		change;                                   \
		assert_int_equal(draft_of(&d), E_SYNTAX); \
	} while (0)
	assert_int_equal(draft_of(&good), 0);
	REFUSED(d.kind = NULL);
	REFUSED(d.kind = "");
	REFUSED(d.kind = "Fact");
	REFUSED(d.kind = "a fact");
	REFUSED(d.kind = "f\xc3\xa9");
	REFUSED(d.kind = "a\"b");
	REFUSED(d.matter = NULL);
	REFUSED(d.matter = "");
	REFUSED(d.author = NULL);
	REFUSED(d.author = "");
	REFUSED(d.author = "\xff");
	REFUSED(d.on = none);
	REFUSED(d.on = empty; d.non = 2);
	REFUSED(d.on = bad);
	REFUSED(d.page = 1);
	REFUSED(d.source = "");
	REFUSED(d.source = "\xc3");
	REFUSED(d.document = "sha256:00");
	REFUSED(d.document = "");
	REFUSED(d.source = "x"; d.page = (unsigned)INT32_MAX + 1);
#undef REFUSED
	d = good;
	d.non = 0;
	assert_int_equal(draft_of(&d), 0);
	d.source = "x";
	d.page = INT32_MAX;
	assert_int_equal(draft_of(&d), 0);
	json_decref(body);
}

/* -- Limits ------------------------------------------------------------- */

static char *
letters(size_t n)
{
	char *s = malloc(n + 1);

	assert_non_null(s);
	memset(s, 'a', n);
	s[n] = '\0';
	return s;
}

static void
an_entry_has_its_longest(void **state)
{
	static const char fixed[] =
	    "{\"author\":\"m.weiss\",\"body\":{\"t\":\"\"},\"kind\":\"fact\","
	    "\"matter\":\"hamama\",\"on\":[\"person/p-1\"],\"v\":1}";

	for (int more = -1; more <= 1; more++) {
		size_t n = MAX_DRAFT - (sizeof(fixed) - 1) + (size_t)more;
		char *s = letters(n);
		json_t *body = json_pack("{s:s}", "t", s);
		struct draft d = plain(body);
		struct instant at = { 0 };
		struct entry_view v;
		const char *why;
		struct arena a;
		struct buf b, w;

		assert_int_equal(draft_of(&d), more > 0 ? E_LIMIT : 0);
		/* As bytes that somebody else made. */
		buf_init(&b, &mem_system, (size_t)2 * LIMIT_ENTRY_BYTES);
		buf_init(&w, &mem_system, (size_t)2 * LIMIT_ENTRY_BYTES);
		buf_add(&b, fixed, 33);
		buf_puts(&b, s);
		buf_puts(&b, fixed + 33);
		assert_int_equal(b.len, MAX_DRAFT + (size_t)more);
		assert_int_equal(entry_check(b.s, b.len, &why),
		    more > 0 ? E_LIMIT : 0);
		assert_int_equal(entry_stamp(&w, b.s, b.len, at), 0);
		arena_init(&a, &mem_system, 1 << 24);
		assert_int_equal(entry_read(&a, w.s, w.len, &v),
		    more > 0 ? E_LIMIT : 0);
		if (more <= 0)
			entry_view_release(&v);
		arena_release(&a);
		buf_release(&b);
		buf_release(&w);
		json_decref(body);
		free(s);
	}
}

static void
a_buffer_that_is_too_small_is_a_limit(void **state)
{
	json_t *body = json_object();
	struct draft d = plain(body);
	struct buf b;
	size_t n;

	buf_init(&b, &mem_system, 1000);
	assert_int_equal(entry_draft(&b, &d), 0);
	n = b.len;
	buf_release(&b);
	for (size_t max = 0; max <= n; max++) {
		buf_init(&b, &mem_system, max);
		assert_int_equal(entry_draft(&b, &d), max < n ? E_LIMIT : 0);
		assert_int_equal(b.len, max < n ? 0 : n);
		buf_release(&b);
	}
	json_decref(body);
}

static void
things_stand_in_one_another_so_deep(void **state)
{
	for (unsigned more = 0; more <= 2; more++) {
		/* The entry itself and its body are two. */
		unsigned n = LIMIT_ENTRY_NESTING - 2 - 1 + more;
		json_t *inner = json_true();
		char text[200];

		for (unsigned i = 0; i < n; i++) {
			json_t *outer = i % 2 ? json_array() : json_object();

			if (i % 2)
				assert_int_equal(json_array_append_new(outer,
						     inner),
				    0);
			else
				assert_int_equal(json_object_set_new(outer, "k",
						     inner),
				    0);
			inner = outer;
		}
		assert_int_equal(body_text(json_pack("{s:o}", "b", inner), text,
				     sizeof(text)),
		    more < 2 ? 0 : E_LIMIT);
	}
}

static void
subjects_and_names_have_their_longest(void **state)
{
	json_t *body = json_object();

	for (int more = -1; more <= 1; more++) {
		const char *on[LIMIT_SUBJECTS + 1];
		char names[LIMIT_SUBJECTS + 1][32];
		char *s = letters(LIMIT_SUBJECT_BYTES + (size_t)more);
		char *id = letters(LIMIT_ID_BYTES + (size_t)more);
		struct draft d = plain(body);

		on[0] = s;
		d.on = on;
		assert_int_equal(draft_of(&d), more > 0 ? E_LIMIT : 0);
		d.non = LIMIT_SUBJECTS + (size_t)more;
		for (size_t i = 0; i < d.non; i++) {
			(void)snprintf(names[i], 32, "s%zu", i);
			on[i] = names[i];
		}
		assert_int_equal(draft_of(&d), more > 0 ? E_LIMIT : 0);
		d = plain(body);
		d.author = id;
		assert_int_equal(draft_of(&d), more > 0 ? E_SYNTAX : 0);
		d = plain(body);
		d.matter = id;
		assert_int_equal(draft_of(&d), more > 0 ? E_SYNTAX : 0);
		d = plain(body);
		d.kind = id;
		assert_int_equal(draft_of(&d), more > 0 ? E_SYNTAX : 0);
		free(s);
		free(id);
		s = letters(LIMIT_STRING_BYTES + (size_t)more);
		d = plain(body);
		d.source = s;
		assert_int_equal(draft_of(&d), more > 0 ? E_SYNTAX : 0);
		free(s);
	}
	json_decref(body);
}

/* Also as bytes: an escape counts as what it stands for. */
static void
escapes_count_as_what_they_say(void **state)
{
	char text[2000], *p = text;
	const char *why;

	for (unsigned n = LIMIT_SUBJECT_BYTES; n <= LIMIT_SUBJECT_BYTES + 1;
	     n++) {
		p = text;
		p += snprintf(p, sizeof(text),
		    "{\"author\":\"a\",\"body\":{},\"kind\":\"k\","
		    "\"matter\":\"m\",\"on\":[\"");
		for (unsigned i = 0; i < n; i++)
			p += snprintf(p, sizeof(text) - (size_t)(p - text),
			    "\\u0001");
		p += snprintf(p, sizeof(text) - (size_t)(p - text),
		    "\"],\"v\":1}");
		assert_int_equal(entry_check(text, (size_t)(p - text), &why),
		    n > LIMIT_SUBJECT_BYTES ? E_LIMIT : 0);
	}
}

/* -- Bytes from elsewhere ----------------------------------------------- */

static void
other_spellings_are_refused(void **state)
{
#define A "{\"author\":\"a\",\"body\":"
#define Z ",\"kind\":\"k\",\"matter\":\"m\",\"on\":[],\"v\":1}"
	static const struct {
		int r;
		const char *s;
	} cases[] = {
		{ 0, A "{}" Z },
		{ 0, A "{\"a\":[0,-1,true,false,null,\"\",[],{}]}" Z },
		{ E_SYNTAX, "" },
		{ E_SYNTAX, "{" },
		{ E_SYNTAX, "{}" },
		{ E_SYNTAX, "[]" },
		{ E_SYNTAX, "\"\"" },
		{ E_SYNTAX, "1" },
		{ E_SYNTAX, " " A "{}" Z },
		{ E_SYNTAX, A "{}" Z " " },
		{ E_SYNTAX, A "{}" Z "\n" },
		{ E_SYNTAX, A " {}" Z },
		{ E_SYNTAX, A "{ }" Z },
		{ E_SYNTAX, A "{\"a\" :1}" Z },
		{ E_SYNTAX, A "{\"a\": 1}" Z },
		{ E_SYNTAX, A "{\"a\":[1, 2]}" Z },
		{ E_SYNTAX, A "{\"a\":1,}" Z },
		{ E_SYNTAX, A "{\"a\":[1,]}" Z },
		{ E_SYNTAX, A "{\"a\":[,1]}" Z },
		{ E_SYNTAX, A "{,\"a\":1}" Z },
		{ E_SYNTAX, A "{\"a\"}" Z },
		{ E_SYNTAX, A "{a:1}" Z },
		{ E_SYNTAX, A "{\"b\":1,\"a\":1}" Z },
		{ E_SYNTAX, A "{\"a\":1,\"a\":1}" Z },
		{ 0, A "{\"\\u0001\":1,\"\\b\":1}" Z },
		{ E_SYNTAX, A "{\"\\b\":1,\"\\u0001\":1}" Z },
		/* By bytes as written the backslash would come later. */
		{ 0, A "{\"\\n\":1,\"A\":1}" Z },
		{ E_SYNTAX, A "{\"A\":1,\"\\n\":1}" Z },
		{ E_SYNTAX, A "{\"a\":01}" Z },
		{ E_SYNTAX, A "{\"a\":-0}" Z },
		{ E_SYNTAX, A "{\"a\":+1}" Z },
		{ E_SYNTAX, A "{\"a\":1.0}" Z },
		{ E_SYNTAX, A "{\"a\":1e3}" Z },
		{ E_SYNTAX, A "{\"a\":0e0}" Z },
		{ E_SYNTAX, A "{\"a\":-}" Z },
		{ E_SYNTAX, A "{\"a\":9007199254740992}" Z },
		{ E_SYNTAX, A "{\"a\":99999999999999999999999}" Z },
		{ 0, A "{\"a\":9007199254740991}" Z },
		{ E_SYNTAX, A "{\"a\":True}" Z },
		{ E_SYNTAX, A "{\"a\":nul}" Z },
		{ E_SYNTAX, A "{\"a\":NaN}" Z },
		{ 0, A "{\"a\":\"\\\"\\\\\\b\\t\\n\\f\\r\\u001f\"}" Z },
		{ E_SYNTAX, A "{\"a\":\"\\/\"}" Z },
		{ E_SYNTAX, A "{\"a\":\"\\u0041\"}" Z },
		{ E_SYNTAX, A "{\"a\":\"\\u0009\"}" Z },
		{ E_SYNTAX, A "{\"a\":\"\\u001F\"}" Z },
		{ E_SYNTAX, A "{\"a\":\"\\u0000\"}" Z },
		{ E_SYNTAX, A "{\"a\":\"\\u0022\"}" Z },
		{ E_SYNTAX, A "{\"a\":\"\\u0020\"}" Z },
		{ E_SYNTAX, A "{\"a\":\"\\ud83d\\ude00\"}" Z },
		{ E_SYNTAX, A "{\"a\":\"\\x\"}" Z },
		{ E_SYNTAX, A "{\"a\":\"\\\"}" Z },
		{ E_SYNTAX, A "{\"a\":\"\t\"}" Z },
		{ E_SYNTAX, A "{\"a\":\"\xff\"}" Z },
		{ E_SYNTAX, A "{\"a\":\"\xc0\x80\"}" Z },
		{ E_SYNTAX, A "{\"a\":\"\xed\xa0\x80\"}" Z },
		{ 0, A "{\"a\":\"\xef\xbf\xbd\x7f\"}" Z },
		{ E_SYNTAX, A "{\"a\":\"}" Z },
		{ E_SYNTAX, A "[]" Z },
		{ E_SYNTAX, A "1" Z },
		{ E_SYNTAX, A "{},\"c\":1" Z },
		{ E_SYNTAX, A "{},\"kind\":\"k\"" Z },
		{ E_SYNTAX,
		    "{\"at\":\"2026-11-22T03:10:11.123456Z\","
		    "\"author\":\"a\",\"body\":{}" Z },
		/* What it must say. */
		{ E_SYNTAX, "{\"body\":{}" Z },
		{ E_SYNTAX, "{\"author\":1,\"body\":{}" Z },
		{ E_SYNTAX, A "{},\"matter\":\"m\",\"on\":[],\"v\":1}" },
		{ E_SYNTAX, A "{},\"kind\":\"k\",\"on\":[],\"v\":1}" },
		{ E_SYNTAX, A "{},\"kind\":\"k\",\"matter\":\"m\",\"v\":1}" },
		{ E_SYNTAX, A "{},\"kind\":\"k\",\"matter\":\"m\",\"on\":[]}" },
	/* What it touches, its source, its version. */
#define B A "{},\"kind\":\"k\",\"matter\":\"m\",\"on\":"
		{ 0, B "[\"a\",\"b\"],\"v\":1}" },
		{ E_SYNTAX, B "[\"b\",\"a\"],\"v\":1}" },
		{ E_SYNTAX, B "[\"a\",\"a\"],\"v\":1}" },
		{ E_SYNTAX, B "[\"\"],\"v\":1}" },
		{ E_SYNTAX, B "[1],\"v\":1}" },
		{ E_SYNTAX, B "[\"a\",1],\"v\":1}" },
		{ E_SYNTAX, B "[[\"a\"]],\"v\":1}" },
		{ E_SYNTAX, B "[\"a\",{}],\"v\":1}" },
		{ E_SYNTAX, B "{},\"v\":1}" },
		{ E_SYNTAX, B "\"a\",\"v\":1}" },
		{ 0, B "[],\"source\":{\"name\":\"x\"},\"v\":1}" },
		{ 0, B "[],\"source\":{\"name\":\"x\",\"page\":1},\"v\":1}" },
		{ E_SYNTAX, B "[],\"source\":{},\"v\":1}" },
		{ E_SYNTAX, B "[],\"source\":\"x\",\"v\":1}" },
		{ E_SYNTAX, B "[],\"source\":{\"page\":1},\"v\":1}" },
		{ E_SYNTAX,
		    B "[],\"source\":{\"name\":\"x\",\"page\":0},\"v\":1}" },
		{ E_SYNTAX,
		    B "[],\"source\":{\"name\":\"x\",\"page\":-1},\"v\":1}" },
		{ E_SYNTAX,
		    B
		    "[],\"source\":{\"name\":\"x\",\"page\":\"1\"},\"v\":1}" },
		{ E_SYNTAX,
		    B "[],\"source\":{\"name\":\"x\",\"other\":1},\"v\":1}" },
		{ E_SYNTAX, B "[],\"source\":{\"document\":\"x\"},\"v\":1}" },
		{ E_SYNTAX, B "[],\"source\":{\"document\":1},\"v\":1}" },
		{ E_SYNTAX, B "[],\"v\":0}" },
		{ E_SYNTAX, B "[],\"v\":-1}" },
		{ E_SYNTAX, B "[],\"v\":\"1\"}" },
		{ E_SYNTAX, B "[],\"v\":{}}" },
		{ E_SYNTAX, B "[],\"v\":1,\"w\":1}" },
		{ E_NEWER, B "[],\"v\":2}" },
		{ E_NEWER, B "[],\"v\":2,\"w\":1}" },
		{ E_NEWER, "{\"something\":\"else\",\"v\":9}" },
		{ E_SYNTAX, "{\"something\":1.5,\"v\":9}" },
#undef B
	};
#undef A
#undef Z
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t n = strlen(cases[i].s);
		char *exact = malloc(n + 1);
		const char *why = NULL;
		int r;

		assert_non_null(exact);
		memcpy(exact, cases[i].s, n);
		r = entry_check(exact, n, &why);
		if (r != cases[i].r)
			print_error("%s: %d, %s\n", cases[i].s, r, why);
		assert_int_equal(r, cases[i].r);
		assert_true(r == 0 || why != NULL);
		free(exact);
	}
}

#define TOLD 100 /* bytes of what it was told */

static int
count(void *ctx, const char *kind, size_t nkind, const char *s, size_t n)
{
	char *out = ctx;

	(void)snprintf(out + strlen(out), TOLD - strlen(out), "%.*s:%s/",
	    (int)nkind, kind, s);
	assert_int_equal(strlen(s), n);
	return n == 1 ? 5 : 0;
}

static void
subjects_are_read_without_a_tree(void **state)
{
	static const char *const on[] = { "z", "bb", "a\"\n\xc3\xa9" };
	json_t *body = json_pack("{s:[s,s]}", "on", "x", "y");
	struct draft d = plain(body);
	char out[TOLD] = "";
	struct buf b, w;

	d.on = on;
	d.non = 2;
	buf_init(&b, &mem_system, 1000);
	buf_init(&w, &mem_system, 1000);
	d.on = on + 1;
	assert_int_equal(entry_draft(&b, &d), 0);
	assert_int_equal(entry_scan(b.s, b.len, count, out), 0);
	assert_string_equal(out, "fact:a\"\n\xc3\xa9/fact:bb/");
	assert_int_equal(entry_stamp(&w, b.s, b.len, (struct instant){ 0 }), 0);
	out[0] = '\0';
	assert_int_equal(entry_scan(w.s, w.len, count, out), 0);
	assert_string_equal(out, "fact:a\"\n\xc3\xa9/fact:bb/");
	assert_int_equal(entry_scan(w.s, w.len - 1, count, out), E_SYNTAX);
	buf_clear(&b);
	d.on = on;
	out[0] = '\0';
	assert_int_equal(entry_draft(&b, &d), 0);
	assert_int_equal(entry_scan(b.s, b.len, count, out), 5);
	assert_string_equal(out, "fact:bb/fact:z/");
	buf_release(&b);
	buf_release(&w);
	json_decref(body);
}

static void
an_entry_is_read_as_it_was_meant(void **state)
{
	json_t *body = json_pack("{s:[i,n,b]}", "x", 5, 1);
	struct draft d = plain(body);
	struct entry_view v;
	struct arena a;
	struct buf b;

	d.source = "a \"letter\"";
	buf_init(&b, &mem_system, 1000);
	arena_init(&a, &mem_system, 1 << 16);
	assert_int_equal(entry_draft(&b, &d), 0);
	assert_int_equal(entry_read(&a, b.s, b.len, &v), 0);
	assert_string_equal(v.kind, "fact");
	assert_string_equal(v.matter, "hamama");
	assert_string_equal(v.author, "m.weiss");
	assert_int_equal(v.non, 1);
	assert_string_equal(v.on[0], "person/p-1");
	assert_string_equal(v.source, "a \"letter\"");
	assert_null(v.document);
	assert_int_equal(v.page, 0);
	assert_int_equal(v.version, 1);
	assert_true(json_equal(v.body, body));
	entry_view_release(&v);
	buf_release(&b);
	arena_release(&a);
	json_decref(body);
}

static void
every_refusal_of_memory_is_seen(void **state)
{
	json_t *body =
	    json_pack("{s:s,s:[{s:i,s:i}]}", "a", "text", "b", "c", 1, "d", 2);
	struct draft d = plain(body);
	struct entry_view v;
	size_t at;

	d.source = "Dkt. 1";
	for (at = 1; at < 100; at++) {
		struct fault_mem f;
		struct arena a;
		struct buf b, w;
		int r;

		fault_mem_init(&f, at);
		buf_init(&b, &f.mem, 1000);
		arena_init(&a, &f.mem, 1 << 16);
		buf_init(&w, &f.mem, 1000);
		if ((r = entry_draft(&b, &d)) == 0 &&
		    (r = entry_stamp(&w, b.s, b.len, (struct instant){ 0 })) ==
			0 &&
		    (r = entry_read(&a, w.s, w.len, &v)) == 0)
			entry_view_release(&v);
		buf_release(&w);
		assert_int_equal(r, f.calls >= at ? E_NOMEM : 0);
		buf_release(&b);
		arena_release(&a);
		assert_int_equal(f.live, 0);
		if (f.calls < at)
			break;
	}
	assert_true(at > 5 && at < 100);
	json_decref(body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_form_is_as_described),
		cmocka_unit_test(hashes_are_those_another_program_makes),
		cmocka_unit_test(hashes_have_one_spelling),
		cmocka_unit_test(instants_have_one_spelling),
		cmocka_unit_test(keys_are_sorted_by_their_bytes),
		cmocka_unit_test(only_what_must_be_is_escaped),
		cmocka_unit_test(numbers_are_whole_and_held_by_everyone),
		cmocka_unit_test(a_body_that_cannot_be_said_is_refused),
		cmocka_unit_test(what_every_entry_says_is_asked_for),
		cmocka_unit_test(an_entry_has_its_longest),
		cmocka_unit_test(a_buffer_that_is_too_small_is_a_limit),
		cmocka_unit_test(things_stand_in_one_another_so_deep),
		cmocka_unit_test(subjects_and_names_have_their_longest),
		cmocka_unit_test(escapes_count_as_what_they_say),
		cmocka_unit_test(other_spellings_are_refused),
		cmocka_unit_test(subjects_are_read_without_a_tree),
		cmocka_unit_test(an_entry_is_read_as_it_was_meant),
		cmocka_unit_test(every_refusal_of_memory_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
