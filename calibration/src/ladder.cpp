#include <fiberloom/calibration/ladder.hpp>
#include <utility>

namespace fiberloom::calibration {
namespace {

// The same loop as PAT, light standing still: what more passes alone are worth.
core::TrainingOptions with_light_standing_still(core::TrainingOptions options) {
  options.embedding_rates.clear();
  return options;
}

class Climb {
 public:
  Climb(const RigTask& task, const core::Dataset& data, Ladder& ladder)
      : task_(task), data_(data), ladder_(ladder) {}

  void begin(const std::string& name) {
    task_.session.set_method(name);
    passes_before_ = task_.session.ledger().total();
    name_ = name;
  }

  void end(const TunedRig& rung) {
    const std::int64_t passes = task_.session.ledger().total() - passes_before_;
    ladder_.rungs.push_back({.name = name_,
                             .accuracy = rig_accuracy(task_, rung, data_.test),
                             .optical_passes = passes});
  }

 private:
  const RigTask& task_;
  const core::Dataset& data_;
  Ladder& ladder_;
  std::string name_;
  std::int64_t passes_before_ = 0;
};

}  // namespace

const std::vector<std::string>& ladder_rung_names() {
  static const std::vector<std::string> names{
      "deployed", "readout only", "readout only, equal passes", "PAT", "calibrated + readout"};
  return names;
}

Ladder climb_ladder(const RigTask& task, const core::Dataset& data, const LadderOptions& options) {
  const std::vector<std::string>& names = ladder_rung_names();
  Ladder ladder;
  Climb climb(task, data, ladder);
  const std::size_t repeats = readout_repeats(data.train.labels.size());

  climb.begin(names[0]);
  const TunedRig deployed = deploy(task);
  climb.end(deployed);

  climb.begin(names[1]);
  climb.end(tune_readout(task, deployed, data.train, options.readout, repeats));

  climb.begin(names[2]);
  climb.end(
      train_physics_aware(task, data.train, with_light_standing_still(options.physics_aware)));

  climb.begin(names[3]);
  const TunedRig physics_aware = train_physics_aware(task, data.train, options.physics_aware);
  climb.end(physics_aware);
  ladder.physics_aware_history = physics_aware.history;

  climb.begin(names[4]);
  ladder.identification =
      identify_twin(task.session, task.model, task.settings, options.identification, task.workers);
  const RigTask calibrated{.model = task.model,
                           .settings = task.settings,
                           .twin = ladder.identification.twin,
                           .session = task.session,
                           .workers = task.workers};
  ladder.best_practice =
      tune_readout(calibrated, compensate(calibrated), data.train, options.readout, repeats);
  climb.end(ladder.best_practice);
  return ladder;
}

}  // namespace fiberloom::calibration
