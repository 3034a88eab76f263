/* law.h - orders as text, read and checked.
 *
 * One tree serves everyone: the parser (parse.c) builds it with names and
 * positions, the checker (check.c) fills in what the names mean (the
 * fields marked "checked"), the deciders only read it.  SEMANTICS section
 * 12 is its grammar, with the additions that docs/grammar.md lists.
 *
 * Everything lives in one arena and is immutable once checked. */

#ifndef FORESTAY_LAW_H
#define FORESTAY_LAW_H

#include "core/count.h"
#include "core/diag.h"
#include "core/instant.h"
#include "core/zone.h"
#include "record/identity.h"
#include "terms/court.h"
#include "terms/value.h"
#include "terms/vocab.h"

struct instrument;
struct law_case;
struct clock;
struct law_list;

struct name {
	const char *s; /* NULL: not given */
	struct pos pos;
};

/* A value as written; resolved to v by the checker.  In a form's body it
 * may name a parameter: checked instances have it replaced.
 *
 * The parser leaves v NONE for a word or path, and fills it in for what
 * needs no vocabulary: STR, MOMENT, INT (four digits that can be a year
 * have v.moment too, for a place where only a time can stand).  word.s is
 * the spelling, without quotes. */
struct term {
	struct name word;
	struct value v;               /* checked */
	const char *path;             /* a path to another field ("set = path"
				       * in the grammar), or NULL */
	const struct kind *path_kind; /* checked: kind of path */
	int path_field;               /* checked: its field, or -1 */
};

/* -- Conditions --------------------------------------------------------- */

enum expr_kind {
	EXPR_AND,
	EXPR_OR, /* args, in the order written */
	EXPR_NOT,
	EXPR_SHOWN,
	EXPR_PRESUMED,  /* args[0] */
	EXPR_DOUBT,     /* args[0], args[1], text why */
	EXPR_TEXT_ONLY, /* text */
	EXPR_MEMBERS,   /* of instrument */
	EXPR_ON_LIST,   /* list */
	EXPR_PERSON_IS, /* ref names the person */
	EXPR_EVERYONE,  /* `everyone`: always yes */
	EXPR_FACT,      /* a tensed fact */
	EXPR_COMPARE    /* path, comparison, terms */
};

enum tense { TENSE_NONE, TENSE_EVER, TENSE_ONCE, TENSE_NEVER, TENSE_WILL_BE };

enum scope {
	SCOPE_NONE,
	SCOPE_NOW,
	SCOPE_ON_DAY,
	SCOPE_BY_DAY,
	SCOPE_AT_REF,
	SCOPE_FOR_LENGTH,
	SCOPE_SINCE_DAY,
	SCOPE_SINCE_REF,
	SCOPE_WHEN_ENTERED /* the order's own start */
};

/* A point an expression counts from: an event or filing step, `entry` (the
 * order's own start) or `act`. */
enum ref_kind { REF_NONE, REF_EVENT, REF_ENTRY, REF_ACT, REF_STAGE };

struct ref {
	struct name path;
	enum ref_kind kind;       /* checked */
	const struct kind *event; /* checked */
	int step;                 /* checked, or -1 */
};

enum compare {
	CMP_IS,
	CMP_IS_NOT,
	CMP_HAS,
	CMP_IN,
	CMP_BEFORE,
	CMP_AFTER,
	CMP_BY,
	CMP_SINCE, /* times */
	CMP_AT_LEAST,
	CMP_AT_MOST /* numbers */
};

/* What the left side of a COMPARE, or a field test, speaks of. */
enum subject {
	SUBJECT_NONE,
	SUBJECT_FIELD,      /* a field of the fact in whose parentheses
			     * it stands, or of the filing of a `where` */
	SUBJECT_SLOT,       /* a slot of the act */
	SUBJECT_KIND_FIELD, /* K.f, a field of the person's own facts */
	SUBJECT_EVENT       /* the instant of an event or step */
};

/* What the parser cannot know without the vocabulary: `K is V`, `K in S`,
 * `K by D` and `K since D` always come out of it as a FACT (CMP_IS, CMP_IN,
 * SCOPE_BY_DAY, SCOPE_SINCE_DAY); the checker turns those whose path is a
 * field, a slot or an event's instant into a COMPARE, where the day becomes
 * terms[0].  `is not`, `has`, `before`, `after`, `at least N`, `at most N`
 * come out as a COMPARE.  Both spell alike in expr_print. */
struct expr {
	enum expr_kind kind;
	struct pos pos; /* the whole of it */
	struct expr **args;
	size_t nargs;
	const char *text;                 /* TEXT_ONLY, DOUBT's why */
	struct name ref;                  /* MEMBERS, ON_LIST, PERSON_IS */
	const struct instrument *members; /* checked */
	const struct law_list *list;      /* checked */

	/* FACT and COMPARE */
	struct name path;
	const struct kind *fact; /* checked: the kind */
	int step;                /* checked: of a filing, or -1 */
	bool some;               /* `some` was written */
	enum tense tense;
	enum scope scope;
	struct moment day;    /* ON, BY, SINCE_DAY */
	struct ref at;        /* AT_REF, SINCE_REF */
	struct length length; /* FOR_LENGTH */
	struct expr *where;   /* ( ... ), or NULL */
	bool other;           /* checked: `where` of a relation
			       * is asked of the other person
			       * where it names no field */
	bool before_act;      /* at least NOTICE before act */
	struct length notice;
	enum compare compare; /* FACT: CMP_IS or CMP_IN when
			       * terms were given */
	struct term *terms;   /* right side; FACT: `is V` */
	size_t nterms;
	enum subject subject; /* checked, COMPARE */
	int field;            /* checked: field or slot index */
};

/* -- Time in orders ----------------------------------------------------- */

enum reading_kind { READING_LENGTH, READING_CLOCK_TIME };

struct reading {
	enum reading_kind kind;
	struct length length;
	struct clock_time time;
	bool unverified;
	struct pos pos;
};

/* A due time: readings counted from a reference, or a named clock. */
struct due {
	const struct reading *readings;
	size_t nreadings;
	struct name clock_name;
	const struct clock *clock; /* checked; or NULL */
	bool has_after;
	struct ref after; /* not given: the order's start,
			   * or entry into the stage */
};

enum end_kind {
	END_NONE,   /* no `until`: until further order */
	END_MOMENT, /* a named minute, included; a day means its
		     * end */
	END_FURTHER_ORDER,
	END_NOT_STATED,
	END_DUE
};

struct end {
	enum end_kind kind;
	struct moment moment;
	bool end_of_day; /* as written */
	struct due due;
	bool unverified;
	struct pos pos;
};

struct begin {
	struct moment moment; /* NONE: not given */
	bool unverified;
	struct pos pos;
};

struct clock_version {
	struct begin from;   /* NONE: from the first */
	const char *reading; /* its name, or NULL */
	bool no_limit;       /* no limit of time */
	struct length length;
	bool has_after;
	struct ref after;
	const struct expr *when; /* or NULL */
	int limit;               /* how many may be filed; 0: unsaid */
	bool unverified;
	const char *text, *source; /* or NULL */
	struct pos pos;
};

struct clock {
	struct name id;
	const char *title; /* or NULL */
	struct clock_version *versions;
	size_t nversions;
	struct law_case *in_case;
};

/* -- Instruments -------------------------------------------------------- */

/* text, source, document, note, title: the words an order stands on. */
enum quote_kind {
	QUOTE_TEXT,
	QUOTE_SOURCE,
	QUOTE_DOCUMENT,
	QUOTE_NOTE,
	QUOTE_TITLE
};

struct quote {
	enum quote_kind kind;
	const char *s;
	bool also; /* written after `also` */
	bool unverified;
	struct pos pos;
};

enum edge_kind {
	EDGE_EXTENDS,
	EDGE_SHORTENS,
	EDGE_WIDENS,
	EDGE_CLARIFIES,
	EDGE_NARROWS,
	EDGE_REPLACES,
	EDGE_STAYS,
	EDGE_LIFTS,
	EDGE_REVIVES,
	EDGE_VACATES,
	EDGE_REVERSES,
	EDGE_DISSOLVES,
	EDGE_DISMISSES,
	EDGE_EXEMPTS,
	EDGE_CORRECTS,
	EDGE_ISSUES,
	EDGE_RECALLS
};

/* Of replaces, when a vacatur of the replacing order says what becomes of
 * the replaced one. */
struct edge {
	enum edge_kind kind;
	struct pos pos;
	struct name target;       /* NULL s: itself, or a case */
	struct instrument *on;    /* checked: the target */
	struct law_case *on_case; /* checked: DISMISSES */
	bool itself;              /* stays itself */
	struct end until;         /* EXTENDS, SHORTENS, STAYS */
	const char *pending;      /* STAYS pending "...", or NULL */
	struct expr *to;          /* NARROWS */
	bool at_once;             /* VACATES, REVERSES */
	bool from_mandate;
	struct name *revives;           /* VACATES: of a replaced X */
	struct instrument **revives_on; /* checked */
	size_t nrevives;
	struct name *leaves;           /* leaves ended */
	struct instrument **leaves_on; /* checked */
	size_t nleaves;
	struct name person; /* EXEMPTS */
	bool unverified;
};

/* What an instrument bars. */
struct bar {
	struct name act_name;
	const struct act_kind *act; /* checked */
	bool has_to, has_out_of, has_under;
	struct term to, out_of, under;
	struct expr *where; /* on slots and facts, or NULL */
	struct moment from; /* NONE: from the beginning */
	struct name unless_label;
	struct expr *unless;   /* or NULL */
	const char *text_only; /* then nothing else */
	struct pos pos;
};

/* What the paper says of whom it names: numbers, days of birth, names. */
struct naming {
	struct name person;
	struct identifier *ids;
	struct pos *ids_pos;
	size_t nids;
	struct pos pos;
};

struct labelled {
	struct name label;
	struct expr *expr;
};

struct need {
	struct expr *expr;
	const char *why;
	struct name *acts;                 /* `before removal`; none: every
					    * kind the instrument bars */
	const struct act_kind **act_kinds; /* checked */
	size_t nacts;
	struct pos pos;
};

struct duty {
	struct name party;
	struct name act; /* "notice", "production" */
	const char *what;
	struct expr *of;  /* for whom, or NULL */
	struct expr *met; /* `met when`: it was done; or NULL */
	struct end by;
	bool unverified;
	struct pos pos;
};

struct conflict {
	struct name of; /* until, entered or a parameter */
	struct term also;
	struct moment moment; /* when also is a time */
	const char *why;
	struct pos pos;
};

struct param {
	struct name name;
	struct name type;  /* form: given C: country */
	struct term value; /* instance: C = SV */
};

/* -- Stages ------------------------------------------------------------- */

struct step {
	struct name path;
	const struct kind *kind; /* checked */
	int step;                /* checked: of a filing, or -1 */
	struct expr *where;      /* or NULL */
};

enum transition_kind { TRANS_ON, TRANS_WITHIN, TRANS_TEXT_ONLY };

struct transition {
	enum transition_kind kind;
	struct step *steps; /* ON */
	size_t nsteps;
	bool all;          /* `and`: the last of them */
	struct due within; /* WITHIN */
	bool has_else;     /* WITHIN: else was written */
	struct name then;  /* stage; NULL s: ends */
	int then_stage;    /* checked; -1: ends */
	const char *ends;  /* why it ends, or NULL */
	const char *text;  /* TEXT_ONLY */
	struct pos pos;
};

struct stage {
	struct name id;
	bool free; /* does not bar (yet) */
	bool open; /* nothing leaves, on purpose */
	struct transition *transitions;
	size_t ntransitions;
	struct quote *quotes;
	size_t nquotes;
};

struct each {
	bool given;
	struct name filing_name;   /* NULL s: member */
	const struct kind *filing; /* checked; NULL: member */
	struct expr *where;        /* of the filing, or NULL */
	bool by_destination;
	struct stage *stages;
	size_t nstages;
	struct pos pos;
};

enum instrument_kind {
	INSTR_ORDER,
	INSTR_REGULATION,
	INSTR_ASSURANCE,
	INSTR_SETTLEMENT,
	INSTR_MANDATE,
	INSTR_FORM,
	INSTR_INSTANCE
};

struct instrument {
	enum instrument_kind kind;
	struct name id;
	struct pos pos;           /* of its first word */
	struct law_case *in_case; /* or NULL */
	size_t index;             /* in law.instruments */

	struct quote *quotes;
	size_t nquotes;
	struct name court_id, from_id;
	const struct court *court; /* checked: own, else the case's */
	/* checked: the district court whose judgment a court of appeals has
	 * before it: said, else the case's where that lies in its circuit;
	 * or NULL */
	const struct court *from;
	const char *judge;
	const char **dockets;
	size_t ndockets;
	struct name zone_name;
	const struct zone *zone; /* checked, never NULL */

	struct begin oral, entered, docketed, effective;
	struct edge *edges;
	size_t nedges;
	struct expr *covers; /* NULL: covers nobody by itself */
	struct naming *names;
	size_t nnames;
	struct labelled *excepts;
	size_t nexcepts;
	struct bar *bars;
	size_t nbars;
	struct duty *duties;
	size_t nduties;
	struct need *needs;
	size_t nneeds;
	struct end until;   /* NONE: further order */
	const char **finds; /* findings, words only */
	size_t nfinds;
	struct conflict *conflicts;
	size_t nconflicts;
	bool survives_dismissal;
	struct param *params;
	size_t nparams;
	struct name of_name;         /* INSTANCE of a FORM */
	const struct instrument *of; /* checked */
	struct each each;

	/* checked: the acts upon this one, in order of entry */
	const struct edge **upon;
	struct instrument **upon_by;
	size_t nupon;
};

struct law_case {
	struct name id;
	struct quote *quotes; /* title "..." also "..." */
	size_t nquotes;
	struct name court_id, from_id;
	const struct court *court, *from; /* checked */
	const char **dockets;
	size_t ndockets;
	const char *judge;
	struct name zone_name;
	const struct zone *zone;  /* checked */
	bool has_read_limit;      /* `read every 24 hours` */
	struct length read_limit; /* default 24 hours */
	struct instrument **instruments;
	size_t ninstruments;
	/* Checked: what dismisses it, and whose that is, as written. */
	const struct edge **dismissals;
	const struct instrument **dismissals_by;
	size_t ndismissals;
	struct pos pos;
};

struct law_list {
	struct name id;
	const char *what;
	long rows;                /* -1: not said */
	struct name *identifiers; /* every row has these */
	size_t nidentifiers;
	bool complete; /* else not known complete */
	struct quote *quotes;
	size_t nquotes;
	struct law_case *in_case;
	struct pos pos;
};

/* -- Examples ----------------------------------------------------------- */

/* A fact as given in a `person` line or a people file.  record.c of
 * src/intake makes facts of it; the shape is that of SEMANTICS 12. */
enum given_kind {
	GIVEN_FACT,
	GIVEN_NO, /* no K [since] [through] */
	GIVEN_NO_OTHER,
	GIVEN_UNKNOWN,
	GIVEN_ON_LIST,
	GIVEN_NOT_ON_LIST,
	GIVEN_NEAR_LIST,
	GIVEN_IS,
	GIVEN_IS_NOT,
	GIVEN_KNOWN_BY, /* a number, a day of birth, a name */
	GIVEN_NOTHING_ELSE
};

struct given_field {
	struct name field;
	struct term *terms; /* several: a set */
	size_t nterms;
	/* checked: the field of the kind, or, in a relation, a fact of the
	 * other person: its kind and field */
	int index;                     /* or -1 */
	const struct kind *other_kind; /* or NULL */
};

/* The parser puts a bare day or instant in seen; the checker moves it to
 * from where the fact is an event or a step. */
struct given {
	enum given_kind kind;
	struct pos pos;
	struct name path;
	const struct kind *fact; /* checked */
	int step;                /* checked, or -1 */
	struct term *terms;      /* the first field's value */
	size_t nterms;
	struct given_field *fields;
	size_t nfields;
	struct moment from;        /* since D; an event's instant */
	struct moment to;          /* until D: first day or minute it
				    * no longer is; NO: through */
	struct moment seen;        /* a day alone on a state */
	const char *as, *of;       /* `as m1`, `of m1` */
	struct name other;         /* a relation's: `person A000-000-002`;
				    * not in a vignette */
	struct name list;          /* or who it `is`; or what KNOWN_BY says */
	enum identifier_type type; /* KNOWN_BY */
	const struct law_list *on; /* checked */
	const char *source;        /* `source "..."` */
	const char *document;      /* `document "..."` */
	struct moment recorded;    /* `recorded I`; NONE: earliest */
	bool unconfirmed;          /* a loss nobody confirmed yet */
	bool has_good;             /* `good for 24 hours` */
	struct length good_for;
};

enum expect {
	EXPECT_BARRED,
	EXPECT_HELD,
	EXPECT_NO_BAR,
	EXPECT_DUE,
	EXPECT_NOT_DUE,
	EXPECT_STANDS
};

struct slot_given {
	struct name slot; /* "to", "out of", "under", ... */
	struct term value;
	int index; /* checked: in act->slots */
};

struct vignette_check {
	struct pos pos;
	struct moment at;      /* departs */
	struct moment arrives; /* NONE: an instant */
	struct moment known;   /* NONE: the on instant */
	struct name act_name;
	const struct act_kind *act; /* checked */
	struct slot_given *slots;
	size_t nslots;
	enum expect expect;
	struct name *by;
	const struct instrument **by_on; /* checked */
	size_t nby;
	const char *why;     /* held "..." : text in a reason; STANDS: how */
	struct end until;    /* NONE: not stated */
	const char *due;     /* DUE, NOT_DUE: a deadline's `what` ... */
	struct end earliest; /* ... its earliest reading; `until` its
			      * latest */
};

enum vignette_line_kind { LINE_PERSON, LINE_CHECK };

struct vignette_line {
	enum vignette_line_kind kind;
	struct given *givens; /* PERSON */
	size_t ngivens;
	struct vignette_check check; /* CHECK */
};

struct vignette {
	const char *title;
	struct pos pos;
	bool under_casebook;
	struct name *under; /* instruments or cases */
	size_t nunder;
	struct law_case *in_case; /* or NULL: stands alone */
	struct vignette_line *lines;
	size_t nlines;
};

/* -- A casebook --------------------------------------------------------- */

/* What one instrument says of whom orders call that. */
struct law_paper {
	const char *person;
	const struct instrument *by;
	const struct naming *naming;
};

struct law {
	struct vocab *vocab;
	struct law_case **cases;
	size_t ncases;
	struct instrument **instruments; /* all, as written; forms and
					  * instances too */
	size_t ninstruments;
	struct clock **clocks;
	size_t nclocks;
	struct law_list **lists;
	size_t nlists;
	struct vignette **vignettes;
	size_t nvignettes;
	const char **persons; /* checked: whom orders call by a name, in
			       * the order of strcmp, each once */
	size_t npersons;
	struct law_paper *papers; /* checked: by person, in the order of
				   * strcmp; forms say nothing */
	size_t npapers;
};

/* Read one source into law, adding to what it holds; vocabulary sources
 * first (they tell a person line's fields from its values).  src must live
 * as long as law.  A case ends with its source.  Items are appended
 * even when diagnostics are added: check ds->nerrors.  Returns 0, E_NOMEM
 * or E_LIMIT.  Call law_check once when all sources are in. */
int law_parse(struct arena *a, const struct source_text *src, struct law *law,
    struct diags *ds) MUST_CHECK;

/* Resolve every name, check every rule of SEMANTICS that binds a text, and
 * fill in the fields marked checked.  0 when there is no error; E_CHECK
 * when diagnostics say what is wrong; E_NOMEM. */
int law_check(struct arena *a, struct law *law, struct diags *ds) MUST_CHECK;

/* Parse and check a semicolon-separated list of givens, as in a `person`
 * line, against law's vocabulary: the people file's line format. */
int law_parse_givens(struct arena *a, const struct source_text *src,
    const struct law *law, struct given **out, size_t *n,
    struct diags *ds) MUST_CHECK;

/* Parse and check one condition on its own (census --scope, tests). */
int law_parse_condition(struct arena *a, const struct source_text *src,
    const struct law *law, struct expr **out, struct diags *ds) MUST_CHECK;

/* The checker's part of the two above: fill in what is marked checked.
 * 0, E_CHECK with diagnostics, E_NOMEM. */
int law_check_condition(struct arena *a, const struct law *law, struct expr *e,
    struct diags *ds) MUST_CHECK;
int law_check_givens(struct arena *a, const struct law *law,
    struct given *givens, size_t n, struct diags *ds) MUST_CHECK;

const struct instrument *law_instrument(const struct law *law, const char *id);
const struct law_case *law_case(const struct law *law, const char *id);

/* What papers say of whom orders call that: *n of them. */
const struct law_paper *law_papers(const struct law *law, const char *person,
    size_t *n);

/* When x began, as late as it may have been: what `entered after` compares.
 * A day means its last minute in the zone of x; not known is after all. */
struct instant latest_begin(const struct instrument *x);

const char *compare_text(enum compare c); /* "is not", as it is written */

/* The text of an expression on one line, as the formatter spells it; what
 * reasons and deadlines show. */
void expr_print(struct buf *b, const struct expr *e);

/* Laid out anew, comments kept; idempotent, meaning kept.  Needs no
 * vocabulary.  What it works in is of its own, no more than is left of a,
 * and given back; only diagnostics stay.  0; E_SYNTAX with diagnostics and
 * nothing written; E_NOMEM, and part of it may be written. */
int law_format(struct arena *a, const struct source_text *src, struct buf *out,
    struct diags *ds) MUST_CHECK;

/* Plain English of one checked instrument: whom, what, from, until,
 * stages, what it acts on, what is unverified. */
void law_print_instrument(struct buf *b, const struct law *law,
    const struct instrument *x);

const char *edge_text(enum edge_kind k); /* "extends" */

/* Version of the order language as read here; every answer records it. */
const char *law_version(void);
const char *instrument_kind_text(enum instrument_kind k);

#endif
