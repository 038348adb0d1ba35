#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/model.hpp>
#include <memory>
#include <vector>

namespace fiberloom::core {

/// What becomes of a weak signal: dE(w) -> direct dE(w) + conjugate conj(dE(-w)).
struct SidebandResponse {
  std::complex<double> direct{1.0};
  std::complex<double> conjugate{};  ///< phase conjugation; zero without constant light
};

/// A cascade linearised around constant light, layer by layer and as a whole, at any frequency.
///
/// Around no light at all a layer is linear: its Kerr step does nothing and `direct` is the product of its spectral
/// operators. Around constant light the Kerr step couples each frequency to its mirror image (self-phase modulation,
/// modulation instability). Operators that vary in time stand with the mean of their numbers. A layer has the model's
/// low-pass where the sequence says; the whole cascade has it once more, in front of the receiver.
///
/// Units:   w in rad per model sample, `carrier` the launched field (|carrier|^2 in units of the reference power).
/// Throws:  as Model::validate.
/// Threads: immutable.
/// Source:  Agrawal, Nonlinear Fiber Optics, sec. 5.1 (linear stability analysis), for each split step exactly.
class SmallSignal {
 public:
  SmallSignal(const Model& model, std::complex<double> carrier);
  SmallSignal(SmallSignal&&) noexcept;
  SmallSignal& operator=(SmallSignal&&) noexcept;
  ~SmallSignal();

  [[nodiscard]] std::size_t num_layers() const noexcept;
  [[nodiscard]] SidebandResponse layer(std::size_t index, double w) const;
  [[nodiscard]] SidebandResponse total(double w) const;

  /// The constant light behind so many layers (0: as launched).
  [[nodiscard]] std::complex<double> carrier_behind(std::size_t num_layers) const;

  /// A step in frequency that is small against everything the cascade does, for kernel_moments().
  [[nodiscard]] double fine_step() const noexcept;

 private:
  struct Steps;
  std::unique_ptr<const Steps> steps_;
};

}  // namespace fiberloom::core
