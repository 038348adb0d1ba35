#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/frame.hpp>
#include <span>

namespace fiberloom::core {

/// What a receiver makes of the field.
enum class Detection {
  intensity,  ///< |E|^2, a photodiode
  amplitude,  ///< |E|, a photodiode followed by a digital root
  field,      ///< Re E and Im E, a coherent receiver: all real parts, then all imaginary parts
  spectrum,   ///< |fft(E)|^2/N, a spectrum analyser; ascending optical frequency
};

/// Detection, then the mean over `pool` neighbouring grid points (or bins).
struct Readout {
  Detection detect = Detection::intensity;
  std::size_t pool = 1;  ///< grid points of the oversampled grid, or bins of the spectrum

  bool operator==(const Readout&) const = default;
};

/// Applies a Readout to rows of one Frame; guard intervals are dropped before detection.
///
/// Shape:   a field row is [frame.grid().size()] on a 64-byte boundary, features [num_features()].
/// Throws:  InputError "input.readout" when pool does not divide the number of detected values.
/// Threads: immutable; rows may be used from several threads.
class Receiver {
 public:
  using Complex = std::complex<double>;

  Receiver(const Readout& readout, const Frame& frame);

  [[nodiscard]] std::size_t num_features() const noexcept { return num_features_; }

  void detect(std::span<const Complex> field, std::span<double> features) const;

  /// Pulls a cotangent of the features back to the field (overwritten, the guard with zeros).
  void vjp(std::span<const Complex> field, std::span<const double> feature_cotangent,
           std::span<Complex> field_cotangent) const;

  /// The change of the features that goes with a change of the field.
  void jvp(std::span<const Complex> field, std::span<const Complex> field_tangent,
           std::span<double> feature_tangent) const;

  /// The digital part alone, for a trace of intensities that a digitiser delivered: negative noise counts as no light.
  ///
  /// Shape:   trace [frame.grid().size()]. Throws InputError unless detection is intensity or amplitude.
  void features_of_trace(std::span<const double> trace, std::span<double> features) const;

  /// Pulls a cotangent of those features back to the trace (overwritten); no light has no slope.
  void trace_vjp(std::span<const double> trace, std::span<const double> feature_cotangent,
                 std::span<double> trace_cotangent) const;

 private:
  [[nodiscard]] AlignedVector<Complex> spectrum_of(std::span<const Complex> record) const;
  [[nodiscard]] std::size_t spectrum_index(std::size_t position) const noexcept;

  Readout readout_;
  Frame frame_;
  FftPlan<double> plan_;
  std::size_t num_features_ = 0;
};

}  // namespace fiberloom::core
