#include "continued_training.hpp"

#include <string>

namespace fiberloom::app {

core::TrainingOptions options_to_go_on(const core::Model& model) {
  core::TrainingOptions options;
  options.method = core::TrainingMethod::lbfgs;
  options.readout = core::ReadoutTraining::ridge;
  options.batch_size = 0;
  for (const std::string& name : model.layers.names()) {
    if (name != "alpha") {
      options.embedding_rates[name] = 1.0;
    }
  }
  return options;
}

}  // namespace fiberloom::app
