#pragma once

#include <fiberloom/hal/model_sensitivity.hpp>

#include "glass_twin.hpp"
#include "trace_filter.hpp"

namespace fiberloom::hal {

/// Turns changes of the light at the photodiode into errors at the times of the samples, as shares of the energy there.
class ErrorMeter {
 public:
  ErrorMeter(const core::FieldBatch<double>& ideal, const core::FieldBatch<double>& glass,
             const TraceFilter& receiver, std::size_t glass_points);

  [[nodiscard]] const core::RealBatch<double>& ideal_trace() const noexcept { return ideal_trace_; }
  [[nodiscard]] const core::RealBatch<double>& glass_trace() const noexcept { return glass_trace_; }
  [[nodiscard]] const core::RealBatch<double>& intensity() const noexcept { return intensity_; }

  /// A change of the light, on the grid of the glass.
  [[nodiscard]] Response response(const core::FieldBatch<double>& change) const;
  [[nodiscard]] ErrorPower power(const core::FieldBatch<double>& change) const;
  /// A change of the samples themselves; either may be empty for none.
  [[nodiscard]] Response response(core::FieldBatch<double> field,
                                  core::RealBatch<double> trace) const;
  /// A change of the signal behind the photodiode, in front of the receiver's band limit.
  [[nodiscard]] Response response(const core::RealBatch<double>& signal) const;

  [[nodiscard]] core::FieldBatch<double> at_samples(const core::FieldBatch<double>& light) const;

 private:
  [[nodiscard]] double field_power(const core::FieldBatch<double>& field) const;
  [[nodiscard]] double trace_power(const core::RealBatch<double>& trace) const;

  const TraceFilter& receiver_;
  std::size_t glass_points_;
  core::FieldBatch<double> ideal_;
  core::FieldBatch<double> glass_;  // on its own grid
  core::RealBatch<double> ideal_trace_;
  core::RealBatch<double> intensity_;  // on the grid of the glass
  core::RealBatch<double> glass_trace_;
  double field_energy_ = 0.0;
  double trace_energy_ = 0.0;
};

/// |E|^2.
[[nodiscard]] core::RealBatch<double> intensity_of(const core::FieldBatch<double>& light);

/// a - b.
template <class Values>
[[nodiscard]] Values difference(Values a, const Values& b) {
  for (std::size_t j = 0; j < a.values().size(); ++j) {
    a.values()[j] -= b.values()[j];
  }
  return a;
}

/// Energy of what is left of `found` once the best multiple of `wanted` is taken off.
[[nodiscard]] double unexplained(std::span<const std::complex<double>> found,
                                 std::span<const std::complex<double>> wanted);
[[nodiscard]] double unexplained(std::span<const double> found, std::span<const double> wanted);

[[nodiscard]] double energy_of(std::span<const std::complex<double>> values);
[[nodiscard]] double energy_of(std::span<const double> values);

}  // namespace fiberloom::hal
