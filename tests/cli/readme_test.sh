#!/usr/bin/env bash
# Runs every `fiberloom` command of the README, in its order, in an empty folder beside a link to apps/.
set -euo pipefail
readme="$FIBERLOOM_SOURCE_DIR/README.md"
ln -s "$FIBERLOOM_SOURCE_DIR/apps" apps
fiberloom() { "$FIBERLOOM" "$@"; }

mapfile -t commands < <(awk '/^```/ { inside = !inside } inside && /^fiberloom /' "$readme")
[ "${#commands[@]}" -ge 8 ] || { echo "found only ${#commands[@]} commands in the README"; exit 1; }
for command in "${commands[@]}"; do
  echo "+ $command"
  case $command in
    *"in another terminal"*)
      eval "exec \"\$FIBERLOOM\" ${command#fiberloom }" >/dev/null &  # itself, so that it can be stopped
      served=$!
      trap 'kill $served 2>/dev/null || true' EXIT
      for _ in $(seq 200); do [ -e bench.json ] && break; sleep 0.1; done
      ;;
    *) eval "$command" ;;
  esac
done

# What the text promises: calibration wins back most of what deployment lost.
accuracy() { "$FIBERLOOM" run kerr.plan.json apps/demo/data/FordA125 --rig spec --bench 7 --json "$@" |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["accuracy"])'; }
python3 - "$(accuracy --no-calibration)" "$(accuracy)" <<'PY'
import sys
deployed, calibrated = map(float, sys.argv[1:])
sys.exit(0 if calibrated > deployed + 0.01 else f"deployed {deployed}, calibrated {calibrated}")
PY
