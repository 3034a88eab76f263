# The pages of docs/ cannot rot: every text they show is a file that the
# checker and the vignettes accept, and every command they show says that.
#
# In a page, ```law FILE shows lines of FILE, in order; ```console shows
# commands ("$ forestay ...", run at the top of the tree) and the whole of
# what they print.  In either a line "..." leaves something out.
. tests/story.sh

bin=$TMP/bin
blocks=$TMP/blocks
mkdir "$bin" "$blocks"
case $FORESTAY in
/*) program=$FORESTAY ;;
*) program=$PWD/$FORESTAY ;;
esac
ln -s "$program" "$bin/forestay"

# Every fenced block of a page: N.kind (law, console ...), N.file, N.at (page
# and line) and N.body.
split_page() {
	awk -v dir="$blocks" -v page="$1" -v base="$2" '
	/^```/ && !inside {
		n++
		inside = 1
		out = dir "/" base "." n
		kind = substr($1, 4)
		print kind >(out ".kind")
		print $2 >(out ".file")
		print page ":" NR >(out ".at")
		printf "" >(out ".body")
		next
	}
	/^```/ {
		inside = 0
		close(out ".kind"); close(out ".file")
		close(out ".at"); close(out ".body")
		next
	}
	inside { print >(out ".body") }
	END { if (inside) { print page ": a fence is not closed"; exit 1 } }
	' "$1"
}

# shown BODY WHOLE [all]: the lines of BODY stand in WHOLE, in that order, and
# nothing is left out between two of them but where BODY has a line "...".
# With all, nothing before the first or after the last either.
shown() {
	awk -v all="${3:-}" '
	function trim(s) { sub(/[ \t]+$/, "", s); return s }
	function dots(s) { return s ~ /^ *\.\.\.$/ }
	FNR == NR { want[++n] = trim($0); next }
	{ have[++m] = trim($0) }
	END {
		for (i = 1; i <= n; i += k) {
			k = 1
			if (dots(want[i]))
				continue
			while (i + k <= n && !dots(want[i + k]))
				k++
			first = at
			last = m - k
			if (all && i == 1)
				last = 0
			if (all && i + k > n && last > first)
				first = last
			for (j = first; j <= last; j++) {
				for (l = 0; l < k; l++)
					if (have[j + l + 1] != want[i + l])
						break
				if (l == k)
					break
			}
			if (j > last) {
				print "not found: " want[i]
				exit 1
			}
			at = j + k
		}
		if (all && at < m && !dots(want[n])) {
			print "left out: " have[at + 1]
			exit 1
		}
	}' "$1" "$2"
}

# What a console block prints when its commands are typed again.
replay() {
	awk -v q="'" '
	/^\$ / {
		line = substr($0, 3)
		text = line
		gsub(q, q "\\" q q, text)
		print "printf " q "%s\\n" q " " q "$ " text q
		print "{ " line "\n} 2>&1"
	}' "$1" >"$TMP/replay.sh"
	LC_ALL=C.UTF-8 PATH=$bin:$PATH sh "$TMP/replay.sh" </dev/null >"$TMP/replayed" 2>&1
	:
}

story 'each block of the pages'
for page in docs/*.md; do
	base=$(basename "$page" .md)
	run split_page "$page" "$base"
	expect_status 0
done
for kind in "$blocks"/*.kind; do
	[ -e "$kind" ] || continue
	block=${kind%.kind}
	file=$(cat "$block.file")
	STORY_NAME=$(cat "$block.at")
	case $(cat "$kind") in
	law | vocab | csv | people)
		# The texts of docs/grammar.md stand for themselves:
		# tests/unit/law/test_grammar.c reads them.
		case $file,$STORY_NAME in
		,docs/grammar.md:*) continue ;;
		esac
		run shown "$block.body" "${file:-no file is named}"
		expect_status 0
		;;
	console)
		replay "$block.body"
		run shown "$block.body" "$TMP/replayed" all
		expect_status 0
		[ "$STORY_STATUS" = 0 ] ||
			diff -u "$block.body" "$TMP/replayed" | head -40 || :
		;;
	esac
done

story 'the runner itself sees what differs'
printf 'a\nb\nc\nd\n' >"$TMP/whole"
printf 'b\nc\n' >"$TMP/part"
run shown "$TMP/part" "$TMP/whole"
expect_status 0
run shown "$TMP/part" "$TMP/whole" all
expect_status 1
printf 'a\n...\nd\n' >"$TMP/part"
run shown "$TMP/part" "$TMP/whole" all
expect_status 0
printf 'a\nc\n' >"$TMP/part"
run shown "$TMP/part" "$TMP/whole"
expect_status 1
printf 'a\nb\n' >"$TMP/part"
run shown "$TMP/part" "$TMP/whole" all
expect_status 1
printf '$ echo it'"'"'s\nits\n' >"$TMP/part"
replay "$TMP/part"
run shown "$TMP/part" "$TMP/replayed" all
expect_status 1

for law in docs/examples/*.law; do
	story "$law"
	run forestay law check "$law"
	expect_status 0
	expect_out ' 0 errors, 0 warnings$'
	run forestay law test "$law"
	expect_status 0
	run forestay law fmt --check "$law"
	expect_status 0
	run forestay law lint "$law"
	expect_status 0
	expect_out ' 0 errors, 0 warnings$'
	expect_true 'no page speaks of it' grep -Fq "$(basename "$law")" docs/*.md
done

# Orders with a vocabulary of their own stand in a folder with it.
for vocab in docs/examples/*/*.vocab; do
	story "$vocab and the orders beside it"
	folder=$(dirname "$vocab")
	run forestay law check "$folder"/*.vocab "$folder"/*.law
	expect_status 0
	expect_out ' 0 errors, 0 warnings$'
	run forestay law test "$folder"/*.vocab "$folder"/*.law
	expect_status 0
	run forestay law fmt --check "$folder"/*.vocab "$folder"/*.law
	expect_status 0
	expect_true 'no page speaks of it' grep -Fq "$vocab" docs/*.md
done

for law in docs/examples/failing/*.law; do
	story "$law fails its vignettes"
	run forestay law check "$law"
	expect_status 0
	run forestay law test "$law"
	expect_status 1
	expect_true 'no page shows it' grep -Fq "law test $law" docs/*.md
done

for law in docs/examples/errors/*.law; do
	story "$law is refused, and a page says so"
	run forestay law check "$law"
	expect_status 1
	expect_true 'no page shows it' grep -Fq "law check $law" docs/*.md
done

story 'a page links to what is there'
for page in docs/*.md README.md HACKING.md; do
	[ -e "$page" ] || continue
	grep -o '](\([^)#:]*\)[)#]' "$page" | sed 's/^](//; s/[)#]$//' |
		grep -v '^$' | sort -u >"$TMP/links" || :
	while read -r link; do
		expect_true "$page: $link is not there" \
			test -e "$(dirname "$page")/$link"
	done <"$TMP/links"
done

# GOLDEN_UPDATE=1 writes the tables anew.
story 'docs/vocabulary.md has the words of casebook/removal.vocab'
page=docs/vocabulary.md
run awk -f tests/law/docs-vocabulary.awk casebook/removal.vocab
expect_status 0
expect_out '^\| `removal` \| `from`, `to`, `under`, `by` \|'
if [ -n "${GOLDEN_UPDATE:-}" ]; then
	{
		sed '/^<!-- made by/q' $page
		cat "$TMP/out"
		echo
		sed -n '/^<!-- end/,$p' $page
	} >"$TMP/page"
	cp "$TMP/page" $page
fi
sed '1,/^<!-- made by/d; /^<!-- end/,$d' $page | sed '$d' >"$TMP/tables"
expect_true 'a word is declared that no table has, or the reverse' \
	diff "$TMP/tables" "$TMP/out"
for word in state relation event filing act; do
	run awk -v w="$word" '$1 == w { print "`" $2 "`" }' casebook/removal.vocab
	while read -r name; do
		expect_true "$name is in no table" grep -Fq "| $name |" $page
	done <"$TMP/out"
done
