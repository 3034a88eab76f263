/* Segments: what is written comes back, and what is damaged is refused
 * before it is believed. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "core/limits.h"
#include "law/law.h"
#include "store/segment.h"
#include "support/fault_mem.h"

static const char vocabulary[] = "vocabulary small\n"
				 "state nat (country) whole set persists\n"
				 "state cust (agency, place) one persists\n"
				 "relation spouse many persists\n"
				 "agency ICE, CBP\n"
				 "place IQ, SV, US\n";

/* Another that has come to know more, in another order. */
static const char later[] = "vocabulary small\n"
			    "event served\n"
			    "state cust (agency, place, why) one persists\n"
			    "relation spouse many persists\n"
			    "state nat (country) whole set persists\n"
			    "agency CBP, BOP, ICE\n"
			    "place FR, US, SV, IQ\n";

static const char poorer[] = "vocabulary small\n"
			     "state nat (country) whole set persists\n"
			     "place SV\n";

struct book {
	struct arena a;
	struct source_text src;
	struct law law;
};

static void
read_book(struct book *b, const char *text)
{
	struct diags ds;

	memset(b, 0, sizeof(*b));
	arena_init(&b->a, &mem_system, (size_t)8 << 20);
	diags_init(&ds, &b->a);
	b->src = (struct source_text){ .path = "v",
		.bytes = text,
		.len = strlen(text) };
	assert_int_equal(law_parse(&b->a, &b->src, &b->law, &ds), 0);
	assert_int_equal(law_check(&b->a, &b->law, &ds), 0);
}

/* A person: of a country, and in custody from a day, or not. */
struct one {
	struct person p;
	struct fact facts[3];
	const struct fact *list[3];
	struct value country, where[2];
	struct source source;
	char id[32];
};

static void
word(const struct book *b, const char *name, struct value *v)
{
	memset(v, 0, sizeof(*v));
	v->kind = VALUE_WORD;
	v->word = vocab_any_word(b->law.vocab, name);
	assert_non_null(v->word);
	v->s = v->word->name;
}

static struct fact
plain_fact(const struct book *b, const char *kind)
{
	struct fact f = { .type = FACT_HELD,
		.kind = vocab_kind(b->law.vocab, kind),
		.step = -1,
		.entry = { INSTANT_BEGIN, false, INSTANT_NEVER,
		    INSTANT_NEVER } };

	return f;
}

static void
make_one(const struct book *b, unsigned i, struct one *o)
{
	memset(o, 0, sizeof(*o));
	snprintf(o->id, sizeof(o->id), "A000-%03u-%03u", i / 1000, i % 1000);
	o->p.id = o->id;
	o->p.facts = o->list;
	word(b, i % 3 == 0 ? "IQ" : i % 3 == 1 ? "SV" : "US", &o->country);
	o->facts[0] = plain_fact(b, "nat");
	o->facts[0].fields = &o->country;
	o->list[o->p.nfacts++] = &o->facts[0];
	if (i % 4 != 0)
		return;
	o->facts[1] = plain_fact(b, "cust");
	word(b, "ICE", &o->where[0]);
	o->facts[1].fields = o->where;
	o->facts[1].from.kind = MOMENT_DAYS;
	o->facts[1].from.lo.day.n = o->facts[1].from.hi.day.n =
	    17000 + (int)i % 100;
	o->source = (struct source){ .name = "a table", .page = i + 1 };
	o->facts[1].source = &o->source;
	o->list[o->p.nfacts++] = &o->facts[1];
}

static char folder[64], path[160];

static void
write_people(const struct book *b, unsigned n, struct hash *h)
{
	struct segment_writer *w;
	struct arena a;
	struct one o;

	arena_init(&a, &mem_system, 4096);
	assert_int_equal(segment_writer_new(&mem_system, &file_system_real,
			     folder, b->law.vocab, &w),
	    0);
	for (unsigned i = 0; i < n; i++) {
		make_one(b, i, &o);
		assert_int_equal(segment_add(w, &o.p), 0);
	}
	assert_int_equal(segment_added(w), n);
	assert_int_equal(segment_finish(w, NULL, NULL, h), 0);
	make_one(b, 0, &o);
	assert_int_equal(segment_add(w, &o.p), E_LIMIT);
	segment_writer_free(w);
	snprintf(path, sizeof(path), "%s", segment_path(&a, folder, h));
	arena_release(&a);
}

static int
make_folder(void **state)
{
	snprintf(folder, sizeof(folder), "/tmp/forestay-segment-XXXXXX");
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static unsigned
files_in_folder(bool remove_them)
{
	char name[400];
	struct dirent *e;
	unsigned n = 0;
	DIR *d = opendir(folder);

	assert_non_null(d);
	while ((e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		n++;
		snprintf(name, sizeof(name), "%s/%s", folder, e->d_name);
		if (remove_them)
			assert_int_equal(unlink(name), 0);
	}
	closedir(d);
	return n;
}

static int
remove_folder(void **state)
{
	(void)files_in_folder(true);
	return rmdir(folder);
}

static void
is_person(const struct book *b, const struct segment *s, size_t row)
{
	const struct person *p;
	struct arena a;
	struct one o;
	unsigned i;

	arena_init(&a, &mem_system, 1 << 16);
	assert_int_equal(segment_person(s, &a, row, &p), 0);
	i = (unsigned)strtoul(p->id + 5, NULL, 10) * 1000 +
	    (unsigned)strtoul(p->id + 9, NULL, 10);
	make_one(b, i, &o);
	assert_string_equal(p->id, o.id);
	assert_int_equal(p->nfacts, o.p.nfacts);
	for (size_t f = 0; f < p->nfacts; f++) {
		const struct fact *g = p->facts[f];

		if (strcmp(g->kind->name, "nat") == 0) {
			assert_string_equal(g->fields[0].s, o.country.s);
			assert_null(g->source);
			continue;
		}
		assert_ptr_equal(g->kind, vocab_kind(b->law.vocab, "cust"));
		assert_string_equal(g->fields[0].s, "ICE");
		assert_int_equal(g->fields[1].kind, VALUE_NONE);
		assert_true(moment_equal(&g->from, &o.facts[1].from));
		assert_int_equal(g->to.kind, MOMENT_NONE);
		assert_string_equal(g->source->name, "a table");
		assert_int_equal(g->source->page, i + 1);
	}
	arena_release(&a);
}

/* Around the length of a block, and of none. */
static void
people_come_back(void **state)
{
	static const unsigned counts[] = { 0, 1, COLUMNS_BLOCK - 1,
		COLUMNS_BLOCK, COLUMNS_BLOCK + 1, 3 * COLUMNS_BLOCK + 17 };
	struct segment *s;
	struct book b;
	struct hash h;
	const char *why;

	read_book(&b, vocabulary);
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		write_people(&b, counts[i], &h);
		assert_int_equal(segment_open(&mem_system, path, b.law.vocab,
				     &h, &s, &why),
		    0);
		assert_int_equal(segment_columns(s)->rows, counts[i]);
		assert_int_equal(segment_verify(s), 0);
		for (size_t row = 0; row < counts[i];
		     row += row % 1000 == 0 ? 1 : 7)
			is_person(&b, s, row);
		segment_close(s);
		/* Nothing but the segment is left. */
		assert_int_equal(files_in_folder(true), 1);
	}
	arena_release(&b.a);
}

/* The same people, added in another order, make the same blocks of codes:
 * rows are laid out by what people are. */
static void
rows_lie_by_what_people_are(void **state)
{
	const struct columns *c;
	struct segment *s;
	struct book b;
	struct hash h;
	const char *why;
	unsigned changes = 0;

	read_book(&b, vocabulary);
	write_people(&b, 9000, &h);
	assert_int_equal(segment_open(&mem_system, path, b.law.vocab, &h, &s,
			     &why),
	    0);
	c = segment_columns(s);
	for (size_t row = 1; row < c->rows; row++)
		changes += table_code(&c->tables[0], row) !=
		    table_code(&c->tables[0], row - 1);
	/* Three countries, with custody and without. */
	assert_in_range(changes, 2, 5);
	assert_int_equal(c->tables[0].width, 1);
	segment_close(s);
	arena_release(&b.a);
}

static void
a_vocabulary_that_knows_more_reads_it(void **state)
{
	struct segment *s;
	struct book b, l, p;
	struct hash h;
	const char *why;

	read_book(&b, vocabulary);
	read_book(&l, later);
	read_book(&p, poorer);
	write_people(&b, 100, &h);
	assert_int_equal(segment_open(&mem_system, path, l.law.vocab, &h, &s,
			     &why),
	    0);
	for (size_t row = 0; row < 100; row++)
		is_person(&l, s, row);
	segment_close(s);
	assert_int_equal(segment_open(&mem_system, path, p.law.vocab, &h, &s,
			     &why),
	    E_NAME);
	assert_string_equal(why,
	    "it speaks of a kind or a word that the vocabulary does not have");
	arena_release(&b.a);
	arena_release(&l.a);
	arena_release(&p.a);
}

static void
flip(off_t at)
{
	int fd = open(path, O_RDWR);
	uint8_t c;

	assert_true(fd >= 0);
	assert_int_equal(pread(fd, &c, 1, at), 1);
	c ^= 0x10;
	assert_int_equal(pwrite(fd, &c, 1, at), 1);
	close(fd);
}

/* Each byte that is read changed, here one in many: never the same people,
 * and never believed. */
static void
damage_is_refused(void **state)
{
	struct segment *s;
	struct book b;
	struct hash h;
	const char *why;
	off_t size;
	int fd, r;

	read_book(&b, vocabulary);
	write_people(&b, 5000, &h);
	fd = open(path, O_RDONLY);
	size = lseek(fd, 0, SEEK_END);
	close(fd);
	for (off_t at = 0; at < size; at += at < 300 ? 1 : 997) {
		flip(at);
		r = segment_open(&mem_system, path, b.law.vocab, &h, &s, &why);
		if (r == 0) {
			assert_int_equal(segment_verify(s), E_BROKEN);
			segment_close(s);
		} else {
			assert_true(r == E_BROKEN || r == E_NEWER);
			assert_non_null(why);
		}
		flip(at);
	}
	assert_int_equal(segment_open(&mem_system, path, b.law.vocab, &h, &s,
			     &why),
	    0);
	segment_close(s);
	h.b[0] ^= 1;
	assert_int_equal(segment_open(&mem_system, path, b.law.vocab, &h, &s,
			     &why),
	    E_BROKEN);
	for (off_t n = 0; n < size; n += n < 5000 ? 501 : 9973) {
		assert_int_equal(truncate(path, size - 1 - n), 0);
		assert_int_equal(segment_open(&mem_system, path, b.law.vocab,
				     NULL, &s, &why),
		    E_BROKEN);
	}
	arena_release(&b.a);
}

/* A relation's people are kept with the person, up to a limit. */
static void
relations_up_to_their_limit(void **state)
{
	static struct person others[LIMIT_RELATED + 2];
	static struct fact facts[LIMIT_RELATED + 2];
	static const struct fact *list[LIMIT_RELATED + 2];
	static char ids[LIMIT_RELATED + 2][32];
	struct book b;

	read_book(&b, vocabulary);
	for (unsigned n = LIMIT_RELATED - 1; n <= LIMIT_RELATED + 1; n++) {
		struct person p = { .id = "A000-000-001",
			.facts = list,
			.nfacts = n };
		struct segment_writer *w;
		const struct person *back;
		struct segment *s;
		struct arena a;
		struct hash h;
		const char *why;

		arena_init(&a, &mem_system, 1 << 20);
		for (unsigned i = 0; i < n; i++) {
			snprintf(ids[i], sizeof(ids[i]), "A000-001-%03u", i);
			others[i] = (struct person){ .id = ids[i] };
			facts[i] = plain_fact(&b, "spouse");
			facts[i].other = i == 0 ? &p : &others[i];
			list[i] = &facts[i];
		}
		/* One of them is the person itself. */
		facts[n] = facts[n - 1];
		list[n] = &facts[n];
		facts[n].other = &others[n];
		others[n] = (struct person){ .id = "A000-001-999" };
		p.nfacts = n + 1;
		assert_int_equal(segment_writer_new(&mem_system,
				     &file_system_real, folder, b.law.vocab,
				     &w),
		    0);
		if (n > LIMIT_RELATED) {
			assert_int_equal(segment_add(w, &p), E_LIMIT);
			segment_writer_free(w);
			arena_release(&a);
			break;
		}
		assert_int_equal(segment_add(w, &p), 0);
		assert_int_equal(segment_finish(w, NULL, NULL, &h), 0);
		segment_writer_free(w);
		assert_int_equal(segment_open(&mem_system,
				     segment_path(&a, folder, &h), b.law.vocab,
				     &h, &s, &why),
		    0);
		assert_int_equal(segment_columns(s)->all, 1 + n);
		assert_int_equal(segment_person(s, &a, 0, &back), 0);
		assert_int_equal(back->nfacts, n + 1);
		assert_ptr_equal(back->facts[0]->other, back);
		assert_string_equal(back->facts[n]->other->id, "A000-001-999");
		segment_close(s);
		arena_release(&a);
	}
	arena_release(&b.a);
}

static bool
stop_at_once(void *ctx, size_t done, size_t of)
{
	return false;
}

/* Stopped or given up, nothing of it stays. */
static void
nothing_stays_of_what_was_not_finished(void **state)
{
	struct segment_writer *w;
	struct book b;
	struct hash h;
	struct one o;

	read_book(&b, vocabulary);
	make_one(&b, 4, &o);
	for (int how = 0; how < 2; how++) {
		assert_int_equal(segment_writer_new(&mem_system,
				     &file_system_real, folder, b.law.vocab,
				     &w),
		    0);
		assert_int_equal(segment_add(w, &o.p), 0);
		if (how == 1)
			assert_int_equal(segment_finish(w, stop_at_once, NULL,
					     &h),
			    E_AGAIN);
		segment_writer_free(w);
		assert_int_equal(files_in_folder(false), 0);
	}
	arena_release(&b.a);
}

/* -- Faults ---------------------------------------------------------------- */

static unsigned calls, fail_at;

static bool
fails(void)
{
	return ++calls == fail_at;
}

static int
bad_open(const char *p, int flags, mode_t mode)
{
	return fails() ? -1 : file_system_real.open(p, flags, mode);
}

static ssize_t
bad_write(int fd, const void *from, size_t n)
{
	return fails() ? -1 : file_system_real.write(fd, from, n);
}

static ssize_t
bad_write_at(int fd, const void *from, size_t n, off_t at)
{
	return fails() ? -1 : file_system_real.write_at(fd, from, n, at);
}

static int
bad_sync(int fd)
{
	return fails() ? -1 : file_system_real.sync(fd);
}

static int
bad_rename(const char *from, const char *to)
{
	return fails() ? -1 : file_system_real.rename(from, to);
}

static int
write_failing(const struct book *b)
{
	struct file_system fs = file_system_real;
	struct segment_writer *w;
	struct hash h;
	struct one o;
	int r;

	fs.open = bad_open;
	fs.write = bad_write;
	fs.write_at = bad_write_at;
	fs.sync = bad_sync;
	fs.rename = bad_rename;
	calls = 0;
	if ((r = segment_writer_new(&mem_system, &fs, folder, b->law.vocab,
		 &w)) != 0)
		return r;
	for (unsigned i = 0; r == 0 && i < 20; i++) {
		make_one(b, i, &o);
		r = segment_add(w, &o.p);
	}
	if (r == 0)
		r = segment_finish(w, NULL, NULL, &h);
	segment_writer_free(w);
	return r;
}

/* Whatever call fails, either the segment is whole or there is none; once it
 * has its name, a folder that cannot be synced is an error all the same. */
static void
each_call_fails_once(void **state)
{
	struct book b;
	unsigned all;

	read_book(&b, vocabulary);
	fail_at = 0;
	assert_int_equal(write_failing(&b), 0);
	all = calls;
	assert_in_range(all, 20, 200);
	assert_int_equal(files_in_folder(true), 1);
	for (fail_at = 1; fail_at <= all; fail_at++) {
		assert_int_equal(write_failing(&b), E_IO);
		assert_in_range(files_in_folder(true), 0,
		    fail_at + 1 >= all ? 1 : 0);
	}
	arena_release(&b.a);
}

static int
no_room(int fd)
{
	errno = ENOSPC;
	return -1;
}

/* What is pushed to the disk while rows are laid out may find it full. */
static void
a_disk_that_fills_up_meanwhile(void **state)
{
	struct file_system fs = file_system_real;
	struct segment_writer *w;
	struct book b;
	struct hash h;
	struct one o;

	fs.sync_bytes = no_room;
	read_book(&b, vocabulary);
	assert_int_equal(segment_writer_new(&mem_system, &fs, folder,
			     b.law.vocab, &w),
	    0);
	segment_writer_threads(w, 2);
	for (unsigned i = 0; i < 10 * COLUMNS_BLOCK; i++) {
		make_one(&b, i, &o);
		assert_int_equal(segment_add(w, &o.p), 0);
	}
	assert_int_equal(segment_finish(w, NULL, NULL, &h), E_FULL);
	segment_writer_free(w);
	assert_int_equal(files_in_folder(false), 0);
	arena_release(&b.a);
}

/* Bytes do not depend on how many lay them out, nor on who was first. */
static void
threads_make_the_same_bytes(void **state)
{
	static const unsigned threads[] = { 1, 2, 3, SEGMENT_THREADS + 1 };
	struct segment_writer *w;
	struct hash h, first;
	struct book b;
	struct one o;

	read_book(&b, vocabulary);
	for (size_t k = 0; k < sizeof(threads) / sizeof(*threads); k++) {
		assert_int_equal(segment_writer_new(&mem_system,
				     &file_system_real, folder, b.law.vocab,
				     &w),
		    0);
		segment_writer_threads(w, threads[k]);
		for (unsigned i = 0; i < 13 * COLUMNS_BLOCK + 5; i++) {
			make_one(&b, i, &o);
			assert_int_equal(segment_add(w, &o.p), 0);
		}
		assert_int_equal(segment_finish(w, NULL, NULL, &h), 0);
		segment_writer_free(w);
		if (k == 0)
			first = h;
		assert_memory_equal(h.b, first.b, HASH_BYTES);
	}
	arena_release(&b.a);
}

/* Written, opened and one of it read, with so much memory. */
static int
write_and_read(const struct book *b, const struct mem *mem)
{
	struct segment_writer *w = NULL;
	struct segment *s = NULL;
	const struct person *p;
	const char *why;
	struct arena a;
	struct hash h;
	struct one o;
	int r;

	arena_init(&a, &mem_system, 1 << 20);
	r = segment_writer_new(mem, &file_system_real, folder, b->law.vocab,
	    &w);
	for (unsigned i = 0; r == 0 && i < 300; i++) {
		make_one(b, i, &o);
		o.facts[1].id = o.id;
		o.facts[1].to = (struct moment){ .kind = MOMENT_DAYS,
			.lo = { .day = { 18000 + (int)i } },
			.hi = { .day = { 19000 + (int)i } } };
		o.facts[1].entry.recorded.us = (int64_t)(i % 7);
		r = segment_add(w, &o.p);
	}
	if (r == 0)
		r = segment_finish(w, NULL, NULL, &h);
	segment_writer_free(w);
	if (r == 0)
		r = segment_open(mem, segment_path(&a, folder, &h),
		    b->law.vocab, &h, &s, &why);
	if (r == 0)
		r = segment_verify(s);
	if (r == 0)
		r = segment_person(s, &a, 0, &p);
	segment_close(s);
	arena_release(&a);
	return r;
}

/* Whatever allocation is refused, it is said and nothing is left. */
static void
each_allocation_refused(void **state)
{
	struct fault_mem f;
	struct book b;
	int r = E_NOMEM;
	size_t n;

	read_book(&b, vocabulary);
	for (n = 1; r == E_NOMEM; n++) {
		fault_mem_init(&f, n);
		r = write_and_read(&b, &f.mem);
		assert_true(r == 0 || r == E_NOMEM);
		assert_int_equal(f.live, 0);
		assert_in_range(files_in_folder(true), 0, 1);
		fault_mem_init(&f, n);
		f.once = true;
		if (r == E_NOMEM)
			assert_int_equal(write_and_read(&b, &f.mem), E_NOMEM);
		assert_int_equal(f.live, 0);
		(void)files_in_folder(true);
	}
	assert_in_range(n, 60, 1000);
	arena_release(&b.a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(people_come_back, make_folder,
		    remove_folder),
		cmocka_unit_test_setup_teardown(rows_lie_by_what_people_are,
		    make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
		    a_vocabulary_that_knows_more_reads_it, make_folder,
		    remove_folder),
		cmocka_unit_test_setup_teardown(damage_is_refused, make_folder,
		    remove_folder),
		cmocka_unit_test_setup_teardown(relations_up_to_their_limit,
		    make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
		    nothing_stays_of_what_was_not_finished, make_folder,
		    remove_folder),
		cmocka_unit_test_setup_teardown(each_call_fails_once,
		    make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(a_disk_that_fills_up_meanwhile,
		    make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(threads_make_the_same_bytes,
		    make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(each_allocation_refused,
		    make_folder, remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
