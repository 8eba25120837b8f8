# SPDX-License-Identifier: Apache-2.0
# Everyday verbs only; the build is Meson's and Ninja's (tools/build), the whole test is ./test.
.PHONY: build check scene run room asan tsan cover fuzz crash e2e dist format clean

# The product, with the walls (floors) and the style (tidy) checked.
build:
	tools/build build

# Every test of the release build that does not need the machine for itself: about a minute.
check: build
	tools/meson-tests build --no-suite kill

# make scene S=late: the scenes of that name, or all.
S = *
scene: build
	build/src/main/xiezhi scene $(wildcard src/*/scenes/$(S).scene src/core/*/scenes/$(S).scene)

run:
	./run

# make room NAME=tax: the empty room, copied and made known to the build.
room:
	@tools/room '$(NAME)'

asan:
	tools/build build-asan && tools/meson-tests build-asan

tsan:
	tools/build build-tsan && tools/meson-tests build-tsan

# Lines reached by the tests, file by file, least first: the last lines tell the sum.
cover:
	tools/build build-cover && tools/meson-tests build-cover && tools/cover

# make fuzz F=json SECONDS=60: one target, or all.
SECONDS = 60
fuzz:
	tools/build build-fuzz && tools/fuzz $(SECONDS) $(F)

# make crash N=200: so many kills.
N = 20
crash: build
	tools/crash $(N)

# make e2e: the browser run, in Debian's chromium.
e2e: build
	tools/need test && node tests/e2e/run.mjs

# The offline archive of this machine's kind, in build/dist.
dist:
	./dist

format:
	tools/format

clean:
	rm -rf build build-asan build-tsan build-fuzz build-cover
