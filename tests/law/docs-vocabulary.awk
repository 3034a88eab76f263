# Tables of a vocabulary for docs/vocabulary.md:
#	awk -f tests/law/docs-vocabulary.awk casebook/removal.vocab
#
# It reads the layout of `law fmt`: a declaration begins a line with its
# word, other lines continue it, and comments stand on lines of their own.

function trim(s) { gsub(/^[ \t]+|[ \t]+$/, "", s); gsub(/[ \t]+/, " ", s); return s }

# What follows WORD in rest, up to the next of the words of a declaration.
function after(word,    r, i, w, n, parts, got, on) {
	n = split(rest, parts, " ")
	got = ""
	on = 0
	for (i = 1; i <= n; i++) {
		w = parts[i]
		if (on && w ~ stops)
			break
		if (on)
			got = got (got == "" ? "" : " ") w
		if (!on && w == word)
			on = 1
	}
	return got
}

function code(s) { return s == "" ? "" : "`" s "`" }

# "a, b, c" to "`a`, `b`, `c`"
function codes(s) { if (s == "") return ""; gsub(/, */, "`, `", s); return "`" s "`" }

function heading(title, columns,    n, i, parts, line) {
	n = split(columns, parts, "|")
	line = "|"
	for (i = 1; i <= n; i++)
		line = line "---|"
	out[++nout] = ""
	out[++nout] = "### " title
	out[++nout] = ""
	out[++nout] = "| " columns " |"
	out[++nout] = line
}

function row(s) { out[++nout] = "| " s " |"; gsub(/\| +\|/, "| |", out[nout]) }

function declare(    what, name, text, fields, many, stale, i, n, parts) {
	if (decl == "")
		return
	text = ""
	if (match(decl, /text "[^"]*"/)) {
		text = substr(decl, RSTART + 6, RLENGTH - 7)
		gsub(/[ \t]+/, " ", text)
		decl = substr(decl, 1, RSTART - 1) substr(decl, RSTART + RLENGTH)
	}
	decl = trim(decl)
	what = decl
	sub(/ .*/, "", what)
	rest = trim(substr(decl, length(what) + 1))
	decl = ""
	if (what == "vocabulary")
		return
	if (what == "place" || what == "agency" || what == "authority" ||
	    what == "party") {
		words(what)
		return
	}
	name = rest
	sub(/ .*/, "", name)
	rest = trim(substr(rest, length(name) + 1))
	fields = ""
	if (match(rest, /^\([^)]*\)/)) {
		fields = substr(rest, 2, RLENGTH - 2)
		rest = trim(substr(rest, RLENGTH + 1))
	}
	if (what != last) {
		if (what == "state")
			heading("States", "state | fields | at one time | known for | what it is")
		else if (what == "relation")
			heading("Relations", "relation | fields | what it is")
		else if (what == "event")
			heading("Events", "event | fields | what happened")
		else if (what == "filing")
			heading("Filings", "filing | fields | may be `of` | opened by | closed by | what it is")
		else if (what == "act")
			heading("Acts", "act | slots | leaves | implies | what it is")
		last = what
	}
	many = rest ~ /whole set/ ? "whole set" : rest ~ /(^| )one( |$)/ ? "one" : "many"
	stale = "for good"
	if (match(rest, /stale after [0-9]+ [a-z]+/))
		stale = substr(rest, RSTART + 12, RLENGTH - 12)
	if (what == "state")
		row(code(name) " | " codes(fields) " | " many " | " stale " | " text)
	else if (what == "relation" || what == "event")
		row(code(name) " | " codes(fields) " | " text)
	else if (what == "filing")
		row(code(name) " | " codes(fields) " | " codes(after("of")) " | " \
		    codes(after("steps")) " | " codes(after("by")) " | " text)
	else if (what == "act")
		row(code(name) " | " codes(fields) " | " code(after("leaves")) " | " \
		    code(after("implies")) " | " text)
}

# Declared words: place, agency, authority, party.
function words(what,    names, within, i, n, parts, kind) {
	names = rest
	within = ""
	if (match(rest, / in [^ ].*$/)) {
		within = substr(rest, RSTART + 4)
		names = substr(rest, 1, RSTART - 1)
	}
	if (what != "place") {
		list[what] = list[what] (list[what] == "" ? "" : ", ") codes(names) \
		    (within == "" ? "" : " (in " codes(within) ")")
		return
	}
	n = split(names, parts, /, */)
	if (within == "") {
		countries += n
		return
	}
	places[++nplaces] = codes(names) " | " codes(within)
	for (i = 1; i <= n; i++) {
		kind = parts[i]
		if (sub(/\..*/, "", kind) == 0)
			kind = "territory"
		if (!(kind in count))
			kinds[++nkinds] = kind
		count[kind]++
	}
}

BEGIN {
	stops = "^(of|steps|closed|by|leaves|implies|one|many|whole|persists|stale|text)$"
	begins = "^(vocabulary|state|relation|event|filing|act|agency|authority|party|place)$"
}
/^[ \t]*(#|$)/ { next }
{
	if ($1 ~ begins) {
		declare()
		decl = $0
	} else {
		decl = decl " " $0
	}
}
END {
	declare()
	out[++nout] = ""
	out[++nout] = "### Agencies, authorities, parties"
	out[++nout] = ""
	out[++nout] = "- agencies: " list["agency"]
	out[++nout] = "- authorities (`under`): " list["authority"]
	out[++nout] = "- parties: " list["party"]
	out[++nout] = ""
	out[++nout] = "### Places"
	out[++nout] = ""
	out[++nout] = countries " countries, each its two letters of ISO 3166-1, and in them:"
	out[++nout] = ""
	for (i = 1; i <= nkinds; i++)
		out[++nout] = "- " count[kinds[i]] " named " (kinds[i] == "territory" ? \
		    "as countries, and lying in the United States" : "`" kinds[i] ".`")
	out[++nout] = ""
	out[++nout] = "| place | lies in |"
	out[++nout] = "|---|---|"
	for (i = 1; i <= nplaces; i++)
		row(places[i])
	for (i = 1; i <= nout; i++)
		print out[i]
}
