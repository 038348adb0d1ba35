#pragma once

#include <fiberloom/hal/model_sensitivity.hpp>

#include "probed_model.hpp"
#include "transmitted_light.hpp"

namespace fiberloom::hal {

/// Circular white noise on the generator's samples, mean square 1.
[[nodiscard]] core::FieldBatch<double> noise_probe(const core::FieldBatch<double>& frames);

/// How the light answers to changes of what is sent, all but the band limit.
[[nodiscard]] TransmitterSensitivity transmitter_sensitivity(const ProbedModel& probed,
                                                             const core::FieldBatch<double>& frames,
                                                             const TransmittedLight& transmitter);

}  // namespace fiberloom::hal
