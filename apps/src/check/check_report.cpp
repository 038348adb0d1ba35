#include "check/check_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/report/document.hpp>
#include <fiberloom/report/escape.hpp>
#include <fiberloom/report/number_text.hpp>
#include <fiberloom/report/render_html.hpp>
#include <iterator>

namespace fiberloom::app {
namespace {

namespace units = core::units;

constexpr double least_nmse = 1e-15;  // what is below is rounding

double decibels(double power) { return 10.0 * std::log10(power); }

std::vector<std::string> layer_names(const ModelCheck& check) {
  std::vector<std::string> names;
  for (std::size_t m = 0; m < check.model.layers.num_layers(); ++m) {
    names.push_back(fmt::format("layer {}", m + 1));
  }
  return names;
}

report::FigureRow canonical_bars(const ModelCheck& check) {
  report::BarPlot dispersion{.title = "Dispersion of each layer",
                             .y_label = "b / samples²",
                             .categories = layer_names(check),
                             .series = {{.name = "b", .values = check.gauges.canonical.dispersion}},
                             .decimals = 2};
  report::BarPlot phase{.title = "Nonlinear phase of each layer",
                        .y_label = "Γ / rad",
                        .categories = layer_names(check),
                        .series = {{.name = "Γ", .values = check.gauges.canonical.nonlinear_phase}},
                        .decimals = 2};
  return {
      {{.plot = std::move(dispersion), .caption = "Canonical form, layer by layer."},
       {.plot = std::move(phase), .caption = "Loss and gain taken out: at unit power launched."}}};
}

report::Figure aliasing_bars(const ModelCheck& check) {
  report::BarPlot plot{.title = "Aliasing fidelity", .y_label = "NMSE / dB"};
  for (const std::size_t k : check.aliasing.front().fidelity.oversampling) {
    plot.categories.push_back(fmt::format("k = {}", k));
  }
  double lowest = check.request.target_db;
  for (const AliasingReading& reading : check.aliasing) {
    report::BarSeries series{.name = reading.name};
    std::ranges::transform(reading.fidelity.nmse, std::back_inserter(series.values),
                           [](double nmse) { return decibels(std::max(nmse, least_nmse)); });
    lowest = std::min(lowest, std::ranges::min(series.values));
    plot.series.push_back(std::move(series));
  }
  plot.references.push_back({.value = check.request.target_db, .label = "target"});
  plot.y_limits = report::Limits{.low = 1.15 * lowest, .high = 0.0};  // room for the number below
  return {
      .plot = std::move(plot),
      .caption = "The further down, the nearer the model on a grid k times as fine is to light."};
}

report::Figure noise_bars(const ModelCheck& check) {
  report::BarPlot plot{.title = "Noise gain",
                       .y_label = "gain / dB",
                       .categories = layer_names(check),
                       .series = {{.name = "1 + 2κΓ²"}, {.name = "measured"}}};
  plot.categories.emplace_back("cascade");
  for (const NoiseReading& noise : check.noise) {
    plot.series[0].values.push_back(decibels(noise.closed_form));
    plot.series[1].values.push_back(decibels(noise.measured));
  }
  plot.series[0].values.push_back(decibels(check.cascade_noise.closed_form));
  plot.series[1].values.push_back(decibels(check.cascade_noise.measured));
  return {.plot = std::move(plot), .caption = "Of weak white noise on top of the light."};
}

report::Figure power_bars(const ModelCheck& check) {
  report::BarPlot plot{.title = "Peak over mean power",
                       .y_label = "ratio / dB",
                       .series = {{.name = "99.9 %"}, {.name = "maximum"}}};
  for (const PlaceReading& place : check.places) {
    plot.categories.push_back(place.name);
    plot.series[0].values.push_back(decibels(place.light.peak_999));
    plot.series[1].values.push_back(decibels(place.light.peak));
  }
  return {.plot = std::move(plot), .caption = "Where damage and clipping are decided."};
}

report::Figure carrier_bars(const ModelCheck& check) {
  report::BarPlot plot{.title = "Carrier and strongest line",
                       .y_label = "share of the power / %",
                       .series = {{.name = "carrier"}, {.name = "strongest line"}}};
  for (const PlaceReading& place : check.places) {
    plot.categories.push_back(place.name);
    plot.series[0].values.push_back(100.0 * place.light.carrier);
    plot.series[1].values.push_back(100.0 * place.light.strongest_line);
  }
  return {.plot = std::move(plot), .caption = "Where Brillouin scattering is decided."};
}

report::Figure rate_curves(const ModelCheck& check) {
  report::LinePlot plot{.title = "Dispersion against the sample rate",
                        .x_label = "model samples / GSa/s",
                        .y_label = "|β₂L| / ps²",
                        .log_y = true};
  const std::vector<std::string> names = layer_names(check);
  std::vector<RateReading> rates = check.rates;
  std::ranges::stable_sort(rates, {}, &RateReading::rate_gsa_per_s);
  for (std::size_t m = 0; m < names.size(); ++m) {
    report::Series series{.name = names[m]};
    for (const RateReading& rate : rates) {
      series.x.push_back(rate.rate_gsa_per_s);
      series.y.push_back(std::abs(rate.layers[m].group_delay_dispersion.in(units::ps2)));
    }
    plot.series.push_back(std::move(series));
  }
  return {.plot = std::move(plot), .caption = "It falls with the square of the rate."};
}

report::Section findings_section(const ModelCheck& check) {
  report::Section section{.heading = "What follows"};
  for (const Finding& finding : check.findings) {
    const bool is_remark = finding.weight == Finding::Weight::remark;
    const bool is_ruled_out = finding.weight == Finding::Weight::ruled_out;
    section.blocks.emplace_back(report::Callout{
        .kind = is_remark ? report::CalloutKind::note : report::CalloutKind::warning,
        .title = is_ruled_out ? "Ruled out"
                 : is_remark  ? "Free"
                              : "To be looked at",
        .text = report::escape_markup(finding.text)});
    if (!finding.alternatives.empty()) {
      report::ItemList list;
      std::ranges::transform(finding.alternatives, std::back_inserter(list.items),
                             report::escape_markup);
      section.blocks.emplace_back(std::move(list));
    }
  }
  return section;
}

std::vector<report::KeyFigure> key_figures(const ModelCheck& check) {
  using report::Status;
  const double alias_db =
      decibels(std::max(check.aliasing.front().fidelity.nmse.front(), least_nmse));
  return {{.label = "on a passive cascade",
           .value = check.is_possible() ? "possible" : "ruled out",
           .note = "parts have not been placed",
           .status = check.is_possible() ? Status::good : Status::bad},
          {.label = "in glass",
           .value = report::fixed_text(100.0 * check.gauges.fraction_in_glass, 0),
           .unit = "%",
           .note = "of the trained steps"},
          {.label = "aliasing on its own grid",
           .value = report::fixed_text(alias_db, 1),
           .unit = "dB",
           .note = "target " + report::fixed_text(check.request.target_db, 0) + " dB",
           .status = alias_db <= check.request.target_db ? Status::good : Status::warning},
          {.label = "noise gain",
           .value = report::fixed_text(decibels(check.cascade_noise.measured), 1),
           .unit = "dB",
           .note = "measured"}};
}

report::Section rates_section(const ModelCheck& check) {
  report::Section section{.heading = "Dispersion in glass"};
  if (check.rates.size() > 1) {
    section.blocks.emplace_back(rate_curves(check));
  }
  for (report::Table& table : rate_tables(check)) {
    section.blocks.emplace_back(std::move(table));
  }
  return section;
}

}  // namespace

void write_check_report(const std::filesystem::path& file, const ModelCheck& check) {
  report::Document page{.title = "What the model alone rules out",
                        .subtitle = report::escape_markup(check.request.model_name),
                        .summary = {report::escape_markup(verdict(check) + " Checked with " +
                                                          check.request.light.words + ".")},
                        .key_figures = key_figures(check)};
  page.sections = {
      findings_section(check),
      {.heading = "What is free", .blocks = {canonical_bars(check), step_table(check)}},
      {.heading = "Aliasing and noise",
       .blocks = {report::FigureRow{{aliasing_bars(check), noise_bars(check)}},
                  aliasing_table(check), noise_table(check)}},
      {.heading = "Power, carrier and guard",
       .blocks = {report::FigureRow{{power_bars(check), carrier_bars(check)}}, light_table(check),
                  guard_table(check)}},
      {.heading = "Tolerances", .blocks = {tolerance_table(check)}},
      rates_section(check)};
  page.provenance = {{.key = "model", .value = check.request.model_name},
                     {.key = "light", .value = check.request.light.words},
                     {.key = "seed", .value = std::to_string(check.request.seed)}};
  core::write_file_atomically(file, report::render_html(page));
}

}  // namespace fiberloom::app
