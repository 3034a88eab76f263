/* segment.c - a segment mapped and checked. */

#include "store/segment.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/limits.h"
#include "store/segment_inner.h"

struct place {
	uint64_t at, length;
	bool given;
};

/* Where the parts of one table lie, by its number in the file. */
struct table_places {
	struct place of[SECTIONS];
};

struct segment {
	const struct mem *mem;
	struct arena a;
	const uint8_t *map;
	size_t size;
	struct hash hash;
	uint64_t dir, ndir, sums, nsums; /* nsums: blocks */
	bool *checked;                   /* a block */
	struct segment_names names;
	struct table_places *places; /* ntables, by the file's number */
	size_t ntables;              /* of the file */
	size_t *place_of;            /* a table of columns: its number */
	bool touched_strings;
	struct place whole[SECTIONS];
	struct kind_table *tables;
	struct columns columns;
};

/* -- The head and the directory -------------------------------------------- */

/* One line of text at a time. */
struct lines {
	const char *at, *end;
};

static bool
next_line(struct lines *l, const char **s, size_t *n)
{
	const char *nl;

	if (l->at >= l->end)
		return false;
	nl = memchr(l->at, '\n', (size_t)(l->end - l->at));
	if (nl == NULL)
		return false;
	*s = l->at;
	*n = (size_t)(nl - l->at);
	l->at = nl + 1;
	return true;
}

/* Up to four numbers after a word; how many there are, -1: not that word. */
static int
numbers_after(const char *s, size_t n, const char *word, long long out[4])
{
	size_t len = strlen(word), i = len;
	int count = 0;

	if (n < len || memcmp(s, word, len) != 0)
		return -1;
	while (count < 4 && i < n) {
		bool minus;
		unsigned long long v = 0;

		if (s[i] == ' ')
			i++;
		minus = i < n && s[i] == '-';
		i += minus;
		if (i >= n || s[i] < '0' || s[i] > '9')
			return -1;
		for (; i < n && s[i] >= '0' && s[i] <= '9'; i++) {
			if (v > UINT64_MAX / 100)
				return -1;
			v = v * 10 + (unsigned)(s[i] - '0');
		}
		if (v > INT64_MAX)
			return -1;
		out[count++] = minus ? -(long long)v : (long long)v;
	}
	return count;
}

static int
read_head(struct segment *s, const char **why)
{
	struct lines l = { (const char *)s->map,
		(const char *)s->map + SEGMENT_HEAD };
	long long v[4];
	const char *line;
	size_t n;

	*why = "its head is not that of a segment";
	if (s->size < SEGMENT_HEAD || !next_line(&l, &line, &n) ||
	    n != strlen(SEGMENT_MAGIC) - 1 ||
	    memcmp(line, SEGMENT_MAGIC, n) != 0)
		return E_BROKEN;
	if (!next_line(&l, &line, &n) ||
	    numbers_after(line, n, "format", v) != 1)
		return E_BROKEN;
	if (v[0] > SEGMENT_FORMAT) {
		*why = "it was written by a later forestay";
		return E_NEWER;
	}
	if (!next_line(&l, &line, &n) ||
	    numbers_after(line, n, "directory", v) != 2)
		return E_BROKEN;
	s->dir = (uint64_t)v[0];
	s->ndir = (uint64_t)v[1];
	if (!next_line(&l, &line, &n) || numbers_after(line, n, "sums", v) != 1)
		return E_BROKEN;
	s->sums = (uint64_t)v[0];
	s->nsums = (s->dir + SEGMENT_BLOCK - 1) / SEGMENT_BLOCK;
	*why = "its directory is not where its head says";
	if (s->dir < SEGMENT_HEAD || s->dir > s->size ||
	    s->ndir > s->size - s->dir || s->sums != s->dir + s->ndir ||
	    s->nsums * HASH_BYTES != s->size - s->sums)
		return E_BROKEN;
	return 0;
}

/* The name is the hash of the head, the directory and the checksums. */
static int
check_name(struct segment *s, const struct hash *h, const char **why)
{
	size_t n = s->size - (size_t)s->dir;
	uint8_t *all = s->mem->alloc(s->mem->ctx, SEGMENT_HEAD + n);

	if (all == NULL)
		return E_NOMEM;
	memcpy(all, s->map, SEGMENT_HEAD);
	memcpy(all + SEGMENT_HEAD, s->map + s->dir, n);
	s->hash = hash_of(all, SEGMENT_HEAD + n);
	s->mem->free(s->mem->ctx, all);
	*why = "its hash is not the one it is known by";
	return h != NULL && memcmp(h->b, s->hash.b, HASH_BYTES) != 0 ? E_BROKEN
								     : 0;
}

static int
check_blocks(struct segment *s, uint64_t at, uint64_t n)
{
	if (n == 0)
		return 0;
	for (uint64_t b = at / SEGMENT_BLOCK; b <= (at + n - 1) / SEGMENT_BLOCK;
	     b++) {
		uint64_t from = b * SEGMENT_BLOCK, to = from + SEGMENT_BLOCK;
		struct hash h;

		if (s->checked[b])
			continue;
		to = to < s->dir ? to : s->dir;
		from = b == 0 ? SEGMENT_HEAD : from;
		h = hash_of(s->map + from, (size_t)(to - from));
		if (memcmp(h.b, s->map + s->sums + b * HASH_BYTES,
			HASH_BYTES) != 0)
			return E_BROKEN;
		s->checked[b] = true;
	}
	return 0;
}

/* "section NAME TABLE AT LENGTH" */
static int
read_section(struct segment *s, const char *line, size_t n)
{
	long long v[4];

	for (int k = 0; k < SECTIONS; k++) {
		const char *name = section_names[k];
		struct place *p;

		if (n <= strlen(name) + 8 ||
		    memcmp(line + 8, name, strlen(name)) != 0 ||
		    line[8 + strlen(name)] != ' ')
			continue;
		if (numbers_after(line + 8, n - 8, name, v) != 3 || v[0] < -1 ||
		    v[0] >= (long long)s->ntables || v[1] < SEGMENT_HEAD ||
		    v[1] % SEGMENT_ALIGN != 0 || v[2] < 0 ||
		    (uint64_t)v[1] > s->dir ||
		    (uint64_t)v[2] > s->dir - (uint64_t)v[1])
			return E_BROKEN;
		p = v[0] < 0 ? &s->whole[k] : &s->places[v[0]].of[k];
		*p = (struct place){ (uint64_t)v[1], (uint64_t)v[2], true };
		return 0;
	}
	return E_BROKEN;
}

/* A word of a list in parentheses; NULL at its end. */
static const char *
list_word(const char **at, const char *end, size_t *n)
{
	const char *s = *at;

	while (s < end && *s == ' ')
		s++;
	if (s >= end || *s == ')')
		return NULL;
	*n = 0;
	while (s + *n < end && s[*n] != ' ' && s[*n] != ')')
		++*n;
	*at = s + *n;
	return s;
}

static bool
is_named(const char *s, size_t n, const char *name)
{
	return strlen(name) == n && memcmp(s, name, n) == 0;
}

/* "kind NAME (FIELDS) (STEPS)": what has been added since comes last. */
static int
read_kind(struct segment *s, const struct vocab *v, const char *line, size_t n)
{
	const char *end = line + n, *at = line + 5, *w;
	const struct kind *k;
	size_t len = 0, i = s->names.nkinds++;
	char name[LIMIT_ID_BYTES + 1];

	while (at + len < end && at[len] != ' ')
		len++;
	if (len >= sizeof(name) || at + len + 2 > end)
		return E_BROKEN;
	memcpy(name, at, len);
	name[len] = '\0';
	s->names.kinds[i] = k = vocab_kind(v, name);
	if (k == NULL)
		return 0;
	at += len + 2;
	for (size_t j = 0; (w = list_word(&at, end, &len)) != NULL; j++) {
		if (j >= k->nfields || !is_named(w, len, k->fields[j].name))
			s->names.kinds[i] = NULL;
		s->names.nfields[i]++;
	}
	while (at < end && *at != '(')
		at++;
	at++;
	for (size_t j = 0; (w = list_word(&at, end, &len)) != NULL; j++)
		if (j >= k->nsteps || !is_named(w, len, k->steps[j]))
			s->names.kinds[i] = NULL;
	return 0;
}

static int
read_word(struct segment *s, const struct vocab *v, const char *line, size_t n)
{
	char name[LIMIT_ID_BYTES + 1];

	if (n - 5 >= sizeof(name))
		return E_BROKEN;
	memcpy(name, line + 5, n - 5);
	name[n - 5] = '\0';
	s->names.words[s->names.nwords++] = vocab_any_word(v, name);
	return 0;
}

static bool
begins(const char *line, size_t n, const char *with)
{
	return n > strlen(with) && memcmp(line, with, strlen(with)) == 0;
}

static int
make_names(struct segment *s)
{
	struct lines l = { (const char *)s->map + s->dir,
		(const char *)s->map + s->sums };
	size_t nkinds = 0, nwords = 0, n;
	const char *line;

	while (next_line(&l, &line, &n)) {
		nkinds += begins(line, n, "kind ");
		nwords += begins(line, n, "word ");
	}
	s->ntables = nkinds + 2;
	s->names.kinds = arena_array(&s->a, nkinds + 1, sizeof(struct kind *));
	s->names.nfields = arena_array(&s->a, nkinds + 1, sizeof(size_t));
	s->names.words = arena_array(&s->a, nwords + 1, sizeof(struct word *));
	s->places = arena_array(&s->a, s->ntables, sizeof(*s->places));
	return s->names.kinds == NULL || s->names.nfields == NULL ||
		s->names.words == NULL || s->places == NULL
	    ? E_NOMEM
	    : 0;
}

static int
read_directory(struct segment *s, const struct vocab *v)
{
	struct lines l = { (const char *)s->map + s->dir,
		(const char *)s->map + s->sums };
	long long num[4];
	const char *line;
	size_t n;
	int r;

	if ((r = make_names(s)) != 0)
		return r;
	while (r == 0 && next_line(&l, &line, &n)) {
		if (begins(line, n, "section "))
			r = read_section(s, line, n);
		else if (begins(line, n, "kind "))
			r = read_kind(s, v, line, n);
		else if (begins(line, n, "word "))
			r = read_word(s, v, line, n);
		else if (numbers_after(line, n, "people", num) == 1)
			s->columns.rows = (size_t)num[0];
		else if (numbers_after(line, n, "named", num) == 1)
			s->columns.all = (size_t)num[0];
		else if (numbers_after(line, n, "day0", num) == 1)
			s->columns.day0 = (int32_t)num[0];
	}
	if (s->columns.rows > UINT32_MAX || s->columns.all > UINT32_MAX)
		return E_BROKEN;
	s->columns.all += s->columns.rows;
	return r;
}

/* -- Dictionaries ---------------------------------------------------------- */

static int
part(struct segment *s, const struct place *p, uint64_t length,
    const void **out)
{
	if (!p->given || (length != UINT64_MAX && p->length != length))
		return E_BROKEN;
	*out = s->map + p->at;
	return 0;
}

static size_t
count_runs(const uint8_t *p, uint64_t n)
{
	size_t count = 0;
	uint32_t len;

	for (uint64_t i = 0; i + sizeof(len) <= n; i += sizeof(len) + len) {
		memcpy(&len, p + i, sizeof(len));
		count++;
	}
	return count;
}

static int
read_sources(struct segment *s)
{
	const struct place *p = &s->whole[SECTION_SOURCES];
	const uint8_t *at, *end;
	struct source *sources;
	uint32_t len;
	int r;

	if (!p->given)
		return E_BROKEN;
	at = s->map + p->at;
	end = at + p->length;
	s->columns.nsources = count_runs(at, p->length);
	sources = arena_array(&s->a, s->columns.nsources + 1, sizeof(*sources));
	if (sources == NULL)
		return E_NOMEM;
	s->columns.sources = sources;
	for (size_t i = 0; i < s->columns.nsources; i++) {
		memcpy(&len, at, sizeof(len));
		at += sizeof(len);
		if (len > (size_t)(end - at))
			return E_BROKEN;
		if ((r = segment_source_read(&s->a, at, len, &sources[i])) != 0)
			return r;
		at += len;
	}
	return 0;
}

static int
read_forms(struct segment *s, const struct place *p, const struct form **out,
    size_t *n)
{
	const uint8_t *at = s->map + p->at, *end = at + p->length;
	struct form *forms;
	uint32_t len;
	int r;

	if (!p->given)
		return E_BROKEN;
	*n = count_runs(at, p->length);
	if ((forms = arena_array(&s->a, *n + 1, sizeof(*forms))) == NULL)
		return E_NOMEM;
	*out = forms;
	for (size_t i = 0; i < *n; i++) {
		memcpy(&len, at, sizeof(len));
		at += sizeof(len);
		if (len > (size_t)(end - at))
			return E_BROKEN;
		if ((r = segment_form_read(&s->a, &s->names, s->columns.sources,
			 s->columns.nsources, at, len, &forms[i])) != 0)
			return r;
		at += len;
	}
	return 0;
}

static int
read_whole(struct segment *s)
{
	struct columns *c = &s->columns;
	struct place *w = s->whole;
	const void *p;
	int r = 0;

	for (int k = SECTION_MOMENTS; r == 0 && k < SECTION_STRING_AT; k++)
		r = check_blocks(s, w[k].at, w[k].length);
	if (r != 0 || (r = part(s, &w[SECTION_MOMENTS], UINT64_MAX, &p)) != 0)
		return r;
	c->moments = p;
	c->nmoments = w[SECTION_MOMENTS].length / sizeof(struct moment);
	if ((r = part(s, &w[SECTION_INSTANTS], UINT64_MAX, &p)) != 0)
		return r;
	c->instants = p;
	c->ninstants = w[SECTION_INSTANTS].length / sizeof(struct instant);
	if ((r = part(s, &w[SECTION_RANKS], c->ninstants * sizeof(uint32_t),
		 &p)) != 0)
		return r;
	c->instant_rank = p;
	if ((r = part(s, &w[SECTION_STRING_AT], UINT64_MAX, &p)) != 0)
		return r;
	c->string_at = p;
	c->nstrings = w[SECTION_STRING_AT].length / sizeof(uint64_t) - 1;
	if ((r = part(s, &w[SECTION_STRINGS], UINT64_MAX, &p)) != 0)
		return r;
	c->strings = p;
	if ((r = part(s, &w[SECTION_WHO_AT], (c->all + 1) * sizeof(uint64_t),
		 &p)) != 0)
		return r;
	c->who_at = p;
	if ((r = part(s, &w[SECTION_WHO], UINT64_MAX, &p)) != 0)
		return r;
	c->who = p;
	if ((r = part(s, &w[SECTION_MARKS], c->all, &p)) != 0)
		return r;
	c->marks = p;
	return read_sources(s);
}

static int
optional(struct segment *s, const struct place *p, uint64_t length,
    const void **out)
{
	*out = NULL;
	return p->given ? part(s, p, length, out) : 0;
}

static int
read_table(struct segment *s, const struct table_places *tp,
    struct kind_table *t)
{
	size_t all = s->columns.all;
	uint64_t blocks = (all + COLUMNS_BLOCK - 1) / COLUMNS_BLOCK;
	const void *p;
	int r;

	if ((r = check_blocks(s, tp->of[SECTION_FORMS].at,
		 tp->of[SECTION_FORMS].length)) != 0 ||
	    (r = check_blocks(s, tp->of[SECTION_EACH].at,
		 tp->of[SECTION_EACH].length)) != 0 ||
	    (r = read_forms(s, &tp->of[SECTION_FORMS], &t->forms,
		 &t->nforms)) != 0 ||
	    (r = read_forms(s, &tp->of[SECTION_EACH], &t->each, &t->neach)) !=
		0)
		return r;
	t->width = t->nforms + CODE_FIRST <= 256 ? 1
	    : t->nforms + CODE_FIRST <= 65536    ? 2
						 : 4;
	if ((r = part(s, &tp->of[SECTION_CODE], all * t->width, &t->code)) != 0)
		return r;
	for (int d = 0; d < 2; d++) {
		if ((r = optional(s,
			 &tp->of[d == 0 ? SECTION_FROM : SECTION_TO],
			 all * sizeof(uint16_t), &p)) != 0)
			return r;
		t->day[d] = p;
	}
	if ((r = optional(s, &tp->of[SECTION_RECORDED], all * sizeof(uint32_t),
		 &p)) != 0)
		return r;
	t->recorded = p;
	if ((r = optional(s, &tp->of[SECTION_AT], (all + 1) * sizeof(uint32_t),
		 &p)) != 0)
		return r;
	t->at = p;
	if ((r = optional(s, &tp->of[SECTION_WORDS], UINT64_MAX, &p)) != 0)
		return r;
	t->words = p;
	if ((t->at == NULL) != (t->words == NULL))
		return E_BROKEN;
	if ((r = part(s, &tp->of[SECTION_ZONES],
		 blocks * sizeof(struct zone_map), &p)) != 0)
		return r;
	t->zones = p;
	return 0;
}

static int
read_tables(struct segment *s, const struct vocab *v)
{
	int r;

	s->columns.ntables = v->nkinds + 2;
	s->tables = arena_array(&s->a, s->columns.ntables, sizeof(*s->tables));
	s->place_of =
	    arena_array(&s->a, s->columns.ntables, sizeof(*s->place_of));
	if (s->tables == NULL || s->place_of == NULL)
		return E_NOMEM;
	s->columns.tables = s->tables;
	for (size_t i = 0; i < v->nkinds; i++)
		s->tables[i].kind = v->kinds[i];
	for (size_t i = 0; i < s->ntables; i++) {
		size_t to = i >= s->names.nkinds
		    ? v->nkinds + (i - s->names.nkinds)
		    : SIZE_MAX;

		if (!s->places[i].of[SECTION_CODE].given)
			continue;
		if (i < s->names.nkinds && s->names.kinds[i] != NULL)
			to = s->names.kinds[i]->index;
		if (to == SIZE_MAX)
			return E_NAME;
		s->place_of[to] = i;
		if ((r = read_table(s, &s->places[i], &s->tables[to])) != 0)
			return r;
	}
	return 0;
}

/* -- Touching -------------------------------------------------------------- */

/* Bytes from..to of a section; one that is not there has none. */
static int
check_part(struct segment *s, const struct place *p, uint64_t from, uint64_t to)
{
	return p->given ? check_blocks(s, p->at + from, to - from) : 0;
}

static int
check_whole(struct segment *s, const struct place *p)
{
	return check_part(s, p, 0, p->length);
}

static int
touch_rows(struct segment *s, size_t table, size_t row, size_t n)
{
	const struct kind_table *t = &s->tables[table];
	const struct place *of = s->places[s->place_of[table]].of;
	const size_t width[] = { [SECTION_CODE] = t->width,
		[SECTION_FROM] = sizeof(uint16_t),
		[SECTION_TO] = sizeof(uint16_t),
		[SECTION_RECORDED] = sizeof(uint32_t) };
	int r;

	for (int k = SECTION_CODE; k <= SECTION_RECORDED; k++)
		if ((r = check_part(s, &of[k], row * width[k],
			 (row + n) * width[k])) != 0)
			return r;
	return 0;
}

/* The words of each row lie among the words. */
static int
touch_words(struct segment *s, size_t table, size_t row, size_t n)
{
	const struct kind_table *t = &s->tables[table];
	const struct place *of = s->places[s->place_of[table]].of;
	uint64_t nwords = of[SECTION_WORDS].length / sizeof(uint32_t);
	int r;

	if (t->at == NULL)
		return 0;
	if ((r = check_part(s, &of[SECTION_AT], row * sizeof(*t->at),
		 (row + n + 1) * sizeof(*t->at))) != 0)
		return r;
	for (size_t i = row; i < row + n; i++)
		if (t->at[i] > t->at[i + 1])
			return E_BROKEN;
	if (t->at[row + n] > nwords)
		return E_BROKEN;
	return check_part(s, &of[SECTION_WORDS],
	    (uint64_t)t->at[row] * sizeof(uint32_t),
	    (uint64_t)t->at[row + n] * sizeof(uint32_t));
}

/* What words name lies in order. */
static int
touch_strings(struct segment *s)
{
	const struct columns *c = &s->columns;
	int r;

	if (s->touched_strings)
		return 0;
	if ((r = check_whole(s, &s->whole[SECTION_STRING_AT])) != 0 ||
	    (r = check_whole(s, &s->whole[SECTION_STRINGS])) != 0)
		return r;
	for (size_t i = 0; i < c->nstrings; i++)
		if (c->string_at[i] >= c->string_at[i + 1])
			return E_BROKEN;
	if (c->string_at[c->nstrings] > s->whole[SECTION_STRINGS].length)
		return E_BROKEN;
	s->touched_strings = true;
	return 0;
}

/* Who people are lies in order, and ends. */
static int
touch_who(struct segment *s, size_t row, size_t n)
{
	const struct columns *c = &s->columns;
	int r;

	if ((r = touch_strings(s)) != 0 ||
	    (r = check_part(s, &s->whole[SECTION_MARKS], row, row + n)) != 0 ||
	    (r = check_part(s, &s->whole[SECTION_WHO_AT],
		 row * sizeof(*c->who_at),
		 (row + n + 1) * sizeof(*c->who_at))) != 0)
		return r;
	for (size_t i = row; i < row + n; i++)
		if (c->who_at[i] >= c->who_at[i + 1])
			return E_BROKEN;
	if (c->who_at[row + n] > s->whole[SECTION_WHO].length)
		return E_BROKEN;
	if ((r = check_part(s, &s->whole[SECTION_WHO], c->who_at[row],
		 c->who_at[row + n])) != 0)
		return r;
	for (size_t i = row; i < row + n; i++)
		if (c->who[c->who_at[i + 1] - 1] != '\0')
			return E_BROKEN;
	return 0;
}

static int
touch(void *ctx, enum columns_part part, size_t table, size_t row, size_t n)
{
	struct segment *s = ctx;
	int r;

	if (row > s->columns.all || n > s->columns.all - row)
		return E_RANGE;
	if (part == COLUMNS_MARKS)
		return check_part(s, &s->whole[SECTION_MARKS], row, row + n);
	if (part == COLUMNS_WHO)
		return touch_who(s, row, n);
	if (s->tables[table].code == NULL)
		return 0;
	if (part == COLUMNS_ZONES)
		return check_whole(s,
		    &s->places[s->place_of[table]].of[SECTION_ZONES]);
	r = touch_rows(s, table, row, n);
	return r != 0 || part == COLUMNS_ROWS ? r
					      : touch_words(s, table, row, n);
}

int
segment_verify(struct segment *s)
{
	size_t all = s->columns.all;
	int r;

	if ((r = check_blocks(s, 0, s->dir)) != 0)
		return r;
	for (size_t i = 0; i < s->columns.ntables; i++)
		if ((r = touch(s, COLUMNS_WORDS, i, 0, all)) != 0)
			return r;
	return touch_who(s, 0, all);
}

/* -- Opening --------------------------------------------------------------- */

static int
map_file(struct segment *s, const char *path)
{
	struct stat st;
	void *map;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return E_IO;
	if (fstat(fd, &st) != 0 || st.st_size < (off_t)SEGMENT_HEAD) {
		(void)close(fd);
		return st.st_size < (off_t)SEGMENT_HEAD ? E_BROKEN : E_IO;
	}
	s->size = (size_t)st.st_size;
	map = mmap(NULL, s->size, PROT_READ, MAP_SHARED, fd, 0);
	(void)close(fd);
	if (map == MAP_FAILED)
		return E_IO;
	s->map = map;
	return 0;
}

static int
open_mapped(struct segment *s, const struct vocab *v, const struct hash *h,
    const char **why)
{
	int r;

	if ((r = read_head(s, why)) != 0 || (r = check_name(s, h, why)) != 0)
		return r;
	s->checked = arena_array(&s->a, (size_t)s->nsums + 1, sizeof(bool));
	if (s->checked == NULL)
		return E_NOMEM;
	*why = "its directory cannot be read";
	if ((r = read_directory(s, v)) != 0)
		return r;
	*why = "what its sections hold is not what was written";
	if ((r = read_whole(s)) != 0)
		return r;
	r = read_tables(s, v);
	if (r == E_NAME)
		*why = "it speaks of a kind or a word that the vocabulary "
		       "does not have";
	if (r != 0)
		return r;
	s->columns.vocab = v;
	s->columns.touch = touch;
	s->columns.ctx = s;
	return 0;
}

int
segment_open(const struct mem *mem, const char *path, const struct vocab *v,
    const struct hash *h, struct segment **out, const char **why)
{
	struct segment *s = mem->alloc(mem->ctx, sizeof(*s));
	int r;

	*why = "it cannot be opened";
	if (s == NULL)
		return E_NOMEM;
	*s = (struct segment){ .mem = mem };
	arena_init(&s->a, mem, (size_t)8 << 30);
	if ((r = map_file(s, path)) == 0)
		r = open_mapped(s, v, h, why);
	if (r != 0) {
		segment_close(s);
		return r;
	}
	*why = NULL;
	*out = s;
	return 0;
}

void
segment_close(struct segment *s)
{
	if (s == NULL)
		return;
	if (s->map != NULL)
		(void)munmap((void *)(uintptr_t)s->map, s->size);
	arena_release(&s->a);
	s->mem->free(s->mem->ctx, s);
}

const struct columns *
segment_columns(const struct segment *s)
{
	return &s->columns;
}

struct hash
segment_hash(const struct segment *s)
{
	return s->hash;
}

int
segment_person(const struct segment *s, struct arena *a, size_t row,
    const struct person **out)
{
	return row < s->columns.all ? columns_person(a, &s->columns, row, out)
				    : E_RANGE;
}
