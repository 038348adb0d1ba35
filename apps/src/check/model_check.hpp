#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/aliasing_fidelity.hpp>
#include <fiberloom/core/guard_interval.hpp>
#include <fiberloom/core/light_statistics.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/network_gauges.hpp>
#include <fiberloom/core/parameter_tolerance.hpp>
#include <fiberloom/core/required_dispersion.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::core {
class WorkerPool;
}

namespace fiberloom::app {

/// The light that a model is checked with.
struct CheckLight {
  core::FieldBatch<double> launched{};  ///< [records, grid size], in front of the first layer
  std::string words{};                  ///< what it is
  bool is_synthetic = false;
};

struct CheckRequest {
  std::string model_name{};
  CheckLight light{};
  std::uint64_t seed = 0;
  double target_db = -30.0;                      ///< NMSE that all tolerances together may spend
  std::vector<double> sample_rates_gsa_per_s{};  ///< of model samples
  std::optional<hal::RigDocument> rig{};
};

/// How well the model's grid agrees with the continuum, as it is or with a filter behind every layer.
struct AliasingReading {
  std::string name{};
  std::optional<core::LowPass> filter{};  ///< none: the layers as the model has them
  core::AliasingFidelity fidelity{};
};

/// How a Kerr step, or a whole cascade, passes weak white noise on, in power.
struct NoiseReading {
  double closed_form =
      1.0;                ///< 1 + 2 kappa Gamma^2 with the measured kappa, or the product of these
  double measured = 1.0;  ///< by the exact derivative, on the light at hand
};

/// The light at one place.
struct PlaceReading {
  std::string name{};
  core::LightStatistics light{};
};

/// The cyclic extension for one choice of what is in glass and how wide the light is.
struct GuardReading {
  std::string name{};
  bool is_of_glass_alone = false;  ///< without the step that the waveform takes over
  double sum_of_magnitudes = 0.0;  ///< of b, samples squared
  double highest_frequency = 0.0;  ///< rad per sample
  core::GuardInterval interval{};
  bool frame_suffices = false;  ///< the frame's own zeros to both sides are as long
};

/// How far one number may be off, from the closed form and from the derivative of the cascade.
struct ToleranceReading {
  core::ParameterSensitivity sensitivity{};
  core::GaugedStep::Place place = core::GaugedStep::Place::glass;
  double value = 0.0;           ///< b or Gamma; 0 for the timing skew
  double alone = 0.0;           ///< if nothing else is off, closed form
  double alone_derived = 0.0;   ///< the same by the derivative
  double shared = 0.0;          ///< if all numbers in glass spend an equal share, closed form
  double shared_derived = 0.0;  ///< the same by the derivative
};

/// What dispersion every layer needs at one sample rate.
struct RateReading {
  double rate_gsa_per_s = 0.0;
  std::vector<core::RequiredDispersion> layers{};
  bool is_of_rig = false;
};

/// Something the reader must know, and whether it rules the model out.
struct Finding {
  enum class Weight { remark, warning, ruled_out };

  Weight weight = Weight::remark;
  std::string text{};
  std::vector<std::string> alternatives{};
};

/// All that `fiberloom check` found out.
struct ModelCheck {
  core::Model model{};  ///< as it was given
  core::Model
      lossless{};  ///< with canonical layers: power at each Kerr step as if nothing were lost
  CheckRequest request{};
  core::NetworkGauges gauges{};
  std::vector<AliasingReading>
      aliasing{};                      ///< as it is; then, if it has no filter of its own, with one
  std::vector<PlaceReading> places{};  ///< the input, then in front of each Kerr step
  std::vector<NoiseReading> noise{};   ///< of each layer
  NoiseReading cascade_noise{};
  std::vector<GuardReading> guards{};
  std::vector<ToleranceReading> tolerances{};
  std::vector<RateReading> rates{};
  std::vector<Finding> findings{};

  /// Whether some passive cascade could carry it, and the rig, if one was named.
  [[nodiscard]] bool is_possible() const;
};

/// Throws:  as core::network_gauges and core::light_statistics.
[[nodiscard]] ModelCheck check_model(core::Model model, CheckRequest request,
                                     core::WorkerPool& workers);

}  // namespace fiberloom::app
