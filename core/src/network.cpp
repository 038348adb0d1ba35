#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/network.hpp>
#include <functional>
#include <string>
#include <utility>

#include "layers_on_grid.hpp"

namespace fiberloom::core {
namespace {

std::size_t batch_of(const InputBatch& input) {
  return std::visit([](const auto& batch) { return batch.batch(); }, input);
}

// A gradient on the grid as one per model sample: the adjoint of layers_on_grid.
LayerParameters on_samples(LayerParameters gradient, const Frame& frame) {
  if (!gradient.has_potential()) {
    return gradient;
  }
  RealBatch<double> potential(gradient.num_layers(), frame.samples);
  for (std::size_t m = 0; m < gradient.num_layers(); ++m) {
    for (std::size_t j = 0; j < frame.record_size(); ++j) {
      potential.row(m)[j / frame.oversampling] +=
          gradient.potential.row(m)[frame.record_begin() + j];
    }
  }
  gradient.potential = std::move(potential);
  return gradient;
}

}  // namespace

Network::Network(const Model& model, WorkerPool& workers)
    : frame_(model.frame),
      record_length_(model.record_length()),
      encoder_(model.encoding, model.frame),
      ends_(model.ends, model.frame.grid()),
      receiver_(model.readout, model.frame),
      workers_(workers) {
  const std::size_t share = model.layers.num_layers() / model.shots;
  for (std::size_t shot = 0; shot < model.shots; ++shot) {
    propagators_.emplace_back(frame_.grid(),
                              layers_on_grid(layers_of(model.layers, shot * share, share), frame_),
                              model.low_pass, model.operators);
  }
  const AlignedVector<Complex> row(frame_.grid_size());
  for (std::size_t worker = 0; worker < workers.num_workers(); ++worker) {
    lanes_.push_back({.encoder = encoder_.make_scratch(),
                      .field = row,
                      .feature_cotangent = std::vector<double>(receiver_.num_features())});
    if (ends_.changes_light() || ends_.changes_trace()) {
      lanes_.back().filtered = row;
      lanes_.back().trace.resize(row.size());
      lanes_.back().trace_cotangent.resize(row.size());
    }
  }
}

void Network::set_layers(const LayerParameters& layers) {
  const std::size_t share = layers.num_layers() / propagators_.size();
  for (std::size_t shot = 0; shot < propagators_.size(); ++shot) {
    propagators_[shot].set_layers(layers_on_grid(layers_of(layers, shot * share, share), frame_));
  }
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

void Network::launch_into(const InputBatch& input, FieldBatch<double>& fields) {
  encode_into(input, fields);
  if (!ends_.changes_light()) {
    return;
  }
  workers_.run(fields.batch(), [&](std::size_t row, std::size_t worker) {
    const std::span<Complex> light(lanes_[worker].filtered);
    std::ranges::copy(fields.row(row), light.begin());
    ends_.transmit(light);
    std::ranges::copy(light, fields.row(row).begin());
  });
}

FieldBatch<double> Network::encode(const InputBatch& input) {
  FieldBatch<double> fields;
  encode_into(input, fields);
  return fields;
}

FieldBatch<double> Network::propagate(const InputBatch& input, std::size_t shot) {
  FieldBatch<double> fields;
  launch_into(input, fields);
  propagators_.at(shot).forward(fields, workers_, workspaces_);
  return fields;
}

// From the fields of a shot to its part of the features.
void Network::detect(std::size_t shot, RealBatch<double>& features) {
  propagators_[shot].forward(fields_, workers_, workspaces_);
  const std::size_t width = receiver_.num_features();
  workers_.run(features.batch(), [&](std::size_t row, std::size_t worker) {
    Lane& lane = lanes_[worker];
    std::ranges::copy(fields_.row(row), lane.field.begin());
    detect_row(lane.field, features.row(row).subspan(shot * width, width), lane);
  });
}

// What the digitiser shows: the intensity behind the receiver's roll-off.
void Network::take_trace(std::span<const Complex> field, Lane& lane) const {
  std::ranges::transform(field, lane.filtered.begin(),
                         [](const Complex& value) { return Complex(std::norm(value)); });
  ends_.receive(lane.filtered);
  std::ranges::transform(lane.filtered, lane.trace.begin(),
                         [](const Complex& value) { return value.real(); });
}

void Network::detect_row(std::span<const Complex> field, std::span<double> features,
                         Lane& lane) const {
  if (!ends_.changes_trace()) {
    receiver_.detect(field, features);
    return;
  }
  take_trace(field, lane);
  receiver_.features_of_trace(lane.trace, features);
}

// The cotangent of the field, in lane.field.
void Network::detect_row_vjp(std::span<const Complex> field,
                             std::span<const double> feature_cotangent, Lane& lane) const {
  if (!ends_.changes_trace()) {
    receiver_.vjp(field, feature_cotangent, lane.field);
    return;
  }
  take_trace(field, lane);
  receiver_.trace_vjp(lane.trace, feature_cotangent, lane.trace_cotangent);
  std::ranges::copy(lane.trace_cotangent, lane.filtered.begin());
  ends_.receive_vjp(lane.filtered);
  for (std::size_t j = 0; j < field.size(); ++j) {
    lane.field[j] = 2.0 * lane.filtered[j].real() * field[j];
  }
}

RealBatch<double> Network::features(const InputBatch& input) {
  launch_into(input, fields_);
  if (num_shots() > 1) {
    launched_ = fields_;
  }
  RealBatch<double> result(fields_.batch(), num_features());
  for (std::size_t shot = 0; shot < num_shots(); ++shot) {
    if (shot > 0) {
      fields_ = launched_;
    }
    detect(shot, result);
  }
  return result;
}

void Network::read_input_gradient(const InputBatch& input, std::size_t row, Lane& lane,
                                  InputBatch& input_gradient) const {
  std::visit(
      [&](const auto& batch) {
        auto& out = std::get<std::decay_t<decltype(batch)>>(input_gradient);
        if (ends_.changes_light()) {
          std::ranges::copy(lane.field, lane.filtered.begin());
          encode_row(input, row, lane);
          ends_.transmit_vjp(lane.field, lane.filtered);
          std::ranges::copy(lane.filtered, lane.field.begin());
        }
        encoder_.vjp(batch.row(row), std::span<Complex>(lane.field), out.row(row), lane.encoder);
      },
      input);
}

void Network::pull_back_shot(std::size_t shot, const Propagator<double>::Turn& turn,
                             LayerParameters& gradient, PassMemory memory) {
  const Propagator<double>& propagator = propagators_[shot];
  LayerParameters on_the_grid = zeros_like(propagator.layers());
  propagator.pull_back(fields_, turn, on_the_grid, workers_, workspaces_, memory);
  const std::size_t first = shot * on_the_grid.num_layers();
  add_to_layers(gradient, on_samples(std::move(on_the_grid), frame_), first);
}

// A cotangent needs the features of all shots, so they go forward once more before each goes back.
RealBatch<double> Network::pull_back_shots(const InputBatch& input,
                                           const RowCotangent& cotangent_of,
                                           LayerParameters& gradient, PassMemory memory) {
  RealBatch<double> result = features(input);
  RealBatch<double> cotangents(result.batch(), result.samples());
  workers_.run(result.batch(), [&](std::size_t row, std::size_t) {
    cotangent_of(row, result.row(row), cotangents.row(row));
  });
  FieldBatch<double> input_cotangents(fields_.batch(), fields_.samples());
  const std::size_t width = receiver_.num_features();
  for (std::size_t shot = 0; shot < num_shots(); ++shot) {
    fields_ = launched_;
    const auto turn = [&](std::size_t row, std::span<Complex> field, std::size_t worker) {
      Lane& lane = lanes_[worker];
      detect_row_vjp(field, cotangents.row(row).subspan(shot * width, width), lane);
      std::ranges::copy(lane.field, field.begin());
    };
    pull_back_shot(shot, turn, gradient, memory);
    std::ranges::transform(input_cotangents.values(), fields_.values(),
                           input_cotangents.values().begin(), std::plus<>());
  }
  fields_ = std::move(input_cotangents);
  return result;
}

RealBatch<double> Network::pull_back(const InputBatch& input, const RowCotangent& cotangent_of,
                                     LayerParameters& gradient, InputBatch* input_gradient,
                                     PassMemory memory) {
  RealBatch<double> result;
  if (num_shots() > 1) {
    result = pull_back_shots(input, cotangent_of, gradient, memory);
  } else {
    launch_into(input, fields_);
    result = RealBatch<double>(fields_.batch(), num_features());
    const auto turn = [&](std::size_t row, std::span<Complex> field, std::size_t worker) {
      Lane& lane = lanes_[worker];
      detect_row(field, result.row(row), lane);
      cotangent_of(row, result.row(row), lane.feature_cotangent);
      detect_row_vjp(field, lane.feature_cotangent, lane);
      std::ranges::copy(lane.field, field.begin());
    };
    pull_back_shot(0, turn, gradient, memory);
  }
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
