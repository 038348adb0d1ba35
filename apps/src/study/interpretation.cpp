#include "study/interpretation.hpp"

#include <fmt/format.h>

#include <cmath>
#include <complex>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/operators/operator_catalog.hpp>
#include <fiberloom/core/small_signal.hpp>
#include <functional>
#include <numeric>
#include <utility>

#include "study/cascade_remarks.hpp"
#include "study/operator_words.hpp"

namespace fiberloom::app {
namespace {

using Response = std::function<core::SidebandResponse(double w)>;

NumberReading read_number(const core::Model& model, std::string_view name, std::size_t layer,
                          std::optional<double> sample_rate_hz) {
  const core::LayerOperator* of = core::find_operator(name);
  const std::span<const double> all = model.layers.values(name);
  const std::size_t width = all.size() / model.layers.num_layers();
  const std::span<const double> own = all.subspan(layer * width, width);
  const core::LayerOperator::Description& description = of->description();
  NumberReading reading{.name = std::string(description.name),
                        .meaning = std::string(description.meaning),
                        .unit = std::string(description.unit),
                        .values = {own.begin(), own.end()},
                        .words = operator_words(*of, own)};
  if (sample_rate_hz) {
    reading.physical = in_picoseconds(own[0], description.unit, 1e12 / *sample_rate_hz);
  }
  return reading;
}

ResponseReading read_response(const core::Frame& frame, const core::SmallSignal& signal,
                              const Response& response) {
  ResponseReading reading{.noise = core::noise_gain(frame, response)};
  try {
    reading.moments =
        core::kernel_moments([&](double w) { return response(w).direct; }, signal.fine_step());
  } catch (const core::NumericalError&) {
    reading.moments.reset();  // said where the moments would stand
  }
  return reading;
}

CanonicalReading read_canonical(const core::Model& model) {
  core::CanonicalLayers canonical = core::canonical_form(model.layers);
  const auto sum = [](const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
  };
  return {.total_dispersion = sum(canonical.dispersion),
          .total_nonlinear_phase = sum(canonical.nonlinear_phase),
          .nonlinear_phase = std::move(canonical.nonlinear_phase),
          .field_factor = canonical.field_factor};
}

void read_steps(Interpretation& reading) {
  const core::Model& model = reading.model;
  const core::SmallSignal dark(model, 0.0);
  const core::SmallSignal lit(model, 1.0);
  for (std::size_t m = 0; m < model.layers.num_layers(); ++m) {
    StepReading step{.name = "layer " + std::to_string(m + 1)};
    for (const std::string& name : model.layers.names()) {
      step.numbers.push_back(read_number(model, name, m, reading.sample_rate_hz));
    }
    step.dark = read_response(model.frame, dark, [&](double w) { return dark.layer(m, w); });
    step.lit = read_response(model.frame, lit, [&](double w) { return lit.layer(m, w); });
    step.power_in_front = std::norm(lit.carrier_behind(m));
    reading.layers.push_back(std::move(step));
  }
  reading.total.name = "cascade";
  reading.total.dark = read_response(model.frame, dark, [&](double w) { return dark.total(w); });
  reading.total.lit = read_response(model.frame, lit, [&](double w) { return lit.total(w); });
}

void read_probes(Interpretation& reading, core::WorkerPool& workers) {
  try {
    const core::CascadeProbe probe =
        core::probe_cascade(reading.model, {.seed = reading.seed}, workers);
    for (std::size_t m = 0; m < reading.layers.size(); ++m) {
      reading.layers[m].probe = probe.layers[m];
    }
    reading.total.probe = probe.total;
  } catch (const core::NumericalError& error) {
    reading.remarks.push_back(fmt::format("Not probed with random light: {}.", error.what()));
  }
}

std::string sign_word(double value, const char* positive, const char* negative) {
  return value > 0.0 ? positive : negative;
}

constexpr double least = 5e-4;  // below it, rounding of differences

double without_rounding(double value) { return std::abs(value) < least ? 0.0 : value; }

void add_second_order(const core::KernelMoments& moments, std::vector<std::string>& sentences) {
  const double dispersion = moments.dispersion();
  const double diffusion = moments.diffusion();
  sentences.push_back(
      std::abs(dispersion) < least
          ? "Second moment, imaginary part: no dispersion."
          : fmt::format("Second moment, imaginary part: {} dispersion of {:.4g} samples².",
                        sign_word(dispersion, "normal", "anomalous"), std::abs(dispersion)));
  sentences.push_back(
      std::abs(diffusion) < least
          ? "Second moment, real part: no diffusion; fast and slow light come equally strong."
          : fmt::format("Second moment, real part: {} of {:.4g} samples², that is over {:.3g} "
                        "samples.",
                        sign_word(diffusion, "diffusion", "anti-diffusion (sharpening)"),
                        std::abs(diffusion), std::sqrt(std::abs(diffusion))));
}

void add_moments(const core::KernelMoments& moments, std::vector<std::string>& sentences) {
  sentences.push_back(fmt::format("Zeroth moment: weak light leaves with {:+.2f} dB.",
                                  20.0 * std::log10(std::abs(moments.gain))));
  const double delay = moments.delay.real();
  sentences.push_back(std::abs(delay) < least
                          ? "First moment: no drift; what enters at a time leaves at that time."
                          : fmt::format("First moment: drift by {:+.4g} samples.", delay));
  add_second_order(moments, sentences);
  const double rounding = least + 1e-6 * std::norm(moments.spread);
  if (std::abs(moments.skew) > rounding || std::abs(moments.fourth) > rounding) {
    sentences.push_back(fmt::format(
        "Higher moments: third-order dispersion {:+.3g} samples³, fourth-order {:+.3g} samples⁴.",
        moments.third_order_dispersion(), moments.fourth_order_dispersion()));
  }
}

// Whether a weak signal fares otherwise on constant light than without.
bool light_matters(const Interpretation& reading) {
  const auto& dark = reading.total.dark.moments;
  const auto& lit = reading.total.lit.moments;
  return !dark || !lit || std::abs(lit->gain - dark->gain) > least * std::abs(dark->gain);
}

}  // namespace

Interpretation interpret(core::Model model, const InterpretationRequest& request,
                         core::WorkerPool& workers) {
  Interpretation reading{.model = std::move(model),
                         .model_name = request.model_name,
                         .seed = request.seed,
                         .sample_rate_hz = request.sample_rate_hz};
  reading.remarks = cascade_remarks(reading.model);
  read_steps(reading);
  if (has_canonical_form(reading.model)) {
    reading.canonical = read_canonical(reading.model);
  }
  read_probes(reading, workers);
  return reading;
}

std::vector<std::string> words_of_total(const Interpretation& reading) {
  std::vector<std::string> sentences;
  if (reading.total.dark.moments) {
    add_moments(*reading.total.dark.moments, sentences);
  } else {
    sentences.emplace_back("The kernel has no zeroth moment: slow light does not get through.");
  }
  if (const auto& moments = reading.total.lit.moments; moments && light_matters(reading)) {
    sentences.push_back(fmt::format(
        "On constant light of unit power, slow signals leave with {:+.2f} dB, diffusion {:+.3g} "
        "and "
        "dispersion {:+.3g} samples²: what the Kerr effect makes of the numbers above.",
        20.0 * std::log10(std::abs(moments->gain)), without_rounding(moments->diffusion()),
        without_rounding(moments->dispersion())));
  }
  sentences.push_back(fmt::format(
      "On constant light of unit power, weak noise grows by {:+.1f} dB in all, and some pattern of "
      "it by {:+.1f} dB.",
      10.0 * std::log10(reading.total.lit.noise.mean),
      10.0 * std::log10(reading.total.lit.noise.largest)));
  if (const auto& probe = reading.total.probe) {
    sentences.push_back(
        fmt::format("On random light of unit power, weak noise grows by {:+.1f} dB; the field "
                    "changes by {:.0f} "
                    "% of itself, {:.0f} % once the best common factor is taken out.",
                    10.0 * std::log10(probe->noise.mean), 100.0 * probe->distance.change,
                    100.0 * probe->distance.change_of_shape));
  }
  return sentences;
}

}  // namespace fiberloom::app
