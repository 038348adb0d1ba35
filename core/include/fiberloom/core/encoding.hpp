#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/frame.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <optional>
#include <span>
#include <vector>

namespace fiberloom::core {

/// How the samples of one record are scaled before they modulate light.
enum class InputScale {
  none,
  max,     ///< divided by the largest magnitude of the record
  zscore,  ///< mean of the record subtracted, divided by its standard deviation
};

/// What the scaled record does to the light.
enum class Modulation {
  amplitude,  ///< E = field_scale (offset + v), signed; a complex record modulates I and Q
  phase,      ///< E = field_scale exp(i (offset + v)), a phase modulator; real records only
  iq,         ///< E = field_scale (offset + I + iQ), I and Q the two halves of a real record
};

/// Factors that each copy of a record is multiplied by, drawn by a seed once and for all.
struct InputMask {
  enum class Kind {
    binary,   ///< +1 or -1
    uniform,  ///< from -1 to 1
  };
  Kind kind = Kind::binary;
  std::uint64_t seed = 0;

  bool operator==(const InputMask&) const = default;
};

/// From a record x to a launched field: v = clip(scale(x)), for each of `copies` side by side times its mask, modulates
/// the light; then the time lens, then the dispersion of the waveform.
///
/// Units:   dimensionless; |E|^2 = 1 is the reference power. `time_lens` is the dispersion b (samples squared) whose
///          quadratic phase the lens cancels: E <- E exp(+i t^2/(2b)), t in model samples from the middle of the frame.
///          `waveform_dispersion` is a dispersion b that the waveform already has when it becomes light: what a first
///          dispersive element would do to a known signal can be computed.
struct Encoding {
  InputScale scale = InputScale::none;
  std::optional<double> clip{};  ///< applied symmetrically after scaling
  double offset = 0.0;
  double field_scale = 1.0;
  std::optional<double> time_lens{};
  double waveform_dispersion = 0.0;
  Modulation modulation = Modulation::amplitude;
  std::size_t copies = 1;  ///< of the record in one frame
  std::optional<InputMask> mask{};

  bool operator==(const Encoding&) const = default;
};

/// Numbers in a record that such an encoding takes: the samples of the frame shared out over the copies, twice as many
/// when its halves are I and Q.
///
/// Throws:  InputError "input.encoding" when the copies do not divide the samples.
[[nodiscard]] std::size_t record_length(const Encoding& encoding, const Frame& frame);

/// Encodes rows of one Frame: scaling, guard, oversampling by band-limited (periodic) interpolation, time lens,
/// dispersion.
///
/// Shape:   a record is [record_length(encoding, frame)], a field row [frame.grid().size()] on a 64-byte boundary.
/// Throws:  InputError "input.encoding" for clip <= 0, a time lens of zero, a number that is not finite, copies that do
///          not divide the samples, or a complex record where the modulation takes real ones.
/// Threads: immutable; each thread brings its own Scratch.
class Encoder {
 public:
  using Complex = std::complex<double>;
  struct Scratch {
    AlignedVector<Complex> record;      ///< [frame.padded_samples()]
    std::vector<double> real_values{};  ///< of the record, scaled
    std::vector<Complex> complex_values{};
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
  template <class Factor>
  void disperse(std::span<Complex> field, Factor factor) const;

  Encoding encoding_;
  Frame frame_;
  FftPlan<double> record_plan_;
  FftPlan<double> field_plan_;
  AlignedVector<Complex> lens_;        // empty without a time lens
  AlignedVector<Complex> dispersion_;  // transfer of the waveform's dispersion; empty without
  std::vector<double> mask_;           // [frame.samples], ones without a mask
};

}  // namespace fiberloom::core
