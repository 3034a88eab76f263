# The changes that tools/mutate-code makes are of lines that stand in the
# code: a list that no longer fits would test nothing and say so too late.
. tests/story.sh

story 'each can be made'
run tools/mutate-code --check
expect_status 0
expect_out '^[1-9][0-9]+ passed, 0 failed$'

copy=$TMP/tree
mkdir "$copy"
cp -R Makefile src casebook docs tests tools "$copy/"

story 'a line that is gone'
sed 's/v = tri_and(v, tri_not(excepted));/v = tri_and(v, tri_not(  excepted));/' \
	"$copy/src/decide/orders.c" >"$TMP/changed"
cp "$TMP/changed" "$copy/src/decide/orders.c"
run "$copy/tools/mutate-code" --check
expect_status 1
expect_out '^NOT ONE PLACE src/decide/orders.c  an exception not known'

story 'a line that stands twice'
cp src/decide/orders.c "$copy/src/decide/orders.c"
echo '/* v = tri_and(v, tri_not(excepted)); */' >>"$copy/src/decide/orders.c"
run "$copy/tools/mutate-code" --check
expect_status 1
expect_out '^NOT ONE PLACE src/decide/orders.c  an exception not known'

story 'a third place where there are two'
cp src/decide/orders.c "$copy/src/decide/orders.c"
sed 's/^src\/decide\/instruments.c:2/src\/decide\/instruments.c:3/' \
	tests/code-mutants >"$copy/tests/code-mutants"
run "$copy/tools/mutate-code" --check
expect_status 1
expect_out '^CANNOT BE MADE src/decide/instruments.c:3'
