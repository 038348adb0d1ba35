#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/time_grid.hpp>

namespace fiberloom::sim {

/// Unit Jones vector: the state of polarisation of a whole frame.
using JonesVector = std::array<std::complex<double>, 2>;

/// The part of unpolarised noise that lies across the signal's polarisation: it beats with nothing but itself, and adds
/// its power on a detector.
struct OrthogonalNoise {
  double density_w_per_hz = 0.0;
  double bandwidth_hz =
      0.0;  ///< of the narrowest optical filter behind the amplifiers; 0: that of the grid

  bool operator==(const OrthogonalNoise&) const = default;
};

/// Light at one place of a bench: one period of a frame that is sent again and again, so its end meets its beginning.
///
/// Shape:   field [samples].
/// Units:   field in sqrt(W) along `polarization`, carrier exp(-i w0 t) at `center_wavelength_m`.
struct Light {
  core::AlignedVector<std::complex<double>> field{};
  double sample_interval_s = 0.0;
  double center_wavelength_m = 1550e-9;
  JonesVector polarization{1.0, 0.0};
  OrthogonalNoise orthogonal_noise{};

  [[nodiscard]] core::TimeGrid grid() const { return {field.size(), sample_interval_s}; }
};

/// Mean power of the frame in watts, the orthogonal noise included.
[[nodiscard]] double mean_power_w(const Light& light);

/// Mean power of the field alone, in watts.
[[nodiscard]] double mean_field_power_w(const Light& light);

}  // namespace fiberloom::sim
