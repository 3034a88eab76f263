/* about.c - see about.h. */

#include "serve/about.h"

int
about_read(struct arena *a, struct store *s, const char *subject,
    uint64_t through, about_fn *take, void *ctx)
{
	struct written *w = NULL;
	struct entry_view v;
	size_t n = 0, i;
	int r = store_about(s, a, subject, through, &w, &n);

	for (i = 0; i < n && r == 0; i++) {
		r = entry_read(a, w[i].bytes, w[i].n, &v);
		if (r != 0)
			return r == E_NOMEM ? r : E_BROKEN;
		r = take(ctx, &w[i], v.kind, v.body);
		entry_view_release(&v);
	}
	return r;
}

int
about_write(struct store *s, const char *subject, const char *kind,
    json_t *body, const char *by, const struct precondition *pre,
    struct appended *out)
{
	const char *const on[] = { subject };
	struct draft d = { .kind = kind,
		.matter = subject,
		.author = by,
		.on = on,
		.non = 1,
		.body = body };
	struct batch b = { .drafts = &d,
		.n = 1,
		.pre = pre,
		.npre = pre == NULL ? 0 : 1 };
	int r = body == NULL ? E_SYNTAX : store_batch_id(&b);

	if (r == 0)
		r = store_append(s, &b, out);
	json_decref(body);
	return r;
}
