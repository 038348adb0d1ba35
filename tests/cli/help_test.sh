#!/usr/bin/env bash
# Every command explains itself with an example, and the shells complete what the help lists.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
says '^fiberloom [0-9]+\.[0-9]+\.[0-9]+$' --version
says 'COMMAND --help' --help
commands=$("$FIBERLOOM" --help | sed -n '/^Subcommands:/,/^$/p' | sed -n 's/^  \([a-z-]*\) .*/\1/p')
[ "$(wc -w <<<"$commands")" -ge 5 ] || fail "commands: $commands"

for shell in bash zsh fish; do
  "$FIBERLOOM" completion $shell >completion.$shell
done
bash -n completion.bash
for shell in zsh fish; do
  ! command -v $shell >/dev/null || $shell -n completion.$shell || fail "$shell cannot read its script"
done

for command in $commands; do
  "$FIBERLOOM" "$command" --help >help
  grep -q '^Example:' help || fail "$command has no example"
  grep -q "^  .*fiberloom $command" help || fail "$command: the example shows another command"
  for option in --json --seed --threads --quiet --help; do
    grep -q -- "$option" help || fail "$command has no $option"
  done
  # Every option of the help is in every script.
  for option in $(grep -Eo -- '^  [^ ]*--[a-z-]+' help | grep -Eo -- '--[a-z-]+'); do
    grep -Eq "^ *$command\).*" completion.bash || fail "bash does not know $command"
    grep -A40 "^ *$command)" completion.bash | grep -q -- "$option" || fail "bash: $command $option"
    grep -A40 "^ *$command)" completion.zsh | grep -q -- "'$option" || fail "zsh: $command $option"
    grep "seen_subcommand_from $command'" completion.fish | grep -q -- "-l ${option#--}" || fail "fish: $command $option"
  done
done

# completes WANTED WORDS...: what the shell offers for the last word
completes() {
  local wanted=$1
  shift
  bash -c '. ./completion.bash
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
_fiberloom; printf "%s\n" "${COMPREPLY[@]}"' bash "$@" | sort | tr '\n' ' ' >offered
  [ "$(cat offered)" = "$wanted " ] || fail "offers '$(cat offered)' instead of '$wanted' for: $*"
}
touch 'a model.safetensors'
completes 'propagate' fiberloom pro
completes 'double float' fiberloom propagate --precision ''
completes 'forda-kerr' fiberloom train --recipe forda-k
completes '--learning-curve' fiberloom train --learn
completes 'a model.safetensors' fiberloom eval 'a m'
completes 'bash' fiberloom completion ba
completes 'show' fiberloom parts sh
completes 'laser' fiberloom parts list --kind las
completes '--beta2-ps2-per-km' fiberloom parts convert --beta2
for command in list show convert validate; do
  says "fiberloom parts $command" parts $command --help
  says '--json' parts $command --help
done
for command in list status get set arm safe snapshot restore selftest talk watch; do
  says "fiberloom rig bench.json $command" rig lab $command --help
done
! "$FIBERLOOM" rig --help | grep -q words || fail "rig --help shows what is for shells alone"

# The shell asks the program for the names in a rig.
fiberloom() { "$FIBERLOOM" "$@"; }
export -f fiberloom
completes 'selftest set' fiberloom rig lab se
completes 'voa-1 voa-2 voa-3 voa-4 voa-rx' fiberloom rig lab get voa
completes 'a model.safetensors' fiberloom rig 'a m'
