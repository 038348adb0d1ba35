#include <fiberloom/core/error.hpp>
#include <fiberloom/core/model_file.hpp>
#include <fiberloom/core/network.hpp>
#include <fiberloom/core/npy.hpp>
#include <memory>

#include "command_line.hpp"
#include "model_input_file.hpp"
#include "output_checks.hpp"

namespace fiberloom::app {
namespace {

using Complex = std::complex<double>;

struct PropagateOptions {
  std::string model;
  std::string input;
  std::string output;
  std::string precision = "double";
  std::size_t shot = 0;
};

// The same light with 32-bit fields: from the launched field on, everything but the final widening is float.
core::FieldBatch<double> propagate_float(const core::Model& model, core::Network& network,
                                         const core::InputBatch& input, std::size_t shot,
                                         core::WorkerPool& workers) {
  core::FieldBatch<double> wide = network.encode(input);
  core::FieldBatch<float> fields(wide.batch(), wide.samples());
  std::ranges::transform(wide.values(), fields.values().begin(), [](const Complex& value) {
    return std::complex<float>(static_cast<float>(value.real()), static_cast<float>(value.imag()));
  });
  const core::Propagator<float> propagator(model.frame.grid(), network.layers(shot), model.low_pass,
                                           model.operators);
  propagator.forward(fields, workers);
  std::ranges::transform(fields.values(), wide.values().begin(),
                         [](const std::complex<float>& value) { return Complex(value); });
  return wide;
}

core::FieldBatch<double> without_guard(const core::FieldBatch<double>& fields,
                                       const core::Frame& frame) {
  core::FieldBatch<double> records(fields.batch(), frame.record_size());
  for (std::size_t i = 0; i < fields.batch(); ++i) {
    std::ranges::copy(fields.row(i).subspan(frame.record_begin(), frame.record_size()),
                      records.row(i).begin());
  }
  return records;
}

Outcome propagate(const PropagateOptions& options, Context& context) {
  require_writable(options.output);
  const std::filesystem::path inputs[] = {options.model, options.input};
  require_apart(options.output, inputs);
  const core::Model model = core::load_model(options.model);
  const core::InputBatch input =
      read_input(options.input, model.record_length(), model.resample_input);
  core::Network network(model, context.workers());
  if (options.shot >= network.num_shots()) {
    throw core::InputError(
        "input.shot", "--shot " + std::to_string(options.shot) + ": " + options.model + " has " +
                          std::to_string(network.num_shots()) + ", counted from 0");
  }
  const core::FieldBatch<double> fields =
      without_guard(options.precision == "float"
                        ? propagate_float(model, network, input, options.shot, context.workers())
                        : network.propagate(input, options.shot),
                    model.frame);
  core::write_npy(options.output, fields);
  context.note("wrote " + options.output + ": " + std::to_string(fields.batch()) + " fields of " +
               std::to_string(fields.samples()) + " points\n");
  return {.document = {{"schema", "fiberloom.propagate-result/1"},
                       {"model", options.model},
                       {"input", options.input},
                       {"output", options.output},
                       {"precision", options.precision},
                       {"shape", {fields.batch(), fields.samples()}},
                       {"seed", context.options().seed}}};
}

}  // namespace

void add_propagate(CommandLine& line) {
  // shared_ptr: the parser writes what the action reads later, and neither outlives the other for certain.
  const auto options = std::make_shared<PropagateOptions>();
  CLI::App& command =
      line.add({.name = "propagate",
                .summary = "Compute the fields after the last layer of a model",
                .example = "fiberloom propagate model.safetensors --input x.npy --output y.npy"},
               [options](Context& context) { return propagate(*options, context); });
  command.add_option("MODEL", options->model, "Model, .safetensors")->required()->type_name("FILE");
  command
      .add_option("-i,--input", options->input,
                  "Records, .npy: real or complex [batch, samples], or [samples] for one")
      ->required()
      ->type_name("FILE");
  command
      .add_option("-o,--output", options->output,
                  "Fields, .npy: complex128 [batch, samples times oversampling], guard removed")
      ->required()
      ->type_name("FILE");
  command
      .add_option("--shot", options->shot,
                  "Which shot of a model with several (default 0, the first)")
      ->type_name("K");
  command.add_option("--precision", options->precision, "Of the fields underway (default double)")
      ->check(CLI::IsMember({"double", "float"}).description(""))
      ->type_name("double|float");
}

}  // namespace fiberloom::app
