#!/usr/bin/env bash
# usage: check_case.sh COMPILER ARGUMENTS_FILE CASE.cpp
#
# CASE must compile as it stands. With -DFIBERLOOM_BAD_LINE it must not, and the compiler's words must match the
# extended regular expression in the first line of the file, "// expect: ...": refused for the right reason.
set -euo pipefail

compiler=$1
arguments=$2
case_file=$3

fail() {
  printf '%s: %s\n' "$case_file" "$1"
  [ -z "${2-}" ] || printf '%s\n' "$2"
  exit 1
}

compile() {
  LC_ALL=C "$compiler" -fsyntax-only "@$arguments" "$@" "$case_file" 2>&1
}

expected=$(sed -n '1s|^// expect: ||p' "$case_file")
[ -n "$expected" ] || fail "the first line must be '// expect: REGULAR EXPRESSION'"
grep -q FIBERLOOM_BAD_LINE "$case_file" || fail "there is no FIBERLOOM_BAD_LINE in it"

words=$(compile) || fail "does not compile even without its bad line" "$words"
words=$(compile -DFIBERLOOM_BAD_LINE) && fail "compiles with its bad line, which must be refused"
grep -Eq -- "$expected" <<<"$words" || fail "is refused, but not for '$expected':" "$words"
printf 'refused as it should be: %s\n' "$(grep -Em1 -- "$expected" <<<"$words")"
