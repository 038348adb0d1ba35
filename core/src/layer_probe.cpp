#include <algorithm>
#include <cmath>
#include <complex>
#include <fiberloom/core/encoding.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/layer_probe.hpp>
#include <functional>
#include <memory>
#include <numbers>
#include <random>
#include <span>
#include <string>
#include <utility>

#include "cascade_part.hpp"
#include "layers_on_grid.hpp"

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;
using Row = AlignedVector<Complex>;
using Tape = CascadePart::Tape;

double energy(std::span<const Complex> row) {
  double sum = 0.0;
  for (const Complex& value : row) {
    sum += std::norm(value);
  }
  return sum;
}

// Random numbers of one field: they depend on the seed and the field alone. Box and Muller's transform, since the
// distributions of the standard library differ between libraries.
class Source {
 public:
  Source(const Model& model, std::uint64_t seed, std::size_t field)
      : frame_(model.frame),
        encoder_(Encoding{}, model.frame),
        scratch_(encoder_.make_scratch()),
        engine_(seed * 0x9E3779B97F4A7C15ULL + field + 1) {}

  // A record of circular Gaussian samples with unit mean power, as a field.
  Row record() {
    Row samples(frame_.samples);
    for (Complex& value : samples) {
      const double radius = std::sqrt(-std::log(1.0 - uniform()));
      value = std::polar(radius, 2.0 * std::numbers::pi * uniform());
    }
    const double scale = 1.0 / std::sqrt(energy(samples) / static_cast<double>(frame_.samples));
    for (Complex& value : samples) {
      value *= scale;
    }
    Row field(frame_.grid_size());
    encoder_.encode(std::span<const Complex>(samples), field, scratch_);
    return field;
  }

 private:
  double uniform() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }

  Frame frame_;
  Encoder encoder_;
  Encoder::Scratch scratch_;
  std::mt19937_64 engine_;
};

// What one field contributes to the probe of one part.
struct Sums {
  double energy_in = 0.0;
  double energy_out = 0.0;
  double change = 0.0;
  Complex overlap{};
  double noise_in = 0.0;
  double noise_out = 0.0;
  double growth = 0.0;

  void add(const Sums& other) {
    energy_in += other.energy_in;
    energy_out += other.energy_out;
    change += other.change;
    overlap += other.overlap;
    noise_in += other.noise_in;
    noise_out += other.noise_out;
    growth = std::max(growth, other.growth);
  }
};

double largest_growth(const CascadePart& part, Tape& tape, Row direction, std::size_t rounds) {
  double growth = 0.0;
  for (std::size_t i = 0; i < rounds; ++i) {
    const double before = energy(direction);
    if (before == 0.0) {
      return growth;
    }
    for (Complex& value : direction) {
      value /= std::sqrt(before);
    }
    part.push(tape, direction);
    growth = energy(direction);
    part.pull(tape, direction);
  }
  return growth;
}

Sums probe(const CascadePart& part, const Row& light, Row& behind, Source& source,
           const ProbeOptions& options, bool looks_for_growth) {
  Sums sums{.energy_in = energy(light)};
  Tape tape = part.make_tape();
  behind = light;
  part.forward(behind, tape);
  sums.energy_out = energy(behind);
  for (std::size_t j = 0; j < light.size(); ++j) {
    sums.change += std::norm(behind[j] - light[j]);
    sums.overlap += std::conj(light[j]) * behind[j];
  }
  for (std::size_t i = 0; i < options.noises; ++i) {
    Row noise = source.record();
    sums.noise_in += energy(noise);
    part.push(tape, noise);
    sums.noise_out += energy(noise);
  }
  if (looks_for_growth) {
    sums.growth = largest_growth(part, tape, source.record(), options.growth_rounds);
  }
  return sums;
}

LayerProbe summary_of(const Sums& sums) {
  if (!std::isfinite(sums.energy_out) || !std::isfinite(sums.noise_out)) {
    throw NumericalError("numerical.diverged",
                         "probe: a layer loses the light (not a number) at unit power");
  }
  const double both = sums.energy_in * sums.energy_out;
  const double alike = both > 0.0 ? std::norm(sums.overlap) / both : 0.0;
  return {.power_gain = sums.energy_out / sums.energy_in,
          .distance = {.change = std::sqrt(sums.change / sums.energy_in),
                       .change_of_shape = std::sqrt(std::max(0.0, 1.0 - alike))},
          .noise = {.mean = sums.noise_in > 0.0 ? sums.noise_out / sums.noise_in : 0.0,
                    .largest = sums.growth}};
}

using Launch = std::function<Row(std::size_t field, Source& source)>;

CascadeProbe probe_with(const Model& model, std::size_t num_fields, const Launch& launch,
                        const ProbeOptions& options, WorkerPool& workers) {
  model.validate();
  const std::size_t num_layers = model.layers.num_layers();
  std::vector<std::unique_ptr<const CascadePart>> parts;  // a cascade stays where it was made
  for (std::size_t m = 0; m < num_layers; ++m) {
    parts.push_back(
        std::make_unique<const CascadePart>(model, one_layer_of(model.layers, m), false));
  }
  parts.push_back(std::make_unique<const CascadePart>(model, model.layers, true));
  std::vector<std::vector<Sums>> found(num_fields);
  workers.run(num_fields, [&](std::size_t field, std::size_t) {
    Source source(model, options.seed, field);
    const Row launched = launch(field, source);
    Row light = launched;
    Row behind;
    const bool looks_for_growth = field < options.growth_fields;
    for (std::size_t m = 0; m <= num_layers; ++m) {
      const Row& in_front = m == num_layers ? launched : light;
      found[field].push_back(probe(*parts[m], in_front, behind, source, options, looks_for_growth));
      light = behind;
    }
  });
  CascadeProbe result;
  for (std::size_t m = 0; m <= num_layers; ++m) {
    Sums sums;
    for (const std::vector<Sums>& of_field : found) {
      sums.add(of_field[m]);
    }
    (m == num_layers ? result.total : result.layers.emplace_back()) = summary_of(sums);
  }
  return result;
}

}  // namespace

CascadeProbe probe_cascade(const Model& model, const ProbeOptions& options, WorkerPool& workers) {
  return probe_with(
      model, options.fields, [](std::size_t, Source& source) { return source.record(); }, options,
      workers);
}

CascadeProbe probe_cascade(const Model& model, const FieldBatch<double>& launched,
                           const ProbeOptions& options, WorkerPool& workers) {
  if (launched.samples() != model.frame.grid_size()) {
    throw InputError("input.shape", "probe: the launched fields have " +
                                        std::to_string(launched.samples()) +
                                        " points, the model's grid has " +
                                        std::to_string(model.frame.grid_size()));
  }
  const Launch launch = [&launched](std::size_t field, Source&) {
    const auto row = launched.row(field);
    return Row(row.begin(), row.end());
  };
  return probe_with(model, launched.batch(), launch, options, workers);
}

}  // namespace fiberloom::core
