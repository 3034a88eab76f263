/* desk_wire.c - see desk.h. */

#include <string.h>

#include "serve/desk.h"
#include "serve/page_form.h"

/* A page's form: a token to sign in by, or a question. */
static enum problem
read_form(struct arena *a, const struct http_request *h,
    struct desk_request *out, const char **detail)
{
	struct page_form form;
	const char *token;
	int r = page_form_read(a, h->body, h->nbody, &form, detail);

	if (r == 0 && h->route->check)
		r = query_form(&form, a, &out->query, detail);
	if (r == E_NOMEM)
		*detail = NULL;
	if (r != 0)
		return r == E_NOMEM ? PROBLEM_BUSY : PROBLEM_BODY;
	*detail = NULL;
	if (h->route->id != ROUTE_SIGN_IN)
		return PROBLEM_NONE;
	token = page_form_get(&form, "token");
	if (token == NULL || !account_token_form(token, strlen(token)))
		return PROBLEM_TOKEN;
	out->has_token = true;
	out->token = account_token_hash(token);
	return PROBLEM_NONE;
}

static enum problem
read_page(struct arena *a, const struct http_request *h,
    struct desk_request *out, const char **detail)
{
	out->cookie = h->cookie;
	if (h->cookie == NULL && h->route->id != ROUTE_SIGN_IN)
		return PROBLEM_TOKEN;
	return h->nbody > 0 ? read_form(a, h, out, detail) : PROBLEM_NONE;
}

static enum problem
read_docket(const struct http_request *h, struct desk_request *out,
    const char **detail)
{
	int r = docket_body_read(h->body, h->nbody, &out->docket, detail);

	out->docket.key = h->key;
	return r == 0 ? PROBLEM_NONE : PROBLEM_BODY;
}

enum problem
desk_request_read(struct arena *a, const struct http_request *h,
    struct desk_request *out, const char **detail)
{
	int r;

	*detail = NULL;
	*out = (struct desk_request){ .id = h->id,
		.route = h->route,
		.number = h->number };
	if (h->route->page)
		return read_page(a, h, out, detail);
	if (h->token != NULL) {
		out->has_token = true;
		out->token = account_token_hash(h->token);
	} else if (!h->route->open) {
		return PROBLEM_TOKEN;
	}
	if (h->route->docket)
		return read_docket(h, out, detail);
	if (!h->route->check)
		return PROBLEM_NONE;
	r = h->route->manifest
	    ? manifest_read(a, h->body, h->nbody, &out->manifest, detail)
	    : query_read(a, h->body, h->nbody, &out->query, detail);
	if (r == 0)
		return PROBLEM_NONE;
	if (r == E_NOMEM)
		*detail = NULL;
	return r == E_NOMEM ? PROBLEM_BUSY : PROBLEM_BODY;
}

void
desk_request_put(struct buf *b, const struct desk_request *r)
{
	wire_u64(b, r->id);
	wire_u8(b, r->route->id);
	wire_u64(b, r->number);
	wire_u8(b, r->gone);
	wire_u8(b, r->has_token);
	buf_add(b, (const char *)r->token.b, HASH_BYTES);
	wire_text(b, r->cookie);
	if (r->route->docket)
		docket_body_put(b, &r->docket);
	if (r->route->manifest)
		manifest_put(b, &r->manifest);
	else if (r->route->check)
		query_put(b, &r->query);
}

static const char *
get_or_null(struct wire *w)
{
	const char *s = wire_get_text(w);

	return *s == '\0' ? NULL : s;
}

static void
get_hash(struct wire *w, struct hash *out)
{
	size_t i;

	for (i = 0; i < HASH_BYTES; i++)
		out->b[i] = (uint8_t)wire_get_u8(w);
}

int
desk_request_get(struct wire *w, struct arena *a, struct desk_request *out)
{
	const char *cookie;
	unsigned route;
	int r = 0;

	*out = (struct desk_request){ .id = wire_get_u64(w) };
	route = wire_get_u8(w);
	out->number = wire_get_u64(w);
	out->gone = wire_get_u8(w) != 0;
	out->has_token = wire_get_u8(w) != 0;
	get_hash(w, &out->token);
	if ((cookie = get_or_null(w)) != NULL &&
	    (out->cookie = arena_strdup(a, cookie)) == NULL)
		return E_NOMEM;
	if (w->failed || route >= ROUTES)
		return E_SYNTAX;
	out->route = &routes[route];
	if (out->route->docket)
		r = docket_body_get(w, a, &out->docket);
	else if (out->route->manifest)
		r = manifest_get(w, a, &out->manifest);
	else if (out->route->check)
		r = query_get(w, a, &out->query);
	return r != 0 ? r : wire_done(w) ? 0 : E_SYNTAX;
}

void
desk_reply_put(struct buf *b, const struct desk_reply *r)
{
	wire_u64(b, r->id);
	wire_u8(b, r->problem);
	wire_u8(b, r->part);
	wire_text(b, r->detail);
	if (r->problem != PROBLEM_NONE)
		return;
	wire_u32(b, r->http.status);
	wire_text(b, r->http.media);
	wire_text(b, r->http.signature);
	wire_u8(b, r->http.cookie != NULL);
	wire_text(b, r->http.cookie);
	wire_text(b, r->http.location);
	wire_bytes(b, r->http.body, r->http.n);
}

int
desk_reply_get(struct wire *w, struct desk_reply *out)
{
	const char *cookie;
	unsigned problem, part;

	*out = (struct desk_reply){ .id = wire_get_u64(w) };
	problem = wire_get_u8(w);
	part = wire_get_u8(w);
	out->detail = get_or_null(w);
	if (w->failed || problem >= PROBLEMS || part >= PARTS)
		return E_SYNTAX;
	out->part = (enum desk_part)part;
	out->problem = (enum problem)problem;
	if (out->problem == PROBLEM_NONE) {
		out->http.status = wire_get_u32(w);
		out->http.media = wire_get_text(w);
		out->http.signature = get_or_null(w);
		out->http.cookie = wire_get_u8(w) != 0 ? "" : NULL;
		cookie = wire_get_text(w);
		if (out->http.cookie != NULL)
			out->http.cookie = cookie;
		out->http.location = get_or_null(w);
		out->http.body = wire_get_bytes(w, &out->http.n);
	}
	return wire_done(w) ? 0 : E_SYNTAX;
}

void
desk_count(struct buf *b, const struct http_counts *c, const char *of)
{
	size_t i, k;

	for (i = 0; i <= ROUTES; i++)
		for (k = 2; k < 6; k++)
			buf_printf(b,
			    "forestay_replies_total{listener=\"%s\","
			    "method=\"%s\",route=\"%s\","
			    "status=\"%zuxx\"} %llu\n",
			    of, i < ROUTES ? routes[i].method : "none",
			    i < ROUTES ? routes[i].path : "none", k,
			    (unsigned long long)c->replies[i][k]);
	buf_printf(b,
	    "forestay_connections_total{listener=\"%s\"} %llu\n"
	    "forestay_connections{listener=\"%s\"} %u\n",
	    of, (unsigned long long)c->connections, of, c->open);
}
