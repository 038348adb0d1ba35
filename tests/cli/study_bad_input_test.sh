#!/usr/bin/env bash
# Everything that can be wrong with what the study commands are given: one line, code 2, nothing written.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
small_data data
small_recipe r.json 2
sed -e 's/\[1.5, 2.0\]/[0, 0]/' -e 's/\[0.4, 0.2\]/[0, 0]/' -e 's/"beta2": 0.06, "gamma": 0.02/"beta2": 0/' r.json >still.json
"$FIBERLOOM" train data --recipe r.json -o m.safetensors -q >/dev/null
plain=$cases/model_forward.m1_n64_real/model.safetensors
echo text >text.safetensors
before=$(find . -type f -exec cksum {} + | sort; find . -type d | sort)

refuses 2 'recipe is required.*fiberloom ablate --help' ablate data
refuses 2 "'nothing'.*forda-kerr" ablate data --recipe nothing
refuses 2 'nowhere' ablate nowhere --recipe r.json
refuses 2 'fiberloom ablate --help' ablate data --recipe r.json --seeds 0
refuses 2 'fiberloom ablate --help' ablate data --recipe r.json --epochs 0
refuses 2 "'D' is not ARM=RECIPE" ablate data --recipe r.json --arm-recipe D
refuses 2 "'D=' is not ARM=RECIPE" ablate data --recipe r.json --arm-recipe D=
refuses 2 "no arm 'V'.*only none, N, D, D\+N" ablate data --recipe r.json --arm-recipe V=r.json
refuses 2 "'D' has two recipes" ablate data --recipe r.json --arm-recipe D=r.json --arm-recipe D=r.json
refuses 2 "'nothing'.*forda-kerr" ablate data --recipe r.json --arm-recipe D=nothing
refuses 2 'nothing to take away' ablate data --recipe still.json
refuses 2 '275 samples.*takes 32.*resample' ablate "$data/Trace" --recipe r.json
refuses 2 'no folder nowhere' ablate data --recipe r.json --report nowhere/a.html
refuses 2 'overwrite r.json' ablate data --recipe r.json --report r.json

refuses 2 'nowhere.safetensors' compare nowhere.safetensors data
refuses 2 'text.safetensors' compare text.safetensors data
refuses 2 'no classifier' compare "$plain" data
refuses 2 'nowhere' compare m.safetensors nowhere
refuses 2 '275 samples.*takes 32.*resample' compare m.safetensors "$data/Trace"
refuses 2 'fiberloom compare --help' compare m.safetensors

refuses 2 'nowhere.safetensors' interpret nowhere.safetensors
refuses 2 'text.safetensors' interpret text.safetensors
refuses 2 "'46 apples' is no rate.*fiberloom interpret --help" interpret m.safetensors --sample-rate '46 apples'
refuses 2 "'-1GHz' is no rate" interpret m.safetensors --sample-rate=-1GHz
refuses 2 'no folder nowhere' interpret m.safetensors --report nowhere/i.html
refuses 2 'overwrite m.safetensors' interpret m.safetensors --report m.safetensors

refuses 2 'nowhere.safetensors' check nowhere.safetensors
refuses 2 'text.safetensors' check text.safetensors
refuses 2 'nowhere' check m.safetensors --data nowhere
refuses 2 '275 samples.*takes 32.*resample' check m.safetensors --data "$data/Trace"
refuses 2 'nothing: no such rig.*hard, lab, spec' check m.safetensors --rig nothing
refuses 2 "'46 apples' is no rate.*fiberloom check --help" check m.safetensors --sample-rate 46GHz,'46 apples'
refuses 2 'fiberloom check --help' check m.safetensors --target 3
refuses 2 'fiberloom check --help' check m.safetensors --records 0
refuses 2 'fiberloom check --help' check
refuses 2 'no folder nowhere' check m.safetensors --report nowhere/c.html
refuses 2 'overwrite m.safetensors' check m.safetensors --report m.safetensors
refuses 2 'overwrite r.json' check m.safetensors --rig r.json --report r.json

[ "$before" = "$(find . -type f -exec cksum {} + | sort; find . -type d | sort)" ] || fail "something was written or changed: $(ls)"
