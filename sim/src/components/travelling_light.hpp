#pragma once

#include <complex>
#include <fiberloom/sim/components/optical_band.hpp>
#include <fiberloom/sim/components/workspace.hpp>
#include <fiberloom/sim/light.hpp>
#include <fiberloom/sim/white_noise.hpp>
#include <optional>
#include <span>

namespace fiberloom::sim {

/// Light on its way through a line. Its field stands in time or in frequency, whichever was needed last, and a factor
/// that is the same everywhere waits for the next pass: neighbours that agree cost no transform between them.
///
/// A Kerr effect between two spectra is one passage through time: nothing is put into order on the way.
///
/// The light given is not whole again before settle(); its polarisation and orthogonal noise always are.
/// Threads: one per frame; uses rows 0 and 1 of the workspace.
class TravellingLight {
 public:
  using Complex = std::complex<double>;

  /// Throws:  core::InputError "input.shape" for a frame that is not on the grid of the band.
  TravellingLight(Light& light, const OpticalBand& band, Workspace& workspace);
  TravellingLight(const TravellingLight&) = delete;
  TravellingLight& operator=(const TravellingLight&) = delete;

  [[nodiscard]] Light& light() noexcept { return light_; }
  [[nodiscard]] const OpticalBand& band() const noexcept { return band_; }

  /// Multiplies the field by one number.
  void scale(double amplitude) noexcept;

  /// Lets `pass`, a loss or gain without phase, do to light of one sample what it does to every sample alike.
  template <class Pass>
  void pass_flat(Pass pass) {
    Light sample{.field = {1.0},
                 .sample_interval_s = light_.sample_interval_s,
                 .center_wavelength_m = light_.center_wavelength_m,
                 .polarization = light_.polarization,
                 .orthogonal_noise = light_.orthogonal_noise};
    pass(sample);
    light_.polarization = sample.polarization;
    light_.orthogonal_noise = sample.orthogonal_noise;
    scale(sample.field[0].real());
  }

  /// Through a transfer row of the band, arranged. Returns what share of the mean power is left; 0 of darkness.
  double filter(std::span<const Complex> transfer);

  /// Adds white circular noise of that mean square to every sample.
  void add_noise(double mean_square, WhiteNoise& noise);

  /// Multiplies every sample by exp(i phase_per_watt |E|^2).
  void rotate_by_power(double phase_per_watt);

  /// The same, but nothing has happened before take_rotation(). Returns the power that a photon meets on average,
  /// <P^2>/<P> in watts.
  double try_rotation(double phase_per_watt);
  void take_rotation();

  [[nodiscard]] double mean_field_power_w();

  /// The spectrum, arranged, but for a factor that is the same for all bins.
  [[nodiscard]] std::span<const Complex> spectral_shape();

  /// <P^2>/<P> in watts.
  [[nodiscard]] double power_weighted_power_w();

  /// Makes the light whole, and lets anything be done to its field.
  Light& settle();

 private:
  void to_time();
  void to_frequency();

  Light& light_;
  const OpticalBand& band_;
  core::FiberFft::Workspace& room_;
  std::span<Complex> spectrum_;
  std::span<Complex> rotated_;
  bool is_in_time_ = true;
  double factor_ = 1.0;              // times what is in the row; a spectrum is without 1/size
  std::optional<double> power_w_{};  // of the field, while it is known
};

}  // namespace fiberloom::sim
