# forestay - one makefile.  `make` builds build/forestay with a C compiler
# and a few of Debian's libraries and installs nothing; `make help` lists the
# rest.
#
# Sources are globbed by room, so a new file needs no line here.  Each
# flavour (normal, asan, cov, fuzz) has a directory of its own: changing
# from one to another rebuilds nothing twice.

# Rooms, first to last: a room may include only those before it.
PURE   := core terms record law decide proof
ROOMS  := $(PURE) doc store intake respond serve cli

FLAVOUR ?= normal
ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(FLAVOUR),normal)
B ?= build
else
B ?= build/$(FLAVOUR)
endif
O := $(B)/obj
GEN := build/gen

OPT.normal := -O2
OPT.asan   := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined \
	      -fno-sanitize-recover=all
# NDEBUG here alone: an assertion's failing branch is never to be covered.
OPT.cov    := -O0 --coverage -DNDEBUG -Wno-unused-variable \
	      -Wno-unused-parameter -Wno-unused-but-set-variable
OPT.fuzz   := -O1 -fno-omit-frame-pointer \
	      -fsanitize=fuzzer-no-link,address,undefined \
	      -fno-sanitize-recover=all

WARN := -Wall -Wextra -Wconversion -Wshadow -Wvla -Wstrict-prototypes \
	-Wmissing-prototypes -Werror
BASE := -std=c11 -D_POSIX_C_SOURCE=200809L -g $(WARN) -Isrc -Iinclude \
	$(OPT.$(FLAVOUR))
FORESTAY_CFLAGS := $(BASE) -include src/core/banned.h $(CFLAGS)
TEST_CFLAGS := $(BASE) -Itests -Wno-unused-parameter $(CFLAGS)
ifeq ($(FLAVOUR),normal)
DECIDE_OPT := -O3
endif
LIBS := -lsqlite3 -ljansson -lutf8proc -lgnutls -lsodium -lmicrohttpd \
	-lcurl-gnutls -lseccomp -lpthread
# Of forestay-doc alone, and of the tests.
DOC_LIBS := -larchive -lexpat -lseccomp -lm

SRCS  := $(sort $(foreach r,$(ROOMS),$(wildcard src/$(r)/*.c)))
MAIN  := $(wildcard src/cli/main.c)
OBJS  := $(SRCS:%.c=$(O)/%.o)
LIBO  := $(filter-out $(O)/src/cli/main.o $(O)/src/doc/main.o,$(OBJS)) \
	 $(O)/casebook.o \
	 $(if $(wildcard src/store/*.sql),$(O)/sql.o) $(if $(wildcard web/*),$(O)/web.o)
LIB   := $(B)/libforestay.a
BIN   := $(if $(MAIN),$(B)/forestay) \
	 $(if $(wildcard src/doc/main.c),$(B)/forestay-doc)
BOOK  := $(sort $(wildcard casebook/*.law casebook/*.vocab))
SQL   := $(sort $(wildcard src/store/*.sql))
WEB   := $(sort $(wildcard web/*.css web/*.html web/*.js))

UNIT_SRCS := $(sort $(wildcard tests/unit/*/test_*.c))
PROP_SRCS := $(sort $(wildcard tests/property/prop_*.c))
SUPP_SRCS := $(sort $(wildcard tests/support/*.c) \
	     $(filter-out $(PROP_SRCS),$(wildcard tests/property/*.c)))
FUZZ_SRCS := $(sort $(wildcard fuzz/fuzz_*.c))
BENCH_SRCS := $(sort $(wildcard bench/*.c))
UNITS  := $(UNIT_SRCS:%.c=$(B)/%)
PROPS  := $(PROP_SRCS:%.c=$(B)/%)
SUPPO  := $(SUPP_SRCS:%.c=$(O)/%.o)
SUPP   := $(B)/libsupport.a
FUZZES := $(FUZZ_SRCS:fuzz/%.c=$(B)/%)
REPLAYS := $(FUZZ_SRCS:fuzz/%.c=$(B)/replay/%)
BENCHES := $(BENCH_SRCS:%.c=$(B)/%)

SETUP := tools/setup
FUZZ_SECONDS ?= 30
PREFIX ?= /usr/local

all: $(LIB) $(BIN)

help:
	@sed -n 's/^#: //p' Makefile

# --- building ---------------------------------------------------------

# What a file was made from and with; rewritten only when it changes, so
# that a source that goes away, or a flag, is noticed too.
define listing
@mkdir -p $(@D); printf '%s\n' '$(strip $(1))' > $@.new; \
if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
endef

$(B)/flags.list: FORCE
	$(call listing,$(CC) $(FORESTAY_CFLAGS) $(DECIDE_OPT))
$(B)/objects.list: FORCE
	$(call listing,$(LIBO))
$(B)/support.list: FORCE
	$(call listing,$(SUPPO))
$(GEN)/casebook.list: FORCE
	$(call listing,$(BOOK))
$(GEN)/sql.list: FORCE
	$(call listing,$(SQL))
$(GEN)/web.list: FORCE
	$(call listing,$(WEB))

$(O)/src/decide/%.o: src/decide/%.c $(B)/flags.list
	@mkdir -p $(@D)
	$(CC) $(FORESTAY_CFLAGS) $(DECIDE_OPT) -MMD -MP -c -o $@ $<
$(O)/src/%.o: src/%.c $(B)/flags.list
	@mkdir -p $(@D)
	$(CC) $(FORESTAY_CFLAGS) -MMD -MP -c -o $@ $<
$(O)/tests/%.o: tests/%.c $(B)/flags.list
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) -MMD -MP -c -o $@ $<
$(O)/fuzz/%.o: fuzz/%.c $(B)/flags.list
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) -MMD -MP -c -o $@ $<
$(O)/bench/%.o: bench/%.c $(B)/flags.list
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) -MMD -MP -c -o $@ $<

# The casebook travels in the binary.
$(GEN)/embed: tools/embed.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_POSIX_C_SOURCE=200809L -O1 $(WARN) -o $@ $<
$(GEN)/casebook.c: $(GEN)/embed $(GEN)/casebook.list $(BOOK)
	$(GEN)/embed casebook $(BOOK) > $@.new
	mv $@.new $@
$(O)/casebook.o: $(GEN)/casebook.c src/cli/embedded.h $(B)/flags.list
	@mkdir -p $(@D)
	$(CC) $(FORESTAY_CFLAGS) -MMD -MP -c -o $@ $<
# So does the SQL of the store.
$(GEN)/sql.c: $(GEN)/embed $(GEN)/sql.list $(SQL)
	$(GEN)/embed --as sql store/sql.h src/store $(SQL) > $@.new
	mv $@.new $@
$(O)/sql.o: $(GEN)/sql.c src/store/sql.h $(B)/flags.list
	@mkdir -p $(@D)
	$(CC) $(FORESTAY_CFLAGS) -MMD -MP -c -o $@ $<
# And what pages are made of and dressed in.
$(GEN)/web.c: $(GEN)/embed $(GEN)/web.list $(WEB)
	$(GEN)/embed --as web core/web.h web $(WEB) > $@.new
	mv $@.new $@
$(O)/web.o: $(GEN)/web.c src/core/web.h $(B)/flags.list
	@mkdir -p $(@D)
	$(CC) $(FORESTAY_CFLAGS) -MMD -MP -c -o $@ $<

# What Linux alone has is the business of few files.
$(O)/src/store/linux.o $(O)/src/serve/confine.o: \
	FORESTAY_CFLAGS += -D_GNU_SOURCE

$(LIB): $(LIBO) $(B)/objects.list
	@rm -f $@
	$(AR) rcs $@ $(LIBO)
$(SUPP): $(SUPPO) $(B)/support.list
	@rm -f $@
	$(AR) rcs $@ $(SUPPO)

$(B)/forestay: $(O)/src/cli/main.o $(LIB)
	$(CC) $(FORESTAY_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/forestay-doc: $(O)/src/doc/main.o $(LIB)
	$(CC) $(FORESTAY_CFLAGS) $(LDFLAGS) -Wl,--as-needed -o $@ $^ $(DOC_LIBS)

$(B)/tests/unit/%: $(O)/tests/unit/%.o $(SUPP) $(LIB)
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka -Wl,--as-needed \
	    $(DOC_LIBS)
$(B)/tests/property/%: $(O)/tests/property/%.o $(SUPP) $(LIB)
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)
$(B)/tests/law/%: $(O)/tests/law/%.o $(O)/tests/law/mutate_walk.o \
		$(O)/tests/law/mutate_same.o $(LIB)
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)
$(B)/tests/eoir/%: $(O)/tests/eoir/%.o $(LIB)
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)
$(B)/tests/web/%: $(O)/tests/web/%.o $(LIB)
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)
$(B)/bench/%: $(O)/bench/%.o $(SUPP) $(LIB)
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) -Wl,--as-needed -lm
$(B)/fuzz_%: $(O)/fuzz/fuzz_%.o $(SUPP) $(LIB)
	$(CC) $(TEST_CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LIBS) \
	    -Wl,--as-needed $(DOC_LIBS)
$(B)/replay/%: $(O)/fuzz/%.o $(O)/fuzz/replay.o $(SUPP) $(LIB)
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) \
	    -Wl,--as-needed $(DOC_LIBS)

tests-built: all $(UNITS) $(PROPS) $(if $(wildcard tests/law/mutate.c),$(B)/tests/law/mutate)
fuzz-built: $(FUZZES)
replays-built: $(REPLAYS)
.SECONDARY:

# Tests that do not compile have not passed.
UNBUILT := { echo '0 passed, 1 failed'; exit 1; }

# --- running ----------------------------------------------------------

#: make               build/forestay; installs nothing
#: make demo          the whole story on synthetic people
demo:
	@$(SETUP) build
	@$(MAKE) --no-print-directory -s all
	@build/forestay demo --page build/demo.html
	@tools/demo-log build/forestay

#: make test          unit, law, property tests and shell stories
test:
	@$(SETUP) test
	@$(MAKE) --no-print-directory -s tests-built || $(UNBUILT)
	@tests/run $(B) unit law property cli

#: make check-store   power cuts, failures, full disks, kills: a tenth of all
#: make check-store FULL=1  all of them (an hour)
check-store:
	@$(SETUP) test
	@$(MAKE) --no-print-directory -s tests-built || $(UNBUILT)
	@tests/check-store $(B) $(FULL)

#: make check-gate    a gate behind a line that cuts, delays, repeats, swaps and
#:                    forges at every byte; hostile requests; processes killed
check-gate:
	@$(SETUP) test
	@$(MAKE) --no-print-directory -s tests-built || $(UNBUILT)
	@FULL=1 TEST=unit/serve/ tests/run $(B) unit

#: make check-attacks what wapiti and slowhttptest find of a server
check-attacks:
	@$(SETUP) attack
	@$(MAKE) --no-print-directory -s all
	@tests/run $(B) attack

#: make check-eoir    releases whose answers are known (../shared/eoir-gen)
#: make check-eoir FULL=1  twenty of each kind
check-eoir: all $(B)/tests/eoir/truth $(B)/tests/eoir/class
	@tests/check-eoir $(B) $(FULL)

#: make test-web      what needs node: a second verifier of receipts agrees;
#:                    pages in a browser, with a script and without
test-web:
	@$(SETUP) test
	@$(MAKE) --no-print-directory -s $(B)/forestay $(B)/tests/web/receipts || $(UNBUILT)
	@tests/web/run $(B)

#: make screenshots   the pictures in docs/screens, anew
screenshots: all
	@tests/web/run $(B) screenshots docs/screens

#: make mutate        change each word of the casebook: do its examples notice?
mutate: all $(B)/tests/law/mutate
	@$(B)/tests/law/mutate casebook

#: make mutate-code   change a line of the code: do the tests notice? (40 min)
mutate-code:
	@tools/mutate-code

#: make sanitize      the same under address and undefined sanitizers
sanitize:
	@$(SETUP) test
	@$(MAKE) --no-print-directory -s FLAVOUR=asan tests-built || $(UNBUILT)
	@HISTORIES=200 PAIRS=300 PROP_CASES=$${PROP_CASES:-5000} \
	    tests/run build/asan unit law property cli

#: make coverage      lines and branches of src/law and src/decide; fails where
#:                    fewer are reached than tools/coverage wants
coverage:
	@$(SETUP) test
	@$(MAKE) --no-print-directory -s FLAVOUR=cov tests-built || $(UNBUILT)
	@find build/cov -name '*.gcda' -exec rm -f {} +
	@# What runs in the sandbox cannot write its counts, nor what is cut off.
	@SKIP='unit/doc/\|unit/intake/test_sheet\|unit/intake/test_ice\|unit/serve/test_manifest' \
	    HISTORIES=200 PAIRS=300 PROP_CASES=$${PROP_CASES:-5000} \
	    TEST_SECONDS=3600 tests/run build/cov unit law property cli
	@tools/coverage build/cov $(PURE)

#: make fuzz          each fuzz/fuzz_*.c for FUZZ_SECONDS=30, with clang
fuzz:
	@$(SETUP) ci
	@$(MAKE) --no-print-directory -s FLAVOUR=fuzz CC=clang fuzz-built
	@tests/fuzz run build/fuzz $(FUZZ_SECONDS)

#: make fuzz-long     the same for ten minutes each: does it still find an edge?
fuzz-long: FUZZ_SECONDS = 600
fuzz-long: fuzz

#: make test-checks   each check, broken once on purpose, must fail
test-checks:
	@$(SETUP) ci
	@$(MAKE) --no-print-directory -s all
	@tests/run $(B) house

#: make fuzz-replay   the saved inputs, under the sanitizers, no engine
fuzz-replay:
	@$(MAKE) --no-print-directory -s FLAVOUR=asan replays-built
	@tests/fuzz replay build/asan/replay

#: make bench         build and run bench/*
bench: all $(BENCHES)
	@for b in $(BENCHES) $(wildcard bench/*.sh); do \
		echo "== $$b"; FORESTAY=$(B)/forestay $$b || exit 1; done

#: make bench-import TABLE=A_TblCase.csv  the reader of court data beside
#:                    DuckDB's, where DUCKDB names a folder with its node_modules
bench-import: $(B)/bench/bench_eoir
	@$(B)/bench/bench_eoir $(TABLE)
	@if [ -n "$(DUCKDB)" ] && [ -n "$(TABLE)" ]; then \
		node bench/eoir_duckdb.mjs $(DUCKDB) $(TABLE); \
	else echo 'DuckDB is left out: DUCKDB=FOLDER TABLE=FILE name both'; fi

# --- checks -----------------------------------------------------------

#: make check-layers  who includes whom; no I/O, clock or state in a pure room
check-layers: $(LIB)
	@tools/check-layers $(B) "$(PURE)" "$(ROOMS)"

#: make check-links   what build/forestay links
check-links: all
	@tools/check-links $(B)

#: make check-format  the layout of every C file; `make format` mends it
check-format:
	@tools/format check
format:
	@tools/format fix

#: make check-tri     no enum tri as a truth value
check-tri: $(GEN)/casebook.c $(GEN)/sql.c
	@tools/check-tri

#: make check-headers every file compiles with only what it includes
check-headers:
	@CC="$(CC)" tools/check-headers

#: make lint          clang-tidy and cppcheck
lint: $(GEN)/casebook.c $(GEN)/sql.c
	@$(SETUP) ci
	@tools/lint

check: check-layers check-links check-format check-tri check-headers

# --- the rest ---------------------------------------------------------

#: make install       into DESTDIR and PREFIX=/usr/local
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/doc/forestay
	$(if $(BIN),install -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin)
	install -m 644 README.md LICENSE NOTICE \
	    $(DESTDIR)$(PREFIX)/share/doc/forestay

#: make bench-release RELEASE=folder  a release to a segment, and a census
bench-release: all $(B)/bench/bench_release
	@$(B)/bench/bench_release $(RELEASE) $(B)/forestay $(FOLDER)
.PHONY: bench-release

#: make bench-peers   everybody at once, beside DuckDB (PEERS=folder), SQLite, C
bench-peers: all $(B)/bench/bench_peers
	@bench/peers.bash $(B) $(PEOPLE)
.PHONY: bench-peers

#: make bench-gate    checks over HTTPS a second, and how long each takes
#:                    (CONNECTIONS=64 SECONDS=10 PEOPLE=2000 ORDERS=1 ASKED=PEOPLE)
bench-gate: all $(B)/bench/bench_gate
	@FORESTAY=$(B)/forestay $(B)/bench/bench_gate $(or $(CONNECTIONS),64) $(or $(SECONDS),10) \
	    $(or $(PEOPLE),2000) $(or $(ORDERS),1) $(ASKED)
.PHONY: bench-gate

#: make bench-telling whether the time of an answer tells why it is a hold
#:                    (EACH=10000)
bench-telling: all $(B)/bench/bench_telling
	@FORESTAY=$(B)/forestay $(B)/bench/bench_telling $(EACH)
.PHONY: bench-telling

#: make clean
clean:
	rm -rf build

FORCE:
.PHONY: all help demo test test-web screenshots check-store check-gate check-attacks check-eoir mutate mutate-code sanitize coverage fuzz fuzz-long fuzz-replay \
	bench bench-import check \
	check-layers check-links check-format format check-tri check-headers \
	lint install clean test-checks tests-built fuzz-built replays-built FORCE

-include $(shell [ -d $(O) ] && find $(O) -name '*.d')
