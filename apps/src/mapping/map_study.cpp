#include "mapping/map_study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/network.hpp>
#include <fiberloom/core/ridge.hpp>
#include <fiberloom/hal/bench_spread.hpp>
#include <fiberloom/hal/recalibrated.hpp>
#include <fiberloom/sim/bench/simulated_rig.hpp>
#include <fiberloom/sim/simulated_backend.hpp>

#include "rig_run.hpp"

namespace fiberloom::app {
namespace {

// An alternative is tried on fewer rigs: its place among the others is what matters.
constexpr std::size_t rigs_for_alternatives = 40;

RigMaker maker_from_spread(const hal::RigDocument& rig, const hal::LightPath& path) {
  return [rig, path](std::uint64_t seed) { return sim::make_simulated_rig(rig, path, seed, 1); };
}

RigMaker maker_from_bench(const hal::RigDocument& rig, const hal::LightPath& path,
                          const hal::Catalog& catalog, const hal::BenchSpread& spread) {
  return [rig, path, &catalog, spread](std::uint64_t seed) {
    return sim::make_simulated_instrument_rig(rig, path, catalog,
                                              {.spread = spread, .seed = seed, .num_threads = 1})
        .rig;
  };
}

bool is_bench(const VirtualRigOptions& options, const hal::LightPath& path) {
  return options.backend == "bench" && path.architecture == hal::Architecture::all_optical_cascade;
}

RigMaker maker(const MapQuestion& question, const hal::LightPath& path) {
  return is_bench(question.options, path)
             ? maker_from_bench(question.rig, path, question.catalog,
                                hal::bench_profile(question.options.profile))
             : maker_from_spread(question.rig, path);
}

RigMaker recalibrated_maker(const MapQuestion& question, const hal::LightPath& path) {
  if (is_bench(question.options, path)) {
    return maker_from_bench(question.rig, path, question.catalog,
                            hal::recalibrated(hal::bench_profile(question.options.profile)));
  }
  hal::RigDocument rig = question.rig;
  rig.tolerances = hal::recalibrated(rig.tolerances);
  return maker_from_spread(rig, path);
}

std::function<void(std::size_t)> counted(const StudyProgress& progress, std::string doing,
                                         std::size_t total) {
  return [&progress, doing = std::move(doing), total](std::size_t done) {
    if (progress) {
      progress(doing, done, total);
    }
  };
}

Outlook outlook_of(const MapQuestion& question, core::WorkerPool& workers,
                   const StudyProgress& progress) {
  const OpenModel open = open_model(question.model, question.plan);
  VirtualRigQuestion asked{.model = open.model,
                           .settings = open.settings,
                           .make_rig = maker(question, question.plan.light_path),
                           .num_rigs = question.options.num_rigs,
                           .first_seed = question.options.seed};
  Outlook outlook;
  outlook.as_documented = predict_accuracy(asked, question.data->test, workers,
                                           counted(progress, "virtual rigs", asked.num_rigs));
  asked.make_rig = recalibrated_maker(question, question.plan.light_path);
  outlook.recalibrated =
      predict_accuracy(asked, question.data->test, workers,
                       counted(progress, "virtual rigs, calibrated", asked.num_rigs));
  return outlook;
}

double refitted_accuracy(const core::Model& model, const core::Dataset& data,
                         core::WorkerPool& workers) {
  core::Network network(model, workers);
  const core::RidgeFit fit = core::fit_ridge(network.features(data.train.series), data.train.labels,
                                             data.num_classes, core::usual_penalties());
  return core::accuracy(core::predict(fit.classifier, network.features(data.test.series)),
                        data.test.labels);
}

AlternativeOutlook outlook_of(const MapQuestion& question, hal::Alternative alternative,
                              core::WorkerPool& workers, const StudyProgress& progress) {
  AlternativeOutlook result;
  if (question.data == nullptr) {
    result.alternative = std::move(alternative);
    return result;
  }
  const OpenModel open = open_model(alternative.model, alternative.plan);
  const VirtualRigOptions& options = question.options;
  const VirtualRigQuestion asked{
      .model = open.model,
      .settings = open.settings,
      .make_rig = maker_from_spread(alternative.rig, alternative.plan.light_path),
      .num_rigs = std::min(rigs_for_alternatives, options.num_rigs),
      .first_seed = options.seed};
  result.prediction = predict_accuracy(asked, question.data->test, workers,
                                       counted(progress, alternative.name, asked.num_rigs));
  if (alternative.name == "clipped") {
    result.refitted = refitted_accuracy(open.model, *question.data, workers);
  }
  result.alternative = std::move(alternative);
  return result;
}

void add_budget(MapStudy& study, const MapQuestion& question, core::WorkerPool& workers) {
  study.no_budget = why_no_budget(question.plan);
  if (!study.no_budget.empty()) {
    return;
  }
  try {
    study.budget = plan_budget({.model = question.model,
                                .rig = question.rig,
                                .catalog = question.catalog,
                                .plan = question.plan,
                                .data = question.data,
                                .profile = question.options.profile,
                                .seed = question.light_seed},
                               workers);
  } catch (const core::InputError& error) {
    study.no_budget = std::string("It cannot be worked out: ") + error.what();
  }
}

}  // namespace

MapStudy study_mapping(const MapQuestion& question, core::WorkerPool& workers,
                       const StudyProgress& progress) {
  MapStudy study;
  add_budget(study, question, workers);
  if (question.plan.feasible) {
    if (question.data != nullptr) {
      study.outlook = outlook_of(question, workers, progress);
    }
    return study;
  }
  for (hal::Alternative& alternative :
       hal::alternatives(question.model, question.rig, question.catalog, question.plan)) {
    study.alternatives.push_back(outlook_of(question, std::move(alternative), workers, progress));
  }
  std::ranges::stable_sort(study.alternatives, [](const auto& a, const auto& b) {
    return a.prediction && b.prediction && a.prediction->mean > b.prediction->mean;
  });
  return study;
}

std::string retraining_command(const std::string& model, const std::string& data,
                               const std::string& rig) {
  return fmt::format("fiberloom train {} --from {} --rig {} -o retrained.safetensors",
                     data.empty() ? "DATA" : data, model, rig);
}

}  // namespace fiberloom::app
