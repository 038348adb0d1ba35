#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/frame.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <optional>
#include <span>

namespace fiberloom::core {

/// How the samples of one record are scaled before they modulate light.
enum class InputScale {
  none,
  max,     ///< divided by the largest magnitude of the record
  zscore,  ///< mean of the record subtracted, divided by its standard deviation
};

/// From a record x to a launched field: E = field_scale (offset + clip(scale(x))), then the time lens.
///
/// Units:   dimensionless; |E|^2 = 1 is the reference power. `time_lens` is the dispersion b (samples squared) whose
///          quadratic phase the lens cancels: E <- E exp(+i t^2/(2b)), t in model samples from the middle of the frame.
struct Encoding {
  InputScale scale = InputScale::none;
  std::optional<double> clip{};  ///< applied symmetrically after scaling
  double offset = 0.0;
  double field_scale = 1.0;
  std::optional<double> time_lens{};

  bool operator==(const Encoding&) const = default;
};

/// Encodes rows of one Frame: scaling, guard, oversampling by band-limited (periodic) interpolation, time lens.
///
/// Shape:   a record is [frame.samples], a field row [frame.grid().size()] on a 64-byte boundary.
/// Throws:  InputError "input.encoding" for clip <= 0, a time lens of zero, or a number that is not finite.
/// Threads: immutable; each thread brings its own Scratch.
class Encoder {
 public:
  using Complex = std::complex<double>;
  struct Scratch {
    AlignedVector<Complex> record;  ///< [frame.padded_samples()]
  };

  Encoder(const Encoding& encoding, const Frame& frame);

  [[nodiscard]] Scratch make_scratch() const;

  void encode(std::span<const double> record, std::span<Complex> field, Scratch& scratch) const;
  void encode(std::span<const Complex> record, std::span<Complex> field, Scratch& scratch) const;

  /// Pulls a cotangent of the field (destroyed) back to the record; for a real record the result is real.
  void vjp(std::span<const double> record, std::span<Complex> field_cotangent,
           std::span<double> record_cotangent, Scratch& scratch) const;
  void vjp(std::span<const Complex> record, std::span<Complex> field_cotangent,
           std::span<Complex> record_cotangent, Scratch& scratch) const;

 private:
  void launch(std::span<Complex> field, Scratch& scratch) const;
  void launch_vjp(std::span<Complex> field_cotangent, Scratch& scratch) const;

  Encoding encoding_;
  Frame frame_;
  FftPlan<double> record_plan_;
  FftPlan<double> field_plan_;
  AlignedVector<Complex> lens_;  // empty without a time lens
};

}  // namespace fiberloom::core
