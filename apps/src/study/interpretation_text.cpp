#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fiberloom/report/number_text.hpp>
#include <fiberloom/report/text_table.hpp>
#include <string_view>

#include "study/interpretation_report.hpp"

namespace fiberloom::app {
namespace {

constexpr auto right = report::Align::right;

double decibels(double power) { return 10.0 * std::log10(power); }

std::string signed_text(double value) { return value == 0.0 ? "0" : fmt::format("{:+.4g}", value); }

std::string value_text(const NumberReading& number) {
  if (number.values.size() <= 2) {
    std::string text = signed_text(number.values.front());
    return number.values.size() == 1 ? text : text + ", " + signed_text(number.values.back());
  }
  const auto [low, high] = std::ranges::minmax(number.values);
  return fmt::format("{:+.3g} to {:+.3g}", low, high);
}

// A plain number has no unit.
std::string unit_text(const NumberReading& number) {
  return number.unit == "1" ? std::string() : number.unit;
}

// "samples^2" as it is printed on paper.
std::string with_superscripts(std::string text) {
  constexpr std::array<std::string_view, 10> digits{"⁰", "¹", "²", "³", "⁴",
                                                    "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string result;
  bool is_raised = false;
  for (const char each : text) {
    const bool is_digit = each >= '0' && each <= '9';
    if (each == '^') {
      is_raised = true;
    } else if (is_raised && is_digit) {
      result += digits[static_cast<std::size_t>(each - '0')];
    } else {
      is_raised = false;
      result += each;
    }
  }
  return result;
}

std::string rounded(double value) {
  // What is rounding of differences shall not look like a finding.
  return report::fixed_text(std::abs(value) < 5e-4 ? 0.0 : value, 3);
}

template <class Visit>
void for_each_step(const Interpretation& reading, Visit visit) {
  std::ranges::for_each(reading.layers, visit);
  visit(reading.total);
}

std::vector<std::string> moment_cells(const ResponseReading& response) {
  if (!response.moments) {
    return std::vector<std::string>(6, "–");
  }
  const core::KernelMoments& moments = *response.moments;
  return {
      report::fixed_text(decibels(std::norm(moments.gain)), 2),
      rounded(moments.delay.real()),
      rounded(moments.diffusion()),
      rounded(moments.dispersion()),
      rounded(moments.third_order_dispersion()),
      report::significant_text(std::abs(moments.fourth) < 5e-4 + 1e-6 * std::norm(moments.spread)
                                   ? 0.0
                                   : moments.fourth_order_dispersion(),
                               3)};
}

report::Table moment_table(std::string caption, std::string note) {
  return {.caption = std::move(caption),
          .columns = {{.name = "step"},
                      {.name = "gain", .unit = "dB", .align = right},
                      {.name = "delay", .align = right},
                      {.name = "diffusion", .align = right},
                      {.name = "dispersion", .align = right},
                      {.name = "3rd order", .align = right},
                      {.name = "4th order", .align = right}},
          .note = std::move(note)};
}

}  // namespace

std::string number_text(const NumberReading& number) {
  return fmt::format("{} ({}) = {}{}{}: {}", number.name, number.meaning, value_text(number),
                     unit_text(number).empty() ? "" : " " + with_superscripts(number.unit),
                     number.physical.empty() ? "" : " (" + with_superscripts(number.physical) + ")",
                     number.words);
}

report::Table dark_table(const Interpretation& reading) {
  report::Table table = moment_table(
      "Moments of the impulse response for weak light",
      "E_out = gain · exp(−delay ∂ + (diffusion − i dispersion)/2 ∂² + …) E, ∂ = d/dt in samples: "
      "reaction, advection, diffusion and dispersion, higher orders of dispersion (Succi, arXiv "
      "2502.06739). Samples to the power of the order.");
  for_each_step(reading, [&](const StepReading& step) {
    std::vector<std::string> cells = moment_cells(step.dark);
    cells.insert(cells.begin(), step.name);
    table.rows.push_back({.cells = std::move(cells), .emphasized = &step == &reading.total});
  });
  return table;
}

report::Table lit_table(const Interpretation& reading) {
  report::Table table = moment_table(
      "The same for a weak signal on constant light, launched at unit power",
      "power: of the constant light in front of the step; turn: phase of slow signals. What the "
      "Kerr "
      "effect turns into the mirror image of the signal is not in it, but in the noise gain.");
  table.columns.insert(table.columns.begin() + 1, {.name = "power", .align = right});
  table.columns.push_back({.name = "turn", .unit = "rad", .align = right});
  for_each_step(reading, [&](const StepReading& step) {
    std::vector<std::string> cells = moment_cells(step.lit);
    cells.insert(cells.begin(), {step.name, report::fixed_text(step.power_in_front, 3)});
    cells.push_back(step.lit.moments ? rounded(std::arg(step.lit.moments->gain)) : "–");
    table.rows.push_back({.cells = std::move(cells), .emphasized = &step == &reading.total});
  });
  return table;
}

report::Table probe_table(const Interpretation& reading) {
  report::Table table{
      .caption = "Noise gain, and distance from the identity",
      .columns = {{.name = "step"},
                  {.name = "weak light", .unit = "dB", .align = right},
                  {.name = "constant light", .unit = "dB", .align = right},
                  {.name = "random light", .unit = "dB", .align = right},
                  {.name = "worst case", .unit = "dB", .align = right},
                  {.name = "change", .unit = "%", .align = right},
                  {.name = "of shape", .unit = "%", .align = right}},
      .note =
          "Growth of the power of white noise within the records' band, on top of no light, "
          "constant and random light (complex Gaussian, unit power); worst case: the pattern "
          "that grows most on random light. change: |f(E) − E| over |E|; of shape: once the "
          "best common factor (gain and phase) is taken out."};
  for_each_step(reading, [&](const StepReading& step) {
    std::vector<std::string> cells{step.name, report::fixed_text(decibels(step.dark.noise.mean), 2),
                                   report::fixed_text(decibels(step.lit.noise.mean), 2)};
    if (step.probe) {
      cells.push_back(report::fixed_text(decibels(step.probe->noise.mean), 2));
      cells.push_back(report::fixed_text(decibels(step.probe->noise.largest), 2));
      cells.push_back(report::fixed_text(100.0 * step.probe->distance.change, 1));
      cells.push_back(report::fixed_text(100.0 * step.probe->distance.change_of_shape, 1));
    } else {
      cells.resize(7, "–");
    }
    table.rows.push_back({.cells = std::move(cells), .emphasized = &step == &reading.total});
  });
  return table;
}

std::string canonical_words(const Interpretation& reading) {
  if (!reading.canonical) {
    return {};
  }
  const CanonicalReading& canonical = *reading.canonical;
  std::string text = fmt::format(
      "total dispersion {:+.4g} samples², total nonlinear phase {:+.4g} rad at unit "
      "power, field factor {:.4g}",
      canonical.total_dispersion, canonical.total_nonlinear_phase, canonical.field_factor);
  if (reading.sample_rate_hz) {
    const double picoseconds = 1e12 / *reading.sample_rate_hz;
    text += fmt::format("; at one model sample of {:.4g} ps that is {:+.4g} ps²", picoseconds,
                        canonical.total_dispersion * picoseconds * picoseconds);
  }
  return text;
}

std::string text_of(const Interpretation& reading) {
  std::string text =
      fmt::format("{}: {} layer{}, {} samples\n", reading.model_name, reading.layers.size(),
                  reading.layers.size() == 1 ? "" : "s", reading.model.frame.samples);
  for (const StepReading& step : reading.layers) {
    text += step.name + "\n";
    for (const NumberReading& number : step.numbers) {
      text += "  " + number_text(number) + "\n";
    }
  }
  for (const report::Table& table :
       {dark_table(reading), lit_table(reading), probe_table(reading)}) {
    text += "\n" + report::render_text(table);
  }
  text += "\nthe whole cascade\n";
  for (const std::string& sentence : words_of_total(reading)) {
    text += "  " + sentence + "\n";
  }
  if (reading.canonical) {
    text += "  Without what is free: " + canonical_words(reading) + ".\n";
  }
  for (const std::string& remark : reading.remarks) {
    text += "  " + remark + "\n";
  }
  return text;
}

}  // namespace fiberloom::app
