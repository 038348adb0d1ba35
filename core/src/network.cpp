#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/network.hpp>
#include <string>

namespace fiberloom::core {
namespace {

// Rows of one gradient block. Fixed, so that the order of summation does not depend on the number of workers.
constexpr std::size_t rows_per_block = 8;

std::size_t batch_of(const InputBatch& input) {
  return std::visit([](const auto& batch) { return batch.batch(); }, input);
}

// A model holds its potential per model sample; the grid may have guard intervals and more points per sample.
LayerParameters on_grid(LayerParameters layers, const Frame& frame) {
  if (!layers.has_potential() || layers.potential.samples() == frame.grid_size()) {
    return layers;
  }
  RealBatch<double> potential(layers.num_layers(), frame.grid_size());
  for (std::size_t m = 0; m < layers.num_layers(); ++m) {
    for (std::size_t j = 0; j < frame.record_size(); ++j) {
      potential.row(m)[frame.record_begin() + j] = layers.potential.row(m)[j / frame.oversampling];
    }
  }
  layers.potential = std::move(potential);
  return layers;
}

LayerParameters zero_like(const LayerParameters& layers) {
  LayerParameters zeros = zero_layers(layers.num_layers());
  zeros.potential = RealBatch<double>(layers.potential.batch(), layers.potential.samples());
  return zeros;
}

void add(std::span<const double> from, std::span<double> to) {
  for (std::size_t j = 0; j < to.size(); ++j) {
    to[j] += from[j];
  }
}

// Adds a gradient on the grid to one per model sample: the adjoint of on_grid.
void add_on_samples(const LayerParameters& from, LayerParameters& to, const Frame& frame) {
  add(from.alpha, to.alpha);
  add(from.beta2, to.beta2);
  add(from.gamma, to.gamma);
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
      encoder_(model.encoding, model.frame),
      propagator_(model.frame.grid(), on_grid(model.layers, model.frame), model.low_pass),
      receiver_(model.readout, model.frame),
      workers_(workers) {
  const AlignedVector<Complex> row(frame_.grid_size());
  for (std::size_t worker = 0; worker < workers.num_workers(); ++worker) {
    lanes_.push_back({.encoder = encoder_.make_scratch(),
                      .tape = propagator_.make_tape(),
                      .field = row,
                      .cotangent = row,
                      .feature_cotangent = std::vector<double>(receiver_.num_features())});
  }
}

void Network::set_layers(LayerParameters layers) {
  propagator_.set_layers(on_grid(std::move(layers), frame_));
}

void Network::check(const InputBatch& input) const {
  const std::size_t samples = std::visit([](const auto& batch) { return batch.samples(); }, input);
  if (samples != frame_.samples) {
    throw InputError("input.shape", "input: records have " + std::to_string(samples) +
                                        " samples, the model takes " +
                                        std::to_string(frame_.samples));
  }
}

void Network::encode_row(const InputBatch& input, std::size_t row, Lane& lane) const {
  std::visit([&](const auto& batch) { encoder_.encode(batch.row(row), lane.field, lane.encoder); },
             input);
}

FieldBatch<double> Network::encode(const InputBatch& input) {
  check(input);
  FieldBatch<double> fields(batch_of(input), frame_.grid_size());
  workers_.run(fields.batch(), [&](std::size_t row, std::size_t worker) {
    Lane& lane = lanes_[worker];
    encode_row(input, row, lane);
    std::copy(lane.field.begin(), lane.field.end(), fields.row(row).begin());
  });
  return fields;
}

FieldBatch<double> Network::propagate(const InputBatch& input) {
  FieldBatch<double> fields = encode(input);
  propagator_.forward(fields, workers_);
  return fields;
}

RealBatch<double> Network::features(const InputBatch& input) {
  check(input);
  RealBatch<double> result(batch_of(input), num_features());
  workers_.run(result.batch(), [&](std::size_t row, std::size_t worker) {
    Lane& lane = lanes_[worker];
    encode_row(input, row, lane);
    propagator_.forward(lane.field, lane.tape);
    receiver_.detect(lane.field, result.row(row));
  });
  return result;
}

void Network::read_input_gradient(const InputBatch& input, std::size_t row, Lane& lane,
                                  InputBatch& input_gradient) const {
  std::visit(
      [&](const auto& batch) {
        auto& out = std::get<std::decay_t<decltype(batch)>>(input_gradient);
        encoder_.vjp(batch.row(row), std::span<Complex>(lane.cotangent), out.row(row),
                     lane.encoder);
      },
      input);
}

RealBatch<double> Network::pull_back(const InputBatch& input, const RowCotangent& cotangent_of,
                                     LayerParameters& gradient, InputBatch* input_gradient) {
  check(input);
  RealBatch<double> result(batch_of(input), num_features());
  const std::size_t num_blocks = (result.batch() + rows_per_block - 1) / rows_per_block;
  std::vector<LayerParameters> block_gradients(num_blocks, zero_like(propagator_.layers()));
  workers_.run(num_blocks, [&](std::size_t block, std::size_t worker) {
    Lane& lane = lanes_[worker];
    const std::size_t end = std::min(result.batch(), (block + 1) * rows_per_block);
    for (std::size_t row = block * rows_per_block; row < end; ++row) {
      encode_row(input, row, lane);
      propagator_.forward(lane.field, lane.tape);
      receiver_.detect(lane.field, result.row(row));
      cotangent_of(row, result.row(row), lane.feature_cotangent);
      receiver_.vjp(lane.field, lane.feature_cotangent, lane.cotangent);
      propagator_.vjp(lane.tape, lane.cotangent, block_gradients[block]);
      if (input_gradient != nullptr) {
        read_input_gradient(input, row, lane, *input_gradient);
      }
    }
  });
  for (const LayerParameters& block : block_gradients) {
    add_on_samples(block, gradient, frame_);
  }
  return result;
}

}  // namespace fiberloom::core
