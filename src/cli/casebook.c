/* casebook.c - see casebook.h. */

#include <string.h>
#include <sys/stat.h>

#include "cli/casebook.h"
#include "cli/embedded.h"
#include "intake/file.h"

static const char *const suffixes[] = { ".law", ".vocab", NULL };

/* The sources of one casebook while they are gathered. */
struct gather {
	struct cli *c;
	const struct source_text **items;
	size_t n, cap;
};

static int
gather_add(struct gather *g, const struct source_text *s)
{
	g->items =
	    arena_grow(g->c->arena, g->items, g->n, &g->cap, sizeof(*g->items));
	if (g->items == NULL) {
		(void)cli_failed(g->c, "%s", err_text(E_NOMEM));
		return E_NOMEM;
	}
	g->items[g->n++] = s;
	return 0;
}

static int
gather_file(struct gather *g, const char *path)
{
	struct source_text *s = arena_alloc(g->c->arena, sizeof(*s));
	const char *why = NULL;
	int r = E_NOMEM;

	if (s != NULL)
		r = file_read(&file_system_real, g->c->arena, path,
		    LIMIT_SOURCE_BYTES, s, &why);
	if (r != 0) {
		(void)cli_failed(g->c, "%s", why != NULL ? why : err_text(r));
		return r;
	}
	return gather_add(g, s);
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int
gather_named(struct gather *g, const char *path)
{
	const char **names = NULL, *why = NULL;
	size_t n, i;
	int r;

	if (!is_folder(path))
		return gather_file(g, path);
	r = file_list(g->c->arena, path, suffixes, &names, &n, &why);
	if (r != 0) {
		(void)cli_failed(g->c, "%s", why != NULL ? why : err_text(r));
		return r;
	}
	if (n == 0) {
		(void)cli_failed(g->c, "%s: holds no .law or .vocab file",
		    path);
		return E_IO;
	}
	for (i = 0; i < n; i++)
		if ((r = gather_file(g, names[i])) != 0)
			return r;
	return 0;
}

static const char *
last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static bool
stands_for_embedded(const struct source_text *s)
{
	for (size_t i = 0; i < casebook_nfiles; i++)
		if (strcmp(last_part(s->path), casebook_files[i].name) == 0)
			return true;
	return false;
}

/* The embedded files, and in its place the one that a named file stands for:
 * one vocabulary may lie in what another declares. */
static int
gather_embedded(struct gather *g, const struct gather *instead)
{
	struct source_text *s;
	size_t i, k;
	int r;

	for (i = 0; i < casebook_nfiles; i++) {
		for (k = 0; k < instead->n; k++)
			if (strcmp(last_part(instead->items[k]->path),
				casebook_files[i].name) == 0)
				break;
		if (k < instead->n) {
			if ((r = gather_add(g, instead->items[k])) != 0)
				return r;
			continue;
		}
		s = arena_alloc(g->c->arena, sizeof(*s));
		if (s == NULL ||
		    (s->path = arena_printf(g->c->arena, "casebook/%s",
			 casebook_files[i].name)) == NULL) {
			(void)cli_failed(g->c, "%s", err_text(E_NOMEM));
			return E_NOMEM;
		}
		s->bytes = casebook_files[i].bytes;
		s->len = casebook_files[i].len;
		if ((r = gather_add(g, s)) != 0)
			return r;
	}
	return 0;
}

static bool
is_vocab(const char *path)
{
	size_t n = strlen(path), k = strlen(".vocab");

	return n >= k && strcmp(path + n - k, ".vocab") == 0;
}

static int
casebook_check(struct cli *c, const struct gather *g, struct casebook *out)
{
	size_t i, pass;
	int r = 0;

	diags_init(&out->diags, c->arena);
	out->sources = g->items;
	out->nsources = g->n;
	/* Vocabularies first: the parser needs them to tell a person
	 * line's fields from its values. */
	for (pass = 0; pass < 2; pass++)
		for (i = 0; i < g->n && r == 0; i++)
			if (is_vocab(g->items[i]->path) == (pass == 0))
				r = law_parse(c->arena, g->items[i], &out->law,
				    &out->diags);
	/* Names of a text that could not be read are not missing. */
	if (r == 0 && out->diags.nerrors == 0 && out->law.vocab == NULL)
		diag_add(&out->diags, DIAG_ERROR, (struct pos){ 0 }, NULL,
		    "name a .vocab file too, as casebook/removal.vocab: under "
		    "--alone and --casebook the words in the program do not "
		    "count",
		    "no vocabulary: nothing says what the words of these "
		    "texts mean");
	if (r == 0 && out->diags.nerrors == 0) {
		r = law_check(c->arena, &out->law, &out->diags);
		out->checked = r;
		if (r == E_CHECK)
			r = 0;
	} else {
		out->checked = E_CHECK;
	}
	if (out->diags.failed)
		r = E_NOMEM;
	if (r != 0)
		(void)cli_failed(c, "the casebook cannot be read: %s",
		    err_text(r));
	return r;
}

int
casebook_read(struct cli *c, const struct option_list *named,
    struct casebook *out)
{
	struct gather g = { .c = c }, none = { .c = c };
	size_t i;
	int r;

	*out = (struct casebook){ .from = "the casebook in this program" };
	if (named->n == 0 && (r = gather_embedded(&g, &none)) != 0)
		return r;
	for (i = 0; i < named->n; i++)
		if ((r = gather_named(&g, named->items[i])) != 0)
			return r;
	if (named->n > 0)
		out->from = named->items[0];
	return casebook_check(c, &g, out);
}

int
casebook_read_around(struct cli *c, const struct option_list *named, bool alone,
    struct casebook *out, const struct source_text ***own, size_t *nown)
{
	struct gather named_files = { .c = c }, all = { .c = c };
	size_t i;
	int r;

	*out = (struct casebook){ .from = "the files named" };
	for (i = 0; i < named->n; i++) {
		alone = alone || is_folder(named->items[i]);
		if ((r = gather_named(&named_files, named->items[i])) != 0)
			return r;
	}
	*own = named_files.items;
	*nown = named_files.n;
	if (!alone && (r = gather_embedded(&all, &named_files)) != 0)
		return r;
	for (i = 0; i < named_files.n; i++)
		if ((alone || !stands_for_embedded(named_files.items[i])) &&
		    (r = gather_add(&all, named_files.items[i])) != 0)
			return r;
	return casebook_check(c, &all, out);
}

int
casebook_need(struct cli *c, const struct option_list *named,
    struct casebook *out)
{
	int r = casebook_read(c, named, out);

	if (r != 0)
		return r;
	if (out->diags.nerrors == 0 && out->checked == 0)
		return 0;
	cli_diags(c, &out->diags, NULL, 0);
	(void)cli_failed(c,
	    "%s has errors; `forestay law check` shows them all. Nothing is "
	    "decided on orders that are not understood",
	    out->from);
	return E_CHECK;
}

bool
casebook_has(const struct source_text *const *own, size_t n, struct pos pos)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (pos.src == own[i])
			return true;
	return false;
}
