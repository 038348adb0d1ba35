#include <fiberloom/core/error.hpp>
#include <fiberloom/core/model.hpp>

namespace fiberloom::core {

std::size_t Model::num_features() const { return Receiver(readout, frame).num_features(); }

void Model::validate() const {
  layers.validate();
  if (layers.has_potential() != (equation == Equation::gpe)) {
    throw InputError("input.model",
                     "model: a potential goes with the equation \"gpe\", and only with it");
  }
  if (layers.has_potential() && layers.potential.samples() != frame.samples) {
    throw InputError("input.model", "model: potential must be [layers, samples]");
  }
  const std::size_t features = num_features();
  if (!classifier) {
    return;
  }
  if (classifier->weight.batch() != classifier->bias.size() || classifier->bias.size() < 2) {
    throw InputError("input.model",
                     "model: classifier.weight is [classes, features] and classifier.bias "
                     "[classes], with at least two classes");
  }
  if (classifier->num_features() != features) {
    throw InputError("input.model", "model: classifier.weight has " +
                                        std::to_string(classifier->num_features()) +
                                        " columns, but the readout delivers " +
                                        std::to_string(features) + " features");
  }
}

}  // namespace fiberloom::core
