#include <fiberloom/hal/run_record.hpp>

namespace fiberloom::hal {

void RunRecord::fields(core::FieldVisitor& visit) {
  visit.field("command", command, {.description = "What was run.", .minimum_length = 1});
  visit.field("plan", plan, {.description = "Plan file."});
  visit.field("rig", rig, {.description = "Name of the rig document."});
  visit.field("bench", bench, {.description = "Which bench of that name."});
  visit.field("data", data, {.description = "Data set."});
  visit.field("started_at", started_at, {.description = "Begin, UTC."});
  visit.field("finished_at", finished_at, {.description = "End, UTC."});
  visit.field("calibration", calibration,
              {.description = "Id of the calibration that was used; empty for none."});
  visit.field("seed", seed, {.description = "Seed of everything that is drawn."});
  visit.field("test_accuracy", test_accuracy,
              {.description = "Share of test records classified correctly.",
               .minimum = 0.0,
               .maximum = 1.0});
  visit.field("ledger", ledger, {.description = "Every optical pass."});
}

}  // namespace fiberloom::hal
