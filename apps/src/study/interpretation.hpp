#pragma once

#include <cstdint>
#include <fiberloom/core/kernel_moments.hpp>
#include <fiberloom/core/layer_probe.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/noise_gain.hpp>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::core {
class WorkerPool;
}

namespace fiberloom::app {

/// One trained number of a layer (or two, or one for each sample) in words.
struct NumberReading {
  std::string name{};
  std::string meaning{};
  std::string unit{};
  std::vector<double> values{};
  std::string words{};
  std::string physical{};  ///< in picoseconds; empty without a sample rate or for other units
};

/// A step as a linear response: its kernel's moments and how it passes noise on.
struct ResponseReading {
  std::optional<core::KernelMoments> moments{};  ///< none where the kernel has no zeroth moment
  core::NoiseGain noise{};
};

/// A layer, or the whole cascade.
struct StepReading {
  std::string name{};
  std::vector<NumberReading> numbers{};     ///< none for the whole cascade
  ResponseReading dark{};                   ///< around no light
  ResponseReading lit{};                    ///< around constant light, launched at unit power
  double power_in_front = 1.0;              ///< of that light
  std::optional<core::LayerProbe> probe{};  ///< none where random light of unit power is lost
};

/// The cascade with its free parameters taken out, where it has such a form.
struct CanonicalReading {
  double total_dispersion = 0.0;
  double total_nonlinear_phase = 0.0;
  std::vector<double> nonlinear_phase{};
  double field_factor = 1.0;
};

/// All that `fiberloom interpret` found out.
struct Interpretation {
  core::Model model{};
  std::string model_name{};
  std::uint64_t seed = 0;
  std::optional<double> sample_rate_hz{};
  std::vector<StepReading> layers{};
  StepReading total{};
  std::optional<CanonicalReading> canonical{};
  std::vector<std::string> remarks{};  ///< steps that are free, or that are one
};

/// How a model is to be read.
struct InterpretationRequest {
  std::string model_name{};
  std::optional<double> sample_rate_hz{};
  std::uint64_t seed = 0;
};

Interpretation interpret(core::Model model, const InterpretationRequest& request,
                         core::WorkerPool& workers);

/// The whole cascade around no light, in a few sentences.
std::vector<std::string> words_of_total(const Interpretation& reading);

}  // namespace fiberloom::app
