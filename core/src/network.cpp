#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/network.hpp>
#include <string>

#include "layers_on_grid.hpp"

namespace fiberloom::core {
namespace {

std::size_t batch_of(const InputBatch& input) {
  return std::visit([](const auto& batch) { return batch.batch(); }, input);
}

void add(std::span<const double> from, std::span<double> to) {
  for (std::size_t j = 0; j < to.size(); ++j) {
    to[j] += from[j];
  }
}

// Adds a gradient on the grid to one per model sample: the adjoint of layers_on_grid.
void add_on_samples(const LayerParameters& from, LayerParameters& to, const Frame& frame) {
  add(from.alpha, to.alpha);
  add(from.beta2, to.beta2);
  add(from.gamma, to.gamma);
  for (auto& [name, values] : to.others) {
    add(from.values(name), values.values());
  }
  for (std::size_t m = 0; m < from.potential.batch() && to.has_potential(); ++m) {
    for (std::size_t j = 0; j < frame.record_size(); ++j) {
      to.potential.row(m)[j / frame.oversampling] +=
          from.potential.row(m)[frame.record_begin() + j];
    }
  }
}

}  // namespace

Network::Network(const Model& model, WorkerPool& workers)
    : frame_(model.frame),
      record_length_(model.record_length()),
      encoder_(model.encoding, model.frame),
      propagator_(model.frame.grid(), layers_on_grid(model.layers, model.frame), model.low_pass,
                  model.operators),
      receiver_(model.readout, model.frame),
      workers_(workers) {
  const AlignedVector<Complex> row(frame_.grid_size());
  for (std::size_t worker = 0; worker < workers.num_workers(); ++worker) {
    lanes_.push_back({.encoder = encoder_.make_scratch(),
                      .field = row,
                      .feature_cotangent = std::vector<double>(receiver_.num_features())});
  }
}

void Network::set_layers(LayerParameters layers) {
  propagator_.set_layers(layers_on_grid(std::move(layers), frame_));
}

void Network::check(const InputBatch& input) const {
  const std::size_t samples = std::visit([](const auto& batch) { return batch.samples(); }, input);
  if (samples != record_length_) {
    throw InputError("input.shape", "input: records have " + std::to_string(samples) +
                                        " samples, the model takes " +
                                        std::to_string(record_length_));
  }
}

void Network::encode_row(const InputBatch& input, std::size_t row, Lane& lane) const {
  std::visit([&](const auto& batch) { encoder_.encode(batch.row(row), lane.field, lane.encoder); },
             input);
}

void Network::encode_into(const InputBatch& input, FieldBatch<double>& fields) {
  check(input);
  if (fields.batch() != batch_of(input)) {
    fields = FieldBatch<double>(batch_of(input), frame_.grid_size());
  }
  workers_.run(fields.batch(), [&](std::size_t row, std::size_t worker) {
    Lane& lane = lanes_[worker];
    encode_row(input, row, lane);
    std::copy(lane.field.begin(), lane.field.end(), fields.row(row).begin());
  });
}

FieldBatch<double> Network::encode(const InputBatch& input) {
  FieldBatch<double> fields;
  encode_into(input, fields);
  return fields;
}

FieldBatch<double> Network::propagate(const InputBatch& input) {
  FieldBatch<double> fields = encode(input);
  propagator_.forward(fields, workers_, workspaces_);
  return fields;
}

RealBatch<double> Network::features(const InputBatch& input) {
  encode_into(input, fields_);
  propagator_.forward(fields_, workers_, workspaces_);
  RealBatch<double> result(fields_.batch(), num_features());
  workers_.run(result.batch(), [&](std::size_t row, std::size_t worker) {
    Lane& lane = lanes_[worker];
    std::ranges::copy(fields_.row(row), lane.field.begin());
    receiver_.detect(lane.field, result.row(row));
  });
  return result;
}

void Network::read_input_gradient(const InputBatch& input, std::size_t row, Lane& lane,
                                  InputBatch& input_gradient) const {
  std::visit(
      [&](const auto& batch) {
        auto& out = std::get<std::decay_t<decltype(batch)>>(input_gradient);
        encoder_.vjp(batch.row(row), std::span<Complex>(lane.field), out.row(row), lane.encoder);
      },
      input);
}

RealBatch<double> Network::pull_back(const InputBatch& input, const RowCotangent& cotangent_of,
                                     LayerParameters& gradient, InputBatch* input_gradient,
                                     PassMemory memory) {
  encode_into(input, fields_);
  RealBatch<double> result(fields_.batch(), num_features());
  const auto turn = [&](std::size_t row, std::span<Complex> field, std::size_t worker) {
    Lane& lane = lanes_[worker];
    receiver_.detect(field, result.row(row));
    cotangent_of(row, result.row(row), lane.feature_cotangent);
    receiver_.vjp(field, lane.feature_cotangent, lane.field);
    std::ranges::copy(lane.field, field.begin());
  };
  LayerParameters on_the_grid = zeros_like(propagator_.layers());
  propagator_.pull_back(fields_, turn, on_the_grid, workers_, workspaces_, memory);
  add_on_samples(on_the_grid, gradient, frame_);
  if (input_gradient != nullptr) {
    workers_.run(fields_.batch(), [&](std::size_t row, std::size_t worker) {
      Lane& lane = lanes_[worker];
      std::ranges::copy(fields_.row(row), lane.field.begin());
      read_input_gradient(input, row, lane, *input_gradient);
    });
  }
  return result;
}

}  // namespace fiberloom::core
