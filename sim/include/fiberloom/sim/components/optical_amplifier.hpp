#pragma once

#include <complex>
#include <cstdint>
#include <fiberloom/hal/noise_figure.hpp>
#include <fiberloom/sim/components/optical_band.hpp>
#include <fiberloom/sim/drift/ornstein_uhlenbeck.hpp>
#include <fiberloom/sim/light.hpp>
#include <fiberloom/sim/moment.hpp>
#include <fiberloom/sim/white_noise.hpp>
#include <span>
#include <variant>

namespace fiberloom::sim {

class TravellingLight;

/// What the amplifier's own control holds.
struct ConstantGain {
  double gain_db = 0.0;
};
struct ConstantOutputPower {
  double power_w = 0.0;
};
using AmplifierSetPoint = std::variant<ConstantGain, ConstantOutputPower>;

/// An erbium-doped fibre amplifier; 0 switches each limit and each impairment off.
struct OpticalAmplifierParameters {
  double small_signal_gain_db = 0.0;    ///< at full pump; 0: no limit
  double saturation_power_w = 0.0;      ///< Psat of the gain equation below; 0: never saturates
  double maximum_output_power_w = 0.0;  ///< what the pump can give; 0: no limit
  double minimum_input_power_w = 0.0;   ///< below it the seed counts as lost and the pump goes off
  double unpumped_loss_db = 30.0;       ///< of the erbium fibre when it does
  hal::NoiseFigure
      noise_figure{};  ///< 0 dB: no noise at all; a real one of high gain has at least 3 dB
  double gain_tilt_db_per_nm = 0.0;
  double reference_wavelength_nm = 1550.0;  ///< where the tilt is zero
  double fiber_phase_per_w = 0.0;           ///< gamma L of the erbium fibre, rad/W
  double gain_memory_s = 0.0;               ///< time constant of the gain, about 10 ms
  OrnsteinUhlenbeckParameters gain_drift_db{};
};

/// Erbium-doped fibre amplifier: gain with its limits and its noise, and the Kerr phase of the erbium fibre.
///
/// The gain belongs to the mean power of the past (see average_after): a frame of nanoseconds does not move it. The
/// spontaneous emission itself does not count as input and does not saturate.
///
/// Threads: an immutable value.
/// Source:  gain of a homogeneous two-level medium, G = G0 exp(-(G - 1)/G Pout/Psat) = G0 exp(-(G - 1) Pin/Psat); noise
///          density per polarisation (F G - 1) h nu/2, exact; Desurvire, Erbium-Doped Fiber Amplifiers, ch. 1 and 2.
class OpticalAmplifier {
 public:
  /// Throws:  core::InputError "input.amplifier" for negative limits, "input.drift".
  OpticalAmplifier(const OpticalAmplifierParameters& parameters, const NoiseOrigin& origin);

  [[nodiscard]] const OpticalAmplifierParameters& parameters() const noexcept {
    return parameters_;
  }

  /// Power gain at the reference wavelength for that average input power, without drift: the set-point, or what the
  /// medium and the pump can give, whichever is least. Without seed: the loss of the unpumped fibre.
  [[nodiscard]] double gain(const AmplifierSetPoint& set_point, double average_input_w) const;

  /// Largest gain of the saturable medium for that input; infinite when it has no limit.
  [[nodiscard]] double saturated_gain(double average_input_w) const;

  [[nodiscard]] bool has_seed(double average_input_w) const noexcept;

  /// The average input power after `elapsed_s` of light of mean power `input_w`, from the average before.
  [[nodiscard]] double average_after(double average_before_w, double input_w,
                                     double elapsed_s) const;

  /// The amplifier at one moment: what frames share is worked out once.
  ///
  /// Threads: const.
  class AtMoment;
  /// `average_input_w` as average_after tells it, orthogonal noise included.
  [[nodiscard]] AtMoment at(const AmplifierSetPoint& set_point, double average_input_w,
                            double center_wavelength_m, const Moment& moment) const;

  /// Gain, noise and Kerr phase, in place.
  void pass(Light& light, const AmplifierSetPoint& set_point, double average_input_w,
            const Moment& moment) const;

  /// The tilt of the gain inside the band, 0 dB at its centre (as a LinearElement, for it costs a transform).
  void multiply_transfer(std::span<std::complex<double>> transfer, const OpticalBand& band,
                         const Moment& moment) const;
  void carry_along(Light& light, const Moment& moment) const;

 private:
  OpticalAmplifierParameters parameters_{};
  NoiseOrigin noise_origin_{};
  OrnsteinUhlenbeck gain_drift_{};
};

class OpticalAmplifier::AtMoment {
 public:
  AtMoment(const OpticalAmplifier& amplifier, double gain, double center_wavelength_m,
           bool has_seed);

  /// `shot` numbers the noise.
  void pass(Light& light, std::int64_t shot) const;
  void pass(TravellingLight& light, std::int64_t shot) const;

 private:
  double gain_;
  double emission_w_per_hz_;
  double phase_per_output_w_;
  NoiseOrigin noise_origin_;
};

}  // namespace fiberloom::sim
