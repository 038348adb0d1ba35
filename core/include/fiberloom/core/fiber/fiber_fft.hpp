#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <memory>
#include <span>
#include <vector>

namespace fiberloom::core {

/// Transforms between the samples of a field and its spectrum, for light that spends its time in the spectrum, and what
/// the Kerr effect does on the way.
///
/// The order of a spectrum is the transform's own, which is why there is no sorting: a spectrum is only ever multiplied
/// by what was arranged alike.
///
/// Shape:   fields and spectra [size], all on 64-byte boundaries.
/// Units:   no factor either way; forward kernel exp(-i w t).
/// Throws:  NumericalError "numerical.fft_plan".
/// Threads: const; each thread brings its own Workspace.
class FiberFft {
 public:
  using Complex = std::complex<double>;

  struct Workspace {
    AlignedVector<Complex> field;
    AlignedVector<double> intensity;
    AlignedVector<Complex> half_spectrum;
  };

  /// Sums over the samples of a field A.
  struct PowerSums {
    double first = 0.0;   ///< of |A|^2
    double second = 0.0;  ///< of |A|^4
  };

  /// What happens to a field A that feels the intensity Q = R*|A|^2, and to its spectrum afterwards.
  struct Kerr {
    bool rotates = false;                    ///< A exp(i phase Q) instead of A Q
    double phase_per_watt = 0.0;             ///< of a rotation
    std::span<const Complex> response = {};  ///< R as arranged_response() gave it; empty: Q = |A|^2
    std::span<const double> gain = {};       ///< arranged; the spectrum times i gain, unless empty
    std::span<Complex> tape = {};            ///< the field A is copied there, unless empty
    PowerSums* sums = nullptr;               ///< of A, unless null; for Q = |A|^2 alone
  };

  /// fiberloom's own transform for powers of two from 256 to 2^18, FFTW's for the rest. Only with has_filters can
  /// records be filtered.
  static std::unique_ptr<const FiberFft> of(std::size_t size, bool has_filters);

  FiberFft() = default;
  FiberFft(const FiberFft&) = delete;
  FiberFft& operator=(const FiberFft&) = delete;
  virtual ~FiberFft() = default;

  [[nodiscard]] virtual std::size_t size() const noexcept = 0;
  [[nodiscard]] virtual Workspace make_workspace() const = 0;

  /// `values`, given in FFT order, in the order of the spectra.
  [[nodiscard]] virtual std::vector<double> arranged(std::span<const double> values) const = 0;

  /// The response of a real filter, given at the frequencies 0, 1, ... size/2, as filter() wants it.
  [[nodiscard]] virtual AlignedVector<Complex> arranged_response(
      std::span<const Complex> response) const = 0;

  /// Leaves the field overwritten.
  virtual void to_spectrum(std::span<Complex> field, std::span<Complex> spectrum) const = 0;
  virtual void to_field(std::span<const Complex> spectrum, std::span<Complex> field) const = 0;

  /// workspace.intensity is convolved with the response; with sign = -1 correlated, the transpose of that.
  virtual void filter(std::span<const Complex> response, double sign,
                      Workspace& workspace) const = 0;

  /// To the field, through the Kerr effect, and back to a spectrum, which may be the same one.
  virtual void through_kerr(std::span<const Complex> spectrum, const Kerr& kerr,
                            std::span<Complex> result, Workspace& workspace) const = 0;
};

}  // namespace fiberloom::core
