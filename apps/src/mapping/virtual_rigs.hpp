#pragma once

#include <cstdint>
#include <fiberloom/calibration/twin.hpp>
#include <fiberloom/core/dataset.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/statistics.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <fiberloom/hal/rig.hpp>
#include <functional>
#include <memory>
#include <vector>

namespace fiberloom::app {

/// The rig of one seed, all in the computer, ready to be armed.
using RigMaker = std::function<std::unique_ptr<hal::Rig>(std::uint64_t seed)>;

/// A network as a plan sets it, and where rigs for it come from.
struct VirtualRigQuestion {
  const core::Model& model;  ///< the buildable one, with its classifier
  const calibration::LayerSettings& settings;
  RigMaker make_rig{};
  std::size_t num_rigs = 200;
  std::uint64_t first_seed = 0;  ///< rigs have this one and those that follow
  std::size_t most_records = 400;
};

/// How well a network is expected to do on a rig of a kind.
struct AccuracyPrediction {
  double digital = 0.0;              ///< of the model itself, on all test records
  double mean = 0.0;                 ///< over rigs
  core::Interval rigs{};             ///< 5 to 95 % over rigs, for the test records at hand
  core::Interval wilson{};           ///< of the mean, as a share of so many test records: 95 %
  std::vector<double> accuracies{};  ///< [rigs]
  std::size_t num_records = 0;       ///< that each rig met
};

/// Draws rigs, sends test records through each, and tells how many are classified rightly.
///
/// Each rig meets the same records, every k-th of the test set when that has more than `most_records`; what the
/// digital model makes of these records beside all of them is taken off as common to both, and the interval is widened
/// by what is left of the chance in which records they were.
/// Rigs are shared out over the workers; results do not depend on how many there are.
/// Throws:  as the backends; core::InputError "input.classifier" for a model without a classifier.
[[nodiscard]] AccuracyPrediction predict_accuracy(
    const VirtualRigQuestion& question, const core::LabelledSeries& test, core::WorkerPool& workers,
    const std::function<void(std::size_t)>& progress = {});

}  // namespace fiberloom::app
