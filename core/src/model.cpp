#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/model.hpp>

namespace fiberloom::core {

std::size_t Model::record_length() const { return core::record_length(encoding, frame); }

std::size_t Model::num_features() const { return shots * Receiver(readout, frame).num_features(); }

void Model::validate() const {
  layers.validate();
  const auto wanted = operators_of(equation);
  for (const std::string_view wanted_name : wanted) {
    if (layers.values(wanted_name).empty() && layers.num_layers() > 0) {
      throw InputError("input.model", "model: its equation has an operator '" +
                                          std::string(wanted_name) +
                                          "', for which the layers have no numbers");
    }
  }
  if (layers.has_potential() && std::ranges::find(wanted, "potential") == wanted.end()) {
    throw InputError("input.model",
                     "model: a potential goes with the equations \"gpe\" and \"helmholtz\"");
  }
  if (!operators.empty()) {
    check_sequence(operators, layers, low_pass.has_value());
  }
  if (layers.has_potential() && layers.potential.samples() != frame.samples) {
    throw InputError("input.model", "model: potential must be [layers, samples]");
  }
  (void)record_length();
  if (shots == 0 || layers.num_layers() % shots != 0) {
    throw InputError("input.model", "model: " + std::to_string(layers.num_layers()) +
                                        " layers cannot be shared out over " +
                                        std::to_string(shots) + " shots");
  }
  (void)EndFilters(ends, frame.grid());
  if (ends.receiver != RollOff{} && readout.detect != Detection::intensity &&
      readout.detect != Detection::amplitude) {
    throw InputError("input.model",
                     "model: the receiver's roll-off is that of a photodiode: it goes with an "
                     "intensity or amplitude readout");
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
