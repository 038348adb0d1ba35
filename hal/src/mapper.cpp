#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/mapper.hpp>
#include <string>

#include "mapping/cascade_mapping.hpp"

namespace fiberloom::hal {

void check_mappable(const core::Model& model) {
  model.validate();
  if (model.encoding.modulation != core::Modulation::amplitude) {
    throw core::InputError(
        "input.encoding",
        "map: the model modulates phase or I/Q; the mapper knows one Mach-Zehnder "
        "modulator for the amplitude (and complex records) so far");
  }
  if (model.shots != 1) {
    throw core::InputError("input.model", "map: the model sends each record " +
                                              std::to_string(model.shots) +
                                              " times with other settings; the mapper plans one "
                                              "setting so far");
  }
}

Plan map_model(const core::Model& model, const RigDocument& rig, const Catalog& catalog) {
  check_mappable(model);
  const ErrorWeights weights = nmse_weights(model.layers.num_layers());
  return map_cascade({.model = model,
                      .rig = rig,
                      .catalog = catalog,
                      .weights = weights,
                      .gauges = preferred_gauges(model),
                      .sample_rate_gsa_per_s = rig.transmitter.sample_rate_gsa_per_s})
      .plan;
}

}  // namespace fiberloom::hal
