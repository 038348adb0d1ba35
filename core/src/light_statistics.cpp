#include <algorithm>
#include <cmath>
#include <complex>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/light_statistics.hpp>

#include "cascade_part.hpp"
#include "layers_on_grid.hpp"

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;
using Row = CascadePart::Row;

constexpr double common_share = 0.999;     // of the points, for the peak that is met now and then
constexpr double negligible_share = 1e-4;  // of the power, outside the occupied band

void add_power_moments(const FieldBatch<double>& fields, LightStatistics& found) {
  const auto points = static_cast<double>(fields.values().size());
  std::vector<double> powers;
  powers.reserve(fields.values().size());
  for (const Complex& value : fields.values()) {
    powers.push_back(std::norm(value));
  }
  std::ranges::sort(powers);
  for (const double power : powers) {
    found.mean_power += power / points;
  }
  if (!(found.mean_power > 0.0) || !std::isfinite(found.mean_power)) {
    throw InputError("input.dark", "light: the records carry no light, or lose it on the way");
  }
  for (const double power : powers) {
    const double relative = power / found.mean_power;
    found.second_moment += relative * relative / points;
    found.third_moment += relative * relative * relative / points;
  }
  const auto place = static_cast<std::size_t>(std::ceil(common_share * points)) - 1;
  found.peak_999 = powers[place] / found.mean_power;
  found.peak = powers.back() / found.mean_power;
}

// Power in each bin, over all records; carrier and lines are looked at record by record.
std::vector<double> spectrum_of(const FieldBatch<double>& fields, LightStatistics& found) {
  std::vector<double> spectrum(fields.samples());
  const FftPlan<double> plan(fields.samples());
  Row row(fields.samples());
  for (std::size_t i = 0; i < fields.batch(); ++i) {
    plan.forward(fields.row(i), row);
    double energy = 0.0;
    double strongest = 0.0;
    for (std::size_t bin = 0; bin < row.size(); ++bin) {
      const double line = std::norm(row[bin]);
      spectrum[bin] += line;
      energy += line;
      strongest = std::max(strongest, line);
    }
    found.carrier += std::norm(row[0]);
    found.strongest_line =
        energy > 0.0 ? std::max(found.strongest_line, strongest / energy) : found.strongest_line;
  }
  return spectrum;
}

double occupied_frequency(const std::vector<double>& spectrum, const std::vector<double>& w,
                          double energy) {
  std::vector<std::size_t> order(spectrum.size());
  for (std::size_t bin = 0; bin < order.size(); ++bin) {
    order[bin] = bin;
  }
  std::ranges::stable_sort(order, {}, [&w](std::size_t bin) { return -std::abs(w[bin]); });
  double outside = 0.0;
  for (const std::size_t bin : order) {
    outside += spectrum[bin];
    if (outside > negligible_share * energy) {
      return std::abs(w[bin]);
    }
  }
  return 0.0;
}

void add_spectral_moments(const std::vector<double>& spectrum, const TimeGrid& grid,
                          LightStatistics& found) {
  const std::vector<double> w = grid.angular_frequencies();
  double energy = 0.0, first = 0.0, second = 0.0, fourth = 0.0;
  for (std::size_t bin = 0; bin < w.size(); ++bin) {
    const double square = w[bin] * w[bin];
    energy += spectrum[bin];
    first += spectrum[bin] * w[bin];
    second += spectrum[bin] * square;
    fourth += spectrum[bin] * square * square;
  }
  found.carrier /= energy;
  found.mean_square_frequency = second / energy - first / energy * (first / energy);
  found.variance_of_square_frequency = fourth / energy - second / energy * (second / energy);
  found.occupied_frequency = occupied_frequency(spectrum, w, energy);
}

void require_grid(const FieldBatch<double>& fields, const TimeGrid& grid) {
  if (fields.batch() == 0 || fields.samples() != grid.size()) {
    throw InputError("input.shape", "light: needs at least one record of " +
                                        std::to_string(grid.size()) + " points, got " +
                                        std::to_string(fields.batch()) + " of " +
                                        std::to_string(fields.samples()));
  }
}

FieldBatch<double> sent_through(const CascadePart& part, const FieldBatch<double>& light,
                                WorkerPool& workers) {
  FieldBatch<double> behind(light.batch(), light.samples());
  workers.run(light.batch(), [&](std::size_t i, std::size_t) {
    Row row(light.row(i).begin(), light.row(i).end());
    part.send(row);
    std::ranges::copy(row, behind.row(i).begin());
  });
  return behind;
}

LayerParameters linear_part(LayerParameters layer) {
  std::ranges::fill(layer.gamma, 0.0);
  std::ranges::fill(layer.potential.values(), 0.0);
  return layer;
}

}  // namespace

LightStatistics light_statistics(const FieldBatch<double>& fields, const TimeGrid& grid) {
  require_grid(fields, grid);
  LightStatistics found;
  add_power_moments(fields, found);
  add_spectral_moments(spectrum_of(fields, found), grid, found);
  return found;
}

LightUnderway light_underway(const Model& model, const FieldBatch<double>& launched,
                             WorkerPool& workers) {
  model.validate();
  require_grid(launched, model.frame.grid());
  if (!model.operators.empty()) {
    throw InputError("input.sequence",
                     "light underway: the layers have an order of their own; only the usual one, "
                     "linear step and then Kerr step, has a place in front of the Kerr step");
  }
  LightUnderway result;
  FieldBatch<double> light = launched;
  for (std::size_t m = 0; m < model.layers.num_layers(); ++m) {
    const LayerParameters layer = one_layer_of(model.layers, m);
    result.in_front_of_kerr.push_back(
        sent_through(CascadePart(model, linear_part(layer), false), light, workers));
    light = sent_through(CascadePart(model, layer, false), light, workers);
  }
  const LayerParameters none = layers_of(model.layers, 0, 0);
  result.output = model.low_pass ? sent_through(CascadePart(model, none, true), light, workers)
                                 : std::move(light);
  return result;
}

}  // namespace fiberloom::core
