#include "mapping/virtual_rigs.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/calibration/rig_embedding.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/network.hpp>
#include <fiberloom/hal/pass_ledger.hpp>
#include <mutex>

namespace fiberloom::app {
namespace {

core::LabelledSeries some_of(const core::LabelledSeries& all, std::size_t most) {
  const std::size_t count = all.labels.size();
  const std::size_t stride = std::max<std::size_t>(1, (count + most - 1) / most);
  core::LabelledSeries some;
  some.series = core::RealBatch<double>((count + stride - 1) / stride, all.series.samples());
  for (std::size_t i = 0; i < count; i += stride) {
    std::ranges::copy(all.series.row(i), some.series.row(i / stride).begin());
    some.labels.push_back(all.labels[i]);
  }
  return some;
}

std::vector<bool> hits(const core::LinearClassifier& classifier,
                       const core::RealBatch<double>& features,
                       const std::vector<std::int64_t>& labels) {
  const std::vector<std::int64_t> predicted = core::predict(classifier, features);
  std::vector<bool> result;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    result.push_back(predicted[i] == labels[i]);
  }
  return result;
}

double share(const std::vector<bool>& hits) {
  return static_cast<double>(std::ranges::count(hits, true)) / static_cast<double>(hits.size());
}

std::vector<bool> digital_hits(const core::Model& model, const core::LabelledSeries& records,
                               core::WorkerPool& workers) {
  core::Network network(model, workers);
  return hits(*model.classifier, network.features(records.series), records.labels);
}

std::vector<bool> hits_on_rig(const VirtualRigQuestion& question, std::uint64_t seed,
                              const core::LabelledSeries& records) {
  const std::unique_ptr<hal::Rig> rig = question.make_rig(seed);
  const hal::EmissionPermit permit = rig->arm();
  hal::PassLedger ledger;
  calibration::RigSession session(rig->backend(), permit, ledger);
  core::WorkerPool alone(1);
  calibration::RigEmbedding embedding(
      question.model, question.settings,
      calibration::nominal_twin(question.settings.dispersion.size()), session, alone);
  return hits(*question.model.classifier, embedding.features(records.series), records.labels);
}

// Chance of a mean over some of the records to be off that over all: how differently records take the way from the
// computer to a rig.
double sampling_deviation(const std::vector<double>& mean_changes, std::size_t all) {
  const auto some = static_cast<double>(mean_changes.size());
  const double unseen = 1.0 - some / static_cast<double>(all);
  return core::standard_deviation(mean_changes) * std::sqrt(std::max(0.0, unseen) / some);
}

double quantile(std::vector<double> values, double share_below) {
  std::ranges::sort(values);
  const double at = share_below * static_cast<double>(values.size() - 1);
  const auto i = static_cast<std::size_t>(at);
  const std::size_t next = std::min(i + 1, values.size() - 1);
  return values[i] + (at - static_cast<double>(i)) * (values[next] - values[i]);
}

}  // namespace

AccuracyPrediction predict_accuracy(const VirtualRigQuestion& question,
                                    const core::LabelledSeries& test, core::WorkerPool& workers,
                                    const std::function<void(std::size_t)>& progress) {
  if (!question.model.classifier) {
    throw core::InputError("input.classifier",
                           "map: the model has no classifier, so there is no accuracy to predict");
  }
  const core::LabelledSeries records = some_of(test, question.most_records);
  AccuracyPrediction result{.num_records = records.labels.size()};
  result.digital = share(digital_hits(question.model, test, workers));
  const std::vector<bool> digital = digital_hits(question.model, records, workers);
  std::vector<std::vector<bool>> on_rigs(question.num_rigs);
  std::mutex lock;
  std::size_t done = 0;
  workers.run(question.num_rigs, [&](std::size_t i, std::size_t) {
    on_rigs[i] = hits_on_rig(question, question.first_seed + i, records);
    const std::lock_guard<std::mutex> told(lock);
    ++done;
    if (progress) {
      progress(done);
    }
  });
  std::vector<double> mean_changes(records.labels.size(), 0.0);
  for (const std::vector<bool>& rig : on_rigs) {
    result.accuracies.push_back(result.digital + share(rig) - share(digital));
    for (std::size_t k = 0; k < rig.size(); ++k) {
      mean_changes[k] += (static_cast<double>(rig[k]) - static_cast<double>(digital[k])) /
                         static_cast<double>(question.num_rigs);
    }
  }
  result.mean = core::mean(result.accuracies);
  const double widening = 1.645 * sampling_deviation(mean_changes, test.labels.size());
  result.rigs = {.lower = std::max(0.0, quantile(result.accuracies, 0.05) - widening),
                 .upper = std::min(1.0, quantile(result.accuracies, 0.95) + widening)};
  const auto expected = std::clamp(result.mean, 0.0, 1.0) * static_cast<double>(test.labels.size());
  result.wilson =
      core::wilson_interval(static_cast<std::size_t>(std::lround(expected)), test.labels.size());
  return result;
}

}  // namespace fiberloom::app
