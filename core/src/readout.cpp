#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/readout.hpp>
#include <string>

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;

Complex unit_direction(Complex value) {
  const double magnitude = std::abs(value);
  return magnitude > 0.0 ? value / magnitude : Complex{};
}

double real_product(Complex a, Complex b) { return a.real() * b.real() + a.imag() * b.imag(); }

}  // namespace

Receiver::Receiver(const Readout& readout, const Frame& frame)
    : readout_(readout), frame_(frame), plan_(frame.record_size()) {
  const std::size_t detected = frame.record_size() * (readout.detect == Detection::field ? 2U : 1U);
  if (readout.pool == 0 || detected % readout.pool != 0) {
    throw InputError("input.readout", "readout: pool " + std::to_string(readout.pool) +
                                          " does not divide the " + std::to_string(detected) +
                                          " detected values; choose a divisor");
  }
  num_features_ = detected / readout.pool;
}

AlignedVector<Complex> Receiver::spectrum_of(std::span<const Complex> record) const {
  AlignedVector<Complex> spectrum(record.begin(), record.end());
  plan_.forward(spectrum);
  return spectrum;
}

// Bin w of the array is the optical offset -w: ascending optical frequency walks the bins downwards.
std::size_t Receiver::spectrum_index(std::size_t position) const noexcept {
  const std::size_t n = frame_.record_size();
  return (2 * n - 1 - position + (n + 1) / 2) % n;
}

void Receiver::detect(std::span<const Complex> field, std::span<double> features) const {
  const std::span<const Complex> record =
      field.subspan(frame_.record_begin(), frame_.record_size());
  const double weight = 1.0 / static_cast<double>(readout_.pool);
  std::fill(features.begin(), features.end(), 0.0);
  const auto add = [&](std::size_t j, double value) {
    features[j / readout_.pool] += value * weight;
  };
  const std::size_t n = record.size();
  if (readout_.detect == Detection::spectrum) {
    const AlignedVector<Complex> spectrum = spectrum_of(record);
    for (std::size_t j = 0; j < n; ++j) {
      add(j, std::norm(spectrum[spectrum_index(j)]) / static_cast<double>(n));
    }
    return;
  }
  for (std::size_t j = 0; j < n; ++j) {
    if (readout_.detect == Detection::field) {
      add(j, record[j].real());
      add(n + j, record[j].imag());
    } else {
      const double intensity = std::norm(record[j]);
      add(j, readout_.detect == Detection::intensity ? intensity : std::sqrt(intensity));
    }
  }
}

void Receiver::vjp(std::span<const Complex> field, std::span<const double> feature_cotangent,
                   std::span<Complex> field_cotangent) const {
  std::fill(field_cotangent.begin(), field_cotangent.end(), Complex{});
  const std::span<const Complex> record =
      field.subspan(frame_.record_begin(), frame_.record_size());
  const std::span<Complex> out =
      field_cotangent.subspan(frame_.record_begin(), frame_.record_size());
  const double weight = 1.0 / static_cast<double>(readout_.pool);
  const auto of = [&](std::size_t j) { return feature_cotangent[j / readout_.pool] * weight; };
  const std::size_t n = record.size();
  if (readout_.detect == Detection::spectrum) {
    AlignedVector<Complex> spectrum = spectrum_of(record);
    for (std::size_t j = 0; j < n; ++j) {
      spectrum[spectrum_index(j)] *= 2.0 * of(j) / static_cast<double>(n);
    }
    plan_.inverse_unscaled(spectrum);
    std::copy(spectrum.begin(), spectrum.end(), out.begin());
    return;
  }
  for (std::size_t j = 0; j < n; ++j) {
    if (readout_.detect == Detection::field) {
      out[j] = {of(j), of(n + j)};
    } else {
      out[j] = of(j) * (readout_.detect == Detection::intensity ? 2.0 * record[j]
                                                                : unit_direction(record[j]));
    }
  }
}

void Receiver::jvp(std::span<const Complex> field, std::span<const Complex> field_tangent,
                   std::span<double> feature_tangent) const {
  const std::size_t n = frame_.record_size();
  const std::span<const Complex> record = field.subspan(frame_.record_begin(), n);
  const std::span<const Complex> tangent = field_tangent.subspan(frame_.record_begin(), n);
  const double weight = 1.0 / static_cast<double>(readout_.pool);
  std::fill(feature_tangent.begin(), feature_tangent.end(), 0.0);
  const auto add = [&](std::size_t j, double value) {
    feature_tangent[j / readout_.pool] += value * weight;
  };
  if (readout_.detect == Detection::spectrum) {
    const AlignedVector<Complex> spectrum = spectrum_of(record);
    const AlignedVector<Complex> change = spectrum_of(tangent);
    for (std::size_t j = 0; j < n; ++j) {
      const std::size_t bin = spectrum_index(j);
      add(j, 2.0 * real_product(spectrum[bin], change[bin]) / static_cast<double>(n));
    }
    return;
  }
  for (std::size_t j = 0; j < n; ++j) {
    if (readout_.detect == Detection::field) {
      add(j, tangent[j].real());
      add(n + j, tangent[j].imag());
    } else {
      const Complex along =
          readout_.detect == Detection::intensity ? 2.0 * record[j] : unit_direction(record[j]);
      add(j, real_product(along, tangent[j]));
    }
  }
}

void Receiver::features_of_trace(std::span<const double> trace, std::span<double> features) const {
  if (readout_.detect != Detection::intensity && readout_.detect != Detection::amplitude) {
    throw InputError(
        "input.readout",
        "readout: a photodiode trace gives intensity or amplitude, not field or spectrum");
  }
  const std::span<const double> record = trace.subspan(frame_.record_begin(), frame_.record_size());
  const double weight = 1.0 / static_cast<double>(readout_.pool);
  std::fill(features.begin(), features.end(), 0.0);
  for (std::size_t j = 0; j < record.size(); ++j) {
    const double value =
        readout_.detect == Detection::intensity ? record[j] : std::sqrt(std::max(record[j], 0.0));
    features[j / readout_.pool] += value * weight;
  }
}

void Receiver::trace_vjp(std::span<const double> trace, std::span<const double> feature_cotangent,
                         std::span<double> trace_cotangent) const {
  std::ranges::fill(trace_cotangent, 0.0);
  const double weight = 1.0 / static_cast<double>(readout_.pool);
  for (std::size_t j = 0; j < frame_.record_size(); ++j) {
    const double value = trace[frame_.record_begin() + j];
    const double slope = readout_.detect == Detection::intensity ? 1.0
                         : value > 0.0                           ? 0.5 / std::sqrt(value)
                                                                 : 0.0;
    trace_cotangent[frame_.record_begin() + j] =
        slope * weight * feature_cotangent[j / readout_.pool];
  }
}

}  // namespace fiberloom::core
