#include "study/operator_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <string_view>
#include <utility>

#include "command_line.hpp"

namespace fiberloom::app {
namespace {

using Values = std::span<const double>;

constexpr double pi = std::numbers::pi;  // rad per sample: the edge of the records' band

double decibels(double exponent) { return 10.0 / std::numbers::ln10 * exponent; }

std::string alpha_words(Values values) {
  const double alpha = values[0];
  if (alpha == 0.0) {
    return "neither loss nor gain";
  }
  return fmt::format("{} of {:.2f} dB in power", alpha > 0.0 ? "loss" : "gain",
                     std::abs(decibels(alpha)));
}

std::string beta2_words(Values values) {
  const double b = values[0];
  if (b == 0.0) {
    return "no dispersion";
  }
  return fmt::format(
      "{} dispersion: spreads a Gaussian pulse of half-width 1 sample (at 1/e of the power) to "
      "{:.2f} samples; light at the edge of the band comes {:.2f} samples {} than at its centre",
      b > 0.0 ? "normal" : "anomalous", std::hypot(1.0, b), std::abs(b) * pi,
      b > 0.0 ? "later on the blue side, earlier on the red one,"
              : "earlier on the blue side, later on the red one,");
}

std::string beta3_words(Values values) {
  const double beta3 = values[0];
  if (beta3 == 0.0) {
    return "no third-order dispersion";
  }
  return fmt::format(
      "light at both edges of the band comes {:.2f} samples {} than at its centre: a pulse rings "
      "on its {} side",
      0.5 * std::abs(beta3) * pi * pi, beta3 > 0.0 ? "later" : "earlier",
      beta3 > 0.0 ? "trailing" : "leading");
}

std::string diffusion_words(Values values) {
  const double diffusion = values[0];
  if (diffusion == 0.0) {
    return "no diffusion";
  }
  return fmt::format(
      "{} over {:.2f} samples (standard deviation): the edge of the band {} {:.1f} dB",
      diffusion > 0.0 ? "smooths the field" : "sharpens the field, which amplifies noise,",
      std::sqrt(std::abs(diffusion)), diffusion > 0.0 ? "loses" : "gains",
      decibels(std::abs(diffusion) * pi * pi));
}

std::string gamma_words(Values values) {
  const double gamma = values[0];
  if (gamma == 0.0) {
    return "no Kerr effect: the layer is linear";
  }
  return fmt::format(
      "{:.3g} rad of nonlinear phase at unit power, in proportion to the power{}; light of "
      "constant power "
      "gains {:.1f} dB of noise here",
      gamma, gamma < 0.0 ? "; the sign is that of a defocusing medium, not of silica" : "",
      decibels(std::log1p(2.0 * gamma * gamma)));
}

struct Parabola {
  double slope = 0.0;
  double curvature = 0.0;
};

// Least squares of V(t) = c + slope t + curvature t^2, t in samples from the middle, where the odd sums vanish.
Parabola parabola(Values values) {
  const auto count = static_cast<double>(values.size());
  double sum_v = 0.0, sum_tv = 0.0, sum_ttv = 0.0, sum_tt = 0.0, sum_tttt = 0.0;
  for (std::size_t j = 0; j < values.size(); ++j) {
    const double t = static_cast<double>(j) - 0.5 * (count - 1.0);
    sum_v += values[j];
    sum_tv += t * values[j];
    sum_ttv += t * t * values[j];
    sum_tt += t * t;
    sum_tttt += t * t * t * t;
  }
  return {.slope = sum_tv / sum_tt,
          .curvature = (count * sum_ttv - sum_tt * sum_v) / (count * sum_tttt - sum_tt * sum_tt)};
}

std::string potential_words(Values values) {
  const auto [low, high] = std::ranges::minmax(values);
  if (low == high) {
    return low == 0.0 ? "no potential" : "a constant phase, which no power detector sees";
  }
  std::string words = fmt::format("a phase modulator between {:+.3g} and {:+.3g} rad", low, high);
  if (values.size() < 4) {
    return words;
  }
  // E exp(-i V): a slope moves the spectrum by it, upwards in optical frequency; a curvature is the lens
  // exp(i t^2/(2 b)).
  const Parabola fit = parabola(values);
  constexpr double least = 0.05;  // rad at the ends of the record
  const double end = 0.5 * static_cast<double>(values.size() - 1);
  if (std::abs(fit.slope) * end > least) {
    words += fmt::format("; its slope shifts the spectrum by {:+.3g} cycles per sample",
                         fit.slope / (2.0 * pi));
  }
  if (std::abs(fit.curvature) * end * end > least) {
    words += fmt::format("; its curvature is a time lens for b = {:+.3g} samples²",
                         -0.5 / fit.curvature);
  }
  return words;
}

std::string absorption_words(Values values) {
  const double k = values[0];
  if (k == 0.0) {
    return "no two-photon absorption";
  }
  if (k <= -1.0) {
    return "nonlinear gain beyond bounds: light of unit power is lost (not a number)";
  }
  return fmt::format("light of unit power {} {:.1f} % of its power, weak light nothing",
                     k > 0.0 ? "loses" : "gains", 100.0 * std::abs(1.0 - 1.0 / (1.0 + k)));
}

std::string saturation_words(Values values) {
  const double gain = values[0];
  const double inverse = values.size() > 1 ? values[1] : 0.0;
  if (gain == 0.0) {
    return "no saturable gain";
  }
  return fmt::format("{} of {:.2f} dB for weak light, {:.2f} dB at unit power{}",
                     gain > 0.0 ? "gain" : "absorption", std::abs(decibels(gain)),
                     std::abs(decibels(gain / (1.0 + inverse))),
                     inverse > 0.0
                         ? fmt::format("; half of it is left at the power {:.3g}", 1.0 / inverse)
                         : std::string("; it does not saturate"));
}

// Any operator that multiplies the spectrum: what it does to the edge of the band.
std::string spectral_words(const core::SpectralOperator& of, double value) {
  const std::complex<double> edge = value * of.symbol(pi);
  if (edge == std::complex<double>{}) {
    return "does nothing";
  }
  std::string words = "at the edge of the band ";
  if (edge.imag() != 0.0) {
    words += fmt::format("{:+.3g} rad of phase", edge.imag());
  }
  if (edge.real() != 0.0) {
    words +=
        fmt::format("{}{:+.2f} dB", edge.imag() != 0.0 ? ", " : "", decibels(2.0 * edge.real()));
  }
  return words;
}

using Words = std::string (*)(Values);
constexpr std::array<std::pair<std::string_view, Words>, 8> known_words{
    {{"alpha", alpha_words},
     {"beta2", beta2_words},
     {"beta3", beta3_words},
     {"diffusion", diffusion_words},
     {"gamma", gamma_words},
     {"potential", potential_words},
     {"two_photon_absorption", absorption_words},
     {"saturable_gain", saturation_words}}};

}  // namespace

std::string operator_words(const core::LayerOperator& of, std::span<const double> values) {
  if (values.empty()) {
    return "does nothing";
  }
  const auto found =
      std::ranges::find(known_words, of.name(), &decltype(known_words)::value_type::first);
  if (found != known_words.end()) {
    return found->second(values);
  }
  if (const auto* spectral = dynamic_cast<const core::SpectralOperator*>(&of)) {
    return spectral_words(*spectral, values[0]);
  }
  return std::string(of.description().meaning);
}

std::string in_picoseconds(double value, std::string_view unit, double model_sample_ps) {
  constexpr std::string_view prefix = "samples^";
  if (!unit.starts_with(prefix)) {
    return {};
  }
  int order = 0;
  std::from_chars(unit.data() + prefix.size(), unit.data() + unit.size(), order);
  std::string text = fmt::format("{:+.4g} ps^{}", value * std::pow(model_sample_ps, order), order);
  return text;
}

double parse_sample_rate(const std::string& text, std::string_view command) {
  constexpr std::array<std::pair<std::string_view, double>, 9> units{{{"", 1.0},
                                                                      {"Hz", 1.0},
                                                                      {"kHz", 1e3},
                                                                      {"MHz", 1e6},
                                                                      {"GHz", 1e9},
                                                                      {"THz", 1e12},
                                                                      {"MSa/s", 1e6},
                                                                      {"GSa/s", 1e9},
                                                                      {"Sa/s", 1.0}}};
  double number = 0.0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  unit.remove_prefix(std::min(unit.find_first_not_of(' '), unit.size()));
  const auto found = std::ranges::find(units, unit, &decltype(units)::value_type::first);
  if (error != std::errc{} || found == units.end() || !(number > 0.0) || !std::isfinite(number)) {
    throw UsageError("--sample-rate: '" + text +
                     "' is no rate such as 46GHz or 92GSa/s; see fiberloom " +
                     std::string(command) + " --help");
  }
  return number * found->second;
}

}  // namespace fiberloom::app
