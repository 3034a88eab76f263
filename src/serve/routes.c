/* routes.c - see routes.h. */

#include <string.h>

#include "core/buf.h"
#include "core/limits.h"
#include "serve/account.h"
#include "serve/routes.h"

const char *
role_text(enum role r)
{
	static const char *const names[ROLES] = { "officer", "counsel",
		"monitor", "feed" };

	return names[r];
}

bool
role_read(const char *s, enum role *out)
{
	enum role r;

	for (r = 0; r < ROLES; r++)
		if (strcmp(s, role_text(r)) == 0) {
			*out = r;
			return true;
		}
	return false;
}

/* What counsel may see goes through no process that talks to officers. */
const struct route routes[ROUTES] = {
	[ROUTE_HEALTH] = { .id = ROUTE_HEALTH,
	    .method = "GET",
	    .path = "/healthz",
	    .open = SIDE_BIT(SIDE_GATE) | SIDE_BIT(SIDE_DESK) },
	[ROUTE_METRICS] = { .id = ROUTE_METRICS,
	    .method = "GET",
	    .path = "/metrics",
	    .roles = { [SIDE_GATE] = ROLE_BIT(ROLE_MONITOR),
		[SIDE_DESK] = ROLE_BIT(ROLE_MONITOR) } },
	[ROUTE_CHECK] = { .id = ROUTE_CHECK,
	    .method = "POST",
	    .path = "/v1/check",
	    .roles = { [SIDE_GATE] = ROLE_BIT(ROLE_OFFICER),
		[SIDE_DESK] = ROLE_BIT(ROLE_COUNSEL) },
	    .check = true,
	    .body_max = LIMIT_CHECK_BYTES },
	[ROUTE_MANIFEST] = { .id = ROUTE_MANIFEST,
	    .method = "POST",
	    .path = "/v1/manifest",
	    .roles = { [SIDE_GATE] = ROLE_BIT(ROLE_OFFICER),
		[SIDE_DESK] = ROLE_BIT(ROLE_COUNSEL) },
	    .check = true,
	    .manifest = true,
	    .body_max = LIMIT_MANIFEST_BYTES },
	[ROUTE_NOTICES] = { .id = ROUTE_NOTICES,
	    .method = "GET",
	    .path = "/v1/notices",
	    .roles = { [SIDE_GATE] =
			   ROLE_BIT(ROLE_OFFICER) | ROLE_BIT(ROLE_MONITOR),
		[SIDE_DESK] =
		    ROLE_BIT(ROLE_COUNSEL) | ROLE_BIT(ROLE_MONITOR) } },
	[ROUTE_ACKNOWLEDGE] = { .id = ROUTE_ACKNOWLEDGE,
	    .method = "POST",
	    .path = "/v1/notices/{number}/ack",
	    .roles = { [SIDE_GATE] =
			   ROLE_BIT(ROLE_OFFICER) | ROLE_BIT(ROLE_MONITOR),
		[SIDE_DESK] =
		    ROLE_BIT(ROLE_COUNSEL) | ROLE_BIT(ROLE_MONITOR) } },
	[ROUTE_STREAM] = { .id = ROUTE_STREAM,
	    .method = "GET",
	    .path = "/v1/notices/stream",
	    .roles = { [SIDE_GATE] =
			   ROLE_BIT(ROLE_OFFICER) | ROLE_BIT(ROLE_MONITOR),
		[SIDE_DESK] =
		    ROLE_BIT(ROLE_COUNSEL) | ROLE_BIT(ROLE_MONITOR) } },
	/* A feed may reach either listener; who may read, the desk's alone. */
	[ROUTE_DOCKET] = { .id = ROUTE_DOCKET,
	    .method = "POST",
	    .path = "/v1/dockets",
	    .roles = { [SIDE_GATE] = ROLE_BIT(ROLE_FEED),
		[SIDE_DESK] = ROLE_BIT(ROLE_FEED) },
	    .docket = true,
	    .body_max = LIMIT_DOCKET_BYTES },
	[ROUTE_DOCKET_TOKEN] = { .id = ROUTE_DOCKET_TOKEN,
	    .method = "POST",
	    .path = "/v1/dockets/{token}",
	    .roles = { [SIDE_GATE] = ROLE_BIT(ROLE_FEED),
		[SIDE_DESK] = ROLE_BIT(ROLE_FEED) },
	    .docket = true,
	    .body_max = LIMIT_DOCKET_BYTES },
	[ROUTE_DOCKETS] = { .id = ROUTE_DOCKETS,
	    .method = "GET",
	    .path = "/v1/dockets",
	    .roles = { [SIDE_DESK] =
			   ROLE_BIT(ROLE_COUNSEL) | ROLE_BIT(ROLE_MONITOR) } },
	[ROUTE_PAGE] = { .id = ROUTE_PAGE,
	    .method = "GET",
	    .path = "/",
	    .roles = { [SIDE_GATE] = ROLE_BIT(ROLE_OFFICER) },
	    .page = true },
	[ROUTE_PAGE_CHECK] = { .id = ROUTE_PAGE_CHECK,
	    .method = "POST",
	    .path = "/",
	    .roles = { [SIDE_GATE] = ROLE_BIT(ROLE_OFFICER) },
	    .check = true,
	    .page = true,
	    .body_max = LIMIT_FORM_BYTES },
	[ROUTE_PAGE_OVER] = { .id = ROUTE_PAGE_OVER,
	    .method = "GET",
	    .path = "/over",
	    .roles = { [SIDE_GATE] = ROLE_BIT(ROLE_OFFICER) },
	    .page = true },
	[ROUTE_PAGE_KEEP] = { .id = ROUTE_PAGE_KEEP,
	    .method = "POST",
	    .path = "/signed-answer",
	    .roles = { [SIDE_GATE] = ROLE_BIT(ROLE_OFFICER) },
	    .page = true,
	    .body_max = LIMIT_FORM_BYTES },
	[ROUTE_SIGN_IN] = { .id = ROUTE_SIGN_IN,
	    .method = "POST",
	    .path = "/sign-in",
	    .roles = { [SIDE_GATE] = ROLE_BIT(ROLE_OFFICER) },
	    .page = true,
	    .body_max = LIMIT_FORM_BYTES },
	[ROUTE_SIGN_OUT] = { .id = ROUTE_SIGN_OUT,
	    .method = "POST",
	    .path = "/sign-out",
	    .roles = { [SIDE_GATE] = ROLE_BIT(ROLE_OFFICER) },
	    .page = true },
	[ROUTE_LOOK_CSS] = { .id = ROUTE_LOOK_CSS,
	    .method = "GET",
	    .path = "/look.css",
	    .open = SIDE_BIT(SIDE_GATE),
	    .file = "look.css" },
	[ROUTE_GATE_CSS] = { .id = ROUTE_GATE_CSS,
	    .method = "GET",
	    .path = "/gate.css",
	    .open = SIDE_BIT(SIDE_GATE),
	    .file = "gate.css" },
	[ROUTE_GATE_JS] = { .id = ROUTE_GATE_JS,
	    .method = "GET",
	    .path = "/gate.js",
	    .open = SIDE_BIT(SIDE_GATE),
	    .file = "gate.js" },
	/* A witness answers whoever asks: it signs nothing that the log has
	 * not signed. */
	[ROUTE_ADD_CHECKPOINT] = { .id = ROUTE_ADD_CHECKPOINT,
	    .method = "POST",
	    .path = "/add-checkpoint",
	    .open = SIDE_BIT(SIDE_WITNESS),
	    .text = true,
	    .body_max = LIMIT_WITNESS_BYTES },
};

/* What no role has there is not there. */
static bool
is_at(const struct route *r, enum side side)
{
	return (r->open & SIDE_BIT(side)) != 0 || r->roles[side] != 0;
}

/* As many as every reader of JSON holds exactly. */
#define NUMBER_DIGITS 15

/* One number, in one spelling. */
static bool
is_path(const char *pattern, const char *path, uint64_t *number)
{
	static const char hole[] = "{number}";
	const char *at = strstr(pattern, "{token}");
	size_t lead, n;

	*number = 0;
	if (at != NULL) {
		lead = (size_t)(at - pattern);
		return strncmp(pattern, path, lead) == 0 &&
		    account_token_form(path + lead, strlen(path + lead));
	}
	at = strstr(pattern, hole);
	if (at == NULL)
		return strcmp(pattern, path) == 0;
	lead = (size_t)(at - pattern);
	if (strncmp(pattern, path, lead) != 0)
		return false;
	n = strspn(path + lead, "0123456789");
	if (n == 0 || n > NUMBER_DIGITS || path[lead] == '0' ||
	    strcmp(path + lead + n, at + sizeof(hole) - 1) != 0)
		return false;
	for (path += lead; n-- > 0; path++)
		*number = *number * 10 + (uint64_t)(*path - '0');
	return true;
}

enum found
route_find(enum side side, const char *method, const char *path,
    const struct route **out, uint64_t *number)
{
	uint64_t other;
	size_t i;

	*out = NULL;
	for (i = 0; i < ROUTES; i++) {
		if (!is_at(&routes[i], side) ||
		    !is_path(routes[i].path, path,
			*out == NULL ? number : &other))
			continue;
		*out = &routes[i];
		if (strcmp(routes[i].method, method) == 0)
			return FOUND;
	}
	return *out == NULL ? FOUND_NO_PATH : FOUND_NO_METHOD;
}

const char *
route_methods(const struct route *r)
{
	size_t i;

	for (i = 0; i < ROUTES; i++)
		if (strcmp(routes[i].path, r->path) == 0 &&
		    strcmp(routes[i].method, r->method) != 0)
			return "GET, POST";
	return r->method;
}

bool
route_allows(const struct route *r, enum side side, enum role role)
{
	return (r->open & SIDE_BIT(side)) != 0 ||
	    (r->roles[side] & ROLE_BIT(role)) != 0;
}

/* -- Problems ------------------------------------------------------------ */

const struct problem_row problem_rows[PROBLEMS] = {
	[PROBLEM_NONE] = { 200, "none", "no problem" },
	[PROBLEM_REQUEST] = { 400, "request",
	    "the head of the request is not of the form of HTTP/1.1" },
	[PROBLEM_BODY] = { 422, "body", "the body does not say what it must" },
	[PROBLEM_TOKEN] = { 401, "token",
	    "an account's token is needed: Authorization: Bearer TOKEN" },
	[PROBLEM_ROLE] = { 403, "role", "this account may not do this here" },
	[PROBLEM_ORIGIN] = { 403, "origin",
	    "this form was sent by another page than its own" },
	[PROBLEM_PATH] = { 404, "path", "there is nothing here" },
	[PROBLEM_METHOD] = { 405, "method", "this is not done in that way" },
	[PROBLEM_TIMEOUT] = { 503, "timeout",
	    "no answer could be had in time: read it as a hold" },
	[PROBLEM_LENGTH] = { 411, "length", "the body's length is not said" },
	[PROBLEM_LARGE] = { 413, "large", "the body is larger than is taken" },
	[PROBLEM_TYPE] = { 415, "type",
	    "the body is to be application/json, of a page's form "
	    "application/x-www-form-urlencoded, in no other coding" },
	[PROBLEM_HEAD] = { 431, "head",
	    "the head of the request is larger than is taken" },
	[PROBLEM_EXPECT] = { 417, "expect", "nothing but 100-continue is met" },
	[PROBLEM_INTERNAL] = { 500, "internal",
	    "the server failed: read it as a hold" },
	[PROBLEM_TRANSFER] = { 501, "transfer",
	    "no transfer coding but chunked is known" },
	[PROBLEM_BUSY] = { 503, "busy",
	    "too much is asked at once: ask again" },
	[PROBLEM_VERSION] = { 505, "version", "only HTTP/1.1 is spoken" },
};

void
problem_write(struct buf *b, enum problem p, const char *detail, bool hold)
{
	const struct problem_row *row = &problem_rows[p];

	buf_printf(b,
	    "{\"type\":\"urn:forestay:problem:%s\",\"title\":", row->name);
	buf_json(b, row->title);
	buf_printf(b, ",\"status\":%u", row->status);
	if (detail != NULL) {
		buf_puts(b, ",\"detail\":");
		buf_json(b, detail);
	}
	if (hold)
		buf_puts(b, ",\"verdict\":\"hold\"");
	buf_puts(b, "}\n");
}
