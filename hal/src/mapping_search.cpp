#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/mapper.hpp>
#include <fiberloom/hal/mapping_search.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "mapping/cascade_mapping.hpp"
#include "mapping/compressed_pulse.hpp"
#include "mapping/reused_stage.hpp"
#include "mapping/sample_rates.hpp"
#include "mapping/wavelengths.hpp"

namespace fiberloom::hal {
namespace {

// What an all-optical cascade may be worse by, and still be preferred: 1 dB. So may the rig's own sample rate.
constexpr double clearly_better = 0.79;

struct Candidate {
  CascadeMapping mapping{};
  Architecture architecture{};

  [[nodiscard]] const Plan& plan() const { return mapping.plan; }
  [[nodiscard]] int free_steps() const {
    return (plan().gauges.dispersion_in_waveform ? 1 : 0) +
           (plan().gauges.last_phase_left_out ? 1 : 0);
  }
};

// Fewer problems first; among feasible ones, clearly less error.
bool is_better(const CascadeMapping& a, const CascadeMapping& b) {
  if (a.plan.problems.size() != b.plan.problems.size()) {
    return a.plan.problems.size() < b.plan.problems.size();
  }
  return a.cost < clearly_better * b.cost;
}

std::vector<Gauges> gauges_to_try(const core::Model& model, FreeSteps free_steps) {
  const Gauges plain = preferred_gauges(model);
  std::vector<Gauges> all;
  if (free_steps != FreeSteps::always) {
    all.push_back(plain);
  }
  if (free_steps == FreeSteps::never || model.layers.num_layers() == 0) {
    return all;
  }
  const bool last_is_free = last_phase_is_invisible(model) && model.layers.gamma.back() != 0.0;
  const bool first_is_free = model.layers.beta2.front() != 0.0;
  core::Model without_last = model;
  without_last.layers.gamma.back() = 0.0;
  const bool conjugated_without_last = preferred_gauges(without_last).conjugated;
  const auto add = [&](bool first, bool last) {
    all.push_back({.conjugated = last ? conjugated_without_last : plain.conjugated,
                   .dispersion_in_waveform = first,
                   .last_phase_left_out = last});
  };
  if (free_steps == FreeSteps::when_needed && last_is_free) {
    add(false, true);
  }
  if (free_steps == FreeSteps::when_needed && first_is_free) {
    add(true, false);
  }
  if (free_steps == FreeSteps::always || (first_is_free && last_is_free)) {
    add(first_is_free, last_is_free);
  }
  return all;
}

class Search {
 public:
  Search(const core::Model& model, const RigDocument& rig, const Catalog& catalog,
         const MappingOptions& options)
      : model_(model),
        rig_(rig),
        catalog_(catalog),
        options_(options),
        weights_(options.weights.value_or(nmse_weights(model.layers.num_layers()))) {}

  Plan run() {
    for (const Gauges& gauges : gauges_to_try(model_, options_.free_steps)) {
      consider(Architecture::all_optical_cascade, gauges);
      consider(Architecture::electro_optic_kerr, gauges);
    }
    consider(Architecture::reused_stage, preferred_gauges(model_));
    const std::size_t chosen = choose();
    Plan plan = candidates_[chosen].plan();
    plan.objective = weights_.objective;
    plan.considered = designs(chosen);
    plan.frames = planned_frames(model_, plan, rig_, catalog_);
    plan.powers = planned_powers(plan, rig_, catalog_);
    return plan;
  }

 private:
  void consider(Architecture architecture, const Gauges& gauges) {
    if (options_.architecture && *options_.architecture != architecture) {
      return;
    }
    std::optional<CascadeMapping> best;
    const auto offer = [&best](std::optional<CascadeMapping> mapping) {
      if (mapping && (!best || is_better(*mapping, *best))) {
        best = std::move(mapping);
      }
    };
    if (!options_.wavelength_nm || *options_.wavelength_nm == rig_.center_wavelength_nm) {
      for (const double rate : rates(gauges)) {
        offer(mapped(architecture, gauges, {.rate_gsa_per_s = rate}));
      }
    }
    // One stage that is used again disperses in the computer: any wavelength does for it.
    if (options_.wavelength_nm || architecture != Architecture::reused_stage) {
      const double best_rate = best ? best->plan.light_path.sample_rate_gsa_per_s : 0.0;
      const std::vector<double> few = few_rates(best_rate);
      const std::vector<double> wavelengths = other_wavelengths(gauges, few);
      for (const double rate : few) {
        offer(best_of(architecture, gauges, rate, wavelengths));
      }
    }
    candidates_.push_back({.mapping = std::move(*best), .architecture = architecture});
  }

  struct Operation {
    double rate_gsa_per_s = 0.0;
    double wavelength_nm = 0.0;  // 0: the rig's own
  };

  // Every rate of a clock that can be tuned at each wavelength: too many. The one that was best stands for them.
  [[nodiscard]] std::vector<double> few_rates(double best_rate) const {
    if (options_.sample_rate_gsa_per_s) {
      return {*options_.sample_rate_gsa_per_s};
    }
    std::vector<double> rates = whole_fractions(rig_);
    if (best_rate > 0.0 && std::ranges::find(rates, best_rate) == rates.end()) {
      rates.push_back(best_rate);
    }
    return rates;
  }

  [[nodiscard]] std::vector<double> other_wavelengths(const Gauges& gauges,
                                                      const std::vector<double>& rates) const {
    std::vector<double> wavelengths =
        options_.wavelength_nm
            ? std::vector{*options_.wavelength_nm}
            : candidate_wavelengths(buildable_model(model_, gauges), rig_, catalog_, rates);
    std::erase(wavelengths, rig_.center_wavelength_nm);
    return wavelengths;
  }

  // No wavelength is dearer than another: the best is the best.
  [[nodiscard]] std::optional<CascadeMapping> best_of(
      Architecture architecture, const Gauges& gauges, double rate,
      const std::vector<double>& wavelengths) const {
    const auto rank = [](const CascadeMapping& mapping) {
      return std::pair(mapping.plan.problems.size(), mapping.cost);
    };
    std::optional<CascadeMapping> best;
    for (const double wavelength_nm : wavelengths) {
      CascadeMapping mapping =
          mapped(architecture, gauges, {.rate_gsa_per_s = rate, .wavelength_nm = wavelength_nm});
      if (!best || rank(mapping) < rank(*best)) {
        best = std::move(mapping);
      }
    }
    return best;
  }

  [[nodiscard]] std::vector<double> rates(const Gauges& gauges) const {
    if (options_.sample_rate_gsa_per_s) {
      return {*options_.sample_rate_gsa_per_s};
    }
    return candidate_sample_rates(buildable_model(model_, gauges), rig_, catalog_);
  }

  [[nodiscard]] CascadeMapping mapped(Architecture architecture, const Gauges& gauges,
                                      const Operation& at) const {
    CascadeQuestion question{.model = model_,
                             .rig = rig_,
                             .catalog = catalog_,
                             .weights = weights_,
                             .gauges = gauges,
                             .sample_rate_gsa_per_s = at.rate_gsa_per_s,
                             .wavelength_nm = at.wavelength_nm};
    if (architecture == Architecture::reused_stage) {
      return map_reused_stage(question);
    }
    if (architecture == Architecture::electro_optic_kerr) {
      question.choose_kerr = choose_electro_optic;
    }
    CascadeMapping mapping = map_cascade(question);
    mapping.plan.light_path.architecture = architecture;
    return mapping;
  }

  // Feasible before infeasible, glass before free steps, then less error; the first of equals.
  [[nodiscard]] std::size_t choose() const {
    std::size_t best = 0;
    for (std::size_t i = 1; i < candidates_.size(); ++i) {
      const Candidate& challenger = candidates_[i];
      const Candidate& holder = candidates_[best];
      const bool challenger_builds = challenger.plan().feasible;
      if (challenger_builds != holder.plan().feasible) {
        best = challenger_builds ? i : best;
      } else if (challenger_builds && challenger.free_steps() != holder.free_steps()) {
        best = challenger.free_steps() < holder.free_steps() ? i : best;
      } else if (challenger_builds && is_better(challenger.mapping, holder.mapping)) {
        best = i;
      }
    }
    return best;
  }

  [[nodiscard]] std::vector<ConsideredDesign> designs(std::size_t chosen) const {
    std::vector<ConsideredDesign> all;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      all.push_back(design_of(candidates_[i]));
      all.back().chosen = i == chosen;
      all.back().verdict = verdict_of(candidates_[i], candidates_[chosen], i == chosen);
    }
    all.push_back(consider_compressed_pulse(model_, rig_, catalog_));
    mark_pareto_front(all);
    return all;
  }

  [[nodiscard]] ConsideredDesign design_of(const Candidate& candidate) const {
    const Plan& plan = candidate.plan();
    const bool is_reused = candidate.architecture == Architecture::reused_stage;
    ConsideredDesign design{.architecture = std::string(name_of(candidate.architecture)),
                            .front_end = std::string(name_of(FrontEnd::direct_modulation)),
                            .sample_rate_gsa_per_s = plan.light_path.sample_rate_gsa_per_s,
                            .wavelength_nm = plan.light_path.wavelength_nm,
                            .conjugated = plan.gauges.conjugated,
                            .dispersion_in_waveform = plan.gauges.dispersion_in_waveform,
                            .last_phase_left_out = plan.gauges.last_phase_left_out,
                            .steps_in_computer = is_reused
                                                     ? static_cast<std::int64_t>(plan.stages.size())
                                                     : candidate.free_steps(),
                            .feasible = plan.feasible,
                            .expected_nmse = candidate.mapping.nmse};
    if (weights_.objective == MappingObjective::expected_loss) {
      design.expected_loss_increase = candidate.mapping.cost;
    }
    for (std::size_t m = 0; m < plan.stages.size(); ++m) {
      const StagePath& stage = plan.light_path.stages[m];
      design.optical_loss_db += plan.stages[m].insertion_loss_db;
      design.num_parts += static_cast<std::int64_t>(stage.dispersive_parts.size()) +
                          (stage.nonlinear_part.empty() ? 0 : 1);
    }
    return design;
  }

  [[nodiscard]] std::string verdict_of(const Candidate& candidate, const Candidate& winner,
                                       bool is_chosen) const {
    const Plan& plan = candidate.plan();
    if (!plan.feasible) {
      const MappingProblem& first = plan.problems.front();
      const std::string more =
          plan.problems.size() > 1 ? fmt::format(" (and {} more)", plan.problems.size() - 1) : "";
      return fmt::format("{}: {}{}", first.where, first.reason, more);
    }
    if (is_chosen) {
      return candidate.free_steps() > 0 ? "cannot be built without leaving steps to the computer"
                                        : "least error to be expected of what can be built";
    }
    if (candidate.free_steps() > winner.free_steps()) {
      return "leaves to the computer what can be built";
    }
    if (weights_.objective == MappingObjective::expected_loss) {
      return fmt::format("expected loss increase {:.2g} nat against {:.2g} nat",
                         candidate.mapping.cost, winner.mapping.cost);
    }
    return fmt::format("expected error {:.1f} dB against {:.1f} dB",
                       10.0 * std::log10(std::max(candidate.mapping.cost, 1e-30)),
                       10.0 * std::log10(std::max(winner.mapping.cost, 1e-30)));
  }

  static bool dominates(const ConsideredDesign& a, const ConsideredDesign& b) {
    const auto merits = [](const ConsideredDesign& design) {
      return std::array{design.expected_loss_increase.value_or(design.expected_nmse),
                        static_cast<double>(design.num_parts), design.optical_loss_db,
                        static_cast<double>(design.steps_in_computer)};
    };
    const auto of_a = merits(a);
    const auto of_b = merits(b);
    return a.feasible && of_a != of_b &&
           std::ranges::equal(of_a, of_b, [](double x, double y) { return x <= y; });
  }

  static void mark_pareto_front(std::vector<ConsideredDesign>& designs) {
    for (ConsideredDesign& design : designs) {
      design.on_pareto_front =
          design.feasible && std::ranges::none_of(designs, [&](const ConsideredDesign& other) {
            return dominates(other, design);
          });
    }
  }

  const core::Model& model_;
  const RigDocument& rig_;
  const Catalog& catalog_;
  const MappingOptions& options_;
  ErrorWeights weights_;
  std::vector<Candidate> candidates_;
};

void check_wavelength(double wavelength_nm, const RigDocument& rig, const Catalog& catalog) {
  const WavelengthRange range = wavelength_range(rig, catalog);
  if (wavelength_nm != rig.center_wavelength_nm && !range.holds(wavelength_nm)) {
    throw core::InputError(
        "input.setting",
        fmt::format(
            "map: a wavelength of {:.7g} nm is not within {:.7g} and {:.7g} nm, what laser, "
            "amplifiers and channels of rig '{}' allow",
            wavelength_nm, range.minimum_nm, range.maximum_nm, rig.name));
  }
}

void check_options(const MappingOptions& options, const core::Model& model,
                   const RigDocument& rig) {
  const std::size_t num_layers = model.layers.num_layers();
  if (options.weights && options.weights->layers.size() != num_layers) {
    throw core::InputError("input.shape", fmt::format("map: weights of {} layers for a model of {}",
                                                      options.weights->layers.size(), num_layers));
  }
  const auto& rate = options.sample_rate_gsa_per_s;
  if (rate && !(*rate > 0.0 && *rate <= rig.transmitter.sample_rate_gsa_per_s)) {
    throw core::InputError(
        "input.setting",
        fmt::format("map: a sample rate of {:.4g} GSa/s is not within 0 and {:.4g} GSa/s, what the "
                    "generator of rig '{}' reaches",
                    *rate, rig.transmitter.sample_rate_gsa_per_s, rig.name));
  }
}

}  // namespace

Plan search_mapping(const core::Model& model, const RigDocument& rig, const Catalog& catalog,
                    const MappingOptions& options) {
  check_mappable(model);
  check_options(options, model, rig);
  if (options.wavelength_nm) {
    check_wavelength(*options.wavelength_nm, rig, catalog);
  }
  return Search(model, rig, catalog, options).run();
}

}  // namespace fiberloom::hal
