#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/units.hpp>
#include <fiberloom/report/number_text.hpp>
#include <functional>

#include "check/check_findings.hpp"
#include "check/check_report.hpp"

namespace fiberloom::app {
namespace {

namespace units = core::units;
using core::GaugedStep;
using Parameter = core::ParameterSensitivity::Parameter;
using report::fixed_text;
using report::significant_text;

constexpr auto right = report::Align::right;

double decibels(double power) { return 10.0 * std::log10(power); }

// A level that is only rounding has no digits worth printing.
std::string level_text(double power) {
  constexpr double least = 1e-15;
  return power < least ? "< −150" : fixed_text(decibels(power), 1);
}

// As dB of optical power: what a launch power may be off by.
std::string power_text(double phase_error, double phase) {
  return phase == 0.0 || !std::isfinite(phase_error)
             ? "–"
             : fixed_text(decibels(1.0 + phase_error / std::abs(phase)), 3);
}

std::vector<std::string> tolerance_cells(const ToleranceReading& reading) {
  const bool is_phase = reading.sensitivity.parameter == Parameter::nonlinear_phase;
  const bool is_skew = reading.sensitivity.parameter == Parameter::timing_skew;
  const auto power = [&](double error) {
    return is_phase ? power_text(error, reading.value) : std::string("–");
  };
  return {name_of(reading.sensitivity),
          is_skew ? "at the readout" : place_text(reading.place),
          significant_text(reading.alone, 3),
          significant_text(reading.alone_derived, 3),
          significant_text(reading.shared, 3),
          significant_text(reading.shared_derived, 3),
          power(reading.shared),
          power(reading.shared_derived)};
}

report::Table rate_table(const ModelCheck& check, const char* unit,
                         const std::function<double(const core::RequiredDispersion&)>& value) {
  report::Table table{.caption = fmt::format("Dispersion that each layer needs, in {}", unit),
                      .columns = {{.name = "model samples", .unit = "GSa/s", .align = right}}};
  for (std::size_t m = 0; m < check.model.layers.num_layers(); ++m) {
    table.columns.push_back({.name = fmt::format("layer {}", m + 1), .align = right});
  }
  for (const RateReading& rate : check.rates) {
    report::Row row{.cells = {significant_text(rate.rate_gsa_per_s, 4)},
                    .emphasized = rate.is_of_rig};
    std::ranges::transform(
        rate.layers, std::back_inserter(row.cells),
        [&](const core::RequiredDispersion& each) { return significant_text(value(each), 4); });
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

std::string name_of(const core::ParameterSensitivity& sensitivity) {
  switch (sensitivity.parameter) {
    case Parameter::dispersion:
      return fmt::format("b {}", sensitivity.layer + 1);
    case Parameter::nonlinear_phase:
      return fmt::format("Γ {}", sensitivity.layer + 1);
    case Parameter::timing_skew:
      break;
  }
  return "timing skew";
}

std::string place_text(GaugedStep::Place place) {
  switch (place) {
    case GaugedStep::Place::glass:
      return "in glass";
    case GaugedStep::Place::waveform:
      return "in the waveform";
    case GaugedStep::Place::unseen:
      break;
  }
  return "nowhere";
}

report::Table step_table(const ModelCheck& check) {
  report::Table table{
      .caption = "What is left of the network once what is free is taken out",
      .columns = {{.name = "step"},
                  {.name = "of"},
                  {.name = "b", .unit = "samples²", .align = right},
                  {.name = "Γ", .unit = "rad", .align = right},
                  {.name = "carried out"}},
      .note = fmt::format("Γ = γ exp(−Σα) at unit power launched; the field leaves {:.4g} times as "
                          "large. {:.0f} % of the {} steps that were trained are in glass.",
                          check.gauges.canonical.field_factor,
                          100.0 * check.gauges.fraction_in_glass, check.gauges.trained_steps)};
  for (const GaugedStep& step : check.gauges.steps) {
    const bool is_linear = step.kind == GaugedStep::Kind::linear;
    const std::string value = significant_text(step.value, 4);
    table.rows.push_back(
        {.cells = {is_linear ? "linear" : "Kerr", layers_of_step(step), is_linear ? value : "",
                   is_linear ? "" : value, place_text(step.place)}});
  }
  return table;
}

report::Table aliasing_table(const ModelCheck& check) {
  report::Table table{.caption = "Aliasing: the model on its grid, against light without a grid",
                      .columns = {{.name = "layers"}},
                      .note =
                          "NMSE after the best complex gain of each record, mean over the "
                          "records; k: points per point of the model's grid."};
  if (const auto& filter = check.aliasing.back().filter) {
    table.note += fmt::format(
        " Filter: super-Gaussian of order {} behind every layer, half power at {} cycles per model "
        "sample, in model and light alike.",
        filter->order, filter->cutoff);
  }
  for (const std::size_t k : check.aliasing.front().fidelity.oversampling) {
    table.columns.push_back({.name = fmt::format("k = {}", k), .unit = "dB", .align = right});
  }
  table.columns.push_back({.name = "continuum", .align = right});
  for (const AliasingReading& reading : check.aliasing) {
    report::Row row{.cells = {reading.name}};
    std::ranges::transform(reading.fidelity.nmse, std::back_inserter(row.cells), level_text);
    row.cells.push_back(fmt::format("{} points{}", reading.fidelity.continuum,
                                    reading.fidelity.stands_still ? "" : ", still moving"));
    table.rows.push_back(std::move(row));
  }
  return table;
}

report::Table noise_table(const ModelCheck& check) {
  report::Table table{.caption = "Noise gain",
                      .columns = {{.name = "step"},
                                  {.name = "Γ", .unit = "rad", .align = right},
                                  {.name = "κ", .align = right},
                                  {.name = "1 + 2κΓ²", .unit = "dB", .align = right},
                                  {.name = "measured", .unit = "dB", .align = right}},
                      .note =
                          "Growth of the power of weak white noise on top of the light. κ = "
                          "⟨P²⟩/⟨P⟩² at the Kerr step; Γ at the mean power there."};
  for (std::size_t m = 0; m < check.noise.size(); ++m) {
    const core::LightStatistics& light = check.places[m + 1].light;
    table.rows.push_back(
        {.cells = {
             fmt::format("layer {}", m + 1),
             significant_text(check.gauges.canonical.nonlinear_phase[m] * light.mean_power, 4),
             fixed_text(light.second_moment, 2),
             fixed_text(decibels(check.noise[m].closed_form), 2),
             fixed_text(decibels(check.noise[m].measured), 2)}});
  }
  table.rows.push_back(
      {.cells = {"cascade", "", "", fixed_text(decibels(check.cascade_noise.closed_form), 2),
                 fixed_text(decibels(check.cascade_noise.measured), 2)},
       .emphasized = true});
  return table;
}

report::Table light_table(const ModelCheck& check) {
  report::Table table{
      .caption = "Peak power, carrier and lines",
      .columns = {{.name = "at"},
                  {.name = "mean power", .align = right},
                  {.name = "99.9 % peak", .unit = "dB", .align = right},
                  {.name = "peak", .unit = "dB", .align = right},
                  {.name = "carrier", .unit = "%", .align = right},
                  {.name = "strongest line", .unit = "%", .align = right}},
      .note =
          "Mean power in units of the launched |u|² = 1, lossless; peaks over the mean power of "
          "all records, on the model's grid. carrier: share of the power in the mean field; "
          "strongest line: of one record that is repeated, at worst."};
  for (const PlaceReading& place : check.places) {
    const core::LightStatistics& light = place.light;
    table.rows.push_back(
        {.cells = {place.name, fixed_text(light.mean_power, 3),
                   fixed_text(decibels(light.peak_999), 2), fixed_text(decibels(light.peak), 2),
                   fixed_text(100.0 * light.carrier, 1),
                   fixed_text(100.0 * light.strongest_line, 1)}});
  }
  return table;
}

report::Table guard_table(const ModelCheck& check) {
  report::Table table{
      .caption = "Guard between frames that follow each other",
      .columns = {{.name = "for"},
                  {.name = "Σ|b|", .unit = "samples²", .align = right},
                  {.name = "w max", .unit = "rad/sample", .align = right},
                  {.name = "memory", .unit = "samples", .align = right},
                  {.name = "guard a side", .unit = "samples", .align = right},
                  {.name = "overhead", .unit = "%", .align = right},
                  {.name = "or repeat", .align = right}},
      .note =
          "Cyclic prefix and suffix of 1.25 Σ|b| w max each, for about −60 dB; or the frame is "
          "repeated so often, which is exact, and an inner one is used."};
  for (const GuardReading& guard : check.guards) {
    table.rows.push_back(
        {.cells = {guard.name, significant_text(guard.sum_of_magnitudes, 4),
                   fixed_text(guard.highest_frequency, 2), fixed_text(guard.interval.memory, 1),
                   std::to_string(guard.interval.guard) + (guard.frame_suffices ? " (has it)" : ""),
                   fixed_text(100.0 * guard.interval.overhead, 1),
                   fmt::format("{}×", guard.interval.repetitions)}});
  }
  return table;
}

report::Table tolerance_table(const ModelCheck& check) {
  report::Table table{
      .caption = "Tolerances for " + fixed_text(check.request.target_db, 0) + " dB",
      .columns = {{.name = "number"},
                  {.name = "carried out"},
                  {.name = "alone", .align = right},
                  {.name = "derived", .align = right},
                  {.name = "shared", .align = right},
                  {.name = "derived", .align = right},
                  {.name = "power", .unit = "dB", .align = right},
                  {.name = "derived", .unit = "dB", .align = right}},
      .note =
          "b in samples², Γ in rad at unit power, skew in model samples. alone: nothing else is "
          "off; shared: all numbers in glass, and the skew, spend an equal share. First by the "
          "closed form of the step times the noise gain behind it, then (derived) by the "
          "derivative of the whole cascade on the light at hand. power: the shared error of Γ "
          "as one of launch power."};
  for (const ToleranceReading& reading : check.tolerances) {
    table.rows.push_back({.cells = tolerance_cells(reading)});
  }
  return table;
}

std::vector<report::Table> rate_tables(const ModelCheck& check) {
  std::vector<report::Table> tables{
      rate_table(check, "ps²",
                 [](const core::RequiredDispersion& each) {
                   return each.group_delay_dispersion.in(units::ps2);
                 }),
      rate_table(check, "ps/nm",
                 [](const core::RequiredDispersion& each) {
                   return each.accumulated.in(units::ps_per_nm);
                 }),
      rate_table(check, "km of SMF-28", [](const core::RequiredDispersion& each) {
        return each.fiber_length.in(units::km);
      })};
  tables.front().note = "β₂L = b T₀² at 1550 nm; positive is normal dispersion.";
  if (check.gauges.conjugated) {
    tables.front().note += " Built conjugated, all signs are the other ones.";
  }
  tables.back().note =
      "17 ps/(nm km), which makes negative β₂L; the other sign takes "
      "dispersion-compensating fibre or a grating.";
  return tables;
}

}  // namespace fiberloom::app
