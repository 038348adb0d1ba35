#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/linear_classifier.hpp>
#include <fiberloom/core/model_file.hpp>
#include <fiberloom/core/network.hpp>
#include <fiberloom/core/npy.hpp>
#include <fiberloom/core/safetensors.hpp>
#include <memory>

#include "command_line.hpp"
#include "model_data.hpp"
#include "model_input_file.hpp"
#include "output_checks.hpp"

namespace fiberloom::app {
namespace {

struct GradientOptions {
  std::string model;
  std::string input;
  std::string labels;
  std::string output;
  std::string memory = "stored";
};

struct Gradient {
  double loss = 0.0;
  core::RealBatch<double> logits;
  core::LayerParameters layers;
  core::LinearClassifier classifier;
  core::InputBatch input;
};

std::size_t batch_of(const core::InputBatch& input) {
  return std::visit([](const auto& batch) { return batch.batch(); }, input);
}

void check_labels(std::span<const std::int64_t> labels, const GradientOptions& options,
                  std::size_t num_records, std::size_t num_classes) {
  if (labels.size() != num_records) {
    throw core::InputError("input.labels", options.labels + ": " + std::to_string(labels.size()) +
                                               " labels for " + std::to_string(num_records) +
                                               " records of " + options.input);
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0 || static_cast<std::size_t>(labels[i]) >= num_classes) {
      throw core::InputError("input.labels", options.labels + ": label " +
                                                 std::to_string(labels[i]) + " at index " +
                                                 std::to_string(i) + " is not one of 0 to " +
                                                 std::to_string(num_classes - 1));
    }
  }
}

core::InputBatch zeros_like(const core::InputBatch& input) {
  return std::visit(
      [](const auto& batch) {
        return core::InputBatch(std::decay_t<decltype(batch)>(batch.batch(), batch.samples()));
      },
      input);
}

// The classifier's own derivative; summed in the order of the rows, whichever thread met them.
core::LinearClassifier classifier_gradient(const core::RealBatch<double>& errors,
                                           const core::RealBatch<double>& features) {
  core::LinearClassifier gradient = core::zero_classifier(errors.samples(), features.samples());
  for (std::size_t i = 0; i < errors.batch(); ++i) {
    for (std::size_t k = 0; k < errors.samples(); ++k) {
      const double error = errors.row(i)[k];
      gradient.bias[k] += error;
      for (std::size_t f = 0; f < features.samples(); ++f) {
        gradient.weight.row(k)[f] += error * features.row(i)[f];
      }
    }
  }
  return gradient;
}

Gradient gradient_of(const core::Model& model, const core::InputBatch& input,
                     std::span<const std::int64_t> labels, core::PassMemory memory,
                     core::WorkerPool& workers) {
  const core::LinearClassifier& classifier = *model.classifier;
  const std::size_t batch = labels.size();
  Gradient result{.logits = core::RealBatch<double>(batch, classifier.num_classes()),
                  .layers = core::zeros_like(model.layers),
                  .classifier = {},
                  .input = zeros_like(input)};
  core::RealBatch<double> errors(batch, classifier.num_classes());
  std::vector<double> losses(batch);
  core::Network network(model, workers);
  const core::RealBatch<double> features = network.pull_back(
      input,
      [&](std::size_t row, std::span<const double> values, std::span<double> cotangent) {
        const std::span<double> error = errors.row(row);
        classifier.logits(values, error);
        std::ranges::copy(error, result.logits.row(row).begin());
        losses[row] = core::cross_entropy(error, labels[row]);
        for (double& value : error) {
          value /= static_cast<double>(batch);
        }
        classifier.vjp(error, cotangent);
      },
      result.layers, &result.input, memory);
  for (const double loss : losses) {
    result.loss += loss / static_cast<double>(batch);
  }
  result.classifier = classifier_gradient(errors, features);
  return result;
}

core::Tensor tensor_of(std::vector<std::size_t> shape, std::span<const double> values) {
  return {.shape = std::move(shape), .values = {values.begin(), values.end()}, .integers = {}};
}

core::Tensor tensor_of(const core::RealBatch<double>& batch) {
  return tensor_of({batch.batch(), batch.samples()}, batch.values());
}

core::Tensor tensor_of(const core::FieldBatch<double>& batch) {
  core::Tensor tensor{.shape = {batch.batch(), batch.samples(), 2}, .values = {}, .integers = {}};
  for (const std::complex<double>& value : batch.values()) {
    tensor.values.push_back(value.real());
    tensor.values.push_back(value.imag());
  }
  return tensor;
}

core::SafetensorsFile file_of(const Gradient& gradient) {
  const core::LayerParameters& layers = gradient.layers;
  core::SafetensorsFile file;
  file.metadata["fiberloom"] = R"({"schema":"fiberloom.gradient/1"})";
  for (const std::string& name : layers.names()) {
    const std::span<const double> values = layers.values(name);
    const std::size_t width = layers.num_layers() == 0 ? 1 : values.size() / layers.num_layers();
    file.tensors[name] = width == 1 && name != "potential"
                             ? tensor_of({values.size()}, values)
                             : tensor_of({layers.num_layers(), width}, values);
  }
  file.tensors["classifier.weight"] = tensor_of(gradient.classifier.weight);
  file.tensors["classifier.bias"] =
      tensor_of({gradient.classifier.bias.size()}, gradient.classifier.bias);
  file.tensors["input"] =
      std::visit([](const auto& batch) { return tensor_of(batch); }, gradient.input);
  file.tensors["logits"] = tensor_of(gradient.logits);
  file.tensors["loss"] = tensor_of({1}, {&gradient.loss, 1});
  return file;
}

Outcome compute_gradient(const GradientOptions& options, Context& context) {
  require_writable(options.output);
  const std::filesystem::path inputs[] = {options.model, options.input, options.labels};
  require_apart(options.output, inputs);
  const core::Model model = core::load_model(options.model);
  require_classifier(model, options.model, 0, options.labels);
  // The derivative is one with respect to the records as they are given, so nothing is resampled.
  const core::InputBatch input = read_input(options.input, model.record_length(), false);
  const std::vector<std::int64_t> labels = core::read_labels(options.labels);
  check_labels(labels, options, batch_of(input), model.classifier->num_classes());
  const Gradient gradient = gradient_of(
      model, input, labels,
      options.memory == "recomputed" ? core::PassMemory::recomputed : core::PassMemory::stored,
      context.workers());
  core::write_safetensors(options.output, file_of(gradient));
  context.say("mean cross-entropy " + std::to_string(gradient.loss) + " nat over " +
              std::to_string(labels.size()) + " records\n");
  context.note("wrote " + options.output + "\n");
  return {.document = {{"schema", "fiberloom.gradient-result/1"},
                       {"model", options.model},
                       {"input", options.input},
                       {"output", options.output},
                       {"records", labels.size()},
                       {"loss", gradient.loss},
                       {"seed", context.options().seed}}};
}

}  // namespace

void add_gradient(CommandLine& line) {
  // shared_ptr: the parser writes what the action reads later, and neither outlives the other for certain.
  const auto options = std::make_shared<GradientOptions>();
  CLI::App& command =
      line.add({.name = "gradient",
                .summary = "Compute the mean cross-entropy and its exact gradient",
                .example = "fiberloom gradient model.safetensors --input x.npy --labels y.npy "
                           "--output g.safetensors"},
               [options](Context& context) { return compute_gradient(*options, context); });
  command.add_option("MODEL", options->model, "Model with a classifier, .safetensors")
      ->required()
      ->type_name("FILE");
  command
      .add_option("-i,--input", options->input,
                  "Records, .npy: real or complex [batch, samples], or [samples] for one")
      ->required()
      ->type_name("FILE");
  command.add_option("--labels", options->labels, "Class of each record, .npy: 0, 1, ...")
      ->required()
      ->type_name("FILE");
  command
      .add_option("-o,--output", options->output,
                  "Gradient, .safetensors: a tensor for each of the model under the same name, "
                  "input (complex: [batch, samples, 2]), logits, loss")
      ->required()
      ->type_name("FILE");
  command
      .add_option(
          "--memory", options->memory,
          "Fields underway: stored, or recomputed from the output, which takes a third more "
          "time and no memory for layers (default stored)")
      ->check(CLI::IsMember({"stored", "recomputed"}).description(""))
      ->type_name("stored|recomputed");
}

}  // namespace fiberloom::app
