# Doubts that must not be lost: each file of fixtures/doubts takes a sentence
# of docs/SEMANTICS.md and asks of a person what it says.
. tests/story.sh

dir=tests/law/fixtures/doubts

for law in "$dir"/*.law; do
	story "$law"
	run forestay law test --alone "$dir/doubts.vocab" "$law"
	expect_status 0
	expect_out ' 0 failed$'
done
