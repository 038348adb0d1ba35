#include "trace_delay.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace fiberloom::hal {
namespace {

using Complex = std::complex<double>;
constexpr int most_steps = 20;
constexpr double small_enough = 1e-12;  // of a sample

}  // namespace

TraceDelay::TraceDelay(std::span<const double> expected)
    : plan_(expected.size()), expected_(spectrum_of(expected)) {}

TraceDelay::Spectrum TraceDelay::spectrum_of(std::span<const double> trace) const {
  Spectrum spectrum(trace.begin(), trace.end());
  plan_.forward(spectrum);
  return spectrum;
}

double TraceDelay::frequency_rad(std::size_t bin) const noexcept {
  return 2.0 * std::numbers::pi * static_cast<double>(bin) / static_cast<double>(plan_.size());
}

double TraceDelay::highest_whole_sample(const Spectrum& cross) const {
  Spectrum correlation = cross;
  plan_.inverse(correlation);
  const auto highest =
      std::ranges::max_element(correlation, {}, [](const Complex& value) { return value.real(); });
  const auto lag = static_cast<double>(highest - correlation.begin());
  const auto period = static_cast<double>(correlation.size());
  return lag > 0.5 * period ? lag - period : lag;
}

TraceDelay::Peak TraceDelay::peak_at(const Spectrum& cross, double samples) const {
  Peak peak;
  for (std::size_t k = 1; k < cross.size(); ++k) {
    const double w = frequency_rad(k);
    const Complex aligned = cross[k] * std::polar(1.0, w * samples);
    peak.height += aligned.real();
    peak.slope += w * aligned.imag();
    peak.curvature += w * w * aligned.real();
  }
  return peak;
}

DelayEstimate TraceDelay::of(std::span<const double> trace) const {
  Spectrum cross = spectrum_of(trace);
  double energy = 0.0;
  double expected_energy = 0.0;
  // Neither the mean nor the bin at the edge of the band, whose sign nobody knows, tells a delay.
  cross[0] = 0.0;
  std::fill(cross.begin() + static_cast<std::ptrdiff_t>((cross.size() + 1) / 2), cross.end(), 0.0);
  for (std::size_t k = 1; 2 * k < cross.size(); ++k) {
    energy += std::norm(cross[k]);
    expected_energy += std::norm(expected_[k]);
    cross[k] *= std::conj(expected_[k]);
  }
  const double whole = highest_whole_sample(cross);
  double samples = whole;
  double correction = 1.0;
  Peak peak = peak_at(cross, samples);
  for (int step = 0; step < most_steps && std::abs(correction) > small_enough; ++step) {
    correction = peak.slope / peak.curvature;
    samples -= correction;
    peak = peak_at(cross, samples);
    if (!(peak.curvature > 0.0) || std::abs(samples - whole) > 1.0) {
      return {};  // no peak there: nothing of what was expected
    }
  }
  return {.samples = samples,
          .correlation = peak.height / std::sqrt(energy * expected_energy),
          .gain = peak.height / expected_energy};
}

void TraceDelay::take_out(double samples, std::span<double> trace) const {
  Spectrum spectrum = spectrum_of(trace);
  const std::size_t size = spectrum.size();
  for (std::size_t k = 1; 2 * k <= size; ++k) {
    const Complex turn = std::polar(1.0, frequency_rad(k) * samples);
    if (2 * k == size) {
      spectrum[k] *= turn.real();  // a cosine of that frequency, seen at its maxima
    } else {
      spectrum[k] *= turn;
      spectrum[size - k] *= std::conj(turn);
    }
  }
  plan_.inverse(spectrum);
  std::ranges::transform(spectrum, trace.begin(),
                         [](const Complex& value) { return value.real(); });
}

}  // namespace fiberloom::hal
