#include <algorithm>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/model_file.hpp>
#include <fiberloom/core/operators/operator_catalog.hpp>
#include <string>
#include <utility>
#include <vector>

#include "model_fields.hpp"
#include "tensor_access.hpp"

namespace fiberloom::core {
namespace {

constexpr const char* metadata_key = "fiberloom";
constexpr const char* model_code = "document.model";

std::vector<std::string_view> known_tensors() {
  std::vector<std::string_view> names{"classifier.weight", "classifier.bias"};
  for (const LayerOperator* each : all_operators()) {
    names.push_back(each->name());
  }
  return names;
}

bool is_member(std::string_view name) {
  return name == "alpha" || name == "beta2" || name == "gamma" || name == "potential";
}

// All of a model that is no tensor.
struct ModelHeader {
  static constexpr const char* schema = "fiberloom.model/1";

  Model model;

  void fields(FieldVisitor& visit) {
    visit.enumeration(
        "equation", model.equation, equation_names,
        {.description = "nlse; gpe with a potential; cgle with diffusion and "
                        "two-photon absorption; helmholtz, linear with a potential."});
    visit_sequence(visit, model.operators);
    visit_shots(visit, model.shots);
    visit_frame(visit, model.frame, model.resample_input);
    EncodingFields encoding{model.encoding};
    visit.field("encoding", encoding, {.description = "From a record to a launched field."});
    model.encoding = encoding.value;
    ReadoutFields readout{model.readout};
    visit.field("readout", readout, {.description = "From a field to features."});
    model.readout = readout.value;
    visit.field("name", model.name, {.description = "What people call it.", .required = false});
    visit_low_pass(visit, model.low_pass);
    visit_ends(visit, model.ends);
  }
};

Model header_of(const SafetensorsFile& file, const std::string& source_name,
                const TensorAccess& tensors) {
  const auto text = file.metadata.find(metadata_key);
  if (text == file.metadata.end()) {
    tensors.refuse("has no metadata 'fiberloom', so it is no model of fiberloom");
  }
  return parse_document<ModelHeader>(text->second, source_name + ": metadata 'fiberloom'").model;
}

// The numbers of the operators that a network need not have.
void read_others(const TensorAccess& tensors, LayerParameters& layers) {
  for (const LayerOperator* each : all_operators()) {
    const std::string name(each->name());
    if (is_member(name) || !tensors.has(name)) {
      continue;
    }
    if (each->description().width == LayerOperator::Width::one) {
      const std::vector<double> values = tensors.vector(name);
      RealBatch<double>& column = layers.others[name];
      column = RealBatch<double>(values.size(), 1);
      std::ranges::copy(values, column.values().begin());
    } else {
      layers.others[name] = tensors.matrix(name);
    }
  }
}

void read_layers(const TensorAccess& tensors, Equation equation, LayerParameters& layers) {
  layers.alpha = tensors.vector("alpha");
  layers.beta2 = tensors.vector("beta2");
  const bool is_linear = equation == Equation::helmholtz && !tensors.has("gamma");
  layers.gamma = is_linear ? std::vector<double>(layers.alpha.size()) : tensors.vector("gamma");
  if (layers.alpha.size() != layers.beta2.size() || layers.alpha.size() != layers.gamma.size()) {
    tensors.refuse("tensors 'alpha', 'beta2' and 'gamma' have " +
                   std::to_string(layers.alpha.size()) + ", " +
                   std::to_string(layers.beta2.size()) + " and " +
                   std::to_string(layers.gamma.size()) + " elements, but need one per layer each");
  }
  if (layers.alpha.empty()) {
    tensors.refuse("the model has no layers");
  }
  if (tensors.has("potential")) {
    layers.potential = tensors.matrix("potential");
  }
  read_others(tensors, layers);
}

void read_classifier(const TensorAccess& tensors, std::optional<LinearClassifier>& classifier) {
  if (tensors.has("classifier.weight") || tensors.has("classifier.bias")) {
    classifier = LinearClassifier{.weight = tensors.matrix("classifier.weight"),
                                  .bias = tensors.vector("classifier.bias")};
  }
}

}  // namespace

Model model_of_tensors(const SafetensorsFile& file, std::string_view source_name) {
  const TensorAccess tensors(file, source_name, model_code);
  Model model = header_of(file, std::string(source_name), tensors);
  tensors.refuse_others(known_tensors());
  read_layers(tensors, model.equation, model.layers);
  read_classifier(tensors, model.classifier);
  try {
    model.validate();
  } catch (const InputError& error) {
    tensors.refuse(error.what());
  }
  return model;
}

SafetensorsFile tensors_of_model(const Model& model) {
  model.validate();
  SafetensorsFile file;
  file.metadata[metadata_key] = to_document_text(ModelHeader{model}, TextForm::compact);
  file.tensors["alpha"] = vector_tensor(model.layers.alpha);
  file.tensors["beta2"] = vector_tensor(model.layers.beta2);
  file.tensors["gamma"] = vector_tensor(model.layers.gamma);
  if (model.layers.has_potential()) {
    file.tensors["potential"] = matrix_tensor(model.layers.potential);
  }
  for (const auto& [name, values] : model.layers.others) {
    file.tensors[name] =
        values.samples() == 1 ? vector_tensor(values.values()) : matrix_tensor(values);
  }
  if (model.classifier) {
    file.tensors["classifier.weight"] = matrix_tensor(model.classifier->weight);
    file.tensors["classifier.bias"] = vector_tensor(model.classifier->bias);
  }
  return file;
}

Model load_model(const std::filesystem::path& path) {
  return model_of_tensors(read_safetensors(path), path.string());
}

void save_model(const std::filesystem::path& path, const Model& model) {
  write_safetensors(path, tensors_of_model(model));
}

}  // namespace fiberloom::core
