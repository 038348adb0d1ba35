#include "study/interpretation_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/core/impulse_response.hpp>
#include <fiberloom/core/small_signal.hpp>
#include <fiberloom/report/document.hpp>
#include <fiberloom/report/escape.hpp>
#include <fiberloom/report/number_text.hpp>
#include <fiberloom/report/render_html.hpp>
#include <functional>
#include <iterator>
#include <limits>
#include <numbers>

namespace fiberloom::app {
namespace {

using Complex = std::complex<double>;
using Transfer = std::function<Complex(double w)>;

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

double decibels(double power) { return 10.0 * std::log10(power); }

struct Curve {
  std::string name;
  Transfer transfer;
  report::SeriesStyle style = report::SeriesStyle::line;
};

// The linear responses of a model: for weak light, and for a weak signal on constant light.
class Curves {
 public:
  explicit Curves(const core::Model& model) : dark_(model, 0.0), lit_(model, 1.0) {}

  [[nodiscard]] std::vector<Curve> of_cascade() const {
    return {{.name = "weak light", .transfer = [this](double w) { return dark_.total(w).direct; }},
            {.name = "on constant light",
             .transfer = [this](double w) { return lit_.total(w).direct; },
             .style = report::SeriesStyle::dashed}};
  }
  [[nodiscard]] std::vector<Curve> of_layers(bool is_lit) const {
    constexpr std::size_t most = 8;  // that can still be told apart
    const core::SmallSignal& signal = is_lit ? lit_ : dark_;
    std::vector<Curve> curves;
    for (std::size_t m = 0; m < std::min(signal.num_layers(), most); ++m) {
      curves.push_back({.name = fmt::format("layer {}", m + 1),
                        .transfer = [&signal, m](double w) { return signal.layer(m, w).direct; }});
    }
    return curves;
  }

 private:
  core::SmallSignal dark_;
  core::SmallSignal lit_;
};

// Phase without jumps, from the middle outwards, where there is at least a share of the largest magnitude.
std::vector<double> unwrapped_phase(const std::vector<Complex>& kernel, double largest) {
  constexpr double least = 0.02;
  std::vector<double> phase(kernel.size(), no_value);
  const auto middle = static_cast<std::ptrdiff_t>(kernel.size() / 2);
  for (const std::ptrdiff_t direction : {1, -1}) {
    double last = std::arg(kernel[kernel.size() / 2]);
    for (std::ptrdiff_t j = middle; j >= 0 && j < std::ssize(kernel); j += direction) {
      const Complex value = kernel[static_cast<std::size_t>(j)];
      last += std::remainder(std::arg(value) - last, 2.0 * std::numbers::pi);
      if (std::abs(value) >= least * largest) {
        phase[static_cast<std::size_t>(j)] = last;
      }
    }
  }
  return phase;
}

struct KernelPlots {
  report::LinePlot magnitude{.x_label = "time / samples", .y_label = "|h| per grid point"};
  report::LinePlot phase{.x_label = "time / samples", .y_label = "phase / rad"};
};

// Kernels over the part of the frame where they are not negligible.
KernelPlots kernel_plots(const std::vector<Curve>& curves, const core::Frame& frame) {
  constexpr double least = 1e-3;  // of the largest magnitude
  const core::TimeGrid grid = frame.grid();
  const std::vector<double> times = grid.times();
  KernelPlots plots;
  double reach = 0.0;
  for (const Curve& curve : curves) {
    const std::vector<Complex> kernel = core::impulse_response(curve.transfer, grid);
    report::Series magnitude{.name = curve.name, .x = times, .style = curve.style};
    std::ranges::transform(kernel, std::back_inserter(magnitude.y),
                           [](Complex value) { return std::abs(value); });
    const double largest = std::ranges::max(magnitude.y);
    for (std::size_t j = 0; j < kernel.size(); ++j) {
      reach = magnitude.y[j] > least * largest ? std::max(reach, std::abs(times[j])) : reach;
    }
    plots.phase.series.push_back({.name = curve.name,
                                  .x = times,
                                  .y = unwrapped_phase(kernel, largest),
                                  .style = curve.style});
    plots.magnitude.series.push_back(std::move(magnitude));
  }
  const report::Limits limits{.low = -1.1 * reach - 1.0, .high = 1.1 * reach + 1.0};
  plots.magnitude.x_limits = limits;
  plots.phase.x_limits = limits;
  return plots;
}

// Group delay at the optical offset -w: -d arg H / dw.
double group_delay(const Transfer& transfer, double w) {
  constexpr double step = 1e-4;
  const Complex above = transfer(w + step);
  const Complex below = transfer(w - step);
  return -std::arg(above / below) / (2.0 * step);
}

report::LinePlot spectrum_plot(const Curves& curves, const char* title, const char* label,
                               const std::function<double(const Transfer&, double)>& value) {
  report::LinePlot plot{
      .title = title, .x_label = "optical offset / cycles per sample", .y_label = label};
  constexpr int half = 200;
  for (const Curve& curve : curves.of_cascade()) {
    report::Series series{.name = curve.name, .style = curve.style};
    for (int k = -half; k <= half; ++k) {
      const double offset = 0.5 * k / half;
      series.x.push_back(offset);
      series.y.push_back(value(curve.transfer, -2.0 * std::numbers::pi * offset));
    }
    plot.series.push_back(std::move(series));
  }
  return plot;
}

double level(const Transfer& transfer, double w) {
  return std::max(decibels(std::norm(transfer(w))), -60.0);
}

std::vector<std::string> step_names(const Interpretation& reading) {
  std::vector<std::string> names;
  for (const StepReading& step : reading.layers) {
    names.push_back(step.name);
  }
  names.push_back(reading.total.name);
  return names;
}

template <class Value>
report::BarSeries bars(const Interpretation& reading, std::string name, Value value) {
  report::BarSeries series{.name = std::move(name)};
  for (const StepReading& step : reading.layers) {
    series.values.push_back(value(step));
  }
  series.values.push_back(value(reading.total));
  return series;
}

report::BarPlot noise_bars(const Interpretation& reading) {
  return {.title = "Noise gain of each step",
          .y_label = "growth of noise power / dB",
          .categories = step_names(reading),
          .series = {bars(reading, "weak light",
                          [](const StepReading& step) { return decibels(step.dark.noise.mean); }),
                     bars(reading, "constant light",
                          [](const StepReading& step) { return decibels(step.lit.noise.mean); }),
                     bars(reading, "random light", [](const StepReading& step) {
                       return step.probe ? decibels(step.probe->noise.mean) : no_value;
                     })}};
}

report::BarPlot distance_bars(const Interpretation& reading) {
  return {.title = "Distance from the identity",
          .y_label = "change of the field / %",
          .categories = step_names(reading),
          .series = {bars(reading, "as it is",
                          [](const StepReading& step) {
                            return step.probe ? 100.0 * step.probe->distance.change : no_value;
                          }),
                     bars(reading, "without gain and phase",
                          [](const StepReading& step) {
                            return step.probe ? 100.0 * step.probe->distance.change_of_shape
                                              : no_value;
                          })},
          .decimals = 0};
}

// Dispersion and nonlinear phase of each layer; two plots, as one may be a thousand times the other.
report::FigureRow canonical_bars(const Interpretation& reading) {
  std::vector<std::string> names = step_names(reading);
  names.pop_back();  // the cascade
  report::BarPlot dispersion{.title = "Dispersion of each layer",
                             .y_label = "b / samples²",
                             .categories = names,
                             .series = {{.name = "b", .values = reading.model.layers.beta2}},
                             .decimals = 2};
  report::BarPlot phase{.title = "Nonlinear phase of each layer",
                        .y_label = "Γ / rad",
                        .categories = names,
                        .series = {{.name = "Γ", .values = reading.canonical->nonlinear_phase}},
                        .decimals = 2};
  return {{{.plot = std::move(dispersion), .caption = "What the layer has."},
           {.plot = std::move(phase),
            .caption = "At unit power launched, Γ = γ exp(−Σα): gain and loss taken out."}}};
}

report::LinePlot potential_plot(const core::Model& model) {
  report::LinePlot plot{
      .title = "Potential of each layer", .x_label = "time / samples", .y_label = "V / rad"};
  for (std::size_t m = 0; m < model.layers.potential.batch(); ++m) {
    report::Series series{.name = fmt::format("layer {}", m + 1)};
    for (std::size_t j = 0; j < model.layers.potential.samples(); ++j) {
      series.x.push_back(static_cast<double>(j));
      series.y.push_back(model.layers.potential.row(m)[j]);
    }
    plot.series.push_back(std::move(series));
  }
  return plot;
}

report::ItemList list_of(const std::vector<std::string>& sentences) {
  report::ItemList list;
  for (const std::string& sentence : sentences) {
    list.items.push_back(report::escape_markup(sentence));
  }
  return list;
}

std::vector<report::KeyFigure> key_figures(const Interpretation& reading) {
  std::vector<report::KeyFigure> figures;
  if (reading.canonical) {
    figures.push_back({.label = "total dispersion",
                       .value = report::fixed_text(reading.canonical->total_dispersion, 2),
                       .unit = "samples²"});
    figures.push_back({.label = "total nonlinear phase",
                       .value = report::fixed_text(reading.canonical->total_nonlinear_phase, 2),
                       .unit = "rad",
                       .note = "at unit power"});
  }
  figures.push_back({.label = "noise gain",
                     .value = report::fixed_text(decibels(reading.total.lit.noise.mean), 1),
                     .unit = "dB",
                     .note = "on constant light of unit power"});
  if (reading.total.probe) {
    figures.push_back(
        {.label = "change of the field's shape",
         .value = report::fixed_text(100.0 * reading.total.probe->distance.change_of_shape, 0),
         .unit = "%",
         .note = "random light, gain and phase taken out"});
  }
  return figures;
}

report::FigureRow kernel_row(const Curves& curves, const core::Frame& frame) {
  KernelPlots kernels = kernel_plots(curves.of_cascade(), frame);
  kernels.magnitude.title = "Impulse response of the cascade";
  kernels.phase.title = "Its phase";
  return {
      {{.plot = std::move(kernels.magnitude),
        .caption = "What one point of light becomes: around no light, and around constant light "
                   "of unit power."},
       {.plot = std::move(kernels.phase),
        .caption = "Where there is 2 % of the largest magnitude or more; a parabola is "
                   "dispersion."}}};
}

report::FigureRow layer_row(const Curves& curves, const core::Frame& frame) {
  KernelPlots dark = kernel_plots(curves.of_layers(false), frame);
  KernelPlots lit = kernel_plots(curves.of_layers(true), frame);
  dark.magnitude.title = "Impulse response of each layer, weak light";
  lit.magnitude.title = "Each layer, on constant light";
  return {{{.plot = std::move(dark.magnitude), .caption = "Each layer alone; the first eight."},
           {.plot = std::move(lit.magnitude),
            .caption = "At the power that reaches the layer; without what comes back as mirror "
                       "image."}}};
}

report::FigureRow spectrum_row(const Curves& curves) {
  return {{{.plot = spectrum_plot(curves, "Transfer of the cascade", "|H|² / dB", level),
            .caption = "Over the band of the records, in ascending optical frequency."},
           {.plot = spectrum_plot(curves, "Group delay", "delay / samples", group_delay),
            .caption = "The slope of a straight line is the dispersion."}}};
}

report::Section response_section(const Interpretation& reading) {
  const Curves curves(reading.model);
  const core::Frame& frame = reading.model.frame;
  return {.heading = "Impulse response and its moments",
          .blocks = {kernel_row(curves, frame), layer_row(curves, frame), spectrum_row(curves),
                     dark_table(reading), lit_table(reading)}};
}

report::Section noise_section(const Interpretation& reading) {
  return {.heading = "Noise, and distance from the identity",
          .blocks = {report::FigureRow{
                         {{.plot = noise_bars(reading),
                           .caption = "White noise within the records' band; the low-pass takes "
                                      "some of it away."},
                          {.plot = distance_bars(reading),
                           .caption = "Random light of unit power: how much of it a step turns "
                                      "into something else."}}},
                     probe_table(reading)}};
}

report::Section number_section(const Interpretation& reading) {
  report::Section numbers{.heading = "Number by number"};
  for (const StepReading& step : reading.layers) {
    std::vector<std::string> sentences;
    std::ranges::transform(step.numbers, std::back_inserter(sentences), number_text);
    numbers.blocks.emplace_back(report::Subheading{step.name});
    numbers.blocks.emplace_back(list_of(sentences));
  }
  if (reading.model.layers.has_potential()) {
    numbers.blocks.emplace_back(report::Figure{.plot = potential_plot(reading.model),
                                               .caption = "As it is trained, over the record."});
  }
  return numbers;
}

}  // namespace

void write_interpretation_report(const std::filesystem::path& file, const Interpretation& reading) {
  report::Document page{.title = "What the layers do",
                        .subtitle = report::escape_markup(reading.model_name),
                        .key_figures = key_figures(reading)};
  report::Section whole{.heading = "The whole cascade",
                        .blocks = {list_of(words_of_total(reading))}};
  if (reading.canonical) {
    whole.blocks.emplace_back(report::Paragraph{
        report::escape_markup("Without what is free: " + canonical_words(reading) + ".")});
    whole.blocks.emplace_back(canonical_bars(reading));
  }
  page.sections = {std::move(whole), number_section(reading), response_section(reading),
                   noise_section(reading)};
  if (!reading.remarks.empty()) {
    page.sections.push_back(
        {.heading = "What is free, and what is one", .blocks = {list_of(reading.remarks)}});
  }
  page.provenance = {{.key = "model", .value = reading.model_name},
                     {.key = "seed of the probes", .value = std::to_string(reading.seed)}};
  core::write_file_atomically(file, report::render_html(page));
}

}  // namespace fiberloom::app
