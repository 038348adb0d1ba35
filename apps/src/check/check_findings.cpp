#include "check/check_findings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/hal/model_obstacles.hpp>
#include <fiberloom/hal/rig_catalog.hpp>

namespace fiberloom::app {
namespace {

using core::GaugedStep;
using Weight = Finding::Weight;

constexpr double large_noise_gain_db = 15.0;  // takes a 35-dB generator down to 20 dB
constexpr double strong_carrier = 0.1;        // from there on it decides about Brillouin scattering
constexpr double large_overhead = 0.5;

double decibels(double power) { return 10.0 * std::log10(power); }

std::string names_of_steps(const std::vector<GaugedStep>& steps) {
  std::vector<std::string> names;
  std::ranges::transform(steps, std::back_inserter(names), layers_of_step);
  return fmt::format("{}", fmt::join(names, ", "));
}

void add_signs(const ModelCheck& check, std::vector<Finding>& findings) {
  const core::NetworkGauges& gauges = check.gauges;
  if (!gauges.negative.empty()) {
    findings.push_back(
        {.weight = Weight::ruled_out,
         .text = fmt::format("The signs of Gamma are mixed: {} would need a negative nonlinear "
                             "index{}.",
                             names_of_steps(gauges.negative),
                             gauges.conjugated ? ", conjugated as it is" : ""),
         .alternatives = {
             "retrain with gamma >= 0 in every layer: the sign of every b stays free",
             "an electro-optic Kerr layer there (photodiode, driver, phase modulator): any sign",
             "optical phase conjugation (four-wave mixing) in front of and behind these steps",
             "one layer at a time, with a coherent receiver and an I/Q modulator in between that "
             "conjugate"}});
  }
  if (!gauges.modulated.empty()) {
    findings.push_back(
        {.weight = Weight::ruled_out,
         .text =
             fmt::format("A potential between parts ({}) takes a phase modulator that is driven "
                         "in step with the frame; no passive part does that.",
                         names_of_steps(gauges.modulated)),
         .alternatives = {"train without a potential, or with one in the first layer alone, where "
                          "the waveform takes it over",
                          "a phase modulator and a second generator channel in front of each of "
                          "these Kerr steps"}});
  }
}

// Training on the i-th of the grids that were tried.
std::string retraining(const AliasingReading& reading, std::size_t i) {
  const std::size_t factor = reading.fidelity.oversampling[i];
  const std::string grid =
      factor == 1 ? "its own grid" : fmt::format("a grid {} times as fine", factor);
  const std::string filter =
      reading.filter ? fmt::format(", with a low-pass of {} cycles per sample in every layer",
                                   reading.filter->cutoff)
                     : "";
  return fmt::format("retrain on {}{}: {:.1f} dB for the numbers as they are", grid, filter,
                     decibels(reading.fidelity.nmse[i]));
}

// The first grid of each kind on which the numbers as they are would do.
std::vector<std::string> finer_grids(const ModelCheck& check) {
  std::vector<std::string> alternatives;
  for (const AliasingReading& reading : check.aliasing) {
    const std::vector<double>& nmse = reading.fidelity.nmse;
    const auto enough = std::ranges::find_if(
        nmse, [&](double value) { return decibels(value) <= check.request.target_db; });
    if (enough != nmse.end()) {
      alternatives.push_back(retraining(reading, static_cast<std::size_t>(enough - nmse.begin())));
    }
  }
  if (alternatives.empty()) {
    alternatives.emplace_back(
        "retrain with less nonlinear phase, records of less bandwidth, or a narrower filter");
  }
  return alternatives;
}

void add_aliasing(const ModelCheck& check, std::vector<Finding>& findings) {
  const double own_db = decibels(check.aliasing.front().fidelity.nmse.front());
  if (own_db > check.request.target_db) {
    findings.push_back(
        {.weight = Weight::warning,
         .text = fmt::format(
             "On its own grid the model is at {:.1f} dB from light, above the target of {:.0f} dB: "
             "its transforms wrap what glass lets pass, and no choice of parts mends that.",
             own_db, check.request.target_db),
         .alternatives = finer_grids(check)});
  }
  for (const AliasingReading& reading : check.aliasing) {
    if (!reading.fidelity.stands_still) {
      findings.push_back(
          {.weight = Weight::warning,
           .text = fmt::format(
               "Aliasing, {}: the continuum does not stand still at {} points per "
               "grid point (last change {:.2g} dB); these fidelities are estimates.",
               reading.name, reading.fidelity.continuum, reading.fidelity.last_change_db)});
    }
  }
}

void add_light(const ModelCheck& check, std::vector<Finding>& findings) {
  const double gain_db = decibels(check.cascade_noise.measured);
  if (gain_db > large_noise_gain_db) {
    findings.push_back(
        {.weight = Weight::warning,
         .text = fmt::format("Noise grows by {:.1f} dB on its way: a generator of 35 dB leaves "
                             "{:.1f} dB.",
                             gain_db, 35.0 - gain_db),
         .alternatives = {"train with a penalty on ln(1 + 2 kappa Gamma^2), or with less power"}});
  }
  const auto brightest = std::ranges::max_element(
      check.places, {}, [](const PlaceReading& place) { return place.light.carrier; });
  if (brightest->light.carrier > strong_carrier) {
    findings.push_back(
        {.weight = Weight::warning,
         .text = fmt::format("{:.0f} % of the power is carrier ({}): that line meets the Brillouin "
                             "threshold first.",
                             100.0 * brightest->light.carrier, brightest->name),
         .alternatives = {
             "train on records without their mean, or dither the phase of the laser"}});
  }
  const GuardReading& guard =
      *std::ranges::find(check.guards, true, &GuardReading::is_of_glass_alone);
  if (guard.interval.overhead > large_overhead && !guard.frame_suffices) {
    findings.push_back({.weight = Weight::warning,
                        .text = fmt::format(
                            "A guard for frames that follow each other takes {:.0f} % of the time.",
                            100.0 * guard.interval.overhead),
                        .alternatives = {fmt::format(
                            "repeat each frame {} times and use an inner one, which is exact",
                            guard.interval.repetitions)}});
  }
}

// What a detector makes of conjugated light, for the digital part to mend.
std::string undone_in_readout(core::Detection detect) {
  switch (detect) {
    case core::Detection::field:
      return ", and negate the imaginary parts that are read";
    case core::Detection::spectrum:
      return ", and mirror the spectra that are read";
    case core::Detection::intensity:
    case core::Detection::amplitude:
      break;
  }
  return "";
}

void add_steps(const ModelCheck& check, std::vector<Finding>& findings) {
  for (const GaugedStep& step : check.gauges.steps) {
    const bool is_linear = step.kind == GaugedStep::Kind::linear;
    if (step.layers.size() > 1) {
      findings.push_back({.text = fmt::format("The {} steps of {} are one, {} = {:+.4g}.",
                                              is_linear ? "linear" : "Kerr", layers_of_step(step),
                                              is_linear ? "b" : "Gamma", step.value)});
    }
    if (step.place == GaugedStep::Place::waveform) {
      findings.push_back(
          {.text = fmt::format("The first linear step ({}) acts on known light: the waveform takes "
                               "it over.",
                               layers_of_step(step))});
    } else if (step.place == GaugedStep::Place::unseen) {
      findings.push_back(
          {.text = fmt::format("The last Kerr step ({}) is not seen by a detector of power: leave "
                               "it out.",
                               layers_of_step(step))});
    }
  }
  if (check.gauges.conjugated) {
    findings.push_back({.text = "Conjugated, every b and Gamma negated, fewer Gammas are negative: "
                                "build it so, with conjugated records" +
                                undone_in_readout(check.model.readout.detect) + "."});
  }
  if (check.gauges.fraction_in_glass == 0.0) {
    findings.push_back({.weight = Weight::warning,
                        .text =
                            "Nothing of this network needs glass: the waveform and the detector "
                            "do it all."});
  }
}

void add_rig(const ModelCheck& check, std::vector<Finding>& findings) {
  if (!check.request.rig) {
    return;
  }
  const hal::RigDocument& rig = *check.request.rig;
  const core::LightStatistics& input = check.places.front().light;
  const hal::ModelDemand demand{.model = check.model,
                                .gauges = check.gauges,
                                .largest_field = std::sqrt(input.peak * input.mean_power)};
  for (const hal::MappingProblem& problem :
       hal::model_obstacles(demand, rig, hal::catalog_for(rig))) {
    std::string text = fmt::format("Rig {}: {}, {}: {}", rig.name, problem.where, problem.parameter,
                                   problem.reason);
    if (problem.wanted != 0.0 || problem.limit != 0.0) {
      text += fmt::format(" (wanted {:.4g}, limit {:.4g})", problem.wanted, problem.limit);
    }
    findings.push_back(
        {.weight = Weight::ruled_out, .text = text + ".", .alternatives = {problem.alternative}});
  }
}

}  // namespace

std::string layers_of_step(const GaugedStep& step) {
  std::vector<std::size_t> numbers;
  for (const std::size_t layer : step.layers) {
    numbers.push_back(layer + 1);
  }
  return fmt::format("{} {}", numbers.size() == 1 ? "layer" : "layers", fmt::join(numbers, ", "));
}

std::vector<Finding> check_findings(const ModelCheck& check) {
  std::vector<Finding> findings;
  add_signs(check, findings);
  add_rig(check, findings);
  add_aliasing(check, findings);
  add_light(check, findings);
  add_steps(check, findings);
  std::ranges::stable_sort(findings, std::ranges::greater{}, &Finding::weight);
  return findings;
}

}  // namespace fiberloom::app
