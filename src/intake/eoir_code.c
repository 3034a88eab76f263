/* eoir_code.c - see eoir_code.h. */

#include "intake/eoir_code.h"

#include <string.h>
#include <strings.h>

#include "core/limits.h"

/* -- Sets of codes -------------------------------------------------------- */

static size_t
code_slot(const struct code_set *s, uint32_t code)
{
	size_t i =
	    (size_t)((code * (uint64_t)0x9E3779B97F4A7C15u) >> 40) & s->mask;

	while (s->slots[i] != 0 && s->slots[i] != code)
		i = (i + 1) & s->mask;
	return i;
}

bool
code_set_has(const struct code_set *s, uint32_t code)
{
	return s->n == 0 || s->slots[code_slot(s, code)] == code;
}

static int
code_set_room(struct arena *a, struct code_set *s, size_t codes)
{
	size_t cap = 64;

	while (cap < 2 * codes)
		cap *= 2;
	*s = (struct code_set){ .slots =
				    arena_array(a, cap, sizeof(s->slots[0])),
		.mask = cap - 1 };
	return s->slots != NULL ? 0 : E_NOMEM;
}

static void
code_set_add(struct code_set *s, uint32_t code)
{
	size_t i;

	if (code == 0 || code == CODE_LONG || s->n > s->mask / 2)
		return;
	i = code_slot(s, code);
	s->n += s->slots[i] == 0;
	s->slots[i] = code;
}

/* -- Case types ----------------------------------------------------------- */

static const char *const case_types[CASE_TYPES] = {
	[CASE_NONE] = "",
	[CASE_RMV] = "RMV",
	[CASE_DEP] = "DEP",
	[CASE_EXC] = "EXC",
	[CASE_CFR] = "CFR",
	[CASE_RFR] = "RFR",
	[CASE_WHO] = "WHO",
	[CASE_AOC] = "AOC",
	[CASE_DDC] = "DDC",
	[CASE_REC] = "REC",
	[CASE_CSR] = "CSR",
	[CASE_NAC] = "NAC",
	[CASE_CDR] = "CDR",
	[CASE_DCC] = "DCC",
};

enum case_type
case_type_read(const char *s, size_t n)
{
	unsigned t;

	if (n != 3)
		return CASE_NONE;
	for (t = CASE_RMV; t < CASE_TYPES; t++)
		if (memcmp(case_types[t], s, 3) == 0)
			return (enum case_type)t;
	return CASE_NONE;
}

const char *
case_type_text(enum case_type t)
{
	return case_types[t];
}

/* -- Decisions ------------------------------------------------------------ */

/* What kept tables say, where the release brings none: letters that order
 * removal, grant voluntary departure, or neither.  From the codebook of the
 * Deportation Data Project (CC0) and the descriptions in marrowb/eoir. */
static const struct {
	enum case_type type;
	const char *removal, *departure, *other;
} kept_merits[] = { { CASE_RMV, "XEZ", "V", "RTUWO" },
	{ CASE_DEP, "D", "V", "RTUO" }, { CASE_EXC, "E", "", "RTWO" },
	{ CASE_CFR, "", "", "AVW" }, { CASE_RFR, "", "", "AVW" },
	{ CASE_WHO, "", "", "DGWO" }, { CASE_AOC, "D", "", "GWO" },
	{ CASE_DDC, "", "", "X" }, { CASE_REC, "", "", "RN" },
	{ CASE_CSR, "", "", "AV" }, { CASE_NAC, "", "", "DG" },
	{ CASE_CDR, "", "", "SK" } };
static const char kept_other[] = "ABCFHIJMOPTY";

static const struct {
	char letter;
	const char *outcome;
} kept_outcomes[] = { { 'X', "removal" }, { 'E', "removal" },
	{ 'Z', "removal" }, { 'D', "removal" }, { 'V', "voluntary_departure" },
	{ 'R', "relief" }, { 'T', "terminated" }, { 'U', "dismissed" },
	{ 'W', "withdrawn" }, { 'A', "affirmed" }, { 'G', "granted" } };

/* By how the description begins. */
static const char *
outcome_of(const char *s, size_t n, enum disposition d)
{
	static const struct {
		const char *begins, *outcome;
	} words[] = { { "relief", "relief" }, { "terminat", "terminated" },
		{ "dismiss", "dismissed" }, { "affirm", "affirmed" },
		{ "vacate", "vacated" }, { "grant", "granted" },
		{ "deny", "denied" }, { "withdr", "withdrawn" },
		{ "sustain", "sustained" }, { "revoke", "revoked" },
		{ "rescind", "rescinded" } };

	if (d == DISPOSITION_DEPARTURE)
		return "voluntary_departure";
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (n >= strlen(words[i].begins) &&
		    strncasecmp(s, words[i].begins, strlen(words[i].begins)) ==
			0)
			return words[i].outcome;
	return d == DISPOSITION_REMOVAL ? "removal" : "other";
}

static const char *
kept_outcome(char letter, enum disposition d)
{
	if (d == DISPOSITION_REMOVAL)
		return "removal";
	for (size_t i = 0; i < sizeof(kept_outcomes) / sizeof(kept_outcomes[0]);
	     i++)
		if (kept_outcomes[i].letter == letter)
			return kept_outcomes[i].outcome;
	return "other";
}

static void
keep_letters(struct eoir_codes *c, enum case_type t, const char *letters,
    enum disposition d)
{
	for (; *letters != '\0'; letters++)
		c->merits[t][(unsigned char)*letters] =
		    (struct decision){ d, kept_outcome(*letters, d) };
}

static void
keep_decisions(struct eoir_codes *c)
{
	c->decisions_from = "codes kept in forestay (codebook of the "
			    "Deportation Data Project, CC0)";
	for (size_t i = 0; i < sizeof(kept_merits) / sizeof(kept_merits[0]);
	     i++) {
		enum case_type t = kept_merits[i].type;

		keep_letters(c, t, kept_merits[i].removal, DISPOSITION_REMOVAL);
		keep_letters(c, t, kept_merits[i].departure,
		    DISPOSITION_DEPARTURE);
		keep_letters(c, t, kept_merits[i].other, DISPOSITION_OTHER);
		for (const char *o = kept_other; *o != '\0'; o++)
			c->other[t][(unsigned char)*o] = true;
	}
}

/* -- The Board ------------------------------------------------------------ */

/* What each code does to an order, by its description in
 * tblLookupBIADecision.  One that is not here settles nothing. */
static const struct {
	enum bia_class class;
	const char *codes;
} bia_classes[] = {
	{ BIA_DISMISSED, "DIS SAF SUD SED SAD SND SOD DMO DSO S-L" },
	{ BIA_UNTIMELY, "SDG DUT" },
	{ BIA_WITHDRAWN, "WDL" },
	{ BIA_DEPARTURE, "D30 DVD SAV CFV" },
	{ BIA_UNDONE, "REM SUS TER GRN TPD GNR BCR CFG CGR CPC CPG GRS WPD" },
	{ BIA_DENIED, "DEN CFD DNS FMD" },
	{ BIA_UNKNOWN,
	    "ABC ACR ADM ADR APD CON CTM DED MBD NAN NJU OTH OTS REJ SCC SNC "
	    "SUP TPS" },
};

static void
keep_bia(struct eoir_codes *c)
{
	for (size_t i = 0; i < sizeof(bia_classes) / sizeof(bia_classes[0]);
	     i++)
		for (const char *s = bia_classes[i].codes; *s != '\0';
		     s += s[3] == ' ' ? 4 : 3) {
			c->bia_codes[c->nbia] = code_pack(s, 3);
			c->bia_class[c->nbia++] =
			    (unsigned char)bia_classes[i].class;
		}
}

enum bia_class
codes_bia(const struct eoir_codes *c, uint32_t code)
{
	for (size_t i = 0; i < c->nbia; i++)
		if (c->bia_codes[i] == code)
			return (enum bia_class)c->bia_class[i];
	return BIA_UNKNOWN;
}

/* -- Tables of a release -------------------------------------------------- */

static int
keep_set(struct arena *a, struct code_set *set, const char *codes)
{
	const char *s = codes;
	int r = code_set_room(a, set, strlen(codes) / 3 + 2);

	while (r == 0 && *s != '\0') {
		size_t n = strcspn(s, " ");

		code_set_add(set, code_pack(s, n));
		s += n + (s[n] == ' ');
	}
	return r;
}

int
codes_init(struct arena *a, struct eoir_codes *c)
{
	/* tblLookUp_Appln, as marrowb/eoir (MIT) has it. */
	static const char *const applications =
	    "202 209c 2129 212L 212a 212c 212d 212g 212h 212i 212k 216 237H "
	    "241a 241f 245 249 42A 42B A ASYL ASYW B BCA BSP BUA CI CII CIII "
	    "CPC I881 PRMF SUSP UNK VD WAIV WCAT WD WDL d11";
	int r;

	memset(c, 0, sizeof(*c));
	keep_decisions(c);
	keep_bia(c);
	r = keep_set(a, &c->application, applications);
	if (r == 0)
		r = keep_set(a, &c->court, eoir_kept_courts);
	if (r == 0)
		r = keep_set(a, &c->judge, eoir_kept_judges);
	if (r == 0)
		r = code_set_room(a, &c->bia, c->nbia);
	for (size_t i = 0; r == 0 && i < c->nbia; i++)
		code_set_add(&c->bia, c->bia_codes[i]);
	return r;
}

struct cells {
	const char *s[16];
	size_t n[16];
	size_t count;
};

/* One line cut at its tabs; blanks at the end of a cell go.  The bytes
 * behind it, or NULL at the end. */
static const char *
line_cells(const char *s, const char *end, struct cells *out)
{
	const char *feed, *stop, *tab;

	if (s >= end)
		return NULL;
	feed = memchr(s, '\n', (size_t)(end - s));
	stop = feed != NULL ? feed : end;
	out->count = 0;
	while (s <= stop && out->count < 16) {
		const char *e;

		tab = memchr(s, '\t', (size_t)(stop - s));
		e = tab != NULL ? tab : stop;
		while (e > s && (e[-1] == ' ' || e[-1] == '\r'))
			e--;
		out->s[out->count] = s;
		out->n[out->count++] = (size_t)(e - s);
		if (tab == NULL)
			break;
		s = tab + 1;
	}
	return feed != NULL ? feed + 1 : end;
}

static int
column_named(const struct cells *head, const char *name)
{
	for (size_t i = 0; i < head->count; i++)
		if (head->n[i] == strlen(name) &&
		    strncasecmp(head->s[i], name, head->n[i]) == 0)
			return (int)i;
	return -1;
}

static int
take_set(struct arena *a, struct code_set *set, const char *column,
    const char *bytes, size_t n)
{
	const char *end = bytes + n, *s;
	struct cells c;
	size_t lines = 0;
	struct code_set made;
	int at, r;

	s = line_cells(bytes, end, &c);
	if (s == NULL || (at = column_named(&c, column)) < 0)
		return E_SYNTAX;
	for (const char *p = s; p < end && lines < LIMIT_WORDS; lines++) {
		const char *feed = memchr(p, '\n', (size_t)(end - p));

		p = feed != NULL ? feed + 1 : end;
	}
	if ((r = code_set_room(a, &made, lines + 1)) != 0)
		return r;
	for (size_t k = 0; k < lines; k++) {
		s = line_cells(s, end, &c);
		if (s == NULL)
			break;
		if (c.count > (size_t)at)
			code_set_add(&made, code_pack(c.s[at], c.n[at]));
	}
	if (made.n > 0)
		*set = made;
	return 0;
}

/* Whether a row of decisions is merits (C) or another completion (O), and
 * what it says. */
static void
take_decision(struct eoir_codes *c, const struct cells *row, const int at[5])
{
	enum case_type t = case_type_read(row->s[at[0]], row->n[at[0]]);
	unsigned char letter = (unsigned char)row->s[at[1]][0];
	char kind = row->s[at[3]][0], final;
	enum disposition d;

	if (t == CASE_NONE || row->n[at[1]] != 1 || letter >= CODE_LETTERS ||
	    row->n[at[3]] != 1)
		return;
	if (kind == 'O')
		c->other[t][letter] = true;
	if (kind != 'C')
		return;
	final = row->n[at[4]] == 1 ? row->s[at[4]][0] : 'N';
	d = final == 'Y'   ? DISPOSITION_REMOVAL
	    : final == 'V' ? DISPOSITION_DEPARTURE
			   : DISPOSITION_OTHER;
	c->merits[t][letter] =
	    (struct decision){ d, outcome_of(row->s[at[2]], row->n[at[2]], d) };
}

static int
take_decisions(struct eoir_codes *c, const char *bytes, size_t n)
{
	static const char *const names[5] = { "strCaseType", "strDecCode",
		"strDecDescription", "strDecType", "strFinalDisposition" };
	const char *end = bytes + n, *s;
	struct cells cells;
	size_t most = 0;
	int at[5];

	s = line_cells(bytes, end, &cells);
	for (unsigned i = 0; i < 5; i++) {
		at[i] = s == NULL ? -1 : column_named(&cells, names[i]);
		if (at[i] < 0)
			return E_SYNTAX;
		if ((size_t)at[i] > most)
			most = (size_t)at[i];
	}
	memset(c->merits, 0, sizeof(c->merits));
	memset(c->other, 0, sizeof(c->other));
	c->decisions_from = "tblLookupCourtDecision of the release";
	for (size_t k = 0; k < LIMIT_WORDS; k++) {
		s = line_cells(s, end, &cells);
		if (s == NULL)
			break;
		if (cells.count > most)
			take_decision(c, &cells, at);
	}
	return 0;
}

int
codes_take(struct arena *a, struct eoir_codes *c, const char *name,
    const char *bytes, size_t n)
{
	const struct {
		const char *table, *column;
		struct code_set *set;
	} sets[] = { { "tblLookupAlienNat", "strCode", &c->nat },
		{ "tblLanguage", "strCode", &c->lang },
		{ "tblLookupBaseCity", "BASE_CITY_CODE", &c->court },
		{ "tblLookupJudge", "JUDGE_CODE", &c->judge },
		{ "tblLookupBIADecision", "strCode", &c->bia },
		{ "tblLookUp_Appln", "strCode", &c->application } };
	size_t len = strlen(name);

	if (len > 4 && strcasecmp(name + len - 4, ".csv") == 0)
		len -= 4;
	if (len == strlen("tblLookupCourtDecision") &&
	    strncasecmp(name, "tblLookupCourtDecision", len) == 0)
		return take_decisions(c, bytes, n);
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		if (len == strlen(sets[i].table) &&
		    strncasecmp(name, sets[i].table, len) == 0)
			return take_set(a, sets[i].set, sets[i].column, bytes,
			    n);
	return 0;
}
